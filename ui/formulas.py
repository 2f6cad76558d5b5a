"""Formulas in LaTeX: as they always hold, and with the numbers of the step in view."""

from __future__ import annotations

from cnn_steps import ConvStep
from ui.figures.maps import cell_text


def number(value: float) -> str:
    """A number for a formula, negative ones in brackets.

    Examples
    --------
    >>> number(0.5), number(-1.0)
    ('0.50', '(-1)')
    """
    text = cell_text(float(value)).replace("−", "-")
    return f"({text})" if text.startswith("-") else text


def plain(value: float) -> str:
    """A number for a formula, without brackets."""
    return cell_text(float(value)).replace("−", "-")


def relation(shown: float, value: float) -> str:
    r"""``=`` where the numbers as shown give the result as shown, ``\approx`` where rounding shows.

    Parameters
    ----------
    shown : what a reader gets from the numbers as they are written.
    value : the exact result.

    Examples
    --------
    >>> relation(1.0, 1.0), relation(-1 / 9, -1 / 9)
    ('=', '\\approx')
    """
    return "=" if abs(shown - float(plain(value))) < 1e-9 else r"\approx"


def convolution_formula(channels: int, *, average: bool) -> str:
    """The sum of one window, over its rows i, columns j and, for color, channels k."""
    terms = r"\sum_{i}\sum_{j} \text{image}[r+i,\, c+j] \cdot \text{kernel}[i, j]"
    if channels > 1:
        terms = r"\sum_{k}\sum_{i}\sum_{j} \text{image}[k,\, r+i,\, c+j] \cdot \text{kernel}[k, i, j]"
    divided = r"\frac{1}{\text{cells}} " if average else ""
    return rf"\text{{map}}[r, c] = {divided}{terms} + \text{{bias}}"


def convolution_sum(step: ConvStep) -> str:
    """The same with the numbers of one stop: channel sums, divisor, bias, result."""
    products = float(step.products.sum())
    inner = " + ".join(number(value) for value in step.channel_sums)
    shown = sum(float(plain(value)) for value in step.channel_sums)
    if step.divisor != 1:
        inner = rf"\frac{{{plain(products) if step.channel_sums.size == 1 else inner}}}{{{step.divisor}}}"
        shown /= step.divisor
    shown += float(plain(step.bias))
    left = rf"\text{{map}}[{step.row}, {step.col}]"
    return rf"{left} = {inner} + {number(step.bias)} {relation(shown, step.total)} {plain(step.total)}"
