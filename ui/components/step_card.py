"""The step card: one operation, one step at a time, stepped through in the browser.

Each operation has a script of its own, which ends with ``export default card(operation)``. Its function
``operation(data)`` gives

- ``parts``: what stands side by side: figures, signs between them, blocks of parts in columns
- ``grids``: those of the figures that are drawn, and ``target``, the one that fills up
- ``count``: how many steps there are
- ``show(step, palette, shown)``: draws a step, filled up as far as ``shown``, and gives its ``sum``, ``say`` and ``at``
- ``picks``: pairs of a grid and ``stepAt(row, column)``, where cells stand for steps
- ``field``, ``lens``: where it has them, what a pixel feeds, and the zoom
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import numpy as np

from ui.components.files import component, scripts_of

OPERATIONS = (
    "convolution",
    "pooling",
    "activation",
    "flatten",
    "dense",
    "softmax",
    "backward_loss",
    "backward_dense",
    "backward_weights",
    "backward_flatten",
    "backward_pooling",
    "backward_gate",
    "backward_convolution",
)
# One component for each operation, with the scripts that it imports and no others, keeps a card small.
SCRIPTS = {operation: scripts_of(f"stepper/{operation}.js") for operation in OPERATIONS}
STYLES = {name: ("vectors.css",) if "shared/vector_grid.js" in scripts else () for name, scripts in SCRIPTS.items()}
_CARDS = {name: component("stepper", name, styles) for name, styles in STYLES.items()}


def encoded(array: np.ndarray) -> dict[str, Any]:
    """An array as the component reads it: its bytes in base64, its type and its shape.

    It is sent as exact as it is, so that the browser writes the numbers that the page has.
    """
    kind = np.int32 if array.dtype.kind in "iu" else np.float32 if array.dtype == np.float32 else np.float64
    array = np.ascontiguousarray(array, dtype=kind)
    return {
        "values": base64.b64encode(array.tobytes()).decode(),
        "dtype": array.dtype.name,
        "shape": list(array.shape),
    }


def digest(data: dict[str, Any]) -> str:
    """A short fingerprint of the data, by which the browser tells a new card from the same one."""
    return hashlib.blake2b(json.dumps(data).encode(), digest_size=8).hexdigest()


def step_card(data: dict[str, Any], *, key: str, on_change: Callable[[], None]) -> None:
    """Mount the card.

    Parameters
    ----------
    data : the operation and its arrays, ``large``, ``digest`` and ``step`` included.
    key : under which the component reports ``step``.
    on_change : called when a step settles.
    """
    _CARDS[data["operation"]](data=data, key=key, default={"step": data["step"]}, on_step_change=on_change)
