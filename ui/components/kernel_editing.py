"""The kernel editor: weights to type, and buttons that change all of them."""

from collections.abc import Callable
from typing import Any

from ui.components.files import component

_KERNEL_EDITOR = component("kernel_editor")


def kernel_editor(data: dict[str, Any], *, key: str, on_change: Callable[[], None]) -> None:
    """Show the editor.

    Parameters
    ----------
    data : ``weights`` (kH, kW) as lists; ``sum``, words on them; ``said``, what was done last, ``refused`` if it could
        not be; ``undo``, whether there is something to undo; ``start``, what starting again leads to, empty where it
        is there; ``edit``, the ``id`` of the last change that was heard of.
    key : under which the component reports ``edit``: its ``id``, an ``action``, the ``kernel`` before it, and more.
    on_change : called when a change is reported.
    """
    _KERNEL_EDITOR(data=data, key=key, default={"edit": None}, on_edit_change=on_change)
