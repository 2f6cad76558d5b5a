"""The fast way from images and kernels to feature maps, by matrix products; and the checks that its gradients share."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import ArrayLike

from cnn_steps.arrays import FloatArray, check_numbers, float_array, float_array_like, strided_copy, times
from cnn_steps.geometry import Axis

# A convolution is one or more matrix products, weights times windows. These limits, all found by measuring, choose how
# the windows are copied for it.

_BAND = 1 << 18
"""About how many numbers are worked on at a time: few enough (1 MB of float32) to stay in the processor's cache."""

_SHORT_ROW = 1 << 8
"""If the windows of one row of output have no more numbers than this, all rows share one matrix product."""

_MANY_WEIGHTS = 1 << 14
"""With this many weights or more, one large product is so much faster that it pays to copy every window in full."""

_SMALL_BATCH = 1 << 14
"""If a batch gives no more numbers than this, it pays to lay its samples side by side."""

_SMALL_MAPS = 1 << 13
"""If there are no more numbers of output than this, adding the bias afterwards is faster than making it a weight."""

_LARGE_MAP = 1 << 9
"""If one map has this many numbers or more, its bias is added faster while NumPy's buffer is small."""


def image_and_kernels(image: ArrayLike, kernels: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Check that the kernels' axes and channels suit the image's."""
    image = float_array(image, "image")
    kernels = float_array_like(kernels, "kernels", image)
    if image.ndim not in (2, 3, 4):
        raise ValueError(f"image has {image.ndim} axes ({times(image.shape)}): give (H, W), (C, H, W) or (N, C, H, W)")
    if kernels.ndim not in (2, 3, 4):
        raise ValueError(
            f"kernels have {kernels.ndim} axes ({times(kernels.shape)}): give (kH, kW), (F, kH, kW) or (F, C, kH, kW)"
        )
    channels = 1 if image.ndim == 2 else image.shape[-3]
    if image.ndim > 2 and kernels.ndim != 4:
        raise ValueError(
            f"kernels {times(kernels.shape)} do not say which channels of image {times(image.shape)} they span: "
            f"give (F, {channels}, kH, kW), with F = 1 for a single filter"
        )
    if kernels.ndim == 4 and kernels.shape[1] != channels:
        raise ValueError(
            f"kernels {times(kernels.shape)} span {kernels.shape[1]} channels but image {times(image.shape)} has "
            f"{channels}: give kernels of shape (F, {channels}, kH, kW)"
        )
    return image, kernels


def sum_divisor(filter_shape: tuple[int, ...], average: bool) -> int:
    """Give the divisor of every sum of a filter, (C, kH, kW) or (kH, kW): its number of cells for an average, or 1."""
    return prod(filter_shape) if average else 1


def feature_maps(
    images: FloatArray, bank: FloatArray, biases: FloatArray | None, rows: Axis, cols: Axis, divisor: int
) -> FloatArray:
    """Convolve images (N, C, H, W) with a bank (F, C, kH, kW): (N, F, H', W'). All was checked before.

    Numbers that grow beyond all limits make NumPy warn; who calls this silences that.
    """
    filters, channels = bank.shape[:2]
    by_row = bank if channels == 1 else bank.transpose(0, 2, 1, 3)
    weights = by_row.reshape(filters, -1)  # (F, C, kH, kW) -> (F, kH*C*kW)
    images = np.ascontiguousarray(images)
    maps = np.empty((len(images), filters, rows.stops, cols.stops), images.dtype)
    if len(images) > 1 and is_small_batch(maps.shape, weights.shape[1]):
        _fill_by_samples(maps, turned_batch(images, rows, cols), weights, rows, cols)
        _finish(maps, divisor, biases)
    else:
        _fill_in_bands(maps, images, weights, biases, rows, cols, divisor)
    return maps


def _fill_in_bands(
    maps: FloatArray,
    images: FloatArray,
    weights: FloatArray,
    biases: FloatArray | None,
    rows: Axis,
    cols: Axis,
    divisor: int,
) -> None:
    """Fill and finish maps a band of output rows at a time, in the way that suits their size."""
    copied = weights.shape[1] * cols.stops  # numbers in all windows of one output row
    if copied > _BAND:
        check_windows(weights.shape[1], cols)
    if copied <= _SHORT_ROW or (weights.size >= _MANY_WEIGHTS and cols.stride == 1):
        fill, bands = _fill_by_columns, _bands(maps, images, rows.stride, copied, 1)
        if biases is not None and divisor == 1 and maps.size > _SMALL_MAPS:
            weights, biases = np.concatenate((weights, biases[:, 0]), axis=1), None
    else:
        # The row stack has each image row once, where windows have it up to kH times. But the image rows at the edge of
        # two bands are copied for both. A band of at least 2 * kH output rows keeps that a small part of the work.
        copied = copied * rows.stride // rows.window
        fill, bands = _fill_by_row_stack, _bands(maps, images, rows.stride, copied, 2 * rows.window)
    # To add a bias to a large map, NumPy would first fill a buffer with copies of it. With the smallest buffer there is
    # it does not, which is faster.
    repeats = biases is not None and rows.stops * cols.stops >= _LARGE_MAP
    usual = np.setbufsize(16) if repeats else 0
    padding = rows.is_padded or cols.is_padded
    try:
        for band, sources, first in bands:
            if padding:
                sources, first = padded_rows(sources, first, band.shape[2], rows, cols), 0
            fill(band, sources, first, weights, rows, cols)
            _finish(band, divisor, biases)
    finally:
        if repeats:
            np.setbufsize(usual)


def check_windows(taps: int, cols: Axis) -> None:
    """Refuse windows of ``taps`` numbers each if those of one output row are too many: at least so many are copied."""
    check_numbers((taps, cols.stops), "the windows of one row would be", "use a smaller kernel or a longer stride")


def _finish(band: FloatArray, divisor: int, biases: FloatArray | None) -> None:
    """Turn sums into means and add the biases."""
    if divisor != 1:  # divided is the sum, and not each weight before, so that a perfect match gives exactly 1
        band /= divisor
    if biases is not None:
        band += biases


def is_small_batch(shape: tuple[int, ...], taps: int) -> bool:
    """Say whether it is faster to lay the samples of a batch side by side, for maps of ``shape`` (N, F, H', W').

    It is where maps are narrower than the batch is long, and all windows of ``taps`` numbers each fit in the cache.
    """
    stops = shape[0] * shape[2] * shape[3]
    return shape[0] > shape[3] and stops * shape[1] <= _SMALL_BATCH and stops * taps <= _BAND


def turned_batch(images: FloatArray, rows: Axis, cols: Axis) -> FloatArray:
    """Pad images and lay their samples side by side: (N, C, H, W) -> (C, padded H, padded W, N)."""
    turned = images.transpose(1, 2, 3, 0)
    if not (rows.is_padded or cols.is_padded):
        return turned.copy(order="C")
    padded = np.zeros((len(turned), rows.padded, cols.padded, len(images)), images.dtype)
    padded[:, rows.inside, cols.inside] = turned
    return padded


def _bands(
    maps: FloatArray, images: FloatArray, stride: int, copied: int, least: int
) -> list[tuple[FloatArray, FloatArray, int]]:
    """Cut the work into bands: output rows of some samples, the images they come from, and their first padded row.

    Parameters
    ----------
    maps, images : (N, F, H', W') and (N, C, H, W)
    stride : rows from one stop to the next
    copied : numbers that are copied for one output row
    least : output rows that a band has at least
    """
    samples, filters, stops, width = maps.shape
    per_row = copied + filters * width
    if samples * stops * per_row <= _BAND:
        return [(maps, images, 0)]
    height = min(max(_BAND // per_row, least), stops)
    group = max(_BAND // (per_row * height), 1)
    return [
        (maps[first : first + group, :, top : top + height], images[first : first + group], top * stride)
        for first in range(0, samples, group)
        for top in range(0, stops, height)
    ]


def padded_rows(images: FloatArray, first: int, stops: int, rows: Axis, cols: Axis) -> FloatArray:
    """Give the padded rows that ``stops`` output rows need, from padded row ``first`` on."""
    count = (stops - 1) * rows.stride + rows.reach
    # The rows of the images that are among them: from ``top`` up to ``bottom``.
    top = min(max(first - rows.before, 0), rows.size)
    bottom = min(max(first - rows.before + count, 0), rows.size)
    padded = np.zeros((*images.shape[:2], count, cols.padded), images.dtype)
    inside = padded[:, :, rows.before + top - first :, cols.before :]
    inside[:, :, : bottom - top, : cols.size] = images[:, :, top:bottom]
    return padded


def _fill_by_columns(
    band: FloatArray, images: FloatArray, first: int, weights: FloatArray, rows: Axis, cols: Axis
) -> None:
    """Fill a band with one matrix product per image, each window copied to a column (im2col).

    That suits many weights, where one large product is the fastest, and small maps, where more than one would take
    longer to start. If filters have one weight more than a window has numbers, the last one is the bias: the weight of
    a number that is always 1.
    """
    samples, filters, stops, width = band.shape
    by_sample, by_channel, by_row, by_col = images.strides
    over_kernel = (rows.dilation * by_row, by_channel, cols.dilation * by_col)
    shape = (samples, rows.window, images.shape[1], cols.window, stops, width)
    strides = (by_sample, *over_kernel, rows.stride * by_row, cols.stride * by_col)
    taps = rows.window * images.shape[1] * cols.window
    if weights.shape[1] == taps:
        columns = strided_copy(images, first * by_row, shape, strides).reshape(samples, taps, -1)
    else:
        columns = np.empty((samples, taps + 1, stops * width), images.dtype)
        strided_copy(images, first * by_row, shape, strides, out=columns[:, :taps].reshape(shape))
        columns[:, taps] = 1
    if samples == 1 and band.flags.c_contiguous:
        np.dot(weights, columns[0], out=band.reshape(filters, -1))  # starts sooner than matmul
    else:
        np.matmul(weights, columns, out=band.reshape(samples, filters, -1))


def _fill_by_samples(maps: FloatArray, turned: FloatArray, weights: FloatArray, rows: Axis, cols: Axis) -> None:
    """Fill whole maps with one matrix product for all images, whose samples lie side by side, (C, H, W, N).

    Where maps are narrower than the batch is long, longer runs of numbers are copied in this way, and there is but one
    product instead of one per image.
    """
    samples, _, stops, width = maps.shape
    by_channel, by_row, by_col, by_sample = turned.strides
    shape = (rows.window, len(turned), cols.window, stops, width, samples)
    over_kernel = (rows.dilation * by_row, by_channel, cols.dilation * by_col)
    strides = (*over_kernel, rows.stride * by_row, cols.stride * by_col, by_sample)
    columns = strided_copy(turned, 0, shape, strides).reshape(weights.shape[1], -1)
    products = np.dot(weights, columns)  # (F, H'*W'*N)
    maps.reshape(samples, -1)[...] = products.reshape(-1, samples).T


def _fill_by_row_stack(
    band: FloatArray, images: FloatArray, first: int, weights: FloatArray, rows: Axis, cols: Axis
) -> None:
    """Fill a band with one matrix product per output row, copying each number only once per kernel column.

    With a dilation of 2 windows see every second row of the image. So output rows 0, 2, 4 … share one row stack of such
    rows, and output rows 1, 3, 5 … another one.
    """
    for start in range(min(rows.dilation, band.shape[2])):
        part = band[:, :, start :: rows.dilation]
        patches = _patches(images, first + start * rows.stride, part.shape, rows, cols)
        np.matmul(weights, patches, out=part.transpose(0, 2, 1, 3))  # (F, K) @ (N, H', K, W') -> (N, H', F, W')


def _patches(images: FloatArray, first: int, shape: tuple[int, ...], rows: Axis, cols: Axis) -> FloatArray:
    """Give the matrix of all windows of each output row, (N, H', kH*C*kW, W'), by way of the row stack.

    The row stack holds the image once per kernel column, each copy one cell further on: (N, H, C, kW, W'). In this
    order kH consecutive rows already are the matrix of one output row. So a view of the stack is enough, where the
    usual method (im2col) copies every number kH times. With dilation the stack has every ``dilation``-th row of the
    image.
    """
    samples, _, stops, width = shape
    by_sample, by_channel, by_row, by_col = images.strides
    stack = strided_copy(
        images,
        first * by_row,
        (samples, (stops - 1) * rows.stride + rows.window, images.shape[1], cols.window, width),
        (by_sample, rows.dilation * by_row, by_channel, cols.dilation * by_col, cols.stride * by_col),
    )
    by_sample, by_row, _, by_shift, by_col = stack.strides
    taps = rows.window * images.shape[1] * cols.window
    view = (by_sample, rows.stride * by_row, by_shift, by_col)
    return np.ndarray((samples, stops, taps, width), stack.dtype, stack, 0, view)
