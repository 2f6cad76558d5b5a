"""Reads the files of a browser component, joins its scripts into one module, and registers it."""

import posixpath
import re
from pathlib import Path
from typing import Any

import streamlit as st

from ui.theme import for_browsers, variables_for

FOLDER = Path(__file__).parent
# Empty lines, and comments; one behind code stays where it has a quotation mark, as it may be a part of a string.
_BLOCK = r"/\*\*(?:[^*]|\*(?!/))*\*/"
_COMMENT = re.compile(rf"^\s*(?://.*|{_BLOCK}[ \t]*)?\n|{_BLOCK} ?|[ \t]+// [^\n\"'`]*$", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]*)";\s*', re.MULTILINE)
_DEFAULT = re.compile(r"^export default\b", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)
_NAMES = r"[\w$]+|\{[^}]*\}|\[[^\]]*\]"
_DECLARED = re.compile(rf"^(export )?(?:async )?(?:const|let|class|function) ({_NAMES})", re.MULTILINE)
_OTHER = re.compile(r"^(?:import\b|export (?!default\b|async\b|const\b|let\b|class\b|function\b)).*", re.MULTILINE)


def text_of(*names: str) -> str:
    """The contents of files below this folder, one after the other."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


def joined(entry: str) -> str:
    """A script and all it imports as one module: Streamlit sends it to the browser in every run.

    It goes without comments and without the spaces at the beginning of lines, also of those of a text in backticks.
    What a script imports stands before it. Only the entry keeps its exports. The scripts then share one scope, so a
    name may be declared at the top of one of them only.

    Parameters
    ----------
    entry : the path of a script below this folder.

    Raises
    ------
    ValueError
        for imports in a circle, of another entry or of names that are not exported, for a name that two scripts
        declare, and for imports and exports written in another way than ``import { a, b } from "./c.js";``,
        ``import "./c.js";`` and ``export`` before a declaration.
    """
    return _INDENT.sub("", "".join(_parts(entry).values()))


def scripts_of(entry: str) -> tuple[str, ...]:
    """The paths of the scripts that ``joined`` joins, in their order."""
    return tuple(_parts(entry))


def _parts(entry: str) -> dict[str, str]:
    """The text of each script, by its path."""
    parts: dict[str, str] = {}
    exported: dict[str, set[str]] = {}
    homes: dict[str, str] = {}  # of each name declared at the top of a script

    def add(script: str, importers: tuple[str, ...]) -> None:
        if script in importers:
            raise ValueError(f"{' imports '.join((*importers, script))}: move what both need to a third script")
        if script in parts:
            return
        text = _COMMENT.sub("", text_of(script))
        for names, source in _IMPORT.findall(text):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(script), source))
            add(imported, (*importers, script))
            if missing := _names(names) - exported[imported]:
                raise ValueError(f"{script} imports {', '.join(sorted(missing))}, which {imported} does not export")
        if importers and _DEFAULT.search(text):
            raise ValueError(f"{importers[-1]} imports {script}, an entry: move what both need to a third script")
        text = _IMPORT.sub("", text)
        if other := _OTHER.search(text):
            raise ValueError(f'{script} has "{other[0]}": write import {{ a }} from "./b.js", or export const a')
        exported[script] = set()
        for mark, pattern in _DECLARED.findall(text):
            for name in _names(pattern):
                if (home := homes.setdefault(name, script)) != script:
                    raise ValueError(f"{home} and {script} both declare {name}: give one of them another name")
                exported[script] |= {name} if mark else set()
        parts[script] = _EXPORT.sub("", text) if importers else text

    add(entry, ())
    return parts


def _names(pattern: str) -> set[str]:
    """The names that ``a``, ``a, b``, ``{ a: b, c }`` or ``[a, b]`` declares or imports."""
    parts = (part.split(":")[-1].split("=")[0].strip(" .\n") for part in pattern.strip("{}[]").split(","))
    return {part for part in parts if part}


def style_of(*names: str, script: str = "") -> str:
    """Style sheets as one; the class ``colors`` has what they and a script name of the variables of ``ui.theme``."""
    style = ".colors { color: var(--ink); }\n" + for_browsers(text_of(*names))
    return variables_for(".colors", style + script) + style


def component(name: str, kind: str = "", styles: tuple[str, ...] = ()) -> Any:
    """Register the component in the folder of that name.

    Its script has the name of the folder, or of its ``kind`` where several components share a folder; ``styles`` are
    added to the style they share. The outermost element of each is of the class ``colors``.
    """
    script = joined(f"{name}/{kind or name}.js")
    return st.components.v2.component(
        f"cnn_explorer_{name}{kind and '_'}{kind}",
        html=text_of(f"{name}/{name}.html"),
        css=style_of(f"{name}/{name}.css", *(f"{name}/{style}" for style in styles), script=script),
        js=script,
    )
