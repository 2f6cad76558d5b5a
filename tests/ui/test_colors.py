"""One color means one thing in figures, cards, pictures and on the page, on light and on dark ground."""

import colorsys
import re

import pytest

from ui.components.files import FOLDER
from ui.figures.looks import GRAYS, look
from ui.steps.pictures import paints

CARD = (FOLDER / "colors.css").read_text(encoding="utf-8")
FRAME = (FOLDER / "frame/frame.css").read_text(encoding="utf-8")
GRIDS = (FOLDER / "shared/grids.js").read_text(encoding="utf-8")


def in_card(name: str, dark: bool) -> str:
    """A color of the cards."""
    block = re.search(r"\.colors\.dark \{(.*?)\}" if dark else r"\.colors \{(.*?)\}", CARD, re.S)
    assert block
    found = re.search(rf"--{name}: (#\w+);", block[1])
    assert found
    return found[1]


def levels(color: str) -> tuple[int, ...]:
    """Red, green and blue of ``#rrggbb`` or ``rgb(r,g,b)``."""
    if color.startswith("#"):
        return tuple(bytes.fromhex(color[1:]))
    return tuple(map(int, re.findall(r"\d+", color)))


@pytest.mark.parametrize("dark", [False, True])
def test_now_is_one_orange_everywhere(dark: bool) -> None:
    assert in_card("focus", dark) == look(dark).focus
    assert levels(in_card("focus", dark)) == paints(dark).focus
    hot = levels(in_card("hot", dark))
    assert hot == paints(dark).hot
    in_frame = re.search(r"\.now \{.*?light-dark\((#\w+), (#\w+)\)", FRAME)
    assert in_frame and levels(in_frame[1 + dark]) == hot
    for red, green, blue in (levels(look(dark).focus), hot):
        hue, _, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
        assert 15 <= hue * 360 <= 30 and saturation > 0.8


@pytest.mark.parametrize("dark", [False, True])
def test_signs_have_one_color_in_grids_figures_and_pictures(dark: bool) -> None:
    colors, paint = look(dark), paints(dark)
    both = re.search(r"= dark \? \[(\[.*?\])\] : \[(\[.*?\])\];", GRIDS)
    assert both
    zero, positive, negative = (levels(part) for part in both[1 if dark else 2].split("], ["))
    assert (zero, positive, negative) == (levels(colors.zero), levels(colors.positive), levels(colors.negative))
    assert (zero, positive, negative) == (paint.zero, paint.positive, paint.negative)
    assert (paint.plus, paint.minus) == (levels(in_card("plus", dark)), levels(in_card("minus", dark)))
    assert positive[2] > positive[0] and negative[0] > negative[2]


def test_black_and_white_are_the_same_grays_in_grids_and_figures() -> None:
    found = re.search(r"Math\.round\((\d+) \+ (\d+) \* ", GRIDS)
    assert found
    low, high = (levels(color)[0] for _, color in GRAYS)
    assert (int(found[1]), int(found[1]) + int(found[2])) == (low, high)
