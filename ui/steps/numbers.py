"""Numbers as the step card writes them, and what a reader gets who takes a written number at its word.

The twin of ``components/stepper/numbers.js``: JavaScript rounds halves away from zero, Python to the even digit.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from ui.figures.numbers import LEAST_SHOWN

MINUS = "−"


def _fixed(value: float, decimals: int) -> str:
    return str(Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _rounded(value: float, digits: int) -> Decimal:
    """A number with so many significant digits."""
    exact = Decimal(value)
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() - digits + 1), ROUND_HALF_UP)


def _plain(number: Decimal) -> str:
    """Written out down to a millionth, below that with a power of ten, as JavaScript does."""
    power = number.adjusted()
    if power >= -6:
        return f"{number:f}"
    digits = f"{number.scaleb(-power):f}"
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}e{power}"


def written(value: float) -> str:
    """A number as it stands on the card: integers as integers, else two decimals, or one digit where those would be 0.

    Examples
    --------
    >>> written(-1.0), written(0.125), written(-0.0042), written(2_500_000.0), written(-0.0)
    ('−1', '0.13', '−0.004', '2.50e+6', '0')
    """
    value = float(value)
    size = abs(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if size < LEAST_SHOWN:
        text = "0"
    elif size >= 1e6:
        number = _rounded(value, 3)
        text = f"{number.scaleb(-number.adjusted()):f}e+{number.adjusted()}"
    elif value.is_integer():
        text = str(int(value))
    elif size < 0.005:
        text = _plain(_rounded(value, 1))
    else:
        text = _fixed(value, 2)
    return text.replace("-", MINUS)


def factor(value: float) -> str:
    """A number as it stands in a product: in brackets if it is negative."""
    return f"({written(value)})" if value < 0 else written(value)


def as_read(value: float) -> float:
    """What a reader gets who takes the written number at its word."""
    return float(written(value).replace(MINUS, "-").replace("∞", "inf"))


def equals(read: float, value: float) -> str:
    """“=” where the written numbers lead to the written result, “≈” where rounding shows.

    1e-13 is what adding up may lose.
    """
    return "=" if abs(read - as_read(value)) < 1e-9 * abs(as_read(value)) + 1e-13 else "≈"


def fine(value: float) -> str:
    """Four decimals for shares and what leads to them; ``^{…}`` holds the power of a very small one.

    Examples
    --------
    >>> fine(1.0), fine(0.12345), fine(0.000123), fine(1.5e-9)
    ('1', '0.1235', '0.000123', '1.5·10^{−9}')
    """
    value = float(value)
    if value.is_integer():
        return written(value)
    if abs(value) >= 0.001:
        return _fixed(value, 4).replace("-", MINUS)
    digits, _, power = _plain(_rounded(value, 3).normalize()).replace("-", MINUS).partition("e")
    return f"{digits}·10^{{{power}}}" if power else digits


def as_read_fine(value: float) -> float:
    """What a reader gets from a number written ``fine``."""
    if value == 0:
        return 0.0
    return float(_fixed(value, 4) if abs(value) >= 0.001 else _rounded(value, 3))


def percent(share: float) -> str:
    """A share of 1 in words, never rounded to nothing, nor to all."""
    if 0 < share < 0.0005:
        return "less than 0.1 %"
    if 0.9995 <= share < 1:
        return "more than 99.9 %"
    return f"{_fixed(share * 100, 0 if share in (0, 1) else 1)} %"


def counted(count: int, noun: str) -> str:
    """So many of something.

    Examples
    --------
    >>> counted(1, "cell"), counted(9, "cell")
    ('1 cell', '9 cells')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
