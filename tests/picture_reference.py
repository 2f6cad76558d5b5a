"""A second opinion on picture files: what Pillow, its ImageCms and NumPy make of them, in the plainest way."""

from __future__ import annotations

import io
from functools import cache

import _pi_heif
import numpy as np
from pi_heif.heif import BaseImage
from PIL import Image, ImageCms, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF")
SRGB_GAMMA = 1 / 2.2  # what programs write into a PNG that is in sRGB, whose curve is a little another
BITS_PER_SAMPLE, SAMPLE_FORMAT = 258, 339
FOR_PICTURES = ("mntr", "scnr", "prtr", "spac")
"""Classes of profiles that say what the numbers of a picture mean; the others join two profiles or are for effects."""


def first_picture(file: bytes) -> Image.Image:
    """The first picture of a file, or the one a HEIC means, decoded."""
    if file[4:8] == b"ftyp" and b"avi" not in file[8:32]:
        return heic(file)
    image = Image.open(io.BytesIO(file), formats=FORMATS)
    image.load()
    for note in ("xmp", "XML:com.adobe.xmp"):  # Pillow turns a picture by these too, browsers by EXIF alone
        image.info.pop(note, None)
    return image


def heic(file: bytes) -> Image.Image:
    """A HEIC in 8 bits. What describes its pictures is not asked for: pi-heif 1.4 crashes where that is no text."""
    found = [image for image in _pi_heif.load_file(file, 1, True, False, True, False, "", False) if image is not None]
    meant = next((image for image in found if image.primary), found[0])
    decoded = BaseImage(meant)
    if decoded.mode.startswith("I;"):
        levels = np.asarray(decoded).astype(float) / (2**meant.bit_depth - 1) * 255
        image = Image.fromarray(np.uint8(np.rint(levels)))
    else:
        image = decoded.to_pillow()
    profile = meant.color_profile or {}
    if profile.get("type") in ("prof", "rICC"):
        image.info["icc_profile"] = profile["data"]
    image.format = "HEIC"
    return image


def is_deep(image: Image.Image) -> bool:
    return image.mode in ("I", "F") or image.mode.startswith("I;16")


def scale(image: Image.Image) -> tuple[float, float]:
    """The levels of a deep picture that are black and white: what its numbers must have been counted in."""
    low, high = levels(image)
    tags = image.tag_v2 if image.format == "TIFF" else {}
    in_file = tags.get(BITS_PER_SAMPLE, (16,))[0] - (tags.get(SAMPLE_FORMAT) == (2,))  # a bit is for the sign
    if image.mode.startswith("I") and in_file <= 16:
        needed = max(8, int(high).bit_length())
        return 0, 2 ** (needed if needed <= 14 and in_file >= 15 else in_file) - 1
    if low >= 0 and image.mode == "F" and high <= 1:
        return 0, 1
    if low >= 0 and high <= 255:
        return 0, 255
    if low >= 0 and image.mode == "I" and high <= 65_535:
        return 0, 65_535
    if low >= 0 and image.mode == "F" and int(high).bit_length() <= 14:
        return 0, 2 ** int(high).bit_length() - 1
    return low, high


def levels(image: Image.Image) -> tuple[float, float]:
    """The darkest and the brightest level of any channel."""
    stored = np.asarray(image)
    return float(stored.min()), float(stored.max())


def mode_for(profile: bytes, image: Image.Image) -> str:
    """The mode in which a profile takes a picture; nothing if it is not one for numbers of this kind.

    A profile for colors serves gray pictures too, as in browsers: gray is three equal levels.
    """
    try:
        inside = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
    except OSError:
        return ""
    if inside.device_class not in FOR_PICTURES:
        return ""
    fitting = {"L": {"GRAY": "L", "RGB": "RGB"}, "RGB": {"RGB": "RGB"}, "CMYK": {"CMYK": "CMYK"}}
    return fitting.get(image.mode, {}).get(inside.xcolor_space.strip(), "")


@cache
def to_srgb(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform:
    """Convert as browsers do: colorimetrically, white staying white. Without a profile: from Lab."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else ImageCms.createProfile("LAB")
    target, intent = ImageCms.createProfile("sRGB"), ImageCms.Intent.RELATIVE_COLORIMETRIC
    return ImageCms.buildTransform(source, target, mode, "RGB", renderingIntent=intent)


def numbers(image: Image.Image, black_and_white: tuple[float, float]) -> Image.Image:
    """A decoded picture as what a profile can be for: L, RGB, CMYK or LAB, without transparency."""
    if is_deep(image):
        low, high = black_and_white
        levels = (np.asarray(image, dtype=np.float64) - low) / ((high - low) or 1) * 255
        return Image.fromarray(np.uint8(np.rint(levels)))
    if image.mode in ("CMYK", "LAB", "L"):
        return image
    if image.mode in ("1", "LA", "La"):
        return image.convert("LA").convert("L")
    return image.convert("RGBA").convert("RGB") if image.has_transparency_data else image.convert("RGB")


def profile_use(file: bytes) -> str:
    """What a reader can do with the color profile of a file, as ``cnn_steps.Picture`` names it."""
    image = first_picture(file)
    profile = image.info.get("icc_profile")
    if not profile:
        return "none"
    mode = mode_for(profile, numbers(image, scale(image)))
    if not mode:
        return "unreadable"
    return "converted" if mode != "RGB" or changes_colors(profile) else "srgb"


@cache
def changes_colors(profile: bytes) -> bool:
    """Whether a profile for colors is another than sRGB by more than rounding."""
    cube = np.stack(np.meshgrid(*[np.arange(0, 256, 17)] * 3), axis=-1).reshape(1, -1, 3).astype(np.uint8)
    made = to_srgb(profile, "RGB").apply(Image.fromarray(cube))
    return bool(np.abs(np.asarray(made).astype(int) - cube).max() > 2)


def colors(file: bytes) -> np.ndarray:
    """A picture file in sRGB over white: an upright (H, W, 3) array in 0..255."""
    image = first_picture(file)
    profile = image.info.get("icc_profile")
    clear = alpha(image)
    plain = numbers(ImageOps.exif_transpose(image), scale(image))
    if profile and (mode := mode_for(profile, plain)):
        shown = to_srgb(profile, mode).apply(plain.convert(mode))
    elif plain.mode == "LAB":
        shown = to_srgb(b"", "LAB").apply(plain)
    else:
        shown = plain.convert("RGB")
        gamma = image.info.get("gamma", SRGB_GAMMA)
        if not profile and image.format == "PNG" and "srgb" not in image.info and abs(gamma - SRGB_GAMMA) > 0.01:
            shown = shown.point(list(gamma_table(gamma)) * 3)
    if clear is not None:
        behind = Image.new("RGB", shown.size, "white")
        behind.paste(shown, mask=clear)
        shown = behind
    return np.asarray(shown)


def gamma_table(gamma: float) -> np.ndarray:
    """For each of 256 levels raised to this exponent when it was stored, the level of sRGB with the same light."""
    light = (np.arange(256) / 255) ** (1 / gamma)
    levels = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(levels * 255).astype(int)


def alpha(image: Image.Image) -> Image.Image | None:
    """How opaque the pixels are, if any may be transparent."""
    if not image.has_transparency_data:
        return None
    upright = ImageOps.exif_transpose(image)
    if is_deep(upright):
        opaque = np.asarray(upright) != image.info["transparency"]
        return Image.fromarray(np.uint8(opaque * 255))
    return upright.convert("RGBA").getchannel("A")
