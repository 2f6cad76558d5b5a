"""Formulas in LaTeX: as they always hold, and with the numbers of the step in view."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from cnn_steps import ConvStep, DenseStep, PoolStep, SoftmaxStep, relu, sigmoid, tanh
from cnn_steps.geometry import Axis
from ui.figures.numbers import MINUS, as_read, equals, fine, written


def plain(value: float, text: Callable[[float], str] = written) -> str:
    r"""A number for a formula, as ``text`` writes it.

    Examples
    --------
    >>> plain(-0.5), plain(2_500_000.0), plain(1.234e-8, fine)
    ('-0.50', '2.50 \\cdot 10^{6}', '1.23 \\cdot 10^{-8}')
    """
    letters = re.sub(r"e\+?(.+)", r"·10^{\1}", text(value))
    return letters.replace(MINUS, "-").replace("·", r" \cdot ").replace("∞", r"\infty")


def factor(value: float, text: Callable[[float], str] = written) -> str:
    """The same, with brackets around what is negative.

    Examples
    --------
    >>> factor(0.5), factor(-1.0)
    ('0.50', '(-1)')
    """
    return f"({plain(value, text)})" if plain(value, text).startswith("-") else plain(value, text)


def relation(read: float, value: float, text: Callable[[float], str] = written) -> str:
    r"""``=`` where the numbers as they are read give the result as it is written, ``\approx`` where rounding shows.

    Examples
    --------
    >>> relation(1.0, 1.0), relation(-1 / 9, -1 / 9)
    ('=', '\\approx')
    """
    return "=" if equals(read, value, text) == "=" else r"\approx"


def convolution_letters(*, average: bool) -> str:
    """What the letters of the convolution's formula stand for."""
    return "y: feature map, x: image, k: kernel, b: bias" + (", n: cells of the kernel" if average else "")


WALK_LETTERS = "x: image, k: filters, v: vector, W, b: weights and biases of the dense layer; ⋆: slide, multiply, add"
WALK_FORMULA = (
    r"\begin{aligned} v &= \text{flatten}(\text{pool}(\text{ReLU}(x \star k))) \\"
    r" \text{shares} &= \text{softmax}(v\,W + b) \end{aligned}"
)


def walk_shapes(*arrays: np.ndarray) -> str:
    r"""How the numbers change shape from layer to layer.

    Examples
    --------
    >>> walk_shapes(np.zeros((7, 5)), np.zeros(24))
    '7{\\times}5 \\to 24'
    """
    return r" \to ".join(r"{\times}".join(map(str, array.shape)) for array in arrays)


def convolution_formula(channels: int, *, average: bool) -> str:
    """The sum of one window, over its rows i, columns j and, for color, channels c; n is the number of cells."""
    terms = r"\sum_{i}\sum_{j} x_{r+i,\,s+j}\; k_{i,j}"
    if channels > 1:
        terms = r"\sum_{c}\sum_{i}\sum_{j} x_{c,\,r+i,\,s+j}\; k_{c,i,j}"
    divided = r"\frac{1}{n} " if average else ""
    return rf"y_{{r,s}} = {divided}{terms} + b"


def convolution_sum(step: ConvStep) -> str:
    """The same with the numbers of one stop: channel sums, divisor, bias, result."""
    products = float(step.products.sum())
    inner = " + ".join(factor(value) for value in step.channel_sums)
    shown = sum(map(as_read, step.channel_sums))
    if step.divisor != 1:
        inner = rf"\frac{{{plain(products) if step.channel_sums.size == 1 else inner}}}{{{step.divisor}}}"
        shown /= step.divisor
    shown += as_read(step.bias)
    left = rf"y_{{{step.row},\,{step.col}}}"
    return rf"{left} = {inner} + {factor(step.bias)} {relation(shown, step.total)} {plain(step.total)}"


def activation_formula(kind: str) -> str:
    """What the activation does to one number x."""
    return {
        "relu": r"\text{ReLU}(x) = \max(0,\, x)",
        "sigmoid": r"\text{sigmoid}(x) = \frac{1}{1 + e^{-x}}",
        "tanh": r"\tanh(x) = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}",
    }[kind]


def activation_result(kind: str, before: float, after: float) -> str:
    """The same with the number of one cell."""
    x, opposite = plain(before), plain(0.0 - before)
    name, terms, function = {
        "relu": (r"\text{ReLU}", rf"\max(0,\, {x})", relu),
        "sigmoid": (r"\text{sigmoid}", rf"\frac{{1}}{{1 + e^{{{opposite}}}}}", sigmoid),
        "tanh": (r"\tanh", rf"\frac{{e^{{{x}}} - e^{{{opposite}}}}}{{e^{{{x}}} + e^{{{opposite}}}}}", tanh),
    }[kind]
    return rf"{name}({x}) = {terms} {relation(float(function(as_read(before))), after)} {plain(after)}"


POOLING_LETTERS = "y: pooled map, x: map, t: stride, n: cells of a window"


def pooling_formula(mode: str) -> str:
    """One cell of a pooled map, over the rows i and columns j of a window of n cells, moved by the stride t."""
    window = r"x_{t r + i,\, t s + j}"
    terms = rf"\max_{{i,\,j}}\; {window}" if mode == "max" else rf"\frac{{1}}{{n}} \sum_{{i}}\sum_{{j}} {window}"
    return rf"y_{{r,s}} = {terms}"


def pooling_result(step: PoolStep, mode: str) -> str:
    """The same with the numbers of one stop; of a large window only the corners are written out."""
    left = rf"y_{{{step.row},\,{step.col}}}"
    if mode == "max":
        return rf"{left} = \max {_matrix(step.window)} = {plain(step.value)}"
    shown = sum(map(as_read, step.terms)) / step.divisor
    terms = rf"\frac{{1}}{{{step.divisor}}} \sum {_matrix(step.window)}"
    return rf"{left} = {terms} {relation(shown, step.value)} {plain(step.value)}"


