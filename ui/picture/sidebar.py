"""The image every page works on: chosen in the sidebar, kept across pages, named in the address."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import streamlit as st
from PIL import Image
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnn_steps import (
    DIGITS,
    ImageError,
    Picture,
    Stage,
    picture_stages,
    sample_photo,
    to_channels_first,
    to_channels_last,
)
from cnn_steps.picture_files import FORMATS, kind_name
from ui import controls
from ui.address import settings, state
from ui.address.codes import DRAWING_SHAPE, bitmap_from_code, code_from_bitmap
from ui.components.pixel_drawing import pixel_editor
from ui.figures.maps import picture_levels
from ui.figures.numbers import readable
from ui.picture.changes import (
    NONE,
    Change,
    array_changes_code,
    changed_array,
    changes_from_code,
    changes_words,
    code_from_changes,
    dropped,
    misfit,
    of_kind,
    trial_from_code,
)
from ui.picture.facts import own_picture_file, reading_words
from ui.picture.file_field import MAX_MEGABYTES, camera_field, file_field
from ui.picture.keeping import picture_to_keep, side_of
from ui.words import file_title

MARKED_RED = (
    f"A file marked red was not taken: the field takes one at a time, of up to {MAX_MEGABYTES} MB. Save a larger "
    "picture smaller; on a phone, a screenshot of it will do."
)
PREPARATION = (settings.ROWS, settings.COLUMNS, settings.FRAME, settings.COLOR, settings.RANGE, settings.INVERT)

RANGES = {"unit": (0.0, 1.0), "signed": (-1.0, 1.0), "bytes": (0.0, 255.0)}


@dataclass(frozen=True, eq=False)
class CurrentImage:
    """The image in view.

    Attributes
    ----------
    name : what to call it.
    array : (H, W) for bitmaps and gray pictures, (3, H, W) for color.
    value_range : what black and white are in ``array``.
    picture : the picture it was made from, None for bitmaps.
    stages : the way from the picture to ``array``; empty for bitmaps.
    code : lines of Python that make ``image``, the same array.
    code_names : what those lines need from ``cnn_steps``.
    picture_code : an expression that reads ``picture``; empty for bitmaps.
    inverted : whether dark and bright are swapped.
    changes : what was changed by hand: its own pixels, already so in ``array`` and ``code``; cells of the bitmap it is
        fitted to for the trained layer; weights of the filters it meets.
    """

    name: str
    array: np.ndarray
    value_range: tuple[float, float]
    picture: Picture | np.ndarray | None
    stages: tuple[Stage, ...]
    code: str
    code_names: tuple[str, ...]
    picture_code: str = ""
    inverted: bool = False
    changes: tuple[Change, ...] = ()

    @property
    def channels(self) -> int:
        """1 for bitmaps and gray, 3 for color."""
        return 1 if self.array.ndim == 2 else len(self.array)

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.array.shape[-2:]
        return rows, columns

    @property
    def reading(self) -> str:
        """What reading the file did to the picture, in a sentence; empty where there is nothing to say."""
        return reading_words(self.picture) if isinstance(self.picture, Picture) else ""

    @property
    def is_bitmap(self) -> bool:
        """Whether it is one of the 7×5 bitmaps of the lesson or a drawing."""
        return self.picture is None

    @property
    def is_digit(self) -> bool:
        """Whether it is one of the ten digits of the lesson, and no pixel of it was changed."""
        return "DIGITS" in self.code_names and not of_kind(self.changes, "pixel")

    @property
    def facts(self) -> str:
        """Size, channels and range in a few words."""
        rows, columns = self.size
        color = " in 3 channels" if self.channels == 3 else ""
        low, high = self.value_range
        return f"{rows} × {columns}{color}, black {readable(low)}, white {readable(high)}"


def current_image() -> CurrentImage:
    """The image the person chose."""
    image: CurrentImage = state.kept("image of this run")
    return image


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
    key = "pixel editor"

    def take_over() -> None:
        code = state.component_value(key, "code")
        try:
            settings.PIXELS.read(code)
        except (TypeError, ValueError):
            return  # A message that no drawing pad sends.
        redrawn = bitmap_from_code(code) != bitmap_from_code(state.get(settings.PIXELS))
        forget_pixel_changes(redrawn)
        state.put(settings.PIXELS, code)

    st.caption("Click, drag, or use the arrow keys and space.")
    code, nine = state.get(settings.PIXELS), settings.PIXELS.default
    pixel_editor(code, nine, "Start from the 9", shape=DRAWING_SHAPE, key=key, on_change=take_over)


def _bitmap_image(choice: str) -> CurrentImage:
    if choice == "draw":
        bitmap = bitmap_from_code(state.get(settings.PIXELS))
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


def missing_picture() -> str:
    """What to say while a picture of one's own is chosen and there is none yet; nothing otherwise."""
    choice = state.get(settings.IMAGE)
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


