"""The numbers in a sentence, and whether what it says of an activation is so."""

import re

import numpy as np

from cnn_steps import relu, sigmoid, tanh

ACTIVATIONS = {"relu": relu, "sigmoid": sigmoid, "tanh": tanh}
FAR = 1000.0  # where a curve has come to its limit


def numbers_in(words: str) -> list[float]:
    """All numbers of a sentence.

    >>> numbers_in("**tanh** squeezes any number into −1 to 1, 1,024 times.")
    [-1.0, 1.0, 1024.0]
    """
    found = re.findall(r"−?\d[\d,]*(?:\.\d+)?(?:e−?\d+)?", words)
    return [float(text.replace("−", "-").replace(",", "")) for text in found]


def marks_of(kind: str) -> tuple[float, float, float]:
    """What an activation makes of a number far below zero, of zero, and of one far above."""
    low, middle, high = ACTIVATIONS[kind](np.array([-FAR, 0.0, FAR])).tolist()
    return low, middle, high


def require_true_of(kind: str, words: str) -> None:
    """The numbers in a sentence about an activation are its limits and what becomes of zero; both limits are named."""
    low, middle, high = marks_of(kind)
    found = set(numbers_in(words))
    if kind == "relu":
        assert found <= {low}, words
    else:
        assert {low, high} <= found <= {low, middle, high, 0.0}, words
