"""How sums are written on the way from a number to its pixels: pieces of text that add up as a reader takes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ui.figures.numbers import factor, written


@dataclass(frozen=True)
class Part:
    """A piece of a sum.

    Attributes
    ----------
    text : as it is written.
    tone : "plus" and "minus" are colored by their sign, a "power" is raised, a "note" says what the number after it
        is, the "result" is what the level explains.
    choice : the number that pressing it goes on to, if it has a past.
    spoken : its name for those who do not see it.
    size : how much it counts beside the largest of its kind, 0 to 1.
    """

    text: str
    tone: Literal["", "plus", "minus", "power", "note", "result"] = ""
    choice: int | None = None
    spoken: str = ""
    size: float = 0.0


def named(words: str, value: float, text: Callable[[float], str] = written) -> tuple[Part, Part]:
    """A number of a sum with what it is."""
    return Part(f"{words} ", "note"), Part(factor(value, text))


def with_powers(text: str) -> list[Part]:
    """A text with powers in it, each written as ``^{…}``.

    Examples
    --------
    >>> [(part.text, part.tone) for part in with_powers("1 + e^{−2}")]
    [('1 + e', ''), ('−2', 'power')]
    """
    parts = re.split(r"\^\{(.*?)\}", text)
    return [Part(part, "power" if number % 2 else "") for number, part in enumerate(parts) if part]


def tone(value: float) -> Literal["", "plus", "minus"]:
    """The color of a number by its sign."""
    return "minus" if value < 0 else "plus" if value > 0 else ""


def place(row: int, column: int) -> str:
    """Where a cell lies."""
    return f"row {row}, column {column}"


def joined(parts: Sequence[Part], sign: str) -> list[Part]:
    """The parts with a sign between them, but none between a note and its number."""
    pieces: list[Part] = []
    for part in parts:
        if pieces and pieces[-1].tone != "note":
            pieces.append(Part(sign))
        pieces.append(part)
    return pieces
