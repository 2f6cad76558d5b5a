"""Formulas of the way back: their numbers are those of the step, and they say = only where that is true."""

import re

import numpy as np
import pytest

from cnn_steps import Conv, Dense, Flatten, Pool
from tests.pages.app import decoded
from tests.ui.steps.backward_examples import DIGIT_NAMES, cards, nine, random_way
from ui.backward.card_data import dense_weights_data
from ui.backward.formulas import backward_formula

SURE, WRONG = cards(nine(9, 9), 1), cards(nine(9, 4), 1)
AVERAGED = cards(random_way(Pool(2, mode="avg"), Conv(1), Flatten(), Dense(2)))


def last_number(formula: str) -> float:
    return float(re.findall(r"-?\d+(?:\.\d+)?", formula)[-1])


@pytest.mark.parametrize("name", [name for name in WRONG if name not in ("loss", "pool1")])
def test_the_formula_ends_in_the_gradient_of_the_step(name: str) -> None:
    output = decoded(WRONG[name]["output"])
    for step in range(output.size):
        _, current, letters = backward_formula(WRONG[name], step)
        if abs(output.flat[step]) >= 0.005:
            assert last_number(current) == pytest.approx(output.flat[step], abs=0.0051)
        assert "g" in letters or "v" in letters


def test_the_loss_is_written_with_its_own_size() -> None:
    general, current, letters = backward_formula(SURE["loss"], 9, 1000)
    assert general == r"\frac{\partial L}{\partial z_k} = p_k - t_k"
    assert current.endswith(r"= 0.9995 - 1 \approx -0.00052")
    assert "times as large" not in letters
    assert "; gradients shown 1,000 times as large" in backward_formula(SURE["relu1"], 0, 1000)[2]


def test_tiny_numbers_are_written_with_a_power() -> None:
    _, current, _ = backward_formula(SURE["loss"], 1)
    assert re.search(r"= 1\.15 \\cdot 10\^\{-8\} - 0 = 1\.15 \\cdot 10\^\{-8\}$", current)


def test_a_weight_is_its_entry_times_the_gradient_of_its_unit() -> None:
    back = nine(9, 4)
    data = dense_weights_data(back, 4, 4, DIGIT_NAMES, [""] * 24)
    _, current, _ = backward_formula(data, 9)
    assert current == r"\frac{\partial L}{\partial W_{9,\,4}} = 0.78 \cdot (-1.00) = -0.78"
    assert back.activations[4][9] * back.gradients[5][4] == pytest.approx(-0.7775, abs=0.001)


def test_a_window_says_which_cell_takes_its_gradient() -> None:
    _, current, letters = backward_formula(WRONG["pool1"], 0)
    assert re.fullmatch(r"g_\{0,\\,0\} = -?\d+\.\d\d \\to x_\{\d,\\,\d\}", current), current
    assert "that the cell won" in letters


def test_a_mean_parts_its_gradient_among_all_cells_of_the_window() -> None:
    general, current, letters = backward_formula(AVERAGED["pool1"], 3)
    assert r"\frac{g}{n}" in general and "n: cells of the window" in letters
    assert r"\to x_{2,\,0} \ldots x_{3,\,1}" in current


def test_an_average_divides_on_the_way_back_too() -> None:
    assert r"\frac{1}{9}" in backward_formula(WRONG["conv1 weights"], 0)[0]
    assert r"\frac{1}{9}" not in backward_formula(AVERAGED["conv1 weights"], 0)[0]
    assert re.search(r"= \\frac\{-?\d+\.\d\d\}\{9\}", backward_formula(WRONG["conv1 weights"], 0)[1])


def test_what_one_filter_sends_back_has_a_letter_of_its_own() -> None:
    general, current, _ = backward_formula(WRONG["conv1 inputs"], 6)
    assert r"\sum_f s^f_{r,s}" in general
    assert current.startswith(r"s_{1,\,1} =")


STRIDED = Conv(2, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2))


@pytest.mark.parametrize(
    "conv", [Conv(2), Conv(2, padding=2), Conv(2, stride=2, padding=1), Conv(2, 1, padding=1), STRIDED], ids=str
)
def test_the_places_in_the_sum_of_a_convolution_are_those_whose_numbers_make_the_gradient(conv: Conv) -> None:
    back = random_way(conv, Flatten(), Dense(2))
    for name, (moving, fixed) in {"conv1 weights": ("x", "g"), "conv1 inputs": ("g", "k")}.items():
        data = cards(back)[name]
        general, _, _ = backward_formula(data, 0)
        found = re.search(rf"{moving}_\{{([^,]*),\\,([^}}]*)\}}\\; {fixed}_", general)
        assert found, general
        places = [re.sub(r"(\d)([a-z])", r"\1*\2", place) for place in found.groups()]
        slid, kernel, output = (decoded(data[part]) for part in ("input", "kernel", "output"))
        slid = slid.reshape(slid.shape[-2:])
        if fixed == "k":
            kernel = kernel[::-1, ::-1]  # the card has it turned already
        for row, column in np.ndindex(output.shape):
            total = 0.0
            for down, across in np.ndindex(kernel.shape):
                stop, weight = ((down, across), (row, column)) if fixed == "g" else ((row, column), (down, across))
                names = dict(zip("rsij", (*stop, *weight), strict=True))
                at = tuple(eval(place, {}, names) for place in places)
                if all(0 <= number < size for number, size in zip(at, slid.shape, strict=True)):
                    total += slid[at] * kernel[down, across]
            assert total / data["divisor"] == pytest.approx(output[row, column])
