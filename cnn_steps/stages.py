"""Pictures on their way into a network, every stage of it to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from cnn_steps.arrays import flag
from cnn_steps.picture_files.picture import Picture
from cnn_steps.pictures import checked_picture, checked_size, normalize, number_pair, to_grayscale, to_uint8
from cnn_steps.resizing import Frame, framed, resize


@dataclass(frozen=True, eq=False)
class Stage:
    """One stop of a picture on its way into a network.

    Attributes
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
    shaped = _framed_stage(upright.array, size, frame, fill)
    stages = [taken, upright, shaped, _channel_stage(shaped.array, color)]
    if inverted:
        stages.append(Stage("inverted", 255 - stages[-1].array, "Dark and bright swapped: 255 minus every level."))
    resized = resize(stages[-1].array, size, method=method)
    before, after = _pixel_count(stages[-1].array), _pixel_count(resized)
    stages.append(Stage("resized", resized, f"{after}, made from {before} by the {method} method."))
    levels = normalize(resized, low=low, high=high)
    stages.append(Stage("range", levels, f"0..255 mapped to {low:g}..{high:g}: what the network takes."))
    return tuple(stages)


def _read_stages(picture: Picture) -> tuple[Stage, Stage]:
    """Give the picture as its file stores it, perhaps shrunk while it was read, and upright."""
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
    shaped = framed(upright, size, frame, fill)
    name, note = {
        "crop": ("cropped", f"The largest piece in the center with the proportions {size[0]}:{size[1]}."),
        "letterbox": ("letterboxed", f"All of it, with bars where the proportions {size[0]}:{size[1]} need them."),
        "stretch": ("whole", "All of it, whatever its proportions."),
    }[frame]
    if frame == "letterbox" and any(np.less(shaped.shape, upright.shape)):
        note += " It was shrunk first, or the bars would be too large."
    return Stage(name, shaped, note)


def _channel_stage(shaped: np.ndarray, color: bool) -> Stage:
    """Give three channels or one: (H, W, 3) or (H, W)."""
    is_gray = shaped.ndim == 2
    if not color:
        note = "The picture has one channel already." if is_gray else "The mean of red, green and blue."
        return Stage("gray", np.rint(to_grayscale(shaped)).astype(np.uint8), note)
    if is_gray:
        channels = np.repeat(shaped[:, :, None], 3, axis=2)  # (H, W) -> (H, W, 3)
        return Stage("color", channels, "The picture is gray, so red, green and blue are equal.")
    return Stage("color", shaped.copy(), "Three channels: red, green and blue.")


def _pixel_count(image: np.ndarray) -> str:
    return f"{image.shape[0]:,} × {image.shape[1]:,} pixels"
