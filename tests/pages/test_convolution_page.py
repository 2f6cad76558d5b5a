"""The convolution page: the numbers of the lesson, on every kind of image."""

import re

import numpy as np
import pytest

from cnn_steps import DIGITS, LESSON_KERNELS, conv2d
from tests.pages.app import card_on_page, charts, open_box, open_page, run_listing, said, sent_card, warnings
from tests.programs import numbers
from tests.sentences import numbers_in
from ui.kernels.choice import DIVIDING
from ui.listings.printing import as_printed

PAGE = "2_convolution.py"


def test_the_three_maps_of_the_9_hold_the_numbers_of_the_lesson():
    maps = charts(open_page(PAGE))
    assert maps["box"].shape == (5, 3)
    assert maps["box"][0, 1] == 1.0
    assert maps["diagonal line"][4, 1] == 1.0
    assert maps["vertical line"][1, 2] == maps["vertical line"][2, 2] == pytest.approx(7 / 9)


def test_the_loop_of_the_6_is_found_at_the_bottom():
    app = open_page(PAGE)
    app.button(key="show image 6").click().run()
    box = charts(app)["box"]
    assert np.argwhere(box == 1.0).tolist() == [[4, 1]]
    assert sent_card(app).captions == {13: "The loop of the 6 is exactly here."}
    assert app.query_params["image"] == "6"


def test_the_step_card_gets_the_image_the_kernel_and_the_feature_map():
    app = open_page(PAGE, step="4")
    data = sent_card(app)
    np.testing.assert_array_equal(data.input.numbers[0], DIGITS[9])
    np.testing.assert_array_equal(data.kernel.numbers[0], LESSON_KERNELS[0])
    np.testing.assert_array_equal(data.output.numbers, conv2d(DIGITS[9], LESSON_KERNELS[0], average=True))
    assert (card_on_page(app).step, data.divisor) == (4, 9)


def test_the_formula_shows_the_numbers_of_the_step_in_view():
    formulas = [item.value for item in open_page(PAGE, step="1").latex]
    assert r"y_{0,\,1} = \frac{9}{9} + 0 = 1" in formulas[1]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"image": "draw", "pixels": "3a5c00001", "kernel": "1_0~0_-1", "bias": "0.5", "step": "3"},
        {"image": "photo", "rows": "9", "columns": "12", "channels": "red-green", "kernel": "emboss"},
        {"image": "photo", "rows": "8", "columns": "8", "color": "gray", "average": "off", "range": "bytes"},
        {"kernel": "gaussian-blur", "average": "off", "bias": "0.1234567", "changes": "pixel.3.2.-0.5", "step": "4"},
        {"image": "photo", "rows": "9", "columns": "8", "kernel": "0_-0~-1_0.123456", "bias": "-0"},
    ],
)
def test_the_listing_prints_the_numbers_on_screen(query):
    app = open_page(PAGE, **query)
    variables, printed = run_listing(app)
    feature_map = sent_card(app).output.numbers
    np.testing.assert_allclose(variables["feature_map"], feature_map, atol=1e-12)
    row, column = divmod(int(query.get("step", 0)), feature_map.shape[1])
    assert f"\n{feature_map[row, column] + 0:.12g}\n" in printed
    text = printed[printed.index("[") :]  # the whole map
    np.testing.assert_array_equal(np.reshape(numbers(text), feature_map.shape), as_printed(feature_map))


def test_a_color_picture_goes_through_one_kernel_for_each_channel():
    data = sent_card(open_page(PAGE, image="photo", rows="6", columns="7"))
    assert data.input.numbers.shape == (3, 6, 7)
    assert data.kernel.numbers.shape == (3, 3, 3)
    assert data.divisor == 27


