"""What if one pixel or weight were different: the trial, what is kept, and what every page makes of it."""

import json

import numpy as np
import pytest

from cnn_steps import DIGITS, LESSON_KERNELS, conv2d, fit_bitmap, pool2d, relu, sample_photo
from tests.pages.app import charts, decoded, numbers, open_box, open_page, run_listing, said, sent_card, warnings
from tests.ui.picture.test_sidebar import png, upload
from ui.picture.changes import MOST_CHANGES

OVERVIEW, CONVOLUTION, POOLING, SOFTMAX = "0_overview.py", "2_convolution.py", "6_pooling.py", "8_softmax.py"
FILTERS, STRIDE = "3_filters.py", "4_stride-padding.py"
PAGES = [OVERVIEW, CONVOLUTION, FILTERS, STRIDE, "5_activations.py", POOLING, "7_dense.py", SOFTMAX]
BOX = "question what-if"
KEPT = "pixel.3.2.0.25~weight.box.1.1.2"
FIELD, SLIDER = "what-if field -1 1", "what-if slider -1 1"


def picker(app):
    """What the cell picker was told; fails where there is none."""
    (found,) = [
        item.proto for item in app.main.get("bidi_component") if item.proto.component_name == "cnn_explorer_cell_picker"
    ]
    return json.loads(found.json)


def has_picker(app) -> bool:
    return any("cell_picker" in item.proto.component_name for item in app.main.get("bidi_component"))


def kept_line(app) -> str:
    return next((text for text in said(app).splitlines() if "Changed by hand" in text), "")


def changed_nine():
    image, kernels = DIGITS[9].copy(), LESSON_KERNELS.copy()
    image[3, 2], kernels[0, 1, 1] = 0.25, 2.0
    return image, kernels


@pytest.mark.parametrize("page", PAGES)
def test_the_box_is_closed_and_costs_nothing_until_it_is_opened(page):
    app = open_page(page)
    assert not has_picker(app)
    open_box(app, BOX)
    assert picker(app)["picked"] is None
    assert "Guess first" in said(app)
    assert "It still says" not in said(app)


@pytest.mark.parametrize("page", PAGES)
def test_an_address_with_a_trial_opens_the_box_and_shows_what_comes_of_it(page):
    app = open_page(page, what_if="pixel.3.2.1")
    assert picker(app)["picked"] == [3, 2]
    assert "**It still says 9**" in said(app)
    assert "| Convolution | 9 of 15 in each map | +0.22 |" in said(app)
    assert app.query_params["what-if"] == "pixel.3.2.1"
    assert warnings(app) == []


def test_the_trial_alone_changes_nothing_else_on_the_page():
    app = open_page(CONVOLUTION, what_if="pixel.3.2.1")
    np.testing.assert_array_equal(sent_card(app).input.numbers[0], DIGITS[9])
    np.testing.assert_array_equal(charts(app)["box"], conv2d(DIGITS[9], LESSON_KERNELS[:1], average=True)[0])
    assert kept_line(app) == ""


@pytest.mark.parametrize(
    ("layer", "stage"),
    [("convolution", lambda maps: maps), ("relu", relu), ("pooling", lambda maps: pool2d(relu(maps), 2, stride=1))],
)
def test_the_grids_show_the_layer_before_and_after_and_the_difference(layer, stage):
    app = open_page(OVERVIEW, what_if="weight.diagonal-line.0.0.2.5", layer=layer)
    kernels = LESSON_KERNELS.copy()
    kernels[2, 0, 0] = 2.5
    before, after = (stage(conv2d(DIGITS[9], bank, average=True)) for bank in (LESSON_KERNELS, kernels))
    shown = charts(app)
    np.testing.assert_allclose(shown["Before"], before[2])
    np.testing.assert_allclose(shown["After"], after[2])
    np.testing.assert_allclose(shown["Difference"], after[2] - before[2])


