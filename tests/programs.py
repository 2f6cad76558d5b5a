"""Runs the programs a person takes along, and reads what they print."""

from __future__ import annotations

import contextlib
import io
import re
from typing import Any

import numpy as np

_MINUS_ZERO = re.compile(r"[-−]0\.?0*(?![\d.e])")


def run(code: str) -> tuple[dict[str, Any], str]:
    """The variables a program makes, and what it prints; a 0 in it has no sign, as on no page."""
    variables: dict[str, Any] = {}
    # What a program sets for printing holds for that program alone.
    with contextlib.redirect_stdout(io.StringIO()) as printed, np.printoptions():
        exec(compile(code, "program", "exec"), variables)
    text = printed.getvalue()
    assert not _MINUS_ZERO.search(text), text
    return variables, text


def numbers(text: str) -> list[float]:
    """Printed numbers, without the brackets of arrays."""
    return [float(number) for number in re.sub(r"[\[\]]", " ", text).replace("−", "-").split()]
