"""The view of a step, from what the step card was told."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ui.steps import backward_maps, backward_vectors
from ui.steps.activation import activation_view
from ui.steps.convolution import convolution_view
from ui.steps.parts import StepView
from ui.steps.pooling import pooling_view
from ui.steps.softmax import softmax_view
from ui.steps.vectors import dense_view, flatten_view

REVEAL_UP_TO = 150  # steps; larger results are shown at once, as on the card

VIEWS: dict[str, Callable[..., StepView]] = {
    "convolution": convolution_view,
    "pooling": pooling_view,
    "activation": activation_view,
    "flatten": flatten_view,
    "dense": dense_view,
    "softmax": softmax_view,
    "backward_loss": backward_vectors.loss_view,
    "backward_dense": backward_vectors.dense_view,
    "backward_weights": backward_vectors.weights_view,
    "backward_flatten": backward_vectors.flatten_view,
    "backward_pooling": backward_maps.pooling_view,
    "backward_gate": backward_maps.gate_view,
    "backward_convolution": backward_maps.convolution_view,
}

# The array that an operation has a step for each number of, where that is not its output.
FILLED = {"flatten": "input", "dense": "order", "softmax": "logits", "backward_pooling": "upstream"}


def with_arrays(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the card was told, each packed array in it as ``array``; once for all steps."""
    return {name: _with_array(told) for name, told in data.items()}


def _with_array(told: Any) -> Any:
    if not isinstance(told, dict) or "values" not in told:
        return told
    numbers = np.frombuffer(base64.b64decode(told["values"]), told["dtype"])
    return {**told, "array": numbers.reshape(told["shape"]).astype(np.float64)}


def step_count(data: Mapping[str, Any]) -> int:
    """How many steps an operation has."""
    filled = FILLED.get(data["operation"], "output")
    return int(np.prod(data[filled]["shape"]))


def step_view(data: Mapping[str, Any], step: int, *, reveal: bool | None = None) -> StepView:
    """Describe a step as the card shows it.

    Parameters
    ----------
    data : what the card was told, from ``with_arrays``.
    step : from 0.
    reveal : leave what comes after the step blank; ``None`` does so where the card would at first.
    """
    if reveal is None:
        reveal = data.get("reveal", False) or step_count(data) <= REVEAL_UP_TO
    return VIEWS[data["operation"]](data, step, reveal=reveal)
