"""The cells of an image or a map that no window reaches."""

from __future__ import annotations

import numpy as np

from cnn_steps.geometry import Axis


def unreached_lines(axis: Axis) -> list[int]:
    """The rows (or columns) in no window: left over at the end, or skipped by a large stride.

    Examples
    --------
    >>> from cnn_steps.geometry import sweep
    >>> rows, columns = sweep((5, 6), (2, 1), 2, 0, 1)
    >>> unreached_lines(rows), unreached_lines(columns)
    ([4], [1, 3, 5])
    """
    covered = np.concatenate([axis.cells(stop) for stop in range(axis.stops)])
    return np.setdiff1d(np.arange(axis.size), covered).tolist()


def unreached_cells(rows: Axis, columns: Axis) -> np.ndarray:
    """The (H, W) of bool, True for the cells in no window."""
    cells = np.zeros((rows.size, columns.size), dtype=bool)
    cells[unreached_lines(rows), :] = True
    cells[:, unreached_lines(columns)] = True
    return cells
