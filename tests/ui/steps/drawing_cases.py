"""What a picture of a step has to stand: every operation × rows × kernel × first, middle and last step × size.

``python -m tests.ui.steps.drawing_cases`` draws them all, which takes minutes; the tests draw a fixed sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import get_args

import numpy as np
from PIL import Image

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, conv2d, pool2d
from tests.ui.steps.backward_examples import cards, random_way
from tests.ui.steps.examples import activation, convolution, dense_unit, flattening, pooling, softmax
from ui.components.card_messages import Card
from ui.steps.gif import Film, still
from ui.steps.take_along import WIDTHS
from ui.steps.views import fills_up, step_count

ROWS = (5, 32, 64, 128)
KERNELS = (1, 3, 7)
STEPS: dict[str, Callable[[int], int]] = {
    "first": lambda count: 0,
    "middle": lambda count: count // 2,
    "last": lambda count: count - 1,
}


@dataclass(frozen=True)
class DrawingCase:
    """One picture to draw: a step of an operation on an image of so many rows and columns, with such a kernel."""

    operation: str
    rows: int
    kernel: int
    at: str
    width: int

    @property
    def card(self) -> Card:
        """What the card is sent, the same object for all steps and widths."""
        return _operations(self.rows, self.kernel)[self.operation]

    @property
    def step(self) -> int:
        """Which step it is, from 0."""
        return STEPS[self.at](step_count(self.card))

    def draw(self) -> Image.Image:
        """The picture."""
        return still(Film("", self.step, self.step, self.width, 1000, False, fills_up(self.card), self.card), self.step)


def drawing_cases() -> Iterator[DrawingCase]:
    """All of them; those with the same data follow one another."""
    for rows in ROWS:
        for kernel in KERNELS:
            for operation in _operations(ROWS[0], KERNELS[0]):
                for at in STEPS:
                    for width in WIDTHS:
                        yield DrawingCase(operation, rows, kernel, at, width)


def some_drawing_cases() -> Iterator[DrawingCase]:
    """A fixed sample: every operation with every number of rows and every kernel, each in one size, at one step."""
    for number, (_, group) in enumerate(
        groupby(drawing_cases(), lambda case: (case.rows, case.kernel, case.operation))
    ):
        cases = list(group)
        yield cases[number % len(cases)]


@lru_cache(maxsize=1)
def _operations(rows: int, kernel: int) -> dict[str, Card]:
    """Every operation, forward and back, on a random image, gray unless the name says color; a kernel too large for it
    has as much padding as it takes to fit."""
    rng = np.random.default_rng(rows * 8 + kernel)
    gray, color = rng.uniform(-1, 1, (1, rows, rows)), rng.uniform(-1, 1, (3, rows, rows))
    weights = rng.uniform(-1, 1, (3, 3, kernel, kernel))
    pad = max(0, kernel - rows + 1) // 2 + (kernel > rows)
    maps = conv2d(gray, weights[:, :1], padding=pad, average=True)
    window = min(kernel, 2)
    pooled = pool2d(np.abs(maps), window, stride=1)
    found: dict[str, Card] = {
        "convolution": convolution(gray[0], weights[0, 0], padding=((pad, pad), (pad, pad)), average=True),
        "convolution in color": convolution(color, weights[0], padding=((pad, pad), (pad, pad)), bias=-0.5),
        "convolution with padding, stride and dilation": convolution(
            gray[0], weights[0, 0], padding=((8, 8), (8, 8)), stride=2, dilation=2
        ),
        "max pooling": pooling(gray[0], min(kernel, rows)),
        "average pooling": pooling(gray[0], min(kernel, rows), mode="avg"),
        **{kind: activation(kind, maps[0]) for kind in ("relu", "sigmoid", "tanh")},
        "flatten": flattening(pooled),
        "dense": dense_unit(pooled, largest_first=True),
        "softmax": softmax(rng.normal(scale=rows, size=10)),
    }
    layers = (Conv(2, kernel, padding=pad, average=True), Relu(), Pool(window, stride=1), Flatten(), Dense(10))
    averaging = (Conv(2, kernel, padding=pad), Relu(), Pool(window, stride=1, mode="avg"), Flatten(), Dense(2))
    found |= {f"back, {name}": card for name, card in cards(random_way(*layers, shape=(3, rows, rows))).items()}
    back = cards(random_way(*averaging, shape=(1, rows, rows)))
    found |= {f"back, averaging and gray, {name}": back[name] for name in back if name.startswith(("conv", "pool"))}
    assert {type(card) for card in found.values()} == set(get_args(Card))
    return found


if __name__ == "__main__":
    for drawn in drawing_cases():
        print(drawn, drawn.draw().size)
