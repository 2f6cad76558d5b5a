"""The lines of three frameworks side by side, a row for each layer, as HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from cnn_steps.network import Stage
from ui.frameworks.writing import Line
from ui.theme import for_browsers

_STYLE = f"<style>{for_browsers((Path(__file__).parent / 'table.css').read_text(encoding='utf-8'))}</style>"


def lines_table(stages: Sequence[Stage], frameworks: Mapping[str, Sequence[Line]]) -> str:
    """One row for each layer with its lines in every framework; those for its weights stand below, softer.

    Parameters
    ----------
    stages : the layers in their places.
    frameworks : by name, a line for each layer.
    """
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Layer", *frameworks))
    rows = []
    for place, stage in enumerate(stages):
        shape = " × ".join(f"{size:,}" for size in stage.output_shape)
        cells = "".join(f'<td data-framework="{name}">{_line(lines[place])}</td>' for name, lines in frameworks.items())
        rows.append(f'<tr><th scope="row">{stage.name}<small>→ {shape}</small></th>{cells}</tr>')
    return f'{_STYLE}<table class="code-lines"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _line(line: Line) -> str:
    make = "".join(f"<code>{_breakable(text)}</code>" for text in line.make)
    return make + "".join(f'<code class="weights">{_breakable(text)}</code>' for text in line.weights)


def _breakable(code: str) -> str:
    """Code that may go on in the next line before a method, so that no word is broken in two."""
    return re.sub(r"(?<=[\])])\.", "<wbr>.", escape(code))
