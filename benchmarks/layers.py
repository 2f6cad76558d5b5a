"""How fast the layers and their gradients are beside PyTorch, SciPy and a plain loop, on one thread and in float32.

Every result is checked first. Then the two sides take turns, so that a busy machine slows both, and each line gives
the median of their ratios with the middle 80 % of them: below 1, ours is faster. A backward pass of PyTorch's is taken
as a person would run it, through ``torch.autograd``.
"""

import os
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import scipy.signal
import torch
from torch.nn import functional

from cnn_steps import conv2d, conv2d_backward, pool2d, pool2d_backward, relu
from tests.reference import slow_conv2d, slow_pool2d

ROUNDS = 31
ROUND_SECONDS = 0.02
MEMORY_TARGET = 11.0

rng = np.random.default_rng(0)


class Case(NamedTuple):
    """One line of the table: two ways to the same result, and the ratio to reach."""

    name: str
    rival: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    target: float | None = None


def random(*shape: int) -> Any:
    """Give random float32 numbers."""
    return rng.normal(size=shape).astype(np.float32)


def conv_against_pytorch(
    name: str,
    image_shape: tuple[int, ...],
    filters: int,
    size: int,
    target: float,
    *,
    bias: bool = False,
    **options: int,
) -> Case:
    """Compare a convolution of one image or a batch with PyTorch's."""
    image = random(*image_shape)
    kernels = random(filters, *image_shape[-3:-2], size, size)
    biases = random(filters) if bias else None
    batch = torch.from_numpy(image if image.ndim > 2 else image[None])
    bank = torch.from_numpy(kernels if image.ndim > 2 else kernels[:, None])
    offsets = None if biases is None else torch.from_numpy(biases)
    return Case(
        f"conv2d {name}{', bias' if bias else ''}",
        "PyTorch",
        lambda: conv2d(image, kernels, biases, **options),
        lambda: functional.conv2d(batch, bank, offsets, **options),
        target,
    )


def conv_against_scipy(name: str, height: int, width: int, size: int) -> Case:
    """Compare one kernel over one gray image with SciPy's correlation."""
    image, kernel = random(height, width), random(size, size)
    return Case(
        f"conv2d {name}",
        "SciPy",
        lambda: conv2d(image, kernel),
        lambda: scipy.signal.correlate2d(image, kernel, mode="valid"),
    )


def pool_against_pytorch(name: str, shape: tuple[int, ...], mode: str, target: float) -> Case:
    """Compare 2×2 pooling with PyTorch's."""
    maps = random(*shape)
    tensor = torch.from_numpy(maps)
    pool = functional.max_pool2d if mode == "max" else functional.avg_pool2d
    return Case(f"pool2d {mode} {name}", "PyTorch", lambda: pool2d(maps, mode=mode), lambda: pool(tensor, 2), target)


def conv_backward_against_pytorch(
    name: str, image_shape: tuple[int, ...], filters: int, target: float, **options: int
) -> Case:
    """Compare the three gradients of a 3×3 convolution with PyTorch's."""
    image, kernels = random(*image_shape), random(filters, image_shape[-3], 3, 3)
    tensors = [torch.from_numpy(array).requires_grad_() for array in (image, kernels, random(filters))]
    maps = functional.conv2d(*tensors, **options)
    grad = random(*maps.shape)
    handed = torch.from_numpy(grad)
    return Case(
        f"conv2d backward {name}",
        "PyTorch",
        lambda: conv2d_backward(grad, image, kernels, **options),
        lambda: torch.autograd.grad(maps, tensors, handed, retain_graph=True),
        target,
    )


def pool_and_back_against_pytorch(
    name: str, shape: tuple[int, ...], mode: str, target: float, *, size: int = 2, **options: int
) -> Case:
    """Compare pooling and its gradient, one after the other, with PyTorch's."""
    maps = random(*shape)
    grad = random(*pool2d(maps, size, mode=mode, **options).shape)
    tensor, handed = torch.from_numpy(maps).requires_grad_(), torch.from_numpy(grad)
    pool = functional.max_pool2d if mode == "max" else functional.avg_pool2d

    def ours() -> Any:
        return pool2d(maps, size, mode=mode, **options), pool2d_backward(grad, maps, size, mode=mode, **options)

    def theirs() -> Any:
        pooled = pool(tensor, size, **options)
        return pooled.detach(), *torch.autograd.grad(pooled, tensor, handed)

    return Case(f"pool2d {mode} and back {name}", "PyTorch", ours, theirs, target)


