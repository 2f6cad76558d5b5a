"""Colors brought to sRGB: what the color profile in a picture's file says of its levels, applied by Little CMS."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image, ImageCms

ProfileUse = Literal["none", "srgb", "converted", "unreadable"]

_MOST_BYTES = 4 * 2**20  # longer profiles are not used; those of printers have two to three million bytes
_LONGEST_NAME = 60
_SAME = 2  # a profile that changes no level by more than this counts as sRGB: so much do sRGB profiles differ
_SPACES = {"L": ("GRAY", "RGB"), "RGB": ("RGB",), "CMYK": ("CMYK",)}
_SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, eq=False)
class ColorChange:
    """How the colors of a file become sRGB.

    Parameters
    ----------
    name : what the profile calls itself, in one line of at most 60 characters; ``""`` if it has no name.
    use : ``"none"`` was there, ``"srgb"`` needs no conversion, ``"converted"``, or ``"unreadable"``: taken as sRGB.
    convert : takes a Pillow image of the mode the change was made for; gives L, LA, RGB or RGBA. Alpha is kept.
    """

    name: str
    use: ProfileUse
    convert: Callable[[Image.Image], Image.Image]


def to_srgb(profile: bytes, mode: str, *, name: str = "") -> ColorChange:
    """Tell how pixels of a Pillow mode become sRGB.

    Parameters
    ----------
    profile : the bytes of an ICC profile; ``b""`` if there is none.
    mode : L, LA, RGB, RGBA, CMYK or LAB.
    name : what to call the profile, instead of what it calls itself.

    Returns
    -------
    ColorChange
        By the perceptual intent where the profile has tables for it, as in browsers, otherwise by the relative
        colorimetric one. Without a profile that can be used, RGB and gray stay as they are, and CMYK is converted by
        the plain formula. An RGB profile is used for gray pixels too, as they are pixels with equal channels. Lab needs
        no profile.

    Source
    ------
    ICC.1:2022, section 7.2.6: the color spaces of profiles.

    Examples
    --------
    >>> to_srgb(b"", "RGB").use, to_srgb(b"rubbish", "RGB").use
    ('none', 'unreadable')
    """
    if not profile or mode == "LAB":
        return ColorChange("", "none", _plainly)
    colors = mode.removesuffix("A") if mode in ("LA", "RGBA") else mode
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        name = name or _one_line(opened.profile.profile_description)
        space = opened.profile.xcolor_space.strip()
        if space not in _SPACES[colors] or len(profile) > _MOST_BYTES:
            return ColorChange(name, "unreadable", _plainly)
        if space == "GRAY":
            change = _table(_transform(opened, "L", "RGB").apply(_RAMP))
            same = _is_close(change(_RAMP), _RAMP)
        else:
            same = space == "RGB" and _is_close(_transform(opened, "RGB", "RGB").apply(_COLORS), _COLORS)
            if colors == "L":
                change = _table(_transform(opened, "RGB", "RGB").apply(_RAMP.convert("RGB")))
            else:
                change = _transform(opened, mode, "RGBA" if mode == "RGBA" else "RGB").apply
    except Exception:  # a hostile profile can raise anything, and is no reason to refuse its picture
        return ColorChange("", "unreadable", _plainly)
    return ColorChange(name, "srgb", _plainly) if same else ColorChange(name, "converted", change)


def _plainly(piece: Image.Image) -> Image.Image:
    return piece.convert("RGB") if piece.mode in ("CMYK", "LAB") else piece


def _transform(profile: ImageCms.ImageCmsProfile, before: str, after: str) -> ImageCms.ImageCmsTransform:
    return ImageCms.ImageCmsTransform(profile, ImageCms.ImageCmsProfile(_SRGB), before, after)


_RAMP = Image.fromarray(np.arange(256, dtype=np.uint8)[None])
_STEPS = np.linspace(0, 255, 16).astype(np.uint8)
_COLORS = Image.fromarray(np.stack(np.meshgrid(_STEPS, _STEPS, _STEPS), axis=-1).reshape(64, 64, 3))  # grays among them


def _table(ramp: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Give a change of gray pixels that looks up each level in ``ramp``: all 256 levels, changed already."""
    levels = ramp.getchannel("G").tobytes()

    def change(piece: Image.Image) -> Image.Image:
        gray = piece.getchannel("L").point(list(levels))
        return Image.merge("LA", (gray, piece.getchannel("A"))) if piece.mode == "LA" else gray

    return change


def _is_close(changed: Image.Image, image: Image.Image) -> bool:
    differences = np.asarray(changed).astype(int) - np.asarray(image)
    return bool(np.abs(differences).max() <= _SAME)


