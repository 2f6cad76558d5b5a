"""The page that stacks layers: what each row is told, what is changed in the stack, what is said of it."""

import json

import numpy as np
import pytest

from cnn_steps import DIGIT_9, DIGITS, LESSON_KERNELS, conv2d
from tests.pages.app import charts, component_data, open_box, open_page, report, run_listing, said, warnings
from ui.app.charts import spoken
from ui.figures.maps import own_limit
from ui.figures.numbers import written
from ui.lessons.stack import outcome_words
from ui.networks.chosen import ChosenNetwork
from ui.networks.codes import PRESETS

PAGE = "9_stack.py"


def stack(app):
    return component_data(app, "layer_stack")


def shapes(app):
    return [result["shape"] for result in stack(app)["results"]]


def edit(app, change, **rest):
    """Change the layers as the browser does: all of them are reported."""
    layers = [row["fields"] for row in stack(app)["rows"]]
    data = stack(app)
    values = {"layers": change(layers), "form": data["input"]["form"], "focus": data["focus"], **rest}
    return report(app, "layer_stack", edit={"id": 1, "everything": False, **values})


def address(app):
    return dict(app.query_params)


def test_a_full_stack_says_why_nothing_can_be_added():
    app = open_page(PAGE, network="~".join(["r"] * 24))
    assert stack(app)["totals"].endswith(". 24 layers are the most a stack takes here")
    assert "the most" not in stack(open_page(PAGE, network="~".join(["r"] * 23)))["totals"]
    assert stack(open_page(PAGE, network="~".join(["c2.15"] * 24)))["totals"] == (
        "24 layers are the most a stack takes here"
    )


def test_the_9_passes_through_the_shapes_of_the_lesson():
    app = open_page(PAGE)
    assert shapes(app) == ["3 × 5 × 3", "3 × 5 × 3", "3 × 4 × 2", "24", "10"]
    assert stack(app)["totals"] == "In all: 277 parameters, 645 multiply-adds for one image"
    assert [result["sees"] for result in stack(app)["results"]] == ["3 × 3", "3 × 3", "4 × 4", "4 × 4", "7 × 5"]
    assert "10 numbers come out, the largest at unit **9**: 11.92, a share of 99.9 %." in said(app)
    assert "The weights are **designed and trained**." in said(app)
    assert address(app) == {}


@pytest.mark.parametrize(
    ("name", "parameters", "last"),
    [
        ("lines", "114", "2"),
        ("stages", "321", "1 × 8 × 14"),
        ("landscape", "646,858", "10"),
        ("lenet-5", "61,706", "10"),
    ],
)
@pytest.mark.parametrize("image", ["9", "draw", "photo"])
def test_every_preset_shows_its_forward_pass_on_every_image(name, parameters, last, image):
    app = open_page(PAGE, network=name, image=image)
    assert stack(app)["totals"].startswith(f"In all: {parameters} parameters")
    assert shapes(app)[-1] == last
    assert all(result["maps"]["bytes"] for result in stack(app)["results"])
    assert "The weights are **random, seed 0" in said(app)
    assert "as the network takes it:" in said(app)
    assert address(app)["network"] == name


def test_the_trained_digits_network_reads_the_digit_in_view():
    app = open_page(PAGE, network="digits", image="3")
    assert "The weights are **trained on 1,438 handwritten digits**." in said(app)
    assert "10 numbers come out, the largest at unit **3**" in said(app)


def test_the_landscape_network_has_the_counts_of_its_article():
    results = stack(open_page(PAGE, network="landscape"))["results"]
    counts = [result["parameters"] for result in results if result["parameters"]]
    assert counts == [896, 18_496, 36_928, 589_888, 650]
    assert "9,216" in [result["shape"] for result in results]


def test_a_preset_is_one_click_away_and_opens_its_first_layer():
    app = open_page(PAGE, step="3")
    app.segmented_control(key="stack network").set_value("lenet-5").run()
    assert address(app) == {"network": "lenet-5"}
    assert len(stack(app)["rows"]) == len(PRESETS["lenet-5"].plan.layers)