def test_the_vector_is_shown_with_a_row_for_each_map():
    shown = charts(open_page(OVERVIEW, what_if="pixel.3.2.1", layer="vector"))
    assert shown["Before"].shape == shown["Difference"].shape == (3, 8)
    np.testing.assert_allclose(shown["After"] - shown["Before"], shown["Difference"])


@pytest.mark.parametrize("layer", ["logits", "shares"])
def test_logits_and_shares_are_shown_as_bars(layer):
    app = open_page(OVERVIEW, what_if="pixel.3.2.1", layer=layer)
    bars = [
        numbers(json.loads(item.proto.spec)["data"][0]["x"])
        for item in app.main.get("plotly_chart")
        if item.proto.alt.startswith(layer.capitalize())
    ]
    before, after, difference = bars
    np.testing.assert_allclose(after - before, difference, atol=1e-12)
    assert before.argmax() == 9


def test_one_pixel_can_change_the_answer():
    app = open_page(OVERVIEW, image="7", what_if="pixel.4.1.1")
    assert "**Now it says 2**: " in said(app)
    assert "It says **7**" in said(app)  # the page itself stays as it is
    app.button(key="what-if keep").click().run()
    assert "It says **2**" in said(app)


def test_a_box_that_was_closed_stays_closed_until_the_next_page():
    app = open_page(OVERVIEW, what_if="pixel.3.2.1")
    app.session_state[BOX] = False
    app.run()
    app.run()
    assert not has_picker(app)
    app.switch_page(f"pages/{CONVOLUTION}").run()
    assert has_picker(app)


def test_putting_it_back_ends_the_trial():
    app = open_page(OVERVIEW, what_if="pixel.3.2.1")
    app.button(key="what-if put back").click().run()
    assert dict(app.query_params) == {}
    assert picker(app)["picked"] is None


def test_keeping_it_changes_the_image_on_every_page():
    app = open_page(OVERVIEW, what_if="pixel.3.2.1")
    app.button(key="what-if keep").click().run()
    assert dict(app.query_params) == {"changes": "pixel.3.2.1"}
    assert kept_line(app).endswith("pixel at row 3, column 2: 1.")
    for page in ("1_image.py", "2_convolution.py", "3_filters.py", "4_stride-padding.py"):
        app.switch_page(f"pages/{page}").run()
        assert dict(app.query_params) == {"changes": "pixel.3.2.1"}
        assert kept_line(app)
        assert "The changed 9" in app.sidebar.get("html")[0].proto.body
    app.switch_page(f"pages/{CONVOLUTION}").run()
    assert sent_card(app).input.numbers[0, 3, 2] == 1


def test_a_kept_weight_changes_the_maps_of_every_page():
    image, kernels = changed_nine()
    maps = conv2d(image, kernels, average=True)
    app = open_page(CONVOLUTION, changes=KEPT)
    np.testing.assert_array_equal(charts(app)["box"], maps[0])
    app.switch_page(f"pages/{POOLING}").run()
    np.testing.assert_array_equal(charts(app)["box"], relu(maps)[0])
    np.testing.assert_array_equal(sent_card(app).input.numbers[0], relu(maps)[0])
    app.switch_page("pages/7_dense.py").run()
    np.testing.assert_array_equal(sent_card(app).input.numbers, pool2d(relu(maps), 2, stride=1))


def test_everything_kept_can_be_put_back_at_once():
    app = open_page(POOLING, changes=KEPT)
    app.button(key="put everything back").click().run()
    assert dict(app.query_params) == {}
    assert kept_line(app) == ""
    np.testing.assert_array_equal(charts(app)["box"], relu(conv2d(DIGITS[9], LESSON_KERNELS, average=True))[0])


def test_a_second_trial_stands_on_what_is_kept():
    app = open_page(OVERVIEW, changes="pixel.3.2.1", what_if="pixel.3.2.-1")
    assert "row 3, column 2: 1 → −1" in picker(app)["chosen"]
    app.button(key="what-if keep").click().run()
    assert dict(app.query_params) == {"changes": "pixel.3.2.-1"}


