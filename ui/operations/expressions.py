"""Parts of formulas: each writes itself in LaTeX, works out what it comes to, and says what its letters stand for.

In Python an expression reads like the formula that it writes, so that a wrong formula gives a wrong number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Any

import numpy as np

from ui.figures.numbers import MINUS, as_read, equals, written
from ui.words import in_one_line

Text = Callable[[float], str]
NEGATIVE, SUM, PRODUCT, ATOM = range(4)  # how tightly the parts of an expression hold together


def plain(value: float, text: Text = written) -> str:
    r"""A number for a formula, as ``text`` writes it.

    Examples
    --------
    >>> plain(-0.5), plain(2_500_000.0), plain(1.234e-8, "{:.2e}".format)
    ('-0.50', '2.50 \\cdot 10^{6}', '1.23 \\cdot 10^{-08}')
    """
    letters = re.sub(r"e\+?(.+)", r"·10^{\1}", text(value))
    return letters.replace(MINUS, "-").replace("·", r" \cdot ").replace("∞", r"\infty")


@dataclass(frozen=True, eq=False)
class Expression:
    """Something that is written and comes to something.

    Attributes
    ----------
    parts : what it is made of.
    level : how tightly its parts hold together; loose ones get brackets where they stand among tight ones.
    """

    parts: tuple[Expression, ...] = ()
    level: int = ATOM

    def latex(self) -> str:
        """How it is written."""
        raise NotImplementedError

    def value(self, **numbers: Any) -> Any:
        """What it comes to with these numbers for its letters; an index that is summed over has a range of them."""
        raise NotImplementedError

    def put(self, **numbers: Any) -> Expression:
        """The same with expressions or whole numbers in place of letters."""
        return replace(self, parts=tuple(part.put(**numbers) for part in self.parts))

    def is_exact(self) -> bool:
        """Whether the value has an end as a decimal number or a fraction: no power of e has, but for the power 0."""
        return all(part.is_exact() for part in self.parts)

    def everything(self) -> Iterator[Expression]:
        """It and all that is in it, in reading order."""
        yield self
        for part in self.parts:
            yield from part.everything()

    def within(self, least: int) -> str:
        """How it is written among parts that hold together at least so tightly."""
        return self.latex() if self.level >= least else f"({self.latex()})"

    def __add__(self, other: Expression | int) -> Expression:
        return operation(r"{} + {}", lambda a, b: a + b, self, other, level=SUM, needs=(SUM, SUM))

    def __radd__(self, other: int) -> Expression:
        return known(other) + self

    def __sub__(self, other: Expression | int) -> Expression:
        return operation(r"{} - {}", lambda a, b: a - b, self, other, level=SUM, needs=(NEGATIVE, PRODUCT))

    def __rsub__(self, other: int) -> Expression:
        return known(other) - self

    def __mul__(self, other: Expression) -> Expression:
        return Product((self, other), PRODUCT)

    def __rmul__(self, other: int) -> Expression:
        return known(other) * self

    def __truediv__(self, other: Expression | int) -> Expression:
        return operation(r"\frac{{{}}}{{{}}}", lambda a, b: a / b, self, other)

    def __rtruediv__(self, other: int) -> Expression:
        return known(other) / self

    def __neg__(self) -> Expression:
        return Negative((self,), NEGATIVE)

    def __getitem__(self, places: Expression | int | tuple[Expression | int, ...]) -> Indexed:
        several = places if isinstance(places, tuple) else (places,)
        return Indexed((self, *map(known, several)))


@dataclass(frozen=True, eq=False)
class Number(Expression):
    """A number, as ``text`` writes it; it comes to what a reader gets who takes it at its word."""

    number: float = 0.0
    text: Text = written

    def latex(self) -> str:
        return plain(self.number, self.text)

    def value(self, **numbers: Any) -> float:
        return as_read(self.number, self.text)


def number(value: float, text: Text = written) -> Number:
    """A number as it stands in a formula."""
    return Number((), NEGATIVE if text(value).startswith((MINUS, "-")) else ATOM, value, text)


def known(part: Expression | int) -> Expression:
    """An expression as it is, a whole number as one."""
    return part if isinstance(part, Expression) else number(part, str)


@dataclass(frozen=True, eq=False)
class Letter(Expression):
    """A letter, or a word that explains itself.

    Attributes
    ----------
    meaning : what it stands for.
    is_index : whether it only says which one of many.
    """

    name: str = ""
    meaning: str = ""
    is_index: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it is more than one letter."""
        return len(self.name) > 1

    def latex(self) -> str:
        return rf"\text{{{self.name}}}" if self.is_word else self.name

    def value(self, **numbers: Any) -> Any:
        return numbers[self.name]

    def put(self, **numbers: Any) -> Expression:
        return known(numbers[self.name]) if self.name in numbers else self


