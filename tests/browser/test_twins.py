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
from tests.ui.steps.examples import EVERY_OPERATION, retitled
from ui.components.card_messages import BackwardDenseCard, Card, FlattenCard, PictureGrid
from ui.components.files import joined, style_of
from ui.components.wire import to_json
from ui.figures.maps import Panel
from ui.figures.numbers import written
from ui.steps.views import step_count, step_view
from ui.theme import LIGHT, scale_levels

MOST = 40  # steps of an operation
PALETTE = """({ paletteOf }, style) => {
  document.head.innerHTML = `<style>${style}</style>`;
  document.body.className = "colors";
  return paletteOf(document.body);
}"""
SHOW = """({ operation }, [data, steps, palette]) => {
  const { grids, show, count, lens, parts, field } = operation(data);
  document.body.replaceChildren(...grids.map((grid) => grid.figure));
  for (const grid of grids) grid.fit(1200, 1, false);
  lens?.fit(document.createElement("div"));
  const cellsFrom = (first, count) => Array.from({ length: count }, (_, i) => first + i);
  const cells = (grid) => cellsFrom(0, grid.rows).flatMap((row) => cellsFrom(0, grid.columns)
    .filter((column) => grid.values(row, column).length)
    .map((column) => [grid.where(row, column), ...grid.values(row, column)]));
  const signs = (part) => (part instanceof Element ? ["grid"] : part.parts?.flatMap(signs) ?? [part]);
  const shownSteps = steps.map((step) => {
    const { sum, say, at } = show(step, palette, count > 150 ? Infinity : step);
    const shown = grids.filter((grid) => grid.values).map((grid) => ({
      title: grid.title, note: grid.note.textContent, isVector: Boolean(grid.vector), cells: cells(grid),
      frame: grid.framed && (grid.vector ? [0, grid.index(...grid.framed), 1, 1] : grid.framed),
      color: grid.source.color(0, 0, palette), names: grid.names?.textContent, label: grid.canvas.ariaLabel }));
    return { sum, say, at, shown };
  });
  const inside = field && [Math.floor(field.grid.rows / 2), Math.floor(field.grid.columns / 2)];
  return { count, steps: shownSteps, signs: parts.flatMap(signs), fed: field?.show(...inside, palette, Infinity) };
}"""


def shown_by_scripts(script: Callable[..., Script], card: Card) -> dict[str, Any]:
    """What the scripts of a card show of some steps, of the parts side by side, and of what a pixel feeds."""
    palette = script("shared/colors.js").run(PALETTE, style_of(script=joined("shared/colors.js")))
    operation = script(f"stepper/{card.operation}.js")
    shown: dict[str, Any] = operation.run(SHOW, [to_json(card), some_steps(card), palette])
    return shown


def some_steps(card: Card) -> list[int]:
    """At most so many steps of a card, from the first to the last."""
    return sorted({int(step) for step in np.linspace(0, step_count(card) - 1, MOST)})


def plain(markup: str) -> str:
    """The letters of a sum, with its powers marked as in Python."""
    text = re.sub(r"<sup>(.*?)</sup>", r"^(\1)", markup).replace("<br>", "\n")
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


@pytest.mark.parametrize("name", EVERY_OPERATION)
def test_the_card_says_what_the_view_says(script: Callable[..., Script], name: str) -> None:
    sent = EVERY_OPERATION[name]
    shown = shown_by_scripts(script, sent)
    assert shown["count"] == step_count(sent)
    for step, card in zip(some_steps(sent), shown["steps"], strict=True):
        view = step_view(sent, step)
        assert plain(card["sum"]) == view.sum_text
        assert plain(card["say"]) == view.sentence
        assert card["at"] == view.at
        panels = sorted(view.panels, key=lambda panel: panel.title)
        grids = sorted(card["shown"], key=lambda grid: grid["title"])
        assert [(grid["title"], grid["note"]) for grid in grids] == [(panel.title, panel.note) for panel in panels]
        for grid, panel in zip(grids, panels, strict=True):
            check_cells(grid, panel, sent)
            check_place(grid, panel)
            if panel.kind == "signed":
                check_color(grid["color"], float(panel.values[0, 0]), panel.limit)


@pytest.mark.parametrize("name", EVERY_OPERATION)
def test_no_title_decides_what_the_card_shows(script: Callable[..., Script], name: str) -> None:
    sent = EVERY_OPERATION[name]
    title = "Weights" if isinstance(sent, BackwardDenseCard) else "Image"  # one that a grid has which is not meant
    before, after = (shown_by_scripts(script, card) for card in (sent, retitled(sent, title)))
    for one, other in zip(before.pop("steps"), after.pop("steps"), strict=True):
        for grid, again in zip(one.pop("shown"), other.pop("shown"), strict=True):
            for part in ("cells", "frame", "color", "names"):
                assert grid[part] == again[part]
        assert one == other
    assert before == after
    if before["fed"]:
        assert f"This {'pixel' if isinstance(sent.input, PictureGrid) else 'cell'} feeds" in before["fed"]


def check_cells(grid: dict[str, Any], panel: Panel, sent: Card) -> None:
    """The numbers of a grid, and what is said of each to those who point at it."""
    values = panel.values.reshape(-1, *panel.values.shape[-2:])  # (H, W) or (C, H, W) -> (C, H, W)
    numbers = [cell[1:] for cell in grid["cells"]]
    np.testing.assert_allclose(numbers, values.reshape(len(values), -1).T, rtol=1e-6, atol=1e-12)
    places = [cell[0] for cell in grid["cells"]]
    if not grid["isVector"]:
        assert places == [f"row {row}, column {column}" for row, column in np.ndindex(values.shape[1:])]
    elif panel.title == "Vector":
        entries = [int(place.removeprefix("entry ").replace(",", "")) for place in places]
        vector = sent.input.numbers.ravel() if isinstance(sent, FlattenCard) else sent.input
        np.testing.assert_allclose(vector[entries], np.ravel(numbers), rtol=1e-6)


def check_color(color: list[int], value: float, limit: float | None) -> None:
    """The color of a number on the scale of its grid."""
    assert limit is not None
    np.testing.assert_allclose(color, scale_levels(np.array(value), -limit, limit, LIGHT.signed), atol=0.51)


def check_place(grid: dict[str, Any], panel: Panel) -> None:
    """Where the frame stands, and the number that a screen reader is told of it."""
    frame = grid["frame"] and tuple(grid["frame"])
    assert (frame,) * bool(frame) == tuple(panel.outlines), panel.title
    now = re.search(r", now (?:at )?.*: (\S+)$", grid["label"].partition(";")[0])
    if now and frame:
        assert now[1] == written(float(panel.values[frame[0], frame[1]])), grid["label"]
