"""The step cards of the way back show at every step what ``cnn_steps`` gives, and what is true as it is written."""

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from cnn_steps import DIGITS, conv2d_backward, pool2d_backward, pool2d_step, relu_backward
from tests.browser.checks import (
    accessibility_problems,
    exception_problems,
    refuse,
    sideways_problems,
    wait_until_settled,
)
from tests.browser.conftest import PageAt
from tests.browser.test_step_cards import NUMBER, factors, number, result, steps
from tests.ui.steps.backward_examples import nine

BACK = nine(9, 4)  # a 9 that should be a 4
ADDRESS = "/backpropagation?truth=4"
KERNELS = BACK.parameters["conv1.kernels"]


def shown(value: float) -> float:
    """How exactly a number stands on the card: two decimals, or one digit where those would be 0."""
    return 0.0051 if abs(value) >= 0.005 else 0.51 * 10 ** np.floor(np.log10(abs(value) or 1))


def holds(text: str, read: float) -> bool:
    """Whether the last sign of a sum, = or ≈, is the right one for what a reader gets."""
    sign, end = re.findall(rf"([=≈]) ({NUMBER})", text)[-1]
    return (sign == "=") == (abs(read - number(end)) < 1e-9 * abs(number(end)) + 1e-13)


def told(page: Page) -> Iterator[tuple[int, str, float]]:
    """The number, the sum and the result of every step."""
    for step, text in enumerate(steps(page)):
        yield step, text, result(page)


def test_the_loss_shows_every_share_less_its_target(page_at: PageAt) -> None:
    count = 0
    for step, text in enumerate(steps(page_at(ADDRESS))):
        plain = re.sub(r"·10(−\d+)", r"e\1", text)
        match = re.fullmatch(rf"({NUMBER}) − ([01]) [=≈] ({NUMBER})", plain)
        assert match, text
        assert number(match[1]) == pytest.approx(BACK.shares[step], rel=0.01, abs=5e-5)
        assert int(match[2]) == (step == 4)
        assert number(match[3]) == pytest.approx(BACK.gradients[-1][step], rel=0.01, abs=5e-5)
        count += 1
    assert count == 10


def test_the_dense_layer_adds_up_what_all_units_send_back(page_at: PageAt) -> None:
    weights = BACK.parameters["dense1.weights"]
    count = 0
    for step, text, total in told(page_at(f"{ADDRESS}&layer-back=dense1")):
        pairs = factors(text)
        assert len(pairs) == 10
        np.testing.assert_allclose([weight for _, weight in pairs], weights[step], atol=0.0051)
        assert holds(text, sum(a * b for a, b in pairs))
        assert total == pytest.approx(BACK.gradients[4][step], abs=shown(BACK.gradients[4][step]))
        count += 1
    assert count == 24


def test_a_weight_shows_its_entry_times_the_gradient_of_its_unit(page_at: PageAt) -> None:
    gradients = BACK.parameter_gradients["dense1.weights"][:, 7]
    page = page_at(f"{ADDRESS}&layer-back=dense1&gradient=weights&which-back=7")
    shown_so = []
    for step, text, total in told(page):
        ((entry, back),) = factors(text)
        assert entry == pytest.approx(BACK.activations[4][step], abs=0.0051)
        assert back == pytest.approx(BACK.gradients[5][7], abs=shown(BACK.gradients[5][7]))
        assert holds(text, entry * back)
        shown_so.append(total)
    np.testing.assert_allclose(shown_so, gradients, atol=0.0051)


def test_flatten_sends_every_entry_to_its_place(page_at: PageAt) -> None:
    shown_so = []
    for step, text, total in told(page_at(f"{ADDRESS}&layer-back=flatten1")):
        place = np.unravel_index(step, (3, 4, 2))
        assert "map {}, row {}, column {}:".format(*place) in text
        shown_so.append(total)
    np.testing.assert_allclose(shown_so, BACK.gradients[3].ravel(), atol=0.0051)


