"""Text on pictures: signs the built-in font lacks are drawn, and lines break between words."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ui.steps.lettering import SIGNS, broken, font, width, write
from ui.steps.parts import pieces, plain


def drawn(text: str, size: int = 32) -> np.ndarray:
    picture = Image.new("RGB", (200, 60), (255, 255, 255))
    write(ImageDraw.Draw(picture), 10, 40, text, size, (0, 0, 0))
    return np.asarray(picture)[..., 0] < 128


def test_every_sign_of_the_sums_is_one_that_the_font_has_or_is_drawn() -> None:
    missing = bytes(font(32).getmask("\uffff"))
    for letter in "0123456789.,()+=·−×÷≈→↓∞“”%e":
        assert letter in SIGNS or bytes(font(32).getmask(letter)) != missing, letter


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_is_drawn_where_it_is_said_to_be(sign: str) -> None:
    columns = np.flatnonzero(drawn(sign).any(axis=0))
    assert columns.size and columns.min() >= 10 and columns.max() <= 10 + width(sign, 32)


def test_signs_look_different_from_each_other() -> None:
    assert len({drawn(sign).tobytes() for sign in SIGNS}) == len(SIGNS)


def test_a_minus_is_a_line_at_half_the_height_of_a_digit() -> None:
    rows = np.flatnonzero(drawn("−").any(axis=1))
    digit = np.flatnonzero(drawn("0").any(axis=1))
    assert rows.size <= 4
    assert rows.mean() == pytest.approx(digit.mean(), abs=1.5)


def test_lines_break_between_words_and_lose_nothing() -> None:
    line = pieces(" + ".join(["(−1)·0.25"] * 12))
    rows = broken([line], 20, 300)
    assert len(rows) > 1
    assert "".join(map(plain, rows)) == plain(line)
    assert all(sum(width(piece.text, 20) for piece in row) <= 300 + width(" ", 20) for row in rows)


def test_a_power_stays_with_what_it_belongs_to() -> None:
    for room in range(40, 200, 10):
        rows = broken([pieces("1 + e^{−0.5} + e^{−2}")], 20, room)
        assert not any(row[0].raised for row in rows)
