"""The page of backpropagation: the loss, the way back layer by layer, and gradients put to the test."""

import math
import re

import numpy as np
import pytest

from cnn_steps import (
    DIGIT_9,
    DIGITS,
    backward,
    conv2d_backward,
    cross_entropy,
    fit_bitmap,
    forward,
    sample_photo,
)
from tests.pages.app import card_on_page, charts, open_box, open_page, report, run_listing, said, sent_card, warnings
from tests.pages.test_text_of_others import nodes
from tests.ui.steps.backward_examples import NINE, nine, output_of
from ui.figures.numbers import written

PAGE = "11_backpropagation.py"
LAYERS = ("loss", "dense1", "flatten1", "pool1", "relu1", "conv1")
SURE, WRONG = nine(9, 9), nine(9, 4)


def table(app, row: str) -> str:
    """What stands beside the words of a row in a table in Markdown."""
    found = re.search(rf"^\| {re.escape(row)} \| \**(.*?)\** \|$", said(app), re.MULTILINE)
    assert found, said(app)
    return found[1]


def value(text: str) -> float:
    return float(text.replace("−", "-"))


def test_the_page_begins_at_the_loss_of_the_9_and_says_that_its_gradients_are_shown_larger():
    app = open_page(PAGE)
    data = sent_card(app)
    assert data.operation == "backward_loss"
    np.testing.assert_array_equal(data.shares, SURE.shares)
    np.testing.assert_array_equal(data.output, SURE.gradients[-1] * 1000)
    assert "the **loss** is −ln 0.9995 ≈ **0.0005**." in said(app)
    assert "shown **1,000 times** as large" in said(app)


def test_filters_without_names_are_called_filters_and_what_comes_of_them_maps():
    for layer, label, kind in (("conv1", "Filter", "Filter"), ("relu1", "Map", "Map")):
        app = open_page(PAGE, network="i8.8~c2.3~r~f~d3", layer_back=layer)
        menu = next(box for box in app.main.selectbox if box.label == label)
        names = [option.removesuffix(" (largest)") for option in menu.options]
        assert names[1:] == [f"{kind} 0", f"{kind} 1"] and names[0] in names[1:]


def test_another_class_can_be_the_right_one_and_is_in_the_address():
    app = open_page(PAGE)
    app.selectbox(key="truth").set_value("4").run()
    assert app.query_params["truth"] == "4"
    np.testing.assert_array_equal(sent_card(app).output, WRONG.gradients[-1])
    assert "It says **9**, and should say **4**" in said(app)
    assert "times** as large" not in said(app)


@pytest.mark.parametrize("query", [{}, {"truth": "4"}, {"image": "photo"}, {"network": "digits", "truth": "0"}])
def test_the_loss_is_what_a_calculator_makes_of_the_share_as_it_is_written(query):
    found = re.search(r"−ln (\S+) ≈ \*\*(\S+)\*\*", said(open_page(PAGE, **query)))
    assert found
    assert written(-math.log(value(found[1]))) == found[2]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_of_the_address_has_its_card_with_the_gradients_of_cnn_steps(layer):
    data = sent_card(open_page(PAGE, layer_back=layer, truth="4", which_back="1"))
    output = output_of(data)
    if layer == "conv1":  # one filter's part
        kernels = WRONG.parameters["conv1.kernels"]
        wanted, _, _ = conv2d_backward(WRONG.gradients[1][1:2], WRONG.activations[0], kernels[1:2], average=True)
        np.testing.assert_array_equal(output, wanted[0])
        return
    place = -1 if layer == "loss" else LAYERS[::-1].index(layer)
    wanted = WRONG.gradients[place]
    np.testing.assert_array_equal(output, wanted[1] if layer in ("pool1", "relu1") else wanted)


