"""What can be done to a kernel as a whole: turned, flipped, resized, normalized."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnn_steps import KERNELS
from ui.components.kernel_editing import KernelNormalize, KernelPaste, KernelResize, KernelTurn
from ui.kernels.edits import TURNS, changed_kernel, normalized, resized, sum_words

SIDES = st.integers(1, 7)
WEIGHTS = hnp.arrays(
    np.float64, st.tuples(SIDES, SIDES), elements=st.integers(-1000, 1000).map(lambda number: number / 8)
)


def test_rotating_is_a_quarter_turn_clockwise():
    assert TURNS["rotate"](np.array([[1, 2, 3], [4, 5, 6]])).tolist() == [[4, 1], [5, 2], [6, 3]]


def test_flipping_columns_swaps_left_and_right_and_flipping_rows_top_and_bottom():
    weights = np.array([[1, 2], [3, 4]])
    assert TURNS["flip-columns"](weights).tolist() == [[2, 1], [4, 3]]
    assert TURNS["flip-rows"](weights).tolist() == [[3, 4], [1, 2]]


@given(weights=WEIGHTS)
def test_both_flips_are_two_quarter_turns(weights):
    flipped = TURNS["flip-rows"](TURNS["flip-columns"](weights))
    np.testing.assert_array_equal(flipped, TURNS["rotate"](TURNS["rotate"](weights)))


@given(weights=WEIGHTS, rows=SIDES, columns=SIDES)
def test_a_resized_kernel_has_its_size_and_keeps_its_center(weights, rows, columns):
    out = resized(weights, rows, columns)
    assert out.shape == (rows, columns)
    assert out[(rows - 1) // 2, (columns - 1) // 2] == weights[tuple((side - 1) // 2 for side in weights.shape)]


@given(weights=WEIGHTS, rows=SIDES, columns=SIDES)
def test_growing_loses_nothing(weights, rows, columns):
    larger = [max(new, old) for new, old in zip((rows, columns), weights.shape, strict=True)]
    np.testing.assert_array_equal(resized(resized(weights, *larger), *weights.shape), weights)


def test_two_more_rows_and_columns_are_a_ring_of_zeros():
    np.testing.assert_array_equal(resized(np.ones((3, 3)), 5, 5), np.pad(np.ones((3, 3)), 1))


@pytest.mark.parametrize("size", [(0, 3), (3, 8), (-1, 1)])
def test_a_size_no_kernel_has_is_refused(size):
    with pytest.raises(ValueError, match=rf"1 to 7 rows and columns, not {size[0]}×{size[1]}: choose"):
        resized(np.ones((3, 3)), *size)


@given(weights=WEIGHTS.filter(np.any))
def test_normalized_weights_add_up_to_1_or_their_sizes_do(weights):
    out, _ = normalized(weights)
    assert (out.sum() if weights.sum() else np.abs(out).sum()) == pytest.approx(1.0)


def test_a_kernel_of_zeros_can_not_be_normalized():
    with pytest.raises(ValueError, match="all weights are 0, so there is nothing to divide by: make one"):
        normalized(np.zeros((2, 3)))


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (KERNELS["box"], "Divided by the sum, 7."),
        (np.array([[1.0, -3.0]]), "Divided by the sum, −2: the signs have changed."),
        (
            KERNELS["vertical edge"],
            "The sum is 0, so divided by the sum of the sizes, 6.",
        ),
        (
            np.array([[0.1, 0.2, -0.3]]),  # 5.6e-17 to a computer
            "The sum is 0, so divided by the sum of the sizes, 0.6.",
        ),
    ],
)
def test_normalizing_says_what_it_divided_by(weights, words):
    assert normalized(np.asarray(weights))[1] == words


def test_a_sum_too_small_to_divide_by_is_refused():
    with pytest.raises(ValueError, match=r"the sum, 0\.01, is too small: divided by it, weights would pass 1000"):
        normalized(np.array([[100.0, -99.99]]))


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([[5.0]], "1 weight, sum 5"),
        ([[-1.0, 1.0]], "2 weights, sum 0"),
        ([[0.1, 0.2, -0.3]], "3 weights, sum 0"),
        ([[1000.0] * 7] * 7, "49 weights, sum 49,000"),
        ([[1234.5678]], "1 weight, sum ≈ 1,235"),
    ],
)
def test_the_sum_is_exact_or_says_that_it_is_not(weights, words):
    assert sum_words(np.array(weights)) == words


def test_a_change_gives_the_code_of_the_new_kernel():
    assert changed_kernel("1_2~3_4", KernelResize("resize", 1, 2)) == ("1_2", "")
    assert changed_kernel("vertical-edge", KernelTurn("rotate"))[0] == "horizontal-edge"
    assert changed_kernel("1_1", KernelNormalize("normalize")) == ("0.5_0.5", "Divided by the sum, 2.")
    assert changed_kernel("1_1", KernelPaste("paste", "1 2\n3 4")) == ("1_2~3_4", "")
