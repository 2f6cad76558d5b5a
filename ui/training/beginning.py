"""Epoch 0: how a network does before any training, and why. No Streamlit here: the worker process computes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from cnn_steps import Epoch, cross_entropy, forward, predict
from ui.figures.numbers import percent
from ui.training.plans import TrainingPlan

CHUNK = 64  # pictures that go through the network at once


def epoch_zero(
    plan: TrainingPlan,
    first: Mapping[str, np.ndarray],
    rng_state: Mapping[str, Any],
    before_each: Callable[[], None] = lambda: None,
) -> Epoch:
    """The record of epoch 0: loss and accuracy with the first weights.

    Parameters
    ----------
    first : these weights.
    rng_state : of the generator that will put the pictures in order.
    before_each : called before each part of the pictures; an error it raises ends the work.
    """
    loss, right = _loss_and_accuracy(plan, first, plan.data.images, plan.data.labels, before_each)
    held_out_loss, held_out_right = _loss_and_accuracy(
        plan, first, plan.data.test_images, plan.data.test_labels, before_each
    )
    return Epoch(0, loss, right, held_out_loss, held_out_right, parameters=first, velocity={}, rng_state=rng_state)


def _loss_and_accuracy(
    plan: TrainingPlan,
    first: Mapping[str, np.ndarray],
    images: np.ndarray,
    labels: np.ndarray,
    before_each: Callable[[], None],
) -> tuple[float, float]:
    """Loss and accuracy of a network on some images."""
    parts = []
    for begin in range(0, len(images), CHUNK):
        before_each()
        parts.append(forward(plan.layers, first, images[begin : begin + CHUNK])[-1])
    logits = np.concatenate(parts)
    return cross_entropy(logits, labels)[0], float((logits.argmax(axis=1) == labels).mean())


def random_words(plan: TrainingPlan, first: Mapping[str, np.ndarray]) -> str:
    """Why random weights may be right far more or less often than guessing: they favor one class."""
    counts = np.bincount(predict(plan.layers, first, plan.data.test_images), minlength=len(plan.data.classes))
    favorite = int(counts.argmax())
    return (
        f"It has learned nothing yet, and calls {percent(counts[favorite] / counts.sum())} of the held-out pictures "
        f"“{plan.data.classes[favorite]}”. Guessing at random is right in {percent(1 / len(counts))} of the cases."
    )
