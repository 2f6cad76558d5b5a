"""How sums are written in a trail: in pieces of text, some of which can be pressed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ui.figures.numbers import factor, written

MOST_TERMS = 24  # that are written one by one; the others are written as one sum


@dataclass(frozen=True)
class Part:
    """A piece of a sum.

    Attributes
    ----------
    text : as it is written.
    tone : "plus" and "minus" are colored by their sign, a "power" is raised, a "note" says what the number after it
        is, the "result" is what the level explains.
    choice : the choice that a press on it makes; ``None`` for a piece that cannot be pressed.
    spoken : its name for those who do not see it.
    size : its size as a share of the largest of its kind, 0 to 1.
    """

    text: str
    tone: Literal["", "plus", "minus", "power", "note", "result"] = ""
    choice: int | None = None
    spoken: str = ""
    size: float = 0.0


def named(words: str, value: float, text: Callable[[float], str] = written) -> tuple[Part, Part]:
    """A number of a sum, with a note before it that says what it is."""
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
    """The place of a cell, in words."""
    return f"row {row}, column {column}"


def joined(parts: Sequence[Part], sign: str) -> list[Part]:
    """The parts with a sign between each two, but not between a note and its number."""
    pieces: list[Part] = []
    for part in parts:
        if pieces and pieces[-1].tone != "note":
            pieces.append(Part(sign))
        pieces.append(part)
    return pieces


def source_cell(cell: tuple[int, int], value: float, choice: int) -> Part:
    """A number of the window that can be pressed."""
    return Part(written(value), "", choice, f"{written(value)} at {place(*cell)}")


def longest_first(order: np.ndarray, *chosen: int) -> tuple[np.ndarray, np.ndarray]:
    """The terms to write one by one, always with the chosen ones among them, and those to write as one sum."""
    is_shown = np.isin(order, chosen)
    is_shown |= np.isin(order, order[~is_shown][: MOST_TERMS - len(chosen)])
    return order[is_shown], order[~is_shown]
