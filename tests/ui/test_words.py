"""What an error says: a sentence, in which nothing is read as Markdown."""

import pytest

from tests.pages.app import open_page, warnings
from ui.words import as_it_stands


@pytest.mark.parametrize("words", ["![](//x.yz/a)", "[a](//x.yz)", "a*b*", "r~p2~f", "1_0_1", ":red[x]", "$a$", "<b>"])
def test_no_sign_of_markdown_is_left_without_its_backslash(words):
    shown = as_it_stands(words)
    assert shown != words
    assert shown.replace("\\", "") == words


def test_plain_words_stay_as_they_are():
    words = "kernel 9×9 does not fit the padded image 8×8: use a smaller kernel"
    assert as_it_stands(words) == words


def test_a_value_in_the_address_is_no_picture_from_another_host():
    (notice,) = warnings(open_page("9_stack.py", image="![](//x.yz/a)"))
    assert r"!\[\](//x.yz/a)" in notice


def test_an_example_of_a_network_keeps_its_signs():
    (notice,) = warnings(open_page("9_stack.py", network="zz"))
    assert r"c4.3\~r\~p2\~f\~d2" in notice
