"""Cross-entropy: the loss, its gradient, its labels."""

import math

import numpy as np
import pytest

from cnn_steps import cross_entropy, softmax
from tests.gradients import assert_gradient_holds


def test_cross_entropy_by_hand():
    loss, grad = cross_entropy([0, math.log(3)], 1)
    assert loss == pytest.approx(-math.log(3 / 4))
    np.testing.assert_allclose(grad, [0.25, -0.25], rtol=1e-12)


def test_a_batch_gives_the_mean_of_its_samples():
    logits = np.random.default_rng(0).normal(size=(4, 3))
    labels = [0, 2, 1, 2]
    loss, grad = cross_entropy(logits, labels)
    singles = [cross_entropy(row, label) for row, label in zip(logits, labels, strict=True)]
    assert loss == pytest.approx(np.mean([single for single, _ in singles]))
    np.testing.assert_allclose(grad, np.stack([single for _, single in singles]) / 4, rtol=1e-12)


def test_the_gradient_is_probabilities_less_one_at_the_true_class():
    logits = np.array([1.0, -2.0, 0.5])
    np.testing.assert_allclose(cross_entropy(logits, 2)[1], softmax(logits) - [0, 0, 1], rtol=1e-12)


@pytest.mark.parametrize("shape", [(5,), (1, 5), (7, 5)])
def test_cross_entropy_gradient_holds_in_random_directions(shape):
    rng = np.random.default_rng(2)
    logits, labels = rng.normal(size=shape), rng.integers(0, 5, size=shape[:-1])
    _, grad = cross_entropy(logits, labels)
    assert_gradient_holds(lambda changed: cross_entropy(changed, labels)[0], logits, grad, rng=rng)


def test_large_logits_do_not_overflow():
    loss, grad = cross_entropy([1000, -1000], 1)
    assert loss == 2000
    assert grad.tolist() == [1, -1]


def test_a_true_class_of_minus_infinity_loses_infinitely():
    assert cross_entropy([0, -np.inf], 1)[0] == np.inf
    assert np.isnan(cross_entropy([np.inf, 0], 1)[0])


def test_cross_entropy_keeps_float32_and_mutates_nothing():
    logits = np.ones((2, 3), np.float32)
    loss, grad = cross_entropy(logits, np.array([0, 1], np.uint8))
    assert isinstance(loss, float)
    assert grad.dtype == np.float32
    assert (logits == 1).all()


@pytest.mark.parametrize(
    ("logits", "labels", "message"),
    [
        ([[1, 2]], [2], "labels have 2 among them, which is not one of the 2 classes: give indices from 0 to 1"),
        ([[1, 2]], [-1], "labels have -1 among them, which is not one"),
        ([[1, 2]], 0, "labels are a single number but logits are 1×2: give one class index per sample"),
        ([1, 2], [0], "labels are 1 but logits are 2: give one class index, not a row of them"),
        ([[1, 2]], [[0, 1]], "labels are 1×2 but logits are 1×2"),
        ([1, 2], 1.0, "labels have type float64: give class indices as whole numbers"),
        ([1, 2], True, "labels have type bool"),
        ([1, 2], None, "labels have type object"),
        ([[1, 2]], [], "labels are empty: give one class index per sample"),
        ([[1, 2]], [[0], [0, 1]], "labels are not a rectangular array: give every row the same length"),
        ([[[1, 2]]], [[0]], r"logits have 3 axes \(1×1×2\): give \(K,\) or \(N, K\)"),
        (1.0, 0, r"logits have 0 axes \(a single number\)"),
        (np.ones((0, 2)), [], "logits is empty"),
    ],
)
def test_cross_entropy_refuses(logits, labels, message):
    with pytest.raises(ValueError, match=message):
        cross_entropy(logits, labels)
