"""The filters page: choose or type a kernel, predict, reveal; correlation against flipped convolution."""

import numpy as np
import pytest

from cnn_steps import DIGITS, KERNELS, conv2d
from tests.pages.app import charts, open_box, open_page, run_listing, said, step_data, warnings

PAGE = "3_filters.py"
SEVEN = "~".join(["1_1_1_1_1_1_1"] * 7)


def type_kernel(app, text):
    app.text_area[0].set_value(text).run()
    assert not app.exception, app.exception
    return app


def test_the_response_waits_until_it_is_asked_for():
    app = open_page(PAGE)
    assert {"Kernel: box", "The 9"} == set(charts(app))
    assert KERNELS["box"].detects not in said(app)
    app.toggle(key="response").set_value(True).run()
    np.testing.assert_array_equal(charts(app)["Response"], conv2d(DIGITS[9], KERNELS["box"], average=True))
    assert KERNELS["box"].detects in said(app)
    assert "The largest number is **1**, at row 0, column 1" in said(app)
    assert app.query_params["response"] == "on"


def test_the_same_kernel_also_answers_to_the_photo():
    shown = charts(open_page(PAGE, response="on", kernel="vertical-edge", average="off"))
    np.testing.assert_allclose(
        shown["Response to the cat"], conv2d(shown["The cat in gray"], KERNELS["vertical edge"]), atol=1e-12
    )


def test_the_photo_is_not_shown_twice():
    assert "The cat in gray" not in charts(open_page(PAGE, response="on", image="photo"))


def test_a_typed_kernel_is_used_and_stands_in_the_address():
    app = type_kernel(open_page(PAGE, response="on", average="off"), "1, 0\n0; −0.5")
    assert app.query_params["kernel"] == "1_0~0_-0.5"
    np.testing.assert_array_equal(charts(app)["Kernel: own"], [[1, 0], [0, -0.5]])
    np.testing.assert_array_equal(charts(app)["Response"], conv2d(DIGITS[9], [[1, 0], [0, -0.5]]))
    app.switch_page("pages/2_convolution.py").run()
    np.testing.assert_array_equal(step_data(app)["kernel"]["array"][0], [[1, 0], [0, -0.5]])


def test_typing_the_weights_of_a_known_kernel_gives_its_name():
    app = type_kernel(open_page(PAGE), "-1 0 1\n-1 0 1\n-1 0 1")
    assert app.selectbox(key="kernel").value == "vertical-edge"


def test_choosing_a_kernel_writes_its_weights_into_the_field():
    app = open_page(PAGE)
    app.selectbox(key="kernel").set_value("sharpen").run()
    assert app.text_area[0].value.split() == ["0", "−1", "0", "−1", "5", "−1", "0", "−1", "0"]
    assert app.toggle(key="average").value is False


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 two 3", "“two” is not a number: type weights such as 1, −1 or 0.5. The kernel from before stays."),
        ("1 2\n3", "The rows of a kernel must be equally long, not 2 and 1 weights: add or remove some."),
        ("\n".join(["1 1 1 1 1 1 1 1"] * 8), "A kernel has at most 7×7 weights, not 8×8: use fewer."),
        ("nan", "The weight nan is out of range: use numbers from −1000 to 1000."),
        ("1e9", "The weight 1e9 is out of range: use numbers from −1000 to 1000."),
        ("  ", "A kernel needs at least one weight: type a row of numbers."),
    ],
)
def test_nonsense_is_answered_in_place_and_the_kernel_stays(text, sentence):
    app = type_kernel(open_page(PAGE, response="on"), text)
    assert [error.value[: len(sentence)] for error in app.main.error] == [sentence]
    np.testing.assert_array_equal(charts(app)["Kernel: box"], KERNELS["box"].weights)
    assert "kernel" not in app.query_params
    assert not type_kernel(app, "1").main.error


def test_a_kernel_larger_than_the_image_is_one_sentence_and_can_be_retyped():
    app = open_page(PAGE, image="photo", rows="5", columns="5", kernel=SEVEN)
    assert [error.value for error in app.main.error] == [
        "A kernel of 7×7 weights does not fit an image of 5×5 cells: choose a smaller kernel or a larger image."
    ]
    assert not type_kernel(app, "1 -1").main.error


@pytest.mark.parametrize("image", ["9", "photo"])
def test_the_card_keeps_the_response_hidden_until_it_is_asked_for(image):
    assert step_data(open_page(PAGE, image=image))["reveal"]
    assert not step_data(open_page(PAGE, image=image, response="on"))["reveal"]


def test_flipping_a_kernel_turns_the_answer_of_an_edge_round():
    app = open_box(open_page(PAGE, kernel="vertical-edge", average="off"), "question flip")
    shown = charts(app)
    np.testing.assert_array_equal(shown["vertical edge, flipped"], KERNELS["vertical edge"].weights[:, ::-1])
    np.testing.assert_array_equal(shown["cross-correlation"], -shown["convolution"])
    assert shown["cross-correlation"][0].tolist() == [4, 0, -4]
    assert "They differ in **13 of 15 cells**" in said(app)


def test_a_symmetric_kernel_does_not_care_about_the_flip():
    app = open_box(open_page(PAGE), "question flip")
    assert "The kernel “box” looks the same after the flip" in said(app)
    assert "vertical edge, flipped" in charts(app)


def test_twice_the_weights_give_twice_the_map():
    shown = charts(open_box(open_page(PAGE), "question larger"))
    np.testing.assert_allclose(shown["2 × box"], 2 * shown["box"])


def test_an_edge_kernel_answers_0_to_every_flat_area():
    table = open_box(open_page(PAGE), "question flat").main.dataframe[0].value.set_index("kernel")
    assert table.loc["vertical edge"].tolist() == ["0", "0", "0", "0"]
    assert table.loc["box blur"].tolist() == ["1", "0", "0.50", "1"]
    assert table.loc["box"].tolist() == ["7", "0", "3.50", "7"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"image": "draw", "pixels": "3a5c00001", "kernel": "1_0~0_-1", "step": "3"},
        {"image": "photo", "channels": "red-green", "kernel": "emboss", "average": "off"},
        {"image": "photo", "rows": "5", "columns": "5", "color": "gray", "range": "bytes", "kernel": "box-blur"},
        {"image": "photo", "rows": "128", "columns": "128"},
    ],
)
def test_the_listing_remakes_the_response(query):
    app = open_page(PAGE, response="on", **query)
    variables, printed = run_listing(app)
    response = charts(app)["Response"]
    np.testing.assert_allclose(variables["feature_map"], response, atol=1e-10)
    np.testing.assert_allclose(step_data(app)["output"]["array"], response, atol=1e-10)
    assert f"{variables['row']} {variables['column']} " in printed
    assert f"at row {variables['row']}, column {variables['column']}: the framed" in said(app)


def test_a_broken_kernel_in_the_address_falls_back_and_says_so():
    app = open_page(PAGE, kernel="1_2~3")
    assert "the rows of a kernel must be equally long" in warnings(app)[0]
    assert warnings(app)[0].endswith("Showing kernel box instead.")


def test_a_kernel_of_zeros_likes_no_place_more_than_another():
    app = open_page(PAGE, response="on", kernel="0_0~0_0")
    assert "The answer is **0** in every cell" in said(app)
