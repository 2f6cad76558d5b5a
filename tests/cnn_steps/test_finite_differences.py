"""Finite differences: slopes known by heart, right gradients that pass and wrong ones that do not."""

import numpy as np
import pytest

from cnn_steps import conv2d, conv2d_backward, finite_difference, gradient_check, relu, relu_backward, softmax

X = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])


def rng():
    return np.random.default_rng(0)


def cubes(x):
    return (x**3).sum()


@pytest.mark.parametrize(("row", "col"), [(0, 0), (0, 1), (1, 2)])
def test_a_finite_difference_measures_the_slope_of_one_number(row, col):
    direction = np.zeros(X.shape)
    direction[row, col] = 1
    assert finite_difference(cubes, X, direction) == pytest.approx(3 * X[row, col] ** 2, rel=1e-8)


def test_a_finite_difference_is_the_step_forward_against_the_step_back_by_hand():
    # (2 + 0.5)³ = 15.625 and (2 - 0.5)³ = 3.375: a rise of 12.25 over 1
    assert finite_difference(cubes, [2.0], [1.0], eps=0.5) == 12.25


def test_a_finite_difference_takes_whole_numbers_and_a_single_one():
    assert finite_difference(cubes, [1, 2], [1, 0]) == pytest.approx(3)
    assert finite_difference(lambda x: x**2, 3, 1) == pytest.approx(6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_right_gradient_passes(dtype):
    x = X.astype(dtype)
    check = gradient_check(cubes, x, 3 * x**2, rng=rng())
    assert check.passed is True
    assert check.analytic.shape == check.numeric.shape == check.errors.shape == (5,)
    np.testing.assert_allclose(check.analytic, check.numeric, rtol=check.tolerance)
    assert check.errors.max() <= check.tolerance


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda grad: 1.05 * grad, id="all a little too large"),
        pytest.param(lambda grad: -grad, id="uphill"),
        pytest.param(lambda grad: 0 * grad, id="zeros"),
        pytest.param(lambda grad: grad[::-1], id="rows swapped"),
        pytest.param(lambda grad: grad + (np.arange(6).reshape(2, 3) == 4), id="one entry"),
        pytest.param(lambda grad: grad * np.nan, id="NaN"),
    ],
)
def test_a_wrong_gradient_does_not_pass(dtype, wrong):
    x = X.astype(dtype)
    check = gradient_check(cubes, x, wrong(3 * x**2), rng=rng())
    assert check.passed is False
    assert not check.errors.max() <= check.tolerance


def test_a_gradient_of_tiny_numbers_must_be_right_too():
    def tiny(x):
        return 1e-12 * cubes(x)

    assert gradient_check(tiny, X, 3e-12 * X**2, rng=rng()).passed
    assert not gradient_check(tiny, X, 6e-12 * X**2, rng=rng()).passed
    assert not gradient_check(tiny, X, 0 * X, rng=rng()).passed


def test_all_zeros_are_right_where_nothing_changes():
    check = gradient_check(lambda x: 7.0, X, 0 * X, rng=rng())
    assert check.passed
    assert check.errors.tolist() == [0] * 5


def test_what_rounding_leaves_of_no_slope_passes():
    # Softmax's probabilities add up to 1 whatever the logits are, but for their last digits.
    assert gradient_check(lambda x: 1000 * softmax(x).sum(), X, 0 * X, rng=rng()).passed


@pytest.mark.parametrize("eps", [1e-15, 1e-30, 1e-300, 5e-324])
def test_a_step_that_rounding_swallows_lets_no_wrong_gradient_pass(eps):
    assert not gradient_check(cubes, X, 6 * X**2, rng=rng(), eps=eps).passed


@pytest.mark.parametrize(("dtype", "scale"), [(np.float32, 255), (np.float64, 1e12)])
def test_a_gradient_at_large_numbers_is_told_from_a_wrong_one(dtype, scale):
    x = (scale * np.random.default_rng(1).random((8, 8))).astype(dtype)
    assert gradient_check(lambda x: (x**2).sum(), x, 2 * x, rng=rng()).passed
    for wrong in (3 * x, -2 * x, 0 * x):
        assert not gradient_check(lambda x: (x**2).sum(), x, wrong, rng=rng()).passed