@pytest.mark.parametrize(("layer", "wanted"), [("dense1", (24,)), ("conv1", (3, 3))])
def test_the_gradient_of_the_weights_is_a_switch_away(layer, wanted):
    app = open_page(PAGE, layer_back=layer, truth="4")
    app.segmented_control(key="gradient").set_value("weights").run()
    assert app.query_params["gradient"] == "weights"
    output = output_of(sent_card(app))
    assert output.shape == wanted
    gradients = WRONG.parameter_gradients
    whole = gradients["dense1.weights"].T if layer == "dense1" else gradients["conv1.kernels"][:, 0]
    largest = np.abs(WRONG.gradients[-1] if layer == "dense1" else WRONG.gradients[1]).reshape(len(whole), -1).max(1)
    np.testing.assert_array_equal(output, whole[largest.argmax()])


def test_another_layer_begins_at_its_first_step():
    app = open_page(PAGE, step="7")
    app.segmented_control(key="layer-back").set_value("flatten1").run()
    assert "step" not in app.query_params
    assert card_on_page(app).step == 0
    assert app.query_params["layer-back"] == "flatten1"


def test_the_way_is_a_strip_from_the_logits_to_the_image_with_the_layer_in_view_marked():
    app = open_page(PAGE, layer_back="pool1", truth="4")
    (strip,) = [item.proto.body for item in app.main.get("html") if "way-back" in item.proto.body]
    assert re.findall(r"<figcaption><b>(.*?)</b>", strip) == [
        "Logits",
        "Vector",
        "Pooled maps",
        "After ReLU",
        "Feature maps",
        "Image",
    ]
    assert re.findall(r'class="through now">(.*?)<br>', strip) == ["Pooling"]
    sizes = [value(text) for text in re.findall(r"largest ([0-9.]+)</figcaption>", strip)]
    np.testing.assert_allclose(sizes, [np.abs(gradient).max() for gradient in WRONG.gradients[::-1]], atol=0.005)
    assert strip.count("<img") == strip.count('alt="Gradient at') == 6


def test_what_the_filters_send_back_adds_up_to_the_gradient_of_the_image():
    grids = charts(open_page(PAGE, layer_back="conv1", truth="4"))
    total = grids["Box"] + grids["Vertical line"] + grids["Diagonal line"]
    np.testing.assert_allclose(total, grids["Sum of all filters"], atol=1e-12)
    np.testing.assert_array_equal(grids["Sum of all filters"], WRONG.gradients[0][0])


def test_a_photograph_goes_back_to_the_7_by_5_cells_it_is_shrunk_to():
    app = open_page(PAGE, image="photo", layer_back="conv1", gradient="weights")
    data = sent_card(app)
    np.testing.assert_array_equal(data.input.numbers[0], fit_bitmap(sample_photo()))
    assert any("fitted to 7 × 5 gray cells" in caption.value for caption in app.main.caption)
    assert app.selectbox(key="truth").options[0] == "9, to begin with"


@pytest.mark.parametrize(
    ("network", "layer"),
    [
        ("lines", "conv1"),
        ("lines", "dense1"),
        ("digits", "pool1"),
        ("digits", "relu1"),
        ("i8.8.3~c2.3s2p1~s~p2s1a~f~d3~r~d2", "pool1"),
        ("i8.8.3~c2.3s2p1~s~p2s1a~f~d3~r~d2", "relu1"),
        ("i8.8.3~c2.3s2p1~s~p2s1a~f~d3~r~d2", "sigmoid1"),
        ("c2.3~f~d4", "flatten1"),
    ],
)
def test_any_small_network_goes_back(network, layer):
    app = open_page(PAGE, network=network, layer_back=layer)
    assert warnings(app) == []
    assert sent_card(app).operation.startswith("backward_")
    assert not app.main.error


