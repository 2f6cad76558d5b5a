"""The data sets to train with, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ui.training.plans import DataSet

DATA_SETS: Mapping[str, Callable[[], DataSet]] = {}
"""How each is made; one that cannot be made, such as drawings before there are any, raises a ``ValueError``."""
