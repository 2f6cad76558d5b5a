"""Networks as text: what is written is read back, and what makes no sense is refused in the name of its layer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, Sigmoid, Tanh, summary
from ui.networks.codes import (
    LIMITS,
    LONGEST_CODE,
    MOST_LAYERS,
    PRESETS,
    InputForm,
    NetworkPlan,
    code_from_plan,
    layer_words,
    plan_from_code,
)


def numbers(name):
    return st.integers(LIMITS[name].low, LIMITS[name].high)


def pairs(name):
    return numbers(name) | st.tuples(numbers(name), numbers(name)).filter(lambda pair: pair[0] != pair[1])


CONVS = st.builds(
    Conv,
    numbers("filters"),
    pairs("kernel"),
    pairs("stride"),
    pairs("padding") | st.just("same"),
    numbers("dilation"),
    st.booleans(),
    st.booleans(),
)
POOLS = st.builds(Pool, pairs("window"), st.none(), pairs("padding"), st.sampled_from(["max", "avg"])) | st.builds(
    Pool, st.just(2), pairs("stride").filter(lambda stride: stride != 2)
)
DENSES = st.builds(Dense, numbers("units"), st.booleans())
LAYERS = CONVS | POOLS | DENSES | st.sampled_from([Relu(), Sigmoid(), Tanh(), Flatten()])
FORMS = st.none() | st.builds(InputForm, numbers("rows"), numbers("columns"), st.sampled_from([1, 3]), st.booleans())


@given(layers=st.lists(LAYERS, max_size=MOST_LAYERS), form=FORMS)
def test_every_network_is_read_as_it_was_written(layers, form):
    code = code_from_plan(NetworkPlan(tuple(layers), form))
    assert plan_from_code(code) == NetworkPlan(tuple(layers), form)


def test_the_longest_network_is_short_enough_to_be_read():
    layer = Conv(256, (15, 14), stride=(15, 14), padding=(10, 9), dilation=5, average=True, bias=False)
    plan = NetworkPlan((layer,) * MOST_LAYERS, InputForm(256, 256, 3, signed=True))
    assert plan_from_code(code_from_plan(plan)) == plan
    assert len(code_from_plan(plan)) <= LONGEST_CODE


def test_rows_and_columns_stand_apart_only_where_they_differ():
    plan = plan_from_code("c4.3x5s2x1p1x1~p2x2s2x1~p3x2")
    assert plan.layers == (Conv(4, (3, 5), (2, 1), 1), Pool(2, (2, 1)), Pool((3, 2)))
    assert code_from_plan(plan) == "c4.3x5s2x1p1~p2s2x1~p3x2"


@pytest.mark.parametrize("name", PRESETS)
def test_a_network_with_a_name_is_written_by_it(name):
    preset = PRESETS[name]
    assert code_from_plan(preset.plan) == name
    assert plan_from_code(name) == preset.plan


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("nine", 277), ("lines", 114), ("stages", 321), ("landscape", 646_858), ("lenet-5", 61_706)],
)
def test_networks_with_a_name_have_as_many_parameters_as_their_sources_say(name, parameters):
    plan = PRESETS[name].plan
    assert sum(row.parameters for row in summary(plan.layers, plan.form.shape)) == parameters


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "layer 1 of the network, “”, means nothing: layers read like c4.3~r~p2~f~d2"),
        ("c0.3", "layer 1 of the network, c0.3: the number of filters goes from 1 to 256, not 0"),
        (
            "r~c1000000000.3",
            "layer 2 of the network, c1000000000.3: the number of filters goes from 1 to 256, not 1,000,000,000",
        ),
        ("c4.30", "layer 1 of the network, c4.30: the kernel size goes from 1 to 15, not 30"),
        ("r~zebra", "layer 2 of the network, “zebra”, means nothing: layers read like c4.3~r~p2~f~d2"),
        ("~".join("r" * 25), "a network has at most 24 layers here, not 25: use fewer"),
        ("r~" * 400, "a network of 800 letters is too long: at most 720 are read"),
        ("c4.3x16", "layer 1 of the network, c4.3x16: the kernel size goes from 1 to 15, not 16"),
        ("c4.3x", "layer 1 of the network, “c4.3x”, means nothing: layers read like c4.3~r~p2~f~d2"),
        ("i3.8~r", "the input of the network, i3.8: the number of rows goes from 7 to 256, not 3"),
        ("i8.8.2~r", "a network here takes 1 channel or 3, not 2"),
        ("p2s0", "layer 1 of the network, p2s0: the stride goes from 1 to 15, not 0"),
    ],
)
def test_what_makes_no_sense_is_refused_in_the_name_of_its_layer(code, sentence):
    with pytest.raises(ValueError, match=r"\w") as refusal:
        plan_from_code(code)
    assert str(refusal.value) == sentence


def test_a_stack_without_layers_can_be_written():
    assert code_from_plan(NetworkPlan(())) == "empty"
    assert plan_from_code("empty") == NetworkPlan(())
    assert plan_from_code("i8.8") == NetworkPlan((), InputForm(8, 8))


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Conv(1), "1 filter 3×3"),
        (
            Conv(4, 5, stride=2, padding=1, dilation=2, average=True, bias=False),
            "4 filters 5×5, stride 2, padding 1, dilation 2, averaged, no bias",
        ),
        (Conv(4, padding="same"), "4 filters 3×3, padding “same”"),
        (Conv(2, (3, 5), stride=(2, 1), padding=(1, 0)), "2 filters 3×5, stride 2×1, padding 1×0"),
        (Pool(2), "max of 2×2"),
        (Pool((2, 3), stride=(1, 2)), "max of 2×3, stride 1×2"),
        (Pool(3, stride=1, padding=1, mode="avg"), "average of 3×3, stride 1, padding 1"),
        (Dense(1000, bias=False), "1,000 units, no bias"),
        (Relu(), ""),
    ],
)
def test_a_layer_says_what_it_is_set_to(layer, words):
    assert layer_words(layer) == words
