"""Where a sliding window stops along rows and columns, how many stops there are, and every way to say padding."""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnn_steps.arrays import (
    LARGEST_NUMBER,
    MOST_NUMBERS,
    check_numbers,
    is_sequence,
    shown,
    times,
    whole_number,
    whole_pair,
)


class Axis(NamedTuple):
    """How a window moves along one axis, over the rows of an image or over its columns.

    Attributes
    ----------
    size : cells along the axis, without padding
    window : cells of the window
    stride : cells from one stop to the next
    dilation : cells from one cell of the window to the next
    before, after : cells of padding at either end
    stops : how many stops there are
    """

    size: int
    window: int
    stride: int
    dilation: int
    before: int
    after: int
    stops: int

    @property
    def reach(self) -> int:
        """Cells from the window's first to its last, with the gaps that dilation leaves between them."""
        return (self.window - 1) * self.dilation + 1

    @property
    def is_padded(self) -> bool:
        """Whether there is padding at either end."""
        return self.before > 0 or self.after > 0

    @property
    def padded(self) -> int:
        """Cells along the axis, padding included."""
        return self.before + self.size + self.after

    @property
    def inside(self) -> slice:
        """The place of the cells that are not padding among all of them."""
        return slice(self.before, self.before + self.size)

    def cells(self, stop: int | NDArray[np.intp]) -> NDArray[np.intp]:
        """Give the indices of the cells that the window covers, -1 for padding: (window,).

        For an (n, 1) array of stops they are (n, window).
        """
        indices = stop * self.stride - self.before + self.dilation * np.arange(self.window)
        return np.where((indices >= 0) & (indices < self.size), indices, -1)


def output_size(n: int, kernel: int, *, stride: int = 1, padding: Any = 0, dilation: int = 1) -> int:
    """Count the stops a kernel makes along one axis.

    Parameters
    ----------
    n : int, 1 or more
        Cells along the axis, without padding.
    kernel : int, 1 or more
        Cells of the kernel along the axis.
    stride : int, 1 or more
        Cells from one stop to the next.
    padding : int, (before, after), "valid" or "same"
        Cells added at each end. "valid" adds none. "same" adds as many as make ``ceil(n / stride)`` stops, the odd
        one at the end.
    dilation : int, 1 or more
        Cells from one kernel cell to the next.

    Returns
    -------
    int
        ``floor((n + before + after - (dilation * (kernel - 1) + 1)) / stride) + 1``

    Raises
    ------
    ValueError
        If the kernel does not fit, or a number is too small or not whole.

    Source
    ------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), relationship 15.

    Examples
    --------
    >>> output_size(7, 3)
    5
    >>> output_size(8, 3, stride=2, padding="same")
    4
    """
    n, kernel = whole_number(n, "n", 1), whole_number(kernel, "kernel", 1)
    stride, dilation = whole_number(stride, "stride", 1), whole_number(dilation, "dilation", 1)
    axis = _axis(n, kernel, stride, _ends(padding, "padding"), dilation)
    if axis.stops < 1:
        raise ValueError(
            f"kernel {kernel}{_dilated((axis,))} does not fit the padded size {axis.padded}: "
            f"use a smaller kernel{_less((axis,))} or more padding"
        )
    return axis.stops


def sweep(
    shape: tuple[int, ...],
    window: tuple[int, ...],
    stride: Any,
    padding: Any,
    dilation: Any,
    *,
    names: tuple[str, str] = ("kernel", "image"),
    made: bool = False,
) -> tuple[Axis, Axis]:
    """Work out how a window moves over the last two axes of ``shape``: its rows and its columns.

    Parameters
    ----------
    shape : tuple ending in (H, W)
    window : tuple ending in (kH, kW)
    stride, dilation : int or (row, col)
    padding : int, (row, col), ((top, bottom), (left, right)), "valid" or "same"
    names : what an error calls the window, and what it moves over
    made : whether the output is going to be computed, so that it and the padded image have to fit in memory. Then
        ``shape`` and ``window`` are the whole shapes of the image and of the kernels. Without it their sizes are only
        counted.

    Returns
    -------
    (rows, cols) : two ``Axis`` records

    Raises
    ------
    ValueError
        If the window does not fit, a number is too small or not whole, or an array would have too many numbers.
    """
    # Most requests have plain whole numbers, and those are remembered. No others may be looked up: a list can't be, and
    # True equals 1, so that it would be answered like 1 instead of being refused.
    if type(stride) is type(padding) is type(dilation) is int:
        return _remembered(shape, window, stride, padding, dilation, names, made)
    return _swept(shape, window, stride, padding, dilation, names, made)


