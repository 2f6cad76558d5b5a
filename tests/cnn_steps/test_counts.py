"""How many trainable numbers, on the networks of the lessons."""

import pytest

from cnn_steps import conv_parameters, dense_parameters


@pytest.mark.parametrize(
    ("filters", "channels", "size", "expected"),
    [(16, 1, 3, 160), (32, 3, 3, 896), (64, 32, 3, 18_496), (64, 64, 3, 36_928), (64, 3, (3, 3), 1_792)],
)
def test_conv_parameters_of_known_layers(filters, channels, size, expected):
    assert conv_parameters(filters, channels, size) == expected
    assert conv_parameters(filters, channels, size, bias=False) == expected - filters


def test_conv_parameters_of_a_kernel_that_is_not_square():
    assert conv_parameters(2, 3, (5, 7)) == 2 * (3 * 5 * 7 + 1)


@pytest.mark.parametrize(("inputs", "outputs", "expected"), [(784, 128, 100_480), (9_216, 64, 589_888), (64, 10, 650)])
def test_dense_parameters_of_known_layers(inputs, outputs, expected):
    assert dense_parameters(inputs, outputs) == expected
    assert dense_parameters(inputs, outputs, bias=False) == expected - outputs


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (lambda: conv_parameters(0, 1, 3), "filters is 0: give a whole number, 1 or more"),
        (lambda: conv_parameters(1, 1.5, 3), "channels is 1.5: give a whole number, 1 or more"),
        (lambda: conv_parameters(1, 1, (3, 0)), "kernel_size of columns is 0"),
        (lambda: dense_parameters(-1, 1), "inputs is -1: give a whole number, 1 or more"),
        (lambda: dense_parameters(1, True), "outputs is True: give a whole number, 1 or more"),
    ],
)
def test_counts_refuse(count, message):
    with pytest.raises(ValueError, match=message):
        count()
