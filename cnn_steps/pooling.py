"""Pooling: a window slides over a feature map and keeps its maximum or its average."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_steps.arrays import (
    FloatArray,
    flag,
    float_array,
    one_of,
    position,
    shown,
    strided_copy,
    times,
    whole_pair,
)
from cnn_steps.geometry import Axis, sweep

MODES = ("max", "avg")
"""What ``pool2d`` can keep of a window."""

_MANY_NUMBERS = 1 << 14
"""In arrays of more numbers than this it pays to copy rows that lie apart next to each other before combining them."""


def pool2d(
    maps: ArrayLike,
    size: Any = 2,
    *,
    stride: Any = None,
    padding: Any = 0,
    mode: str = "max",
    count_include_pad: bool = True,
) -> FloatArray:
    """Keep one number of every window of every map: the largest, or the average.

    Parameters
    ----------
    maps : array_like, (H, W), (C, H, W) or (N, C, H, W)
    size : int or (row, col), 1 or more
        Cells of the window.
    stride : int or (row, col), 1 or more, optional
        Cells from one stop to the next; as many as ``size`` has if left out, so that windows lie side by side.
    padding : int, (row, col), ((top, bottom), (left, right)), "valid" or "same"
        Cells around the map. They count as minus infinity in a maximum, so they never win, and as 0 in an average.
    mode : "max" or "avg"
    count_include_pad : bool
        Whether an average divides by all cells of the window, or only by those that are not padding.

    Returns
    -------
    ndarray, (H', W'), (C, H', W') or (N, C, H', W')
        ``H' = floor((H + top + bottom - size) / stride) + 1``, and W' likewise: rows and columns left over at the
        bottom and the right are dropped.

    Raises
    ------
    ValueError
        If the window does not fit or would lie wholly in padding, the mode is unknown, a number is too small or not
        whole, the maps have another number of axes, are empty or not real numbers, or have too many numbers with their
        padding.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 9.3; ONNX operator specification, MaxPool and
    AveragePool.

    Examples
    --------
    >>> pool2d([[1, 2, 5], [3, 4, 6], [7, 8, 9]])
    array([[4.]])
    >>> pool2d([[1, 2, 5], [3, 4, 6]], stride=1, mode="avg")
    array([[2.5 , 4.25]])
    """
    maps = checked_maps(maps)
    rows, cols = pool_sweep(maps.shape, size, stride, padding, mode, made=True)
    return pooled_maps(maps, rows, cols, mode, flag(count_include_pad, "count_include_pad"))


@dataclass(frozen=True, eq=False)
class PoolStep:
    """One stop of the window, with all that it takes to redo its number by hand.

    Attributes
    ----------
    row, col : the cell of the pooled map
    window : (kH, kW), the numbers under the window; in padding minus infinity for a maximum, 0 for an average
    value : the number that ``pool2d`` has in the cell
    winners : (wins, 2), row and column in the map of every cell that is the maximum, ties included; none for an average
    terms : (cells,), the numbers an average adds up, row after row; none for a maximum
    divisor : by what an average divides their sum, 1 for a maximum. ``terms.sum() / divisor`` may differ from ``value``
        in the last digit of a float, as that depends on the order in which numbers are added up.
    rows, cols : (kH,) and (kW,), the rows and columns of the map that the window covers, -1 where that is padding
    """

    row: int
    col: int
    window: FloatArray
    value: float
    winners: NDArray[np.intp]
    terms: FloatArray
    divisor: int
    rows: NDArray[np.intp]
    cols: NDArray[np.intp]


def pool2d_step(
    feature_map: ArrayLike,
    row: int,
    col: int,
    size: Any = 2,
    *,
    stride: Any = None,
    padding: Any = 0,
    mode: str = "max",
    count_include_pad: bool = True,
) -> PoolStep:
    """Redo one cell of a pooled map.

    Parameters
    ----------
    feature_map : array_like, (H, W)
    row, col : int
        The cell of the pooled map, from 0 to H' - 1 and W' - 1.
    size, stride, padding, mode, count_include_pad
        As in ``pool2d``.

    Returns
    -------
    PoolStep
        Its ``value`` is what ``pool2d`` has in the cell.

    Raises
    ------
    ValueError
        If there is no such cell, and wherever ``pool2d`` raises it.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 9.3.

    Examples
    --------
    >>> step = pool2d_step([[1, 4], [4, 2]], row=0, col=0)
    >>> step.value
    4.0
    >>> step.winners
    array([[0, 1],
           [1, 0]])
    """
    stops = _map_stops(feature_map, size, stride, padding, mode, count_include_pad)
    height, width = stops.pooled.shape
    row = position(row, "row", height, (height, width), "pooled map")
    col = position(col, "col", width, (height, width), "pooled map")
    return stops.step(row, col)


def pool2d_trace(
    feature_map: ArrayLike,
    size: Any = 2,
    *,
    stride: Any = None,
    padding: Any = 0,
    mode: str = "max",
    count_include_pad: bool = True,
) -> Iterator[PoolStep]:
    """Give every stop of the window, row after row. Each step is worked out when the iterator reaches it.

    Only the pooled map, which has the values of all steps, is computed at once.

    Parameters
    ----------
    feature_map, size, stride, padding, mode, count_include_pad
        As in ``pool2d_step``.

    Returns
    -------
    iterator of PoolStep, H' * W' of them

    Raises
    ------
    ValueError
        At once, wherever ``pool2d`` raises it.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 9.3.

    Examples
    --------
    >>> [step.value for step in pool2d_trace([[1, 2, 5], [3, 4, 6]], stride=1)]
    [4.0, 6.0]
    """
    stops = _map_stops(feature_map, size, stride, padding, mode, count_include_pad)
    stops = replace(stops, feature_map=stops.feature_map.copy())  # later steps must not see what a caller changes
    return (stops.step(row, col) for row in range(stops.rows.stops) for col in range(stops.cols.stops))


def checked_maps(maps: ArrayLike) -> FloatArray:
    """Check that there are maps, and give them as a float array."""
    maps = float_array(maps, "maps")
    if maps.ndim not in (2, 3, 4):
        raise ValueError(f"maps have {maps.ndim} axes ({times(maps.shape)}): give (H, W), (C, H, W) or (N, C, H, W)")
    return maps


def pooled_maps(maps: FloatArray, rows: Axis, cols: Axis, mode: str, count_include_pad: bool = True) -> FloatArray:
    """Pool maps (…, H, W) along checked axes, in a mode that was checked too."""
    if mode == "max":
        return _reduced(np.maximum, padded_maps(maps, rows, cols, -np.inf), rows, cols)
    with np.errstate(over="ignore", invalid="ignore"):
        sums = _reduced(np.add, padded_maps(maps, rows, cols, 0), rows, cols)
        sums /= average_divisor(rows, cols, maps.dtype, count_include_pad)
    return sums


def pool_sweep(
    shape: tuple[int, ...], size: Any, stride: Any, padding: Any, mode: str, *, made: bool = False
) -> tuple[Axis, Axis]:
    """Check a request and work out how the window moves over rows and columns; ``made`` is as for ``sweep``."""
    one_of(mode, "mode", MODES)
    window = whole_pair(size, "size", 1)
    stride = size if stride is None else stride
    rows, cols = sweep(shape, window, stride, padding, 1, names=("window", "map"), made=made)
    for axis in (rows, cols):
        last = (axis.stops - 1) * axis.stride - axis.before
        if axis.before >= axis.window or last >= axis.size:
            raise ValueError(
                f"padding {shown(padding)} is so wide that a window {times(window)} would see nothing of the map "
                f"{times(shape[-2:])}: use less padding or a larger window"
            )
    return rows, cols


def padded_maps(maps: FloatArray, rows: Axis, cols: Axis, filler: float) -> FloatArray:
    """Give the maps with ``filler`` around them; without padding, the maps themselves."""
    if not (rows.is_padded or cols.is_padded):
        return maps
    padded = np.full((*maps.shape[:-2], rows.padded, cols.padded), filler, maps.dtype)
    padded[..., rows.inside, cols.inside] = maps
    return padded


def _reduced(pair: np.ufunc, padded: FloatArray, rows: Axis, cols: Axis) -> FloatArray:
    """Combine the cells of every window: first the cells of each of its columns, then these results.

    ``pair`` combines two arrays, cell by cell. So whole slices of the maps are combined, for all windows at once.
    """
    if padded.size > _MANY_NUMBERS and rows.stride > 1:
        columns = _combined_rows(pair, padded, rows)
    else:
        columns = _combined(pair, padded.swapaxes(-2, -1), rows).swapaxes(-2, -1)
    return _combined(pair, columns, cols)


def _combined_rows(pair: np.ufunc, cells: FloatArray, axis: Axis) -> FloatArray:
    """Combine along the rows, as ``_combined`` does, where the stride is above 1.

    The rows that are combined lie apart then, and NumPy would go through them one by one. Copied next to each other,
    they are combined as one long run of numbers.
    """
    cells = np.ascontiguousarray(cells)
    by_row = cells.strides[-2]
    shape = (*cells.shape[:-2], axis.stops, cells.shape[-1])
    strides = (*cells.strides[:-2], axis.stride * by_row, cells.itemsize)
    result = strided_copy(cells, 0, shape, strides)
    for i in range(1, axis.window):
        pair(result, strided_copy(cells, i * by_row, shape, strides), out=result)
    return result


def _combined(pair: np.ufunc, cells: FloatArray, axis: Axis) -> FloatArray:
    """Combine, along the last axis, the cells that the window covers at each stop."""
    span = (axis.stops - 1) * axis.stride + 1
    first = cells[..., : span : axis.stride]
    if axis.window == 1:
        return first.copy()
    result: FloatArray = pair(first, cells[..., 1 : span + 1 : axis.stride])
    for i in range(2, axis.window):
        pair(result, cells[..., i : i + span : axis.stride], out=result)
    return result


def average_divisor(rows: Axis, cols: Axis, dtype: np.dtype[Any], count_include_pad: bool) -> FloatArray | int:
    """Give by what an average divides: the number of cells of a window, or of those that are not padding, (H', W')."""
    if count_include_pad:
        return rows.window * cols.window
    down, across = ([np.count_nonzero(axis.cells(stop) >= 0) for stop in range(axis.stops)] for axis in (rows, cols))
    return np.outer(down, across).astype(dtype)


@dataclass(frozen=True, eq=False)
class _Stops:
    """All that the stops of the window on one map are worked out from, checked."""

    feature_map: FloatArray
    pooled: FloatArray
    rows: Axis
    cols: Axis
    mode: str
    count_include_pad: bool

    def step(self, row: int, col: int) -> PoolStep:
        """Work out one stop."""
        at_rows, at_cols = self.rows.cells(row), self.cols.cells(col)
        inside = (at_rows[:, None] >= 0) & (at_cols >= 0)
        filler = self.feature_map.dtype.type(-np.inf if self.mode == "max" else 0)
        window = np.where(inside, self.feature_map[at_rows[:, None], at_cols], filler)
        covered, value = window[inside], self.pooled[row, col]
        if self.mode == "max":
            divisor, terms = 1, covered[:0]
            wins = inside & ((window == value) | np.isnan(window))  # NaN, where there is one, is the maximum
            winners = np.stack((at_rows[wins.nonzero()[0]], at_cols[wins.nonzero()[1]]), axis=1)
        else:
            terms = window.ravel() if self.count_include_pad else covered
            divisor = terms.size
            winners = np.empty((0, 2), np.intp)
        return PoolStep(row, col, window, float(value), winners, terms, divisor, at_rows, at_cols)


def _map_stops(
    feature_map: ArrayLike, size: Any, stride: Any, padding: Any, mode: str, count_include_pad: bool
) -> _Stops:
    """Check what was given to ``pool2d_step`` or ``pool2d_trace``, and pool the map as ``pool2d`` does."""
    feature_map = float_array(feature_map, "feature_map")
    if feature_map.ndim != 2:
        raise ValueError(f"feature_map has {feature_map.ndim} axes ({times(feature_map.shape)}): give one map, (H, W)")
    rows, cols = pool_sweep(feature_map.shape, size, stride, padding, mode, made=True)
    count_include_pad = flag(count_include_pad, "count_include_pad")
    pooled = pooled_maps(feature_map, rows, cols, mode, count_include_pad)
    return _Stops(feature_map, pooled, rows, cols, mode, count_include_pad)
