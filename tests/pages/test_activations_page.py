"""The activations page: each curve on the maps of the lesson, and what is lost without one."""

import numpy as np
import pytest

from cnn_steps import DIGIT_9, KERNELS, LESSON_KERNELS, conv2d, relu, sigmoid, tanh
from tests.pages.app import charts, open_box, open_page, run_listing, said, step_data, warnings
from ui.demos.activations import combined_kernel

PAGE = "5_activations.py"


def test_relu_leaves_three_cells_of_the_box_map_of_the_9():
    after = charts(open_page(PAGE))["box, ReLU"]
    assert after[0, 1] == 1.0
    assert np.argwhere(after > 0).tolist() == [[0, 1], [1, 1], [2, 1]]


@pytest.mark.parametrize(("kind", "function"), [("relu", relu), ("sigmoid", sigmoid), ("tanh", tanh)])
def test_the_step_card_gets_the_map_before_and_after(kind, function):
    data = step_data(open_page(PAGE, activation=kind, map="vertical", step="3"))
    before = conv2d(DIGIT_9, LESSON_KERNELS[1], average=True)
    np.testing.assert_array_equal(data["input"]["array"], before)
    np.testing.assert_array_equal(data["output"]["array"], function(before))
    assert (data["kind"], data["step"]) == (kind, 3)


def test_the_curve_covers_every_number_of_the_map():
    data = step_data(open_page(PAGE, image="photo", rows="8", columns="8", range="bytes", activation="tanh"))
    assert data["span"] >= np.abs(data["input"]["array"]).max()
    inputs = [point[0] for point in data["curve"]]
    assert (inputs[0], inputs[-1]) == (-data["span"], data["span"])


@pytest.mark.parametrize(
    ("kind", "formula"),
    [
        ("relu", r"\text{ReLU}(-0.11) = \max(0,\, -0.11) = 0"),
        ("sigmoid", r"\text{sigmoid}(-0.11) = \frac{1}{1 + e^{0.11}} \approx 0.47"),
        ("tanh", r"\tanh(-0.11) = \frac{e^{-0.11} - e^{0.11}}{e^{-0.11} + e^{0.11}} \approx -0.11"),
    ],
)
def test_the_formula_shows_the_numbers_of_the_cell_in_view(kind, formula):
    assert formula in open_page(PAGE, activation=kind).latex[1].value


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"image": "draw", "pixels": "3a5c00001", "activation": "tanh", "map": "diagonal", "step": "5"},
        {"image": "photo", "rows": "9", "columns": "12", "activation": "sigmoid", "map": "vertical", "step": "7"},
        {"image": "photo", "rows": "5", "columns": "5", "color": "gray", "range": "signed"},
    ],
)
def test_the_listing_prints_the_numbers_on_screen(query):
    app = open_page(PAGE, **query)
    variables, printed = run_listing(app)
    data = step_data(app)
    np.testing.assert_allclose(variables["before"], data["input"]["array"], atol=1e-12)
    np.testing.assert_allclose(variables["after"], data["output"]["array"], atol=1e-12)
    after = data["output"]["array"]
    row, column = divmod(int(query.get("step", 0)), after.shape[1])
    assert f"becomes {after[row, column]:.12g}\n" in printed


def test_a_picture_without_negative_cells_is_told_that_relu_changes_nothing():
    app = open_page(PAGE, image="photo", range="unit")
    assert [info.value.split(".")[0] for info in app.main.info] == [
        "No cell of this map is below zero, so ReLU changes nothing"
    ]
    app.segmented_control(key="map").set_value("vertical").run()
    assert app.main.info[0].value.startswith("No cell of this map is above zero, so ReLU leaves only zeros.")
    app.segmented_control(key="activation").set_value("tanh").run()
    assert not app.main.info


def test_what_relu_keeps_and_drops_adds_up_to_the_map():
    app = open_box(open_page(PAGE), "question relu")
    maps = charts(app)
    np.testing.assert_array_equal(maps["What ReLU keeps"] + maps["What it drops"], maps["box"])
    assert "**12 of 15 cells** became 0" in said(app)
    assert "from **−0.56** to **−0.11**" in said(app)


@pytest.mark.parametrize("query", [{}, {"image": "photo", "rows": "12", "columns": "9", "range": "unit"}])
def test_two_layers_without_an_activation_are_one(query):
    maps = charts(open_box(open_page(PAGE, **query), "question collapse"))
    np.testing.assert_allclose(maps["Two layers"], maps["One 5×5 layer"], atol=1e-12)
    assert np.abs(maps["Two layers"] - maps["ReLU between"]).max() > 0.05


def test_the_combined_kernel_is_what_two_kernels_do_to_one_bright_pixel():
    first, second = KERNELS["vertical edge"].weights, KERNELS["emboss"].weights
    pixel = np.zeros((9, 9))
    pixel[4, 4] = 1.0
    both = conv2d(conv2d(pixel, first), second)
    np.testing.assert_array_equal(combined_kernel(first, second), both[::-1, ::-1])


def test_only_relu_has_a_slope_of_1_far_from_zero():
    table = open_box(open_page(PAGE), "question slope").main.dataframe[0].value.set_index("input")
    assert table.loc["4"].tolist() == ["4", "1.000", "0.98", "0.018", "1.00", "0.001"]
    assert table.loc["−4", "ReLU slope"] == "0.000"


@pytest.mark.parametrize(("name", "text"), [("activation", "softplus"), ("map", "cross"), ("step", "15")])
def test_nonsense_in_the_address_falls_back_and_says_so(name, text):
    app = open_page(PAGE, **{name: text})
    assert len(warnings(app)) == 1
    assert charts(app)["box, ReLU"].size == 15
