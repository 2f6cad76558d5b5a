"""Bars: what is drawn, in which color, on which scale, with which numbers."""

import numpy as np
import pytest

from ui.figures.bars import bars_figure
from ui.theme import DARK, LIGHT

NAMES = [str(digit) for digit in range(10)]
SHARES = np.array([0.05, 0.0, 0.6, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.25])


def test_every_class_has_a_bar_with_its_share_and_its_name():
    drawing = bars_figure("shares", SHARES, NAMES)
    np.testing.assert_array_equal(drawing.data[0].x, SHARES)
    assert [name.strip("</b>") for name in drawing.layout.yaxis.ticktext] == NAMES
    assert drawing.data[0].text[9] == "25.0 %"


def test_class_0_is_on_top():
    bottom, top = bars_figure("shares", SHARES, NAMES).layout.yaxis.range
    assert bottom > 9 and top < 0


@pytest.mark.parametrize(("dark", "look"), [(False, LIGHT), (True, DARK)])
def test_the_largest_share_alone_is_in_ink_and_bold(dark, look):
    bars = bars_figure("shares", SHARES, NAMES, dark=dark).data[0]
    assert [number for number, color in enumerate(bars.marker.color) if color == look.ink] == [2]
    assert [number for number, text in enumerate(bars.text) if text.startswith("<b>")] == [2]
    assert not {look.focus, look.accent} & set(bars.marker.color)  # neither is it now nor can it be pressed


def test_the_class_that_is_asked_about_is_framed_even_when_its_share_is_nothing():
    (frame,) = bars_figure("shares", SHARES, NAMES, outlined=7).layout.shapes
    assert frame.name == "asked about"
    assert (frame.y0 + frame.y1) / 2 == 7
    assert not bars_figure("shares", SHARES, NAMES).layout.shapes


def test_the_scale_of_shares_does_not_depend_on_them():
    even = bars_figure("shares", np.full(10, 0.1), NAMES).layout.xaxis.range
    assert bars_figure("shares", SHARES, NAMES).layout.xaxis.range == even
    assert even == (0, 1)


@pytest.mark.parametrize("size", [{}, {"width": 180, "height": 420}, {"width": 190, "height": 300}])
@pytest.mark.parametrize("share", [0.9995, 0.5, 1e-9])
def test_the_frame_of_a_share_ends_at_100_percent_and_its_number_stands_beyond(size, share):
    shares = np.array([share, 1 - share])
    drawing = bars_figure("shares", shares, ["no", "yes"], outlined=0, **size)
    (frame,) = drawing.layout.shapes
    assert (frame.x0, frame.x1) == drawing.layout.xaxis.range == (0, 1)
    assert [number.text for number in drawing.layout.annotations] == list(drawing.data[0].text)
    assert drawing.data[0].textposition == "none"
    for row, number in enumerate(drawing.layout.annotations):
        assert (number.x, number.y, number.xanchor) == (1, row, "left")
        letters = number.text.removeprefix("<b>").removesuffix("</b>")
        assert number.xshift + 7.9 * len(letters) <= drawing.layout.margin.r  # 13 pixels of a monospaced font


def test_logits_below_zero_go_to_the_left_with_room_for_their_numbers():
    logits = np.array([3.0, -4.25, -0.004])
    drawing = bars_figure("logits", logits, ["a", "b", "c"])
    low, high = drawing.layout.xaxis.range
    assert low < -4.25 and high > 3
    assert list(drawing.data[0].text) == ["<b>3</b>", "−4.25", "−0.004"]


def test_logits_that_are_all_0_still_have_a_scale():
    low, high = bars_figure("logits", np.zeros(3), ["a", "b", "c"]).layout.xaxis.range
    assert low < high


def test_a_figure_keeps_its_size_and_has_room_for_a_title():
    drawing = bars_figure("shares", SHARES, NAMES, width=190, height=390, title="Shares")
    assert (drawing.layout.width, drawing.layout.height) == (190, 390)
    assert drawing.layout.title.text == "<b>Shares</b>"
    assert drawing.layout.margin.t > bars_figure("shares", SHARES, NAMES).layout.margin.t


def test_several_figures_of_logits_share_a_scale_that_has_room_for_all():
    few, many = np.array([1.0, -1.0]), np.array([8.0, -4.0])
    ranges = [bars_figure("logits", values, ["a", "b"], span=(few, many)).layout.xaxis.range for values in (few, many)]
    assert ranges[0] == ranges[1] == bars_figure("logits", many, ["a", "b"]).layout.xaxis.range
