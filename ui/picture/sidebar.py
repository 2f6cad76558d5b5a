"""The sidebar, where the image in view is chosen and prepared."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnn_steps import (
    DIGITS,
    ImageError,
    Picture,
    picture_stages,
    sample_photo,
    to_channels_first,
)
from cnn_steps.picture_files import FORMATS, kind_name
from ui import controls
from ui.address import settings, state
from ui.address.codes import DRAWING_SHAPE, bitmap_from_code
from ui.components.pictures import data_uri
from ui.components.pixel_drawing import pixel_editor
from ui.picture.changes import (
    changes_from_code,
    code_from_changes,
    dropped,
)
from ui.picture.current import RANGES, CurrentImage, changed_image, levels_of, misfit_of
from ui.picture.facts import own_picture_file
from ui.picture.file_field import MAX_MEGABYTES, camera_field, file_field
from ui.picture.in_view import forget_pixel_changes
from ui.picture.keeping import picture_to_keep, side_of
from ui.words import file_title

MARKED_RED = (
    f"A file marked red was not taken: the field takes one at a time, of up to {MAX_MEGABYTES} MB. Save a larger "
    "picture smaller; on a phone, a screenshot of it will do."
)
PREPARATION = (settings.ROWS, settings.COLUMNS, settings.FRAME, settings.COLOR, settings.RANGE, settings.INVERT)


@lru_cache(maxsize=1)
def _photo() -> np.ndarray:
    return sample_photo()


def image_sidebar() -> None:
    """Draw the sidebar: the image, its name and size, and the ways to choose another."""
    with st.sidebar:
        shown = st.container()
        choice = controls.dropdown(settings.IMAGE, "Image")
        prepared = (choice, *map(state.peek, PREPARATION if choice in ("photo", "upload", "camera") else ()))
        before = state.kept("image in view")
        if before not in (None, prepared) and forget_pixel_changes() and before[0] == choice:
            state.notice("The picture is prepared in another way now, so what was changed in it by hand was dropped.")
        state.keep("image in view", prepared)
        if choice == "draw":
            _drawing_pad()
        for way in ("upload", "camera"):
            if way == choice:
                _file_reader(choice)
            else:
                state.refuse(way, None)
        image = _picture_image(choice) if choice in ("photo", "upload", "camera") else _bitmap_image(choice)
        image = _with_kept_changes(image)
        state.keep("image of this run", image)
        with shown:
            st.html(_thumbnail(image))
        controls.switch(settings.LARGE, "Large numbers")


def _drawing_pad() -> None:
    def take_over(code: str) -> None:
        redrawn = bitmap_from_code(code) != bitmap_from_code(state.use(settings.PIXELS))
        forget_pixel_changes(redrawn)
        state.put(settings.PIXELS, code)

    st.caption("Click, drag, or use the arrow keys and space.")
    pixel_editor(settings.PIXELS, "Start from the 9", shape=DRAWING_SHAPE, key="pixel editor", on_change=take_over)


def _bitmap_image(choice: str) -> CurrentImage:
    if choice == "draw":
        bitmap = bitmap_from_code(state.use(settings.PIXELS))
        rows = ",\n".join("    [" + ", ".join(f"{value:g}" for value in row) + "]" for row in bitmap)
        code = f"image = np.array([\n{rows},\n], dtype=float)"
        return CurrentImage("Your drawing", bitmap, (-1.0, 1.0), None, (), code, ())
    digit = int(choice)
    return CurrentImage(f"The {digit}", DIGITS[digit], (-1.0, 1.0), None, (), f"image = DIGITS[{digit}]", ("DIGITS",))


def _file_reader(choice: str) -> None:
    """Ask for a file or a shot; keep the reduced picture and let the bytes go."""

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


def _picture_image(choice: str) -> CurrentImage:
    picture = _photo() if choice == "photo" else state.kept(choice)
    if picture is None:
        return _bitmap_image("9")  # Said at the top of the page: on a phone, nobody sees the sidebar.
    with st.expander("Prepare the picture", expanded=False):
        left, right = st.columns(2)
        with left:
            rows = controls.typed_whole(settings.ROWS, "Rows")
        with right:
            columns = controls.typed_whole(settings.COLUMNS, "Columns")
        frame = controls.segmented(settings.FRAME, "Proportions")
        color = controls.segmented(settings.COLOR, "Channels")
        value_range = RANGES[controls.segmented(settings.RANGE, "Range")]
        invert = controls.switch(settings.INVERT, "Swap dark and bright")
    stages = picture_stages(
        picture,
        size=(rows, columns),
        frame=frame,  # type: ignore[arg-type]
        color=color == "color",
        value_range=value_range,
        invert=invert,
    )
    last = stages[-1].array
    array = to_channels_first(last) if last.ndim == 3 else last
    reader = "sample_photo" if choice == "photo" else "read_picture"
    source = "sample_photo()"
    if isinstance(picture, Picture):
        source = f'read_picture("{own_picture_file(picture)}", max_side={side_of(picture)}, background="auto")'
    names = [reader, "picture_stages"] + (["to_channels_first"] if last.ndim == 3 else [])
    made = "to_channels_first(stages[-1].array)" if last.ndim == 3 else "stages[-1].array"
    code = (
        f"stages = picture_stages(\n    {source},\n    size=({rows}, {columns}),\n"
        f'    frame="{frame}",\n    color={color == "color"},\n    value_range={value_range},\n'
        f"    invert={invert},\n)\n"
        f"image = {made}"
    )
    name = {"photo": "The cat", "upload": "Your picture", "camera": "Your shot"}[choice]
    return CurrentImage(name, array, value_range, picture, stages, code, tuple(names), source, invert)


def _with_kept_changes(image: CurrentImage) -> CurrentImage:
    """The image with the changes that are kept; those that do not fit it are dropped, and the page says so."""
    changes = changes_from_code(state.use(settings.CHANGES))
    reasons = {change: misfit_of(change, image) for change in changes}
    for change, reason in reasons.items():
        if reason:
            state.notice(dropped(change, reason))
    fitting = [change for change, reason in reasons.items() if not reason]
    if len(fitting) < len(changes):
        state.put(settings.CHANGES, code_from_changes(fitting))
    return changed_image(image, fitting) if fitting else image


def _thumbnail(image: CurrentImage) -> str:
    return (
        f'<img class="thumbnail" src="{data_uri(levels_of(image))}" alt="{image.name}">'
        f'<p class="facts"><b>{image.name}</b><br>{image.facts}</p>'
    )
