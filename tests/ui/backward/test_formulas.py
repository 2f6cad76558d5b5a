"""Formulas of the way back: their numbers are those of the step, and they say = only where that is true."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from cnn_steps import (
    Conv,
    Dense,
    Flatten,
    Layer,
    Pool,
    Relu,
    Sigmoid,
    Tanh,
    cross_entropy,
    dense_backward,
    pool2d_trace,
    relu_backward,
    sigmoid_backward,
    tanh_backward,
)
from tests.ui.operations.test_formulas import letters_explained, letters_in
from tests.ui.steps.backward_examples import BACKWARD_OPERATIONS, DIGIT_NAMES, cards, nine, output_of, random_way
from tests.ui.steps.examples import retitled
from ui.backward.card_data import backward_weights_card, sent_back
from ui.backward.formulas import backward_equations, backward_formula

SURE, WRONG = cards(nine(9, 9), 1), cards(nine(9, 4), 1)
AVERAGED = cards(random_way(Pool(2, mode="avg"), Conv(1), Flatten(), Dense(2)))


def last_number(formula: str) -> float:
    return float(re.findall(r"-?\d+(?:\.\d+)?", formula)[-1])


@pytest.mark.parametrize("name", [name for name in WRONG if name not in ("loss", "pool1")])
def test_the_formula_ends_in_the_gradient_of_the_step(name: str) -> None:
    output = output_of(WRONG[name])
    for step in range(output.size):
        _, current, letters = backward_formula(WRONG[name], step)
        if abs(output.flat[step]) >= 0.005:
            assert last_number(current) == pytest.approx(output.flat[step], abs=0.0051)
        assert "g" in letters or "v" in letters


def test_the_loss_is_written_with_its_own_size() -> None:
    general, current, letters = backward_formula(SURE["loss"], 9, 1000)
    assert general == r"\frac{\partial L}{\partial z_{k}} = p_{k} - t_{k}"
    assert current.endswith(r"= 0.9995 - 1 \approx -0.00052")
    assert "times as large" not in letters
    assert "; gradients shown 1,000 times as large" in backward_formula(SURE["relu1"], 0, 1000)[2]


def test_tiny_numbers_are_written_with_a_power() -> None:
    _, current, _ = backward_formula(SURE["loss"], 1)
    assert re.search(r"= 1\.15 \\cdot 10\^\{-8\} - 0 = 1\.15 \\cdot 10\^\{-8\}$", current)


def test_a_weight_is_its_entry_times_the_gradient_of_its_unit() -> None:
    back = nine(9, 4)
    card = backward_weights_card(back, 4, 4, DIGIT_NAMES, [""] * 24)
    _, current, _ = backward_formula(card, 9)
    assert current == r"\frac{\partial L}{\partial W_{9,\,4}} = 0.78 \cdot (-1.00) = -0.78"
    assert back.activations[4][9] * back.gradients[5][4] == pytest.approx(-0.7775, abs=0.001)


def test_a_window_says_which_cell_takes_its_gradient() -> None:
    _, current, letters = backward_formula(WRONG["pool1"], 0)
    assert re.fullmatch(r"g_\{0,\\,0\} = -?\d+\.\d\d \\to x_\{\d,\\,\d\}", current), current
    assert "that the cell won" in letters


def test_a_mean_parts_its_gradient_among_all_cells_of_the_window() -> None:
    general, current, letters = backward_formula(AVERAGED["pool1"], 3)
    assert r"\frac{g_{w}}{n}" in general and "n: cells of a window" in letters
    assert r"\to x_{2,\,0} \ldots x_{3,\,1}" in current


def test_an_average_divides_on_the_way_back_too() -> None:
    assert r"\frac{1}{9}" in backward_formula(WRONG["conv1 weights"], 0)[0]
    assert r"\frac{1}{9}" not in backward_formula(AVERAGED["conv1 weights"], 0)[0]
    assert re.search(r"= \\frac\{-?\d+\.\d\d\}\{9\}", backward_formula(WRONG["conv1 weights"], 0)[1])


def test_what_one_filter_sends_back_has_a_letter_of_its_own() -> None:
    general, current, _ = backward_formula(WRONG["conv1 inputs"], 6)
    assert r"\sum_{f} b_{f,r,s}" in general
    assert current.startswith(r"b_{f,\,1,\,1} =")


STRIDED = Conv(2, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2))


@pytest.mark.parametrize(
    "conv",
    [Conv(2), Conv(2, padding=2), Conv(2, stride=2, padding=1), Conv(2, 1, padding=1), Conv(2, average=True), STRIDED],
)
def test_the_formulas_of_a_convolution_give_its_gradients(conv: Conv) -> None:
    back = random_way(conv, Flatten(), Dense(2))
    data = cards(back)
    rows, columns = back.parameters["conv1.kernels"].shape[2:]

    (_, of_kernel), g = backward_equations(data["conv1 weights"])[0], back.gradients[1][0]
    spans = {"r": range(g.shape[0]), "s": range(g.shape[1])}
    seen = padded(back.activations[0][0]) if any(data["conv1 weights"].padding) else back.activations[0][0]
    for i, j in np.ndindex(rows, columns):
        value = of_kernel.value(x=seen, g=g, i=i, j=j, **spans)
        assert value == pytest.approx(back.parameter_gradients["conv1.kernels"][0, 0, i, j])
    assert ("0 outside" in backward_formula(data["conv1 weights"], 0).letters) == callable(seen)

    (_, of_image), (_, sent) = backward_equations(data["conv1 inputs"])
    spread = padded(data["conv1 inputs"].input.numbers[0])
    kernel, window = back.parameters["conv1.kernels"][0, 0], {"i": range(rows), "j": range(columns)}
    filters = np.stack([sent_back(back, 0, number)[0] for number in range(2)])
    for r, s in np.ndindex(back.activations[0].shape[1:]):
        assert sent.value(g=spread, k=kernel, r=r, s=s, **window) == pytest.approx(filters[0, r, s])
        assert of_image.value(b=filters, r=r, s=s, f=range(2)) == pytest.approx(back.gradients[0][0, r, s])


def padded(values: np.ndarray) -> Callable[[int, int], float]:
    """Numbers of a map, 0 outside."""

    def at(row: int, column: int) -> float:
        inside = 0 <= row < values.shape[0] and 0 <= column < values.shape[1]
        return float(values[row, column]) if inside else 0.0

    return at


def test_the_formula_of_the_loss_gives_the_gradient_of_every_logit() -> None:
    back = nine(9, 4)
    ((_, right),) = backward_equations(WRONG["loss"])
    targets = np.eye(10)[4]
    _, gradient = cross_entropy(back.activations[-1], 4)
    shown = [right.value(p=back.shares, t=targets, k=k) for k in range(10)]
    np.testing.assert_allclose(shown, gradient)


def test_the_formulas_of_a_dense_layer_give_its_gradients() -> None:
    back = random_way(Flatten(), Dense(3))
    v, weights, g = back.activations[1], back.parameters["dense1.weights"], back.gradients[2]
    of_inputs, of_weights, _ = dense_backward(g, v, weights)
    ((_, entry),), ((_, weight),) = (
        backward_equations(cards(back)[f"dense1 {part}"]) for part in ("inputs", "weights")
    )
    for i in range(v.size):
        assert entry.value(g=g, W=weights, i=i, k=range(3)) == pytest.approx(of_inputs[i])
        for k in range(3):
            assert weight.value(v=v, g=g, i=i, k=k) == pytest.approx(of_weights[i, k])


def test_the_formula_of_flatten_takes_the_entry_that_stood_there() -> None:
    back = random_way(Conv(2), Flatten(), Dense(2))
    ((_, right),) = backward_equations(cards(back)["flatten1"])
    maps, vector = back.gradients[1], back.gradients[2]
    for entry in range(vector.size):
        assert right.value(L=0, v=vector, i=entry) == maps.flat[entry]
        current = backward_formula(cards(back)["flatten1"], entry).current
        place = r",\,".join(map(str, np.unravel_index(entry, maps.shape)))
        assert rf"x_{{{place}}}}} = \frac{{\partial L}}{{\partial v_{{{entry}}}}} =" in current


@pytest.mark.parametrize("mode", ["max", "avg"])
def test_the_formula_of_pooling_adds_up_the_windows_of_a_cell(mode: str) -> None:
    back = random_way(Pool(2, stride=1, mode=mode), Flatten(), Dense(2))
    ((_, right),) = backward_equations(cards(back)["pool1"])
    values, upstream = back.activations[0][0], back.gradients[1][0]
    takers = [
        [tuple(step.winners[0])] if mode == "max" else [(row, column) for row in step.rows for column in step.cols]
        for step in pool2d_trace(values, 2, stride=1, mode=mode)
    ]
    for r, s in np.ndindex(values.shape):
        windows = [number for number, cells in enumerate(takers) if (r, s) in cells]
        assert right.value(g=upstream.ravel(), w=windows, n=4) == pytest.approx(back.gradients[0][0, r, s])


@pytest.mark.parametrize(
    ("layer", "backward"), [(Relu(), relu_backward), (Sigmoid(), sigmoid_backward), (Tanh(), tanh_backward)]
)
def test_the_formula_of_an_activation_gives_its_gradient_and_its_slope(
    layer: Layer, backward: Callable[..., np.ndarray]
) -> None:
    back = random_way(layer, Flatten(), Dense(2))
    (name,) = (name for name in cards(back) if name.rstrip("1") in ("relu", "sigmoid", "tanh"))
    (_, passed), (_, slope) = backward_equations(cards(back)[name])
    x, g = back.activations[0][0], back.gradients[1][0]
    wanted, ones = backward(g, x), backward(np.ones_like(x), x)
    assert slope.value(x=0.0) == pytest.approx(float(backward(np.ones(1), np.zeros(1))[0]))
    for r, s in np.ndindex(x.shape):
        assert passed.value(x=x, g=g, r=r, s=s) == pytest.approx(wanted[r, s])
        current = backward_formula(cards(back)[name], r * x.shape[1] + s).current
        factors = re.search(r"= \(?(-?[\d.]+)\)? \\cdot \(?(-?[\d.]+)\)? ", current)
        assert factors, current
        np.testing.assert_allclose([*map(float, factors.groups())], [ones[r, s], g[r, s]], atol=0.0051)
        assert slope.value(x=x[r, s]) == pytest.approx(ones[r, s])


@pytest.mark.parametrize("name", BACKWARD_OPERATIONS)
def test_a_legend_explains_the_letters_of_its_formula_and_no_other(name: str) -> None:
    shown = backward_formula(BACKWARD_OPERATIONS[name], 0)
    assert letters_explained(shown.letters) == letters_in(shown.general)


@pytest.mark.parametrize("title", ["Gradient of the map", "Another title"])
@pytest.mark.parametrize("name", BACKWARD_OPERATIONS)
def test_no_title_decides_which_formula_is_shown(name: str, title: str) -> None:
    card = BACKWARD_OPERATIONS[name]
    assert backward_formula(retitled(card, title), 0) == backward_formula(card, 0)
