"""The filters page: choose or type a kernel, predict, reveal; correlation against flipped convolution."""

from itertools import count

import numpy as np
import pytest

from cnn_steps import DIGITS, KERNELS, conv2d
from tests.pages.app import (
    card_on_page,
    charts,
    component_data,
    open_box,
    open_page,
    report,
    run_listing,
    said,
    sent_card,
    warnings,
)

PAGE = "3_filters.py"
SEVEN = "~".join(["1_1_1_1_1_1_1"] * 7)
numbers = count(1)


def edit(app, action="type", kernel=None, turn=None, **rest):
    """Report a change as the kernel editor does, by default of the weights it shows."""
    kernel = kernel or "~".join("_".join(f"{weight:.6g}" for weight in row) for row in editor(app)["weights"])
    change = {"action": action, **rest}
    return report(app, "kernel_editor", edit={"id": next(numbers), "kernel": kernel, "turn": turn, "change": change})


def editor(app):
    return component_data(app, "kernel_editor")


def test_the_response_waits_until_it_is_asked_for():
    app = open_page(PAGE)
    assert {"The 9"} == set(charts(app))
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
    app = edit(open_page(PAGE, response="on", average="off"), kernel="1_0~0_-0.5")
    assert app.query_params["kernel"] == "1_0~0_-0.5"
    assert editor(app)["weights"] == [[1, 0], [0, -0.5]]
    assert editor(app)["sum"] == "4 weights, sum 0.5"
    np.testing.assert_array_equal(charts(app)["Response"], conv2d(DIGITS[9], [[1, 0], [0, -0.5]]))
    np.testing.assert_array_equal(sent_card(app).kernel.numbers[0], [[1, 0], [0, -0.5]])
    app.switch_page("pages/2_convolution.py").run()
    np.testing.assert_array_equal(sent_card(app).kernel.numbers[0], [[1, 0], [0, -0.5]])


def test_a_kernel_can_be_changed_before_its_response_is_shown():
    app = edit(open_page(PAGE), kernel="1_0~0_-1")
    assert set(charts(app)) == {"The 9"}
    app.toggle(key="response").set_value(True).run()
    np.testing.assert_array_equal(charts(app)["Response"], conv2d(DIGITS[9], [[1, 0], [0, -1]], average=True))


def test_the_editor_hears_which_of_its_changes_is_in_force():
    app = open_page(PAGE)
    assert editor(app)["edit"] is None
    change = {"turn": None, "change": {"action": "type"}}
    report(app, "kernel_editor", edit={"id": 17, "kernel": "1", **change})
    assert editor(app)["edit"] == 17
    report(app, "kernel_editor", edit={"id": 18, "kernel": "nan", **change})
    assert (editor(app)["edit"], editor(app)["weights"]) == (18, [[1]])


def test_typing_the_weights_of_a_known_kernel_gives_its_name():
    app = edit(open_page(PAGE), kernel="-1_0_1~-1_0_1~-1_0_1")
    assert app.selectbox(key="kernel").value == "vertical-edge"
    assert app.query_params["kernel"] == "vertical-edge"


