"""A vector as one tall strip: every entry a cell, numbers printed while they fit."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ui.figures.looks import look
from ui.figures.maps import cell_text, scale_limit

PRINT_UP_TO = 32  # entries
WIDTH = 150  # pixels, the least Streamlit draws a chart at
TITLE = 28  # pixels above the strip


def vector_figure(values: np.ndarray, *, title: str, height: int, parts: int = 1, dark: bool = False) -> go.Figure:
    """Draw (n,) numbers from top to bottom.

    Parameters
    ----------
    title : above the strip.
    height : of the figure, in pixels.
    parts : equal parts the vector was joined from; a line parts them.
    """
    colors = look(dark)
    limit = scale_limit(values)
    trace = {
        "type": "heatmap",
        "name": title,
        "z": values[:, None],  # (n,) -> (n, 1)
        "zmin": -limit,
        "zmax": limit,
        "colorscale": colors.signed,
        "showscale": False,
        "hovertemplate": "entry %{y}: %{z}<extra></extra>",
    }
    prints = len(values) <= PRINT_UP_TO
    if prints:
        trace |= {
            "text": [[cell_text(float(value))] for value in values],
            "texttemplate": "%{text}",
            "textfont": {"size": 12, "family": "monospace"},
            "ygap": 2,
        }
    every = 1 if prints else max(1, len(values) // 6)
    cuts = [len(values) / parts * part - 0.5 for part in range(1, parts)]
    axis = {"showgrid": False, "zeroline": False, "ticks": "", "fixedrange": True}
    return go.Figure(
        {
            "data": [trace],
            "layout": {
                "width": WIDTH,
                "height": height,
                "margin": {"l": 36, "r": 46, "t": TITLE, "b": 2, "pad": 0},
                "annotations": [
                    {"text": f"<b>{title}</b>", "xref": "paper", "yref": "paper", "x": 0, "y": 1, "showarrow": False}
                    | {"xanchor": "left", "yanchor": "bottom", "font": {"size": 13}}
                ],
                "font": {"color": colors.ink},
                "xaxis": axis | {"showticklabels": False, "range": [-0.5, 0.5]},
                "yaxis": axis
                | {
                    "range": [len(values) - 0.5, -0.5],
                    "tickvals": list(range(0, len(values), every)),
                    "tickfont": {"size": 10},
                },
                "shapes": [
                    {"type": "line", "name": "part", "xref": "paper", "x0": 0, "x1": 1, "y0": cut, "y1": cut}
                    | {"line": {"color": colors.ink, "width": 2}}
                    for cut in cuts
                ],
                "plot_bgcolor": "rgba(0,0,0,0)",
                "paper_bgcolor": "rgba(0,0,0,0)",
                "dragmode": False,
            },
        }
    )
