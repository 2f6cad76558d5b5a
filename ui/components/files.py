"""Reads the files of a browser component and registers it."""

import re
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent


def text_of(*names: str) -> str:
    """The contents of files below this folder, one after the other."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


def script_of(*names: str) -> str:
    """Scripts as one module, without the lines that are comments: Streamlit sends it to the browser in every run."""
    return re.sub(r"^\s*//.*\n", "", text_of(*names), flags=re.MULTILINE)


def component(name: str, scripts: tuple[str, ...], kind: str = "", styles: tuple[str, ...] = ()) -> Any:
    """Register the component in the folder of that name; its scripts are joined, in order, into one module.

    Several components of one folder differ by ``kind``; ``styles`` are added to the style they share. All have the
    colors of ``colors.css`` where their outermost element is of the class ``colors``.
    """
    return st.components.v2.component(
        f"cnn_explorer_{name}{kind and '_'}{kind}",
        html=text_of(f"{name}/{name}.html"),
        css=text_of("colors.css", f"{name}/{name}.css", *(f"{name}/{style}" for style in styles)),
        js=script_of(*(f"{name}/{script}" for script in scripts)),
    )
