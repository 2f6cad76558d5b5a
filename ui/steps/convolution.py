"""A step of a convolution: the window, the kernel over it, their products, one cell of the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnn_steps import conv2d_step
from cnn_steps.convolution import ConvStep
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


def convolution_view(data: Mapping[str, Any], step: int, *, reveal: bool) -> StepView:
    """Describe one stop of the kernel."""
    image, kernel, output = data["input"]["array"], data["kernel"]["array"], data["output"]["array"]
    row, column = divmod(step, output.shape[1])
    top, left, bottom, right = data["padding"]
    now = conv2d_step(
        image,
        kernel,
        row,
        column,
        data["bias"],
        stride=tuple(data["stride"]),
        dilation=tuple(data["dilation"]),
        padding=((top, bottom), (left, right)),
        average=data["divisor"] != 1,
    )
    total = float(output[row, column])
    added = [_added(window, weights) for window, weights in zip(now.window, kernel, strict=True)]
    plus, minus = (
        _in_order(product for product in now.products.ravel().tolist() if sign * product > 0) for sign in (1, -1)
    )
    names = data["input"]["names"] if len(kernel) > 1 else []
    return StepView(
        parts=_parts(data, now, step, reveal),
        sums=_sums(data, added, names, _in_order(now.products.ravel().tolist()), total),
        said=(*_said(data, now, plus, minus, total), *pieces(_caption(data, step))),
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


def _sums(
    data: Mapping[str, Any], added: list[Added], names: list[str], products: float, total: float
) -> tuple[Line, ...]:
    """The terms row by row, or channel by channel, then what makes the cell of them."""
    read = _in_order(as_read(one.total) if names else one.read for one in added)
    ending, *rest = _ending(data, read, products, total, color=bool(names))
    if not names:
        *first, last = added[0].lines
        return (*[(*line, *pieces(" +")) for line in first], (*last, *ending), *rest)
    channels = [
        (
            *pieces(f"{name} ", "strong"),
            *joined(one.lines),
            *pieces(f" {equals(one.read, one.total)} {written(one.total)}"),
        )
        for name, one in zip(names, added, strict=True)
    ]
    return (*channels, (*pieces("all channels"), *ending), *rest)


def _ending(data: Mapping[str, Any], read: float, products: float, total: float, *, color: bool) -> tuple[Line, ...]:
    """The end of the sum of all products; where it is divided or has a bias, that in a line of its own."""
    bias, divisor = data["bias"], data["divisor"]
    sign = MINUS if bias < 0 else "+"
    added = f" {sign} {written(abs(bias))}{' (bias)' if color else ''}" if bias or color else ""
    divided = "" if divisor == 1 else f" ÷ {divisor}"
    if not divided and not added:
        return ((*pieces(f" {equals(read, total)} "), *result(written(total))),)
    read_total = as_read(products) / divisor + as_read(bias)
    last = pieces(f"{written(products)}{divided}{added} {equals(read_total, total)} ")
    return pieces(f" {equals(read, products)} {written(products)}"), (*last, *result(written(total)))


def _said(data: Mapping[str, Any], now: ConvStep, plus: float, minus: float, total: float) -> Line:
    cells = now.products.size
    agree = int((now.products > 0).sum())
    if (np.abs(now.window) != 1).any() or (now.kernel == 0).any():
        words = f"Products above zero: {written(plus)} in all, below zero: {written(minus)}. The result is "
        return passage(words, total)
    if agree == cells:
        return passage(f"All {cells} cells agree: " if cells > 1 else "The cell agrees: ", total)
    return passage(f"Cells that agree with the kernel: {agree} of {cells}. The result is ", total)


def _caption(data: Mapping[str, Any], step: int) -> str:
    caption = data["captions"].get(str(step))
    return f" {caption}" if caption else ""


def _parts(data: Mapping[str, Any], now: ConvStep, step: int, reveal: bool) -> tuple[Panel | Block | str, ...]:
    image, small = image_panel(data, now.row, now.col, now.kernel.shape[1:])
    kernel_limit = largest_of(data["kernel"]["array"])
    product_limit = kernel_limit * max(map(abs, data["input"]["range"]))
    value_range = tuple(data["input"]["range"])
    color = len(now.kernel) > 1
    lines: list[tuple[Panel | str, ...]] = []
    for channel, (window, weights, products) in enumerate(zip(now.window, now.kernel, now.products, strict=True)):
        name = data["input"]["names"][channel] if color else ""
        seen = Panel("Window", window, "picture", value_range, note=name or sized(window))
        kernel = Panel("Kernel", weights, limit=kernel_limit, note=name or data["kernel"]["title"])
        product = Panel("Products", products, limit=product_limit, note=name or sized(weights))
        # The window repeats what the image shows, so it only stands there when the image's own numbers can't be read.
        lines.append((kernel, "=", product) if small and not color else (seen, "×", kernel, "=", product))
    feature_map = filled_map(data["output"], step, reveal)
    if small and not color:
        return (image, "×", *lines[0], "→", feature_map)
    return (image, Block(tuple(lines)), "→", feature_map)


def image_panel(data: Mapping[str, Any], row: int, column: int, kernel: tuple[int, ...]) -> tuple[Panel, bool]:
    """The image with its padding and the window on it, and whether its numbers can be read."""
    image = data["input"]["array"]
    top, left, bottom, right = data["padding"]
    padded = np.pad(image, ((0, 0), (top, bottom), (left, right)))
    hatched = np.pad(np.zeros(image.shape[1:], dtype=bool), ((top, bottom), (left, right)), constant_values=True)
    first = (row * data["stride"][0], column * data["stride"][1])
    lines = [
        start + np.arange(count) * apart for start, count, apart in zip(first, kernel, data["dilation"], strict=True)
    ]
    dimmed = np.ones(hatched.shape, dtype=bool)
    dimmed[np.ix_(*lines)] = False
    height, width = (int(line[-1] - line[0]) + 1 for line in lines)
    panel = Panel(
        data["input"]["title"],
        padded[0] if len(padded) == 1 else padded,
        "picture",
        tuple(data["input"]["range"]),
        outlines=((*first, height, width),),
        hatched=hatched if hatched.any() else None,
        dimmed=dimmed,
        note=sized(padded),
    )
    rows, columns = padded.shape[1:]
    return panel, rows <= READABLE[0] and columns <= READABLE[1]
