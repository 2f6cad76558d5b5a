"""Pictures from files: read safely, whatever a file is called, turned upright and brought to 8 bits a channel."""

from __future__ import annotations

import contextlib
import io
import math
import os
import stat
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Literal

import numpy as np

# Image.open(formats=...) would import every plugin there is to find these two.
from PIL import Image, ImageColor, TiffImagePlugin, WebPImagePlugin  # noqa: F401

from cnn_steps.arrays import is_sequence, shown, whole_number
from cnn_steps.file_kinds import kind_of
from cnn_steps.file_refusals import why_not_decoded, why_not_this_size, why_refused
from cnn_steps.pictures import MAX_PIXELS, MAX_SIDE, assumed_range
from cnn_steps.resizing import resize

MAX_BYTES = 32 * 2**20
"""Largest file taken by default: 32 MiB, more than a camera's largest JPEG."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")
"""The only decoders a file can reach. Those left out can run other programs (EPS) or are rarely needed."""

_MOST_PIXELS = 178_956_970  # Pillow refuses more by itself

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes]


class ImageError(ValueError):
    """A file that can't be used as a picture. The message is one sentence for the person who chose the file."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture as it was read, before and after it is turned upright.

    Parameters
    ----------
    as_taken : (H, W) or (H, W, 3) uint8 array, the pixels in the order the file stores them, shrunk if ``max_side``
        asked for that.
    orientation : 1 to 8, the EXIF orientation: how ``as_taken`` has to be turned. 1 is upright already.
    original_size : (rows, columns) stored in the file, before any shrinking by ``max_side``.
    format : the file format, one of ``FORMATS``.
    depth : bits per channel in the file: 1 for black and white, 8 for most, 10 to 16 for some cameras and scanners, 32
        for floats. A palette has 8.
    levels : the darkest and the brightest level of any channel, as the file has them, before a color profile.
    scale : the levels of the file that became 0 and 255.
    profile : what the color profile in the file calls itself; ``""`` without one.
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
    profile_use: Literal["none", "srgb", "converted", "unreadable"] = "none"
    background: tuple[int, int, int] | None = None

    @property
    def upright(self) -> np.ndarray:
        """The picture the right way up: a new (H, W) or (H, W, 3) uint8 array."""
        return np.array(_TURNS[self.orientation](self.as_taken), order="C")


# What each EXIF orientation asks for. Source: CIPA DC-008 (Exif 2.32), tag 274.
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
_UNDONE_BY = {6: 8, 8: 6}  # all other turns undo themselves


def load_image(
    source: Source,
    *,
    max_pixels: int = MAX_PIXELS,
    max_bytes: int = MAX_BYTES,
    background: str | int | tuple[int, int, int] = "white",
    max_side: int | None = None,
) -> np.ndarray:
    """Read a picture file into an upright gray or RGB array.

    Parameters
    ----------
    source : a path, the bytes of a file, or a file object open for reading bytes. A file object that can seek is read
        from its start and left where it was; it is never closed.
    max_pixels : rows × columns allowed, up to Pillow's own limit of 178,956,970. Checked from the header, before any
        pixel is decoded.
    max_bytes : size of the file allowed, in bytes.
    background : what shows through transparent pixels: a color name or ``"#rrggbb"``, a gray level, or red, green and
        blue in 0..255.
    max_side : shrink so that no side is longer than this, in pixels. A JPEG is then decoded at a half, a quarter or an
        eighth of its size, which takes a fraction of the memory. ``None`` keeps the size.

    Returns
    -------
    (H, W) uint8 array if the file stores gray, else (H, W, 3), in 0..255. EXIF orientation is applied; of animations
    and multi-page files it is the first frame. 16-bit levels keep their upper 8 bits. 32-bit levels have no fixed
    white: 0..1 (floats), 0..255 and 0..65,535 (integers) are taken as such, anything else is stretched from its
    darkest to its brightest level; NaN becomes black. CMYK and color profiles are converted by the plain formula.

    Raises
    ------
    ImageError
        If the source is not a picture, is damaged or cut off, is too large or of too many parts, or can't be read.
    ValueError
        If a limit or the background makes no sense.

    Source
    ------
    EXIF orientation: CIPA DC-008 (Exif 2.32), tag 274.

    Examples
    --------
    >>> load_image(b"P5 2 1 255 " + bytes([0, 255]))
    array([[  0, 255]], dtype=uint8)
    """
    return read_picture(
        source, max_pixels=max_pixels, max_bytes=max_bytes, background=background, max_side=max_side
    ).upright


