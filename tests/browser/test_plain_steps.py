"""The card, its view in Python and its GIF tell the same; plain steps hold what every page has to hold."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.checks import accessibility_problems, refuse, sideways_problems, wait_until_settled
from tests.browser.conftest import PageAt
from tests.browser.test_step_cards import steps
from tests.pages.app import open_page, sent_card
from ui.steps.parts import StepView
from ui.steps.views import step_count, step_view

ADDRESSES = {
    "convolution": "2_convolution.py",
    "stride-padding": "4_stride-padding.py",
    "activations": "5_activations.py",
    "pooling": "6_pooling.py",
    "dense": "7_dense.py",
    "softmax": "8_softmax.py",
    "backpropagation": "11_backpropagation.py",
}
CARDS = [
    ("convolution", {"bias": "-0.5"}),
    ("convolution", {"kernel": "1_0.125~-0.375_2", "average": "off"}),
    ("convolution", {"image": "photo", "rows": "5", "columns": "6", "bias": "0.25"}),
    ("convolution", {"image": "photo", "rows": "5", "columns": "5", "color": "gray", "range": "bytes"}),
    ("stride-padding", {"answer": "on", "padding": "explicit", "pad": "2", "dilation": "2"}),
    ("activations", {"activation": "relu"}),
    ("activations", {"activation": "sigmoid"}),
    ("activations", {"activation": "tanh"}),
    ("pooling", {}),
    ("pooling", {"map": "vertical"}),
    ("pooling", {"pool": "avg", "pool-size": "3"}),
    ("dense", {"view": "flatten"}),
    ("dense", {"view": "dense", "order": "size"}),
    ("softmax", {"temperature": "0.5"}),
    ("backpropagation", {}),
    ("backpropagation", {"truth": "4"}),
    ("backpropagation", {"layer-back": "dense1"}),
    ("backpropagation", {"layer-back": "dense1", "gradient": "weights", "truth": "4"}),
    ("backpropagation", {"layer-back": "flatten1", "truth": "4"}),
    ("backpropagation", {"layer-back": "pool1", "which-back": "0"}),
    ("backpropagation", {"layer-back": "pool1", "network": "i7.5~p1~f~d2"}),
    ("backpropagation", {"layer-back": "pool1", "network": "i6.6~s~p3s2p1a~f~d3", "truth": "1"}),
    ("backpropagation", {"layer-back": "relu1", "which-back": "2"}),
    ("backpropagation", {"layer-back": "sigmoid1", "network": "i7.5~c2.3~s~f~d3"}),
    ("backpropagation", {"layer-back": "conv1", "truth": "4"}),
    ("backpropagation", {"layer-back": "conv1", "gradient": "weights", "image": "photo"}),
    ("backpropagation", {"layer-back": "conv1", "network": "i11.12~c2.3s2p1d2a~r~f~d2", "image": "photo"}),
]


def letters(text: str) -> str:
    """A text without what only one of the two can say: how powers are raised, and where lines break."""
    return re.sub(r"\s+", " ", re.sub(r"\^\((.*?)\)", r"\1", text)).strip()


def shown(page: Page, part: str) -> str:
    return letters(page.locator(f".stepper .{part}").inner_text())


def told(view: StepView) -> tuple[str, str, str]:
    return letters(view.sum_text), letters(view.sentence), view.at


@pytest.mark.parametrize(("address", "query"), CARDS)
def test_the_view_in_python_says_what_the_card_says(page_at: PageAt, address: str, query: dict[str, str]) -> None:
    data = sent_card(open_page(ADDRESSES[address], **{name.replace("-", "_"): text for name, text in query.items()}))
    page = page_at(f"/{address}?{'&'.join(f'{name}={text}' for name, text in query.items())}")
    seen = 0
    for step, text in enumerate(steps(page)):
        assert (letters(text), shown(page, "say"), shown(page, "at")) == told(step_view(data, step))
        seen += 1
    assert seen == step_count(data)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", ["/convolution?step=3", "/dense?view=dense", "/softmax"])
def test_plain_steps_fit_the_screen_and_everyone_can_use_them(page_at: PageAt, address: str, width: int) -> None:
    page = page_at(f"{address}{'&' if '?' in address else '?'}plain=on", width=width, dark=width == 390)
    refuse(accessibility_problems(page) + sideways_problems(page))


def test_plain_steps_go_on_by_keyboard_and_come_back_as_the_card(page_at: PageAt) -> None:
    page = page_at("/convolution?step=3")
    page.get_by_text("Plain steps", exact=True).click()
    wait_until_settled(page)
    assert page.locator(".stepper").count() == 0
    page.get_by_role("slider", name="Step").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("stop 5 of 15").wait_for()
    page.get_by_role("button", name="Next").click()
    page.get_by_text("stop 6 of 15").wait_for()
    wait_until_settled(page)
    page.wait_for_url(re.compile(r"step=5"))
    page.get_by_text("Plain steps", exact=True).click()
    wait_until_settled(page)
    assert shown(page, "at").startswith("stop 6 of 15")


def test_the_box_under_the_card_gives_a_gif(page_at: PageAt) -> None:
    page = page_at("/pooling")
    page.get_by_text("Take these steps along as a GIF").click()
    wait_until_settled(page)
    refuse(accessibility_problems(page))
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the GIF").click()
    assert download.value.suggested_filename == "pooling-steps-1-to-8.gif"
    picture = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert (picture.format, picture.n_frames, picture.width) == ("GIF", 8, 960)
