"""A person's pictures as the browser's tab keeps them: every level exactly, in a file of limited size."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import IO, Any, get_args, get_type_hints
from weakref import WeakKeyDictionary

import numpy as np
from PIL import Image

from cnn_steps import ImageError, Picture, read_picture
from cnn_steps.picture_files import FORMATS
from cnn_steps.pictures import MAX_PIXELS
from ui.components.wire import is_finite
from ui.picture.facts import MAX_SIDE
from ui.picture.file_field import MAX_MEGABYTES

MAX_BYTES = MAX_MEGABYTES * 2**20  # checked again here: only the browser heeds the limit of the field
MOST_KEPT = 390_000
"""Bytes of the file at most, so that with its facts it takes less than 400 kB of the browser's storage."""
LONGEST = 1000  # letters of a color profile's name

_files: WeakKeyDictionary[Picture, bytes] = WeakKeyDictionary()
"""The file of each picture, from its making in ``picture_to_keep`` until ``packed`` hands it to the tab."""


def picture_to_keep(file: IO[bytes]) -> Picture:
    """Read a picture file at the largest size that the tab can keep exactly: the picture in view is then the one kept.

    Raises
    ------
    ImageError
        Where ``read_picture`` raises it.
    """
    side = MAX_SIDE
    while True:
        picture = read_picture(file, max_bytes=MAX_BYTES, max_side=side, background="auto")
        kept_file = _file_of(picture.as_taken)
        if len(kept_file) <= MOST_KEPT:
            _files[picture] = kept_file
            return picture
        longest = max(picture.as_taken.shape[:2])
        side = max(1, min(longest - 1, math.floor(longest * math.sqrt(MOST_KEPT / len(kept_file)))))


def packed(picture: Picture) -> tuple[dict[str, Any], bytes]:
    """The facts of a picture, as JSON can hold them, and a file of its levels."""
    facts = {field.name: getattr(picture, field.name) for field in fields(picture) if field.name != "as_taken"}
    file = _files.pop(picture, None) or _file_of(picture.as_taken)
    return {**facts, "gray": picture.as_taken.ndim == 2}, file


def unpacked(facts: Mapping[str, Any], file: bytes) -> Picture:
    """Read a picture that a tab had kept; it is checked like an upload.

    Raises
    ------
    ValueError
        If ``packed`` can't have given it.
    """
    # Of a WebP, ``read_picture`` allows half of ``max_pixels``.
    levels = read_picture(file, max_pixels=2 * MAX_SIDE**2, max_bytes=MOST_KEPT).as_taken
    if max(levels.shape[:2]) > MAX_SIDE:
        raise ImageError(f"a side of the kept picture is longer than {MAX_SIDE} pixels: choose it again")
    known = {name: value for name, value in facts.items() if name != "gray"}
    if set(known) != {field.name for field in fields(Picture)} - {"as_taken"}:
        raise ImageError("the facts of the picture are not complete: choose it again")
    if facts.get("gray") is True:
        levels = np.ascontiguousarray(levels[:, :, 0] if levels.ndim == 3 else levels)
    elif levels.ndim == 2:
        levels = np.repeat(levels[:, :, None], 3, axis=2)  # (H, W) -> (H, W, 3)
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    for name, fits in _FITS.items():
        if not fits(values[name]):
            raise ImageError(f"the {name} of the picture is no such thing: choose it again")
    rows, columns = values["original_size"]
    if rows < levels.shape[0] or columns < levels.shape[1] or rows * columns > MAX_PIXELS:
        raise ImageError("the picture in the file is larger than it is allowed to be: choose it again")
    return Picture(levels, **values)


def _file_of(levels: np.ndarray) -> bytes:
    """The levels in a lossless WebP file: photographs are a fifth smaller in it than as PNG."""
    file = io.BytesIO()
    Image.fromarray(levels).convert("RGB").save(file, "WEBP", lossless=True, quality=75)
    return file.getvalue()


def _whole(value: object, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


def _two_levels(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and all(type(level) in (int, float) and is_finite(level) for level in value)
        and value[0] <= value[1]
    )


_USES = get_args(get_type_hints(Picture)["profile_use"])
_FITS: dict[str, Callable[[Any], bool]] = {
    "orientation": lambda value: _whole(value, 1, 8),
    "original_size": lambda value: (
        isinstance(value, tuple) and len(value) == 2 and all(_whole(side, 1, MAX_PIXELS) for side in value)
    ),
    "format": lambda value: isinstance(value, str) and value in FORMATS,
    "depth": lambda value: _whole(value, 1, 64),
    "levels": _two_levels,
    "scale": _two_levels,
    "profile": lambda value: isinstance(value, str) and len(value) <= LONGEST and value.isprintable(),
    "profile_use": lambda value: isinstance(value, str) and value in _USES,
    "background": lambda value: (
        value is None
        or (isinstance(value, tuple) and len(value) == 3 and all(_whole(level, 0, 255) for level in value))
    ),
}
