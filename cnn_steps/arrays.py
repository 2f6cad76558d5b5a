"""Checks of what is given to the package: arrays, whole numbers, flags and words; and how an error writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import inf, nan, prod
from numbers import Real
from operator import index
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
"""An array of float32 or float64, the two types the package computes in."""


MOST_NUMBERS = 2**28
"""The most numbers one array may have: 2 GB of float64. What needs more is refused before memory runs out."""

_SHORT_RUN = 1 << 4
"""Rows of fewer numbers are copied number by number: to copy such a row in one piece would not be faster."""

_LONGEST_SHOWN = 120
"""The most letters that an error spends on writing what was given."""


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
        If the values are empty, ragged, masked, too many, or of any other type.

    Examples
    --------
    >>> float_array([[True, False]], "image")
    array([[1., 0.]])
    """
    array = values if type(values) is np.ndarray else any_array(values, f"{name} is")
    if not 0 < array.size <= MOST_NUMBERS:
        if array.size:
            raise ValueError(_too_many(array.shape, f"{name} is", "give less at a time"))
        raise ValueError(
            f"{name} is empty, its shape is {times(array.shape)}: give at least one number along every axis"
        )
    if array.dtype.char not in "fd" or not array.dtype.isnative:
        array = array.astype(_float_type(array.dtype, name))
    return array


def float_array_like(values: ArrayLike, name: str, leader: FloatArray) -> FloatArray:
    """Give ``values`` as a float array of the type of ``leader``.

    Without that, one float64 bias would turn all that is computed from a float32 image into float64.
    """
    array = float_array(values, name)
    if array.dtype is leader.dtype:
        return array
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinity
        return array.astype(leader.dtype)


def any_array(values: Any, subject: str) -> NDArray[Any]:
    """Give ``values`` as an array of whatever type; ``subject`` is what an error begins with, such as "image is".

    Examples
    --------
    >>> any_array([1, 2], "labels are")
    array([1, 2])
    """
    if _is_masked(values):
        raise ValueError(
            f"{subject} masked ({shown(values)}), and numbers behind the mask would count like all others: fill them "
            "first, with .filled(0) or another number"
        )
    try:
        return np.asarray(values)
    except (ValueError, TypeError, RuntimeError) as error:  # what another package's arrays raise: PyTorch's, JAX's
        if isinstance(error, ValueError) and isinstance(values, (list, tuple)):
            raise ValueError(f"{subject} not a rectangular array: give every row the same length") from error
        raise ValueError(
            f"{subject} of type {type(values).__name__}, and NumPy cannot make an array of this one: give a NumPy "
            "array, as .detach().cpu().numpy() makes one of a PyTorch tensor"
        ) from error


def _is_masked(values: Any) -> bool:
    """Say whether an array, or one in a list, has a mask, which ``np.asarray`` would drop."""
    if isinstance(values, np.ma.MaskedArray):
        return True
    if not isinstance(values, (list, tuple)):
        return False
    kinds = set(map(type, values))
    if any(issubclass(kind, np.ma.MaskedArray) for kind in kinds):
        return True
    return any(issubclass(kind, (list, tuple)) for kind in kinds) and any(map(_is_masked, values))


def check_numbers(shape: Sequence[int], subject: str, remedy: str) -> None:
    """Refuse to make an array of ``shape`` if it would have more than ``MOST_NUMBERS``.

    Examples
    --------
    >>> check_numbers((70_000, 70_000), "the output would be", "use a longer stride")
    Traceback (most recent call last):
    ValueError: the output would be 70000×70000, 4,900,000,000 numbers and more than 268,435,456: use a longer stride
    """
    if prod(shape) > MOST_NUMBERS:
        raise ValueError(_too_many(shape, subject, remedy))


def _too_many(shape: Sequence[int], subject: str, remedy: str) -> str:
    """Say that an array has too many numbers."""
    return f"{subject} {times(shape)}, {prod(shape):,} numbers and more than {MOST_NUMBERS:,}: {remedy}"


