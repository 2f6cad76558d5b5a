"""Softmax: probabilities, stability, stages."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import softmax, softmax_step
from tests.strategies import numbers


def test_softmax_by_hand():
    expected = [math.exp(1) / (math.exp(1) + math.exp(2)), math.exp(2) / (math.exp(1) + math.exp(2))]
    np.testing.assert_allclose(softmax([1, 2]), expected, rtol=1e-14)


@given(logits=numbers((3, 4), scale=50), axis=st.sampled_from([0, 1, -1, -2]))
def test_probabilities_add_up_to_one_along_the_axis(logits, axis):
    probabilities = softmax(logits, axis=axis)
    np.testing.assert_allclose(probabilities.sum(axis=axis), 1, rtol=1e-12)
    assert (probabilities >= 0).all()


@given(logits=numbers((5,)), constant=st.integers(-1000, 1000))
def test_adding_a_constant_changes_nothing(logits, constant):
    np.testing.assert_array_equal(softmax(logits + constant), softmax(logits))


def test_large_logits_do_not_overflow():
    assert softmax([1e308, -1e308]).tolist() == [1, 0]
    assert softmax(np.array([3e38, -3e38], np.float32)).tolist() == [1, 0]


def test_samples_far_apart_do_not_disturb_each_other():
    assert softmax([[1000, 1000], [-1000, -1000]]).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_minus_infinity_has_no_probability_and_infinity_makes_nan():
    assert softmax([-np.inf, 0.0]).tolist() == [0, 1]
    assert np.isnan(softmax([np.inf, np.inf])).all()
    assert np.isnan(softmax_step([np.inf, np.inf]).probabilities).all()


def test_softmax_keeps_float32():
    assert softmax(np.ones(3, np.float32)).dtype == np.float32


@given(logits=numbers((4,)))
def test_softmax_step_arrives_at_softmax(logits):
    step = softmax_step(logits)
    np.testing.assert_array_equal(step.logits, logits)
    np.testing.assert_array_equal(step.shifted, logits - logits.max())
    np.testing.assert_array_equal(step.exponentials, np.exp(step.shifted))
    assert step.total == pytest.approx(step.exponentials.sum())
    np.testing.assert_allclose(step.probabilities, step.exponentials / step.total, rtol=1e-15)
    np.testing.assert_array_equal(step.probabilities, softmax(logits))


@pytest.mark.parametrize("axis", [2, -3, 0.5])
def test_softmax_refuses_an_axis_that_is_not_there(axis):
    with pytest.raises(ValueError, match=r"axis .* is not one of the 2 axes of logits 1×2: give .* from -2 to 1"):
        softmax([[1, 2]], axis=axis)


def test_softmax_refuses_a_single_number_and_nothing():
    with pytest.raises(ValueError, match=r"logits are a single number: give one per class, \(K,\)"):
        softmax(1.0)
    with pytest.raises(ValueError, match="logits is empty"):
        softmax([])


def test_softmax_step_takes_one_sample():
    with pytest.raises(ValueError, match=r"logits have 2 axes \(1×2\): give those of one sample, \(K,\)"):
        softmax_step([[1, 2]])
