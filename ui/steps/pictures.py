"""A view of a step as a Pillow picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from ui.figures.maps import Panel, own_limit
from ui.figures.numbers import grid_texts, written
from ui.steps.layout import (
    BAR,
    CURVE,
    HEADING,
    MARGIN,
    NOTE,
    OPERATOR,
    TITLE,
    Layout,
    Place,
    items_of,
)
from ui.steps.lettering import Color, broken, size_of, width, write
from ui.steps.parts import Curve, Line, StepView, Strip
from ui.theme import DIMMED, FINE, levels, scale_levels, theme, wants_white

SHARP = 4  # how much larger round corners are drawn before they are made small and smooth
BOLD_FROM = 15  # pixels, letters in cells


@dataclass(frozen=True)
class Paints:
    """Those colors of a theme that a picture has, with red, green and blue from 0 to 255."""

    panel: Color
    paper: Color
    line: Color
    ink: Color
    soft: Color
    focus: Color
    focus_text: Color
    plus: Color
    minus: Color
    zero: Color
    positive: Color
    negative: Color
    unknown: Color
    black_ink: Color
    white_ink: Color

    @property
    def all(self) -> list[Color]:
        """Every one of them."""
        return list(astuple(self))

    def tint(self, name: str) -> Color:
        """The color of a piece of text."""
        return {"plus": self.plus, "minus": self.minus, "result": self.focus_text}.get(name, self.ink)


@lru_cache(maxsize=2)
def paints(dark: bool) -> Paints:
    """The colors on a dark or a light ground."""
    return Paints(**{field.name: levels(getattr(theme(dark), field.name)) for field in fields(Paints)})


def mixed(start: Color, end: Color, share: float) -> Color:
    """A color between two."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return red, green, blue


