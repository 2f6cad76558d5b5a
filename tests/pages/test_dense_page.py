"""The page of flatten and dense: from a number of the vector back to its map, and one sum redone."""

import numpy as np
import pytest

from cnn_steps import DIGIT_9, DIGITS, bitmap_features, dense, load_bitmap_classifier
from tests.pages.app import card_on_page, charts, open_box, open_page, run_listing, said, sent_card, warnings
from ui.lessons.dense import term_order
from ui.networks.walk import untrained_weights

PAGE = "7_dense.py"
CLASSIFIER = load_bitmap_classifier()
VECTOR = bitmap_features(DIGIT_9, CLASSIFIER.kernels)
LARGE = {"image": "photo", "rows": "128", "columns": "128", "head": "untrained"}


def test_the_three_maps_of_the_9_become_24_numbers():
    app = open_page(PAGE)
    data = sent_card(app)
    assert data.operation == "flatten"
    assert data.input.numbers.shape == (3, 4, 2)
    np.testing.assert_array_equal(data.input.numbers.ravel(), VECTOR)
    assert "a vector of **24 numbers**" in said(app)


def test_an_entry_is_followed_back_to_its_map_row_and_column():
    formula = open_page(PAGE, step="18").latex[1].value
    assert r"\text{entry} = 2 \cdot 4 \cdot 2 + 1 \cdot 2 + 0 = 18" in formula


def test_the_sum_of_the_9_is_written_with_its_bias_and_its_terms():
    app = open_page(PAGE, view="dense")
    data = sent_card(app)
    np.testing.assert_array_equal(data.weights, CLASSIFIER.weights[:, 9])
    assert data.bias == CLASSIFIER.bias[9]
    logit = dense(VECTOR, CLASSIFIER.weights, CLASSIFIER.bias)[9]
    assert f"= {logit:.2f}" in app.latex[1].value
    assert r"\underbrace{(-2.37)}_{\text{bias}}" in app.latex[1].value


def test_another_digit_has_other_weights_and_the_same_vector():
    data = sent_card(open_page(PAGE, view="dense", unit="4"))
    np.testing.assert_array_equal(data.weights, CLASSIFIER.weights[:, 4])
    np.testing.assert_array_equal(data.input, VECTOR)
    assert (data.unit, data.unit_index) == ("4", 4)


def test_largest_first_starts_with_the_term_that_counts_most():
    order = sent_card(open_page(PAGE, view="dense", order="size")).order
    terms = np.abs(VECTOR * CLASSIFIER.weights[:, 9])[order]
    assert sorted(order) == list(range(24))
    assert (np.diff(terms) <= 0).all()


def test_the_switch_between_flatten_and_dense_is_in_the_address():
    app = open_page(PAGE)
    app.segmented_control(key="view").set_value("dense").run()
    assert sent_card(app).operation == "dense"
    assert app.query_params["view"] == "dense"


def test_largest_first_adds_the_terms_by_their_size_whatever_their_sign():
    terms = np.array([0.5, -2.0, 0.0, 1.0, -1.0])
    assert term_order(terms, "size").tolist() == [1, 3, 4, 0, 2]
    assert term_order(terms, "position").tolist() == [0, 1, 2, 3, 4]


def test_the_whole_layer_shows_the_maps_and_the_vector():
    grids = charts(open_page(PAGE))
    np.testing.assert_array_equal(grids["box"].ravel(), VECTOR[:8])
    np.testing.assert_array_equal(grids["The vector: 24 numbers, a row for each map"], VECTOR.reshape(3, 8))


@pytest.mark.parametrize("view", ["flatten", "dense"])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"image": "6", "unit": "6", "order": "size", "step": "5"},
        {"image": "draw", "pixels": "3a5c00001", "step": "3"},
        {"image": "photo", "rows": "9", "columns": "12"},
        {"image": "photo", "rows": "9", "columns": "12", "invert": "on"},
        {"image": "photo", "rows": "9", "columns": "12", "head": "untrained", "step": "100"},
        {"image": "photo", "rows": "5", "columns": "5", "color": "gray", "head": "untrained"},
    ],
)
def test_the_listing_prints_the_numbers_on_screen(query, view):
    app = open_page(PAGE, view=view, **query)
    variables, printed = run_listing(app)
    data = sent_card(app)
    sent = data.input if view == "dense" else data.input.numbers
    np.testing.assert_allclose(variables["vector"], sent.ravel(), atol=1e-12)
    if view == "dense":
        assert variables["logit"] == pytest.approx(data.output[data.unit_index])
        entry = int(data.order[card_on_page(app).step])
        assert f"\n{variables['vector'][entry]:.12g} stood" in printed
    else:
        np.testing.assert_allclose(variables["pooled"], sent, atol=1e-12)
        assert f"\n{sent.ravel()[card_on_page(app).step]:.12g}\n" in printed


