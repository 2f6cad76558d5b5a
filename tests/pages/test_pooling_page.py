"""The pooling page: windows, leftovers, ties, and what a move of the image does."""

import re

import numpy as np
import pytest

from cnn_steps import DIGIT_9, LESSON_KERNELS, conv2d, pool2d, relu
from cnn_steps.geometry import sweep
from tests.pages.app import card_on_page, charts, levels, open_box, open_page, run_listing, said, sent_card, warnings
from tests.pages.test_text_of_others import with_every_box_open
from tests.sentences import numbers_in
from ui.lessons.pooling import agreement, shifted, tied_windows, unreached_words
from ui.operations.unreached import unreached_cells, unreached_lines

PAGE = "6_pooling.py"


def test_the_9_is_pooled_as_in_the_lesson():
    maps = charts(open_page(PAGE))
    np.testing.assert_allclose(maps["box, pooled"].round(2), [[1, 1], [0.33, 0.33], [0.33, 0.33], [0, 0]])
    np.testing.assert_allclose(maps["diagonal line, pooled"][3], [1, 1])
    assert maps["vertical line, pooled"].max() == pytest.approx(7 / 9)


def test_the_step_card_gets_the_map_after_relu_and_the_pooled_map():
    query = {"pool": "avg", "pool-size": "3", "map": "vertical", "step": "2"}
    app = open_page(PAGE, **query)
    data = sent_card(app)
    activated = relu(conv2d(DIGIT_9, LESSON_KERNELS[1], average=True))
    np.testing.assert_array_equal(data.input.numbers[0], activated)
    np.testing.assert_array_equal(data.output.numbers, pool2d(activated, 3, stride=1, mode="avg"))
    assert (data.size, data.stride, data.mode, card_on_page(app).step) == ((3, 3), (1, 1), "avg", 2)


@pytest.mark.parametrize(
    ("query", "formula"),
    [
        ({}, r"y_{0,\,0} = \max \begin{pmatrix}0 & 1 \\ 0 & 0.11\end{pmatrix} = 1"),
        (
            {"pool": "avg"},
            r"y_{0,\,0} = \frac{1}{4} \sum \begin{pmatrix}0 & 1 \\ 0 & 0.11\end{pmatrix} \approx 0.28",
        ),
    ],
)
def test_the_formula_shows_the_window_in_view(query, formula):
    assert formula in open_page(PAGE, **query).latex[1].value


def test_a_large_window_is_written_by_its_corners():
    app = open_page(PAGE, image="photo", rows="12", columns="12", pool_size="10")
    assert r"\ddots" in app.latex[1].value


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"image": "draw", "pixels": "3a5c00001", "pool": "avg", "map": "diagonal", "step": "5"},
        {"image": "photo", "rows": "9", "columns": "12", "pool-size": "3", "pool-stride": "2", "step": "7"},
        {"image": "photo", "rows": "5", "columns": "5", "color": "gray", "range": "signed", "map": "vertical"},
        {"image": "photo", "rows": "9", "columns": "8", "range": "bytes", "invert": "on", "pool": "avg", "step": "3"},
    ],
)
def test_the_listing_prints_the_numbers_on_screen(query):
    app = open_page(PAGE, **query)
    variables, printed = run_listing(app)
    pooled = sent_card(app).output.numbers
    np.testing.assert_allclose(variables["pooled_map"], pooled, atol=1e-12)
    row, column = divmod(int(query.get("step", 0)), pooled.shape[1])
    assert f"\n{pooled[row, column]:.12g}\n" in printed


def test_stride_2_leaves_row_4_and_column_2_of_the_9_over():
    assert "Every row and every column is under a window. Is that still so with stride 2?" in said(open_page(PAGE))
    app = open_page(PAGE, pool_stride="2")
    assert "No window reaches row 4 and column 2 (hatched): they are left over." in said(app)


@pytest.mark.parametrize(
    ("shape", "size", "stride", "words"),
    [
        ((3, 4), 2, 2, "No window reaches row 2 (hatched): it is left over."),
        ((5, 5), 1, 2, "No window reaches rows 1 and 3 and columns 1 and 3 (hatched): the stride is larger than"),
        (
            (5, 9),
            1,
            3,
            "No window reaches rows 1, 2 and 4 and columns 1, 2, 4, 5, 7 and 8 (hatched): the stride is larger than "
            "the window, and the last are left over.",
        ),
        ((3, 2), 2, 3, "No window reaches row 2 (hatched): it is left over."),
        ((30, 30), 8, 8, "No window reaches rows 24 to 29 and columns 24 to 29 (hatched): they are left over."),
        ((9, 17), 1, 2, "No window reaches rows 1, 3, 5 and 7 and 8 columns (hatched): the stride is larger than"),
        ((4, 4), 2, 2, "Every row and every column is under a window."),
    ],
)
def test_leftovers_are_put_into_words(shape, size, stride, words):
    assert unreached_words(*sweep(shape, (size, size), stride, 0, 1)).startswith(words)


def test_the_hatched_cells_are_those_no_window_reaches():
    cells = unreached_cells(*sweep((5, 5), (2, 2), 3, 0, 1))
    assert cells[2].all() and cells[:, 2].all()
    assert np.count_nonzero(cells) == 9


def test_a_window_larger_than_the_map_is_one_sentence_and_the_controls_stay():
    app = open_page(PAGE, pool_size="4")
    assert [error.value for error in app.main.error] == [
        "A window of 4×4 cells does not fit a map of 5×3: choose a size up to 3."
    ]
    app.number_input(key="pool-size").set_value(3).run()
    assert not app.main.error
    assert charts(app)["box, pooled"].shape == (3, 1)


