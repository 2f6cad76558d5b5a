"""Layers as the stack in the browser holds them: read, written, and repaired where one is impossible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from cnn_steps import Conv, Dense, Flatten, Layer, Pool
from ui.components.layer_stack import ConvFields, DenseFields, LayerFields, PlainFields, PoolFields, StackEdit
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


def fields_of(layer: Layer) -> LayerFields:
    """A layer as the browser holds it."""
    match layer:
        case Conv():
            return ConvFields(
                "conv",
                filters=layer.filters,
                kernel=layer.kernel_size,
                stride=layer.stride,
                padding=layer.padding,
                dilation=layer.dilation,
                average=layer.average,
                bias=layer.bias,
            )
        case Pool():
            stride = layer.size if layer.stride is None else layer.stride
            return PoolFields("pool", window=layer.size, stride=stride, padding=layer.padding, mode=layer.mode)
        case Dense():
            return DenseFields("dense", units=layer.units, bias=layer.bias)
        case Flatten():
            return PlainFields("flatten")
        case _:
            return PlainFields(kind_of(layer))


def layer_from_fields(fields: LayerFields) -> Layer:
    """The layer that the browser holds.

    Raises
    ------
    ValueError
        If one of its numbers is out of its limits.
    """
    match fields:
        case ConvFields():
            return Conv(
                checked_number(fields.filters, "filters"),
                checked_pair(both(fields.kernel), "kernel"),
                checked_pair(both(fields.stride), "stride"),
                "same" if isinstance(fields.padding, str) else checked_pair(both(fields.padding), "padding"),
                checked_number(fields.dilation, "dilation"),
                fields.average,
                fields.bias,
            )
        case PoolFields():
            size = checked_pair(both(fields.window), "window")
            stride = checked_pair(both(fields.stride), "stride")
            padding = checked_pair(both(fields.padding), "padding")
            return Pool(size, None if stride == size else stride, padding, fields.mode)
        case DenseFields():
            return Dense(checked_number(fields.units, "units"), fields.bias)
        case PlainFields():
            if fields.kind not in PLAIN:
                raise ValueError(f"there is no layer “{fields.kind[:20]}”")
            return PLAIN[fields.kind]()
        case _:
            assert_never(fields)


def plan_from_edit(edit: StackEdit) -> NetworkPlan:
    """The network that the stack in the browser holds.

    Raises
    ------
    ValueError
        If there are too many layers, a number is out of its limits, or the form is none.
    """
    if len(edit.layers) > MOST_LAYERS:
        raise ValueError(f"a network has at most {MOST_LAYERS} layers here, not {len(edit.layers)}: remove some")
    form = form_from_code(edit.form)
    if form is None and edit.form != OWN:
        raise ValueError(f"an image can't be made into “{edit.form[:20]}”: choose one of the forms that are offered")
    return NetworkPlan(tuple(map(layer_from_fields, edit.layers)), form)


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
