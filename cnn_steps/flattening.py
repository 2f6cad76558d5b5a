"""Flatten: maps become the one row of numbers that a dense layer takes."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from numpy.typing import ArrayLike

from cnn_steps.arrays import FloatArray, float_array, is_sequence, shown, times, whole_number


def flatten(x: ArrayLike) -> FloatArray:
    """Lay maps out as one row of numbers: row after row, then channel after channel.

    Parameters
    ----------
    x : array_like, (H, W), (C, H, W) or (N, C, H, W)

    Returns
    -------
    ndarray, (H*W,), (C*H*W,) or (N, C*H*W)
        The number of channel c, row i and column j lands at position ``(c * H + i) * W + j``. Always a copy.

    Raises
    ------
    ValueError
        If ``x`` has another number of axes, is empty or not real numbers.

    Source
    ------
    ONNX operator specification, Flatten.

    Examples
    --------
    >>> flatten([[1.0, 2.0], [3.0, 4.0]])
    array([1., 2., 3., 4.])
    """
    x = float_array(x, "x")
    if x.ndim not in (2, 3, 4):
        raise ValueError(f"x has {x.ndim} axes ({times(x.shape)}): give (H, W), (C, H, W) or (N, C, H, W)")
    if x.ndim == 4:
        return x.copy(order="C").reshape(len(x), -1)  # (N, C, H, W) -> (N, C*H*W)
    return x.flatten()


def flatten_backward(grad: ArrayLike, shape: Sequence[int]) -> FloatArray:
    """Give a gradient the shape that was flattened: no number changes, and each returns to where it came from.

    Parameters
    ----------
    grad : array_like, (H*W,), (C*H*W,) or (N, C*H*W)
        How much the loss changes with each number of the row.
    shape : (H, W), (C, H, W) or (N, C, H, W)
        What went into ``flatten`` had this shape.

    Returns
    -------
    ndarray of that shape
        Always a copy.

    Raises
    ------
    ValueError
        If ``grad`` is not what ``flatten`` makes of such a shape, or is empty or not real numbers.

    Source
    ------
    ONNX operator specification, Flatten.

    Examples
    --------
    >>> flatten_backward([1.0, 2.0, 3.0, 4.0], (2, 2))
    array([[1., 2.],
           [3., 4.]])
    """
    grad = float_array(grad, "grad")
    if not is_sequence(shape):
        raise ValueError(f"shape is {shown(shape)}: give (H, W), (C, H, W) or (N, C, H, W)")
    shape = tuple(whole_number(size, f"size of axis {axis}", 1) for axis, size in enumerate(shape))
    if len(shape) not in (2, 3, 4):
        raise ValueError(f"shape has {len(shape)} axes ({times(shape)}): give (H, W), (C, H, W) or (N, C, H, W)")
    wanted = (*shape[:-3], prod(shape[-3:]))
    if grad.shape != wanted:
        raise ValueError(
            f"grad is {times(grad.shape)} but {times(shape)} flattened is {times(wanted)}: give one number per entry"
        )
    return grad.copy(order="C").reshape(shape)  # (N, C*H*W) -> (N, C, H, W)
