"""One home for colors and sizes: nothing but ``ui/theme.py`` has a color, and what stands beside it agrees with it."""

import colorsys
import re
import tomllib
from dataclasses import fields
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageColor

from tests.project_files import ROOT
from ui import theme as themes
from ui.steps.pictures import paints
from ui.theme import DARK, LIGHT, Scale, Theme, contrast, levels, scale_levels, theme, variables, wants_white

KINDS = {".py", ".js", ".css", ".html"}
FILES = sorted(
    path.relative_to(ROOT)
    for path in chain(ROOT.glob("ui/**/*"), ROOT.glob("pages/*"), [ROOT / "streamlit_app.py"])
    if path.suffix in KINDS and path != ROOT / "ui/theme.py"
)
STYLES = [path for path in FILES if path.suffix == ".css"]
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
COLOR = re.compile(
    r"(?<![\w&])\#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b"  # as a code
    r"|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(\s*[\d.]",  # as a function of numbers
    re.IGNORECASE,
)
TRIPLE = re.compile(r"[\[(]\s*(?:\d{2,3},\s*){2}\d{2,3}\s*[\])]")
NAMED = re.compile(rf"(?<![\w-])(?:{'|'.join(ImageColor.colormap)})(?![\w-])", re.IGNORECASE)
BOTH = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])


def colors_in(text: str, suffix: str) -> list[str]:
    """The literal colors of a source: codes and functions; triples where it draws; in a style sheet names as well."""
    if suffix == ".css":
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        return COLOR.findall(text) + NAMED.findall(text)
    draws = suffix == ".js" or "ImageDraw" in text
    return COLOR.findall(text) + (TRIPLE.findall(text) if draws else [])


@pytest.mark.parametrize("path", FILES, ids=str)
def test_no_color_stands_outside_the_theme(path: Path) -> None:
    assert not colors_in((ROOT / path).read_text(encoding="utf-8"), path.suffix)


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".css", "p { color: #d9480f; }"),
        (".css", "p { color: light-dark(#FFF, var(--ink)); }"),
        (".css", "p { box-shadow: 0 0 2px rgb(0 0 0 / 0.2); }"),
        (".css", "p { background: color-mix(in srgb, white 2%, var(--paper)); }"),
        (".js", 'pen.fillStyle = bright ? "#111" : "#fff";'),
        (".js", "const zero = dark ? [42, 48, 64] : other;"),
        (".js", 'pen.fillStyle = "rgba(0,0,0,0.5)";'),
        (".py", 'FRAME = "#7a8294"'),
        (".py", "from PIL import ImageDraw\n\nink = (17, 17, 17)"),
        (".html", '<p style="color:#b2182b">'),
    ],
)
def test_a_literal_color_is_seen(suffix: str, text: str) -> None:
    assert colors_in(text, suffix)


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".css", "p { white-space: nowrap; color: var(--black-ink); } /* white ends on white */"),
        (".css", "p { color: color-mix(in srgb, var(--accent) 7%, transparent); }"),
        (".js", "pen.fillStyle = `rgb(${color})`; // red, green, blue"),
        (".py", 'return f"rgba({levels},{share:g})"  # pixel #3 is red'),
        (".py", "image_shape = (224, 224, 32)"),
        (".html", "<a href='#said'>&#8722;</a>"),
    ],
)
def test_what_is_no_color_is_let_through(suffix: str, text: str) -> None:
    assert not colors_in(text, suffix)


@pytest.mark.parametrize(("mode", "colors"), [("light", LIGHT), ("dark", DARK)])
def test_the_colors_of_streamlit_are_those_of_the_theme(mode: str, colors: Theme) -> None:
    assert CONFIG[mode] == {
        "primaryColor": colors.accent,
        "linkColor": colors.accent,
        "backgroundColor": colors.paper,
        "secondaryBackgroundColor": colors.panel,
        "textColor": colors.ink,
        "borderColor": colors.line,
        "sidebar": {"backgroundColor": colors.panel, "secondaryBackgroundColor": colors.paper},
    }


def test_the_corners_of_streamlit_are_those_of_the_theme() -> None:
    assert CONFIG["baseRadius"] == f"{themes.BOX_CORNER}px"
    assert CONFIG["buttonRadius"] == f"{themes.BUTTON_CORNER}px"


