"""How sums are written on the way from a number to its pixels: pieces of text that add up as a reader takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ui.figures.numbers import factor, written

MOST_TERMS = 24  # written out one by one; the others stand as one sum


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


def source_cell(cell: tuple[int, int], value: float, choice: int) -> Part:
    """A number of the window that can be followed."""
    return Part(written(value), "", choice, f"{written(value)} at {place(*cell)}")


def longest_first(order: np.ndarray, *chosen: int) -> tuple[np.ndarray, np.ndarray]:
    """The terms to write out, the chosen ones always among them, and those that stand as one sum."""
    is_shown = np.isin(order, chosen)
    is_shown |= np.isin(order, order[~is_shown][: MOST_TERMS - len(chosen)])
    return order[is_shown], order[~is_shown]
