"""The dense layer: every unit weighs every input, adds up and adds its bias."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cnn_steps.arrays import MOST_NUMBERS, FloatArray, check_numbers, float_array, float_array_like, position, times


def dense(x: ArrayLike, weights: ArrayLike, bias: ArrayLike | None = None) -> FloatArray:
    """Give each unit's weighted sum of all inputs, plus its bias.

    Parameters
    ----------
    x : array_like, (..., in)
    weights : array_like, (in, out)
        One column per unit.
    bias : array_like, (out,), optional
        One number per unit.

    Returns
    -------
    ndarray, (..., out)
        ``x @ weights + bias``

    Raises
    ------
    ValueError
        If sizes do not match, an array is empty or not real numbers, or the output would have too many numbers.

    Source
    ------
    ONNX operator specification, Gemm.

    Examples
    --------
    >>> dense([1.0, 2.0], [[1.0, 0.0], [3.0, 4.0]], [0.5, 0.0])
    array([7.5, 8. ])
    """
    x, weights = _inputs_and_weights(x, weights)
    bias = _unit_bias(bias, weights)
    if x.size * weights.shape[1] > MOST_NUMBERS:  # the output may have too many
        check_numbers((*x.shape[:-1], weights.shape[1]), "the output would be", "give fewer samples at a time")
    with np.errstate(over="ignore", invalid="ignore"):
        return unit_sums(x, weights, bias)


@dataclass(frozen=True, eq=False)
class DenseStep:
    """One unit of a dense layer, with all that it takes to redo its sum by hand.

    Attributes
    ----------
    unit : which unit, a column of the weights
    inputs : (in,), what every unit sees
    weights : (in,), this unit's own
    terms : (in,), ``inputs * weights``
    bias : 0 where the layer has none
    total : the unit's output, as ``dense`` gives it. ``terms.sum() + bias`` may differ from it in the last digit of a
        float, as that depends on the order in which numbers are added up.
    """

    unit: int
    inputs: FloatArray
    weights: FloatArray
    terms: FloatArray
    bias: float
    total: float


def dense_step(x: ArrayLike, weights: ArrayLike, bias: ArrayLike | None, unit: int) -> DenseStep:
    """Redo one unit's sum, term by term.

    Parameters
    ----------
    x : array_like, (in,)
        One sample.
    weights : array_like, (in, out)
    bias : array_like, (out,), or None
    unit : int, from 0 to out - 1

    Returns
    -------
    DenseStep

    Raises
    ------
    ValueError
        If there is no such unit, sizes do not match, or an array is empty or not real numbers.

    Source
    ------
    ONNX operator specification, Gemm.

    Examples
    --------
    >>> step = dense_step([1.0, 2.0], [[1.0, 0.0], [3.0, 4.0]], [0.5, 0.0], unit=0)
    >>> step.terms
    array([1., 6.])
    >>> step.total
    7.5
    """
    x, weights = _inputs_and_weights(x, weights)
    if x.ndim != 1:
        raise ValueError(f"x is {times(x.shape)}: give the inputs of one sample, ({len(weights)},)")
    bias = _unit_bias(bias, weights)
    unit = position(unit, "unit", weights.shape[1], weights.shape[1:], "outputs")
    with np.errstate(over="ignore", invalid="ignore"):
        terms = x * weights[:, unit] + 0  # 0 times a negative number is -0, which looks odd when it is shown
        total = unit_sums(x, weights, bias)[unit]
    unit_bias = 0.0 if bias is None else float(bias[unit])
    return DenseStep(unit, x.copy(), weights[:, unit].copy(), terms, unit_bias, float(total))


def dense_backward(grad: ArrayLike, x: ArrayLike, weights: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give how much the loss changes with each input, weight and bias of a dense layer.

    Parameters
    ----------
    grad : array_like, (..., out)
        How much the loss changes with each output.
    x : array_like, (..., in)
        What went in.
    weights : array_like, (in, out)

    Returns
    -------
    grad_x : ndarray, (..., in)
    grad_weights : ndarray, (in, out)
        Summed over all samples.
    grad_bias : ndarray, (out,)
        Summed over all samples.

    Raises
    ------
    ValueError
        If sizes do not match, or an array is empty or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 6.5.

    Examples
    --------
    >>> grad_x, grad_weights, grad_bias = dense_backward([1.0, 0.0], [2.0, 3.0], [[4.0, 5.0], [6.0, 7.0]])
    >>> grad_x
    array([4., 6.])
    >>> grad_weights
    array([[2., 0.],
           [3., 0.]])
    >>> grad_bias
    array([1., 0.])
    """
    x, weights = _inputs_and_weights(x, weights)
    grad = float_array_like(grad, "grad", x)
    wanted = (*x.shape[:-1], weights.shape[1])
    if grad.shape != wanted:
        raise ValueError(f"grad is {times(grad.shape)} but the layer's output is {times(wanted)}: give one per output")
    with np.errstate(over="ignore", invalid="ignore"):
        grad_weights, grad_bias = unit_gradients(grad, x)
        return input_gradient(grad, x, weights), grad_weights, grad_bias


def unit_sums(x: FloatArray, weights: FloatArray, bias: FloatArray | None) -> FloatArray:
    """Give every unit's sum, (..., out), of inputs, weights and biases that were checked before."""
    sums = np.asarray(x @ weights)
    if bias is not None:
        sums += bias
    return sums


def input_gradient(grad: FloatArray, x: FloatArray, weights: FloatArray) -> FloatArray:
    """Give the gradient of the inputs, (..., in), from arguments that were checked before."""
    return (grad.reshape(-1, weights.shape[1]) @ weights.T).reshape(x.shape)


def unit_gradients(grad: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the gradients of weights, (in, out), and biases, (out,), from arguments that were checked before."""
    grads = grad.reshape(-1, grad.shape[-1])  # (..., out) -> (samples, out)
    samples = x.reshape(-1, x.shape[-1])  # (..., in) -> (samples, in)
    return samples.T @ grads, np.add.reduce(grads, axis=0)


def _inputs_and_weights(x: ArrayLike, weights: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Check that there is one row of weights per input, and give both as float arrays of one type."""
    x = float_array(x, "x")
    weights = float_array_like(weights, "weights", x)
    if weights.ndim != 2:
        raise ValueError(f"weights have {weights.ndim} axes ({times(weights.shape)}): give (in, out)")
    if x.ndim == 0 or x.shape[-1] != len(weights):
        raise ValueError(
            f"x is {times(x.shape)} but the weights are {times(weights.shape)}: "
            f"give x a last axis of {len(weights)}, or one row of weights per input"
        )
    return x, weights


def _unit_bias(bias: ArrayLike | None, weights: FloatArray) -> FloatArray | None:
    """Check that there is one bias per unit, and give them in the type of the weights."""
    if bias is None:
        return None
    bias = float_array_like(bias, "bias", weights)
    if bias.shape != weights.shape[1:]:
        raise ValueError(
            f"bias is {times(bias.shape)} but there are {weights.shape[1]} units: give one number per unit"
        )
    return bias
