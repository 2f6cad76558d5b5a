"""How fast networks are trained beside PyTorch, on one thread and in float32: ``python -m benchmarks.training``.

Both sides start from the same weights and see the same images in the same order; that they end with the same weights is
checked first. Then they take turns, and each line gives the median of their ratios in processor time:
below 1, ours is faster.
"""

import os
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import torch
from torch import nn

from cnn_steps import (
    Conv,
    Dense,
    Flatten,
    Pool,
    Relu,
    accuracy,
    init_parameters,
    line_images,
    load_digits,
    summary,
    train,
)
from cnn_steps.digit_network import DIGIT_LAYERS, DIGIT_SHAPE
from scripts.train_digits import train_digits
from tests.networks import LINES, LINES_SHAPE

ROUNDS = 15


class Case(NamedTuple):
    """One line of the table."""

    name: str
    layers: tuple[Any, ...]
    input_shape: tuple[int, ...]
    images: Any
    labels: Any
    batch_size: int
    learning_rate: float
    momentum: float
    target: float


def cases() -> list[Case]:
    """Give every line of the table."""
    lines = line_images(200, rng=np.random.default_rng(0))
    digits = load_digits()
    handwritten = digits.images[digits.train] / 16, digits.labels[digits.train]
    return [
        Case("lines, one by one", LINES, LINES_SHAPE, *lines, 1, 0.005, 0.0, 0.30),
        Case("lines, batches of 16", LINES, LINES_SHAPE, *lines, 16, 0.02, 0.0, 0.27),
        Case("digits, batches of 16", DIGIT_LAYERS, DIGIT_SHAPE, *handwritten, 16, 0.02, 0.9, 0.35),
    ]


def twin(case: Case) -> nn.Module:
    """Give the case's network once more, in PyTorch."""
    modules: list[nn.Module] = []
    shapes = [case.input_shape, *(row.output_shape for row in summary(case.layers, case.input_shape))]
    for layer, (size, *_) in zip(case.layers, shapes[:-1], strict=True):
        match layer:
            case Conv():
                modules.append(nn.Conv2d(size, layer.filters, layer.kernel_size, padding=layer.padding))
            case Relu():
                modules.append(nn.ReLU())
            case Pool():
                modules.append(nn.MaxPool2d(layer.size))
            case Flatten():
                modules.append(nn.Flatten())
            case Dense():
                modules.append(nn.Linear(size, layer.units))
    return nn.Sequential(*modules)


def set_weights(model: nn.Module, parameters: dict[str, Any]) -> None:
    """Give the model our parameters; PyTorch keeps the weights of a dense layer the other way around."""
    for array, tensor in zip(parameters.values(), model.parameters(), strict=True):
        tensor.data = torch.from_numpy(np.array(array.T if array.ndim == 2 else array))


def our_epoch(case: Case, parameters: dict[str, Any], seed: int) -> tuple[float, Any]:
    """Train for one epoch; give its processor time and the record."""
    images = case.images.astype(np.float32)
    options = {"epochs": 1, "learning_rate": case.learning_rate, "batch_size": case.batch_size}
    start = process_time()
    (record,) = train(
        *(case.layers, parameters, images, case.labels),
        **{**options, "momentum": case.momentum, "rng": np.random.default_rng(seed)},
    )
    return process_time() - start, record


def their_epoch(case: Case, parameters: dict[str, Any], seed: int) -> tuple[float, Any]:
    """Train PyTorch's twin for the same epoch, as its tutorial does; give its processor time and the parameters."""
    model = twin(case)
    set_weights(model, parameters)
    optimizer = torch.optim.SGD(model.parameters(), lr=case.learning_rate, momentum=case.momentum)
    criterion = nn.CrossEntropyLoss()
    images = torch.from_numpy(case.images.astype(np.float32)[:, None])
    labels = torch.from_numpy(case.labels)
    start = process_time()
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
    return process_time() - start, [tensor.detach().numpy() for tensor in model.parameters()]


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


def digits_line() -> str:
    """Say what the training of the shipped network takes and reaches."""
    digits, wall, busy = load_digits(), perf_counter(), process_time()
    record = train_digits()
    wall, busy = perf_counter() - wall, process_time() - busy
    share = accuracy(DIGIT_LAYERS, record.parameters, digits.images[digits.test] / 16, digits.labels[digits.test])
    return (
        f"digits: {record.epoch} epochs in {wall:.1f} s ({busy:.1f} s of processor time; target 3 s), {share:.1%} of "
        "the held-out fifth right (target 97.5%)"
    )


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    print(f"{'training':<24}{'ours':>19}{'ratio':>9} {'(10 % to 90 %)':<18}target")
    for case in cases():
        print(line(case), flush=True)
    print(digits_line())


if __name__ == "__main__":
    main()
