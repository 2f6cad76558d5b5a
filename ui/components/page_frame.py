"""The frame around every page: its measure, a browser history that goes page by page, and what the tab keeps."""

from collections.abc import Callable, Mapping
from typing import Annotated

import streamlit as st

from ui.components.files import joined, text_of
from ui.components.reports import reported
from ui.components.wire import UpTo, message, to_json
from ui.theme import for_browsers, variables_for

MOST_OF_A_PARCEL = 400_000  # bytes
AWAY = "No connection to the server. What you see stays; the page goes on by itself when the server is back."

_FRAME = st.components.v2.component(
    "cnn_explorer_frame",
    html=f'<p class="away" role="alert" hidden>{AWAY}</p>',
    js=joined("frame/frame.js"),
)
_RULES = for_browsers(text_of("frame/frame.css"))
_STYLE = f"<style>{variables_for(':root', _RULES)}{_RULES}</style>"


@message
class ParcelContent:
    """Something of one's own: its facts, which are an object written as JSON, and its bytes in base64."""

    facts: str
    bytes: Annotated[str, UpTo(MOST_OF_A_PARCEL * 4 // 3 + 4)]


@message
class ParcelNews:
    """What the tab is sent of a parcel.

    Attributes
    ----------
    digest : tells its content from another one; "" where there is none.
    content : only where the tab has not got it yet.
    """

    digest: str
    content: ParcelContent | None


@message
class FrameData:
    """What the tab is sent in a run.

    Attributes
    ----------
    session : a name for it.
    asks : whether the tab is to answer even if it has kept nothing.
    answered : whether it has.
    record : what is worth keeping: settings, steps and notes, those of them that there are.
    parcels : by their names.
    """

    session: str
    asks: bool
    answered: bool
    record: Mapping[str, object]
    parcels: Mapping[str, ParcelNews]


@message
class TabAnswer:
    """What a tab had kept when a session begins; what is in the record and in the parcels is still to be checked.

    Attributes
    ----------
    session : the one that is answered.
    refused : whether the browser lets a page keep nothing, or had no room for something.
    record : as it was sent.
    parcels : by their names, each of them the content that it was sent.
    """

    session: str
    refused: bool
    record: Mapping[str, object]
    parcels: Mapping[str, object]


def frame(
    data: FrameData,
    *,
    key: str,
    on_back: Callable[[TabAnswer], None],
    on_wanted: Callable[[tuple[str, ...]], None],
) -> None:
    """Put the page's style and history in place, and hand down what the tab is to keep.

    Parameters
    ----------
    key : of the component.
    on_back : called with what the tab had kept, when a session begins.
    on_wanted : called with the names of parcels that the tab was sent a digest of and has not got.
    """

    def take_back() -> None:
        answer = reported(key, "back", TabAnswer)
        if answer is not None:
            on_back(answer)

    def take_wanted() -> None:
        names = reported(key, "wanted", tuple[str, ...])
        if names is not None:
            on_wanted(names)

    st.html(_STYLE)
    with st.sidebar.container(height=1, border=False):
        _FRAME(data=to_json(data), key=key, on_back_change=take_back, on_wanted_change=take_wanted)
