"""The box that makes a GIF of the steps of a card."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui import controls
from ui.address import state
from ui.components.card_messages import CardOnPage
from ui.figures.numbers import counted
from ui.steps.gif import DRAWING_FAILURES, LAST_FRAME, MOST_STEPS, Film, around, check_range, gif, still
from ui.steps.views import step_count
from ui.words import as_it_stands, sentence

WIDTHS = {640: "Small", 960: "Medium", 1280: "Large"}  # pixels
SPEEDS = {1800: "Slow", 1000: "Normal", 500: "Fast"}  # milliseconds a step
LOOKS = {False: "Light", True: "Dark"}
PREVIEW = 480  # pixels


def gif_box(shown: CardOnPage, *, key: str) -> None:
    """Offer the steps of a card as an animated GIF.

    Nothing is drawn before the box is open, and no GIF is made before it is asked for.
    """
    box = st.expander("Take these steps along as a GIF", key=key, on_change="rerun", icon=":material/movie:")
    if box.open:
        with box:
            _body(shown, key)


def _body(shown: CardOnPage, key: str) -> None:
    step, count = shown.step, step_count(shown.card)
    st.markdown("A moving picture for slides: every step with its sum, over and over, the last one a little longer.")
    with st.container(horizontal=True, gap="medium"):
        width = controls.side_by_side("Size", WIDTHS, 960, key=f"{key} width")
        pace = controls.side_by_side("Speed", SPEEDS, 1000, key=f"{key} speed")
        dark = controls.side_by_side("Ground", LOOKS, state.is_dark(), key=f"{key} ground")
    try:
        first, last = _steps(count, step, key)
        check_range(first, last, step, count)
    except ValueError as error:
        st.error(as_it_stands(sentence(error)), icon=":material/error:")
        return
    film = Film(shown.digest, first, last, width, pace, dark, shown.reveal, shown.card)
    drawn = min(max(step, first), last)
    try:
        picture = still(film, drawn)
    except DRAWING_FAILURES:  # the page goes on: this is only a picture of what stands on the card
        st.error("This step could not be drawn at this size. Choose another size.", icon=":material/error:")
        return
    st.image(picture, width=PREVIEW, alt=f"How step {drawn + 1} looks in the GIF.")
    steps = last - first + 1
    seconds = (steps * pace + LAST_FRAME) / 1000
    st.caption(f"{counted(steps, 'step')}, {counted(round(seconds), 'second')}, {width} pixels wide")
    st.download_button(
        "Make the GIF",
        partial(gif, film),
        f"{shown.card.operation}-steps-{first + 1}-to-{last + 1}.gif",
        "image/gif",
        key=f"{key} file",
        on_click="ignore",
        icon=":material/download:",
    )


def _steps(count: int, step: int, key: str) -> tuple[int, int]:
    """Ask which steps, and give the first and the last, counted from 0."""
    low, high = around(step, count)
    whole = f"All {count}" if count <= MOST_STEPS else f"The {MOST_STEPS} around this one"
    spans = {"whole": whole, "some": "From … to"}
    if controls.side_by_side("Steps", spans, "whole", key=f"{key} steps") == "whole":
        return low, high
    with st.container(horizontal=True, gap="medium"):
        first = st.number_input("From step", value=low + 1, step=1, key=f"{key} first", width=160)
        last = st.number_input("To step", value=high + 1, step=1, key=f"{key} last", width=160)
    return int(first) - 1, int(last) - 1