def read_picture(
    source: Source,
    *,
    max_pixels: int = MAX_PIXELS,
    max_bytes: int = MAX_BYTES,
    background: str | int | tuple[int, int, int] = "white",
    max_side: int | None = None,
) -> Picture:
    """Read a picture file once, keeping it as taken and upright.

    Parameters
    ----------
    source, max_pixels, max_bytes, background, max_side
        As in ``load_image``.

    Returns
    -------
    Picture

    Raises
    ------
    ImageError, ValueError
        Wherever ``load_image`` raises them.

    Source
    ------
    EXIF orientation: CIPA DC-008 (Exif 2.32), tag 274.

    Examples
    --------
    >>> picture = read_picture(b"P5 2 1 255 " + bytes([0, 255]))
    >>> picture.orientation, picture.original_size, picture.format
    (1, (1, 2), 'PPM')
    """
    _check_limit("max_pixels", max_pixels)
    _check_limit("max_bytes", max_bytes)
    if max_side is not None:
        _check_limit("max_side", max_side)
    color = _background_color(background)
    data = _file_bytes(source, max_bytes)
    if not data:
        raise ImageError("the file is empty (0 bytes): choose a picture file, or save this one again")
    try:
        return _decode(data, max_pixels, color, max_side)
    except ImageError:
        raise
    # A hostile file can make a decoder raise anything: SyntaxError, struct.error, KeyError, MemoryError, ...
    except Exception as error:
        out_of_memory = isinstance(error, (MemoryError, Image.DecompressionBombError))
        raise ImageError(why_refused(data, out_of_memory=out_of_memory)) from error


# Silencing warnings swaps a list that all threads share: one decoder at a time, which also bounds the memory.
_ONE_AT_A_TIME = threading.Lock()


def _decode(data: bytes, max_pixels: int, background: tuple[int, int, int], max_side: int | None) -> Picture:
    if reason := why_not_decoded(data, max_pixels=min(max_pixels, _MOST_PIXELS), max_side=MAX_SIDE):
        raise ImageError(reason)
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=[kind_of(data)]) as image:
            cols, rows = image.size
            _check_size(image, max_pixels)
            small = None if max_side is None or max(rows, cols) <= max_side else _shrunk((rows, cols), max_side)
            if small and image.format in ("JPEG", "MPO"):
                image.draft(None, (small[1], small[0]))  # decodes a half, a quarter or an eighth, never less than asked
            turned = _orientation(image) if image.format == "TIFF" else 1
            image.load()
            if image.format == "PNG" and data[24] == 16:
                _scale_transparent_color(image)
            orientation = _orientation(image)
            pixels = _pixels(image, background)
            name = "JPEG" if image.format == "MPO" else str(image.format)
    if small:
        pixels = resize(pixels, small, method="box")
    if turned != 1 and orientation == 1:
        # Pillow turns a TIFF upright while loading it, and swaps its size on opening: undo both for "as taken".
        orientation = turned
        pixels = _TURNS[_UNDONE_BY.get(turned, turned)](pixels)
        if turned > 4:
            rows, cols = cols, rows
    return Picture(np.ascontiguousarray(pixels), orientation, (rows, cols), name)


def _check_pixels(rows: int, cols: int, max_pixels: int) -> None:
    if reason := why_not_this_size((rows, cols), max_pixels=max_pixels, max_side=MAX_SIDE):
        raise ImageError(reason)


def _check_size(image: Image.Image, max_pixels: int) -> None:
    """Refuse what the header alone shows to be too much work, now as the decoder understands it."""
    cols, rows = image.size
    _check_pixels(rows, cols, max_pixels)
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        # A tile is decoded whole, however little of it the picture covers.
        tile_rows, tile_cols = image.tag_v2.get(323, 1), image.tag_v2.get(322, 1)
        if tile_rows * tile_cols > max(max_pixels, 2**16):
            raise ImageError(
                f"the TIFF is stored in tiles of {tile_rows:,} × {tile_cols:,} pixels, more than the {max_pixels:,} "
                "allowed: save it as PNG instead"
            )


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(274, 1)
    except Exception:  # EXIF is decoration: a picture with a broken one is shown as it is stored
        return 1
    return int(value) if isinstance(value, (int, float)) and value in _TURNS else 1


