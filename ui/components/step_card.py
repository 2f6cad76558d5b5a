"""The step card: one operation, one step at a time, stepped through in the browser.

Each operation has a script of its own with a function ``operation(data)``, which takes its card and gives

- ``parts``: what stands side by side: figures, signs between them, blocks of parts in columns
- ``grids``: those of the figures that are drawn, and ``target``, the one that fills up
- ``count``: how many steps there are
- ``show(step, palette, shown)``: draws a step, filled up as far as ``shown``, and gives its ``sum``, ``say`` and ``at``
- ``picks``: pairs of a grid and ``stepAt(row, column)``, where cells stand for steps
- ``field``, ``lens``: where it has them, what a pixel feeds, and the zoom
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from ui.components.card_messages import Card, CardOnPage
from ui.components.files import component
from ui.components.wire import to_json

# What each operation loads besides the shared scripts; one component to each keeps a card small.
_OWN = {
    "convolution": ("lens.js", "windows.js", "convolution.js"),
    "pooling": ("lens.js", "windows.js", "pooling.js"),
    "activation": ("lens.js", "activation.js"),
    "flatten": ("lens.js", "vector_grid.js", "pages.js", "flatten.js"),
    "dense": ("vector_grid.js", "pages.js", "dense.js"),
    "softmax": ("vector_grid.js", "shares.js", "softmax.js"),
    "backward_loss": ("vector_grid.js", "shares.js", "backward_loss.js"),
    "backward_dense": ("vector_grid.js", "pages.js", "backward_dense.js"),
    "backward_weights": ("vector_grid.js", "pages.js", "backward_weights.js"),
    "backward_flatten": ("lens.js", "vector_grid.js", "pages.js", "backward_flatten.js"),
    "backward_pooling": ("lens.js", "windows.js", "backward_pooling.js"),
    "backward_gate": ("lens.js", "backward_gate.js"),
    "backward_convolution": ("lens.js", "windows.js", "backward_convolution.js"),
}
SCRIPTS = {operation: ("numbers.js", "grids.js", *own, "pointing.js", "stepper.js") for operation, own in _OWN.items()}
STYLES = {operation: ("vectors.css",) if "vector_grid.js" in own else () for operation, own in _OWN.items()}
_CARDS = {name: component("stepper", scripts, name, STYLES[name]) for name, scripts in SCRIPTS.items()}


def digest(card: Card, *options: bool) -> str:
    """A short fingerprint of a card and how it is shown, by which the browser tells a new card from the same one."""
    return hashlib.blake2b(json.dumps([to_json(card), *options]).encode(), digest_size=8).hexdigest()


def step_card(shown: CardOnPage, *, key: str, on_change: Callable[[], None]) -> None:
    """Mount the card.

    Parameters
    ----------
    key : under which the component reports ``step``.
    on_change : called when a step settles.
    """
    mount = _CARDS[shown.card.operation]
    mount(data=to_json(shown), key=key, default={"step": shown.step}, on_step_change=on_change)
