"""The image page: a pixel's numbers, the stages of a picture, and changes with their numbers before and after."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn_steps import DIGITS, Picture, crop, picture_stages, sample_photo
from tests.hostile import MARK
from tests.pages.app import as_shown, charts, levels, open_box, open_page, run_listing, said, warnings
from tests.ui.picture.test_sidebar import png, upload
from ui.figures.numbers import written
from ui.picture.facts import file_line, file_words, reading_words

PAGE = "1_image.py"
SCENES = [
    {},
    {"image": "draw", "pixels": "3a5c00001", "change": "rotate", "degrees": "30", "row": "6", "column": "4"},
    {"image": "photo", "row": "31", "column": "7", "change": "normalize", "target": "signed"},
    {"image": "photo", "rows": "8", "columns": "6", "color": "gray", "range": "signed", "change": "resize"},
    {"image": "photo", "rows": "5", "columns": "5", "range": "bytes", "change": "pad", "edge": "2"},
    {"image": "photo", "rows": "128", "columns": "128", "change": "brighten", "amount": "-100"},
]


def test_the_page_says_what_one_pixel_of_the_9_holds():
    app = open_page(PAGE)
    assert "Row 0, column 1 holds **1**: white." in said(app)
    assert "7 × 5 = **35 numbers**" in said(app)
    np.testing.assert_array_equal(charts(app)["Image"], DIGITS[9])


def test_moving_the_row_reads_another_pixel_and_stands_in_the_address():
    app = open_page(PAGE)
    app.slider(key="row").set_value(1)
    app.slider(key="column").set_value(2).run()
    assert "Row 1, column 2 holds **−1**: black." in said(app)
    assert (app.query_params["row"], app.query_params["column"]) == ("1", "2")


def test_a_gray_pixel_is_told_as_a_share_of_white():
    app = open_page(PAGE, image="photo", rows="8", columns="8", color="gray", range="unit")
    value = charts(app)["Image"][0, 1]
    assert f"Row 0, column 1 holds **{value:.2f}**: {value * 100:.1f} % of the way from black to white." in said(app)


def test_a_color_pixel_is_three_numbers_and_its_gray_is_their_mean():
    app = open_page(PAGE, image="photo", range="unit")
    shown = charts(app)
    red, green, blue = (shown[name][0, 1] for name in ("red", "green", "blue"))
    assert f"red **{red:.2f}**, green **{green:.2f}**, blue **{blue:.2f}**" in said(app)
    formulas = [item.value for item in app.latex]
    gray = (red + green + blue) / 3
    assert rf"\frac{{{red:.2f} + {green:.2f} + {blue:.2f}}}{{3}}" in formulas[3]
    assert formulas[3].strip("$\n").endswith(f" {gray:.2f}")


@pytest.mark.parametrize(("value_range", "black"), [("signed", "−1"), ("unit", "0"), ("bytes", "0")])
def test_black_is_the_lowest_number_of_the_range(value_range, black):
    app = open_page(PAGE, image="photo", range=value_range)
    assert any(f"All three {black} would be black." in text.value for text in app.main.markdown)


def test_a_grid_fits_a_phone_without_blank_space_below(monkeypatch):
    monkeypatch.setattr("ui.address.state.is_phone", lambda: True)
    app = open_page(PAGE, image="photo", color="gray", rows="16", columns="16")
    layout = json.loads(app.main.get("plotly_chart")[0].proto.spec)["layout"]
    assert layout["width"] <= 332 and layout["height"] <= 350


def test_the_formula_maps_the_level_to_the_value():
    formulas = [item.value for item in open_page(PAGE).latex]
    assert r"\text{value} = \frac{255}{255} \cdot (1 - (-1)) + (-1) = 1" in formulas[1]


def test_a_row_beyond_the_image_becomes_its_last_row():
    app = open_page(PAGE, row="50")
    assert app.slider(key="row").value == 6
    assert "Row 6, column 1 holds **1**" in said(app)


def test_a_picture_shows_every_stage_from_file_to_range():
    (strip,) = [item.proto.body for item in open_page(PAGE, image="photo", invert="on").main.get("html")][1:]
    names = ["as taken", "upright", "cropped", "color", "inverted", "resized", "range"]
    assert [name for name in names if f"<b>{name}</b>" in strip] == names
    assert re.findall(r'alt="(\w+(?: \w+)?): ', strip) == names
    stages = picture_stages(sample_photo(), size=(32, 32), value_range=(-1, 1), invert=True)
    for stage in stages[:-1]:
        assert f"<b>{stage.name}</b><br>{' × '.join(map(str, stage.array.shape[:2]))}, " in strip
        assert f", {stage.array.min()} to {stage.array.max()}<br>" in strip
    assert f"32 × 32, {written(stages[-1].array.min())} to {written(stages[-1].array.max())}<br>" in strip


def test_a_large_file_shows_that_it_was_shrunk_and_its_own_size():
    file = io.BytesIO()
    Image.fromarray(np.tile(sample_photo(), (3, 3, 1))[:900, :1200]).save(file, "JPEG")
    app = upload(open_page(PAGE, image="upload"), "large.jpg", file.getvalue())
    (strip,) = [item.proto.body for item in app.main.get("html")][1:]
    assert "<b>shrunk</b><br>360 × 480, " in strip and "<b>as taken</b>" not in strip
    assert "**JPEG file, 900 × 1,200 pixels, 8 bits per channel.** Its levels go from " in said(app)
    app.switch_page("pages/2_convolution.py").run()
    file_level = levels(open_box(app, "question convolution trail"))[-1]
    assert "When the file was read, its 900 × 1,200 pixels were shrunk to 360 × 480." in file_level["sentence"]


DEEP = Picture(
    as_taken=np.arange(80 * 90, dtype=np.uint32).reshape(80, 90).astype(np.uint8),
    orientation=6,
    original_size=(160, 180),
    format="TIFF",
    depth=16,
    levels=(1040, 3120),
    scale=(0, 4095),
    profile=MARK,
    profile_use="converted",
    background=(0, 0, 0),
)


def with_picture(app: AppTest, picture: Picture) -> AppTest:
    """Put a picture in place of the one that was uploaded."""
    app.session_state["kept upload"] = picture
    app.run()
    assert not app.exception, app.exception
    return app


def test_the_facts_of_a_file_stand_above_its_stages():
    app = with_picture(open_page(PAGE, image="upload"), DEEP)
    facts = next(text.value for text in app.main.markdown if "file, " in text.value)
    assert as_shown(facts) == f"**{file_line(DEEP)}.** {file_words(DEEP)}"
    assert MARK not in facts
    (strip,) = [item.proto.body for item in app.main.get("html")][1:]
    assert "<b>shrunk</b><br>80 × 90, 0 to 255</figcaption>" in strip
    assert "<b>upright</b><br>90 × 80, 0 to 255<br>" in strip


@pytest.mark.parametrize("query", [{}, {"image": "photo"}, {"image": "upload"}])
def test_no_file_is_spoken_of_where_there_is_none_of_ones_own(query):
    assert "bits per channel" not in said(open_page(PAGE, **query))


def test_the_trail_says_what_reading_did_to_a_pixel_of_the_file():
    app = with_picture(open_page("2_convolution.py", image="upload"), DEEP)
    assert reading_words(DEEP) in levels(open_box(app, "question convolution trail"))[-1]["sentence"]
    app.switch_page("pages/6_pooling.py").run()
    assert reading_words(DEEP) in levels(open_box(app, "question pooling trail"))[-1]["sentence"]
    app = with_picture(open_page("7_dense.py", image="upload", head="untrained"), DEEP)
    assert reading_words(DEEP) in levels(open_box(app, "question flatten trail"))[-1]["sentence"]


def test_one_level_all_over_is_said_once():
    app = upload(open_page(PAGE, image="upload", range="unit"), "flat.png", png(np.full((50, 40), 51, np.uint8)))
    (strip,) = [item.proto.body for item in app.main.get("html")][1:]
    assert "50 × 40, all 51<" in strip and "32 × 32, all 0.20<" in strip


def test_the_last_stages_of_a_small_gray_picture_show_their_numbers():
    shown = charts(open_page(PAGE, image="photo", rows="6", columns="5", color="gray", range="unit"))
    stages = picture_stages(sample_photo(), size=(6, 5), color=False)
    np.testing.assert_array_equal(shown["resized"], stages[-2].array)
    np.testing.assert_array_equal(shown["range"], stages[-1].array)


def test_cropping_the_9_shows_it_before_and_after():
    shown = charts(open_page(PAGE))
    levels = np.where(DIGITS[9] > 0, 255, 0)
    np.testing.assert_array_equal(shown["Before, 7 × 5"], levels)
    np.testing.assert_array_equal(shown["After, 5 × 3"], levels[1:6, 1:4])


@pytest.mark.parametrize(
    ("change", "title", "top_left"),
    [
        ("pad", "After, 9 × 7", [[0, 0], [0, 0]]),
        ("flip", "After, 7 × 5", [[0, 255], [0, 255]]),
        ("rotate", "After, 5 × 7", [[0, 0], [255, 255]]),
        ("brighten", "After, 7 × 5", [[60, 255], [60, 255]]),
        ("invert", "After, 7 × 5", [[255, 0], [255, 0]]),
        ("normalize", "After, 7 × 5", [[0, 1], [0, 1]]),
        ("resize", "After, 4 × 4", None),
    ],
)
def test_each_change_shows_its_numbers(change, title, top_left):
    app = open_page(PAGE, change=change)
    after = charts(app)[title]
    if top_left is not None:
        assert after[:2, :2].tolist() == top_left
    assert app.query_params["change"] == change
    np.testing.assert_array_equal(charts(app)["Image"], DIGITS[9])  # changes nothing elsewhere


@pytest.mark.parametrize("query", SCENES)
def test_the_listing_remakes_the_pixel_and_the_change(query):
    app = open_page(PAGE, **query)
    variables, printed = run_listing(app)
    shown = charts(app)
    after = next(values for title, values in shown.items() if title.startswith("After") and "×" in title)
    if after.ndim == 2:
        np.testing.assert_allclose(variables["changed"], after)
    else:
        corner = next(values for title, values in shown.items() if title.startswith("After, top left"))
        np.testing.assert_allclose(variables["changed"][:5, :5, 0], corner)
        assert variables["changed"].shape == after.shape
        np.testing.assert_allclose(
            variables["pixel"],
            [shown[name][int(query.get("row", 0)), int(query.get("column", 1))] for name in ("red", "green", "blue")],
        )
    assert str(variables["pixel"].round(8)) in printed


def test_cropping_leaves_at_least_one_cell_of_the_smallest_picture():
    app = open_page(PAGE, image="photo", rows="5", columns="5", edge="8")
    assert app.slider(key="edge").value == 2
    assert "After, 1 × 1" in charts(app)
    assert "Kept as they are: row 2 and column 2." in said(app)
    assert warnings(app) == ["In the address, there is no edge 8. Showing the last one, 2."]


def test_an_unknown_change_in_the_address_falls_back_and_says_so():
    app = open_page(PAGE, change="melt")
    assert warnings(app) == ["In the address, “melt” is no choice for change. Showing change “Crop” instead."]
    assert "After, 5 × 3" in charts(app)


def test_the_row_comes_first():
    table = open_box(open_page(PAGE), "question order").main.dataframe[0].value
    assert table.loc[0].tolist() == ["image[0, 1]", "0", "1", "1", "0", "1"]
    assert table.loc[1].tolist() == ["image[1, 0]", "1", "0", "0", "1", "−1"]


def test_brightening_without_clipping_wraps_around():
    shown = charts(open_box(open_page(PAGE), "question overflow"))
    assert shown["+ 60, plain uint8"].tolist() == [[60, 160, 250, 4, 54]]
    assert shown["+ 60, clipped"].tolist() == [[60, 160, 250, 255, 255]]


@pytest.mark.parametrize("query", [{}, {"image": "photo"}, {"image": "photo", "rows": "5", "columns": "128"}])
def test_shrinking_and_enlarging_loses_numbers(query):
    app = open_box(open_page(PAGE, **query), "question resize")
    shown = charts(app)
    different = np.count_nonzero(shown["before"] != shown["and back"])
    assert f"**{different:,} of {shown['before'].size:,} numbers**" in said(app)


def test_crop_keeps_the_picture_it_was_given():
    before = charts(open_page(PAGE))["Before, 7 × 5"]
    np.testing.assert_array_equal(crop(before, (0, 7), (0, 5)), before)


def test_going_back_to_a_smaller_image_keeps_the_pixel_inside():
    app = open_page(PAGE, image="photo", row="31", column="20")
    app.selectbox(key="image").set_value("9").run()
    assert not app.exception, app.exception
    assert "Row 6, column 4 holds **−1**: black." in said(app)


def test_of_a_flat_image_shrinking_loses_nothing():
    app = open_box(open_page(PAGE, image="draw", pixels="000000000"), "question resize")
    assert said(app).endswith("All numbers come back, because here there was nothing to lose.")


def test_a_pixel_changed_by_hand_is_in_the_last_stage_alone_and_said_there():
    app = open_page(PAGE, image="photo", changes="pixel.red.0.0.1")
    strip = next(item.proto.body for item in app.main.get("html") if "<figure" in item.proto.body)
    assert strip.count("Pixels changed by hand.") == 1 and strip.index("<b>range</b>") < strip.index("Pixels changed")
    assert "The changed cat" not in strip


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"change": "pad"}, "A border of 0, which is black, 1 cell wide."),
        ({"change": "pad", "edge": "2"}, "A border of 0, which is black, 2 cells wide."),
        ({"change": "flip"}, "Every row the other way round: what stood first in it stands last."),
        ({"image": "photo", "change": "resize", "side": "32"}, "32 × 32 cells become 32 × 32: it has that size, so"),
        (
            {"image": "photo", "change": "resize", "side": "16"},
            "32 × 32 cells become 16 × 16: each new number is mixed",
        ),
    ],
)
def test_the_words_on_a_change_fit_what_it_did(query, words):
    assert words in said(open_page(PAGE, **query))


def test_the_gray_of_a_color_picture_is_said_to_be_one_of_several():
    assert "Most programs weigh green more." in said(open_page(PAGE, image="photo"))


@pytest.mark.parametrize("frame", ["crop", "letterbox", "stretch"])
def test_a_picture_is_not_said_to_be_cut_where_it_is_not(frame):
    app = open_page(PAGE, image="photo", frame=frame, rows="20", columns="30")
    assert "the picture is cut" not in said(app)