def test_the_largest_number_of_a_3_by_3_map_is_left_over():
    app = open_box(open_page(PAGE), "question leftovers")
    maps = charts(app)
    assert maps["3 × 3 map"].max() == 9
    assert maps["Max"].tolist() == [[5.0]]
    rows, columns = sweep((3, 3), (2, 2), 2, 0, 1)
    words = next(words for words in said(app).split("\n") if "3×3 map" in words)
    left_over = re.search(r"row (\d+) and column (\d+)", words)
    assert left_over and [[int(left_over[1])], [int(left_over[2])]] == [unreached_lines(rows), unreached_lines(columns)]


def test_max_and_average_of_a_4_by_4_map():
    app = open_box(open_page(PAGE), "question mode")
    maps = charts(app)
    assert maps["Max"].tolist() == [[6, 8], [3, 4]]
    window = maps["4 × 4 map"][:2, :2]
    by_hand = next(caption.value for caption in app.main.caption if "by hand" in caption.value)
    shown = [*sorted(window.ravel()), window.max(), window.sum(), window.size, window.mean()]
    assert numbers_in(by_hand) == shown
    assert maps["Average"].tolist() == [[3.75, 5.25], [2, 2]]


def test_ties_are_counted_with_the_settings_in_view():
    assert "cells tie in **2 of 8 windows** of the box map, all of zeros: ReLU makes ties common." in said(
        open_box(open_page(PAGE), "question ties")
    )


def test_a_map_without_ties_and_one_with_other_ties_say_so():
    assert "no cells tie in a window of the vertical line map" in said(
        open_box(open_page(PAGE, map="vertical", pool_size="1"), "question ties")
    )
    assert "cells tie in **2 of 8 windows** of the diagonal line map, 1 of them of zeros:" in said(
        open_box(open_page(PAGE, map="diagonal"), "question ties")
    )


def test_an_image_that_moved_too_far_leaves_no_cell_to_move_along():
    text = said(open_box(open_page(PAGE, shift="3"), "question shift"))
    assert "Moved this far, no cell of the feature map is still inside." in text
    assert "So the convolution" not in text
    assert "becomes a share, stays 11.92." in said(open_box(open_page(PAGE, shift="0"), "question shift"))


@pytest.mark.parametrize("mode", ["max", "avg"])
def test_a_window_of_one_cell_keeps_its_number(mode):
    app = open_box(open_page(PAGE, pool=mode, pool_size="1"), "question pooling trail")
    assert levels(app)[0]["sentence"] == "The window has one cell, and pooling keeps its number."


def test_a_single_step_is_no_steps():
    app = open_page(PAGE, pool_size="3", pool_stride="3")
    assert any(caption.value.startswith("1 step, ") for caption in with_every_box_open(app).main.caption)


def test_a_tie_is_a_largest_number_that_stands_twice():
    assert tied_windows(np.array([[2.0, 2.0, 0.0], [1.0, 0.0, 0.0]]), 2, 1) == (1, 0)
    assert tied_windows(np.zeros((3, 3)), 2, 1) == (4, 4)


def test_a_move_by_1_leaves_more_of_the_pooled_map_in_place_than_of_the_feature_map():
    app = open_box(open_page(PAGE), "question shift")
    maps = charts(app)
    np.testing.assert_array_equal(maps["Image, moved"][:, 1:], maps["Image"][:, :-1])
    assert (maps["Image, moved"][:, 0] == -1).all()
    np.testing.assert_array_equal(maps["Map, moved"][:, 1:], maps["Map"][:, :-1])
    assert "still inside: 10. **10 of them moved along** unchanged" in said(app)
    assert "Moved by 2 columns, a winner has left its 2×2 window." in said(app)
    assert "**9 of 15** cells of the feature map and **5 of 8** pooled cells kept their number" in said(app)


def test_the_answer_survives_a_move_by_1_and_not_by_2():
    app = open_box(open_page(PAGE), "question shift")
    assert "classifier stays **9**" in said(app)
    assert "goes from 11.92 to 6.27" in said(app)
    app.slider(key="shift").set_value(2).run()
    assert "classifier turns from **9** to **7**" in said(app)
    assert app.query_params["shift"] == "2"
    table = app.main.dataframe[0].value.set_index("digit")
    assert table.loc["9"].tolist() == ["11.92", "−2.26"]


def test_a_moved_picture_repeats_its_edge_and_has_no_logits():
    app = open_box(open_page(PAGE, image="photo", rows="8", columns="8", shift="-3"), "question shift")
    maps = charts(app)
    np.testing.assert_array_equal(maps["Image, moved"][:, :5], maps["Image"][:, 3:])
    assert (maps["Image, moved"][:, 5:] == maps["Image"][:, -1:]).all()
    assert "logit" not in said(app)


def test_moving_by_0_changes_nothing():
    image = np.arange(12.0).reshape(3, 4)
    np.testing.assert_array_equal(shifted(image, 0), image)
    assert agreement(image, image) == (12, 12)


def test_maps_moved_past_each_other_share_no_cell():
    assert agreement(np.ones((3, 3)), np.ones((3, 3)), columns=3) == (0, 0)


@pytest.mark.parametrize(
    ("name", "text"), [("pool", "sum"), ("pool_size", "0"), ("pool_stride", "2.5"), ("map", "cross"), ("step", "8")]
)
def test_nonsense_in_the_address_falls_back_and_says_so(name, text):
    app = open_page(PAGE, **{name: text})
    assert len(warnings(app)) == 1
    assert charts(app)["box, pooled"].shape == (4, 2)
