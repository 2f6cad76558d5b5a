"""Every formula, worked out with random numbers, gives what ``cnn_steps`` gives, in general and in numbers."""

import re
from typing import Any

import numpy as np
import pytest

from cnn_steps import (
    DIGIT_9,
    conv2d,
    conv2d_step,
    conv2d_trace,
    dense,
    dense_step,
    flatten,
    load_bitmap_classifier,
    normalize,
    output_size,
    pool2d,
    pool2d_trace,
    relu,
    sigmoid,
    softmax,
    softmax_step,
    tanh,
)
from cnn_steps.geometry import sweep
from ui.figures.numbers import MINUS, fine, written
from ui.lessons.softmax import adjusted
from ui.operations import formulas
from ui.operations.activations import ACTIVATIONS
from ui.operations.formulas import Formula

RNG = np.random.default_rng(11)
FUNCTIONS = {"relu": relu, "sigmoid": sigmoid, "tanh": tanh}
NUMBER = r"-?\d+(?:\.\d+)?(?: \\cdot 10\^\{-?\d+\})?"


def result(formula: Formula) -> str:
    """The number that a formula ends in."""
    return re.findall(NUMBER, formula.current)[-1]


def latex_of(value: float, text: Any = written) -> str:
    return re.sub(r"·10\^\{(.*)\}|e(.*)", r" \\cdot 10^{\1\2}", text(value)).replace(MINUS, "-")


@pytest.mark.parametrize("average", [False, True])
@pytest.mark.parametrize("channels", [1, 3])
def test_the_formula_of_a_convolution_gives_every_cell(channels: int, average: bool) -> None:
    image, kernel = RNG.normal(size=(channels, 5, 6)), RNG.normal(size=(channels, 3, 2))
    if channels == 1:
        image, kernel = image[0], kernel[0]
    expression = formulas.convolution(channels, average=average)
    spans = dict(zip("cij" if channels > 1 else "ij", map(range, kernel.shape), strict=True))
    made = conv2d(image, kernel[None], [0.7], average=average)[0]
    for step in conv2d_trace(image, kernel, 0.7, average=average):
        r, s = step.row, step.col
        value = expression.value(x=image, k=kernel, b=0.7, n=kernel.size, r=r, s=s, **spans)
        assert value == pytest.approx(made[r, s])
        shown = formulas.convolution_formula(step)
        assert shown.current.startswith(rf"y_{{{r},\,{s}}} = ")
        assert result(shown) == latex_of(made[r, s])
        assert ("n:" in shown.letters) == average and ("c:" in shown.letters) == (channels > 1)


def test_the_numbers_of_a_convolution_are_its_channels_its_divisor_and_its_bias() -> None:
    image, kernel = np.arange(12.0).reshape(3, 2, 2), np.ones((3, 1, 1))
    step = conv2d_step(image, kernel, 1, 0, -0.5, average=True)
    assert formulas.convolution_formula(step).current == r"y_{1,\,0} = \frac{2 + 6 + 10}{3} + (-0.50) = 5.50"


@pytest.mark.parametrize("kind", FUNCTIONS)
@pytest.mark.parametrize("x", [-2.5, -0.11, 0.0, 0.3, 4.0])
def test_the_formula_of_an_activation_gives_its_output(kind: str, x: float) -> None:
    y = float(FUNCTIONS[kind](x))
    assert result(formulas.activation_formula(ACTIVATIONS[kind], x, y)) == latex_of(y)


def test_a_saturated_activation_is_not_said_to_equal_its_limit() -> None:
    for kind in ("sigmoid", "tanh"):
        for x in (60.0, 2000.0):  # where a power of e is too large for a computer, too
            assert r"\approx 1" in formulas.activation_formula(ACTIVATIONS[kind], x, float(FUNCTIONS[kind](x))).current


