"""ReLU, sigmoid and tanh."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import relu, sigmoid, tanh
from tests.strategies import FLOATS

ALL = pytest.mark.parametrize("activation", [relu, sigmoid, tanh])


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
