"""How much a loss changes with each number that went into a convolution: its backward pass."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import gcd, isfinite, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cnn_steps.arrays import FloatArray, flag, float_array_like, strided_copy, times
from cnn_steps.feature_maps import (
    check_windows,
    feature_maps,
    image_and_kernels,
    is_small_batch,
    padded_rows,
    sum_divisor,
    turned_batch,
)
from cnn_steps.geometry import Axis, sweep

_BAND = 1 << 16
"""A small multiple of so many numbers (256 KB of float32) is worked on at a time, to stay in the processor's cache."""

_FRAMES = 1 << 24
"""Frames of more numbers than this at a time are not worth their memory: those of large kernels on large images."""

_FRAME_ROWS = 4
"""A frame has at least so many rows of output per row of the kernel, so that bands have only a small part in common."""


@np.errstate(over="ignore", invalid="ignore")
def conv2d_backward(
    grad: ArrayLike,
    image: ArrayLike,
    kernels: ArrayLike,
    *,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    average: bool = False,
    image_grad: bool = True,
) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Give how much the loss changes with each pixel, weight and bias of a convolution.

    Parameters
    ----------
    grad : array_like, the shape of what ``conv2d`` gave
        How much the loss changes with each cell of the feature maps.
    image, kernels, stride, padding, dilation, average
        As they were given to ``conv2d``.
    image_grad : bool
        Whether to work out the image's gradient. The first layer of a network never needs it.

    Returns
    -------
    grad_image : ndarray, the shape of ``image``, or None with ``image_grad=False``
        0 for pixels that no window reached.
    grad_kernels : ndarray, the shape of ``kernels``
        Summed over all stops and all samples.
    grad_bias : ndarray, (F,), or a single number for a (kH, kW) kernel
        Summed over all stops and all samples.

    Raises
    ------
    ValueError
        If ``grad`` has another shape than the feature maps, and wherever ``conv2d`` raises it.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 9.5, equations 9.11 and 9.13.

    Examples
    --------
    >>> grad_image, grad_kernels, grad_bias = conv2d_backward([[1, 10]], [[2, 3, 4]], [[5, 6]])
    >>> grad_image
    array([[ 5., 56., 60.]])
    >>> grad_kernels
    array([[32., 43.]])
    >>> grad_bias
    array(11.)
    """
    image, kernels = image_and_kernels(image, kernels)
    rows, cols = sweep(image.shape, kernels.shape, stride, padding, dilation, made=True)
    average, image_grad = flag(average, "average"), flag(image_grad, "image_grad")
    grad = float_array_like(grad, "grad", image)
    wanted = (*image.shape[:-3], *kernels.shape[:-2][:1], rows.stops, cols.stops)
    if grad.shape != wanted:
        raise ValueError(
            f"grad is {times(grad.shape)} but the convolution's output is {times(wanted)}: give one number per cell"
        )
    bank = kernels if kernels.ndim == 4 else kernels.reshape(-1, 1, rows.window, cols.window)
    images = image.reshape(-1, bank.shape[1], rows.size, cols.size)
    grads = grad.reshape(-1, len(bank), rows.stops, cols.stops)
    divisor = sum_divisor(bank.shape[1:], average)
    grad_images, grad_bank, grad_biases = conv_gradients(grads, images, bank, rows, cols, divisor, image_grad)
    grad_image = None if grad_images is None else grad_images.reshape(image.shape)
    return grad_image, grad_bank.reshape(kernels.shape), grad_biases.reshape(kernels.shape[:-2][:1])


def conv_gradients(
    grads: FloatArray, images: FloatArray, bank: FloatArray, rows: Axis, cols: Axis, divisor: int, image_grad: bool
) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Give the gradients of images (N, C, H, W), of a bank (F, C, kH, kW) and of its biases (F,), all checked before.

    ``grads`` is the gradient of what ``feature_maps`` gave, (N, F, H', W'). Numbers that grow beyond all limits make
    NumPy warn; who calls this silences that.
    """
    grads, images = np.ascontiguousarray(grads), np.ascontiguousarray(images)
    if bank[0].size * cols.stops > _BAND:
        check_windows(bank[0].size, cols)
    if is_small_batch(grads.shape, bank[0].size):
        grad_bank, grad_biases = _grad_filters_by_samples(grads, images, bank.shape, rows, cols)
    else:
        grad_bank, grad_biases = _grad_filters(grads, images, bank.shape, rows, cols)
    if divisor != 1:
        grad_bank /= divisor
    if not image_grad:
        return None, grad_bank, grad_biases
    if divisor != 1:
        bank = bank / bank.dtype.type(divisor)
    return _grad_images(grads, bank, images.shape, rows, cols), grad_bank, grad_biases


