"""Convolution: a kernel slides over an image, and every stop gives one number of a feature map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_steps.arrays import FloatArray, flag, float_array, float_array_like, position, times
from cnn_steps.feature_maps import feature_maps, image_and_kernels, sum_divisor
from cnn_steps.geometry import Axis, sweep


@np.errstate(over="ignore", invalid="ignore")  # as a decorator it takes half the time of a with statement
def conv2d(
    image: ArrayLike,
    kernels: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    average: bool = False,
) -> FloatArray:
    """Slide every kernel over an image: multiply, add up over all channels, add the filter's bias.

    The kernel is not flipped, so this is cross-correlation, as in every deep learning library.

    Parameters
    ----------
    image : array_like, (H, W), (C, H, W) or (N, C, H, W)
    kernels : array_like
        (kH, kW) or a bank (F, kH, kW) for an (H, W) image; (F, C, kH, kW) for an image with channels.
    bias : array_like, (F,) or a number for a single kernel, optional
        One number per filter.
    stride : int or (row, col), 1 or more
        Cells from one stop to the next.
    padding : int, (row, col), ((top, bottom), (left, right)), "valid" or "same"
        Cells of 0 around the image. "same" adds as many as make ``ceil(n / stride)`` stops, the odd one at the bottom
        and the right.
    dilation : int or (row, col), 1 or more
        Cells from one kernel cell to the next.
    average : bool
        Divide every sum by the kernel's number of cells, ``C * kH * kW``, before the bias is added.

    Returns
    -------
    ndarray, (H', W') or (F, H', W') or (N, F, H', W')
        ``H' = floor((H + top + bottom - (dilation * (kH - 1) + 1)) / stride) + 1``, and W' likewise. The type is the
        image's.

    Raises
    ------
    ValueError
        If axes or channels do not match, the kernel does not fit, a number is too small or not whole, an array is
        empty or not real numbers, or one would have too many numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), sections 9.1 and 9.5; ONNX operator specification, Conv.

    Examples
    --------
    >>> image = [[1, 2, 3], [4, 5, 6]]
    >>> conv2d(image, [[1, 0], [0, 1]])
    array([[6., 8.]])
    """
    image, kernels = image_and_kernels(image, kernels)
    rows, cols = sweep(image.shape, kernels.shape, stride, padding, dilation, made=True)
    images = image if image.ndim == 4 else image.reshape(1, -1, rows.size, cols.size)
    bank = kernels if kernels.ndim == 4 else kernels.reshape(-1, 1, rows.window, cols.window)
    biases = None if bias is None else _biases(bias, bank)
    maps = feature_maps(images, bank, biases, rows, cols, sum_divisor(bank.shape[1:], flag(average, "average")))
    if kernels.ndim == 2:
        return maps[0, 0]
    return maps if image.ndim == 4 else maps[0]


@dataclass(frozen=True, eq=False)
class ConvStep:
    """One stop of the kernel, with all that it takes to redo its number by hand.

    Attributes
    ----------
    row, col : the cell of the feature map
    window : (kH, kW) or (C, kH, kW), the numbers under the kernel, 0 in padding
    kernel : the shape of ``window``
    products : ``window * kernel``
    channel_sums : (C,), the products of each channel added up; one number for an (H, W) image
    divisor : what their sum is divided by: the number of kernel cells with ``average=True``, otherwise 1
    bias : 0 where the filter has none
    total : the number that ``conv2d`` has in the cell. ``channel_sums.sum() / divisor + bias`` may differ from it in
        the last digit of a float, as that depends on the order in which numbers are added up.
    rows, cols : (kH,) and (kW,), the rows and columns of the image that the window covers, -1 where that is padding
    """

    row: int
    col: int
    window: FloatArray
    kernel: FloatArray
    products: FloatArray
    channel_sums: FloatArray
    divisor: int
    bias: float
    total: float
    rows: NDArray[np.intp]
    cols: NDArray[np.intp]


def conv2d_step(
    image: ArrayLike,
    kernel: ArrayLike,
    row: int,
    col: int,
    bias: ArrayLike | None = None,
    *,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    average: bool = False,
) -> ConvStep:
    """Redo one cell of one filter's feature map, product by product.

    Parameters
    ----------
    image : array_like, (H, W) or (C, H, W)
    kernel : array_like, (kH, kW) for an (H, W) image, (C, kH, kW) for a (C, H, W) image
    row, col : int
        The cell of the feature map, from 0 to H' - 1 and W' - 1.
    bias : a number, optional
    stride, padding, dilation, average
        As in ``conv2d``.

    Returns
    -------
    ConvStep
        Its ``total`` is what ``conv2d`` has in the cell.

    Raises
    ------
    ValueError
        If there is no such cell, and wherever ``conv2d`` raises it.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 9.1.

    Examples
    --------
    >>> step = conv2d_step([[1, 2, 3], [4, 5, 6]], [[1, 0], [0, 1]], row=0, col=1)
    >>> step.products
    array([[2., 0.],
           [0., 6.]])
    >>> step.total
    8.0
    """
    stops = _filter_stops(image, kernel, bias, stride=stride, padding=padding, dilation=dilation, average=average)
    height, width = stops.feature_map.shape
    row = position(row, "row", height, (height, width), "feature map")
    col = position(col, "col", width, (height, width), "feature map")
    return stops.step(row, col)


def conv2d_trace(
    image: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    average: bool = False,
) -> Iterator[ConvStep]:
    """Give every stop of one filter, row after row. Each step is worked out when the iterator reaches it.

    Only the feature map, which has the totals of all steps, is computed at once.

    Parameters
    ----------
    image, kernel, bias, stride, padding, dilation, average
        As in ``conv2d_step``.

    Returns
    -------
    iterator of ConvStep, H' * W' of them

    Raises
    ------
    ValueError
        At once, wherever ``conv2d`` raises it.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 9.1.

    Examples
    --------
    >>> [step.total for step in conv2d_trace([[1, 2, 3], [4, 5, 6]], [[1, 0], [0, 1]])]
    [6.0, 8.0]
    """
    stops = _filter_stops(image, kernel, bias, stride=stride, padding=padding, dilation=dilation, average=average)
    # Later steps must not see what a caller changes meanwhile.
    stops = replace(stops, image=stops.image.copy(), kernel=stops.kernel.copy())
    return (stops.step(row, col) for row in range(stops.rows.stops) for col in range(stops.cols.stops))


def _biases(bias: ArrayLike, bank: FloatArray) -> FloatArray:
    """Check that every filter has one bias, and give them as (F, 1, 1)."""
    biases = float_array_like(bias, "bias", bank)
    if biases.ndim > 1 or biases.size != len(bank):
        raise ValueError(
            f"bias is {times(biases.shape)} but the number of filters is {len(bank)}: give one number per filter"
        )
    return biases.reshape(-1, 1, 1)


def _image_and_kernel(
    image: ArrayLike, kernel: ArrayLike, bias: ArrayLike | None
) -> tuple[FloatArray, FloatArray, np.floating[Any]]:
    """Check that there is one image and one filter, of as many channels, and one bias."""
    image = float_array(image, "image")
    kernel = float_array_like(kernel, "kernel", image)
    if image.ndim not in (2, 3):
        raise ValueError(f"image has {image.ndim} axes ({times(image.shape)}): give one image, (H, W) or (C, H, W)")
    if kernel.ndim != image.ndim or kernel.shape[:-2] != image.shape[:-2]:
        wanted = ", ".join([*map(str, image.shape[:-2]), "kH", "kW"])
        raise ValueError(
            f"kernel {times(kernel.shape)} does not match image {times(image.shape)}: give one filter, ({wanted})"
        )
    number = float_array_like(0 if bias is None else bias, "bias", image)
    if number.size != 1:
        raise ValueError(f"bias is {times(number.shape)} but there is one filter: give one number")
    return image, kernel, number.flat[0]


@dataclass(frozen=True, eq=False)
class _Stops:
    """All that the stops of one filter are worked out from, checked."""

    image: FloatArray
    kernel: FloatArray
    bias: np.floating[Any]
    rows: Axis
    cols: Axis
    divisor: int
    feature_map: FloatArray

    def step(self, row: int, col: int) -> ConvStep:
        """Work out one stop."""
        at_rows, at_cols = self.rows.cells(row), self.cols.cells(col)
        inside = (at_rows[:, None] >= 0) & (at_cols >= 0)
        with np.errstate(over="ignore", invalid="ignore"):
            window = np.where(inside, self.image[..., at_rows[:, None], at_cols], self.image.dtype.type(0))
            products = window * self.kernel + 0  # 0 times a negative number is -0, which looks odd when it is shown
            channel_sums = np.atleast_1d(products.sum(axis=(-2, -1)))
        return ConvStep(
            row,
            col,
            window,
            self.kernel.copy(),
            products,
            channel_sums,
            self.divisor,
            float(self.bias),
            float(self.feature_map[row, col]),
            at_rows,
            at_cols,
        )


@np.errstate(over="ignore", invalid="ignore")
def _filter_stops(
    image: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None,
    *,
    stride: Any,
    padding: Any,
    dilation: Any,
    average: bool,
) -> _Stops:
    """Check what was given to ``conv2d_step`` or ``conv2d_trace``, and make the feature map as ``conv2d`` does."""
    image, kernel, number = _image_and_kernel(image, kernel, bias)
    rows, cols = sweep(image.shape, kernel.shape[-2:], stride, padding, dilation, made=True)
    divisor = sum_divisor(kernel.shape, flag(average, "average"))
    images = image.reshape(1, -1, rows.size, cols.size)
    bank = kernel.reshape(1, -1, rows.window, cols.window)
    biases = None if bias is None else number.reshape(1, 1, 1)
    feature_map = feature_maps(images, bank, biases, rows, cols, divisor)[0, 0]
    return _Stops(image, kernel, number, rows, cols, divisor, feature_map)