def letter(name: str, meaning: str = "") -> Letter:
    """A letter of a formula, or a word."""
    return Letter((), ATOM, name, meaning)


def index(name: str, meaning: str) -> Letter:
    """A letter that says which row, column, unit … it is."""
    return Letter((), ATOM, name, meaning, is_index=True)


@dataclass(frozen=True, eq=False)
class Label(Expression):
    """A name that somebody gave, below a letter: never taken for a command."""

    name: str = ""

    def latex(self) -> str:
        letters = re.sub(r"[~^\\]", " ", in_one_line(self.name))
        escaped = re.sub(r"[#$%&_{}]", r"\\\g<0>", letters)
        return letters if letters.isdigit() else rf"\text{{{escaped}}}"


def label(name: str) -> Label:
    """A name below a letter."""
    return Label((), ATOM, name)


@dataclass(frozen=True, eq=False)
class Indexed(Expression):
    """One number of many: its letter first, then its places."""

    def latex(self) -> str:
        first, *places = self.parts
        between = "," if all(isinstance(place, Letter) for place in places) else r",\,"
        return f"{first.latex()}_{{{between.join(place.latex() for place in places)}}}"

    def value(self, **numbers: Any) -> Any:
        array, *places = (part.value(**numbers) for part in self.parts)
        at = tuple(map(int, places))
        if callable(array):  # where it says itself what lies outside
            return array(*at)
        if not all(0 <= place < size for place, size in zip(at, np.shape(array), strict=True)):
            raise IndexError(f"{self.latex()} has no place {at}: there are {np.shape(array)}")
        return array[at]


@dataclass(frozen=True, eq=False)
class Operation(Expression):
    """Parts put together.

    Attributes
    ----------
    pattern : of LaTeX, with ``{}`` for each part.
    work : what the values of the parts come to.
    needs : how tightly each part has to hold together.
    sign : a sign that a reader may not know, and what it means.
    is_power : of e, with the part as its exponent.
    """

    pattern: str = ""
    work: Callable[..., Any] = float
    needs: tuple[int, ...] = ()
    sign: tuple[str, str] = ("", "")
    is_power: bool = False

    def latex(self) -> str:
        needs = self.needs or (NEGATIVE,) * len(self.parts)
        return self.pattern.format(*(part.within(least) for part, least in zip(self.parts, needs, strict=True)))

    def value(self, **numbers: Any) -> Any:
        return self.work(*(part.value(**numbers) for part in self.parts))

    def is_exact(self) -> bool:
        return super().is_exact() and (not self.is_power or self.parts[0].value() == 0)


def operation(pattern: str, work: Callable[..., Any], *parts: Expression | int, **options: Any) -> Operation:
    """Parts put together; ``options`` are the other attributes of ``Operation``."""
    level = options.pop("level", ATOM)
    return Operation(tuple(map(known, parts)), level, pattern, work, **options)


class Product(Expression):
    """One part times another, with as much between them as makes it readable."""

    def latex(self) -> str:
        left, right = self.parts
        return left.within(PRODUCT) + self._sign(left, right) + right.within(PRODUCT)

    def value(self, **numbers: Any) -> Any:
        left, right = self.parts
        return left.value(**numbers) * right.value(**numbers)

    def _sign(self, left: Expression, right: Expression) -> str:
        letters = [part for part in self.everything() if isinstance(part, Letter)]
        if isinstance(right, Over):
            return " "
        if not letters or any(part.is_word for part in letters):
            return r" \cdot "
        if isinstance(left, Number) and isinstance(right, Letter):
            return ""
        return " " if isinstance(right, Letter) else r"\, "


class Negative(Expression):
    """A part with its sign turned around."""

    def latex(self) -> str:
        return f"-{self.parts[0].within(PRODUCT)}"

    def value(self, **numbers: Any) -> Any:
        return -self.parts[0].value(**numbers)

    def put(self, **numbers: Any) -> Expression:
        inner = self.parts[0].put(**numbers)
        return number(0.0 - inner.number, inner.text) if isinstance(inner, Number) else -inner


