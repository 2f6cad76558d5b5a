"""Sabotage changes one thing of a plan, and what the page says of it is what happens when it is trained."""

from dataclasses import fields, replace

import numpy as np
import pytest

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, Sigmoid, Tanh, TrainingDiverged
from ui.training.data_sets import digits
from ui.training.plans import TrainingPlan
from ui.training.sabotages import SABOTAGES, outcome_words, sabotaged

LAYERS = (Conv(8, padding=1), Relu(), Pool(2), Flatten(), Dense(10))
PLAN = TrainingPlan(LAYERS, (1, 8, 8), digits(), 3, 0.05, 0.9, 16, 0)
CHANGES = {
    "rate": {"learning_rate"},
    "no-relu": {"layers"},
    "zeros": {"scheme"},
    "labels": {"data"},
    "bytes": {"data"},
}


def trained(plan):
    """First weights, the records, and why it broke off."""
    first, rng = plan.begin()
    records, reason = [], ""
    try:
        records.extend(plan.train(first, rng))
    except TrainingDiverged as error:
        reason = str(error)
    return first, records, reason


@pytest.fixture(scope="module")
def healthy():
    return trained(PLAN)


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_sabotage_changes_one_thing_and_says_its_name(name):
    spoiled = sabotaged(PLAN, name)
    different = {
        field.name for field in fields(TrainingPlan) if getattr(spoiled, field.name) is not getattr(PLAN, field.name)
    }
    assert different == CHANGES[name] | {"sabotage"}
    assert spoiled.sabotage == name


def test_the_rate_is_100_times_what_was_chosen():
    assert sabotaged(PLAN, "rate").learning_rate == pytest.approx(5.0)


def test_without_activations_the_other_layers_stay():
    assert sabotaged(PLAN, "no-relu").layers == (Conv(8, padding=1), Pool(2), Flatten(), Dense(10))


def test_shuffled_labels_are_the_same_ones_in_another_order_and_the_held_out_ones_stay():
    data = sabotaged(PLAN, "labels").data
    np.testing.assert_array_equal(np.bincount(data.labels), np.bincount(PLAN.data.labels))
    assert (data.labels != PLAN.data.labels).mean() > 0.8
    assert data.test_labels is PLAN.data.test_labels and data.images is PLAN.data.images


def test_bright_inputs_are_the_same_pictures_from_0_to_255():
    data = sabotaged(PLAN, "bytes").data
    np.testing.assert_allclose(data.images / 255, PLAN.data.images, atol=1e-6)
    assert (data.images.max(), data.test_images.max(), data.value_range) == (255, 255, (0.0, 255.0))
    assert data.images.dtype == PLAN.data.images.dtype


def test_a_healthy_training_learns_so_that_there_is_something_to_spoil(healthy):
    assert healthy[1][-1].validation_accuracy > 0.9


def test_a_network_without_an_activation_has_none_to_leave_out():
    linear = sabotaged(PLAN, "no-relu")
    assert SABOTAGES["no-relu"].missing(linear) == "This network has no activation to leave out."
    assert not any(sabotage.missing(PLAN) for sabotage in SABOTAGES.values())


@pytest.mark.parametrize(
    ("layers", "same"),
    [
        ((Conv(4), Sigmoid(), Pool(2), Flatten(), Dense(10)), "conv1.kernels"),
        ((Flatten(), Dense(6), Tanh(), Dense(10)), "dense1.weights"),
        ((Flatten(), Dense(10)), None),  # one layer tells its units apart by their classes, and learns
    ],
)
def test_what_starts_the_same_stays_the_same_but_for_the_last_layer(layers, same):
    plan = sabotaged(replace(PLAN, layers=layers), "zeros")
    first, records, _ = trained(plan)
    last = records[-1].parameters
    words = outcome_words(plan, first, records)
    still = sum(int((array == 0).sum()) for array in last.values())
    assert f"Of its {sum(array.size for array in last.values()):,} weights and biases, {still:,} are still 0." in words
    if same is None:
        assert records[-1].validation_accuracy > 0.8
        return
    parts = last[same] if same.endswith("kernels") else last[same].T
    np.testing.assert_allclose(parts, np.broadcast_to(parts[0], parts.shape), atol=1e-5)


@pytest.mark.parametrize("name", ["rate", "zeros", "labels", "bytes"])
def test_a_spoiled_training_is_hardly_better_than_guessing(name):
    _, records, reason = trained(sabotaged(PLAN, name))
    assert reason or records[-1].validation_accuracy < 0.35


def test_it_learns_without_relu():
    _, records, _ = trained(sabotaged(PLAN, "no-relu"))
    assert records[-1].validation_accuracy > 0.85


def test_filters_that_start_at_zero_stay_the_same_and_the_page_says_so(healthy):
    plan = sabotaged(PLAN, "zeros")
    first, records, _ = trained(plan)
    assert not records[-1].parameters["conv1.kernels"].any()
    words = outcome_words(plan, first, records, healthy[1])
    assert words.endswith("biases, 1,360 are still 0. Its 8 filters are still exactly the same.")  # all but 10 biases
    assert f"{healthy[1][-1].validation_accuracy * 100:.1f} % of the held-out ones" in words


def test_what_was_seen_has_the_numbers_of_the_last_epoch(healthy):
    plan = sabotaged(PLAN, "labels")
    first, records, _ = trained(plan)
    last = records[-1]
    words = outcome_words(plan, first, records, healthy[1])
    assert words.startswith(
        f"In epoch 3, the loss was **{last.loss:.4g}** and {last.accuracy * 100:.1f} % of the training"
    )
    assert f"; after it, **{last.validation_accuracy * 100:.1f} %** of the held-out ones are." in words
    assert "Guessing would be right in 10.0 % of the cases." in words
    assert "Without the sabotage, in epoch 3:" in words


def test_a_rate_that_is_too_high_says_what_relu_still_lets_through():
    plan = sabotaged(PLAN, "rate")
    first, records, reason = trained(plan)
    words = outcome_words(plan, first, records, reason=reason)
    assert reason in words
    assert ("the first ReLU let" in words) == bool(records)


def test_a_training_that_never_finished_an_epoch_says_why_alone():
    assert outcome_words(sabotaged(PLAN, "rate"), {}, [], reason="It ran away.") == "It ran away."


def test_a_shorter_healthy_training_is_compared_at_its_own_last_epoch(healthy):
    plan = sabotaged(replace(PLAN, epochs=3), "zeros")
    first, records, _ = trained(plan)
    assert "Without the sabotage, in epoch 2:" in outcome_words(plan, first, records, healthy[1][:2])


def test_what_is_said_of_a_sabotage_holds_for_any_activation() -> None:
    said = " ".join(f"{sabotage.title} {sabotage.look_at} {sabotage.why}" for sabotage in SABOTAGES.values())
    assert "ReLU" not in said
