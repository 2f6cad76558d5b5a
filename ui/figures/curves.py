"""The curve of an activation with a point on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from ui.figures.looks import BARE_AXIS, bare_layout, drawn, title_at
from ui.figures.numbers import EXACT, written
from ui.theme import theme

WIDTH, HEIGHT = 280, 240  # pixels


def curve_figure(
    title: str, points: np.ndarray, x: float, y: float, *, ticks: Sequence[float], dark: bool = False
) -> go.Figure:
    """Draw outputs over inputs, and how the input ``x`` leads to the output ``y``.

    Parameters
    ----------
    points : (n, 2), inputs and outputs, from the smallest input to the largest.
    ticks : outputs to mark, from the lowest to the highest.
    """
    colors = theme(dark)
    low, high = float(points[0, 0]), float(points[-1, 0])
    bottom, top = ticks[0], ticks[-1]
    curve = {
        "type": "scatter",
        "name": title,
        "mode": "lines",
        "x": points[:, 0],
        "y": points[:, 1],
        "line": {"color": colors.ink, "width": 2.5},
        "hovertemplate": f"%{{x:{EXACT}}} becomes %{{y:{EXACT}}}<extra></extra>",
    }
    way = {
        "type": "scatter",
        "name": "now",
        "mode": "lines+markers",
        "x": [x, x, low],
        "y": [bottom, y, y],
        "line": {"color": colors.focus, "width": 1.5, "dash": "dash"},
        "marker": {"color": colors.focus, "size": [0, 12, 0], "opacity": 1},
        "hoverinfo": "skip",
    }
    axis = BARE_AXIS | {"showgrid": True, "gridcolor": colors.line, "tickfont": {"size": 11}}
    across, up = (high - low) * 0.03, (top - bottom) * 0.05
    inputs = [low, 0.0, high]
    layout = bare_layout(colors) | {
        "width": WIDTH,
        "height": HEIGHT,
        "margin": {"l": 38, "r": 8, "t": 28, "b": 24, "pad": 2},
        "showlegend": False,
        "annotations": [title_at(title, 0, 1)],
        "xaxis": axis | {"range": [low - across, high + across]} | _ticks(inputs),
        "yaxis": axis | {"range": [bottom - up, top + up]} | _ticks(ticks),
    }
    return drawn([curve, way], layout)


def _ticks(values: Sequence[float]) -> dict[str, object]:
    return {"tickvals": list(values), "ticktext": [written(value) for value in values]}