def test_a_color_channel_of_the_image_can_be_chosen():
    app = open_page(PAGE, network="i8.8.3~c2.3~f~d2", image="photo", layer_back="conv1", channel_back="2")
    variables, _ = run_listing(app)
    data = sent_card(app)
    kernels = variables["parameters"]["conv1.kernels"]
    upstream = variables["gradients"].activations[1]
    number = int(np.abs(upstream).reshape(2, -1).max(1).argmax())
    one = slice(number, number + 1)
    wanted, _, _ = conv2d_backward(upstream[one], variables["image"], kernels[one])
    factor = data.output.numbers / wanted[2]
    np.testing.assert_allclose(factor, factor.flat[0])  # shown as large as it is, or a power of ten larger
    assert np.log10(factor.flat[0]) == pytest.approx(round(np.log10(factor.flat[0])))


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("landscape", "This network is too large to go back through cell by cell: the image has 3×64×64 numbers"),
        ("lenet-5", "the image has 1×32×32 numbers"),
        ("stages", "This network ends in maps, and a loss needs two classes or more"),
        ("c3.9~f~d2", "Conv1: kernel 9×9 does not fit"),
        ("empty", "The network has no layers"),
    ],
)
def test_a_network_that_cannot_be_gone_back_through_is_refused_in_a_sentence_with_another_one_click_away(
    network, words
):
    app = open_page(PAGE, network=network)
    (error,) = [item.value for item in app.main.error]
    assert words in error and error.endswith(".")
    app.segmented_control(key="network").set_value("nine").run()
    assert not app.main.error
    assert sent_card(app).operation == "backward_loss"


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ({"layer_back": "conv7"}, "there is no layer-back conv7 here. Showing the loss instead."),
        ({"layer_back": "top"}, "there is no layer “top”"),
        ({"truth": "12"}, "there is no truth 12 here. Showing the class to begin with instead."),
        ({"truth": "nine"}, "“nine” is no number from 0 to 999"),
        (
            {"layer_back": "pool1", "which_back": "3"},
            "there is no which-back 3 here. Showing the one with the largest gradient",
        ),
        ({"gradient": "both"}, "“both” is no choice for gradient"),
        ({"epsilon": "0"}, "epsilon goes from 1e−15 to 10, not 0"),
        ({"epsilon": "nan"}, "epsilon goes from 1e−15 to 10, not NaN"),
        ({"step_rate": "1e12"}, "step-rate goes from 0.0001 to 1,000,000, not 1,000,000,000,000"),
    ],
)
def test_nonsense_in_the_address_falls_back_and_says_so(query, notice):
    app = open_page(PAGE, **query)
    (said_of_it,) = warnings(app)
    assert notice in said_of_it
    assert sent_card(app)


def test_a_nudged_weight_changes_the_loss_by_its_gradient_times_the_nudge():
    app = open_box(
        open_page(PAGE, truth="4", layer_back="conv1", gradient="weights", which_back="2", step="5"), "question nudge"
    )
    gradient = WRONG.parameter_gradients["conv1.kernels"][2, 0, 1, 2]
    moved = {name: array.copy() for name, array in WRONG.parameters.items()}
    moved["conv1.kernels"][2, 0, 1, 2] += 0.001
    loss = cross_entropy(forward(NINE, moved, DIGIT_9[None])[-1], 4)[0]
    assert "**Convolution: diagonal line, row 1, column 2**" in said(app)
    assert value(table(app, "the gradient by backpropagation")) == pytest.approx(gradient, rel=1e-5)
    assert value(table(app, "loss with the weight ε = 0.001 larger")) == pytest.approx(loss, rel=1e-8)
    assert value(table(app, "their difference, divided by ε")) == pytest.approx((loss - WRONG.loss) / 0.001, rel=1e-5)
    off = abs((loss - WRONG.loss) / 0.001 - gradient)
    assert value(table(app, "off by")) == pytest.approx(off, rel=0.1)


def test_a_long_nudge_is_further_off_and_a_tiny_one_too():
    def off(epsilon: str) -> float:
        app = open_page(PAGE, truth="4", layer_back="conv1", gradient="weights", epsilon=epsilon)
        return value(table(open_box(app, "question nudge"), "off by"))

    best = off("1e-6")
    assert off("1") > 1000 * best and off("1e-14") > 1000 * best


def test_a_nudge_of_a_weight_on_a_zero_changes_nothing():
    app = open_page(PAGE, layer_back="dense1", gradient="weights", truth="4", step="6")
    assert SURE.activations[4][6] == 0
    app = open_box(app, "question nudge")
    assert table(app, "the gradient by backpropagation") == table(app, "off by") == "0"
    assert "None of the nudges tried changes the loss" in said(app)


