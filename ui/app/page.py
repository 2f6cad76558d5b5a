"""The pieces every lesson is made of: opening, controls, formula, question, table, code, closing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.address import state
from ui.address.kinds import Setting
from ui.app.charts import settled_frame
from ui.app.downloads import BESIDE, file_name, notebook, script
from ui.app.navigation import lesson_at, previous_and_next, require_frame
from ui.picture.in_view import changes_line, current_image, missing_picture
from ui.words import as_it_stands, sentence

GIF_BOX = "box that offers the steps of this run as a GIF"
"""What is kept under this name is called at the bottom of the page, and draws the box."""


def opening(address: str, lead: str) -> None:
    """The top of a page: title, two sentences on what it is for, what was wrong with the address, what is missing."""
    require_frame()
    state.keep(GIF_BOX, None)
    st.title(lesson_at(address).title, anchor=False)
    st.html(f'<p class="lead">{lead}</p>')
    for words in state.notices():
        notice(words)
    if missing := missing_picture():
        with st.container(key="missing picture"):
            st.info(missing, icon=":material/add_photo_alternate:")
    changes_line()


@contextmanager
def control_line() -> Iterator[None]:
    """A line for the few controls that matter; where there is no room, it wraps."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        yield


def limit_notices(*settings: Setting) -> None:
    """Say which of these settings of the address could not be used, as the image or the page has no such value."""
    for setting in settings:
        notice(state.limit_notice(setting))


def notice(words: str | None) -> None:
    """Warn of what was wrong with the address or with what the tab had kept; None for nothing."""
    if words:
        st.warning(as_it_stands(words), icon=":material/link_off:")


@contextmanager
def ends_if_refused(address: str, place: DeltaGenerator | None = None) -> Iterator[None]:
    """Show a ``ValueError`` of the block as one sentence, and end the page with the links of its closing.

    Parameters
    ----------
    address : of the page.
    place : where the sentence stands; None for below all that is on the page already.
    """
    try:
        yield
    except ValueError as error:
        with place or nullcontext():
            refusal(error)
        closing(address)
        st.stop()


def refusal(error: ValueError | str) -> None:
    """Say in a sentence why something can't be done."""
    st.error(as_it_stands(sentence(error)), icon=":material/error:")


def question(
    title: str, answer: Callable[..., object], *arguments: Any, key: str, icon: str = ":material/help:", **options: Any
) -> None:
    """A closed box with a question people get wrong. Only while it is open, ``answer`` is called with the arguments."""
    box = st.expander(title, key=f"question {key}", on_change="rerun", icon=icon)
    if box.open:
        with box:
            answer(*arguments, **options)


def table(rows: Sequence[Mapping[str, Any]] | pd.DataFrame, *, key: str) -> None:
    """A table to read, without row numbers."""
    st.dataframe(settled_frame(pd.DataFrame(rows)), key=key, hide_index=True)


def wrapped_table(rows: Sequence[Mapping[str, str]]) -> None:
    """A short table whose words wrap, so that a phone shows all of its columns."""
    st.table(pd.DataFrame(rows).map(as_it_stands), hide_index=True)  # Markdown would make “> 99.9 %” a quotation


def formula(general: str, current: str, letters: str = "") -> None:
    """A formula in general, the same with the numbers of the step in view, and what its letters stand for."""
    with st.container(border=True):
        st.latex(general)
        st.latex(current)
        if letters:
            st.caption(letters, text_alignment="center")


def code(listing: str, subject: str | None = None) -> None:
    """The code for the page: a short listing that prints the numbers on screen, to read and to download.

    Parameters
    ----------
    subject : what the numbers are of; None for the image in view.
    """
    title, image_name = lesson_at(state.page()).title, subject or current_image().name
    name = file_name(state.page() or title, image_name)
    with st.expander("The code for this page", icon=":material/code:"):
        st.code(listing, language="python", wrap_lines=True)
        with st.container(horizontal=True):
            code_files(listing, name, image_name)


def code_files(listing: str, name: str, image_name: str, *, where: str = BESIDE) -> None:
    """Buttons that save a listing as a script and as a notebook.

    Parameters
    ----------
    listing : lines of Python.
    name : of the files, without the ending.
    image_name : what the page calls the image in view.
    where : in which place the files run, and what they need, as ``script`` takes it.
    """
    title = lesson_at(state.page()).title
    text, book = (make(listing, title, image_name, where=where) for make in (script, notebook))
    download("Download script", text, f"{name}.py", "text/x-python")
    download("Download notebook", book, f"{name}.ipynb", "application/json")


def download(label: str, text: str, name: str, kind: str) -> None:
    """A button that saves a text as a file, without another run of the page."""
    st.download_button(label, text, name, kind, key=label.lower(), on_click="ignore", icon=":material/download:")


def closing(address: str) -> None:
    """The bottom of a page: its steps as a GIF, if it has any, and links to the page before and the page after."""
    if gif := state.kept(GIF_BOX):
        state.keep(GIF_BOX, None)  # so that its arrays are not in memory after the run
        gif()
    st.divider()
    previous_and_next(address)
