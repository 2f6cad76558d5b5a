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
        cells = []
        for i, j in np.ndindex(*size):
            y, x = row * stride[0] + i - padding[0][0], col * stride[1] + j - padding[1][0]
            if 0 <= y < maps.shape[-2] and 0 <= x < maps.shape[-1]:
                cells.append(maps[(*leading, y, x)])
        if mode == "max":
            pooled[(*leading, row, col)] = max(cells)
        else:
            pooled[(*leading, row, col)] = sum(cells) / (math.prod(size) if count_include_pad else len(cells))
    return pooled


def same_padding(n: int, kernel: int, stride: int, dilation: int = 1) -> Pair:
    """Give what "same" adds before and after an axis: the least that makes ``ceil(n / stride)`` stops."""
    added = 0
    while (n + added - dilation * (kernel - 1) - 1) // stride + 1 < math.ceil(n / stride):
        added += 1
    return added // 2, added - added // 2
