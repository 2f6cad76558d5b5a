"""Small plans to try trainings with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cnn_steps import Epoch
from ui.networks.codes import PRESETS
from ui.training.data_sets import lines
from ui.training.messages import Start
from ui.training.plans import TrainingPlan

ENDLESS = 100_000  # epochs; longer than any test waits


def plan(**changes: Any) -> TrainingPlan:
    """The lines network on the lines, with some of it different."""
    usual = TrainingPlan(PRESETS["lines"].plan.layers, (1, 8, 8), lines(), 3, 0.05, 0.9, 16, seed=1)
    return replace(usual, **changes)


def start(ticket: str = "one", **changes: Any) -> Start:
    """What the trainer is sent to begin with a plan."""
    chosen = plan(**changes)
    return Start(ticket, chosen, *chosen.begin())


def straight_through(chosen: TrainingPlan) -> list[Epoch]:
    """The epochs of a plan, trained here and now."""
    return list(chosen.train(*chosen.begin()))


def same_weights(one: Epoch, other: Epoch) -> bool:
    """Whether two epochs ended with the very same numbers."""
    return all(np.array_equal(one.parameters[name], other.parameters[name]) for name in other.parameters)
