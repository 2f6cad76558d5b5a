"""Ways to spoil a training on purpose, and what to look at then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ui.training.plans import Plan


@dataclass(frozen=True, eq=False)
class Sabotage:
    """One way: its title, what it makes of a plan (``sabotage`` is set by ``sabotaged``), and what to look at."""

    title: str
    spoil: Callable[[Plan], Plan]
    look_at: str


SABOTAGES: Mapping[str, Sabotage] = {}
"""By name, as it stands in ``Plan.sabotage``."""
