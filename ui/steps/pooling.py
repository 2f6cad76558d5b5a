"""A step of pooling: the window over a map, and the number that is kept of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnn_steps import pool2d_step
from cnn_steps.geometry import sweep
from ui.components.card_messages import PoolingCard
from ui.figures.numbers import as_read, counted, equals, factor, written
from ui.operations.unreached import unreached_cells
from ui.steps.parts import Line, Piece, StepView, filled_map, joined, map_panel, passage, pieces, result, stop_at


def pooling_view(card: PoolingCard, step: int, *, reveal: bool) -> StepView:
    """Describe one stop of the window."""
    values, output = card.input.numbers[0], card.output.numbers
    row, column = divmod(step, output.shape[1])
    size, stride = card.size, card.stride
    now = pool2d_step(values, row, column, size, stride=stride, mode=card.mode)
    total = float(output[row, column])
    dimmed, marked = np.ones(values.shape, dtype=bool), np.zeros(values.shape, dtype=bool)
    dimmed[np.ix_(now.rows, now.cols)] = False
    marked[tuple(now.winners.T)] = True
    before = map_panel(
        card.input,
        values,
        outlines=((row * stride[0], column * stride[1], *size),),
        dimmed=dimmed,
        hatched=unreached_cells(*sweep(values.shape, size, stride, 0, 1)),
        marked=marked,
    )
    window = map_panel(replace(card.output, title="Window"), now.window, marked=marked[np.ix_(now.rows, now.cols)])
    after = filled_map(card.output, step, reveal)
    terms = now.window.ravel().tolist()
    sums, said = (_largest if card.mode == "max" else _mean)(terms, total)
    return StepView((before, "→", window, "→", after), (sums,), said, stop_at(output.shape, step))


def _largest(terms: list[float], total: float) -> tuple[Line, Line]:
    listed = joined([result(written(value)) if value == total else pieces(written(value)) for value in terms], ", ")
    sums = (Piece("max("), *listed, Piece(") = "), *result(written(total)))
    winners = terms.count(total)
    if len(terms) == 1:
        return sums, passage("The window holds one number, so it stays: ", total)
    if winners == len(terms):
        return sums, passage(f"All {winners} numbers are the same: ", total)
    words = f"{winners} cells tie for the largest: " if winners > 1 else f"The largest of {len(terms)} numbers is "
    return sums, (*passage(words, total), Piece(" The others are forgotten."))


def _mean(terms: list[float], total: float) -> tuple[Line, Line]:
    count = len(terms)
    read = sum(map(as_read, terms)) / count
    sums = pieces(f"({' + '.join(map(factor, terms))}) ÷ {count} {equals(read, total)} ")
    return (*sums, *result(written(total))), passage(f"The mean of {counted(count, 'number')} is ", total)
