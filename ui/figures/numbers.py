"""Numbers as text in cells, sums, formulas and sentences, and the values that a reader gets from them.

A number is first rounded to 12 significant digits, then to those that are shown. Two orders of adding up differ in the
sixteenth digit: without the first step, 0.525 would read 0.53 after one and 0.52 after the other. Both steps round the
decimal number that a person sees, halves away from zero.

A share of the whole is written as ``percent`` in sentences and figures, where it answers a question, and by ``fine`` in
a calculation, where it is one number among others.

The twin of ``components/shared/numbers.js``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

MINUS = "−"
DIGITS = 12
"""The significant digits of a number that count; those behind them change with the order of adding up."""
EXACT = f".{DIGITS}~g"
"""The same for Plotly, where a number is read off a figure."""
LEAST_SHOWN = Decimal("1e-12")
"""A number closer to zero is the rounding of floating point, and is written 0."""
TWO_DECIMALS_FROM = Decimal("0.005")
POWER_FROM = 1e6
SMALL_CELL, SMALL_GRID = 0.001, 0.05
"""A number below the first is long. Where no number of a grid is above the second, all have powers of ten then."""
NEARLY_ZERO = "≈0"
ROUNDING = 1e-12
"""Two results whose difference is smaller, as a share of the largest number, differ only in the order of adding up."""
MOST_LISTED = 7  # as many as a kernel has rows


def settled(value: float) -> Decimal:
    """A number rounded to the digits that count.

    Examples
    --------
    >>> settled(1.005), settled(0.1 + 0.2), settled(2 / 3)
    (Decimal('1.00500000000'), Decimal('0.300000000000'), Decimal('0.666666666667'))
    """
    return _rounded(float(value), DIGITS)


def settled_array(values: ArrayLike) -> np.ndarray:
    """The same for every number of an array, as it stands in tables and files.

    Examples
    --------
    >>> settled_array([0.1 + 0.2, -0.25])
    array([ 0.3 , -0.25])
    """
    return np.array([float(settled(value)) for value in np.ravel(values).tolist()]).reshape(np.shape(values))


def exact(value: float) -> str:
    """A number with all digits that count, for somebody who points at it in a figure.

    Examples
    --------
    >>> exact(0.1 + 0.2), exact(-2 / 3), exact(1e-7)
    ('0.3', '−0.666666666667', '1e−07')
    """
    return f"{float(settled(value)):.{DIGITS}g}".replace("-", MINUS)


def decimals(value: float, count: int) -> str:
    """A number with so many decimals.

    Examples
    --------
    >>> decimals(1.00005, 4), decimals(-0.00001, 4)
    ('1.0001', '0.0000')
    """
    return _fixed(settled(value), count).replace("-", MINUS)


def significant(value: float, digits: int) -> Decimal:
    """A number rounded to so many significant digits.

    Examples
    --------
    >>> significant(0.00012345, 4)
    Decimal('0.0001235')
    """
    return _rounded(settled(value), digits)


def written(value: float) -> str:
    """A number with a true minus: integers as integers, else two decimals, or one digit where those would be 0.

    Examples
    --------
    >>> written(-1.0), written(0.125), written(-0.0042), written(0.00001), written(2.5e6), written(0.1 + 0.2 - 0.3)
    ('−1', '0.13', '−0.004', '0.00001', '2.50e+6', '0')
    """
    number = settled(value)
    size = abs(number)
    if not number.is_finite():
        text = _not_finite(value)
    elif size < LEAST_SHOWN:
        text = "0"
    elif size < TWO_DECIMALS_FROM:
        text = _plain(_rounded(number, 1))
    elif size >= POWER_FROM:
        text = f"{_rounded(number, 3):.2e}"
    else:
        text = _fixed(number, 0 if _is_whole(number) else 2)
    return text.replace("-", MINUS)


def cell_writer(values: ArrayLike) -> Callable[[float], str]:
    """A function that writes the numbers of one grid or row in one notation, so that they can be compared.

    That is the notation of ``written``, with “≈0” for what would be long and is small beside the others. Numbers that
    are all small, or huge, have powers of ten, all of them.

    Examples
    --------
    >>> values = [-1 / 9, 1.0, -0.0042, 0.00001]
    >>> list(map(cell_writer(values), values))
    ['−0.11', '1', '−0.004', '≈0']
    >>> list(map(cell_writer([0.03, 0.00001]), [0.03, 0.0, -0.00001]))
    ['3e−2', '0', '−1e−5']
    """
    sizes = np.abs(np.asarray(values, dtype=np.float64))
    shown = sizes[np.isfinite(sizes) & (sizes >= float(LEAST_SHOWN))]
    most, least = shown.max(initial=0.0), shown.min(initial=math.inf)
    if most >= POWER_FROM:
        return lambda value: _with_power(value, 3)
    if most < SMALL_GRID and least < SMALL_CELL:
        return lambda value: _with_power(value, 1)
    return lambda value: NEARLY_ZERO if abs(value) < SMALL_CELL and _is_shown(value) else written(value)


def grid_texts(values: np.ndarray, write: Callable[[float], str] | None = None) -> list[list[str]]:
    """The numbers of an (H, W) grid as text, written by ``write``, or else in the notation that suits them all."""
    write = write or cell_writer(values)
    return [list(map(write, row)) for row in values.tolist()]


def _is_shown(value: float) -> bool:
    """Whether a number is finite, and not written 0."""
    number = settled(value)
    return number.is_finite() and abs(number) >= LEAST_SHOWN


def _with_power(value: float, digits: int) -> str:
    if not _is_shown(value):
        return written(value)
    return f"{_rounded(settled(value), digits):.{digits - 1}e}".replace("-", MINUS)


def fine(value: float) -> str:
    """A share, or a number in its calculation, with four decimals; ``^{…}`` is the power of a very small one.

    Examples
    --------
    >>> fine(1.0), fine(0.12345), fine(0.000123), fine(-1.5e-9)
    ('1', '0.1235', '0.000123', '−1.5·10^{−9}')
    """
    number = settled(value)
    if not number.is_finite() or _is_whole(number):
        return written(value)
    text = _fixed(number, 4) if abs(number) >= Decimal("0.001") else _plain(_rounded(number, 3).normalize())
    digits, _, power = text.replace("-", MINUS).partition("e")
    return f"{digits}·10^{{{power}}}" if power else digits


def fine_cell(value: float) -> str:
    """The same in a cell of a row of shares that are calculated with: “≈0” for what has no place in four decimals.

    Examples
    --------
    >>> fine_cell(0.9995), fine_cell(1.0), fine_cell(0.00001)
    ('0.9995', '1', '≈0')
    """
    number = settled(value)
    if _is_whole(number):
        return written(value)
    return NEARLY_ZERO if abs(number) < Decimal("0.00005") else decimals(value, 4)


def readable(number: float) -> str:
    """A number that somebody chose, such as a limit: up to four significant digits, all of them if it is large.

    It is written out from a millionth to a thousand million million; beyond, it has a power of ten.

    Examples
    --------
    >>> readable(-1.0), readable(0.25), readable(2 / 3), readable(9_999.0), readable(0.00001), readable(1e-15)
    ('−1', '0.25', '0.6667', '9,999', '0.00001', '1e−15')
    """
    size = abs(number)
    four = _rounded(settled(number), 4).normalize()
    if not math.isfinite(number):
        text = _not_finite(number)
    elif size >= 1e15 or 0 < size < 1e-6:
        text = f"{four:e}".replace("e+", "e")
    elif size >= 1e4:
        text = f"{Decimal(number).quantize(Decimal(1), ROUND_HALF_UP):,}"
    else:
        text = f"{four + 0:,f}"
    return text.replace("-", MINUS)


def percent(share: float, *, words: bool = False) -> str:
    """A share of 1 in percent, with one decimal; what is not 0 or 1 to 12 digits never reads as nothing or as all.

    Examples
    --------
    >>> percent(0.833), percent(1.0), percent(0.9996), percent(1e-8), percent(1e-8, words=True)
    ('83.3 %', '100 %', '> 99.9 %', '< 0.1 %', 'less than 0.1 %')
    """
    number = settled(share)
    if 0 < number < Decimal("0.0005"):
        return f"{'less than' if words else '<'} 0.1 %"
    if Decimal("0.9995") <= number < 1:
        return f"{'more than' if words else '>'} 99.9 %"
    return f"{_fixed(number * 100, 0 if number in (0, 1) else 1)} %"


def percent_cell(share: float) -> str:
    """The same in a cell of a row that is said to be in percent.

    Examples
    --------
    >>> percent_cell(0.833), percent_cell(1e-8)
    ('83.3', '<0.1')
    """
    return percent(share).removesuffix(" %").replace(" ", "")


def counted(count: int, noun: str) -> str:
    """A count with its noun.

    Examples
    --------
    >>> counted(1, "cell"), counted(1024, "cell")
    ('1 cell', '1,024 cells')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(noun: str, places: Iterable[int]) -> str:
    """Rows, columns and the like by their numbers; many that do not follow each other are only counted.

    Examples
    --------
    >>> listed("row", [4]), listed("row", [0, 0, 1, 2]), listed("column", [1, 3, 5]), listed("row", range(0, 40, 2))
    ('row 4', 'rows 0 to 2', 'columns 1, 3 and 5', '20 rows')
    """
    found = sorted(set(places))
    if len(found) == 1:
        return f"{noun} {found[0]}"
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"{noun}s {found[0]} to {found[-1]}"
    if len(found) > MOST_LISTED:
        return counted(len(found), noun)
    return f"{noun}s {', '.join(map(str, found[:-1]))} and {found[-1]}"


