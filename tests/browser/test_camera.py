"""The camera: a shot is the image in view until it is cleared, and comes back; the camera is off meanwhile."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.checks import accessibility_problems, exception_problems, refuse, wait_until_settled

NO_SHOT = re.compile("Take one in the sidebar", re.IGNORECASE)


@pytest.fixture(params=[(1280, 900, False), (390, 844, True)], ids=["desk", "phone"])
def page(browser: Browser, app_url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The image lesson with the camera chosen, and allowed; on a phone with the sidebar open."""
    width, height, touch = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=touch,
        is_mobile=touch,
        locale="en-US",
        permissions=["camera"],
    )
    page = context.new_page()
    page.goto(f"{app_url}/image?image=camera", wait_until="commit")
    wait_until_settled(page)
    open_sidebar(page)
    yield page
    context.close()


def open_sidebar(page: Page) -> None:
    if (menu := page.get_by_test_id("stExpandSidebarButton")).is_visible():
        menu.tap()
        wait_until_settled(page)


def load_anew(page: Page) -> None:
    page.reload(wait_until="commit")
    wait_until_settled(page, 500)


def press(page: Page, name: str) -> None:
    button = page.get_by_test_id("stCameraInput").get_by_role("button", name=name)
    expect(button).to_be_in_viewport()
    button.click()
    wait_until_settled(page, 500)


def shot(page: Page) -> str:
    expect(page.locator(".facts b")).to_have_text("Your shot")
    return str(page.locator(".thumbnail").get_attribute("src"))


def test_a_shot_stays_until_it_is_cleared_and_comes_back_with_the_tab(page: Page) -> None:
    expect(page.get_by_text(NO_SHOT)).to_be_visible()
    press(page, "Take Photo")
    first = shot(page)
    expect(page.locator(".thumbnail")).to_be_in_viewport()
    expect(page.locator("video")).to_have_count(0)  # the camera is off
    expect(page.get_by_text("JPEG file, ")).to_be_visible()

    page.get_by_test_id("stMain").get_by_role("slider").first.press("ArrowRight")
    wait_until_settled(page)
    assert shot(page) == first  # though its bytes were let go

    load_anew(page)
    assert shot(page) == first
    open_sidebar(page)
    page.locator("[class*=st-key-camera-field]").scroll_into_view_if_needed()
    press(page, "Take Photo")
    assert shot(page) != first
    refuse(accessibility_problems(page) + exception_problems(page))

    press(page, "Clear photo")
    expect(page.locator(".facts b")).to_have_text("The 9")
    assert page.evaluate("sessionStorage['cnn-explorer camera'] ?? ''") == ""
    load_anew(page)
    expect(page.locator(".facts b")).to_have_text("The 9")
