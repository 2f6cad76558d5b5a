"""The cell picker: a grid of numbers of which one can be picked by a click, a finger or keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from ui.components.files import component
from ui.components.reports import reported
from ui.components.wire import message, to_json

_CELL_PICKER = component("cell_picker")


@message
class PickerGrid:
    """A grid to pick a cell from.

    Attributes
    ----------
    id : tells one grid from another: the cursor starts at the first cell of each.
    title : above it.
    values : (H, W).
    look : "picture" for gray, "signed" for red and blue.
    value_range : of the colors.
    """

    id: str
    title: str
    values: np.ndarray
    look: Literal["picture", "signed"]
    value_range: tuple[float, float]


@message
class CellPickerData:
    """What the cell picker is sent.

    Attributes
    ----------
    picked : row and column of the cell that is framed.
    chosen : a line below, as long as nobody points at a cell.
    """

    grid: PickerGrid
    picked: tuple[int, int] | None
    chosen: str


def cell_picker(
    grid: PickerGrid,
    *,
    picked: tuple[int, int] | None,
    chosen: str,
    key: str,
    on_pick: Callable[[tuple[int, int]], None],
) -> None:
    """Show a grid.

    Parameters
    ----------
    picked : row and column of the cell that is framed.
    chosen : a line below, as long as nobody points at a cell.
    key : of the component.
    on_pick : called at every pick, with the row and the column of a cell of the grid.
    """

    def check(cell: tuple[int, int]) -> None:
        rows, columns = grid.values.shape
        if not (0 <= cell[0] < rows and 0 <= cell[1] < columns):
            raise ValueError(f"the grid has {rows} rows and {columns} columns, and no cell {cell}")

    def take_over() -> None:
        cell = reported(key, "cell", tuple[int, int], check)
        if cell is not None:
            on_pick(cell)

    _CELL_PICKER(data=to_json(CellPickerData(grid, picked, chosen)), key=key, on_cell_change=take_over)
