"""The lessons in reading order, the menu at the top, and the way from one page to the next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ui.address import state

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Lesson:
    """One page: its file in ``pages/``, address, title and section of the menu."""

    file: str
    address: str
    title: str
    section: str


LESSONS = (
    Lesson("0_overview.py", "", "Overview", "Look"),
    Lesson("1_image.py", "image", "Images are numbers", "Look"),
    Lesson("2_convolution.py", "convolution", "Convolution", "Filter"),
    Lesson("3_filters.py", "filters", "Filters", "Filter"),
    Lesson("4_stride-padding.py", "stride-padding", "Stride, padding, dilation", "Filter"),
    Lesson("5_activations.py", "activations", "Activations", "Condense"),
    Lesson("6_pooling.py", "pooling", "Pooling", "Condense"),
    Lesson("7_dense.py", "dense", "Flatten and dense", "Decide"),
    Lesson("8_softmax.py", "softmax", "Softmax: is it a 9?", "Decide"),
    Lesson("9_stack.py", "stack", "Stack layers", "Build"),
    Lesson("10_why-convolutions.py", "why-convolutions", "Why convolutions", "Build"),
    Lesson("11_backpropagation.py", "backpropagation", "Backpropagation", "Learn"),
    Lesson("12_training.py", "training", "Train a network", "Learn"),
    Lesson("14_frameworks.py", "frameworks", "From scratch to frameworks", "Learn"),
)


def lesson_at(address: str) -> Lesson:
    """The lesson with this address."""
    return next(lesson for lesson in LESSONS if lesson.address == address)


def lesson_page(lesson: Lesson) -> st.Page:
    """The lesson as a page of Streamlit. It has no icon: browsers would fetch that from another host."""
    return st.Page(
        ROOT / "pages" / lesson.file,
        title=lesson.title,
        url_path=lesson.address,
        default=not lesson.address,
    )


def menu() -> st.Page:
    """Declare the pages in their sections and return the one that was asked for."""
    sections: dict[str, list[st.Page]] = {}
    for lesson in LESSONS:
        sections.setdefault(lesson.section, []).append(lesson_page(lesson))
    return st.navigation(sections, position="top")


def require_frame() -> None:
    """Start again through ``streamlit_app.py`` when a page runs on its own.

    If the first visitor of a fresh server opens the address of a page, Streamlit runs that file alone: it has not come
    to ``st.navigation`` yet, and takes ``pages/`` for its older kind of multipage app.
    """
    if not state.is_framed():
        menu()
        st.rerun()


def link_to(address: str, label: str) -> None:
    """A link to a lesson, in bold."""
    st.page_link(lesson_page(lesson_at(address)), label=f":primary[**{label}**]")


def previous_and_next(address: str) -> None:
    """Links to the page before and the page after."""
    place = LESSONS.index(lesson_at(address))
    back, on = st.columns(2)
    if place > 0:
        before = LESSONS[place - 1]
        back.page_link(lesson_page(before), label=f"Back: {before.title}", icon=":material/arrow_back:")
    if place + 1 < len(LESSONS):
        after = LESSONS[place + 1]
        with on.container(horizontal_alignment="right"):
            st.page_link(lesson_page(after), label=f"Next: {after.title}", icon=":material/arrow_forward:")