def test_the_slider_the_field_and_the_button_change_the_value():
    app = open_page(OVERVIEW, what_if="pixel.3.2.1")
    app.slider(key=SLIDER).set_value(0.5).run()
    assert app.query_params["what-if"] == "pixel.3.2.0.5"
    assert app.number_input(key=FIELD).value == 0.5
    app.number_input(key=FIELD).set_value(-0.25).run()
    assert app.query_params["what-if"] == "pixel.3.2.-0.25"
    assert app.slider(key=SLIDER).value == -0.25
    app.button(key="what-if flip").click().run()
    assert app.query_params["what-if"] == "pixel.3.2.0.25"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (None, "Value must be a number from −1 to 1: type digits."),  # what a field holds when letters were typed
        (7.0, "Value must be a number from −1 to 1, not 7."),
    ],
)
def test_a_value_that_is_none_is_refused_and_the_one_before_stays(typed, sentence):
    app = open_page(OVERVIEW, what_if="pixel.3.2.0.5")
    app.number_input(key=FIELD).set_value(typed).run()
    assert f":small[:red[{sentence}]]" in said(app)
    assert app.query_params["what-if"] == "pixel.3.2.0.5"
    assert app.number_input(key=FIELD).value == 0.5
    app.slider(key=SLIDER).set_value(1.0).run()
    assert ":red[" not in said(app)


def test_the_value_a_pixel_has_already_changes_nothing():
    app = open_page(OVERVIEW, what_if="pixel.3.2.-1")
    assert "That is the value it has: nothing changes." in said(app)
    assert "| Convolution |" not in said(app)


def test_choosing_a_weight_ends_the_trial_of_a_pixel():
    app = open_page(OVERVIEW, what_if="pixel.3.2.1")
    app.segmented_control(key="kind what-if").set_value("weight").run()
    assert "what-if" not in app.query_params
    np.testing.assert_array_equal(picker_values(app), LESSON_KERNELS[0])
    app.segmented_control(key="filter what-if").set_value("diagonal-line").run()
    np.testing.assert_array_equal(picker_values(app), LESSON_KERNELS[2])


def test_a_filter_is_red_and_blue_and_pixels_are_gray():
    app = open_page(OVERVIEW, what_if="pixel.3.2.1")
    assert (picker(app)["grid"]["look"], picker(app)["grid"]["valueRange"]) == ("picture", [-1, 1])
    app.segmented_control(key="kind what-if").set_value("weight").run()
    assert (picker(app)["grid"]["look"], picker(app)["grid"]["valueRange"]) == ("signed", [-1, 1])


def test_each_grid_has_a_name_by_which_the_picker_tells_it_from_others():
    trials = ("pixel.3.2.1", "weight.box.1.1.0.5", "weight.diagonal-line.1.1.0.5")
    names = [picker(open_page(OVERVIEW, what_if=trial))["grid"]["id"] for trial in trials]
    names.append(picker(open_page(OVERVIEW, what_if="pixel.3.2.1", image="8"))["grid"]["id"])
    assert len(set(names)) == 4
    assert picker(open_page(OVERVIEW, what_if="pixel.0.0.1"))["grid"]["id"] == names[0]


def picker_values(app):
    return decoded(picker(app)["grid"]["values"])


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"what_if": "pixel.9.2.1"}, "was dropped: there are 7 rows and 5 columns."),
        ({"what_if": "pixel.3.2.5"}, "was dropped: its values go from −1 to 1, not 5."),
        ({"what_if": "cell.3.2.1"}, "was dropped: only pictures are fitted to 7×5 cells, and this image is none."),
        ({"changes": "pixel.red.3.2.1"}, "was dropped: this image has no colors."),
        ({"changes": "pixel.3.9.1"}, "was dropped: there are 7 rows and 5 columns."),
        ({"what_if": "pixel.x"}, "In the address, a change reads like"),
        ({"changes": "weight.circle.1.1.1"}, "In the address, there is no filter “circle”."),
        (
            {"changes": "pixel.1.1.1~pixel.1.1.0"},
            "In the address, the same number is changed twice: keep one of the changes.",
        ),
    ],
)
def test_a_change_in_the_address_that_can_not_be_made_is_dropped_with_a_sentence(query, sentence):
    app = open_page(OVERVIEW, **query)
    (warning,) = warnings(app)
    assert sentence in warning
    assert dict(app.query_params) == {}
    assert kept_line(app) == ""
    app.run()
    assert warnings(app) == [warning]


