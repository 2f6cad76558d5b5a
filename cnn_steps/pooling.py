"""Pooling: a window slides over a feature map and keeps its maximum or its average."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite, prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_steps.arrays import (
    FloatArray,
    check_numbers,
    flag,
    float_array,
    float_array_like,
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
"""Numbers from which on rows that lie apart are worth bringing together."""

_MANY_WINDOWS = 1 << 11
"""Windows from which on going through them by whole slices pays, in the backward pass."""

_BAND = 1 << 17
"""Numbers in work at a time in the backward pass, few enough to stay in the processor's cache."""


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
    maps = _maps(maps)
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
    winners : (wins, 2), row and column in the map without padding of every cell that is the maximum, ties included;
        none for an average
    terms : (cells,), the numbers an average adds up, row after row; none for a maximum
    divisor : what their sum is divided by, 1 for a maximum; that comes to ``value``, but for the last digit of a float,
        which hangs on the order of adding up
    rows, cols : (kH,) and (kW,), where the window lies in the map without padding, -1 in padding
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
    """Give every stop of the window, row after row, each worked out when it is asked for.

    Only the pooled map, which has the value of every step, is made at once.

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


def pool2d_backward(
    grad: ArrayLike,
    maps: ArrayLike,
    size: Any = 2,
    *,
    stride: Any = None,
    padding: Any = 0,
    mode: str = "max",
    count_include_pad: bool = True,
) -> FloatArray:
    """Give how much the loss changes with each cell of the maps that were pooled.

    Parameters
    ----------
    grad : array_like, the shape of what ``pool2d`` gave
        How much the loss changes with each cell of the pooled maps.
    maps, size, stride, padding, mode, count_include_pad
        As they were given to ``pool2d``.

    Returns
    -------
    ndarray, the shape of ``maps``
        For "max" each window hands its gradient to its largest cell, on ties to the first of them, row after row. For
        "avg" it parts it evenly among its cells. Cells that no window reached get 0.

    Raises
    ------
    ValueError
        If ``grad`` has another shape than the pooled maps, and wherever ``pool2d`` raises it.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), sections 6.5.2 and 9.3.

    Examples
    --------
    >>> pool2d_backward([[5]], [[1, 4], [4, 2]])
    array([[0., 5.],
           [0., 0.]])
    >>> pool2d_backward([[8, 4]], [[1, 2, 5], [3, 4, 6]], stride=1, mode="avg")
    array([[2., 3., 1.],
           [2., 3., 1.]])
    """
    maps = _maps(maps)
    rows, cols = pool_sweep(maps.shape, size, stride, padding, mode, made=True)
    count_include_pad = flag(count_include_pad, "count_include_pad")
    grad = float_array_like(grad, "grad", maps)
    wanted = (*maps.shape[:-2], rows.stops, cols.stops)
    if grad.shape != wanted:
        raise ValueError(
            f"grad is {times(grad.shape)} but the pooled maps are {times(wanted)}: give one number per cell"
        )
    with np.errstate(over="ignore", invalid="ignore"):
        pooled = pooled_maps(maps, rows, cols, mode) if mode == "max" else grad
        return pooled_gradients(grad, maps, pooled, rows, cols, mode, count_include_pad)


def _maps(maps: ArrayLike) -> FloatArray:
    """Check that there are maps."""
    maps = float_array(maps, "maps")
    if maps.ndim not in (2, 3, 4):
        raise ValueError(f"maps have {maps.ndim} axes ({times(maps.shape)}): give (H, W), (C, H, W) or (N, C, H, W)")
    return maps


def pooled_maps(maps: FloatArray, rows: Axis, cols: Axis, mode: str, count_include_pad: bool = True) -> FloatArray:
    """Pool what was checked before."""
    if mode == "max":
        return _reduced(np.maximum, _padded(maps, rows, cols, -np.inf), rows, cols)
    with np.errstate(over="ignore", invalid="ignore"):
        sums = _reduced(np.add, _padded(maps, rows, cols, 0), rows, cols)
        sums /= _divisor(rows, cols, maps.dtype, count_include_pad)
    return sums


def pooled_gradients(
    grad: FloatArray,
    maps: FloatArray,
    pooled: FloatArray,
    rows: Axis,
    cols: Axis,
    mode: str,
    count_include_pad: bool = True,
) -> FloatArray:
    """Give the gradient of the maps, all checked before; of what came out, ``pooled``, only maxima matter."""
    if mode == "avg":
        grad_padded = _parted(grad / _divisor(rows, cols, maps.dtype, count_include_pad), rows, cols)
    else:
        grad_padded = _handed_to_largest(grad, maps, pooled, rows, cols)
    return grad_padded[..., rows.inside, cols.inside].copy() if rows.is_padded or cols.is_padded else grad_padded


def pool_sweep(
    shape: tuple[int, ...], size: Any, stride: Any, padding: Any, mode: str, *, made: bool = False
) -> tuple[Axis, Axis]:
    """Check the request and give the two axes of the window's sweep; ``made`` as for ``sweep``."""
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