def factor(value: float, text: Callable[[float], str] = written) -> str:
    """A number as it stands in a product: in brackets if it is negative.

    Examples
    --------
    >>> factor(0.5), factor(-1.0)
    ('0.50', '(−1)')
    """
    letters = text(value)
    return f"({letters})" if letters.startswith(MINUS) else letters


def as_read(value: float, text: Callable[[float], str] = written) -> float:
    """The value of a number as ``text`` writes it, which is what a reader calculates with.

    Examples
    --------
    >>> as_read(-1 / 3), as_read(1.234e-8, fine)
    (-0.33, 1.23e-08)
    """
    letters = text(value).replace("·10^{", "e").rstrip("}").replace(",", "")
    return float(letters.replace(MINUS, "-").replace("∞", "inf"))


def equals(read: float, value: float, text: Callable[[float], str] = written) -> str:
    """“=” where the written numbers lead to the written result, “≈” where rounding shows.

    Parameters
    ----------
    read : what a reader gets from the numbers as they are written.
    value : the exact result, to be written by ``text``.

    Examples
    --------
    >>> equals(7.0, 7.0), equals(7 / 9, 7 / 9), equals(0.1 + 0.2 - 0.3, 0.0)
    ('=', '≈', '=')
    """
    shown = as_read(value, text)
    return "=" if abs(read - shown) < 1e-9 * (abs(shown) or 1e-3) else "≈"


def filled(template: str, texts: Mapping[str, str]) -> str:
    """A template with texts in place of the names in braces; other names stay.

    Examples
    --------
    >>> filled("e^{{-x}} of {x} is {y}", {"x": "2", "-x": "−2"})
    'e^{−2} of 2 is {y}'
    """
    return re.sub(r"\{(-?\w+)\}", lambda found: texts.get(found[1], found[0]), template)


def _not_finite(value: float) -> str:
    return str(float(value)).replace("inf", "∞").replace("nan", "NaN")


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _fixed(number: Decimal, decimals: int) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return str(rounded if rounded else abs(rounded))  # no −0


def _rounded(number: Decimal | float, digits: int) -> Decimal:
    """A number with so many significant digits."""
    return _context(digits).create_decimal(number)


@cache
def _context(digits: int) -> Context:
    return Context(digits, ROUND_HALF_UP)


def _plain(number: Decimal) -> str:
    """Without a power of ten down to a millionth, below that with one, as JavaScript writes numbers."""
    return f"{number:f}" if number.adjusted() >= -6 else f"{number.normalize():e}"
