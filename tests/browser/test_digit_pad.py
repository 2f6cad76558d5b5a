"""The drawing pad for handwritten digits in a browser: mouse, finger and keys; the boxes beneath it; links."""

import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import accessibility_problems, refuse, sideways_problems, wait_until_settled
from tests.browser.conftest import PageAt
from ui.address.codes import code_from_bitmap

BOXES = [
    "How was it prepared, and who decides that?",
    "What are the numbers behind these colors?",
    "What does it get wrong?",
    "Why does it not read my 7?",
    "Can it learn from my digits?",
    "How can training be spoiled?",
    "Does it learn while I use it? Does it keep my picture?",
]


def pixel(page: Page, row: int, column: int) -> Locator:
    return page.get_by_test_id("stMain").locator(".pixels button").nth(row * 16 + column)


def on(page: Page) -> set[tuple[int, int]]:
    """The pixels that are on, as rows and columns."""
    states = (
        page.get_by_test_id("stMain")
        .locator(".pixels button")
        .evaluate_all("buttons => buttons.map((button) => button.getAttribute('aria-pressed') === 'true')")
    )
    assert len(states) == 256
    return {(int(row), int(column)) for row, column in np.argwhere(np.reshape(states, (16, 16)))}


def center(page: Page, row: int, column: int) -> tuple[float, float]:
    box = pixel(page, row, column).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def cleared(page: Page) -> None:
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("there is no digit in it: draw one")).to_be_visible()
    wait_until_settled(page)
    pixel(page, 15, 0).scroll_into_view_if_needed()


def assert_unbroken(line: set[tuple[int, int]], start: tuple[int, int], end: tuple[int, int]) -> None:
    """One pixel in each row from start to end, each touching the next."""
    assert [row for row, _ in sorted(line)] == list(range(start[0], end[0] + 1))
    assert start in line and end in line
    assert all(abs(one[1] - other[1]) <= 1 for one, other in pairwise(sorted(line)))


def test_a_fast_mouse_leaves_no_gaps_and_the_drawing_is_in_the_link(page_at: PageAt) -> None:
    page = page_at("/training")
    cleared(page)
    page.mouse.move(*center(page, 2, 4))
    page.mouse.down()
    page.mouse.move(*center(page, 13, 9))  # in one leap
    page.mouse.up()
    drawn = on(page)
    assert_unbroken(drawn, (2, 4), (13, 9))
    bitmap = np.array([[(row, column) in drawn for column in range(16)] for row in range(16)])
    page.wait_for_url(re.compile(f"drawing={code_from_bitmap(bitmap)}"))
    wait_until_settled(page)
    words = page.get_by_text("It says").inner_text()

    second = page_at("/" + page.url.split("/", 3)[3])
    assert on(second) == drawn
    assert second.get_by_text("It says").inner_text() == words


def test_beginning_on_a_white_pixel_erases(page_at: PageAt) -> None:
    page = page_at("/training")
    before = on(page)
    row = sorted(before)[0]
    pixel(page, 15, 0).scroll_into_view_if_needed()
    page.mouse.move(*center(page, *row))
    page.mouse.down()
    page.mouse.move(*center(page, row[0], 15))
    page.mouse.up()
    assert on(page) == {place for place in before if place[0] != row[0]}


def test_a_finger_draws_and_the_page_stays_where_it_is(page_at: PageAt) -> None:
    page = page_at("/training", width=390, height=844)
    cleared(page)
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    scrolled = page.get_by_test_id("stMain").evaluate("main => main.scrollTop")
    start, *way = [center(page, row, 7) for row in (2, 5, 9, 13)]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start[0], "y": start[1]}]})
    for x, y in way:
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert on(page) == {(row, 7) for row in range(2, 14)}
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == scrolled
    touch.detach()


def test_keys_draw_as_well(page_at: PageAt) -> None:
    page = page_at("/training")
    cleared(page)
    pixel(page, 0, 0).focus()
    for key in ("ArrowDown", "ArrowRight", " ", "ArrowDown", "Enter", "ArrowUp", "ArrowUp", "ArrowUp", " "):
        page.keyboard.press(key)
    assert on(page) == {(1, 1), (2, 1), (0, 1)}


@pytest.mark.parametrize("screen", [{"width": 1280, "dark": True}, {"width": 390}])
def test_what_is_in_the_boxes_fits_and_is_accessible(page_at: PageAt, screen: dict[str, int | bool]) -> None:
    page = page_at("/training", **screen)  # type: ignore[arg-type]
    for box in BOXES:
        page.locator("summary").filter(has_text=box).click()
        wait_until_settled(page)
    page.get_by_role("button", name="Add your drawing as a 9").click()
    wait_until_settled(page)
    refuse([*sideways_problems(page), *accessibility_problems(page)])


def test_a_wrong_one_is_followed_through_the_layers(page_at: PageAt) -> None:
    page = page_at("/training")
    page.locator("summary").filter(has_text="What does it get wrong?").click()
    wait_until_settled(page)
    button = page.get_by_role("button", name=re.compile(r"^Follow \d+$")).first
    number = button.inner_text().split()[-1]
    button.click()
    page.wait_for_url(re.compile("follow=held-out"))
    expect(page.get_by_text(f"Held-out picture {number}", exact=True)).to_be_visible()
    expect(page.get_by_text("It was labeled")).to_be_visible()
