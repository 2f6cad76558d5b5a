"""Every page at its own address, on a desk, in the dark and on a phone: what has to hold wherever a person lands."""

import pytest

from tests.browser.checks import accessibility_problems, exception_problems, image_problems, refuse, sideways_problems
from tests.browser.conftest import PageAt
from ui.theme import levels, theme

ADDRESSES = [
    "/",
    "/image",
    "/convolution",
    "/filters",
    "/stride-padding",
    "/activations",
    "/pooling",
    "/dense",
    "/softmax",
    "/stack",
    "/why-convolutions",
    "/frameworks",
    "/training",
    "/backpropagation",
    "/backpropagation?layer-back=conv1",
]
SCREENS = {
    "desk": {"width": 1280},
    "desk in the dark": {"width": 1280, "dark": True},
    "phone": {"width": 390},
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_page_works_fits_and_is_accessible(page_at: PageAt, address: str, screen: str) -> None:
    # One visit serves all checks; page_at itself refuses foreign requests and console errors, an unknown page's too.
    page = page_at(address, **SCREENS[screen])
    heading = page.get_by_role("heading", level=1)
    problems = [] if heading.count() == 1 else [f"headings of level 1: {heading.all_inner_texts()}, wanted one"]
    problems += exception_problems(page)
    problems += image_problems(page)
    problems += sideways_problems(page)
    problems += accessibility_problems(page)
    refuse(problems)


@pytest.mark.parametrize("address", ["/why-convolutions", "/backpropagation", "/pooling", "/stack?network=lenet-5"])
def test_the_controls_of_a_line_stand_in_one_line(page_at: PageAt, address: str) -> None:
    page = page_at(address)
    fields = '[data-testid="stNumberInputContainer"], [data-baseweb="select"]'
    pressed = '[data-testid="stButtonGroup"] button, .stButton button, .stPageLink a'
    middles = (
        page.locator(".stHorizontalBlock")
        .first.locator(f"{fields}, {pressed}")
        .evaluate_all(
            "(parts) => parts.map((part) => part.getBoundingClientRect()).map(({ top, bottom }) => (top + bottom) / 2)"
        )
    )
    assert len(middles) >= 2
    assert max(middles) - min(middles) <= 1


@pytest.mark.parametrize("dark", [False, True])
def test_a_link_in_focus_is_outlined(page_at: PageAt, dark: bool) -> None:
    page = page_at("/frameworks", dark=dark)
    link = page.get_by_role("link", name="Change its layers")
    page.get_by_role("radio", name="Digit 9").focus()
    page.keyboard.press("Tab")
    assert link.evaluate("(link) => link === document.activeElement")
    accent = ", ".join(map(str, levels(theme(dark).accent)))
    assert link.evaluate("(link) => getComputedStyle(link).outlineColor") == f"rgb({accent})"
