"""Horizontal bars, one for each class: the shares of softmax, or the logits before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go

from ui.figures.looks import BARE_AXIS, bare_layout, drawn
from ui.figures.numbers import exact, percent, written
from ui.theme import CAPTION, theme

NAMES = 26  # pixels left of the bars, for the names
NUMBERS = 70  # pixels for a number: right of the longest bar, or of all of them where they are shares
TITLE = 28  # pixels above the bars
TITLE_PLACE = {"y": 1, "yanchor": "top", "yref": "container", "pad": {"t": 4, "l": 2}}
NARROW = 340  # pixels, what a figure has on a phone when it takes the width there is


def bars_figure(
    kind: Literal["shares", "logits"],
    values: np.ndarray,
    names: Sequence[str],
    *,
    outlined: int | None = None,
    dark: bool = False,
    width: int | None = None,
    height: int = 360,
    title: str = "",
    span: Sequence[np.ndarray] | None = None,
) -> go.Figure:
    """Draw a bar for each class, with its number; the largest in ink, the others in gray.

    Parameters
    ----------
    kind : "shares" go from 0 to 1, where the scale ends, and their numbers stand beyond it; "logits" go from zero to
        the left and to the right, and the number of each stands at its end.
    values : (classes,).
    names : of the classes, from top to bottom.
    outlined : the class with a frame around its row.
    width, height : in pixels; a width of ``None`` takes the width there is.
    title : above the bars.
    span : other logits that the scale must have room for; ``None`` for none.
    """
    colors = theme(dark)
    guess = int(values.argmax())
    texts = list(map(percent if kind == "shares" else written, values))
    ends = [0.0, 1.0] if kind == "shares" else _room(*_span(np.concatenate([values, *(span or ())])), width or NARROW)
    numbers = [f"<b>{text}</b>" if number == guess else text for number, text in enumerate(texts)]
    font = {"size": CAPTION, "family": "monospace", "color": colors.ink}
    pointed = [f"{exact(value * 100)} %" if kind == "shares" else exact(value) for value in values]
    bars: dict[str, Any] = {
        "type": "bar",
        "name": kind,
        "orientation": "h",
        "x": values,
        "y": list(range(len(names))),
        "marker": {
            "color": [colors.ink if number == guess else colors.soft for number in range(len(names))],
            "opacity": [1.0 if number == guess else 0.55 for number in range(len(names))],
        },
        "text": numbers,
        "textposition": "none" if kind == "shares" else "outside",
        "textfont": font,
        "cliponaxis": False,
        "customdata": [f"{name}: {text}" for name, text in zip(names, pointed, strict=True)],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    frame = [] if outlined is None else [_row_frame(outlined, ends, colors.ink)]
    layout = bare_layout(colors) | {
        "height": height,
        "margin": {
            "l": NAMES,
            "r": NUMBERS if kind == "shares" else 2,
            "t": TITLE if title else 2,
            "b": 2,
            "pad": 6,
        },
        "bargap": 0.3,
        "xaxis": BARE_AXIS | {"range": ends, "showticklabels": False, "zeroline": True, "zerolinecolor": colors.soft},
        "yaxis": BARE_AXIS
        | {
            "range": [len(names) - 0.45, -0.55],
            "tickvals": list(range(len(names))),
            "ticktext": [f"<b>{name}</b>" for name in names],
            "tickfont": {"size": CAPTION},
        },
        "shapes": frame,
    }
    if kind == "shares":
        beyond = {"x": 1, "xanchor": "left", "xshift": 3, "showarrow": False, "font": font}
        layout["annotations"] = [beyond | {"y": row, "text": text} for row, text in enumerate(numbers)]
    if title:
        layout["title"] = {
            "text": f"<b>{title}</b>",
            "font": {"size": CAPTION},
            "x": 0,
            "xanchor": "left",
        } | TITLE_PLACE
    if width is not None:
        layout["width"] = width
    return drawn([bars], layout)


def _span(values: np.ndarray) -> tuple[float, float]:
    """From the lowest to the highest of (n,) numbers, zero included; never empty."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    return (low, high) if low < high else (0.0, 1.0)


def _room(low: float, high: float, width: int) -> list[float]:
    """The ends of the axis that leave room for the numbers, left of bars below zero as well, at this width."""
    sides = 2 if low < 0 else 1
    pixel = (high - low) / max(60, width - NAMES - sides * NUMBERS)
    return [low - NUMBERS * pixel if low < 0 else low, high + NUMBERS * pixel]


def _row_frame(row: int, ends: Sequence[float], color: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "name": "asked about",
        "x0": ends[0],
        "x1": ends[1],
        "y0": row - 0.46,
        "y1": row + 0.46,
        "line": {"color": color, "width": 1.5},
    }
