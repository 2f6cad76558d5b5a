"""Every color of the project and every size that two files share, each named after what it means.

Figures, pictures and the GIF import them; style sheets get them as CSS variables; ``.streamlit/config.toml`` and the
few sizes that scripts name themselves are compared with them by a test.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

Scale = Sequence[tuple[float, str]]
"""A color scale: pairs of a share of its length, rising from 0 to 1, and the color there."""

PHONE = 700  # pixels; what is narrower is laid out as on a phone
CARD_CORNER = 14  # pixels, the radius of a card's corners
BOX_CORNER = 10  # the same for a box inside a card, and for Streamlit's boxes
BUTTON_CORNER = 9  # the same for buttons and fields
FRAME_CORNER = 7  # the same for the frame around cells
CELL_CORNER = 4  # the same for a cell
FRAME_WIDTH = 3  # pixels, the line around the cells in focus, and around a control that the keyboard has reached
CELL_GAP = 2  # pixels between two cells
CELL = 38  # pixels from one cell to the next, where there is room
READABLE = 20  # pixels, the smallest cell with a number in a figure or a GIF
FINE = 14  # pixels; smaller cells are drawn as one picture, without gaps and numbers
DIMMED = 0.5  # how far the fill of a cell that steps back goes toward the ground; its digits stay as they are
CAPTION = 13  # pixels, the letters of a title above a figure or a grid

WEIGHTS = (0.2126, 0.7152, 0.0722)  # of red, green and blue in the luminance of a color, as WCAG 2 has it
TURN = math.sqrt(1.05 * 0.05) - 0.05  # the luminance from which black and white stand out equally: by 4.58 to 1


@dataclass(frozen=True)
class Theme:
    """The colors of a light or a dark page, as ``#rrggbb``.

    Attributes
    ----------
    ink, soft, idle : text, text that steps back, and the words on a control that has nothing to do right now.
    line : borders, and the lines that a chart is read by.
    paper, panel : the ground of the page, and that of a card and of the sidebar.
    accent : what can be pressed; no number has it. Text on it has the color of the paper.
    focus, focus_text : "now" as an outline or a filled mark, and as text, which takes more contrast in the light.
    plus, minus : a positive and a negative number as text.
    positive, zero, negative : signed numbers as the fill of a cell; the ends and the middle of their scale.
    unknown : the fill of a cell that holds no number.
    refused : what is not accepted, as text and as a border.
    code_keyword, code_text : words of the language, and strings and numbers, in a listing.
    picture_black, picture_white : the ends of the gray scale of pictures.
    picture_edge : around a picture; it stands out from black, from white and from both pages.
    black_ink, white_ink : the letters on a fill; ``wants_white`` says which.
    shadow : under what is lifted, with its opacity as the last two digits.
    """

    ink: str
    soft: str
    idle: str
    line: str
    paper: str
    panel: str
    accent: str
    focus: str
    focus_text: str
    plus: str
    minus: str
    positive: str
    zero: str
    negative: str
    refused: str
    code_keyword: str
    code_text: str
    unknown: str = "#808080"
    picture_black: str = "#0f0f0f"
    picture_white: str = "#f0f0f0"
    picture_edge: str = "#7a8294"
    black_ink: str = "#000000"
    white_ink: str = "#ffffff"
    shadow: str = "#00000038"

    @property
    def signed(self) -> Scale:
        """Red below zero, blue above, nearly the paper at zero."""
        return [(0.0, self.negative), (0.5, self.zero), (1.0, self.positive)]

    @property
    def grays(self) -> Scale:
        """From the black to the white of a picture."""
        return [(0.0, self.picture_black), (1.0, self.picture_white)]


LIGHT = Theme(
    ink="#1c2333",
    soft="#5b657a",
    idle="#999ca3",
    line="#d3d8e1",
    paper="#ffffff",
    panel="#f6f8fb",
    accent="#6741d9",
    focus="#d9480f",
    focus_text="#c2460a",
    plus="#2166ac",
    minus="#b2182b",
    positive="#2166ac",
    zero="#f7f7f7",
    negative="#b2182b",
    refused="#b01428",
    code_keyword="#1c58ad",
    code_text="#116a38",
)
DARK = Theme(
    ink="#e8ecf4",
    soft="#a6b0c3",
    idle="#72767f",
    line="#3a4254",
    paper="#11151f",
    panel="#181e2b",
    accent="#b197fc",
    focus="#ff8f4a",
    focus_text="#ff8f4a",
    plus="#7db7f0",
    minus="#ff9a94",
    positive="#4393dc",
    zero="#2a3040",
    negative="#d65450",
    refused="#ff9690",
    code_keyword="#5994e7",
    code_text="#62bb85",
)
_SIZES = {
    "card-corner": CARD_CORNER,
    "box-corner": BOX_CORNER,
    "button-corner": BUTTON_CORNER,
    "frame-corner": FRAME_CORNER,
    "cell-corner": CELL_CORNER,
    "frame-width": FRAME_WIDTH,
    "cell-gap": CELL_GAP,
    "caption": CAPTION,
}


def theme(dark: bool) -> Theme:
    """The colors of a dark or a light page."""
    return DARK if dark else LIGHT


def variables() -> dict[str, str]:
    """All colors and sizes as variables of CSS, their values by their names, such as ``--focus-text``.

    Each color is a pair, ``light-dark(…, …)``, of which the browser takes the one for the page.
    """
    colors = {
        f"--{field.name.replace('_', '-')}": f"light-dark({getattr(LIGHT, field.name)}, {getattr(DARK, field.name)})"
        for field in fields(Theme)
    }
    return colors | {f"--{name}": f"{size}px" for name, size in _SIZES.items()} | {"--ink-turn": f"{TURN:.6f}"}


def variables_for(selector: str, text: str) -> str:
    """A rule of CSS that gives what a selector matches, and all inside, the variables that a text names.

    Examples
    --------
    >>> print(variables_for(".card", "b { color: var(--accent); margin: var(--cell-gap); }"), end="")
    .card {
      --accent: light-dark(#6741d9, #b197fc);
      --cell-gap: 2px;
    }
    """
    named = set(re.findall(r"--[\w-]+", text))
    lines = [f"  {name}: {value};" for name, value in variables().items() if name in named]
    return "\n".join([f"{selector} {{", *lines, "}", ""])


def for_browsers(style: str) -> str:
    """A style sheet with ``@media (--phone)`` spelled out: a condition cannot hold a variable.

    Examples
    --------
    >>> for_browsers("@media (--phone) { p { margin: 0; } }")
    '@media (max-width: 700px) { p { margin: 0; } }'
    """
    return style.replace("(--phone)", f"(max-width: {PHONE}px)")


def levels(color: str) -> tuple[int, int, int]:
    """Red, green and blue from 0 to 255 of ``#rrggbb``.

    Examples
    --------
    >>> levels("#d9480f")
    (217, 72, 15)
    """
    red, green, blue = bytes.fromhex(color[1:7])
    return red, green, blue


def hex_code(color: Sequence[float] | np.ndarray) -> str:
    """Red, green and blue from 0 to 255, rounded, as ``#rrggbb``.

    Examples
    --------
    >>> hex_code([217, 72, 14.6])
    '#d9480f'
    """
    return "#" + bytes(round(float(level)) for level in color).hex()


def scale_levels(values: np.ndarray, low: float, high: float, scale: Scale) -> np.ndarray:
    """Red, green and blue of numbers on a color scale, from 0 to 255 and not rounded.

    Parameters
    ----------
    values : of any shape; beyond the ends they have the color of the end.
    low, high : the numbers at the ends of the scale.

    Returns
    -------
    np.ndarray
        As ``values`` with a last axis of 3; not-a-number where a value is.
    """
    shares = [share for share, _ in scale]
    stops = np.array([levels(color) for _, color in scale])
    places = (np.asarray(values, dtype=np.float64) - low) / (high - low)
    return np.stack([np.interp(places, shares, stop) for stop in stops.T], axis=-1)


def luminance(colors: Sequence[float] | np.ndarray) -> np.ndarray:
    """The luminance of colors as WCAG 2 has it: 0 for black, 1 for white.

    Parameters
    ----------
    colors : (..., 3), red, green and blue from 0 to 255.
    """
    shares = np.asarray(colors, dtype=np.float64) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    result: np.ndarray = linear @ np.array(WEIGHTS)  # (..., 3) -> (...)
    return result


def contrast(one: Sequence[float] | np.ndarray, other: Sequence[float] | np.ndarray) -> np.ndarray:
    """How much colors stand out from each other as WCAG 2 has it: from 1 for the same to 21 for black on white.

    Parameters
    ----------
    one, other : (..., 3), red, green and blue from 0 to 255.
    """
    a, b = luminance(one), luminance(other)
    return (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05)


def wants_white(fills: Sequence[float] | np.ndarray) -> np.ndarray:
    """Whether white letters stand out from a fill more than black ones; those that do, do so by at least 4.5 to 1.

    Parameters
    ----------
    fills : (..., 3), red, green and blue from 0 to 255.
    """
    return np.asarray(luminance(fills) < TURN)
