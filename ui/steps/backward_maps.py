"""A step back through pooling, an activation or a convolution: gradients of maps, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ui.components.card_messages import BackwardConvolutionCard, BackwardGateCard, BackwardPoolingCard
from ui.figures.maps import Panel
from ui.figures.numbers import as_read, counted, equals, factor, filled, written
from ui.operations.activations import ACTIVATIONS
from ui.steps.convolution import image_panel, is_readable, largest_size, lines_under
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


def pooling_view(card: BackwardPoolingCard, step: int, *, reveal: bool) -> StepView:
    """Describe which cell, or which cells, take the gradient of one window."""
    upstream = card.upstream.numbers
    row, column = divmod(step, upstream.shape[1])
    takers = [_takers(card, number) for number in range(upstream.size)]
    gathered = _gathered(card, takers, step + 1 if reveal else upstream.size)
    before = image_panel(card.input, card.padding, lines_under((row, column), card.stride, card.size, (1, 1)))
    if card.mode == "max":
        marked = np.zeros(before.values.shape, dtype=bool)
        marked[takers[step][0][0] + card.padding[0], takers[step][0][1] + card.padding[1]] = True
        before = replace(before, marked=marked)
    here: dict[str, Any] = {"outlines": ((row, column, 1, 1),), "dimmed": cell_mask(upstream.shape, row, column)}
    source = map_panel(card.upstream, **here)
    into = map_panel(card.output, gathered, outlines=(taken_block(card, step),))
    sums, said = _winner(card, takers, step) if card.mode == "max" else _shared(card, step)
    return StepView((source, "→", before, "→", into), sums, said, stop_at(upstream.shape, step, "window"))


Cell = tuple[int, int]


def taken_block(card: BackwardPoolingCard, step: int) -> tuple[int, int, int, int]:
    """The cells that take the gradient of a window, as a block: its first row and column, its height and width."""
    takers = _takers(card, step)
    top, left = (min(cell[axis] for cell in takers) for axis in (0, 1))
    bottom, right = (max(cell[axis] for cell in takers) for axis in (0, 1))
    return top, left, bottom - top + 1, right - left + 1


def _takers(card: BackwardPoolingCard, step: int) -> list[Cell]:
    """The cells of the map that get the gradient of a window: the winner, or in a mean all that it covers."""
    columns = card.input.numbers.shape[2]
    if card.mode == "max":
        return [divmod(int(card.winners[step]), columns)]
    return _covered(card, step)


def _covered(card: BackwardPoolingCard, step: int) -> list[Cell]:
    """The cells of the map under a window, without padding."""
    _, rows, columns = card.input.numbers.shape
    stops = divmod(step, card.upstream.numbers.shape[1])
    top, left = (stop * apart - before for stop, apart, before in zip(stops, card.stride, card.padding, strict=False))
    height, width = card.size
    return [
        (row, column)
        for row in range(top, top + height)
        for column in range(left, left + width)
        if 0 <= row < rows and 0 <= column < columns
    ]


def _part(card: BackwardPoolingCard, step: int) -> float:
    """What each taker of a window gets."""
    height, width = card.size
    return float(card.upstream.numbers.flat[step]) / (1 if card.mode == "max" else height * width)


def _gathered(card: BackwardPoolingCard, takers: list[list[Cell]], steps: int) -> np.ndarray:
    """(H, W), what the cells have got from the first windows, so many of them."""
    sums = np.zeros(card.output.numbers.shape)
    for step in range(steps):
        for cell in takers[step]:
            sums[cell] += _part(card, step)
    return sums


def _winner(card: BackwardPoolingCard, takers: list[list[Cell]], step: int) -> tuple[tuple[Line, ...], Line]:
    cell, values = takers[step][0], card.input.numbers[0]
    terms = [float(values[place]) for place in _covered(card, step)]
    most, gradient = float(values[cell]), _part(card, step)
    before, after = (float(_gathered(card, takers, steps)[cell]) for steps in (step, step + 1))
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


def _shared(card: BackwardPoolingCard, step: int) -> tuple[tuple[Line, ...], Line]:
    gradient, part = float(card.upstream.numbers.flat[step]), _part(card, step)
    cells = card.size[0] * card.size[1]
    divided = f"{factor(gradient)} ÷ {cells} {equals(as_read(gradient) / cells, part)} "
    said = (
        Piece("Every cell had the same part in the mean, so each gets "),
        *result(written(part)),
        Piece(". Where windows overlap, it adds up."),
    )
    return ((*pieces(divided), *result(written(part))),), said


def gate_view(card: BackwardGateCard, step: int, *, reveal: bool) -> StepView:
    """Describe how much of one cell's gradient an activation lets through."""
    shape = card.output.numbers.shape
    row, column = divmod(step, shape[1])
    here: dict[str, Any] = {"outlines": ((row, column, 1, 1),), "dimmed": cell_mask(shape, row, column)}
    given = (card.input, card.slope, card.upstream)
    panels = [map_panel(grid, **here) for grid in given]
    x, opened, back, passed = (float(grid.numbers[row, column]) for grid in (*given, card.output))
    activation = ACTIVATIONS[card.kind]
    words = filled(activation.gate.at(x), {"x": written(x), "slope": written(opened)})
    equal = equals(opened, opened) if activation.is_exact(x) else "≈"
    product = f"{factor(opened)}·{factor(back)} {equals(as_read(opened) * as_read(back), passed)} "
    return StepView(
        parts=(panels[0], "→", panels[1], "×", panels[2], "=", filled_map(card.output, step, reveal)),
        sums=(
            pieces(f"slope({written(x)}) {equal} {written(opened)}"),
            (*pieces(product), *result(written(passed))),
        ),
        said=with_result(words, passed),
        at=stop_at(shape, step, "cell"),
    )


