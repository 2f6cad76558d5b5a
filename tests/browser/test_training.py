"""A training as a person sees it: curves that fill up, epochs gone back through in the browser, an end at any time."""

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

LONG = 60_000  # milliseconds, for a training on a busy machine
FIRST_FILTER = """() => {
  const isCard = (element) => element.shadowRoot?.querySelector('.training');
  return [...document.querySelectorAll('*')].find(isCard).shadowRoot.querySelector('.filters canvas').toDataURL();
}"""
COUNT_MESSAGES = """() => {
  const { send } = WebSocket.prototype;
  window.sent = 0;
  WebSocket.prototype.send = function (...message) {
    window.sent++;
    return send.apply(this, message);
  };
}"""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def status(page: Page) -> str:
    return page.locator(".training .status").inner_text()


def points(page: Page, chart: str, curve: str) -> list[list[float]]:
    """The points of a curve, in pixels."""
    text = page.locator(f".training svg.{chart} polyline.{curve}").get_attribute("points") or ""
    return [[float(number) for number in pair.split(",")] for pair in text.split()]


def train_lines(page: Page) -> None:
    press(page, "Train")
    expect(page.locator(".training .status")).to_have_text("Lines: 10 of 10 epochs", timeout=LONG)
    wait_until_settled(page)


def test_lines_are_trained_to_the_end_and_gone_back_through(page_at: PageAt) -> None:
    page = page_at("/training")
    assert points(page, "loss", "held") == []
    train_lines(page)
    loss, accuracy = points(page, "loss", "held"), points(page, "accuracy", "held")
    assert len(loss) == len(accuracy) == 11
    assert loss[-1][1] > loss[0][1]  # down, in pixels from the top
    assert accuracy[-1][1] < accuracy[0][1]
    titles = page.locator(".training .filters figcaption b")
    expect(titles).to_have_text([text for number in range(4) for text in (f"Filter {number}", "Its map")])
    say, at = page.locator(".training .say"), page.locator(".training .at")
    expect(say).to_contain_text("Epoch 10: loss")
    expect(say).to_contain_text("100 % of the held-out ones")
    page.locator(".training .slider").focus()
    page.keyboard.press("Home")
    expect(at).to_have_text("before training")
    expect(say).to_contain_text("Before training (weights random, seed 0)")
    page.keyboard.press("ArrowRight")
    expect(at).to_have_text("epoch 1 of 10")
    expect(page.get_by_text("Weights: trained on lines, 1 epoch.")).to_be_visible()  # what is saved follows
    chart = page.locator(".training svg.accuracy")
    box = chart.bounding_box()
    assert box
    chart.click(position={"x": accuracy[5][0], "y": box["height"] / 2})
    expect(at).to_have_text("epoch 5 of 10")


def test_a_small_rate_stands_in_its_field_as_it_is(page_at: PageAt) -> None:
    page = page_at("/training?rate=0.0005")
    expect(page.get_by_role("spinbutton", name="Learning rate")).to_have_value("0.0005")


def test_what_to_do_about_a_rate_that_is_too_large_stands_below_the_curves(page_at: PageAt) -> None:
    page = page_at("/training?rate=20&seed=1")
    advice = page.locator(".training .advice")
    expect(advice).to_be_hidden()
    train_lines(page)
    expect(advice).to_contain_text("Train again with a learning rate of 0.02.")
    assert not accessibility_problems(page)


def test_going_back_changes_the_filters_without_a_word_to_the_server(page_at: PageAt) -> None:
    page = page_at("/training")
    train_lines(page)
    after = page.evaluate(FIRST_FILTER)
    page.evaluate(COUNT_MESSAGES)
    page.locator(".training .slider").focus()
    page.keyboard.press("Home")
    before = page.evaluate(FIRST_FILTER)
    assert before != after
    page.keyboard.press("End")
    assert page.evaluate(FIRST_FILTER) == after
    page.keyboard.press("Home")
    assert page.evaluate("sent") == 0
    page.wait_for_function("sent === 1")  # once it has settled, so that what is saved follows


def test_the_epoch_gone_back_to_is_the_one_to_save_after_leaving_and_after_another_training(page_at: PageAt) -> None:
    page = page_at("/training")
    saved = page.get_by_text("Weights: trained on lines, 1 epoch.")
    at = page.locator(".training .at")

    def go_to_epoch_1() -> None:
        page.locator(".training .slider").focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        expect(saved).to_be_visible()

    train_lines(page)
    go_to_epoch_1()
    page.get_by_role("link", name=re.compile("^Next: ")).click()
    page.get_by_role("link", name="Back: Train a network").click()
    expect(at).to_have_text("epoch 1 of 10")
    expect(saved).to_be_visible()
    train_lines(page)
    expect(at).to_have_text("epoch 10 of 10")
    expect(saved).to_be_hidden()
    go_to_epoch_1()


def test_digits_are_stopped_midway_and_keep_their_epochs(page_at: PageAt) -> None:
    page = page_at("/training?data=digits&epochs=100&batch=1")
    press(page, "Train")
    page.locator(".training .at").filter(has_text=re.compile(r"epoch ([2-9]|\d\d) ")).wait_for(timeout=LONG)
    press(page, "Stop")
    wait_until_settled(page)
    found = re.fullmatch(r"Handwritten digits: (\d+) of 100 epochs, stopped", status(page))
    assert found, status(page)
    epochs = int(found[1])
    assert 2 <= epochs < 100
    assert len(points(page, "loss", "trained")) == epochs + 1
    page.wait_for_timeout(700)
    assert len(points(page, "loss", "trained")) == epochs + 1
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()


def test_the_page_asks_for_news_only_as_long_as_there_may_be_some(page_at: PageAt) -> None:
    page = page_at("/training?data=digits&epochs=100&batch=4")
    page.evaluate(COUNT_MESSAGES)
    press(page, "Train")
    page.wait_for_function("sent > 5")
    press(page, "Stop")
    wait_until_settled(page)
    page.evaluate("sent = 0")
    page.wait_for_timeout(1200)
    assert page.evaluate("sent") == 0
    press(page, "Train")
    page.wait_for_function("sent > 5")
    page.get_by_role("link", name=re.compile("^Next: ")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From scratch to frameworks")
    wait_until_settled(page)
    page.evaluate("sent = 0")
    page.wait_for_timeout(1200)
    assert page.evaluate("sent") == 0


def test_nothing_moves_on_the_page_while_it_trains(page_at: PageAt) -> None:
    page = page_at("/training?data=digits&epochs=100&batch=1")
    press(page, "Train")
    page.locator(".training svg.loss polyline.held[points*=' ']").wait_for(timeout=LONG)
    below = page.get_by_text("Load weights from a file")
    place = below.bounding_box()
    for _ in range(4):
        page.wait_for_timeout(300)
        assert below.bounding_box() == place
    press(page, "Pause")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    press(page, "Resume")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    press(page, "Stop")
    wait_until_settled(page)


@pytest.mark.parametrize("screen", [{"width": 1280}, {"width": 390, "dark": True}], ids=["desk", "phone in the dark"])
def test_what_was_trained_fits_and_is_accessible(page_at: PageAt, screen: dict) -> None:
    page = page_at("/training", **screen)
    train_lines(page)
    refuse([*exception_problems(page), *sideways_problems(page), *accessibility_problems(page)])
