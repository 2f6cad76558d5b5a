"""The example data: the digits as the lessons draw them, lines, handwritten digits, and the photograph."""

import numpy as np
import pytest

from cnn_steps import DIGIT_9, DIGITS, LESSON_KERNELS, conv2d, line_images, load_digits, pool2d, relu, sample_photo


def test_digit_9_is_the_bitmap_of_the_lesson():
    np.testing.assert_array_equal(
        DIGIT_9,
        [
            [-1, 1, 1, 1, -1],
            [-1, 1, -1, 1, -1],
            [-1, 1, 1, 1, -1],
            [-1, -1, -1, 1, -1],
            [-1, -1, -1, 1, -1],
            [-1, -1, 1, -1, -1],
            [-1, 1, -1, -1, -1],
        ],
    )
    assert DIGIT_9.dtype == np.float64


def test_the_digits_are_ten_different_bitmaps_in_minus_1_and_1():
    assert DIGITS.shape == (10, 7, 5) and DIGITS.dtype == np.float64
    assert set(np.unique(DIGITS)) == {-1.0, 1.0}
    assert len({bitmap.tobytes() for bitmap in DIGITS}) == 10
    np.testing.assert_array_equal(DIGITS[9], DIGIT_9)


@pytest.mark.parametrize("bitmaps", [DIGIT_9, DIGITS], ids=["DIGIT_9", "DIGITS"])
def test_the_digits_cannot_be_changed(bitmaps):
    with pytest.raises(ValueError, match="read-only"):
        bitmaps[0] = 0


def test_the_digits_leave_room_to_be_shifted_by_one_column():
    assert np.all(DIGITS[:, :, [0, 4]] == -1)


def test_the_9_lights_the_lesson_kernels_where_the_lesson_says():
    box, vertical, diagonal = conv2d(DIGIT_9, LESSON_KERNELS, average=True)
    assert np.argwhere(box == 1).tolist() == [[0, 1]]
    assert np.argwhere(diagonal == 1).tolist() == [[4, 1]]
    assert vertical.max() == pytest.approx(7 / 9) and np.all(vertical.argmax(axis=1)[1:4] == 2)
    assert pool2d(relu(np.stack([box, vertical, diagonal])), 2, stride=1).shape == (3, 4, 2)


def test_the_6_is_the_9_turned_upside_down_and_has_its_loop_at_the_bottom():
    np.testing.assert_array_equal(DIGITS[6], DIGIT_9[::-1, ::-1])
    assert np.argwhere(conv2d(DIGITS[6], LESSON_KERNELS[0], average=True) == 1).tolist() == [[4, 1]]


def test_the_8_has_both_loops():
    assert np.argwhere(conv2d(DIGITS[8], LESSON_KERNELS[0], average=True) == 1).tolist() == [[0, 1], [4, 1]]


def test_the_sample_photo_is_a_color_photograph_of_its_own():
    photo = sample_photo()
    assert photo.shape == (300, 451, 3) and photo.dtype == np.uint8
    assert photo.std() > 20 and not np.array_equal(photo[..., 0], photo[..., 1])
    photo[:] = 0  # every call gives a new array
    assert sample_photo().any()


def test_a_line_is_exactly_1_from_edge_to_edge_and_all_else_is_faint():
    images, labels = line_images(500, rng=np.random.default_rng(0))
    assert images.shape == (500, 8, 8) and images.dtype == np.float64
    for image, label in zip(images, labels, strict=True):
        across = image if label == 1 else image.T  # so that the line is a row
        (row,) = np.flatnonzero((across == 1).all(axis=1))
        assert np.abs(np.delete(across, row, axis=0)).max() < 0.6
    assert images[images != 1].std() == pytest.approx(0.1, rel=0.02)
    assert images[images != 1].mean() == pytest.approx(0, abs=0.005)


def test_half_of_the_lines_are_vertical_and_every_place_has_some():
    images, labels = line_images(1000, rng=np.random.default_rng(1))
    assert 440 < (labels == 0).sum() < 560
    for image_set in (images[labels == 0].swapaxes(1, 2), images[labels == 1]):
        assert set(np.argwhere((image_set == 1).all(axis=2))[:, 1]) == set(range(8))


def test_lines_stay_off_the_border_when_asked_to():
    images, labels = line_images(1000, rng=np.random.default_rng(1), border=False)
    rows = np.where((labels == 1)[:, None, None], images, images.swapaxes(1, 2))
    assert set(np.argwhere((rows == 1).all(axis=2))[:, 1]) == set(range(1, 7))


def test_the_same_seed_draws_the_same_lines():
    for first, again in zip(*(line_images(20, rng=np.random.default_rng(5)) for _ in range(2)), strict=True):
        np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("n", [0, -1, 2.5, True])
def test_no_lines_at_all_are_refused(n):
    with pytest.raises(ValueError, match=f"n is {n}: give a whole number, 1 or more"):
        line_images(n, rng=np.random.default_rng(0))


def test_lines_need_a_generator():
    with pytest.raises(ValueError, match=r"rng is 0: give a generator, such as np\.random"):
        line_images(3, rng=0)


def test_the_handwritten_digits_are_those_of_the_source():
    digits = load_digits()
    assert digits.images.shape == (1797, 8, 8) and digits.images.dtype == np.uint8
    assert digits.images.min() == 0 and digits.images.max() == 16
    assert np.bincount(digits.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    np.testing.assert_array_equal(  # the first one, a 0
        digits.images[0],
        [
            [0, 0, 5, 13, 9, 1, 0, 0],
            [0, 0, 13, 15, 10, 15, 5, 0],
            [0, 3, 15, 2, 0, 11, 8, 0],
            [0, 4, 12, 0, 0, 8, 8, 0],
            [0, 5, 8, 0, 0, 9, 8, 0],
            [0, 4, 11, 0, 1, 12, 7, 0],
            [0, 2, 14, 5, 10, 12, 0, 0],
            [0, 0, 6, 13, 10, 0, 0, 0],
        ],
    )


def test_a_fifth_of_every_digit_is_held_out():
    digits = load_digits()
    assert sorted([*digits.train, *digits.test]) == list(range(1797))
    shares = np.bincount(digits.labels[digits.test]) / np.bincount(digits.labels)
    np.testing.assert_allclose(shares, 0.2, atol=0.003)


def test_no_held_out_digit_is_also_trained_on_under_another_number():
    digits = load_digits()
    assert len({image.tobytes() for image in digits.images}) == 1797


def test_the_handwritten_digits_cannot_be_changed():
    digits = load_digits()
    for array in (digits.images, digits.labels, digits.train, digits.test):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
