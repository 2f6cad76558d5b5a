"""The layers once more as plain loops: slow, and so short that a person can see they are right."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]
NO_PADDING = ((0, 0), (0, 0))


def slow_conv2d(
    image: Any,
    kernels: Any,
    bias: Any = None,
    *,
    stride: Pair = (1, 1),
    padding: tuple[Pair, Pair] = NO_PADDING,
    dilation: Pair = (1, 1),
    average: bool = False,
) -> NDArray[Any]:
    """Correlate (H, W), (C, H, W) or (N, C, H, W) with (kH, kW), (F, kH, kW) or (F, C, kH, kW)."""
    image, kernels = np.asarray(image, float), np.asarray(kernels, float)
    if image.ndim == 4:
        options = {"stride": stride, "padding": padding, "dilation": dilation, "average": average}
        return np.stack([slow_conv2d(sample, kernels, bias, **options) for sample in image])
    if image.ndim == 2:
        bank = kernels.reshape(-1, 1, *kernels.shape[-2:])
        maps = slow_conv2d(image[None], bank, bias, stride=stride, padding=padding, dilation=dilation, average=average)
        return maps[0] if kernels.ndim == 2 else maps
    padded = np.pad(image, ((0, 0), *padding))
    filters, channels, height, width = kernels.shape
    biases = np.zeros(filters) if bias is None else np.reshape(bias, filters)
    stops = [
        (padded.shape[1 + axis] - (kernels.shape[2 + axis] - 1) * dilation[axis] - 1) // stride[axis] + 1
        for axis in (0, 1)
    ]
    maps = np.zeros((filters, *stops))
    for f, row, col in np.ndindex(*maps.shape):
        total = 0.0
        for c, i, j in np.ndindex(channels, height, width):
            pixel = padded[c, row * stride[0] + i * dilation[0], col * stride[1] + j * dilation[1]]
            total += pixel * kernels[f, c, i, j]
        maps[f, row, col] = total / (channels * height * width if average else 1) + biases[f]
    return maps


def slow_conv2d_backward(
    grad: Any,
    image: Any,
    kernels: Any,
    *,
    stride: Pair = (1, 1),
    padding: tuple[Pair, Pair] = NO_PADDING,
    dilation: Pair = (1, 1),
    average: bool = False,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Walk through every product of the convolution: what each factor's gradient is, is the other one's value."""
    grad, image, kernels = (np.asarray(array, float) for array in (grad, image, kernels))
    bank = kernels if kernels.ndim == 4 else kernels.reshape(-1, 1, *kernels.shape[-2:])
    images = image.reshape(-1, bank.shape[1], *image.shape[-2:])
    grads = grad.reshape(len(images), len(bank), *grad.shape[-2:])
    grad_images, grad_bank, grad_biases = np.zeros_like(images), np.zeros_like(bank), np.zeros(len(bank))
    divisor = bank[0].size if average else 1
    for n, f, row, col in np.ndindex(*grads.shape):
        grad_biases[f] += grads[n, f, row, col]
        for c, i, j in np.ndindex(*bank.shape[1:]):
            y = row * stride[0] + i * dilation[0] - padding[0][0]
            x = col * stride[1] + j * dilation[1] - padding[1][0]
            if 0 <= y < images.shape[2] and 0 <= x < images.shape[3]:
                grad_images[n, c, y, x] += grads[n, f, row, col] * bank[f, c, i, j] / divisor
                grad_bank[f, c, i, j] += grads[n, f, row, col] * images[n, c, y, x] / divisor
    bias_shape = () if kernels.ndim == 2 else (len(bank),)
    return grad_images.reshape(image.shape), grad_bank.reshape(kernels.shape), grad_biases.reshape(bias_shape)


def slow_pool2d(
    maps: Any,
    size: Pair = (2, 2),
    *,
    stride: Pair | None = None,
    padding: tuple[Pair, Pair] = NO_PADDING,
    mode: str = "max",
    count_include_pad: bool = True,
) -> NDArray[Any]:
    """Pool the last two axes, one window at a time."""
    maps = np.asarray(maps, float)
    stride = size if stride is None else stride
    height, width = (maps.shape[axis - 2] + sum(padding[axis]) for axis in (0, 1))
    pooled = np.zeros((*maps.shape[:-2], (height - size[0]) // stride[0] + 1, (width - size[1]) // stride[1] + 1))
    for *leading, row, col in np.ndindex(*pooled.shape):
        cells = [maps[(*leading, y, x)] for y, x in pooling_window(maps, size, stride, padding, (row, col))]
        if mode == "max":
            pooled[(*leading, row, col)] = max(cells)
        else:
            pooled[(*leading, row, col)] = sum(cells) / (math.prod(size) if count_include_pad else len(cells))
    return pooled


def pooling_window(maps: Any, size: Pair, stride: Pair, padding: tuple[Pair, Pair], stop: Pair) -> list[Pair]:
    """Name the cells of a map that a window sees at one stop, row after row."""
    top, left = (stop[axis] * stride[axis] - padding[axis][0] for axis in (0, 1))
    cells = [(top + i, left + j) for i, j in np.ndindex(*size)]
    return [(y, x) for y, x in cells if 0 <= y < maps.shape[-2] and 0 <= x < maps.shape[-1]]


def slow_pool2d_backward(
    grad: Any,
    maps: Any,
    size: Pair = (2, 2),
    *,
    stride: Pair | None = None,
    padding: tuple[Pair, Pair] = NO_PADDING,
    mode: str = "max",
    count_include_pad: bool = True,
) -> NDArray[Any]:
    """Hand back the gradient of one window at a time: to its first largest cell, or in equal parts to all."""
    grad, maps = np.asarray(grad, float), np.asarray(maps, float)
    stride = size if stride is None else stride
    grad_maps = np.zeros_like(maps)
    for *leading, row, col in np.ndindex(*grad.shape):
        inside = [(*leading, y, x) for y, x in pooling_window(maps, size, stride, padding, (row, col))]
        if mode == "max":
            grad_maps[max(inside, key=lambda cell: maps[cell])] += grad[(*leading, row, col)]  # the first, if they tie
        else:
            for cell in inside:
                cells = math.prod(size) if count_include_pad else len(inside)
                grad_maps[cell] += grad[(*leading, row, col)] / cells
    return grad_maps


def same_padding(n: int, kernel: int, stride: int, dilation: int = 1) -> Pair:
    """Give what "same" adds before and after an axis: the least that makes ``ceil(n / stride)`` stops."""
    added = 0
    while (n + added - dilation * (kernel - 1) - 1) // stride + 1 < math.ceil(n / stride):
        added += 1
    return added // 2, added - added // 2
