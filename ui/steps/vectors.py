"""A step of flatten or of a dense unit: long vectors, shown whole or a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnn_steps import dense_step, flatten
from ui.components.card_messages import DenseCard, FlattenCard
from ui.figures.maps import Panel
from ui.figures.numbers import as_read, counted, equals, factor, written
from ui.steps.parts import (
    Block,
    Line,
    Piece,
    StepView,
    Strip,
    cell_mask,
    joined,
    largest_of,
    passage,
    pieces,
    result,
    sized,
    term,
)

LONGEST_PIECE = 16  # a vector of pieces up to this long is shown whole, a longer one a page at a time
PAGE = 24


@dataclass(frozen=True)
class Places:
    """Which places of a long vector are in view at a step."""

    length: int
    maps: int
    step: int

    @property
    def whole(self) -> bool:
        """Whether all of them are."""
        return self.length / self.maps <= LONGEST_PIECE

    @property
    def size(self) -> int:
        """How many places there are on a page."""
        return self.length if self.whole else PAGE

    @property
    def start(self) -> int:
        """The first place in view."""
        return self.step // self.size * self.size

    @property
    def piece(self) -> int:
        """How many places belong together."""
        return self.length // self.maps if self.whole else PAGE // 3

    def note(self, words: str, first: int) -> str:
        """What is in view, counted from ``first``."""
        if self.whole:
            return counted(self.length, "number")
        last = min(self.start + self.size, self.length) - 1
        return f"{words} {self.start + first:,} to {last + first:,} of {self.length:,}"

    def strip(self, title: str, note: str, numbers: np.ndarray, limit: float, **options: Any) -> Strip:
        """The places in view of (length,) numbers, as a row."""
        values = numbers[self.start : self.start + self.size][None]  # (size,) -> (1, size)
        here = ((0, self.step - self.start, 1, 1),)
        return Strip(title, values, limit=limit, outlines=here, note=note, piece=self.piece, **options)

    def coming(self) -> np.ndarray:
        """(1, places in view) of bool, True for the places after the step."""
        return (np.arange(self.start, min(self.start + self.size, self.length)) > self.step)[None]


def flatten_view(card: FlattenCard, step: int, *, reveal: bool) -> StepView:
    """Describe where one entry of the vector comes from."""
    maps, names, limit = card.input.numbers, card.names, card.input.limit
    channels, height, width = maps.shape
    vector = flatten(maps)
    channel, row, column = (int(place) for place in np.unravel_index(step, maps.shape))
    panels = tuple(
        Panel(
            name,
            values,
            limit=limit,
            outlines=((row, column, 1, 1),) if number == channel else (),
            dimmed=cell_mask(values.shape, row, column) if number == channel else np.ones(values.shape, dtype=bool),
            note=sized(values),
        )
        for number, (name, values) in enumerate(zip(names, maps, strict=True))
    )
    places = Places(vector.size, channels, step)
    blank = places.coming() if reveal else None
    strip = places.strip("Vector", places.note("entries", 0), vector, limit, parted=places.whole, blank=blank)
    sums = pieces(
        f"map {channel}, row {row}, column {column} → entry {channel}·{height}·{width} + {row}·{width} + {column} = "
    )
    said = (
        Piece(f"Entry {step:,} of the vector is "),
        *result(written(vector[step])),
        Piece(f". It stood in map {channel} ({names[channel]}), row {row}, column {column}."),
    )
    at = f"entry {step:,} · {step + 1:,} of {vector.size:,}"
    return StepView((Block((panels, ("↓",), (strip,))),), ((*sums, *result(written(step))),), said, at)


def dense_view(card: DenseCard, step: int, *, reveal: bool) -> StepView:
    """Describe one term of a unit's sum, and what the sum has come to."""
    logits, order, unit, bias = card.output, card.order, card.unit_index, card.bias
    now = dense_step(card.input, card.weights[:, None], [bias], 0)
    inputs, weights, products = now.inputs[order], now.weights[order], now.terms[order]
    running = np.cumsum([bias, *products])[1:]
    length, last = len(order), step == len(order) - 1
    total = float(logits[unit] if last else running[step])

    places = Places(length, card.maps, step)
    coming = places.coming()
    strips = (
        places.strip("Vector", places.note("terms", 1), inputs, largest_of(inputs), dimmed=coming),
        places.strip("Weights", f"of the unit “{card.unit}”", weights, largest_of(weights), dimmed=coming),
        places.strip("Products", "", products, largest_of(products), dimmed=coming, blank=coming if reveal else None),
    )
    others = cell_mask((1, len(logits)), 0, unit)
    outputs = Strip(
        "Logits",
        logits[None],
        limit=largest_of(logits),
        outlines=((0, unit, 1, 1),),
        dimmed=others,
        blank=~others if reveal and not last else None,
        note=counted(len(logits), "unit"),
        names=card.names,
        piece=len(logits),
    )
    entry = int(order[step])
    return StepView(
        parts=(Block(tuple(zip(("", "×", "=", "→"), (*strips, outputs), strict=True))),),
        sums=(_terms(inputs, weights, products, bias, running, step, total),),
        said=_said(card, entry, float(inputs[step]), float(weights[step]), float(products[step]), total, last=last),
        at=f"term {step + 1:,} of {length:,}",
    )


def _terms(
    inputs: np.ndarray,
    weights: np.ndarray,
    products: np.ndarray,
    bias: float,
    running: np.ndarray,
    step: int,
    total: float,
) -> Line:
    """Only the latest terms are written out; those before them stand as one sum."""
    earlier, latest = slice(0, step // PAGE * PAGE), slice(step // PAGE * PAGE, step + 1)
    count = len(running[earlier])
    before = float(running[earlier][-1]) if count else bias
    pairs = list(zip(inputs[latest], weights[latest], strict=True))
    read = as_read(before) + sum(as_read(a) * as_read(b) for a, b in pairs)
    terms = [term(f"{factor(a)}·{factor(b)}", product) for (a, b), product in zip(pairs, products[latest], strict=True)]
    opening = f"{count:,} earlier terms and the bias" if count else "bias"
    return (
        *pieces(opening, "strong"),
        *pieces(f" {factor(before)} + "),
        *joined(terms),
        *pieces(f" {equals(read, total)} "),
        *result(written(total)),
    )


def _said(
    card: DenseCard, entry: int, value: float, weight: float, product: float, total: float, *, last: bool
) -> Line:
    if last:
        count = card.input.size
        return passage(f"All {count:,} terms and the bias are in: the logit of “{card.unit}” is ", total)
    number, inside = divmod(entry, card.input.size // card.maps)
    row, column = divmod(inside, card.map_columns)
    change = f"adds {written(product)}" if product > 0 else f"takes away {written(-product)}"
    return passage(
        f"Entry {entry:,} ({card.map_names[number]}, row {row}, column {column}) is {written(value)}, "
        f"its weight {written(weight)}: it {change if as_read(product) else 'adds nothing'}. So far ",
        total,
    )