def relu_against_pytorch(name: str, shape: tuple[int, ...]) -> Case:
    """Compare ReLU with PyTorch's."""
    maps = random(*shape)
    tensor = torch.from_numpy(maps)
    return Case(f"relu {name}", "PyTorch", lambda: relu(maps), lambda: torch.relu(tensor))


def against_plain_loops() -> list[Case]:
    """Compare with the loops a person would write first, on small maps."""
    image, kernel, maps = random(28, 28), random(3, 3), random(16, 26, 26)
    return [
        Case("conv2d 28×28, 3×3", "loop", lambda: conv2d(image, kernel), lambda: slow_conv2d(image, kernel)),
        Case("pool2d max 16×26×26", "loop", lambda: pool2d(maps), lambda: slow_pool2d(maps)),
    ]


def cases() -> list[Case]:
    """Give every line of the table."""
    return [
        conv_against_pytorch("7×5, 1 filter", (7, 5), 1, 3, 1.5),
        conv_against_pytorch("7×5, 3 filters", (7, 5), 3, 3, 1.5),
        conv_against_pytorch("8×8 → 4, batch 16", (16, 1, 8, 8), 4, 3, 0.27),
        conv_against_pytorch("28×28 → 16, batch 1", (1, 1, 28, 28), 16, 3, 1.25),
        conv_against_pytorch("28×28 → 16, batch 64", (64, 1, 28, 28), 16, 3, 0.95),
        conv_against_pytorch("64×64×3 → 32", (3, 64, 64), 32, 3, 0.72),
        conv_against_pytorch("64×64×32 → 64", (32, 64, 64), 64, 3, 1.25),
        conv_against_pytorch("64×64×32 → 64, stride 2", (32, 64, 64), 64, 3, 1.15, stride=2),
        conv_against_pytorch("64×64×32 → 64, dilation 2", (32, 64, 64), 64, 3, 1.4, dilation=2),
        conv_against_pytorch("224×224×3 → 64", (3, 224, 224), 64, 3, 0.85),
        conv_against_pytorch("512×512, 3×3", (512, 512), 1, 3, 0.18),
        conv_against_pytorch("512×512, 15×15", (512, 512), 1, 15, 0.20),
        conv_against_pytorch("1080×1920, 3×3", (1080, 1920), 1, 3, 0.05),
        conv_against_pytorch("56×56×128 → 128", (128, 56, 56), 128, 3, 1.35),
        conv_against_pytorch("7×5, 3 filters", (7, 5), 3, 3, 1.5, bias=True),
        conv_against_pytorch("8×8 → 4, batch 16", (16, 1, 8, 8), 4, 3, 0.27, bias=True),
        conv_against_pytorch("28×28 → 16, batch 1", (1, 1, 28, 28), 16, 3, 1.25, bias=True),
        conv_against_pytorch("28×28 → 16, batch 64", (64, 1, 28, 28), 16, 3, 0.95, bias=True),
        conv_against_pytorch("64×64×3 → 32", (3, 64, 64), 32, 3, 0.72, bias=True),
        conv_against_pytorch("64×64×32 → 64", (32, 64, 64), 64, 3, 1.25, bias=True),
        conv_against_pytorch("224×224×3 → 64", (3, 224, 224), 64, 3, 0.85, bias=True),
        pool_against_pytorch("3×5×3", (3, 5, 3), "max", 2.3),
        pool_against_pytorch("64×16×26×26", (64, 16, 26, 26), "max", 0.2),
        pool_against_pytorch("64×112×112", (64, 112, 112), "max", 0.2),
        pool_against_pytorch("64×16×26×26", (64, 16, 26, 26), "avg", 0.2),
        relu_against_pytorch("3×5×3", (3, 5, 3)),
        relu_against_pytorch("64×16×26×26", (64, 16, 26, 26)),
        conv_against_scipy("512×512, 3×3", 512, 512, 3),
        conv_against_scipy("512×512, 15×15", 512, 512, 15),
        *against_plain_loops(),
    ]


