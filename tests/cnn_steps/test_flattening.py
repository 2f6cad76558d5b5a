"""Flatten: the order of the numbers."""

import numpy as np
import pytest

from cnn_steps import flatten


def test_flatten_goes_row_after_row():
    assert flatten([[1, 2], [3, 4]]).tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("order", ["C", "F"])
def test_flatten_puts_channel_row_and_column_where_it_says(order):
    x = np.asarray(np.random.default_rng(0).normal(size=(3, 4, 5)), order=order)
    flat = flatten(x)
    for channel, row, col in np.ndindex(*x.shape):
        assert flat[(channel * 4 + row) * 5 + col] == x[channel, row, col]


def test_flatten_keeps_samples_apart():
    batch = np.arange(24.0).reshape(2, 3, 2, 2)
    np.testing.assert_array_equal(flatten(batch), [flatten(batch[0]), flatten(batch[1])])


@pytest.mark.parametrize("shape", [(2, 2), (2, 2, 2), (2, 2, 2, 2)])
def test_flatten_gives_a_copy_of_the_same_type(shape):
    x = np.ones(shape, np.float32)
    flat = flatten(x)
    flat[:] = 7
    assert flat.dtype == np.float32
    assert (x == 1).all()


@pytest.mark.parametrize("shape", [(), (4,), (1, 1, 1, 2, 2)])
def test_flatten_refuses_other_numbers_of_axes(shape):
    with pytest.raises(ValueError, match=r"x has \d axes .*: give \(H, W\), \(C, H, W\) or \(N, C, H, W\)"):
        flatten(np.ones(shape))


def test_flatten_refuses_nothing():
    with pytest.raises(ValueError, match="x is empty"):
        flatten(np.ones((0, 2)))
