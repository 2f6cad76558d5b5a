"""How two counts grow with the size of an image, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10

import plotly.graph_objects as go

from ui.figures.looks import BARE_AXIS, bare_layout, drawn
from ui.theme import CAPTION, theme

HEIGHT = 320  # pixels
_DASHES = ("dash", "solid")


def growth_figure(
    sides: Sequence[int], counts: Mapping[str, Sequence[int]], now: int, *, dark: bool = False
) -> go.Figure:
    """Draw a line for each count over the side of a square image, with a mark at the side that is chosen.

    Parameters
    ----------
    sides : pixels, rising; ``now``, the side that is chosen, is one of them.
    counts : at most two, by name; one number for each side, 1 or more.
    """
    colors = theme(dark)
    traces, notes = [], []
    for (name, values), dash in zip(counts.items(), _DASHES, strict=False):
        here = values[sides.index(now)]
        traces += [
            {
                "type": "scatter",
                "name": name,
                "mode": "lines",
                "x": list(sides),
                "y": list(values),
                "line": {"color": colors.ink, "width": 2.5, "dash": dash},
                "hovertemplate": "%{x} × %{x} pixels: %{y:,}<extra>" + name + "</extra>",
            },
            {
                "type": "scatter",
                "name": f"{name} now",
                "mode": "markers",
                "x": [now],
                "y": [here],
                "marker": {"color": colors.focus, "size": 13},
                "hoverinfo": "skip",
            },
        ]
        notes.append(_note(f"{name}: <b>{here:,}</b>", now, here, sides, values[-1] > values[0], colors.ink))
    axis = BARE_AXIS | {"type": "log", "showgrid": True, "gridcolor": colors.line, "tickfont": {"size": 12}}
    ticks = [side for side in (8, 32, 128, 512, 1024) if sides[0] <= side <= sides[-1]]
    layout = bare_layout(colors) | {
        "height": HEIGHT,
        "margin": {"l": 56, "r": 12, "t": 30, "b": 46, "pad": 4},
        "showlegend": False,
        "annotations": notes,
        "xaxis": axis
        | {"tickvals": ticks, "title": {"text": "rows and columns of the picture", "font": {"size": CAPTION}}},
        "yaxis": axis | {"dtick": 2, "title": {"text": "parameters", "font": {"size": CAPTION}}, "exponentformat": "B"},
    }
    return drawn(traces, layout)


def _note(text: str, side: int, count: int, sides: Sequence[int], rises: bool, color: str) -> dict[str, object]:
    """A label beside a point, where there is room: above its line, or below to the right of one that rises."""
    right = side * side > sides[0] * sides[-1]
    below = rises and not right
    return {
        "text": text,
        "x": log10(side),
        "y": log10(count),
        "xanchor": "right" if right else "left",
        "yanchor": "top" if below else "bottom",
        "yshift": -8 if below else 8,
        "showarrow": False,
        "font": {"size": 14, "color": color},
    }
