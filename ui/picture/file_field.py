"""Fields that take a person's file or camera shot, with at most one message below: about the last one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui.address import state
from ui.words import as_it_stands, sentence

MAX_MEGABYTES = 10  # the same as server.maxUploadSize; the server itself does not check it

ON_THE_WAY = "The file marked red did not arrive: it was lost on the way to the server. Choose it once more."

Take = Callable[[UploadedFile], None]


def file_field(name: str, label: str, take: Take, *, marked: str, kinds: Sequence[str] | None = None) -> None:
    """Ask for a file, and say under the field what was wrong with the last one.

    Parameters
    ----------
    name : of the field, by which the session keeps what is known about it.
    take : takes the file in; its ``ValueError`` says why it can't be used.
    marked : what to do about a file that the browser itself refuses, for its size or as one of several; it marks it
        red.
    kinds : the endings that a file's name may have. ``None`` for any name: a browser that is asked for kinds offers
        no file whose name does not end like one of them, though it may well be a picture.
    """
    with st.container(key=f"file field {name}"):
        key = _key(name)
        st.file_uploader(
            label, type=kinds, key=key, on_change=_take_in, args=(name, take), max_upload_size=MAX_MEGABYTES
        )
        with st.container(key=f"refused by us {name}"):
            _refusal(name)
        # Python never hears of a file that the browser refuses. So both sentences are on the page, and the style sheet
        # shows one of them when it is needed, in place of the message about the file before.
        with st.container(key=f"refused by the browser {name}"):
            for why, words in (("not taken", marked), ("lost on the way", ON_THE_WAY)):
                with st.container(key=f"{why} {name}"):
                    st.markdown(f":small[:red[{words}]]")


def camera_field(name: str, label: str, take: Take, forget: Callable[[], None]) -> None:
    """Ask for a shot of the camera, and say under the field what was wrong with the last one.

    The shot stays in the field until the person clears it. Until then the camera is off, and the browser does not ask
    again whether it may be used.

    Parameters
    ----------
    name, take : as in ``file_field``.
    forget : drops the shot that was taken in; called when the person clears it.
    """
    with st.container(key=f"file field {name}"):
        st.camera_input(label, key=_key(name), on_change=_take_shot, args=(name, take, forget))
        with st.container(key=f"refused by us {name}"):
            _refusal(name)


def _key(name: str) -> str:
    """The key of a field. It changes after each file, which empties the field for the next one."""
    return f"{name} field {state.kept(f'{name} field') or 0}"


def _take_in(name: str, take: Take) -> None:
    file = state.widget_value(_key(name))
    if file is None:
        return
    _try(name, take, file)
    state.count_up(f"{name} field")


def _take_shot(name: str, take: Take, forget: Callable[[], None]) -> None:
    shot = state.widget_value(_key(name))
    if shot is None:
        state.refuse(name, None)
        forget()
    elif isinstance(shot, UploadedFile):  # a shot whose bytes were dropped comes again, as a ``DeletedFile``
        _try(name, take, shot)


def _try(name: str, take: Take, file: UploadedFile) -> None:
    state.refuse(name, None)
    try:
        take(file)
    except ValueError as error:
        state.refuse(name, error)
    _drop_bytes(file)


def _drop_bytes(file: UploadedFile) -> None:
    """Drop the bytes of an upload now. Streamlit would keep them until the session ends."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=file.file_id)


def _refusal(name: str) -> None:
    """Say what was wrong with the last file, if anything was."""
    if refused := state.refusal(name):
        st.error(as_it_stands(sentence(refused)))
