"""Activations: what each record says is so, in formulas, in templates and in sentences."""

import math
import re
from typing import get_args

import numpy as np
import pytest

import cnn_steps
from cnn_steps.layers import Activation, Conv, Dense, Flatten, Pool
from tests.sentences import numbers_in, require_true_of
from ui.address import settings
from ui.components.layer_stack import PlainFields
from ui.components.wire import to_json
from ui.figures.numbers import as_read, filled, written
from ui.networks.codes import LAYER_TITLES, NetworkPlan, code_from_plan, plan_from_code
from ui.networks.stack_edits import fields_of, layer_from_fields
from ui.operations.activations import ACTIVATIONS, ActivationRecord, activation_of
from ui.operations.expressions import letter

NUMBERS = (-6.0, -2.5, -0.37, -0.004, 0.0, 0.004, 0.5, 0.98, 3.0)
RECORDS = pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=list(ACTIVATIONS))


def worth(formula: str) -> float:
    """What a line such as “1 ÷ (1 + e^{−2})” comes to."""
    text = re.sub(r"\^\{(.*?)\}", r"**(\1)", formula).replace("÷", "/").replace("−", "-").replace("·", "*")
    return float(eval(text, {"e": math.e, "max": max}))


def slope_at(record: ActivationRecord, x: float) -> float:
    """The slope of the curve by its heights on both sides of a number."""
    return float((record.function(x + 1e-6) - record.function(x - 1e-6)) / 2e-6)


def test_every_activation_of_the_library_has_a_record():
    layers = get_args(Activation)
    assert [activation_of(layer()).layer for layer in layers] == [record.layer for record in ACTIVATIONS.values()]
    assert len(layers) == len(ACTIVATIONS)


@RECORDS
def test_the_functions_are_those_of_the_layer(record: ActivationRecord):
    x, layers = np.array([[NUMBERS]]), (record.layer(),)
    activations = cnn_steps.forward(layers, {}, x)
    np.testing.assert_array_equal(activations[-1], record.function(x))
    grad = np.linspace(-1, 2, x.size).reshape(x.shape)
    back = cnn_steps.backward(layers, {}, activations, grad)
    np.testing.assert_array_equal(back.activations[0], record.backward(grad, x))
    assert getattr(cnn_steps, record.in_numpy) is record.function


@RECORDS
@pytest.mark.parametrize("x", NUMBERS)
def test_the_formulas_give_what_the_functions_give(record: ActivationRecord, x: float):
    y = float(record.function(x))
    assert record.formula.value(x=x) == pytest.approx(y)
    assert record.applied.value(x=x) == pytest.approx(y)
    assert record.applied.put(x=letter("z")).value(z=x) == pytest.approx(y)
    assert record.slope.value(x=x) == pytest.approx(float(record.slopes(np.array(x))))
    if x:
        assert record.slope.value(x=x) == pytest.approx(slope_at(record, x), abs=1e-6)


@RECORDS
@pytest.mark.parametrize("x", NUMBERS)
def test_the_formula_in_one_line_is_that_of_the_curve(record: ActivationRecord, x: float):
    line = record.worked_with(x)
    assert worth(line) == pytest.approx(float(record.function(as_read(x))))
    assert "{x}" not in line and "{-x}" not in line


@RECORDS
@pytest.mark.parametrize("x", [*NUMBERS, 60.0, math.inf, -math.inf])
def test_a_formula_is_exact_just_where_it_has_no_power_of_e_but_that_of_0(record: ActivationRecord, x: float):
    powers = re.findall(r"\^\{(.*?)\}", record.worked_with(x))
    assert record.is_exact(as_read(x)) == (set(powers) <= {"0"})
    if record.is_exact(as_read(x)):
        assert record.exactly(x) == pytest.approx(float(record.function(as_read(x))), abs=1e-15)
    else:
        assert math.isnan(record.exactly(x))


@RECORDS
def test_the_card_is_told_what_the_record_says(record: ActivationRecord):
    words, gate = record.card_words(), record.gate_words()
    for x, side, opening in (
        (-1.3, words.below, gate.below),
        (0.0, words.zero, gate.zero),
        (2.0, words.above, gate.above),
    ):
        assert filled(side.said, {"x": written(x)}) == record.step_words(x)
        assert opening.said == record.gate.at(x)
        assert (side.line is not None) == opening.exact == record.is_exact(x)
        if side.line:
            start, slope = side.line
            assert start + slope * x == pytest.approx(float(record.function(x)))
    assert filled(words.formula, {"x": "2", "-x": "−2"}) == record.worked_with(2.0)