def test_of_several_changes_those_that_fit_are_kept():
    app = open_page(OVERVIEW, changes="pixel.20.2.1~pixel.3.2.1~weight.box.0.0.0.5")
    assert app.query_params["changes"] == "pixel.3.2.1~weight.box.0.0.0.5"
    assert len(warnings(app)) == 1


def test_another_image_starts_with_its_own_pixels_and_with_the_filters_as_they_were_changed():
    app = open_page(OVERVIEW, changes=KEPT, what_if="pixel.0.0.1")
    app.selectbox(key="image").select("6").run()
    assert dict(app.query_params) == {"image": "6", "changes": "weight.box.1.1.2"}
    assert warnings(app) == []


def test_a_smaller_picture_lets_go_of_its_pixels_and_says_so():
    app = open_page(CONVOLUTION, image="photo", changes="pixel.red.20.2.1~pixel.red.3.2.1~weight.box.1.1.2")
    assert warnings(app) == []
    app.number_input(key="rows").set_value(16).run()
    assert app.query_params["changes"] == "weight.box.1.1.2"
    (notice,) = warnings(app)
    assert notice == "The picture is prepared in another way now, so what was changed in it by hand was dropped."


def test_no_more_can_be_kept_than_a_link_holds():
    places = [(row, column) for row in range(8) for column in range(8)][:MOST_CHANGES]
    changes = "~".join(f"pixel.red.{row}.{column}.1" for row, column in places)
    app = open_page(CONVOLUTION, image="photo", changes=changes, what_if="pixel.red.30.30.1")
    full = f"{MOST_CHANGES} changes are kept, and a link holds no more."
    assert app.button(key="what-if keep").disabled
    assert any(full in caption.value for caption in app.main.caption)
    app = open_page(CONVOLUTION, image="photo", changes=changes, what_if="pixel.red.0.0.0")
    assert not app.button(key="what-if keep").disabled
    assert not any(full in caption.value for caption in app.main.caption)


def test_the_trained_layer_sees_a_shrunk_picture_and_its_cells_can_be_changed():
    app = open_page(OVERVIEW, image="photo", what_if="cell.3.2.1")
    assert "| Convolution | 9 of 15 in each map |" in said(app)
    assert any("7×5 cells the picture is fitted to" in caption.value for caption in app.main.caption)
    app.button(key="what-if keep").click().run()
    bitmap = fit_bitmap(sample_photo())
    bitmap[3, 2] = 1.0
    np.testing.assert_array_equal(charts(app)["7 × 5"], bitmap)


def test_a_trial_that_the_page_can_not_make_waits_for_its_own_page():
    app = open_page(OVERVIEW, image="photo", what_if="cell.3.2.1")
    app.switch_page(f"pages/{CONVOLUTION}").run()
    assert any("Tried on another page" in caption.value for caption in app.main.caption)
    assert picker(app)["picked"] is None
    app.switch_page(f"pages/{OVERVIEW}").run()
    assert picker(app)["picked"] == [3, 2]


