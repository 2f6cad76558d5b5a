"""A person's own labeled digits: add the picture in view, look at all of them, remove some."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui import controls
from ui.address import settings, state
from ui.app import page
from ui.figures.maps import picture_levels
from ui.lessons.training.follow import Followed
from ui.lessons.training.pictures import picture_tag
from ui.training.own_digits import (
    MOST,
    add_digit,
    held_out_places,
    own_data_set,
    own_digits,
    remove_all_digits,
    remove_digit,
)
from ui.training.plans import TrainingPlan

TILE = 56  # pixels
A_PAGE = 60  # digits shown


def own_digits_question(plan: TrainingPlan | None, picture: Followed) -> None:
    """The box for a person's own digits; it opens by itself where they are what the training lacks.

    Parameters
    ----------
    plan : ``None`` where the settings make no plan.
    picture : what is followed, which may be added.
    """
    if plan is None and state.use(settings.TRAINING_DATA) == "drawings":
        state.open_on_arrival("question own digits")
    page.question("Can it learn from my digits?", own_digits_box, picture, key="own digits", icon=":material/draw:")


def own_digits_box(picture: Followed) -> None:
    """Ask for the label of the picture in view and offer to add it; below, the digits so far."""
    digits = own_digits()
    st.markdown(
        "Draw a digit above, say which one it is, and add it. Once there are two different digits, and two of one of "
        "them, **My digits** can be trained on like the other data sets. They stay in this tab only."
    )
    counts = picture.stages[-1].array if picture.stages else None
    with page.control_line():
        label = int(controls.segmented(settings.LABEL, "It is a", wrap=True))
        st.button(
            f"Add {picture.name[:1].lower()}{picture.name[1:]} as a {label}",
            key="add own digit",
            on_click=add_digit,
            args=(counts, label),
            disabled=counts is None or len(digits) >= MOST,
            icon=":material/add:",
        )
    if counts is None:
        st.caption("There is nothing to add: draw a digit above, or follow the image of the sidebar.")
    elif len(digits) >= MOST:
        st.caption(f"There are {MOST} digits, and no more are kept: remove some to add others.")
    if digits:
        st.markdown(own_digits_words())
        _list_of_digits()
    else:
        st.caption("No digits of yours yet.")


def own_digits_words() -> str:
    """Say how many digits there are, how many of them are held out, and what is missing for a training."""
    digits = own_digits()
    labels = np.bincount([digit.label for digit in digits], minlength=10)
    counts = ", ".join(f"{count} × {label}" for label, count in enumerate(labels) if count)
    held_out = sum(held_out_places(digits))
    try:
        own_data_set()
    except ValueError as error:
        return f"**{len(digits)}** so far ({counts}). Not enough to train: {error}."
    return (
        f"**{len(digits)}** so far ({counts}): **{len(digits) - held_out}** to train on, **{held_out}** held out. Of "
        "each digit, the last fifth is held out, and at least one where there are two. Choose **My digits** as data "
        "above."
    )


def _list_of_digits() -> None:
    digits = own_digits()
    held_out = held_out_places(digits)
    first = max(0, len(digits) - A_PAGE)
    with st.container(horizontal=True, gap="small"):
        for place in range(first, len(digits)):
            digit = digits[place]
            words = f"{digit.label}, held out" if held_out[place] else str(digit.label)
            levels = picture_levels(digit.counts, (0.0, 16.0))
            picture = picture_tag(levels, f"Your digit {place}, labeled {digit.label}", TILE)
            with st.container(width=92, gap="xsmall"):
                st.html(f'{picture}<br><span style="font-size:14px">{words}</span>')
                st.button(
                    "Remove",
                    key=f"remove own digit {place}",
                    help=f"Remove digit {place}, labeled {digit.label}",
                    on_click=remove_digit,
                    args=(place,),
                )
    if first:
        st.caption(f"The last {A_PAGE} are shown.")
    st.button("Remove all", key="remove all own digits", on_click=remove_all_digits, icon=":material/delete:")
