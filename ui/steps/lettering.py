"""Text on Pillow pictures: its built-in font, and as shapes the signs that it lacks, such as − and ≈."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from PIL import Image, ImageDraw, ImageFont

from ui.steps.parts import Line, Piece

Color = tuple[int, int, int]

# Strokes of each sign, in shares of the width of a digit: x from the left, y up from the height of a minus sign.
SIGNS: dict[str, list[list[tuple[float, float]]]] = {
    "−": [[(0.12, 0), (0.88, 0)]],
    "×": [[(0.2, -0.3), (0.8, 0.3)], [(0.2, 0.3), (0.8, -0.3)]],
    "÷": [[(0.12, 0), (0.88, 0)], [(0.5, 0.3), (0.5, 0.32)], [(0.5, -0.3), (0.5, -0.32)]],
    "≈": [
        [(0.12, y - 0.06), (0.24, y + 0.07), (0.36, y + 0.08), (0.64, y - 0.08), (0.76, y - 0.07), (0.88, y + 0.06)]
        for y in (0.17, -0.17)
    ],
    "→": [[(0.1, 0), (1.3, 0)], [(0.95, 0.32), (1.3, 0), (0.95, -0.32)]],
    "↓": [[(0.5, 0.65), (0.5, -0.6)], [(0.2, -0.28), (0.5, -0.6), (0.8, -0.28)]],
    "∞": [
        [(0.7, 0), (0.5, 0.22), (0.28, 0.26), (0.12, 0), (0.28, -0.26), (0.5, -0.22), (0.7, 0)],
        [(0.7, 0), (0.9, 0.22), (1.12, 0.26), (1.28, 0), (1.12, -0.26), (0.9, -0.22), (0.7, 0)],
    ],
}
WIDE = {"→": 1.4, "∞": 1.4}  # widths in digits; all other signs are one wide
RUNS = re.compile(f"[{''.join(SIGNS)}]|[^{''.join(SIGNS)}]+")
SHARPNESS = 6  # how much larger a sign is drawn before it is made small and smooth
BOLD = 0.028  # of the size, what a bold letter is thicker on every side


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The built-in font at a size in pixels, without the shaping that plain Latin text does not need."""
    built_in = cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))
    return built_in.font_variant(layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: int) -> float:
    """Pixels that a text takes."""
    return sum(_run_width(run, size) for run in RUNS.findall(text))


@lru_cache(maxsize=4096)
def _run_width(run: str, size: int) -> float:
    return WIDE.get(run, 1.0) * _digit(size) if run in SIGNS else font(size).getlength(run)


@lru_cache(maxsize=64)
def _digit(size: int) -> float:
    return font(size).getlength("0")


@lru_cache(maxsize=64)
def middle(size: int) -> float:
    """How far above the line a minus sign stands: half a digit's height."""
    return -font(size).getbbox("0", anchor="ls")[1] / 2


def write(
    pen: ImageDraw.ImageDraw, x: float, y: float, text: str, size: int, color: Color, *, bold: bool = False
) -> float:
    """Write a text that begins at x on the line y, and return where it ends."""
    for run in RUNS.findall(text):
        if run in SIGNS:
            mask = _sign(run, size, bold)
            pen.bitmap((round(x), round(y - middle(size) - mask.height / 2)), mask, fill=color)
        else:
            thicker = size * BOLD if bold else 0
            pen.text((x, y), run, fill=color, font=font(size), anchor="ls", stroke_width=thicker)
        x += _run_width(run, size)
    return x


@lru_cache(maxsize=512)
def _sign(sign: str, size: int, bold: bool) -> Image.Image:
    """A sign as a mask, as wide as it is in a text and vertically around its middle."""
    digit = _digit(size) * SHARPNESS
    across, up = round(digit * WIDE.get(sign, 1.0)), round(digit * 1.5)
    mask = Image.new("L", (across, up))
    pen = ImageDraw.Draw(mask)
    thick = max(SHARPNESS, size * SHARPNESS * (0.085 + (2 * BOLD if bold else 0)))
    for stroke in SIGNS[sign]:
        points = [(digit * x, up / 2 - digit * y) for x, y in stroke]
        pen.line(points, fill=255, width=round(thick), joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
    return mask.resize((max(1, across // SHARPNESS), max(1, up // SHARPNESS)), Image.Resampling.BOX)


@dataclass(frozen=True)
class Word:
    """Pieces of a line that stay together, with the blank behind them."""

    pieces: Line
    width: float


RAISED = 0.7  # of the size, that of a power


def words(line: Line, size: int) -> list[Word]:
    """Cut a line into words; a power stays with what it belongs to."""
    found: list[list[Piece]] = []
    for piece in line:
        for text in [piece.text] if piece.raised else re.findall(r"\S+ *| +", piece.text):
            if found and (piece.raised or not found[-1][-1].text.endswith(" ") or found[-1][-1].raised):
                found[-1].append(Piece(text, piece.tint, piece.raised))
            else:
                found.append([Piece(text, piece.tint, piece.raised)])
    return [Word(tuple(word), sum(width(part.text, size_of(part, size)) for part in word)) for word in found]


def size_of(piece: Piece, size: int) -> int:
    """The size of a piece in a line of some size."""
    return round(size * RAISED) if piece.raised else size


def broken(lines: Sequence[Line], size: int, room: float) -> list[Line]:
    """Break lines between words where they are wider than there is room."""
    rows: list[Line] = []
    for line in lines:
        row: list[Piece] = []
        at = 0.0
        for word in words(line, size):
            last = len(word.pieces[-1].text) - len(word.pieces[-1].text.rstrip(" "))
            if row and at + word.width - last * _run_width(" ", size) > room:
                rows.append(tuple(row))
                row, at = [], 0.0
            row += word.pieces
            at += word.width
        rows.append(tuple(row))
    return rows
