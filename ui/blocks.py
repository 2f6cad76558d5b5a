"""The pieces every lesson is made of: opening, step card, figure with its table, question, code, way on."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from ui import state
from ui.components.step_card import digest, step_card
from ui.figures.maps import LARGEST, PRINT_UP_TO, Panel, cell_text, channel_tables, maps_figure, scale_limit
from ui.navigation import LESSONS, previous_and_next, require_frame


def opening(address: str, lead: str) -> None:
    """Title, two sentences on what the page is for, and what was wrong with the address."""
    require_frame()
    st.title(next(lesson.title for lesson in LESSONS if lesson.address == address), anchor=False)
    st.html(f'<p class="lead">{lead}</p>')
    for sentence in state.notices():
        st.warning(sentence, icon=":material/link_off:")


def stepper(data: dict[str, Any], count: int, *, key: str) -> int:
    """Show one operation step by step, and return the step it stands at.

    Parameters
    ----------
    data : the operation and its arrays, as ``ui.step_data`` builds them.
    count : how many steps there are.
    key : of the component; one to a page.
    """

    def take_over() -> None:
        step = state.component_value(key, "step")
        if isinstance(step, int) and not isinstance(step, bool) and 0 <= step < count:
            state.put_step(step)

    step = state.step(count)
    if notice := state.step_notice():
        st.warning(notice, icon=":material/link_off:")
    fingerprint = digest(data)
    mounted = state.step_when_mounted(fingerprint, step)
    step_card({**data, "digest": fingerprint, "step": mounted}, key=key, on_change=take_over)
    return step


def figure(
    drawing: go.Figure, tables: Mapping[str, np.ndarray | pd.DataFrame], *, key: str, alt: str, note: str | None = None
) -> None:
    """Show a figure, and its numbers as a table for whoever asks.

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
    table_twin(tables, key=key)


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


def table_twin(tables: Mapping[str, np.ndarray | pd.DataFrame], *, key: str) -> None:
    """Offer the numbers of a figure as a table and as CSV; worked out only when asked for."""
    table = st.expander("Show as table", key=f"{key} table", on_change="rerun", icon=":material/table:")
    if table.open:
        with table:
            _tables(tables, key)


def _tables(tables: Mapping[str, np.ndarray | pd.DataFrame], key: str) -> None:
    names = list(tables)
    name = names[0] if len(names) == 1 else str(st.selectbox("Table", names, key=f"{key} table name"))
    chosen = tables[name]
    frame = chosen if isinstance(chosen, pd.DataFrame) else pd.DataFrame(chosen)
    frame.columns = [str(column) for column in frame.columns]
    st.dataframe(frame, key=f"{key} table rows")
    text = io.StringIO()
    frame.to_csv(text)
    st.download_button(
        "Download CSV", text.getvalue(), f"{name}.csv", "text/csv", key=f"{key} csv", icon=":material/download:"
    )


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
    below : what stands under each grid in the same chart: as many grids, such as each map after the next layer.
    largest : pixels, the longer side of a grid; ``None`` leaves room for as much as is readable.
    """
    signed = [panel.values for panel in (*panels, *below) if panel.kind == "signed" and panel.limit is None]
    limit = scale_limit(*signed) if shared else None
    if largest is None and any(max(panel.values.shape[-2:]) > PRINT_UP_TO for panel in (*panels, *below)):
        largest = LARGEST  # beside a grid without numbers, one with numbers would be drawn larger
    with st.container(horizontal=True, gap="medium"):
        for number, panel in enumerate(panels):
            column = [panel, *below[number : number + 1]]
            drawing = maps_figure([[grid] for grid in column], dark=state.is_dark(), limit=limit, largest=largest)
            said = " ".join(f"{grid.title}: {spoken(grid.values)}." for grid in column)
            chart(drawing, key=f"{key} {number}", alt=f"{alt} {said}")
    if note:
        st.caption(note)
    table_twin(panel_tables([*panels, *below]), key=key)


def panel_tables(panels: Sequence[Panel]) -> dict[str, np.ndarray]:
    """The numbers of grids by title, each channel of a color picture on its own."""
    tables: dict[str, np.ndarray] = {}
    for panel in panels:
        tables |= channel_tables(panel.title, panel.values)
    return tables


def range_table(names: Sequence[str], maps_: np.ndarray) -> pd.DataFrame:
    """Lowest and highest number of each map of an (F, H, W) stack."""
    rows = [
        {"map": n, "lowest": cell_text(m.min()), "highest": cell_text(m.max())}
        for n, m in zip(names, maps_, strict=True)
    ]
    return pd.DataFrame(rows)


@contextmanager
def control_line() -> Iterator[None]:
    """The few controls that matter, in one line as far as there is room."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        yield


@contextmanager
def refusals() -> Iterator[None]:
    """Say in one sentence what was impossible, and end the page there: the controls above stay."""
    try:
        yield
    except ValueError as error:
        sentence = str(error)
        st.error(sentence[:1].upper() + sentence[1:] + ".", icon=":material/error:")
        st.stop()


@contextmanager
def question(title: str, *, key: str) -> Iterator[bool]:
    """A closed box with a question people get wrong; its body runs only when it is open.

    Yields whether it is open: ``with question("...", key="...") as is_open: if is_open: ...``.
    """
    box = st.expander(title, key=f"question {key}", on_change="rerun", icon=":material/help:")
    with box:
        yield bool(box.open)


def formula(general: str, current: str, letters: str = "") -> None:
    """A formula as it always holds, with the numbers of the step in view, and what its letters stand for."""
    with st.container(border=True):
        st.latex(general)
        st.latex(current)
        if letters:
            st.caption(letters, text_alignment="center")


def code(listing: str) -> None:
    """The code for the page: a short listing that prints the numbers on screen."""
    with st.expander("The code for this page", icon=":material/code:"):
        st.code(listing, language="python")


def closing(address: str) -> None:
    """The way to the page before and the page after."""
    st.divider()
    previous_and_next(address)


def spoken(values: np.ndarray) -> str:
    """A short (H, W) array in words, row by row, for an ``alt``; a large one by its size and range."""
    if values.size > 40 or values.ndim > 2:
        return f"{values.shape[-2]} by {values.shape[-1]}, from {cell_text(values.min())} to {cell_text(values.max())}"
    return "; ".join(" ".join(cell_text(float(value)) for value in row) for row in values)