def test_choosing_a_kernel_puts_its_weights_into_the_editor():
    app = open_page(PAGE)
    app.selectbox(key="kernel").set_value("sharpen").run()
    assert editor(app)["weights"] == [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    assert app.toggle(key="average").value is False


def test_a_quarter_turn_of_the_vertical_line_is_the_horizontal_one():
    app = edit(open_page(PAGE, kernel="vertical-line"), "rotate")
    assert app.query_params["kernel"] == "horizontal-line"


def test_flipping_both_ways_gives_the_kernel_of_the_callout_on_convolution():
    app = open_page(PAGE, kernel="emboss", average="off")
    wanted = charts(open_box(app, "question flip"))["emboss, flipped"]
    edit(edit(app, "flip-columns"), "flip-rows")
    assert editor(app)["weights"] == wanted.tolist()


def test_normalizing_says_what_it_divided_by():
    app = edit(open_page(PAGE), "normalize")
    assert editor(app)["said"] == "Divided by the sum, 7."
    assert editor(app)["sum"] == "9 weights, sum ≈ 1"
    edit(app, "type", "1_2")
    assert editor(app)["said"] == ""


def test_a_kernel_of_zeros_can_not_be_normalized_and_stays():
    app = edit(open_page(PAGE, kernel="0_0"), "normalize")
    assert editor(app)["refused"] and editor(app)["said"].startswith("All weights are 0, so there is nothing to divide")
    assert app.query_params["kernel"] == "0_0"


def test_undoing_goes_back_change_by_change_and_restores_the_division():
    app = edit(open_page(PAGE), kernel="1_2~3_4")
    edit(app, "rotate")
    app.selectbox(key="kernel").set_value("emboss").run()
    assert app.toggle(key="average").value is False
    seen = []
    while editor(app)["undo"]:
        edit(app, "undo")
        seen.append(app.selectbox(key="kernel").value)
    assert seen == ["3_1~4_2", "1_2~3_4", "box"]
    assert app.toggle(key="average").value is True
    edit(app, "undo")  # nothing left
    assert app.selectbox(key="kernel").value == "box"


def test_what_is_typed_during_one_stay_in_a_cell_is_one_change():
    app = open_page(PAGE, kernel="1_0")
    for turn, code in [(1, "2_0"), (1, "25_0"), (2, "25_1")]:
        edit(app, kernel=code, turn=turn)
    edit(app, "undo")
    assert app.query_params["kernel"] == "25_0"
    edit(app, "undo")
    assert app.query_params["kernel"] == "1_0"


def test_what_was_typed_just_before_a_button_is_a_change_of_its_own():
    app = edit(open_page(PAGE, kernel="1_2~3_4"), "rotate", kernel="1_2~3_5")
    assert app.query_params["kernel"] == "3_1~5_2"
    assert [edit(app, "undo").query_params["kernel"] for _ in range(2)] == ["1_2~3_5", "1_2~3_4"]


def test_starting_again_leads_to_the_kernel_chosen_last():
    app = open_page(PAGE)
    app.selectbox(key="kernel").set_value("emboss").run()
    assert editor(app)["start"] == ""
    edit(app, kernel="1_2")
    assert editor(app)["start"] == "emboss"
    edit(app, "start")
    assert app.query_params["kernel"] == "emboss"


def test_starting_again_leads_to_the_kernel_of_the_link():
    app = edit(open_page(PAGE, kernel="1_2~3_4"), "rotate")
    assert editor(app)["start"] == "the kernel of the link"
    assert edit(app, "start").query_params["kernel"] == "1_2~3_4"


def test_a_kernel_grows_around_its_center():
    app = edit(open_page(PAGE, response="on"), "resize", rows=5, columns=5)
    np.testing.assert_array_equal(editor(app)["weights"], np.pad(KERNELS["box"].weights, 1))
    assert charts(app)["Response"].shape == (3, 1)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (2, 2), (4, 3), (7, 5)])
def test_kernels_of_even_sizes_and_of_any_shape_work(shape):
    app = open_page(PAGE, response="on")
    edit(app, "resize", rows=shape[0], columns=shape[1])
    weights = np.array(editor(app)["weights"])
    assert weights.shape == shape
    np.testing.assert_allclose(charts(app)["Response"], conv2d(DIGITS[9], weights, average=True))


@pytest.mark.parametrize("text", ["1 -1\n0 2", "[[ 1. -1.]\n [ 0.  2.]]"])
def test_a_pasted_table_becomes_the_kernel(text):
    assert edit(open_page(PAGE), "paste", text=text).query_params["kernel"] == "1_-1~0_2"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kernel": "1_two_3"}, "“two” is not a number: type weights such as 1, −1 or 0.5."),
        ({"kernel": "1_2~3"}, "The rows of a kernel must be equally long, not 2 and 1 weights: add or remove some."),
        ({"kernel": "nan"}, "The weight nan is out of range: use numbers from −1000 to 1000."),
        ({"kernel": "1e9"}, "The weight 1e9 is out of range: use numbers from −1000 to 1000."),
        ({"action": "paste", "text": " "}, "A kernel needs at least one weight: type a row of numbers."),
        ({"action": "paste", "text": "1 1 1 1 1 1 1 1"}, "A kernel has at most 7×7 weights, not 1×8: use fewer."),
        (
            {"action": "resize", "rows": 8, "columns": 3},
            "A kernel has 1 to 7 rows and columns, not 8×3: choose among those.",
        ),
    ],
)
def test_what_the_editor_should_not_have_sent_is_refused_in_place_and_the_kernel_stays(change, sentence):
    app = edit(open_page(PAGE, response="on"), **change)
    assert (editor(app)["said"], editor(app)["refused"]) == (sentence, True)
    assert editor(app)["weights"] == KERNELS["box"].weights.tolist()
    assert "kernel" not in app.query_params
    assert not editor(edit(app, kernel="1"))["refused"]


def test_a_kernel_larger_than_the_image_is_one_sentence_and_can_be_made_smaller():
    app = open_page(PAGE, kernel=SEVEN)
    assert [error.value for error in app.main.error] == [
        "A kernel of 7×7 weights does not fit an image of 7×5 cells: choose a smaller kernel or a larger image."
    ]
    assert not edit(app, "resize", rows=7, columns=5).main.error


