"""What goes to a component in the browser and what comes back: messages, which are frozen dataclasses, and JSON.

A field ``unit_index`` is called ``unitIndex`` in the browser. The types that the scripts are checked with are printed
from the same dataclasses by ``scripts/print_wire.py``.
"""

from __future__ import annotations

import base64
import math
import reprlib
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar, Union, dataclass_transform, get_args, get_origin, get_type_hints

import numpy as np

LONGEST_TEXT = 10_000  # letters, where a field does not say otherwise
MOST_ITEMS = 10_000  # of a list or an object

MESSAGES: dict[str, type] = {}
"""Every message by its name, which is also that of its type in the browser."""

Message = TypeVar("Message")


@dataclass(frozen=True)
class UpTo:
    """How long a text may be: ``Annotated[str, UpTo(500_000)]``."""

    letters: int


@dataclass_transform(frozen_default=True)
def message(kind: type[Message]) -> type[Message]:
    """Make a class a frozen dataclass whose objects can be sent to a component or come from one."""
    if kind.__name__ in MESSAGES:
        raise ValueError(f"two messages are called {kind.__name__}: give one another name")
    MESSAGES[kind.__name__] = dataclass(frozen=True, eq=False)(kind)
    return kind


def in_browser(name: str) -> str:
    """The name of a field in the browser.

    Examples
    --------
    >>> in_browser("unit_index")
    'unitIndex'
    """
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def packed(array: np.ndarray) -> dict[str, Any]:
    """An array as a component reads it: its bytes in base64, its type and its shape.

    It is sent as exact as it is, so that the browser writes the numbers that the page has.
    """
    kind = np.int32 if array.dtype.kind in "iu" else np.float32 if array.dtype == np.float32 else np.float64
    array = np.ascontiguousarray(array, dtype=kind)
    return {
        "values": base64.b64encode(array.tobytes()).decode(),
        "dtype": array.dtype.name,
        "shape": list(array.shape),
    }


def to_json(value: Any) -> Any:
    """A message, or what is in one, as JSON can carry it.

    Parameters
    ----------
    value : a message, array, mapping, list, tuple, text, number, bool or None.
    """
    if isinstance(value, str | bool | int | float | None):
        return value
    if isinstance(value, np.ndarray):
        return packed(value)
    if is_dataclass(value):
        return {in_browser(field.name): to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): to_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(one) for one in value]
    raise TypeError(f"a message can't hold a {type(value).__name__}")


def from_json(kind: Any, value: Any) -> Any:
    """What JSON holds, as the type it must have; an ``object`` may be anything, and whoever reads it checks it.

    Raises
    ------
    ValueError
        If it does not fit: another type, a number that is not finite, a field too many or too few, a text or a list
        that is too long.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    fits = False
    if kind is object:
        fits = True
    elif kind is None or kind is type(None):
        fits = value is None
    elif kind in (bool, int):
        fits = type(value) is kind
    elif kind is float:
        fits = type(value) in (int, float) and is_finite(value)
        value = float(value) if fits else value
    elif kind is str or origin is Annotated:
        longest = arguments[1].letters if origin is Annotated else LONGEST_TEXT
        fits = isinstance(value, str) and len(value) <= longest
    elif origin is Literal:
        fits = any(type(value) is type(one) and value == one for one in arguments)
    elif origin in (Union, types.UnionType):
        return _one_of(arguments, value)
    elif origin is tuple and isinstance(value, list) and len(value) <= MOST_ITEMS:
        kinds = [arguments[0]] * len(value) if arguments[1:] == (...,) else arguments
        if len(kinds) == len(value):
            return tuple(from_json(one, item) for one, item in zip(kinds, value, strict=True))
    elif isinstance(value, dict) and len(value) <= MOST_ITEMS:
        if isinstance(kind, type) and is_dataclass(kind):
            return _message_from(kind, value)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {from_json(str, name): from_json(arguments[1], one) for name, one in value.items()}
    if not fits:
        raise ValueError(f"{_called(kind)} was expected, not {reprlib.repr(value)}")
    return value


def _called(kind: Any) -> str:
    """A type as the log names it."""
    return kind.__name__ if isinstance(kind, type) and get_origin(kind) is None else str(kind)


def is_finite(number: int | float) -> bool:
    """Whether a number is neither infinite nor not-a-number, nor a whole number too large for a float."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    """The value as the first of several types that it fits."""
    for kind in kinds:
        try:
            return from_json(kind, value)
        except ValueError:
            continue
    raise ValueError(f"{' or '.join(map(_called, kinds))} was expected, not {reprlib.repr(value)}")


def _message_from(kind: type, value: dict[str, Any]) -> Any:
    hints = field_types(kind)
    names = {in_browser(name): name for name in hints}
    if set(value) != set(names):
        raise ValueError(f"{kind.__name__} has the fields {', '.join(names)}, not {reprlib.repr(list(value))}")
    return kind(**{names[name]: from_json(hints[names[name]], one) for name, one in value.items()})


@lru_cache(maxsize=256)
def field_types(kind: type) -> dict[str, Any]:
    """The type of each field of a message."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}
