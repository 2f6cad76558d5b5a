"""Layers as the stack in the browser holds them: read, written, and repaired where one is impossible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cnn_steps import Conv, Dense, Flatten, Layer, Pool
from cnn_steps.layers import PoolMode
from ui.networks.chosen import fitting_rows
from ui.networks.codes import (
    MOST_LAYERS,
    NetworkPlan,
    Pair,
    both,
    checked_number,
    checked_pair,
    form_from_code,
    pair_words,
)
from ui.operations.activations import ACTIVATIONS, kind_of

PLAIN: Mapping[str, Callable[[], Layer]] = {
    **{kind: activation.layer for kind, activation in ACTIVATIONS.items()},
    "flatten": Flatten,
}
"""The layers without settings, by their kind."""
OWN = "own"  # the input of a network that takes the image as it is


def fields_of(layer: Layer) -> dict[str, Any]:
    """A layer as the browser holds it: its kind, and its settings by name."""
    match layer:
        case Conv():
            return {
                "kind": "conv",
                "filters": layer.filters,
                "kernel": _held(layer.kernel_size),
                "stride": _held(layer.stride),
                "padding": _held(layer.padding),
                "dilation": layer.dilation,
                "average": layer.average,
                "bias": layer.bias,
            }
        case Pool():
            stride = layer.size if layer.stride is None else layer.stride
            return {
                "kind": "pool",
                "window": _held(layer.size),
                "stride": _held(stride),
                "padding": _held(layer.padding),
                "mode": layer.mode,
            }
        case Dense():
            return {"kind": "dense", "units": layer.units, "bias": layer.bias}
        case Flatten():
            return {"kind": "flatten"}
        case _:
            return {"kind": kind_of(layer)}


def _held(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def layer_from_fields(fields: Mapping[str, Any]) -> Layer:
    """The layer of what the browser holds; a ``ValueError`` where it holds none."""

    def number(name: str) -> int:
        return checked_number(_whole(fields.get(name), name), name)

    def pair(name: str) -> Pair:
        value = fields.get(name)
        values = value if isinstance(value, list) and len(value) == 2 else [value]
        return checked_pair([_whole(part, name) for part in values], name)

    kind = str(fields.get("kind"))
    if kind == "conv":
        padding = "same" if fields.get("padding") == "same" else pair("padding")
        return Conv(
            number("filters"),
            pair("kernel"),
            pair("stride"),
            padding,
            number("dilation"),
            fields.get("average") is True,
            fields.get("bias") is True,
        )
    if kind == "pool":
        size, stride = pair("window"), pair("stride")
        mode: PoolMode = "avg" if fields.get("mode") == "avg" else "max"
        return Pool(size, None if stride == size else stride, pair("padding"), mode)
    if kind == "dense":
        return Dense(number("units"), fields.get("bias") is True)
    if kind not in PLAIN:
        raise ValueError(f"there is no layer “{str(kind)[:20]}”")
    return PLAIN[kind]()


def _whole(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name} is {str(value)[:20]}: give a whole number")
    return value


def plan_from_report(report: Any) -> NetworkPlan:
    """The network of what the browser reports; a ``ValueError`` for what no stack sends."""
    layers = report.get("layers") if isinstance(report, Mapping) else None
    if not isinstance(layers, list) or not all(isinstance(fields, Mapping) for fields in layers):
        raise ValueError("a report holds layers")
    if len(layers) > MOST_LAYERS:
        raise ValueError(f"a network has at most {MOST_LAYERS} layers here")
    form = str(report.get("form"))
    return NetworkPlan(tuple(map(layer_from_fields, layers)), None if form == OWN else form_from_code(form))


def remedy(
    layers: Sequence[Layer], number: int, input_shape: tuple[int, ...], shape: tuple[int, ...]
) -> tuple[str, tuple[Layer, ...]] | None:
    """The smallest change that makes an impossible layer possible, in words and made; ``None`` where there is none.

    Parameters
    ----------
    number : of the layer that is impossible; all before it fit.
    input_shape : (C, H, W), what the network takes.
    shape : what the layer before gives.
    """
    before, after = tuple(layers[:number]), tuple(layers[number + 1 :])
    for words, instead in _remedies(layers[number], before, shape):
        repaired = (*instead, *after)
        fits, _ = fitting_rows(repaired[:MOST_LAYERS], input_shape)  # type: ignore[arg-type]
        if len(instead) <= len(fits) and len(repaired) <= MOST_LAYERS:
            return words, repaired
    return None


def _remedies(
    layer: Layer, before: tuple[Layer, ...], shape: tuple[int, ...]
) -> Iterator[tuple[str, tuple[Layer, ...]]]:
    """What could stand in place of a layer and those before it, the smallest change first."""
    if isinstance(layer, Dense):
        yield "Put Flatten before it", (*before, Flatten(), layer)
    elif len(shape) == 1:
        if not isinstance(layer, Flatten):
            place = next(place for place, other in enumerate(before) if isinstance(other, Flatten))
            yield "Move it before Flatten", (*before[:place], layer, *before[place:])
        yield "Remove it", before
    elif isinstance(layer, Conv):
        for size in _smaller(layer.kernel_size, 1):
            yield f"Use a kernel of {pair_words(both(size))}", (*before, replace(layer, kernel_size=size))
    elif isinstance(layer, Pool):
        for size in _smaller(layer.size, 2):
            halves = zip(both(layer.padding), both(size), strict=True)
            padding = checked_pair([min(cells, window // 2) for cells, window in halves], "padding")
            yield f"Use a window of {pair_words(both(size))}", (*before, replace(layer, size=size, padding=padding))
        yield "Remove it", before


def _smaller(window: Pair, least: int) -> Iterator[Pair]:
    """Windows that are ever smaller; what is longer is shortened first."""
    rows, columns = both(window)
    for size in range(max(rows, columns) - 1, least - 1, -1):
        yield checked_pair([min(rows, size), min(columns, size)], "window")