@pytest.mark.parametrize("mode", ["max", "avg"])
@pytest.mark.parametrize(("size", "stride"), [(2, 1), (2, 2), (3, 2), (1, 3)])
def test_the_formula_of_pooling_gives_every_cell(mode: str, size: int, stride: int) -> None:
    values = RNG.normal(size=(7, 6))
    expression = formulas.pooling(mode)
    window = {"n": size * size, "t": stride, "i": range(size), "j": range(size)}
    for step in pool2d_trace(values, size, stride=stride, mode=mode):
        assert expression.value(x=values, r=step.row, s=step.col, **window) == pytest.approx(step.value)
        shown = formulas.pooling_formula(step, mode)
        assert result(shown) == latex_of(step.value)
        assert shown.current.startswith(rf"y_{{{step.row},\,{step.col}}} = ")
        cells = re.search(r"\{pmatrix\}(.*)\\end", shown.current)
        assert cells and re.findall(NUMBER, cells[1]) == [latex_of(cell) for cell in step.window.ravel()]
        assert ("n:" in shown.letters) == (mode == "avg")


def test_the_formula_of_a_level_is_how_levels_are_normalized() -> None:
    for low, high in ((-1.0, 1.0), (0.0, 1.0), (0.0, 255.0)):
        for level in (0.0, 37.0, 255.0):
            value = normalize(np.array(level), low=low, high=high, source_range=(0, 255))
            assert formulas.VALUE.value(level=level, low=low, high=high) == pytest.approx(float(value))
            shown = formulas.level_formula(np.array(level), value, (low, high))
            assert result(shown) == latex_of(float(value))
            assert re.findall(NUMBER, shown.current)[:2] == [f"{level:.0f}", "255"]


def test_the_formula_of_gray_is_the_mean_of_the_channels() -> None:
    values = RNG.uniform(-1, 1, 3)
    red, green, blue = values
    assert formulas.GRAY.value(red=red, green=green, blue=blue) == pytest.approx(values.mean())
    shown = formulas.gray_formula(values)
    assert result(shown) == latex_of(values.mean())
    assert re.findall(NUMBER, shown.current)[:3] == [latex_of(value) for value in values]


def test_the_formula_of_an_entry_finds_every_number_of_the_maps() -> None:
    maps = RNG.normal(size=(3, 4, 2))
    for place in np.ndindex(maps.shape):
        at = dict(zip(("map", "row", "column"), place, strict=True))
        entry = formulas.ENTRY.value(rows=4, columns=2, **at)
        assert flatten(maps)[entry] == maps[place]
        shown = formulas.flatten_formula(maps.shape, entry)
        f, r, s = place
        assert shown.current == rf"\text{{entry}} = {f} \cdot 4 \cdot 2 + {r} \cdot 2 + {s} = {entry}"
    flat = re.sub(r"\\begin\{aligned\}|\\end\{aligned\}|\{\}|&|\\\\|\\;", "", shown.general)
    assert flat.split() == rf"\text{{entry}} = {formulas.ENTRY.latex()}".split()


def test_the_formula_of_a_logit_gives_every_unit() -> None:
    vector, weights, bias = RNG.normal(size=6), RNG.normal(size=(6, 3)), RNG.normal(size=3)
    logits = dense(vector, weights, bias)
    for unit in range(3):
        value = formulas.WEIGHTED.value(x=vector, w=weights[:, unit], bias=bias[unit], i=range(6))
        assert value == pytest.approx(logits[unit])
        step = dense_step(vector, weights, bias, unit)
        shown = formulas.dense_formula(step, str(unit))
        assert result(shown) == latex_of(logits[unit])
        above, below = step.terms[step.terms > 0].sum(), step.terms[step.terms < 0].sum()
        parts = dict(
            (words, part)
            for part, words in re.findall(r"\\underbrace\{\(?(.*?)\)?\}_\{\\text\{(.*?)\}\}", shown.current)
        )
        assert parts == {
            "bias": latex_of(bias[unit]),
            "terms above 0": latex_of(above),
            "terms below 0": latex_of(below),
        }


