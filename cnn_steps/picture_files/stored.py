"""The pixels of a picture as its file stores them: their depth and levels, and their 8-bit form, band by band."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnn_steps.levels import assumed_range


@dataclass(frozen=True, eq=False)
class StoredPixels:
    """What a decoder gave. It gives its pixels a band at a time, so that no second full copy of them is ever made.

    Parameters
    ----------
    size : (rows, columns).
    mode : the Pillow mode of the bands: L, LA, RGB, RGBA, CMYK or LAB, all of 8 bits a channel.
    depth : bits per channel in the file.
    levels : the darkest and the brightest level of gray or of red, green and blue, counted from black; (nan, nan) if
        no pixel holds a number.
    scale : the levels that become 0 and 255.
    band : a function of ``top`` and ``bottom`` that gives the rows from one up to the other as a Pillow image.
    """

    size: tuple[int, int]
    mode: str
    depth: int
    levels: tuple[float, float]
    scale: tuple[float, float]
    band: Callable[[int, int], Image.Image]


def spans(size: tuple[int, int], *, scale: float = 1.0) -> Iterator[tuple[int, int]]:
    """Cut the rows of a picture into bands of about a million pixels: give where each begins and ends.

    If the picture is shrunk from a larger one, and each of its pixels is made of ``scale`` pixels, a million of those
    are meant.
    """
    rows, cols = size
    height = max(1, int(2**20 / (cols * scale)))
    for top in range(0, rows, height):
        yield top, min(rows, top + height)


def pixels_from_image(image: Image.Image, *, depth: int = 8, white: int = 255) -> StoredPixels:
    """Take a loaded Pillow image of 8 bits a channel, or of fewer that Pillow has stretched to 8.

    Parameters
    ----------
    image : of any mode but those of 16 and 32 bits.
    depth : bits per channel in the file.
    white : the level in the file that Pillow made 255.

    Returns
    -------
    StoredPixels
        With an alpha channel if there is one, or if a color is named as transparent.
    """
    mode = _plain_mode(image)
    cols, rows = image.size

    def band(top: int, bottom: int) -> Image.Image:
        piece = image.crop((0, top, cols, bottom))
        return piece if piece.mode == mode else piece.convert(mode)

    lows, highs = [], []
    for top, bottom in spans((rows, cols)):
        piece = band(top, bottom)
        # Of CMYK and Lab the levels are those that they have as RGB.
        piece = piece.convert("RGB") if mode in ("CMYK", "LAB") else piece
        ends = np.reshape(piece.getextrema(), (-1, 2))  # (channels, 2)
        ends = ends[:-1] if mode.endswith("A") else ends
        lows.append(int(ends.min()))
        highs.append(int(ends.max()))
    levels = round(min(lows) * white / 255), round(max(highs) * white / 255)
    return StoredPixels((rows, cols), mode, depth, levels, (0, white), band)


def _plain_mode(image: Image.Image) -> str:
    """Choose the mode to work in: gray if all pixels are gray, with alpha if any may be transparent."""
    if image.mode in ("CMYK", "LAB"):
        return image.mode
    see_through = "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBA")
    gray = image.mode in ("1", "L", "LA", "La") or (image.mode in ("P", "PA") and _has_gray_palette(image))
    return ("L" if gray else "RGB") + ("A" if see_through else "")


def _has_gray_palette(image: Image.Image) -> bool:
    colors = np.array(image.getpalette("RGB")).reshape(-1, 3)
    return bool(np.all(colors == colors[:, :1]))


def pixels_from_numbers(
    size: tuple[int, int],
    numbers: Callable[[int, int], np.ndarray],
    *,
    depth: int,
    white: int | None = None,
    clear: int | tuple[int, ...] | None = None,
    falling: bool = False,
) -> StoredPixels:
    """Take pixels that are numbers of any number of bits, of which any level may be white.

    Parameters
    ----------
    size : (rows, columns).
    numbers : gives the rows from ``top`` up to ``bottom`` as an (h, w) array, or (h, w, 2 to 4) with channels; the last
        of two or four is alpha.
    depth : bits per channel in the file.
    white : the level that is white, if the file says so. ``None`` finds it: see ``white_level``.
    clear : the level, or the color, that is transparent.
    falling : whether the file stores white as 0 and black as the highest level.

    Returns
    -------
    StoredPixels
    """
    first = numbers(0, 1)
    channels = 1 if first.ndim == 2 else first.shape[2]
    has_alpha = channels in (2, 4)
    lows, highs, most_opaque = [], [], 0.0
    for top, bottom in spans(size):
        colors, alpha = _parted(numbers(top, bottom), has_alpha)
        colors = colors[np.isfinite(colors)] if colors.dtype.kind == "f" else colors
        if colors.size:
            lows.append(float(colors.min()))
            highs.append(float(colors.max()))
        if alpha is not None:
            most_opaque = max(most_opaque, float(alpha.max()))
    low, high = (min(lows), max(highs)) if lows else (math.nan, math.nan)
    scale = (0.0, float(white)) if white else white_level(low, high, first.dtype, depth)
    # What alpha of an opaque pixel is: the level of white, as upper bits that are free in colors are free in alpha too.
    opaque = scale[1] if most_opaque <= scale[1] else 65_535.0
    # Unsigned whole numbers have at most 16 bits: their bytes are worked out once for all levels, and then looked up.
    table = _as_bytes(np.arange(65_536), scale) if first.dtype.kind == "u" else None

    def band(top: int, bottom: int) -> Image.Image:
        stored = numbers(top, bottom)
        colors, alpha = _parted(stored, has_alpha)
        pixels = _as_bytes(colors, scale) if table is None else table[colors]
        pixels = 255 - pixels if falling else pixels
        if clear is not None:
            differs = stored != np.array(clear)
            shown = differs if stored.ndim == 2 else differs.any(axis=2)
            return _with_alpha(pixels, shown * np.uint8(255))
        return Image.fromarray(pixels) if alpha is None else _with_alpha(pixels, _as_bytes(alpha, (0, opaque)))

    mode = ("L" if channels < 3 else "RGB") + ("A" if has_alpha or clear is not None else "")
    levels = (sum(scale) - high, sum(scale) - low) if falling else (low, high)
    return StoredPixels(size, mode, depth, _whole(levels), _whole(scale), band)


def white_level(low: float, high: float, dtype: np.dtype, depth: int) -> tuple[float, float]:
    """Tell which levels are black and white, where the file doesn't say.

    Parameters
    ----------
    low, high : the darkest and the brightest level there is.
    dtype : the type of the numbers: unsigned, signed or floats.
    depth : bits per channel in the file.

    Returns
    -------
    (black, white)
        Cameras and scanners put 10 to 14 bits into 16, or count them in floats: if the brightest level needs at most
        14 bits, white is the brightest level of so many bits, 255 at least. Of 15 and 16 bits, white is the brightest
        level of the type. Floats of 0..1 keep it; all else is stretched from its darkest to its brightest level.

    Examples
    --------
    >>> white_level(1040, 3120, np.dtype(np.uint16), 16)
    (0.0, 4095.0)
    >>> white_level(0, 0.5, np.dtype(np.float32), 32)
    (0.0, 1.0)
    """
    signed = depth == 16 and dtype.kind == "i"
    if low >= 0 and 255 < high < 2 ** (15 if signed else 14):
        return 0.0, 2.0 ** math.ceil(high).bit_length() - 1
    return assumed_range(low, high, floats=dtype.kind == "f")


def _whole(levels: tuple[float, float]) -> tuple[float, float]:
    """Turn floats that are whole numbers into ints: 4095.0 -> 4095."""
    low, high = (int(level) if level.is_integer() else level for level in levels)
    return low, high


def _parted(stored: np.ndarray, has_alpha: bool) -> tuple[np.ndarray, np.ndarray | None]:
    """Take the alpha channel off: (h, w, 2 or 4) -> (h, w) or (h, w, 3), and (h, w)."""
    if not has_alpha:
        return stored, None
    return (stored[:, :, 0] if stored.shape[2] == 2 else stored[:, :, :3]), stored[:, :, -1]


def _as_bytes(numbers: np.ndarray, scale: tuple[float, float]) -> np.ndarray:
    low, high = scale
    if scale == (0.0, 65_535.0):
        return (np.clip(np.nan_to_num(numbers), 0, 65_535) // 256).astype(
            np.uint8
        )  # of 16 bits the upper 8, as is usual
    numbers = np.nan_to_num(numbers.astype(np.float64), nan=low, posinf=high, neginf=low)
    return np.rint((np.clip(numbers, low, high) - low) / (high - low or 1.0) * 255).astype(np.uint8)


def _with_alpha(pixels: np.ndarray, alpha: np.ndarray) -> Image.Image:
    return Image.fromarray(np.dstack([pixels, alpha]))  # (h, w) or (h, w, 3) -> (h, w, 2) or (h, w, 4)
