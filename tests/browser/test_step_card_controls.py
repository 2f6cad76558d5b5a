"""What a person does with the step card: point, press keys, play, zoom, enlarge; and what it says if it breaks."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cnn_steps import DIGIT_9, KERNELS, conv2d
from tests.browser.checks import accessibility_problems, refuse, sideways_problems, wait_until_settled
from tests.browser.conftest import PageAt
from ui.components.files import style_of, text_of
from ui.figures.numbers import exact

CANNOT_START = "The step card could not start here."


def text(page: Page, part: str) -> str:
    return page.locator(f".stepper .{part}").inner_text()


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator(".stepper .say")).to_have_text(words)


def stands_at(page: Page, words: str) -> None:
    expect(page.locator(".stepper .at")).to_have_text(words)


def point(page: Page, title: str, row: int, column: int, size: tuple[int, int]) -> None:
    """Move the mouse over a cell of the grid with this title, of so many rows and columns, that shows all of itself."""
    box = page.locator(".stepper figure", has_text=title).locator("canvas").bounding_box()
    assert box
    rows, columns = size
    x, y = box["x"] + box["width"] * (column + 0.5) / columns, box["y"] + box["height"] * (row + 0.5) / rows
    page.mouse.move(x, y)


def click(page: Page) -> None:
    page.mouse.down()
    page.mouse.up()


def in_view(page: Page, number: int = 0) -> tuple[range, range] | None:
    """The rows and columns in view in one grid of the card, or None where all are."""
    label = page.locator(".stepper canvas").nth(number).get_attribute("aria-label") or ""
    found = re.search(r"rows (\d+) to (\d+), columns (\d+) to (\d+) in view", label)
    if not found:
        return None
    top, bottom, left, right = map(int, found.groups())
    return range(top, bottom + 1), range(left, right + 1)


MAP, IMAGE = (5, 3), (7, 5)


def test_pointing_at_a_cell_of_the_map_previews_it_and_leaving_goes_back(page_at: PageAt) -> None:
    page = page_at("/convolution?step=4")
    before = [text(page, part) for part in ("sum", "say", "at")]
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request.url))
    point(page, "Feature map", 0, 1, MAP)
    says(page, "Preview: All 9 cells agree: 1. The loop of the 9 is exactly here.")
    assert text(page, "sum").endswith("= 9\n9 ÷ 9 = 1")
    assert page.locator("canvas").first.get_attribute("aria-label") == "Image, 7 × 5, window at row 0, column 1"
    assert text(page, "at") == before[2]
    page.mouse.move(2, 2)
    says(page, before[1])
    assert [text(page, part) for part in ("sum", "say", "at")] == before
    page.wait_for_timeout(500)
    assert "step=4" in page.url
    assert not sent


def test_a_click_on_a_previewed_cell_goes_there(page_at: PageAt) -> None:
    page = page_at("/convolution?step=4")
    point(page, "Feature map", 3, 2, MAP)
    says(page, re.compile("^Preview"))
    click(page)
    stands_at(page, "stop 12 of 15 · row 3, column 2")
    says(page, re.compile("^[^P]"))
    page.wait_for_url(re.compile("step=11"))


FEEDS = [
    ("/convolution?step=4", (2, 2), IMAGE, "This pixel feeds 9 of the 15 cells."),
    ("/convolution?step=4", (0, 0), IMAGE, "This pixel feeds 1 of the 15 cells."),
    (
        "/stride-padding?answer=on&padding=explicit&pad=1",
        (0, 0),
        (9, 7),
        "This cell of padding feeds 1 of the 35 cells.",
    ),
    ("/stride-padding?answer=on&stride=2", (2, 2), IMAGE, "This pixel feeds 4 of the 6 cells."),
    ("/stride-padding?answer=on&dilation=2", (2, 2), IMAGE, "This pixel feeds 2 of the 3 cells."),
    (
        "/stride-padding?answer=on&stride=4",
        (3, 0),
        IMAGE,
        "No window reaches this pixel: it feeds none of the 2 cells.",
    ),
    ("/pooling", (1, 1), (5, 3), "This cell feeds 4 of the 8 cells."),
]


@pytest.mark.parametrize(("address", "pixel", "size", "words"), FEEDS)
def test_pointing_at_a_pixel_says_how_many_cells_it_feeds(
    page_at: PageAt, address: str, pixel: tuple[int, int], size: tuple[int, int], words: str
) -> None:
    page = page_at(address)
    before = text(page, "say")
    point(page, "Map of the" if "pooling" in address else "Image", *pixel, size)
    says(page, words)
    page.mouse.move(2, 2)
    says(page, before)


def test_a_click_on_a_pixel_goes_to_the_nearest_stop_that_uses_it(page_at: PageAt) -> None:
    page = page_at("/convolution?step=4")
    point(page, "Image", 6, 4, IMAGE)
    click(page)
    stands_at(page, "stop 15 of 15 · row 4, column 2")
    point(page, "Image", 2, 2, IMAGE)
    click(page)
    stands_at(page, "stop 9 of 15 · row 2, column 2")


def test_a_tap_goes_there_without_a_preview(page_at: PageAt) -> None:
    page = page_at("/convolution", width=390, touch=True)
    canvas = page.locator(".stepper figure", has_text="Feature map").locator("canvas")
    box = canvas.bounding_box()
    assert box
    canvas.tap(position={"x": box["width"] / 2, "y": 5})
    stands_at(page, "stop 2 of 15 · row 0, column 1")
    assert not text(page, "say").startswith("Preview")


@pytest.mark.parametrize("focused", [".play", ".reveal", ".slider", ".stepper"])
def test_keys_step_wherever_the_focus_is_in_the_card(page_at: PageAt, focused: str) -> None:
    page = page_at("/convolution")
    page.locator(focused).focus()
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home"):
        page.keyboard.press(key)
        seen.append(int(text(page, "at").split()[1]))
    assert seen == [2, 3, 2, 15, 1]
    if focused == ".slider":
        return  # It has a meaning of its own for up and down.
    page.keyboard.press("ArrowDown")
    stands_at(page, "stop 4 of 15 · row 1, column 0")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    stands_at(page, "stop 1 of 15 · row 0, column 0")


def test_a_link_to_the_last_step_opens_there_and_goes_no_further(page_at: PageAt) -> None:
    page = page_at("/convolution?step=14")
    stands_at(page, "stop 15 of 15 · row 4, column 2")
    page.locator(".stepper").focus()
    page.keyboard.press("ArrowRight")
    stands_at(page, "stop 15 of 15 · row 4, column 2")
    page.keyboard.press("ArrowLeft")
    stands_at(page, "stop 14 of 15 · row 4, column 1")


def test_a_cell_that_is_pointed_at_shows_its_place_and_its_exact_number(page_at: PageAt) -> None:
    page = page_at("/convolution?step=4")
    point(page, "Feature map", 3, 0, MAP)
    feature_map = conv2d(DIGIT_9, KERNELS["box"].weights, average=True)
    digits = exact(feature_map[3, 0])
    canvas = page.locator(".stepper figure", has_text="Feature map").locator("canvas")
    expect(canvas).to_have_attribute("title", f"row 3, column 0: {digits}")


def test_space_plays_and_pauses_but_still_presses_a_focused_button(page_at: PageAt) -> None:
    page = page_at("/convolution")
    play = page.locator(".play")
    page.locator(".slider").focus()
    page.keyboard.press(" ")
    expect(play).to_have_text("Pause")
    page.keyboard.press(" ")
    expect(play).to_have_text("Play")
    page.get_by_role("button", name="Last step").focus()
    page.keyboard.press(" ")
    stands_at(page, "stop 15 of 15 · row 4, column 2")
    expect(play).to_have_text("Play")
    page.locator(".reveal").focus()
    page.keyboard.press(" ")
    expect(page.locator(".reveal")).not_to_be_checked()


def test_playing_faster_passes_more_stops_and_touching_pauses(page_at: PageAt) -> None:
    page = page_at("/convolution?image=photo&rows=12&columns=12")
    passed = {}
    for speed in ("0.5×", "4×"):
        page.get_by_role("button", name="First step").click()
        page.get_by_label("Speed").select_option(speed)
        page.locator(".play").click()
        page.wait_for_timeout(1700)
        page.locator(".stepper .sum").click()
        expect(page.locator(".play")).to_have_text("Play")
        passed[speed] = int(text(page, "at").split()[1]) - 1
    assert passed["0.5×"] == 1
    assert passed["4×"] >= 5


def test_small_grids_have_no_zoom(page_at: PageAt) -> None:
    expect(page_at("/convolution").get_by_role("button", name="Zoom in")).to_be_hidden()


ZOOMED = [
    ("/convolution?image=photo&rows=128&columns=128&step=5000", [0, -1]),
    ("/pooling?image=photo&rows=64&columns=64&step=900", [0, -1]),
    ("/activations?image=photo&rows=64&columns=64&step=900", [0, -1]),
    ("/dense?image=photo&rows=64&columns=64&head=untrained&step=900", [0, 1, 2]),
]


@pytest.mark.parametrize(("address", "grids"), ZOOMED)
def test_zooming_shows_few_enough_cells_to_read_and_follows_the_step(
    page_at: PageAt, address: str, grids: list[int]
) -> None:
    page = page_at(address)
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    for number in grids:
        canvas = page.locator(".stepper canvas").nth(number)
        box, part = canvas.bounding_box(), in_view(page, number)
        assert box and part
        assert box["width"] / len(part[1]) >= 20
    count = int(page.locator(".slider").get_attribute("max") or 0) + 1
    for key in ("ArrowRight", "End", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        label = page.locator(".stepper canvas").first.get_attribute("aria-label") or ""
        place = re.search(r"row (\d+), column (\d+)", label)
        part = in_view(page)
        if place and part:
            assert int(place[1]) in part[0] and int(place[2]) in part[1]
    assert count > 800
    page.get_by_role("button", name="Whole").click()
    assert in_view(page) is None


def test_dragging_pans_both_views_and_does_not_step(page_at: PageAt) -> None:
    page = page_at("/convolution?image=photo&rows=64&columns=64&step=1000")
    page.keyboard.press("Tab")
    for _ in range(4):
        page.get_by_role("button", name="Zoom in").click()
    before, at = [in_view(page, 0), in_view(page, -1)], text(page, "at")
    box = page.locator(".stepper canvas").first.bounding_box()
    assert box and before[0] and before[1]
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 120, steps=4)
    page.mouse.up()
    page.wait_for_timeout(100)
    after = [in_view(page, 0), in_view(page, -1)]
    assert after[0] and after[1]
    for old, new in zip(before, after, strict=True):
        assert old and new and new[0].start < old[0].start and new[1].start < old[1].start
    assert text(page, "at") == at


def test_the_wheel_zooms_with_ctrl_and_scrolls_without(page_at: PageAt) -> None:
    page = page_at("/convolution?image=photo&rows=64&columns=64", height=700)
    page.locator(".stepper canvas").first.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    expect(page.locator(".stepper canvas").first).to_have_attribute("aria-label", re.compile("in view"))
    part = in_view(page)
    page.mouse.wheel(0, 200)
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 0")
    assert in_view(page) == part


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", ["/convolution", "/softmax", "/dense"])
def test_large_numbers_enlarge_the_card_and_fit(page_at: PageAt, address: str, width: int) -> None:
    page = page_at(f"{address}?large=on", width=width)
    refuse(sideways_problems(page) + accessibility_problems(page))
    if width == 1280:
        box = page.locator(".stepper canvas").first.bounding_box()
        columns = {"/convolution": 5, "/softmax": 10, "/dense": 2}[address]
        assert box and box["width"] / columns >= 50
    assert page.locator(".stepper .say").evaluate("say => parseFloat(getComputedStyle(say).fontSize)") > 18


def test_large_numbers_are_switched_on_in_the_sidebar_and_stand_in_the_address(page_at: PageAt) -> None:
    page = page_at("/convolution")
    page.get_by_test_id("stSidebar").get_by_text("Large numbers").click()
    page.wait_for_url(re.compile("large=on"))
    expect(page.locator(".stepper.large")).to_be_visible()


def test_a_card_that_breaks_says_what_to_do(page_at: PageAt) -> None:
    page = page_at("/convolution")
    page.evaluate("() => { CanvasRenderingContext2D.prototype.roundRect = () => { throw new Error('broken'); } }")
    page.get_by_role("button", name="Try the 6").click()  # another image, another card
    expect(page.get_by_text(CANNOT_START)).to_be_visible()
    expect(page.locator(".stepper .bar")).to_be_hidden()
    wait_until_settled(page)
    refuse(accessibility_problems(page))


def test_a_card_whose_script_never_comes_says_so_after_four_seconds(browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        style = style_of("stepper/stepper.css")
        page.set_content(f"<style>{style}</style>{text_of('stepper/stepper.html')}")
        sentence = page.get_by_text(CANNOT_START)
        expect(sentence).to_be_hidden()
        expect(sentence).to_be_visible(timeout=6000)


def test_a_card_that_started_says_nothing_of_the_kind(page_at: PageAt) -> None:
    page = page_at("/convolution")
    page.wait_for_timeout(4200)
    expect(page.get_by_text(CANNOT_START)).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True])
def test_a_zoomed_card_is_accessible(page_at: PageAt, dark: bool) -> None:
    page = page_at("/convolution?image=photo&rows=64&columns=64&step=1000", dark=dark)
    for _ in range(4):
        page.get_by_role("button", name="Zoom in").click()
    wait_until_settled(page)
    refuse(accessibility_problems(page))
