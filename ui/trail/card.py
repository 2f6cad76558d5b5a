"""The levels of a number down to its pixels, as they stand on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ui.address.codes import code_from_trail
from ui.components.files import component
from ui.components.pictures import data_uri
from ui.figures.maps import picture_levels
from ui.figures.numbers import grid_texts
from ui.theme import code, scale_levels, theme, wants_white
from ui.trail.base import Level, Sheet
from ui.trail.sums import Part

SUPERSCRIPTS = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
MOST_CELLS = 12  # a side; a larger grid is sent as a small picture
EXACT_UP_TO = 48  # pixels a side; a larger picture is sent with the losses of JPEG
_PROVENANCE = component("provenance")


def provenance_card(levels: tuple[Level, ...], *, dark: bool, key: str, on_change: Callable[[], None]) -> None:
    """Show the levels.

    Parameters
    ----------
    dark : colors for a dark page.
    key : under which the component reports ``trail``, once for each number that is pressed.
    on_change : called when one is.
    """
    data = {"levels": [level_data(level, dark=dark) for level in levels]}
    _PROVENANCE(data=data, key=key, on_trail_change=on_change)


def level_data(level: Level, *, dark: bool) -> dict[str, Any]:
    """A level as the browser reads it."""
    return {
        "title": level.title,
        "number": _raised(level.number),
        "sentence": level.sentence,
        "lines": [[_part_data(part, level) for part in line] for line in level.lines],
        "sheets": [[_sheet_data(sheet, level, dark) for sheet in row] for row in level.sheets],
    }


def _part_data(part: Part, level: Level) -> dict[str, Any]:
    data: dict[str, Any] = {"text": _raised(part.text), "tone": part.tone}
    if part.size:
        data["size"] = round(part.size, 3)
    if part.choice is not None:
        data |= {
            "trail": code_from_trail((*level.above, part.choice)),
            "chosen": part.choice == level.chosen,
            "spoken": _raised(part.spoken),
        }
    return data


def _raised(text: str) -> str:
    """A text with its powers in raised digits, as a button can show them.

    Examples
    --------
    >>> _raised("1.23·10^{−8}")
    '1.23·10⁻⁸'
    """
    return re.sub(r"\^\{(.*?)\}", lambda power: power[1].translate(SUPERSCRIPTS), text)


def _sheet_data(sheet: Sheet | str, level: Level, dark: bool) -> dict[str, Any] | str:
    if isinstance(sheet, str):
        return sheet
    rows, columns = sheet.values.shape[-2:]
    data = {
        "title": sheet.title,
        "note": sheet.note,
        "rows": rows,
        "columns": columns,
        "window": sheet.window,
        "cell": sheet.cell,
        "spoken": _spoken(sheet),
    }
    if max(rows, columns) > MOST_CELLS:
        thumbnail = 128 if max(rows, columns) > EXACT_UP_TO else None
        return data | {"picture": data_uri(picture_levels(sheet.values, sheet.value_range), thumbnail=thumbnail)}
    trails = {place: code_from_trail((*level.above, choice)) for place, choice in sheet.choices.items()}
    return data | {"cells": _cells(sheet, trails, dark)}


def _cells(sheet: Sheet, trails: Mapping[tuple[int, int], str], dark: bool) -> list[list[str]]:
    """Text, ground, ink and kind of every cell, row after row, and the trail that pressing it goes on to, if any."""
    texts, grounds, inks = (_color_cells if sheet.values.ndim == 3 else _number_cells)(sheet, dark)
    cells = []
    for place in np.ndindex(grounds.shape[:2]):
        is_padding = sheet.padding is not None and sheet.padding[place]
        is_unused = sheet.unused is not None and sheet.unused[place]
        kind = ("padding " if is_padding else "") + ("unused" if is_unused else "")
        trail = [trails[place]] if place in trails else []
        cells.append([str(texts[place]), code(grounds[place]), str(inks[place]), kind.strip(), *trail])
    return cells


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
