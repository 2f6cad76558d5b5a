"""“Where does this number come from?” on the pages: from the number in view, by the trail in the address."""

import json

import numpy as np
import pytest

from cnn_steps import DIGITS, LESSON_KERNELS, conv2d, pool2d, relu, sigmoid
from tests.pages.app import levels, open_box, open_page, warnings
from ui.figures.numbers import written
from ui.networks.walk import forward_pass
from ui.picture.current import CurrentImage

WALK = forward_pass(CurrentImage("The 9", DIGITS[9], (-1.0, 1.0), None, (), "", ()))
BOXES = {
    "2_convolution.py": "convolution",
    "3_filters.py": "filters",
    "4_stride-padding.py": "stride",
    "5_activations.py": "activation",
    "6_pooling.py": "pooling",
    "7_dense.py": "flatten",
    "8_softmax.py": "softmax",
}


def pressed(app) -> list[str]:
    """The trail of every number that is followed where there is a choice."""
    parts = [part for level in levels(app) for line in level["lines"] for part in line]
    return [part["button"]["trail"] for part in parts if part["button"] and part["button"]["chosen"]]


def numbers(app) -> list[str]:
    return [level["number"] for level in levels(app)]


def test_the_overview_follows_its_answer_to_the_pixels_without_a_click():
    app = open_page("0_overview.py")
    assert "Why does it say 9?" in [heading.value for heading in app.main.header]
    titles = [level["title"] for level in levels(app)]
    assert titles[:2] == ["Share of 9", "Logit of 9"] and titles[-1].startswith("Pixels in rows")
    assert numbers(app)[1] == written(WALK.logits[9])
    assert app.query_params == {}


@pytest.mark.parametrize(("page", "box"), BOXES.items())
def test_on_a_lesson_the_box_is_closed_and_nothing_is_worked_out_before_it_is_opened(page, box):
    app = open_page(page, answer="on")
    assert levels(app) == []
    assert levels(open_box(app, f"question {box} trail"))[-1]["title"].startswith("Pixels in rows")


CELLS = [
    ("2_convolution.py", "convolution", {"bias": "0.5"}, {"bias": 0.5, "average": True}),
    ("3_filters.py", "filters", {"average": "off"}, {}),
    (
        "4_stride-padding.py",
        "stride",
        {"stride": "2", "padding": "explicit", "pad": "2", "dilation": "2"},
        {"stride": 2, "padding": 2, "dilation": 2, "average": True},
    ),
    ("4_stride-padding.py", "stride", {"padding": "same"}, {"padding": "same", "average": True}),
]


@pytest.mark.parametrize(("page", "box", "query", "options"), CELLS)
@pytest.mark.parametrize("step", [0, 4])
def test_filter_pages_start_at_the_cell_of_the_card_with_the_settings_of_the_page(page, box, query, options, step):
    app = open_page(page, answer="on", step=str(step), kernel="vertical-line", **query)
    wanted = conv2d(DIGITS[9], LESSON_KERNELS[1:2], **options)[0]
    row, column = divmod(step, wanted.shape[1])
    shown = levels(open_box(app, f"question {box} trail"))
    assert shown[0]["title"] == f"Feature map, row {row}, column {column}"
    assert shown[0]["number"] == written(wanted[row, column])
    assert len(shown) == 2


def test_where_the_answer_is_hidden_so_is_where_it_comes_from():
    assert not any("Where does this number" in box.label for box in open_page("4_stride-padding.py").expander)
    assert any("Where does this number" in box.label for box in open_page("4_stride-padding.py", answer="on").expander)


def test_a_pixel_in_the_trail_of_the_address_is_followed_into_the_picture():
    app = open_page("2_convolution.py", image="photo", rows="12", columns="10", step="13", trail="5")
    assert levels(app)[-1]["title"] == "The pixel at row 2, column 7, in the picture"
    assert pressed(app) == ["5"]
    app = open_page("2_convolution.py", image="photo", rows="12", columns="10", step="13", trail="9")
    assert warnings(app)[0].startswith("In the address, the trail 9 leads nowhere on this page.")


