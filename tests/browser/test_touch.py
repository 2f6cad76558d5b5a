"""The step card and the cell picker under fingers, and for people who want things to keep still."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import accessibility_problems, refuse, sideways_problems, wait_until_settled
from tests.browser.conftest import PageAt
from tests.browser.test_step_card_controls import in_view, stands_at
from tests.browser.test_what_if import open_box, under_the_grid

LARGE = ["/convolution?image=photo&rows=64&columns=64&step=1000", "/pooling?image=photo&rows=64&columns=64&step=1000"]

Point = tuple[float, float]


def phone(page_at: PageAt, address: str) -> Page:
    return page_at(address, width=390, height=844, touch=True)


class Fingers:
    """Fingers on a grid, the first of the card or another, at so many pixels right of its middle and below it."""

    def __init__(self, page: Page, grid: Locator | None = None) -> None:
        self.page = page
        self.grid = grid or page.locator(".stepper canvas").first
        self.grid.scroll_into_view_if_needed()
        box = self.grid.bounding_box()
        assert box
        self.middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self._driver = page.context.new_cdp_session(page)

    def _send(self, kind: str, points: Sequence[Point]) -> None:
        x, y = self.middle
        places: list[dict[str, Any]] = [
            {"x": x + right, "y": y + down, "id": i} for i, (right, down) in enumerate(points)
        ]
        self._driver.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    def go(self, *ways: Sequence[Point]) -> None:
        """Put down a finger for each way, one after the other, go along all ways, and lift them."""
        starts = [way[0] for way in ways]
        for count in range(1, len(ways) + 1):
            self._send("touchStart", starts[:count])
        for places in zip(*ways, strict=True):
            self._send("touchMove", places)
        self._send("touchEnd", [])
        self.page.evaluate("() => new Promise(requestAnimationFrame)")


def line(start: Point, end: Point, stops: int = 12) -> list[Point]:
    shares = [stop / stops for stop in range(stops + 1)]
    return [(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share) for share in shares]


def scale(page: Page) -> float:
    """How much the whole page is enlarged."""
    return float(page.evaluate("visualViewport.scale"))


def scrolled(page: Page) -> float:
    return float(page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop"))


def zoomed_in(page: Page) -> None:
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").tap()
    expect(page.locator(".stepper canvas").first).to_have_attribute("aria-label", re.compile("in view"))


@pytest.mark.parametrize("address", LARGE)
def test_two_fingers_zoom_the_card_and_not_the_page(page_at: PageAt, address: str) -> None:
    page = phone(page_at, address)
    at = page.locator(".stepper .at").inner_text()
    fingers = Fingers(page)
    apart = [line((-20, 0), (-80, 0)), line((20, 0), (80, 0))]
    fingers.go(*apart)
    part = in_view(page)
    assert part
    assert len(part[0]) == pytest.approx(64 / 4, abs=3)  # four times as far apart
    assert (part[0].start + part[0].stop) / 2 == pytest.approx(32, abs=3)  # what was between the fingers still is
    assert scale(page) == 1
    fingers.go(*(way[::-1] for way in apart))
    fingers.go(*(way[::-1] for way in apart))
    assert in_view(page) is None
    assert scale(page) == 1
    stands_at(page, at)


def test_one_finger_pans_a_zoomed_card_and_scrolls_the_page_over_a_whole_one(page_at: PageAt) -> None:
    page = phone(page_at, LARGE[0])
    fingers = Fingers(page)
    before = scrolled(page)
    fingers.go(line((0, 60), (0, -120)))
    page.wait_for_function("(before) => document.querySelector('[data-testid=stMain]').scrollTop > before", arg=before)
    assert in_view(page) is None

    zoomed_in(page)
    at = page.locator(".stepper .at").inner_text()
    fingers = Fingers(page)
    old, before = [in_view(page, number) for number in (0, -1)], scrolled(page)
    fingers.go(line((-60, 40), (40, 100)))
    new = [in_view(page, number) for number in (0, -1)]
    for one, other in zip(old, new, strict=True):
        assert one and other and other[0].start < one[0].start and other[1].start < one[1].start
    assert scrolled(page) == before
    stands_at(page, at)


@pytest.mark.parametrize("trembling", [[(0, 0)], [(0, 0), (3, -1), (1, 2)]], ids=["still", "trembling"])
def test_a_tap_goes_to_the_cell_under_the_finger(page_at: PageAt, trembling: list[Point]) -> None:
    page = phone(page_at, LARGE[0])
    zoomed_in(page)
    fingers = Fingers(page)
    fingers.go([(x + 40, y - 30) for x, y in trembling])
    part = in_view(page)
    assert part
    label = fingers.grid.get_attribute("aria-label") or ""
    row, column = map(int, re.findall(r"window at row (\d+), column (\d+)", label)[0])
    # A pixel leads to the nearest stop whose window of three by three holds it.
    width = fingers.grid.evaluate("canvas => canvas.clientWidth")
    pixel = (
        part[0].start + (width / 2 - 30) / width * len(part[0]),
        part[1].start + (width / 2 + 40) / width * len(part[1]),
    )
    assert row - 1 <= pixel[0] <= row + 4 and column - 1 <= pixel[1] <= column + 4
    expect(page.locator(".stepper .at")).not_to_contain_text("stop 1001 of")
    page.wait_for_url(re.compile(rf"step={row * 62 + column}$"))


def test_a_finger_on_the_bar_scrubs_and_pauses(page_at: PageAt) -> None:
    page = phone(page_at, "/convolution")
    page.locator(".play").tap()
    expect(page.locator(".play")).to_have_text("Pause")
    fingers = Fingers(page)
    page.locator(".slider").scroll_into_view_if_needed()
    box = page.locator(".slider").bounding_box()
    assert box
    fingers.middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers.go(line((-100, 0), (box["width"] / 2, 3)))
    stands_at(page, "stop 15 of 15 · row 4, column 2")
    expect(page.locator(".play")).to_have_text("Play")
    page.wait_for_url(re.compile(r"step=14$"))


@pytest.mark.parametrize("still", [True, False])
def test_the_window_glides_unless_a_person_wants_less_motion(page_at: PageAt, still: bool) -> None:
    page = page_at("/convolution", still=still)
    page.evaluate(
        """() => {
          window.moved = [];
          const host = [...document.querySelectorAll('*')].find((one) => one.shadowRoot?.querySelector('.stepper'));
          host.shadowRoot.addEventListener('transitionrun', ({ propertyName }) => window.moved.push(propertyName));
        }"""
    )
    for column in (1, 2):
        page.get_by_role("button", name="Next step").click()
        stands_at(page, f"stop {column + 1} of 15 · row 0, column {column}")
        page.wait_for_timeout(400)
    assert ("left" in page.evaluate("window.moved")) is not still


def test_exactly_one_pixel_of_a_large_picture_is_picked_by_finger(page_at: PageAt) -> None:
    page = phone(page_at, "/pooling?image=photo&rows=128&columns=128&color=gray")
    open_box(page)
    grid = page.locator(".picker canvas")
    fingers = Fingers(page, grid)
    fingers.go(line((-12, 0), (-120, 0)), line((12, 0), (120, 0)))
    assert scale(page) == 1
    fingers.go(line((60, 60), (-30, -50)))
    assert "what-if" not in page.url  # panning picks nothing
    label = grid.get_attribute("aria-label") or ""
    top, bottom, left, right = map(int, re.findall(r"\d+", label.split("rows")[1]))
    assert bottom - top < 16 and right - left < 16
    page.wait_for_timeout(700)  # right after a swipe, Chromium takes a touch for its end, not for a tap
    fingers.go([(0, 0), (2, 1)])
    page.wait_for_url(re.compile(r"what-if=pixel\.(\d+)\.(\d+)\."))
    row, column = map(int, re.findall(r"pixel\.(\d+)\.(\d+)", page.url)[0])
    assert row == pytest.approx((top + bottom) / 2, abs=1) and column == pytest.approx((left + right) / 2, abs=1)
    wait_until_settled(page)
    assert grid.get_attribute("aria-label") == label  # still zoomed in, at the same place
    assert under_the_grid(page).startswith(f"row {row}, column {column}: ")


def test_the_buttons_zoom_in_on_the_picked_pixel_and_keys_move_what_is_in_view(page_at: PageAt) -> None:
    page = page_at("/pooling?image=photo&rows=128&columns=128&color=gray&what-if=pixel.40.100.1")
    grid, zoom = page.locator(".picker canvas"), page.locator(".picker .zoom button")
    for _ in range(5):
        zoom.nth(1).click()
    label = grid.get_attribute("aria-label") or ""
    top, bottom, left, right = map(int, re.findall(r"\d+", label.split("rows")[1]))
    assert top < 40 < bottom < top + 16 and left < 100 < right < left + 16
    page.locator(".picker .field").focus()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    expect(grid).to_have_attribute("aria-label", re.compile(r"rows (4|5)\d to 6\d, columns"))
    assert under_the_grid(page).startswith("row 60, column 100: ")
    zoom.nth(2).click()
    expect(grid).not_to_have_attribute("aria-label", re.compile("in view"))
    refuse(accessibility_problems(page) + sideways_problems(page))


def test_a_small_picture_to_pick_from_has_no_zoom(page_at: PageAt) -> None:
    page = page_at("/pooling?what-if=pixel.3.2.1")
    expect(page.locator(".picker canvas")).to_be_visible()
    expect(page.locator(".picker").get_by_role("button", name="Zoom in")).to_be_hidden()
