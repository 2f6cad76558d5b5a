"""A step of softmax: one class, from its logit to its share."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnn_steps import softmax_step
from ui.components.card_messages import SoftmaxCard
from ui.figures.numbers import MINUS, as_read, equals, factor, fine, percent, percent_cell, written
from ui.steps.parts import Block, Piece, StepView, Strip, cell_mask, largest_of, not_yet, pieces, result


def softmax_view(card: SoftmaxCard, step: int, *, reveal: bool) -> StepView:
    """Describe what becomes of the logit of one class."""
    now = softmax_step(card.logits)
    logits, shifted, exponentials, shares = now.logits, now.shifted, now.exponentials, now.probabilities
    largest, total = float(logits.max()), card.total
    names = card.names
    blank = not_yet((1, logits.size), step, reveal)

    def strip(title: str, values: np.ndarray, note: str, *, limit: float, named: bool = False, **options: Any) -> Strip:
        return Strip(
            title,
            values[None],
            limit=limit,
            outlines=((0, step, 1, 1),),
            dimmed=cell_mask((1, values.size), 0, step),
            note=note,
            names=names if named else (),
            piece=values.size,
            **options,
        )

    strips = (
        strip(
            card.title,
            logits,
            f"the largest is {written(largest)}",
            limit=largest_of(logits),
            named=True,
        ),
        strip("Minus the largest", shifted, "now the largest is 0", limit=largest_of(shifted), blank=blank),
        strip("e to that power", exponentials, f"their sum is {fine(total)}", limit=1.0, blank=blank),
        strip(
            "Divided by their sum: the shares",
            shares,
            "in percent; their sum is 100",
            limit=1.0,
            named=True,
            blank=blank,
            write=percent_cell,
        ),
    )
    logit, power, exponential = float(logits[step]), float(shifted[step]), float(exponentials[step])
    share = float(shares[step])
    taken = equals(as_read(logit) - as_read(largest), power)
    equal = equals(as_read(exponential, fine) / as_read(total, fine), share, fine)
    raised = pieces(
        f"e^{{{written(logit)} {MINUS} {factor(largest)}}} {taken} e^{{{written(power)}}} "
        f"{'=' if power == 0 else '≈'} {fine(exponential)}"
    )
    divided = (*pieces(f"{fine(exponential)} ÷ {fine(total)} {equal} "), *result(fine(share)))
    return StepView(
        parts=(Block(tuple(zip(("", "↓", "↓", "↓"), strips, strict=True))),),
        sums=(raised, divided),
        said=(
            Piece(f"The network gives “{names[step]}” "),
            *result(percent(share, words=True)),
            Piece(" of the whole."),
        ),
        at=f"class {names[step]} · {step + 1} of {shares.size}",
    )
