"""Horizontal bars, one for each class: the shares of softmax, or the logits before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ui.figures.looks import look
from ui.figures.maps import cell_text

NAMES = 26  # pixels left of the bars, for the names
NUMBERS = 58  # pixels right of the longest bar, for its number
TITLE = 28  # pixels above the bars
TITLE_PLACE = {"y": 1, "yanchor": "top", "yref": "container", "pad": {"t": 4, "l": 2}}
NARROW = 340  # pixels, what a figure has on a phone when it takes the width there is


def percent(share: float) -> str:
    """A share of 1 in percent, with one decimal; never rounded to nothing, nor to all.

    Examples
    --------
    >>> percent(0.833), percent(1.0), percent(0.9996), percent(1e-8)
    ('83.3 %', '100 %', '> 99.9 %', '< 0.1 %')
    """
    if 0 < share < 0.0005:
        return "< 0.1 %"
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    return f"{share * 100:.0f} %" if share in (0.0, 1.0) else f"{share * 100:.1f} %"


def number_text(value: float) -> str:
    """As in a cell; what would read 0.00 keeps one digit.

    Examples
    --------
    >>> number_text(11.917), number_text(-0.0042), number_text(0.0)
    ('11.92', '−0.004', '0')
    """
    if value == 0 or abs(value) >= 0.005:
        return cell_text(value)
    return np.format_float_positional(value, precision=1, fractional=False, trim="-").replace("-", "−")


def shares_figure(
    shares: np.ndarray,
    names: Sequence[str],
    *,
    outlined: int | None = None,
    dark: bool = False,
    width: int | None = None,
    height: int = 360,
    title: str = "",
) -> go.Figure:
    """Draw shares from 0 to 1 on a fixed scale, each with its percentage; the largest is in the accent color.

    Parameters
    ----------
    shares : (classes,), adding up to 1.
    names : of the classes, from top to bottom.
    outlined : the class that is asked about, with a frame around its row.
    width : in pixels; None takes the width there is.
    title : above the bars.
    """
    texts = [percent(float(share)) for share in shares]
    return _bars("shares", shares, names, texts, (0.0, 1.0), outlined, dark, width, height, title)


def logits_figure(
    logits: np.ndarray,
    names: Sequence[str],
    *,
    outlined: int | None = None,
    dark: bool = False,
    width: int | None = None,
    height: int = 360,
    title: str = "",
) -> go.Figure:
    """Draw any numbers as bars from zero to the left and to the right; the largest is in the accent color.

    Parameters are those of ``shares_figure``.
    """
    texts = [number_text(float(value)) for value in logits]
    low, high = min(0.0, float(logits.min())), max(0.0, float(logits.max()))
    if low == high:
        high = 1.0
    return _bars("logits", logits, names, texts, (low, high), outlined, dark, width, height, title)


def _bars(
    name: str,
    values: np.ndarray,
    names: Sequence[str],
    texts: Sequence[str],
    span: tuple[float, float],
    outlined: int | None,
    dark: bool,
    width: int | None,
    height: int,
    title: str,
) -> go.Figure:
    colors = look(dark)
    guess = int(values.argmax())
    low, high = span
    sides = 2 if low < 0 else 1  # numbers stand left of the bars below zero
    pixel = (high - low) / max(60, (width or NARROW) - NAMES - sides * NUMBERS)
    ends = [low - NUMBERS * pixel if low < 0 else low, high + NUMBERS * pixel]
    bars: dict[str, Any] = {
        "type": "bar",
        "name": name,
        "orientation": "h",
        "x": values,
        "y": list(range(len(names))),
        "marker": {
            "color": [colors.accent if number == guess else colors.soft for number in range(len(names))],
            "opacity": [1.0 if number == guess else 0.55 for number in range(len(names))],
        },
        "text": [f"<b>{text}</b>" if number == guess else text for number, text in enumerate(texts)],
        "textposition": "outside",
        "textfont": {"size": 13, "family": "monospace", "color": colors.ink},
        "cliponaxis": False,
        "customdata": list(names),
        "hovertemplate": "%{customdata}: %{x}<extra></extra>",
    }
    frame = [] if outlined is None else [_row_frame(outlined, ends, colors.ink)]
    axis = {"showgrid": False, "ticks": "", "fixedrange": True}
    layout: dict[str, Any] = {
        "height": height,
        "margin": {"l": NAMES, "r": 2, "t": TITLE if title else 2, "b": 2, "pad": 6},
        "font": {"color": colors.ink},
        "bargap": 0.3,
        "xaxis": axis | {"range": ends, "showticklabels": False, "zeroline": True, "zerolinecolor": colors.soft},
        "yaxis": axis
        | {
            "range": [len(names) - 0.45, -0.55],
            "tickvals": list(range(len(names))),
            "ticktext": [f"<b>{name}</b>" for name in names],
            "tickfont": {"size": 13},
            "zeroline": False,
        },
        "shapes": frame,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
    }
    if title:
        layout["title"] = {"text": f"<b>{title}</b>", "font": {"size": 13}, "x": 0, "xanchor": "left"} | TITLE_PLACE
    if width is not None:
        layout["width"] = width
    return go.Figure({"data": [bars], "layout": layout})


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