def test_pooling_gives_each_gradient_to_the_winner_and_adds_up(page_at: PageAt) -> None:
    values, upstream = BACK.activations[2][0], BACK.gradients[3][0]
    gathered = np.zeros(values.shape)
    wins: Counter[tuple[int, ...]] = Counter()
    page = page_at(f"{ADDRESS}&layer-back=pool1&which-back=0")
    for step, text, total in told(page):
        row, column = divmod(step, upstream.shape[1])
        now = pool2d_step(values, row, column, 2, stride=1)
        winner = tuple(now.winners[0])
        found = re.search(r"→ row (\d+), column (\d+)", text)
        assert found and (int(found[1]), int(found[2])) == winner
        before, gradient = (number(part) for part in re.findall(rf"\(?({NUMBER})\)?", text.split("\n")[1])[:2])
        assert before == pytest.approx(gathered[winner], abs=0.0051)
        assert gradient == pytest.approx(upstream[row, column], abs=0.0051)
        assert holds(text, before + gradient)
        won = re.search(r"It has won ([\d,]+) windows? before", page.locator(".stepper .say").inner_text())
        assert (int(won[1]) if won else 0) == wins[winner]
        wins[winner] += 1
        gathered[winner] += upstream[row, column]
        assert total == pytest.approx(gathered[winner], abs=0.0051)
    np.testing.assert_allclose(gathered, pool2d_backward(upstream, values, 2, stride=1), atol=1e-15)


def test_relu_lets_through_what_was_above_zero(page_at: PageAt) -> None:
    values, upstream = BACK.activations[1][2], BACK.gradients[2][2]
    wanted = relu_backward(upstream, values).ravel()
    shown_so = []
    for step, text, total in told(page_at(f"{ADDRESS}&layer-back=relu1&which-back=2")):
        ((slope, gradient),) = factors(text)
        assert slope == (values.flat[step] > 0)
        assert gradient == pytest.approx(upstream.flat[step], abs=0.0051)
        assert holds(text, slope * gradient)
        shown_so.append(total)
    np.testing.assert_allclose(shown_so, wanted, atol=0.0051)


@pytest.mark.parametrize("number_of_filter", [0, 2])
def test_the_gradient_of_a_kernel_is_a_convolution_of_the_image_with_the_gradient(
    page_at: PageAt, number_of_filter: int
) -> None:
    upstream = BACK.gradients[1][number_of_filter]
    wanted = BACK.parameter_gradients["conv1.kernels"][number_of_filter, 0]
    shown_so = []
    page = page_at(f"{ADDRESS}&layer-back=conv1&gradient=weights&which-back={number_of_filter}")
    for step, text, total in told(page):
        row, column = divmod(step, 3)
        pixels = DIGITS[9][row : row + 5, column : column + 3]
        pairs = factors(text)
        np.testing.assert_array_equal([pixel for pixel, _ in pairs], pixels.ravel())
        np.testing.assert_allclose([gradient for _, gradient in pairs], upstream.ravel(), atol=0.0051)
        added = number(re.findall(rf"({NUMBER}) ÷ 9", text)[0])
        assert added == pytest.approx((pixels * upstream).sum(), abs=0.0051)
        assert holds(text, added / 9)
        shown_so.append(total)
    np.testing.assert_allclose(shown_so, wanted.ravel(), atol=0.0051)


def test_what_a_filter_sends_back_is_a_full_convolution_with_its_kernel_turned(page_at: PageAt) -> None:
    padded = np.pad(BACK.gradients[1][2], 2)
    turned = KERNELS[2, 0, ::-1, ::-1]
    wanted, _, _ = conv2d_backward(BACK.gradients[1][2:], BACK.activations[0], KERNELS[2:], average=True)
    shown_so = []
    for step, text, total in told(page_at(f"{ADDRESS}&layer-back=conv1&which-back=2")):
        row, column = divmod(step, 5)
        pairs = factors(text)
        window = padded[row : row + 3, column : column + 3]
        np.testing.assert_allclose([gradient for gradient, _ in pairs], window.ravel(), atol=0.0051)
        np.testing.assert_array_equal([weight for _, weight in pairs], turned.ravel())
        shown_so.append(total)
    assert wanted is not None
    np.testing.assert_allclose(shown_so, wanted[0].ravel(), atol=0.0051)