@dataclass(frozen=True, eq=False)
class Over(Expression):
    """A sum or a maximum over all places that indices stand for; the inner part first, then the indices."""

    work: Callable[..., Any] = sum

    def latex(self) -> str:
        inner, *places = self.parts
        names = [place.latex() for place in places]
        signs = [rf"\sum_{{{name}}}" for name in names] if self.work is sum else [rf"\max_{{{','.join(names)}}}\;"]
        return f"{' '.join(signs)} {inner.within(PRODUCT)}"

    def value(self, **numbers: Any) -> Any:
        inner = self.parts[0]
        found = product(*(numbers[name] for name in self._bound()))
        return self.work(inner.value(**numbers | dict(zip(self._bound(), at, strict=True))) for at in found)

    def put(self, **numbers: Any) -> Over:
        inner, *places = self.parts
        free = {name: part for name, part in numbers.items() if name not in self._bound()}
        return replace(self, parts=(inner.put(**free), *places))

    def _bound(self) -> list[str]:
        return [place.name for place in self.parts[1:] if isinstance(place, Letter)]


@dataclass(frozen=True, eq=False)
class Window(Over):
    """The numbers of a window, added up or the largest of them; of a large window only the corners are written out."""

    columns: int = 1

    def latex(self) -> str:
        texts = [part.latex() for part in self.parts]
        rows = [texts[start : start + self.columns] for start in range(0, len(texts), self.columns)]
        if len(rows) > 4:
            rows = [[row[0], r"\cdots", row[-1]] for row in rows]
            rows = [rows[0], [r"\vdots", r"\ddots", r"\vdots"], rows[-1]]
        sign = r"\sum" if self.work is sum else r"\max"
        return rf"{sign} \begin{{pmatrix}}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{pmatrix}"

    def value(self, **numbers: Any) -> Any:
        return self.work(part.value(**numbers) for part in self.parts)


def total(inner: Expression, *places: Letter) -> Over:
    """The sum of an expression over all places of these indices."""
    return Over((inner, *places), PRODUCT)


def largest(inner: Expression, *places: Letter) -> Over:
    """The largest of an expression over all places of these indices."""
    return Over((inner, *places), PRODUCT, max)


def e_to(power: Expression) -> Operation:
    """A power of e."""
    return operation("e^{{{}}}", math.exp, power, sign=("e", f"{math.e:.3f}…"), is_power=True)


def rounded_down(part: Expression) -> Operation:
    """The next whole number below."""
    return operation(r"\left\lfloor {} \right\rfloor", math.floor, part, sign=("⌊ ⌋", "rounded down"))


def equation(left: Expression, right: Expression) -> str:
    """What something is."""
    return f"{left.latex()} = {right.latex()}"


def worked_out(left: Expression, *steps: Expression) -> str:
    r"""What something comes to, step by step, with ``\approx`` where the numbers as they are read do not lead on.

    Examples
    --------
    >>> worked_out(letter("y"), number(7.0) / 9 + number(0.0), number(7 / 9))
    'y = \\frac{7}{9} + 0 \\approx 0.78'
    """
    lines = f"{left.latex()} = {steps[0].latex()}"
    for before, after in pairwise(steps):
        lines += f" {relation(before, after)} {after.latex()}"
    return lines


def relation(before: Expression, after: Expression) -> str:
    r"""``=`` where two expressions, read as they are written, come to the same, else ``\approx``."""
    exact = before.is_exact() and after.is_exact()
    return "=" if exact and equals(before.value(), after.value(), repr) == "=" else r"\approx"


def legend(*expressions: Expression) -> str:
    """What the letters in formulas stand for, and the signs that need a word; indices last.

    Examples
    --------
    >>> legend(letter("y", "map")[index("i", "row")] + letter("red"))
    'y: map; i: row'
    """
    found: dict[str, list[str]] = {}
    parts = [part for expression in expressions for part in expression.everything()]
    for is_index in (False, True):
        for part in parts:
            name, meaning = part.sign if isinstance(part, Operation) and not is_index else ("", "")
            if isinstance(part, Letter) and part.is_index == is_index and not part.is_word:
                name, meaning = part.name, part.meaning
            if name and name not in found.setdefault(meaning, []):
                found[meaning].append(name)
    return "; ".join(f"{', '.join(names)}: {meaning}" for meaning, names in found.items())
