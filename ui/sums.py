"""How sums are written on the way from a number to its pixels: pieces of text that add up as a reader takes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ui.figures.numbers import number_text

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
NORMAL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


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


def share(value: float) -> str:
    """A share, or what leads to it, with four decimals; a small one with two digits, perhaps with a power of ten.

    Examples
    --------
    >>> share(0.99948), share(1.0), share(0.00035), share(1.234e-8)
    ('0.9995', '1', '0.00035', '1.23·10⁻⁸')
    """
    if value == int(value):
        return f"{value:.0f}"
    if value >= 1e-6:
        return f"{value:.4f}" if value >= 0.001 else np.format_float_positional(value, 2, fractional=False)
    digits, power = f"{value:.2e}".split("e")
    return f"{digits}·10{str(int(power)).translate(SUPERSCRIPTS)}"


def plain(value: float) -> str:
    """A number as it is written nearly everywhere on the trail; a term 0·(−2) is 0, not −0."""
    return number_text(value + 0.0)


def small(value: float) -> str:
    """A number among small ones, with four decimals."""
    return plain(value) if value == int(value) else f"{value:.4f}".replace("-", "−")


def read(value: float, text: Callable[[float], str] = plain) -> float:
    """What a reader gets who takes the written number at its word."""
    digits, _, power = text(value).partition("·10")
    return float((f"{digits}e{power.translate(NORMAL)}" if power else digits).replace("−", "-"))


def equals(given: float, value: float, text: Callable[[float], str] = plain) -> str:
    """``=`` where the written numbers lead to the written result, ``≈`` where rounding shows."""
    shown = read(value, text)
    return "=" if math.isclose(given, shown, rel_tol=1e-9, abs_tol=0 if shown else 1e-9) else "≈"


def factor(value: float, text: Callable[[float], str] = plain) -> str:
    """A number inside a sum, with brackets around what is negative."""
    words = text(value)
    return f"({words})" if words.startswith("−") else words


def named(words: str, value: float, text: Callable[[float], str] = plain) -> tuple[Part, Part]:
    """A number of a sum with what it is."""
    return Part(f"{words} ", "note"), Part(factor(value, text))


def tone(value: float) -> Literal["", "plus", "minus"]:
    """The color of a number by its sign."""
    return "minus" if value < 0 else "plus" if value > 0 else ""


def place(row: int, column: int) -> str:
    """Where a cell lies."""
    return f"row {row}, column {column}"


def counted(count: int, noun: str) -> str:
    """So many of something."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def joined(parts: Sequence[Part], sign: str) -> list[Part]:
    """The parts with a sign between them, but none between a note and its number."""
    pieces: list[Part] = []
    for part in parts:
        if pieces and pieces[-1].tone != "note":
            pieces.append(Part(sign))
        pieces.append(part)
    return pieces
