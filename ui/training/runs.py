"""The training of this session: what was asked for, how far it came, and why it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnn_steps import Epoch
from ui import state
from ui.training.plans import DataSet, Plan

__all__ = ["DataSet", "Plan", "Run", "current_run", "keep_run"]

State = Literal["running", "paused", "stopped", "finished", "failed"]
_RUN = "training run"


@dataclass(frozen=True, eq=False)
class Run:
    """One training as far as it came. A new one takes its place whenever there is news.

    Attributes
    ----------
    plan : what was asked for.
    first : the weights before the first epoch.
    records : one for each epoch that is complete, in order; their ``velocity`` is kept for the last one alone.
    state : "paused" can go on exactly as if it had never stopped; "stopped" and "failed" cannot.
    reason : why it is not running any more, as a sentence; "" where that needs no words.
    """

    plan: Plan
    first: dict[str, np.ndarray]
    records: tuple[Epoch, ...] = ()
    state: State = "running"
    reason: str = ""

    @property
    def parameters(self) -> dict[str, np.ndarray]:
        """The weights as they are now."""
        return self.records[-1].parameters if self.records else self.first


def current_run() -> Run | None:
    """The training of this session, running or over; None before the first one."""
    run: Run | None = state.kept(_RUN)
    return run


def keep_run(run: Run | None) -> None:
    """Put a training in the place of the one before."""
    state.keep(_RUN, run)
