"""What figures share in Plotly's terms: bare axes and layout, titles, numbers printed in cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ui.theme import CAPTION, Theme, levels, wants_white

LEAST_WIDTH = 150  # pixels; Streamlit draws no chart narrower than this
LETTERS = 12  # pixels, the largest numbers in cells
BARE_AXIS = {"showgrid": False, "zeroline": False, "ticks": "", "fixedrange": True}


def drawn(traces: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """The figure of plain descriptions.

    Plotly would check every property again, which takes more time than all the rest of a page; the tests have it check.
    """
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def see_through(color: str, share: float) -> str:
    """A color ``#rrggbb`` of which only a share from 0 to 1 covers what is below, as Plotly takes it."""
    return f"rgba({','.join(map(str, levels(color)))},{share:g})"


def cell_texts(
    texts: Sequence[Sequence[str]], fills: np.ndarray, colors: Theme, size: float = LETTERS
) -> dict[str, Any]:
    """The part of a heatmap that prints a text in each cell, in ink that stands out from it.

    Parameters
    ----------
    texts : H rows of W texts.
    fills : (H, W, 3), the colors of the cells, with red, green and blue from 0 to 255.
    size : of the letters, in pixels.
    """
    white = wants_white(fills)
    inked = [
        [f'<span style="color:{colors.white_ink}">{text}</span>' if pale else text for text, pale in cells]
        for cells in (zip(row, pales, strict=True) for row, pales in zip(texts, white, strict=True))
    ]
    font = {"size": size, "family": "monospace", "color": colors.black_ink}
    return {"text": inked, "texttemplate": "%{text}", "textfont": font}


def bare_layout(colors: Theme) -> dict[str, Any]:
    """A layout without ground and gestures: the page shows through, and there is nothing to drag."""
    clear = see_through(colors.paper, 0)
    return {
        "font": {"color": colors.ink},
        "plot_bgcolor": clear,
        "paper_bgcolor": clear,
        "dragmode": False,
    }


def title_at(text: str, left: float, top: float) -> dict[str, Any]:
    """A title that stands on a point of the figure; both in shares of its plot area, from the bottom left."""
    return {
        "text": f"<b>{text}</b>",
        "xref": "paper",
        "yref": "paper",
        "x": left,
        "y": top,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": CAPTION},
    }
