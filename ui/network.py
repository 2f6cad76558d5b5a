"""The small network of the walk: three filters, ReLU, pooling, one dense layer, softmax, on the image in view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from cnn_steps import (
    EIGHT_KERNEL_NAMES,
    EIGHT_KERNELS,
    LESSON_KERNEL_NAMES,
    LESSON_KERNELS,
    BitmapClassifier,
    conv2d,
    conv_parameters,
    dense,
    dense_parameters,
    fit_bitmap,
    flatten,
    load_bitmap_classifier,
    pool2d,
    relu,
    softmax,
)
from ui import controls, settings, state
from ui.figures.bars import percent
from ui.figures.maps import Panel, channel_tables, scale_limit
from ui.filters import filter_for
from ui.image_choice import CurrentImage
from ui.settings import readable

DIGIT_NAMES = tuple(str(digit) for digit in range(10))
UNTRAINED_SEED = 9
UNTRAINED_SPREAD = 0.01  # small random weights, as the image tutorial has them


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """Every number on the way from the image to the answer.

    Attributes
    ----------
    array : what the network looks at: (H, W) or (3, H, W).
    value_range : what black and white are in it.
    filter_names : the names of the F filters.
    maps, activated, pooled : (F, H', W') after convolution, ReLU and pooling.
    vector : (F·H'·W',), flattened.
    weights, bias : (in, 10) and (10,), of the dense layer.
    logits, probabilities : (10,).
    trained : whether the weights were learned.
    """

    array: np.ndarray
    value_range: tuple[float, float]
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

    @property
    def limit(self) -> float:
        """The end of one color scale for the pooled maps and the vector."""
        return scale_limit(self.pooled)

    def tables(self) -> dict[str, np.ndarray | pd.DataFrame]:
        """Every number, by the name of its layer."""
        tables: dict[str, np.ndarray | pd.DataFrame] = dict(channel_tables("image", self.array))
        for layer, stack in {"": self.maps, " after ReLU": self.activated, " pooled": self.pooled}.items():
            tables |= {f"{name}{layer}": values for name, values in zip(self.filter_names, stack, strict=True)}
        return tables | {"vector": self.vector[:, None], "logits and shares": self.answer_table()}

    def answer_table(self, shares: np.ndarray | None = None) -> pd.DataFrame:
        """Logit and share of each digit; ``shares`` where they were made from changed logits."""
        shown = self.probabilities if shares is None else shares
        return pd.DataFrame({"logit": self.logits, "share": shown}, index=pd.Index(DIGIT_NAMES, name="digit"))


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
            "numbers, so its answer means nothing."
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
    value_range = (-1.0, 1.0) if trained else image.value_range
    return ForwardPass(
        array, value_range, names, maps, activated, pooled, vector, weights, bias, logits, softmax(logits), trained
    )


def answer_words(walk: ForwardPass) -> str:
    """The answer in a sentence or two."""
    share, nine = percent(walk.probabilities[walk.guess]), percent(walk.probabilities[9])
    if not walk.trained:
        return f"The largest share is {share}, for **{walk.guess}**. Untrained: it means nothing."
    says = f"It says **{walk.guess}**, with {share}."
    return says if walk.guess == 9 else f"{says} Is it a 9? Only {nine}."


def layer_table(walk: ForwardPass) -> pd.DataFrame:
    """What each layer does, the shape of what it passes on, and how many numbers that is."""
    filters, channels = len(walk.maps), 1 if walk.array.ndim == 2 else len(walk.array)
    rows = [
        ("Image", "the numbers as they are", walk.array, 0),
        (
            "Convolution",
            "slide each filter, multiply, add up, divide",
            walk.maps,
            conv_parameters(filters, channels, 3, bias=False),
        ),
        ("ReLU", "below zero becomes 0", walk.activated, 0),
        ("Pooling", "keep the largest of each 2×2 window", walk.pooled, 0),
        ("Flatten", "lay the maps end to end", walk.vector, 0),
        ("Dense", "one weighted sum for each digit", walk.logits, dense_parameters(walk.vector.size, 10)),
        ("Softmax", "turn the sums into shares of 1", walk.probabilities, 0),
    ]
    return pd.DataFrame(
        [
            {"layer": n, "what it does": d, "shape": " × ".join(map(str, a.shape)), "numbers": a.size, "parameters": p}
            for n, d, a, p in rows
        ]
    )


def vector_panel(walk: ForwardPass) -> Panel:
    """The vector of a small image as a grid with a row for each map."""
    rows = walk.vector.reshape(len(walk.pooled), -1)  # (F·H'·W',) -> (F, H'·W')
    return Panel(f"The vector: {walk.vector.size} numbers, a row for each map", rows)


def term_order(terms: np.ndarray, order: str) -> np.ndarray:
    """The (n,) entries of a vector in the order in which their terms are added: as they stand, or largest first."""
    return np.arange(terms.size) if order == "position" else np.argsort(-np.abs(terms), kind="stable")


def adjusted(logits: np.ndarray, constant: float, temperature: float) -> np.ndarray:
    """Logits with a constant added to all of them, then divided by the temperature."""
    return (logits + constant) / temperature


def adjusted_title(constant: float, temperature: float) -> str:
    """What to call such logits.

    Examples
    --------
    >>> adjusted_title(0.0, 1.0), adjusted_title(-2.0, 1.0), adjusted_title(5.0, 2.0)
    ('Logits', 'Logits − 2', '(Logits + 5) ÷ 2')
    """
    added = f"Logits {'+' if constant > 0 else '−'} {readable(abs(constant))}" if constant else "Logits"
    if temperature == 1.0:
        return added
    return f"{f'({added})' if constant else added} ÷ {readable(temperature)}"


def weakest_digits(bank: str, count: int = 3) -> list[tuple[int, float]]:
    """The digits the classifier names right least often, each with its held-out accuracy."""
    accuracy = classifier(bank).digit_accuracy
    return [(int(digit), float(accuracy[digit])) for digit in np.argsort(accuracy)[:count]]


def accuracy_tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    """How often each classifier names held-out bitmaps right: by digit, and by the number of flipped pixels."""
    records = {settings.BANK.options[bank]: classifier(bank) for bank in settings.BANK.options}
    digits = {name: [percent(float(share)) for share in record.digit_accuracy] for name, record in records.items()}
    flips = {name: [percent(float(share)) for share in record.flip_accuracy] for name, record in records.items()}
    return (
        pd.DataFrame({"digit": DIGIT_NAMES, **digits}),
        pd.DataFrame({"pixels flipped": [str(count) for count in range(5)], **flips}),
    )