def backward_cases() -> list[Case]:
    """Give every line of the table of gradients."""
    return [
        conv_backward_against_pytorch("8×8 → 4", (1, 1, 8, 8), 4, 1.6),
        conv_backward_against_pytorch("8×8 → 4, batch 16", (16, 1, 8, 8), 4, 0.40),
        conv_backward_against_pytorch("28×28 → 16, batch 64", (64, 1, 28, 28), 16, 0.50),
        conv_backward_against_pytorch("64×64×3 → 32", (1, 3, 64, 64), 32, 1.0),
        conv_backward_against_pytorch("64×64×32 → 64", (1, 32, 64, 64), 64, 1.3),
        conv_backward_against_pytorch("64×64×32 → 64, stride 2", (1, 32, 64, 64), 64, 1.1, stride=2),
        conv_backward_against_pytorch("224×224×3 → 64", (1, 3, 224, 224), 64, 0.60),
        conv_backward_against_pytorch("512×512", (1, 1, 512, 512), 1, 0.27),
        conv_backward_against_pytorch("56×56×128 → 128", (1, 128, 56, 56), 128, 1.32),
        pool_and_back_against_pytorch("4×6×6", (4, 6, 6), "max", 3.2),
        pool_and_back_against_pytorch("16×4×6×6", (16, 4, 6, 6), "max", 3.2),
        pool_and_back_against_pytorch("64×16×26×26", (64, 16, 26, 26), "max", 0.6),
        pool_and_back_against_pytorch("64×112×112", (64, 112, 112), "max", 0.6),
        pool_and_back_against_pytorch("64×16×26×26", (64, 16, 26, 26), "avg", 0.6),
        pool_and_back_against_pytorch("64×112², 3×3", (64, 112, 112), "max", 1.2, size=3, stride=2, padding=1),
    ]


def seconds(function: Callable[[], Any], repeats: int) -> float:
    """Give the time of one call, averaged over ``repeats``."""
    start = perf_counter()
    for _ in range(repeats):
        function()
    return (perf_counter() - start) / repeats


def check(case: Case) -> None:
    """Refuse to time two sides that do not give the same numbers, or the same few arrays of numbers."""
    sides = [result if isinstance(result, tuple) else (result,) for result in (case.ours(), case.theirs())]
    for ours, theirs in zip(*sides, strict=True):
        expected = np.asarray(theirs).reshape(ours.shape)
        slack = 1e-3 * max(1, np.abs(expected).max())
        np.testing.assert_allclose(ours, expected, rtol=1e-3, atol=slack, err_msg=case.name)


def line(case: Case) -> str:
    """Check one case, time it, and write its line."""
    check(case)
    once = seconds(case.ours, 3)
    repeats = max(1, round(ROUND_SECONDS / once))
    their_repeats = max(1, round(ROUND_SECONDS / seconds(case.theirs, 1)))
    pairs = np.array([(seconds(case.ours, repeats), seconds(case.theirs, their_repeats)) for _ in range(ROUNDS)])
    low, median, high = np.percentile(pairs[:, 0] / pairs[:, 1], (10, 50, 90))
    microseconds = np.median(pairs[:, 0]) * 1e6
    target = "" if case.target is None else f"{case.target:6.2f}  {'met' if median <= case.target else 'MISSED'}"
    spread = f"({low:.3g} to {high:.3g})"
    return f"{case.name:<40}{case.rival:<9}{microseconds:>10.1f} µs{median:>10.3g} {spread:<18}{target}"


def extra_megabytes(function: Callable[[], Any]) -> float:
    """Give the most memory a call holds at once, its result included."""
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def print_table(rows: Iterable[Case]) -> None:
    """Print a line for each case, as soon as it is there."""
    torch.set_num_threads(1)
    print(f"{'operation':<40}{'against':<9}{'ours':>13}{'ratio':>10} {'(10 % to 90 %)':<18}target")
    for case in rows:
        print(line(case), flush=True)


def main() -> None:
    """Print the tables."""
    with torch.no_grad():
        print_table(cases())
    print_table(backward_cases())
    image, kernel = random(1080, 1920), random(3, 3)
    for padding in (0, 1):
        peak = extra_megabytes(lambda padding=padding: conv2d(image, kernel, padding=padding))
        print(f"memory of conv2d 1080×1920, 3×3, padding {padding}: {peak:.1f} MB (target {MEMORY_TARGET:.0f} MB)")


if __name__ == "__main__":
    main()
