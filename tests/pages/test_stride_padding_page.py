"""The page on stride, padding and dilation: predicted sizes, hatched leftovers, and what is not learned."""

import math

import numpy as np
import pytest

from cnn_steps import DIGITS, KERNELS, conv2d, output_size
from cnn_steps.geometry import sweep
from tests.pages.app import charts, open_box, open_page, run_listing, said, sent_card, warnings

PAGE = "4_stride-padding.py"
SEVEN = "~".join(["1_1_1_1_1_1_1"] * 7)


def table(app, key, title):
    return next(item.value for item in app.main.dataframe if title in item.value.columns)


def test_the_size_is_asked_before_it_is_shown():
    app = open_page(PAGE)
    assert "Feature map" not in charts(app)
    assert not app.main.latex
    app.number_input(key="guessed rows").set_value(6)
    app.number_input(key="guessed columns").set_value(3)
    app.toggle(key="answer").set_value(True).run()
    assert "**5 × 3** comes out: 5 rows and 3 columns. Your guess: 6 rows should be 5, 3 columns is right." in said(app)
    assert app.query_params["answer"] == "on"


def test_the_formula_has_the_numbers_of_rows_and_columns():
    formula = open_page(PAGE, answer="on", stride="2", padding="explicit", pad="1").latex[1].value
    assert r"\tfrac{7 + 1 + 1 - 1 \cdot (3 - 1) - 1}{2} \right\rfloor + 1 = 4" in formula
    assert r"\tfrac{5 + 1 + 1 - 1 \cdot (3 - 1) - 1}{2} \right\rfloor + 1 = 3" in formula


def test_the_step_card_is_told_stride_padding_and_dilation():
    data = sent_card(open_page(PAGE, answer="on", stride="2", padding="same", dilation="2"))
    assert (data.stride, data.dilation) == ((2, 2), (2, 2))
    assert data.padding == (2, 2, 2, 2)
    np.testing.assert_allclose(
        data.output.numbers, conv2d(DIGITS[9], KERNELS["box"], stride=2, padding="same", dilation=2, average=True)
    )


def test_padding_is_hatched_around_the_image_before_the_answer():
    app = open_page(PAGE, padding="explicit", pad="2")
    padded = charts(app)["The 9, padded to 11 × 9"]
    assert padded[:2].tolist() == np.zeros((2, 9)).tolist()
    np.testing.assert_array_equal(padded[2:-2, 2:-2], DIGITS[9])


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({}, "The kernel uses every cell at least once."),
        ({"stride": "3"}, "The kernel never uses row 6 and columns 3 and 4."),
        ({"stride": "4"}, "The kernel never uses row 3 and columns 3 and 4."),
        ({"stride": "2", "kernel": "1_1~1_1"}, "The kernel never uses row 6 and column 4."),
    ],
)
def test_cells_that_no_window_reaches_are_named(query, sentence):
    assert sentence in said(open_page(PAGE, answer="on", **query))


def test_the_four_settings_of_the_article_are_worked_out():
    sizes = table(open_page(PAGE), "four settings", "comes out")
    assert sizes["comes out"].tolist() == ["6 × 6", "8 × 8", "3 × 3", "4 × 4"]
    for formula, size in zip(sizes["formula"], sizes["comes out"], strict=True):
        python = formula.replace("⌊", "math.floor(").replace("⌋", ")").replace("−", "-")
        assert size == "{0} × {0}".format(eval(python, {"math": math}))


def test_a_kernel_larger_than_the_image_is_one_sentence():
    app = open_page(PAGE, image="photo", rows="5", columns="5", kernel=SEVEN)
    assert [error.value for error in app.main.error] == [
        "Kernel 7×7 does not fit the padded image 5×5: use a smaller kernel or more padding."
    ]
    app.selectbox(key="kernel").set_value("box").run()
    assert not app.main.error


def test_dilation_can_make_a_kernel_too_large():
    app = open_page(PAGE, dilation="3")
    assert app.main.error[0].value.startswith("Kernel 3×3 dilated by 3×3 reaches over 7×7 and does not fit")


def test_a_stride_larger_than_the_image_is_one_sentence():
    app = open_page(PAGE, stride="10", answer="on")
    assert [info.value for info in app.main.info] == [
        "A stride of 10 is larger than the image with its 7 rows: only one stop fits. "
        "A stride of 10 is larger than the image with its 5 columns: only one stop fits."
    ]
    assert charts(app)["Feature map"].shape == (1, 1)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"image": "draw", "pixels": "3a5c00001", "stride": "2", "padding": "same", "kernel": "1_0~0_-1"},
        {"image": "photo", "stride": "3", "dilation": "2", "kernel": "emboss", "average": "off"},
        {"image": "photo", "rows": "5", "columns": "5", "color": "gray", "padding": "explicit", "pad": "10"},
        {"image": "photo", "rows": "128", "columns": "128", "stride": "10", "dilation": "10"},
    ],
)
def test_the_listing_predicts_the_size_and_makes_the_map(query):
    app = open_page(PAGE, answer="on", **query)
    variables, printed = run_listing(app)
    feature_map = charts(app)["Feature map"]
    assert (variables["rows"], variables["columns"]) == feature_map.shape
    np.testing.assert_allclose(variables["feature_map"], feature_map, atol=1e-10)
    assert f"{variables['rows']} {variables['columns']}" in printed
    assert f"**{variables['rows']} × {variables['columns']}** comes out" in said(app)


