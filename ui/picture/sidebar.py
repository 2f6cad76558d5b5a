"""The sidebar, where a person chooses the image in view and says how it is prepared."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnn_steps import ImageError, sample_photo
from cnn_steps.picture_files import FORMATS, kind_name
from ui import controls
from ui.address import settings, state
from ui.address.codes import DRAWING_SHAPE, bitmap_from_code
from ui.components.pictures import data_uri
from ui.components.pixel_drawing import pixel_editor
from ui.picture.changes import changes_from_code, code_from_changes, dropped_words
from ui.picture.current import RANGES, CurrentImage, levels_of
from ui.picture.file_field import MAX_MEGABYTES, camera_field, file_field
from ui.picture.in_view import forget_pixel_changes, put_current_image
from ui.picture.keeping import picture_to_keep
from ui.picture.preparing import Preparation, digit_image, drawn_image, picture_image, with_fitting_changes
from ui.words import file_title

MARKED_RED = (
    f"A file marked red was not taken: the field takes one at a time, of up to {MAX_MEGABYTES} MB. Save a larger "
    "picture smaller; on a phone, a screenshot of it will do."
)
PICTURE_NAMES = {"photo": "The cat", "upload": "Your picture", "camera": "Your shot"}
"""What to call each image that is made from a picture, by its choice; the other images are bitmaps."""
PREPARATION = (settings.ROWS, settings.COLUMNS, settings.FRAME, settings.COLOR, settings.RANGE, settings.INVERT)


@lru_cache(maxsize=1)
def _photo() -> np.ndarray:
    return sample_photo()


def image_sidebar() -> None:
    """Draw the sidebar: the image, its name and size, and the ways to choose another."""
    with st.sidebar:
        thumbnail_place = st.container()
        choice = controls.dropdown(settings.IMAGE, "Image")
        asked = (choice, *map(state.peek, PREPARATION if choice in PICTURE_NAMES else ()))
        asked_before = state.kept("image in view")
        if asked_before not in (None, asked) and forget_pixel_changes() and asked_before[0] == choice:
            state.notice("The picture is prepared in another way now, so what was changed in it by hand was dropped.")
        state.keep("image in view", asked)
        if choice == "draw":
            _drawing_pad()
        for way in ("upload", "camera"):
            if way == choice:
                _file_reader(choice)
            else:
                state.refuse(way, None)
        image = _changed_by_hand(_chosen_image(choice))
        put_current_image(image)
        with thumbnail_place:
            st.html(_thumbnail(image))
        controls.switch(settings.LARGE, "Large numbers")


def _drawing_pad() -> None:
    def take_over(code: str) -> None:
        redrawn = bitmap_from_code(code) != bitmap_from_code(state.use(settings.PIXELS))
        forget_pixel_changes(redrawn)
        state.put(settings.PIXELS, code)

    st.caption("Click, drag, or use the arrow keys and space.")
    pixel_editor(settings.PIXELS, "Start from the 9", shape=DRAWING_SHAPE, key="pixel editor", on_change=take_over)


def _chosen_image(choice: str) -> CurrentImage:
    """The image of a choice, without the changes made by hand; the 9 while a person's picture is missing."""
    if choice == "draw":
        return drawn_image(bitmap_from_code(state.use(settings.PIXELS)))
    if choice not in PICTURE_NAMES:
        return digit_image(int(choice))
    picture = _photo() if choice == "photo" else state.kept(choice)
    if picture is None:
        return digit_image(9)  # The page says so at its top: on a phone, the sidebar is closed.
    return picture_image(PICTURE_NAMES[choice], picture, _preparation())


def _preparation() -> Preparation:
    """Ask how the picture is prepared."""
    with st.expander("Prepare the picture", expanded=False):
        left, right = st.columns(2)
        with left:
            rows = controls.typed_whole(settings.ROWS, "Rows")
        with right:
            columns = controls.typed_whole(settings.COLUMNS, "Columns")
        return Preparation(
            rows,
            columns,
            frame=controls.segmented(settings.FRAME, "Proportions"),  # type: ignore[arg-type]
            color=controls.segmented(settings.COLOR, "Channels") == "color",
            value_range=RANGES[controls.segmented(settings.RANGE, "Range")],
            invert=controls.switch(settings.INVERT, "Swap dark and bright"),
        )


def _file_reader(choice: str) -> None:
    """Ask for a file or a shot. The session keeps the picture, made smaller, and not the bytes of the file."""

    def take_in(file: UploadedFile) -> None:
        try:
            picture = picture_to_keep(file)
        except ImageError as error:
            what = f"“{file_title(file.name)}”" if choice == "upload" else "the shot"
            before = "" if state.kept(choice) is None else ". The one from before is still here"
            raise ValueError(f"{what} could not be used: {error}{before}") from error
        state.keep(choice, picture)
        forget_pixel_changes()

    def forget() -> None:
        state.keep(choice, None)
        forget_pixel_changes()

    if choice == "upload":
        file_field(choice, "Picture file", take_in, marked=MARKED_RED)
        *kinds, last = map(kind_name, FORMATS)
        st.caption(f"{', '.join(kinds)} or {last}, whatever the file is called.")
    else:
        camera_field(choice, "Take a picture", take_in, forget)


def _changed_by_hand(image: CurrentImage) -> CurrentImage:
    """The image with the changes made by hand. Those that do not fit it are dropped, and the page says so."""
    changes = changes_from_code(state.use(settings.CHANGES))
    changed, misfits = with_fitting_changes(image, changes)
    for change, reason in misfits.items():
        state.notice(dropped_words(change, reason))
    if misfits:
        state.put(settings.CHANGES, code_from_changes(change for change in changes if change not in misfits))
    return changed


def _thumbnail(image: CurrentImage) -> str:
    return (
        f'<img class="thumbnail" src="{data_uri(levels_of(image))}" alt="{image.name}">'
        f'<p class="facts"><b>{image.name}</b><br>{image.facts}</p>'
    )
