"""Pictures from files: read safely, whatever a file is called, turned upright, in sRGB and 8 bits a channel."""

from __future__ import annotations

import io
import math
import threading
import warnings
from typing import Any, Literal, NamedTuple

import numpy as np

# Imported here, as Image.open(formats=...) would import every plugin there is to find these.
from PIL import (  # noqa: F401
    AvifImagePlugin,
    Image,
    ImageColor,
    TiffImagePlugin,
    WebPImagePlugin,
)

from cnn_steps.arrays import is_sequence, shown, whole_number
from cnn_steps.picture_files.advice import CHOOSE_SCREENSHOT, SAVE_AS_PNG, ImageError
from cnn_steps.picture_files.color_profiles import ColorChange, coded_profile, gamma_profile, to_srgb
from cnn_steps.picture_files.decoded import decoded_pixels
from cnn_steps.picture_files.kinds import PictureFile
from cnn_steps.picture_files.picture import ORIENTATIONS, Picture, turned_back
from cnn_steps.picture_files.refusals import pixels_allowed, why_not_decoded, why_not_this_size, why_refused
from cnn_steps.picture_files.sources import Source, file_bytes
from cnn_steps.picture_files.stored import StoredPixels, pixels_from_numbers, spans
from cnn_steps.picture_files.transparency import Color, background_color, over_background
from cnn_steps.pictures import MAX_PIXELS, MAX_SIDE

try:
    import pi_heif
except ImportError:  # it cannot be installed on every computer, and all but HEIC can be read without it
    pi_heif = None

MAX_BYTES = 32 * 2**20
"""Largest file taken by default: 32 MiB, more than a camera's largest JPEG."""

Background = str | int | tuple[int, int, int]


def load_image(
    source: Source,
    *,
    max_pixels: int = MAX_PIXELS,
    max_bytes: int = MAX_BYTES,
    background: Background = "white",
    max_side: int | None = None,
) -> np.ndarray:
    """Read a picture file into an upright gray or RGB array.

    Parameters
    ----------
    source : a path, the bytes of a file, or a file object open for reading bytes. A file object that can seek is read
        from its start and left where it was; it is never closed.
    max_pixels : rows × columns allowed, up to Pillow's own limit of 178,956,970; of WebP half and of AVIF seven tenths
        of it, because their decoders take more memory. Checked from the header, before any pixel is decoded.
    max_bytes : size of the file allowed, in bytes.
    background : what shows through transparent pixels: a color name or ``"#rrggbb"``, a gray level, or red, green and
        blue in 0..255. ``"auto"`` is white, unless what is drawn would vanish on white and be seen on black.
    max_side : shrink so that no side is longer than this, in pixels; each pixel is the mean of those it replaces, in
        sRGB. ``None`` keeps the size.

    Returns
    -------
    (H, W) uint8 array if the file stores gray, else (H, W, 3), in 0..255. EXIF orientation is applied; of animations
    and multi-page files it is the first frame. Colors are converted to sRGB as the color profile in the file says, CMYK
    without one by the plain formula. 16-bit levels keep their upper 8 bits, but if the brightest needs at most 14 bits,
    as cameras and scanners have it, the highest level of so many bits becomes white. The same goes for 32-bit levels
    from 256 on. Others of 32 bits have no fixed white: 0..1 (floats), 0..255 and 0..65,535 (integers) are taken as
    such, anything else is stretched from its darkest to its brightest level; NaN becomes black.

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
    background: Background = "white",
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

    Examples
    --------
    >>> picture = read_picture(b"P5 2 1 255 " + bytes([0, 255]))
    >>> picture.orientation, picture.original_size, picture.format
    (1, (1, 2), 'PPM')
    """
    limits = {"max_pixels": max_pixels, "max_bytes": max_bytes, "max_side": 1 if max_side is None else max_side}
    for name, limit in limits.items():
        whole_number(limit, name, 1, math.inf)
    color = _wanted_background(background)
    file = PictureFile(file_bytes(source, max_bytes))
    try:
        return _decode(file, max_pixels, color, max_side)
    except ImageError:
        raise
    # A hostile file can make a decoder raise anything: SyntaxError, struct.error, KeyError, MemoryError, ...
    except Exception as error:
        out_of_memory = isinstance(error, (MemoryError, Image.DecompressionBombError))
        raise ImageError(why_refused(file, out_of_memory=out_of_memory)) from error


