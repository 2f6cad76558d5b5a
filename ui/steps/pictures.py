"""A view of a step as a Pillow picture, laid out once and drawn for every step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from PIL import Image, ImageChops, ImageColor, ImageDraw

from ui.figures.looks import look
from ui.figures.maps import Panel, own_limit
from ui.steps.lettering import Color, broken, size_of, width, write
from ui.steps.numbers import written
from ui.steps.parts import Block, Curve, Line, StepView, Strip

UNIT = 1000  # sizes below are in thousandths of a picture's width
MARGIN = 26
CELL = 78  # the largest cell
SMALL = 9  # rows and columns up to which every number of a grid is to be read
LEAST_CELL = 38  # the cells of such a grid, where there is room
STRIP_CELL = 62  # the largest cell of a row of numbers
GRID = (350, 400)  # the largest grid, across and down
STAGE = 475  # the most that all panels take, down
TITLE, NOTE = 19, 16  # letters above a grid
HEADING = 52  # what title and note take above a grid
NAMED = 22  # what names above the cells of a strip take
OPERATOR = 30
GAP = 18
SUM_SIZES = (30, 27, 24, 22, 20, 18, 16, 14)  # letters of the sum: the largest that fit
SUM_HEIGHT = 190
SAID = 24
BAR = 18
SHARES = (1.0, 0.92, 0.85, 0.78, 0.7, 0.63, 0.56, 0.5, 0.44, 0.38, 0.33, 0.28)
READABLE = 20  # pixels, the smallest cell with a number
FINE = 14  # pixels; smaller cells are drawn as one picture, without gaps and numbers
SHARP = 4  # how much larger round corners are drawn before they are made small and smooth
CURVE = (300, 225)
BOLD_FROM = 15  # pixels, letters in cells

Item = Panel | Curve | str


@dataclass(frozen=True)
class Paints:
    """The colors of a picture, as in ``stepper.css`` and ``.streamlit/config.toml``."""

    ground: Color
    paper: Color
    line: Color
    ink: Color
    soft: Color
    accent: Color
    focus: Color
    hot: Color
    plus: Color
    minus: Color
    zero: Color
    positive: Color
    negative: Color

    @property
    def all(self) -> list[Color]:
        """Every one of them."""
        return list(astuple(self))

    def tint(self, name: str) -> Color:
        """The color of a piece of text."""
        return {"plus": self.plus, "minus": self.minus, "result": self.hot}.get(name, self.ink)


@lru_cache(maxsize=2)
def paints(dark: bool) -> Paints:
    """The colors on a dark or a light ground."""
    own = (
        ("#181e2b", "#11151f", "#3b4252", "#ff8f4a", "#7db7f0", "#ff9a94")
        if dark
        else ("#f6f8fb", "#ffffff", "#d2d3d6", "#c2460a", "#2166ac", "#b2182b")
    )
    ground, paper, line, hot, plus, minus = map(_rgb, own)
    shared = look(dark)
    ink, soft, accent, focus = map(_rgb, (shared.ink, shared.soft, shared.accent, shared.focus))
    zero, positive, negative = map(_rgb, (shared.zero, shared.positive, shared.negative))
    return Paints(ground, paper, line, ink, soft, accent, focus, hot, plus, minus, zero, positive, negative)


def _rgb(color: str) -> Color:
    red, green, blue = ImageColor.getrgb(color)[:3]
    return red, green, blue


def mixed(start: Color, end: Color, share: float) -> Color:
    """A color between two."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Place:
    """Where a part stands, in pixels: its corner, its width, and the distance from cell to cell."""

    x: float
    y: float
    width: float
    pitch: float