def test_the_leftovers_of_each_stride_are_listed():
    app = open_box(open_page(PAGE), "question leftovers")
    missed = table(app, "leftovers demo", "which cells are missed")
    assert missed["which cells are missed"].tolist()[1:3] == [
        "The kernel uses every cell at least once.",
        "The kernel never uses row 6 and columns 3 and 4.",
    ]
    assert "stride 3: hatched is never used" in charts(app)


@pytest.mark.parametrize("query", [{"kernel": SEVEN, "padding": "same"}, {"kernel": "1", "stride": "1"}])
def test_the_leftovers_box_opens_for_very_large_and_very_small_kernels(query):
    open_box(open_page(PAGE, **query), "question leftovers")


def test_same_is_not_half_the_kernel_on_every_side():
    rows = table(open_box(open_page(PAGE), "question same"), "same demo", "agree")
    for row in rows.to_dict("records"):
        n, k, s = (int(row[name]) for name in ("rows", "kernel", "stride"))
        assert row["k//2 adds"] == f"{k // 2} + {k // 2}"
        assert row["that gives"] == str(output_size(n, k, stride=s, padding=k // 2))
        assert row["gives"] == str(output_size(n, k, stride=s, padding="same"))
    even = rows[(rows["rows"] == "7") & (rows["kernel"] == "2") & (rows["stride"] == "1")].iloc[0]
    assert (even["“same” adds"], even["gives"], even["that gives"], even["agree"]) == ("0 + 1", "7", "8", "no")
    odd = rows[(rows["rows"] == "8") & (rows["kernel"] == "3") & (rows["stride"] == "2")].iloc[0]
    assert (odd["“same” adds"], odd["gives"], odd["that gives"], odd["agree"]) == ("0 + 1", "4", "4", "no")


def test_no_setting_changes_what_is_learned():
    app = open_box(open_page(PAGE), "question learned")
    rows = table(app, "learned demo", "parameters to learn")
    assert "3 × 3 weights + 1 bias = **10 parameters**" in said(app)
    assert rows["map"].tolist() == ["5 × 3", "3 × 2", "7 × 5", "9 × 7"]
    assert set(rows["parameters to learn"]) == {"10"}


def test_a_color_picture_has_a_weight_for_each_channel():
    app = open_box(open_page(PAGE, image="photo"), "question learned")
    assert "3 × 3 × 3 weights + 1 bias = **28 parameters**" in said(app)


@pytest.mark.parametrize("query", [{"stride": "0"}, {"padding": "much"}, {"dilation": "1.5"}, {"pad": "-1"}])
def test_nonsense_in_the_address_falls_back_and_says_so(query):
    app = open_page(PAGE, **query)
    assert len(warnings(app)) == 1
    assert warnings(app)[0].startswith("In the address, ")


@pytest.mark.parametrize("query", [{"kernel": SEVEN, "padding": "same"}, {"kernel": SEVEN, "padding": "explicit"}])
def test_what_is_learned_is_said_of_a_kernel_too_large_for_some_settings(query):
    app = open_box(open_page(PAGE, **query), "question learned")
    rows = table(app, "learned demo", "parameters to learn").set_index("setting")
    assert rows["map"].to_dict() == {
        "stride 1": "the kernel does not fit",
        "stride 2": "the kernel does not fit",
        "padding “same”": "7 × 5",
        "padding 2": "5 × 3",
    }
    assert set(rows["parameters to learn"]) == {"50"}


@pytest.mark.parametrize(
    ("query", "zero"),
    [({}, "0 is gray here, black is −1."), ({"image": "photo", "range": "bytes"}, "0 is black here.")],
)
def test_the_color_of_padding_is_said(query, zero):
    assert any(caption.value.endswith(f"around the image; {zero}") for caption in open_page(PAGE, **query).main.caption)


def test_rounding_down_is_explained_beside_the_table_and_the_formula():
    captions = [caption.value for caption in open_page(PAGE, answer="on").main.caption]
    assert sum("⌊ ⌋: rounded down" in caption for caption in captions) == 2


@pytest.mark.parametrize(("k", "stride"), [(2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (4, 2), (5, 2), (7, 3)])
def test_half_a_kernel_on_both_sides_is_too_many_cells_as_often_as_the_page_says(k, stride):
    for size in range(max(5, k), 40):
        axis, _ = sweep((size, size), (k, k), stride, "same", 1)
        too_many = 2 * (k // 2) - axis.before - axis.after
        assert too_many > 0 if k % 2 == 0 else too_many >= 0
        if k % 2 and stride == 2:
            assert too_many == (size + 1) % 2  # and then every stop is one cell off
            assert k // 2 - axis.before == too_many
