"""Layers as plain data, and their names."""

import pytest

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, layer_names


def test_layers_are_named_by_kind_and_counted_from_one():
    layers = [Conv(2), Relu(), Pool(), Conv(3), Relu(), Flatten(), Dense(2)]
    assert layer_names(layers) == ("conv1", "relu1", "pool1", "conv2", "relu2", "flatten1", "dense1")


def test_equal_layers_are_equal_and_can_be_looked_up():
    assert Conv(2, (3, 5)) == Conv(2, (3, 5)) != Conv(2, (5, 3))
    assert len({Pool(), Pool(), Relu(), Relu(), Flatten()}) == 3


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ((), r"layers are \(\): give a tuple of at least one layer"),
        (Conv(2), r"layers are Conv\(filters=2.*\): give a tuple"),
        ((Conv(2), "relu"), r"layers\[1\] is 'relu': give one of Conv, Relu, Sigmoid, Tanh, Pool, Flatten, Dense"),
        ((Relu,), r"layers\[0\] is <class 'cnn_steps.layers.Relu'>: give one of .*, each with its parentheses"),
    ],
)
def test_what_is_no_layer_is_refused(layers, sentence):
    with pytest.raises(ValueError, match=sentence):
        layer_names(layers)
