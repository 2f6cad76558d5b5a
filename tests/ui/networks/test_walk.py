"""The walk's network: every stage on every kind of image, with either dense layer."""

import numpy as np
import pytest

from cnn_steps import DIGITS, dense_step, sample_photo, to_channels_first
from ui.networks.walk import forward_pass, untrained_weights
from ui.picture.current import CurrentImage


def bitmap(digit):
    return CurrentImage(f"The {digit}", DIGITS[digit], (-1.0, 1.0), None, (), "", ())


def picture(array):
    return CurrentImage("A picture", array, (0.0, 1.0), sample_photo(), (), "", ())


COLOR = picture(to_channels_first(sample_photo()[:20, :30] / 255))
GRAY = picture(sample_photo()[:5, :5, 0] / 255)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("bank", ["lesson", "eight"])
def test_every_digit_as_it_was_drawn_is_recognized(digit, bank):
    assert forward_pass(bitmap(digit), bank=bank).guess == digit


def test_the_9_passes_through_the_shapes_of_the_lesson():
    walk = forward_pass(bitmap(9))
    assert walk.maps.shape == walk.activated.shape == (3, 5, 3)
    assert walk.pooled.shape == (3, 4, 2)
    assert walk.vector.shape == (24,)
    assert walk.logits.shape == walk.probabilities.shape == (10,)
    assert walk.trained


def test_the_tables_name_what_is_in_them():
    walk = forward_pass(bitmap(9), bank="eight")
    tables = walk.tables()
    for name, maps in {"": walk.maps, " after ReLU": walk.activated, " pooled": walk.pooled}.items():
        for filter_name, values in zip(walk.filter_names, maps, strict=True):
            np.testing.assert_array_equal(tables[f"{filter_name}{name}"], values)
    answer = tables["logits and shares"]
    np.testing.assert_array_equal(answer["logit"], walk.logits)
    np.testing.assert_array_equal(answer["share"], walk.probabilities)
    assert answer.index.tolist() == [str(digit) for digit in range(10)]


def test_the_vector_joins_box_vertical_and_diagonal():
    walk = forward_pass(bitmap(9))
    assert walk.filter_names == ("box", "vertical line", "diagonal line")
    np.testing.assert_array_equal(walk.vector.reshape(3, 4, 2), walk.pooled)


def test_a_logit_is_the_sum_a_reader_can_redo():
    walk = forward_pass(bitmap(9))
    step = dense_step(walk.vector, walk.weights, walk.bias, 9)
    terms = [x * w for x, w in zip(walk.vector, walk.weights[:, 9], strict=True)]
    assert step.total == pytest.approx(sum(terms) + walk.bias[9])
    assert step.total == pytest.approx(walk.logits[9])


def test_the_shares_add_up_to_1_and_the_9_gets_nearly_all():
    walk = forward_pass(bitmap(9))
    assert walk.probabilities.sum() == pytest.approx(1)
    assert walk.probabilities[9] > 0.99


def test_eight_filters_make_a_vector_of_64():
    assert forward_pass(bitmap(9), bank="eight").vector.shape == (64,)


@pytest.mark.parametrize("image", [COLOR, GRAY])
def test_the_trained_layer_sees_a_picture_as_seven_by_five_cells(image):
    walk = forward_pass(image)
    assert walk.array.shape == (7, 5)
    assert walk.value_range == (-1.0, 1.0)
    assert (walk.array.min(), walk.array.max()) == (-1.0, 1.0)


@pytest.mark.parametrize(("image", "length"), [(COLOR, 3 * 17 * 27), (GRAY, 3 * 2 * 2)])
@pytest.mark.parametrize("bank", ["lesson", "eight"])
def test_the_untrained_layer_takes_the_whole_picture(image, length, bank):
    walk = forward_pass(image, head="untrained", bank=bank)
    assert walk.array is image.array
    assert walk.vector.size == length * len(walk.maps) // 3
    assert not walk.trained


def test_untrained_weights_are_small_random_and_the_same_every_time():
    weights = untrained_weights(1000)
    assert abs(weights.mean()) < 0.001 and weights.std() == pytest.approx(0.01, rel=0.05)
    untrained_weights.cache_clear()
    np.testing.assert_array_equal(untrained_weights(1000), weights)
    assert not weights.flags.writeable
