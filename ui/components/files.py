"""Reads the files of a browser component and registers it."""

from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent


def text_of(*names: str) -> str:
    """The contents of files below this folder, one after the other."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


def component(name: str, scripts: tuple[str, ...]) -> Any:
    """Register the component in the folder of that name; its scripts are joined, in order, into one module."""
    return st.components.v2.component(
        f"cnn_explorer_{name}",
        html=text_of(f"{name}/{name}.html"),
        css=text_of(f"{name}/{name}.css"),
        js=text_of(*(f"{name}/{script}" for script in scripts)),
    )
