"""The small network of the walk: three filters, ReLU, pooling, one dense layer, softmax, on the image in view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import streamlit as st

from cnn_steps import (
    EIGHT_KERNEL_NAMES,
    EIGHT_KERNELS,
    LESSON_KERNEL_NAMES,
    LESSON_KERNELS,
    BitmapClassifier,
    conv2d,
    dense,
    fit_bitmap,
    flatten,
    load_bitmap_classifier,
    pool2d,
    relu,
    softmax,
)
from ui import controls, settings, state
from ui.filters import filter_for
from ui.image_choice import CurrentImage

DIGIT_NAMES = tuple(str(digit) for digit in range(10))
UNTRAINED_SEED = 9
UNTRAINED_SPREAD = 0.01  # small random weights, as the image tutorial has them


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """Every number on the way from the image to the answer.

    Attributes
    ----------
    array : what the network looks at: (H, W) or (3, H, W).
    filter_names : the names of the F filters.
    maps, activated, pooled : (F, H', W') after convolution, ReLU and pooling.
    vector : (F·H'·W',), flattened.
    weights, bias : (in, 10) and (10,), of the dense layer.
    logits, probabilities : (10,).
    trained : whether the weights were learned.
    """

    array: np.ndarray
    filter_names: tuple[str, ...]
    maps: np.ndarray
    activated: np.ndarray
    pooled: np.ndarray
    vector: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    logits: np.ndarray
    probabilities: np.ndarray
    trained: bool

    @property
    def guess(self) -> int:
        """The digit with the largest share."""
        return int(self.probabilities.argmax())


@lru_cache(maxsize=2)
def classifier(bank: str = "lesson") -> BitmapClassifier:
    """The shipped classifier for 7×5 bitmaps, with three filters or with eight."""
    return load_bitmap_classifier(bank)


@lru_cache(maxsize=4)
def untrained_weights(inputs: int) -> np.ndarray:
    """Small random (inputs, 10) weights, the same every time."""
    weights = np.random.default_rng(UNTRAINED_SEED).normal(0.0, UNTRAINED_SPREAD, (inputs, 10))
    weights.flags.writeable = False
    return weights


def head_choice(image: CurrentImage) -> str:
    """For a picture, ask which dense layer answers; bitmaps always get the trained one."""
    if image.is_bitmap:
        return "trained"
    return controls.segmented(settings.HEAD, "Dense layer")


def head_words(image: CurrentImage, head: str) -> None:
    """Say plainly what the chosen dense layer can and can't do with a picture."""
    if image.is_bitmap:
        return
    if head == "trained":
        st.caption(
            "The picture is shrunk to 7×5 gray cells, because that is all the trained layer knows. It has seen ten "
            "digits and nothing else: whatever the picture shows, it names a digit."
        )
    else:
        st.caption(
            "This dense layer fits the picture's full size, but it is **untrained**: its weights are small random "
            "numbers, so its answer means nothing. All shares come out near one tenth."
        )


def forward_pass(image: CurrentImage, *, head: str = "trained", bank: str = "lesson") -> ForwardPass:
    """Run the network on the image in view.

    Parameters
    ----------
    head : "trained" looks at a 7×5 bitmap, which a picture is fitted to; "untrained" looks at the full size.
    bank : "lesson" for three filters, "eight" for eight.
    """
    names, kernels = {
        "lesson": (LESSON_KERNEL_NAMES, LESSON_KERNELS),
        "eight": (EIGHT_KERNEL_NAMES, EIGHT_KERNELS),
    }[bank]
    trained = head == "trained"
    if trained and image.picture is not None:
        array, filters = fit_bitmap(image.picture, invert=state.get(settings.INVERT)), kernels
    else:
        array, filters = image.array, filter_for(kernels, image)
    maps = conv2d(array, filters, average=True)
    activated = relu(maps)
    pooled = pool2d(activated, 2, stride=1)
    vector = flatten(pooled)
    if trained:
        weights, bias = classifier(bank).weights, classifier(bank).bias
    else:
        weights, bias = untrained_weights(vector.size), np.zeros(10)
    logits = dense(vector, weights, bias)
    return ForwardPass(
        array, names, maps, activated, pooled, vector, weights, bias, logits, softmax(logits), trained
    )
