"""A word on a training whose steps are too long although its numbers stay finite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

import numpy as np

from cnn_steps import Epoch
from ui import settings
from ui.figures.numbers import readable, written
from ui.training.plans import Plan

WORSE = 1.5  # times the loss of guessing: clearly worse
NO_BETTER = 0.97  # times the loss of guessing: a few lucky answers, nothing learned
THROWN = 2.0  # times their own size that weights have moved; a rate that is too small moves them by a few percent
RISEN = 1.5  # times the lowest loss so far: no swing of a training that goes well
FOR_GOOD = 3  # epochs


def rate_words(plan: Plan, first: Mapping[str, np.ndarray], records: Sequence[Epoch]) -> str:
    """Say that the learning rate is too large, where the losses show it; "" where they don't.

    A sabotage has its own words, and a training that ran away to infinity was ended in a sentence.

    Parameters
    ----------
    first : the weights before the first epoch.
    records : epoch 0, before any training, and all that are complete.
    """
    if plan.sabotage or plan.learning_rate / 10 < settings.RATE.low:
        return ""
    if len(records) < 2 or _moved(first, records[-1].parameters) < THROWN:
        return ""
    if not (seen := _seen([record.loss for record in records], log(len(plan.data.classes)))):
        return ""
    return (
        f"{seen}. The steps are too long: train again with a learning rate of {readable(plan.learning_rate / 10)}, a "
        "tenth of this one."
    )


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