def test_where_two_numbers_tie_the_slopes_up_and_down_differ_and_the_page_says_why():
    app = open_page(PAGE, image="6", truth="9", layer_back="conv1", gradient="weights", which_back="2", step="6")
    words = said(open_box(app, "question nudge"))
    slopes = re.search(r"\*\*There is a kink here\*\*: .*? the slope (\S+), nudged down (\S+)\. Two", words)
    assert slopes, words
    back = nine(6, 9)
    moved = {name: array.copy() for name, array in back.parameters.items()}
    for sign, slope in zip((1, -1), slopes.groups(), strict=True):
        moved["conv1.kernels"][2, 0, 2, 0] = back.parameters["conv1.kernels"][2, 0, 2, 0] + sign * 1e-4
        loss = cross_entropy(forward(NINE, moved, DIGITS[6][None])[-1], 9)[0]
        assert value(slope) == pytest.approx(sign * (loss - back.loss) / 1e-4, abs=0.01)
    smooth = open_page(PAGE, truth="4", layer_back="conv1", gradient="weights")
    assert "kink" not in said(open_box(smooth, "question nudge"))


@pytest.mark.parametrize("typed", [0.0, -1.0, 20.0, None])
def test_an_impossible_nudge_is_refused_and_the_one_before_stays(typed):
    app = open_box(open_page(PAGE, truth="4"), "question nudge")
    app.number_input(key="epsilon").set_value(typed).run()
    assert "Epsilon must be a number from 1e−15 to 10" in said(app)
    assert app.number_input(key="epsilon").value == 0.001


def test_one_step_shows_the_loss_the_share_and_weights_before_and_after():
    app = open_box(open_page(PAGE, truth="4", step_rate="0.05"), "question step")
    rows = app.main.table[0].value.set_index("")
    moved = {name: array - 0.05 * WRONG.parameter_gradients[name] for name, array in WRONG.parameters.items()}
    after = cross_entropy(forward(NINE, moved, DIGIT_9[None])[-1], 4)[0]
    assert value(rows["before"]["loss"]) == pytest.approx(WRONG.loss, rel=1e-3)
    assert value(rows["after"]["loss"]) == pytest.approx(after, rel=1e-3)
    assert rows["before"]["it says"] == "9"
    weights = rows.iloc[4:]
    assert len(weights) == 5
    assert "new weight = weight − rate · gradient" in said(app)
    for before, gradient, later in weights[["before", "gradient", "after"]].itertuples(index=False):
        assert value(later) == pytest.approx(value(before) - 0.05 * value(gradient), abs=0.002)


def test_a_step_too_long_lets_the_loss_rise_and_says_so():
    app = open_box(open_page(PAGE, network="c2.3~t~f~d4", truth="0", step_rate="10"), "question step")
    rows = app.main.table[0].value.set_index("")
    assert value(rows["after"]["loss"]) > value(rows["before"]["loss"])
    assert "The loss **rose**" in said(app)


def test_a_long_step_on_one_image_is_paid_for_by_the_other_digits():
    app = open_box(open_page(PAGE, truth="4", step_rate="100"), "question step")
    rows = app.main.table[0].value.set_index("")
    assert rows["before"]["of the ten digits, named right"] == "10"
    assert rows["after"]["of the ten digits, named right"] == "1"
    assert "**other digits pay for it**" in said(app)
    assert "pay for it" not in said(open_box(open_page(PAGE, step_rate="0.001"), "question step"))


def test_a_rate_out_of_range_is_refused_and_the_one_before_stays():
    app = open_box(open_page(PAGE, truth="4"), "question step")
    app.number_input(key="step-rate").set_value(1e9).run()
    assert "Step-rate must be a number from 0.0001 to 1,000,000, not 1,000,000,000." in said(app)
    assert app.number_input(key="step-rate").value == 0.1


