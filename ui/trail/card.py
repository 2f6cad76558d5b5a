"""The levels of a number down to its pixels, as they stand on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, TypeAlias

import numpy as np

from ui.address import settings
from ui.address.codes import code_from_trail
from ui.components.files import component
from ui.components.pictures import data_uri
from ui.components.reports import reported
from ui.components.wire import message, to_json
from ui.figures.maps import picture_levels
from ui.figures.numbers import grid_texts
from ui.theme import hex_code, scale_levels, theme, wants_white
from ui.trail.base import Level, Sheet
from ui.trail.sums import Part

SUPERSCRIPTS = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
MOST_CELLS = 12  # a side; a larger grid is sent as a small picture
EXACT_UP_TO = 48  # pixels a side; a larger picture is sent with the losses of JPEG
_PROVENANCE = component("provenance")

CellKind: TypeAlias = Literal["", "padding", "unused", "padding unused"]
TrailCell: TypeAlias = tuple[str, str, str, CellKind, str | None]
"""A cell of a grid: text, ground, ink, kind, and the trail that pressing it goes on to, if any.

There are hundreds in a trail, so that names for each would double what is sent.
"""
_KINDS: Mapping[tuple[bool, bool], CellKind] = {
    (False, False): "",
    (True, False): "padding",
    (False, True): "unused",
    (True, True): "padding unused",
}


@message
class TrailButton:
    """What a number that has a past goes on to when it is pressed.

    Attributes
    ----------
    trail : the code that is reported.
    chosen : whether the level below is about it.
    spoken : its name for those who do not see it.
    size : how much it counts beside the largest of its kind, 0 to 1.
    """

    trail: str
    chosen: bool
    spoken: str
    size: float


@message
class TrailPart:
    """A piece of a sum; the tones are those of ``ui.trail.sums.Part``."""

    text: str
    tone: Literal["", "plus", "minus", "power", "note", "result"]
    button: TrailButton | None


@message
class TrailSheet:
    """A grid beside a sum: small with its cells, row after row, large as a picture.

    Attributes
    ----------
    title, note : above it.
    window : the cells to outline: row, column, height, width.
    cell : row and column of the number the trail goes on with.
    spoken : the grid in a sentence.
    picture : the source of an image.
    """

    title: str
    note: str
    rows: int
    columns: int
    window: tuple[int, int, int, int] | None
    cell: tuple[int, int] | None
    spoken: str
    cells: tuple[TrailCell, ...] | None
    picture: str | None


@message
class TrailLevel:
    """One number and how it was made.

    Attributes
    ----------
    title : which number it is.
    number : the number as text; "" for the pixels, which are many.
    sentence : how it was made, in words.
    lines : the same, written out.
    sheets : rows of grids, with the signs between them.
    """

    title: str
    number: str
    sentence: str
    lines: tuple[tuple[TrailPart, ...], ...]
    sheets: tuple[tuple[TrailSheet | str, ...], ...]


@message
class TrailData:
    """What the card of a trail is sent: its levels."""

    levels: tuple[TrailLevel, ...]


def provenance_card(levels: tuple[Level, ...], *, dark: bool, key: str, on_trail: Callable[[str], None]) -> None:
    """Show the levels.

    Parameters
    ----------
    dark : colors for a dark page.
    key : of the component.
    on_trail : called when a number is pressed, with the code of the trail that it goes on to.
    """

    def take_over() -> None:
        trail = reported(key, "trail", str, settings.TRAIL.read)
        if trail is not None:
            on_trail(trail)

    data = TrailData(tuple(level_data(level, dark=dark) for level in levels))
    _PROVENANCE(data=to_json(data), key=key, on_trail_change=take_over)


def level_data(level: Level, *, dark: bool) -> TrailLevel:
    """A level as the browser reads it."""
    return TrailLevel(
        title=level.title,
        number=_raised(level.number),
        sentence=level.sentence,
        lines=tuple(tuple(_part_data(part, level) for part in line) for line in level.lines),
        sheets=tuple(tuple(_sheet_data(sheet, level, dark) for sheet in row) for row in level.sheets),
    )


def _part_data(part: Part, level: Level) -> TrailPart:
    button = None
    if part.choice is not None:
        trail = code_from_trail((*level.above, part.choice))
        button = TrailButton(trail, part.choice == level.chosen, _raised(part.spoken), round(part.size, 3))
    return TrailPart(_raised(part.text), part.tone, button)


def _raised(text: str) -> str:
    """A text with its powers in raised digits, as a button can show them.

    Examples
    --------
    >>> _raised("1.23·10^{−8}")
    '1.23·10⁻⁸'
    """
    return re.sub(r"\^\{(.*?)\}", lambda power: power[1].translate(SUPERSCRIPTS), text)


def _sheet_data(sheet: Sheet | str, level: Level, dark: bool) -> TrailSheet | str:
    if isinstance(sheet, str):
        return sheet
    rows, columns = sheet.values.shape[-2:]
    picture = cells = None
    if max(rows, columns) > MOST_CELLS:
        thumbnail = 128 if max(rows, columns) > EXACT_UP_TO else None
        picture = data_uri(picture_levels(sheet.values, sheet.value_range), thumbnail=thumbnail)
    else:
        trails = {place: code_from_trail((*level.above, choice)) for place, choice in sheet.choices.items()}
        cells = tuple(_cells(sheet, trails, dark))
    return TrailSheet(
        title=sheet.title,
        note=sheet.note,
        rows=rows,
        columns=columns,
        window=sheet.window,
        cell=sheet.cell,
        spoken=_spoken(sheet),
        cells=cells,
        picture=picture,
    )


def _cells(sheet: Sheet, trails: Mapping[tuple[int, int], str], dark: bool) -> Iterator[TrailCell]:
    """The cells, row after row."""
    texts, grounds, inks = (_color_cells if sheet.values.ndim == 3 else _number_cells)(sheet, dark)
    for place in np.ndindex(texts.shape):
        is_padding = sheet.padding is not None and bool(sheet.padding[place])
        is_unused = sheet.unused is not None and bool(sheet.unused[place])
        trail = trails.get((place[0], place[1]))
        yield str(texts[place]), hex_code(grounds[place]), str(inks[place]), _KINDS[is_padding, is_unused], trail


def _color_cells(sheet: Sheet, dark: bool) -> tuple[np.ndarray, ...]:
    levels = picture_levels(sheet.values, sheet.value_range)
    empty = np.full(levels.shape[:2], "", dtype=object)
    return empty, levels, empty


def _number_cells(sheet: Sheet, dark: bool) -> tuple[np.ndarray, ...]:
    low, high = (-sheet.limit, sheet.limit) if sheet.look == "signed" else sheet.value_range
    colors = theme(dark)
    ground = scale_levels(sheet.values, low, high, colors.signed if sheet.look == "signed" else colors.grays)
    ink = np.where(wants_white(ground), colors.white_ink, colors.black_ink)
    return np.array(grid_texts(sheet.values), dtype=object), ground, ink


def _spoken(sheet: Sheet) -> str:
    """The grid in a sentence."""
    rows, columns = sheet.values.shape[-2:]
    first, second = sheet.first
    words = f"{sheet.title}, {rows} by {columns}"
    if sheet.window:
        row, column, height, width = sheet.window
        words += f", outlined: {height} by {width} cells from row {row + first}, column {column + second}"
    if sheet.cell:
        words += f", followed: row {sheet.cell[0] + first}, column {sheet.cell[1] + second}"
    return words
