"""The small digit classifier of the lessons: fixed kernels, ReLU, pooling, and one trained dense layer behind them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnn_steps.activations import relu
from cnn_steps.arrays import float_array, one_of, shown, times
from cnn_steps.convolution import conv2d
from cnn_steps.flattening import flatten
from cnn_steps.fully_connected import dense
from cnn_steps.kernels import EIGHT_KERNEL_NAMES, LESSON_KERNEL_NAMES, kernel_bank
from cnn_steps.pooling import pool2d
from cnn_steps.probabilities import softmax

BANKS = MappingProxyType({"lesson": LESSON_KERNEL_NAMES, "eight": EIGHT_KERNEL_NAMES})
"""The kernel banks a classifier was trained for, each with the names of its kernels."""

CLASSIFIER_FILE = Path(__file__).parent / "data" / "bitmap_classifier.npz"
"""Where ``scripts/train_bitmap_classifier.py`` puts what it learned."""


@dataclass(frozen=True, eq=False)
class BitmapClassifier:
    """What it takes to tell the ten 7×5 digits apart: F fixed kernels and a trained dense layer.

    Parameters
    ----------
    kernel_names : the names of the F kernels, in the order of their maps.
    kernels : (F, 3, 3) array, fixed.
    weights : (F·8, 10) array, trained; row ``f·8 + r·2 + c`` belongs to row r, column c of the 4×2 pooled map of
        kernel f.
    bias : (10,) array, trained.
    train_accuracy, held_out_accuracy : share of the bitmaps named right, 0..1, of those to train on, and of others that
        were made anew. Of the others, those with no pixel flipped and many with one equal some that were trained on.
    digit_accuracy : (10,) array, the held-out accuracy of each digit.
    flip_accuracy : (5,) array, the held-out accuracy with 0, 1, 2, 3 and 4 pixels flipped.
    """

    kernel_names: tuple[str, ...]
    kernels: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    train_accuracy: float
    held_out_accuracy: float
    digit_accuracy: np.ndarray
    flip_accuracy: np.ndarray


def bitmap_features(bitmaps: ArrayLike, kernels: ArrayLike) -> np.ndarray:
    """Run bitmaps through conv2d (average) → ReLU → 2×2 max pooling, stride 1 → flatten.

    Parameters
    ----------
    bitmaps : (7, 5) array in -1..1, or a batch (N, 7, 5).
    kernels : (F, 3, 3) array.

    Returns
    -------
    (F·8,) or (N, F·8) array: kernel by kernel, each map row by row.

    Raises
    ------
    ValueError
        If the bitmaps are not 7×5, or the kernels not a bank.

    Examples
    --------
    >>> from cnn_steps import DIGIT_9, LESSON_KERNELS
    >>> bitmap_features(DIGIT_9, LESSON_KERNELS).reshape(3, 4, 2)[0].round(2)  # the box: the loop of the 9 is on top
    array([[1.  , 1.  ],
           [0.33, 0.33],
           [0.33, 0.33],
           [0.  , 0.  ]])
    """
    bitmaps = float_array(bitmaps, "bitmaps")
    if bitmaps.ndim not in (2, 3) or bitmaps.shape[-2:] != (7, 5):
        raise ValueError(f"got bitmaps of shape {times(bitmaps.shape)}, wanted 7×5 or N×7×5: use fit_bitmap")
    bank = float_array(kernels, "kernels")
    if bank.ndim != 3:
        raise ValueError(f"kernels have {bank.ndim} axes ({times(bank.shape)}): give a bank, (F, 3, 3)")
    if bitmaps.ndim == 2:
        return flatten(pool2d(relu(conv2d(bitmaps, bank, average=True)), 2, stride=1))
    stack, filters = bitmaps[:, None], bank[:, None]  # (N, 1, 7, 5) and (F, 1, 3, 3)
    return flatten(pool2d(relu(conv2d(stack, filters, average=True)), 2, stride=1))


def classify_bitmap(bitmaps: ArrayLike, classifier: BitmapClassifier) -> np.ndarray:
    """Give the probability of each digit.

    Parameters
    ----------
    bitmaps : (7, 5) array in -1..1, or a batch (N, 7, 5).
    classifier : what ``load_bitmap_classifier`` gave.

    Returns
    -------
    (10,) or (N, 10) array of probabilities, each row adding up to 1.

    Raises
    ------
    ValueError
        If the bitmaps are not 7×5, or the classifier is something else.

    Examples
    --------
    >>> from cnn_steps import DIGIT_9
    >>> int(classify_bitmap(DIGIT_9, load_bitmap_classifier()).argmax())
    9
    """
    if not isinstance(classifier, BitmapClassifier):
        raise ValueError(f"classifier is {shown(classifier)}: give what load_bitmap_classifier gave")
    return softmax(dense(bitmap_features(bitmaps, classifier.kernels), classifier.weights, classifier.bias))


def load_bitmap_classifier(bank: str = "lesson") -> BitmapClassifier:
    """Load the trained classifier of one kernel bank.

    Parameters
    ----------
    bank : ``"lesson"``, the three kernels of the digit-9 lesson; ``"eight"``, those and five more.

    Returns
    -------
    BitmapClassifier, its arrays read-only

    Raises
    ------
    ValueError
        If the bank is unknown.

    Examples
    --------
    >>> load_bitmap_classifier("eight").weights.shape
    (64, 10)
    """
    one_of(bank, "bank", tuple(BANKS))
    with np.load(CLASSIFIER_FILE, allow_pickle=False) as file:
        stored: dict[str, Any] = {name: file[f"{bank}_{name}"] for name in STORED}
    for array in stored.values():
        array.flags.writeable = False
    for name in ("train_accuracy", "held_out_accuracy"):
        stored[name] = float(stored[name])
    return BitmapClassifier(BANKS[bank], kernel_bank(BANKS[bank]), **stored)


STORED = ("weights", "bias", "train_accuracy", "held_out_accuracy", "digit_accuracy", "flip_accuracy")
"""What the file keeps for every bank, each under the name ``<bank>_<field>``."""