_ONE_AT_A_TIME = threading.Lock()
"""Held while a file is decoded. Warnings are silenced meanwhile, in a list that all threads share; and the memory that
decoding takes is not taken twice."""


class _Opened(NamedTuple):
    """What a decoder made of a file.

    Attributes
    ----------
    pixels : the pixels it gave
    orientation : the EXIF orientation of the file
    is_turned : whether the decoder has turned the pixels already, as the orientation says
    profile : a name for the color profile, ``""`` if it has one itself; and the profile
    """

    pixels: StoredPixels
    orientation: int
    is_turned: bool
    profile: tuple[str, bytes]


def _decode(file: PictureFile, max_pixels: int, background: Color | Literal["auto"], max_side: int | None) -> Picture:
    if reason := why_not_decoded(file, max_pixels=max_pixels, max_side=MAX_SIDE):
        raise ImageError(reason)
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = _opened_heic(file, max_pixels) if file.kind == "HEIC" else _opened_by_pillow(file, max_pixels)
        stored = opened.pixels
        if math.isnan(stored.levels[0]):
            raise ImageError("the picture holds no number at all (every pixel is NaN or infinite): export it again")
        name, profile = opened.profile
        change = to_srgb(profile, stored.mode, name=name)
        behind = background_color(stored, background)
        pixels = _shown(stored, change, behind, max_side)
    (rows, cols), orientation = stored.size, opened.orientation
    if opened.is_turned:
        pixels = turned_back(pixels, orientation)
        rows, cols = (cols, rows) if orientation > 4 else (rows, cols)
    return Picture(
        pixels,
        orientation,
        (rows, cols),
        file.kind,
        depth=stored.depth,
        levels=stored.levels,
        scale=stored.scale,
        profile=change.name,
        profile_use=change.use,
        background=behind,
    )


def _shown(stored: StoredPixels, change: ColorChange, behind: Color | None, max_side: int | None) -> np.ndarray:
    """Convert pixels to sRGB, lay them over the background and shrink them: (h, w) if all are gray, or (h, w, 3)."""
    rows, cols = stored.size
    height, width = (rows, cols) if max_side is None or max(rows, cols) <= max_side else _shrunk((rows, cols), max_side)
    gray = stored.mode in ("L", "LA") and (behind is None or len(set(behind)) == 1)
    pixels = np.empty((height, width) if gray else (height, width, 3), dtype=np.uint8)
    for first, end in spans((height, width), scale=rows * cols / (height * width)):
        # The rows of the file that these rows are made of. One that falls between two bands is used for both.
        above, below = first * rows / height, end * rows / height
        top, bottom = math.floor(above), min(rows, math.ceil(below))
        piece = over_background(change.convert(stored.band(top, bottom)), behind)
        if (height, width) != (rows, cols):
            box = (0, above - top, cols, below - top)
            piece = piece.resize((width, end - first), Image.Resampling.BOX, box=box)
        pixels[first:end] = np.asarray(piece)
    return pixels


def _opened_by_pillow(file: PictureFile, max_pixels: int) -> _Opened:
    with Image.open(io.BytesIO(file.data), formats=[file.kind]) as image:
        _check_size(image, file.kind, max_pixels)
        is_turned = file.kind == "TIFF"  # Pillow turns those upright while it loads them, and drops the orientation
        orientation = _orientation(image) if is_turned else 1
        pixels = decoded_pixels(image, file)
        if not is_turned:
            orientation = _orientation(image)  # only now, as in a PNG it may come after the pixels
        return _Opened(pixels, orientation, is_turned, _profile_of(image, file))


