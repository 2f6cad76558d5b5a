"""ReLU, sigmoid and tanh."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import relu, relu_backward, sigmoid, sigmoid_backward, tanh, tanh_backward
from tests.gradients import assert_gradient_holds
from tests.strategies import FLOATS

ALL = pytest.mark.parametrize("activation", [relu, sigmoid, tanh])
ALL_BACKWARD = pytest.mark.parametrize(
    ("activation", "backward"), [(relu, relu_backward), (sigmoid, sigmoid_backward), (tanh, tanh_backward)]
)


def test_relu_keeps_the_positive_by_hand():
    assert relu([[-2, 0], [3, -0.5]]).tolist() == [[0, 0], [3, 0]]


@given(x=st.floats(-700, 700))
def test_sigmoid_and_tanh_equal_their_formulas(x):
    assert sigmoid([x])[0] == pytest.approx(1 / (1 + math.exp(-x)), rel=1e-12)
    assert tanh([x])[0] == pytest.approx(math.tanh(x), rel=1e-12)


@given(dtype=FLOATS, x=st.floats(-(2.0**100), 2.0**100, width=32))
def test_sigmoid_is_stable_and_symmetric(dtype, x):
    both = sigmoid(np.array([x, -x], dtype))
    assert both.dtype == dtype
    assert (both >= 0).all()
    assert both.sum() == pytest.approx(1)


def test_infinity_and_nan_pass_through():
    special = [-np.inf, np.inf, np.nan]
    np.testing.assert_array_equal(relu(special), [0, np.inf, np.nan])
    np.testing.assert_array_equal(sigmoid(special), [0, 1, np.nan])
    np.testing.assert_array_equal(tanh(special), [-1, 1, np.nan])


@ALL
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4, 5)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations_keep_shape_and_type_and_mutate_nothing(activation, shape, dtype):
    x = np.full(shape, -0.5, dtype)
    result = activation(x)
    assert isinstance(result, np.ndarray)
    assert (result.shape, result.dtype) == (shape, dtype)
    assert (x == -0.5).all()


@ALL
def test_activations_turn_integers_into_float64(activation):
    assert activation([1, 2]).dtype == np.float64


@ALL
def test_activations_refuse_nothing_and_words(activation):
    with pytest.raises(ValueError, match="x is empty, its shape is 0"):
        activation([])
    with pytest.raises(ValueError, match="x has type"):
        activation(["a"])


def test_relu_backward_lets_the_gradient_through_where_the_input_was_positive_by_hand():
    assert relu_backward([[1, 2], [3, 4]], [[-2, 0], [3, 0.5]]).tolist() == [[0, 0], [3, 4]]


def test_sigmoid_backward_and_tanh_backward_by_hand():
    assert sigmoid_backward([8], [0]).tolist() == [2]  # half of what is left: 1/2 * 1/2
    assert tanh_backward([8], [0]).tolist() == [8]
    assert sigmoid_backward([1], [math.log(3)])[0] == pytest.approx(3 / 4 * 1 / 4)
    assert tanh_backward([1], [math.log(3)])[0] == pytest.approx(1 - (4 / 5) ** 2)


@ALL_BACKWARD
@pytest.mark.parametrize("shape", [(5,), (2, 3), (2, 3, 4, 5)])
def test_gradients_of_activations_hold_in_random_directions(activation, backward, shape):
    rng = np.random.default_rng(0)
    x, grad = rng.normal(size=shape), rng.normal(size=shape)
    x += np.sign(x) / 100  # away from the kink of ReLU
    assert_gradient_holds(lambda changed: (grad * activation(changed)).sum(), x, backward(grad, x), rng=rng)


@pytest.mark.parametrize("backward", [sigmoid_backward, tanh_backward])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_slopes_far_from_zero_keep_their_digits_on_both_sides(backward, dtype):
    slopes = backward(np.ones(4), np.array([-20, 20, -1000, 1000], dtype))
    factor = 1 if backward is sigmoid_backward else 2
    expected = math.exp(-20 * factor) * factor**2
    np.testing.assert_allclose(slopes, [expected, expected, 0, 0], rtol=1e-5)


@ALL_BACKWARD
def test_gradients_of_activations_let_infinity_and_nan_through_without_a_warning(activation, backward):
    assert np.isnan(backward([1.0, np.nan], [np.nan, 1.0])).tolist() == [backward is not relu_backward, True]
    assert backward([np.inf], [1.0]) == np.inf
    assert backward([2.0], [-np.inf]) == 0
    assert backward([2.0], [np.inf]) == (2 if backward is relu_backward else 0)


@ALL_BACKWARD
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gradients_of_activations_take_the_largest_numbers_without_a_warning(activation, backward, dtype):
    largest = np.finfo(dtype).max
    slopes = backward(np.ones(2, dtype), np.array([-largest, largest], dtype))
    assert slopes.tolist() == [0, 1 if backward is relu_backward else 0]


def test_relu_backward_stops_an_infinite_gradient_where_the_input_was_negative():
    assert relu_backward([np.inf, np.nan], [-1.0, -1.0]).tolist() == [0, 0]


@ALL_BACKWARD
@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 4, 5)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gradients_of_activations_keep_shape_and_type_and_mutate_nothing(activation, backward, shape, dtype):
    x, grad = np.full(shape, 0.5, dtype), np.ones(shape)
    result = backward(grad, x)
    assert isinstance(result, np.ndarray)
    assert (result.shape, result.dtype) == (shape, dtype)
    result[...] = 7
    assert (x == 0.5).all()
    assert (grad == 1).all()


@ALL_BACKWARD
def test_gradients_of_activations_refuse_other_shapes_and_nothing(activation, backward):
    with pytest.raises(ValueError, match="grad is 3 but the output is 2: give one number per output"):
        backward([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="grad is a single number but the output is 2"):
        backward(1, [1, 2])
    with pytest.raises(ValueError, match="x is empty"):
        backward([], [])
    with pytest.raises(ValueError, match="grad has type"):
        backward(["a"], [1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("cells", [1, 5, 35, 1000])
def test_relu_gives_0_without_a_sign(cells, dtype):
    assert not np.signbit(relu(np.full(cells, -0.0, dtype))).any()
