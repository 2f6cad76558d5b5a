"""Layers as the stack in the browser holds them: read and written, refused where they make no sense, repaired."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, Tanh, summary
from tests.ui.networks.test_codes import FORMS, LAYERS
from ui.components.layer_stack import LayerFields, StackEdit
from ui.components.wire import from_json, to_json
from ui.networks.codes import MOST_LAYERS, NetworkPlan, code_from_form
from ui.networks.stack_edits import fields_of, layer_from_fields, plan_from_edit, remedy


def sent(layer):
    """A layer as the browser is sent it."""
    return to_json(fields_of(layer))


@given(layers=st.lists(LAYERS, max_size=MOST_LAYERS), form=FORMS)
def test_what_the_browser_is_sent_it_can_send_back(layers, form):
    edit = {
        "id": 1,
        "layers": [sent(layer) for layer in layers],
        "form": code_from_form(form) if form else "own",
        "focus": 0,
        "everything": False,
    }
    assert plan_from_edit(from_json(StackEdit, json.loads(json.dumps(edit)))) == NetworkPlan(tuple(layers), form)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "conv", "filters": 4},
        {**sent(Conv(4)), "kernel": 3.0},
        {**sent(Conv(4)), "kernel": [3, 3, 3]},
        {**sent(Conv(4)), "stride": True},
        {**sent(Conv(4)), "padding": "valid"},
        {**sent(Conv(4)), "bias": 1},
        {**sent(Pool()), "window": None},
        {**sent(Pool()), "mode": "sum"},
        {**sent(Relu()), "units": 10},
        {"kind": "dense", "units": "10", "bias": True},
    ],
)
def test_fields_of_no_layer_do_not_fit_its_type(fields):
    with pytest.raises(ValueError, match="was expected, not"):
        from_json(LayerFields, fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "zebra"}, "there is no layer “zebra”"),
        ({**sent(Conv(4)), "filters": 0}, "the number of filters goes from 1 to 256, not 0"),
        ({**sent(Conv(4)), "filters": 257}, "the number of filters goes from 1 to 256, not 257"),
        ({**sent(Conv(4)), "kernel": [3, 16]}, "the kernel size goes from 1 to 15, not 16"),
        ({**sent(Conv(4)), "padding": -1}, "the padding goes from 0 to 10, not -1"),
        ({**sent(Pool()), "stride": 0}, "the stride goes from 1 to 15, not 0"),
        ({**sent(Dense(2)), "units": 10**9}, "the number of units goes from 1 to 4,096, not 1,000,000,000"),
    ],
)
def test_kinds_and_numbers_that_make_no_layer_are_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        layer_from_fields(from_json(LayerFields, fields))


@pytest.mark.parametrize(
    ("layers", "number", "words", "repaired"),
    [
        ((Conv(4), Dense(2)), 1, "Put Flatten before it", (Conv(4), Flatten(), Dense(2))),
        ((Flatten(), Relu(), Conv(4)), 2, "Move it before Flatten", (Conv(4), Flatten(), Relu())),
        ((Flatten(), Pool(), Dense(2)), 1, "Move it before Flatten", (Pool(), Flatten(), Dense(2))),
        ((Flatten(), Flatten(), Dense(2)), 1, "Remove it", (Flatten(), Dense(2))),
        ((Pool(4), Conv(2, 5), Tanh()), 1, "Use a kernel of 2×2", (Pool(4), Conv(2, 2), Tanh())),
        ((Pool(4), Conv(2, (1, 5)), Tanh()), 1, "Use a kernel of 1×2", (Pool(4), Conv(2, (1, 2)), Tanh())),
        ((Pool(2), Pool((2, 6)), Relu()), 1, "Use a window of 2×4", (Pool(2), Pool((2, 4)), Relu())),
        ((Pool(2), Pool(6), Relu()), 1, "Use a window of 4×4", (Pool(2), Pool(4), Relu())),
        ((Pool(8), Pool(2), Relu()), 1, "Remove it", (Pool(8), Relu())),
        ((Flatten(), Conv(2, 9)), 1, "Remove it", (Flatten(),)),
    ],
)
def test_the_smallest_change_that_helps_is_offered(layers, number, words, repaired):
    shape = summary(layers[:number], (1, 8, 8))[-1].output_shape
    assert remedy(layers, number, (1, 8, 8), shape) == (words, repaired)
    if repaired:
        summary(repaired, (1, 8, 8))


def test_nothing_is_offered_for_what_is_only_too_large():
    layers = (Flatten(), Dense(4096), Dense(4096))
    assert remedy(layers, 2, (1, 8, 8), (4096,)) is None


def test_a_stack_that_is_full_is_offered_no_layer_more():
    layers = (*(Relu(),) * (MOST_LAYERS - 1), Dense(2))
    assert remedy(layers, MOST_LAYERS - 1, (1, 8, 8), (1, 8, 8)) is None
