"""Grids of a trail: their cells are as large as their row has room for, and large enough for their numbers."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.script import Script

ROOM = 384  # pixels, as in the script
PARTS = """({ rowOf }, row) =>
  [...rowOf(row, 30).children].map((part) => part.querySelector(".sign")?.textContent ?? "")"""
CELLS = """({ rowOf }, row) =>
  [...rowOf(row, 30).querySelectorAll(".cells i")].map((cell) => [cell.textContent, cell.dataset.trail ?? null])"""


@pytest.fixture(scope="module")
def sheets(script: Callable[[str], Script]) -> Script:
    return script("provenance/sheets.js")


def grid(columns: int, text: str = "1", rows: int = 1) -> dict[str, Any]:
    cells = [[text, "#fff", "#000", "", None]] * (rows * columns)
    return {
        "title": "A map",
        "note": "",
        "rows": rows,
        "columns": columns,
        "window": None,
        "cell": None,
        "spoken": "A map",
    } | {
        "cells": cells,
        "picture": None,
    }


PICTURE = grid(200) | {"cells": None, "picture": "data:image/png;base64,"}


@pytest.mark.parametrize(
    ("row", "pitch"),
    [
        ([grid(3)], 34),
        ([grid(12)], 32),  # 384 for twelve
        ([grid(3), "×", grid(3)], 30),
        ([grid(7), "×", grid(7)], 25),  # 360 for fourteen
        ([grid(12), "×", grid(12)], 15),
        ([grid(12, "−12.34"), "×", grid(12)], 30),  # 42 for its letters, but no more than there is beside the sign
        ([grid(5, "−12.34"), "×", grid(5)], 42),  # so that the second stands below the first
        ([PICTURE, grid(3)], 30),
        ([PICTURE], 0),
    ],
)
def test_cells_have_the_room_there_is(sheets: Script, row: list[Any], pitch: int) -> None:
    assert sheets("pitchOf", row, ROOM) == pitch


def test_a_sign_stays_with_the_sheet_after_it(sheets: Script) -> None:
    parts = sheets.run(PARTS, [grid(3), "×", grid(3), grid(2)])
    assert parts == ["", "×", ""]


def test_only_cells_with_a_past_can_be_pressed(sheets: Script) -> None:
    sheet = grid(2)
    sheet["cells"] = [["1", "#fff", "#000", "", "0-1"], ["2", "#fff", "#000", "padding", None]]
    assert sheets.run(CELLS, [sheet]) == [["1", "0-1"], ["", None]]
