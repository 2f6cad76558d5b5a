"""How often the advice after a learning rate that is too high works, over 10 seeds: ``python -m scripts.rate_advice``.

Each plan is trained as the training page would, at rates from just too high up to the highest that can be typed. Where
the page then says to train again with another rate, that is done. It works if the loss ends clearly below that before
any training and that of guessing, and the held-out pictures are named right clearly more often than by chance. With
``lines`` or ``digits`` behind it, one of the data sets alone; the digits take long.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
from collections.abc import Iterator
from dataclasses import replace
from math import log

from cnn_steps import Epoch, TrainingDiverged
from ui.address import settings
from ui.networks.codes import PRESETS, plan_from_code
from ui.training.advice import advised, again_words, rate_words
from ui.training.beginning import epoch_zero
from ui.training.data_sets import DATA_SETS, digits, lines
from ui.training.plans import DataSet, TrainingPlan

SEEDS = 10
RATES = (0.2, 1.0, 5.0, settings.RATE.high)
USUAL = (0.9, 16, "mean")
SETTINGS = (
    USUAL,
    *((momentum, 16, "mean") for momentum in (0.0, 0.5, 0.99)),
    *((0.9, batch, "mean") for batch in (1, 64, 256)),
    *((0.9, batch, "sum") for batch in (1, 16, 256)),
    *((0.0, 256, "mean"), (0.99, 64, "mean"), (0.0, 16, "sum")),
)
"""Momentum, pictures in a batch, and whether their gradients are averaged or added up."""

BODIES = (
    "f",
    "c1.3~r~f",
    "c64.3~r~p2~f",
    "c4.3a~r~p2~f",
    "c4.3~f",
    "c6.3~t~p2a~f~d32~t",
    "c8.3~s~p2~f",
    "c16.3p1~r~p2~c32.3p1~r~f~d64~r",
    "f~d256~r",
    "f~d32~r~d32~r~d32~r~d32~r",
)
"""Networks of one's own, without their last layer."""


def plans(data: DataSet) -> Iterator[tuple[str, TrainingPlan]]:
    """Every plan to try with a data set, and what to call it."""
    epochs, classes = settings.EPOCHS.default, len(data.classes)

    def plan(layers: tuple, momentum: float, batch: int, reduction: str) -> TrainingPlan:
        return TrainingPlan(layers, data.input_shape, data, epochs, 1.0, momentum, batch, 0, reduction)

    for setting in SETTINGS:
        words = "momentum {}, batches of {}, {}".format(*setting)
        yield words, plan(PRESETS[data.name].plan.layers, *setting)
    for body in BODIES:
        yield f"{body}~d{classes}", plan(plan_from_code(f"i8.8~{body}~d{classes}").layers, *USUAL)


def trained(plan: TrainingPlan) -> tuple[list[Epoch], str]:
    """The records of a training with epoch 0, and what the page says to do after it."""
    first, rng = plan.begin()
    records = [epoch_zero(plan, first, rng.bit_generator.state)]
    try:
        records += plan.train(first, rng)
    except TrainingDiverged:
        return records, again_words(plan)
    return records, rate_words(plan, first, records)


def works(plan: TrainingPlan) -> bool:
    """Whether a training with the advised rate learns."""
    rate, epochs = advised(plan)
    records, _ = trained(replace(plan, learning_rate=rate, epochs=epochs))
    chance = 1 / len(plan.data.classes)
    before, after = records[0], records[-1]
    return after.loss < 0.75 * min(before.loss, -log(chance)) and after.validation_accuracy > (1 + chance) / 2


def counts(plan: TrainingPlan) -> Iterator[tuple[float, int, int]]:
    """For every rate, for how many seeds there is advice, and for how many of these it works."""
    known: dict[tuple[float, int], bool] = {}  # the same advice is tried once
    for rate in RATES:
        told = [seed for seed in range(SEEDS) if trained(replace(plan, learning_rate=rate, seed=seed))[1]]
        steady, _ = advised(replace(plan, learning_rate=rate))
        for seed in told:
            if (steady, seed) not in known:
                known[steady, seed] = works(replace(plan, learning_rate=rate, seed=seed))
        yield rate, len(told), sum(known[steady, seed] for seed in told)


def main() -> None:
    """Print, for every plan and rate, how often there was advice, and how often it worked."""
    told = worked = 0
    for data in [data for data in (lines(), digits()) if data.name in (sys.argv[1:] or DATA_SETS)]:
        for words, plan in plans(data):
            found = list(counts(plan))
            told += sum(said for _, said, _ in found)
            worked += sum(right for _, _, right in found)
            print(
                f"{data.title}, {words}: {'; '.join(f'{rate:g}: {right} of {said}' for rate, said, right in found)}",
                flush=True,
            )
    print(f"In all, the advice worked {worked:,} times of {told:,}.")


if __name__ == "__main__":
    main()
