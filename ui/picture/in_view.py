"""The image in view on every page: which one it is, what to say while it is missing, what was changed in it by hand."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.address import settings, state
from ui.address.codes import NONE, code_from_bitmap
from ui.picture.changes import Change, changes_from_code, changes_words, code_from_changes, trial_from_code
from ui.picture.current import CurrentImage

_IMAGE = "image of this run"


def current_image() -> CurrentImage:
    """The image the person chose."""
    image: CurrentImage = state.kept(_IMAGE)
    return image


def put_current_image(image: CurrentImage) -> None:
    """Make an image the one in view, on whatever page this run shows."""
    state.keep(_IMAGE, image)


def missing_picture() -> str:
    """What to say while the person has chosen a picture of their own and there is none yet; otherwise ""."""
    choice = state.use(settings.IMAGE)
    if choice not in ("upload", "camera") or state.kept(choice) is not None:
        return ""
    way = "upload one" if choice == "upload" else "take one"
    rest = f"{way} in the sidebar (on a phone: “Menu and image”, at the top). Until then, the pages show the 9."
    if state.arrived_with(settings.IMAGE) == choice:
        stay = "stay in the tab they were chosen in"
        if state.kept(state.TAB_REFUSES):
            stay = "stay in their tab, and this browser lets a page keep none there when it is loaded anew"
        return f"The picture of whoever made this link is not in it: pictures {stay}. {rest[0].upper()}{rest[1:]}"
    return f"No picture yet: {rest} Pictures stay in this tab; links can't carry them."


def changes_line() -> None:
    """Say in a line what is changed by hand, on this page and all others, and offer to undo it."""
    changes = current_image().changes
    if not changes:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="changes line"):
        st.markdown(f":material/edit: **Changed by hand**, on all pages: {changes_words(changes)}.", width="content")
        st.button("Put everything back", key="put everything back", on_click=_put_everything_back)


def _put_everything_back() -> None:
    state.put(settings.CHANGES, NONE)
    state.put(settings.WHAT_IF, NONE)


def forget_pixel_changes(where: np.ndarray | None = None) -> bool:
    """Drop the changes of pixels and cells, which belong to the image before; those of weights stay.

    Parameters
    ----------
    where : (H, W) of bool; only the changes there are dropped. ``None`` for everywhere.

    Returns
    -------
    Whether any change was dropped, not counting one that is only tried out.
    """

    def belongs_to_image_before(change: Change) -> bool:
        here = slice(change.row, change.row + 1), slice(change.column, change.column + 1)
        return change.kind != "weight" and (where is None or bool(where[here].any()))

    changes = changes_from_code(state.peek(settings.CHANGES))
    remaining = [change for change in changes if not belongs_to_image_before(change)]
    state.put(settings.CHANGES, code_from_changes(remaining))
    trial = trial_from_code(state.peek(settings.WHAT_IF))
    if trial and belongs_to_image_before(trial):
        state.put(settings.WHAT_IF, NONE)
    return len(remaining) < len(changes)


def image_button(choice: str, label: str) -> None:
    """A button that puts another image in view; no button if it is in view already."""
    if state.use(settings.IMAGE) != choice:
        st.button(label, key=f"show image {choice}", on_click=state.put, args=(settings.IMAGE, choice))


def start_from_drawing(bitmap: np.ndarray) -> None:
    """Make a bitmap the drawing in view; for use in a callback."""
    forget_pixel_changes()
    state.put(settings.PIXELS, code_from_bitmap(bitmap))
    state.put(settings.IMAGE, "draw")
