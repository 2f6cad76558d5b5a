"""Links that people have go on opening what they promised; broken ones are said to be broken."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.old_links import BROKEN_LINKS, OLD_LINKS
from tests.pages.app import card_on_page, charts, component_data, open_page, sent_card
from tests.project_files import ROOT
from ui.address.codes import bitmap_from_code
from ui.address.settings import SETTINGS
from ui.app.navigation import LESSONS, lesson_at

IN_CLOSED_BOXES = {"hidden", "layer", "label", "shift", "epsilon", "step-rate", "reader", "trail"}
"""What leaves the address until its box is opened, and is there then."""


def opened(link: str):
    """The page behind a link, and what the link asked for."""
    parts = urlsplit(link)
    asked = dict(parse_qsl(parts.query))
    return open_page(lesson_at(parts.path.strip("/")).file, **asked), asked


def link_warnings(app) -> list[str]:
    return [warning.value for warning in app.main.warning if warning.icon == ":material/link_off:"]


@pytest.mark.parametrize("link", OLD_LINKS)
def test_an_old_link_is_understood_and_takes_effect(link):
    app, asked = opened(link)
    assert link_warnings(app) == []
    assert not app.main.error
    page = urlsplit(link).path.strip("/")
    for name, text in asked.items():
        own = app.session_state["step and trail of each page"].get((page, name))
        value = app.session_state[name] if own is None else own
        assert SETTINGS[name].write(value) == SETTINGS[name].write(SETTINGS[name].read(text))
    address = dict(app.query_params)
    assert address.items() <= asked.items()
    different = {name for name, text in asked.items() if text != SETTINGS[name].write(SETTINGS[name].default)}
    assert different - set(address) <= IN_CLOSED_BOXES
    if "step" in asked and "plain" not in asked:
        assert card_on_page(app).step == int(asked["step"])


@pytest.mark.parametrize(("link", "words"), BROKEN_LINKS.items())
def test_of_a_broken_link_the_page_says_so_and_goes_on(link, words):
    app, asked = opened(link)
    assert any(words in warning for warning in link_warnings(app)), link_warnings(app)
    assert not dict(app.query_params).items() & asked.items() - {("image", "draw"), ("image", "photo")}


SHOWN = {
    "/convolution?image=6&step=13": lambda app: sent_card(app).output.numbers.flat[13] == 1,
    "/?image=draw&pixels=78217043e": lambda app: (charts(app)["7 × 5"] == bitmap_from_code("78217043e")).all(),
    "/convolution?kernel=1_0_-1~2_0_-2~1_0_-1&bias=0.5&step=3": lambda app: (
        sent_card(app).kernel.numbers[0, 1, 2] == -2 and sent_card(app).bias == 0.5
    ),
    "/convolution?changes=pixel.3.2.1~weight.box.1.1.2": lambda app: sent_card(app).input.numbers[0, 3, 2] == 1,
    "/convolution?what-if=weight.box.1.1.0.5": lambda app: "box" in charts(app) and "Difference" in charts(app),
    "/softmax?image=4&constant=3&temperature=2&bank=eight": lambda app: (
        "(logits + 3.0) / 2.0" in app.main.code[0].value
    ),
    "/stack?network=lenet-5&large=on": lambda app: len(component_data(app, "layer_stack")["results"]) == 12,
    "/training?data=digits&epochs=20&rate=0.01": lambda app: (
        (app.number_input(key="epochs").value, app.number_input(key="rate").value) == (20, 0.01)
    ),
    "/frameworks?network=lenet-5&framework=PyTorch": lambda app: "nn.Sequential" in app.main.code[0].value,
}


@pytest.mark.parametrize(("link", "is_shown"), SHOWN.items(), ids=list(SHOWN))
def test_what_a_link_promises_is_on_the_page(link, is_shown):
    assert link in OLD_LINKS
    assert is_shown(opened(link)[0])


def test_the_old_links_have_every_page_every_setting_and_every_example_of_the_readme():
    assert {urlsplit(link).path.strip("/") for link in OLD_LINKS} == {lesson.address for lesson in LESSONS}
    pairs = {pair for link in OLD_LINKS for pair in parse_qsl(urlsplit(link).query)}
    assert {name for name, _ in pairs} == set(SETTINGS)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| part | example | meaning |")[2].partition("\n\n")[0]
    examples = [code for row in table.splitlines()[2:] for code in re.findall("`([^`]+)`", row.split("|")[2])]
    assert len(examples) > 15
    named = {pair for example in examples for pair in parse_qsl(example)}
    assert named <= pairs
