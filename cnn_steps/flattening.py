"""Flatten: the step from maps to the one row of numbers a dense layer takes."""

from numpy.typing import ArrayLike

from cnn_steps.arrays import FloatArray, float_array, times


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