@pytest.mark.parametrize(("network", "aligned"), [("lines", False), ("digits", True)])
def test_names_too_long_for_their_cells_follow_one_another(page_at: PageAt, network: str, aligned: bool) -> None:
    page = page_at(f"/backpropagation?network={network}")
    spans = page.locator(".stepper .names").first.locator("span")
    boxes = [box for box in (span.bounding_box() for span in spans.all()) if box]
    assert len(boxes) == (10 if aligned else 2)
    ends = [box["x"] + box["width"] for box in boxes]
    inside = spans.evaluate_all("spans => spans.every((span) => span.scrollWidth <= span.clientWidth + 1)")
    assert inside and all(end <= box["x"] for end, box in zip(ends, boxes[1:], strict=False))
    assert (len({round(box["width"]) for box in boxes}) == 1) == aligned


def test_pointing_works_both_ways_on_the_way_back(page_at: PageAt) -> None:
    page = page_at(f"{ADDRESS}&layer-back=conv1&which-back=2")
    image, result_map = page.locator(".stepper canvas").first, page.locator(".stepper canvas").last
    image.scroll_into_view_if_needed()
    image.hover(position={"x": 150, "y": 150})
    page.locator(".stepper.field").wait_for()
    said = page.locator(".stepper .say")
    assert re.search(r"This cell feeds 9 of the 35 cells", said.inner_text())
    result_map.hover(position={"x": 70, "y": 120})  # another cell than that of the first step
    page.locator(".stepper.preview").wait_for()
    assert said.inner_text().startswith("Preview:")
    page.mouse.move(5, 5)
    page.locator(".stepper:not(.preview)").wait_for()


def test_keys_step_the_way_back_and_the_address_follows(page_at: PageAt) -> None:
    page = page_at(f"{ADDRESS}&layer-back=pool1&which-back=0")
    page.locator(".stepper input[type=range]").focus()
    page.keyboard.press("End")
    page.wait_for_url(re.compile(r"step=7"))
    assert page.locator(".stepper .at").inner_text() == "window 8 of 8 · row 3, column 1"
    page.locator(".stepper").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_url(re.compile(r"step=5"))
    page.keyboard.press("Home")
    page.wait_for_url(lambda url: "step=" not in url)


BOXES = (
    "Which of the 24 weights",
    "Is that gradient true",
    "What does one step downhill",
    "Is backpropagation a different",
)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_open_boxes_fit_the_screen_and_everyone_can_use_them(page_at: PageAt, width: int, dark: bool) -> None:
    page = page_at(f"{ADDRESS}&layer-back=conv1&gradient=weights", width=width, dark=dark)
    for title in BOXES:
        page.get_by_text(title).click()
        wait_until_settled(page)
    refuse(exception_problems(page) + accessibility_problems(page) + sideways_problems(page))


def test_a_weight_is_picked_a_step_taken_and_the_loss_falls(page_at: PageAt) -> None:
    page = page_at(ADDRESS)
    page.get_by_text("Which of the 24 weights").click()
    wait_until_settled(page)
    page.locator(".picker canvas").click(position={"x": 20, "y": 20})
    page.get_by_text("the gradient of its weight −1.00. No weight does more.").wait_for()
    page.get_by_text("What does one step downhill").click()
    page.get_by_role("button", name="Take this step").click()
    page.get_by_text("Weights: changed by steps").wait_for()
    wait_until_settled(page)
    assert "3.92" in page.get_by_text("so the loss is −ln").inner_text()
    page.get_by_role("button", name="Put the weights back").click()
    page.get_by_text("Weights: designed and trained").wait_for()


def test_a_phone_shows_a_step_before_and_after_side_by_side(page_at: PageAt) -> None:
    page = page_at("/backpropagation?network=digits&truth=0", width=390)
    page.get_by_text("What does one step downhill").click()
    wait_until_settled(page)
    box = page.get_by_test_id("stTable")
    after, room = box.locator("th").last.bounding_box(), box.bounding_box()
    assert after and room and after["x"] + after["width"] <= room["x"] + room["width"] + 1
    expect(box.locator("tr").nth(2)).to_contain_text("< 0.1 %")
    refuse(sideways_problems(page))