@pytest.mark.parametrize(("rows", "columns"), [("5", "5"), ("128", "5"), ("5", "128")])
@pytest.mark.parametrize("view", ["flatten", "dense"])
def test_pictures_of_extreme_shape_go_through(rows, columns, view):
    data = sent_card(open_page(PAGE, image="photo", rows=rows, columns=columns, head="untrained", view=view))
    vector = data.input if view == "dense" else data.input.numbers
    assert vector.size == 3 * (int(rows) - 3) * (int(columns) - 3)


def test_a_large_picture_makes_46875_numbers_of_which_only_one_units_weights_are_sent():
    app = open_page(PAGE, view="dense", step="46874", **LARGE)
    data = sent_card(app)
    assert data.weights.shape == (46_875,)
    assert (data.weights.dtype, data.order.dtype) == ("float64", "int32")  # exact, and no longer than it must be
    assert card_on_page(app).step == 46_874
    assert "**468,760 parameters**" in said(app)


def test_a_step_beyond_a_shorter_vector_is_brought_back():
    app = open_page(PAGE, step="99")
    assert card_on_page(app).step == 23
    assert warnings(app) == ["In the address, there is no step 99. Showing the last one, 23."]


@pytest.mark.parametrize("query", [{"view": "both"}, {"unit": "10"}, {"order": "random"}])
def test_nonsense_in_the_address_falls_back_and_says_so(query):
    app = open_page(PAGE, **query)
    assert len(warnings(app)) == 1
    assert sent_card(app).operation == "flatten"


def test_the_page_does_not_offer_the_trained_and_the_untrained_layer_for_a_bitmap():
    assert [control.key for control in open_page(PAGE).segmented_control] == ["view"]


def test_flatten_has_no_parameters_and_changes_no_number():
    app = open_box(open_page(PAGE), "question flatten")
    words = said(app)
    assert "**0 parameters**" in words and "**0 of 24 numbers changed**" in words
    grids = charts(app)
    np.testing.assert_array_equal(grids["diagonal line, cut back"], grids["diagonal line"])


def test_a_dense_layer_on_a_large_picture_needs_three_billion_weights():
    app = open_box(open_page(PAGE), "question explosion")
    table = app.main.dataframe[0].value
    assert table["image"].tolist()[0] == "7 × 5 × 1, in view"
    assert table["inputs"].tolist() == ["35", "12,288", "150,528", "3,000,000"]
    assert table["dense weights"].tolist()[-1] == "3,000,000,000"
    assert "makes **3,000,000,000 weights**" in said(app)
    assert table["three 3×3 filters"].tolist() == ["27", "81", "81", "81"]


def test_the_weights_follow_the_number_of_units():
    app = open_box(open_page(PAGE, hidden="1"), "question explosion")
    assert app.main.dataframe[0].value["dense weights"].tolist()[1] == "12,288"


def test_the_6_is_one_click_away():
    app = open_page(PAGE)
    app.button(key="show image 6").click().run()
    np.testing.assert_array_equal(sent_card(app).input.numbers.ravel(), bitmap_features(DIGITS[6], CLASSIFIER.kernels))


@pytest.mark.parametrize("query", [{}, {"image": "photo", "head": "untrained", "rows": "20", "columns": "20"}])
@pytest.mark.parametrize("order", ["position", "size"])
def test_the_terms_that_the_card_is_told_of_add_up_to_its_logit(query, order):
    data = sent_card(open_page(PAGE, view="dense", unit="4", order=order, **query))
    vector, weights = data.input, data.weights
    if query:
        np.testing.assert_allclose(weights, untrained_weights(vector.size)[:, 4], rtol=1e-6)
    else:
        np.testing.assert_array_equal(weights, CLASSIFIER.weights[:, 4])
    terms = (vector * weights)[data.order]
    assert terms.size == vector.size and (order == "position" or (np.diff(np.abs(terms)) <= 1e-12).all())
    assert data.bias + terms.sum() == pytest.approx(data.output[4], rel=1e-5)