class Slide(Layout):
    """A picture of a step, drawn again for every other."""

    def __init__(self, views: Sequence[StepView], width: int, *, dark: bool) -> None:
        super().__init__(views, width)
        self.theme, self.paints = theme(dark), paints(dark)
        self.sprites: dict[tuple[object, ...], Image.Image] = {}

    def draw(self, view: StepView, progress: float) -> Image.Image:
        """Draw one step; ``progress`` is the share of the steps that are done."""
        picture = Image.new("RGB", (self.width, self.height), self.paints.panel)
        pen = ImageDraw.Draw(picture)
        items = [item for part in view.parts for item in items_of(part)]
        letters = iter(self.letters)
        for item, place in zip(items, self.places, strict=True):
            if isinstance(item, str):
                self._draw_operator(pen, item, place)
            elif isinstance(item, Curve):
                self._draw_curve(picture, item, place)
            else:
                self._draw_panel(picture, item, place, next(letters))
        self._draw_words(picture, view, progress)
        return picture

    def _draw_operator(self, pen: ImageDraw.ImageDraw, sign: str, place: Place) -> None:
        size = self.px(OPERATOR)
        x = place.x + (place.width - width(sign, size)) / 2
        write(pen, x, place.y + size * 0.8, sign, size, self.paints.soft)

    def _draw_panel(self, picture: Image.Image, panel: Panel, place: Place, letters: int) -> None:
        pen = ImageDraw.Draw(picture)
        x, y = round(place.x), round(place.y)
        line = y + self.px(TITLE)
        end = write(pen, x, line, panel.title, self.px(TITLE), self.paints.ink, bold=True)
        if self.in_line(panel):
            write(pen, end + self.px(14), line, panel.note, self.px(NOTE), self.paints.soft)
        else:
            write(pen, x, line + self.px(NOTE * 1.35), panel.note, self.px(NOTE), self.paints.soft)
        y += self.heading(panel)
        if isinstance(panel, Strip) and panel.names:
            self._draw_names(pen, panel, place, y - self.px(7))
        colors = self._colors(panel)
        if place.pitch < FINE:
            self._draw_fine(picture, panel, colors, x, y, place.pitch)
        else:
            self._draw_cells(picture, panel, colors, x, y, int(place.pitch), letters)
        gap = self.gap(place.pitch)
        for row, column, height, across in panel.outlines:
            thick = max(2, self.px(4))
            extra = self.px(3) if gap else thick  # around a cell as small as this, the line must stay outside
            left, top = round(x + column * place.pitch), round(y + row * place.pitch)
            right = max(left + 1, round(x + (column + across) * place.pitch) - gap)  # a cell may be under a pixel
            bottom = max(top + 1, round(y + (row + height) * place.pitch) - gap)
            box = (left - extra, top - extra, right + extra, bottom + extra)
            mask = ring(box[2] - box[0], box[3] - box[1], thick, self.px(7))
            picture.paste(self.paints.focus, box[:2], mask)

    def _draw_names(self, pen: ImageDraw.ImageDraw, strip: Strip, place: Place, y: float) -> None:
        now = {int(column) for _, column, _, _ in strip.outlines}
        size, cell = self.px(NOTE), place.pitch - self.gap(place.pitch)
        fits = all(width(name, size) <= place.pitch for name in strip.names)
        x = place.x
        for number, name in enumerate(strip.names):
            if fits:
                x = place.x + number * place.pitch + (cell - width(name, size)) / 2
            color = self.paints.focus_text if number in now else self.paints.soft
            end = write(pen, x, y, name, size, color, bold=number in now)
            x = end + self.px(12)  # names too long for their cells follow one another

    def _colors(self, panel: Panel) -> np.ndarray:
        """The (H, W, 3) colors of all cells, as uint8."""
        paint = self.paints
        if panel.kind == "picture":
            colors = np.rint(scale_levels(panel.values, *panel.value_range, self.theme.grays))
            if colors.ndim == 4:  # (3, H, W, 3), each channel in gray -> (H, W, 3)
                colors = colors[..., 0].transpose(1, 2, 0)
            if panel.hatched is not None:  # around a picture, what is hatched is padding
                colors = np.where(panel.hatched[..., None], paint.zero, colors)
            return colors.astype(np.uint8)
        limit = panel.limit or own_limit(panel.values)
        colors = np.rint(scale_levels(panel.values, -limit, limit, self.theme.signed))
        return np.where(np.isnan(colors), paint.unknown, colors).astype(np.uint8)

    def _draw_cells(
        self, picture: Image.Image, panel: Panel, colors: np.ndarray, x: int, y: int, pitch: int, letters: int
    ) -> None:
        blank, dimmed, hatched, marked = (
            np.zeros(colors.shape[:2], dtype=bool) if mask is None else mask
            for mask in (panel.blank, panel.dimmed, panel.hatched, panel.marked)
        )
        cell = pitch - self.gap(pitch)
        texts = grid_texts(panel.values, panel.write) if letters else []
        for row, column in np.ndindex(colors.shape[:2]):
            at = (row, column)
            if blank[at]:
                sprite = self._sprite(("blank", cell), cell)
            else:
                text = texts[row][column] if letters else ""
                red, green, blue = colors[at].tolist()
                state = (bool(dimmed[at]), bool(hatched[at]), bool(marked[at]))
                sprite = self._sprite(("cell", cell, (red, green, blue), text, letters, *state), cell)
            picture.paste(sprite, (x + column * pitch, y + row * pitch))
        if isinstance(panel, Strip) and panel.parted:
            pen = ImageDraw.Draw(picture)
            for column in range(panel.piece, colors.shape[1], panel.piece):
                edge = x + column * pitch
                pen.rectangle((edge - pitch + cell, y, edge - 1, y + cell - 1), fill=self.paints.ink)

    def _sprite(self, key: tuple[object, ...], cell: int) -> Image.Image:
        """The picture of one cell, kept: most cells stay as they are from step to step."""
        if key not in self.sprites:
            self.sprites[key] = self._blank(cell) if key[0] == "blank" else self._cell(*key[1:])  # type: ignore[arg-type]
        return self.sprites[key]

    def _blank(self, cell: int) -> Image.Image:
        """A cell that is not worked out yet: a dashed edge."""
        side, thick = cell * SHARP, max(1, round(1.5 * self.unit)) * SHARP
        dashes = Image.new("L", (side, side))
        pen = ImageDraw.Draw(dashes)
        pen.rounded_rectangle((0, 0, side - 1, side - 1), side // 9, outline=255, width=thick)
        parts = 7
        for number in range(1, parts, 2):
            start, end = side * number / parts, side * (number + 1) / parts
            pen.rectangle((start, 0, end, side), fill=0)
            pen.rectangle((0, start, side, end), fill=0)
        sprite = Image.new("RGB", (cell, cell), self.paints.panel)
        sprite.paste(mixed(self.paints.line, self.paints.soft, 0.4), (0, 0), dashes.reduce(SHARP))
        return sprite

    def _cell(
        self, cell: int, color: Color, text: str, size: int, dimmed: bool, hatched: bool, marked: bool
    ) -> Image.Image:
        paint = self.paints
        fill = mixed(color, paint.panel, DIMMED) if dimmed else color
        face = Image.new("RGB", (cell, cell), fill)
        pen = ImageDraw.Draw(face)
        if hatched:
            face.paste(mixed(fill, paint.soft, 0.45), (0, 0), _hatching(cell))
        if text:
            ink = paint.white_ink if wants_white(fill) else paint.black_ink
            line = cell / 2 + size * 0.36
            write(pen, (cell - width(text, size)) / 2, line, text, size, ink, bold=size >= BOLD_FROM)
        sprite = Image.new("RGB", (cell, cell), paint.panel)
        radius = min(self.px(5), cell // 5)
        sprite.paste(face, (0, 0), disc(cell, cell, radius))
        if sum(abs(a - b) for a, b in zip(color, paint.panel, strict=True)) < 60:  # zero would melt into the ground
            sprite.paste(paint.line, (0, 0), ring(cell, cell, 1, radius))
        if marked:
            inner = max(4, cell - 2)
            sprite.paste(paint.focus, (1, 1), ring(inner, inner, max(2, self.px(3)), min(self.px(4), cell // 6)))
        return sprite

    def _draw_fine(self, picture: Image.Image, panel: Panel, colors: np.ndarray, x: int, y: int, pitch: float) -> None:
        """Cells too small for numbers: all of them at once."""
        shown = colors.astype(float)
        for mask, color, share in (
            (panel.hatched, self.paints.soft, 0.3),
            (panel.marked, self.paints.focus, 1.0),
            (panel.dimmed, self.paints.panel, DIMMED),
            (panel.blank, self.paints.panel, 1.0),
        ):
            if mask is not None:
                shown[mask] += (np.array(color) - shown[mask]) * share
        rows, columns = colors.shape[:2]
        size = (max(1, round(columns * pitch)), max(1, round(rows * pitch)))
        cells = Image.fromarray(np.rint(shown).astype(np.uint8))
        picture.paste(cells.resize(size, Image.Resampling.NEAREST), (x, y))
        if panel.blank is not None:
            ImageDraw.Draw(picture).rectangle((x, y, x + size[0] - 1, y + size[1] - 1), outline=self.paints.line)

    def _draw_curve(self, picture: Image.Image, curve: Curve, place: Place) -> None:
        paint, size = self.paints, self.px(NOTE)
        write(
            ImageDraw.Draw(picture),
            place.x,
            place.y + self.px(TITLE),
            curve.title,
            self.px(TITLE),
            paint.ink,
            bold=True,
        )
        across, down = round(place.width), round(place.width * CURVE[1] / CURVE[0])
        left, right, top, bottom = 2.2 * size, across - 0.8 * size, 0.7 * size, down - 1.5 * size
        low, high = curve.ticks[0], curve.ticks[-1]

        def at(x: float, y: float) -> tuple[float, float]:
            share = (x + curve.span) / (2 * curve.span), (y - low) / (high - low)
            return (left + share[0] * (right - left)) * SHARP, (bottom - share[1] * (bottom - top)) * SHARP

        large = Image.new("RGB", (across * SHARP, down * SHARP), paint.panel)
        pen = ImageDraw.Draw(large)
        for x in (-curve.span, 0.0, curve.span):
            pen.line([at(x, low), at(x, high)], fill=paint.line, width=SHARP)
        for y in curve.ticks:
            pen.line([at(-curve.span, y), at(curve.span, y)], fill=paint.line, width=SHARP)
        pen.line([at(x, y) for x, y in curve.points.tolist()], fill=paint.ink, width=self.px(3) * SHARP, joint="curve")
        now, foot, side = at(curve.x, curve.y), at(curve.x, low), at(-curve.span, curve.y)
        _dashed(pen, foot, now, paint.focus, self.px(2) * SHARP)
        _dashed(pen, now, side, paint.focus, self.px(2) * SHARP)
        radius = self.px(8) * SHARP
        pen.ellipse((now[0] - radius, now[1] - radius, now[0] + radius, now[1] + radius), fill=paint.focus)
        small = large.reduce(SHARP)
        pen = ImageDraw.Draw(small)
        for x in (-curve.span, 0.0, curve.span):
            text = written(x)
            write(pen, at(x, low)[0] / SHARP - width(text, size) / 2, down - 2, text, size, paint.soft)
        for y in curve.ticks:
            text = written(y)
            write(pen, left - width(text, size) - 6, at(low, y)[1] / SHARP + size * 0.36, text, size, paint.soft)
        picture.paste(small, (round(place.x), round(place.y) + self.px(HEADING * 0.75)))

    def _draw_words(self, picture: Image.Image, view: StepView, progress: float) -> None:
        paint, margin, padding = self.paints, self.px(MARGIN), self.px(12)
        box = (margin, self.sum_top, self.width - margin, self.sum_bottom)
        size = (box[2] - box[0], box[3] - box[1])
        picture.paste(paint.paper, box[:2], disc(*size, self.px(10)))
        picture.paste(paint.line, box[:2], ring(*size, max(1, self.px(1.5)), self.px(10)))
        pen = ImageDraw.Draw(picture)
        top = self.sum_top + padding
        self._draw_lines(
            pen, broken(self.sums(view), self.sum_size, size[0] - 2 * padding), margin + padding, top, self.sum_size
        )
        self._draw_lines(pen, broken([view.said], self.said_size, self.room), margin, self.said_top, self.said_size)
        letters, right = self.px(BAR), self.width - margin
        at = width(view.at, letters)
        write(pen, right - at, self.bar_top + letters, view.at, letters, paint.soft)
        thick = self.px(8)
        line = (margin, self.bar_top + letters * 0.65 - thick / 2)
        length = round(self.room - at - self.px(24))
        place = (line[0], round(line[1]))
        picture.paste(paint.line, place, disc(length, thick, thick // 2))
        done = max(thick, round(length * progress))
        picture.paste(paint.soft, place, disc(done, thick, thick // 2))

    def _draw_lines(self, pen: ImageDraw.ImageDraw, lines: Sequence[Line], x: float, y: float, size: int) -> None:
        for number, line in enumerate(lines):
            base = y + number * self.line_height(size) + size * 1.1
            at = x
            for piece in line:
                own = size_of(piece, size)
                lift = size * 0.4 if piece.raised else 0
                bold = piece.tint in ("result", "strong")
                at = write(pen, at, base - lift, piece.text, own, self.paints.tint(piece.tint), bold=bold)


def _dashed(
    pen: ImageDraw.ImageDraw, start: tuple[float, float], end: tuple[float, float], color: Color, thick: int
) -> None:
    """A dashed line."""
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    dash = 4 * thick
    for at in np.arange(0, length, dash):
        shares = (at / length, min(1.0, (at + dash * 0.6) / length))
        points = [tuple(a + (b - a) * share for a, b in zip(start, end, strict=True)) for share in shares]
        pen.line(points, fill=color, width=thick)


@lru_cache(maxsize=256)
def disc(across: int, down: int, radius: int) -> Image.Image:
    """A filled rectangle with round corners, as a smooth mask."""
    large = Image.new("L", (across * SHARP, down * SHARP))
    ImageDraw.Draw(large).rounded_rectangle((0, 0, across * SHARP - 1, down * SHARP - 1), radius * SHARP, fill=255)
    return large.reduce(SHARP)


@lru_cache(maxsize=256)
def ring(across: int, down: int, thick: int, radius: int) -> Image.Image:
    """The edge of a rectangle with round corners, as a smooth mask."""
    inner = disc(across - 2 * thick, down - 2 * thick, max(0, radius - thick))
    hole = Image.new("L", (across, down))
    hole.paste(inner, (thick, thick))
    return ImageChops.subtract(disc(across, down, radius), hole)


@lru_cache(maxsize=64)
def _hatching(cell: int) -> Image.Image:
    """Slanted lines over a cell, as a smooth mask."""
    side = cell * SHARP
    large = Image.new("L", (side, side))
    pen = ImageDraw.Draw(large)
    for shift in range(-side, side, max(6, cell // 7) * SHARP):
        pen.line([(shift, side), (shift + side, 0)], fill=255, width=round(SHARP * max(1.0, cell / 45)))
    return large.reduce(SHARP)