def changed_image(image: CurrentImage, changes: Sequence[Change]) -> CurrentImage:
    """The image with more changes; those that do not fit it must have been sorted out before.

    Its name says so where its own pixels are changed, as in “The changed 9”.
    """
    pixels = of_kind(changes, "pixel")
    changed = replace(image, changes=(*image.changes, *changes))
    if not pixels:
        return changed
    array, stages = changed_array(image.array, pixels), image.stages
    if stages:
        last = array if array.ndim == 2 else to_channels_last(array)
        note = f"{stages[-1].note} Pixels changed by hand."
        stages = (*stages[:-1], replace(stages[-1], array=last, note=note))
    first, _, rest = image.name.partition(" ")
    name = image.name if of_kind(image.changes, "pixel") else f"{first} changed {rest}"
    return replace(changed, array=array, stages=stages, name=name, code=image.code + array_changes_code(pixels))


def misfit_of(change: Change, image: CurrentImage) -> str:
    """Why a change does not fit an image, as the end of a sentence; empty where it does."""
    return misfit(change, image.array, image.value_range, is_picture=not image.is_bitmap)


def _with_kept_changes(image: CurrentImage) -> CurrentImage:
    """The image with the changes that are kept; those that do not fit it are dropped, and the page says so."""
    changes = changes_from_code(state.get(settings.CHANGES))
    reasons = {change: misfit_of(change, image) for change in changes}
    for change, reason in reasons.items():
        if reason:
            state.notice(dropped(change, reason))
    fitting = [change for change, reason in reasons.items() if not reason]
    if len(fitting) < len(changes):
        state.put(settings.CHANGES, code_from_changes(fitting))
    return changed_image(image, fitting) if fitting else image


def changes_line() -> None:
    """Say in a line what is changed by hand on this and all other pages, and offer to put it back."""
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
    """Let go of changes that belong to the image from before, all but those of weights; returns whether any were kept.

    Parameters
    ----------
    where : (H, W) of bool; only changes there. ``None`` for all.
    """

    def goes(change: Change) -> bool:
        here = slice(change.row, change.row + 1), slice(change.column, change.column + 1)
        return change.kind != "weight" and (where is None or bool(where[here].any()))

    kept = changes_from_code(state.peek(settings.CHANGES))
    staying = [change for change in kept if not goes(change)]
    state.put(settings.CHANGES, code_from_changes(staying))
    trial = trial_from_code(state.peek(settings.WHAT_IF))
    if trial and goes(trial):
        state.put(settings.WHAT_IF, NONE)
    return len(staying) < len(kept)


def image_button(choice: str, label: str) -> None:
    """Offer another image one click away; nothing where it is in view already."""
    if state.get(settings.IMAGE) != choice:
        st.button(label, key=f"show image {choice}", on_click=state.put, args=(settings.IMAGE, choice))


def start_from_drawing(bitmap: np.ndarray) -> None:
    """Make a bitmap the drawing in view; for use in a callback."""
    forget_pixel_changes()
    state.put(settings.PIXELS, code_from_bitmap(bitmap))
    state.put(settings.IMAGE, "draw")


def data_uri(levels: np.ndarray, *, thumbnail: int | None = None) -> str:
    """An (H, W) or (H, W, 3) uint8 picture as the source of an <img>: exact, or at most ``thumbnail`` pixels a side."""
    file, picture = io.BytesIO(), Image.fromarray(levels)
    if thumbnail is None:
        picture.save(file, "PNG")
    else:
        picture.thumbnail((thumbnail, thumbnail))
        picture.save(file, "JPEG", quality=85)
    kind = "png" if thumbnail is None else "jpeg"
    return f"data:image/{kind};base64," + base64.b64encode(file.getvalue()).decode()


def levels_of(image: CurrentImage) -> np.ndarray:
    """The array of an image as an (H, W) or (H, W, 3) uint8 picture."""
    return picture_levels(image.array, image.value_range)


def _thumbnail(image: CurrentImage) -> str:
    return (
        f'<img class="thumbnail" src="{data_uri(levels_of(image))}" alt="{image.name}">'
        f'<p class="facts"><b>{image.name}</b><br>{image.facts}</p>'
    )
