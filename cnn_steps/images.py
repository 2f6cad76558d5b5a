"""Pictures on their way into a network: fitted, every stage of it to see.

What a picture is as an array, and the changes that take NumPy alone, are in ``pictures.py``; other sizes are in
``resizing.py``, and reading files is in ``picture_files/``. All of it can be imported from here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from cnn_steps.arrays import flag, one_of
from cnn_steps.picture_files import FORMATS, MAX_BYTES, ImageError, Picture, Source, load_image, read_picture
from cnn_steps.pictures import (
    MAX_PIXELS,
    MAX_SIDE,
    adjust_brightness,
    checked_fill,
    checked_picture,
    checked_size,
    crop,
    flip,
    full_range,
    invert,
    normalize,
    number_pair,
    pad,
    same_type,
    to_channels_first,
    to_channels_last,
    to_grayscale,
    to_uint8,
)
from cnn_steps.resizing import RESIZE_METHODS, resize, resize_weights, rotate

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE",
    "RESIZE_METHODS",
    "Frame",
    "ImageError",
    "Picture",
    "Source",
    "Stage",
    "adjust_brightness",
    "crop",
    "fit",
    "fit_bitmap",
    "flip",
    "full_range",
    "input_layer",
    "invert",
    "load_image",
    "normalize",
    "pad",
    "picture_stages",
    "read_picture",
    "resize",
    "resize_weights",
    "rotate",
    "to_channels_first",
    "to_channels_last",
    "to_grayscale",
]

Frame = Literal["letterbox", "crop", "stretch"]

_FLOAT32_MAX = float(np.finfo(np.float32).max)
_FRAMED_PIXELS = 2048 * 2048


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
    return resize(_framed(checked_picture(image), checked_size(size), frame, fill), size, method=method)


def _framed(image: np.ndarray, size: tuple[int, int], frame: str, fill: Any) -> np.ndarray:
    """Give a picture the proportions of ``size``, at about its own number of pixels."""
    one_of(frame, "frame", ("letterbox", "crop", "stretch"))
    rows, cols = image.shape[:2]
    # The rows that would go with all columns, and the columns that would go with all rows.
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
        return _framed(image, size, frame, color)
    top, left = (height - rows + 1) // 2, (width - cols) // 2
    return pad(image, ((top, height - rows - top), (left, width - cols - left)), fill=color)


@np.errstate(over="ignore", invalid="ignore")
def _border_color(image: np.ndarray) -> np.ndarray:
    edges = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    return same_type(np.median(edges, axis=0), image)


@dataclass(frozen=True, eq=False)
class Stage:
    """One stop of a picture on its way into a network.

    Parameters
    ----------
    name : what happened here, in a word or two.
    array : the picture after it: uint8 up to the last stage, then floats.
    note : what was done, in a sentence or two.
    """

    name: str
    array: np.ndarray
    note: str


def picture_stages(
    picture: Picture | np.ndarray,
    *,
    size: tuple[int, int] = (64, 64),
    frame: Frame = "crop",
    color: bool = True,
    value_range: tuple[float, float] = (0.0, 1.0),
    invert: bool = False,
    fill: float | tuple[float, float, float] | Literal["border"] = 0,
    method: str = "bilinear",
) -> tuple[Stage, ...]:
    """Show a picture on its way into a network, stage by stage.

    Parameters
    ----------
    picture : what ``read_picture`` gave, or an (H, W) or (H, W, 3) array.
    size : (rows, columns) the network takes, in pixels.
    frame : how the picture gets its proportions: ``"crop"``, ``"letterbox"`` or ``"stretch"``, as for ``fit``.
    color : three channels if true, one if false.
    value_range : what black and white become at the end, such as (0, 1) or (-1, 1).
    invert : swap dark and bright, for a dark drawing on white paper.
    fill : the color of letterbox bars, as for ``fit``.
    method : how it is resized, as for ``resize``.

    Returns
    -------
    tuple of Stage, in order: "as taken", or "shrunk" if it was read smaller than its file is; "upright"; "cropped",
    "letterboxed" or "whole"; "color" or "gray"; "inverted" if asked for; "resized"; "range". The last array is float64,
    (rows, columns, 3) or (rows, columns); all before it are uint8.

    Raises
    ------
    ValueError
        If a setting makes no sense.

    Examples
    --------
    >>> for stage in picture_stages(np.zeros((4, 6), dtype=np.uint8), size=(2, 2), color=False):
    ...     print(stage.name, stage.array.shape)
    as taken (4, 6)
    upright (4, 6)
    cropped (4, 4)
    gray (4, 4)
    resized (2, 2)
    range (2, 2)
    """
    size = checked_size(size)
    low, high = number_pair(value_range, "value_range")
    color, inverted = flag(color, "color"), flag(invert, "invert")
    taken, upright = _read_stages(picture) if isinstance(picture, Picture) else _array_stages(picture)
    framed = _framed_stage(upright.array, size, frame, fill)
    stages = [taken, upright, framed, _channel_stage(framed.array, color)]
    if inverted:
        stages.append(Stage("inverted", 255 - stages[-1].array, "Dark and bright swapped: 255 minus every level."))
    resized = resize(stages[-1].array, size, method=method)
    before, after = _pixel_count(stages[-1].array), _pixel_count(resized)
    stages.append(Stage("resized", resized, f"{after}, made from {before} by the {method} method."))
    levels = normalize(resized, low=low, high=high)
    stages.append(Stage("range", levels, f"0..255 mapped to {low:g}..{high:g}: what the network takes."))
    return tuple(stages)


def _read_stages(picture: Picture) -> tuple[Stage, Stage]:
    """Give the picture as taken and upright. What else reading did to it is in its other fields."""
    (rows, cols), orientation = picture.original_size, picture.orientation
    name, note = "as taken", f"{_pixel_count(picture.as_taken)}."
    if (rows, cols) != picture.as_taken.shape[:2]:
        name, note = "shrunk", f"The file has {rows:,} × {cols:,} pixels. They were shrunk to {note}"
    turned = f"Turned as its EXIF orientation {orientation} says." if orientation != 1 else "No turn is asked for."
    if picture.format == "HEIC":
        turned = "Decoding a HEIC turns it upright already, where it asks for that."
    return Stage(name, picture.as_taken.copy(), note), Stage("upright", picture.upright, turned)


def _array_stages(picture: np.ndarray) -> tuple[Stage, Stage]:
    taken = to_uint8(checked_picture(picture))
    return Stage("as taken", taken, f"{_pixel_count(taken)}."), Stage("upright", taken.copy(), "No turn is asked for.")


def _framed_stage(upright: np.ndarray, size: tuple[int, int], frame: Frame, fill: Any) -> Stage:
    framed = _framed(upright, size, frame, fill)
    name, note = {
        "crop": ("cropped", f"The largest piece in the center with the proportions {size[0]}:{size[1]}."),
        "letterbox": ("letterboxed", f"All of it, with bars where the proportions {size[0]}:{size[1]} need them."),
        "stretch": ("whole", "All of it, whatever its proportions."),
    }[frame]
    if frame == "letterbox" and any(np.less(framed.shape, upright.shape)):
        note += " It was shrunk first, or the bars would be too large."
    return Stage(name, framed, note)


def _channel_stage(framed: np.ndarray, color: bool) -> Stage:
    """Give three channels or one: (H, W, 3) or (H, W)."""
    is_gray = framed.ndim == 2
    if not color:
        note = "The picture has one channel already." if is_gray else "The mean of red, green and blue."
        return Stage("gray", np.rint(to_grayscale(framed)).astype(np.uint8), note)
    if is_gray:
        channels = np.repeat(framed[:, :, None], 3, axis=2)  # (H, W) -> (H, W, 3)
        return Stage("color", channels, "The picture is gray, so red, green and blue are equal.")
    return Stage("color", framed.copy(), "Three channels: red, green and blue.")


def _pixel_count(image: np.ndarray) -> str:
    return f"{image.shape[0]:,} × {image.shape[1]:,} pixels"


def input_layer(
    source: Source | Picture | np.ndarray,
    target_size: tuple[int, int] = (64, 64),
    *,
    method: str = "bilinear",
    whole: bool = False,
    low: float = 0.0,
    high: float = 1.0,
    max_pixels: int = MAX_PIXELS,
    max_bytes: int = MAX_BYTES,
) -> np.ndarray:
    """Load a picture, resize it, turn it gray and map 0..255 to ``low``..``high``.

    The tutorial that this follows resizes by Pillow's default, which is bicubic, and casts gray levels to uint8, which
    cuts off what stands behind the point: ``method="bicubic", whole=True`` gives its numbers. By default the method is
    bilinear, which makes no level darker or brighter than those it mixes, and gray levels keep their fractions. On the
    example photograph that changes levels by up to 13 of 255. The tutorial turns no picture upright and lays no
    transparent one over a background.

    Parameters
    ----------
    source : what ``load_image`` takes, or a picture already read, or an (H, W) or (H, W, 3) array.
    target_size : (height, width) of the result, in pixels; the proportions are not kept (``fit`` keeps them).
    method : how it is resized, as for ``resize``.
    whole : cut the gray levels down to whole numbers, as for ``to_grayscale``.
    low, high : what black and white become.
    max_pixels, max_bytes : as for ``load_image``.

    Returns
    -------
    (height, width) float64 array in low..high.

    Raises
    ------
    ImageError
        If the source can't be used as a picture.
    ValueError
        If a setting makes no sense.

    Examples
    --------
    >>> input_layer(b"P5 2 1 255 " + bytes([0, 255]), (1, 2))
    array([[0., 1.]])
    >>> input_layer(np.array([[[0, 0, 50]]], dtype=np.uint8), (1, 1), whole=True, high=255)  # 50 / 3 is 16.67
    array([[16.]])
    """
    target_size = checked_size(target_size, "target_size")
    if isinstance(source, Picture):
        image = source.upright
    elif isinstance(source, np.ndarray):
        image = to_uint8(checked_picture(source))
    else:
        image = load_image(source, max_pixels=max_pixels, max_bytes=max_bytes)
    gray = to_grayscale(resize(image, target_size, method=method), whole=whole)
    return normalize(gray, low=low, high=high, source_range=(0, 255))


def fit_bitmap(picture: Picture | np.ndarray, *, size: tuple[int, int] = (7, 5), invert: bool = False) -> np.ndarray:
    """Bring any picture to the few cells and the -1..1 range of the digit bitmaps.

    Parameters
    ----------
    picture : what ``read_picture`` gave, or an (H, W) or (H, W, 3) array.
    size : (rows, columns) of the bitmap.
    invert : swap dark and bright, for a dark digit on white paper: the bitmaps are bright on dark.

    Returns
    -------
    (7, 5) float64 array: gray, letterboxed in the color of its border, averaged down cell by cell, and stretched so
    that the darkest cell is -1 and the brightest is 1. A picture of one color becomes -1 everywhere: nothing drawn.

    Raises
    ------
    ValueError
        If it is not a picture, or the size makes no sense.

    Examples
    --------
    >>> fit_bitmap(np.array([[0, 255], [255, 51]], dtype=np.uint8), size=(2, 2))
    array([[-1. ,  1. ],
           [ 1. , -0.6]])
    """
    upright = picture.upright if isinstance(picture, Picture) else checked_picture(picture)
    inverted = flag(invert, "invert")
    gray = to_grayscale(upright).astype(np.float64)
    black, white = full_range(gray)
    gray = np.clip(np.nan_to_num(gray, nan=black, posinf=white, neginf=black), -_FLOAT32_MAX, _FLOAT32_MAX)
    if inverted:
        gray = -gray
    cells = fit(gray, size, frame="letterbox", fill="border", method="box")
    low, high = cells.min(), cells.max()
    # Averages of one color differ in their last digits only; stretching those would show noise.
    if high - low <= 1e-6 * max(1.0, abs(low), abs(high)):
        return np.full(cells.shape, -1.0)
    return (cells - low) / (high - low) * 2 - 1
