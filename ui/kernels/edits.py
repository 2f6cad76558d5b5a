"""What can be done to a kernel as a whole: turn, flip, resize and normalize it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, assert_never

import numpy as np

from ui.address.codes import LARGEST_KERNEL, LARGEST_WEIGHT, code_from_kernel, kernel_from_code, kernel_from_text
from ui.components.kernel_editing import KernelChange, KernelNormalize, KernelPaste, KernelResize, KernelTurn
from ui.figures.numbers import counted, equals, readable

CANCELS = 1e-9  # of the sum of the weights' sizes; a sum of weights that is smaller is a 0 with rounding errors

TURNS: Mapping[Literal["rotate", "flip-columns", "flip-rows"], Callable[[np.ndarray], np.ndarray]] = {
    "rotate": lambda weights: np.rot90(weights, -1),
    "flip-columns": lambda weights: weights[:, ::-1],
    "flip-rows": lambda weights: weights[::-1],
}
"""The actions that move the weights of a (kH, kW) kernel; ``rotate`` is a quarter turn clockwise."""


def resized(weights: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """A kernel with rows and columns of zeros added, or its outer ones cut off; its center stays the center.

    Parameters
    ----------
    weights : (kH, kW).
    rows, columns : from 1 to 7.

    Returns
    -------
    (rows, columns) array. The center of an even number of cells is the one before the middle.

    Examples
    --------
    >>> resized(np.array([[1, 2, 3]]), 3, 2)
    array([[0, 0],
           [2, 3],
           [0, 0]])
    """
    if not (1 <= rows <= LARGEST_KERNEL and 1 <= columns <= LARGEST_KERNEL):
        raise ValueError(
            f"a kernel has 1 to {LARGEST_KERNEL} rows and columns, not {rows}×{columns}: choose among those"
        )
    out = np.zeros((rows, columns), weights.dtype)
    (target, source) = zip(*map(_overlap, (rows, columns), weights.shape), strict=True)
    out[target] = weights[source]
    return out


def _overlap(new: int, old: int) -> tuple[slice, slice]:
    """Along one axis: which of the new cells take an old one if the centers meet, and which old ones these are."""
    shift = (new - 1) // 2 - (old - 1) // 2
    return slice(max(0, shift), min(new, old + shift)), slice(max(0, -shift), min(old, new - shift))


def normalized(weights: np.ndarray) -> tuple[np.ndarray, str]:
    """Divide a kernel by its sum, so that the weights add up to 1; if the sum is 0, by the sum of their sizes.

    Returns
    -------
    The (kH, kW) kernel, and a sentence on what was done.

    Raises
    ------
    ValueError
        If all weights are 0, or the sum is so small that the weights would leave their range.

    Examples
    --------
    >>> normalized(np.array([[1.0, 2.0, 1.0]]))
    (array([[0.25, 0.5 , 0.25]]), 'Divided by the sum, 4.')
    >>> normalized(np.array([[-1.0, 1.0]]))
    (array([[-0.5,  0.5]]), 'The sum is 0, so divided by the sum of the sizes, 2.')
    """
    total, sizes = float(weights.sum()), float(np.abs(weights).sum())
    if sizes == 0:
        raise ValueError("all weights are 0, so there is nothing to divide by: make one of them another number")
    if abs(total) <= CANCELS * sizes:
        return weights / sizes, f"The sum is 0, so divided by the sum of the sizes, {readable(sizes)}."
    if np.abs(weights).max() > LARGEST_WEIGHT * abs(total):
        raise ValueError(
            f"the sum, {readable(total)}, is too small: divided by it, weights would pass {LARGEST_WEIGHT:g}. "
            "Change a weight first"
        )
    turned = ": the signs have changed" if total < 0 else ""
    return weights / total, f"Divided by the sum, {readable(total)}{turned}."


def sum_words(weights: np.ndarray) -> str:
    """How many weights a kernel has, and what they add up to.

    Examples
    --------
    >>> sum_words(np.array([[-1.0, 0.5]])), sum_words(np.full((3, 3), 1 / 9)), sum_words(np.full((1, 7), 0.142857))
    ('2 weights, sum −0.5', '9 weights, sum 1', '7 weights, sum ≈ 1')
    """
    total = round(float(weights.sum()), 9) + 0.0  # + 0.0 makes −0 a 0
    sign = "" if equals(total, total, readable) == "=" else "≈ "
    return f"{counted(weights.size, 'weight')}, sum {sign}{readable(total)}"


def changed_kernel(kernel: str, change: KernelChange) -> tuple[str, str]:
    """Do to a kernel what the kernel editor asks for.

    Parameters
    ----------
    kernel : its code, which a table that was pasted takes the place of.

    Returns
    -------
    The code of the new kernel, and a sentence on what was done where that is not plain to see.

    Raises
    ------
    ValueError
        If the code or the text is no kernel, or the change is impossible.

    Examples
    --------
    >>> changed_kernel("1_2~3_4", KernelTurn("rotate"))
    ('3_1~4_2', '')
    """
    said = ""
    match change:
        case KernelPaste():
            weights = kernel_from_text(change.text)
        case KernelResize():
            weights = resized(kernel_from_code(kernel), change.rows, change.columns)
        case KernelTurn():
            weights = TURNS[change.action](kernel_from_code(kernel))
        case KernelNormalize():
            weights, said = normalized(kernel_from_code(kernel))
        case _:
            assert_never(change)
    return code_from_kernel(weights), said
