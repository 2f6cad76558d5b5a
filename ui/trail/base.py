"""What a trail is made of: levels with the grids beside them, chains of levels, and the choices of a reader."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from cnn_steps import Stage
from cnn_steps.geometry import Axis, sweep
from ui.trail.sums import Part

WHOLE_UP_TO = 9  # cells a side; of a larger grid only the part around the window is shown
CUT_OUT = {"signed": 5, "picture": 7}  # cells a side of that part, or the window with a cell around it


@dataclass(frozen=True, eq=False)
class Sheet:
    """A grid beside the sum that its numbers are in.

    Attributes
    ----------
    title, note : above it.
    values : (H, W), or (3, H, W) for a color picture.
    look : "signed" numbers up to ``limit`` in red and blue, or a "picture" in gray or color over ``value_range``.
    first : row and column of its top left cell in the grid it was cut out of.
    window : the cells to outline: row, column, height, width.
    cell : row and column of the number that the next level explains.
    choices : the choice that a press on a cell makes, by row and column.
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
    """One number, and what it was computed from.

    Attributes
    ----------
    title : which number it is.
    value : the number; ``None`` for pixels, of which there are several.
    number : the number as text.
    sentence : how it was computed, in words.
    lines : how it was computed, in numbers.
    sheets : rows of grids, with the signs between them.
    above : the choices that led to this level.
    chosen : the choice at this level; ``None`` where there is nothing to choose.
    follows : the number that the next level explains.
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
    kept : the choices of the reader that could be followed.
    lost : whether others could not.
    """

    levels: tuple[Level, ...]
    kept: tuple[int, ...]
    lost: bool


@dataclass(frozen=True, eq=False)
class Features:
    """The image, the filters and the feature maps that a trail leads through.

    Attributes
    ----------
    array, value_range : the image that the filters go over, (H, W) or (3, H, W), and what black and white are in it.
    filters, names : (F, kH, kW) or (F, 3, kH, kW), and what they are called.
    maps : (F, H', W'), the feature maps.
    fitted : whether ``array`` is a picture that was fitted to the cells of a bitmap.
    stages : the stages from a picture to ``array``; empty for a bitmap and for a fitted picture.
    reading : how the file of the picture was read, in a sentence; empty where there is nothing to say.
    options : of ``conv2d``; with ``bias`` where the filters have one.
    """

    array: np.ndarray
    value_range: tuple[float, float]
    filters: np.ndarray
    names: Sequence[str]
    maps: np.ndarray
    fitted: bool = False
    stages: tuple[Stage, ...] = ()
    reading: str = ""
    options: Mapping[str, Any] = field(default_factory=lambda: {"average": True})

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """How the filters move over the rows and over the columns of the image."""
        stride, padding, dilation = (
            self.options.get(name, plain) for name, plain in (("stride", 1), ("padding", 0), ("dilation", 1))
        )
        return sweep(self.array.shape, self.filters.shape[-2:], stride, padding, dilation)


class Trail:
    """The choices of a reader, given out from the top down.

    Attributes
    ----------
    wanted : what the reader chose, level by level.
    path : the choice at every level so far, the defaults included.
    kept : the choices of the reader that could be followed.
    """

    def __init__(self, wanted: Sequence[int]) -> None:
        self.wanted = tuple(wanted)
        self.path: tuple[int, ...] = ()
        self.kept: tuple[int, ...] = ()

    def choose(self, options: Container[int], default: int) -> int:
        """The reader's next choice.

        It is the default at the first level where the reader's choice is missing or not among the options, and at all
        levels below.
        """
        depth, choice = len(self.path), default
        if depth == len(self.kept) < len(self.wanted) and self.wanted[depth] in options:
            choice = self.wanted[depth]
            self.kept = (*self.kept, choice)
        self.path = (*self.path, choice)
        return choice

    def chain(self, levels: Sequence[Level]) -> Chain:
        """The chain that these choices led to."""
        return Chain(tuple(levels), self.kept, self.kept != self.wanted)


def cut_out(sheet: Sheet, whole_up_to: int = WHOLE_UP_TO) -> Sheet:
    """The part of a large grid around its window or cell; a small grid stays whole."""
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


def _span(first: int, length: int, count: int, least: int) -> tuple[int, int]:
    """The first cell to show and the one after the last, to have ``least`` cells or more around ``length`` of them."""
    size = min(count, max(least, length + 2))
    start = max(0, min(count - size, first - (size - length) // 2))
    return start, start + size
