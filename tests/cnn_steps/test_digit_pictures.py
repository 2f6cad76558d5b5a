"""Pictures of digits are prepared as the handwritten digits were, whatever their colors, size and place."""

import numpy as np
import pytest

from cnn_steps import DIGIT_9, DIGITS, Picture, digit_stages, nearest_known, sample_photo

NAMES = ["gray", "light on dark", "ink", "cut out", "scaled", "stroke", "centered", "counted"]


def prepared(picture):
    return digit_stages(picture)[-1].array


def stage(picture, name):
    return next(found for found in digit_stages(picture) if found.name == name)


def on_paper(bitmap, size=(90, 70), at=(20, 25), cell=6, ink=30, paper=220):
    """A bitmap drawn dark on light, larger, off the middle."""
    picture = np.full(size, paper, dtype=np.uint8)
    large = np.kron(bitmap > 0, np.ones((cell, cell))) > 0
    picture[at[0] : at[0] + large.shape[0], at[1] : at[1] + large.shape[1]][large] = ink
    return picture


@pytest.mark.parametrize("picture", [DIGIT_9, sample_photo(), on_paper(DIGIT_9), np.array([[0, 255]], dtype=np.uint8)])
def test_every_picture_ends_as_64_whole_numbers_from_0_to_16(picture):
    stages = digit_stages(picture)
    assert [stage.name for stage in stages] == NAMES
    assert all(stage.array.dtype == np.uint8 and stage.note for stage in stages[:-1])
    counts = stages[-1].array
    assert counts.shape == (8, 8)
    assert counts.min() >= 0 and counts.max() <= 16
    np.testing.assert_array_equal(counts, np.rint(counts))


@pytest.mark.parametrize("digit", range(10))
def test_color_place_and_size_of_the_drawing_make_no_difference(digit):
    wanted = prepared(on_paper(DIGITS[digit], size=(60, 60), at=(2, 3)))
    np.testing.assert_array_equal(prepared(on_paper(DIGITS[digit], at=(40, 30))), wanted)
    np.testing.assert_array_equal(prepared(255 - on_paper(DIGITS[digit])), wanted)
    np.testing.assert_array_equal(prepared(on_paper(DIGITS[digit], ink=120, paper=160)), wanted)
    color = np.stack([on_paper(DIGITS[digit])] * 3, axis=2)
    np.testing.assert_array_equal(prepared(color), wanted)


def test_a_dark_digit_on_paper_becomes_light_on_dark_and_the_note_says_why():
    found = stage(on_paper(DIGIT_9), "light on dark")
    assert found.array[0, 0] == 255 - 220
    assert found.note.startswith("Its border (220) is brighter than the whole")
    assert stage(DIGIT_9, "light on dark").note.endswith("so it stays.")


def test_ink_is_what_otsus_method_parts_from_the_ground():
    levels = np.array([[10, 12, 200, 11], [9, 190, 210, 10], [10, 11, 9, 12]], dtype=np.uint8)
    np.testing.assert_array_equal(stage(levels, "ink").array > 0, levels > 100)


def test_a_digit_reaches_from_the_first_row_to_the_last():
    for digit in DIGITS:
        counts = prepared(on_paper(digit))
        assert counts[0].any() and counts[-1].any()


def test_a_digit_is_32_high_and_as_wide_as_its_proportions_want_up_to_20():
    assert stage(np.pad(np.ones((10, 10)), 3), "scaled").array.shape == (32, 20)
    assert stage(np.pad(np.ones((32, 8)), 3), "scaled").array.shape == (32, 10)  # 1.3 · 8
    assert stage(np.pad(np.ones((64, 1)), 3), "scaled").array.shape == (32, 1)


@pytest.mark.parametrize("pen", [1, 2, 4, 9])
def test_thin_and_thick_pens_end_with_about_the_same_ink(pen):
    ring = np.zeros((60, 60))
    ring[8:52, 14:46] = 1
    ring[8 + pen : 52 - pen, 14 + pen : 46 - pen] = 0
    ink = prepared(ring).sum() / 1024
    assert 0.22 < ink < 0.39  # the digits have 0.305, 98 of 100 of them from 0.245 to 0.388


def test_a_very_thin_line_survives_being_made_much_smaller():
    picture = np.full((480, 480), 255, dtype=np.uint8)
    picture[40:440, 230:233] = 0
    picture[40:43, 150:233] = 0
    assert prepared(picture)[4].any()


def test_the_center_of_ink_is_brought_to_the_middle():
    for digit in DIGITS:
        centered = stage(digit, "centered").array > 0
        assert abs(centered.sum(axis=0) @ (np.arange(32) + 0.5) / centered.sum() - 16) <= 0.5


def test_each_number_counts_the_ink_of_its_block():
    *_, centered, counted = digit_stages(DIGIT_9)
    for row in range(8):
        for column in range(8):
            block = centered.array[4 * row : 4 * row + 4, 4 * column : 4 * column + 4]
            assert counted.array[row, column] == np.count_nonzero(block)


def test_a_picture_taken_sideways_is_prepared_upright():
    upright = on_paper(DIGIT_9)
    sideways = Picture(np.rot90(upright), 6, upright.shape, "JPEG")
    np.testing.assert_array_equal(prepared(sideways), prepared(upright))


@pytest.mark.parametrize("picture", [np.zeros((16, 16)), np.full((3, 4, 3), 77, dtype=np.uint8)])
def test_a_picture_of_one_color_holds_no_digit(picture):
    with pytest.raises(ValueError, match="one color, so there is no digit in it: draw one"):
        digit_stages(picture)


def test_stages_do_not_change_the_picture():
    picture = on_paper(DIGIT_9)
    before = picture.copy()
    digit_stages(picture)
    np.testing.assert_array_equal(picture, before)


def test_the_nearest_known_image_is_what_a_plain_loop_finds():
    rng = np.random.default_rng(0)
    images, known = rng.integers(0, 17, (7, 8, 8)), rng.integers(0, 17, (20, 8, 8))
    plain = np.array([[np.sqrt(((image - other) ** 2).sum()) for other in known] for image in images])
    distances, places = nearest_known(images, known)
    np.testing.assert_allclose(distances, plain.min(axis=1), rtol=1e-12)
    np.testing.assert_array_equal(places, plain.argmin(axis=1))
    distance, place = nearest_known(images[3], known)
    assert (distance, place) == (pytest.approx(plain[3].min()), plain[3].argmin())


def test_a_known_image_is_nearest_to_itself_at_distance_zero():
    known = np.random.default_rng(1).random((5, 8, 8)) * 16
    distances, places = nearest_known(known, known)
    np.testing.assert_array_equal(distances, np.zeros(5))
    np.testing.assert_array_equal(places, np.arange(5))


def test_the_distance_to_what_is_beyond_all_limits_is_no_number_and_no_reason_to_warn():
    known = np.array([[[1e200]], [[np.inf]]])
    assert not np.isfinite(nearest_known([[-1e200]], known)[0])
    assert np.isnan(nearest_known([[np.inf]], known[1:])[0])


@pytest.mark.parametrize(
    ("images", "known"),
    [(np.zeros((8, 8)), np.zeros((8, 8))), (np.zeros((7, 8)), np.zeros((2, 8, 8))), (np.zeros(8), np.zeros((2, 8)))],
)
def test_distances_need_images_and_known_ones_of_the_same_size(images, known):
    with pytest.raises(ValueError, match="both need the same rows and columns"):
        nearest_known(images, known)
