"""A second opinion on picture files: what Pillow, its ImageCms and NumPy make of them, in the plainest way."""

from __future__ import annotations

import io
from functools import cache

import _pi_heif
import numpy as np
from pi_heif.heif import BaseImage
from PIL import Image, ImageCms, ImageOps

FORMATS = ("PNG", "JPEG", "MPO", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF")
SRGB = ImageCms.createProfile("sRGB")
FOR_PICTURES = ("mntr", "scnr", "prtr", "spac")
"""Classes of profiles that say what the numbers of a picture mean; the others join two profiles or are for effects."""


def first_picture(file: bytes) -> Image.Image:
    """The first picture of a file, or the one a HEIC means, decoded."""
    if file[4:8] == b"ftyp" and b"avi" not in file[8:32]:
        return heic(file)
    image = Image.open(io.BytesIO(file), formats=FORMATS)
    image.load()
    return image


def heic(file: bytes) -> Image.Image:
    """A HEIC in 8 bits. What describes its pictures is not asked for: pi-heif 1.4 crashes where that is no text."""
    found = [image for image in _pi_heif.load_file(file, 1, True, False, True, False, "", False) if image is not None]
    meant = next((image for image in found if image.primary), found[0])
    image = BaseImage(meant).to_pillow()
    profile = meant.color_profile or {}
    if profile.get("type") in ("prof", "rICC"):
        image.info["icc_profile"] = profile["data"]
    image.format = "HEIC"
    return image


def opened(file: bytes) -> Image.Image:
    """The picture of a file, decoded and turned upright."""
    image = first_picture(file)
    upright = ImageOps.exif_transpose(image)
    upright.format = image.format  # which a turned copy forgets
    return upright


def is_deep(image: Image.Image) -> bool:
    return image.mode in ("I", "F") or image.mode.startswith("I;16")


def scale(image: Image.Image) -> tuple[float, float]:
    """The levels of a deep picture that are black and white: what its numbers must have been counted in."""
    levels = np.asarray(image, dtype=np.float64)
    low, high = levels.min(), levels.max()
    if image.mode.startswith("I;16") or (image.format == "PPM" and image.mode == "I"):
        bits = max(8, int(high).bit_length())
        return 0, 2**bits - 1 if bits <= 14 else 65_535
    if low >= 0 and image.mode == "F" and high <= 1:
        return 0, 1
    if low >= 0 and high <= 255:
        return 0, 255
    if low >= 0 and image.mode == "I" and high <= 65_535:
        return 0, 65_535
    if low >= 0 and image.mode == "F" and int(high).bit_length() <= 14:
        return 0, 2 ** int(high).bit_length() - 1
    return float(low), float(high)


def levels(image: Image.Image) -> tuple[float, float]:
    """The darkest and the brightest level of any channel."""
    stored = np.asarray(image)
    return float(stored.min()), float(stored.max())


def fitting_profile(profile: bytes, image: Image.Image) -> tuple[ImageCms.ImageCmsProfile, str] | None:
    """The profile in a file and the mode in which it takes pictures, if it is one for numbers of this kind.

    A profile for colors serves gray pictures too, as in browsers: gray is three equal levels.
    """
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    except OSError:
        return None
    kind = opened.profile.xcolor_space.strip().upper()
    fitting = {"L": {"GRAY": "L", "RGB": "RGB"}, "RGB": {"RGB": "RGB"}, "CMYK": {"CMYK": "CMYK"}}.get(image.mode, {})
    return (opened, fitting[kind]) if kind in fitting and opened.profile.device_class in FOR_PICTURES else None


def in_srgb(image: Image.Image, source: object) -> Image.Image:
    """Convert as browsers do: colorimetrically, white staying white."""
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    made = ImageCms.profileToProfile(image, source, SRGB, renderingIntent=intent, outputMode="RGB")
    assert made is not None
    return made


def numbers(image: Image.Image) -> Image.Image:
    """A decoded picture as what a profile can be for: L, RGB, CMYK or LAB, without transparency."""
    if is_deep(image):
        low, high = scale(image)
        levels = (np.asarray(image, dtype=np.float64) - low) / ((high - low) or 1) * 255
        return Image.fromarray(np.uint8(np.rint(levels)))
    if image.mode in ("CMYK", "LAB", "L"):
        return image
    if image.mode in ("1", "LA", "La"):
        return image.convert("LA").convert("L")
    return image.convert("RGBA").convert("RGB") if image.has_transparency_data else image.convert("RGB")


def profile_use(file: bytes) -> str:
    """What a reader can do with the color profile of a file, as ``cnn_steps.Picture`` names it."""
    profile = first_picture(file).info.get("icc_profile")
    if not profile:
        return "none"
    fitting = fitting_profile(profile, numbers(opened(file)))
    if fitting is None:
        return "unreadable"
    return "converted" if fitting[1] != "RGB" or changes_colors(profile) else "srgb"


@cache
def changes_colors(profile: bytes) -> bool:
    """Whether a profile for colors is another than sRGB by more than rounding."""
    cube = np.stack(np.meshgrid(*[np.arange(0, 256, 17)] * 3), axis=-1).reshape(1, -1, 3).astype(np.uint8)
    made = in_srgb(Image.fromarray(cube), ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    return bool(np.abs(np.asarray(made).astype(int) - cube).max() > 2)


def colors(file: bytes, background: tuple[int, int, int] = (255, 255, 255)) -> np.ndarray:
    """A picture file in sRGB over a background: an upright (H, W, 3) array in 0..255."""
    image = first_picture(file)
    profile = image.info.get("icc_profile")
    clear = alpha(image)
    plain = numbers(opened(file))
    if profile and (fitting := fitting_profile(profile, plain)):
        shown = in_srgb(plain.convert(fitting[1]), fitting[0])
    elif plain.mode == "LAB":
        shown = in_srgb(plain, ImageCms.createProfile("LAB"))
    else:
        shown = plain.convert("RGB")
    if clear is not None:
        behind = Image.new("RGB", shown.size, background)
        behind.paste(shown, mask=clear)
        shown = behind
    return np.asarray(shown)


def alpha(image: Image.Image) -> Image.Image | None:
    """How opaque the pixels are, if any may be transparent."""
    if not image.has_transparency_data:
        return None
    upright = ImageOps.exif_transpose(image)
    if is_deep(upright):
        opaque = np.asarray(upright) != image.info["transparency"]
        return Image.fromarray(np.uint8(opaque * 255))
    return upright.convert("RGBA").getchannel("A")
