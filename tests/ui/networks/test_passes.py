"""The way back: gradients that hold, a scale at which they can be read, and networks that are refused."""

import numpy as np
import pytest

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, finite_difference
from tests.ui.steps.backward_examples import NINE, nine, random_way
from ui.networks.codes import PRESETS
from ui.networks.passes import MOST_CELLS, after_step, class_count, entry_names, loss_of, map_names


def test_every_gradient_is_the_slope_of_the_loss():
    back = random_way(Conv(2), Relu(), Pool(2), Flatten(), Dense(3))
    for name, value in back.parameters.items():
        direction = np.random.default_rng(2).normal(size=value.shape)

        def loss(array, name=name):
            return loss_of(back.layers, {**back.parameters, name: array}, back.activations[0], back.label)

        slope = finite_difference(loss, value, direction)
        assert slope == pytest.approx(float((back.parameter_gradients[name] * direction).sum()), abs=1e-8)


def test_the_gradient_of_the_logits_is_share_less_target():
    back = nine(9, 4)
    target = np.eye(10)[4]
    np.testing.assert_allclose(back.gradients[-1], back.shares - target, atol=1e-15)
    assert back.loss == pytest.approx(-np.log(back.shares[4]))


def test_tiny_gradients_are_shown_larger_and_others_as_they_are():
    sure, wrong = nine(9, 9), nine(9, 4)
    assert (sure.scale, wrong.scale) == (1000, 1)
    for place, gradient in enumerate(sure.gradients):
        np.testing.assert_array_equal(sure.shown(place), gradient * 1000)
    assert 0.1 <= np.abs(sure.shown(-1)).max() < 1
    np.testing.assert_array_equal(wrong.shown_parameter("dense1.bias"), wrong.parameter_gradients["dense1.bias"])


@pytest.mark.parametrize("share", [0.3, 0.049, 0.001, 1e-7, 1e-15, 0.0])
def test_a_scale_is_a_power_of_ten_that_leaves_the_largest_below_one(share):
    back = random_way(Flatten(), Dense(2))
    object.__setattr__(back, "gradients", (*back.gradients[:-1], np.array([share, -share])))
    scale = back.scale
    assert scale == 10 ** round(np.log10(scale))
    assert (scale == 1) == (share == 0 or share >= 0.05)
    assert share * scale < 1
    assert not 1e-13 < share < 0.05 or share * scale >= 0.1 - 1e-12


def test_a_step_takes_rate_times_the_gradient_from_every_parameter_and_lowers_the_loss():
    back = nine(9, 4)
    moved = after_step(back.parameters, back.parameter_gradients, 0.01)
    for name, array in moved.items():
        np.testing.assert_array_equal(array, back.parameters[name] - 0.01 * back.parameter_gradients[name])
    assert loss_of(back.layers, moved, back.activations[0], 4) < back.loss


@pytest.mark.parametrize(
    ("layers", "shape", "words"),
    [
        (PRESETS["stages"].plan.layers, (1, 100, 150), "ends in maps"),
        (PRESETS["landscape"].plan.layers, (3, 64, 64), "the image has 3×64×64 numbers"),
        (PRESETS["lenet-5"].plan.layers, (1, 32, 32), "the image has 1×32×32 numbers"),
        ((Flatten(), Dense(1)), (1, 3, 3), "ends in one number"),
        ((Conv(17), Flatten(), Dense(2)), (1, 8, 8), "conv1 has 17×6×6 numbers"),
        ((Flatten(), Dense(65), Dense(2)), (1, 3, 3), "dense1 has 65 numbers"),
        ((Conv(12, padding=1), Flatten(), Dense(2)), (1, 9, 9), "flatten1 has 972 numbers"),
    ],
)
def test_a_network_is_refused_with_its_size_or_what_is_missing(layers, shape, words):
    with pytest.raises(ValueError, match=words):
        class_count(layers, shape)


def test_networks_with_classes_and_small_maps_are_taken():
    assert class_count(NINE, (1, 7, 5)) == 10
    assert class_count(PRESETS["lines"].plan.layers, (1, 8, 8)) == 2
    assert class_count(PRESETS["digits"].plan.layers, (1, 8, 8)) == 10
    assert class_count((Flatten(), Dense(2)), (1, 12, 12)) == 2 and MOST_CELLS == 144


def test_maps_are_called_by_their_filters_only_behind_the_first_convolution():
    layers = (Conv(2), Relu(), Conv(2))
    assert map_names(layers, 0, 1, ("box", "line"), ("image",)) == ["image"]
    assert map_names(layers, 2, 2, ("box", "line"), ("image",)) == ["box", "line"]
    assert map_names(layers, 3, 2, ("box", "line"), ("image",)) == ["map 0", "map 1"]
    assert map_names(layers, 2, 2, (), ("image",)) == ["map 0", "map 1"]


def test_entries_of_a_vector_are_called_by_where_they_stood():
    back = nine()
    names = entry_names(back, 4, ("box", "vertical line", "diagonal line"), (3, 4, 2))
    assert (names[0], names[13], len(names)) == ("Box, row 0, column 0", "Vertical line, row 2, column 1", 24)
    deep = random_way(Flatten(), Dense(3), Dense(2))
    assert entry_names(deep, 2, (), (3,)) == ["Entry 0", "Entry 1", "Entry 2"]
