"""The walk in words: its answer, and what each layer does."""

from __future__ import annotations

import numpy as np

from cnn_steps import conv_parameters, dense_parameters
from ui.app import page
from ui.figures.numbers import percent
from ui.kernels.choice import DIVIDING
from ui.networks.walk import DIGIT_NAMES, ForwardPass
from ui.operations.kernels import sign_words


def map_words(walk: ForwardPass) -> str:
    """What the colors and the numbers of the maps say."""
    return f"Blue is above zero, red below. In a feature map, {sign_words(walk.filters, walk.value_range)} {DIVIDING}"


def shares_words(shares: np.ndarray) -> str:
    """All shares, for those who do not see them."""
    return "; ".join(f"{name}: {percent(share, words=True)}" for name, share in zip(DIGIT_NAMES, shares, strict=True))


def answer_words(walk: ForwardPass) -> str:
    """The answer in a sentence or two."""
    share, nine = (percent(walk.probabilities[digit], words=True) for digit in (walk.guess, 9))
    if not walk.trained and np.ptp(walk.probabilities) < 1e-12:
        return f"All ten shares are {share}. Untrained: they mean nothing."
    if not walk.trained:
        return f"The largest share is {share}, for **{walk.guess}**. Untrained: it means nothing."
    says = f"It says **{walk.guess}**, with a share of {share}."
    return says if walk.guess == 9 else f"{says} The 9 has {nine}."


def learned_words(walk: ForwardPass) -> str:
    """What was designed in the network in view, and what was learned."""
    dense = (
        "Only the dense layer was **learned**, from drawings of the ten digits."
        if walk.trained
        else "The dense layer in view holds random numbers, so nothing here was learned."
    )
    return (
        f"Here, yes: the three filters were **designed** by hand, so that you can see what they look for. {dense} "
        "In most CNNs the filters are learned as well, and those of the first layer often come out as edge detectors."
    )


def layers_demo(walk: ForwardPass) -> None:
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
        ("Dense", "one weighted sum and a bias for each digit", walk.logits, dense_parameters(walk.vector.size, 10)),
        ("Softmax", "turn the ten sums into shares that add up to 1", walk.probabilities, 0),
    ]
    table = [
        {"layer": n, "what it does": d, "shape": " × ".join(map(str, a.shape)), "numbers": a.size, "parameters": p}
        for n, d, a, p in rows
    ]
    page.table(table, key="overview layers")
