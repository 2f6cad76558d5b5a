"""Numbers as they stand everywhere: in cells, sums, formulas and sentences; and what a reader gets of a written number.

The twin of ``components/stepper/numbers.js``: JavaScript rounds halves away from zero, Python to the even digit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

MINUS = "−"
LEAST_SHOWN = 1e-12
"""What is closer to zero is what floating point leaves of it, and reads 0."""
LONGEST_IN_CELL = 6  # letters


def written(value: float) -> str:
    """A number with a true minus: integers as integers, else two decimals, or one digit where those would be 0.

    Examples
    --------
    >>> written(-1.0), written(0.125), written(-0.0042), written(0.00001), written(2.5e6), written(0.1 + 0.2 - 0.3)
    ('−1', '0.13', '−0.004', '0.00001', '2.50e+6', '0')
    """
    value = float(value)
    size = abs(value)
    if size < LEAST_SHOWN:
        text = "0"
    elif size < 0.005:
        text = _plain(_rounded(value, 1))
    elif not math.isfinite(value):
        text = str(value).replace("inf", "∞").replace("nan", "NaN")
    elif size >= 1e6:
        text = f"{_rounded(value, 3):e}"
    else:
        text = _fixed(value, 0 if value.is_integer() else 2)
    return text.replace("-", MINUS)


def cell_text(value: float) -> str:
    """The same for a cell: with a power of ten where a number close to zero would be long.

    Examples
    --------
    >>> cell_text(-1 / 9), cell_text(-0.0042), cell_text(-0.00001)
    ('−0.11', '−0.004', '−1e−5')
    """
    text = written(value)
    if len(text) <= LONGEST_IN_CELL or abs(value) >= 0.005:
        return text
    return f"{value:.0e}".replace("e-0", "e-").replace("-", MINUS)


def fine(value: float) -> str:
    """Four decimals for shares and what leads to them; ``^{…}`` holds the power of a very small one.

    Examples
    --------
    >>> fine(1.0), fine(0.12345), fine(0.000123), fine(-1.5e-9)
    ('1', '0.1235', '0.000123', '−1.5·10^{−9}')
    """
    value = float(value)
    if value.is_integer():
        return written(value)
    text = _fixed(value, 4) if abs(value) >= 0.001 else _plain(_rounded(value, 3).normalize())
    digits, _, power = text.replace("-", MINUS).partition("e")
    return f"{digits}·10^{{{power}}}" if power else digits


def readable(number: float) -> str:
    """A number that somebody chose, such as a limit: up to four significant digits, all of them if it is large.

    It is written out from a millionth to a thousand million million; beyond, it has a power of ten.

    Examples
    --------
    >>> readable(-1.0), readable(0.25), readable(2 / 3), readable(12_345.0), readable(0.00001), readable(1e-15)
    ('−1', '0.25', '0.6667', '12,345', '0.00001', '1e−15')
    """
    size = abs(number)
    if not math.isfinite(number):
        text = str(float(number)).replace("inf", "∞").replace("nan", "NaN")
    elif size >= 1e15 or 0 < size < 1e-6:
        text = f"{Decimal(f'{number:.4g}').normalize():e}".replace("e+", "e")
    elif size >= 1e4:
        text = f"{number:,.0f}"
    else:
        text = f"{Decimal(f'{number:.4g}'):f}"
    return text.replace("-", MINUS)


def percent(share: float, *, words: bool = False) -> str:
    """A share of 1 in percent, with one decimal; never rounded to nothing, nor to all.

    Examples
    --------
    >>> percent(0.833), percent(1.0), percent(0.9996), percent(1e-8), percent(1e-8, words=True)
    ('83.3 %', '100 %', '> 99.9 %', '< 0.1 %', 'less than 0.1 %')
    """
    if 0 < share < 0.0005:
        return f"{'less than' if words else '<'} 0.1 %"
    if 0.9995 <= share < 1:
        return f"{'more than' if words else '>'} 99.9 %"
    return f"{_fixed(share * 100, 0 if share in (0, 1) else 1)} %"


def counted(count: int, noun: str) -> str:
    """So many of something.

    Examples
    --------
    >>> counted(1, "cell"), counted(1024, "cell")
    ('1 cell', '1,024 cells')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


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
    """What a reader gets who takes a number at its word, as ``text`` writes it.

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


def _fixed(value: float, decimals: int) -> str:
    return str(Decimal(float(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _rounded(value: float, digits: int) -> Decimal:
    """A number with so many significant digits."""
    return Context(digits, ROUND_HALF_UP).create_decimal(float(value))


def _plain(number: Decimal) -> str:
    """Written out down to a millionth, below that with a power of ten, as JavaScript does."""
    return f"{number:f}" if number.adjusted() >= -6 else f"{number.normalize():e}"
