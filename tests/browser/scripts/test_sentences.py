"""Words that Python sends get their numbers in the script: templates, raised powers, words for a side of zero."""

from collections.abc import Callable

import pytest

from tests.browser.script import Script


@pytest.fixture(scope="module")
def sentences(script: Callable[..., Script]) -> Script:
    return script("shared/sentences.js")


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("max(0, {x})", "max(0, 2)"),
        ("{x} and {x} and {-x}", "2 and 2 and −2"),
        ("{y} stays, {} and {x y} too", "{y} stays, {} and {x y} too"),
    ],
)
def test_names_in_braces_give_way_to_their_texts(sentences: Script, template: str, sentence: str) -> None:
    assert sentences("filled", template, {"x": "2", "-x": "−2"}) == sentence


def test_each_power_is_raised(sentences: Script) -> None:
    assert sentences("raised", "e^{2} ÷ e^{−2.50}") == "e<sup>2</sup> ÷ e<sup>−2.50</sup>"
    assert sentences("raised", "no power") == "no power"


@pytest.mark.parametrize(("x", "words"), [(-1e-9, "below"), (0, "zero"), (-0.0, "zero"), (1e-9, "above")])
def test_words_are_those_of_the_side_of_zero(sentences: Script, x: float, words: str) -> None:
    assert sentences("onSide", {"below": "below", "zero": "zero", "above": "above"}, x) == words