@pytest.mark.parametrize("name", ["PHONE", "CELL", "CELL_GAP", "CELL_CORNER", "FINE", "DIMMED"])
def test_a_size_of_the_scripts_is_that_of_the_theme(name: str) -> None:
    (script,) = ROOT.glob("ui/components/**/sizes.js")
    declared = re.findall(rf"\bconst {name} = ([\d.]+);", script.read_text(encoding="utf-8"))
    assert declared == [str(getattr(themes, name))]


@pytest.mark.parametrize("path", STYLES, ids=str)
def test_every_variable_of_a_style_sheet_is_given_somewhere(path: Path) -> None:
    sources = [file.read_text(encoding="utf-8") for file in (ROOT / path).parent.iterdir() if file.suffix in KINDS]
    given = {*variables(), *re.findall(r"(--[\w-]+)\"?[:,]", "\n".join(sources))}
    used = set(re.findall(r"var\((--[\w-]+)", (ROOT / path).read_text(encoding="utf-8")))
    assert {name for name in used - given if not name.startswith("--st-")} == set()


def test_every_color_is_a_variable_with_its_two_values() -> None:
    given = variables()
    for field in fields(Theme):
        light, dark = getattr(LIGHT, field.name), getattr(DARK, field.name)
        assert given[f"--{field.name.replace('_', '-')}"] == f"light-dark({light}, {dark})"


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_has_the_colors_of_the_page(dark: bool) -> None:
    for field in fields(paints(dark)):
        assert getattr(paints(dark), field.name) == levels(getattr(theme(dark), field.name))


@BOTH
def test_text_can_be_read_on_the_page_and_on_a_card(colors: Theme) -> None:
    for name in ("ink", "soft", "accent", "focus_text", "plus", "minus", "refused", "code_keyword", "code_text"):
        for ground in (colors.paper, colors.panel):
            assert contrast(levels(getattr(colors, name)), levels(ground)) >= 4.5, name


@BOTH
def test_words_on_the_accent_can_be_read(colors: Theme) -> None:
    assert contrast(levels(colors.paper), levels(colors.accent)) >= 4.5


@BOTH
def test_outlines_can_be_seen(colors: Theme) -> None:
    for ground in (colors.paper, colors.panel):
        for outline in (colors.focus, colors.accent, colors.picture_edge):
            assert contrast(levels(outline), levels(ground)) >= 3
    for pixel in (colors.picture_black, colors.picture_white):
        assert contrast(levels(colors.picture_edge), levels(pixel)) >= 3


def hue(color: str) -> float:
    """The hue of a color in degrees, from -180 to 180: 0 for red, 120 for green, -120 for blue."""
    return (360 * colorsys.rgb_to_hls(*(level / 255 for level in levels(color)))[0] + 180) % 360 - 180


@BOTH
def test_now_is_orange_numbers_are_blue_and_red_and_violet_can_be_pressed(colors: Theme) -> None:
    hues = {
        "orange": [colors.focus, colors.focus_text],
        "blue": [colors.plus, colors.positive],
        "red": [colors.minus, colors.negative],
        "violet": [colors.accent],
    }
    wanted = {"orange": (15, 30), "blue": (-160, -140), "red": (-10, 10), "violet": (-110, -90)}
    for name, (low, high) in wanted.items():
        for color in hues[name]:
            assert low <= hue(color) <= high, (name, color)


@BOTH
def test_every_digit_can_be_read_on_every_color_of_every_scale(colors: Theme) -> None:
    scales: list[Scale] = [colors.signed, colors.grays]
    scales += [[(0.0, colors.zero), (1.0, end)] for end in (colors.positive, colors.negative)]  # counts
    for scale in scales:
        fills = scale_levels(np.linspace(0, 1, 4001), 0, 1, scale)
        white = wants_white(fills)[:, None]
        inks = np.where(white, levels(colors.white_ink), levels(colors.black_ink))
        assert contrast(inks, fills).min() >= 4.5
    assert wants_white(levels(colors.unknown)) == (contrast(levels(colors.unknown), [255] * 3) >= 4.5)
