"""What enters the package: numbers turned into float arrays, whole numbers checked, sizes written for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import inf, nan
from numbers import Real
from operator import index
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
"""An array of float32 or float64, the two types the package computes in."""


_SHORT_RUN = 1 << 4
"""Numbers side by side up to which it is not worth looking for a faster way to copy them."""


def float_array(values: ArrayLike, name: str) -> FloatArray:
    """Give ``values`` as a float32 or float64 array, float64 if they were integers or booleans.

    Parameters
    ----------
    values : array_like, any shape but empty
        float32 and float64 keep their type; they are not copied.
    name : str
        What an error calls the values.

    Returns
    -------
    ndarray of float32 or float64, the shape of ``values``

    Raises
    ------
    ValueError
        If the values are empty, ragged, or of any other type.

    Examples
    --------
    >>> float_array([[True, False]], "image")
    array([[1., 0.]])
    """
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} is not a rectangular array: give every row the same length") from error
    if array.dtype.char not in "fd" or not array.dtype.isnative:
        array = array.astype(_float_type(array.dtype, name))
    if array.size == 0:
        raise ValueError(
            f"{name} is empty, its shape is {times(array.shape)}: give at least one number along every axis"
        )
    return array


def float_array_like(values: ArrayLike, name: str, leader: FloatArray) -> FloatArray:
    """Give ``values`` as an array of ``leader``'s type, so that one float64 bias does not promote a float32 image."""
    array = float_array(values, name)
    if array.dtype is leader.dtype:
        return array
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinity
        return array.astype(leader.dtype)


def strided_copy(
    source: FloatArray, first: int, shape: tuple[int, ...], strides: tuple[int, ...], out: FloatArray | None = None
) -> FloatArray:
    """Copy the numbers that lie ``strides`` bytes apart in a contiguous array, from byte ``first`` on.

    Where a row lies in one piece it is copied as one item, up to three times as fast. ``out``, if given, takes them.
    """
    if out is None and (shape[-1] < _SHORT_RUN or strides[-1] != source.itemsize):
        return np.ndarray(shape, source.dtype, source, first, strides).copy()
    kind = source.dtype
    items = shape
    if strides[-1] == source.itemsize:
        items, strides, kind = shape[:-1], strides[:-1], _bytes_type(shape[-1] * source.itemsize)
    view: NDArray[Any] = np.ndarray(items, kind, source, first, strides)
    if out is None:
        return np.ndarray(shape, source.dtype, view.copy())
    taken = out.view(kind)
    taken[...] = view.reshape(taken.shape)
    return out


@lru_cache
def _bytes_type(size: int) -> np.dtype[Any]:
    """Give the type of an item of ``size`` bytes that nobody looks into."""
    return np.dtype(f"V{size}")


def _float_type(dtype: np.dtype[Any], name: str) -> type[np.floating[Any]]:
    """Give the type to compute in: float64 for integers and booleans, a float's own in the machine's byte order."""
    if dtype.kind in "biu" or (dtype.kind == "f" and dtype.itemsize == 8):
        return np.float64
    if dtype.kind == "f" and dtype.itemsize == 4:
        return np.float32
    remedy = (
        "convert to float32 or float64 first" if dtype.kind == "f" else "give float32, float64, integers or booleans"
    )
    raise ValueError(f"{name} has type {dtype}: {remedy}")


LARGEST_NUMBER = 2**31 - 1
"""The largest stride, dilation, padding or window taken: beyond it sizes would overflow."""


def whole_number(value: Any, name: str, least: int) -> int:
    """Give ``value`` as an int of at least ``least``; a float or a boolean is refused.

    Examples
    --------
    >>> whole_number(2.5, "stride", 1)
    Traceback (most recent call last):
    ValueError: stride is 2.5: give a whole number, 1 or more
    """
    try:
        number = index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, (bool, np.bool)) or number < least:
        raise ValueError(f"{name} is {value!r}: give a whole number, {least} or more")
    if number > LARGEST_NUMBER:
        raise ValueError(f"{name} is {value!r}: give at most {LARGEST_NUMBER:,}")
    return number


def whole_pair(value: Any, name: str, least: int) -> tuple[int, int]:
    """Give ``value``, an int or a (row, col) pair of ints, as a pair.

    Examples
    --------
    >>> whole_pair(2, "stride", 1)
    (2, 2)
    """
    if type(value) is int and value >= least:
        return value, value
    if not is_sequence(value):
        number = whole_number(value, name, least)
        return number, number
    if len(value) != 2:
        raise ValueError(f"{name} is {value!r}: give one whole number or a (row, col) pair")
    return whole_number(value[0], f"{name} of rows", least), whole_number(value[1], f"{name} of columns", least)


def real_number(value: Any, name: str, wanted: str, fits: Callable[[float], bool]) -> float:
    """Give ``value`` as a finite float that ``fits``; a boolean is refused.

    Examples
    --------
    >>> real_number(-1, "learning_rate", "above 0", lambda number: number > 0)
    Traceback (most recent call last):
    ValueError: learning_rate is -1: give a number above 0
    """
    try:
        number = nan if isinstance(value, bool) or not isinstance(value, Real) else float(value)
    except OverflowError:
        number = inf
    if not (-inf < number < inf and fits(number)):
        raise ValueError(f"{name} is {value!r}: give a number {wanted}")
    return number


def random_generator(rng: Any) -> np.random.Generator:
    """Check that ``rng`` is one of NumPy's generators."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng is {rng!r}: give a generator, such as np.random.default_rng(0)")
    return rng


def is_sequence(value: Any) -> bool:
    """Say whether ``value`` is a list, a tuple, or an array with an axis."""
    return isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim > 0)


def position(value: Any, name: str, stops: int, shape: tuple[int, ...], place: str) -> int:
    """Give ``value`` as an index from 0 to ``stops - 1`` along one axis of an output of ``shape``."""
    try:
        number = whole_number(value, name, 0)
    except ValueError:
        number = stops
    if number >= stops:
        raise ValueError(f"{name} {value!r} is outside the {times(shape)} {place}: give a {name} from 0 to {stops - 1}")
    return number


def times(shape: Sequence[int]) -> str:
    """Write a shape as people do.

    Examples
    --------
    >>> times((3, 5))
    '3×5'
    """
    return "×".join(map(str, shape)) or "a single number"
