"""Trained networks and the pictures they know: what they answer, and how unlike those pictures one is."""

from dataclasses import replace

import numpy as np
import pytest

from cnn_steps import DIGITS, digit_stages, forward, load_digits, sample_photo, softmax
from tests.ui.training.plans import plan, straight_through
from ui.training.data_sets import digits, lines
from ui.training.readers import (
    ENOUGH,
    answer,
    as_input,
    held_out_guesses,
    knows_digits,
    likeness,
    shipped_reader,
    trained_reader,
)


def counts(picture):
    return digit_stages(picture)[-1].array


def test_the_shipped_network_reads_held_out_digits():
    reader = shipped_reader()
    assert reader.reads_digits
    assert (held_out_guesses(reader) == reader.data.test_labels).mean() >= 0.98


def test_an_answer_is_the_forward_pass_and_its_softmax():
    reader = shipped_reader()
    image = reader.data.test_images[0]
    said = answer(reader, image)
    wanted = forward(reader.layers, reader.parameters, image)
    assert len(said.activations) == len(reader.layers) + 1
    for found, right in zip(said.activations, wanted, strict=True):
        np.testing.assert_array_equal(found, right)
    np.testing.assert_allclose(said.shares, softmax(wanted[-1]))
    assert said.guess == held_out_guesses(reader)[0]


def test_counts_are_scaled_as_the_data_is():
    stored = load_digits()
    image = stored.images[stored.test[0]].astype(float)
    data = digits()
    np.testing.assert_array_equal(as_input(image, data), data.test_images[0])
    bright = replace(data, images=data.images * 255, value_range=(0.0, 255.0))
    np.testing.assert_allclose(as_input(image, bright), data.test_images[0] * 255, rtol=1e-6)
    assert as_input(image, data).dtype == data.images.dtype


def test_a_picture_it_was_trained_on_is_nearest_to_itself():
    data = digits()
    near = likeness(data.images[17], data)
    assert (near.distance, near.label) == (0.0, data.labels[17])
    np.testing.assert_array_equal(near.nearest, data.images[17, 0])
    assert not near.is_unlike


def test_one_in_a_hundred_held_out_digits_is_unlike():
    data = digits()
    unlike = [likeness(image, data).is_unlike for image in data.test_images]
    assert 1 <= sum(unlike) <= round(0.01 * len(unlike)) + 1


@pytest.mark.parametrize(
    "picture", [sample_photo(), np.random.default_rng(0).integers(0, 2, (16, 16)) * 255.0, DIGITS[4]]
)
def test_a_cat_noise_and_a_coarse_bitmap_are_unlike(picture):
    data = digits()
    near = likeness(as_input(counts(picture), data), data)
    assert near.is_unlike and near.distance > near.usual > 20


@pytest.mark.parametrize("held_out", [ENOUGH, 40, 101, 359])
def test_at_least_99_in_100_held_out_pictures_stay_within_what_is_usual(held_out):
    data = replace(digits(), test_images=digits().test_images[:held_out])
    near = [likeness(image, data) for image in data.test_images]
    assert sum(one.distance <= one.usual + 1e-4 for one in near) >= 0.99 * held_out


def test_distances_are_told_in_counts_whatever_the_range():
    data = digits()
    bright = replace(data, images=data.images * 255, test_images=data.test_images * 255, value_range=(0.0, 255.0))
    one, other = likeness(data.test_images[3], data), likeness(bright.test_images[3], bright)
    assert other.distance == pytest.approx(one.distance, rel=1e-5)
    assert other.usual == pytest.approx(one.usual, rel=1e-5)


def test_too_few_held_out_pictures_say_nothing_of_what_is_usual():
    data = replace(digits(), test_images=digits().test_images[: ENOUGH - 1])
    near = likeness(as_input(counts(sample_photo()), data), data)
    assert near.usual is None and not near.is_unlike


def test_a_training_is_read_with_its_own_data_and_says_how_long_it_was():
    records = straight_through(plan())
    reader = trained_reader(plan(), records[-1].parameters, 3)
    assert reader.words == "trained here on lines, 3 epochs"
    spoiled = trained_reader(plan(sabotage="zeros"), records[-1].parameters, 1)
    assert spoiled.words == "trained here on lines, 1 epoch, sabotaged"
    assert trained_reader(plan(seed=7), records[0].parameters, 0).words == "random, seed 7, not trained yet"
    assert trained_reader(plan(scheme="zeros"), records[0].parameters, 0).words == "all 0, not trained yet"
    assert trained_reader(plan(), records[0].parameters, 0, "loaded from a.npz").words == "loaded from a.npz"
    assert not reader.reads_digits and knows_digits(digits()) and not knows_digits(lines())
    assert (held_out_guesses(reader) == reader.data.test_labels).mean() == records[-1].validation_accuracy
