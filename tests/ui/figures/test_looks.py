"""What figures share: every figure is one that Plotly accepts when it checks all properties."""

import numpy as np
import plotly.graph_objects as go
import pytest

from ui.figures.bars import bars_figure
from ui.figures.maps import Panel, maps_figure
from ui.figures.vector import vector_figure

RNG = np.random.default_rng(0)
SMALL, LARGE = RNG.normal(size=(5, 3)), RNG.normal(size=(40, 30))
PICTURE = RNG.uniform(-1, 1, size=(3, 9, 8))
NAMES = [str(digit) for digit in range(10)]

FIGURES = {
    "grids": lambda dark: maps_figure([[Panel("a", SMALL), Panel("b", LARGE, "picture")]], dark=dark, limit=1.0),
    "outlines and hatching": lambda dark: maps_figure(
        [[Panel("a", SMALL, outlines=[(0, 1, 2, 2)], hatched=SMALL > 0)]], dark=dark
    ),
    "a color picture": lambda dark: maps_figure([[Panel("a", PICTURE, "picture")]], dark=dark),
    "a short vector": lambda dark: vector_figure(SMALL.ravel(), title="v", height=300, parts=3, dark=dark),
    "a long vector": lambda dark: vector_figure(LARGE.ravel(), title="v", height=300, dark=dark),
    "shares": lambda dark: bars_figure("shares", np.full(10, 0.1), NAMES, outlined=9, dark=dark),
    "logits": lambda dark: bars_figure("logits", RNG.normal(size=10), NAMES, dark=dark),
}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", FIGURES)
def test_plotly_accepts_every_property_of_the_figure(name, dark):
    figure = FIGURES[name](dark)
    checked = go.Figure(figure.to_dict())  # raises a ValueError for a property or value that Plotly does not know
    assert checked.to_dict() == go.Figure(checked.to_dict()).to_dict()
    assert len(checked.data) == len(figure.data)
