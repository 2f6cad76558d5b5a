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
    """Pictures of one line each, vertical or horizontal."""
    rng = np.random.default_rng(LINES_SEED)
    images, labels = line_images(LINES_TO_TRAIN + LINES_HELD_OUT, rng=rng, border=False)
    data = _parted("lines", "Lines", images, labels, np.arange(LINES_TO_TRAIN))
    return replace(data, code=_LINES_CODE, code_names=("line_images",))


_LINES_CODE = f"""\
images, labels = line_images({LINES_TO_TRAIN + LINES_HELD_OUT}, rng=np.random.default_rng({LINES_SEED}), border=False)
learned, held_out = slice({LINES_TO_TRAIN}), slice({LINES_TO_TRAIN}, None)"""


@cache
def digits() -> DataSet:
    """Digits that people wrote by hand."""
    stored = load_digits()
    data = _parted("digits", "Handwritten digits", stored.images / 16, stored.labels, stored.train)
    return replace(data, code=_DIGITS_CODE, code_names=("load_digits",))


_DIGITS_CODE = """\
digits = load_digits()
images, labels = digits.images / 16, digits.labels
learned, held_out = digits.train, digits.test"""


def _parted(name: str, title: str, images: np.ndarray, labels: np.ndarray, train: np.ndarray) -> DataSet:
    """A read-only data set for the preset network of its name.

    Parameters
    ----------
    images, labels : (N, H, W) and (N,).
    train : the indices of those to train with; the others are held out.
    """
    held_out = np.setdiff1d(np.arange(len(images)), train)
    stack = images[:, None].astype(np.float32)  # (N, H, W) -> (N, 1, H, W)
    parts = [stack[train], labels[train], stack[held_out], labels[held_out]]
    for part in parts:
        part.flags.writeable = False
    return DataSet(name, title, PRESETS[name].classes, *parts)


DATA_SETS: Mapping[str, Callable[[], DataSet]] = {"lines": lines, "digits": digits, "drawings": own_data_set}
"""What makes each data set. It raises a ``ValueError`` if it can't, as for drawings before there are any."""


def preset_of(data: DataSet) -> Preset:
    """The preset network for a data set."""
    return PRESETS.get(data.name, PRESETS["digits"])


def preset_layers(data: DataSet) -> tuple[Layer, ...]:
    """The layers of that network; the last one gives a logit for each class of the data."""
    return *preset_of(data).plan.layers[:-1], Dense(len(data.classes))