@pytest.mark.parametrize(("image", "is_small"), [("9", True), ("photo", False)])
def test_the_card_keeps_a_large_response_hidden_until_it_is_asked_for_and_a_small_one_anyway(image, is_small):
    assert card_on_page(open_page(PAGE, image=image)).reveal
    assert card_on_page(open_page(PAGE, image=image, response="on")).reveal == is_small


def test_only_a_template_is_said_to_be_exactly_somewhere():
    assert sent_card(open_page(PAGE)).captions == {1: "The loop of the 9 is exactly here."}
    assert sent_card(open_page(PAGE, kernel="-1_-1~-1_1")).captions[20] == "The pattern of this kernel is exactly here."
    app = open_page(PAGE, kernel="1_0", average="off")
    assert 1.0 in sent_card(app).output.numbers and not sent_card(app).captions


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
    np.testing.assert_allclose(sent_card(app).output.numbers, response, atol=1e-10)
    assert f"{variables['row']} {variables['column']} " in printed
    assert f"at row {variables['row']}, column {variables['column']}" in said(app).split("The largest number is")[1]


def test_a_broken_kernel_in_the_address_falls_back_and_says_so():
    app = open_page(PAGE, kernel="1_2~3")
    assert "the rows of a kernel must be equally long" in warnings(app)[0]
    assert warnings(app)[0].endswith("Showing the box kernel instead.")


def test_a_kernel_of_zeros_likes_no_place_more_than_another():
    app = open_page(PAGE, response="on", kernel="0_0~0_0")
    assert "The answer is **0** in every cell" in said(app)


def test_a_kernel_of_ones_own_is_spoken_of_as_this_kernel():
    app = open_box(open_page(PAGE, kernel="1_2~2_1"), "question flip")
    assert "This kernel looks the same after the flip" in said(app)
    assert {"this kernel", "this kernel, flipped"} <= set(
        charts(open_box(open_page(PAGE, kernel="1_2"), "question flip"))
    )


@pytest.mark.parametrize("kernel", ["box", "box-blur", "gaussian-blur", "sobel-vertical-edge"])
@pytest.mark.parametrize("look", [{}, {"color": "gray", "range": "unit"}])
def test_no_window_of_the_photo_is_said_to_look_most_like_these_kernels(kernel, look):
    words = said(open_page(PAGE, image="photo", kernel=kernel, average="off", response="on", **look))
    assert "The largest number is" in words
    assert "looks most like the kernel" not in words


def test_the_two_channels_of_red_minus_green_want_opposite_cells():
    words = said(open_page(PAGE, image="photo", channels="red-green"))
    assert "in the red channel. In green, it is the other way." in words
    assert "it is the other way" not in said(open_page(PAGE, channels="red-green"))  # a bitmap has no colors


def test_rounding_is_no_difference_between_correlation_and_convolution():
    app = open_page(PAGE, image="draw", pixels="7ffffffff", kernel="0.1_0.2_-0.3", average="off")
    text = said(open_box(app, "question flip"))
    assert "On this image both give the same number in every cell." in text and "They differ" not in text
    assert run_listing(app)[1].endswith("0 of 21 cells differ in convolution\n")


def test_convolution_is_compared_with_the_response_in_view():
    app = open_page(
        PAGE, image="photo", rows="12", columns="10", kernel="vertical-edge", channels="green", response="on"
    )
    shown = charts(open_box(app, "question flip"))
    np.testing.assert_array_equal(shown["cross-correlation"], shown["Response"])


def test_a_kernel_without_a_name_is_called_so_in_every_box():
    shown = charts(open_box(open_page(PAGE, kernel="1_2"), "question larger"))
    assert {"this kernel", "2 × this kernel"} <= set(shown)


def test_a_page_without_a_bias_has_none_in_its_formula():
    app = open_page(PAGE)
    assert not any("b" in formula.value.replace("begin", "") for formula in app.main.latex)
    assert not any("b: bias" in caption.value for caption in app.main.caption)


def test_the_cells_listed_are_those_that_differ_most():
    app = open_box(open_page(PAGE, image="photo", kernel="vertical-edge", average="off"), "question flip")
    shown = charts(app)
    difference = np.abs(shown["cross-correlation"] - shown["convolution"])
    rows = next(item.value for item in app.main.dataframe if "cross-correlation" in item.value.columns)
    listed = [difference[int(row), int(column)] for row, column in zip(rows["row"], rows["column"], strict=True)]
    assert listed == sorted(difference.ravel(), reverse=True)[: len(listed)]
