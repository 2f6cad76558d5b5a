"""Pictures brought to another size, to another shape, or turned, by Pillow."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from PIL import Image

from cnn_steps.arrays import one_of, shown, whole_number
from cnn_steps.levels import float_levels, same_type
from cnn_steps.pictures import MAX_SIDE, checked_fill, checked_picture, checked_size, finite_number, pad

_RESAMPLING = {
    "nearest": Image.Resampling.NEAREST,
    "box": Image.Resampling.BOX,
    "area": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
RESIZE_METHODS = tuple(_RESAMPLING)
"""The methods ``resize`` knows. ``"box"``, also called ``"area"``, averages the cells that fall together."""


Frame = Literal["letterbox", "crop", "stretch"]
"""How ``fit`` brings a picture of one shape into another."""

_FRAMED_PIXELS = 2048 * 2048
"""Most pixels a letterboxed picture may have before it is brought to its size."""


@np.errstate(over="ignore")  # what float32 cannot hold becomes infinity
def _through_pillow(image: np.ndarray, change: Callable[[Image.Image, int | None], Image.Image]) -> np.ndarray:
    """Change a picture by Pillow, which takes uint8 pictures whole and floats one channel at a time.

    ``change`` gets the Pillow image to change, and the number of its channel, or ``None`` if it has all of them.
    """
    if image.dtype == np.uint8:
        return np.array(change(Image.fromarray(np.ascontiguousarray(image)), None))
    channels = image[:, :, None] if image.ndim == 2 else image  # (H, W) -> (H, W, 1)
    changed = [
        np.asarray(change(Image.fromarray(np.array(channels[:, :, c], dtype=np.float32, order="C")), c))
        for c in range(channels.shape[2])
    ]
    stacked = changed[0] if image.ndim == 2 else np.stack(changed, axis=2)
    return stacked.astype(float_levels(image).dtype)


def resize(image: np.ndarray, size: tuple[int, int], *, method: str = "bilinear") -> np.ndarray:
    """Bring a picture to another number of rows and columns, without keeping its proportions.

    Parameters
    ----------
    image : (H, W) or (H, W, 3) array.
    size : (height, width) wanted, in pixels.
    method : ``"nearest"`` picks one cell, ``"box"`` (or ``"area"``) averages the cells that fall together,
        ``"bilinear"``, ``"bicubic"`` and ``"lanczos"`` weigh them; the last two can overshoot in float pictures.

    Returns
    -------
    (height, width) or (height, width, 3) array: uint8 stays uint8, rounded; floats keep their type, calculated in
    float32; other types become float64.

    Raises
    ------
    ValueError
        If it is not a picture, the size makes no sense, or the method is unknown.

    Examples
    --------
    >>> resize(np.array([[0, 100], [100, 200]], dtype=np.uint8), (1, 2), method="box")
    array([[ 50, 150]], dtype=uint8)
    """
    image = checked_picture(image)
    rows, cols = checked_size(size)
    one_of(method, "method", RESIZE_METHODS)
    return _through_pillow(image, lambda plane, _: plane.resize((cols, rows), _RESAMPLING[method]))


def resize_weights(count: int, wanted: int, place: int) -> tuple[int, np.ndarray]:
    """Tell from which cells of a line ``resize`` makes one cell of the new line, by the bilinear method.

    Parameters
    ----------
    count, wanted : cells of the line before and after.
    place : the cell of the new line, from 0 to ``wanted - 1``.

    Returns
    -------
    (first, weights)
        The first cell that has a weight, and the weights of it and of those after it: (n,), adding up to 1. The
        weight of a pixel of a picture is that of its row times that of its column.

    Raises
    ------
    ValueError
        If there is no such cell, or a number is not whole.

    Source
    ------
    Pillow, ``Resample.c``: a triangle around the middle of the new cell, as wide as two of them, but never narrower
    than two cells of the old line.

    Examples
    --------
    >>> resize_weights(6, 3, 1)
    (1, array([0.125, 0.375, 0.375, 0.125]))
    """
    count, wanted = whole_number(count, "count", 1, MAX_SIDE), whole_number(wanted, "wanted", 1, MAX_SIDE)
    try:
        place = whole_number(place, "place", 0, wanted - 1)
    except ValueError:
        raise ValueError(
            f"place is {shown(place)} but the new line has {wanted} cells: give 0 to {wanted - 1}"
        ) from None
    scale = count / wanted
    reach = max(scale, 1.0)
    middle = (place + 0.5) * scale
    first, stop = max(0, int(middle - reach + 0.5)), min(count, int(middle + reach + 0.5))
    weights = np.maximum(0.0, 1.0 - np.abs(np.arange(first, stop) + 0.5 - middle) / reach)
    (used,) = np.nonzero(weights)
    first, weights = first + int(used[0]), weights[used[0] : used[-1] + 1]
    return first, weights / weights.sum()


def fit(
    image: np.ndarray,
    size: tuple[int, int],
    *,
    frame: Frame = "letterbox",
    fill: float | tuple[float, float, float] | Literal["border"] = 0,
    method: str = "bilinear",
) -> np.ndarray:
    """Bring a picture of any shape to a size.

    Parameters
    ----------
    image : (H, W) or (H, W, 3) array.
    size : (height, width) wanted, in pixels.
    frame : ``"letterbox"`` keeps all of the picture and adds bars, ``"crop"`` cuts the largest piece of the right shape
        from the center, ``"stretch"`` changes the proportions.
    fill : the color of the bars; ``"border"`` takes the median of the picture's outermost pixels.
    method : as for ``resize``.

    Returns
    -------
    (height, width) or (height, width, 3) array, type as for ``resize``.

    Raises
    ------
    ValueError
        If it is not a picture, or the size, the frame, the fill or the method makes no sense.

    Examples
    --------
    >>> fit(np.array([[8, 8]], dtype=np.uint8), (4, 2), method="nearest")
    array([[0, 0],
           [0, 0],
           [8, 8],
           [0, 0]], dtype=uint8)
    """
    return resize(framed(checked_picture(image), checked_size(size), frame, fill), size, method=method)


def framed(image: np.ndarray, size: tuple[int, int], frame: str, fill: Any) -> np.ndarray:
    """Give a picture the proportions of ``size``, by bars or by a cut, so that it can be resized without distortion.

    Its pixels stay as they are, unless the bars would make it too large: then it is shrunk before.
    """
    one_of(frame, "frame", ("letterbox", "crop", "stretch"))
    rows, cols = image.shape[:2]
    # In these proportions: the rows that go with all columns, and the columns that go with all rows.
    rows_for_cols = max(1, round(cols * size[0] / size[1]))
    cols_for_rows = max(1, round(rows * size[1] / size[0]))
    if frame == "crop":
        height, width = min(rows, rows_for_cols), min(cols, cols_for_rows)
        top, left = (rows - height) // 2, (cols - width) // 2
        return image[top : top + height, left : left + width].copy()
    if frame == "stretch":
        return image.copy()
    color = _border_color(image) if isinstance(fill, str) and fill == "border" else checked_fill(image, fill)
    height, width = max(rows, rows_for_cols), max(cols, cols_for_rows)
    if height * width > _FRAMED_PIXELS:
        # A strip of 1 × 5,000 would become a square of 25 million pixels: shrink it first.
        scale = math.sqrt(_FRAMED_PIXELS / (height * width))
        image = resize(image, (max(1, int(rows * scale)), max(1, int(cols * scale))), method="box")
        return framed(image, size, frame, color)
    top, left = (height - rows + 1) // 2, (width - cols) // 2
    return pad(image, ((top, height - rows - top), (left, width - cols - left)), fill=color)


@np.errstate(over="ignore", invalid="ignore")
def _border_color(image: np.ndarray) -> np.ndarray:
    edges = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    return same_type(np.median(edges, axis=0), image)


def rotate(
    image: np.ndarray,
    degrees: float = 90,
    *,
    fill: float | tuple[float, float, float] = 0,
    method: Literal["nearest", "bilinear", "bicubic"] = "bilinear",
) -> np.ndarray:
    """Turn a picture counterclockwise, onto a canvas large enough for all of it.

    Parameters
    ----------
    image : (H, W) or (H, W, 3) array.
    degrees : the angle; negative turns clockwise. Multiples of 90 only move pixels, every value stays exact.
    fill : the value of the corners that come free, or one per channel.
    method : how pixels are mixed at other angles: ``"nearest"``, ``"bilinear"`` or ``"bicubic"``.

    Returns
    -------
    array: (H, W) becomes (W, H) at 90 and 270 degrees, and larger at other angles. Type as for ``resize``.

    Raises
    ------
    ValueError
        If it is not a picture, the angle is not a finite number, the fill does not fit the type, or the canvas would be
        too large.

    Examples
    --------
    >>> rotate(np.array([[1, 2], [3, 4]]), 90)
    array([[2, 4],
           [1, 3]])
    """
    image = checked_picture(image)
    one_of(method, "method", ("nearest", "bilinear", "bicubic"))
    degrees = finite_number(degrees, "degrees")
    color = checked_fill(image, fill)
    if degrees % 90 == 0:
        return np.array(np.rot90(image, int(degrees // 90)), order="C")
    levels = np.broadcast_to(color, image.shape[2:]).tolist()  # a number, or three
    across, up = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
    height, width = image.shape[:2]
    checked_size((math.ceil(height * across + width * up), math.ceil(width * across + height * up)), "the turned size")

    def turn(plane: Image.Image, channel: int | None) -> Image.Image:
        color = levels if image.ndim == 2 else tuple(levels) if channel is None else levels[channel]
        return plane.rotate(degrees, _RESAMPLING[method], expand=True, fillcolor=color)

    return _through_pillow(image, turn)
