"""How much a loss changes with each cell of the maps that were pooled: the backward pass of pooling."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import isfinite, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_steps.arrays import FloatArray, check_numbers, flag, float_array_like, times
from cnn_steps.geometry import Axis
from cnn_steps.pooling import average_divisor, checked_maps, padded_maps, pool_sweep, pooled_maps

_MANY_WINDOWS = 1 << 11
"""With more windows than this, the backward pass is faster by whole slices than by looking up each largest cell."""

_BAND = 1 << 17
"""About how many numbers the backward pass works on at a time: few enough to stay in the processor's cache."""


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
        For "max" each window hands its gradient to its largest cell; if several are the largest, to the first of them,
        row after row. For "avg" it divides it evenly among its cells. Cells that no window covers get 0.

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
    maps = checked_maps(maps)
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


def pooled_gradients(
    grad: FloatArray,
    maps: FloatArray,
    pooled: FloatArray,
    rows: Axis,
    cols: Axis,
    mode: str,
    count_include_pad: bool = True,
) -> FloatArray:
    """Give the gradient of the maps, all checked before. ``pooled`` is what ``pooled_maps`` gave; "avg" ignores it."""
    if mode == "avg":
        grad_padded = _divided(grad / average_divisor(rows, cols, maps.dtype, count_include_pad), rows, cols)
    else:
        grad_padded = _handed_to_largest(grad, maps, pooled, rows, cols)
    return grad_padded[..., rows.inside, cols.inside].copy() if rows.is_padded or cols.is_padded else grad_padded


def _divided(share: FloatArray, rows: Axis, cols: Axis) -> FloatArray:
    """Give every cell of the padded maps the shares of all windows that cover it; every cell of a window gets one."""
    grad_padded = np.zeros((*share.shape[:-2], rows.padded, cols.padded), share.dtype)
    for covered in _covered_cells(rows, cols):
        grad_padded[covered] += share
    return grad_padded


class _Handing(NamedTuple):
    """Some maps in which each window hands its gradient to its largest cell.

    Attributes
    ----------
    grads : (maps, H', W'), the gradient of every window
    largest : (maps, H', W'), the largest number in every window
    cells : (maps, padded H, padded W)
    into : the shape of ``cells``; this is where the gradients go
    """

    grads: FloatArray
    largest: FloatArray
    cells: FloatArray
    into: FloatArray


