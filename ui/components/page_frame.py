"""The frame around every page: its measure, and a browser history that goes page by page."""

import streamlit as st

from ui.components.files import text_of

_HISTORY = st.components.v2.component("cnn_explorer_history", js=text_of("frame/frame.js"))
_STYLE = f"<style>{text_of('frame/frame.css')}</style>"


def frame() -> None:
    """Put the page's style and history in place."""
    st.html(_STYLE)
    with st.sidebar.container(height=1, border=False):
        _HISTORY()
