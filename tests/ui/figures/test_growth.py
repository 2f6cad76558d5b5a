"""The figure of two counts over the side of an image: where its labels stand."""

import plotly.graph_objects as go
import pytest

from ui.figures.growth import growth_figure

SIDES = [8, 32, 128, 512, 1024]
COUNTS = {"Convolution": [160] * 5, "Dense": [65 * side for side in SIDES]}


def anchors(now: int) -> dict[str, tuple[str, str]]:
    figure = go.Figure(growth_figure(SIDES, COUNTS, now))
    return {note.text.split(":")[0]: (note.xanchor, note.yanchor) for note in figure.layout.annotations}


@pytest.mark.parametrize(("now", "dense"), [(8, ("left", "top")), (1024, ("right", "bottom"))])
def test_the_label_of_a_rising_line_stands_clear_of_it(now, dense):
    assert anchors(now)["Dense"] == dense


@pytest.mark.parametrize("now", SIDES)
def test_the_label_of_a_level_line_stands_above_it(now):
    assert anchors(now)["Convolution"][1] == "bottom"


def test_large_counts_are_written_in_billions():
    assert go.Figure(growth_figure(SIDES, COUNTS, 8)).layout.yaxis.exponentformat == "B"
