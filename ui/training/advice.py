"""A word on a training whose steps are too long, and the learning rate to try instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, log

import numpy as np

from cnn_steps import Epoch, summary
from ui.address import settings
from ui.figures.numbers import readable, written
from ui.training.plans import MOST_KEPT, TrainingPlan

WORSE = 1.5  # times the loss of guessing: clearly worse
NO_BETTER = 0.97  # times the loss of guessing: a few lucky answers, nothing learned
THROWN = 2.0  # times their own size that weights have moved; a rate that is too small moves them by a few percent
RISEN = 1.5  # times the lowest loss so far: no swing of a training that goes well
FOR_GOOD = 3  # epochs

STEADY = 0.2  # the learning rate that trains without momentum, with averaged gradients, on batches of USUAL_BATCH
USUAL_BATCH = 16
ENOUGH_STEPS = 100  # to learn from the first weights on with such a rate, on batches that are not smaller
LOWER = 4  # a network that takes no steady rate is advised this part of the one it had


def rate_words(
    plan: TrainingPlan, first: Mapping[str, np.ndarray], records: Sequence[Epoch], *, running: bool = False
) -> str:
    """Say that the learning rate is too large, where the losses show it; "" where they don't.

    A sabotage has its own words, and of a training that ran away to infinity ``again_words`` alone are said.

    Parameters
    ----------
    first : the weights before the first epoch.
    records : epoch 0, before any training, and all that are complete.
    running : whether more may come; then only what has held for some epochs is said, so that it does not come and go.
    """
    if len(records) < 2 or _moved(first, records[-1].parameters) < THROWN or not (again := again_words(plan)):
        return ""
    losses, guessing = [record.loss for record in records], log(len(plan.data.classes))
    if running and not (len(losses) > FOR_GOOD and all(_seen(losses[: len(losses) - ago], guessing) for ago in (1, 2))):
        return ""
    if not (seen := _seen(losses, guessing)):
        return ""
    return f"{seen}. The steps are too long. {again}"


def again_words(plan: TrainingPlan) -> str:
    """What to train again with; "" for a sabotage, which is meant to fail, and where no lower rate can be typed."""
    rate, epochs = advised(plan)
    if plan.sabotage or rate < settings.RATE.low:
        return ""
    more = f" and {epochs} epochs" if epochs > plan.epochs else ""
    return f"Train again with a learning rate of {readable(rate)}{more}."


def advised(plan: TrainingPlan) -> tuple[float, int]:
    """A learning rate that trains what a plan's own is too large for, and the epochs it takes, at least the plan's.

    ``python -m scripts.rate_advice`` counts how often that is so. Momentum adds up earlier steps, summed gradients
    those of a batch: the rate gets smaller by as much. Where more pictures are averaged, chance is less, and steps
    may be longer, with the square root of their number.

    Examples
    --------
    >>> from ui.networks.codes import PRESETS
    >>> from ui.training.data_sets import lines
    >>> advised(TrainingPlan(PRESETS["lines"].plan.layers, (1, 8, 8), lines(), 10, 5.0, 0.9, 16, 0))
    (0.02, 10)
    """
    pictures = len(plan.data.images)
    batch = min(plan.batch_size, pictures)
    steps = ceil(pictures / batch)  # of an epoch
    weights = sum(row.parameters for row in summary(plan.layers, plan.input_shape))
    epochs = max(
        plan.epochs,
        min(ceil(ENOUGH_STEPS / min(steps, pictures / USUAL_BATCH)), settings.EPOCHS.high, MOST_KEPT // weights),
    )
    gathered = (1 - plan.momentum ** (steps * epochs)) / (1 - plan.momentum)  # steps that momentum makes of one
    summed = batch if plan.reduction == "sum" else 1
    steady = STEADY / gathered / summed * (batch / USUAL_BATCH) ** 0.5
    return float(f"{min(steady, plan.learning_rate / LOWER):.1g}"), epochs


def _seen(losses: Sequence[float], guessing: float) -> str:
    """What the losses show, that before any training first.

    Parameters
    ----------
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
    """How far the weights have come from the first ones, in sizes of these."""
    way, size = (
        sum(float(np.square(part, dtype=np.float64).sum()) for part in parts) ** 0.5
        for parts in ((last[name] - first[name] for name in first), first.values())
    )
    return way / size if size else 0.0