def test_a_changed_layer_goes_into_the_address_and_the_sizes_below_follow():
    app = edit(open_page(PAGE), lambda layers: [{**layers[0], "stride": 2}, *layers[1:]])
    assert address(app) == {"network": "j7.5~c3.3s2an~r~p2s1~f~d10"}
    assert shapes(app) == ["3 × 3 × 2", "3 × 3 × 2", "3 × 2 × 1", "6", "10"]
    assert stack(app)["edit"] == 1
    assert app.segmented_control(key="stack network").value == "yours"
    assert "random, seed 0, behind the three designed filters" in said(app)
    assert "so it means nothing yet" in said(app)
    back = edit(app, lambda layers: [{**layers[0], "stride": 1}, *layers[1:]], id=2)
    assert address(back) == {}


def test_a_link_with_a_network_and_an_open_layer_shows_both():
    app = open_page(PAGE, network="i8.8~c4.3~r~p2~f~d2", step="2", seed="5")
    assert address(app) == {"network": "i8.8~c4.3~r~p2~f~d2", "step": "2", "seed": "5"}
    assert stack(app)["focus"] == 2
    assert stack(app)["input"]["form"] == "i8.8"


def test_the_network_is_the_same_when_a_person_comes_back():
    app = edit(open_page(PAGE), lambda layers: layers[:1], focus=0)
    app.switch_page("pages/0_overview.py").run()
    app.switch_page(f"pages/{PAGE}").run()
    assert address(app) == {"network": "j7.5~c3.3an"}
    assert shapes(app) == ["3 × 5 × 3"]


def test_an_impossible_layer_is_named_with_its_sizes_and_what_helps_and_rows_above_still_work():
    app = open_page(PAGE, network="c3.3~p2~c4.9~r~f~d10")
    assert shapes(app) == ["3 × 5 × 3", "3 × 2 × 1"]
    refusal = stack(app)["refusal"]
    assert refusal["problem"] == (
        "Conv2: kernel 9×9 does not fit the padded image 2×1: use a smaller kernel or more padding."
    )
    assert refusal["remedy"]["words"] == "Use a kernel of 1×1"
    repaired = edit(app, lambda _: refusal["remedy"]["layers"])
    assert address(repaired) == {"network": "c3.3~p2~c4.1~r~f~d10"}
    assert len(stack(repaired)["results"]) == 6 and stack(repaired)["refusal"] is None


def test_a_dense_layer_on_maps_is_offered_a_flatten_layer():
    refusal = stack(open_page(PAGE, network="d10"))["refusal"]
    assert refusal["problem"].startswith("Dense1: it takes a row of numbers, and gets maps of 1×7×5")
    assert [fields["kind"] for fields in refusal["remedy"]["layers"]] == ["flatten", "dense"]


def test_what_is_too_large_is_refused_with_the_numbers():
    assert stack(open_page(PAGE, network="f~d4096~d4096"))["refusal"]["problem"] == (
        "Dense2: with this layer the network has 16,928,768 parameters, and at most 2,000,000 fit here: use fewer "
        "filters or units, a larger stride, or pool before it."
    )


def test_a_stack_without_layers_says_so_and_takes_one():
    app = open_page(PAGE, network="empty")
    assert stack(app)["totals"] == "No layers yet: add one."
    app = edit(app, lambda _: [{"kind": "relu"}])
    assert address(app) == {"network": "r"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("c0.3", "layer 1 of the network, c0.3: the number of filters goes from 1 to 256, not 0."),
        ("c1000000000.3", "the number of filters goes from 1 to 256, not 1,000,000,000."),
        ("r~" * 400, "a network of 800 letters is too long"),
        ("lenet-6", "layer 1 of the network, “lenet-6”, means nothing"),
        ("~".join("r" * 25), "at most 24 layers here, not 25"),
    ],
)
def test_nonsense_in_the_address_falls_back_to_the_9_and_says_so(text, words):
    app = open_page(PAGE, network=text)
    assert len(warnings(app)) == 1
    assert words in warnings(app)[0]
    assert "Showing the digit-9 network instead." in warnings(app)[0]
    assert shapes(app)[-1] == "10"


def test_a_layer_beyond_the_last_is_noticed():
    app = open_page(PAGE, step="9")
    assert warnings(app) == ["In the address, there is no step 9. Showing the last one, 4."]
    assert stack(app)["focus"] == 4


