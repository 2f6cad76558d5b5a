"""The box “Where does this number come from?”, which leads from a number of the page down to its pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.address import state
from ui.address.codes import code_from_trail, trail_from_code
from ui.app import page
from ui.trail.base import Chain
from ui.trail.card import provenance_card


def where_from(chain: Callable[..., Chain], *arguments: Any, key: str, **options: Any) -> None:
    """The box. It is closed at first, unless the address has a trail or a person has chosen one before.

    Parameters
    ----------
    chain : a function of ``ui.trail.chains``; only while the box is open it is called, with ``arguments``, ``options``
        and the trail.
    """
    if state.has_trail():
        state.open_on_arrival(f"question {key} trail")
    page.question(
        "Where does this number come from?",
        levels,
        chain,
        *arguments,
        key=f"{key} trail",
        icon=":material/account_tree:",
        name=key,
        **options,
    )


def levels(chain: Callable[..., Chain], *arguments: Any, name: str, **options: Any) -> None:
    """The levels of the chain, without a box around them; takes what ``where_from`` takes."""
    built = chain(*arguments, trail=trail_from_code(state.trail()), **options)
    if built.lost:
        state.shorten_trail(code_from_trail(built.kept))
    page.notice(state.trail_notice())
    provenance_card(built.levels, dark=state.is_dark(), key=f"{name} provenance", on_trail=state.put_trail)
