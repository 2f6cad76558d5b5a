"""The layer stack: a network as rows to add, remove, move and set, each with what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.components.files import component

_LAYER_STACK = component("layer_stack")


def layer_stack(data: dict[str, Any], *, key: str, on_change: Callable[[], None]) -> None:
    """Show the stack.

    Parameters
    ----------
    data : as ``ui.networks.stack_data`` builds it; ``edit``, the ``id`` of the last report that was heard of;
        ``large``, whether it is shown to a room.
    key : under which the component reports ``edit``: its ``id``, ``layers``, ``form`` of the input, ``focus``, and
        whether ``everything`` of that layer is wanted.
    on_change : called when something is reported.
    """
    _LAYER_STACK(data=data, key=key, default={"edit": None}, on_edit_change=on_change)