def test_a_step_that_is_taken_stays_and_can_be_put_back():
    app = open_box(open_page(PAGE, truth="4"), "question step")
    after = value(app.main.table[0].value.set_index("")["after"]["loss"])
    app.button(key="take step").click().run()
    rows = app.main.table[0].value.set_index("")
    assert value(rows["before"]["loss"]) == pytest.approx(after)
    assert value(rows["after"]["loss"]) < after
    assert any("changed by steps" in caption.value for caption in app.main.caption)
    app.button(key="take step").click().run()
    assert "# The weights were changed by steps" in app.main.code[0].value
    assert "save stepped weights" in [button.key for button in app.main.get("download_button")]
    app.button(key="undo steps").click().run()
    assert value(app.main.table[0].value.set_index("")["before"]["loss"]) == pytest.approx(WRONG.loss, rel=1e-3)
    assert "undo steps" not in [button.key for button in app.main.button]


def test_the_weight_to_change_is_guessed_before_the_gradients_are_told():
    app = open_box(open_page(PAGE), "question guess")
    assert "Pick the one whose weight you would change" in said(app)
    assert "the gradient of its weight" not in said(app)
    report(app, "cell_picker", cell=[0, 1])
    entry = SURE.activations[4][1]
    assert f"Box, row 0, column 1 is {entry:g}, and the gradient of its weight **−0.52**. No weight does more." in said(
        app
    )
    report(app, "cell_picker", cell=[0, 6])
    assert "**changing it changes nothing**" in said(app)
    np.testing.assert_allclose(
        charts(app)["Gradients of the weights of “9”"].ravel(), SURE.shown_parameter("dense1.weights")[:, 9]
    )
    report(app, "cell_picker", cell=[0, 2])
    more = int((np.abs(SURE.activations[4]) > abs(SURE.activations[4][2]) + 1e-9).sum())
    assert f"{more} of the 24 do more." in said(app)


@pytest.mark.parametrize(
    ("network", "gradients"), [("nine", 3), ("digits", 5), ("i8.8.3~c2.3s2p1~s~p2s1a~c2.2d1~f~d3~r~d2", 6)]
)
def test_the_functions_of_the_way_forward_give_the_same_gradients(network, gradients):
    app = open_box(open_page(PAGE, network=network, truth="1"), "question machine")
    rows = app.main.dataframe[0].value
    assert len(rows) == gradients
    for largest, difference in rows[["largest gradient", "largest difference"]].itertuples(index=False):
        assert value(difference) <= 1e-14 < value(largest)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"image": "6", "truth": "9", "layer_back": "dense1", "step": "5"},
        {"image": "draw", "pixels": "3a5c00001", "layer_back": "dense1", "gradient": "weights", "step": "3"},
        {"image": "photo", "layer_back": "conv1", "gradient": "weights", "step": "8", "which_back": "1"},
        {"layer_back": "flatten1", "step": "20"},
        {"layer_back": "relu1", "which_back": "2", "step": "7"},
        {"layer_back": "pool1", "which_back": "0"},
        {"changes": "weight.box.1.1.2", "layer_back": "conv1", "which_back": "0", "gradient": "weights"},
        {"network": "lines", "seed": "3", "layer_back": "dense1", "gradient": "weights"},
        {"network": "c2.3~r~f~d4", "image": "photo", "rows": "8", "columns": "9", "layer_back": "conv1"},
    ],
)
def test_the_listing_prints_the_numbers_on_screen(query):
    app = open_page(PAGE, **query)
    variables, printed = run_listing(app)
    data = sent_card(app)
    lines = printed.splitlines()
    loss = float(lines[0].split()[1])
    scale = int(re.search(r"shown \*\*([0-9,]+) times", said(app))[1].replace(",", "")) if "times**" in said(app) else 1
    assert f"{loss:.2f}" in said(app) or f"{loss:.1g}" in said(app)
    if data.operation not in ("backward_pooling", "backward_convolution") or "weights" in query.values():
        in_view = float(lines[-2])
        assert in_view * scale == pytest.approx(output_of(data).flat[card_on_page(app).step])
    elif data.operation == "backward_pooling":
        gradients = backward(
            variables["layers"], variables["parameters"], variables["activations"], variables["grad_logits"]
        )
        np.testing.assert_allclose(gradients.activations[2][0] * scale, data.output.numbers)
    assert lines[-1].startswith("loss after a step")


