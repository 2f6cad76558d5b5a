"""How numbers are written in cells, beside bars, in sentences and as percentages; with a true minus sign."""

from __future__ import annotations

import math

import numpy as np

LEAST_SHOWN = 1e-12
"""What is closer to zero is what floating point leaves of it, and reads 0."""


def cell_text(value: float) -> str:
    """A number as it stands in a cell: integers as integers, else two decimals, or one digit where those would be 0.

    Examples
    --------
    >>> cell_text(1.0), cell_text(-1 / 9), cell_text(0.0042), cell_text(-0.00001), cell_text(0.1 + 0.2 - 0.3)
    ('1', '−0.11', '0.004', '−1e−5', '0')
    """
    value = float(value)
    size = abs(value)
    if not math.isfinite(value):
        text = str(value)
    elif size < LEAST_SHOWN:
        text = "0"
    elif value.is_integer() and size < 1e6:
        text = f"{value:.0f}"
    elif size >= 1e4:
        text = f"{value:.1e}"
    elif size >= 0.005:
        text = f"{value:.2f}"
    else:
        text = f"{value:.1g}".replace("e-0", "e-")
    return text.replace("-", "−")


def number_text(value: float) -> str:
    """A number where there is more room than in a cell: the same, but with its zeros instead of a power of ten.

    Examples
    --------
    >>> number_text(11.917), number_text(-0.0042), number_text(-0.00001)
    ('11.92', '−0.004', '−0.00001')
    """
    if abs(value) < LEAST_SHOWN or not abs(value) < 0.005:
        return cell_text(value)
    return np.format_float_positional(value, precision=1, fractional=False, trim="-").replace("-", "−")


def readable(number: float) -> str:
    """A number in a sentence: up to four significant digits.

    Examples
    --------
    >>> readable(-1.0), readable(0.25), readable(2 / 3)
    ('−1', '0.25', '0.6667')
    """
    return f"{number:.4g}".replace("-", "−")


def percent(share: float) -> str:
    """A share of 1 in percent, with one decimal; never rounded to nothing, nor to all.

    Examples
    --------
    >>> percent(0.833), percent(1.0), percent(0.9996), percent(1e-8)
    ('83.3 %', '100 %', '> 99.9 %', '< 0.1 %')
    """
    if 0 < share < 0.0005:
        return "< 0.1 %"
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    return f"{share * 100:.0f} %" if share in (0.0, 1.0) else f"{share * 100:.1f} %"
