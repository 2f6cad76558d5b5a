"""A step back through pooling, an activation or a convolution: gradients of maps, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ui.figures.maps import Panel
from ui.figures.numbers import as_read, counted, equals, factor, filled, written
from ui.operations.activations import ACTIVATIONS
from ui.steps.convolution import READABLE, image_panel
from ui.steps.parts import (
    Block,
    Line,
    Piece,
    StepView,
    cell_mask,
    filled_map,
    joined,
    largest_of,
    map_panel,
    passage,
    pieces,
    result,
    sized,
    stop_at,
    term,
    with_result,
)


def pooling_view(data: Mapping[str, Any], step: int, *, reveal: bool) -> StepView:
    """Describe which cell, or which cells, take the gradient of one window."""
    upstream, values = data["upstream"]["array"], data["input"]["array"][0]
    row, column = divmod(step, upstream.shape[1])
    takers = [_takers(data, number) for number in range(upstream.size)]
    gathered = _gathered(data, takers, step + 1 if reveal else upstream.size)
    before, _ = slid_over({**data, "dilation": (1, 1)}, row, column, tuple(data["size"]))
    if data["mode"] == "max":
        marked = np.zeros(before.values.shape, dtype=bool)
        marked[takers[step][0][0] + data["padding"][0], takers[step][0][1] + data["padding"][1]] = True
        before = replace(before, marked=marked)
    top, left = (min(cell[axis] for cell in takers[step]) for axis in (0, 1))
    bottom, right = (max(cell[axis] for cell in takers[step]) for axis in (0, 1))
    here = {"outlines": ((row, column, 1, 1),), "dimmed": cell_mask(upstream.shape, row, column)}
    source = map_panel(data["upstream"], upstream, **here)
    into = map_panel(data["output"], gathered, outlines=((top, left, bottom - top + 1, right - left + 1),))
    told = _winner(data, takers, values, step) if data["mode"] == "max" else _shared(data, step)
    return StepView((source, "→", before, "→", into), *told, stop_at(upstream.shape, step, "window"))


Cell = tuple[int, int]


def _takers(data: Mapping[str, Any], step: int) -> list[Cell]:
    """The cells of the map that get the gradient of a window: the winner, or in a mean all that it covers."""
    columns = data["input"]["array"].shape[2]
    if data["mode"] == "max":
        return [divmod(int(data["winners"]["array"][step]), columns)]
    return _covered(data, step)


def _covered(data: Mapping[str, Any], step: int) -> list[Cell]:
    """The cells of the map under a window, without padding."""
    _, rows, columns = data["input"]["array"].shape
    stops = divmod(step, data["upstream"]["array"].shape[1])
    top, left = (
        stop * apart - before for stop, apart, before in zip(stops, data["stride"], data["padding"], strict=False)
    )
    height, width = data["size"]
    return [
        (row, column)
        for row in range(top, top + height)
        for column in range(left, left + width)
        if 0 <= row < rows and 0 <= column < columns
    ]


def _part(data: Mapping[str, Any], step: int) -> float:
    """What each taker of a window gets."""
    height, width = data["size"]
    return float(data["upstream"]["array"].flat[step]) / (1 if data["mode"] == "max" else height * width)


def _gathered(data: Mapping[str, Any], takers: list[list[Cell]], steps: int) -> np.ndarray:
    """(H, W), what the cells have got from the first windows, so many of them."""
    sums = np.zeros(data["output"]["array"].shape)
    for step in range(steps):
        for cell in takers[step]:
            sums[cell] += _part(data, step)
    return sums


def _winner(
    data: Mapping[str, Any], takers: list[list[Cell]], values: np.ndarray, step: int
) -> tuple[tuple[Line, ...], Line]:
    cell = takers[step][0]
    terms = [float(values[place]) for place in _covered(data, step)]
    most, gradient = float(values[cell]), _part(data, step)
    before, after = (float(_gathered(data, takers, steps)[cell]) for steps in (step, step + 1))
    found = f"max({', '.join(map(written, terms))}) = {written(most)} → row {cell[0]}, column {cell[1]}"
    added = f"{written(before)} + {factor(gradient)} {equals(as_read(before) + as_read(gradient), after)} "
    ties, wins = terms.count(most), sum(taking == [cell] for taking in takers[:step])
    words = "The winner takes the gradient; the others get nothing. "
    if ties > 1:
        words = f"{ties} cells tie, and the first of them takes the gradient. "
    elif len(terms) == 1:
        words = "The only cell takes it. "
    words += f"It has won {counted(wins, 'window')} before, and what it gets adds up: " if wins else "It has "
    return (pieces(found), (*pieces(added), *result(written(after)))), passage(words, after)


def _shared(data: Mapping[str, Any], step: int) -> tuple[tuple[Line, ...], Line]:
    gradient, part = float(data["upstream"]["array"].flat[step]), _part(data, step)
    cells = data["size"][0] * data["size"][1]
    divided = f"{factor(gradient)} ÷ {cells} {equals(as_read(gradient) / cells, part)} "
    said = (
        Piece("Every cell had the same part in the mean, so each gets "),
        *result(written(part)),
        Piece(". Where windows overlap, it adds up."),
    )
    return ((*pieces(divided), *result(written(part))),), said


def gate_view(data: Mapping[str, Any], step: int, *, reveal: bool) -> StepView:
    """Describe how much of one cell's gradient an activation lets through."""
    values, slope, upstream, output = (data[name]["array"] for name in ("input", "slope", "upstream", "output"))
    row, column = divmod(step, output.shape[1])
    here = {"outlines": ((row, column, 1, 1),), "dimmed": cell_mask(output.shape, row, column)}
    panels = [map_panel(data[name], data[name]["array"], **here) for name in ("input", "slope", "upstream")]
    x, opened, back, passed = (float(array[row, column]) for array in (values, slope, upstream, output))
    activation = ACTIVATIONS[data["kind"]]
    words = filled(activation.gate.at(x), {"x": written(x), "slope": written(opened)})
    equal = equals(opened, opened) if activation.is_exact(x) else "≈"
    product = f"{factor(opened)}·{factor(back)} {equals(as_read(opened) * as_read(back), passed)} "
    return StepView(
        parts=(panels[0], "→", panels[1], "×", panels[2], "=", filled_map(data["output"], step, reveal)),
        sums=(
            pieces(f"slope({written(x)}) {equal} {written(opened)}"),
            (*pieces(product), *result(written(passed))),
        ),
        said=with_result(words, passed),
        at=stop_at(output.shape, step, "cell"),
    )


