"""How fast networks are trained beside PyTorch, on one thread and in float32: ``python -m benchmarks.training``.

Both sides start from the same weights and see the same images in the same order; that they end with the same weights is
checked first. Then they take turns, and each line gives the median of their ratios: below 1, ours is faster.
"""

import os
import sys
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import torch
from torch import nn

from cnn_steps import accuracy, init_parameters, line_images, load_digits, train
from scripts.train_digits import INPUT_SHAPE, LAYERS
from tests.networks import LINES, LINES_SHAPE

ROUNDS = 15


class Case(NamedTuple):
    """One line of the table."""

    name: str
    layers: tuple[Any, ...]
    input_shape: tuple[int, ...]
    model: nn.Module
    images: Any
    labels: Any
    batch_size: int
    learning_rate: float
    momentum: float
    target: float


def cases() -> list[Case]:
    """Give every line of the table."""
    images, labels = line_images(200, rng=np.random.default_rng(0))
    digits = load_digits()
    digit_images, digit_labels = digits.images[digits.train] / 16, digits.labels[digits.train]
    lines = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 2))
    return [
        Case("lines, one by one", LINES, LINES_SHAPE, lines, images, labels, 1, 0.005, 0.0, 0.30),
        Case("lines, batches of 16", LINES, LINES_SHAPE, lines, images, labels, 16, 0.02, 0.0, 0.27),
        Case("digits, batches of 16", LAYERS, INPUT_SHAPE, twin(), digit_images, digit_labels, 16, 0.05, 0.9, 0.35),
    ]


def twin() -> nn.Module:
    """Give the network for digits once more, in PyTorch."""
    kinds = {
        "Conv": lambda layer, shape: nn.Conv2d(shape[0], layer.filters, layer.kernel_size, padding=layer.padding),
        "Relu": lambda layer, shape: nn.ReLU(),
        "Pool": lambda layer, shape: nn.MaxPool2d(layer.size),
        "Flatten": lambda layer, shape: nn.Flatten(),
        "Dense": lambda layer, shape: nn.Linear(shape[0], layer.units),
    }
    from cnn_steps import summary

    shapes = [INPUT_SHAPE, *(row.output_shape for row in summary(LAYERS, INPUT_SHAPE))]
    return nn.Sequential(*(kinds[type(la).__name__](la, shape) for la, shape in zip(LAYERS, shapes, strict=False)))


def set_weights(model: nn.Module, parameters: dict[str, Any]) -> None:
    """Give the model our parameters; PyTorch keeps the weights of a dense layer the other way around."""
    for array, tensor in zip(parameters.values(), model.parameters(), strict=True):
        tensor.data = torch.from_numpy(np.array(array.T if array.ndim == 2 else array))


def our_epoch(case: Case, parameters: dict[str, Any], seed: int) -> tuple[float, Any]:
    """Train for one epoch; give its seconds and the record."""
    images = case.images.astype(np.float32)
    options = {"epochs": 1, "learning_rate": case.learning_rate, "batch_size": case.batch_size}
    start = perf_counter()
    (record,) = train(
        *(case.layers, parameters, images, case.labels),
        **{**options, "momentum": case.momentum, "rng": np.random.default_rng(seed)},
    )
    return perf_counter() - start, record


def their_epoch(case: Case, parameters: dict[str, Any], seed: int) -> tuple[float, Any]:
    """Train PyTorch's twin for the same epoch, as its tutorial does; give its seconds and the parameters."""
    model = case.model
    set_weights(model, parameters)
    optimizer = torch.optim.SGD(model.parameters(), lr=case.learning_rate, momentum=case.momentum)
    criterion = nn.CrossEntropyLoss()
    images = torch.from_numpy(case.images.astype(np.float32)[:, None])
    labels = torch.from_numpy(case.labels)
    start = perf_counter()
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(images)))
    total, right = 0.0, 0
    for batch in order.split(case.batch_size):
        optimizer.zero_grad()
        logits = model(images[batch])
        loss = criterion(logits, labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
        right += (logits.argmax(1) == labels[batch]).sum().item()
    return perf_counter() - start, [tensor.detach().numpy() for tensor in model.parameters()]


def line(case: Case) -> str:
    """Check one case, time it, and write its line."""
    parameters = init_parameters(case.layers, case.input_shape, rng=np.random.default_rng(0), dtype=np.float32)
    ours, theirs = our_epoch(case, parameters, 0)[1], their_epoch(case, parameters, 0)[1]
    for (name, array), tensor in zip(ours.parameters.items(), theirs, strict=True):
        wanted = tensor.T if array.ndim == 2 else tensor
        np.testing.assert_allclose(array, wanted, rtol=1e-2, atol=2e-3, err_msg=f"{case.name}: {name}")
    pairs = np.array(
        [(our_epoch(case, parameters, seed)[0], their_epoch(case, parameters, seed)[0]) for seed in range(ROUNDS)]
    )
    low, median, high = np.percentile(pairs[:, 0] / pairs[:, 1], (10, 50, 90))
    per_step = np.median(pairs[:, 0]) / -(-len(case.images) // case.batch_size) * 1e6
    met = "met" if median <= case.target else "MISSED"
    spread = f"({low:.3g} to {high:.3g})"
    return f"{case.name:<24}{per_step:>9.0f} µs a step{median:>9.3g} {spread:<18}{case.target:6.2f}  {met}"


def digits_accuracy() -> str:
    """Say what a whole training of the digits takes and reaches."""
    from scripts.train_digits import train_digits

    start = perf_counter()
    parameters = train_digits()
    seconds = perf_counter() - start
    digits = load_digits()
    share = accuracy(LAYERS, parameters, digits.images[digits.test] / 16, digits.labels[digits.test])
    return f"digits: {seconds:.1f} s of training, {share:.1%} of the held-out fifth right"


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    print(f"{'training':<24}{'ours':>19}{'ratio':>9} {'(10 % to 90 %)':<18}target")
    for case in cases():
        print(line(case), flush=True)
    print(digits_accuracy())


if __name__ == "__main__":
    main()
