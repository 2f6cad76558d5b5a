"""Which class was taken for which: a table of counts, in color."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ui.figures.looks import BARE_AXIS, LEAST_WIDTH, bare_layout, cell_texts, drawn
from ui.figures.numbers import grid_texts
from ui.theme import CAPTION, CELL_GAP, Theme, scale_levels, theme

CELL = 34  # pixels, where there is room
EDGE = 58  # pixels for the names at the top, and on the left where they are short
LETTER = 8  # pixels, a letter of a name


def confusion_figure(
    counts: np.ndarray, classes: Sequence[str], *, dark: bool = False, largest: int = 420
) -> go.Figure:
    """Draw a row for each true class and a column for each guess: right ones blue, wrong ones red.

    Parameters
    ----------
    counts : (classes, classes) whole numbers, row: what it was, column: what it was taken for.
    classes : their names.
    largest : pixels, the longer side of the figure.

    Returns
    -------
    go.Figure
        Two heatmaps, "right" and "wrong", each with NaN in the cells of the other.
    """
    colors = theme(dark)
    size = len(classes)
    longest = LETTER * max(map(len, classes))
    left = max(EDGE, 36 + longest)
    roomy = max(CELL * max(1.0, 4 / size), longest + 6)  # names stand side by side above the columns
    cell = min(roomy, (largest - left) / size)
    width, height = max(LEAST_WIDTH, round(left + cell * size)), round(EDGE + cell * size)
    right = np.eye(size, dtype=bool)
    axis = BARE_AXIS | {
        "tickvals": list(range(size)),
        "ticktext": [f"<b>{name}</b>" for name in classes],
        "tickfont": {"size": CAPTION},
    }
    title = {"font": {"size": CAPTION}, "standoff": 8}
    layout = bare_layout(colors) | {
        "width": width,
        "height": height,
        "margin": {"l": left, "r": 0, "t": EDGE, "b": 0, "pad": 4},
        "xaxis": axis | {"range": [-0.5, size - 0.5], "side": "top", "title": {"text": "taken for"} | title},
        "yaxis": axis | {"range": [size - 0.5, -0.5], "title": {"text": "what it was"} | title},
    }
    return drawn([_part("right", counts, right, colors), _part("wrong", counts, ~right, colors)], layout)


def _part(name: str, counts: np.ndarray, here: np.ndarray, colors: Theme) -> dict[str, Any]:
    """One of the two heatmaps. Its largest count has the full color; a mistake that was never made has no number."""
    values = np.where(here, counts.astype(np.float64), np.nan)
    limit = float(counts[here].max(initial=1))
    scale = [(0.0, colors.zero), (1.0, colors.positive if name == "right" else colors.negative)]
    printed = here if name == "right" else here & (counts > 0)
    shown = np.where(here, counts, 0).astype(np.float64)
    texts = cell_texts(grid_texts(shown), scale_levels(shown, 0, limit, scale), colors)
    texts["text"] = [
        [text if shown else "" for text, shown in zip(row, shows, strict=True)]
        for row, shows in zip(texts["text"], printed, strict=True)
    ]
    return {
        "type": "heatmap",
        "name": name,
        "z": values,
        "zmin": 0,
        "zmax": limit,
        "colorscale": scale,
        "showscale": False,
        "xgap": CELL_GAP,
        "ygap": CELL_GAP,
        "hoverongaps": False,
        "hovertemplate": "was row %{y}, taken for column %{x}: %{z}<extra></extra>",
        **texts,
    }
