"""What if one pixel or weight were different: picked by a click or by keys, kept, and found on the next page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import (
    accessibility_problems,
    exception_problems,
    refuse,
    sideways_problems,
    wait_until_settled,
)
from tests.browser.conftest import PageAt

TITLE = "What if one pixel or weight were different?"


def open_box(page: Page) -> None:
    page.get_by_test_id("stExpander").filter(has_text=TITLE).locator("summary").click()
    page.locator(".picker canvas").wait_for()
    wait_until_settled(page)


def click_cell(page: Page, row: int, column: int, rows: int, columns: int) -> None:
    grid = page.locator(".picker canvas")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box
    grid.click(position={"x": box["width"] * (column + 0.5) / columns, "y": box["height"] * (row + 0.5) / rows})
    wait_until_settled(page)


def under_the_grid(page: Page) -> str:
    return page.locator(".picker .at").inner_text()


def row_of(page: Page, layer: str) -> list[str]:
    """What the table says of a layer."""
    return page.get_by_role("row", name=re.compile(f"^{layer} ")).locator("td").all_inner_texts()


def test_a_click_flips_a_pixel_and_every_later_layer_tells(page_at: PageAt) -> None:
    page = page_at("/")
    open_box(page)
    click_cell(page, 3, 2, 7, 5)
    page.wait_for_url(re.compile(r"what-if=pixel\.3\.2\.1$"))
    page.mouse.move(0, 0)
    wait_until_settled(page)
    assert under_the_grid(page) == "row 3, column 2: −1 → 1"
    expect(page.get_by_text("It still says 9")).to_be_visible()
    assert row_of(page, "Convolution") == ["Convolution", "9 of 15 in each map", "+0.22"]
    assert row_of(page, "Logits")[1] == "10 of 10"
    click_cell(page, 3, 2, 7, 5)
    expect(page.get_by_text("That is the value it has: nothing changes.")).to_be_visible()


def test_what_is_kept_is_there_on_the_next_page_and_can_be_put_back(page_at: PageAt) -> None:
    page = page_at("/convolution")
    open_box(page)
    page.get_by_text("A weight", exact=True).click()
    wait_until_settled(page)
    click_cell(page, 1, 1, 3, 3)
    page.wait_for_url(re.compile(r"what-if=weight\.box\.1\.1\.1$"))
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url(re.compile(r"changes=weight\.box\.1\.1\.1$"))
    expect(
        page.get_by_text("Changed by hand, on all pages: weight of the network’s box filter at row 1, column 1: 1.")
    ).to_be_visible()
    page.get_by_role("link", name="Next: Filters").click()
    expect(page.get_by_role("heading", level=1, name="Filters", exact=True)).to_be_visible()
    expect(
        page.get_by_text("Changed by hand, on all pages: weight of the network’s box filter at row 1, column 1: 1.")
    ).to_be_visible()
    page.get_by_role("button", name="Put everything back").click()
    page.wait_for_url(re.compile(r"/filters$"))


def test_a_cell_is_picked_by_keys_alone(page_at: PageAt) -> None:
    page = page_at("/dense")
    open_box(page)
    page.locator(".picker .field").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    assert under_the_grid(page) == "row 0, column 2: 1"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"what-if=pixel\.0\.2\.-1$"))
    wait_until_settled(page)
    page.keyboard.press("ArrowDown")  # the keyboard is still where it was
    assert under_the_grid(page) == "row 1, column 2: −1"


def test_drawing_over_a_changed_pixel_takes_the_change_away(page_at: PageAt) -> None:
    page = page_at("/?image=draw&changes=pixel.0.0.0.5~pixel.3.2.0.5")
    page.get_by_role("button", name="Row 0, column 0", exact=True).click()
    page.wait_for_url(re.compile(r"changes=pixel\.3\.2\.0\.5$"))
    wait_until_settled(page)
    expect(page.get_by_text("on all pages: pixel at row 3, column 2: 0.50.")).to_be_visible()


def test_a_pixel_of_a_large_picture_can_be_hit(page_at: PageAt) -> None:
    page = page_at("/pooling?image=photo&rows=96&columns=128&color=gray")
    open_box(page)
    click_cell(page, 40, 100, 96, 128)
    page.wait_for_url(re.compile(r"what-if=pixel\.40\.100\."))
    assert row_of(page, "Convolution")[1] == "9 of 11,844 in each map"


def test_letters_are_refused_in_place_and_the_value_before_stays(page_at: PageAt) -> None:
    page = page_at("/softmax?what-if=pixel.3.2.0.5")
    field = page.get_by_label("New value, typed")
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("white")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Value must be a number from −1 to 1: type digits.")).to_be_visible()
    expect(field).to_have_value("0.50")
    assert page.url.endswith("what-if=pixel.3.2.0.5")


@pytest.mark.parametrize(
    ("address", "screen"),
    [
        ("/?what-if=pixel.3.2.1&changes=pixel.0.0.1", {"width": 1280}),
        ("/convolution?what-if=weight.box.1.1.1&layer=shares", {"width": 1280, "dark": True}),
        ("/softmax?image=photo&head=untrained&what-if=pixel.red.3.2.1&layer=vector", {"width": 390}),
        ("/activations?image=draw&pixels=3a5c00001&what-if=pixel.3.2.1&layer=vector", {"width": 390, "dark": True}),
    ],
)
def test_the_open_box_fits_and_is_accessible(page_at: PageAt, address: str, screen: dict[str, int]) -> None:
    page = page_at(address, **screen)
    page.locator(".picker canvas").wait_for()
    refuse(exception_problems(page) + sideways_problems(page) + accessibility_problems(page))