def test_a_pixel_that_was_changed_says_so_and_shows_what_it_was():
    photo = {"image": "photo", "rows": "12", "columns": "10", "color": "gray", "trail": "0"}
    before, after = (open_page("3_filters.py", **photo, **more) for more in ({}, {"changes": "pixel.0.0.0.25"}))
    assert levels(after)[-1]["number"] == "0.25" != levels(before)[-1]["number"]
    assert levels(after)[-1]["lines"] == levels(before)[-1]["lines"]
    assert "This pixel was changed by hand" in levels(after)[-1]["sentence"]
    assert "by hand" not in levels(before)[-1]["sentence"]


@pytest.mark.parametrize("kind", ["relu", "sigmoid"])
def test_activations_start_at_the_cell_of_the_card(kind):
    app = open_box(
        open_page("5_activations.py", step="7", map="vertical", activation=kind), "question activation trail"
    )
    before = conv2d(DIGITS[9], LESSON_KERNELS, average=True)[1][2, 1]
    after = {"relu": relu, "sigmoid": sigmoid}[kind](before)
    assert numbers(app) == [written(float(after)), written(before), ""]


@pytest.mark.parametrize("mode", ["max", "avg"])
def test_pooling_starts_at_the_cell_of_the_card_with_the_window_of_the_page(mode):
    query = {"step": "1", "pool": mode, "pool_size": "3", "pool_stride": "2"}
    app = open_box(open_page("6_pooling.py", **query), "question pooling trail")
    activated = relu(conv2d(DIGITS[9], LESSON_KERNELS, average=True))
    assert numbers(app)[0] == written(float(pool2d(activated, 3, stride=2, mode=mode)[0, 1, 0]))
    buttons = [part for part in levels(app)[0]["lines"][0] if part["button"]]
    assert len(buttons) == (9 if mode == "avg" else np.count_nonzero(activated[0, 2:5] == activated[0, 2:5].max()))


def test_flatten_starts_at_the_entry_of_the_card():
    app = open_box(open_page("7_dense.py", step="13"), "question flatten trail")
    assert levels(app)[0]["title"] == "Entry 13: pooled map of the vertical line, row 2, column 1"
    assert numbers(app)[0] == written(WALK.vector[13])


def test_flatten_and_dense_mean_the_same_by_a_trail():
    app = open_page("7_dense.py", step="8", trail="8.1")
    assert pressed(app) == ["8.1"]
    app.segmented_control(key="view").set_value("dense").run()
    assert pressed(open_box(app, "question dense trail")) == ["8", "8.1"]


def test_dense_starts_at_the_logit_and_goes_on_with_the_term_of_the_card():
    app = open_box(open_page("7_dense.py", view="dense", unit="4", step="6"), "question dense trail")
    assert levels(app)[0]["title"] == "Logit of 4"
    assert pressed(app)[0] == "6"
    assert levels(app)[1]["title"].startswith("Entry 6: ")


def test_softmax_starts_at_the_share_of_the_card_and_takes_the_changed_logit_along():
    app = open_box(open_page("8_softmax.py", step="4", temperature="2"), "question softmax trail")
    assert [level["title"] for level in levels(app)[:3]] == ["Share of 4", "Changed logit of 4", "Logit of 4"]
    assert numbers(app)[1:3] == [written(WALK.logits[4] / 2), written(WALK.logits[4])]


def test_softmax_with_eight_filters_shows_the_24_largest_of_64_terms():
    app = open_box(open_page("8_softmax.py", bank="eight", step="9"), "question softmax trail")
    ways = [part["button"]["trail"] for line in levels(app)[1]["lines"] for part in line if part["button"]]
    assert len(ways) == 25 and ways[-1] == "9.bias"
    assert "one of the 64 terms" in levels(app)[1]["sentence"]


def test_the_trail_in_the_address_is_followed_and_stays_there():
    app = open_page("0_overview.py", trail="4.13.0")
    assert pressed(app) == ["4", "4.13", "4.13.0"]
    assert app.query_params["trail"] == "4.13.0"


