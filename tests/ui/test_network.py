"""The walk's network: every stage on every kind of image, the two dense layers, and what is said about them."""

import numpy as np
import pytest

from cnn_steps import DIGITS, dense_step, load_bitmap_classifier, sample_photo, softmax, to_channels_first
from ui import network, state
from ui.image_choice import CurrentImage
from ui.network import (
    DIGIT_NAMES,
    accuracy_tables,
    adjusted,
    classifier,
    forward_pass,
    layer_table,
    term_order,
    untrained_weights,
    vector_panel,
    weakest_digits,
)


@pytest.fixture(autouse=True)
def defaults(monkeypatch):
    """Settings at their defaults, without a running app."""
    monkeypatch.setattr(state, "get", lambda setting: setting.default)


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


def test_a_bitmap_is_never_asked_which_layer_should_answer():
    assert network.head_choice(bitmap(9)) == "trained"


def test_largest_first_adds_the_terms_by_their_size_whatever_their_sign():
    terms = np.array([0.5, -2.0, 0.0, 1.0, -1.0])
    assert term_order(terms, "size").tolist() == [1, 3, 4, 0, 2]
    assert term_order(terms, "position").tolist() == [0, 1, 2, 3, 4]


def test_the_constant_is_added_before_the_temperature_divides():
    np.testing.assert_array_equal(adjusted(np.array([1.0, 2.0]), 3.0, 2.0), [2.0, 2.5])


def test_a_constant_leaves_the_shares_alone_and_a_temperature_evens_them_out():
    logits = forward_pass(bitmap(4)).logits
    np.testing.assert_allclose(softmax(adjusted(logits, 100.0, 1.0)), softmax(logits))
    warm, cold = softmax(adjusted(logits, 0.0, 5.0)), softmax(adjusted(logits, 0.0, 0.5))
    assert warm.max() < softmax(logits).max() < cold.max()
    assert warm.argmax() == cold.argmax() == 4


def test_the_weakest_digits_are_those_the_record_says():
    record = load_bitmap_classifier("lesson")
    weakest = weakest_digits("lesson", 3)
    assert [share for _, share in weakest] == sorted(record.digit_accuracy)[:3]
    assert all(record.digit_accuracy[digit] == share for digit, share in weakest)


def test_the_tables_of_accuracy_hold_both_classifiers_digit_by_digit_and_flip_by_flip():
    by_digit, by_flips = accuracy_tables()
    assert by_digit["digit"].tolist() == list(DIGIT_NAMES)
    assert list(by_flips.columns) == ["pixels flipped", "Three filters", "Eight filters"]
    shown = float(by_digit["Eight filters"][3].split()[0])
    assert shown == pytest.approx(classifier("eight").digit_accuracy[3] * 100, abs=0.05)
    assert len(by_flips) == len(classifier("eight").flip_accuracy)


def test_the_layers_are_listed_with_their_shapes_and_parameters():
    table = layer_table(forward_pass(bitmap(9))).set_index("layer")
    assert table.loc["Dense", "parameters"] == 24 * 10 + 10
    assert table.loc["Flatten", "parameters"] == 0
    assert table.loc["Pooling", "shape"] == "3 × 4 × 2"


def test_the_vector_is_drawn_with_a_row_for_each_map():
    walk = forward_pass(bitmap(9))
    panel = vector_panel(walk)
    assert panel.title == "The vector: 24 numbers, a row for each map"
    np.testing.assert_array_equal(panel.values[2], walk.pooled[2].ravel())
