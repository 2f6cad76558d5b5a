"""The cell picker: a grid of numbers of which one can be picked by a click, a finger or keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ui.components.files import component
from ui.components.step_card import encoded

_CELL_PICKER = component("cell_picker")


def cell_picker(
    values: np.ndarray,
    *,
    title: str,
    look: str,
    value_range: tuple[float, float],
    picked: tuple[int, int] | None,
    chosen: str,
    key: str,
    on_pick: Callable[[], None],
) -> None:
    """Show a grid.

    Parameters
    ----------
    values : (H, W).
    title : above the grid.
    look : "picture" for gray, "signed" for red and blue.
    value_range : of the colors.
    picked : row and column of the cell that is framed.
    chosen : a line below, as long as nobody points at a cell.
    key : under which the component reports ``cell``, a row and a column.
    on_pick : called at every pick.
    """
    data: dict[str, Any] = {
        "grid": encoded(values),
        "title": title,
        "look": look,
        "range": list(value_range),
        "picked": list(picked) if picked else None,
        "chosen": chosen,
        "place": title,
    }
    _CELL_PICKER(data=data, key=key, on_cell_change=on_pick)