def _grad_filters_by_samples(
    grads: FloatArray, images: FloatArray, shape: tuple[int, ...], rows: Axis, cols: Axis
) -> tuple[FloatArray, FloatArray]:
    """Give the same as ``_grad_filters``, with the samples of a small batch side by side, (C, H, W, N).

    Where maps are narrower than the batch is long, longer runs of numbers are copied in this way, which is faster.
    """
    filters, channels = shape[:2]
    turned = turned_batch(images, rows, cols)
    by_channel, by_row, by_col, by_sample = turned.strides
    over_kernel = (by_channel, rows.dilation * by_row, cols.dilation * by_col)
    strides = (*over_kernel, rows.stride * by_row, cols.stride * by_col, by_sample)
    windows = (channels, rows.window, cols.window, rows.stops, cols.stops, len(images))
    taps = channels * rows.window * cols.window
    columns = np.empty((taps + 1, rows.stops * cols.stops * len(images)), images.dtype)
    columns[taps] = 1
    strided_copy(turned, 0, windows, strides, out=columns[:taps].reshape(windows))
    by_filter = grads.transpose(1, 2, 3, 0).reshape(filters, -1)  # (N, F, H', W') -> (F, H'*W'*N)
    total = np.dot(columns, by_filter.T).T
    return total[:, :taps].copy().reshape(shape), total[:, taps].copy()


def _grad_filters(
    grads: FloatArray, images: FloatArray, shape: tuple[int, ...], rows: Axis, cols: Axis
) -> tuple[FloatArray, FloatArray]:
    """Give the gradient of the bank, of ``shape`` (F, C, kH, kW), and of the biases, (F,).

    The gradient of a weight is a sum over all stops: the number under the weight times the gradient of the stop. With
    each window copied to a column (im2col) that is a matrix product. A bias is the weight of one more number in every
    window, which is always 1.
    """
    filters, channels = shape[:2]
    padded = padded_rows(images, 0, rows.stops, rows, cols) if rows.is_padded or cols.is_padded else images
    by_sample, by_channel, by_row, by_col = padded.strides
    over_kernel = (by_channel, rows.dilation * by_row, cols.dilation * by_col)
    strides = (*over_kernel, by_sample, rows.stride * by_row, cols.stride * by_col)
    taps = channels * rows.window * cols.window
    total = np.zeros((filters, taps + 1), padded.dtype)
    columns: FloatArray | None = None
    for first, top, part in _bands(grads, (taps + filters) * cols.stops, max(_BAND, 16 * taps * filters), 1):
        samples, _, stops, width = part.shape
        if columns is None or columns.shape[1] != samples * stops * width:
            columns = np.empty((taps + 1, samples * stops * width), padded.dtype)  # for all bands: new memory is slow
            columns[taps] = 1
        windows = (channels, rows.window, cols.window, samples, stops, width)
        start = first * by_sample + top * rows.stride * by_row
        strided_copy(padded, start, windows, strides, out=columns[:taps].reshape(windows))
        by_filter = part.transpose(1, 0, 2, 3).reshape(filters, -1)  # (N, F, H', W') -> (F, N*H'*W')
        if filters > taps:  # the product is faster with the longer side first
            total += np.dot(by_filter, columns.T)
        else:
            total += np.dot(columns, by_filter.T).T
    return total[:, :taps].copy().reshape(shape), total[:, taps].copy()


