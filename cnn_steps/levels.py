"""Levels: which numbers are black and white in a picture, and how its levels become floats and integers again.

A level is one number of a picture: how bright a pixel is, or one of its three colors. uint8 pictures run from 0 (black)
to 255 (white). For every other type ``full_range`` decides, in one place for all functions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cnn_steps.arrays import any_array, check_numbers


def full_range(image: np.ndarray) -> tuple[float, float]:
    """Tell which values count as black and as white in a picture.

    Parameters
    ----------
    image : array of any shape.

    Returns
    -------
    (black, white)
        (0, 255) for uint8, (0, 65535) for uint16, (0, 1) for booleans. Other types don't say: floats within 0..1 give
        (0, 1); values within 0..255 give (0, 255); anything else its smallest and largest finite value.

    Raises
    ------
    ValueError
        If it does not hold real numbers.

    Examples
    --------
    >>> full_range(np.array([[0.25, 0.5]]))
    (0.0, 1.0)
    >>> full_range(np.array([[-2.0, 6.0]]))
    (-2.0, 6.0)
    """
    image = picture_array(image)
    if image.dtype == np.bool_:
        return 0.0, 1.0
    if image.dtype == np.uint8:
        return 0.0, 255.0
    if image.dtype == np.uint16:
        return 0.0, 65_535.0
    floats = image.dtype.kind == "f"
    values = image[np.isfinite(image)] if floats else image
    if values.size == 0:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    return assumed_range(low, high, floats=floats) if floats or high <= 255 else (low, high)


def assumed_range(low: float, high: float, *, floats: bool) -> tuple[float, float]:
    """Guess which levels are black and white in a picture whose type does not say it.

    Parameters
    ----------
    low, high : the darkest and the brightest level in the picture.
    floats : whether the levels are floats. Only those can have 1 as white, and only integers 65,535.

    Returns
    -------
    (black, white)
        The first of (0, 1), (0, 255) and (0, 65,535) that both levels fit in, otherwise the two levels themselves.

    Examples
    --------
    >>> assumed_range(0.2, 0.9, floats=True), assumed_range(0, 1, floats=False), assumed_range(-3, 5, floats=True)
    ((0.0, 1.0), (0.0, 255.0), (-3, 5))
    """
    if low >= 0 and floats and high <= 1:
        return 0.0, 1.0
    if low >= 0 and high <= 255:
        return 0.0, 255.0
    if low >= 0 and not floats and high <= 65_535:
        return 0.0, 65_535.0
    return low, high


def picture_array(values: Any) -> np.ndarray:
    """Check that there is an array of real numbers, of any shape, and give it."""
    array = any_array(values, "the picture is")
    if array.dtype.kind not in "buif":
        raise ValueError(f"a picture holds real numbers, got {array.dtype}: convert it with astype(float)")
    check_numbers(array.shape, "the picture is", "make it smaller first")
    return array


def float_levels(image: np.ndarray) -> np.ndarray:
    """Give the levels as floats to compute with: float32 stays float32, integers and booleans become float64."""
    return image if image.dtype in (np.float32, np.float64) else image.astype(np.float64)


def same_type(values: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Give ``values`` the type of ``image``, rounded and kept within its limits if it holds integers."""
    if image.dtype.kind not in "iu":
        return (values if image.dtype.kind == "f" else np.rint(values)).astype(image.dtype)
    limits = np.iinfo(image.dtype)
    # The largest 64-bit integer cannot be written as a float, and rounds up to one that is too large: take the float
    # before that.
    largest = np.nextafter(float(limits.max) + 1, 0)
    return np.clip(np.rint(values), float(limits.min), largest).astype(image.dtype)
