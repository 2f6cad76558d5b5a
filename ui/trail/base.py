"""What a trail is made of: levels, the grids beside them, chains of levels, and the choices of a reader."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from ui.trail.sums import Part

WHOLE_UP_TO = 9  # cells a side; of a larger grid only the surroundings of the window are shown
CUT_OUT = {"signed": 5, "picture": 7}  # cells a side of what is shown then, or the window and a cell around it


@dataclass(frozen=True, eq=False)
class Sheet:
    """A grid beside a sum.

    Attributes
    ----------
    title, note : above it.
    values : (H, W), or (3, H, W) for a color picture.
    look : "signed" numbers up to ``limit`` in red and blue, or a "picture" in gray or color over ``value_range``.
    first : row and column of its top left cell in the grid it was cut out of.
    window : the cells to outline: row, column, height, width.
    cell : row and column of the number the trail goes on with.
    choices : what pressing a cell goes on to, by row and column.
    padding, unused : (H, W) of bool: cells that are padding, and cells that have no part in the number.
    """

    title: str
    values: np.ndarray
    note: str = ""
    look: Literal["signed", "picture"] = "signed"
    limit: float = 1.0
    value_range: tuple[float, float] = (-1.0, 1.0)
    first: tuple[int, int] = (0, 0)
    window: tuple[int, int, int, int] | None = None
    cell: tuple[int, int] | None = None
    choices: Mapping[tuple[int, int], int] = field(default_factory=dict)
    padding: np.ndarray | None = None
    unused: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Level:
    """One number and how it was made.

    Attributes
    ----------
    title : which number it is.
    value : the number; ``None`` for the pixels, which are many.
    number : the same as text.
    sentence : how it was made, in words.
    lines : the same, written out.
    sheets : rows of grids, with the signs between them.
    above : the choices that led here.
    chosen : the choice made here, if there is one.
    follows : the number the next level explains.
    """

    title: str
    value: float | None
    number: str
    sentence: str
    lines: tuple[tuple[Part, ...], ...]
    sheets: tuple[tuple[Sheet | str, ...], ...] = ()
    above: tuple[int, ...] = ()
    chosen: int | None = None
    follows: float | None = None


@dataclass(frozen=True, eq=False)
class Chain:
    """The levels from a number down to the pixels.

    Attributes
    ----------
    levels : from the top down.
    kept : the choices of the trail that could be followed.
    lost : whether the trail asked for more than there is.
    """

    levels: tuple[Level, ...]
    kept: tuple[int, ...]
    lost: bool


class Trail:
    """The choices of a reader, handed out from the top down."""

    def __init__(self, wanted: Sequence[int]) -> None:
        self.wanted = tuple(wanted)
        self.taken: tuple[int, ...] = ()
        self.kept: tuple[int, ...] = ()

    def choose(self, options: Container[int], default: int) -> int:
        """The reader's next choice; from the first that is missing or no option, always the default."""
        depth, choice = len(self.taken), default
        if depth == len(self.kept) < len(self.wanted) and self.wanted[depth] in options:
            choice = self.wanted[depth]
            self.kept = (*self.kept, choice)
        self.taken = (*self.taken, choice)
        return choice

    def chain(self, levels: Sequence[Level]) -> Chain:
        """The chain these choices led to."""
        return Chain(tuple(levels), self.kept, self.kept != self.wanted)


def cut_out(sheet: Sheet, whole_up_to: int = WHOLE_UP_TO) -> Sheet:
    """The surroundings of the window or cell of a large grid; a small one as it is."""
    size = sheet.values.shape[-2:]
    if max(size) <= whole_up_to:
        return sheet
    row, column, height, width = sheet.window or (*(sheet.cell or (0, 0)), 1, 1)
    spans = [
        _span(first, length, count, CUT_OUT[sheet.look])
        for first, length, count in zip((row, column), (height, width), size, strict=True)
    ]
    (top, bottom), (left, right) = spans
    part = (..., slice(top, bottom), slice(left, right))
    return replace(
        sheet,
        values=sheet.values[part],
        note=f"cut out of {sheet.note or f'{size[0]} × {size[1]}'}",
        first=(sheet.first[0] + top, sheet.first[1] + left),
        window=sheet.window and (row - top, column - left, height, width),
        cell=sheet.cell and (sheet.cell[0] - top, sheet.cell[1] - left),
        choices={(r - top, c - left): choice for (r, c), choice in sheet.choices.items()},
        padding=None if sheet.padding is None else sheet.padding[part],
        unused=None if sheet.unused is None else sheet.unused[part],
    )


def _span(first: int, length: int, count: int, wanted: int) -> tuple[int, int]:
    """From where to where cells are shown around ``length`` of ``count``."""
    shown = min(count, max(wanted, length + 2))
    start = max(0, min(count - shown, first - (shown - length) // 2))
    return start, start + shown