def test_a_color_pixel_is_changed_in_one_channel():
    app = open_page(CONVOLUTION, image="photo", rows="12", columns="10", what_if="pixel.green.5.5.1")
    assert picker(app)["grid"]["title"] == "The cat, green"
    assert "| Convolution | 9 of 80 in each map |" in said(app)
    assert "untrained and its answer means nothing" in said(app)
    app.button(key="what-if keep").click().run()
    assert sent_card(app).input.numbers[:, 5, 5][1] == 1.0


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        {"changes": KEPT},
        {"image": "draw", "pixels": "3a5c00001", "changes": KEPT},
        {"image": "photo", "changes": "cell.3.2.0.1~weight.vertical-line.0.2.-0.3"},
        {
            "image": "photo",
            "rows": "9",
            "columns": "8",
            "head": "untrained",
            "changes": "pixel.blue.3.2.0.1~weight.box.1.1.2",
        },
        {"image": "photo", "rows": "9", "columns": "8", "color": "gray", "head": "untrained", "changes": KEPT},
    ],
)
def test_the_listing_gives_the_numbers_on_screen_with_what_is_kept(page, query):
    app = open_page(page, answer="on", **query)
    assert warnings(app) == []
    variables, _ = run_listing(app)
    wanted = {
        OVERVIEW: lambda: (variables["maps"][0], first_grid_of_maps(app)),
        CONVOLUTION: lambda: (variables["feature_map"], sent_card(app).output.numbers),
        FILTERS: lambda: (variables["feature_map"], sent_card(app).output.numbers),
        STRIDE: lambda: (variables["feature_map"], sent_card(app).output.numbers),
        "5_activations.py": lambda: (variables["feature_maps"], [charts(app)[name] for name in NAMES]),
        POOLING: lambda: (variables["activated"], [charts(app)[name] for name in NAMES]),
        "7_dense.py": lambda: (variables["pooled"], sent_card(app).input.numbers),
        SOFTMAX: lambda: (variables["probabilities"], sent_card(app).probabilities),
    }
    made, shown = wanted[page]()
    np.testing.assert_allclose(made, shown, atol=1e-12)


NAMES = ("box", "vertical line", "diagonal line")


def first_grid_of_maps(app):
    chart = next(item for item in app.main.get("plotly_chart") if "Three rows" in item.proto.alt)
    return numbers(json.loads(chart.proto.spec)["data"][0]["z"])


def test_a_filter_of_the_larger_bank_can_be_tried_where_that_bank_is_in_use():
    app = open_page(SOFTMAX, bank="eight", what_if="weight.outline.1.1.3")
    assert ", outline only |" in said(app)
    app.button(key="what-if keep").click().run()
    variables, _ = run_listing(app)
    np.testing.assert_allclose(variables["probabilities"], sent_card(app).probabilities, atol=1e-12)
    assert variables["kernels"][7, 1, 1] == 3.0
    assert any("without what was changed by hand" in caption.value for caption in app.main.caption)


@pytest.mark.parametrize("page", [CONVOLUTION, FILTERS])
def test_the_changed_filter_is_one_click_from_the_step_card(page):
    app = open_page(page, changes="weight.box.1.1.2")
    np.testing.assert_array_equal(sent_card(app).kernel.numbers[0], LESSON_KERNELS[0])
    app.button(key="changed filter").click().run()
    assert sent_card(app).kernel.numbers[0, 1, 1] == 2.0
    maps = conv2d(DIGITS[9], sent_card(app).kernel.numbers, average=True)[0]
    np.testing.assert_array_equal(sent_card(app).output.numbers, maps)
    assert not [button for button in app.button if button.key == "changed filter"]
    assert "This is the network’s **box** filter with its changed weights." in said(app)


@pytest.mark.parametrize(
    ("kernel", "offered"), [("box", "box"), ("vertical-line", "vertical line"), ("emboss", "vertical line")]
)
def test_of_two_changed_filters_the_one_in_view_is_offered_or_else_the_last(kernel, offered):
    app = open_page(CONVOLUTION, changes="weight.box.1.1.2~weight.vertical-line.0.0.2", kernel=kernel)
    assert app.button(key="changed filter").label == f"Step through the changed {offered} filter"
    in_view = f"This is the **{offered}** as designed; the changed one is in the network."
    assert (in_view in said(app)) == (kernel != "emboss")


