"""The dense layer: forward, one unit, and its gradients in random directions."""

import numpy as np
import pytest

from cnn_steps import dense, dense_backward, dense_step
from tests.gradients import assert_gradient_holds

WEIGHTS = np.array([[1.0, 0.0], [3.0, 4.0], [-1.0, 2.0]])


def test_dense_weighs_and_adds_by_hand():
    assert dense([1, 2, 3], WEIGHTS, [0.5, 0]).tolist() == [4.5, 14]


@pytest.mark.parametrize("leading", [(), (4,), (2, 4)])
def test_dense_keeps_the_leading_axes(leading):
    x = np.random.default_rng(0).normal(size=(*leading, 3))
    outputs = dense(x, WEIGHTS)
    assert outputs.shape == (*leading, 2)
    for place in np.ndindex(*leading):
        np.testing.assert_allclose(outputs[place], dense(x[place], WEIGHTS), rtol=1e-12)


def test_dense_keeps_the_inputs_type():
    assert dense(np.ones(3, np.float32), WEIGHTS, [1, 2]).dtype == np.float32
    assert dense([1, 2, 3], WEIGHTS.astype(np.float32)).dtype == np.float64


def test_dense_lets_infinity_through_without_a_warning():
    assert np.isnan(dense([np.inf, 0.0, 0.0], WEIGHTS)).tolist() == [False, True]


@pytest.mark.parametrize("bias", [None, [0.25, -3.0]])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_unit_of_dense_step_is_that_of_dense_and_its_terms_lead_there(bias, dtype):
    x = np.random.default_rng(0).normal(size=3).astype(dtype)
    outputs = dense(x, WEIGHTS, bias)
    for unit in range(2):
        step = dense_step(x, WEIGHTS, bias, unit)
        assert step.unit == unit
        np.testing.assert_array_equal(step.terms, step.inputs * step.weights)
        assert step.bias == (0 if bias is None else bias[unit])
        np.testing.assert_array_equal(step.weights, WEIGHTS[:, unit])
        assert step.total == outputs[unit]
        assert step.total == pytest.approx(step.terms.sum() + step.bias, rel=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_unit_is_that_of_dense_to_the_last_digit(dtype):
    rng = np.random.default_rng(1)
    x, weights, bias = (rng.normal(size=size).astype(dtype) for size in (500, (500, 10), 10))
    totals = [dense_step(x, weights, bias, unit).total for unit in range(10)]
    np.testing.assert_array_equal(totals, dense(x, weights, bias))


def test_dense_step_by_hand():
    step = dense_step([1, 2, 3], WEIGHTS, [0.5, 0], 0)
    assert step.inputs.tolist() == [1, 2, 3]
    assert step.weights.tolist() == [1, 3, -1]
    assert step.terms.tolist() == [1, 6, -3]
    assert (step.bias, step.total) == (0.5, 4.5)


def test_dense_backward_by_hand():
    grad_x, grad_weights, grad_bias = dense_backward([[1, 2], [0, 1]], [[1, 0, 2], [3, 1, 0]], WEIGHTS)
    assert grad_x.tolist() == [[1, 11, 3], [0, 4, 2]]
    assert grad_weights.tolist() == [[1, 5], [0, 1], [2, 4]]
    assert grad_bias.tolist() == [1, 3]


@pytest.mark.parametrize("leading", [(), (4,), (2, 4)])
def test_dense_backward_holds_in_random_directions(leading):
    rng = np.random.default_rng(1)
    x, weights, bias = rng.normal(size=(*leading, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
    grad = rng.normal(size=(*leading, 2))
    grad_x, grad_weights, grad_bias = dense_backward(grad, x, weights)
    assert_gradient_holds(lambda changed: (grad * dense(changed, weights, bias)).sum(), x, grad_x, rng=rng)
    assert_gradient_holds(lambda changed: (grad * dense(x, changed, bias)).sum(), weights, grad_weights, rng=rng)
    assert_gradient_holds(lambda changed: (grad * dense(x, weights, changed)).sum(), bias, grad_bias, rng=rng)


def test_dense_backward_keeps_the_inputs_type():
    grads = dense_backward([1.0, 2.0], np.ones(3, np.float32), WEIGHTS)
    assert [grad.dtype for grad in grads] == [np.float32] * 3


@pytest.mark.parametrize(
    ("x_shape", "weights_shape", "bias_shape", "message"),
    [
        ((4,), (3, 2), (2,), "x is 4 but the weights are 3×2: give x a last axis of 3, or one row of weights per"),
        ((), (3, 2), (2,), "x is a single number but the weights are 3×2"),
        ((3,), (3,), (2,), r"weights have 1 axes \(3\): give \(in, out\)"),
        ((3,), (3, 2), (3,), "bias is 3 but there are 2 units: give one number per unit"),
        ((3,), (3, 2), (), "bias is a single number but there are 2 units"),
        ((0, 3), (3, 2), (2,), "x is empty"),
        ((3,), (3, 0), (2,), "weights is empty"),
    ],
)
def test_dense_refuses_sizes_that_do_not_match(x_shape, weights_shape, bias_shape, message):
    with pytest.raises(ValueError, match=message):
        dense(np.ones(x_shape), np.ones(weights_shape), np.ones(bias_shape))


@pytest.mark.parametrize("unit", [2, -1, 0.0])
def test_dense_step_refuses_a_unit_that_is_not_there(unit):
    with pytest.raises(ValueError, match=r"unit .* is outside the 2 outputs: give a unit from 0 to 1"):
        dense_step([1, 2, 3], WEIGHTS, None, unit)


def test_dense_step_takes_one_sample():
    with pytest.raises(ValueError, match=r"x is 1×3: give the inputs of one sample, \(3,\)"):
        dense_step([[1, 2, 3]], WEIGHTS, None, 0)


def test_dense_backward_refuses_a_gradient_of_another_shape():
    with pytest.raises(ValueError, match="grad is 3 but the layer's output is 2: give one per output"):
        dense_backward([1, 2, 3], [1, 2, 3], WEIGHTS)


def test_no_term_of_a_unit_is_minus_zero():
    assert not np.signbit(dense_step(np.zeros(2), -np.ones((2, 1)), None, 0).terms).any()
