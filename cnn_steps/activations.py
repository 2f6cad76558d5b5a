"""Activation functions: what bends a layer's output, one number at a time."""

import numpy as np
from numpy.typing import ArrayLike

from cnn_steps.arrays import FloatArray, float_array


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
