"""How far off a finite difference is, over the size of the nudge; both on log scales."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from ui.figures.looks import bare_layout, drawn
from ui.theme import theme

HEIGHT = 320  # pixels
DASHES = ("solid", "dot")


def errors_figure(nudges: np.ndarray, errors: Mapping[str, np.ndarray], *, now: float, dark: bool = False) -> go.Figure:
    """Draw a line for each way of nudging, and where the nudge in view stands.

    Parameters
    ----------
    nudges : (n,), above 0.
    errors : for each way of nudging, the (n,) sizes of the errors; an error of 0 has no place on a log scale.
    now : the nudge in view.
    """
    colors = theme(dark)
    inks = (colors.soft, colors.ink)
    lines = [
        {
            "type": "scatter",
            "name": name,
            "mode": "lines+markers",
            "x": nudges,
            "y": np.where(values > 0, values, np.nan),
            "line": {"color": ink, "width": 2, "dash": dash},
            "marker": {"color": ink, "size": 5},
            "hovertemplate": f"{name}<br>ε %{{x}}: off by %{{y:.2g}}<extra></extra>",
        }
        for (name, values), ink, dash in zip(errors.items(), inks, DASHES, strict=True)
    ]
    axis = {
        "type": "log",
        "gridcolor": colors.line,
        "zeroline": False,
        "fixedrange": True,
        "exponentformat": "power",
        "tickfont": {"size": 12},
    }
    layout = bare_layout(colors) | {
        "height": HEIGHT,
        "margin": {"l": 64, "r": 8, "t": 30, "b": 48},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "xaxis": axis | {"title": {"text": "ε, the nudge"}, "dtick": _decades(nudges)},
        "yaxis": axis | {"title": {"text": "how far off"}, "dtick": _decades(np.concatenate([*errors.values()]))},
        "shapes": [
            {"type": "line", "name": "now", "x0": now, "x1": now, "yref": "paper", "y0": 0, "y1": 1}
            | {"line": {"color": colors.focus, "width": 2, "dash": "dash"}}
        ],
    }
    return drawn(lines, layout)


def _decades(values: np.ndarray) -> int:
    """How many powers of ten lie between two marks on an axis for these values."""
    powers = np.log10(values[values > 0])
    return 3 if np.ptp(powers) > 6 else 1
