"""A step of a convolution: the window, the kernel over it, their products, one cell of the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

import numpy as np

from cnn_steps import conv2d_step
from cnn_steps.convolution import ConvStep
from ui.components.card_messages import ConvolutionCard, MapGrid, Padding, Pair, PictureGrid
from ui.figures.maps import Panel
from ui.figures.numbers import MINUS, as_read, equals, factor, written
from ui.steps.parts import (
    Block,
    Line,
    StepView,
    filled_map,
    joined,
    largest_of,
    passage,
    pieces,
    result,
    sized,
    stop_at,
    term,
)

READABLE = (11, 9)  # rows and columns up to which the image's own numbers can be read


@dataclass(frozen=True)
class Added:
    """The products of one channel: as lines of terms, added up as they are, and as they are read."""

    lines: tuple[Line, ...]
    total: float
    read: float


def convolution_view(card: ConvolutionCard, step: int, *, reveal: bool) -> StepView:
    """Describe one stop of the kernel."""
    kernel, output = card.kernel.numbers, card.output.numbers
    row, column = divmod(step, output.shape[1])
    top, left, bottom, right = card.padding
    now = conv2d_step(
        card.input.numbers,
        kernel,
        row,
        column,
        card.bias,
        stride=card.stride,
        dilation=card.dilation,
        padding=((top, bottom), (left, right)),
        average=card.divisor != 1,
    )
    total = float(output[row, column])
    added = [_added(window, weights) for window, weights in zip(now.window, kernel, strict=True)]
    plus, minus = (
        _in_order(product for product in now.products.ravel().tolist() if sign * product > 0) for sign in (1, -1)
    )
    return StepView(
        parts=_parts(card, now, step, reveal),
        sums=_sums(card, added, _in_order(now.products.ravel().tolist()), total),
        said=(*_said(now, plus, minus, total), *pieces(_caption(card, step))),
        at=stop_at(output.shape, step),
    )


def _in_order(numbers: Iterable[float]) -> float:
    """Add up one after the other, as a reader does; NumPy's sum would round differently."""
    return float(sum(numbers))


def _added(window: np.ndarray, weights: np.ndarray) -> Added:
    pairs = [list(zip(row, wanted, strict=True)) for row, wanted in zip(window, weights, strict=True)]
    lines = tuple(joined([term(f"{factor(a)}·{factor(b)}", a * b) for a, b in row]) for row in pairs)
    flat = [pair for row in pairs for pair in row]
    return Added(lines, _in_order(a * b for a, b in flat), _in_order(as_read(a) * as_read(b) for a, b in flat))


def _sums(card: ConvolutionCard, added: list[Added], products: float, total: float) -> tuple[Line, ...]:
    """The terms row by row, or channel by channel, then what makes the cell of them."""
    color = len(added) > 1
    read = _in_order(as_read(one.total) if color else one.read for one in added)
    ending, *rest = _ending(card, read, products, total, color=color)
    if not color:
        *first, last = added[0].lines
        return (*[(*line, *pieces(" +")) for line in first], (*last, *ending), *rest)
    channels = [
        (
            *pieces(f"{name} ", "strong"),
            *joined(one.lines),
            *pieces(f" {equals(one.read, one.total)} {written(one.total)}"),
        )
        for name, one in zip(card.input.names, added, strict=True)
    ]
    return (*channels, (*pieces("all channels"), *ending), *rest)


def _ending(card: ConvolutionCard, read: float, products: float, total: float, *, color: bool) -> tuple[Line, ...]:
    """The end of the sum of all products; where it is divided or has a bias, that in a line of its own."""
    bias, divisor = card.bias, card.divisor
    sign = MINUS if bias < 0 else "+"
    added = f" {sign} {written(abs(bias))}{' (bias)' if color else ''}" if bias or color else ""
    divided = "" if divisor == 1 else f" ÷ {divisor}"
    if not divided and not added:
        return ((*pieces(f" {equals(read, total)} "), *result(written(total))),)
    read_total = as_read(products) / divisor + as_read(bias)
    last = pieces(f"{written(products)}{divided}{added} {equals(read_total, total)} ")
    return pieces(f" {equals(read, products)} {written(products)}"), (*last, *result(written(total)))