@pytest.mark.parametrize(("constant", "temperature"), [(0.0, 1.0), (3.0, 1.0), (-2.0, 0.5)])
def test_the_formula_of_a_share_gives_every_class(constant: float, temperature: float) -> None:
    logits = RNG.normal(scale=3, size=5)
    scores = adjusted(logits, constant, temperature)
    shares = softmax(scores)
    now = softmax_step(scores)
    expression = formulas.softmax_of(formulas.LOGIT)
    for k in range(5):
        changed = formulas.CHANGED.value(logit=logits, k=k, constant=constant, temperature=temperature)
        assert changed == pytest.approx(scores[k])
        assert expression.value(logit=scores, k=k, j=range(5)) == pytest.approx(shares[k])
        shown = formulas.softmax_formula(now, k, str(k), constant=constant, temperature=temperature)
        assert result(shown) == latex_of(shares[k], fine)
        assert rf"\frac{{{latex_of(now.exponentials[k], fine)}}}{{{latex_of(now.total, fine)}}}" in shown.current
        assert (r"\text{constant}" in shown.general) == ((constant, temperature) != (0, 1))


def test_the_formula_of_the_size_counts_the_stops_of_every_axis() -> None:
    for n, k, s, p, q, d in (
        np.random.default_rng(3).integers((3, 1, 1, 0, 0, 1), (12, 4, 4, 3, 3, 3), (200, 6)).tolist()
    ):
        reach = (k - 1) * d + 1
        if reach > n + p + q:
            continue
        size = output_size(n, k, stride=s, padding=(p, q), dilation=d)
        assert formulas.SIZE.value(n=n, k=k, s=s, p=p, q=q, d=d) == size
        axis, _ = sweep((n, n), (k, k), s, ((p, q), (p, q)), d)
        assert formulas.size_in_numbers("rows", axis) == (
            rf"\text{{rows}} = \left\lfloor \frac{{{n} + {p} + {q} - {d} \cdot ({k} - 1) - 1}}{{{s}}} \right\rfloor"
            rf" + 1 = {size}"
        )


def test_a_cell_without_a_bias_has_none_in_its_formula() -> None:
    shown = formulas.convolution_formula(conv2d_step(np.eye(3), np.ones((2, 2)), 0, 0), has_bias=False)
    assert "b" not in shown.general and "bias" not in shown.letters
    assert shown.current == r"y_{0,\,0} = 2 = 2"


def test_rows_and_columns_each_have_their_size_worked_out() -> None:
    shown = formulas.size_formula(*sweep((7, 5), (3, 2), 2, ((1, 0), (2, 2)), 1)).current
    rows, columns = shown.split(r" \\ ")
    assert r"\text{rows} &= \left\lfloor \tfrac{7 + 1 + 0 - 1 \cdot (3 - 1) - 1}{2} \right\rfloor + 1 = 3" in rows
    assert r"\text{columns} &= \left\lfloor \tfrac{5 + 2 + 2 - 1 \cdot (2 - 1) - 1}{2} \right\rfloor + 1 = 4" in columns


def test_the_formula_of_the_walk_gives_the_shares() -> None:
    known = load_bitmap_classifier()
    vector = formulas.FLAT.value(x=DIGIT_9, k=known.kernels)
    shares = formulas.SHARES.value(v=vector, W=known.weights, b=known.bias)
    np.testing.assert_allclose(vector, flatten(pool2d(relu(conv2d(DIGIT_9, known.kernels, average=True)), 2, stride=1)))
    np.testing.assert_allclose(shares, softmax(vector @ known.weights + known.bias))


