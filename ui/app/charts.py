"""Figures on a page: each with a description for those who do not see it, and with its numbers and files on request."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from ui.address import state
from ui.app.downloads import file_name
from ui.components.figure_files import figure_files
from ui.figures.maps import LARGEST, PRINT_UP_TO, Panel, channel_tables, maps_figure, scale_limit
from ui.figures.numbers import settled_array, written
from ui.picture.in_view import current_image

ON_A_PHONE = 300  # pixels, the longer side of a grid


def figure(
    drawing: go.Figure, tables: Mapping[str, np.ndarray | pd.DataFrame], *, key: str, alt: str, note: str | None = None
) -> None:
    """Show a figure, and below it its numbers and files in a closed box.

    Parameters
    ----------
    drawing : the figure.
    tables : the numbers in it, by name; (H, W) arrays or tables.
    key : of the chart.
    alt : one sentence for those who do not see it.
    note : a caption.
    """
    chart(drawing, key=key, alt=alt)
    if note:
        st.caption(note)
    numbers_and_files(tables, key=key)


def chart(drawing: go.Figure, *, key: str, alt: str) -> None:
    """Show a figure at its own size, or smaller where there is less room."""
    st.plotly_chart(
        drawing,
        key=key,
        alt=alt,
        config={"displayModeBar": False},
        width=int(drawing.layout.width) if drawing.layout.width else "stretch",
        height=int(drawing.layout.height),
    )


def numbers_and_files(
    tables: Mapping[str, np.ndarray | pd.DataFrame], *, key: str, charts: Sequence[str] | None = None
) -> None:
    """Offer the numbers of a figure as a table and as CSV, and its picture as PNG and SVG; only when asked for.

    Parameters
    ----------
    tables : the numbers, by name; (H, W) arrays or tables.
    key : of the figure.
    charts : the keys of its charts, in their order on the page; ``None`` for one that has the key of the figure.
    """
    box = st.expander("Numbers and files", key=f"{key} table", on_change="rerun", icon=":material/table:")
    if box.open:
        with box:
            _table_and_files(tables, key, charts or [key])


def _table_and_files(tables: Mapping[str, np.ndarray | pd.DataFrame], key: str, charts: Sequence[str]) -> None:
    names = list(tables)
    name = names[0] if len(names) == 1 else str(st.selectbox("Table", names, key=f"{key} table name"))
    chosen = tables[name]
    frame = settled_frame(chosen if isinstance(chosen, pd.DataFrame) else pd.DataFrame(chosen).rename_axis("row"))
    frame.columns = [str(column) for column in frame.columns]
    st.dataframe(frame, key=f"{key} table rows")
    text = io.StringIO()
    frame.to_csv(text)
    with st.container(horizontal=True):
        st.download_button(
            "Download CSV", text.getvalue(), f"{name}.csv", "text/csv", key=f"{key} csv", icon=":material/download:"
        )
        picture = file_name(state.page() or "overview", key, current_image().name)
        figure_files(charts, picture, key=f"{key} files")


def settled_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A table whose numbers are rounded to the digits that count, as the page shows and saves it."""
    return frame.apply(lambda column: column if column.dtype.kind != "f" else settled_array(column.to_numpy()))


def maps(
    panels: Sequence[Panel],
    *,
    key: str,
    alt: str,
    shared: bool = True,
    note: str | None = None,
    below: Sequence[Panel] = (),
    largest: float | None = None,
) -> None:
    """Show grids side by side, as many as there is room for, with their tables.

    Parameters
    ----------
    panels : the grids; at most four of them should change on a click.
    alt : one sentence on all of them; each grid adds its own numbers.
    shared : one color scale for all signed grids; otherwise each has its own.
    below : a second grid under each of ``panels``, in the same chart, such as its map after the next layer.
    largest : pixels of the longer side of a grid; ``None`` for as many as its numbers need to be read.
    """
    signed = [panel.values for panel in (*panels, *below) if panel.kind == "signed" and panel.limit is None]
    limit = scale_limit(*signed) if shared else None
    if largest is None and any(max(panel.values.shape[-2:]) > PRINT_UP_TO for panel in (*panels, *below)):
        largest = LARGEST  # else a grid with printed numbers would be larger than its neighbors without
    if state.is_phone():  # else Streamlit makes a wide chart narrower, but not lower
        largest = min(largest or ON_A_PHONE, ON_A_PHONE)
    with st.container(horizontal=True, gap="medium"):
        for number, panel in enumerate(panels):
            column = [panel, *below[number : number + 1]]
            drawing = maps_figure([[grid] for grid in column], dark=state.is_dark(), limit=limit, largest=largest)
            numbers = " ".join(f"{grid.title}: {spoken(grid.filled)}." for grid in column)
            chart(drawing, key=f"{key} {number}", alt=f"{alt} {numbers}")
    if note:
        st.caption(note)
    charts = [f"{key} {number}" for number in range(len(panels))]
    numbers_and_files(panel_tables([*panels, *below]), key=key, charts=charts)


def panel_tables(panels: Sequence[Panel]) -> dict[str, np.ndarray]:
    """The numbers of grids by title; each channel of a color picture is a table of its own."""
    tables: dict[str, np.ndarray] = {}
    for panel in panels:
        tables |= channel_tables(panel.title, panel.numbers)
    return tables


def spoken(values: np.ndarray) -> str:
    """A short (H, W) array in words, row by row, for an ``alt``; a large one by its size and range."""
    if values.size > 40 or values.ndim > 2:
        return f"{values.shape[-2]} by {values.shape[-1]}, from {written(values.min())} to {written(values.max())}"
    return "; ".join(" ".join(written(value) for value in row) for row in values)
