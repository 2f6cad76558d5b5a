"""What a view of one step is made of: panels with operators between them, a sum, a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ui.components.card_messages import MapGrid
from ui.figures.maps import Panel
from ui.figures.numbers import written

Tint = Literal["", "plus", "minus", "result", "strong"]


@dataclass(frozen=True)
class Piece:
    """Some letters of a line: a term in the color of its sign, a result, a name in bold; ``raised`` for a power."""

    text: str
    tint: Tint = ""
    raised: bool = False


Line = tuple[Piece, ...]


def pieces(text: str, tint: Tint = "") -> Line:
    """Split a text with powers in it, each written as ``^{…}``.

    Examples
    --------
    >>> [(piece.text, piece.raised) for piece in pieces("e^{−2} ≈ 0.14")]
    [('e', False), ('−2', True), (' ≈ 0.14', False)]
    """
    parts = re.split(r"\^\{(.*?)\}", text)
    return tuple(Piece(part, tint, number % 2 == 1) for number, part in enumerate(parts) if part)


def result(text: str) -> Line:
    """A result, which stands out in orange."""
    return pieces(text, "result")


def term(text: str, product: float) -> Line:
    """A product, in the color of its sign."""
    return pieces(text, "plus" if product >= 0 else "minus")


def joined(lines: Sequence[Line], between: str = " + ") -> Line:
    """Lines one after the other, with the same letters between any two."""
    found: list[Piece] = []
    for number, line in enumerate(lines):
        found += [*pieces(between if number else ""), *line]
    return tuple(found)


def shortened(lines: Sequence[Line], most: int) -> tuple[Line, ...]:
    """Lines with at most so many pieces: of more, the beginning and the end, and between them how much is left out.

    Examples
    --------
    >>> term_by_term = joined([term(f"{number}·2", number) for number in range(9)])
    >>> plain(shortened([term_by_term, result(" = 72")], 8)[0]), len(shortened([term_by_term], 8))
    ('0·2 + 1·2 + ', 3)
    """
    count = sum(map(len, lines))
    if count <= most:
        return tuple(lines)
    start, end = most // 2, count - (most - most // 2)
    at, before, after, terms = 0, [], [], 0
    for line in lines:
        places = range(at, at + len(line))
        before.append(tuple(piece for place, piece in zip(places, line, strict=True) if place < start))
        after.append(tuple(piece for place, piece in zip(places, line, strict=True) if place >= end))
        terms += sum(start <= place < end and piece.tint != "" for place, piece in zip(places, line, strict=True))
        at += len(line)
    between = pieces(f"and {terms:,} terms that have no room here")
    return (*filter(None, before), between, *filter(None, after))


def plain(line: Line) -> str:
    """The letters of a line alone, with powers as ``^(…)``."""
    return "".join(f"^({piece.text})" if piece.raised else piece.text for piece in line)


@dataclass(frozen=True, eq=False)
class Strip(Panel):
    """A panel of one row of numbers, which may be broken into shorter rows where there is little room.

    Attributes
    ----------
    piece : how many places belong together, such as the numbers of one map.
    parted : whether a line stands between pieces.
    """

    piece: int = 0
    parted: bool = False


@dataclass(frozen=True, eq=False)
class Curve:
    """The curve of a function with the current point on it.

    Attributes
    ----------
    points : (n, 2), inputs and outputs.
    ticks : outputs to mark.
    x, y : where it stands now.
    """

    title: str
    points: np.ndarray
    ticks: tuple[float, ...]
    x: float
    y: float

    @property
    def span(self) -> float:
        """The largest input drawn; the smallest is as far below zero."""
        return float(self.points[-1, 0])


@dataclass(frozen=True, eq=False)
class Block:
    """Lines of panels and operators, one below the other."""

    lines: tuple[tuple[Panel | Curve | str, ...], ...]


@dataclass(frozen=True, eq=False)
class StepView:
    """One step, as the card shows it.

    Attributes
    ----------
    parts : panels in reading order, with the operators between them.
    sums : the lines of the sum, written out.
    said : the step in a sentence.
    at : which step it is, of how many.
    """

    parts: tuple[Panel | Curve | Block | str, ...]
    sums: tuple[Line, ...]
    said: Line
    at: str

    @property
    def panels(self) -> list[Panel]:
        """All grids, in reading order."""
        return [part for part in self._flat() if isinstance(part, Panel)]

    @property
    def sum_text(self) -> str:
        """The sum as plain text."""
        return "\n".join(map(plain, self.sums))

    @property
    def sentence(self) -> str:
        """The step in words alone."""
        return plain(self.said)

    def _flat(self) -> Iterator[Panel | Curve | str]:
        for part in self.parts:
            if isinstance(part, Block):
                for line in part.lines:
                    yield from line
            else:
                yield part


def sized(values: np.ndarray) -> str:
    """Rows × columns of an (H, W) or (C, H, W) array."""
    return f"{values.shape[-2]} × {values.shape[-1]}"


def largest_of(numbers: np.ndarray) -> float:
    """The end of a color scale that these numbers fill."""
    return float(max(np.abs(numbers).max(initial=0.0), 1e-9))


def map_panel(grid: MapGrid, values: np.ndarray | None = None, **options: Any) -> Panel:
    """A map under its title and on its color scale; ``values``, (H, W), stand in place of its own numbers."""
    numbers = grid.numbers if values is None else values
    return Panel(grid.title, numbers, limit=grid.limit, note=sized(numbers), **options)


def filled_map(grid: MapGrid, step: int, reveal: bool) -> Panel:
    """The map that fills up, the cell of this step outlined."""
    shape = grid.numbers.shape
    row, column = divmod(step, shape[1])
    return map_panel(grid, outlines=((row, column, 1, 1),), blank=not_yet(shape, step, reveal))


def cell_mask(shape: tuple[int, ...], row: int, column: int) -> np.ndarray:
    """(H, W) of bool, True everywhere but in one cell."""
    mask = np.ones(shape[-2:], dtype=bool)
    mask[row, column] = False
    return mask


def not_yet(shape: tuple[int, ...], step: int, reveal: bool) -> np.ndarray | None:
    """(H, W) of bool, True for the cells that come after a step; none where everything is shown at once."""
    return (np.arange(int(np.prod(shape))) > step).reshape(shape) if reveal else None


def stop_at(shape: tuple[int, ...], step: int, noun: str = "stop") -> str:
    """Which stop a step is, and the cell of the (H, W) map it fills."""
    row, column = divmod(step, shape[-1])
    return f"{noun} {step + 1} of {shape[0] * shape[1]} · row {row}, column {column}"


def passage(words: str, value: float) -> Line:
    """Words that end with a result."""
    return (Piece(words), *result(written(value)), Piece("."))


def with_result(words: str, value: float) -> Line:
    """Words with a result in place of ``{y}``.

    Examples
    --------
    >>> [piece.text for piece in with_result("Zero stays {y}.", 0.0)]
    ['Zero stays ', '0', '.']
    """
    before, place, after = words.partition("{y}")
    return (*pieces(before), *result(written(value) if place else ""), *pieces(after))