@pytest.mark.parametrize(
    ("page", "query", "trail"),
    [("0_overview.py", {}, "5.bias"), ("7_dense.py", {"view": "dense"}, "bias"), ("8_softmax.py", {}, "5.bias")],
)
def test_a_trail_to_the_bias_ends_there_and_can_be_linked(page, query, trail):
    app = open_page(page, trail=trail, **query)
    assert app.query_params["trail"] == trail and pressed(app)[-1] == trail
    assert levels(app)[-1]["title"].startswith("Bias of ") and warnings(app) == []


def test_a_trail_in_the_address_opens_the_box_of_a_lesson():
    app = open_page("6_pooling.py", map="vertical", trail="1")
    assert pressed(app) == ["1"]
    app.session_state["question pooling trail"] = False
    app.run()
    assert levels(app) == []


@pytest.mark.parametrize(
    ("trail", "sentence"),
    [
        (
            "zebra",
            "In the address, trail is up to four whole numbers or “bias”, parted by dots, such as 9.13.0, not “zebra”.",
        ),
        ("9.13.0.0.0", "In the address, trail is up to four whole numbers or “bias”, parted by dots, such as 9.13.0"),
        (
            "10",
            "In the address, the trail 10 leads nowhere on this page. Showing the way it goes by itself",
        ),
        (
            "9.99.0",
            "In the address, the trail 9.99.0 ends at 9. Showing the way it goes by itself from there.",
        ),
    ],
)
def test_a_trail_that_makes_no_sense_is_said_and_dropped(trail, sentence):
    app = open_page("0_overview.py", trail=trail)
    assert len(warnings(app)) == 1 and warnings(app)[0].startswith(sentence)
    assert app.query_params.get("trail") == ("9" if trail == "9.99.0" else None)
    assert levels(app)[0]["title"] == "Share of 9"


def test_each_page_keeps_its_own_trail():
    app = open_page("0_overview.py", trail="4.13.0")
    app.switch_page("pages/6_pooling.py").run()
    assert "trail" not in app.query_params and levels(app) == []
    app.switch_page("pages/0_overview.py").run()
    assert pressed(app) == ["4", "4.13", "4.13.0"]


def test_another_image_keeps_the_trail_as_far_as_it_goes_without_a_word():
    app = open_page("0_overview.py", trail="9.6.3")  # four zeros tie in the 9
    assert pressed(app)[-1] == "9.6.3"
    app.button(key="show image 6").click().run()
    assert pressed(app)[:2] == ["9", "9.6"]
    assert warnings(app) == []


@pytest.mark.parametrize("head", ["trained", "untrained"])
def test_a_large_photograph_sends_little_and_says_if_it_was_shrunk(head):
    app = open_page("0_overview.py", image="photo", rows="128", columns="128", head=head)
    assert len(json.dumps(levels(app))) < 40_000
    assert ("fitted to these 7×5 gray cells" in levels(app)[-1]["sentence"]) == (head == "trained")


@pytest.mark.parametrize(
    "query",
    [
        {"image": "draw", "pixels": "000000000"},
        {"image": "photo", "rows": "5", "columns": "5", "head": "untrained"},
        {"image": "photo", "rows": "128", "columns": "5", "head": "untrained", "color": "gray"},
        {"image": "photo", "rows": "9", "columns": "13", "head": "untrained", "range": "bytes"},
        {"image": "photo", "range": "unit", "invert": "on"},
    ],
)
def test_images_of_every_kind_are_followed_to_their_pixels_and_pictures_beyond_them(query):
    assert "Pixels in rows" in [level["title"][:14] for level in levels(open_page("0_overview.py", **query))]
    for page, box in BOXES.items():
        app = open_box(open_page(page, answer="on", **query), f"question {box} trail")
        titles = [level["title"] for level in levels(app)]
        # The trained layer sees a picture shrunk to cells, which were no pixels of it.
        is_followed = query["image"] == "photo" and not (box in ("flatten", "softmax") and "head" not in query)
        end = "The pixel at row " if is_followed else "Pixels in rows"
        assert titles[-2 if is_followed else -1].startswith("Pixels in rows") and titles[-1].startswith(end)
