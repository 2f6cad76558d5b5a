"""The page of the counts: the numbers people meet first, live, and the dense twin."""

import numpy as np
import pytest

from cnn_steps import DIGIT_9, KERNELS, conv2d, dense, flatten
from tests.pages.app import open_box, open_page, said, warnings
from ui.lessons.why_convolutions import CASES, counts, counts_words, how_many, twin_weights

PAGE = "10_why-convolutions.py"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"hidden": "128"}, ["160", "100,480", "628 times"]),
        ({"side-length": "224", "colors": "3", "filters": "64", "hidden": "256"}, ["1,792", "38,535,424"]),
        ({"side-length": "64", "colors": "3"}, ["12,288 weights"]),
        ({"side-length": "1000", "colors": "3"}, ["3,000,001,000"]),
    ],
)
def test_the_counts_of_the_tutorials(query, numbers):
    words = said(open_page(PAGE, **{name.replace("-", "_"): value for name, value in query.items()}))
    for number in numbers:
        assert number in words


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_a_case_sets_every_control(case):
    app = open_page(PAGE)
    app.button(key=f"case {case.label}").click().run()
    assert app.slider(key="side-length").value == case.side
    assert app.number_input(key="hidden").value == case.hidden
    for count in counts(case.side, case.channels, case.filters, case.hidden):
        assert f"{count:,}" in said(app)


def test_the_convolution_stays_and_the_dense_layer_grows_with_the_square():
    small, large = counts(10, 1, 16, 100), counts(1000, 1, 16, 100)
    assert small[0] == large[0]
    assert (large[1] - 100) == 10_000 * (small[1] - 100)


def test_the_dense_twin_of_the_whole_network():
    words = said(open_page(PAGE, network="lenet-5"))
    assert "61,706" in words
    twins = 1024 * 4704 + 4704 + 1176 * 1600 + 1600 + (61_706 - 156 - 2_416)
    assert f"{twins:,}" in words


@pytest.mark.parametrize("network", ["j7.5~r", "j7.5~f~d10"])
def test_a_network_without_a_convolution_has_nothing_to_compare(network):
    assert "no convolution to compare" in said(open_page(PAGE, network=network))


def test_a_dense_layer_with_fewer_parameters_is_said_to_have_fewer():
    words = said(open_page(PAGE, side_length="8", filters="256", colors="3", hidden="1"))
    assert "= **193**, which is fewer." in words


def test_the_network_is_chosen_as_on_the_page_of_layers_which_is_a_click_away():
    app, stack = open_page(PAGE), open_page("9_stack.py")
    assert app.segmented_control(key="network").options == stack.segmented_control(key="stack network").options
    assert "Change its layers" in " ".join(link.proto.label for link in app.main.get("page_link"))


def test_the_twin_of_a_filter_gives_the_same_map():
    kernel = KERNELS["vertical line"].weights
    weights = twin_weights(kernel, DIGIT_9.shape)
    np.testing.assert_array_equal(dense(flatten(DIGIT_9), weights), flatten(conv2d(DIGIT_9, kernel)))
    assert "525 weights 390 are 0" in said(open_box(open_page(PAGE), "question matrix"))


def test_a_convolution_without_a_bias_is_said_to_have_none_beside_its_27_parameters():
    (rows,) = (table.value for table in open_page(PAGE).main.table)
    assert rows["layer"].tolist() == ["conv1, no bias"]
    assert rows["parameters"].tolist() == ["27"]
    (rows,) = (table.value for table in open_page(PAGE, network="lines").main.table)
    assert rows["layer"].tolist() == ["conv1"]


@pytest.mark.parametrize(
    ("side", "channels", "filters", "hidden"), [(28, 1, 16, 1000), (8, 1, 1, 1), (8, 3, 256, 10_000), (1024, 3, 256, 1)]
)
def test_the_convolution_is_compared_with_a_dense_layer_that_gives_as_much(side, channels, filters, hidden):
    out = filters * (side - 2) ** 2
    twin = (side**2 * channels + 1) * out
    words = counts_words(side, channels, filters, hidden)
    assert f"= {out:,} numbers, the dense layer {hidden:,}." in words
    assert (
        f"its **dense twin**, has **{twin:,}** parameters, {how_many(twin, counts(side, channels, filters, 1)[0])}"
        in words
    )


def test_one_filter_and_one_unit_are_not_counted_as_many():
    words = counts_words(8, 1, 1, 1)
    assert "1 filter × " in words and "1 unit × " in words


def test_a_number_out_of_range_is_said():
    assert "side-length goes from 8 to 1,024" in " ".join(warnings(open_page(PAGE, side_length="5")))
