"""The box “Where does this number come from?”: from a number of the page down to its pixels, by the way one chooses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.address import state
from ui.address.codes import code_from_trail, trail_from_code
from ui.app import page
from ui.trail.card import provenance_card
from ui.trail.chains import Chain


def where_from(chain: Callable[..., Chain], *arguments: Any, key: str, **options: Any) -> None:
    """The closed box; it stands open at first where a trail was chosen before, or stands in the address.

    Parameters
    ----------
    chain : a function of ``ui.trail.chains``, called with the rest and the trail, but only while the box is open.
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
    """The levels themselves, as ``chain`` builds them."""
    found = chain(*arguments, trail=trail_from_code(state.trail()), **options)
    if found.lost:
        state.shorten_trail(code_from_trail(found.kept))
    page.notice(state.trail_notice())
    provenance_card(found.levels, dark=state.is_dark(), key=f"{name} provenance", on_trail=state.put_trail)
