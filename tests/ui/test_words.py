"""What an error says: a sentence, in which nothing is read as Markdown; and the names that people give their files."""

from html import unescape

import pytest

from tests.hostile import MARK, NAMES, SIGNS
from tests.pages.app import as_shown, open_page, warnings
from ui.words import as_it_stands, file_title, in_one_line

MEAN_SOMETHING = set('\\`*_~[]<>$"')


@pytest.mark.parametrize("words", [*NAMES, MARK])
def test_words_of_others_are_shown_letter_by_letter(words):
    safe = as_it_stands(words)
    assert not MEAN_SOMETHING & set(safe)
    assert not any(sign in safe for sign in SIGNS)
    assert as_shown(safe) == in_one_line(words)


def test_nothing_is_decoded_that_a_person_wrote_as_a_reference():
    assert unescape(as_it_stands("&#47; &amp;")) == "&#47; &amp;"


def test_plain_words_stay_as_they_are():
    words = "kernel 9×9 does not fit the padded image 8×8: use a smaller kernel (−1.5, or “box”)"
    assert as_it_stands(words) == words


def test_a_name_is_one_line_of_letters_that_can_be_seen():
    assert file_title("a\nimport os\t\u202eb\x00.png") == "a import os b .png"
    assert file_title("x" * 41) == "x" * 39 + "…"
    assert file_title("x" * 40) == "x" * 40


def test_half_a_letter_of_a_broken_name_does_not_reach_the_page():
    assert as_it_stands("a\ud800b") == "a b"


def test_a_value_in_the_address_is_no_picture_from_another_host():
    app = open_page("9_stack.py", image="![](//x.yz/a)")
    assert "![](//x.yz/a)" in warnings(app)[0]
    assert "![" not in app.main.warning[0].value


def test_an_example_of_a_network_keeps_its_signs():
    (notice,) = warnings(open_page("9_stack.py", network="zz"))
    assert "c4.3~r~p2~f~d2" in notice
