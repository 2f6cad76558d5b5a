"""Formulas of the way back: as they always hold, with the numbers of the step in view, and what their letters mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ui.figures.numbers import fine
from ui.operations.activations import ACTIVATIONS
from ui.operations.expressions import (
    Expression,
    Letter,
    equation,
    index,
    label,
    legend,
    letter,
    number,
    operation,
    total,
    worked_out,
)
from ui.operations.formulas import ACROSS, COLUMN, DOWN, ROW, VECTOR, Formula
from ui.steps.views import step_view, with_arrays

Equation = tuple[Expression, Expression]

LOSS, LOGITS, INPUT = letter("L", "loss"), letter("z", "logits"), "what came in"
SENT = letter("b", "what one filter sends back")
WEIGHTS = letter("W", "weights")
ENTRY, UNIT, CLASS = index("i", "entry of the vector"), index("k", "unit"), index("k", "class")
FILTER = index("f", "filter")


def gradient_of(part: Expression) -> Expression:
    """The gradient of something: how the loss changes with it. It comes to what is given for its letter."""
    return operation(r"\frac{{\partial {}}}{{\partial {}}}", lambda _, gradient: gradient, LOSS, part)


def backward_formula(data: Mapping[str, Any], step: int, scale: int = 1) -> Formula:
    """The formula of a card on the way back.

    ``scale`` says how many times as large the gradients on the card are shown.
    """
    told = with_arrays(data)
    equations = backward_equations(data)
    letters = legend(*(side for both in equations for side in both))
    if scale != 1 and data["operation"] != "backward_loss":
        letters += f"; gradients shown {scale:,} times as large"
    lines = [equation(*both) for both in equations]
    together = r" \\ ".join(lines)  # below each other, to fit a phone
    general = rf"\begin{{gathered}}{together}\end{{gathered}}" if len(lines) > 1 else together
    return Formula(general, _current(told, step), letters)


def backward_equations(data: Mapping[str, Any]) -> tuple[Equation, ...]:
    """Both sides of the equations that make the gradient of a card, whichever step is in view."""
    kind = _kind(data)
    upstream = "gradient of what came out"
    pixel = letter("x", INPUT)[ROW, COLUMN]
    match kind:
        case "backward_loss":
            share, target = letter("p", "shares")[CLASS], letter("t", "1 for the right class, else 0")[CLASS]
            return ((gradient_of(LOGITS[CLASS]), share - target),)
        case "backward_dense":
            sent = letter("g", upstream)[UNIT] * WEIGHTS[ENTRY, UNIT]
            return ((gradient_of(VECTOR[ENTRY]), total(sent, UNIT)),)
        case "backward_weights":
            return ((gradient_of(WEIGHTS[ENTRY, UNIT]), VECTOR[ENTRY] * letter("g", upstream)[UNIT]),)
        case "backward_flatten":
            number_of_map = index("f", "map")
            place = letter("x", "maps")[number_of_map, ROW, COLUMN]
            return ((gradient_of(place), gradient_of(VECTOR[index("i", "entry that stood there")])),)
        case "backward_pooling" | "average":
            won = "windows that the cell won" if kind == "backward_pooling" else "windows that the cell is in"
            window, after = index("w", won), letter("g", "gradient after pooling")
            part = after[window] if kind == "backward_pooling" else after[window] / letter("n", "cells of a window")
            return ((gradient_of(letter("x", "map before pooling")[ROW, COLUMN]), total(part, window)),)
        case "backward_gate":
            slope = ACTIVATIONS[data["kind"]].slope
            before = letter("x", "before the activation a")
            passed = _slope_at(slope, before[ROW, COLUMN]) * letter("g", "gradient after it")[ROW, COLUMN]
            return (gradient_of(before[ROW, COLUMN]), passed), (_slope_at(slope, before), slope.put(x=before))
        case "kernel":
            return (_of_kernel(data),)
        case "image":
            sent = SENT[FILTER, ROW, COLUMN]
            return (gradient_of(pixel), total(sent, FILTER)), (sent, _of_image(data))
    raise ValueError(f"no formula for {kind}")


def _slope_at(slope: Expression, part: Expression) -> Expression:
    """The slope of an activation's curve at a number, by the name of the slope."""
    return operation("a'({})", lambda x: slope.value(x=x), part, sign=("a′", "the slope of its curve"))


