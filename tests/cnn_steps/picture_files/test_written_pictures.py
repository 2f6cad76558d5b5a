"""Every picture that Pillow writes is read as Pillow, ImageCms and NumPy convert it, within 3 levels."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections import Counter

import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

from cnn_steps import ImageError, Picture, read_picture
from tests import picture_reference
from tests.color_profiles import PROFILES
from tests.written_pictures import CARRY_MORE, DEEP, FORMATS, MODES, OPTIONS, Written, picture, refused, saved, written

NEAR = 3

# What each format is not written from. Other ways of writing it add what stands below.
INKS_AND_AXES = ["CMYK", "YCbCr", "LAB", "HSV"]
INTEGERS_AND_FLOATS = [content for content, mode in DEEP.items() if mode in ("I", "F")]
UPPER_FIRST = [content for content, mode in DEEP.items() if mode == "I;16B"]
NO_JPEG = ["LA", "La", "P", "PA", "RGBA", "RGBa", "LAB", "HSV", *DEEP]
NOT_WRITTEN = {
    "PNG": ["La", "PA", "RGBX", "RGBa", *INKS_AND_AXES, *INTEGERS_AND_FLOATS],
    "JPEG": NO_JPEG,
    "MPO": NO_JPEG,
    "WEBP": ["La"],
    "GIF": ["La", "PA", "RGBX", "RGBa", *INKS_AND_AXES],
    "BMP": ["LA", "La", "PA", "RGBX", "RGBa", *INKS_AND_AXES, *DEEP],
    "TIFF": ["La", "RGBa", "HSV"],
    "PPM": ["LA", "La", "P", "PA", "RGBX", "RGBa", *INKS_AND_AXES, *UPPER_FIRST],
    "AVIF": ["La"],
}
BLACK_AND_WHITE_ALONE = [content for content in (*MODES, *DEEP) if content != "1"]
NOT_WRITTEN_SO = {
    ("PNG", "clear color"): ["LA", "RGB", "RGBA", *UPPER_FIRST],
    ("TIFF", "jpeg"): ["1", "P", "PA", *DEEP],
    ("TIFF", "group3"): BLACK_AND_WHITE_ALONE,
    ("TIFF", "group4"): BLACK_AND_WHITE_ALONE,
    ("TIFF", "tiff_ccitt"): BLACK_AND_WHITE_ALONE,
}


@pytest.mark.parametrize("format", FORMATS)
def test_what_pillow_does_not_write_is_known_by_name(format):
    for option in ("as it is", *OPTIONS.get(format, {})):
        known = {*NOT_WRITTEN[format], *NOT_WRITTEN_SO.get((format, option), [])}
        assert set(refused().get(format, {}).get(option, [])) == known, option


KEPT = {
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "16 bits", "12 bits in 16"],
    "JPEG": ["L", "RGB", "CMYK"],
    "MPO": ["L", "RGB", "CMYK"],
    "WEBP": ["RGB", "RGBA"],
    "TIFF": [content for content in (*MODES, *DEEP) if content not in ("La", "RGBX", "RGBa", "HSV")],
    "AVIF": ["L", "RGB", "RGBA"],
}
"""What a format that carries orientations and profiles stores as it is."""


@pytest.mark.parametrize("format", FORMATS)
def test_every_mode_orientation_and_profile_is_among_the_files(format):
    made = Counter((file.content, file.option) for file in written(format))
    for option in ("as it is", *OPTIONS.get(format, {})):
        unable = {*NOT_WRITTEN[format], *NOT_WRITTEN_SO.get((format, option), [])}
        for content in (*MODES, *DEEP):
            times = 8 * len(PROFILES) if option == "as it is" and content in KEPT.get(format, ()) else 1
            assert made[content, option] == (0 if content in unable else times), (content, option)


@pytest.mark.parametrize("format", sorted({*FORMATS} - {*CARRY_MORE}))
def test_the_other_formats_carry_neither_profile_nor_orientation(format):
    exif = Image.Exif()
    exif[274] = 6
    plain = saved("RGB", format)
    with contextlib.suppress(TypeError):
        assert saved("RGB", format, exif=exif, icc_profile=PROFILES["Adobe"]) == plain


def not_read_back(file: Written) -> bool:
    """Whether Pillow can't read itself what it wrote: BigTIFF with the upper byte first."""
    return file.option == "big" and file.content in UPPER_FIRST


def test_what_pillow_does_not_read_back_is_refused():
    files = [file for format in FORMATS for file in written(format) if not_read_back(file)]
    assert len(files) == len(UPPER_FIRST)
    for file in files:
        with pytest.raises(UnidentifiedImageError), warnings.catch_warnings(action="ignore"):
            picture_reference.colors(file.file)
        with pytest.raises(ImageError):
            read_picture(file.file)


@pytest.mark.parametrize("format", FORMATS)
def test_what_pillow_writes_is_read_as_it_converts_it(format):
    wrong = [
        f"{file}: {problem}" for file in written(format) if not not_read_back(file) and (problem := what_differs(file))
    ]
    assert not wrong, f"{len(wrong)} files, among them\n" + "\n".join(wrong[:: -(-len(wrong) // 20)])


def what_differs(file: Written) -> str:
    """In which way a file is read otherwise than by the reference; nothing if it is read alike."""
    try:
        read = read_picture(file.file)
    except ImageError as error:
        return f"refused: {error}"
    expected = picture_reference.colors(file.file).astype(int)  # (H, W, 3)
    upright = read.upright if read.upright.ndim == 3 else read.upright[:, :, None]
    if upright.shape[:2] != expected.shape[:2]:
        return f"size {upright.shape[:2]} instead of {expected.shape[:2]}"
    farthest = np.abs(upright - expected).max()
    if farthest > NEAR:
        return f"off by {farthest} levels"
    rows, columns = picture(file.content).height, picture(file.content).width
    told = (read.format, read.orientation, read.original_size)
    known = ("JPEG" if file.format == "MPO" else file.format, file.orientation, (rows, columns))
    if told != known:
        return f"told as {told} instead of {known}"
    use = picture_reference.profile_use(file.file)
    if file.content != "LAB" and read.profile_use != use:  # a profile has nothing to add to lightness and two axes
        return f"its profile is {read.profile_use} instead of {use}"
    with Image.open(io.BytesIO(file.file)) as image:
        return what_differs_in_levels(read, image, file.file)


def what_differs_in_levels(read: Picture, image: Image.Image, file: bytes) -> str:
    deep = picture_reference.is_deep(image)
    depth = 8
    if deep:
        depth = 16 if image.mode.startswith("I;16") or (image.format, image.mode) == ("PPM", "I") else 32
    elif image.format == "PNG" and image.mode != "P":
        depth = file[24]
    elif image.mode == "1":
        depth = 1
    if read.depth != depth:
        return f"{read.depth} bits instead of {depth}"
    levels = picture_reference.levels(image)
    if deep:
        scale = picture_reference.scale(image)
        if (read.levels, read.scale) != (levels, scale):
            return f"levels {read.levels} on {read.scale} instead of {levels} on {scale}"
    elif image.mode in ("1", "L", "RGB"):
        low, high = read.scale
        shares = [(level - low) / (high - low) for level in read.levels]
        if shares != pytest.approx([level / (1 if image.mode == "1" else 255) for level in levels]):
            return f"levels {read.levels} on {read.scale} instead of {levels}"
    return ""
