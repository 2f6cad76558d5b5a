"""What the layer stack is told: pictures of maps on one scale, sums to redo by hand, what a number sees."""

import base64

import numpy as np
import pytest

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, summary
from ui.lessons.stack import in_lines, seen_block, size_verdict
from ui.networks.stack_data import how_words, map_pictures


def levels(pictures):
    """The maps as the browser draws them."""
    numbers = np.frombuffer(base64.b64decode(pictures.bytes), np.uint8)
    return numbers.reshape(pictures.shown, pictures.rows, pictures.columns)


def test_maps_are_sent_on_one_scale_with_zero_in_the_middle():
    maps = np.array([[[0.0, 2.0]], [[-1.0, -2.0]]])
    pictures = map_pictures(maps, most=6, side=48)
    assert levels(pictures).tolist() == [[[127, 254]], [[64, 0]]]
    assert pictures.limit == "2"


def test_only_so_many_maps_are_sent_and_the_scale_is_still_that_of_all():
    maps = np.zeros((10, 3, 3))
    maps[9] = -5
    pictures = map_pictures(maps, most=4, side=48)
    assert (pictures.shown, pictures.of, pictures.limit) == (4, 10, "5")


def test_of_a_large_map_every_third_row_and_column_is_sent_and_its_size_is_told():
    maps = np.arange(120.0 * 130).reshape(1, 120, 130)
    pictures = map_pictures(maps, most=6, side=48)
    assert levels(pictures).shape == (1, 40, 44)
    assert (pictures.down, pictures.across) == (120, 130)
    assert map_pictures(np.zeros((256, 100, 100)), most=256, side=150).rows < 100


def test_what_is_not_finite_is_drawn_as_none():
    assert levels(map_pictures(np.array([[[np.nan, 1.0, np.inf]]]), most=6, side=48)).tolist() == [[[255, 254, 254]]]


def test_a_map_of_zeros_is_all_zero():
    assert (levels(map_pictures(np.zeros((2, 3, 3)), most=6, side=48)) == 127).all()


@pytest.mark.parametrize(("size", "grid"), [(10, (1, 10)), (32, (1, 32)), (84, (2, 64)), (9216, (48, 192))])
def test_a_vector_is_laid_out_in_lines(size, grid):
    pictures = map_pictures(np.ones(size), most=6, side=48)
    assert levels(pictures).shape == (1, *grid)
    assert (levels(pictures) == 254).sum() == size
    assert pictures.vector == size


@pytest.mark.parametrize(
    ("layers", "shape", "words"),
    [
        (
            (Conv(4, 3),),
            (1, 8, 8),
            [
                ["Rows", "8 − 3 + 1 = 6"],
                ["Columns", "8 − 3 + 1 = 6"],
                ["Parameters", "4 × (1 × 3 × 3 + 1) = 40"],
                ["Multiply-adds", "4 × 6 × 6 × 1 × 3 × 3 = 1,296"],
                ["Sees", "up to 3 × 3 pixels of the image"],
            ],
        ),
        (
            (Conv(2, 3, stride=2, padding=1, dilation=2, bias=False),),
            (3, 9, 12),
            [
                ["Rows", "⌊(9 + 2 − 5) / 2⌋ + 1 = 4"],
                ["Columns", "⌊(12 + 2 − 5) / 2⌋ + 1 = 5"],
                ["Parameters", "2 × 3 × 3 × 3 = 54"],
                ["Multiply-adds", "2 × 4 × 5 × 3 × 3 × 3 = 1,080"],
                ["Sees", "up to 5 × 5 pixels of the image"],
            ],
        ),
        (
            (Conv(2, (3, 2), stride=(2, 1), padding=(1, 0)),),
            (1, 7, 5),
            [
                ["Rows", "⌊(7 + 2 − 3) / 2⌋ + 1 = 4"],
                ["Columns", "5 − 2 + 1 = 4"],
                ["Parameters", "2 × (1 × 3 × 2 + 1) = 14"],
                ["Multiply-adds", "2 × 4 × 4 × 1 × 3 × 2 = 192"],
                ["Sees", "up to 3 × 2 pixels of the image"],
            ],
        ),
        (
            (Flatten(), Dense(10)),
            (1, 3, 4),
            [
                ["Size", "one number for each unit"],
                ["Parameters", "12 × 10 + 10 = 130"],
                ["Multiply-adds", "12 × 10 = 120"],
                ["Sees", "up to 3 × 4 pixels of the image"],
            ],
        ),
        ((Flatten(),), (2, 3, 4), [["Size", "2 × 3 × 4 = 24 numbers in a row"]]),
        ((Relu(),), (2, 3, 4), [["Size", "stays: every number is changed on its own"]]),
    ],
)
def test_the_numbers_of_a_row_can_be_redone_by_hand(layers, shape, words):
    rows = summary(layers, shape)
    before = shape if len(rows) == 1 else rows[-2].output_shape
    assert [[line.what, line.how] for line in how_words(rows[-1], before)] == words


@pytest.mark.parametrize(
    ("layers", "block"),
    [
        ((Conv(2, 3), Relu(), Pool(2)), (6, 6, 4, 4)),
        ((Conv(2, 3), Relu(), Pool(2), Flatten()), (6, 6, 4, 4)),  # one number of the row saw what its cell saw
        ((Conv(2, 3), Relu(), Pool(2), Flatten(), Dense(2), Relu()), (0, 0, 16, 14)),
        ((Relu(),), (8, 7, 1, 1)),
        ((Conv(1, 15, padding=7),), (1, 0, 15, 14)),  # the middle sees most, the edges see padding too
        ((Conv(1, 1, stride=15, padding=10),), (5, 5, 1, 1)),  # the one in the middle lies on the image, others do not
        ((Conv(1, 1, stride=14, padding=(9, 10)),), (5, 4, 1, 1)),
    ],
)
def test_the_frame_is_the_receptive_field_of_the_most_central_number_that_sees_most(layers, block):
    row = summary(layers, (1, 17, 14))[-1]
    assert seen_block(row) == block
    assert block[2:] == row.receptive_field


@pytest.mark.parametrize(
    ("guess", "n", "window", "stride", "words"),
    [
        (6, 8, 3, 1, "**6 rows** is right: 8 − 3 + 1."),
        (5, 8, 3, 1, "Not 5 but **6 rows**: 8 − 3 + 1. You left out the + 1: the first stop counts as well."),
        (4, 7, 2, 2, "The last stop would stick out; what is left over is dropped."),
        (6, 7, 2, 2, "That is with stride 1; here the window moves 2 at a time."),
        (8, 8, 3, 1, "That would keep the size, and takes padding."),
        (5, 10, 5, 2, "Dividing by the stride is not enough: the window needs 5 cells at its last stop."),
        (2, 8, 3, 1, "Windows do not stand side by side here: they overlap."),
        (99, 8, 3, 1, "Not 99 but **6 rows**: 8 − 3 + 1."),
    ],
)
def test_a_slip_that_leads_to_a_wrong_size_is_named(guess, n, window, stride, words):
    assert size_verdict(guess, n, window, stride, "rows").endswith(words)


def test_a_vector_is_shown_in_lines_of_sixteen():
    grid, beyond = in_lines(np.arange(1.0, 21))
    assert grid.shape == (2, 16)
    assert grid[1, 3] == 20
    assert beyond.sum() == 12 and not beyond[0].any()
