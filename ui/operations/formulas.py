"""The formulas of the pages: as they always hold, with the numbers of the step in view, and what their letters mean."""

from __future__ import annotations

from typing import NamedTuple, assert_never

import numpy as np

from cnn_steps import ConvStep, DenseStep, PoolStep, SoftmaxStep, conv2d, dense, flatten, pool2d, relu, softmax
from cnn_steps.geometry import Axis
from cnn_steps.layers import PoolMode
from ui.figures.numbers import fine
from ui.operations.activations import ActivationRecord
from ui.operations.expressions import (
    PRODUCT,
    SUM,
    Expression,
    Letter,
    Window,
    e_to,
    equation,
    index,
    label,
    largest,
    legend,
    letter,
    number,
    operation,
    rounded_down,
    total,
    worked_out,
)


class Formula(NamedTuple):
    """A formula in LaTeX.

    Attributes
    ----------
    general : as it always holds.
    current : with the numbers in view.
    letters : what its letters stand for.
    """

    general: str
    current: str
    letters: str = ""


def formula(left: Expression, right: Expression, current: str) -> Formula:
    """An equation with its letters explained, and the same with numbers."""
    return Formula(equation(left, right), current, legend(left, right))


ROW, COLUMN = (index(name, "row and column") for name in "rs")
DOWN, ACROSS = (index(name, "row and column in the window") for name in "ij")
CHANNEL = index("c", "channel")

MAP = letter("y", "feature map")
BIAS = letter("b", "bias")


def convolution(channels: int, *, average: bool, has_bias: bool = True) -> Expression:
    """What makes a cell of a feature map."""
    image, kernel = letter("x", "image"), letter("k", "kernel")
    if channels > 1:
        x, k = image[CHANNEL, ROW + DOWN, COLUMN + ACROSS], kernel[CHANNEL, DOWN, ACROSS]
        products = total(x * k, CHANNEL, DOWN, ACROSS)
    else:
        products = total(image[ROW + DOWN, COLUMN + ACROSS] * kernel[DOWN, ACROSS], DOWN, ACROSS)
    cells = letter("n", "cells of the kernel, in all channels" if channels > 1 else "cells of the kernel")
    answer = 1 / cells * products if average else products
    return answer + BIAS if has_bias else answer


def convolution_formula(step: ConvStep, *, has_bias: bool = True) -> Formula:
    """The sum of one window, and the same with the numbers of one stop: channel sums, divisor, bias, result."""
    first, *others = map(number, step.channel_sums.tolist())
    sums: Expression = first
    for other in others:
        sums = sums + other
    if step.divisor != 1:
        sums = sums / step.divisor
    if has_bias:
        sums = sums + number(step.bias)
    left = MAP[ROW, COLUMN]
    return formula(
        left,
        convolution(step.channel_sums.size, average=step.divisor != 1, has_bias=has_bias),
        worked_out(left.put(r=step.row, s=step.col), sums, number(step.total)),
    )


def activation_formula(activation: ActivationRecord, before: float, after: float) -> Formula:
    """What the activation does to one number x, and the same with the number of one cell."""
    left, right, x = activation.applied, activation.formula, number(before)
    return formula(left, right, worked_out(left.put(x=x), right.put(x=x), number(after)))


POOLED, STRIDE = letter("y", "pooled map"), letter("t", "stride")


def pooling(mode: PoolMode) -> Expression:
    """What makes a cell of a pooled map."""
    cell = letter("x", "map")[STRIDE * ROW + DOWN, STRIDE * COLUMN + ACROSS]
    match mode:
        case "max":
            return largest(cell, DOWN, ACROSS)
        case "avg":
            return 1 / letter("n", "cells of a window") * total(cell, DOWN, ACROSS)
        case _:
            assert_never(mode)


def pooling_formula(step: PoolStep, mode: PoolMode) -> Formula:
    """One cell of a pooled map, and the same with the numbers of one stop."""
    terms = tuple(map(number, step.window.ravel().tolist()))
    columns = step.window.shape[1]
    match mode:
        case "max":
            shown: Expression = Window(terms, PRODUCT, max, columns)
        case "avg":
            shown = 1 / number(step.divisor, str) * Window(terms, PRODUCT, sum, columns)
        case _:
            assert_never(mode)
    left = POOLED[ROW, COLUMN]
    current = worked_out(left.put(r=step.row, s=step.col), shown, number(step.value))
    return formula(left, pooling(mode), current)


HIGH, LOW, LEVEL = (letter(name) for name in ("high", "low", "level"))
VALUE = LEVEL / 255 * (HIGH - LOW) + LOW


def level_formula(level: np.ndarray, value: np.ndarray, value_range: tuple[float, float]) -> Formula:
    """How a level of a file becomes a value, and the same for one pixel; for (3,) channels, the red one."""
    low, high = map(number, value_range)
    left = letter("red" if value.size == 3 else "value")
    shown = VALUE.put(level=number(float(level.flat[0])), low=low, high=high)
    return formula(letter("value"), VALUE, worked_out(left, shown, number(float(value.flat[0]))))


GRAY = (letter("red") + letter("green") + letter("blue")) / 3


def gray_formula(values: np.ndarray) -> Formula:
    """The mean of the channels, and the same for the (3,) values of one pixel."""
    red, green, blue = map(number, values.tolist())
    shown = GRAY.put(red=red, green=green, blue=blue)
    return formula(letter("gray"), GRAY, worked_out(letter("gray"), shown, number(float(values.mean()))))


_MAP_START = letter("map") * letter("rows") * letter("columns")
_IN_MAP = letter("row") * letter("columns") + letter("column")
ENTRY = _MAP_START + _IN_MAP