def test_changed_weights_and_pixels_are_in_the_way_back():
    data = sent_card(open_page(PAGE, changes="weight.box.1.1.2~pixel.0.0.1", layer_back="conv1", which_back="0"))
    assert data.kernel.numbers[1, 1] == 2.0
    app = open_page(PAGE, changes="pixel.0.0.1", layer_back="conv1", which_back="0", gradient="weights")
    image = sent_card(app).input.numbers[0]
    assert image[0, 0] == 1.0 and (image != DIGITS[9]).sum() == 1


def test_a_single_weight_is_no_choice():
    assert "question guess" not in boxes(open_page(PAGE, network="c1.7x5~f~d2"))
    assert "question guess" in boxes(open_page(PAGE, network="c1.6x5~f~d2"))


def boxes(app):
    return "\n".join(node.proto.id for node in nodes(app._tree) if type(node).__name__ == "Expander")


def test_what_a_unit_of_an_unknown_network_stands_for_is_not_made_up():
    app = open_page(PAGE, network="f~d10")
    assert app.selectbox(key="truth").options[0] == "unit 9, to begin with"
    assert re.search(r"It says \*\*unit \d\*\*, and should say \*\*unit 9\*\*\. Unit 9 gets ", said(app))


def test_a_step_leaves_the_classes_their_names():
    app = open_box(open_page(PAGE, truth="4"), "question step")
    app.button(key="take step").click().run()
    assert app.selectbox(key="truth").options[0] == "9, as shown"


def test_a_step_beyond_a_smaller_card_is_brought_back():
    app = open_page(PAGE, step="99")
    assert card_on_page(app).step == 9
    assert warnings(app) == ["In the address, there is no step 99. Showing the last one, 9."]


def test_a_step_says_how_many_weights_have_a_gradient():
    app = open_box(open_page(PAGE, truth="4"), "question step")
    gradients = nine(9, 4).parameter_gradients.values()
    moving, total = (sum(int(count(array)) for array in gradients) for count in (np.count_nonzero, np.size))
    assert 0 < moving < total
    assert f"Of the {total:,} weights and biases, those whose gradient is not 0 move, all at once: {moving:,}," in said(
        app
    )


@pytest.mark.parametrize("network", ["i8.8~p4~f", "f~s"])
def test_a_network_without_weights_has_none_to_move_or_to_compare(network):
    app = open_box(open_box(open_page(PAGE, network=network), "question machine"), "question step")
    assert "This network has no convolution and no dense layer, so there is nothing to compare." in said(app)
    assert "This network has no weights to move." in said(app)


@pytest.mark.parametrize(
    ("network", "zeros"),
    [
        ("i8.8~c2.3~f~d3", ", with zeros around it,"),
        ("i8.8~c2.3s2~f~d3", ", with zeros around it and between its cells,"),
        ("i8.8~c2.3p2~f~d3", ""),
    ],
)
def test_zeros_are_named_where_the_turned_kernel_meets_some(network, zeros):
    app = open_page(PAGE, network=network, layer_back="conv1", gradient="inputs")
    assert f"**a convolution of the gradient**{zeros} **with the kernel" in said(app)


def test_a_dense_layer_without_a_bias_is_said_nothing_of_one():
    for network, has_bias in (("i8.8~f~d3", True), ("i8.8~f~d3n", False)):
        app = open_page(PAGE, network=network, layer_back="dense1", gradient="weights")
        assert ("The bias counts as a weight" in said(app)) == has_bias


def test_only_a_network_of_digits_is_shown_the_digit_as_its_class():
    app = open_page(PAGE, network="i8.8~f~d12", image="9")
    assert app.selectbox(key="truth").options[0] == "unit 11, to begin with"
