"""Ways to spoil a training on purpose: how each changes a plan, what to look at, and how it ended, in numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from cnn_steps import Epoch, Relu, forward
from cnn_steps.layers import Activation
from ui.figures.numbers import percent, readable
from ui.training.plans import TrainingPlan

Parameters = Mapping[str, np.ndarray]

FASTER = 100  # times the learning rate
LOOKED_AT = 100  # pictures, to see how many numbers a ReLU lets through
BRIGHTEST = 255  # white


@dataclass(frozen=True, eq=False)
class Sabotage:
    """One way to spoil a training.

    Attributes
    ----------
    title : what is done to it.
    spoil : gives the spoiled plan.
    look_at : a question to answer before it runs, and what to look at meanwhile.
    why : why that happens, in a sentence or two.
    fact : gives a sentence with a number that matters for this sabotage alone, from the plan, the first weights and
        the last ones; "" if there is nothing to add.
    missing : gives a sentence on why a plan cannot be spoiled in this way; "" if it can.
    """

    title: str
    spoil: Callable[[TrainingPlan], TrainingPlan]
    look_at: str
    why: str
    fact: Callable[[TrainingPlan, Parameters, Parameters], str] = lambda plan, first, last: ""
    missing: Callable[[TrainingPlan], str] = lambda plan: ""


def _faster(plan: TrainingPlan) -> TrainingPlan:
    return replace(plan, learning_rate=plan.learning_rate * FASTER)


def _without_activations(plan: TrainingPlan) -> TrainingPlan:
    layers = tuple(layer for layer in plan.layers if not isinstance(layer, Activation))
    return replace(plan, layers=layers)


def _no_activation(plan: TrainingPlan) -> str:
    return "" if _without_activations(plan).layers != plan.layers else "This network has no activation to leave out."


def _from_zero(plan: TrainingPlan) -> TrainingPlan:
    return replace(plan, scheme="zeros")


def _shuffled(plan: TrainingPlan) -> TrainingPlan:
    labels = np.random.default_rng(plan.seed).permutation(plan.data.labels)
    return replace(plan, data=replace(plan.data, labels=labels))


def _bright(plan: TrainingPlan) -> TrainingPlan:
    data = plan.data
    low, high = data.value_range
    scale = BRIGHTEST / (high - low)
    images, test_images = (((part - low) * scale).astype(part.dtype) for part in (data.images, data.test_images))
    return replace(
        plan, data=replace(data, images=images, test_images=test_images, value_range=(0.0, float(BRIGHTEST)))
    )


def _twins(plan: TrainingPlan, first: Parameters, last: Parameters) -> str:
    """How many weights have moved from 0, and how different the filters of the first convolution have become."""
    numbers, moved = sum(array.size for array in last.values()), sum(map(np.count_nonzero, last.values()))
    words = f"Of its {numbers:,} weights and biases, {numbers - moved:,} are still 0."
    kernels = next((array for name, array in last.items() if name.endswith(".kernels")), None)
    if kernels is None or len(kernels) < 2:
        return words
    apart = float(np.abs(kernels - kernels[0]).max())
    if apart == 0:
        return f"{words} Its {len(kernels)} filters are still exactly the same."
    return f"{words} Its {len(kernels)} filters differ from the first one by at most {readable(apart)}."


def _chance(plan: TrainingPlan, first: Parameters, last: Parameters) -> str:
    """How often guessing would be right."""
    return f"Guessing would be right in {percent(1 / len(plan.data.classes))} of the cases."


def _alive(plan: TrainingPlan, first: Parameters, last: Parameters) -> str:
    """How many numbers the first ReLU lets through, before and after training."""
    place = next((place for place, layer in enumerate(plan.layers) if isinstance(layer, Relu)), None)
    if place is None:
        return ""
    before, after = (
        float((forward(plan.layers, parameters, plan.data.images[:LOOKED_AT])[place + 1] > 0).mean())
        for parameters in (first, last)
    )
    return f"Before training, the first ReLU let {percent(before)} of its numbers through, now {percent(after)}."


SABOTAGES: Mapping[str, Sabotage] = MappingProxyType(
    {
        "rate": Sabotage(
            f"Learning rate × {FASTER}",
            _faster,
            f"Will it learn {FASTER} times as fast? Look at the loss of the first epochs.",
            "The gradient says which way is down, but only for a short step. A long one can land on the other side of "
            "the valley, higher than before, or so far out that an activation is flat there: then next to no gradient "
            "gets back through it, and what comes before it learns next to nothing more.",
            _alive,
        ),
        "no-relu": Sabotage(
            "No activation",
            _without_activations,
            "Will it learn anything without activations? Look at whether any accuracy is lost.",
            "Layers without anything between them are one weighted sum, however many they are; only max pooling, where "
            "there is any, still bends it. Where no accuracy is lost, these pictures need no more.",
            missing=_no_activation,
        ),
        "zeros": Sabotage(
            "All weights start at 0",
            _from_zero,
            "Can it learn from a blank sheet? Look at the loss, epoch by epoch.",
            "Filters of a layer that start the same get the same gradient, so they stay the same, and so do units. "
            "Only those of the last layer are told apart, by the classes they stand for. Random first weights make "
            "all of them different.",
            _twins,
        ),
        "labels": Sabotage(
            "Shuffled labels",
            _shuffled,
            "The labels are dealt out at random. Look at the accuracy on held-out pictures, whose labels are right.",
            "There is nothing to find: what it learns is learned by heart, and on other pictures it is right by "
            "chance.",
            _chance,
        ),
        "bytes": Sabotage(
            f"Inputs from 0 to {BRIGHTEST}",
            _bright,
            "The same pictures with larger numbers. Will that matter? Look at the loss of the first epochs.",
            "The gradient of a weight is multiplied by the input it meets. Larger inputs make longer steps, as a "
            "larger learning rate does.",
            _alive,
        ),
    }
)
"""Every sabotage by its name, as ``TrainingPlan.sabotage`` has it."""


def sabotaged(plan: TrainingPlan, name: str) -> TrainingPlan:
    """The plan, spoiled by the sabotage of that name."""
    return replace(SABOTAGES[name].spoil(plan), sabotage=name)


def outcome_words(
    plan: TrainingPlan,
    first: Parameters,
    records: Sequence[Epoch],
    healthy: Sequence[Epoch] = (),
    *,
    reason: str = "",
) -> str:
    """How a sabotaged training does so far, in numbers, beside those of the same training without sabotage.

    Parameters
    ----------
    plan, first : the spoiled plan, and its first weights.
    records : of its epochs so far; epoch 0 is before any training.
    healthy : the records of the training without sabotage, if there was one.
    reason : why it ended early, as a sentence.
    """
    sabotage = SABOTAGES[plan.sabotage]
    done = [record for record in records if record.epoch > 0]
    parts = []
    if done:
        last = done[-1]
        parts.append(
            f"In epoch {last.epoch}, the loss was **{readable(last.loss)}** and {percent(last.accuracy)} of the "
            "training pictures were named right"
            + (
                f"; after it, **{percent(last.validation_accuracy)}** of the held-out ones are."
                if last.validation_accuracy is not None
                else "."
            )
        )
    if reason:
        parts.append(reason)
    twin = next((record for record in healthy if done and record.epoch == done[-1].epoch), None)
    if twin is None and healthy and healthy[-1].epoch > 0:
        twin = healthy[-1]
    if twin is not None and twin.validation_accuracy is not None:
        parts.append(
            f"Without the sabotage, in epoch {twin.epoch}: loss {readable(twin.loss)}, "
            f"{percent(twin.validation_accuracy)} of the held-out ones."
        )
    if done and (fact := sabotage.fact(plan, first, done[-1].parameters)):
        parts.append(fact)
    return " ".join(parts)
