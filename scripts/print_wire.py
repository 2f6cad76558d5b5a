"""Print the types of all messages for the scripts in the browser: ``python -m scripts.print_wire``."""

from __future__ import annotations

import importlib
import json
import pkgutil
import textwrap
import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np

import ui
from ui.components.wire import MESSAGES, field_types, in_browser

LONGEST_LINE = 120
TYPES = Path(ui.__file__).parent / "components" / "shared" / "wire.js"
HEAD = """// The types of what Python sends and is sent, printed from its dataclasses by scripts/print_wire.py.

/**
 * An array: its bytes in base64.
 * @typedef {object} Packed
 * @property {string} values
 * @property {"float32" | "float64" | "int32"} dtype
 * @property {number[]} shape
 */
"""
SIMPLE: dict[Any, str] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    type(None): "null",
    np.ndarray: "Packed",
    object: "unknown",
}


def in_jsdoc(kind: Any) -> str:
    """A type of Python as JSDoc writes it.

    Examples
    --------
    >>> in_jsdoc(tuple[int, int] | None), in_jsdoc(Mapping[str, float]), in_jsdoc(Literal["max", "avg"])
    ('[number, number] | null', 'Record<string, number>', '"max" | "avg"')
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return in_jsdoc(arguments[0])
    if kind in SIMPLE:
        return SIMPLE[kind]
    if origin in (Union, types.UnionType):
        return " | ".join(dict.fromkeys(in_jsdoc(one) for one in arguments))
    if origin is Literal:
        return " | ".join(map(json.dumps, arguments))
    if origin is tuple and arguments[1:] == (...,):
        inner = in_jsdoc(arguments[0])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if origin is tuple:
        return f"[{', '.join(map(in_jsdoc, arguments))}]"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"Record<string, {in_jsdoc(arguments[1])}>"
    if isinstance(kind, type) and is_dataclass(kind):
        return kind.__name__
    raise TypeError(f"a message can't hold a {kind}")


def printed() -> str:
    """The file with the types of all messages, in the order of their names."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    return HEAD + "".join(f"\n{_typedef(MESSAGES[name])}" for name in sorted(MESSAGES)) + "\nexport {};\n"


def wrapped(line: str) -> str:
    """A line of a comment, broken where it is too long."""
    return "\n".join(textwrap.wrap(line, LONGEST_LINE, subsequent_indent=" *   ", break_long_words=False))


def _typedef(kind: type) -> str:
    sentence = (kind.__doc__ or "").strip().splitlines()[0]
    properties = [
        wrapped(f" * @property {{{in_jsdoc(one)}}} {in_browser(name)}") for name, one in field_types(kind).items()
    ]
    return "\n".join(["/**", f" * {sentence}", f" * @typedef {{object}} {kind.__name__}", *properties, " */", ""])


if __name__ == "__main__":
    TYPES.write_text(printed(), encoding="utf-8")
