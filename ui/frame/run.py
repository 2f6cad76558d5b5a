"""One run of the app: the page that was asked for, with the address, the sidebar and the tab around it."""

from __future__ import annotations

from functools import cache

import numpy as np
import streamlit as st
from PIL import Image

from cnn_steps import DIGIT_9
from ui.address import state
from ui.app.navigation import menu
from ui.frame import tab
from ui.picture.sidebar import image_sidebar

HEAD_START = 0.15
"""Seconds to wait when a session begins, with nothing but the frame's component on the page.

Meanwhile the browser fetches the code that draws components. React holds back a step card that comes before that for
up to a second; one that comes after it appears together with the text of the page.
"""


@cache
def favicon() -> Image.Image:
    """The 9 as a small square picture. A browser would fetch a Material symbol from another host."""
    icon = Image.new("L", (42, 42))
    icon.paste(
        Image.fromarray(np.where(DIGIT_9 > 0, 255, 0).astype(np.uint8)).resize((30, 42), Image.Resampling.NEAREST),
        (6, 0),
    )
    return icon


def run_page() -> None:
    """Run the page that was asked for: read the address, draw the sidebar, run the page, write the address."""
    page = menu()
    st.set_page_config(page_title=f"{page.title} · CNN explorer", page_icon=favicon(), layout="wide")
    state.begin_run(page.url_path)
    tab.mount()
    if state.is_new() and st.context.headers:  # a test has no browser and no headers
        tab.wait(HEAD_START)
    try:
        image_sidebar()
        page.run()
    finally:
        state.end_run()
