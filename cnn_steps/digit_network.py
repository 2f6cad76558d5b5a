"""The network that is shipped trained: it reads real handwritten digits of 8×8 pixels."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cnn_steps.arrays import FloatArray
from cnn_steps.layers import Conv, Dense, Flatten, Layer, Pool, Relu
from cnn_steps.records import ReadOnlyDict, read_only
from cnn_steps.weights import load_parameters

DIGIT_LAYERS: tuple[Layer, ...] = (
    *(Conv(8, padding=1), Relu(), Pool()),
    *(Conv(16, padding=1), Relu()),
    *(Flatten(), Dense(10)),
)
"""The first convolution finds strokes in 3×3 pixels, the second what several strokes form: 3,818 parameters in all."""

DIGIT_SHAPE = (1, 8, 8)
"""The shape of one image."""

DIGIT_WEIGHTS_FILE = Path(__file__).parent / "data" / "digit_weights.npz"
"""Where ``scripts/train_digits.py`` puts what it learned."""


class DigitNetwork(NamedTuple):
    """Layers, and parameters that were trained on ``load_digits``; images must be in 0 (paper) to 1 (ink)."""

    layers: tuple[Layer, ...]
    parameters: ReadOnlyDict[FloatArray]


def load_digit_network() -> DigitNetwork:
    """Load the network trained on handwritten digits.

    Returns
    -------
    DigitNetwork
        Its layers and its parameters, float32 and read-only. It takes images (1, 8, 8) or (8, 8) in 0 (paper) to 1
        (ink), such as ``load_digits().images / 16``.

    Examples
    --------
    >>> from cnn_steps import load_digits, predict
    >>> predict(*load_digit_network(), load_digits().images[:10] / 16)
    array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    return DigitNetwork(DIGIT_LAYERS, read_only(load_parameters(DIGIT_WEIGHTS_FILE, DIGIT_LAYERS, DIGIT_SHAPE)))
