"""Whole journeys through the app, each asserting what a person would see."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from cnn_steps import DIGITS, LESSON_KERNELS, conv2d
from tests.browser.checks import (
    accessibility_problems,
    exception_problems,
    refuse,
    sideways_problems,
    wait_until_settled,
)
from tests.browser.conftest import PageAt, running_app
from ui.address.codes import code_from_bitmap

LESSONS = [
    "Overview",
    "Images are numbers",
    "Convolution",
    "Filters",
    "Stride, padding, dilation",
    "Activations",
    "Pooling",
    "Flatten and dense",
    "Softmax: is it a 9?",
]


def heading(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()


def card(page: Page, part: str) -> str:
    """A text of the step card, such as its sum."""
    return page.locator(f".stepper .{part}").inner_text()


def shown_number(text: str) -> float:
    return float(text.replace("−", "-"))


def press(page: Page, name: str) -> None:
    page.locator(".stepper").get_by_role("button", name=name, exact=True).click()


def choose_image(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("combobox", name="Image").click()
    page.get_by_role("option", name=name, exact=True).click()
    wait_until_settled(page)


def test_the_whole_walk_on_the_9(page_at: PageAt) -> None:
    page = page_at("/")
    for place, title in enumerate(LESSONS):
        heading(page, title)
        refuse(exception_problems(page) + sideways_problems(page))
        if place + 1 < len(LESSONS):
            page.get_by_role("link", name=f"Next: {LESSONS[place + 1]}").click()
            heading(page, LESSONS[place + 1])
            wait_until_settled(page)
    expect(page.get_by_text("Is it a 9?").first).to_be_visible()


def test_stepping_shows_every_cell_of_the_feature_map(page_at: PageAt) -> None:
    page = page_at("/convolution")
    wanted = conv2d(DIGITS[9], LESSON_KERNELS[0], average=True).ravel()
    for step, value in enumerate(wanted):
        assert card(page, "at") == f"stop {step + 1} of 15 · row {step // 3}, column {step % 3}"
        assert shown_number(page.locator(".stepper .sum .res").inner_text()) == pytest.approx(value, abs=0.005)
        press(page, "Next step")
    press(page, "First step")
    press(page, "Next step")
    assert card(page, "sum").replace("\n", " ").endswith("= 9 9 ÷ 9 = 1")
    assert card(page, "say") == "All 9 cells agree: 1. The loop of the 9 is exactly here."


def test_a_settled_step_is_in_the_address_and_survives_leaving_the_page(page_at: PageAt) -> None:
    page = page_at("/convolution")
    press(page, "Last step")
    page.wait_for_url(re.compile(r"step=14"))
    page.get_by_role("link", name="Next: Filters").click()
    heading(page, "Filters")
    page.get_by_role("link", name="Back: Convolution").click()
    heading(page, "Convolution")
    wait_until_settled(page)
    assert card(page, "at").startswith("stop 15 of 15")


def test_back_goes_to_the_page_before_and_keeps_the_image(page_at: PageAt) -> None:
    page = page_at("/convolution")
    choose_image(page, "The 6")
    press(page, "Last step")
    page.wait_for_url(re.compile(r"image=6&step=14"))
    page.get_by_role("link", name="Next: Filters").click()
    heading(page, "Filters")
    wait_until_settled(page)
    page.go_back()
    heading(page, "Convolution")
    wait_until_settled(page)
    expect(page.locator(".facts b")).to_have_text("The 6")


def test_a_kernel_chosen_on_one_page_is_there_on_the_next(page_at: PageAt) -> None:
    page = page_at("/convolution?kernel=emboss")
    for title in ("Filters", "Stride, padding, dilation"):
        page.get_by_role("link", name=f"Next: {title}").click()
        heading(page, title)
        wait_until_settled(page)
        expect(page.get_by_test_id("stMain").get_by_role("combobox", name="Kernel")).to_have_value("emboss")


def test_the_first_visitor_of_a_server_may_open_any_page(browser: Browser, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with running_app(log) as url:
        opener = PageAt(browser, url)
        page = opener("/convolution?image=6&step=13")
        heading(page, "Convolution")
        expect(page.locator(".facts b")).to_have_text("The 6")
        assert card(page, "say") == "All 9 cells agree: 1. The loop of the 6 is exactly here."
        opener.close()
        refuse(opener.problems)
    assert "Traceback" not in log.read_text()


def test_drawing_a_6_by_clicks_and_keys(page_at: PageAt) -> None:
    page = page_at("/")
    choose_image(page, "Draw one")
    page.get_by_role("button", name="Clear").click()
    wait_until_settled(page)
    strokes = np.argwhere(DIGITS[6] > 0)
    for row, column in strokes[:-1]:
        page.get_by_role("button", name=f"Row {row}, column {column}", exact=True).click()
    # The last pixel by keyboard: one to the right of the one before, switched with space.
    assert tuple(strokes[-1] - strokes[-2]) == (0, 1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    page.wait_for_url(re.compile(f"image=draw&pixels={code_from_bitmap(DIGITS[6])}"))
    expect(page.get_by_text("It says 6")).to_be_visible()
    link = page.url.split("/", 3)[3]

    second = page_at(f"/{link}")
    expect(second.get_by_text("It says 6")).to_be_visible()
    pressed = second.locator(".pixels button[aria-pressed=true]")
    assert pressed.count() == len(strokes)


def test_a_photograph_taken_sideways_is_turned_upright(page_at: PageAt, tmp_path: Path) -> None:
    taken = np.zeros((60, 120, 3), np.uint8)
    taken[:, :60] = (255, 0, 0)  # red on the left as stored, at the top when held upright
    taken[:, 60:] = (0, 0, 255)
    exif = Image.Exif()
    exif[274] = 6
    Image.fromarray(taken).save(tmp_path / "sideways.jpg", exif=exif, quality=95)

    page = page_at("/image?image=upload")
    expect(page.get_by_text("The picture of whoever made this link is not in it")).to_be_visible()
    page.get_by_test_id("stSidebar").locator("input[type=file]").set_input_files(tmp_path / "sideways.jpg")
    expect(page.locator(".facts b")).to_have_text("Your picture")
    wait_until_settled(page)
    pixels = page.evaluate(
        """async () => {
          const image = document.querySelector('.thumbnail');
          const pen = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
          pen.drawImage(image, 0, 0);
          const at = (y) => [...pen.getImageData(16, y, 1, 1).data].slice(0, 3);
          return [at(2), at(29)];
        }"""
    )
    (top_red, _, top_blue), (bottom_red, _, bottom_blue) = pixels
    assert top_red > 200 > 60 > top_blue
    assert bottom_blue > 200 > 60 > bottom_red
    refuse(exception_problems(page))


def test_a_refused_file_leaves_the_picture_before_it(page_at: PageAt, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("not a picture")
    Image.new("RGB", (40, 30), "green").save(tmp_path / "green.png")
    page = page_at("/convolution?image=upload")
    files = page.get_by_test_id("stSidebar").locator("input[type=file]")
    files.set_input_files(tmp_path / "green.png")
    expect(page.locator(".facts b")).to_have_text("Your picture")
    wait_until_settled(page)
    files.set_input_files(tmp_path / "text.png")
    expect(page.get_by_test_id("stSidebar").get_by_test_id("stAlert")).to_contain_text("it looks like text")
    expect(page.locator(".facts b")).to_have_text("Your picture")
    refuse(exception_problems(page))


def test_a_link_opened_in_a_second_window_shows_the_same(page_at: PageAt) -> None:
    page = page_at("/convolution?image=photo&rows=12&columns=16&kernel=1_0_-1~2_0_-2~1_0_-1&bias=0.5&average=off")
    press(page, "Last step")
    page.wait_for_url(re.compile(r"step=139"))
    seen = [card(page, part) for part in ("at", "sum", "say")]
    second = page_at("/" + page.url.split("/", 3)[3])
    assert [card(second, part) for part in ("at", "sum", "say")] == seen
    assert second.locator(".facts").inner_text() == page.locator(".facts").inner_text()


def test_nonsense_in_an_address_is_said_and_dropped(page_at: PageAt) -> None:
    page = page_at("/convolution?image=zebra&step=-1")
    expect(
        page.get_by_text("In the address, “zebra” is no choice for image. Showing image “The 9” instead.")
    ).to_be_visible()
    expect(page.get_by_text("In the address, step goes from 0 to")).to_be_visible()
    page.wait_for_url(re.compile(r"/convolution$"))


@pytest.mark.parametrize("dark", [False, True])
def test_letters_in_a_number_field_are_refused_in_a_sentence(page_at: PageAt, dark: bool) -> None:
    page = page_at("/convolution?bias=2", dark=dark)
    field = page.get_by_label("Bias").first
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("abc")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bias must be a number from −100 to 100: type digits.")).to_be_visible()
    expect(field).to_have_value("2")
    wait_until_settled(page)
    refuse(accessibility_problems(page))
