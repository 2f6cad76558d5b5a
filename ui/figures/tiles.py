"""Maps as small pictures, many of them side by side: the colors of the grids without their numbers."""

from __future__ import annotations

import numpy as np

from ui.theme import scale_levels, theme

STRIP = 64  # numbers a row, where a vector is laid out in rows


def tile_levels(values: np.ndarray, limit: float, *, dark: bool = False) -> np.ndarray:
    """The colors of an (H, W) map as an (H, W, 3) uint8 picture: red below zero, blue above, as in the grids.

    Parameters
    ----------
    limit : the size at which a color is full; above 0.
    """
    return np.rint(scale_levels(values, -limit, limit, theme(dark).signed)).astype(np.uint8)  # (H, W) -> (H, W, 3)


def map_stack(values: np.ndarray) -> np.ndarray:
    """What a layer gives as (N, H, W) maps; a vector is one map, laid out in rows of 64, its last row filled with 0.

    Examples
    --------
    >>> map_stack(np.zeros((16, 8, 8))).shape, map_stack(np.zeros(256)).shape, map_stack(np.zeros(10)).shape
    ((16, 8, 8), (1, 4, 64), (1, 1, 10))
    """
    if values.ndim == 3:
        return values
    if values.ndim == 2:
        return values[None]
    width = min(STRIP, values.size)
    rows = -(-values.size // width)
    return np.pad(values, (0, rows * width - values.size)).reshape(1, rows, width)