def convolution_view(card: BackwardConvolutionCard, step: int, *, reveal: bool) -> StepView:
    """Describe one stop of what slides on the way back: a gradient over what came in, or a turned kernel over it."""
    kernel, output = card.kernel.numbers, card.output.numbers
    row, column = divmod(step, output.shape[1])
    total = float(output[row, column])
    lines_there = lines_under((row, column), card.stride, (kernel.shape[0], kernel.shape[1]), card.dilation)
    image = image_panel(card.input, card.padding, lines_there)
    window = image.values[np.ix_(*lines_there)]
    products = window * kernel
    pairs = [
        list(zip(seen, wanted, strict=True)) for seen, wanted in zip(window.tolist(), kernel.tolist(), strict=True)
    ]
    lines = [joined([term(f"{factor(a)}·{factor(b)}", a * b) for a, b in line]) for line in pairs]
    flat = [pair for line in pairs for pair in line]
    added, read = sum(a * b for a, b in flat), sum(as_read(a) * as_read(b) for a, b in flat)
    divisor = card.divisor
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
    product_limit = kernel_limit * largest_size(card.input)
    grids = (
        Panel(card.kernel.title, kernel, limit=kernel_limit, note=card.kernel.note),
        "=",
        Panel("Products", products, limit=product_limit, note=sized(kernel)),
    )
    feature_map = filled_map(card.output, step, reveal)
    if is_readable(image):
        parts: tuple[Panel | Block | str, ...] = (image, "×", *grids, "→", feature_map)
    else:
        seen = replace(image, title="Window", values=window, outlines=(), hatched=None, dimmed=None, note=sized(kernel))
        parts = (image, Block(((seen, "×", *grids),)), "→", feature_map)
    verb = "is" if count == 1 else "are"
    return StepView(
        parts=parts,
        sums=(*[(*line, *pieces(" +")) for line in first], *ending),
        said=passage(f"{count} of {counted(len(flat), 'product')} {verb} not zero. {card.says} ", total),
        at=stop_at(output.shape, step),
    )
