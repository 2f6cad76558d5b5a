"""The kernel editor in a browser: typing, refusing in place, changing the whole kernel, and what it leaves alone."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from cnn_steps import DIGITS, KERNELS, conv2d
from tests.browser.checks import (
    accessibility_problems,
    exception_problems,
    refuse,
    sideways_problems,
    wait_until_settled,
)
from tests.browser.conftest import PageAt

BOX = KERNELS["box"].weights


def weight(page: Page, row: int, column: int) -> Locator:
    return page.get_by_label(f"Weight row {row}, column {column}", exact=True)


def weights(page: Page) -> list[list[float]]:
    """What stands in the cells, row by row."""
    fields = page.locator(".kernel input").all()
    rows = int(size(page, "Rows").input_value())
    return np.array([float(field.input_value()) for field in fields]).reshape(rows, -1).tolist()


def press(page: Page, name: str) -> None:
    page.locator(".kernel").get_by_role("button", name=name, exact=True).click()


def type_weight(page: Page, row: int, column: int, text: str) -> None:
    weight(page, row, column).click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def size(page: Page, name: str) -> Locator:
    """The menu for the number of rows or columns."""
    return page.locator(".kernel").get_by_role("combobox", name=name)


def said(page: Page) -> Locator:
    return page.locator(".kernel .said")


def test_a_typed_weight_changes_the_sum_the_map_and_the_address_and_the_caret_stays(page_at: PageAt) -> None:
    page = page_at("/filters?response=on")
    before = page.locator(".kernel").evaluate_handle("editor => editor")
    type_weight(page, 0, 1, "2.5")
    changed = BOX.copy()
    changed[0, 1] = 2.5
    expect(page.locator(".kernel .sum")).to_have_text("9 weights, sum 8.5")
    largest = conv2d(DIGITS[9], changed, average=True).max()
    expect(page.get_by_text(f"The largest number is {largest:.2f}, at row 0")).to_be_visible()
    page.wait_for_url(re.compile(r"kernel=1_2\.5_1~1_-1_1~1_1_1"))
    wait_until_settled(page)
    expect(weight(page, 0, 1)).to_be_focused()
    page.keyboard.type("5")  # goes on where the caret was
    expect(page.locator(".kernel .sum")).to_have_text("9 weights, sum 8.55")
    expect(weight(page, 0, 1)).to_have_value("2.55")
    assert page.locator(".kernel").evaluate("(editor, before) => editor === before", before)
    refuse(exception_problems(page))


def test_arrow_keys_count_a_weight_up_and_ctrl_moves_to_the_next_cell(page_at: PageAt) -> None:
    page = page_at("/filters")
    weight(page, 1, 1).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".kernel .sum")).to_have_text("9 weights, sum 9")
    page.keyboard.press("Control+ArrowRight")
    expect(weight(page, 1, 2)).to_be_focused()
    page.keyboard.press("Control+ArrowDown")
    expect(weight(page, 2, 2)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(weight(page, 2, 1)).to_be_focused()
    assert weights(page) == [[1, 1, 1], [1, 1, 1], [1, 1, 1]]


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ("", "holds no number"),
        ("NaN", "holds no number"),
        ("1e", "holds no number"),
        ("1e999", "holds no number"),
        ("1001", "is out of range"),
        ("-1000.5", "is out of range"),
    ],
)
def test_what_is_no_weight_is_refused_in_its_cell_and_nothing_is_sent(page_at: PageAt, keys: str, what: str) -> None:
    page = page_at("/filters?response=on")
    page.evaluate(
        "() => { const send = WebSocket.prototype.send; window.sent = 0;"
        " WebSocket.prototype.send = function (data) { window.sent += 1; return send.call(this, data); } }"
    )
    weight(page, 0, 1).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(keys)
    page.keyboard.press("Tab")
    sentence = f"Row 0, column 1 {what}: type a number from −1000 to 1000. Until then, the kernel from before counts."
    expect(said(page)).to_have_text(sentence)
    expect(weight(page, 0, 1)).to_have_attribute("aria-invalid", "true")
    assert page.evaluate("window.sent") == 0
    expect(page.locator(".kernel .sum")).to_have_text("9 weights, sum 7")
    assert "kernel" not in page.url
    refuse(accessibility_problems(page))
    type_weight(page, 0, 1, "4")
    page.keyboard.press("Enter")
    expect(page.locator(".kernel .sum")).to_have_text("9 weights, sum 10")
    expect(weight(page, 0, 1)).to_have_attribute("aria-invalid", "false")
    expect(said(page)).not_to_contain_text("Row 0")


def test_other_changes_wait_until_the_refused_cell_is_put_right(page_at: PageAt) -> None:
    page = page_at("/filters?kernel=1_2~3_4")
    type_weight(page, 0, 0, "5000")
    press(page, "Rotate 90°")
    expect(weight(page, 0, 0)).to_be_focused()
    assert "kernel=1_2~3_4" in page.url
    press(page, "Undo")
    assert weights(page) == [[1, 2], [3, 4]]
    expect(said(page)).not_to_contain_text("Row 0")
    type_weight(page, 0, 0, "")
    page.keyboard.press("Delete")
    page.keyboard.press("Escape")
    expect(weight(page, 0, 0)).to_have_value("1")


def test_a_kernel_is_turned_flipped_normalized_and_brought_back(page_at: PageAt) -> None:
    page = page_at("/filters?kernel=1_2~3_-4&response=on")
    for name, wanted in [
        ("Rotate 90°", [[3, 1], [-4, 2]]),
        ("Flip left and right", [[1, 3], [2, -4]]),
        ("Flip top and bottom", [[2, -4], [1, 3]]),
        ("Normalize", [[1, -2], [0.5, 1.5]]),
        ("Undo", [[2, -4], [1, 3]]),
        ("Start again", [[1, 2], [3, -4]]),
    ]:
        press(page, name)
        if name == "Normalize":
            expect(said(page)).to_have_text("Divided by the sum, 2.")
        wait_until_settled(page)
        assert weights(page) == wanted, name
    page.wait_for_url(re.compile(r"kernel=1_2~3_-4&"))


def test_a_kernel_grows_until_it_does_not_fit_and_can_be_made_smaller(page_at: PageAt) -> None:
    page = page_at("/filters?response=on")
    for name in ("Rows", "Columns"):
        size(page, name).select_option("5")
        wait_until_settled(page)
    assert weights(page) == np.pad(BOX, 1).tolist()
    expect(page.get_by_text("The largest number is")).to_be_visible()
    for name in ("Rows", "Columns"):
        size(page, name).select_option("7")
        wait_until_settled(page)
    sentence = "A kernel of 7×7 weights does not fit an image of 7×5 cells: choose a smaller kernel or a larger image."
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.locator(".stepper")).to_have_count(0)
    type_weight(page, 0, 0, "2")
    expect(page.locator(".kernel .sum")).to_have_text("49 weights, sum 9")
    size(page, "Columns").select_option("1")
    expect(page.locator(".stepper")).to_be_visible()
    expect(page.get_by_text(sentence)).to_have_count(0)


def test_a_link_to_a_kernel_opens_its_weights_and_back_leads_to_the_page_before(page_at: PageAt) -> None:
    page = page_at("/convolution")
    page.get_by_role("link", name="Next: Filters").click()
    expect(page.locator(".kernel .sum")).to_have_text("9 weights, sum 7")
    type_weight(page, 2, 2, "-0.125")
    page.keyboard.press("Tab")
    page.wait_for_url(re.compile(r"kernel=1_1_1~1_-1_1~1_1_-0\.125"))
    wait_until_settled(page)
    expect(weight(page, 2, 2)).to_have_value("-0.13")  # as much as there is room for
    second = page_at("/" + page.url.split("/", 3)[3])
    weight(second, 2, 2).focus()
    expect(weight(second, 2, 2)).to_have_value("-0.125")
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Convolution")).to_be_visible()


def paste(page: Page, text: str) -> None:
    """Paste over the weight in the top left corner."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    weight(page, 0, 0).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+v")


