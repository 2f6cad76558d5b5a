"""Two trainings as two curves over their epochs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ui.figures.looks import BARE_AXIS, bare_layout, drawn, title_at
from ui.figures.numbers import percent, written
from ui.theme import theme

HEIGHT = 220  # pixels
LABEL = 110  # pixels right of the curves, for their names


def compared_figure(
    title: str,
    curves: Sequence[tuple[str, np.ndarray]],
    *,
    epochs: int,
    limit: float | None = None,
    dark: bool = False,
    width: int = 520,
) -> go.Figure:
    """Draw shares of 1, or other numbers, over epochs, each curve with its name at its end; the first one dashed.

    Parameters
    ----------
    curves : names, and (n, 2) epochs and shares; the first is what the others are compared with.
    epochs : the length of the axis.
    limit : the end of the other axis for numbers that are no shares.
    """
    colors = theme(dark)
    most, write, form = (1.0, percent, ".1%") if limit is None else (limit, written, ".4g")
    traces: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    # A loss that is not finite has no place in the figure; its name stands at the top.
    ends = _parted([float(np.nan_to_num(points[-1, 1] / most, nan=1.0, posinf=1.0)) for _, points in curves])
    for place, ((name, points), end) in enumerate(zip(curves, ends, strict=True)):
        color = colors.ink if place else colors.soft
        traces.append(
            {
                "type": "scatter",
                "name": name,
                "mode": "lines+markers" if len(points) < 2 else "lines",
                "x": points[:, 0],
                "y": points[:, 1],
                "line": {"color": color, "width": 2.5, "dash": "solid" if place else "dash"},
                "hovertemplate": f"{name}, epoch %{{x}}: %{{y:{form}}}<extra></extra>",
            }
        )
        names.append(
            {
                "text": f"{name}<br>{write(float(points[-1, 1]))}",
                "xref": "paper",
                "x": 1.01,
                "y": end * most,
                "xanchor": "left",
                "align": "left",
                "showarrow": False,
                "font": {"size": 12, "color": color},
            }
        )
    ticks = {"tickformat": ".0%" if limit is None else ".3~g"}
    axis = BARE_AXIS | {"showgrid": True, "gridcolor": colors.line, "tickfont": {"size": 11}}
    layout = bare_layout(colors) | {
        "width": width,
        "height": HEIGHT,
        "margin": {"l": 44, "r": LABEL, "t": 28, "b": 36, "pad": 2},
        "showlegend": False,
        "annotations": [title_at(title, 0, 1), *names],
        "xaxis": axis
        | {"range": [0, max(1, epochs)], "dtick": max(1, math.ceil(epochs / 5))}
        | {"title": {"text": "epoch", "font": {"size": 12}, "standoff": 4}},
        "yaxis": axis | {"range": [0, 1.03 * most], "tickvals": [0, most / 2, most]} | ticks,
    }
    return drawn(traces, layout)


def _parted(ends: Sequence[float]) -> list[float]:
    """The heights of the names, so that those of curves that end close together do not cover each other."""
    least = 0.22
    places = [max(end, 0.12) for end in ends]  # clear of the numbers below the axis
    order = sorted(range(len(places)), key=lambda place: places[place])
    for below, above in pairwise(order):
        places[above] = max(places[above], places[below] + least)
    over = max(0.0, max(places, default=0.0) - 1.0)
    return [place - over for place in places]
