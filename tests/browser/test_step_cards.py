"""What the step card works out in the browser, pinned to ``cnn_steps`` at every step, and true as it is written."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page

from cnn_steps import (
    DIGITS,
    LESSON_KERNELS,
    conv2d,
    conv2d_step,
    load_bitmap_classifier,
    pool2d,
    relu,
    sigmoid,
    softmax,
)
from cnn_steps.classifier import bitmap_features
from tests.browser.conftest import PageAt

MAPS = conv2d(DIGITS[9], LESSON_KERNELS, average=True)
NUMBER = r"−?\d+(?:\.\d+)?(?:e−?\d+)?"


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("·10", "e"))


def steps(page: Page) -> Iterator[str]:
    """The sum of every step, from the first to the last."""
    slider = page.locator(".stepper input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(int(slider.get_attribute("max") or 0) + 1):
        yield page.locator(".stepper .sum").inner_text()
        page.keyboard.press("ArrowRight")


def result(page: Page) -> float:
    return number(page.locator(".stepper .sum .res").last.inner_text())


def factors(text: str) -> list[tuple[float, float]]:
    """The factors of every product in a sum: ``1·1 + (−1)·0.5`` gives (1, 1) and (−1, 0.5)."""
    factor = rf"\(?({NUMBER})\)?"
    return [(number(a), number(b)) for a, b in re.findall(rf"{factor}·{factor}", text)]


CONVOLUTIONS = [
    ("/convolution", {}),
    ("/convolution?image=6&kernel=diagonal-line&bias=-0.5", {"bias": -0.5, "digit": 6, "kernel": 2}),
    ("/stride-padding?answer=on&stride=2&padding=same", {"stride": 2, "padding": "same"}),
    ("/stride-padding?answer=on&padding=explicit&pad=2&dilation=2", {"padding": 2, "dilation": 2}),
]


@pytest.mark.parametrize(("address", "settings"), CONVOLUTIONS)
def test_convolution_shows_the_factors_and_the_result_of_every_stop(
    page_at: PageAt, address: str, settings: dict
) -> None:
    settings = dict(settings)
    image, kernel = DIGITS[settings.pop("digit", 9)], LESSON_KERNELS[settings.pop("kernel", 0)]
    bias = settings.pop("bias", 0.0)
    wanted = conv2d(image, kernel, bias, average=True, **settings)
    page = page_at(address)
    shown = 0
    for stop, text in enumerate(steps(page)):
        row, column = divmod(stop, wanted.shape[1])
        step = conv2d_step(image, kernel, row, column, bias, average=True, **settings)
        assert factors(text) == list(zip(step.window.ravel(), step.kernel.ravel(), strict=True))
        assert result(page) == pytest.approx(wanted[row, column], abs=0.005)
        assert ("≈" in text) == (abs(result(page) - wanted[row, column]) > 1e-9)
        shown += 1
    assert shown == wanted.size


def test_a_color_picture_shows_a_subtotal_for_each_channel_and_one_bias(page_at: PageAt) -> None:
    page = page_at("/convolution?image=photo&rows=5&columns=5&bias=0.25")
    for text in steps(page):
        red, green, blue, total, last = text.split("\n")
        subtotals = []
        for name, line in zip(("red", "green", "blue"), (red, green, blue), strict=True):
            assert line.startswith(name)
            written = sum(a * b for a, b in factors(line))
            subtotals.append(number(re.findall(NUMBER, line)[-1]))
            assert subtotals[-1] == pytest.approx(written, abs=0.06)
            assert ("=" in line) == (abs(subtotals[-1] - written) < 1e-9)
        match = re.fullmatch(rf"({NUMBER}) ÷ 27 \+ 0.25 \(bias\) [=≈] ({NUMBER})", last)
        assert match and re.fullmatch(rf"all channels [=≈] {re.escape(match[1])}", total), text
        assert number(match[1]) == pytest.approx(sum(subtotals), abs=0.016)
        assert number(match[2]) == pytest.approx(number(match[1]) / 27 + 0.25, abs=0.006)


@pytest.mark.parametrize(("mode", "size", "stride"), [("max", 2, 1), ("avg", 2, 1), ("max", 3, 2), ("avg", 2, 3)])
def test_pooling_shows_the_value_of_every_window(page_at: PageAt, mode: str, size: int, stride: int) -> None:
    wanted = pool2d(relu(MAPS[1]), size, stride=stride, mode=mode)
    page = page_at(f"/pooling?map=vertical&pool={mode}&pool-size={size}&pool-stride={stride}")
    shown = []
    for text in steps(page):
        shown.append(result(page))
        terms = [number(term) for term in re.findall(NUMBER, text.split("÷")[0].split("=")[0].split("≈")[0])]
        assert len(terms) == size * size
        written = max(terms) if mode == "max" else sum(terms) / len(terms)
        assert shown[-1] == pytest.approx(written, abs=0.006)
    np.testing.assert_allclose(shown, wanted.ravel(), atol=0.005)


@pytest.mark.parametrize(("kind", "function"), [("relu", relu), ("sigmoid", sigmoid), ("tanh", np.tanh)])
def test_activation_shows_what_becomes_of_every_cell(page_at: PageAt, kind: str, function: np.ufunc) -> None:
    page = page_at(f"/activations?activation={kind}")
    shown = [result(page) for _ in steps(page)]
    np.testing.assert_allclose(shown, function(MAPS[0]).ravel(), atol=0.005)


def test_flatten_counts_the_entries_in_order(page_at: PageAt) -> None:
    page = page_at("/dense?view=flatten")
    assert [result(page) for _ in steps(page)] == list(range(24))


@pytest.mark.parametrize("order", ["position", "size"])
def test_dense_adds_every_term_and_ends_at_the_logit(page_at: PageAt, order: str) -> None:
    classifier = load_bitmap_classifier("lesson")
    vector = bitmap_features(DIGITS[9], LESSON_KERNELS)
    terms = vector * classifier.weights[:, 9]
    taken = np.argsort(-np.abs(terms), kind="stable") if order == "size" else np.arange(24)
    running = classifier.bias[9] + np.cumsum(terms[taken])
    page = page_at(f"/dense?view=dense&unit=9&order={order}")
    shown = [result(page) for _ in steps(page)]
    np.testing.assert_allclose(shown, running, atol=0.0051)


def test_softmax_shows_the_share_of_every_digit(page_at: PageAt) -> None:
    classifier = load_bitmap_classifier("lesson")
    shares = softmax(bitmap_features(DIGITS[9], LESSON_KERNELS) @ classifier.weights + classifier.bias)
    page = page_at("/softmax")
    shown = [result(page) for _ in steps(page)]
    np.testing.assert_allclose(shown, shares, atol=5e-5)
