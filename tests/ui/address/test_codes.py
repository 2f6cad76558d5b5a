"""Drawings and kernels as text: what is written is read back the same, and what is none is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnn_steps import DIGITS, KERNELS
from ui.address.codes import (
    KERNEL_NAMES,
    bitmap_from_code,
    code_from_bitmap,
    code_from_kernel,
    kernel_from_code,
    kernel_from_text,
    layer_from_code,
    number_or,
    pad_from_code,
    slug,
)


@pytest.mark.parametrize("digit", range(10))
def test_every_digit_survives_its_code(digit):
    np.testing.assert_array_equal(bitmap_from_code(code_from_bitmap(DIGITS[digit])), DIGITS[digit])


@given(bits=st.integers(0, 2**35 - 1))
def test_every_drawing_has_a_code_of_nine_digits(bits):
    code = f"{bits:09x}"
    bitmap = bitmap_from_code(code)
    assert bitmap.shape == (7, 5)
    assert set(np.unique(bitmap)) <= {-1.0, 1.0}
    assert code_from_bitmap(bitmap) == code


def test_the_first_hexadecimal_digits_are_the_top_row():
    assert np.argwhere(bitmap_from_code("400000000") > 0).tolist() == [[0, 0]]
    assert np.argwhere(bitmap_from_code("000000001") > 0).tolist() == [[6, 4]]
    assert bitmap_from_code("7ffffffff").min() == 1.0


@pytest.mark.parametrize("code", ["", "12345678", "1234567890", "800000000", "-00000001", "+00000001", "1_0000000"])
def test_a_broken_drawing_code_is_refused(code):
    with pytest.raises(ValueError, match="nine hexadecimal digits"):
        bitmap_from_code(code)


@given(bits=st.integers(0, 2**256 - 1))
def test_every_drawing_of_the_larger_pad_has_a_code_of_64_digits(bits):
    code = f"{bits:064x}"
    bitmap = pad_from_code(code)
    assert bitmap.shape == (16, 16)
    assert code_from_bitmap(bitmap) == code


@pytest.mark.parametrize("code", ["", "0" * 63, "0" * 65, "g" + "0" * 63, "٣" * 64, "0_" * 32, " " + "0" * 63])
def test_a_broken_code_of_the_larger_pad_is_refused(code):
    with pytest.raises(ValueError, match="drawing is 64 hexadecimal digits, not"):
        pad_from_code(code)


@pytest.mark.parametrize("name", KERNELS)
def test_every_known_kernel_has_its_name_as_code(name):
    code = code_from_kernel(KERNELS[name].weights)
    assert (code, KERNEL_NAMES[code]) == (slug(name), name)
    np.testing.assert_array_equal(kernel_from_code(code), KERNELS[name].weights)


def test_slugs_are_unique():
    assert len(KERNEL_NAMES) == len(KERNELS)


@given(
    kernel=hnp.arrays(
        np.float64,
        st.tuples(st.integers(1, 7), st.integers(1, 7)),
        elements=st.integers(-100_000, 100_000).map(lambda number: number / 1000),
    )
)
def test_an_own_kernel_survives_its_code(kernel):
    np.testing.assert_allclose(kernel_from_code(code_from_kernel(kernel)), kernel, rtol=1e-5)


def test_the_digits_that_an_address_keeps_are_enough_to_know_a_kernel_by():
    assert code_from_kernel(np.full((3, 3), 0.111111)) == "box-blur"


def test_a_zero_has_no_sign():
    assert code_from_kernel(np.array([[-0.0, 1.0]])) == "0_1"


def test_an_own_kernel_is_written_row_by_row():
    assert code_from_kernel(np.array([[1.0, 0.0, 2.5], [0.0, -0.5, 1.0]])) == "1_0_2.5~0_-0.5_1"


@pytest.mark.parametrize(
    "text",
    [
        "1 0\n0 -0.5",
        "1, 0\n0, -0.5",
        "1;0\n0;−0.5",
        "  1\t0 \n\n 0 -.5\n",
        "1 , 0\r\n0 , -5e-1",
        "[[ 1.   0. ]\n [ 0.  -0.5]]",
    ],
)
def test_a_kernel_can_be_written_in_many_ways(text):
    assert kernel_from_text(text).tolist() == [[1.0, 0.0], [0.0, -0.5]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a kernel needs at least one weight: type a row of numbers"),
        ("1 x", "“x” is not a number: type weights such as 1, −1 or 0.5"),
        ("1 2\n3 4 5", "the rows of a kernel must be equally long, not 2 and 3 weights: add or remove some"),
        ("1\n2 3\n4", "the rows of a kernel must be equally long, not 1, 2 and 1 weights: add or remove some"),
        ("1 1 1 1 1 1 1 1", "a kernel has at most 7×7 weights, not 1×8: use fewer"),
        ("\n".join(["1 1"] * 7 + ["1"]), "a kernel has at most 7×7 weights, not 8×2: use fewer"),
        ("\n".join("1" * 8), "a kernel has at most 7×7 weights, not 8×1: use fewer"),
        ("nan", "the weight nan is out of range: use numbers from −1000 to 1000"),
        ("1 inf", "the weight inf is out of range: use numbers from −1000 to 1000"),
        ("1001", "the weight 1001 is out of range: use numbers from −1000 to 1000"),
    ],
)
def test_what_is_no_kernel_is_refused_with_a_remedy(text, sentence):
    with pytest.raises(ValueError, match=r"\w") as refusal:
        kernel_from_text(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("weight", [-1.23457e-09, -0.000123457, -999.123])
def test_the_longest_code_of_a_kernel_is_read_to_its_end(weight):
    kernel = np.full((7, 7), weight)
    np.testing.assert_allclose(kernel_from_code(code_from_kernel(kernel)), kernel, rtol=1e-5)


def test_a_code_longer_than_any_kernel_is_refused_and_not_cut():
    with pytest.raises(ValueError, match="at most 7×7 weights"):
        kernel_from_code("_".join(["0"] * 1000))


@pytest.mark.parametrize("code", ["loss", "conv1", "dense12", "flatten1", "sigmoid2"])
def test_names_of_layers_are_read(code):
    assert layer_from_code(code) == code


@pytest.mark.parametrize("code", ["", "conv", "conv0", "conv123", "softmax1", "Loss", "conv1 "])
def test_what_is_no_layer_is_refused_with_examples(code):
    with pytest.raises(ValueError, match="layers are called loss, dense1, conv1"):
        layer_from_code(code)


def test_a_number_or_a_word_is_read_and_anything_else_refused():
    read = number_or("largest")
    assert [read(code) for code in ("largest", "0", "999")] == ["largest", "0", "999"]
    for code in ("shown", "-1", "1000", "1.5", ""):
        with pytest.raises(ValueError, match="no number from 0 to 999"):
            read(code)
