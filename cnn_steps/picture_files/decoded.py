"""Pixels decoded by Pillow, but with all the bits that the file has.

By itself Pillow keeps only 8 bits of the 16 of a color, and stretches levels of fewer than 8 bits to 0..255.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import logging
import sys
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from PIL import Image, ImageFile, TiffImagePlugin, _imaging

from cnn_steps.picture_files.kinds import PictureFile
from cnn_steps.picture_files.stored import StoredPixels, pixels_from_image, pixels_from_numbers, spans


def decoded_pixels(image: ImageFile.ImageFile, file: PictureFile) -> StoredPixels:
    """Decode a file that Pillow has opened.

    Parameters
    ----------
    image : what ``Image.open`` gave; nothing is decoded yet.
    file : the same file, because some of its colors have to be decoded twice.

    Returns
    -------
    StoredPixels
        With the levels of the file. Where Pillow gives only 8 bits of deeper colors (AVIF, CMYK, plain PPM, TIFF that
        is compressed color by color), the depth is that of the file, but the levels are those 8 bits.
    """
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return _tiff_pixels(image, file.data)
    match image.format:
        case "PNG":
            return _png_pixels(image, file.data)
        case "PPM":
            return _ppm_pixels(image, file.data)
        case "AVIF":
            return _image_pixels(image, file.structure.depth)
        case _:
            return _image_pixels(image, 1 if image.mode == "1" else 8)


def _image_pixels(image: ImageFile.ImageFile, depth: int, white: int | None = None) -> StoredPixels:
    image.load()
    return pixels_from_image(image, depth=depth, white=white or (255 if depth > 8 else 2**depth - 1))


def _number_pixels(image: ImageFile.ImageFile, scale: float = 1.0, **known: Any) -> StoredPixels:
    """Take the pixels of an image as numbers, times ``scale``; those of a PPM rounded to whole numbers of 16 bits."""
    image.load()
    cols, rows = image.size

    def numbers(top: int, bottom: int) -> np.ndarray:
        levels = np.asarray(_rows(image, top, bottom))
        return np.rint(levels * scale).astype(np.uint16) if image.format == "PPM" and image.mode != "F" else levels

    return pixels_from_numbers((rows, cols), numbers, **known)


def _rows(image: Image.Image, top: int, bottom: int) -> Image.Image:
    return image.crop((0, top, image.size[0], bottom))


def _png_pixels(image: ImageFile.ImageFile, data: bytes) -> StoredPixels:
    rawmode = _rawmode(image)
    clear = image.info.get("transparency")
    if rawmode == "I;16B":
        return _number_pixels(image, depth=16, clear=clear)
    if rawmode == "LA;16B":
        _read_as(image, lambda _: "RGBA")  # four bytes a pixel: two of gray and two of alpha
        image.load()
        cols, rows = image.size
        return pixels_from_numbers(
            (rows, cols), lambda top, bottom: np.asarray(_rows(image, top, bottom)).view(">u2"), depth=16
        )
    if rawmode.endswith(";16B"):
        return _two_byte_pixels(image, data, depth=16, clear=clear)
    few = {"1": 1, "L;2": 2, "L;4": 4}.get(rawmode, 8)
    if few in (2, 4) and isinstance(clear, int):
        image.info["transparency"] = (
            clear * 255 // (2**few - 1)
        )  # Pillow stretches the pixels, but not the level that is transparent
    return _image_pixels(image, few)


def _tiff_pixels(image: TiffImagePlugin.TiffImageFile, data: bytes) -> StoredPixels:
    tags = image.tag_v2
    bits = tags.get(258, 1)
    depth = max(bits) if isinstance(bits, tuple) else bits
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        # With photometric interpretation 0 the file stores white as 0; Pillow inverts that only up to 8 bits.
        falling = tags.get(262) == 0
        return _number_pixels(image, depth=depth, white=4095 if depth == 12 else None, falling=falling)
    if tags.get(262) == 3:
        return _image_pixels(image, 8)  # a palette
    by_color, compressed = tags.get(284) == 2, image.tile[0].codec_name == "libtiff"
    if depth == 16 and image.mode in ("RGB", "RGBA") and not (by_color and compressed):
        order = "B" if tags.prefix == b"MM" else "L"
        if by_color:
            _read_as(image, lambda color: f"{color};16{order}")  # otherwise Pillow would read 8 bits each
        return _two_byte_pixels(image, data, depth=16, premultiplied=_rawmode(image).startswith("RGBa"))
    return _image_pixels(image, depth)


def _ppm_pixels(image: ImageFile.ImageFile, data: bytes) -> StoredPixels:
    codec, arguments = image.tile[0].codec_name, cast(tuple[Any, ...], image.tile[0].args)
    if image.mode == "F":
        return _number_pixels(image, depth=32)
    if image.mode == "1":
        return _image_pixels(image, 1)
    if codec == "raw":
        return _number_pixels(image, depth=16) if image.mode == "I" else _image_pixels(image, 8)
    brightest = arguments[1]
    known = {"depth": brightest.bit_length(), "white": None if brightest == 65_535 else brightest}
    if codec == "ppm" and image.mode in ("L", "I", "RGB"):
        # Pillow's own decoder for these takes minutes, number by number, and stretches them: read plain bytes instead.
        deep = brightest > 255
        _read_as(image, lambda _: {"I": "I;16B", "RGB": "RGB;16B" if deep else "RGB"}.get(image.mode, "L"), codec="raw")
        if deep and image.mode == "RGB":
            return _two_byte_pixels(image, data, **known)
        return _number_pixels(image, **known)
    if image.mode == "I":
        return _number_pixels(image, brightest / 65_535, **known)  # Pillow has stretched them to 65,535
    return _image_pixels(image, brightest.bit_length(), None if brightest > 255 else brightest)


def _rawmode(image: ImageFile.ImageFile) -> str:
    """Tell how bytes become pixels, as Pillow names it: "RGB;16B" is red, green, blue, with the upper byte first."""
    arguments = cast(str | tuple[Any, ...], image.tile[0].args)
    return str(arguments if isinstance(arguments, str) else arguments[0])


def _read_as(image: ImageFile.ImageFile, change: Callable[[str], str], codec: str = "") -> None:
    """Make an opened image read its bytes by another raw mode, which ``change`` gives, and perhaps by another codec."""
    tiles = []
    for tile in image.tile:
        arguments: Any = tile.args
        if isinstance(arguments, str):
            arguments = change(arguments)
        else:
            arguments = (change(arguments[0]), *((0, 1) if codec else arguments[1:]))
        tiles.append(tile._replace(codec_name=codec or tile.codec_name, args=arguments))
    image.tile = tiles


def _other_byte(rawmode: str) -> str:
    """Name the raw mode in which the bytes of each level are swapped, so that Pillow keeps the one it had dropped."""
    order = rawmode[-1]
    if order == "N":
        order = "L" if sys.byteorder == "little" else "B"
    return rawmode[:-1] + {"L": "B", "B": "L"}[order]


def _two_byte_pixels(
    image: ImageFile.ImageFile, data: bytes, *, premultiplied: bool = False, **known: Any
) -> StoredPixels:
    """Decode 16-bit colors twice, for the upper and for the lower bytes of all levels: Pillow keeps but one of them."""
    if premultiplied:
        _read_as(image, lambda rawmode: rawmode.replace("RGBa", "RGBA"))
    upper = _upper_bytes(data, image)
    _read_as(image, _other_byte)
    image.load()

    def numbers(top: int, bottom: int) -> np.ndarray:
        levels = (upper[top:bottom].astype(np.uint16) << 8) | np.asarray(_rows(image, top, bottom))
        if premultiplied:
            alpha = levels[:, :, 3:].astype(np.uint32)
            levels[:, :, :3] = np.minimum(levels[:, :, :3] * np.uint32(65_535) // np.maximum(alpha, 1), 65_535)
        return levels

    cols, rows = image.size  # only now, as loading may turn a TIFF
    return pixels_from_numbers((rows, cols), numbers, **known)


def _upper_bytes(data: bytes, image: ImageFile.ImageFile) -> np.ndarray:
    """Decode an opened image without changing it: (rows, columns, channels) uint8."""
    with Image.open(io.BytesIO(data), formats=[str(image.format)]) as again:
        again.tile = list(image.tile)
        again.load()
        cols, rows = again.size
        pixels = np.empty((rows, cols, len(again.getbands())), dtype=np.uint8)
        for top, bottom in spans((rows, cols)):
            pixels[top:bottom] = np.asarray(_rows(again, top, bottom))
    return pixels


def _silence_tiff_readers() -> None:
    """Keep what libtiff and Pillow's reader of TIFF say of damaged files out of the log: an exception follows."""
    TiffImagePlugin.logger.setLevel(logging.CRITICAL)
    # libtiff is not found in this way if it is built into Pillow, and on some systems: then its warnings remain.
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(_imaging.__file__).TIFFSetErrorHandler(None)


_silence_tiff_readers()