def _said(now: ConvStep, plus: float, minus: float, total: float) -> Line:
    cells = now.products.size
    agree = int((now.products > 0).sum())
    if (np.abs(now.window) != 1).any() or (now.kernel == 0).any():
        words = f"Products above zero: {written(plus)} in all, below zero: {written(minus)}. The result is "
        return passage(words, total)
    if agree == cells:
        return passage(f"All {cells} cells agree: " if cells > 1 else "The cell agrees: ", total)
    return passage(f"Cells that agree with the kernel: {agree} of {cells}. The result is ", total)


def _caption(card: ConvolutionCard, step: int) -> str:
    caption = card.captions.get(step)
    return f" {caption}" if caption else ""


def _parts(card: ConvolutionCard, now: ConvStep, step: int, reveal: bool) -> tuple[Panel | Block | str, ...]:
    kernel_size = (now.kernel.shape[1], now.kernel.shape[2])
    image = image_panel(
        card.input, card.padding, lines_under((now.row, now.col), card.stride, kernel_size, card.dilation)
    )
    color, small = len(now.kernel) > 1, is_readable(image)
    kernel_limit = largest_of(card.kernel.numbers)
    product_limit = kernel_limit * largest_size(card.input)
    lines: list[tuple[Panel | str, ...]] = []
    for channel, (window, weights, products) in enumerate(zip(now.window, now.kernel, now.products, strict=True)):
        name = card.input.names[channel] if color else ""
        seen = Panel("Window", window, "picture", card.input.range, note=name or sized(window))
        kernel = Panel(card.kernel.title, weights, limit=kernel_limit, note=name or card.kernel.note)
        product = Panel("Products", products, limit=product_limit, note=name or sized(weights))
        # The window repeats what the image shows, so it only stands there when the image's own numbers can't be read.
        lines.append((kernel, "=", product) if small and not color else (seen, "×", kernel, "=", product))
    feature_map = filled_map(card.output, step, reveal)
    if small and not color:
        return (image, "×", *lines[0], "→", feature_map)
    return (image, Block(tuple(lines)), "→", feature_map)


Lines = tuple[np.ndarray, np.ndarray]
"""The rows and the columns under a window, counted from the first of the padding."""


def lines_under(stop: Pair, stride: Pair, size: Pair, dilation: Pair) -> Lines:
    """The rows and the columns under a window of this size at a stop (row, column)."""
    rows, columns = (
        at * apart + np.arange(count) * between
        for at, apart, count, between in zip(stop, stride, size, dilation, strict=True)
    )
    return rows, columns


def image_panel(grid: PictureGrid | MapGrid, padding: Padding, lines: Lines) -> Panel:
    """What a window slides over, (C, H, W), with its padding and the window on it."""
    top, left, bottom, right = padding
    padded = np.pad(grid.numbers, ((0, 0), (top, bottom), (left, right)))
    hatched = np.pad(np.zeros(grid.numbers.shape[1:], dtype=bool), ((top, bottom), (left, right)), constant_values=True)
    dimmed = np.ones(hatched.shape, dtype=bool)
    dimmed[np.ix_(*lines)] = False
    first_row, first_column = (int(line[0]) for line in lines)
    last_row, last_column = (int(line[-1]) for line in lines)
    panel = Panel(
        grid.title,
        padded[0] if len(padded) == 1 else padded,
        outlines=((first_row, first_column, last_row - first_row + 1, last_column - first_column + 1),),
        hatched=hatched if hatched.any() else None,
        dimmed=dimmed,
        note=sized(padded),
    )
    match grid:
        case PictureGrid():
            return replace(panel, kind="picture", value_range=grid.range)
        case MapGrid():
            return replace(panel, limit=grid.limit)
        case _:
            assert_never(grid)


def is_readable(image: Panel) -> bool:
    """Whether the numbers of an image can be read where it stands."""
    rows, columns = image.values.shape[-2:]
    return rows <= READABLE[0] and columns <= READABLE[1]


def largest_size(grid: PictureGrid | MapGrid) -> float:
    """The largest size that a number of a grid can have."""
    match grid:
        case PictureGrid():
            return max(map(abs, grid.range))
        case MapGrid():
            return grid.limit
        case _:
            assert_never(grid)
