"""The scripts of the step card and the views in Python say the same of every operation: sums, sentences, notes, marks.

Both are compared with ``cnn_steps`` elsewhere; here a word or a number that is wrong in one of the two shows.
"""

import html
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.browser.script import Script
from tests.ui.steps.examples import EVERY_OPERATION
from ui.components.files import joined, style_of
from ui.figures.maps import Panel
from ui.figures.numbers import written
from ui.steps.views import step_count, step_view, with_arrays

MOST = 40  # steps of an operation
PALETTE = """({ paletteOf }, style) => {
  document.head.innerHTML = `<style>${style}</style>`;
  document.body.className = "colors";
  return paletteOf(document.body);
}"""
SHOW = """({ operation }, [data, steps, palette]) => {
  const { grids, show, count, lens } = operation(data);
  document.body.replaceChildren(...grids.map((grid) => grid.figure));
  for (const grid of grids) grid.fit(1200, 1, false);
  lens?.fit(document.createElement("div"));
  const numbersTo = (end) => Array.from({ length: end }, (_, number) => number);
  const cells = (grid) => numbersTo(grid.rows).flatMap((row) => numbersTo(grid.columns)
    .filter((column) => grid.values(row, column).length)
    .map((column) => [grid.where(row, column), ...grid.values(row, column)]));
  return [count, steps.map((step) => {
    const { sum, say, at } = show(step, palette, count > 150 ? Infinity : step);
    const shown = grids.filter((grid) => grid.values).map((grid) => ({
      title: grid.title, note: grid.note.textContent, isVector: Boolean(grid.vector), cells: cells(grid),
      frame: grid.framed && (grid.vector ? [0, grid.index(...grid.framed), 1, 1] : grid.framed),
      label: grid.canvas.ariaLabel }));
    return { sum, say, at, shown };
  })];
}"""


def plain(markup: str) -> str:
    """The letters of a sum, with its powers marked as in Python."""
    text = re.sub(r"<sup>(.*?)</sup>", r"^(\1)", markup).replace("<br>", "\n")
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


@pytest.mark.parametrize("name", EVERY_OPERATION)
def test_the_card_says_what_the_view_says(script: Callable[[str], Script], name: str) -> None:
    data = EVERY_OPERATION[name]
    told = with_arrays(data)
    count = step_count(data)
    steps = sorted({int(step) for step in np.linspace(0, count - 1, MOST)})
    name = f"stepper/{data['operation']}.js"
    palette = script("shared/grids.js").run(PALETTE, style_of(script=joined("shared/grids.js")))
    there, shown = script(name).run(SHOW, [data, steps, palette])
    assert there == count
    for step, card in zip(steps, shown, strict=True):
        view = step_view(told, step)
        assert plain(card["sum"]) == view.sum_text
        assert plain(card["say"]) == view.sentence
        assert card["at"] == view.at
        panels = sorted(view.panels, key=lambda panel: panel.title)
        grids = sorted(card["shown"], key=lambda grid: grid["title"])
        assert [(grid["title"], grid["note"]) for grid in grids] == [(panel.title, panel.note) for panel in panels]
        for grid, panel in zip(grids, panels, strict=True):
            check_cells(grid, panel, told)
            check_place(grid, panel)


def check_cells(grid: dict[str, Any], panel: Panel, told: dict[str, Any]) -> None:
    """The numbers of a grid, and what is said of each to those who point at it."""
    values = panel.values.reshape(-1, *panel.values.shape[-2:])  # (H, W) or (C, H, W) -> (C, H, W)
    numbers = [cell[1:] for cell in grid["cells"]]
    np.testing.assert_allclose(numbers, values.reshape(len(values), -1).T, rtol=1e-6, atol=1e-12)
    places = [cell[0] for cell in grid["cells"]]
    if not grid["isVector"]:
        assert places == [f"row {row}, column {column}" for row, column in np.ndindex(values.shape[1:])]
    elif panel.title == "Vector":
        entries = [int(place.removeprefix("entry ").replace(",", "")) for place in places]
        np.testing.assert_allclose(told["input"]["array"].ravel()[entries], np.ravel(numbers), rtol=1e-6)


def check_place(grid: dict[str, Any], panel: Panel) -> None:
    """Where the frame stands, and the number that a screen reader is told of it."""
    frame = grid["frame"] and tuple(grid["frame"])
    assert (frame,) * bool(frame) == tuple(panel.outlines), panel.title
    now = re.search(r", now (?:at )?.*: (\S+)$", grid["label"].partition(";")[0])
    if now and frame:
        assert now[1] == written(float(panel.values[frame[0], frame[1]])), grid["label"]
