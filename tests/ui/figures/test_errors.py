"""How far off a finite difference is: lines on log scales, and the nudge in view."""

import numpy as np
import plotly.graph_objects as go
import pytest

from ui.figures.errors import errors_figure
from ui.theme import theme


@pytest.mark.parametrize("dark", [False, True])
def test_errors_stand_over_their_nudges_and_the_nudge_in_view_is_marked(dark):
    nudges = np.array([1.0, 1e-3, 1e-6])
    errors = {"up": np.array([1e-1, 1e-4, 1e-9]), "both": np.array([1e-2, 0.0, 1e-10])}
    figure = go.Figure(errors_figure(nudges, errors, now=1e-3, dark=dark))  # checks every property
    up, both = figure.data
    np.testing.assert_array_equal(up.x, nudges)
    np.testing.assert_array_equal(up.y, errors["up"])
    np.testing.assert_array_equal(both.y, [1e-2, np.nan, 1e-10])  # 0 has no place on a log scale
    assert up.line.dash != both.line.dash  # told apart without color
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
    (now,) = figure.layout.shapes
    assert (now.x0, now.x1, now.line.color) == (1e-3, 1e-3, theme(dark).focus)