def _profile_of(image: Image.Image, file: PictureFile) -> tuple[str, bytes]:
    """Find the color profile of a file: a name, ``""`` if the profile has one itself, and the profile."""
    found, codes = image.info.get("icc_profile"), file.structure.color_codes
    # If a PNG has several, they count in this order: codes, a profile, sRGB, gamma.
    # Source: Portable Network Graphics, third edition, section 12.3.
    if codes and (file.kind == "PNG" or not found):
        return coded_profile(*codes)
    if file.kind == "PNG" and not found and "srgb" not in image.info:
        return gamma_profile(image.info.get("gamma"), image.info.get("chromaticity"))
    return "", found if isinstance(found, bytes) else b""


def _opened_heic(heic: PictureFile, max_pixels: int) -> _Opened:
    if pi_heif is None:
        raise ImageError(
            "the picture is a HEIC, and what reads those is not installed here: save it as JPEG, or "
            f"{CHOOSE_SCREENSHOT}"
        )
    # Gray pixels keep all their bits. Of colors libheif is asked for the upper 8 only, which takes half the memory.
    file = pi_heif.open_heif(heic.data, hdr_to_16bit=False)
    image = file[file.primary_index]
    cols, rows = image.size
    _check_pixels(rows, cols, heic.kind, max_pixels)

    def numbers(top: int, bottom: int) -> np.ndarray:
        # The memory of this array belongs to the image, which this function therefore keeps.
        return np.asarray(image)[top:bottom, :cols]

    levels = np.asarray(image)  # decodes it, and turns it upright
    if levels.shape[0] != rows or levels.shape[1] < cols:
        raise ImageError(f"the HEIC has another size than its header says: {CHOOSE_SCREENSHOT}")
    depth = int(image.info["bit_depth"])
    stored = pixels_from_numbers(
        (rows, cols),
        numbers,
        depth=depth,
        white=255 if levels.dtype == np.uint8 else 2**depth - 1,
    )
    profile, name = image.info.get("icc_profile", b""), ""
    if not profile and heic.structure.color_codes:
        name, profile = coded_profile(*heic.structure.color_codes)
    return _Opened(stored, 1, False, (name, profile))


def _check_pixels(rows: int, cols: int, kind: str, max_pixels: int) -> None:
    if reason := why_not_this_size((rows, cols), kind, max_pixels=max_pixels, max_side=MAX_SIDE):
        raise ImageError(reason)


def _check_size(image: Image.Image, kind: str, max_pixels: int) -> None:
    """Refuse a picture that is too much work by the size that the decoder reads from the header."""
    cols, rows = image.size
    _check_pixels(rows, cols, kind, max_pixels)
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        # A tile is decoded whole, however little of it the picture covers.
        tile_rows, tile_cols = image.tag_v2.get(323, 1), image.tag_v2.get(322, 1)
        allowed = pixels_allowed(kind, max_pixels)
        if tile_rows * tile_cols > max(allowed, 2**16):
            raise ImageError(
                f"the TIFF is stored in tiles of {tile_rows:,} × {tile_cols:,} pixels, more than the {allowed:,} "
                f"allowed: {SAVE_AS_PNG}"
            )


def _orientation(image: Image.Image) -> int:
    for other in ("xmp", "XML:com.adobe.xmp"):
        image.info.pop(other, None)  # Pillow would use an orientation in these too, as no browser does
    try:
        value = image.getexif().get(274, 1)
    except Exception:  # damaged EXIF is no reason to refuse a picture: it is shown as it is stored
        return 1
    return int(value) if isinstance(value, (int, float)) and value in ORIENTATIONS else 1


def _shrunk(size: tuple[int, int], max_side: int) -> tuple[int, int]:
    scale = max_side / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _wanted_background(background: Background) -> Color | Literal["auto"]:
    if isinstance(background, str) and background == "auto":
        return "auto"
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
