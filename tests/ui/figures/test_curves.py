"""The curve of an activation: its line, and the point on it."""

import numpy as np
import plotly.graph_objects as go
import pytest

from ui.figures.curves import curve_figure
from ui.theme import theme


@pytest.mark.parametrize("dark", [False, True])
def test_a_curve_shows_how_an_input_leads_to_an_output(dark):
    points = np.array([[-3.0, 0.0], [0.0, 0.0], [3.0, 3.0]])
    figure = go.Figure(curve_figure("ReLU", points, 2.0, 2.0, ticks=(0.0, 3.0), dark=dark))  # checks every property
    curve, way = figure.data
    np.testing.assert_array_equal(curve.x, [-3, 0, 3])
    np.testing.assert_array_equal(curve.y, [0, 0, 3])
    assert list(zip(way.x, way.y, strict=True)) == [(2, 0), (2, 2), (-3, 2)]
    assert way.line.color == theme(dark).focus
    assert figure.layout.yaxis.ticktext == ("0", "3")
    assert figure.layout.xaxis.ticktext == ("−3", "0", "3")
