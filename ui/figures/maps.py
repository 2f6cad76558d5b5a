"""Grids of numbers as figures: feature maps side by side, pictures, vectors."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go

from ui.figures.looks import BARE_AXIS, LEAST_WIDTH, LETTERS, bare_layout, cell_texts, drawn, see_through, title_at
from ui.figures.numbers import EXACT, grid_texts
from ui.theme import CELL_GAP, DIMMED, FRAME_WIDTH, READABLE, Theme, levels, scale_levels, theme

CHANNEL_NAMES = ("red", "green", "blue")
PRINT_UP_TO = 20  # cells a side; larger grids show colors alone
CELL = 44  # pixels, the largest cell
LARGEST = 260  # pixels, the longer side of a grid without numbers
THREE_IN_A_ROW = 230  # pixels, the longer side of a grid where three stand side by side
FOUR_IN_A_ROW = 180  # the same for four
LARGEST_PRINTED = 560  # pixels, the longer side of a grid with numbers
LETTER = 6.8  # pixels, a letter of a title
MOST_HATCHED = 500  # cells
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
    hatched : (H, W) of bool, cells that are not used or are padding.
    limit : the end of its own color scale; ``None`` takes the one of the figure.
    dimmed, blank, marked : (H, W) of bool, cells to draw paler, without a number yet, or with a frame inside.
    note : beside the title, such as the size.
    names : of the columns, instead of their numbers.
    write : writes its numbers; ``None`` for the notation that suits them all.
    """

    title: str
    values: np.ndarray
    kind: Literal["signed", "picture"] = "signed"
    value_range: tuple[float, float] = (-1.0, 1.0)
    outlines: Sequence[tuple[float, float, float, float]] = ()
    hatched: np.ndarray | None = None
    limit: float | None = None
    dimmed: np.ndarray | None = None
    blank: np.ndarray | None = None
    marked: np.ndarray | None = None
    note: str = ""
    names: Sequence[str] = ()
    write: Callable[[float], str] | None = None

    @property
    def numbers(self) -> np.ndarray:
        """Its values, with NaN in blank cells."""
        return self.values if self.blank is None else np.where(self.blank, np.nan, self.values)

    @property
    def filled(self) -> np.ndarray:
        """Its values without those of blank cells."""
        return self.values if self.blank is None else self.values[~self.blank][None]


def channel_tables(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    """The numbers of an (H, W) grid under its name, or of a (3, H, W) picture under a name for each channel."""
    if values.ndim == 2:
        return {name: values}
    return {f"{name}, {color}": channel for color, channel in zip(CHANNEL_NAMES, values, strict=True)}


def scale_limit(*arrays: np.ndarray) -> float:
    """The symmetric limit of a color scale for these values: 1 while they fit into -1..1, else the largest size.

    Examples
    --------
    >>> scale_limit(np.array([0.25, -0.5])), scale_limit(np.array([2.0, -3.0]))
    (1.0, 3.0)
    """
    return max([1.0, *map(own_limit, arrays)])


def own_limit(values: np.ndarray) -> float:
    """The limit of a color scale that these values fill: the largest size among them."""
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) or 1.0


def picture_levels(values: np.ndarray, value_range: tuple[float, float]) -> np.ndarray:
    """The levels 0 to 255 of an (H, W) or (3, H, W) picture, as uint8 with its channels last."""
    low, high = value_range
    levels = np.clip(np.rint((values - low) / (high - low) * 255), 0, 255).astype(np.uint8)
    return levels if levels.ndim == 2 else levels.transpose(1, 2, 0)  # (3, H, W) -> (H, W, 3)


def map_panels(names: Iterable[str], maps: Iterable[np.ndarray], **options: Any) -> list[Panel]:
    """A panel for each (H, W) map; ``options`` are those of ``Panel``, the same for all."""
    return [Panel(name, values, **options) for name, values in zip(names, maps, strict=True)]


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
    colors = theme(dark)
    heights = [max(_height(panel, largest) for panel in row) + TITLE + EDGE for row in rows]
    width = max(LEAST_WIDTH, *(_row_width(row, largest) + 2 for row in rows))
    total = sum(heights)
    traces: list[dict[str, Any]] = []
    veils: list[dict[str, Any]] = []
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
            layout["annotations"].append(title_at(panel.title, across[0], down[1]))
            layout["shapes"] += _outlines(panel, suffix, colors.focus) + _hatches(panel, suffix, colors.soft)
            layout["shapes"] += _blanks(panel, suffix, colors.soft) + _winners(panel, suffix, colors.focus)
            veils += _veils(panel, colors, traces[-1])
            left += _width(panel, largest) + GAP + EDGE
        top += height
    layout |= bare_layout(colors) | {
        "width": math.ceil(width),
        "height": math.ceil(total),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
    }
    return drawn(traces + veils, layout)


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


