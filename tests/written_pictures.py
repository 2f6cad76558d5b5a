"""Every picture file that Pillow can write: each mode of each format, every way up, with every color profile."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from PIL import Image

from tests import made_files
from tests.color_profiles import PROFILES

ROWS, COLUMNS = 6, 9
FORMATS = ("PNG", "JPEG", "MPO", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF")
MODES = ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBX", "RGBA", "RGBa", "CMYK", "YCbCr", "LAB", "HSV")
DEEP = {
    "16 bits": "I;16",
    "12 bits in 16": "I;16",
    "16 bits, upper byte first": "I;16B",
    "12 bits in 16, upper byte first": "I;16B",
    "integers to 255": "I",
    "integers to 65,535": "I",
    "large integers": "I",
    "floats to 1": "F",
    "floats to 255": "F",
    "any floats": "F",
}
"""Pictures of more than 8 bits, and the mode each has."""

CARRY_MORE = ("PNG", "JPEG", "MPO", "WEBP", "TIFF", "AVIF")
"""Formats in which Pillow writes an orientation and a profile."""

OPTIONS: dict[str, dict[str, dict[str, Any]]] = {
    "PNG": {"1 bit": {"bits": 1}, "2 bits": {"bits": 2}, "4 bits": {"bits": 4}, "clear color": {"transparency": 0}},
    "JPEG": {
        "progressive": {"progressive": True},
        "all colors": {"subsampling": "4:4:4", "quality": 95},
        "restarts": {"restart_marker_rows": 1},
        "as RGB": {"keep_rgb": True},
    },
    "WEBP": {"lossless": {"lossless": True}, "invisible kept": {"lossless": True, "exact": True}},
    "GIF": {"interlaced": {"interlace": 1}, "plain": {"interlace": 0}, "clear color": {"transparency": 1}},
    "TIFF": {
        name: {"compression": name}
        for name in (
            "group3",
            "group4",
            "jpeg",
            "lzma",
            "packbits",
            "tiff_adobe_deflate",
            "tiff_ccitt",
            "tiff_deflate",
            "tiff_lzw",
            "zstd",
        )
    }
    | {"strips": {"strip_size": 20}, "big": {"big_tiff": True}},
    "AVIF": {
        "all colors": {"subsampling": "4:4:4", "quality": 95},
        "half the colors": {"subsampling": "4:2:2"},
        "limited range": {"range": "limited"},
        "multiplied": {"alpha_premultiplied": True},
    },
}
"""Other ways in which Pillow writes a format, tried with every mode, upright and without a profile."""


@dataclass(frozen=True, eq=False)
class Written:
    """A file that Pillow writes, and what it is told to write."""

    format: str
    content: str
    orientation: int
    profile: str
    option: str

    def __str__(self) -> str:
        return f"{self.content} as {self.format}, {self.option}, orientation {self.orientation}, profile {self.profile}"

    @cached_property
    def file(self) -> bytes:
        more: dict[str, Any] = dict(OPTIONS.get(self.format, {}).get(self.option, {}))
        if self.orientation != 1 or self.profile != "none":
            more["exif"] = Image.Exif()
            more["exif"][274] = self.orientation
        if self.profile != "none":
            more["icc_profile"] = PROFILES[self.profile]
        return saved(self.content, self.format, **more)


@cache
def picture(content: str) -> Image.Image:
    """A small picture of this mode, or of this name in ``DEEP``, with strong and weak colors that differ all over."""
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    gray = np.uint8(rows * 40 + columns * 6)
    color = np.stack([gray, np.uint8(240 - rows * 20 - columns * 15), np.uint8(30 + columns * 25)], axis=-1)
    alpha = np.uint8(np.where(columns < 2, 0, np.where(columns < 5, 255, 128)))
    rgb = Image.fromarray(color)
    match content:
        case "1":
            return Image.fromarray((rows + columns) % 3 > 0)
        case "L":
            return Image.fromarray(gray)
        case "LA" | "La":
            return Image.fromarray(np.stack([gray, alpha], axis=-1)).convert(content)
        case "RGBA" | "RGBa":
            return Image.fromarray(np.dstack([color, alpha])).convert(content)
        case "P":
            return rgb.quantize(16)
        case "PA":
            made = rgb.quantize(16).convert("PA")
            made.putalpha(Image.fromarray(alpha))
            return made
        case "LAB":
            return Image.merge("LAB", [Image.fromarray(band) for band in (gray, color[:, :, 1], color[:, :, 2])])
        case "CMYK":
            inks = np.dstack([color // 2, gray // 3])
            return Image.frombytes("CMYK", (COLUMNS, ROWS), inks.tobytes())
        case "16 bits" | "16 bits, upper byte first":
            levels = gray.astype(np.uint16) * 250 + 7
        case "12 bits in 16" | "12 bits in 16, upper byte first":
            levels = gray.astype(np.uint16) * 15
        case "integers to 255":
            levels = gray.astype(np.int32)
        case "integers to 65,535":
            levels = gray.astype(np.int32) * 250
        case "large integers":
            levels = gray.astype(np.int32) * 1_000_000 - 9_000_000
        case "floats to 1":
            levels = gray.astype(np.float32) / 255
        case "floats to 255":
            levels = gray.astype(np.float32) + np.float32(0.25)
        case "any floats":
            levels = gray.astype(np.float32) * 1000 - 9
        case _:
            return rgb.convert(content)
    if DEEP[content] == "I;16B":
        return Image.frombytes("I;16B", (COLUMNS, ROWS), levels.astype(">u2").tobytes())
    return Image.fromarray(levels)


def saved(content: str, format: str, **options: Any) -> bytes:
    """The bytes of a file.

    Raises
    ------
    Exception
        Whatever Pillow raises if it can't write this.
    """
    return made_files.saved(
        picture(content).copy(), format, **options
    )  # saving may change what an image knows of itself


@cache
def refused() -> dict[str, dict[str, list[str]]]:
    """What Pillow does not write: for each format and option ("as it is" for none), the contents."""
    found: dict[str, dict[str, list[str]]] = {}
    for format in FORMATS:
        for option, settings in {"as it is": {}, **OPTIONS.get(format, {})}.items():
            for content in (*MODES, *DEEP):
                try:
                    saved(content, format, **settings)
                except Exception:
                    found.setdefault(format, {}).setdefault(option, []).append(content)
    return found


def keeps_its_mode(content: str, format: str) -> bool:
    """Whether a format stores this as it is. What is turned into another mode on the way is a file of that mode."""
    with Image.open(io.BytesIO(saved(content, format))) as image:
        return image.mode == picture(content).mode


@cache
def written(format: str) -> list[Written]:
    """Every file of a format that Pillow writes."""
    unable = refused().get(format, {})
    files = []
    for option in ("as it is", *OPTIONS.get(format, {})):
        for content in (*MODES, *DEEP):
            if content not in unable.get(option, ()):
                more = option == "as it is" and format in CARRY_MORE and keeps_its_mode(content, format)
                orientations, profiles = (range(1, 9), PROFILES) if more else ((1,), ("none",))
                files += [
                    Written(format, content, orientation, profile, option)
                    for orientation, profile in itertools.product(orientations, profiles)
                ]
    return files
