"""Scripts and style sheets make of the theme what Python makes of it: fills, scales, and the ink on them."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PageAt
from tests.browser.script import Script
from ui.components.files import joined, style_of, text_of
from ui.theme import contrast, hex_code, levels, scale_levels, theme, wants_white

COLORS = "shared/colors.js"
GRIDS = ("shared/grids.js", "paletteOf", "signedColor", "sourceOf")
STYLE = style_of(script=joined(COLORS))
PAGE = """document.documentElement.style.colorScheme = dark ? "dark" : "light";
  document.head.innerHTML = `<style>${style}</style>`;
  document.body.className = "colors";"""
DRAW = f"""({{ paletteOf, signedColor, grayColor, wantsWhite }}, [dark, style, values, limit, fills]) => {{
  {PAGE}
  const palette = paletteOf(document.body);
  const numbers = values.map((value) => value ?? NaN);
  return {{
    palette,
    signed: numbers.map((value) => signedColor(limit)(value, palette)),
    grays: values.filter((value) => value !== null).map((value) => grayColor(-limit, limit)(value, palette)),
    white: fills.map((fill) => wantsWhite(fill)),
  }};
}}"""
PAINTED = """(element) => {
  const { backgroundColor, color } = getComputedStyle(element);
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  return [backgroundColor, color].map((paint) => {
    pen.fillStyle = paint;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  });
}"""
KERNEL = f"""([dark, style, cells]) => {{
  const painted = {PAINTED};
  {PAGE}
  document.body.innerHTML = '<section class="colors kernel"></section>';
  return cells.map(([share, tone]) => {{
    const cell = document.createElement("div");
    cell.className = "cell";
    cell.style.cssText = `--share: ${{share}}%; --tone: var(--${{tone}})`;
    cell.append(document.createElement("input"));
    document.querySelector(".kernel").append(cell);
    return painted(cell.firstChild);
  }});
}}"""
CELLS = f"""({{ paletteOf, signedColor, sourceOf, Grid }}, [dark, style, values, limit]) => {{
  {PAGE}
  const source = sourceOf(2, values.length, (row, column) => values[column], signedColor(limit), false);
  const grid = new Grid("a", "", source, {{ maxWidth: 40 * values.length }});
  document.body.replaceChildren(grid.figure);
  grid.fit(40 * values.length, 1);
  const drawn = [];
  grid.pen.fill = () => drawn.push([grid.pen.fillStyle, grid.pen.globalAlpha]);
  grid.pen.fillText = () => drawn.push([grid.pen.fillStyle, grid.pen.globalAlpha]);
  grid.draw(paletteOf(document.body), {{ dim: (row) => row === 1 }});
  return drawn;
}}"""
KERNEL_STYLE = style_of("kernel_editor/kernel_editor.css", script=text_of("kernel_editor/kernel_editor.js"))
BOTH = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
LIMIT = 1.7
SIDE = range(0, 256, 15)
FILLS = [[red, green, blue] for red in SIDE for green in SIDE for blue in SIDE] + [[gray] * 3 for gray in range(256)]


@BOTH
def test_a_script_has_the_colors_and_the_ink_of_the_theme(script: Callable[..., Script], dark: bool) -> None:
    colors = theme(dark)
    values = np.linspace(-1.2 * LIMIT, 1.2 * LIMIT, 301)
    found = script(COLORS).run(DRAW, [dark, STYLE, [*values.tolist(), None], LIMIT, FILLS])

    palette = found["palette"]
    names = {"black": "picture_black", "white": "picture_white", "blackInk": "black_ink", "whiteInk": "white_ink"}
    assert palette.pop("dark") == dark
    for name, color in palette.items():
        wanted = getattr(colors, names.get(name, name))
        assert (color if isinstance(color, str) else hex_code(color)) == wanted, name

    *signed, unknown = found["signed"]
    assert tuple(unknown) == levels(colors.unknown)
    assert np.abs(signed - scale_levels(values, -LIMIT, LIMIT, colors.signed)).max() <= 0.51
    assert np.abs(found["grays"] - scale_levels(values, -LIMIT, LIMIT, colors.grays)).max() <= 0.51

    fills = np.array(FILLS + signed + found["grays"])
    white = script(COLORS).run(DRAW, [dark, STYLE, [], LIMIT, fills.tolist()])["white"]
    np.testing.assert_array_equal(white, wants_white(fills))


@BOTH
def test_a_digit_is_as_clear_where_its_cell_steps_back(script: Callable[..., Script], dark: bool) -> None:
    values = np.linspace(-LIMIT, LIMIT, 41)
    drawn = script(*GRIDS).run(CELLS, [dark, STYLE, values.tolist(), LIMIT])
    assert len(drawn) == 2 * 2 * len(values)  # a fill and a number in each cell of two rows
    assert {alpha for _, alpha in drawn} == {1}
    fills, inks = ([levels(color) for color, _ in drawn[start::2]] for start in (0, 1))
    assert contrast(fills, inks).min() >= 4.5
    full = scale_levels(values, -LIMIT, LIMIT, theme(dark).signed)
    stepped_back = (full + levels(theme(dark).panel)) / 2
    assert np.abs(np.array(fills) - [*full, *stepped_back]).max() <= 1.1


@BOTH
def test_a_weight_can_be_read_on_its_tint(blank_page: Page, dark: bool) -> None:
    cells = [[share / 2, tone] for share in range(201) for tone in ("positive", "negative")]
    found = blank_page.evaluate(KERNEL, [dark, KERNEL_STYLE, cells])
    colors = theme(dark)
    ends = {"positive": 1.0, "negative": -1.0}
    wanted = scale_levels(np.array([ends[tone] * share / 100 for share, tone in cells]), -1.0, 1.0, colors.signed)
    tints, inks = np.array(found).transpose(1, 0, 2)
    assert np.abs(tints - wanted).max() <= 1
    assert {hex_code(ink) for ink in inks} == {colors.black_ink, colors.white_ink}
    assert contrast(tints, inks).min() >= 4.5


def test_a_style_sheet_has_no_condition_that_a_browser_does_not_know() -> None:
    style = style_of("stepper/stepper.css", "provenance/provenance.css")
    assert re.findall(r"@media \(--", style) == []
    assert "@media (max-width: 700px)" in style


@BOTH
def test_the_words_on_a_filled_button_can_be_read_under_the_pointer_too(page_at: PageAt, dark: bool) -> None:
    page = page_at("/training", dark=dark, still=True)
    button = page.get_by_role("button", name="Train", exact=True)
    page.mouse.move(5, 5)
    fill, ink = button.evaluate(PAINTED)
    assert (tuple(fill), tuple(ink)) == (levels(theme(dark).accent), levels(theme(dark).paper))
    button.hover()
    page.wait_for_timeout(400)  # Streamlit lets the color glide
    pointed, ink = button.evaluate(PAINTED)
    assert pointed != fill
    assert contrast(pointed, ink) >= 4.5
