"""The overview: the whole walk on one screen, with the numbers of the lesson."""

import json

import numpy as np
import pytest

from cnn_steps import DIGITS, LESSON_KERNELS, conv2d, pool2d, relu
from tests.pages.app import charts, numbers, open_box, open_page, run_listing, said

PAGE = "0_overview.py"


def grids(app) -> list[np.ndarray]:
    """The nine grids of the layers, filter by filter: feature map, after ReLU, pooled."""
    chart = next(item for item in app.main.get("plotly_chart") if "Three rows" in item.proto.alt)
    return [numbers(trace["z"]) for trace in json.loads(chart.proto.spec)["data"]]


def shares(app) -> np.ndarray:
    chart = next(item for item in app.main.get("plotly_chart") if "shares" in item.proto.alt)
    return numbers(json.loads(chart.proto.spec)["data"][0]["x"])


def test_every_layer_of_the_9_is_there_with_its_numbers():
    maps = conv2d(DIGITS[9], LESSON_KERNELS, average=True)
    shown = grids(open_page(PAGE))
    for row in range(3):
        np.testing.assert_array_equal(shown[3 * row], maps[row])
        np.testing.assert_array_equal(shown[3 * row + 1], relu(maps[row]))
        np.testing.assert_array_equal(shown[3 * row + 2], pool2d(relu(maps[row]), 2, stride=1))
    assert shown[2].shape == (4, 2)


def test_the_vector_joins_box_vertical_and_diagonal():
    app = open_page(PAGE)
    vector = charts(app)["24 numbers"].ravel()
    np.testing.assert_array_equal(vector, np.concatenate([grids(app)[index].ravel() for index in (2, 5, 8)]))


def test_the_answer_for_the_9_is_9():
    app = open_page(PAGE)
    assert shares(app).argmax() == 9
    assert "It says **9**" in said(app)


def test_the_answer_for_the_6_is_6_one_click_away():
    app = open_page(PAGE)
    app.button(key="show image 6").click().run()
    assert shares(app).argmax() == 6
    assert "with a share of more than 99.9 %. The 9 has less than 0.1 %." in said(app)


def test_a_photograph_is_fitted_to_7_by_5_or_gets_an_untrained_layer_that_says_so():
    assert grids(open_page(PAGE, image="photo"))[0].shape == (5, 3)
    app = open_page(PAGE, image="photo", head="untrained", rows="12", columns="10")
    assert grids(app)[0].shape == (10, 8)
    assert any("untrained" in caption.value for caption in app.main.caption)
    assert charts(app)[f"{3 * 9 * 7} numbers"].shape == (189, 1)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"image": "draw", "pixels": "3a5c00001"},
        {"image": "photo"},
        {"image": "photo", "invert": "on"},
        {"image": "photo", "head": "untrained", "rows": "9", "columns": "8"},
        {"image": "photo", "head": "untrained", "color": "gray", "rows": "9", "columns": "8"},
    ],
)
def test_the_listing_gives_the_shares_on_screen(query):
    app = open_page(PAGE, **query)
    variables, printed = run_listing(app)
    np.testing.assert_allclose(variables["probabilities"], shares(app), atol=1e-12)
    assert printed.strip().endswith(str(shares(app).argmax()))


def test_the_shapes_go_from_the_pixels_to_ten_shares():
    shapes = [r"{\times}".join(part) for part in ("75", "353", "342")] + ["24", "10"]
    assert r" \to ".join(shapes) in open_page(PAGE).latex[1].value


def test_the_layers_are_listed_with_their_shapes_and_parameters():
    table = open_box(open_page(PAGE), "question layers").main.dataframe[0].value.set_index("layer")
    assert table["shape"].to_dict() == {
        "Image": "7 × 5",
        "Convolution": "3 × 5 × 3",
        "ReLU": "3 × 5 × 3",
        "Pooling": "3 × 4 × 2",
        "Flatten": "24",
        "Dense": "10",
        "Softmax": "10",
    }
    _, activated, pooled, *_ = grids(open_page(PAGE))
    for size in (1, 2, 3):
        made = pool2d(activated, size, stride=1)
        is_so = made.shape == pooled.shape and np.allclose(made, pooled)
        assert (f"{size}×{size} window" in table.loc["Pooling", "what it does"]) == is_so
    assert table.loc["Convolution", "parameters"] == 27
    assert table.loc["Flatten", "parameters"] == 0
    assert table.loc["Dense", "parameters"] == 250


def caption_of_the_maps(app) -> str:
    return next(caption.value for caption in app.main.caption if caption.value.startswith("Blue is above zero"))


@pytest.mark.parametrize(
    ("query", "is_said"),
    [
        ({}, True),
        ({"image": "draw", "pixels": "000000000"}, True),
        ({"image": "photo"}, True),
        ({"image": "photo", "head": "untrained", "range": "bytes", "rows": "9", "columns": "8"}, False),
        ({"image": "photo", "head": "untrained", "range": "unit", "rows": "9", "columns": "8"}, False),
        ({"changes": "weight.box.1.1.2"}, False),
    ],
)
def test_1_is_said_to_be_the_pattern_only_where_it_is(query, is_said):
    caption = caption_of_the_maps(open_page(PAGE, **query))
    assert ("**1** says that the pattern is exactly here" in caption) is is_said
    assert "the pattern is there" not in caption
    assert caption.endswith("is this lesson's choice: layers in libraries do not.")


def test_an_untrained_layer_says_and_has_learned_nothing():
    app = open_page(PAGE, image="photo", head="untrained", rows="9", columns="8")
    assert "Where does the answer come from?" in [header.value for header in app.main.header]
    assert "nothing here was learned" in said(open_box(app, "question learned"))


def test_the_trained_layer_has_learned_from_drawings_of_digits():
    captions = [caption.value for caption in open_page(PAGE, image="photo").main.caption]
    assert any("It has learned from drawings of the ten digits and nothing else" in caption for caption in captions)