def _padded(maps: FloatArray, rows: Axis, cols: Axis, filler: float) -> FloatArray:
    """Give the maps with ``filler`` around them; without padding, the maps themselves."""
    if not (rows.is_padded or cols.is_padded):
        return maps
    padded = np.full((*maps.shape[:-2], rows.padded, cols.padded), filler, maps.dtype)
    padded[..., rows.inside, cols.inside] = maps
    return padded


def _reduced(pair: np.ufunc, padded: FloatArray, rows: Axis, cols: Axis) -> FloatArray:
    """Combine the cells of every window by whole slices: first those in one column, then the columns."""
    if padded.size > _MANY_NUMBERS and rows.stride > 1:
        columns = _combined_rows(pair, padded, rows)
    else:
        columns = _combined(pair, padded.swapaxes(-2, -1), rows).swapaxes(-2, -1)
    return _combined(pair, columns, cols)


def _combined_rows(pair: np.ufunc, cells: FloatArray, axis: Axis) -> FloatArray:
    """Combine rows that lie apart: brought together by a copy, they are combined in one go instead of one by one."""
    cells = np.ascontiguousarray(cells)
    by_row = cells.strides[-2]
    shape = (*cells.shape[:-2], axis.stops, cells.shape[-1])
    strides = (*cells.strides[:-2], axis.stride * by_row, cells.itemsize)
    result = strided_copy(cells, 0, shape, strides)
    for i in range(1, axis.window):
        pair(result, strided_copy(cells, i * by_row, shape, strides), out=result)
    return result


def _combined(pair: np.ufunc, cells: FloatArray, axis: Axis) -> FloatArray:
    """Combine along the last axis the cells that each stop of the window covers."""
    span = (axis.stops - 1) * axis.stride + 1
    first = cells[..., : span : axis.stride]
    if axis.window == 1:
        return first.copy()
    result: FloatArray = pair(first, cells[..., 1 : span + 1 : axis.stride])
    for i in range(2, axis.window):
        pair(result, cells[..., i : i + span : axis.stride], out=result)
    return result


def _parted(share: FloatArray, rows: Axis, cols: Axis) -> FloatArray:
    """Give every cell of the padded maps the shares of all windows it is in."""
    grad_padded = np.zeros((*share.shape[:-2], rows.padded, cols.padded), share.dtype)
    for seen in _seen_cells(rows, cols):
        grad_padded[seen] += share
    return grad_padded