def test_a_function_that_gives_nan_does_not_pass():
    assert not gradient_check(lambda x: x.sum() * np.nan, X, np.ones(X.shape), rng=rng()).passed


@pytest.mark.parametrize("direction", [1.0, np.inf])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_steps_beyond_all_limits_measure_no_number_without_a_warning(dtype, direction):
    x = np.array([np.finfo(dtype).max, np.inf, 0], dtype)
    assert np.isnan(finite_difference(lambda x: float(x[0]) * 0, x, [direction] * 3))
    assert np.isnan(finite_difference(lambda x: float(x[0]) * 0, x, [direction] * 3, eps=1e300))


def test_a_kink_within_the_step_is_seen():
    x = np.zeros(3)
    assert not gradient_check(lambda x: relu(x).sum(), x, relu_backward(np.ones(3), x), rng=rng()).passed


def test_conv2d_backward_passes_and_a_flipped_kernel_does_not():
    image, kernels = rng().normal(size=(2, 6, 5)), rng().normal(size=(3, 2, 3, 2))
    grad = rng().normal(size=(3, 4, 4))
    right, _, _ = conv2d_backward(grad, image, kernels)
    flipped, _, _ = conv2d_backward(grad, image, kernels[:, :, ::-1, ::-1])

    def loss(changed):
        return (grad * conv2d(changed, kernels)).sum()

    assert gradient_check(loss, image, right, rng=rng()).passed
    assert not gradient_check(loss, image, flipped, rng=rng()).passed


def test_the_same_rng_gives_the_same_directions_and_another_gives_others():
    first, second = (gradient_check(cubes, X, 3 * X**2, rng=rng()) for _ in range(2))
    other = gradient_check(cubes, X, 3 * X**2, rng=np.random.default_rng(1))
    assert first.analytic.tolist() == second.analytic.tolist() != other.analytic.tolist()


def test_directions_step_and_tolerance_can_be_chosen():
    check = gradient_check(cubes, X, 3 * X**2, rng=rng(), eps=0.1, directions=2, tolerance=0.5)
    assert check.numeric.shape == (2,)
    assert check.passed
    assert not gradient_check(cubes, X, 3 * X**2, rng=rng(), eps=0.1, tolerance=1e-9).passed


def test_a_check_changes_nothing():
    x, grad = X.copy(), 3 * X**2
    copies = x.copy(), grad.copy()

    def greedy(changed):
        value = cubes(changed)
        changed[:] = 0
        return value

    assert gradient_check(greedy, x, grad, rng=rng()).passed
    np.testing.assert_array_equal(x, copies[0])
    np.testing.assert_array_equal(grad, copies[1])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"grad": np.ones(3)}, "grad is 3 but x is 2×3: give one number per number of x"),
        ({"x": np.ones((0, 3))}, "x is empty"),
        ({"x": [["a"]]}, "x has type"),
        ({"eps": 0.0}, "eps is 0.0: give a number above 0, such as 1e-5"),
        ({"eps": np.nan}, "eps is nan: give a number above 0"),
        ({"eps": 10**400}, "eps is 1000.*: give a number above 0"),
        ({"eps": "small"}, "eps is 'small': give a number above 0"),
        ({"directions": 0}, "directions is 0: give a whole number, 1 or more"),
        ({"tolerance": -1.0}, "tolerance is -1.0: give a number above 0"),
        ({"rng": 0}, "rng is 0: give a generator, such as np.random.default_rng"),
        ({"function": lambda x: x}, "function gives 2×3 numbers: give one that gives a single number, a loss"),
        ({"function": lambda x: None}, "function gives None: give one that gives a single real number, a loss"),
        ({"function": lambda x: 1j}, "function gives 1j: give one that gives a single real number, a loss"),
        ({"function": 5}, "function is 5: give one to call with an array, that gives a loss"),
    ],
)
def test_a_check_refuses_what_cannot_be_checked(changes, message):
    request = {"function": cubes, "x": X, "grad": X, "rng": rng()} | changes
    with pytest.raises(ValueError, match=message):
        gradient_check(request.pop("function"), request.pop("x"), request.pop("grad"), **request)


def test_a_finite_difference_refuses_a_direction_of_another_shape():
    with pytest.raises(ValueError, match="direction is 2 but x is 2×3: give one number per number of x"):
        finite_difference(cubes, X, [1, 0])
