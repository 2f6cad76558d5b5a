"""Pictures as arrays: channels, gray levels and the simple changes, each of them a line or two of NumPy.

A picture has its color last, as Pillow and Matplotlib have it: ``(H, W)`` gray or ``(H, W, 3)`` red, green, blue. The
layer functions want channels first; ``to_channels_first`` goes there and ``to_channels_last`` back.

Which levels are black and white is in ``levels.py``.
"""

from __future__ import annotations

from contextlib import suppress
from math import inf
from typing import Any, Literal

import numpy as np

from cnn_steps.arrays import (
    any_array,
    flag,
    is_sequence,
    one_of,
    real_number,
    shown,
    whole_number,
)
from cnn_steps.geometry import both_ends
from cnn_steps.levels import float_levels, full_range, picture_array, same_type

MAX_PIXELS = 50_000_000
"""Most pixels a picture may have by default. A 60-megapixel photograph fits; reading it takes about 450 MB, as
AVIF a fifth more, as WebP twice that: a shared server should ask for less."""

MAX_SIDE = 65_535
"""Longest side taken, in pixels; JPEG can't store more either."""


def to_channels_first(image: np.ndarray) -> np.ndarray:
    """Turn a picture into the (C, H, W) stack the layer functions take.

    Parameters
    ----------
    image : (H, W) or (H, W, 3) array.

    Returns
    -------
    (1, H, W) or (3, H, W) array of the same type.

    Raises
    ------
    ValueError
        If it is not a picture.

    Examples
    --------
    >>> to_channels_first(np.zeros((4, 6, 3))).shape
    (3, 4, 6)
    """
    image = checked_picture(image)
    stack = image[None] if image.ndim == 2 else image.transpose(2, 0, 1)  # (H, W, 3) -> (3, H, W)
    return np.array(stack, order="C")


def to_channels_last(stack: np.ndarray) -> np.ndarray:
    """Turn a (C, H, W) stack of one or three channels back into a picture.

    Parameters
    ----------
    stack : (1, H, W) or (3, H, W) array.

    Returns
    -------
    (H, W) or (H, W, 3) array of the same type.

    Raises
    ------
    ValueError
        If it has another number of axes or channels.

    Examples
    --------
    >>> to_channels_last(np.zeros((1, 4, 6))).shape
    (4, 6)
    """
    stack = picture_array(stack)
    if stack.ndim != 3 or stack.shape[0] not in (1, 3):
        raise ValueError(f"got an array of shape {stack.shape}, wanted (1, H, W) or (3, H, W): pick channels first")
    return np.array(stack[0] if len(stack) == 1 else stack.transpose(1, 2, 0), order="C")


_LUMINOSITY = (0.299, 0.587, 0.114)


@np.errstate(over="ignore", invalid="ignore")
def to_grayscale(
    image: np.ndarray, *, method: Literal["mean", "luminosity"] = "mean", whole: bool = False
) -> np.ndarray:
    """Turn a color picture gray.

    Parameters
    ----------
    image : (H, W, 3) array; (H, W) is gray already.
    method : ``"mean"``, every channel counts a third; ``"luminosity"``, 0.299 red + 0.587 green + 0.114 blue, close to
        what the eye sees.
    whole : cut off what stands behind the point, as ``.astype(np.uint8)`` does: 70.67 becomes 70.

    Returns
    -------
    (H, W) array on the scale of the picture (0..255 for uint8), not rounded unless ``whole``: float32 if the picture
    is, else float64.

    Raises
    ------
    ValueError
        If it is not a picture, the method is unknown, or ``whole`` is neither True nor False.

    Source
    ------
    Luminosity: Recommendation ITU-R BT.601-7, section 2.5.1.

    Examples
    --------
    >>> to_grayscale(np.array([[[30, 60, 120]]], dtype=np.uint8))
    array([[70.]])
    """
    image = checked_picture(image)
    one_of(method, "method", ("mean", "luminosity"))
    kind = np.float32 if image.dtype == np.float32 else np.float64
    if image.ndim == 2:
        gray = np.array(float_levels(image))
    elif method == "mean":
        gray = image.mean(axis=2, dtype=kind)  # uint8 sums as float64, so 255 + 255 + 255 does not wrap around
    else:
        gray = float_levels(image) @ np.array(_LUMINOSITY, dtype=kind)
    return np.trunc(gray) if flag(whole, "whole") else gray