def _handed_to_largest(grad: FloatArray, maps: FloatArray, pooled: FloatArray, rows: Axis, cols: Axis) -> FloatArray:
    """Give the first of each window's largest cells its gradient, a few maps at a time, in the padded maps."""
    padded = _padded(maps, rows, cols, -np.inf)
    shape = padded.shape
    grad_padded = np.zeros(shape, maps.dtype)
    cells, into = padded.reshape(-1, *shape[-2:]), grad_padded.reshape(-1, *shape[-2:])  # (N, C, H, W) -> (N*C, H, W)
    handed, largest = grad.reshape(-1, rows.stops, cols.stops), pooled.reshape(-1, rows.stops, cols.stops)
    group = max(_BAND // cells[0].size, 1)
    for first in range(0, len(cells), group):
        band = slice(first, first + group)
        hand = _hand_by_places
        if handed[band].size > _MANY_WINDOWS and all(isfinite(np.vdot(a[band], a[band])) for a in (largest, handed)):
            hand = _hand_by_slices
        hand(handed[band], cells[band], largest[band], into[band], rows, cols)
    return grad_padded


def _hand_by_slices(
    handed: FloatArray, cells: FloatArray, largest: FloatArray, into: FloatArray, rows: Axis, cols: Axis
) -> None:
    """Go through the window's cells, the first of all windows at once, then the second: the fastest for many."""
    still = np.ones(handed.shape, bool)  # to be handed out
    share = np.empty(handed.shape, handed.dtype)
    for seen in _seen_cells(rows, cols):
        wins = cells[seen] == largest
        wins &= still
        still ^= wins
        if _are_apart(rows, cols):
            np.multiply(handed, wins, out=into[seen])
        else:
            into[seen] += np.multiply(handed, wins, out=share)
    into += into.dtype.type(0)  # a negative gradient times False is -0, which looks odd wherever it is shown


def _hand_by_places(
    handed: FloatArray, cells: FloatArray, largest: FloatArray, into: FloatArray, rows: Axis, cols: Axis
) -> None:
    """Look up where each window's largest cell lies: few calls for few windows, and right for NaN and infinity."""
    cells_seen = (rows.window * cols.window, handed.size)
    few = prod(cells_seen) <= _BAND
    if not few:
        check_numbers(cells_seen, "the windows of one map would be", "use a smaller window or a longer stride")
    places, ranks, by_rank, inside = (_remembered_places if few else _places)(rows, cols, len(cells))
    windows = cells.ravel().take(places)  # (N*C, H, W) -> (kH*kW, N*C*H'*W')
    wins = windows == largest.ravel()
    if inside is not None:  # padding does not win, not even where all else is minus infinity
        wins &= inside
    best = np.maximum.reduce(wins * ranks, axis=0)  # the first of them ranks highest
    if not best.all():  # NaN, where there is one, is the maximum, but equals nothing
        best = np.maximum.reduce((wins | np.isnan(windows)) * ranks, axis=0)
    winners = by_rank.take(best)
    winners += places[0]
    if _are_apart(rows, cols):
        into.reshape(-1)[winners] = handed.ravel()
    else:
        into += np.bincount(winners, handed.ravel(), cells.size).reshape(into.shape)


def _are_apart(rows: Axis, cols: Axis) -> bool:
    """Say whether no cell is in two windows."""
    return rows.stride >= rows.window and cols.stride >= cols.window


def _places(
    rows: Axis, cols: Axis, maps: int
) -> tuple[NDArray[np.intp], NDArray[np.integer[Any]], NDArray[np.intp], NDArray[np.bool] | None]:
    """Give where in padded maps each window's cells lie, (kH*kW, maps*H'*W'), and which are not padding if any are.

    Between them: the rank of each cell in its window, (kH*kW, 1), highest for the first and 1 for the last; and how far
    behind the first the cell of each rank lies.
    """
    shape = (maps, rows.padded, cols.padded)
    numbers = np.arange(prod(shape)).reshape(shape)
    first = numbers[:, : rows.stops * rows.stride : rows.stride, : cols.stops * cols.stride : cols.stride].ravel()
    behind = numbers[0, : rows.window, : cols.window].ravel()  # how far each cell of a window lies behind its first
    windows = behind[:, None] + first
    ranks = np.arange(len(behind), 0, -1, dtype=np.min_scalar_type(len(behind)))[:, None]
    by_rank = np.append(0, behind[::-1])  # there is no rank 0
    if not (rows.is_padded or cols.is_padded):
        return windows, ranks, by_rank, None
    within = np.zeros(shape, bool)
    within[:, rows.inside, cols.inside] = True
    return windows, ranks, by_rank, within.ravel()[windows]


_remembered_places = lru_cache(maxsize=16)(_places)
"""``_places``, except that what it gave is looked up, for windows that are together no more than a band."""


def _seen_cells(rows: Axis, cols: Axis) -> Iterator[tuple[Any, ...]]:
    """Give for each cell of the window, row after row, the cells of the padded maps that it sees, stop after stop."""
    return ((..., down, across) for down in _slices(rows) for across in _slices(cols))


@lru_cache
def _slices(axis: Axis) -> tuple[slice, ...]:
    """Give for each cell of the window along one axis the padded cells that it sees, stop after stop."""
    span = (axis.stops - 1) * axis.stride + 1
    return tuple(slice(at, at + span, axis.stride) for at in range(axis.window))


def _divisor(rows: Axis, cols: Axis, dtype: np.dtype[Any], count_include_pad: bool) -> FloatArray | int:
    """Give what an average divides by: the cells of the window, or those of each that are not padding, (H', W')."""
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
