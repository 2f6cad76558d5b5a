"""A step as figures, with a slider and two buttons: for browsers without the step card, and for whoever prefers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from ui.address import state
from ui.app import charts
from ui.components.card_messages import CardOnPage
from ui.figures.curves import curve_figure
from ui.figures.maps import Panel, maps_figure
from ui.figures.numbers import cell_writer, written
from ui.steps.parts import Block, Curve, Line, Piece, StepView, Strip
from ui.steps.pictures import paints
from ui.steps.views import step_count, step_view

LARGEST = 260  # pixels, the longer side of a grid
LARGEST_PIECE = 250  # the same for a piece of a vector where three stand side by side
LARGEST_STRIP = 440  # the same for a vector of one piece
LARGEST_ON_A_PHONE = 290  # the same for any
LONGEST_NAME = 5  # letters that fit below a cell
SMALLEST = 150  # pixels, the longer side of a grid that stands in a column with others


def plain_steps(shown: CardOnPage, *, key: str) -> None:
    """Show the step in view of a card, and the ways to the others."""
    view = step_view(shown.card, shown.step, reveal=shown.reveal)
    with st.container(border=True, key=key):
        _figures(view, key)
        _words(view)
        _ways(step_count(shown.card), shown.step, view.at, key)
        charts.numbers_and_files(_tables(view), key=key)


def _ways(count: int, step: int, at: str, key: str) -> None:
    """Back, a slider, next; for a single step nothing but which it is."""
    slider = f"{key} step"

    def take_over() -> None:
        chosen = state.widget_value(slider)
        if isinstance(chosen, int) and 1 <= chosen <= count:
            state.put_step(chosen - 1)

    if count > 1:
        state.put_widget_value(slider, step + 1)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _button("Back", ":material/skip_previous:", step - 1, count, f"{key} back")
            st.slider("Step", 1, count, key=slider, on_change=take_over)
            _button("Next", ":material/skip_next:", step + 1, count, f"{key} next")
    st.caption(at)


def _button(label: str, icon: str, step: int, count: int, key: str) -> None:
    st.button(label, key=key, icon=icon, on_click=state.put_step, args=(step,), disabled=not 0 <= step < count)


def _figures(view: StepView, key: str) -> None:
    """The panels with the operators between them; a chart for each that may change, or for a column of them."""
    shown: list[tuple[list[list[Panel]], str] | Curve | str] = []
    for part in view.parts:
        if isinstance(part, Block):
            shown += _columns(part) if len(part.lines[0]) > 2 and len({*map(len, part.lines)}) == 1 else [_rows(part)]
        elif isinstance(part, Panel):
            shown.append(([[part]], _spoken(part)))
        else:
            shown.append(part)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for number, one in enumerate(shown):
            if isinstance(one, str):
                if not state.is_phone():  # there, panels stand one below the other
                    st.html(f'<span aria-hidden="true" style="font-size: 26px">{one}</span>', width="content")
            elif isinstance(one, Curve):
                figure = curve_figure(one.title, one.points, one.x, one.y, ticks=one.ticks, dark=state.is_dark())
                alt = f"{one.title}: {written(one.x)} becomes {written(one.y)}."
                charts.chart(figure, key=f"{key} {number}", alt=alt)
            else:
                panels, alt = one
                figure = maps_figure(_titled(panels), dark=state.is_dark(), largest=_largest(panels))
                charts.chart(figure, key=f"{key} {number}", alt=alt)


def _columns(block: Block) -> list[tuple[list[list[Panel]], str] | Curve | str]:
    """Lines such as window × kernel = products: a chart for all windows, one for all kernels, one for all products."""
    shown: list[tuple[list[list[Panel]], str] | Curve | str] = []
    for column in zip(*block.lines, strict=True):
        panels = [item for item in column if isinstance(item, Panel)]
        if panels:
            shown.append(([[panel] for panel in panels], " ".join(map(_spoken, panels))))
        elif isinstance(column[0], str):
            shown.append(column[0])
    return shown


def _rows(block: Block) -> tuple[list[list[Panel]], str]:
    """Lines of maps or vectors: one chart, its operators before the titles."""
    rows: list[list[Panel]] = []
    sign = ""
    for line in block.lines:
        panels = [item for item in line if isinstance(item, Panel)]
        sign = sign or "".join(item for item in line if isinstance(item, str))
        if not panels:
            continue  # an operator alone in its line stands before what follows
        row = [piece for panel in panels for piece in _pieces(panel)]
        row[0] = replace(row[0], title=f"{sign} {row[0].title}".strip())
        rows += [[panel] for panel in row] if state.is_phone() else [row]
        sign = ""
    said = [_spoken(item) for line in block.lines for item in line if isinstance(item, Panel)]
    return rows, " ".join(said)


def _pieces(panel: Panel) -> list[Panel]:
    """A vector cut where its pieces end; a grid as it is. Only the first piece carries the title."""
    if not isinstance(panel, Strip):
        return [panel]
    count = panel.values.shape[1]
    if max(map(len, panel.names), default=0) > LONGEST_NAME:  # would run into each other below the cells
        panel = replace(panel, names=(), note=" · ".join(filter(None, [", ".join(panel.names), panel.note])))
    write = panel.write or cell_writer(panel.values)  # one notation for all pieces
    pieces: list[Panel] = []
    for start in range(0, count, panel.piece):
        places = slice(start, start + panel.piece)
        width = len(panel.values[0, places])
        here = [(row, column - start, down, across) for row, column, down, across in panel.outlines]
        pieces.append(
            Panel(
                panel.title if start == 0 else "",
                panel.values[:, places],
                limit=panel.limit,
                outlines=[block for block in here if 0 <= block[1] < width],
                dimmed=None if panel.dimmed is None else panel.dimmed[:, places],
                blank=None if panel.blank is None else panel.blank[:, places],
                note=panel.note if start == 0 else "",
                names=panel.names or [" "] * width,
                write=write,
            )
        )
    return pieces


def _titled(rows: Sequence[Sequence[Panel]]) -> list[list[Panel]]:
    """Panels with their notes in their titles."""
    return [
        [replace(panel, title=f"{panel.title} · {panel.note}" if panel.note else panel.title) for panel in row]
        for row in rows
    ]


def _largest(rows: Sequence[Sequence[Panel]]) -> float:
    """The longer side of the grids of a chart, in pixels."""
    if all(panel.values.shape[-2] == 1 for panel in rows[-1]):
        several = max(map(len, rows)) > 1
        return LARGEST_ON_A_PHONE if state.is_phone() else LARGEST_PIECE if several else LARGEST_STRIP
    return SMALLEST if len(rows) > 1 else LARGEST


def _spoken(panel: Panel) -> str:
    """A panel in a sentence, with where the window or the current cell is."""
    places = "; ".join(
        f"row {row:g}, column {column:g}" if (down, across) == (1, 1) else f"window at row {row:g}, column {column:g}"
        for row, column, down, across in panel.outlines
    )
    note = f", {panel.note}" if panel.note else ""
    if panel.blank is not None and panel.blank.all():
        return f"{panel.title}{note}: nothing yet."
    return f"{panel.title}{note}{f', now at {places}' if places else ''}: {charts.spoken(panel.filled)}."


def _words(view: StepView) -> None:
    """The sum, written out, and the step in a sentence."""
    lines = "<br>".join(map(_html, view.sums))
    st.html(
        '<p style="font-family: var(--st-code-font, monospace); line-height: 1.8; margin: 0; overflow-wrap: anywhere">'
        f"{lines}</p>"
    )
    st.html(f'<p style="margin: 0">{_html(view.said)}</p>')


def _html(line: Line) -> str:
    return "".join(map(_piece_html, line))


def _piece_html(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.raised:
        text = f"<sup>{text}</sup>"
    if piece.tint in ("result", "strong"):
        text = f"<b>{text}</b>"
    if piece.tint in ("", "strong"):
        return text
    red, green, blue = paints(state.is_dark()).tint(piece.tint)
    return f'<span style="color: rgb({red}, {green}, {blue})">{text}</span>'


def _tables(view: StepView) -> dict[str, Any]:
    """The numbers of all panels, those not worked out yet left empty."""
    shown = []
    for panel in view.panels:
        title = f"{panel.title}, {panel.note}" if panel.note else panel.title
        shown.append(replace(panel, title=title))
    return charts.panel_tables(shown)
