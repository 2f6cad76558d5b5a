"""The activations page: each curve on the maps of the lesson, and what is lost without one."""

from dataclasses import replace

import numpy as np
import pytest

from cnn_steps import DIGIT_9, KERNELS, LESSON_KERNELS, conv2d, relu, sigmoid, tanh
from tests.pages.app import card_on_page, charts, open_box, open_page, run_listing, said, sent_card, warnings
from tests.sentences import ACTIVATIONS, marks_of, numbers_in, require_true_of
from ui.lessons.activations import bend_words, combined_kernel, same_words
from ui.operations.kernels import one_sign_words
from ui.picture.current import CurrentImage

PAGE = "5_activations.py"


def test_relu_leaves_three_cells_of_the_box_map_of_the_9():
    after = charts(open_page(PAGE))["box, ReLU"]
    assert after[0, 1] == 1.0
    assert np.argwhere(after > 0).tolist() == [[0, 1], [1, 1], [2, 1]]


@pytest.mark.parametrize(("kind", "function"), [("relu", relu), ("sigmoid", sigmoid), ("tanh", tanh)])
def test_the_step_card_gets_the_map_before_and_after(kind, function):
    app = open_page(PAGE, activation=kind, map="vertical", step="3")
    data = sent_card(app)
    before = conv2d(DIGIT_9, LESSON_KERNELS[1], average=True)
    np.testing.assert_array_equal(data.input.numbers, before)
    np.testing.assert_array_equal(data.output.numbers, function(before))
    assert (data.kind, card_on_page(app).step) == (kind, 3)


def test_the_curve_covers_every_number_of_the_map():
    data = sent_card(open_page(PAGE, image="photo", rows="8", columns="8", range="bytes", activation="tanh"))
    assert data.span >= np.abs(data.input.numbers).max()
    inputs = [point[0] for point in data.curve]
    assert (inputs[0], inputs[-1]) == (-data.span, data.span)


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
        {"image": "photo", "rows": "9", "columns": "8", "activation": "tanh", "changes": "pixel.blue.3.2.0.1"},
    ],
)
def test_the_listing_prints_the_numbers_on_screen(query):
    app = open_page(PAGE, **query)
    variables, printed = run_listing(app)
    data = sent_card(app)
    np.testing.assert_allclose(variables["before"], data.input.numbers, atol=1e-12)
    np.testing.assert_allclose(variables["after"], data.output.numbers, atol=1e-12)
    after = data.output.numbers
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
    assert "**12 of 15 cells** stood below zero and became 0" in said(app)
    assert "the lowest from **−0.56**, the highest from **−0.11**" in said(app)


BLACK = CurrentImage("A black drawing", -np.ones((7, 5)), (-1.0, 1.0), None, (), "", ())


@pytest.mark.parametrize(
    ("cells", "value_range", "words"),
    [
        ((-1.0, 0.5), (0.0, 1.0), ""),
        ((0.0, 0.0), (-1.0, 1.0), "No cell of this map is above zero, so ReLU leaves only zeros. Try another image."),
        ((0.0, 0.5), (-1.0, 1.0), "No cell of this map is below zero, so ReLU changes nothing. Try another image."),
        (
            (0.0, 0.5),
            (0.0, 255.0),
            "No cell of this map is below zero, so ReLU changes nothing. Try the range −1 to 1 under **Prepare the "
            "picture**.",
        ),
    ],
)
def test_a_map_on_one_side_of_zero_is_told_what_helps_it(cells, value_range, words):
    bank = np.array([[cells], [[1.0, 2.0]], [[0.0, 0.0]]])
    assert one_sign_words(bank, 0, replace(BLACK, value_range=value_range)) == words


def test_maps_on_both_sides_of_zero_are_named_where_there_are_some():
    bank = np.array([[[0.0, 1.0]], [[-1.0, 1.0]], [[-1.0, 2.0]]])
    end = "Cells on both sides of zero are in the map of the vertical line and in that of the diagonal line."
    assert one_sign_words(bank, 0, BLACK).endswith(end)


def test_two_layers_and_one_are_the_same_or_differ_by_rounding():
    assert same_words(0.0) == "Two layers and one give the same numbers."
    assert same_words(2e-16).startswith("Two layers and one differ by at most **0.0000000000000002**: that is rounding")
    assert bend_words(0.0, "ReLU") == "On this image ReLU between them makes no difference. Try another image."
    assert "moves by up to **0.25**" in bend_words(0.25, "ReLU")


def test_the_two_layers_are_the_filters_as_they_were_changed():
    query = {"changes": "weight.box.1.1.0.5~weight.diagonal-line.0.0.3"}
    grids = charts(open_box(open_page(PAGE, **query), "question collapse"))
    designed = dict(zip(("box", "vertical", "diagonal"), LESSON_KERNELS.copy(), strict=True))
    designed["box"][1, 1], designed["diagonal"][0, 0] = 0.5, 3.0
    inner = conv2d(DIGIT_9, designed["diagonal"], average=True)
    np.testing.assert_allclose(grids["Two layers"], conv2d(inner, designed["box"], average=True), atol=1e-12)
    np.testing.assert_allclose(grids["One 5×5 layer"], grids["Two layers"], atol=1e-12)


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
    for written_input, row in table.iterrows():
        (x,) = numbers_in(written_input)
        for kind, function in ACTIVATIONS.items():
            name = "ReLU" if kind == "relu" else kind
            slope = (function(x + 1e-6) - function(x - 1e-6)) / 2e-6
            assert float(row[f"{name} slope"]) == pytest.approx(float(slope), abs=0.0005001)
            assert numbers_in(row[name]) == pytest.approx([float(function(x))], abs=0.0051)


def test_the_slopes_in_the_sentence_are_those_of_the_curves():
    words = next(text for text in said(open_box(open_page(PAGE), "question slope")).split("\n") if "slope" in text)
    at, slope, squared, above, below = numbers_in(words)
    exact = float(sigmoid(at) * (1 - sigmoid(at)))
    assert slope == pytest.approx(exact, abs=0.0005)
    assert squared == pytest.approx(exact**2, rel=0.5, abs=0.00005) and squared > 0
    assert [above, below] == [float(relu(x + 1) - relu(x)) for x in (2.0, -2.0)]


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_what_the_page_says_of_an_activation_is_so(kind):
    name = "ReLU" if kind == "relu" else kind
    sentences = [text.value for text in open_page(PAGE, activation=kind).main.markdown]
    words = next(words for words in sentences if f"**{name}**".lower() in words.lower())
    require_true_of(kind, words)
    assert marks_of(kind)[1] in numbers_in(words)


@pytest.mark.parametrize(("name", "text"), [("activation", "softplus"), ("map", "cross"), ("step", "15")])
def test_nonsense_in_the_address_falls_back_and_says_so(name, text):
    app = open_page(PAGE, **{name: text})
    assert len(warnings(app)) == 1
    assert charts(app)["box, ReLU"].size == 15


def test_cells_below_zero_that_are_all_alike_are_named_once():
    text = said(open_box(open_page(PAGE, image="draw", pixels="000000000"), "question relu"))
    assert "**15 of 15 cells** stood below zero and became 0, from **−0.78**." in text