def _matrix(values: np.ndarray) -> str:
    rows = [[plain(value) for value in row] for row in values]
    if len(rows) > 4:
        rows = [[row[0], r"\cdots", row[-1]] for row in rows]
        rows = [rows[0], [r"\vdots", r"\ddots", r"\vdots"], rows[-1]]
    return r"\begin{pmatrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{pmatrix}"


def level_formula() -> str:
    """How a level of a file becomes a value of the image."""
    return r"\text{value} = \frac{\text{level}}{255} \cdot (\text{high} - \text{low}) + \text{low}"


def level_value(level: np.ndarray, value: np.ndarray, value_range: tuple[float, float]) -> str:
    """The same for one pixel, in numbers; for (3,) channels, the red one."""
    low, high = value_range
    first, result = float(level.flat[0]), float(value.flat[0])
    name = r"\text{red}" if value.size == 3 else r"\text{value}"
    inner = rf"\frac{{{plain(first)}}}{{255}} \cdot ({plain(high)} - {factor(low)}) + {factor(low)}"
    return rf"{name} = {inner} {relation(first / 255 * (high - low) + low, result)} {plain(result)}"


def gray_formula() -> str:
    """The mean of the channels."""
    return r"\text{gray} = \frac{\text{red} + \text{green} + \text{blue}}{3}"


def gray_mean(values: np.ndarray) -> str:
    """The same for the (3,) values of one pixel."""
    mean, shown = float(values.mean()), sum(map(as_read, values)) / 3
    inner = " + ".join(factor(value) for value in values)
    return rf"\text{{gray}} = \frac{{{inner}}}{{3}} {relation(shown, mean)} {plain(mean)}"


def flatten_formula() -> str:
    """Where a number of the maps lands in the vector."""
    lines = (
        r"\text{map} \cdot \text{rows} \cdot \text{columns}",
        r"+\; \text{row} \cdot \text{columns} + \text{column}",
    )
    return r"\begin{aligned}\text{entry} = {}& " + r" \\ & ".join(lines) + r"\end{aligned}"


def flatten_result(shape: tuple[int, ...], entry: int) -> str:
    """The same for one entry of the vector made from (F, H, W) maps."""
    number, row, column = np.unravel_index(entry, shape)
    _, rows, columns = shape
    return rf"\text{{entry}} = {number} \cdot {rows} \cdot {columns} + {row} \cdot {columns} + {column} = {entry}"


def dense_formula() -> str:
    """The sum of one unit over all entries i of the vector x."""
    return r"\text{logit} = \text{bias} + \sum_i x_i \cdot w_i"


def dense_result(step: DenseStep, name: str) -> str:
    """The same with the numbers of one unit: its bias, all terms above zero, all below."""
    parts = {
        "bias": step.bias,
        "terms above 0": float(step.terms[step.terms > 0].sum()),
        "terms below 0": float(step.terms[step.terms < 0].sum()),
    }
    sums = " + ".join(rf"\underbrace{{{factor(part)}}}_{{\text{{{label}}}}}" for label, part in parts.items())
    shown = sum(map(as_read, parts.values()))
    sign = relation(shown, step.total)
    return rf"\text{{logit}}_{{{name}}} = {sums} {sign} {plain(step.total)}"


def softmax_formula(constant: float, temperature: float) -> str:
    """The share of class k; the constant and the temperature are named where they do something."""
    share = r"\text{share}_k = \frac{e^{z_k}}{\sum_j e^{z_j}}"
    if constant == 0.0 and temperature == 1.0:
        return share.replace("z_", r"\text{logit}_")
    return share + r", \quad z_k = \frac{\text{logit}_k + \text{constant}}{\text{temperature}}"


def softmax_result(step: SoftmaxStep, number_of_class: int, name: str) -> str:
    """The same for one class, the largest logit taken off all of them first."""
    logit, share = float(step.logits[number_of_class]), float(step.probabilities[number_of_class])
    power, largest = float(step.exponentials[number_of_class]), float(step.logits.max())
    raising = relation(0.0, float(step.shifted[number_of_class]))  # no other power of e can be written with digits
    dividing = relation(as_read(power, fine) / as_read(step.total, fine), share, fine)
    raised = rf"\frac{{e^{{{plain(logit)} - {factor(largest)}}}}}{{{plain(step.total, fine)}}}"
    divided = rf"\frac{{{plain(power, fine)}}}{{{plain(step.total, fine)}}}"
    return rf"\text{{share}}_{{{name}}} = {raised} {raising} {divided} {dividing} {plain(share, fine)}"


SIZE_LETTERS = "n: cells of the image, p, q: padding before and after, d: dilation, k: cells of the kernel, s: stride"


def size_formula() -> str:
    """How many stops a kernel makes along one axis; the corner brackets round down."""
    return r"\text{size} = \left\lfloor \frac{n + p + q - d\,(k - 1) - 1}{s} \right\rfloor + 1"


def size_numbers(rows: Axis, columns: Axis) -> str:
    """The same with the numbers of the rows and of the columns."""
    lines = [
        rf"\text{{{name}}} &= \left\lfloor \tfrac{{{a.size} + {a.before} + {a.after} - {a.dilation} \cdot "
        rf"({a.window} - 1) - 1}}{{{a.stride}}} \right\rfloor + 1 = {a.stops}"
        for name, a in (("rows", rows), ("columns", columns))
    ]
    return r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"
