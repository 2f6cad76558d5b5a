"""Reads the files of a browser component and registers it."""

import re
from pathlib import Path
from typing import Any

import streamlit as st

from ui.theme import for_browsers, variables_for

FOLDER = Path(__file__).parent


def text_of(*names: str) -> str:
    """The contents of files below this folder, one after the other."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


def script_of(*names: str) -> str:
    """Scripts as one module, without the lines that are comments: Streamlit sends it to the browser in every run."""
    return re.sub(r"^\s*//.*\n", "", text_of(*names), flags=re.MULTILINE)


def style_of(*names: str, script: str = "") -> str:
    """Style sheets as one; the class ``colors`` has what they and a script name of the variables of ``ui.theme``."""
    style = ".colors { color: var(--ink); }\n" + for_browsers(text_of(*names))
    return variables_for(".colors", style + script) + style


def component(name: str, scripts: tuple[str, ...], kind: str = "", styles: tuple[str, ...] = ()) -> Any:
    """Register the component in the folder of that name; its scripts are joined, in order, into one module.

    Several components of one folder differ by ``kind``; ``styles`` are added to the style they share. The outermost
    element of each is of the class ``colors``.
    """
    script = script_of(*(f"{name}/{script}" for script in scripts))
    return st.components.v2.component(
        f"cnn_explorer_{name}{kind and '_'}{kind}",
        html=text_of(f"{name}/{name}.html"),
        css=style_of(f"{name}/{name}.css", *(f"{name}/{style}" for style in styles), script=script),
        js=script,
    )
