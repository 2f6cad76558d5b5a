"""Flatten: the order of the numbers."""

import numpy as np
import pytest

from cnn_steps import flatten, flatten_backward


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


def test_flatten_backward_puts_every_number_back_by_hand():
    assert flatten_backward([1, 2, 3, 4], (2, 2)).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 4), (5, 2, 3, 4)])
def test_flatten_backward_undoes_flatten_and_keeps_the_type(shape):
    x = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    back = flatten_backward(flatten(x), shape)
    np.testing.assert_array_equal(back, x)
    assert back.dtype == np.float32


@pytest.mark.parametrize("shape", [(2, 3), (1, 2, 3), (2, 1, 1, 3)])
def test_flatten_backward_gives_a_copy(shape):
    grad = np.ones((2, 3) if len(shape) == 4 else 6)
    flatten_backward(grad, shape)[:] = 7
    assert (grad == 1).all()


@pytest.mark.parametrize(
    ("grad", "shape", "message"),
    [
        (np.ones(5), (2, 3), "grad is 5 but 2×3 flattened is 6: give one number per entry"),
        (np.ones((2, 3)), (2, 3), "grad is 2×3 but 2×3 flattened is 6"),
        (np.ones(24), (2, 3, 2, 2), "grad is 24 but 2×3×2×2 flattened is 2×12"),
        (np.ones(4), (4,), r"shape has 1 axes \(4\): give \(H, W\), \(C, H, W\) or \(N, C, H, W\)"),
        (np.ones(4), None, r"shape is None: give \(H, W\), \(C, H, W\) or \(N, C, H, W\)"),
        (np.ones(4), 4, "shape is 4: give"),
        (np.ones(0), (2, 3), "grad is empty"),
        (np.ones(4), (-2, -2), "size of axis 0 is -2: give a whole number, 1 or more"),
        (np.ones(4), (2.0, 2), "size of axis 0 is 2.0: give a whole number, 1 or more"),
    ],
)
def test_flatten_backward_refuses_what_flatten_cannot_have_made(grad, shape, message):
    with pytest.raises(ValueError, match=message):
        flatten_backward(grad, shape)
