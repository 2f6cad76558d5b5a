"""Advice for a training whose steps are too long: what its losses show, and the learning rate to try instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, log

import numpy as np

from cnn_steps import Epoch, summary
from ui.address import settings
from ui.figures.numbers import readable, written
from ui.training.plans import MOST_KEPT, TrainingPlan

WORSE = 1.5  # times the loss of guessing: clearly worse
NO_BETTER = 0.97  # times the loss of guessing: nothing learned, but for a few lucky answers
THROWN = 2.0  # times their own size that weights have moved; a rate that is too small moves them by a few percent
RISEN = 1.5  # times the lowest loss so far: more than the loss of a training that goes well ever rises
FOR_GOOD = 3  # epochs for which a loss must stay up

STEADY = 0.2  # the learning rate that trains without momentum, with averaged gradients, on batches of USUAL_BATCH
USUAL_BATCH = 16
ENOUGH_STEPS = 100  # in which such a rate learns from random weights, with batches of USUAL_BATCH or more
LOWER = 4  # the advised rate is at most the rate of the plan divided by this


def rate_words(
    plan: TrainingPlan, first: Mapping[str, np.ndarray], records: Sequence[Epoch], *, running: bool = False
) -> str:
    """Say that the learning rate is too large, if the losses show it and ``again_words`` has advice; otherwise "".

    Parameters
    ----------
    first : the weights before the first epoch.
    records : epoch 0, before any training, and all complete epochs.
    running : whether more epochs may come. Then the losses must have shown it after each of the last three epochs, so
        that the advice does not come and go.
    """
    if len(records) < 2 or _moved(first, records[-1].parameters) < THROWN or not (again := again_words(plan)):
        return ""
    losses, guessing = [record.loss for record in records], log(len(plan.data.classes))
    if running and not (
        len(losses) > FOR_GOOD and all(_symptom(losses[: len(losses) - ago], guessing) for ago in (1, 2))
    ):
        return ""
    if not (symptom := _symptom(losses, guessing)):
        return ""
    return f"{symptom}. The steps are too long. {again}"


def again_words(plan: TrainingPlan) -> str:
    """With what to train again; "" for a sabotage, which is meant to fail, and if no rate that low can be typed."""
    rate, epochs = advised(plan)
    if plan.sabotage or rate < settings.RATE.low:
        return ""
    more = f" and {epochs} epochs" if epochs > plan.epochs else ""
    return f"Train again with a learning rate of {readable(rate)}{more}."


def advised(plan: TrainingPlan) -> tuple[float, int]:
    """A learning rate for a plan whose own is too large, and the epochs that takes: at least as many as the plan has.

    Momentum makes each step a sum of earlier ones, and a summed gradient is the sum over a batch: the rate is divided
    by as much. The average over more pictures depends less on chance, so steps may be longer, with the square root of
    their number. ``python -m scripts.rate_advice`` counts how often the advice works.

    Examples
    --------
    >>> from ui.networks.codes import PRESETS
    >>> from ui.training.data_sets import lines
    >>> advised(TrainingPlan(PRESETS["lines"].plan.layers, (1, 8, 8), lines(), 10, 5.0, 0.9, 16, 0))
    (0.02, 10)
    """
    pictures = len(plan.data.images)
    batch = min(plan.batch_size, pictures)
    steps = ceil(pictures / batch)  # in an epoch
    weights = sum(row.parameters for row in summary(plan.layers, plan.input_shape))
    epochs = max(
        plan.epochs,
        min(ceil(ENOUGH_STEPS / min(steps, pictures / USUAL_BATCH)), settings.EPOCHS.high, MOST_KEPT // weights),
    )
    gathered = (1 - plan.momentum ** (steps * epochs)) / (
        1 - plan.momentum
    )  # how many times as long momentum makes a step
    summed = batch if plan.reduction == "sum" else 1
    steady = STEADY / gathered / summed * (batch / USUAL_BATCH) ** 0.5
    return float(f"{min(steady, plan.learning_rate / LOWER):.1g}"), epochs


def _symptom(losses: Sequence[float], guessing: float) -> str:
    """What is wrong with the losses, as a sentence without its full stop; "" for nothing.

    Parameters
    ----------
    losses : of the epochs, with the loss before any training first.
    guessing : the loss of giving every class the same share.
    """
    last, lately = losses[-1], losses[1:][-FOR_GOOD:]
    if last > max(WORSE * guessing, losses[0]):  # weights from a file may begin there and get better
        return f"The loss of {written(last)} is far above that of guessing, {written(guessing)}"
    if len(lately) > 1 and min(lately[-2:]) >= NO_BETTER * guessing:
        return f"The loss of {written(last)} is no better than that of guessing, {written(guessing)}"
    lowest = min(losses[:-FOR_GOOD], default=last)
    if min(lately) >= max(RISEN * lowest, guessing / 2):
        return f"The loss has risen from {written(lowest)} to {written(last)}, and stays up"
    return ""


def _moved(first: Mapping[str, np.ndarray], last: Mapping[str, np.ndarray]) -> float:
    """The distance between the first and the last weights, divided by the size of the first ones."""
    distance, size = (
        sum(float(np.square(part, dtype=np.float64).sum()) for part in parts) ** 0.5
        for parts in ((last[name] - first[name] for name in first), first.values())
    )
    return distance / size if size else 0.0
