"""A vector as one tall strip: every entry a cell, numbers printed while they fit."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ui.figures.looks import BARE_AXIS, LEAST_WIDTH, bare_layout, cell_texts, drawn, title_at
from ui.figures.maps import scale_limit
from ui.figures.numbers import EXACT, grid_texts
from ui.theme import CELL_GAP, scale_levels, theme

PRINT_UP_TO = 32  # entries
TITLE = 28  # pixels above the strip


def vector_figure(values: np.ndarray, *, title: str, height: int, parts: int = 1, dark: bool = False) -> go.Figure:
    """Draw (n,) numbers from top to bottom.

    Parameters
    ----------
    title : above the strip.
    height : of the figure, in pixels.
    parts : equal parts the vector was joined from; a line parts them.
    """
    colors = theme(dark)
    limit = scale_limit(values)
    trace = {
        "type": "heatmap",
        "name": title,
        "z": values[:, None],  # (n,) -> (n, 1)
        "zmin": -limit,
        "zmax": limit,
        "colorscale": colors.signed,
        "showscale": False,
        "hovertemplate": f"entry %{{y}}: %{{z:{EXACT}}}<extra></extra>",
    }
    prints = len(values) <= PRINT_UP_TO
    if prints:
        trace |= {
            **cell_texts(
                grid_texts(values[:, None]), scale_levels(values[:, None], -limit, limit, colors.signed), colors
            ),
            "ygap": CELL_GAP,
        }
    every = 1 if prints else max(1, len(values) // 6)
    cuts = [len(values) / parts * part - 0.5 for part in range(1, parts)]
    layout = bare_layout(colors) | {
        "width": LEAST_WIDTH,
        "height": height,
        "margin": {"l": 36, "r": 46, "t": TITLE, "b": 2, "pad": 0},
        "annotations": [title_at(title, 0, 1)],
        "xaxis": BARE_AXIS | {"showticklabels": False, "range": [-0.5, 0.5]},
        "yaxis": BARE_AXIS
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
    }
    return drawn([trace], layout)