def _kind(data: Mapping[str, Any]) -> str:
    if data["operation"] == "backward_convolution":
        return "kernel" if data["kernel"]["title"] == "Gradient of the map" else "image"
    return "average" if data.get("mode") == "avg" else str(data["operation"])


def _of_kernel(data: Mapping[str, Any]) -> Equation:
    """The gradient of a weight: at every stop, what it met there times the gradient of the cell it went into."""
    # Stride and dilation have changed places on this card.
    sides = zip((ROW, COLUMN), data["dilation"], (DOWN, ACROSS), data["stride"], data["padding"], strict=False)
    met = [
        _moved(_times(apart, stop) + _times(between, weight), -before) for stop, apart, weight, between, before in sides
    ]
    seen = letter("x", f"{INPUT}, 0 outside" if any(data["padding"]) else INPUT)
    added = total(seen[tuple(met)] * letter("g", "gradient of the map")[ROW, COLUMN], ROW, COLUMN)
    return gradient_of(letter("k", "kernel")[DOWN, ACROSS]), _divided(data, added)


def _of_image(data: Mapping[str, Any]) -> Expression:
    """What one filter sends back to a pixel."""
    sides = zip((ROW, COLUMN), (DOWN, ACROSS), data["dilation"], data["kernel"]["shape"], data["padding"], strict=False)
    fed = [
        _moved(pixel, (cells - 1) * between - before) - _times(between, weight)
        for pixel, weight, between, cells, before in sides
    ]
    upstream = letter("g", "gradient of its map as on the card, 0 outside")
    kernel = letter("k", "its kernel, turned by 180° by the minus signs")
    return _divided(data, total(upstream[tuple(fed)] * kernel[DOWN, ACROSS], DOWN, ACROSS))


def _times(count: int, part: Letter) -> Expression:
    return part if count == 1 else count * part


def _moved(part: Expression, by: int) -> Expression:
    return part + by if by > 0 else part - -by if by < 0 else part


def _divided(data: Mapping[str, Any], added: Expression) -> Expression:
    return added if data["divisor"] == 1 else 1 / number(data["divisor"], str) * added


def _current(told: Mapping[str, Any], step: int) -> str:
    """The left side with its places, and the numbers."""
    kind = _kind(told)
    (left, right), *others = backward_equations(told)
    match kind:
        case "backward_loss":
            share, target = float(told["shares"]["array"][step]), int(told["targets"]["array"][step])
            left = left.put(k=label(told["names"][step]))
            return worked_out(left, number(share, fine) - number(target, str), number(share - target, fine))
        case "backward_weights":
            value, back = told["input"]["array"][step], told["upstream"]["array"][told["unitIndex"]]
            left = left.put(i=step, k=label(told["unit"]))
            return worked_out(left, number(value) * number(back), number(told["output"]["array"][step]))
        case "backward_dense":
            return worked_out(left.put(i=step), number(told["output"]["array"][step]))
        case "backward_pooling" | "average":
            return _into_cells(told, step)
        case "backward_flatten":
            maps = told["output"]["array"]
            f, r, s = map(int, np.unravel_index(step, maps.shape))
            both = equation(left.put(f=f, r=r, s=s), right.put(i=step))
            return f"{both} = {number(float(maps.flat[step])).latex()}"
    output = told["output"]["array"]
    row, column = divmod(step, output.shape[1])
    result = number(output[row, column])
    if kind == "kernel":
        left = left.put(i=row, j=column)
    elif kind == "image":
        left = others[0][0].put(r=row, s=column)
    else:
        left = left.put(r=row, s=column)
        slope, back = told["slope"]["array"][row, column], told["upstream"]["array"][row, column]
        return worked_out(left, number(slope) * number(back), result)
    if told["divisor"] == 1:
        return worked_out(left, result)
    return worked_out(left, number(output[row, column] * told["divisor"]) / told["divisor"], result)


def _into_cells(told: Mapping[str, Any], step: int) -> str:
    """Where the gradient of a window goes, as far as the windows up to it."""
    row, column = divmod(step, told["upstream"]["array"].shape[1])
    gradient = number(told["upstream"]["array"][row, column])
    into = next(panel for panel in step_view(told, step).panels if panel.title == told["output"]["title"])
    top, left, down, across = (int(size) for size in into.outlines[0])
    x, g = letter("x"), letter("g")
    cells = x[top, left].latex()
    if (down, across) != (1, 1):
        cells += rf" \ldots {x[top + down - 1, left + across - 1].latex()}"
    return rf"{equation(g[row, column], gradient)} \to {cells}"
