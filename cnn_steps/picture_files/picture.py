"""A picture as it was read from a file, and how it is turned upright.

Cameras store the pixels in the order of their sensor, and beside them the EXIF orientation, a number from 1 to 8 that
says how to turn or mirror them.

Source: CIPA DC-008 (Exif 2.32), tag 274.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnn_steps.picture_files.color_profiles import ProfileUse


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture as it was read, before and after it is turned upright.

    Attributes
    ----------
    as_taken : (H, W) or (H, W, 3) uint8 array, the pixels in the order the file stores them, shrunk if ``max_side``
        asked for that. A HEIC is turned upright while it is decoded, so that its orientation is 1.
    orientation : one of ``ORIENTATIONS``: how ``as_taken`` has to be turned. 1 is upright already.
    original_size : (rows, columns) stored in the file, before any shrinking by ``max_side``.
    format : the file format, one of ``FORMATS``.
    depth : bits per channel in the file: 1 for black and white, 8 for most, 10 to 16 for some cameras and scanners, 32
        for floats. A palette has 8.
    levels : the darkest and the brightest level of gray, or of red, green and blue, in all pixels of the file, before a
        color profile: as the file has them, counted from black. Of CMYK, Lab and YCbCr it is what they are as RGB.
        Where the decoder hands over 8 bits of deeper colors (AVIF, HEIC in color, 16-bit CMYK, PPM written as text,
        TIFF compressed color by color) it is those, and ``scale`` is (0, 255).
    scale : the levels of the file that became 0 and 255.
    profile : what the color profile in the file calls itself, a line of at most 60 characters; ``""`` if it doesn't, or
        if there is none. A PNG, HEIC or AVIF may also name Display P3 or BT.2020 by a number, and a PNG its gamma.
    profile_use : what became of it: ``"none"`` was there, ``"srgb"`` needs no conversion, ``"converted"`` to sRGB, or
        ``"unreadable"``, so that the levels are taken as sRGB.
    background : the color behind transparent pixels, red, green and blue in 0..255; ``None`` if none is transparent.
    """

    as_taken: np.ndarray
    orientation: int
    original_size: tuple[int, int]
    format: str
    depth: int = 8
    levels: tuple[float, float] = (0, 255)
    scale: tuple[float, float] = (0, 255)
    profile: str = ""
    profile_use: ProfileUse = "none"
    background: tuple[int, int, int] | None = None

    @property
    def upright(self) -> np.ndarray:
        """The picture the right way up: a new (H, W) or (H, W, 3) uint8 array."""
        return np.array(_TURNS[self.orientation](self.as_taken), order="C")


_TURNS: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    1: lambda pixels: pixels,
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: pixels[::-1, ::-1].swapaxes(0, 1),
    8: lambda pixels: np.rot90(pixels, 1),
}
"""What to do with the pixels of a picture of each orientation."""

_UNDONE_BY = {6: 8, 8: 6}
"""The orientation whose turn undoes that of another. All others undo themselves."""

ORIENTATIONS = tuple(_TURNS)
"""Every EXIF orientation there is, 1 to 8."""


def turned_back(upright: np.ndarray, orientation: int) -> np.ndarray:
    """Give an upright picture as it was taken, where ``orientation`` is what made it upright.

    Examples
    --------
    >>> turned_back(np.array([[3, 1], [4, 2]]), 6)
    array([[1, 2],
           [3, 4]])
    """
    return np.ascontiguousarray(_TURNS[_UNDONE_BY.get(orientation, orientation)](upright))
