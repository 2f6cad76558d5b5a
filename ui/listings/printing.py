"""How the programs for a person to run print numbers: with all digits that count, and without −0."""

from __future__ import annotations

import numpy as np

DECIMALS = 8
"""As many as NumPy prints. With fewer it would round halves to the even digit, and the page rounds them up."""

FEW = 4
"""Decimals of what a whole network gives: as many as are right in single precision."""

WHOLE = ".12g"
"""The digits of one number that count: 0.525, not 0.5249999999999999."""

WRITTEN_OUT = "np.set_printoptions(suppress=True)  # small numbers without powers of ten"
"""What goes before the first print."""


def print_code(array: str, decimals: int = DECIMALS) -> str:
    """A line that prints an array.

    Examples
    --------
    >>> print_code("feature_map")
    'print(feature_map.round(8) + 0)  # + 0 makes −0 a 0'
    """
    return f"print({rounded_code(array, decimals)})  # + 0 makes −0 a 0"


def rounded_code(array: str, decimals: int = DECIMALS) -> str:
    """An array, or a number of one, as it is printed."""
    return f"{array}.round({decimals}) + 0"


def number_code(number: str) -> str:
    """One number as text, as a program prints it.

    Examples
    --------
    >>> number_code("feature_map[0, 1]")
    'format(feature_map[0, 1] + 0, ".12g")'
    """
    return f'format({number} + 0, "{WHOLE}")'


def as_printed(values: np.ndarray, decimals: int = DECIMALS) -> np.ndarray:
    """The numbers that ``print_code`` prints.

    Examples
    --------
    >>> as_printed(np.array([-0.00001, 0.123456]), 4)
    array([0.    , 0.1235])
    """
    return values.round(decimals) + 0
