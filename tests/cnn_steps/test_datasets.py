"""The example data: the digits as the lessons draw them, and the photograph."""

import numpy as np
import pytest

from cnn_steps import DIGIT_9, DIGITS, LESSON_KERNELS, conv2d, pool2d, relu, sample_photo


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
