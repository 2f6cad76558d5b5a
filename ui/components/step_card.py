"""The step card: one operation, one step at a time, stepped through in the browser.

Each operation has a script of its own, which ends with ``export default card(operation)``. Its function
``operation(data)`` takes its card and gives an ``Operation``, of which ``stepper/view.js`` says what is in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import get_args

from ui.components.card_messages import Card, CardOnPage
from ui.components.files import component, scripts_of
from ui.components.wire import field_types, to_json

OPERATIONS = tuple(str(get_args(field_types(kind)["operation"])[0]) for kind in get_args(Card))
# One component for each operation, with the scripts that it imports and no others, keeps a card small.
SCRIPTS = {operation: scripts_of(f"stepper/{operation}.js") for operation in OPERATIONS}
STYLES = {name: ("vectors.css",) if "shared/vector_grid.js" in scripts else () for name, scripts in SCRIPTS.items()}
_CARDS = {name: component("stepper", name, styles) for name, styles in STYLES.items()}


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
