"""Preparing: the image is what its code makes, and what its changes leave of it."""

from dataclasses import replace

import numpy as np
import pytest

import cnn_steps
from cnn_steps import DIGITS, Picture, sample_photo
from ui.picture import preparing
from ui.picture.changes import Change
from ui.picture.current import CurrentImage
from ui.picture.preparing import Preparation, digit_image, drawn_image, picture_image, with_fitting_changes

LEVELS = np.random.default_rng(3).integers(0, 256, (12, 20, 3), dtype=np.uint8)
OWN = Picture(
    LEVELS,
    orientation=6,
    original_size=(12, 20),
    format="JPEG",
    depth=8,
    levels=(0, 255),
    scale=(0, 255),
    profile="",
    profile_use="none",
    background=None,
)
COLOR = Preparation(7, 5, "crop", True, (-1.0, 1.0), False)
GRAY = Preparation(9, 16, "letterbox", False, (0.0, 255.0), True)


def made_by_code(image: CurrentImage, files: dict[tuple[str, int], Picture]) -> np.ndarray:
    """The image that the code makes with the names it asks for; ``read_picture`` hands out these files."""
    names = {name: getattr(cnn_steps, name) for name in image.code_names}
    if "read_picture" in names:
        names["read_picture"] = lambda file, max_side, background: files[file, max_side]
    names["np"] = np
    exec(image.code, names)
    return names["image"]


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_is_what_its_code_makes(digit):
    image = digit_image(digit)
    np.testing.assert_array_equal(made_by_code(image, {}), DIGITS[digit])
    np.testing.assert_array_equal(image.array, DIGITS[digit])
    assert image.name == f"The {digit}" and image.is_digit and image.is_bitmap


def test_a_drawing_is_what_its_code_makes():
    bitmap = np.where(np.random.default_rng(0).random((7, 5)) > 0.5, 1.0, -1.0)
    image = drawn_image(bitmap)
    np.testing.assert_array_equal(made_by_code(image, {}), bitmap)
    assert image.value_range == (bitmap.min(), bitmap.max())
    assert image.is_bitmap and not image.is_digit


@pytest.mark.parametrize("preparation", [COLOR, GRAY], ids=["color", "gray"])
@pytest.mark.parametrize("picture", [sample_photo(), OWN], ids=["photo", "own"])
def test_a_prepared_picture_is_what_its_code_makes(picture, preparation):
    image = picture_image("A picture", picture, preparation)
    np.testing.assert_array_equal(made_by_code(image, {("your-picture.jpg", 480): OWN}), image.array)
    assert image.size == (preparation.rows, preparation.columns)
    assert image.channels == (3 if preparation.color else 1)
    assert (image.value_range, image.inverted) == (preparation.value_range, preparation.invert)
    assert image.picture is picture and image.stages[-1].name == "range"


def test_the_first_axis_of_a_color_image_is_its_channels():
    image = picture_image("A picture", LEVELS, Preparation(12, 20, "stretch", True, (0.0, 255.0), False))
    np.testing.assert_allclose(image.array, np.moveaxis(LEVELS, -1, 0))


def test_the_code_of_a_picture_that_was_shrunk_reads_it_as_small():
    shrunk = picture_image("A picture", replace(OWN, original_size=(120, 200)), COLOR)
    assert "max_side=20," in shrunk.code and "max_side=20," in shrunk.picture_code


def test_changes_that_fit_are_made_and_the_others_are_given_back_with_a_reason():
    fits, outside = Change("pixel", 6, 4, 0.5), Change("pixel", 7, 0, 0.5)
    colored, weight = Change("pixel", 0, 0, 0.5, "red"), Change("weight", 1, 1, 0.5, "box")
    image, misfits = with_fitting_changes(digit_image(9), [outside, fits, colored, weight])
    assert image.array[6, 4] == 0.5 and (image.array != DIGITS[9]).sum() == 1
    assert image.changes == (fits, weight)
    assert misfits == {outside: "there are 7 rows and 5 columns", colored: "this image has no colors"}


def test_an_image_that_no_change_fits_stays_as_it_is():
    nine = digit_image(9)
    image, misfits = with_fitting_changes(nine, [Change("pixel", 9, 9, 0.5)])
    assert image is nine and len(misfits) == 1


def test_bitmaps_have_the_range_that_pictures_are_fitted_to():
    assert (DIGITS.min(), DIGITS.max()) == preparing.BITMAP_RANGE
