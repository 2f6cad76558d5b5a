"""How the programs a person takes along print arrays: with more decimals than cells show, and without −0."""

from __future__ import annotations

import numpy as np

DECIMALS = 4
WRITTEN_OUT = "np.set_printoptions(suppress=True)  # small numbers without powers of ten"
"""What goes before the first print."""


def print_code(array: str) -> str:
    """A line that prints an array.

    Examples
    --------
    >>> print_code("feature_map")
    'print(feature_map.round(4) + 0)  # + 0 makes −0 a 0'
    """
    return f"print({rounded_code(array)})  # + 0 makes −0 a 0"


def rounded_code(array: str) -> str:
    """An array, or a number of one, as it is printed."""
    return f"{array}.round({DECIMALS}) + 0"


def as_printed(values: np.ndarray) -> np.ndarray:
    """What such a line prints, as numbers.

    Examples
    --------
    >>> as_printed(np.array([-0.00001, 0.123456]))
    array([0.    , 0.1235])
    """
    return values.round(DECIMALS) + 0