def test_a_legend_says_what_stands_for_what() -> None:
    rows = "r, s: row and column; i, j: row and column in the window"
    assert {name: shown.letters for name, shown in shown_formulas().items() if shown.letters} == {
        "convolution False": f"y: feature map; x: image; k: kernel; b: bias; {rows}",
        "convolution True": f"y: feature map; n: cells of the kernel; x: image; k: kernel; b: bias; {rows}",
        "color False": "y: feature map; x: image; k: kernel; b: bias; r, s: row and column; "
        "c: channel; i, j: row and column in the window",
        "color True": "y: feature map; n: cells of the kernel, in all channels; x: image; k: kernel; "
        "b: bias; r, s: row and column; c: channel; i, j: row and column in the window",
        "max": f"y: pooled map; x: map; t: stride; {rows}",
        "avg": f"y: pooled map; n: cells of a window; x: map; t: stride; {rows}",
        "relu": "x: the number in a cell",
        "sigmoid": "x: the number in a cell; e: 2.718…",
        "tanh": "x: the number in a cell; e: 2.718…",
        "dense": "x: vector; w: weights of the unit; i: entry of the vector",
        "softmax": "e: 2.718…; k: one class; j: every class",
        "changed softmax": "e: 2.718…; z: logits after the changes; k: one class; j: every class",
        "size": "⌊ ⌋: rounded down; n: rows or columns of the image; p, q: padding before and after; d: dilation; "
        "k: rows or columns of the kernel; s: stride",
        "walk": "⋆: slide, multiply, add up, divide by the number of cells; x: image; k: filters; v: vector; "
        "W, b: weights and biases of the dense layer",
    }


def shown_formulas() -> dict[str, Formula]:
    image, kernel = RNG.normal(size=(3, 4, 4)), RNG.normal(size=(3, 2, 2))
    found = {}
    for average in (False, True):
        found[f"convolution {average}"] = formulas.convolution_formula(
            conv2d_step(image[0], kernel[0], 0, 0, average=average)
        )
        found[f"color {average}"] = formulas.convolution_formula(conv2d_step(image, kernel, 0, 0, average=average))
    for mode in ("max", "avg"):
        step = next(iter(pool2d_trace(image[0], 2, mode=mode)))
        found[mode] = formulas.pooling_formula(step, mode)
    found |= {kind: formulas.activation_formula(ACTIVATIONS[kind], 0.5, 0.5) for kind in FUNCTIONS}
    found["level"] = formulas.level_formula(np.array(1.0), np.array(1.0), (0.0, 1.0))
    found["gray"] = formulas.gray_formula(np.ones(3))
    found["flatten"] = formulas.flatten_formula((2, 2, 2), 3)
    found["dense"] = formulas.dense_formula(dense_step(np.ones(2), np.ones((2, 2)), np.ones(2), 0), "0")
    now = softmax_step(np.arange(3.0))
    found["softmax"] = formulas.softmax_formula(now, 0, "0", constant=0.0, temperature=1.0)
    found["changed softmax"] = formulas.softmax_formula(now, 0, "0", constant=1.0, temperature=1.0)
    found["size"] = formulas.size_formula(*sweep((7, 5), (3, 3), 1, 0, 1))
    found["walk"] = formulas.walk_formula(DIGIT_9)
    return found


def letters_in(latex: str) -> set[str]:
    """The letters of a formula that are neither words nor commands; what is rounded down; what is slid."""
    bare = re.sub(r"\\text\{.*?\}|\\(begin|end)\{\w+\}|\\(?!star|lfloor)[a-zA-Z]+", " ", latex)
    signs = {r"\star": "⋆", r"\lfloor": "⌊ ⌋"}
    found = {sign for command, sign in signs.items() if command in bare}
    bare = re.sub(r"\\[a-z]+", " ", bare).replace("a'", "a′")
    return found | set(re.findall(r"[a-zA-Z]′?", bare))


def letters_explained(words: str) -> set[str]:
    return {name for entry in words.split("; ") if ": " in entry for name in entry.partition(": ")[0].split(", ")}


@pytest.mark.parametrize("name", shown_formulas())
def test_a_legend_explains_the_letters_of_its_formula_and_no_other(name: str) -> None:
    shown = shown_formulas()[name]
    assert letters_explained(shown.letters) == letters_in(shown.general)
