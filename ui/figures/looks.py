"""What figures share: their colors on light and on dark ground, their titles, their bare axes and layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

BLUE, RED = "rgb(33,102,172)", "rgb(178,24,43)"
BLUE_ON_DARK, RED_ON_DARK = "rgb(67,147,220)", "rgb(214,84,80)"


@dataclass(frozen=True)
class Look:
    """One set of colors."""

    ink: str
    soft: str
    line: str
    focus: str
    accent: str
    zero: str
    positive: str
    negative: str
    ground: str

    @property
    def signed(self) -> list[tuple[float, str]]:
        """Red below zero, blue above, nearly the ground at zero."""
        return [(0.0, self.negative), (0.5, self.zero), (1.0, self.positive)]


LIGHT = Look("#1c2333", "#5b657a", "#dfe4ec", "#e8590c", "#2f5bd7", "rgb(247,247,247)", BLUE, RED, "255,255,255")
DARK = Look(
    "#e8ecf4", "#9aa5bb", "#2a3244", "#ff8f4a", "#8fb0ff", "rgb(42,48,64)", BLUE_ON_DARK, RED_ON_DARK, "17,21,31"
)
BARE_AXIS = {"showgrid": False, "zeroline": False, "ticks": "", "fixedrange": True}
GRAYS = [(0.0, "rgb(15,15,15)"), (1.0, "rgb(240,240,240)")]


def look(dark: bool) -> Look:
    """The set of colors for a dark or a light page."""
    return DARK if dark else LIGHT


def drawn(traces: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """The figure of plain descriptions.

    Plotly would check every property again, which takes more time than all the rest of a page; the tests have it check.
    """
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def wants_white(values: np.ndarray, low: float, high: float, scale: Sequence[tuple[float, str]]) -> np.ndarray:
    """Whether white is easier to read than black on each cell of a heatmap: at least 4.5 to 1 either way.

    Parameters
    ----------
    values : of the cells, any shape.
    low, high : the ends of the color scale.
    scale : pairs (share, "rgb(red,green,blue)").
    """
    shares = [share for share, _ in scale]
    stops = np.array([[int(part) for part in color[4:-1].split(",")] for _, color in scale]) / 255
    ground = [np.interp((values - low) / (high - low), shares, stop) for stop in stops.T]
    linear = [np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4) for part in ground]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.179


def cell_texts(
    texts: Sequence[Sequence[str]], values: np.ndarray, low: float, high: float, scale: Sequence[tuple[float, str]]
) -> dict[str, Any]:
    """The part of a heatmap that prints the texts of its (H, W) numbers, each in ink that stands out from its cell."""
    white = wants_white(values, low, high, scale)
    inked = [
        [f'<span style="color:#fff">{text}</span>' if pale else text for text, pale in cells]
        for cells in (zip(row, pales, strict=True) for row, pales in zip(texts, white, strict=True))
    ]
    return {"text": inked, "texttemplate": "%{text}"}


def bare_layout(colors: Look) -> dict[str, Any]:
    """A layout without ground and gestures: the page shows through, and there is nothing to drag."""
    return {
        "font": {"color": colors.ink},
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
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
        "font": {"size": 13},
    }
