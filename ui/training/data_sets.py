"""The data sets to train with, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from cnn_steps import Dense, Layer, line_images, load_digits
from ui.networks.codes import PRESETS, Preset
from ui.training.own_digits import own_data_set
from ui.training.plans import DataSet

LINES_TO_TRAIN, LINES_HELD_OUT = 200, 40
LINES_SEED = 0


@cache
def lines() -> DataSet:
    """One line in each picture: vertical or horizontal."""
    rng = np.random.default_rng(LINES_SEED)
    images, labels = line_images(LINES_TO_TRAIN + LINES_HELD_OUT, rng=rng, border=False)
    data = _parted("lines", "Lines", PRESETS["lines"].classes, images, labels, np.arange(LINES_TO_TRAIN))
    return replace(data, code=_LINES_CODE, code_names=("line_images",))


_LINES_CODE = f"""\
images, labels = line_images({LINES_TO_TRAIN + LINES_HELD_OUT}, rng=np.random.default_rng({LINES_SEED}), border=False)
learned, held_out = slice({LINES_TO_TRAIN}), slice({LINES_TO_TRAIN}, None)"""


@cache
def digits() -> DataSet:
    """Real handwritten digits."""
    stored = load_digits()
    data = _parted(
        "digits", "Handwritten digits", PRESETS["digits"].classes, stored.images / 16, stored.labels, stored.train
    )
    return replace(data, code=_DIGITS_CODE, code_names=("load_digits",))


_DIGITS_CODE = """\
digits = load_digits()
images, labels = digits.images / 16, digits.labels
learned, held_out = digits.train, digits.test"""


def _parted(
    name: str, title: str, classes: tuple[str, ...], images: np.ndarray, labels: np.ndarray, train: np.ndarray
) -> DataSet:
    """A data set of (N, H, W) images, some of them to train with, the others held out; all of it read-only."""
    held_out = np.setdiff1d(np.arange(len(images)), train)
    stack = images[:, None].astype(np.float32)  # (N, H, W) -> (N, 1, H, W)
    parts = [stack[train], labels[train], stack[held_out], labels[held_out]]
    for part in parts:
        part.flags.writeable = False
    return DataSet(name, title, classes, *parts)


DATA_SETS: Mapping[str, Callable[[], DataSet]] = {"lines": lines, "digits": digits, "drawings": own_data_set}
"""How each is made; one that cannot be made, such as drawings before there are any, raises a ``ValueError``."""


def preset_of(data: DataSet) -> Preset:
    """The network with a name that a data set has of its own."""
    return PRESETS.get(data.name, PRESETS["digits"])


def preset_layers(data: DataSet) -> tuple[Layer, ...]:
    """Its layers, which end with a logit for each class of the data."""
    return *preset_of(data).plan.layers[:-1], Dense(len(data.classes))