def _pixels(image: Image.Image, background: tuple[int, int, int]) -> np.ndarray:
    """Convert a loaded Pillow image of any mode to uint8, (H, W) for gray modes, else (H, W, 3)."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _over_background(image, _levels_to_uint8(image), background)
    see_through = "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBA", "RGBa")
    gray = image.mode in ("1", "L", "LA", "La") or (image.mode in ("P", "PA") and _has_gray_palette(image))
    gray = gray and not (see_through and len(set(background)) > 1)
    cols, rows = image.size
    pixels = np.empty((rows, cols) if gray else (rows, cols, 3), dtype=np.uint8)
    for band, piece in _bands(image):
        if see_through:
            piece = piece.convert("LA" if gray else "RGBA")
            canvas = Image.new("L", piece.size, background[0]) if gray else Image.new("RGB", piece.size, background)
            canvas.paste(piece.convert(canvas.mode), mask=piece.getchannel("A"))
            piece = canvas
        pixels[band] = np.asarray(piece.convert("L" if gray else "RGB"))
    return pixels


def _scale_transparent_color(image: Image.Image) -> None:
    """Bring the transparent color of a PNG of 16 bits per channel to the 8 bits that Pillow keeps of its pixels."""
    clear = image.info.get("transparency")
    if isinstance(clear, tuple):
        image.info["transparency"] = tuple(level >> 8 for level in clear)


def _over_background(image: Image.Image, pixels: np.ndarray, background: tuple[int, int, int]) -> np.ndarray:
    """Let the background show through the one transparent level a 16-bit gray PNG may have."""
    level = image.info.get("transparency")
    if not isinstance(level, int):
        return pixels
    clear = np.asarray(image) == level
    if len(set(background)) > 1:
        pixels = np.repeat(pixels[:, :, None], 3, axis=2)  # (H, W) -> (H, W, 3)
        pixels[clear] = background
    else:
        pixels[clear] = background[0]
    return pixels


def _has_gray_palette(image: Image.Image) -> bool:
    colors = np.array(image.getpalette("RGB") or [0, 0, 1]).reshape(-1, 3)
    return bool(np.all(colors == colors[:, :1]))


def _levels_to_uint8(image: Image.Image) -> np.ndarray:
    """Bring 16- and 32-bit gray levels to 0..255, (H, W) uint8."""
    pixels = _rising_levels_to_uint8(image)
    # Photometric interpretation 0 stores white as 0; Pillow turns that round only up to 8 bits.
    falling = isinstance(image, TiffImagePlugin.TiffImageFile) and image.tag_v2.get(262) == 0
    return 255 - pixels if falling else pixels


def _rising_levels_to_uint8(image: Image.Image) -> np.ndarray:
    cols, rows = image.size
    pixels = np.empty((rows, cols), dtype=np.uint8)
    if image.mode.startswith("I;16"):
        for band, piece in _bands(image):
            pixels[band] = np.asarray(piece) >> 8  # the upper 8 bits, as Pillow does for 16-bit color
        return pixels
    lows, highs = [], []
    for _, piece in _bands(image):
        levels = np.asarray(piece)
        levels = levels[np.isfinite(levels)]
        if levels.size:
            lows.append(float(levels.min()))
            highs.append(float(levels.max()))
    if not lows:
        raise ImageError("the picture holds no number at all (every pixel is NaN or infinite): export it again")
    low, high = assumed_range(min(lows), max(highs), floats=image.mode == "F")
    if image.format == "PPM" and image.mode == "I":
        low, high = 0.0, 65_535.0  # where Pillow puts every PPM of more than 8 bits
    for band, piece in _bands(image):
        levels = np.nan_to_num(np.asarray(piece, dtype=np.float64), nan=low, posinf=high, neginf=low)
        if (low, high) == (0, 65_535):
            pixels[band] = levels // 256
        else:
            pixels[band] = np.rint((levels - low) / (high - low or 1.0) * 255)
    return pixels


def _bands(image: Image.Image) -> Iterator[tuple[slice, Image.Image]]:
    """Cut a loaded image into bands of about a million pixels, so that no second full copy is ever made."""
    cols, rows = image.size
    height = max(1, 2**20 // cols)
    for top in range(0, rows, height):
        bottom = min(rows, top + height)
        yield slice(top, bottom), image.crop((0, top, cols, bottom))


def _shrunk(size: tuple[int, int], max_side: int) -> tuple[int, int]:
    scale = max_side / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _check_limit(name: str, limit: int) -> None:
    whole_number(limit, name, 1, math.inf)


def _background_color(background: str | int | tuple[int, int, int]) -> tuple[int, int, int]:
    try:
        color: Any = ImageColor.getrgb(background)[:3] if isinstance(background, str) else background
        levels = color if is_sequence(color) else (color,) * 3
        red, green, blue = (whole_number(level, "background", 0, 255) for level in levels)
    except ValueError:
        raise ValueError(
            f"background is {shown(background)} and must be a color: use a name like 'white', '#rrggbb', a gray level "
            "or three levels in 0..255"
        ) from None
    return red, green, blue


def _file_bytes(source: Source, max_bytes: int) -> bytes:
    """Take the bytes of a file out of whatever it is handed over as, never more than ``max_bytes``."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        _check_bytes(memoryview(source).nbytes, max_bytes)
        return bytes(source)
    if isinstance(source, (str, os.PathLike)):
        return _bytes_at(source, max_bytes)
    if hasattr(source, "read"):
        return _bytes_from(source, max_bytes)
    raise ImageError(
        f"a picture can't be read from a {type(source).__name__}: pass a path, the bytes of a file, or a file object"
    )