def _trace(panel: Panel, suffix: str, limit: float, colors: Theme, cell: float) -> dict[str, Any]:
    place = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "name": panel.title}
    if panel.values.ndim == 3:
        return {
            **place,
            "type": "image",
            "z": picture_levels(panel.values, panel.value_range),
            "hovertemplate": "row %{y}, column %{x}<br>red, green, blue of 255: %{z}<extra></extra>",
        }
    low, high = panel.value_range if panel.kind == "picture" else (-limit, limit)
    trace: dict[str, Any] = {
        **place,
        "type": "heatmap",
        "z": panel.numbers,
        "zmin": low,
        "zmax": high,
        "colorscale": colors.grays if panel.kind == "picture" else colors.signed,
        "showscale": False,
        "hovertemplate": f"row %{{y}}, column %{{x}}<br>%{{z:{EXACT}}}<extra></extra>",
    }
    if _prints(panel) and cell >= READABLE:
        letters = grid_texts(panel.values, panel.write)
        longest = max(3, *(len(text) for row in letters for text in row))
        size = min(LETTERS, 1.5 * cell / longest)
        texts = cell_texts(letters, _fills(panel, trace), colors, size)
        for row, column in [] if panel.blank is None else np.argwhere(panel.blank).tolist():
            texts["text"][row][column] = ""
        trace |= texts | {"xgap": CELL_GAP, "ygap": CELL_GAP}
    return trace


def _fills(panel: Panel, trace: dict[str, Any]) -> np.ndarray:
    """The (H, W, 3) colors of the cells of a heatmap."""
    return scale_levels(panel.values, trace["zmin"], trace["zmax"], trace["colorscale"])


def _axes(
    panel: Panel, suffix: str, across: list[float], down: list[float], cell: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    rows, columns = _size(panel)
    x = BARE_AXIS | {
        "domain": across,
        "anchor": f"y{suffix}",
        "range": [-0.5, columns - 0.5],
        "constrain": "domain",
        "constraintoward": "left",
        **(_named_ticks(panel.names) if panel.names else _ticks(columns, cell)),
    }
    y = BARE_AXIS | {
        "domain": down,
        "anchor": f"x{suffix}",
        "range": [rows - 0.5, -0.5],
        "scaleanchor": f"x{suffix}",
        "constrain": "domain",
        "constraintoward": "top",
        **(_named_ticks([""] * rows) if panel.names else _ticks(rows, cell)),
    }
    return x, y


def _ticks(count: int, cell: float) -> dict[str, Any]:
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000, 10_000) if step * cell >= 14 or step >= count)
    return {"tickvals": list(range(0, count, every)), "tickfont": {"size": 10}}


def _named_ticks(names: Sequence[str]) -> dict[str, Any]:
    return {"tickvals": list(range(len(names))), "ticktext": list(names), "tickfont": {"size": 12}}


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
            "line": {"color": color, "width": FRAME_WIDTH},
        }
        for row, column, height, width in panel.outlines
    ]


def _hatches(panel: Panel, suffix: str, color: str) -> list[dict[str, Any]]:
    """Strokes across two corners of every hatched cell, beside its number; all of them one path.

    Where thousands of cells are hatched, only those of every few rows and columns get strokes.
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


def _blanks(panel: Panel, suffix: str, color: str) -> list[dict[str, Any]]:
    """Dotted edges of blank cells, all of them one path; none where there are thousands."""
    if panel.blank is None or not 0 < np.count_nonzero(panel.blank) <= MOST_HATCHED:
        return []
    edges = "".join(
        f"M{column - 0.44},{row - 0.44}H{column + 0.44}V{row + 0.44}H{column - 0.44}Z"
        for row, column in np.argwhere(panel.blank).tolist()
    )
    line = {"color": color, "width": 1, "dash": "dot"}
    return [
        {"type": "path", "name": "not yet", "xref": f"x{suffix}", "yref": f"y{suffix}", "path": edges, "line": line}
    ]


def _winners(panel: Panel, suffix: str, color: str) -> list[dict[str, Any]]:
    """A frame inside every marked cell."""
    if panel.marked is None:
        return []
    return [
        {
            "type": "rect",
            "name": "winner",
            "xref": f"x{suffix}",
            "yref": f"y{suffix}",
            "x0": column - 0.4,
            "x1": column + 0.4,
            "y0": row - 0.4,
            "y1": row + 0.4,
            "line": {"color": color, "width": 2},
        }
        for row, column in np.argwhere(panel.marked).tolist()
    ]


def _veils(panel: Panel, colors: Theme, below: dict[str, Any]) -> list[dict[str, Any]]:
    """The color of the page, half transparent, over every dimmed cell of a trace, with the numbers on top."""
    if panel.dimmed is None or not panel.dimmed.any():
        return []
    color = see_through(colors.paper, DIMMED)
    veil: dict[str, Any] = {
        "type": "heatmap",
        "name": f"{panel.title}, dimmed",
        "xaxis": below["xaxis"],
        "yaxis": below["yaxis"],
        "z": np.where(panel.dimmed, 1.0, np.nan),
        "colorscale": [(0.0, color), (1.0, color)],
        "showscale": False,
        "hoverinfo": "skip",
    }
    if "text" in below:
        fills = _fills(panel, below)
        coated = fills + (np.array(levels(colors.paper)) - fills) * DIMMED
        veil |= cell_texts(grid_texts(panel.values, panel.write), coated, colors, below["textfont"]["size"])
        for row, column in np.ndindex(panel.dimmed.shape):
            above = panel.dimmed[row, column] and below["text"][row][column]
            (below if above else veil)["text"][row][column] = ""
    return [veil]