def test_a_pasted_table_becomes_the_kernel(page_at: PageAt) -> None:
    page = page_at("/filters")
    paste(page, "1\t0\n0\t-1\n2\t2")
    expect(page.locator(".kernel .sum")).to_have_text("6 weights, sum 4")
    assert weights(page) == [[1, 0], [0, -1], [2, 2]]


@pytest.mark.parametrize(("text", "value"), [("−2", "-2"), ("1,5", "1.5"), ("0.25", "0.25")])
def test_a_pasted_number_goes_into_its_cell_as_it_was_meant(page_at: PageAt, text: str, value: str) -> None:
    page = page_at("/filters")
    paste(page, text)
    expect(weight(page, 0, 0)).to_have_value(value)
    expect(page.locator(".kernel .sum")).to_have_text(f"9 weights, sum {float(value) + 6:g}")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_seven_by_seven_weights_fit_the_screen(page_at: PageAt, width: int, dark: bool) -> None:
    code = "~".join(["-1000_0.125_-0.111111_12.75_0_1_-1"] * 7)
    page = page_at(f"/filters?image=photo&response=on&kernel={code}", width=width, dark=dark)
    refuse(sideways_problems(page) + accessibility_problems(page) + exception_problems(page))
    fields = page.locator(".kernel input")
    assert fields.count() == 49
    cut = fields.evaluate_all("fields => fields.filter((field) => field.scrollWidth > field.clientWidth).length")
    assert cut == 0
    sizes = fields.evaluate_all("fields => fields.map((field) => parseFloat(getComputedStyle(field).fontSize))")
    assert min(sizes) >= 16  # a phone zooms in on a smaller font