def strided_copy(
    source: FloatArray, first: int, shape: tuple[int, ...], strides: tuple[int, ...], out: FloatArray | None = None
) -> FloatArray:
    """Copy numbers out of a contiguous array into a new contiguous one of this shape, or into ``out``.

    Parameters
    ----------
    source : contiguous array
    first : the byte of ``source`` at which the first number begins
    shape : of the copy
    strides : bytes of ``source`` from one number to the next, along every axis of the copy
    out : a contiguous array of this shape and of the type of ``source``, optional

    Notes
    -----
    Where the numbers of a row are neighbors in ``source`` too, the whole row is copied as one item, up to three times
    as fast.

    Examples
    --------
    >>> strided_copy(np.arange(6.0), 8, (2, 2), (16, 8))  # rows begin 2 numbers apart, the first at number 1
    array([[1., 2.],
           [3., 4.]])
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
    """Give NumPy's type for ``size`` bytes that are moved as they are, whatever they mean."""
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
"""The largest stride, dilation, padding or window taken: sizes worked out from larger ones might not fit in 64 bits."""


def whole_number(value: Any, name: str, least: int, most: float = LARGEST_NUMBER) -> int:
    """Give ``value`` as an int from ``least`` to ``most``; a float or a boolean is refused.

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
        raise ValueError(f"{name} is {shown(value)}: give a whole number, {least} or more")
    if number > most:
        raise ValueError(f"{name} is {shown(value)}: give at most {most:,}")
    return number


def whole_pair(value: Any, name: str, least: int) -> tuple[int, int]:
    """Give ``value``, an int or a (row, col) pair of ints, as a pair.

    Examples
    --------
    >>> whole_pair(2, "stride", 1)
    (2, 2)
    """
    if type(value) is int and least <= value <= LARGEST_NUMBER:
        return value, value
    if not is_sequence(value):
        number = whole_number(value, name, least)
        return number, number
    if len(value) != 2:
        raise ValueError(f"{name} is {shown(value)}: give one whole number or a (row, col) pair")
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
        raise ValueError(f"{name} is {shown(value)}: give a number {wanted}")
    return number


def flag(value: Any, name: str) -> bool:
    """Give ``value``, True or False, as a bool; what only counts as one, such as 1 or "no", is refused.

    Examples
    --------
    >>> flag("no", "average")
    Traceback (most recent call last):
    ValueError: average is 'no': give True or False
    """
    if value is True or value is False:
        return value
    if not isinstance(value, np.bool):
        raise ValueError(f"{name} is {shown(value)}: give True or False")
    return bool(value)


def one_of(value: Any, name: str, choices: Sequence[str]) -> str:
    """Give ``value``, one of the words that are known.

    Examples
    --------
    >>> one_of("min", "mode", ("max", "avg"))
    Traceback (most recent call last):
    ValueError: mode is 'min': use one of 'max', 'avg'
    """
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} is {shown(value)}: use one of {', '.join(map(repr, choices))}")
    return value


def random_generator(rng: Any) -> np.random.Generator:
    """Check that ``rng`` is one of NumPy's generators."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng is {shown(rng)}: give a generator, such as np.random.default_rng(0)")
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
        raise ValueError(
            f"{name} {shown(value)} is outside the {times(shape)} {place}: give a {name} from 0 to {stops - 1}"
        )
    return number


def shown(value: Any) -> str:
    """Write what was given as Python does, but in one line and cut where that gets long.

    Examples
    --------
    >>> shown("avg"), shown(np.zeros((2, 2)))
    ("'avg'", 'array([[0., 0.], [0., 0.]])')
    """
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # Python refuses to write whole numbers of more than 4,300 digits
        text = "a number of thousands of digits"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def times(shape: Sequence[int]) -> str:
    """Write a shape as people do.

    Examples
    --------
    >>> times((3, 5))
    '3×5'
    """
    return "×".join(map(str, shape)) or "a single number"
