"""Softmax: from logits, any numbers at all, to probabilities that add up to 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cnn_steps.arrays import FloatArray, float_array, shown, times, whole_number


def softmax(logits: ArrayLike, *, axis: int = -1) -> FloatArray:
    """Turn logits into probabilities: ``exp(logits)`` divided by its sum.

    Parameters
    ----------
    logits : array_like, at least one axis
    axis : int
        The axis along which the probabilities add up to 1.

    Returns
    -------
    ndarray, the shape of ``logits``
        From 0 to 1. Adding one constant to all logits changes nothing, and large logits do not overflow.

    Raises
    ------
    ValueError
        If there is no such axis, or the logits are empty or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), sections 4.1 and 6.2.2.3.

    Examples
    --------
    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])
    """
    logits = float_array(logits, "logits")
    axis = _axis_of(axis, logits)
    _, exponentials, total = _stages(logits, axis)
    return exponentials / total


@dataclass(frozen=True, eq=False)
class SoftmaxStep:
    """Softmax of one sample, stage by stage.

    Attributes
    ----------
    logits : (K,)
    shifted : (K,), ``logits - logits.max()``, so that the largest is 0
    exponentials : (K,), ``exp(shifted)``
    total : ``exponentials.sum()``
    probabilities : (K,), ``exponentials / total``, as ``softmax`` gives them
    """

    logits: FloatArray
    shifted: FloatArray
    exponentials: FloatArray
    total: float
    probabilities: FloatArray


def softmax_step(logits: ArrayLike) -> SoftmaxStep:
    """Redo the softmax of one sample, stage by stage.

    Parameters
    ----------
    logits : array_like, (K,)

    Returns
    -------
    SoftmaxStep

    Raises
    ------
    ValueError
        If the logits have another number of axes, are empty or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), sections 4.1 and 6.2.2.3.

    Examples
    --------
    >>> step = softmax_step([7.0, 7.0])
    >>> step.shifted, step.exponentials, step.total
    (array([0., 0.]), array([1., 1.]), 2.0)
    """
    logits = float_array(logits, "logits")
    if logits.ndim != 1:
        raise ValueError(f"logits have {logits.ndim} axes ({times(logits.shape)}): give those of one sample, (K,)")
    shifted, exponentials, total = _stages(logits, 0)
    return SoftmaxStep(logits.copy(), shifted, exponentials, float(total[0]), exponentials / total)


def _stages(logits: FloatArray, axis: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give shifted logits, their exponentials, and the sums of those along the axis, which has length 1 then."""
    with np.errstate(over="ignore", invalid="ignore"):  # infinity minus infinity is not a number
        shifted = logits - logits.max(axis=axis, keepdims=True)
        exponentials = np.exp(shifted)
    return shifted, exponentials, exponentials.sum(axis=axis, keepdims=True)


def _axis_of(axis: int, logits: FloatArray) -> int:
    """Check that the logits have such an axis, and give it as an int."""
    if logits.ndim == 0:
        raise ValueError("logits are a single number: give one per class, (K,)")
    try:
        return whole_number(axis, "axis", -logits.ndim, logits.ndim - 1)
    except ValueError as error:
        raise ValueError(
            f"axis {shown(axis)} is not one of the {logits.ndim} axes of logits {times(logits.shape)}: "
            f"give a whole number from {-logits.ndim} to {logits.ndim - 1}"
        ) from error
