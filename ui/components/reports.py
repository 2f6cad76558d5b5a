"""What a component in the browser reports: taken where it fits its type, dropped where it does not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ui.address import state
from ui.components.wire import from_json

_log = logging.getLogger(__name__)
_dropped: set[tuple[str, str]] = set()


def reported(key: str, name: str, kind: Any, check: Callable[[Any], object] | None = None) -> Any:
    """What a component last reported; None for nothing and for what does not fit. For use in its callback.

    What does not fit is dropped, and logged once for each component and name.

    Parameters
    ----------
    key : of the component.
    name : under which it reports.
    kind : the type it must have: a message, or a type that fields of messages may have.
    check : raises a ``ValueError`` for a value of that type which does not fit all the same, such as a cell that is
        not in the grid.
    """
    value = state.component_value(key, name)
    if value is None:
        return None
    try:
        found = from_json(kind, value)
        if check is not None:
            check(found)
        return found
    except ValueError as error:
        if (key, name) not in _dropped:
            _dropped.add((key, name))
            _log.warning("A message of %s was dropped: %s", key, error)
        return None