@RECORDS
@pytest.mark.parametrize("x", [*NUMBERS, -1e-17, 1e-17])
def test_what_is_said_of_a_step_is_so(record: ActivationRecord, x: float):
    y = float(record.function(x))
    said = record.step_words(x)
    seen = as_read(x)
    assert ("above zero" in said.lower(), "below zero" in said.lower()) in ((False, False), (seen > 0, seen < 0))
    if "unchanged" in said or "stays" in said:
        assert as_read(y) == seen
    assert "{y}" in said or as_read(y) == seen
    low, high = record.limits
    assert set(numbers_in(said.replace("{y}", ""))) <= {low, high}
    if said.startswith("Squeezed"):
        assert numbers_in(said.replace("{y}", "")) == [low, high]
        assert low <= y <= high


@RECORDS
@pytest.mark.parametrize("x", [x for x in NUMBERS if x])
def test_what_is_said_of_a_gate_is_so(record: ActivationRecord, x: float):
    words, slope = record.gate.at(x), slope_at(record, x)
    if "open" in words or "unchanged" in words:
        assert slope == pytest.approx(1)
    if "shut" in words or "nothing" in words:
        assert slope == 0
    assert ("Above zero" in words) <= (x > 0) and ("Not above zero" in words) <= (x <= 0)
    assert "{slope}" in words or slope in (0, pytest.approx(1))
    assert words.endswith(" {y}.") and not numbers_in(words)


@RECORDS
def test_what_is_said_about_an_activation_is_so(record: ActivationRecord):
    words = record.about_words()
    require_true_of(record.kind, words)
    assert record.name.lower() in words.lower() and "{" not in words
    if "becomes" in words:
        assert numbers_in(words.partition("becomes")[2])[0] == float(record.function(0.0))
    assert not re.search(r"\.\d*0\b", words), "0.5, not 0.50: it is no measured number"


@RECORDS
def test_its_limits_and_marks_are_heights_of_its_curve(record: ActivationRecord):
    low, high = record.limits
    far = record.function(np.array([-1e6, 1e6]))
    assert far.tolist() == [low if math.isfinite(low) else far[0], high if math.isfinite(high) else far[1]]
    assert record.largest == (max(-low, high) if math.isfinite(low) and math.isfinite(high) else None)
    marks = record.marks(5.0)
    heights = record.function(np.linspace(-5, 5, 101))
    assert list(marks) == sorted(set(marks)) and float(record.function(0.0)) in marks
    assert marks[0] <= heights.min() and heights.max() <= marks[-1]


@RECORDS
def test_a_layer_is_read_and_written_by_the_codes_of_its_record(record: ActivationRecord):
    layer = record.layer()
    assert plan_from_code(record.code).layers == (layer,)
    assert code_from_plan(NetworkPlan((layer, Flatten()))) == f"{record.code}~f"
    assert to_json(fields_of(layer)) == {"kind": record.kind}
    assert layer_from_fields(PlainFields(record.kind)) == layer
    assert cnn_steps.layer_names((layer,)) == (f"{record.kind}1",)
    assert settings.LAYER_BACK.read(f"{record.kind}2") == f"{record.kind}2"


def test_the_codes_that_links_have_are_kept():
    promised = {"relu": "r", "sigmoid": "s", "tanh": "t"}
    assert {kind: ACTIVATIONS[kind].code for kind in promised} == promised


@RECORDS
def test_it_has_one_name_written_as_within_a_sentence_and_as_at_its_beginning(record: ActivationRecord):
    assert record.title in (record.name, record.name[:1].upper() + record.name[1:])


@RECORDS
def test_it_is_called_a_gate_just_where_it_is_one(record: ActivationRecord):
    slopes = set(record.slopes(np.array(NUMBERS)).tolist())
    assert ("is a **gate**" in record.back) == ("nothing passes" in record.back) == (slopes == {0.0, 1.0})
    if "next to nothing where the curve is flat" in record.back:
        assert 0 < min(slopes) < 0.02 and not record.is_exact(-1.0)


def test_codes_are_letters_of_their_own():
    codes = [record.code for record in ACTIVATIONS.values()]
    others = [code_from_plan(NetworkPlan((layer,)))[0] for layer in (Conv(2), Pool(3), Flatten(), Dense(2))]
    assert len({*codes, *others}) == len(codes) + len(others)
    assert all(len(code) == 1 for code in codes)


def test_the_setting_offers_every_activation_by_its_title():
    options = settings.ACTIVATION.options
    assert dict(options) == {kind: record.title for kind, record in ACTIVATIONS.items()}
    assert len(options) == len(ACTIVATIONS) and settings.ACTIVATION.default in options
    with pytest.raises(ValueError, match="is no choice for activation"):
        settings.ACTIVATION.read("softplus")


def test_the_usual_layers_are_offered_first():
    assert list(LAYER_TITLES)[:5] == ["conv", "relu", "pool", "flatten", "dense"]
    assert set(ACTIVATIONS) <= set(LAYER_TITLES)
