"""The confusion matrix: counts where they belong, right and wrong told apart without color alone."""

import re

import numpy as np
import pytest

from ui.figures.confusion import confusion_figure
from ui.theme import DARK, LIGHT

COUNTS = np.array([[5, 0, 2], [0, 7, 0], [1, 0, 0]])
NAMES = ["a", "b", "c"]


def test_right_ones_stand_on_the_diagonal_and_wrong_ones_beside_it():
    right, wrong = confusion_figure(COUNTS, NAMES).data
    np.testing.assert_array_equal(np.diag(right.z), [5, 7, 0])
    assert np.isnan(right.z[0, 2]) and np.isnan(np.diag(wrong.z)).all()
    assert (wrong.z[0, 2], wrong.z[2, 0]) == (2, 1)


def test_every_count_is_printed_but_mistakes_nobody_made():
    texts = [
        [(*place, re.sub("<.*?>", "", trace.text[place[0]][place[1]])) for place in np.ndindex(3, 3)]
        for trace in confusion_figure(COUNTS, NAMES).data
    ]
    printed = [[(row, column, text) for row, column, text in found if text] for found in texts]
    assert printed == [[(0, 0, "5"), (1, 1, "7"), (2, 2, "0")], [(0, 2, "2"), (2, 0, "1")]]


def test_row_0_is_on_top_and_both_axes_say_what_they_are():
    layout = confusion_figure(COUNTS, NAMES).layout
    bottom, top = layout.yaxis.range
    assert bottom > top
    assert (layout.yaxis.title.text, layout.xaxis.title.text) == ("what it was", "taken for")
    assert list(layout.yaxis.ticktext) == ["<b>a</b>", "<b>b</b>", "<b>c</b>"]


@pytest.mark.parametrize(("dark", "look"), [(False, LIGHT), (True, DARK)])
def test_right_is_blue_and_wrong_is_red(dark, look):
    right, wrong = confusion_figure(COUNTS, NAMES, dark=dark).data
    assert right.colorscale[-1][1] == look.positive
    assert wrong.colorscale[-1][1] == look.negative


@pytest.mark.parametrize("names", [["0", "1"], list("0123456789"), ["vertical", "horizontal"]])
def test_its_cells_are_square_and_it_fits_a_phone(names):
    layout = confusion_figure(np.eye(len(names), dtype=int), names, largest=320).layout
    assert layout.width <= 320
    margin = layout.margin
    across, down = layout.width - margin.l - margin.r, layout.height - margin.t - margin.b
    assert across == pytest.approx(down, abs=1)
    assert across / len(names) >= 8 * max(map(len, names))  # names of columns do not run into each other