@pytest.mark.parametrize(
    "change",
    [
        {"layers": [{"kind": "dense", "units": 10**9, "bias": True}]},
        {"layers": [{"kind": "relu"}] * 25},
        {"form": "i0.0"},
        {"form": "zebra"},
    ],
)
def test_what_makes_no_network_changes_nothing_but_is_heard_of(change):
    values = {"id": 7, "layers": [{"kind": "relu"}], "form": "own", "focus": 1, "everything": True, **change}
    app = report(open_page(PAGE), "layer_stack", edit=values)
    assert address(app) == {}
    assert shapes(app)[0] == "3 × 5 × 3"
    assert stack(app)["edit"] == 7


def test_other_random_weights_are_those_of_the_next_seed():
    app = open_page(PAGE, network="lines")
    before = stack(app)["results"][0]["maps"]["bytes"]
    app.button(key="other weights").click().run()
    assert address(app) == {"network": "lines", "seed": "1"}
    assert stack(app)["results"][0]["maps"]["bytes"] != before
    assert "The weights are **random, seed 1**." in said(app)


def test_the_first_maps_are_sent_and_all_of_them_on_request():
    app = open_page(PAGE, network="landscape", step="3")
    results = stack(app)["results"]
    assert [results[3]["maps"][part] for part in ("shown", "of")] == [24, 64]
    assert results[0]["maps"]["shown"] == 6
    app = edit(app, lambda layers: layers, everything=True)
    assert stack(app)["results"][3]["maps"]["shown"] == 64
    assert len(json.dumps(stack(app))) < 600_000


def test_the_numbers_of_the_open_layer_are_those_of_the_forward_pass():
    maps = charts(open_box(open_page(PAGE), "question numbers"))
    expected = conv2d(DIGIT_9, LESSON_KERNELS, average=True)
    for number, values in enumerate(expected):
        np.testing.assert_allclose(maps[f"conv1, map {number}"], values, atol=1e-12)
    app = open_box(open_page(PAGE, step="4"), "question numbers")
    assert charts(app)["dense1, 10 numbers"][0, 9] == pytest.approx(11.924, abs=1e-3)


def test_maps_beyond_the_first_four_can_be_chosen():
    app = open_box(open_page(PAGE, network="lenet-5", step="3"), "question numbers")
    assert list(charts(app)) == [f"conv2, map {number}" for number in range(4)]
    app.selectbox(key="stack maps conv2").select(12).run()
    assert list(charts(app)) == [f"conv2, map {number}" for number in range(12, 16)]


def test_a_guessed_size_is_right_or_its_slip_is_named():
    app = open_box(open_page(PAGE), "question size")
    assert "Conv1 gives **3 × 5 × 3**." in said(app)
    rows, columns = (item for item in app.main.number_input if item.label.startswith("Your guess"))
    rows.set_value(3).run()
    assert "**2 rows**" not in said(app)  # until both are guessed
    rows, columns = (item for item in app.main.number_input if item.label.startswith("Your guess"))
    columns.set_value(1).run()
    assert (
        "Not 3 but **2 rows**: ⌊(5 − 2) / 2⌋ + 1. The last stop would stick out; what is left over is dropped."
        in said(app)
    )
    assert "**1 column** is right: ⌊(3 − 2) / 2⌋ + 1." in said(app)
    app.button(key="add trial").click().run()
    assert address(app) == {"network": "j7.5~c3.3an~p2~r~p2s1~f~d10", "step": "1"}


def test_the_layer_that_costs_most_is_named():
    app = open_box(open_page(PAGE, network="lenet-5"), "question costs")
    assert "**dense1** has 78.0 % of the parameters, **conv2** does 57.6 % of the multiplying." in said(app)


def test_what_a_number_sees_is_framed():
    app = open_box(open_page(PAGE, network="lenet-5", step="3"), "question sight")
    assert "A number of **conv2** depends on up to 14 × 14 of the 32 × 32 pixels" in said(app)


@pytest.mark.parametrize("step", range(5))
def test_what_a_number_sees_is_the_same_in_its_row_and_in_the_box_on_it(step):
    app = open_page(PAGE, step=str(step))
    result = stack(app)["results"][step]
    assert f"depends on up to {result['sees']} of the 7 × 5 pixels" in said(open_box(app, "question sight"))
    assert all(
        words == f"up to {result['sees']} pixels of the image" for what, words in result["how"] if what == "Sees"
    )


