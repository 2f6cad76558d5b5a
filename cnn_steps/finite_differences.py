"""Finite differences: a gradient checked by measuring how much a loss changes when its numbers move a little."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_steps.arrays import (
    FloatArray,
    any_array,
    check_numbers,
    float_array,
    float_array_like,
    random_generator,
    real_number,
    shown,
    times,
    whole_number,
)

_ROUNDED = 100
"""By so many times its last binary digit the value of a function may be wrong, as it adds up many rounded numbers."""

_EXCUSED = 0.1
"""Rounding may excuse a difference up to this share of the largest slope. With more, mistakes would go unnoticed."""


def finite_difference(
    function: Callable[[FloatArray], Any], x: ArrayLike, direction: ArrayLike, *, eps: float | None = None
) -> float:
    """Measure how fast a function changes when ``x`` moves in one direction: a step forward against a step back.

    Parameters
    ----------
    function : callable
        Takes an array like ``x`` and gives one number, a loss.
    x : array_like, any shape
    direction : array_like, the shape of ``x``
        1 in one place and 0 elsewhere measures the slope of that one number.
    eps : float, above 0, optional
        Length of a step, in multiples of ``direction``. Left out, it is the cube root of the precision of ``x``, which
        balances the curve of the function against rounding: 6e-6 for float64, 5e-3 for float32, and as many times more
        as the numbers of ``x`` are larger than 1 (their root mean square).

    Returns
    -------
    float
        ``(function(x + eps * direction) - function(x - eps * direction)) / (2 * eps)``

    Raises
    ------
    ValueError
        If the shapes differ, ``eps`` is not above 0, the function does not give one real number, or an array is empty
        or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 11.5, equation 11.6.

    Examples
    --------
    >>> round(finite_difference(lambda x: (x**2).sum(), [3.0, 4.0], [1.0, 0.0]), 6)
    6.0
    """
    x = float_array(x, "x")
    return _slope(function, x, _like(direction, "direction", x), _step_length(eps, x))[0]


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """A gradient beside finite differences, one pair of slopes per random direction.

    Attributes
    ----------
    analytic : (directions,), the slope that the gradient says: ``(grad * direction).sum()``
    numeric : (directions,), the slope that was measured
    errors : (directions,), how far they lie apart, relative to the larger of the two, and beyond what rounding
        explains, which may be up to a tenth of the largest slope
    tolerance : the largest error that passes
    passed : whether all errors are at most ``tolerance``; a NaN never passes
    """

    analytic: NDArray[np.float64]
    numeric: NDArray[np.float64]
    errors: NDArray[np.float64]
    tolerance: float
    passed: bool


def gradient_check(
    function: Callable[[FloatArray], Any],
    x: ArrayLike,
    grad: ArrayLike,
    *,
    rng: np.random.Generator,
    eps: float | None = None,
    directions: int = 5,
    tolerance: float | None = None,
) -> GradientCheck:
    """Compare a gradient with how much a function changes when ``x`` moves a little in random directions.

    A random direction moves every number at once, so one wrong entry shows, and few calls are enough. Where a function
    has a kink within a step (ReLU at 0, a tie of a maximum), the two slopes differ although nothing is wrong.

    Parameters
    ----------
    function : callable
        Takes an array like ``x`` and gives one number, a loss.
    x : array_like, any shape
        Best in float64: in float32 a slope has about three digits.
    grad : array_like, the shape of ``x``
        What is to be checked: how much the function changes with each number of ``x``.
    rng : numpy.random.Generator
        Where the directions come from.
    eps : float, above 0, optional
        Length of a step, as in ``finite_difference``.
    directions : int, 1 or more
    tolerance : float, optional
        The largest relative error that passes; 1e-6 in float64 and 1e-2 in float32 if left out.

    Returns
    -------
    GradientCheck

    Raises
    ------
    ValueError
        If the shapes differ, a number is out of range, the function does not give one real number, or an array is
        empty or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 11.5.

    Examples
    --------
    >>> x = np.array([3.0, 4.0])
    >>> gradient_check(lambda x: (x**2).sum(), x, 2 * x, rng=np.random.default_rng(0)).passed
    True
    >>> gradient_check(lambda x: (x**2).sum(), x, 3 * x, rng=np.random.default_rng(0)).passed
    False
    """
    x = float_array(x, "x")
    grad = _like(grad, "grad", x)
    eps = _step_length(eps, x)
    rng = random_generator(rng)
    if tolerance is None:
        tolerance = 1e-6 if x.dtype == np.float64 else 1e-2
    tolerance = real_number(tolerance, "tolerance", "above 0, such as 1e-6", lambda number: number > 0)
    shape = (3, whole_number(directions, "directions", 1))
    check_numbers(shape, "the slopes would be", "use fewer directions")
    slopes = np.empty(shape)
    for at in range(slopes.shape[1]):
        direction = rng.normal(size=x.shape).astype(x.dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            slopes[:, at] = (np.sum(grad * direction, dtype=np.float64), *_slope(function, x, direction, eps))
    analytic, numeric, blur = slopes
    with np.errstate(over="ignore", invalid="ignore"):
        rounding, largest = blur / (2 * eps), np.abs(analytic).max()
        # If no slope is larger than the rounding, all of them may be 0, and all that is measured may be rounding.
        if largest > blur.max():
            rounding = np.minimum(rounding, _EXCUSED * largest)
        beyond = np.maximum(np.abs(analytic - numeric) - rounding, 0)
        larger = np.maximum(np.abs(analytic), np.abs(numeric))
        errors = np.divide(beyond, larger, out=beyond, where=beyond != 0)  # no division of 0 by 0
        return GradientCheck(analytic, numeric, errors, tolerance, bool((errors <= tolerance).all()))


def _like(values: ArrayLike, name: str, x: FloatArray) -> FloatArray:
    """Check that there is one number for each of ``x``, and give them in its type."""
    array = float_array_like(values, name, x)
    if array.shape != x.shape:
        raise ValueError(f"{name} is {times(array.shape)} but x is {times(x.shape)}: give one number per number of x")
    return array


def _step_length(eps: float | None, x: FloatArray) -> float:
    """Check a step's length, or choose one that suits the precision of ``x``."""
    if eps is None:
        with np.errstate(over="ignore"):
            spread = float(np.sqrt(np.mean(np.square(x, dtype=np.float64))))
        return float(np.cbrt(np.finfo(x.dtype).eps)) * max(spread, 1)
    return real_number(eps, "eps", "above 0, such as 1e-5", lambda number: number > 0)


def _slope(
    function: Callable[[FloatArray], Any], x: FloatArray, direction: FloatArray, eps: float
) -> tuple[float, float]:
    """Measure a slope. Give it, and by how much rounding alone may change the difference that it is measured from."""
    if not callable(function):
        raise ValueError(f"function is {shown(function)}: give one to call with an array, that gives a loss")
    with np.errstate(over="ignore", invalid="ignore"):
        step = direction * x.dtype.type(eps)
        places = x + step, x - step
    ahead, behind = (_number(function(place)) for place in places)
    return (ahead - behind) / (2 * eps), _ROUNDED * float(np.finfo(x.dtype).eps) * max(abs(ahead), abs(behind))


def _number(value: Any) -> float:
    """Check that a function gave one real number, and give it as a float."""
    array = any_array(value, "what function gives is")
    if array.size != 1:
        raise ValueError(f"function gives {times(array.shape)} numbers: give one that gives a single number, a loss")
    number = array.reshape(())
    if number.dtype.kind not in "biuf":
        raise ValueError(f"function gives {shown(value)}: give one that gives a single real number, a loss")
    return float(number)
