"""The frame of the app: what must come before anything else, then the page that was asked for."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # One visitor's products must not hold up another's.

import pandas  # noqa: F401  Streamlit imports it late, and several first visitors at once would meet it half loaded.

from ui.frame.run import run_page

run_page()