def _bytes_at(path: str | os.PathLike[str], max_bytes: int) -> bytes:
    try:
        whole = os.fspath(path)
    except Exception as error:  # the object is not ours: it may raise anything
        raise ImageError("the path can't be read: choose a picture file") from error
    if not whole:
        raise ImageError("the path is empty: choose a picture file")
    name = _shortened(os.path.basename(os.path.normpath(os.fsdecode(whole))) or "this path")
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise ImageError(f"{name!r} is a folder: choose a picture file inside it")
        if not stat.S_ISREG(status.st_mode):
            raise ImageError(f"{name!r} is not an ordinary file: choose a picture file")
        _check_bytes(status.st_size, max_bytes)
        with open(path, "rb") as file:
            return _bytes_from(file, max_bytes)
    except ImageError:
        raise
    except FileNotFoundError:
        raise ImageError(f"there is no file {name!r}: check its name and folder") from None
    except PermissionError:
        raise ImageError(f"the file {name!r} may not be read: check its permissions") from None
    except (OSError, ValueError) as error:
        raise ImageError(f"the file {name!r} can't be opened: check its name and folder") from error


def _shortened(name: str) -> str:
    """Leave out the middle of a name too long for a sentence."""
    return name if len(name) <= 80 else f"{name[:40]}…{name[-39:]}"


def _bytes_from(file: Any, max_bytes: int) -> bytes:
    position = None
    if isinstance(file, io.TextIOBase):
        raise ImageError(_TEXT_MODE)
    try:
        try:
            position = file.tell()
            file.seek(0)
        except (AttributeError, OSError):  # a stream that can't seek is read from where it is
            position = None
        chunks, size = [], 0
        while chunk := file.read(min(2**20, max_bytes + 1 - size)):
            if not isinstance(chunk, (bytes, bytearray, memoryview)):
                raise ImageError(_TEXT_MODE)
            chunks.append(bytes(chunk))
            size += len(chunk)
            if size > max_bytes:
                raise ImageError(_too_many_bytes("too many bytes", max_bytes))
        return b"".join(chunks)
    except ImageError:
        raise
    except Exception as error:  # the object is not ours: it may raise anything
        raise ImageError("the file can't be read: open it again, or choose another one") from error
    finally:
        if position is not None:
            with contextlib.suppress(Exception):
                file.seek(position)


_TEXT_MODE = "the file is open for reading text: open it for reading bytes, with mode 'rb'"


def _check_bytes(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise ImageError(_too_many_bytes(f"{size:,} bytes", max_bytes))


def _too_many_bytes(got: str, max_bytes: int) -> str:
    return f"the file has {got} and {max_bytes:,} are allowed: save it as JPEG, or make the picture smaller first"