def test_a_kernel_larger_than_the_image_is_one_sentence_and_the_controls_stay():
    app = open_page(PAGE, image="photo", rows="5", columns="5", kernel="~".join(["1_1_1_1_1_1_1"] * 7))
    assert [error.value for error in app.main.error] == [
        "A kernel of 7×7 weights does not fit an image of 5×5 cells: choose a smaller kernel or a larger image."
    ]
    assert app.selectbox(key="kernel").options
    assert [link.proto.label for link in app.main.get("page_link")] == ["Back: Images are numbers", "Next: Filters"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"bias": "lots"}, "In the address, bias must be a number, not “lots”. Showing bias 0 instead."),
        ({"kernel": "zebra"}, "In the address, “zebra” is not a number: type weights such as 1, −1 or 0.5."),
        ({"image": "10"}, "In the address, “10” is no choice for image. Showing image “The 9” instead."),
        ({"step": "99"}, "In the address, there is no step 99. Showing the last one, 14."),
        ({"pixels": "zzz", "image": "draw"}, "In the address, pixels is nine hexadecimal digits"),
    ],
)
def test_nonsense_in_the_address_falls_back_and_says_so(query, sentence):
    app = open_page(PAGE, **query)
    assert any(warning.startswith(sentence) for warning in warnings(app)), warnings(app)
    assert charts(app)["box"].size


def test_the_opposite_of_the_box_answers_minus_1():
    patches = charts(open_box(open_page(PAGE), "question negative"))
    assert {"The box itself: 1", "Its exact opposite: −1", "Nothing there: −0.78"} <= set(patches)


def test_a_filter_tells_patches_apart_that_have_the_same_mean():
    table = open_box(open_page(PAGE), "question channels").main.dataframe[0].value
    (head,) = (name for name in table.columns if "÷" in name)
    (cells,) = numbers_in(head)
    for row in table.to_dict("records"):
        sums = [numbers_in(row[f"{color} sum"])[0] for color in ("red", "green", "blue")]
        assert numbers_in(row[head]) == pytest.approx([sum(sums) / cells], abs=0.005)
    assert table[head].tolist() == ["0.33", "−0.33", "0"]
    assert set(table["mean of the patch"]) == {"0.33"}


def test_a_layer_has_one_bias_for_each_filter():
    app = open_box(open_page(PAGE), "question bias")
    assert "3 filters × (9 weights + 1 bias) = **30 parameters**" in said(app)
    for image in ("9", "photo"):
        words = said(open_box(open_page(PAGE, image=image), "question bias"))
        product = re.search(r"(\d+) filters × \((?:(\d+) × )?(\d+) weights \+ (\d+) bias\) = \*\*(\d+)", words)
        assert product
        filters, channels, weights, biases, parameters = (int(part or 1) for part in product.groups())
        assert filters * (channels * weights + biases) == parameters
    maps = charts(app)
    np.testing.assert_allclose(maps["box, bias 0.5"], maps["box, bias 0"] + 0.5)


def test_the_range_of_each_map_is_listed():
    table = open_box(open_page(PAGE), "question scale").main.dataframe[0].value
    assert table["highest"].tolist() == ["1", "0.78", "1"]


@pytest.mark.parametrize("query", [{"average": "off"}, {"bias": "2"}, {"kernel": "3_1_-1"}])
def test_nothing_is_said_to_be_exactly_here_where_1_does_not_mean_that(query):
    assert sent_card(open_page(PAGE, **query)).captions == {}


def test_what_floating_point_leaves_of_zero_reads_0_everywhere():
    app = open_page(PAGE, kernel="0.1_0.2_-0.3", average="off", step="1")
    assert 0 < abs(sent_card(app).output.numbers[0, 1]) < 1e-16
    assert "0 + 0 = 0" in app.latex[1].value


@pytest.mark.parametrize(
    ("query", "is_said"),
    [
        ({}, True),
        ({"image": "photo"}, True),
        ({"image": "photo", "range": "bytes"}, False),
        ({"image": "photo", "range": "unit"}, False),
        ({"changes": "weight.diagonal-line.0.0.0.5"}, False),
    ],
)
def test_1_is_said_to_be_the_pattern_only_where_it_is(query, is_said):
    words = said(open_page(PAGE, **query))
    assert ("**1** says that the pattern is exactly here" in words) is is_said
    assert "**0** says as much for as against" not in words


@pytest.mark.parametrize("page", [PAGE, "3_filters.py"])
def test_the_switch_says_that_libraries_do_not_divide(page):
    assert open_page(page).toggle(key="average").proto.help == DIVIDING


def test_the_two_loops_of_the_8_are_not_called_the_loop():
    captions = sent_card(open_page(PAGE, image="8")).captions
    assert captions == dict.fromkeys((1, 13), "A loop of the 8 is exactly here.")