@pytest.mark.parametrize("page", [CONVOLUTION, FILTERS])
def test_a_kernel_of_the_menu_says_that_it_is_not_the_changed_one(page):
    designed = "This is the **box** as designed; the changed one is in the network."
    both = "weight.box.1.1.2~weight.vertical-line.0.0.3"
    assert designed in said(open_page(page, changes="weight.box.1.1.2"))
    app = open_page(page, changes=both)
    assert designed in said(app)
    assert app.button(key="changed filter").label == "Step through the changed box filter"
    app = open_page(page, changes=both, kernel="emboss")
    assert "as designed" not in said(app)
    assert app.button(key="changed filter").label == "Step through the changed vertical line filter"
    assert "as designed" not in said(open_page(page, changes="pixel.0.0.1"))


def test_random_pixels_are_a_new_drawing_without_the_changes_of_the_one_before():
    app = open_page(SOFTMAX, image="draw", changes=KEPT, what_if="pixel.0.0.0.5")
    app.button(key="show noise").click().run()
    assert app.query_params["changes"] == "weight.box.1.1.2"
    assert "what-if" not in app.query_params


def test_another_upload_starts_with_its_own_pixels():
    app = open_page(CONVOLUTION, image="upload", changes=KEPT, what_if="pixel.0.0.0.5")
    upload(app, "photo.png", png(sample_photo()))
    assert dict(app.query_params) == {"image": "upload", "changes": "weight.box.1.1.2"}


def test_a_difference_too_small_for_the_shared_scale_gets_its_own_and_says_so():
    app = open_page(CONVOLUTION, image="photo", what_if="pixel.red.10.12.1")
    after = last_of_scales(app)
    assert after["Before"] == after["After"] > 10 * after["Difference"]
    assert any("a scale of its own: full color is " in caption.value for caption in app.main.caption)
    app = open_page(OVERVIEW, what_if="pixel.3.2.1")
    assert len(set(last_of_scales(app).values())) == 1
    assert not any("a scale of its own" in caption.value for caption in app.main.caption)


def last_of_scales(app) -> dict[str, float]:
    """The end of the color scale of the grids before, after and of their difference."""
    traces = [json.loads(item.proto.spec)["data"][0] for item in app.main.get("plotly_chart")]
    return {trace["name"]: trace["zmax"] for trace in traces if trace.get("name") in ("Before", "After", "Difference")}


def test_the_way_of_a_picture_ends_at_its_changed_pixels():
    query = {"image": "photo", "rows": "9", "columns": "8", "color": "gray", "changes": "pixel.3.2.0.25"}
    app = open_page("1_image.py", **query)
    assert charts(app)["range"][3, 2] == 0.25
    variables, _ = run_listing(app)
    np.testing.assert_array_equal(variables["image"], charts(app)["range"])


def test_the_trained_layer_is_said_not_to_see_changed_pixels_of_a_picture():
    sentence = "Pixels changed by hand are not in it"
    for changes, wanted in (("pixel.red.3.2.1", True), ("cell.3.2.1", False)):
        app = open_page(OVERVIEW, image="photo", changes=changes)
        assert any(sentence in caption.value for caption in app.main.caption) is wanted


def test_a_pixel_kept_in_a_picture_is_let_go_when_the_picture_is_prepared_anew():
    photo = {"image": "photo", "rows": "10", "columns": "10"}
    app = open_page("2_convolution.py", **photo, changes="pixel.red.3.2.1~weight.box.1.1.2")
    app.session_state["range"] = "bytes"
    app.run()
    assert "pixel" not in str(app.query_params["changes"])
    assert "weight.box.1.1.2" in str(app.query_params["changes"])


def test_a_trial_that_changes_nothing_cannot_be_kept():
    app = open_page(OVERVIEW, what_if="pixel.3.2.-1")
    assert app.button(key="what-if keep").disabled
