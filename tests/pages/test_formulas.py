"""The formula under a card is that of the card's operation, and its numbers are those of the step in view."""

import numpy as np
import pytest

from tests.pages.app import open_page, sent_card
from tests.ui.operations.test_formulas import latex_of
from tests.ui.steps.backward_examples import output_of
from ui.backward.formulas import backward_equations
from ui.components.card_messages import Card
from ui.figures.numbers import fine, written
from ui.operations import formulas
from ui.operations.activations import ACTIVATIONS
from ui.operations.expressions import equation

STEP = 3
PICTURE = {"image": "photo", "rows": "9", "columns": "8"}
CARDS: list[tuple[str, dict[str, str]]] = [
    ("2_convolution.py", {"bias": "0.5"}),
    ("2_convolution.py", {**PICTURE, "average": "off"}),
    ("3_filters.py", {"kernel": "emboss"}),
    ("3_filters.py", {**PICTURE, "average": "on"}),
    ("5_activations.py", {"activation": "relu", "map": "vertical"}),
    ("5_activations.py", {"activation": "sigmoid"}),
    ("5_activations.py", {"activation": "tanh", "map": "diagonal"}),
    ("6_pooling.py", {"pool": "max"}),
    ("6_pooling.py", {"pool": "avg", "map": "vertical"}),
    ("7_dense.py", {"view": "flatten"}),
    ("7_dense.py", {"view": "dense", "unit": "4"}),
    ("8_softmax.py", {}),
    ("8_softmax.py", {"constant": "2", "temperature": "0.5"}),
]


def general(file: str, data: Card, query: dict[str, str]) -> str:
    """The formula of an operation as it always holds; a bias is in it where the page has one."""
    match data.operation:
        case "convolution":
            average, has_bias = data.divisor != 1, file == "2_convolution.py"
            right = formulas.convolution(len(data.kernel.numbers), average=average, has_bias=has_bias)
            return equation(formulas.MAP[formulas.ROW, formulas.COLUMN], right)
        case "activation":
            return equation(ACTIVATIONS[data.kind].applied, ACTIVATIONS[data.kind].formula)
        case "pooling":
            return equation(formulas.POOLED[formulas.ROW, formulas.COLUMN], formulas.pooling(data.mode))
        case "flatten":
            return formulas.flatten_formula(data.input.numbers.shape, 0).general
        case "dense":
            return equation(formulas.LOGIT, formulas.WEIGHTED)
        case _:
            scores = formulas.letter("z") if query else formulas.LOGIT
            return equation(formulas.SHARE[formulas.CLASS], formulas.softmax_of(scores))


def result(data: Card) -> str:
    """What the formula ends in at the step in view."""
    match data.operation:
        case "flatten":
            return f"= {STEP}"
        case "dense":
            return f" {latex_of(data.output[data.unit_index], written)}"
        case "softmax":
            return f" {latex_of(data.probabilities[STEP], fine)}"
        case _:
            return f" {latex_of(data.output.numbers.flat[STEP], written)}"


@pytest.mark.parametrize(("file", "query"), CARDS)
def test_the_formula_belongs_to_its_card_and_its_step(file: str, query: dict[str, str]) -> None:
    app = open_page(file, step=str(STEP), **query)
    data = sent_card(app)
    shown = [item.value.strip("$\n") for item in app.main.latex]
    assert len(shown) == 2
    assert shown[0].startswith(general(file, data, query))
    assert shown[1].endswith(result(data))


def test_the_number_below_a_picture_is_that_of_the_pixel_in_view() -> None:
    app = open_page("1_image.py", **PICTURE, range="unit", row="4", column="6")
    shown = [item.value.strip("$\n") for item in app.main.latex]
    assert shown[0] == equation(formulas.letter("value"), formulas.VALUE)
    assert shown[2] == equation(formulas.letter("gray"), formulas.GRAY)


WAY_BACK = [
    {"layer_back": layer, "gradient": gradient, "truth": "4"}
    for layer, gradient in (
        ("loss", "inputs"),
        ("dense1", "inputs"),
        ("dense1", "weights"),
        ("flatten1", "inputs"),
        ("pool1", "inputs"),
        ("relu1", "inputs"),
        ("conv1", "inputs"),
        ("conv1", "weights"),
    )
]


@pytest.mark.parametrize("query", WAY_BACK)
def test_the_formula_on_the_way_back_belongs_to_its_card_and_its_step(query: dict[str, str]) -> None:
    app = open_page("11_backpropagation.py", step=str(STEP), **query)
    data = sent_card(app)
    shown = [item.value.strip("$\n") for item in app.main.latex]
    assert all(equation(*both) in shown[0] for both in backward_equations(data))
    if data.operation == "backward_pooling":
        gradient = latex_of(data.upstream.numbers.flat[STEP])
        row, column = np.unravel_index(STEP, data.upstream.numbers.shape)
        assert shown[1].startswith(rf"g_{{{row},\,{column}}} = {gradient} \to ")
    else:
        text = fine if data.operation == "backward_loss" else written
        scale = data.scale if data.operation == "backward_loss" else 1
        assert shown[1].endswith(f" {latex_of(output_of(data).flat[STEP] / scale, text)}")