def _grad_images(grads: FloatArray, bank: FloatArray, shape: tuple[int, ...], rows: Axis, cols: Axis) -> FloatArray:
    """Give the gradient of the images, of ``shape`` (N, C, H, W), in the fastest of three ways.

    - ``_collected``: another convolution, if the stride is 1 and there are hardly more filters than channels.
    - ``_spread_by_frames``: up to 1.9 times as fast as the last one, if frames are not much larger than the output.
    - ``_spread_by_weights``: right for all requests, also where a weight is infinity or NaN.
    """
    flat = bank.ravel()
    filters, channels = bank.shape[:2]
    spread = _spread_by_weights
    if isfinite(flat.dot(flat)):  # no weight is infinity or NaN, which times 0 would be NaN
        most = 2 * channels if is_small_batch(shape, flat.size // channels) else channels
        is_large = _frame_numbers(flat.size // filters, rows, cols) > _FRAMES
        if is_large:  # frames would take much memory, so that collecting is better with any number of filters
            most = filters
        if rows.stride == cols.stride == 1 and filters <= most and _is_within_reach(rows) and _is_within_reach(cols):
            return _collected(grads, bank, rows, cols)
        frame = prod(axis.stops + (axis.reach - 1) // axis.stride for axis in (rows, cols))
        if frame <= 2 * rows.stops * cols.stops and not is_large:
            spread = _spread_by_frames
    if not (rows.is_padded or cols.is_padded):
        return spread(grads, bank, shape, rows, cols)
    height = (rows.stops - 1) * rows.stride + rows.reach  # without the rows at the bottom that no window reaches
    grad_padded = spread(grads, bank, (*shape[:2], height, cols.padded), rows, cols)
    reached = grad_padded[:, :, rows.inside, cols.inside]
    grad_images = np.zeros(shape, grads.dtype)
    grad_images[:, :, : reached.shape[2]] = reached
    return grad_images


def _frame_numbers(taps: int, rows: Axis, cols: Axis) -> int:
    """Count the numbers that ``_spread_by_frames`` works on at least at a time, for ``taps`` weights per filter."""
    down, across = ((axis.reach - 1) // axis.stride for axis in (rows, cols))
    return taps * (min(_FRAME_ROWS * rows.window, rows.stops) + down) * (cols.stops + across)


def _is_within_reach(axis: Axis) -> bool:
    """Say whether every window covers a cell that is not padding."""
    return max(axis.before, axis.after) < axis.reach


def _collected(grads: FloatArray, bank: FloatArray, rows: Axis, cols: Axis) -> FloatArray:
    """Let every pixel collect from the stops whose windows covered it.

    That is a convolution of the gradients, with the kernels turned by half a turn and filters and channels swapped.
    """
    turned = bank.transpose(1, 0, 2, 3)[:, :, ::-1, ::-1]
    down, across = (
        Axis(axis.stops, axis.window, 1, axis.dilation, beyond - axis.before, beyond - axis.after, axis.size)
        for axis in (rows, cols)
        for beyond in (axis.reach - 1,)
    )
    return feature_maps(grads, turned, None, down, across, 1)


def _spread_by_weights(
    grads: FloatArray, bank: FloatArray, shape: tuple[int, ...], rows: Axis, cols: Axis
) -> FloatArray:
    """Let every stop spread its gradient: times each weight, it is added to the cell that was under that weight."""
    filters, channels = bank.shape[:2]
    weights = bank.transpose(2, 3, 1, 0).reshape(-1, filters)  # (F, C, kH, kW) -> (kH*kW*C, F)
    grad_padded = np.zeros(shape, grads.dtype)
    for first, top, part in _bands(grads, (filters + len(weights)) * cols.stops, 4 * _BAND, 1):
        samples, _, stops, width = part.shape
        spread = np.matmul(weights, part.reshape(samples, filters, -1))
        spread = spread.reshape(samples, rows.window, cols.window, channels, stops, width)
        for i, j in np.ndindex(rows.window, cols.window):
            row, col = top * rows.stride + i * rows.dilation, j * cols.dilation
            down = slice(row, row + (stops - 1) * rows.stride + 1, rows.stride)
            across = slice(col, col + (width - 1) * cols.stride + 1, cols.stride)
            grad_padded[first : first + samples, :, down, across] += spread[:, i, j]
    return grad_padded


def _spread_by_frames(
    grads: FloatArray, bank: FloatArray, shape: tuple[int, ...], rows: Axis, cols: Axis
) -> FloatArray:
    """Do the same faster for finite weights: add up at once what all weights bring that meet the same cells.

    With a stride of 2 the cells of an image form 2 × 2 phases: even or odd rows, and of these even or odd columns. Each
    weight meets the cells of one phase only, and at neighboring stops it meets neighbors in that phase, as if the
    stride were 1. So the gradients of all stops are laid out as a frame as large as a phase, with 0 where there is no
    stop. The frame times a weight gives the shares of that weight, all of which have to be moved by the same number of
    places. A view of the shares moves them, and one sum over that view adds up all weights of the phase.
    """
    filters, channels = bank.shape[:2]
    weights = bank.transpose(2, 3, 1, 0).reshape(-1, filters)  # (F, C, kH, kW) -> (kH*kW*C, F)
    # By so many cells of a phase the last weight is ahead of the first: so many rows and columns a frame has beyond its
    # stops.
    down, across = ((axis.reach - 1) // axis.stride for axis in (rows, cols))
    width = cols.stops + across
    grad_padded = np.zeros(shape, grads.dtype)
    frames: FloatArray | None = None
    for first, top, part in _bands(grads, (filters + len(weights)) * width, 3 * _BAND, _FRAME_ROWS * rows.window):
        samples, _, stops, _ = part.shape
        height = stops + down
        if frames is None or frames.shape != (filters, samples, height, width):
            frames = np.zeros((filters, samples, height, width), grads.dtype)
            shares = np.empty((rows.window, cols.window, channels, frames[0].size), grads.dtype)
            last = frames[0].size - down * width - across
            shares[..., last:] = 0  # behind the last stop all gradients are 0, and so are the shares
        frames[:, :, :stops, : cols.stops] = part.transpose(1, 0, 2, 3)
        flat = shares.reshape(len(weights), -1)
        np.matmul(weights, frames.reshape(filters, -1)[:, :last], out=flat[:, :last])
        for row, col in product(_phases(rows), _phases(cols)):
            total = _moved_together(shares, row, col, width)  # (C, N*height*width)
            total = total.reshape(channels, samples, height, width).transpose(1, 0, 2, 3)
            at_row = top * rows.stride + row.start
            into = grad_padded[first : first + samples, :, at_row :: rows.stride, col.start :: cols.stride]
            into = into[:, :, :height, :width]
            total = total[:, :, : into.shape[2], : into.shape[3]]
            into[:, :, :down] += total[:, :, :down]  # the band above has written into these rows too
            into[:, :, down:] = total[:, :, down:]
    return grad_padded


class _Phase(NamedTuple):
    """Every ``stride``-th cell along one axis, and the weights that meet these cells.

    At stop t weight w meets cell ``t * stride + w * dilation``. Divide ``w * dilation`` by the stride: the remainder
    says in which phase that cell is, and the quotient how many places in the phase it is ahead of place t. With a
    stride of 2, weights 0, 2, 4 … meet the even cells, 0, 1, 2 … places ahead, and weights 1, 3, 5 … the odd ones.

    Attributes
    ----------
    start : the first cell of the phase, which is the remainder
    weight : the first weight that meets its cells
    step : from that weight to the next one that does
    places : how many places the first weight is ahead
    hop : how many more places each next weight is ahead
    """

    start: int
    weight: int
    step: int
    places: int
    hop: int


@lru_cache
def _phases(axis: Axis) -> tuple[_Phase, ...]:
    """Give every phase that any weight meets."""
    step = axis.stride // gcd(axis.stride, axis.dilation)
    hop = step * axis.dilation // axis.stride
    # The first ``step`` weights are all in different phases; those after them are in the same phases again.
    met = (divmod(weight * axis.dilation, axis.stride) for weight in range(min(step, axis.window)))
    return tuple(_Phase(start, weight, step, places, hop) for weight, (places, start) in enumerate(met))


def _moved_together(shares: FloatArray, row: _Phase, col: _Phase, width: int) -> FloatArray:
    """Add up the shares of all weights of a phase, each moved ahead by its places: (kH, kW, C, cells) -> (C, cells).

    A view moves them, as it begins so many cells earlier in memory. There the shares of the weight before end in zeros,
    and zeros are what comes in front of a share that is moved.
    """
    by_row, by_col, by_channel, by_cell = shares.strides
    met = shares[row.weight :: row.step, col.weight :: col.step]
    moved = (row.step * by_row - row.hop * width * by_cell, col.step * by_col - col.hop * by_cell)
    first = row.weight * by_row + col.weight * by_col - (row.places * width + col.places) * by_cell
    view: FloatArray = np.ndarray(met.shape, met.dtype, shares, first, (*moved, by_channel, by_cell))
    return view.sum(axis=(0, 1))


def _bands(grads: FloatArray, per_row: int, most: int, least: int) -> Iterator[tuple[int, int, FloatArray]]:
    """Cut the work into bands: several whole samples, or rows of one. Give their first sample and row, and gradients.

    Parameters
    ----------
    grads : (N, F, H', W')
    per_row : numbers that one row of output takes
    most : numbers that a band should have at most
    least : rows of output that it has at least
    """
    samples, _, stops, _ = grads.shape
    height = min(max(most // per_row, least), stops)
    height = -(-stops // -(-stops // height))  # as many bands as before, of more equal heights
    group = max(most // (per_row * height), 1) if height == stops else 1
    for first in range(0, samples, group):
        for top in range(0, stops, height):
            yield first, top, grads[first : first + group, :, top : top + height]
