"""The frame around every page: its measure, a browser history that goes page by page, and what the tab keeps."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.components.files import joined, text_of
from ui.theme import for_browsers, variables_for

AWAY = "No connection to the server. What you see stays; the page goes on by itself when the server is back."

_FRAME = st.components.v2.component(
    "cnn_explorer_frame",
    html=f'<p class="away" role="alert" hidden>{AWAY}</p>',
    js=joined("frame/frame.js"),
)
_RULES = for_browsers(text_of("frame/frame.css"))
_STYLE = f"<style>{variables_for(':root', _RULES)}{_RULES}</style>"


def frame(data: dict[str, Any], *, key: str, on_back: Callable[[], None], on_wanted: Callable[[], None]) -> None:
    """Put the page's style and history in place, and hand down what the tab is to keep.

    Parameters
    ----------
    data : what ``ui.frame.tab.handed_down`` gives.
    key : under which the component reports ``back``, what the tab had kept when a session begins, and ``wanted``, the
        names of parcels that it was told of and has not got.
    """
    st.html(_STYLE)
    with st.sidebar.container(height=1, border=False):
        _FRAME(data=data, key=key, on_back_change=on_back, on_wanted_change=on_wanted)
