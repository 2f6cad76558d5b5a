"""The layer stack in a browser: setting, adding, moving and removing layers, by mouse and by keys, and the way back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import (
    accessibility_problems,
    exception_problems,
    refuse,
    sideways_problems,
    wait_until_settled,
)
from tests.browser.conftest import PageAt
from tests.browser.test_touch import Fingers, line


def head(page: Page, name: str) -> Locator:
    """The button that opens a layer and says what comes out of it."""
    return page.locator(".row .head").filter(has=page.locator(".name", has_text=re.compile(f"^{name}$")))


def shape(page: Page, name: str) -> Locator:
    return head(page, name).locator(".shape .value")


def names(page: Page) -> list[str]:
    return page.locator(".row .name").all_inner_texts()


def press(page: Page, name: str) -> None:
    page.locator(".stack").get_by_role("button", name=name, exact=True).click()


def test_a_person_changes_a_network_breaks_it_mends_it_and_finds_it_again(page_at: PageAt) -> None:
    page = page_at("/stack")
    expect(page.locator(".totals")).to_have_text("In all: 277 parameters, 645 multiply-adds for one image")
    press(page, "More: Stride")
    expect(shape(page, "conv1")).to_have_text("3 × 3 × 2")
    expect(shape(page, "dense1")).to_have_text("10")
    expect(page.locator(".live")).to_contain_text("conv1 gives 3 × 3 × 2.")
    press(page, "Undo")
    expect(shape(page, "conv1")).to_have_text("3 × 5 × 3")
    page.wait_for_url(re.compile(r"/stack$"))

    press(page, "+ Pooling")
    expect(head(page, "pool1")).to_be_focused()
    expect(shape(page, "pool1")).to_have_text("3 × 2 × 1")
    problem = page.locator(".impossible .problem")
    expect(problem).to_contain_text("Pool2: window 2×2 does not fit the padded map 2×1")
    expect(shape(page, "dense1")).to_have_text("–")
    refuse(accessibility_problems(page))
    problem.get_by_role("button", name="Remove it").click()
    expect(shape(page, "dense1")).to_have_text("10")
    expect(problem).to_be_hidden()
    page.wait_for_url(re.compile(r"network=j7\.5~c3\.3an~p2~r~f~d10&step=1"))

    page.reload()
    wait_until_settled(page)
    assert names(page) == ["conv1", "pool1", "relu1", "flatten1", "dense1"]
    expect(head(page, "pool1")).to_have_attribute("aria-expanded", "true")
    page.get_by_role("link", name="Back: Softmax").click()
    wait_until_settled(page)
    page.go_back()
    wait_until_settled(page)
    assert names(page) == ["conv1", "pool1", "relu1", "flatten1", "dense1"]
    refuse(exception_problems(page))


def test_keys_alone_move_open_and_remove_layers(page_at: PageAt) -> None:
    page = page_at("/stack")
    head(page, "conv1").focus()
    page.keyboard.press("ArrowDown")
    expect(head(page, "relu1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(head(page, "relu1")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_url(re.compile(r"network=j7\.5~c3\.3an~p2s1~r~f~d10&step=2"))
    expect(head(page, "relu1")).to_be_focused()
    page.keyboard.press("Delete")
    page.wait_for_url(re.compile(r"network=j7\.5~c3\.3an~p2s1~f~d10&step=2"))
    expect(head(page, "flatten1")).to_be_focused()
    assert names(page) == ["conv1", "pool1", "flatten1", "dense1"]


def test_clicks_that_come_fast_are_all_counted(page_at: PageAt) -> None:
    page = page_at("/stack")
    for _ in range(6):
        press(page, "More: Filters")
    expect(shape(page, "conv1")).to_have_text("9 × 5 × 3")
    page.wait_for_url(re.compile(r"network=j7\.5~c9\.3an~"))
    assert page.get_by_role("spinbutton", name="Filters").input_value() == "9"


@pytest.mark.parametrize("typed", ["0", "257", "2.5", ""])
def test_a_number_out_of_its_limits_is_refused_in_place(page_at: PageAt, typed: str) -> None:
    page = page_at("/stack")
    field = page.get_by_role("spinbutton", name="Filters")
    field.fill(typed)
    expect(page.locator(".open .refused")).to_have_text(
        "Filters: type a whole number from 1 to 256. Until then, 3 counts."
    )
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(shape(page, "conv1")).to_have_text("3 × 5 × 3")
    field.fill("4")
    expect(shape(page, "conv1")).to_have_text("4 × 5 × 3")
    expect(page.locator(".open .refused")).to_have_text("")
    page.wait_for_url(re.compile(r"c4\.3an"))


def test_rows_and_columns_of_a_kernel_are_set_apart(page_at: PageAt) -> None:
    page = page_at("/stack")
    kernel = page.get_by_role("textbox", name="Kernel")
    kernel.fill("3x2")
    expect(shape(page, "conv1")).to_have_text("3 × 5 × 4")
    expect(head(page, "conv1")).to_contain_text("3 filters 3×2")
    page.wait_for_url(re.compile(r"network=j7\.5~c3\.3x2an~"))
    page.reload()
    wait_until_settled(page)
    expect(kernel).to_have_value("3×2")
    kernel.press("ArrowUp")
    expect(kernel).to_have_value("4×3")
    expect(shape(page, "conv1")).to_have_text("3 × 4 × 3")
    kernel.fill("3×")
    expect(page.locator(".open .refused")).to_have_text(
        "Kernel: type a whole number from 1 to 15, or two of them, such as 3×5 for rows and columns. "
        "Until then, 4×3 counts."
    )
    press(page, "same")
    expect(page.get_by_role("textbox", name="Padding")).to_be_disabled()
    expect(shape(page, "conv1")).to_have_text("3 × 7 × 5")


def test_all_maps_of_a_layer_are_shown_on_request(page_at: PageAt) -> None:
    page = page_at("/stack?network=landscape&step=3")
    maps = page.locator(".open .all-maps canvas")
    expect(maps).to_have_count(24)
    expect(head(page, "dense1").locator(".parameters")).to_have_text("589,888 parameters")
    expect(head(page, "dense1").locator(".none")).to_have_count(0)
    expect(head(page, "relu1").locator(".none")).to_have_text(["0 parameters", "0 multiply-adds"])
    press(page, "Show all 64")
    expect(maps).to_have_count(64)
    head(page, "conv1").click()
    expect(maps).to_have_count(24)


def test_the_maps_are_painted_in_the_colors_of_their_numbers(page_at: PageAt) -> None:
    page = page_at("/stack")
    color = """([canvas, x, y]) => {
      const pixel = document.querySelector ? canvas.getContext('2d').getImageData(x, y, 1, 1).data : [];
      return Array.from(pixel).slice(0, 3);
    }"""
    box = page.locator(".open .all-maps canvas").first
    assert box.evaluate("(canvas) => [canvas.width, canvas.height]") == [3, 5]
    assert page.evaluate(color, [box.element_handle(), 1, 0]) == [33, 102, 172]  # the loop of the 9, exactly 1
    red, _, blue = page.evaluate(color, [box.element_handle(), 0, 1])
    assert red > blue  # below zero


LARGE_NETWORK = "?network=landscape&image=photo&step=8"
IMPOSSIBLE = "?network=c4.3~d2&large=on&step=1"


@pytest.mark.parametrize(
    ("query", "screen"),
    [
        (LARGE_NETWORK, {"width": 390}),
        (IMPOSSIBLE, {"width": 390, "dark": True}),
        (LARGE_NETWORK, {"width": 820, "dark": True}),
        (IMPOSSIBLE, {"width": 1280}),
    ],
)
def test_large_and_impossible_networks_fit_every_screen(page_at: PageAt, query: str, screen: dict) -> None:
    page = page_at(f"/stack{query}", **screen)
    refuse(sideways_problems(page) + accessibility_problems(page))


def drag(page: Page, name: str, onto: str) -> None:
    """Take a layer by its head, and carry it past the middle of another one; the button stays down."""
    row, other = (head(page, layer).bounding_box() for layer in (name, onto))
    assert row and other
    x, y = row["x"] + 100, row["y"] + row["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, other["y"] + other["height"] / 2, steps=8)


def test_a_layer_is_dragged_to_another_place_and_undo_brings_it_back(page_at: PageAt) -> None:
    page = page_at("/stack")
    drag(page, "relu1", "pool1")
    expect(page.locator(".dragged")).to_have_count(1)
    assert names(page) == ["conv1", "relu1", "pool1", "flatten1", "dense1"]  # until it is let go
    page.mouse.up()
    page.wait_for_url(re.compile(r"network=j7\.5~c3\.3an~p2s1~r~f~d10&step=2"))
    assert names(page) == ["conv1", "pool1", "relu1", "flatten1", "dense1"]
    expect(head(page, "relu1")).to_have_attribute("aria-expanded", "true")
    drag(page, "relu1", "conv1")  # an open one
    page.mouse.up()
    page.wait_for_url(re.compile(r"network=j7\.5~r~c3\.3an~p2s1~f~d10$"))
    press(page, "Undo")
    press(page, "Undo")
    page.wait_for_url(re.compile(r"/stack$"))
    assert names(page) == ["conv1", "relu1", "pool1", "flatten1", "dense1"]


def test_escape_puts_a_dragged_layer_back_and_a_click_still_opens(page_at: PageAt) -> None:
    page = page_at("/stack?large=on&step=1")
    head(page, "pool1").scroll_into_view_if_needed()
    drag(page, "relu1", "pool1")
    page.keyboard.press("Escape")
    expect(page.locator(".dragged")).to_have_count(0)
    page.mouse.up()
    head(page, "dense1").click()
    expect(head(page, "dense1")).to_have_attribute("aria-expanded", "true")
    page.wait_for_url(re.compile(r"step=4"))
    assert names(page) == ["conv1", "relu1", "pool1", "flatten1", "dense1"]


@pytest.mark.parametrize(("part", "moves"), [(".grip", True), (".what", False)])
def test_a_finger_drags_a_layer_by_its_grip_and_scrolls_elsewhere(page_at: PageAt, part: str, moves: bool) -> None:
    page = page_at("/stack?step=4", width=390, height=844, touch=True)
    start = page.locator(".row").nth(2).locator(part)
    start.scroll_into_view_if_needed()
    up = page.locator(".row").nth(1).bounding_box()
    assert up
    Fingers(page, start).go(line((0, 0), (0, -up["height"] - 20)))
    order = ["conv1", "pool1", "relu1"] if moves else ["conv1", "relu1", "pool1"]
    wait_until_settled(page)
    assert names(page)[:3] == order
