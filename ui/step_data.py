"""What the step card is told of each operation: its arrays, its geometry and the words that go with single steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ui.components.step_card import encoded
from ui.figures.maps import scale_limit
from ui.image_choice import CurrentImage

COLORS = ("red", "green", "blue")


def _as_stack(array: np.ndarray) -> np.ndarray:
    return array[None] if array.ndim == 2 else array


def _picture(image: CurrentImage) -> dict[str, Any]:
    return {
        **encoded(_as_stack(image.array)),
        "title": "Image",
        "look": "picture",
        "range": list(image.value_range),
        "names": list(COLORS),
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
) -> dict[str, Any]:
    """Tell the card of a convolution with one filter.

    Parameters
    ----------
    kernel : (kH, kW), or (C, kH, kW) for a color image.
    output : (H', W'), the feature map.
    padding : cells (top, bottom), (left, right).
    captions : words for single steps, by their number.
    """
    (top, bottom), (left, right) = padding
    return {
        "operation": "convolution",
        "input": _picture(image),
        "kernel": {**encoded(_as_stack(kernel)), "title": kernel_title},
        "output": _map(output, "Feature map"),
        "bias": bias,
        "divisor": kernel.size if average else 1,
        "stride": [stride, stride],
        "dilation": [dilation, dilation],
        "padding": [top, left, bottom, right],
        "captions": {str(step): words for step, words in (captions or {}).items()},
    }


def pattern_captions(image: CurrentImage, kernel_title: str, output: np.ndarray) -> dict[int, str]:
    """Words for the stops where a bitmap matches a kernel exactly: the cells of (H', W') that are 1."""
    if not image.is_bitmap:
        return {}
    digit = image.name.lower()
    parts = {"box": f"The loop of {digit}", "diagonal line": f"The diagonal of {digit}"}
    part = parts.get(kernel_title, f"The pattern “{kernel_title}”")
    return {int(stop): f"{part} is exactly here." for stop in np.flatnonzero(output == 1.0)}


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
        "padding": [0, 0, 0, 0],
        "mode": mode,
        "countPadding": False,
    }


def activation_data(
    values: np.ndarray, title: str, output: np.ndarray, *, kind: str, name: str, curve: Sequence[tuple[float, float]]
) -> dict[str, Any]:
    """Tell the card of an activation on one (H, W) map; ``curve`` holds points (input, output) to draw."""
    return {
        "operation": "activation",
        "input": _map(values, title),
        "output": _map(output, f"After {name}"),
        "kind": kind,
        "name": name,
        "curve": [list(point) for point in curve],
        "span": curve[-1][0],
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
    places: Sequence[str],
) -> dict[str, Any]:
    """Tell the card of one dense unit.

    Parameters
    ----------
    vector, weights : (in,), what goes in and the weights of the unit.
    logits : (out,), of all units.
    order : (in,), the entries in the order in which their terms are added.
    maps : how many maps the vector was flattened from.
    names : of the units.
    places : where each entry comes from, in words; may be shorter than the vector.
    """
    return {
        "operation": "dense",
        "input": encoded(vector),
        "weights": encoded(weights),
        "bias": bias,
        "output": encoded(logits),
        "order": encoded(order.astype(np.float64)),
        "unit": names[unit],
        "unitIndex": unit,
        "maps": maps,
        "names": list(names),
        "places": list(places),
    }


def softmax_data(
    logits: np.ndarray, shifted: np.ndarray, exponentials: np.ndarray, probabilities: np.ndarray, names: Sequence[str]
) -> dict[str, Any]:
    """Tell the card of a softmax over (classes,) logits and its stages."""
    return {
        "operation": "softmax",
        "logits": encoded(logits),
        "shifted": encoded(shifted),
        "exponentials": encoded(exponentials),
        "probabilities": encoded(probabilities),
        "total": float(exponentials.sum()),
        "names": list(names),
    }
