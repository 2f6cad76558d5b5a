"""Transparent pixels show the background asked for, or the one on which the ink is seen."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from cnn_steps import load_image, read_picture, sample_photo
from tests.made_files import saved


def ink(color, *, mode="RGBA", alpha=255):
    """Draw a bar of one color on transparent ground."""
    picture = Image.new("RGBA", (30, 20), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((10, 5, 20, 15), fill=(*color, alpha))
    return picture.convert(mode)


WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@pytest.mark.parametrize(
    ("color", "background"),
    [
        (WHITE, BLACK),
        ((230, 230, 230), BLACK),
        (BLACK, WHITE),
        ((128, 128, 128), WHITE),
        ((255, 255, 150), WHITE),
        ((200, 30, 30), WHITE),
    ],
    ids=["white", "light gray", "black", "gray", "pale yellow", "red"],
)
@pytest.mark.parametrize("alpha", [255, 90])
def test_light_ink_is_shown_on_black_and_all_other_on_white(color, background, alpha):
    picture = read_picture(saved(ink(color, alpha=alpha), "PNG"), background="auto")
    assert picture.background == background and picture.upright[0, 0].tolist() == list(background)


def test_white_is_the_default():
    assert (load_image(saved(ink(WHITE), "PNG")) == 255).all()
    assert read_picture(saved(ink(WHITE), "PNG")).background == WHITE


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP", "AVIF"])
def test_white_ink_is_seen_in_every_format(format, mode):
    options = {"lossless": True} if format == "WEBP" else {}
    picture = read_picture(saved(ink(WHITE, mode=mode), format, **options), background="auto")
    assert picture.background == BLACK
    assert picture.upright[10, 15].max() >= 250 and picture.upright[0, 0].max() <= 5


def test_gray_stays_gray_on_a_background_that_was_chosen():
    picture = load_image(saved(ink(WHITE, mode="LA"), "PNG"), background="auto")
    assert picture.ndim == 2 and picture[0, 0] == 0


def test_what_cannot_be_seen_does_not_choose():
    picture = ink(BLACK)
    pixels = np.array(picture)
    pixels[pixels[:, :, 3] == 0] = (255, 255, 255, 0)  # many white pixels, none of which is seen
    assert read_picture(saved(pixels, "PNG"), background="auto").background == WHITE
    nothing = np.full((4, 4, 4), 255, dtype=np.uint8)
    nothing[:, :, 3] = 0
    assert read_picture(saved(nothing, "PNG"), background="auto").background == WHITE


def test_a_light_picture_with_a_dark_outline_stays_on_white():
    picture = ink(WHITE)
    ImageDraw.Draw(picture).rectangle((10, 5, 20, 15), outline=(0, 0, 0, 255))
    assert read_picture(saved(picture, "PNG"), background="auto").background == WHITE


@pytest.mark.parametrize("background", ["auto", "white", "red", 7])
def test_a_picture_without_a_transparent_pixel_shows_no_background(background):
    photo = sample_photo()[:20, :30]
    opaque = np.dstack([photo, np.full((20, 30), 255, dtype=np.uint8)])
    for pixels in (photo, opaque):
        picture = read_picture(saved(pixels, "PNG"), background=background)
        assert picture.background is None
        np.testing.assert_array_equal(picture.upright, photo)


def test_the_background_is_told_as_a_color():
    assert read_picture(saved(ink(BLACK), "PNG"), background="red").background == (255, 0, 0)
    assert read_picture(saved(ink(BLACK), "PNG"), background=9).background == (9, 9, 9)


def test_a_shrunk_picture_mixes_the_background_in():
    picture = Image.new("RGBA", (200, 100), (255, 255, 255, 0))
    picture.paste((255, 255, 255, 255), (0, 0, 200, 50))
    picture = read_picture(saved(picture, "PNG"), background="auto", max_side=2)
    assert picture.upright.tolist() == [[[128] * 3] * 2] or picture.upright.tolist() == [[[127] * 3] * 2]
