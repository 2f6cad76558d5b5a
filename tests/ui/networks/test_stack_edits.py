"""Layers as the stack in the browser holds them: read and written, refused where they make no sense, repaired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, Tanh, summary
from tests.ui.networks.test_codes import FORMS, LAYERS
from ui.networks.codes import MOST_LAYERS, NetworkPlan, code_from_form
from ui.networks.stack_edits import fields_of, layer_from_fields, plan_from_report, remedy


@given(layers=st.lists(LAYERS, max_size=MOST_LAYERS), form=FORMS)
def test_what_the_browser_is_sent_it_can_send_back(layers, form):
    report = {"layers": [fields_of(layer) for layer in layers], "form": code_from_form(form) if form else "own"}
    assert plan_from_report(report) == NetworkPlan(tuple(layers), form)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "zebra"},
        {"kind": "conv", "filters": 4},
        {**fields_of(Conv(4)), "filters": 0},
        {**fields_of(Conv(4)), "filters": 257},
        {**fields_of(Conv(4)), "kernel": 3.0},
        {**fields_of(Conv(4)), "kernel": [3, 16]},
        {**fields_of(Conv(4)), "kernel": [3, 3, 3]},
        {**fields_of(Conv(4)), "stride": True},
        {**fields_of(Conv(4)), "padding": "valid"},
        {**fields_of(Pool()), "window": None},
        {"kind": "dense", "units": "10", "bias": True},
    ],
)
def test_fields_that_make_no_layer_are_refused(fields):
    with pytest.raises(ValueError, match=r"\w"):
        layer_from_fields(fields)


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