def _handed_to_largest(grad: FloatArray, maps: FloatArray, pooled: FloatArray, rows: Axis, cols: Axis) -> FloatArray:
    """Give the first of each window's largest cells its gradient, a few maps at a time; the result is padded."""
    padded = padded_maps(maps, rows, cols, -np.inf)
    shape = padded.shape
    grad_padded = np.zeros(shape, maps.dtype)
    # (N, C, H, W) -> (N*C, H, W)
    cells, into = padded.reshape(-1, *shape[-2:]), grad_padded.reshape(-1, *shape[-2:])
    grads, largest = grad.reshape(-1, rows.stops, cols.stops), pooled.reshape(-1, rows.stops, cols.stops)
    group = max(_BAND // cells[0].size, 1)
    for first in range(0, len(cells), group):
        band = slice(first, first + group)
        handing = _Handing(grads[band], largest[band], cells[band], into[band])
        # A sum of squares is finite only if no number is NaN or infinity, which slices would not hand on rightly.
        if handing.grads.size > _MANY_WINDOWS and all(
            isfinite(np.vdot(a, a)) for a in (handing.largest, handing.grads)
        ):
            _hand_by_slices(handing, rows, cols)
        else:
            _hand_by_places(handing, rows, cols)
    return grad_padded


def _hand_by_slices(handing: _Handing, rows: Axis, cols: Axis) -> None:
    """Go through the cells of the window: the first cell of all windows at once, then the second, and so on.

    That is the fastest for many windows, if all numbers are finite.
    """
    grads, largest, cells, into = handing
    is_left = np.ones(grads.shape, bool)  # which windows have not handed on their gradient yet
    share = np.empty(grads.shape, grads.dtype)
    for covered in _covered_cells(rows, cols):
        wins = cells[covered] == largest
        wins &= is_left
        is_left ^= wins
        if _are_apart(rows, cols):
            np.multiply(grads, wins, out=into[covered])
        else:
            into[covered] += np.multiply(grads, wins, out=share)
    into += into.dtype.type(0)  # a negative gradient times False is -0, which looks odd when it is shown


def _hand_by_places(handing: _Handing, rows: Axis, cols: Axis) -> None:
    """Find the place of each window's largest cell: few calls for few windows, and right for NaN and infinity."""
    grads, largest, cells, into = handing
    covered = (rows.window * cols.window, grads.size)
    few = prod(covered) <= _BAND
    if not few:
        check_numbers(covered, "the windows of one map would be", "use a smaller window or a longer stride")
    places, ranks, behind, inside = (_remembered_places if few else _places)(rows, cols, len(cells))
    windows = cells.ravel().take(places)  # (N*C, H, W) -> (kH*kW, N*C*H'*W')
    wins = windows == largest.ravel()
    if inside is not None:  # padding does not win, not even where all else is minus infinity
        wins &= inside
    best = np.maximum.reduce(wins * ranks, axis=0)  # the rank of the winner; 0 if no cell equals the largest number
    if not best.all():  # that happens if it is NaN, which equals nothing, not even itself: then the first NaN wins
        best = np.maximum.reduce((wins | np.isnan(windows)) * ranks, axis=0)
    winners = behind.take(best)
    winners += places[0]
    if _are_apart(rows, cols):
        into.reshape(-1)[winners] = grads.ravel()
    else:
        into += np.bincount(winners, grads.ravel(), cells.size).reshape(into.shape)


def _are_apart(rows: Axis, cols: Axis) -> bool:
    """Say whether no cell is in two windows."""
    return rows.stride >= rows.window and cols.stride >= cols.window


class _Places(NamedTuple):
    """Where the cells of all windows lie in padded maps, if the numbers of these stand in one row.

    Attributes
    ----------
    places : (kH*kW, maps*H'*W'), the place of each cell of each window
    ranks : (kH*kW, 1), from kH*kW for the first cell of a window down to 1 for the last, so that the first of several
        winners has the highest rank
    behind : (kH*kW + 1,), by how many places the cell of each rank is behind the first cell of its window; there is no
        rank 0
    inside : the shape of ``places``, which cells are not padding; None if there is no padding
    """

    places: NDArray[np.intp]
    ranks: NDArray[np.integer[Any]]
    behind: NDArray[np.intp]
    inside: NDArray[np.bool] | None


def _places(rows: Axis, cols: Axis, maps: int) -> _Places:
    """Find the cells of all windows in so many padded maps."""
    shape = (maps, rows.padded, cols.padded)
    numbers = np.arange(prod(shape)).reshape(shape)
    first = numbers[:, : rows.stops * rows.stride : rows.stride, : cols.stops * cols.stride : cols.stride].ravel()
    behind = numbers[0, : rows.window, : cols.window].ravel()  # by how many places each cell is behind the first one
    places = behind[:, None] + first
    ranks = np.arange(len(behind), 0, -1, dtype=np.min_scalar_type(len(behind)))[:, None]
    by_rank = np.append(0, behind[::-1])
    if not (rows.is_padded or cols.is_padded):
        return _Places(places, ranks, by_rank, None)
    within = np.zeros(shape, bool)
    within[:, rows.inside, cols.inside] = True
    return _Places(places, ranks, by_rank, within.ravel()[places])


_remembered_places = lru_cache(maxsize=16)(_places)
"""``_places``, which looks up what it gave for the same request before; for windows of a band's numbers at most."""


def _covered_cells(rows: Axis, cols: Axis) -> Iterator[tuple[Any, ...]]:
    """Give for each cell of the window, row after row, the cells of the padded maps that it covers, stop after stop."""
    return ((..., down, across) for down in _slices(rows) for across in _slices(cols))


@lru_cache
def _slices(axis: Axis) -> tuple[slice, ...]:
    """Give for each cell of the window along one axis the cells that it covers, padding counted, stop after stop."""
    span = (axis.stops - 1) * axis.stride + 1
    return tuple(slice(at, at + span, axis.stride) for at in range(axis.window))