class Slide:
    """The layout that all steps of one picture share, so that nothing but the numbers moves."""

    def __init__(self, views: Sequence[StepView], width: int, *, dark: bool) -> None:
        self.width, self.paints = width, paints(dark)
        self.unit = width / UNIT
        self.room = width - 2 * self.px(MARGIN)
        # The last page of a long vector may be shorter than the others: the fullest view sets the places.
        self.stacked = any(isinstance(part, Block) and len(part.lines) > 1 for part in views[0].parts)
        fullest = max(views, key=lambda view: sum(panel.values.size for panel in view.panels))
        self.share, self.grid_share = max(product(SHARES, SHARES), key=lambda shares: self._fitness(fullest, *shares))
        self.places: list[Place] = []
        across, stage = self._lay_out(fullest)
        self._center(fullest, across, stage)
        padding = self.px(12)
        inner = self.room - 2 * padding
        for size in SUM_SIZES:
            self.sum_size = max(10, self.px(size))
            lines = max(len(broken(view.sums, self.sum_size, inner)) for view in views)
            if lines * self.line_height(self.sum_size) <= self.px(SUM_HEIGHT):
                break
        self.said_size = max(11, self.px(SAID))
        said = max(len(broken([view.said], self.said_size, self.room)) for view in views)
        self.sum_top = self.px(MARGIN) + stage + self.px(GAP)
        self.sum_bottom = self.sum_top + lines * self.line_height(self.sum_size) + 2 * padding
        self.said_top = self.sum_bottom + self.px(8)
        self.bar_top = self.said_top + said * self.line_height(self.said_size) + self.px(6)
        self.height = self.bar_top + self.px(BAR + 14) + self.px(10)
        self.sprites: dict[tuple[object, ...], Image.Image] = {}
        self.letters = [
            self._letters([view.panels[number] for view in views], place)
            for number, place in enumerate(place for place in self.places if place.pitch)
        ]

    def px(self, size: float) -> int:
        """Thousandths of the width in whole pixels."""
        return max(1, round(size * self.unit))

    def _letters(self, panels: Sequence[Panel], place: Place) -> int:
        """The size of the numbers in a grid, the same at every step; 0 where they can't be read."""
        cell = int(place.pitch) - self._gap(place.pitch)
        if cell < READABLE or panels[0].values.ndim > 2:
            return 0
        longest = max(len(text_in_cell(value)) for panel in panels for value in np.unique(panel.values))
        size = int(min(0.4 * cell, (cell - 4) / max(0.6, 0.58 * longest)))
        return size if size >= 7 else 0

    def line_height(self, size: int) -> int:
        """From one line of text to the next."""
        return round(size * 1.5)

    # The layout: every item gets a place, from left to right and from top to bottom.

    def _fitness(self, view: StepView, share: float, grid_share: float) -> tuple[float, float, float]:
        """How good a layout with these sizes is: it fits, small grids can be read, and all cells are large."""
        self.share, self.grid_share, self.places = share, grid_share, []
        across, stage = self._lay_out(view)
        beyond = max(0, across - self.room) + max(0, stage - self.px(STAGE))
        grids = [
            (place.pitch, *panel.values.shape[-2:])
            for panel, place in zip(view.panels, (place for place in self.places if place.pitch), strict=True)
        ]
        small = [pitch for pitch, rows, columns in grids if max(rows, columns) <= SMALL]
        short = max(0.0, self.px(LEAST_CELL) - min(small, default=math.inf))
        return -beyond, -short, sum(columns * math.log(pitch) for pitch, _, columns in grids)

    def _lay_out(self, view: StepView) -> tuple[int, int]:
        """Place all items, each row centered later; returns the width and height of all of them."""
        x, tallest = 0, 0
        for part in view.parts:
            across, down = self._lay_out_block(part, x) if isinstance(part, Block) else self._put(part, x, 0)
            x += across + self.px(GAP)
            tallest = max(tallest, down)
        return x - self.px(GAP), tallest

    def _lay_out_block(self, block: Block, x: int) -> tuple[int, int]:
        """Lines of as many items stand in columns; others each in the middle by themselves."""
        sizes = [[self._measure(item)[:2] for item in line] for line in block.lines]
        widths = [[across for across, _ in line] for line in sizes]
        if len({len(line) for line in widths}) == 1:
            widths = [[max(column) for column in zip(*widths, strict=True)]] * len(widths)
        totals = [sum(line) + self.px(GAP) * (len(line) - 1) for line in widths]
        y = 0
        for number, line in enumerate(block.lines):
            down = max(height for _, height in sizes[number])
            at = x + (max(totals) - totals[number]) // 2
            for item, across, (_, height) in zip(line, widths[number], sizes[number], strict=True):
                self._put(item, at, y + (down - height) // 2)
                at += across + self.px(GAP)
            y += down + self.px(10)
        return max(totals), y - self.px(10)

    def _put(self, item: Item, x: int, y: int) -> tuple[int, int]:
        across, down, pitch = self._measure(item)
        self.places.append(Place(x, y, across, pitch))
        return across, down

    def _measure(self, item: Item) -> tuple[int, int, float]:
        """Width, height and distance from cell to cell of an item."""
        if isinstance(item, str):
            return (self.px(OPERATOR), self.px(OPERATOR), 0) if item else (1, 1, 0)
        if isinstance(item, Curve):
            scale = max(self.share, 0.6)
            return self.px(CURVE[0] * scale), self.px(CURVE[1] * scale + HEADING), 0
        rows, columns = item.values.shape[-2:]
        if isinstance(item, Strip):
            exact = min(self.room / columns, self.px(STRIP_CELL)) * self.share
        else:
            room = min(self.px(GRID[0]) / columns, self.px(GRID[1]) / rows) * self.grid_share
            exact = min(room, self.px(CELL) * self.share)
        pitch = float(int(exact)) if exact >= 1 else exact
        title, note = self._text_width(item.title, TITLE), self._text_width(item.note, NOTE)
        heading = title + self.px(14) + note if self._in_line(item) else max(title, note)
        return max(round(columns * pitch), heading), round(rows * pitch) + self._heading(item), pitch

    def _in_line(self, panel: Panel) -> bool:
        """Whether title and note stand side by side: above rows, and above small grids one below the other."""
        return isinstance(panel, Strip) or (self.stacked and max(panel.values.shape[-2:]) <= SMALL)

    def _heading(self, panel: Panel) -> int:
        names = self.px(NAMED) if isinstance(panel, Strip) and panel.names else 0
        return names + self.px(HEADING * 0.6 if self._in_line(panel) else HEADING)

    def _text_width(self, text: str, size: int) -> int:
        return round(width(text, self.px(size)) * 1.03) + 2

    def _center(self, view: StepView, across: int, stage: int) -> None:
        """Spread the parts over the width there is, each vertically in the middle."""
        left, number = (self.width - across) / 2, 0
        centered = []
        for part in view.parts:
            count = sum(len(line) for line in part.lines) if isinstance(part, Block) else 1
            group = self.places[number : number + count]
            items = _items(part)
            down = max(place.y + self._measure_at(item, place) for place, item in zip(group, items, strict=True))
            down -= min(place.y for place in group)
            y = self.px(MARGIN) + (stage - down) / 2
            centered += [Place(left + place.x, y + place.y, place.width, place.pitch) for place in group]
            number += count
        self.places = centered

    def _measure_at(self, item: Item, place: Place) -> float:
        if isinstance(item, str):
            return self.px(OPERATOR) if item else 1
        if isinstance(item, Curve):
            return place.width * CURVE[1] / CURVE[0] + self.px(HEADING)
        return item.values.shape[-2] * place.pitch + self._heading(item)

    # The drawing.

    def draw(self, view: StepView, progress: float) -> Image.Image:
        """Draw one step; ``progress`` is the share of the steps that are done."""
        picture = Image.new("RGB", (self.width, self.height), self.paints.ground)
        pen = ImageDraw.Draw(picture)
        items = [item for part in view.parts for item in _items(part)]
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
        if self._in_line(panel):
            write(pen, end + self.px(14), line, panel.note, self.px(NOTE), self.paints.soft)
        else:
            write(pen, x, line + self.px(NOTE * 1.35), panel.note, self.px(NOTE), self.paints.soft)
        y += self._heading(panel)
        if isinstance(panel, Strip) and panel.names:
            self._draw_names(pen, panel, place, y - self.px(7))
        colors = self._colors(panel)
        if place.pitch < FINE:
            self._draw_fine(picture, panel, colors, x, y, place.pitch)
        else:
            self._draw_cells(picture, panel, colors, x, y, int(place.pitch), letters)
        gap = self._gap(place.pitch)
        for row, column, height, across in panel.outlines:
            thick = max(2, self.px(4))
            extra = self.px(3) if gap else thick  # around a cell as small as this, the line must stay outside
            box = (
                round(x + column * place.pitch) - extra,
                round(y + row * place.pitch) - extra,
                round(x + (column + across) * place.pitch) - gap + extra,
                round(y + (row + height) * place.pitch) - gap + extra,
            )
            mask = ring(box[2] - box[0], box[3] - box[1], thick, self.px(7))
            picture.paste(self.paints.focus, box[:2], mask)

    def _draw_names(self, pen: ImageDraw.ImageDraw, strip: Strip, place: Place, y: float) -> None:
        now = {int(column) for _, column, _, _ in strip.outlines}
        size = self.px(NOTE)
        for number, name in enumerate(strip.names):
            middle = place.x + number * place.pitch + (place.pitch - self._gap(place.pitch)) / 2
            color = self.paints.hot if number in now else self.paints.soft
            write(pen, middle - width(name, size) / 2, y, name, size, color, bold=number in now)

    def _gap(self, pitch: float) -> int:
        return max(2, round(pitch / 18)) if pitch >= FINE else 0

    def _colors(self, panel: Panel) -> np.ndarray:
        """The (H, W, 3) colors of all cells, as uint8."""
        paint = self.paints
        if panel.kind == "picture":
            low, high = panel.value_range
            levels = np.rint(15 + 225 * np.clip((panel.values - low) / (high - low), 0, 1))
            colors = levels.transpose(1, 2, 0) if levels.ndim == 3 else np.repeat(levels[..., None], 3, axis=2)
            if panel.hatched is not None:  # around a picture, what is hatched is padding
                colors = np.where(panel.hatched[..., None], paint.zero, colors)
            return colors.astype(np.uint8)
        limit = panel.limit or own_limit(panel.values)
        share = np.clip(np.nan_to_num(np.abs(panel.values) / limit), 0, 1)[..., None]
        ends = np.where(panel.values[..., None] > 0, paint.positive, paint.negative)
        return np.rint(paint.zero + (ends - np.array(paint.zero)) * share).astype(np.uint8)

    def _draw_cells(
        self, picture: Image.Image, panel: Panel, colors: np.ndarray, x: int, y: int, pitch: int, letters: int
    ) -> None:
        blank, dimmed, hatched, marked = (
            np.zeros(colors.shape[:2], dtype=bool) if mask is None else mask
            for mask in (panel.blank, panel.dimmed, panel.hatched, panel.marked)
        )
        cell = pitch - self._gap(pitch)
        for row, column in np.ndindex(colors.shape[:2]):
            at = (row, column)
            if blank[at]:
                sprite = self._sprite(("blank", cell), cell)
            else:
                text = text_in_cell(float(panel.values[at])) if letters else ""
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
        sprite = Image.new("RGB", (cell, cell), self.paints.ground)
        sprite.paste(mixed(self.paints.line, self.paints.soft, 0.4), (0, 0), dashes.reduce(SHARP))
        return sprite

    def _cell(
        self, cell: int, color: Color, text: str, size: int, dimmed: bool, hatched: bool, marked: bool
    ) -> Image.Image:
        paint = self.paints
        face = Image.new("RGB", (cell, cell), color)
        pen = ImageDraw.Draw(face)
        if hatched:
            face.paste(mixed(color, paint.soft, 0.45), (0, 0), _hatching(cell))
        if text:
            bright = color[0] * 0.299 + color[1] * 0.587 + color[2] * 0.114 > 140
            ink = (17, 17, 17) if bright else (255, 255, 255)
            line = cell / 2 + size * 0.36
            write(pen, (cell - width(text, size)) / 2, line, text, size, ink, bold=size >= BOLD_FROM)
        if dimmed:
            face = Image.blend(Image.new("RGB", face.size, paint.ground), face, 0.5)
        sprite = Image.new("RGB", (cell, cell), paint.ground)
        radius = min(self.px(5), cell // 5)
        sprite.paste(face, (0, 0), disc(cell, cell, radius))
        if sum(abs(a - b) for a, b in zip(color, paint.ground, strict=True)) < 60:  # zero would melt into the ground
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
            (panel.dimmed, self.paints.ground, 0.5),
            (panel.blank, self.paints.ground, 1.0),
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

        large = Image.new("RGB", (across * SHARP, down * SHARP), paint.ground)
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
            pen, broken(view.sums, self.sum_size, size[0] - 2 * padding), margin + padding, top, self.sum_size
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
        picture.paste(paint.accent, place, disc(done, thick, thick // 2))

    def _draw_lines(self, pen: ImageDraw.ImageDraw, lines: Sequence[Line], x: float, y: float, size: int) -> None:
        for number, line in enumerate(lines):
            base = y + number * self.line_height(size) + size * 1.1
            at = x
            for piece in line:
                own = size_of(piece, size)
                lift = size * 0.4 if piece.raised else 0
                bold = piece.tint in ("result", "strong")
                at = write(pen, at, base - lift, piece.text, own, self.paints.tint(piece.tint), bold=bold)


def text_in_cell(value: float) -> str:
    """A number in a cell: as the card writes it, or with a power of ten where it is long and close to zero."""
    text = written(value)
    return f"{value:.0e}".replace("e-0", "e-").replace("-", "−") if len(text) > 6 and abs(value) < 0.005 else text


def _items(part: Item | Block) -> list[Item]:
    return [item for line in part.lines for item in line] if isinstance(part, Block) else [part]


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
