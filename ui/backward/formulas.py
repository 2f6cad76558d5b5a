"""Formulas of the way back: as they always hold, with the numbers of the step in view, and what their letters mean."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from ui.components.card_messages import (
    BackwardCard,
    BackwardConvolutionCard,
    BackwardDenseCard,
    BackwardFlattenCard,
    BackwardGateCard,
    BackwardLossCard,
    BackwardPoolingCard,
    BackwardWeightsCard,
)
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
from ui.steps.backward_maps import taken_block

Equation = tuple[Expression, Expression]

LOSS, LOGITS, INPUT = letter("L", "loss"), letter("z", "logits"), "what came in"
SENT = letter("b", "what one filter sends back")
WEIGHTS = letter("W", "weights")
ENTRY, UNIT, CLASS = index("i", "entry of the vector"), index("k", "unit"), index("k", "class")
FILTER = index("f", "filter")


def gradient_of(part: Expression) -> Expression:
    """The gradient of something: how the loss changes with it. It comes to what is given for its letter."""
    return operation(r"\frac{{\partial {}}}{{\partial {}}}", lambda _, gradient: gradient, LOSS, part)


def backward_formula(card: BackwardCard, step: int, scale: int = 1) -> Formula:
    """The formula of a card on the way back.

    ``scale`` says how many times as large the gradients on the card are shown.
    """
    equations = backward_equations(card)
    letters = legend(*(side for both in equations for side in both))
    if scale != 1 and not isinstance(card, BackwardLossCard):
        letters += f"; gradients shown {scale:,} times as large"
    lines = [equation(*both) for both in equations]
    together = r" \\ ".join(lines)  # below each other, to fit a phone
    general = rf"\begin{{gathered}}{together}\end{{gathered}}" if len(lines) > 1 else together
    return Formula(general, _current(card, step), letters)


def backward_equations(card: BackwardCard) -> tuple[Equation, ...]:
    """Both sides of the equations that make the gradient of a card, whichever step is in view."""
    upstream = "gradient of what came out"
    match card:
        case BackwardLossCard():
            share, target = letter("p", "shares")[CLASS], letter("t", "1 for the right class, else 0")[CLASS]
            return ((gradient_of(LOGITS[CLASS]), share - target),)
        case BackwardDenseCard():
            sent = letter("g", upstream)[UNIT] * WEIGHTS[ENTRY, UNIT]
            return ((gradient_of(VECTOR[ENTRY]), total(sent, UNIT)),)
        case BackwardWeightsCard():
            return ((gradient_of(WEIGHTS[ENTRY, UNIT]), VECTOR[ENTRY] * letter("g", upstream)[UNIT]),)
        case BackwardFlattenCard():
            number_of_map = index("f", "map")
            place = letter("x", "maps")[number_of_map, ROW, COLUMN]
            return ((gradient_of(place), gradient_of(VECTOR[index("i", "entry that stood there")])),)
        case BackwardPoolingCard():
            is_max = card.mode == "max"
            window = index("w", "windows that the cell won" if is_max else "windows that the cell is in")
            after = letter("g", "gradient after pooling")[window]
            part = after if is_max else after / letter("n", "cells of a window")
            return ((gradient_of(letter("x", "map before pooling")[ROW, COLUMN]), total(part, window)),)
        case BackwardGateCard():
            slope = ACTIVATIONS[card.kind].slope
            before = letter("x", "before the activation a")
            passed = _slope_at(slope, before[ROW, COLUMN]) * letter("g", "gradient after it")[ROW, COLUMN]
            return (gradient_of(before[ROW, COLUMN]), passed), (_slope_at(slope, before), slope.put(x=before))
        case BackwardConvolutionCard():
            if card.gradient_of == "kernel":
                return (_of_kernel(card),)
            sent = SENT[FILTER, ROW, COLUMN]
            pixel = letter("x", INPUT)[ROW, COLUMN]
            return (gradient_of(pixel), total(sent, FILTER)), (sent, _of_image(card))
        case _:
            assert_never(card)


def _slope_at(slope: Expression, part: Expression) -> Expression:
    """The slope of an activation's curve at a number, by the name of the slope."""
    return operation("a'({})", lambda x: slope.value(x=x), part, sign=("a′", "the slope of its curve"))


