"""What enters: types, emptiness, whole numbers."""

import numpy as np
import pytest

from cnn_steps.arrays import float_array, float_array_like, position, strided_copy, times, whole_number, whole_pair


@pytest.mark.parametrize("dtype", [np.bool, np.int8, np.uint8, np.int64, np.uint64])
def test_integers_and_booleans_become_float64(dtype):
    result = float_array(np.array([0, 1], dtype), "image")
    assert result.dtype == np.float64
    assert result.tolist() == [0.0, 1.0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_keep_their_type_and_are_not_copied(dtype):
    values = np.array([0.5], dtype)
    assert float_array(values, "image") is values


@pytest.mark.parametrize("dtype", [">f4", ">f8"])
def test_floats_in_foreign_byte_order_become_native(dtype):
    result = float_array(np.array([1.5], dtype), "image")
    assert result.dtype.isnative
    assert result.dtype.itemsize == np.dtype(dtype).itemsize
    assert result.tolist() == [1.5]


@pytest.mark.parametrize("dtype", [np.float16, np.longdouble])
def test_other_floats_are_refused_with_the_remedy(dtype):
    if np.dtype(dtype) == np.float64:
        return  # where a long double is a double it is welcome
    with pytest.raises(ValueError, match=r"image has type \w+: convert to float32 or float64 first"):
        float_array(np.zeros(2, dtype), "image")


@pytest.mark.parametrize("values", [[1j], ["a"], [None], [2**70], None, np.array(["2020-01-01"], "datetime64[D]")])
def test_what_is_not_real_numbers_is_refused(values):
    with pytest.raises(ValueError, match=r"image has type .*: give float32, float64, integers or booleans"):
        float_array(values, "image")


def test_ragged_rows_are_refused():
    with pytest.raises(ValueError, match="image is not a rectangular array: give every row the same length"):
        float_array([[1, 2], [3]], "image")


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0, 3, 3)])
def test_empty_arrays_are_refused(shape):
    with pytest.raises(ValueError, match=f"image is empty, its shape is {times(shape)}"):
        float_array(np.zeros(shape), "image")


def test_what_goes_along_takes_the_leaders_type():
    leader = np.zeros(1, np.float32)
    assert float_array_like([1.5], "bias", leader).dtype == np.float32
    assert float_array_like([1e300], "bias", leader).tolist() == [np.inf]


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3), np.array(3)])
def test_every_kind_of_integer_is_a_whole_number(value):
    number = whole_number(value, "stride", 1)
    assert number == 3
    assert type(number) is int


@pytest.mark.parametrize("value", [0, -1, 2.0, 2.5, True, np.True_, "2", None, [2]])
def test_anything_else_is_not_a_whole_number(value):
    with pytest.raises(ValueError, match=r"stride is .*: give a whole number, 1 or more"):
        whole_number(value, "stride", 1)


@pytest.mark.parametrize("value", [(2, 3), [2, 3], np.array([2, 3])])
def test_a_pair_may_come_as_any_sequence(value):
    assert whole_pair(value, "stride", 1) == (2, 3)


@pytest.mark.parametrize("value", [(), (1,), (1, 2, 3), [[1, 2]]])
def test_a_pair_has_two_numbers(value):
    with pytest.raises(ValueError, match=r"stride is .*: give one whole number or a \(row, col\) pair"):
        whole_pair(value, "stride", 1)


def test_a_pair_says_which_number_is_wrong():
    with pytest.raises(ValueError, match="stride of columns is 0: give a whole number, 1 or more"):
        whole_pair((1, 0), "stride", 1)


@pytest.mark.parametrize("value", [-1, 5, 1.0, True])
def test_a_position_outside_is_refused_with_the_range(value):
    with pytest.raises(ValueError, match=r"row .* is outside the 5×3 feature map: give a row from 0 to 4"):
        position(value, "row", 5, (5, 3), "feature map")


def test_a_number_too_large_for_any_size_is_refused():
    with pytest.raises(ValueError, match=r"stride is 4611686018427387904: give at most 2,147,483,647"):
        whole_number(2**62, "stride", 1)


@pytest.mark.parametrize("width", [3, 40])
@pytest.mark.parametrize("by_col", [8, 16, 0])
def test_a_strided_copy_holds_the_numbers_of_the_view_and_is_no_view(width, by_col):
    source = np.arange(400.0)
    shape, strides, start = (2, 3, width), (800, 80, by_col), 16
    expected = np.ndarray(shape, float, source, start, strides).copy()
    copy = strided_copy(source, start, shape, strides)
    out = np.zeros((2, 4, width))
    assert strided_copy(source, start, shape, strides, out=out[:, :3]).base is out
    source[:] = -1
    np.testing.assert_array_equal(copy, expected)
    np.testing.assert_array_equal(out[:, :3], expected)
    assert not out[:, 3].any()