@np.errstate(over="ignore", invalid="ignore")
def normalize(
    image: np.ndarray, *, low: float = 0.0, high: float = 1.0, source_range: tuple[float, float] | None = None
) -> np.ndarray:
    """Map black to ``low`` and white to ``high``, evenly in between.

    Parameters
    ----------
    image : array of any shape.
    low, high : the range wanted, such as 0 and 1, or -1 and 1.
    source_range : the values that count as black and white. ``None`` takes ``full_range(image)``: 0 and 255 for uint8,
        so that ``normalize(image)`` is ``image / 255``.

    Returns
    -------
    array of the same shape: float32 if the picture is, else float64. Where black and white are the same value,
    everything becomes ``low``.

    Raises
    ------
    ValueError
        If ``low`` is not below ``high``, or a range is not made of two finite numbers in order.

    Examples
    --------
    >>> normalize(np.array([[0, 51, 255]], dtype=np.uint8), low=-1)
    array([[-1. , -0.6,  1. ]])
    """
    image = picture_array(image)
    low, high = finite_number(low, "low"), finite_number(high, "high")
    if not low < high:
        raise ValueError(f"low is {low} and high is {high}: low must be below high")
    black, white = full_range(image) if source_range is None else number_pair(source_range, "source_range")
    if not black <= white:
        raise ValueError(f"source_range is {(black, white)}: it must be (black, white) in this order")
    levels = float_levels(image)
    if white - black > np.finfo(levels.dtype).max:  # too large a difference for a float: a quarter of all is not
        levels, black, white = levels / 4, black / 4, white / 4
    share = (levels - black) / ((white - black) or 1.0)
    return share * (high - low) + low


def to_uint8(image: np.ndarray) -> np.ndarray:
    """Map black to 0 and white to 255, as ``full_range`` has them; what is not a number becomes black."""
    if image.dtype == np.uint8:
        return image.copy()
    black, white = full_range(image)
    levels = np.nan_to_num(float_levels(image), nan=black, posinf=white, neginf=black)
    return np.rint(normalize(levels, low=0, high=255, source_range=(black, white))).astype(np.uint8)


def crop(image: np.ndarray, rows: tuple[int, int], cols: tuple[int, int]) -> np.ndarray:
    """Cut out ``image[rows[0]:rows[1], cols[0]:cols[1]]``.

    Parameters
    ----------
    image : (H, W) or (H, W, 3) array.
    rows, cols : (start, stop), counted from 0; ``stop`` is the first one left out.

    Returns
    -------
    array of shape (rows[1] - rows[0], cols[1] - cols[0]) and the type of the picture.

    Raises
    ------
    ValueError
        If it is not a picture, or the piece is empty or reaches outside. (Plain slicing would quietly give less.)

    Examples
    --------
    >>> crop(np.arange(12).reshape(3, 4), (0, 2), (1, 3))
    array([[1, 2],
           [5, 6]])
    """
    image = checked_picture(image)
    return image[_span(rows, "rows", image.shape[0]), _span(cols, "cols", image.shape[1])].copy()


def _span(span: Any, name: str, length: int) -> slice:
    """Check that (start, stop) lies within a picture of this length, and give it as a slice."""
    with suppress(ValueError):
        if is_sequence(span) and len(span) == 2:
            start = whole_number(span[0], "start", 0, length - 1)
            return slice(start, whole_number(span[1], "stop", start + 1, length))
    raise ValueError(
        f"{name} is {shown(span)} but the picture has {length} of them: give (start, stop) with "
        f"0 <= start < stop <= {length}"
    )


