"""A step of an activation: one number of a map, the curve it goes through, the number after it."""

from __future__ import annotations

import numpy as np

from ui.components.card_messages import ActivationCard
from ui.figures.numbers import equals, written
from ui.operations.activations import ACTIVATIONS
from ui.steps.parts import Curve, StepView, cell_mask, filled_map, map_panel, pieces, result, stop_at, with_result


def activation_view(card: ActivationCard, step: int, *, reveal: bool) -> StepView:
    """Describe what becomes of one cell."""
    values, output = card.input.numbers, card.output.numbers
    row, column = divmod(step, output.shape[1])
    x, y = float(values[row, column]), float(output[row, column])
    activation = ACTIVATIONS[card.kind]
    mask = cell_mask(values.shape, row, column)
    before = map_panel(card.input, outlines=((row, column, 1, 1),), dimmed=mask)
    after = filled_map(card.output, step, reveal)
    curve = Curve(card.name, np.array(card.curve), card.ticks, x, y)
    sums = pieces(f"{card.name}({written(x)}) = {activation.worked_with(x)} {equals(activation.exactly(x), y)} ")
    said = with_result(activation.step_words(x), y)
    at = stop_at(output.shape, step, "cell")
    return StepView((before, "→", curve, "→", after), ((*sums, *result(written(y))),), said, at)
