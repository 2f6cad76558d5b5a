"""Grids of numbers as figures: feature maps side by side, pictures, vectors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go

from ui.figures.looks import GRAYS, look

PRINT_UP_TO = 20  # cells a side; larger grids show colors alone
CELL = 44  # pixels, the largest cell
LARGEST = 260  # pixels, the longer side of a grid without numbers
LARGEST_PRINTED = 560  # pixels, the longer side of a grid with numbers
LETTER = 6.8  # pixels, a letter of a title
MOST_HATCHED = 500  # cells
READABLE = 20  # pixels, the smallest cell with a number
LEAST_WIDTH = 150  # pixels; Streamlit draws no chart narrower than this
GAP = 14  # pixels between grids
TITLE = 24  # pixels above a grid
EDGE = 20  # pixels for row numbers on the left and column numbers below


@dataclass(frozen=True, eq=False)
class Panel:
    """One grid of a figure.

    Attributes
    ----------
    title : above the grid.
    values : (H, W) numbers, or (3, H, W) for a color picture in ``value_range``.
    kind : "signed" numbers in red and blue, or a "picture" in gray or color.
    value_range : for a picture, what black and white are.
    outlines : blocks of cells (row, column, height, width) to frame.
    hatched : (H, W) of bool, cells that are not used or only padding.
    limit : the end of its own color scale; ``None`` takes the one of the figure.
    """

    title: str
    values: np.ndarray
    kind: Literal["signed", "picture"] = "signed"
    value_range: tuple[float, float] = (-1.0, 1.0)
    outlines: Sequence[tuple[float, float, float, float]] = ()
    hatched: np.ndarray | None = None
    limit: float | None = None


def channel_tables(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    """The numbers of an (H, W) grid under its name, or of a (3, H, W) picture under a name for each channel."""
    if values.ndim == 2:
        return {name: values}
    return {f"{name}, {color}": channel for color, channel in zip(("red", "green", "blue"), values, strict=True)}


def scale_limit(*arrays: np.ndarray) -> float:
    """The symmetric limit of a color scale for these values: 1 while they fit into -1..1, else the largest size.

    Examples
    --------
    >>> scale_limit(np.array([0.25, -0.5])), scale_limit(np.array([2.0, -3.0]))
    (1.0, 3.0)
    """
    sizes = [float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) for array in arrays]
    return max([1.0, *sizes])


def maps_figure(
    rows: Sequence[Sequence[Panel]], *, dark: bool = False, limit: float | None = None, largest: float | None = None
) -> go.Figure:
    """Draw rows of grids with square cells, row 0 at the top, and their numbers where they fit.

    Parameters
    ----------
    rows : the grids, a sequence for each row of the figure.
    dark : colors for a dark page.
    limit : the end of the color scale of signed grids; ``None`` gives each grid a scale of its own.
    largest : pixels, the longer side of a grid; ``None`` leaves room for as much as is readable.

    Returns
    -------
    go.Figure
        One trace a panel, in order; heatmaps carry the panel's values in ``z``. Its width and height in pixels are
        those at which cells have their intended size.
    """
    colors = look(dark)
    heights = [max(_height(panel, largest) for panel in row) + TITLE + EDGE for row in rows]
    width = max(LEAST_WIDTH, *(_row_width(row, largest) + 2 for row in rows))
    total = sum(heights)
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": [], "shapes": []}
    top = 0.0
    for row, height in zip(rows, heights, strict=True):
        left = float(EDGE)
        for panel in row:
            suffix = str(len(traces) + 1) if traces else ""
            own = panel.limit or limit or own_limit(panel.values)
            traces.append(_trace(panel, suffix, own, colors, _cell(panel, largest)))
            across = [left / width, (left + _width(panel, largest)) / width]
            down = [1 - (top + TITLE + _height(panel, largest)) / total, 1 - (top + TITLE) / total]
            layout[f"xaxis{suffix}"], layout[f"yaxis{suffix}"] = _axes(
                panel, suffix, across, down, _cell(panel, largest)
            )
            layout["annotations"].append(_title(panel.title, across[0], down[1]))
            layout["shapes"] += _outlines(panel, suffix, colors.focus) + _hatches(panel, suffix, colors.soft)
            left += _width(panel, largest) + GAP + EDGE
        top += height
    layout |= {
        "width": math.ceil(width),
        "height": math.ceil(total),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "font": {"color": colors.ink},
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
    }
    return go.Figure({"data": traces, "layout": layout})


def own_limit(values: np.ndarray) -> float:
    """The limit of a color scale that these values fill: the largest size among them."""
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) or 1.0


def _size(panel: Panel) -> tuple[int, int]:
    height, width = panel.values.shape[-2:]
    return height, width


def _cell(panel: Panel, largest: float | None) -> float:
    room = largest or (LARGEST_PRINTED if _prints(panel) else LARGEST)
    return min(CELL, room / max(_size(panel)))


def _width(panel: Panel, largest: float | None) -> float:
    return max(56.0, _size(panel)[1] * _cell(panel, largest), _title_width(panel) - GAP)


def _title_width(panel: Panel) -> float:
    return LETTER * len(panel.title)


def _row_width(row: Sequence[Panel], largest: float | None) -> float:
    """Pixels across a row of grids; nothing stands behind the last one, so its title must fit by itself."""
    beyond = max(0.0, _title_width(row[-1]) - _width(row[-1], largest))
    return sum(_width(panel, largest) + EDGE for panel in row) + GAP * (len(row) - 1) + beyond


def _height(panel: Panel, largest: float | None) -> float:
    return _size(panel)[0] * _cell(panel, largest)


def _prints(panel: Panel) -> bool:
    return panel.values.ndim == 2 and max(_size(panel)) <= PRINT_UP_TO


def cell_text(value: float) -> str:
    """A number as it stands in a cell: integers as integers, else two decimals, or one digit where those would be 0.

    Examples
    --------
    >>> cell_text(1.0), cell_text(-1 / 9), cell_text(0.0042), cell_text(-0.00001)
    ('1', '−0.11', '0.004', '−1e−5')
    """
    value = float(value)
    size = abs(value)
    if not math.isfinite(value):
        text = str(value)
    elif value.is_integer() and size < 1e6:
        text = f"{value:.0f}"
    elif size >= 1e4:
        text = f"{value:.1e}"
    elif size >= 0.005:
        text = f"{value:.2f}"
    else:
        text = f"{value:.3f}" if size >= 0.0005 else f"{value:.0e}".replace("e-0", "e-")
    return text.replace("-", "−")


def _trace(panel: Panel, suffix: str, limit: float, colors: Any, cell: float) -> dict[str, Any]:
    place = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "name": panel.title}
    if panel.values.ndim == 3:
        low, high = panel.value_range
        levels = np.clip(np.rint((panel.values - low) / (high - low) * 255), 0, 255).astype(np.uint8)
        return {
            **place,
            "type": "image",
            "z": levels.transpose(1, 2, 0),  # (3, H, W) -> (H, W, 3)
            "hovertemplate": "row %{y}, column %{x}<br>red, green, blue of 255: %{z}<extra></extra>",
        }
    low, high = panel.value_range if panel.kind == "picture" else (-limit, limit)
    trace = {
        **place,
        "type": "heatmap",
        "z": panel.values,
        "zmin": low,
        "zmax": high,
        "colorscale": GRAYS if panel.kind == "picture" else colors.signed,
        "showscale": False,
        "hovertemplate": "row %{y}, column %{x}<br>%{z}<extra></extra>",
    }
    if _prints(panel) and cell >= READABLE:
        texts = [[cell_text(float(value)) for value in row] for row in panel.values]
        longest = max(3, *(len(text) for row in texts for text in row))
        font = {"size": min(12.0, 1.5 * cell / longest), "family": "monospace"}
        trace |= {"text": texts, "texttemplate": "%{text}", "textfont": font, "xgap": 2, "ygap": 2}
    return trace


def _axes(
    panel: Panel, suffix: str, across: list[float], down: list[float], cell: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    rows, columns = _size(panel)
    common = {"showgrid": False, "zeroline": False, "showline": False, "ticks": "", "fixedrange": True}
    x = common | {
        "domain": across,
        "anchor": f"y{suffix}",
        "range": [-0.5, columns - 0.5],
        "constrain": "domain",
        "constraintoward": "left",
        **_ticks(columns, cell),
    }
    y = common | {
        "domain": down,
        "anchor": f"x{suffix}",
        "range": [rows - 0.5, -0.5],
        "scaleanchor": f"x{suffix}",
        "constrain": "domain",
        "constraintoward": "top",
        **_ticks(rows, cell),
    }
    return x, y


def _ticks(count: int, cell: float) -> dict[str, Any]:
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000, 10_000) if step * cell >= 14 or step >= count)
    return {"tickvals": list(range(0, count, every)), "tickfont": {"size": 10}}


def _title(text: str, left: float, top: float) -> dict[str, Any]:
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


def _outlines(panel: Panel, suffix: str, color: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "rect",
            "name": "window",
            "xref": f"x{suffix}",
            "yref": f"y{suffix}",
            "x0": column - 0.5,
            "x1": column + width - 0.5,
            "y0": row - 0.5,
            "y1": row + height - 0.5,
            "line": {"color": color, "width": 3},
        }
        for row, column, height, width in panel.outlines
    ]


def _hatches(panel: Panel, suffix: str, color: str) -> list[dict[str, Any]]:
    """Strokes across two corners of every hatched cell, beside its number; all of them one path.

    Where thousands of cells are hatched, only some in regular distances get their strokes.
    """
    if panel.hatched is None or not panel.hatched.any():
        return []
    every = math.ceil(math.sqrt(np.count_nonzero(panel.hatched) / MOST_HATCHED))
    strokes = "".join(
        f"M{c - 0.45},{r - near}L{c - near},{r - 0.45}M{c + near},{r + 0.45}L{c + 0.45},{r + near}"
        for r, c in np.argwhere(panel.hatched[::every, ::every]) * every
        for near in (0.12, 0.3)
    )
    line = {"color": color, "width": 1.5}
    return [
        {"type": "path", "name": "hatching", "xref": f"x{suffix}", "yref": f"y{suffix}", "path": strokes, "line": line}
    ]
