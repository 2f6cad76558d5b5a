"""Where the panels of a step and its words stand on a picture, chosen once for all its steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from ui.figures.maps import Panel
from ui.figures.numbers import grid_texts
from ui.steps.lettering import broken, width
from ui.steps.parts import Block, Curve, Line, StepView, Strip, shortened
from ui.theme import FINE, READABLE

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
MOST_PIECES = 400  # terms and the signs between them that are written out
SAID = 24
BAR = 18
SHARES = (1.0, 0.92, 0.85, 0.78, 0.7, 0.63, 0.56, 0.5, 0.44, 0.38, 0.33, 0.28)
CURVE = (300, 225)

Item = Panel | Curve | str


@dataclass(frozen=True)
class Place:
    """Where a part stands, in pixels: its corner, its width, and the distance from cell to cell."""

    x: float
    y: float
    width: float
    pitch: float


class Layout:
    """The places that all steps of one picture share, so that nothing but the numbers moves.

    Cells are ``share`` of the largest cell, and grids at most ``grid_share`` of the largest grid: what shows most.
    """

    def __init__(self, views: Sequence[StepView], width: int) -> None:
        self.width = width
        self.unit = width / UNIT
        self.room = width - 2 * self.px(MARGIN)
        self.stacked = any(isinstance(part, Block) and len(part.lines) > 1 for part in views[0].parts)
        # The last page of a long vector may be shorter than the others: the fullest view sets the places.
        fullest = max(views, key=lambda view: sum(panel.values.size for panel in view.panels))
        self.share, self.grid_share = max(product(SHARES, SHARES), key=lambda shares: self._fitness(fullest, *shares))
        self.places: list[Place] = []
        across, stage = self._lay_out(fullest)
        self._center(fullest, across, stage)
        padding = self.px(12)
        inner = self.room - 2 * padding
        for size in SUM_SIZES:
            self.sum_size = max(10, self.px(size))
            lines = max(len(broken(self.sums(view), self.sum_size, inner)) for view in views)
            if lines * self.line_height(self.sum_size) <= self.px(SUM_HEIGHT):
                break
        self.said_size = max(11, self.px(SAID))
        said = max(len(broken([view.said], self.said_size, self.room)) for view in views)
        self.sum_top = self.px(MARGIN) + stage + self.px(GAP)
        self.sum_bottom = self.sum_top + lines * self.line_height(self.sum_size) + 2 * padding
        self.said_top = self.sum_bottom + self.px(8)
        self.bar_top = self.said_top + said * self.line_height(self.said_size) + self.px(6)
        self.height = self.bar_top + self.px(BAR + 14) + self.px(10)
        self.letters = [
            self._letters([view.panels[number] for view in views], place)
            for number, place in enumerate(place for place in self.places if place.pitch)
        ]

    def sums(self, view: StepView) -> tuple[Line, ...]:
        """The lines of the sum, as many as there is room for."""
        return shortened(view.sums, MOST_PIECES)

    def px(self, size: float) -> int:
        """Thousandths of the width in whole pixels."""
        return max(1, round(size * self.unit))

    def _letters(self, panels: Sequence[Panel], place: Place) -> int:
        """The size of the numbers in a grid, the same at every step; 0 where they can't be read."""
        cell = int(place.pitch) - self.gap(place.pitch)
        if cell < READABLE or panels[0].values.ndim > 2:
            return 0
        longest = max(len(text) for panel in panels for row in grid_texts(panel.values, panel.write) for text in row)
        size = int(min(0.4 * cell, (cell - 4) / max(0.6, 0.58 * longest)))
        return size if size >= 7 else 0

    def line_height(self, size: int) -> int:
        """From one line of text to the next."""
        return round(size * 1.5)

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
        heading = title + self.px(14) + note if self.in_line(item) else max(title, note)
        return max(round(columns * pitch), heading), round(rows * pitch) + self.heading(item), pitch

    def in_line(self, panel: Panel) -> bool:
        """Whether title and note stand side by side: above rows, and above small grids one below the other."""
        return isinstance(panel, Strip) or (self.stacked and max(panel.values.shape[-2:]) <= SMALL)

    def heading(self, panel: Panel) -> int:
        """How far below the top of a panel its cells begin."""
        names = self.px(NAMED) if isinstance(panel, Strip) and panel.names else 0
        return names + self.px(HEADING * 0.6 if self.in_line(panel) else HEADING)

    def _text_width(self, text: str, size: int) -> int:
        return round(width(text, self.px(size)) * 1.03) + 2

    def _center(self, view: StepView, across: int, stage: int) -> None:
        """Spread the parts over the width there is, each vertically in the middle."""
        left, number = (self.width - across) / 2, 0
        centered = []
        for part in view.parts:
            count = sum(len(line) for line in part.lines) if isinstance(part, Block) else 1
            group = self.places[number : number + count]
            items = items_of(part)
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
        return item.values.shape[-2] * place.pitch + self.heading(item)

    def gap(self, pitch: float) -> int:
        """Between two cells."""
        return max(2, round(pitch / 18)) if pitch >= FINE else 0


def items_of(part: Item | Block) -> list[Item]:
    """The items of a part, in reading order."""
    return [item for line in part.lines for item in line] if isinstance(part, Block) else [part]