def convolution_view(data: Mapping[str, Any], step: int, *, reveal: bool) -> StepView:
    """Describe one stop of what slides on the way back: a gradient over what came in, or a turned kernel over it."""
    kernel, output = data["kernel"]["array"], data["output"]["array"]
    row, column = divmod(step, output.shape[1])
    total = float(output[row, column])
    image, window = slid_over(data, row, column, kernel.shape)
    products = window * kernel
    pairs = [
        list(zip(seen, wanted, strict=True)) for seen, wanted in zip(window.tolist(), kernel.tolist(), strict=True)
    ]
    lines = [joined([term(f"{factor(a)}·{factor(b)}", a * b) for a, b in line]) for line in pairs]
    flat = [pair for line in pairs for pair in line]
    added, read = sum(a * b for a, b in flat), sum(as_read(a) * as_read(b) for a, b in flat)
    divisor = data["divisor"]
    *first, last = lines
    if divisor == 1:
        ending: tuple[Line, ...] = ((*last, *pieces(f" {equals(read, total)} "), *result(written(total))),)
    else:
        divided = pieces(f"{written(added)} ÷ {divisor} {equals(as_read(added) / divisor, total)} ")
        ending = (
            (*last, *pieces(f" {equals(read, added)} {written(added)}")),
            (*divided, *result(written(total))),
        )
    count = sum(bool(a * b) for a, b in flat)
    kernel_limit = largest_of(kernel)
    product_limit = kernel_limit * max(map(abs, data["input"]["range"]))
    grids = (
        Panel(data["kernel"]["title"], kernel, limit=kernel_limit, note=data["kernel"]["note"]),
        "=",
        Panel("Products", products, limit=product_limit, note=sized(kernel)),
    )
    feature_map = filled_map(data["output"], step, reveal)
    rows, columns = image.values.shape
    if rows <= READABLE[0] and columns <= READABLE[1]:
        parts: tuple[Panel | Block | str, ...] = (image, "×", *grids, "→", feature_map)
    else:
        seen = replace(image, title="Window", values=window, outlines=(), hatched=None, dimmed=None, note=sized(kernel))
        parts = (image, Block(((seen, "×", *grids),)), "→", feature_map)
    verb = "is" if count == 1 else "are"
    return StepView(
        parts=parts,
        sums=(*[(*line, *pieces(" +")) for line in first], *ending),
        said=passage(f"{count} of {counted(len(flat), 'product')} {verb} not zero. {data['says']} ", total),
        at=stop_at(output.shape, step),
    )


def slid_over(data: Mapping[str, Any], row: int, column: int, size: tuple[int, ...]) -> tuple[Panel, np.ndarray]:
    """What a window slides over, with its padding and the window on it, and the numbers in the window."""
    panel, _ = image_panel(data, row, column, size)
    if data["input"]["look"] == "signed":
        panel = replace(panel, kind="signed", limit=data["input"]["limit"])
    lines = [
        stop * stride + np.arange(count) * apart
        for stop, stride, count, apart in zip((row, column), data["stride"], size, data["dilation"], strict=True)
    ]
    return panel, panel.values[np.ix_(*lines)]