def _one_line(text: str | None) -> str:
    """Write a text out of a file in one line, without signs that can't be printed."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text or "").split())
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"


Chromaticities = tuple[float, ...]

# White, red, green and blue as x and y. Source: ITU-T H.273, table 2.
_SRGB_COLORS = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
_CODED = {
    9: ("BT.2020", (0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046)),
    12: ("Display P3", (0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)),
}
_BRIGHTER_THAN_SCREENS = (16, 18)  # the curves of HDR pictures, for whose brightest levels sRGB has none
_USUAL_GAMMA = (0.43, 0.48)  # about 1 / 2.2, which stands for the curve of sRGB, the usual one of screens


def coded_profile(primaries: int, curve: int) -> tuple[str, bytes]:
    """Give the name and the ICC profile of a color space that a file names by numbers.

    Parameters
    ----------
    primaries, curve : the code points for color primaries and transfer characteristics.

    Returns
    -------
    (name, profile)
        Both empty for sRGB, for code points not known here and for HDR, whose levels are left as they are. All others
        are taken to have the curve of sRGB.

    Source
    ------
    ITU-T H.273, tables 2 and 3. PNG names them in its cICP chunk, HEIC and AVIF in a colr box of the kind nclx.

    Examples
    --------
    >>> coded_profile(12, 13)[0], coded_profile(1, 13)
    ('Display P3', ('', b''))
    """
    if primaries not in _CODED or curve in _BRIGHTER_THAN_SCREENS:
        return "", b""
    name, colors = _CODED[primaries]
    return name, _profile(colors, None)


def gamma_profile(gamma: float | None, colors: Chromaticities | None) -> tuple[str, bytes]:
    """Give a name to, and the ICC profile of, the gamma and the chromaticities in a PNG.

    Parameters
    ----------
    gamma : the exponent from light to levels, such as 1 / 2.2; ``None`` if the file has none.
    colors : x and y of white, red, green and blue; ``None`` if the file has none.

    Returns
    -------
    (name, profile)
        Both empty if there is no gamma, if both are those of sRGB, or if they make no sense.

    Source
    ------
    Portable Network Graphics, third edition, sections 11.3.2.1 and 11.3.2.2.

    Examples
    --------
    >>> gamma_profile(1.0, None)[0], gamma_profile(1 / 2.2, None)
    ('gamma 1', ('', b''))
    """
    if gamma is None or not 0.1 <= gamma <= 10:
        return "", b""
    colors = colors or _SRGB_COLORS
    usual = _USUAL_GAMMA[0] <= gamma <= _USUAL_GAMMA[1]
    if usual and np.allclose(colors, _SRGB_COLORS, atol=0.002):
        return "", b""
    try:
        return f"gamma {1 / gamma:.3g}", _profile(colors, None if usual else 1 / gamma)
    except (ArithmeticError, ValueError, struct.error, np.linalg.LinAlgError):  # no such colors can exist
        return "", b""


def _profile(colors: Chromaticities, gamma: float | None) -> bytes:
    """Make a profile: that of sRGB with other primary colors and, if there is a gamma, with that as its curve."""
    points = np.reshape(np.array(colors, dtype=np.float64), (4, 2))
    white, *primaries = np.column_stack([points, 1 - points.sum(axis=1)]) / points[:, 1:]  # XYZ, Y being 1
    lights = np.array(primaries).T
    lights = lights * np.linalg.solve(lights, white)  # so bright that all three together make white
    cones = _BRADFORD @ white
    adapted = np.linalg.solve(_BRADFORD, (_BRADFORD @ _PROFILE_WHITE / cones)[:, None] * (_BRADFORD @ lights))
    data = bytearray(ImageCms.ImageCmsProfile(_SRGB).tobytes())
    for index in range(struct.unpack_from(">I", data, 128)[0]):
        tag, offset, _ = struct.unpack_from(">4sII", data, 132 + 12 * index)
        if tag in _COLORANTS:
            column = adapted[:, _COLORANTS.index(tag)]
            struct.pack_into(">3i", data, offset + 8, *(round(65_536 * float(level)) for level in column))
        elif tag in _CURVES and gamma is not None:
            # The curve is (a x + b) to the power of g, from x = d on: here g is the gamma, a is 1, and b and d are 0.
            struct.pack_into(">5i", data, offset + 12, round(65_536 * gamma), 65_536, 0, 0, 0)
    return bytes(data)


_COLORANTS, _CURVES = (b"rXYZ", b"gXYZ", b"bXYZ"), (b"rTRC", b"gTRC", b"bTRC")
# From XYZ to the answers of the three cones of the eye, and the white of every profile. Source: ICC.1:2022, annex E.
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_PROFILE_WHITE = np.array([0.9642, 1.0, 0.8249])