def pad(
    image: np.ndarray,
    padding: int | tuple[int, int] | tuple[tuple[int, int], tuple[int, int]],
    *,
    fill: float | tuple[float, float, float] | np.ndarray = 0,
    mode: Literal["constant", "edge", "reflect"] = "constant",
) -> np.ndarray:
    """Put rows and columns around a picture.

    Parameters
    ----------
    image : (H, W) or (H, W, 3) array.
    padding : pixels on every side; or (rows, columns); or ((top, bottom), (left, right)).
    fill : the value of the new pixels, or one per channel; for ``mode="constant"``.
    mode : ``"constant"``, ``"edge"`` repeats the outermost pixels, ``"reflect"`` mirrors the picture.

    Returns
    -------
    array of shape (H + top + bottom, W + left + right) and the type of the picture.

    Raises
    ------
    ValueError
        If it is not a picture, the padding is negative or too large, or the fill does not fit the type.

    Examples
    --------
    >>> pad(np.array([[7]]), ((0, 1), (2, 0)))
    array([[0, 0, 7],
           [0, 0, 0]])
    """
    image = checked_picture(image)
    one_of(mode, "mode", ("constant", "edge", "reflect"))
    row_ends, col_ends = (None, None) if isinstance(padding, str) else both_ends(padding)
    if row_ends is None or col_ends is None:
        raise ValueError(f"padding is {shown(padding)}: give whole numbers of pixels")
    (top, bottom), (left, right) = row_ends, col_ends
    rows, cols = checked_size((image.shape[0] + top + bottom, image.shape[1] + left + right), "the padded size")
    if mode != "constant":
        channels = [(0, 0)] * (image.ndim - 2)
        return np.pad(image, [(top, bottom), (left, right), *channels], mode=mode)
    padded = np.empty((rows, cols, *image.shape[2:]), dtype=image.dtype)
    padded[...] = checked_fill(image, fill)
    padded[top : top + image.shape[0], left : left + image.shape[1]] = image
    return padded


def flip(image: np.ndarray, direction: Literal["horizontal", "vertical"] = "horizontal") -> np.ndarray:
    """Mirror a picture.

    Parameters
    ----------
    image : (H, W) or (H, W, 3) array.
    direction : ``"horizontal"`` swaps left and right, ``"vertical"`` top and bottom.

    Returns
    -------
    array of the same shape and type.

    Raises
    ------
    ValueError
        If it is not a picture, or the direction is unknown.

    Examples
    --------
    >>> flip(np.array([[1, 2], [3, 4]]), "vertical")
    array([[3, 4],
           [1, 2]])
    """
    image = checked_picture(image)
    one_of(direction, "direction", ("horizontal", "vertical"))
    return np.array(image[:, ::-1] if direction == "horizontal" else image[::-1], order="C")


@np.errstate(over="ignore", invalid="ignore")
def adjust_brightness(image: np.ndarray, amount: float = 0.0, *, factor: float = 1.0) -> np.ndarray:
    """Brighten or darken: ``image * factor + amount``, clipped to black and white.

    Parameters
    ----------
    image : (H, W) or (H, W, 3) array.
    amount : added to every value, on the scale of the picture (0..255 for uint8); negative darkens.
    factor : multiplies every value first; below 1 darkens.

    Returns
    -------
    array of the same shape and type. uint8 is rounded and clipped, never wrapped around: 250 + 10 gives 255, not 4.
    Other types are clipped to ``full_range(image)``.

    Raises
    ------
    ValueError
        If it is not a picture, the amount is not finite, or the factor is negative or not finite.

    Examples
    --------
    >>> adjust_brightness(np.array([[0, 250]], dtype=np.uint8), 10)
    array([[ 10, 255]], dtype=uint8)
    """
    image = checked_picture(image)
    amount, factor = finite_number(amount, "amount"), finite_number(factor, "factor")
    if factor < 0:
        raise ValueError(f"factor is {factor}: give 0 or more, and less than 1 to darken")
    return same_type(np.clip(float_levels(image) * factor + amount, *full_range(image)), image)