def test_lenet_5_is_said_to_be_simpler_than_it_was():
    words = said(open_page(PAGE, network="lenet-5"))
    assert "as it is built today: every filter sees all maps, pooling has no weights, tanh is not scaled" in words


def test_a_single_number_is_neither_the_largest_nor_a_share():
    words = said(open_page(PAGE, network="j7.5~f~d1"))
    assert "One number comes out: " in words
    assert "largest" not in words and "100 %" not in words


@pytest.mark.parametrize(
    ("source", "out", "words"),
    [
        ("kept", [1.0, 3.0], "2 numbers come out, the largest at unit **1**: 3, a share of 88.1 %."),
        (
            "random",
            [1.0, 3.0],
            "2 numbers come out, the largest at unit 1: 3. Nobody has **trained** the network, so it",
        ),
        ("kept", [np.nan, 3.0], "2 numbers come out, and not all of them are finite: the weights are too large"),
        ("kept", [np.inf, 3.0], "2 numbers come out, and not all of them are finite: the weights are too large"),
    ],
)
def test_what_comes_out_is_worth_what_its_weights_are(source, out, words):
    plan, weights = PRESETS["lines"].plan, {"dense1.bias": np.zeros(2)}
    network = ChosenNetwork(
        "lines", "Lines", plan.layers, (1, 8, 8), (0.0, 1.0), weights, "loaded", source, designed="", seed=0, digest=""
    )
    assert outcome_words(network, np.array(out)).startswith(words)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"changes": "weight.box.1.1.0.5"},
        {"network": "lines", "image": "6", "seed": "3"},
        {"network": "digits", "image": "draw", "pixels": "3a5c00001"},
        {"network": "j7.5~c3.3s2an~r~f~d4", "changes": "weight.box.1.1.0.5"},
        {"network": "stages", "image": "photo"},
        {"network": "landscape", "image": "photo", "rows": "9", "columns": "12"},
        {"network": "lenet-5", "image": "draw", "pixels": "3a5c00001"},
        {"network": "c2.3ps~t~p3s1a~f~d3n", "image": "photo", "rows": "9", "columns": "12"},
        {"network": "c3.3~p2~c4.9~r"},
        {"network": "empty", "image": "photo"},
    ],
)
def test_the_listing_prints_the_numbers_on_screen(query):
    app = open_page(PAGE, **query)
    variables, printed = run_listing(app)
    assert " × ".join(map(str, variables["image"].shape)) == stack(app)["input"]["shape"]
    results = stack(app)["results"]
    outputs = variables.get("activations", ())[1:]
    assert [" × ".join(f"{size:,}" for size in output.shape) for output in outputs] == [r["shape"] for r in results]
    limits = [written(own_limit(output)) for output in outputs]
    assert limits == [result["maps"]["limit"] for result in results]
    assert all(f" {result['parameters']} " in printed for result in results)


def test_a_network_without_weights_offers_no_others():
    app = open_page(PAGE, network="p2~f")
    assert not [button for button in app.main.button if button.key == "other weights"]
    assert "The weights are" not in said(app)
    assert "there is nothing to learn" in said(open_box(app, "question costs"))


def test_a_vector_of_several_lines_ends_where_it_ends() -> None:
    app = open_box(open_page(PAGE, network="f"), "question numbers")
    open_box(app, "stack vector table")
    lines = app.dataframe[0].value.to_numpy()
    assert lines.shape == (3, 16) and np.isnan(lines[2, 3:]).all() and not np.isnan(lines.ravel()[:35]).any()
    (alt,) = [item.proto.alt for item in app.main.get("plotly_chart") if "flatten1" in item.proto.alt]
    assert alt.endswith("flatten1, 35 numbers, line by line: " + spoken(DIGITS[9].reshape(1, -1)) + ".")


def test_one_layer_that_has_most_and_does_most_is_named_once() -> None:
    words = said(open_box(open_page(PAGE, network="f~d2"), "question costs"))
    assert "**dense1** has 100 % of the parameters and does 100 % of the multiplying." in words
    assert ", **conv1** does" in said(open_box(open_page(PAGE), "question costs"))
