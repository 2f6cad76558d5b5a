"""What the step card is told of each operation: its arrays, its geometry and the words that go with single steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from cnn_steps.feature_maps import sum_divisor
from ui.address.codes import OWN_KERNEL
from ui.components.step_card import encoded
from ui.figures.maps import CHANNEL_NAMES, scale_limit
from ui.operations.activations import ActivationRecord
from ui.picture.current import CurrentImage


def _as_stack(array: np.ndarray) -> np.ndarray:
    return array[None] if array.ndim == 2 else array


def _picture(image: CurrentImage) -> dict[str, Any]:
    stack = _as_stack(image.array)
    names = CHANNEL_NAMES if len(stack) == len(CHANNEL_NAMES) else [f"channel {place}" for place in range(len(stack))]
    return {
        **encoded(stack),
        "title": "Image",
        "look": "picture",
        "range": list(image.value_range),
        "names": list(names),
    }


def _map(values: np.ndarray, title: str, limit: float | None = None) -> dict[str, Any]:
    size = limit or scale_limit(values)
    return {**encoded(values), "title": title, "look": "signed", "limit": size, "range": [-size, size]}


def convolution_data(
    image: CurrentImage,
    kernel: np.ndarray,
    kernel_title: str,
    output: np.ndarray,
    *,
    bias: float = 0.0,
    average: bool = False,
    stride: int = 1,
    dilation: int = 1,
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    captions: Mapping[int, str] | None = None,
    limit: float | None = None,
    reveal: bool = False,
) -> dict[str, Any]:
    """Tell the card of a convolution with one filter.

    Parameters
    ----------
    kernel : (kH, kW), or (C, kH, kW) for a color image.
    output : (H', W'), the feature map.
    padding : cells (top, bottom), (left, right).
    captions : words for single steps, by their number.
    limit : the end of the feature map's color scale; ``None`` for 1, or more where the numbers are larger.
    reveal : keep what comes after the step in view hidden at first, however large the map is.
    """
    (top, bottom), (left, right) = padding
    return {
        "operation": "convolution",
        "input": _picture(image),
        "kernel": {**encoded(_as_stack(kernel)), "title": kernel_title},
        "output": _map(output, "Feature map", limit),
        "bias": bias,
        "divisor": sum_divisor(kernel.shape, average),
        "stride": [stride, stride],
        "dilation": [dilation, dilation],
        "padding": [top, left, bottom, right],
        "captions": {str(step): words for step, words in (captions or {}).items()},
        "reveal": reveal,
    }


def pattern_captions(image: CurrentImage, kernel_title: str, output: np.ndarray) -> dict[int, str]:
    """Words for the stops where a bitmap matches a kernel exactly: the cells of (H', W') that are 1."""
    if not image.is_bitmap:
        return {}
    stops = np.flatnonzero(output == 1.0)
    article = "The" if image.is_digit and stops.size == 1 else "A"  # an 8 has two loops, a drawing may have others
    parts = {
        "box": f"{article} loop of {image.name.lower()}",
        "diagonal line": f"{article} diagonal of {image.name.lower()}",
        OWN_KERNEL: f"The pattern of {OWN_KERNEL}",
    }
    part = parts.get(kernel_title, f"The pattern “{kernel_title}”")
    return {int(stop): f"{part} is exactly here." for stop in stops}


def pooling_data(
    values: np.ndarray, title: str, output: np.ndarray, *, size: int, stride: int, mode: str
) -> dict[str, Any]:
    """Tell the card of pooling one (H, W) map into ``output``, (H', W')."""
    limit = scale_limit(values)
    return {
        "operation": "pooling",
        "input": _map(values[None], title, limit),
        "output": _map(output, "Pooled map", limit),
        "size": [size, size],
        "stride": [stride, stride],
        "mode": mode,
    }


def activation_data(values: np.ndarray, title: str, output: np.ndarray, activation: ActivationRecord) -> dict[str, Any]:
    """Tell the card of an activation on one (H, W) map, with its curve over at least -3..3, as far as the map goes."""
    limit = scale_limit(values)
    span = max(3.0, float(np.ceil(limit)))
    inputs = np.linspace(-span, span, 241)
    return {
        "operation": "activation",
        "input": _map(values, title, limit),
        "output": _map(output, f"After {activation.name}", activation.largest or limit),
        "kind": activation.kind,
        "name": activation.name,
        "words": asdict(activation.card_words()),
        "curve": np.stack([inputs, activation.function(inputs)], axis=1).tolist(),  # points (input, output) to draw
        "span": span,
        "ticks": list(activation.marks(span)),
    }


def flatten_data(maps: np.ndarray, names: Sequence[str]) -> dict[str, Any]:
    """Tell the card of (F, H, W) maps laid out as one vector."""
    return {"operation": "flatten", "input": {**_map(maps, "Maps"), "names": list(names)}}


def dense_data(
    vector: np.ndarray,
    weights: np.ndarray,
    bias: float,
    logits: np.ndarray,
    *,
    unit: int,
    order: np.ndarray,
    maps: int,
    names: Sequence[str],
    map_names: Sequence[str],
    map_columns: int,
) -> dict[str, Any]:
    """Tell the card of one dense unit.

    Parameters
    ----------
    vector, weights : (in,), what goes in and the weights of the unit.
    logits : (out,), of all units.
    order : (in,) whole numbers, the entries in the order in which their terms are added.
    maps : how many maps the vector was flattened from.
    names : of the units.
    map_names, map_columns : of the maps, from which the browser works out where an entry comes from.
    """
    return {
        "operation": "dense",
        "input": encoded(vector),
        "weights": encoded(weights),
        "bias": bias,
        "output": encoded(logits),
        "order": encoded(order),
        "unit": names[unit],
        "unitIndex": unit,
        "maps": maps,
        "names": list(names),
        "mapNames": list(map_names),
        "mapColumns": map_columns,
    }


def softmax_data(
    logits: np.ndarray,
    shifted: np.ndarray,
    exponentials: np.ndarray,
    probabilities: np.ndarray,
    names: Sequence[str],
    title: str = "Logits",
) -> dict[str, Any]:
    """Tell the card of a softmax over (classes,) logits and its stages; ``title`` says what was done to the logits."""
    return {
        "operation": "softmax",
        "title": title,
        "logits": encoded(logits),
        "shifted": encoded(shifted),
        "exponentials": encoded(exponentials),
        "probabilities": encoded(probabilities),
        "total": float(exponentials.sum()),
        "names": list(names),
    }
