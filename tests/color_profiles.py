"""Color profiles made by hand, small and of every kind that a picture file may carry."""

from __future__ import annotations

import io
import struct

import numpy as np
from PIL import ImageCms

D50 = (0.9642, 1.0, 0.8249)
SRGB_COLORANTS = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
P3_COLORANTS = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
ADOBE_COLORANTS = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))


def fixed(*numbers: float) -> bytes:
    """Numbers with 16 bits before the point and 16 behind it."""
    return b"".join(struct.pack(">i", round(number * 2**16)) for number in numbers)


def xyz(color: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + fixed(*color)


def gamma(exponent: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(exponent * 256))


def srgb_curve() -> bytes:
    return b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def profile(name: str, space: bytes, tags: dict[bytes, bytes], kind: bytes = b"mntr", inside: bytes = b"XYZ ") -> bytes:
    """A profile of version 2.4 with these tags besides its name.

    Source: ICC.1:2001-04, section 6.
    """
    described = name.encode() + b"\0"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(described)) + described + bytes(78),
        b"wtpt": xyz(D50),
    } | tags
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, value in tags.items():
        table += tag + struct.pack(">II", start + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    size = struct.pack(">I", start + len(body))
    head = size + bytes(4) + b"\2\x40\0\0" + kind + space + inside + struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp"
    head = head.ljust(68, b"\0") + fixed(*D50)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def of_colorants(name: str, colorants: tuple[tuple[float, float, float], ...], curve: bytes) -> bytes:
    red, green, blue = map(xyz, colorants)
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return profile(name, b"RGB ", {b"rXYZ": red, b"gXYZ": green, b"bXYZ": blue} | curves)


def of_inks() -> bytes:
    """A printer of four inks: the Lab colors of five amounts of each ink, and straight lines between them."""
    straight = bytes(range(256))
    amounts = np.linspace(0, 1, 5)
    cyan, magenta, yellow, black = np.meshgrid(amounts, amounts, amounts, amounts, indexing="ij")
    lightness = 255 * (1 - 0.9 * black) * (1 - 0.35 * cyan) * (1 - 0.4 * magenta) * (1 - 0.1 * yellow)
    strength = 1 - 0.9 * black
    a = 128 + strength * (70 * magenta - 35 * cyan)
    b = 128 + strength * (80 * yellow - 45 * cyan - 5 * magenta)
    colors = np.uint8(np.rint(np.stack([lightness, a, b], axis=-1)))  # (5, 5, 5, 5, 3): black ink changes fastest
    identity = fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    table = b"mft1\0\0\0\0" + bytes([4, 3, 5, 0]) + identity + straight * 4 + colors.tobytes() + straight * 3
    return profile("Four inks", b"CMYK", {b"A2B0": table}, kind=b"prtr", inside=b"Lab ")


def of_lab() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


SRGB = of_colorants("sRGB by hand", SRGB_COLORANTS, srgb_curve())
DISPLAY_P3 = of_colorants("Display P3", P3_COLORANTS, srgb_curve())
ADOBE = of_colorants("Like Adobe RGB (1998)", ADOBE_COLORANTS, gamma(563 / 256))
GRAY = profile("Gray gamma 1.8", b"GRAY", {b"kTRC": gamma(1.8)})
INKS = of_inks()
LAB = of_lab()
BROKEN = DISPLAY_P3[:128] + b"\xff" * (len(DISPLAY_P3) - 128)
LINK = profile("No picture's", b"RGB ", {}, kind=b"link")

PROFILES = {
    "none": b"",
    "sRGB": SRGB,
    "Display P3": DISPLAY_P3,
    "Adobe": ADOBE,
    "gray": GRAY,
    "inks": INKS,
    "Lab": LAB,
    "broken": BROKEN,
    "link": LINK,
}
SPACES = {"sRGB": "RGB", "Display P3": "RGB", "Adobe": "RGB", "gray": "GRAY", "inks": "CMYK", "Lab": "LAB"}
"""What the profiles are for; those that are not here are for no picture."""


def opened(data: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(data))
