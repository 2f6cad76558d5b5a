"""A step of an activation: one number of a map, the curve it goes through, the number after it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from cnn_steps import relu, sigmoid, tanh
from ui.components.card_messages import ActivationCard
from ui.figures.numbers import MINUS, as_read, equals, written
from ui.steps.parts import (
    Curve,
    Line,
    Piece,
    StepView,
    cell_mask,
    filled_map,
    map_panel,
    passage,
    pieces,
    result,
    stop_at,
)

FUNCTIONS: dict[str, Callable[[Any], np.ndarray]] = {"relu": relu, "sigmoid": sigmoid, "tanh": tanh}


def activation_view(card: ActivationCard, step: int, *, reveal: bool) -> StepView:
    """Describe what becomes of one cell."""
    values, output = card.input.numbers, card.output.numbers
    row, column = divmod(step, output.shape[1])
    x, y = float(values[row, column]), float(output[row, column])
    exact = card.kind == "relu" or x == 0  # the others are powers of e
    read = float(FUNCTIONS[card.kind](as_read(x))) if exact else math.nan
    mask = cell_mask(values.shape, row, column)
    before = map_panel(card.input, outlines=((row, column, 1, 1),), dimmed=mask)
    after = filled_map(card.output, step, reveal)
    curve = Curve(card.name, np.array(card.curve), card.ticks, x, y)
    sums = pieces(f"{card.name}({written(x)}) = {_formula(card.kind, x)} {equals(read, y)} ")
    at = stop_at(output.shape, step, "cell")
    return StepView((before, "→", curve, "→", after), ((*sums, *result(written(y))),), _said(card.kind, x, y), at)


def _formula(kind: str, x: float) -> str:
    """The function with a number in it; powers in ``^{…}``."""
    if kind == "relu":
        return f"max(0, {written(x)})"
    up, down = f"e^{{{written(x)}}}", f"e^{{{written(-x)}}}"
    if kind == "sigmoid":
        return f"1 ÷ (1 + {down})"
    return f"({up} {MINUS} {down}) ÷ ({up} + {down})"


def _said(kind: str, x: float, y: float) -> Line:
    if kind != "relu":
        low = "0" if kind == "sigmoid" else f"{MINUS}1"
        return passage(f"Squeezed between {low} and 1: ", y)
    if as_read(x) == 0:
        return (Piece("Zero stays 0."),)
    return (Piece("Above zero: it passes unchanged." if x > 0 else "Below zero: it becomes 0."),)
