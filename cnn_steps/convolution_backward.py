"""How much a loss changes with each number that went into a convolution: its backward pass."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnn_steps.arrays import FloatArray, float_array_like, times
from cnn_steps.convolution import _image_and_kernels
from cnn_steps.geometry import sweep


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
    image, kernels = _image_and_kernels(image, kernels)
    rows, cols = sweep(image.shape, kernels.shape, stride, padding, dilation)
    grad = float_array_like(grad, "grad", image)
    wanted = (*image.shape[:-3], *kernels.shape[:-2][:1], rows.stops, cols.stops)
    if grad.shape != wanted:
        raise ValueError(
            f"grad is {times(grad.shape)} but the convolution's output is {times(wanted)}: give one number per cell"
        )
    bank = kernels if kernels.ndim == 4 else kernels.reshape(-1, 1, rows.window, cols.window)
    images = image.reshape(-1, bank.shape[1], rows.size, cols.size)
    grads = grad.reshape(-1, len(bank), rows.stops, cols.stops)
    sizes = [axis.before + axis.size + axis.after for axis in (rows, cols)]
    padded = np.zeros((*images.shape[:2], *sizes), image.dtype)
    inside = np.s_[:, :, rows.before : rows.before + rows.size, cols.before : cols.before + cols.size]
    padded[inside] = images
    grad_padded, grad_bank = np.zeros_like(padded), np.empty_like(bank)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = grads / image.dtype.type(bank[0].size) if average else grads
        for i, j in np.ndindex(rows.window, cols.window):
            spans = (
                slice(at * axis.dilation, at * axis.dilation + (axis.stops - 1) * axis.stride + 1, axis.stride)
                for at, axis in ((i, rows), (j, cols))
            )
            cells = (slice(None), slice(None), *spans)
            grad_bank[:, :, i, j] = np.tensordot(scaled, padded[cells], ((0, 2, 3), (0, 2, 3)))
            if image_grad:
                grad_padded[cells] += np.tensordot(scaled, bank[:, :, i, j], (1, 0)).transpose(0, 3, 1, 2)
        grad_bias = grads.sum(axis=(0, 2, 3)).reshape(kernels.shape[:-2][:1])
    grad_image = grad_padded[inside].reshape(image.shape) if image_grad else None
    return grad_image, grad_bank.reshape(kernels.shape), grad_bias
