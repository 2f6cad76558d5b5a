"""The step card goes to every step of an operation and no further, and reports the one where it stays."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.script import Script
from ui.components.files import joined, style_of, text_of

COUNT = 5
SETTLED = 500  # milliseconds; then a step is reported
MOUNT = """({ card, Grid, signedColor, sourceOf }, { style, html, count, columns, sent }) => {
  document.head.innerHTML = `<style>${style}</style>`;
  document.body.innerHTML = html;
  window.reports = [];
  const source = sourceOf(count / columns, columns, (row, column) => row * columns + column, signedColor(count));
  const operation = () => {
    const target = new Grid("Map", "", source);
    const show = (step, palette, shown) => {
      target.draw(palette);
      return { sum: `sum ${step}`, say: `up to ${shown}`, at: `step ${step}` };
    };
    return { parts: [target.figure], grids: [target], target, count, show, picks: [[target, target.index]] };
  };
  const setStateValue = (name, step) => window.reports.push([name, step]);
  window.mount = (now) => {
    const data = { step: 0, digest: "a", large: false, reveal: false, card: {}, ...now };
    return card(operation)({ data, parentElement: document.body, setStateValue });
  };
  window.leave = window.mount(sent);
}"""


@pytest.fixture
def mount(blank_page: Page, script: Callable[..., Script]) -> Iterator[Callable[..., Page]]:
    """Puts a card of so many steps on the blank page; what is sent besides is given by name."""
    loaded = script("stepper/pooling.js", "card", "Grid", "signedColor", "sourceOf")
    style = style_of("stepper/stepper.css", script=joined("stepper/pooling.js"))

    def mounted(count: int = COUNT, columns: int = COUNT, **sent: Any) -> Page:
        html = text_of("stepper/stepper.html")
        loaded.run(MOUNT, {"style": style, "html": html, "count": count, "columns": columns, "sent": sent})
        return blank_page

    yield mounted
    blank_page.evaluate("window.leave()")


def stands_at(page: Page) -> str:
    return page.locator(".at").inner_text()


def press(page: Page, *keys: str) -> list[int]:
    """The steps it stands at after each of the keys."""
    page.locator(".stepper").focus()
    seen = []
    for key in keys:
        page.keyboard.press(key)
        seen.append(int(stands_at(page).removeprefix("step ")))
    return seen


def test_keys_go_to_every_step_and_no_further(mount: Callable[..., Page]) -> None:
    page = mount()
    forth, back = ["ArrowRight"] * (COUNT + 1), ["ArrowLeft"] * (COUNT + 1)
    assert press(page, *forth) == [1, 2, 3, 4, 4, 4]
    assert press(page, *back) == [3, 2, 1, 0, 0, 0]
    assert press(page, "End", "Home") == [COUNT - 1, 0]


def test_up_and_down_stay_where_there_is_no_such_row(mount: Callable[..., Page]) -> None:
    page = mount(count=6, columns=3)
    assert press(page, "ArrowUp", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown", "ArrowUp") == [0, 3, 3, 4, 4, 1]


@pytest.mark.parametrize(("step", "opened"), [(2, 2), (COUNT - 1, COUNT - 1), (COUNT, COUNT - 1)])
def test_a_card_opens_at_its_step_or_the_last_one(mount: Callable[..., Page], step: int, opened: int) -> None:
    page = mount(step=step)
    assert stands_at(page) == f"step {opened}"
    assert page.locator(".slider").input_value() == str(opened)
    assert page.locator(".slider").get_attribute("max") == str(COUNT - 1)


def test_only_the_step_that_stays_is_reported(mount: Callable[..., Page]) -> None:
    page = mount()
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    page.wait_for_timeout(SETTLED)
    assert page.evaluate("window.reports") == [["step", 3]]
    assert page.locator(".live").inner_text() == "step 3. sum 3. up to Infinity"


def test_the_result_is_revealed_as_far_as_the_step_where_that_was_sent(mount: Callable[..., Page]) -> None:
    page = mount(reveal=True, step=2)
    assert page.locator(".say").inner_text() == "up to 2"
    page.locator(".reveal").uncheck()
    assert page.locator(".say").inner_text() == "up to Infinity"


def test_a_choice_to_reveal_outlasts_another_card_in_its_place(mount: Callable[..., Page]) -> None:
    page = mount(reveal=True)
    page.locator(".reveal").uncheck()
    page.evaluate("window.mount({ digest: 'b', reveal: true })")
    expect(page.locator(".reveal")).not_to_be_checked()


def test_the_same_card_sent_again_stays_where_it_was_moved_to(mount: Callable[..., Page]) -> None:
    page = mount()
    press(page, "End")
    page.evaluate("window.mount({})")
    assert stands_at(page) == f"step {COUNT - 1}"
    page.evaluate("window.mount({ step: 1 })")
    assert stands_at(page) == "step 1"


def test_playing_starts_over_at_the_end_stops_there_and_reports_only_then(mount: Callable[..., Page]) -> None:
    page = mount(count=3, columns=3, step=2)
    page.locator(".play").click()
    assert stands_at(page) == "step 0"
    expect(page.locator(".play")).to_have_text("Pause")
    expect(page.locator(".at")).to_have_text("step 2")
    expect(page.locator(".play")).to_have_text("Play")
    page.wait_for_timeout(SETTLED)
    assert page.evaluate("window.reports") == [["step", 2]]


def test_a_cell_that_is_pointed_at_is_previewed_and_a_click_goes_there(mount: Callable[..., Page]) -> None:
    page = mount()
    canvas = page.locator("canvas")
    box = canvas.bounding_box()
    assert box
    spot = {"x": box["width"] * 3.5 / COUNT, "y": box["height"] / 2}
    canvas.hover(position=spot)
    expect(page.locator(".say")).to_have_text("Preview: up to Infinity")
    assert page.locator(".sum").inner_text() == "sum 3"
    assert stands_at(page) == "step 0"
    page.mouse.move(0, 0)
    expect(page.locator(".sum")).to_have_text("sum 0")
    canvas.click(position=spot)
    assert stands_at(page) == "step 3"


def test_a_card_that_breaks_says_so_and_the_next_one_is_shown(mount: Callable[..., Page]) -> None:
    page = mount()
    page.evaluate("document.querySelector('.slider').remove(); window.mount({ digest: 'b' })")
    expect(page.locator(".failure")).to_be_visible()
    mount(step=1)
    assert stands_at(page) == "step 1"


def test_a_card_that_is_gone_reports_nothing_more(mount: Callable[..., Page]) -> None:
    page = mount()
    press(page, "ArrowRight")
    page.evaluate("window.leave()")
    page.wait_for_timeout(SETTLED)
    assert page.evaluate("window.reports") == []
