"""The weights of a network as a file that a person saves and loads again."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np

from cnn_steps import save_parameters

WEIGHTS_FILE = "weights.npz"
"""The file that the code of a page reads weights from: a listing cannot carry those that were trained or loaded."""


def weights_bytes(parameters: Mapping[str, np.ndarray]) -> bytes:
    """The ``.npz`` file of a network's weights, which ``cnn_steps.load_parameters`` reads."""
    file = io.BytesIO()
    save_parameters(file, parameters)
    return file.getvalue()