def flatten_formula(shape: tuple[int, ...], entry: int) -> Formula:
    """Where a number of the maps lands in the vector, and the same for one entry of that of (F, H, W) maps."""
    number_of_map, row, column = map(int, np.unravel_index(entry, shape))
    _, rows, columns = shape
    shown = ENTRY.put(map=number_of_map, rows=rows, columns=columns, row=row, column=column)
    left = letter("entry")
    lines = rf"{left.latex()} = {{}}& {_MAP_START.latex()} \\ & +\; {_IN_MAP.latex()}"  # too long for a phone in one
    return Formula(rf"\begin{{aligned}}{lines}\end{{aligned}}", worked_out(left, shown, number(entry, str)))


ENTRIES = index("i", "entry of the vector")
LOGIT = letter("logit")
WEIGHTED = letter("bias") + total(letter("x", "vector")[ENTRIES] * letter("w", "weights of the unit")[ENTRIES], ENTRIES)


def dense_formula(step: DenseStep, name: str) -> Formula:
    """The sum of one unit, and the same with its bias, all terms above zero, all below."""
    above, below = (float(step.terms[sign * step.terms > 0].sum()) for sign in (1, -1))
    shown = _under(step.bias, "bias") + _under(above, "terms above 0") + _under(below, "terms below 0")
    return formula(LOGIT, WEIGHTED, worked_out(LOGIT[label(name)], shown, number(step.total)))


def _under(value: float, words: str) -> Expression:
    """A number with what it is below it."""
    return operation(rf"\underbrace{{{{{{}}}}}}_{{{{\text{{{{{words}}}}}}}}}", float, number(value), needs=(SUM,))


CLASS, CLASSES = index("k", "one class"), index("j", "every class")
SHARE = letter("share")
CHANGED = (LOGIT[CLASS] + letter("constant")) / letter("temperature")


def softmax_of(scores: Letter) -> Expression:
    """The share of class k among scores."""
    return e_to(scores[CLASS]) / total(e_to(scores[CLASSES]), CLASSES)


def softmax_formula(step: SoftmaxStep, place: int, name: str, *, constant: float, temperature: float) -> Formula:
    """The share of a class, and the same with numbers, the largest logit taken off all of them first.

    The constant and the temperature are named where they do something.
    """
    left, whole = SHARE[CLASS], number(step.total, fine)
    raised = e_to(number(float(step.logits[place])) - number(float(step.logits.max()))) / whole
    divided = number(float(step.exponentials[place]), fine) / whole
    current = worked_out(SHARE[label(name)], raised, divided, number(float(step.probabilities[place]), fine))
    if constant == 0.0 and temperature == 1.0:
        return formula(left, softmax_of(LOGIT), current)
    scores = letter("z", "logits after the changes")
    parts = left, softmax_of(scores), scores[CLASS], CHANGED
    return Formula(rf"{equation(*parts[:2])}, \quad {equation(*parts[2:])}", current, legend(*parts))


_ENDS = "padding before and after"
SIZE = (
    rounded_down(
        (
            letter("n", "rows or columns of the image")
            + letter("p", _ENDS)
            + letter("q", _ENDS)
            - letter("d", "dilation") * (letter("k", "rows or columns of the kernel") - 1)
            - 1
        )
        / letter("s", "stride")
    )
    + 1
)


def size_formula(rows: Axis, columns: Axis) -> Formula:
    """How many stops a kernel makes along one axis, and the same with the numbers of the rows and of the columns."""
    lines = [size_in_numbers(name, axis) for name, axis in (("rows", rows), ("columns", columns))]
    current = r" \\ ".join(line.replace("=", "&=", 1).replace(r"\frac", r"\tfrac") for line in lines)
    return formula(letter("size"), SIZE, rf"\begin{{aligned}}{current}\end{{aligned}}")


def size_in_numbers(name: str, axis: Axis) -> str:
    """The size of one axis worked out."""
    cells = {"n": axis.size, "p": axis.before, "q": axis.after, "d": axis.dilation, "k": axis.window, "s": axis.stride}
    return worked_out(letter(name), SIZE.put(**cells), number(axis.stops, str))


VECTOR = letter("v", "vector")
_SLIDE = ("⋆", "slide, multiply, add up, divide by the number of cells")
FLAT = operation(
    r"\text{{flatten}}(\text{{pool}}(\text{{ReLU}}({} \star {})))",
    lambda x, k: flatten(pool2d(relu(conv2d(x, k, average=True)), 2, stride=1)),
    letter("x", "image"),
    letter("k", "filters"),
    sign=_SLIDE,
)
_DENSE = "weights and biases of the dense layer"
SHARES = operation(
    r"\text{{softmax}}({}\,{} + {})",
    lambda v, weights, bias: softmax(dense(v, weights, bias)),
    VECTOR,
    letter("W", _DENSE),
    letter("b", _DENSE),
)


def walk_formula(*arrays: np.ndarray) -> Formula:
    """The whole way from an image to the shares, and how the numbers change shape from layer to layer."""
    lines = equation(VECTOR, FLAT), equation(letter("shares"), SHARES)
    general = r" \\ ".join(line.replace("=", "&=", 1) for line in lines)
    return Formula(rf"\begin{{aligned}}{general}\end{{aligned}}", walk_shapes(*arrays), legend(FLAT, SHARES))


def walk_shapes(*arrays: np.ndarray) -> str:
    r"""How the numbers change shape from layer to layer.

    Examples
    --------
    >>> walk_shapes(np.zeros((7, 5)), np.zeros(24))
    '7{\\times}5 \\to 24'
    """
    return r" \to ".join(r"{\times}".join(map(str, array.shape)) for array in arrays)