def _of_kernel(card: BackwardConvolutionCard) -> Equation:
    """The gradient of a weight: at every stop, what it met there times the gradient of the cell it went into."""
    # Stride and dilation have changed places on this card.
    sides = zip((ROW, COLUMN), card.dilation, (DOWN, ACROSS), card.stride, card.padding, strict=False)
    met = [
        _moved(_times(apart, stop) + _times(between, weight), -before) for stop, apart, weight, between, before in sides
    ]
    seen = letter("x", f"{INPUT}, 0 outside" if any(card.padding) else INPUT)
    added = total(seen[tuple(met)] * letter("g", "gradient of the map")[ROW, COLUMN], ROW, COLUMN)
    return gradient_of(letter("k", "kernel")[DOWN, ACROSS]), _divided(card, added)


def _of_image(card: BackwardConvolutionCard) -> Expression:
    """What one filter sends back to a pixel."""
    sides = zip((ROW, COLUMN), (DOWN, ACROSS), card.dilation, card.kernel.numbers.shape, card.padding, strict=False)
    fed = [
        _moved(pixel, (cells - 1) * between - before) - _times(between, weight)
        for pixel, weight, between, cells, before in sides
    ]
    upstream = letter("g", "gradient of its map as on the card, 0 outside")
    kernel = letter("k", "its kernel, turned by 180° by the minus signs")
    return _divided(card, total(upstream[tuple(fed)] * kernel[DOWN, ACROSS], DOWN, ACROSS))


def _times(count: int, part: Letter) -> Expression:
    return part if count == 1 else count * part


def _moved(part: Expression, by: int) -> Expression:
    return part + by if by > 0 else part - -by if by < 0 else part


def _divided(card: BackwardConvolutionCard, added: Expression) -> Expression:
    return added if card.divisor == 1 else 1 / number(card.divisor, str) * added


def _current(card: BackwardCard, step: int) -> str:
    """The left side with its places, and the numbers."""
    (left, right), *others = backward_equations(card)
    match card:
        case BackwardLossCard():
            share, target = float(card.shares[step]), int(card.targets[step])
            left = left.put(k=label(card.names[step]))
            return worked_out(left, number(share, fine) - number(target, str), number(share - target, fine))
        case BackwardDenseCard():
            return worked_out(left.put(i=step), number(card.output[step]))
        case BackwardWeightsCard():
            value, back = card.input[step], card.upstream[card.unit_index]
            left = left.put(i=step, k=label(card.unit))
            return worked_out(left, number(value) * number(back), number(card.output[step]))
        case BackwardFlattenCard():
            maps = card.output.numbers
            f, r, s = map(int, np.unravel_index(step, maps.shape))
            both = equation(left.put(f=f, r=r, s=s), right.put(i=step))
            return f"{both} = {number(float(maps.flat[step])).latex()}"
        case BackwardPoolingCard():
            return _into_cells(card, step)
        case BackwardGateCard():
            row, column = divmod(step, card.output.numbers.shape[1])
            slope, back, passed = (grid.numbers[row, column] for grid in (card.slope, card.upstream, card.output))
            return worked_out(left.put(r=row, s=column), number(slope) * number(back), number(passed))
        case BackwardConvolutionCard():
            row, column = divmod(step, card.output.numbers.shape[1])
            gradient = card.output.numbers[row, column]
            placed = left.put(i=row, j=column) if card.gradient_of == "kernel" else others[0][0].put(r=row, s=column)
            if card.divisor == 1:
                return worked_out(placed, number(gradient))
            return worked_out(placed, number(gradient * card.divisor) / card.divisor, number(gradient))
        case _:
            assert_never(card)


def _into_cells(card: BackwardPoolingCard, step: int) -> str:
    """Where the gradient of a window goes."""
    row, column = divmod(step, card.upstream.numbers.shape[1])
    top, left, down, across = taken_block(card, step)
    x, g = letter("x"), letter("g")
    cells = x[top, left].latex()
    if (down, across) != (1, 1):
        cells += rf" \ldots {x[top + down - 1, left + across - 1].latex()}"
    return rf"{equation(g[row, column], number(card.upstream.numbers[row, column]))} \to {cells}"
