"""Activation functions: each changes the numbers that a layer gives, one by one, in a way that is no straight line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, assert_never

import numpy as np
from numpy.typing import ArrayLike

from cnn_steps.arrays import FloatArray, float_array, float_array_like, times
from cnn_steps.layers import Activation, Relu, Sigmoid, Tanh

_BITS: dict[int, Any] = {4: np.dtype(np.int32), 8: np.dtype(np.int64)}
"""The type of whole numbers that take as many bytes as a float, by that number of bytes."""


def relu(x: ArrayLike) -> FloatArray:
    """Keep what is positive and replace the rest with 0.

    Parameters
    ----------
    x : array_like, any shape

    Returns
    -------
    ndarray, the shape of ``x``

    Raises
    ------
    ValueError
        If ``x`` is empty or not real numbers.

    Source
    ------
    Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines" (2010).

    Examples
    --------
    >>> relu([-2.0, 0.0, 3.0])
    array([0., 0., 3.])
    """
    x = float_array(x, "x")
    zeros = np.zeros(x.shape, x.dtype)  # an array of zeros: with a bare 0, NumPy takes a slower loop
    return np.maximum(x, zeros, out=zeros)


def relu_backward(grad: ArrayLike, x: ArrayLike) -> FloatArray:
    """Let the gradient through where the number that went in was positive; elsewhere it becomes 0.

    Parameters
    ----------
    grad : array_like, the shape of ``x``
        How much the loss changes with each number that came out.
    x : array_like, any shape
        What went in.

    Returns
    -------
    ndarray, the shape of ``x``
        ``grad`` where ``x > 0``, otherwise 0, at 0 itself too. A NaN that went in lets the gradient through.

    Raises
    ------
    ValueError
        If the shapes differ, or an array is empty or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 6.3.1.

    Examples
    --------
    >>> relu_backward([5.0, 6.0, 7.0], [-2.0, 0.0, 3.0])
    array([0., 0., 7.])
    """
    grad, x = _gradient_and_input(grad, x)
    # A gate for each number: bits that are all 0 (shut) or all 1 (open). "And" with the bits of the gradient gives 0 or
    # the gradient. np.where would take ten times as long on large maps, and grad * (x > 0) makes infinity * 0 = NaN.
    bits = _BITS[x.itemsize]
    gate = np.asarray(x <= 0).astype(bits)
    gate -= 1  # 1 becomes 0, and 0 becomes -1, whose bits are all 1
    gate &= grad.view(bits)
    return gate.view(x.dtype)


def sigmoid(x: ArrayLike) -> FloatArray:
    """Squeeze any number into the range from 0 to 1: ``1 / (1 + exp(-x))``.

    Parameters
    ----------
    x : array_like, any shape

    Returns
    -------
    ndarray, the shape of ``x``

    Raises
    ------
    ValueError
        If ``x`` is empty or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 3.10.

    Examples
    --------
    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    x = float_array(x, "x")
    decay = np.exp(-np.abs(x))  # never above 1, so it cannot overflow
    return np.asarray(np.where(x < 0, decay, 1) / (1 + decay), x.dtype)


def sigmoid_backward(grad: ArrayLike, x: ArrayLike) -> FloatArray:
    """Scale the gradient by the sigmoid's slope: 1/4 at 0, next to nothing far from it.

    Parameters
    ----------
    grad : array_like, the shape of ``x``
        How much the loss changes with each number that came out.
    x : array_like, any shape
        What went in.

    Returns
    -------
    ndarray, the shape of ``x``
        ``grad * s * (1 - s)`` with ``s = sigmoid(x)``

    Raises
    ------
    ValueError
        If the shapes differ, or an array is empty or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), sections 3.10 and 6.3.2.

    Examples
    --------
    >>> sigmoid_backward([8.0, 8.0], [0.0, 1000.0])
    array([2., 0.])
    """
    grad, x = _gradient_and_input(grad, x)
    decay = np.exp(-np.abs(x))
    with np.errstate(over="ignore", invalid="ignore"):
        slope = decay / (1 + decay) ** 2  # equals s * (1 - s), which would lose digits where s is nearly 1
        return np.multiply(grad, slope, out=np.empty_like(x))


def tanh(x: ArrayLike) -> FloatArray:
    """Squeeze any number into the range from -1 to 1: the hyperbolic tangent.

    Parameters
    ----------
    x : array_like, any shape

    Returns
    -------
    ndarray, the shape of ``x``

    Raises
    ------
    ValueError
        If ``x`` is empty or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 6.3.2.

    Examples
    --------
    >>> tanh([-1000.0, 0.0, 1000.0])
    array([-1.,  0.,  1.])
    """
    x = float_array(x, "x")
    return np.tanh(x, out=np.empty_like(x))


def tanh_backward(grad: ArrayLike, x: ArrayLike) -> FloatArray:
    """Scale the gradient by the slope of the hyperbolic tangent: 1 at 0, next to nothing far from it.

    Parameters
    ----------
    grad : array_like, the shape of ``x``
        How much the loss changes with each number that came out.
    x : array_like, any shape
        What went in.

    Returns
    -------
    ndarray, the shape of ``x``
        ``grad * (1 - tanh(x) ** 2)``

    Raises
    ------
    ValueError
        If the shapes differ, or an array is empty or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 6.3.2.

    Examples
    --------
    >>> tanh_backward([2.0, 2.0], [0.0, 1000.0])
    array([2., 0.])
    """
    grad, x = _gradient_and_input(grad, x)
    with np.errstate(over="ignore", invalid="ignore"):
        decay = np.exp(-2 * np.abs(x))
        slope = 4 * decay / (1 + decay) ** 2  # equals 1 - tanh(x)**2, which would lose digits where tanh is nearly 1
        return np.multiply(grad, slope, out=np.empty_like(x))


class ActivationPair(NamedTuple):
    """What an activation does with numbers ``x``, and with the gradient of what it gave: ``backward(grad, x)``."""

    function: Callable[[ArrayLike], FloatArray]
    backward: Callable[[ArrayLike, ArrayLike], FloatArray]


def activation_pair(layer: Activation) -> ActivationPair:
    """Give the two functions of an activation: the one table of them, which networks ask.

    Examples
    --------
    >>> activation_pair(Relu()).function([-2.0, 3.0])
    array([0., 3.])
    """
    match layer:
        case Relu():
            return ActivationPair(relu, relu_backward)
        case Sigmoid():
            return ActivationPair(sigmoid, sigmoid_backward)
        case Tanh():
            return ActivationPair(tanh, tanh_backward)
        case _:
            assert_never(layer)


def _gradient_and_input(grad: ArrayLike, x: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Check that there is one gradient for every number, and give both as float arrays of one type."""
    x = float_array(x, "x")
    grad = float_array_like(grad, "grad", x)
    if grad.shape != x.shape:
        raise ValueError(f"grad is {times(grad.shape)} but the output is {times(x.shape)}: give one number per output")
    return grad, x