@np.errstate(over="ignore", invalid="ignore")
def invert(image: np.ndarray) -> np.ndarray:
    """Swap dark and bright: ``255 - image`` for uint8.

    Parameters
    ----------
    image : (H, W) or (H, W, 3) array.

    Returns
    -------
    array of the same shape and type: black + white - image, with black and white from ``full_range``.

    Raises
    ------
    ValueError
        If it is not a picture.

    Examples
    --------
    >>> invert(np.array([[0, 55]], dtype=np.uint8))
    array([[255, 200]], dtype=uint8)
    """
    image = checked_picture(image)
    return same_type(sum(full_range(image)) - float_levels(image), image)


def finite_number(value: Any, name: str) -> float:
    """Give a number as a float; text, booleans, infinity and NaN are refused."""
    return real_number(value, name, "that is finite", lambda number: True)


def number_pair(value: Any, name: str) -> tuple[float, float]:
    """Give a pair of finite numbers as floats."""
    if not is_sequence(value) or len(value) != 2:
        raise ValueError(f"{name} is {shown(value)}: give two finite numbers")
    return finite_number(value[0], name), finite_number(value[1], name)


def checked_picture(image: np.ndarray) -> np.ndarray:
    """Check that an array is a picture, (H, W) or (H, W, 3), and give it."""
    image = picture_array(image)
    if image.ndim == 3 and image.shape[0] in (1, 3) and image.shape[2] != 3:
        raise ValueError(f"got shape {image.shape}, which has its channels first: use to_channels_last")
    if image.ndim == 3 and image.shape[2] == 4:
        raise ValueError(f"got shape {image.shape}, with a channel for transparency: drop it with image[:, :, :3]")
    if image.ndim != 2 and not (image.ndim == 3 and image.shape[2] == 3):
        raise ValueError(f"got an array of shape {image.shape}, wanted a picture: (H, W) gray or (H, W, 3) color")
    if image.size == 0:
        raise ValueError(f"got an empty picture of shape {image.shape}: it needs at least 1 row and 1 column")
    return image


def checked_size(size: tuple[int, int], name: str = "size") -> tuple[int, int]:
    """Check that a picture may have so many rows and columns, and give them as ints."""
    try:
        rows, cols = (whole_number(cells, name, 1, inf) for cells in (size if is_sequence(size) else ()))
    except ValueError:
        raise ValueError(
            f"{name} is {shown(size)}: give (rows, columns), two whole numbers from 1 to {MAX_SIDE:,}"
        ) from None
    if max(rows, cols) > MAX_SIDE or rows * cols > MAX_PIXELS:
        raise ValueError(
            f"{name} is {rows:,} × {cols:,}, more than {MAX_PIXELS:,} pixels or {MAX_SIDE:,} on a side: choose a "
            "smaller one"
        )
    return rows, cols


def checked_fill(image: np.ndarray, fill: Any) -> np.ndarray:
    """Check a color, one level or one per channel, and give it as a () or (3,) array of the type of the picture."""
    color = any_array(fill, "the color to fill with is")
    if color.dtype.kind not in "buif" or color.shape not in ((), image.shape[2:]):
        raise ValueError(f"the color to fill with is {shown(fill)}: give one number, or three for a color picture")
    if image.dtype.kind in "bui":
        limits = (0, 1) if image.dtype == np.bool_ else (np.iinfo(image.dtype).min, np.iinfo(image.dtype).max)
        if not (np.all(color >= limits[0]) and np.all(color <= limits[1])):
            raise ValueError(
                f"the color to fill with is {shown(fill)}, which does not fit {image.dtype}: stay within "
                f"{limits[0]}..{limits[1]}"
            )
    return color.astype(image.dtype)
