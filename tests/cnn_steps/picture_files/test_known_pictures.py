"""The picture files of ``tests/pictures``: each is read as what it is, or refused for what is wrong with it."""

import re

import numpy as np
import pytest

from cnn_steps import ImageError, read_picture
from tests.pictures import FOLDER, KNOWN, READ, REFUSED, contents, in_quarters

NEAR = 8  # a step of 8-bit Lab is 7 levels of red in a strong green; what JPEG and its kind lose is less
EXACT = {"PNG", "GIF", "BMP", "PPM", "TIFF"}
"""Formats whose levels come out of every decoder alike; those of the others within 4."""


def test_every_file_is_in_the_table_and_they_stay_small():
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir() if path.suffix != ".py" and path.is_file()}
    assert set(files) == set(KNOWN)
    assert sum(files.values()) < 100_000


@pytest.mark.parametrize("name", READ)
def test_a_known_file_is_read_as_what_it_is(name):
    known, picture = READ[name], read_picture(contents(name), background="auto")
    told = (picture.format, picture.original_size, picture.depth, picture.orientation, picture.profile_use)
    assert told == (known.format, known.size, known.depth, known.orientation, known.profile_use)
    assert picture.background == known.background
    if known.levels:
        within = 0 if known.format in EXACT else 4
        np.testing.assert_allclose(picture.levels, known.levels, rtol=0, atol=within)


@pytest.mark.parametrize("name", READ)
def test_a_known_file_shows_its_colors_the_right_way_up(name):
    known, upright = READ[name], read_picture(contents(name), background="auto").upright
    height, width = known.size if known.orientation < 5 else known.size[::-1]
    assert upright.shape[:2] == (height, width)
    colors = np.array([upright[place] for place in in_quarters(height, width)], dtype=int)
    # (4,) or (4, 3) -> (4, 3): gray is three equal levels
    colors = colors if colors.ndim == 2 else np.repeat(colors[:, None], 3, axis=1)
    np.testing.assert_allclose(colors, known.quarters, rtol=0, atol=NEAR)
    if known.background:
        np.testing.assert_array_equal(upright[0, -1], known.background[: upright[0, -1].size])


@pytest.mark.parametrize("name", REFUSED)
def test_a_known_file_is_refused_for_what_is_wrong_with_it(name):
    with pytest.raises(ImageError, match=re.compile(REFUSED[name].says, re.IGNORECASE)):
        read_picture(contents(name), background="auto")