def _swept(
    shape: tuple[int, ...],
    window: tuple[int, ...],
    stride: Any,
    padding: Any,
    dilation: Any,
    names: tuple[str, str],
    made: bool,
) -> tuple[Axis, Axis]:
    """Check the request and work out both axes, as ``sweep`` says."""
    row_stride, col_stride = whole_pair(stride, "stride", 1)
    row_dilation, col_dilation = whole_pair(dilation, "dilation", 1)
    row_padding, col_padding = both_ends(padding)
    rows = _axis(shape[-2], window[-2], row_stride, row_padding, row_dilation)
    cols = _axis(shape[-1], window[-1], col_stride, col_padding, col_dilation)
    if rows.stops < 1 or cols.stops < 1:
        raise ValueError(
            f"{names[0]} {times(window[-2:])}{_dilated((rows, cols))} does not fit the padded {names[1]} "
            f"{times((rows.padded, cols.padded))}: use a smaller {names[0]}{_less((rows, cols))} or more padding"
        )
    # This product is at least as large as either array, so that below it there is nothing more to check.
    if made and prod(shape[:-2]) * prod(window[:-2]) * rows.padded * cols.padded > MOST_NUMBERS:
        check_padded(shape, rows, cols, names[1])
        output = (*shape[:-3], *window[:-2][:1], rows.stops, cols.stops)
        check_numbers(output, "the output would be", "use fewer filters, a longer stride or a smaller image")
    return rows, cols


def check_padded(shape: tuple[int, ...], rows: Axis, cols: Axis, name: str) -> None:
    """Refuse padding that makes an array of ``shape`` too large."""
    check_numbers((*shape[:-2], rows.padded, cols.padded), f"the padded {name} would be", "use less padding")


_remembered = lru_cache(_swept)
"""``_swept``, which looks up what it gave for the same request before: in a quarter of the time."""


def _axis(size: int, window: int, stride: int, padding: tuple[int, int] | None, dilation: int) -> Axis:
    """Work out one axis; a ``padding`` of None stands for "same"."""
    reach = (window - 1) * dilation + 1
    if padding is None:
        stops = -(-size // stride)  # rounded up
        added = max((stops - 1) * stride + reach - size, 0)
        return Axis(size, window, stride, dilation, added // 2, added - added // 2, stops)
    before, after = padding
    return Axis(size, window, stride, dilation, before, after, (before + size + after - reach) // stride + 1)


def both_ends(padding: Any) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Give the padding of the rows and of the columns as (before, after), or None for "same"."""
    if type(padding) is int and 0 <= padding <= LARGEST_NUMBER:  # the usual case, without the slower checks below
        return (padding, padding), (padding, padding)
    if is_sequence(padding):
        if len(padding) != 2:
            raise ValueError(
                f"padding is {shown(padding)}: give one whole number, (row, col), ((top, bottom), (left, right)), "
                '"valid" or "same"'
            )
        return _ends(padding[0], "padding of rows"), _ends(padding[1], "padding of columns")
    ends = _ends(padding, "padding")
    return ends, ends


def _ends(padding: Any, name: str) -> tuple[int, int] | None:
    """Give the padding of one axis as (before, after), or None for "same"."""
    if isinstance(padding, str):
        if padding not in ("valid", "same"):
            raise ValueError(f'{name} is {shown(padding)}: give "valid", "same" or a number of cells')
        return (0, 0) if padding == "valid" else None
    if not is_sequence(padding):
        cells = whole_number(padding, name, 0)
        return cells, cells
    if len(padding) != 2:
        raise ValueError(f"{name} is {shown(padding)}: give one whole number or a (before, after) pair")
    return whole_number(padding[0], f"{name} before", 0), whole_number(padding[1], f"{name} after", 0)


def _dilated(axes: tuple[Axis, ...]) -> str:
    """Say how far a dilated window reaches; nothing if it is not dilated."""
    if all(axis.dilation == 1 for axis in axes):
        return ""
    return f" dilated by {times([axis.dilation for axis in axes])} reaches over {times([a.reach for a in axes])} and"


def _less(axes: tuple[Axis, ...]) -> str:
    """Name one more remedy where a window is dilated."""
    return ", less dilation" if any(axis.dilation > 1 for axis in axes) else ""
