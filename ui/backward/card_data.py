"""What the step card is told of each operation on the way back from the loss to the pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

import numpy as np

from cnn_steps import Conv, Flatten, Pool, conv2d_backward, pool2d_step
from cnn_steps.geometry import Axis
from cnn_steps.layers import Activation
from cnn_steps.network import Stage, network_stages
from ui.components.step_card import encoded
from ui.figures.maps import own_limit
from ui.networks.passes import BackwardPass
from ui.operations.activations import activation_of

LONGEST_ROW = 10  # cells; a vector that goes through an activation is laid out in rows of at most so many


def _map(values: np.ndarray, title: str) -> dict[str, Any]:
    """A signed grid on a color scale of its own."""
    size = own_limit(values)
    return {**encoded(values), "title": title, "look": "signed", "limit": size, "range": [-size, size]}


def loss_data(back: BackwardPass, names: Sequence[str]) -> dict[str, Any]:
    """Tell the card what each share is, less what it should be."""
    targets = np.zeros(back.shares.size)
    targets[back.label] = 1.0
    return {
        "operation": "backward_loss",
        "shares": encoded(back.shares),
        "targets": encoded(targets),
        "output": encoded(back.shown(-1)),
        "title": "Gradient of the logits",
        "scale": back.scale,
        "names": list(names),
    }


def dense_inputs_data(back: BackwardPass, layer: int, names: Sequence[str], places: Sequence[str]) -> dict[str, Any]:
    """Tell the card how a dense layer's gradients go back to what came in.

    Parameters
    ----------
    names : of the units.
    places : what to call each entry that came in.
    """
    return {
        "operation": "backward_dense",
        "upstream": encoded(back.shown(layer + 1)),
        "weights": encoded(back.parameters[f"{back.names[layer]}.weights"]),
        "output": encoded(back.shown(layer)),
        "title": _of_output(back, layer),
        "outputTitle": "Gradient of the vector",
        "maps": _maps(back, layer),
        "names": list(names),
        "places": list(places),
    }


def dense_weights_data(
    back: BackwardPass, layer: int, unit: int, names: Sequence[str], places: Sequence[str]
) -> dict[str, Any]:
    """Tell the card how much the loss changes with each weight of one unit."""
    return {
        "operation": "backward_weights",
        "input": encoded(back.activations[layer]),
        "upstream": encoded(back.shown(layer + 1)),
        "output": encoded(back.shown_parameter(f"{back.names[layer]}.weights")[:, unit]),
        "title": _of_output(back, layer),
        "inputTitle": "Vector",
        "maps": _maps(back, layer),
        "unit": names[unit],
        "unitIndex": unit,
        "names": list(names),
        "places": list(places),
    }


def _of_output(back: BackwardPass, layer: int) -> str:
    return "Gradient of the logits" if layer + 1 == len(back.layers) else "Gradient of the units"


def _maps(back: BackwardPass, layer: int) -> int:
    """How many maps the vector that goes into a layer was flattened from; 1 where it was not."""
    shape = back.activations[layer - 1].shape if layer and isinstance(back.layers[layer - 1], Flatten) else ()
    return shape[0] if len(shape) == 3 else 1


def flatten_data(back: BackwardPass, layer: int, names: Sequence[str]) -> dict[str, Any]:
    """Tell the card how a vector's gradients go back into their maps."""
    return {
        "operation": "backward_flatten",
        "output": _map(as_maps(back.shown(layer)), "Gradient of the maps"),
        "title": "Gradient of the vector",
        "names": list(names),
    }


def pooling_data(back: BackwardPass, layer: int, number: int, name: str) -> dict[str, Any]:
    """Tell the card how the gradients of one pooled map find the cells that won."""
    pool = cast(Pool, back.layers[layer])
    values = as_maps(back.activations[layer])[number]
    upstream = as_maps(back.shown(layer + 1))[number]
    rows, columns = axes_of(back, layer)
    winners: list[int] = []
    if pool.mode == "max":
        for row, column in np.ndindex(upstream.shape):
            now = pool2d_step(values, row, column, pool.size, stride=pool.stride, padding=pool.padding)
            first = now.winners[0]  # ties are listed row after row
            winners.append(int(first[0]) * values.shape[1] + int(first[1]))
    return {
        "operation": "backward_pooling",
        "upstream": _map(upstream, "Gradient after pooling"),
        "input": _map(values[None], f"{name.capitalize()} before pooling"),
        "output": _map(as_maps(back.shown(layer))[number], "Gradient before pooling"),
        "winners": encoded(np.array(winners, dtype=np.int64)),
        "size": [rows.window, columns.window],
        "stride": [rows.stride, columns.stride],
        "padding": [rows.before, columns.before, rows.after, columns.after],
        "mode": pool.mode,
    }


def gate_data(back: BackwardPass, layer: int, number: int, name: str) -> dict[str, Any]:
    """Tell the card which gradients of one map an activation lets through."""
    values = as_maps(back.activations[layer])[number]
    activation = activation_of(cast(Activation, back.layers[layer]))
    return {
        "operation": "backward_gate",
        "kind": activation.kind,
        "words": asdict(activation.gate_words()),
        "input": _map(values, f"{name.capitalize()} before {activation.name}"),
        "slope": _map(activation.slopes(values), f"Slope of {activation.name}"),
        "upstream": _map(as_maps(back.shown(layer + 1))[number], f"Gradient after {activation.name}"),
        "output": _map(as_maps(back.shown(layer))[number], f"Gradient before {activation.name}"),
    }


def kernel_data(
    back: BackwardPass,
    layer: int,
    number: int,
    channel: int,
    *,
    name: str,
    title: str,
    value_range: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """Tell the card how the gradient of a map, slid over what came in, makes the gradient of a kernel.

    Parameters
    ----------
    number, channel : of the filter, and of the kernel in it.
    name, title : of the filter, and of what came in.
    value_range : of the image; ``None`` for a map.
    """
    values = as_maps(back.activations[layer])[channel]
    upstream = as_maps(back.shown(layer + 1))[number]
    gradient = back.shown_parameter(f"{back.names[layer]}.kernels")[number, channel]
    rows, columns = axes_of(back, layer)
    seen = _map(values[None], title)
    if value_range:
        seen |= {"look": "picture", "range": list(value_range)}
    return {
        "operation": "backward_convolution",
        "input": seen,
        "kernel": {**encoded(upstream), "title": "Gradient of the map", "note": name},
        "output": _map(gradient, "Gradient of the kernel"),
        "divisor": divisor(back, layer),
        # What was the stride between stops is now between the cells of the window, and the other way round.
        "stride": [rows.dilation, columns.dilation],
        "dilation": [rows.stride, columns.stride],
        "padding": [rows.before, columns.before, rows.after, columns.after],
        "says": "The gradient of this weight is",
    }


def image_data(
    back: BackwardPass, layer: int, number: int, channel: int, *, name: str, title: str
) -> tuple[dict[str, Any], np.ndarray]:
    """Tell the card what one filter sends back to what came in, and give that, (H, W).

    It is a full convolution of the map's gradient with the kernel turned by 180 degrees. What all filters send back,
    added up, is the gradient of what came in.

    Parameters
    ----------
    number, channel : of the filter, and of the channel that it sends back to.
    name, title : of the filter, and of what comes out.
    """
    kernel = back.parameters[f"{back.names[layer]}.kernels"][number, channel]
    upstream = as_maps(back.shown(layer + 1))[number]
    rows, columns = axes_of(back, layer)
    spread, padding = spread_gradient(upstream, rows, columns)
    sent = sent_back(back, layer, number)[channel]
    data = {
        "operation": "backward_convolution",
        "input": _map(spread[None], "Gradient of the map"),
        "kernel": {**encoded(kernel[::-1, ::-1]), "title": "Kernel, turned", "note": name},
        "output": _map(sent, title),
        "divisor": divisor(back, layer),
        "stride": [1, 1],
        "dilation": [rows.dilation, columns.dilation],
        "padding": padding,
        "says": "What comes back to this cell is",
    }
    return data, sent


def sent_back(back: BackwardPass, layer: int, number: int) -> np.ndarray:
    """(C, H, W), what one filter alone sends back to what came in."""
    conv = cast(Conv, back.layers[layer])
    alone = slice(number, number + 1)
    sent, _, _ = conv2d_backward(
        as_maps(back.shown(layer + 1))[alone],
        as_maps(back.activations[layer]),
        back.parameters[f"{back.names[layer]}.kernels"][alone],
        stride=conv.stride,
        padding=conv.padding,
        dilation=conv.dilation,
        average=conv.average,
    )
    return cast(np.ndarray, sent)  # it was asked for


def spread_gradient(gradient: np.ndarray, rows: Axis, columns: Axis) -> tuple[np.ndarray, list[int]]:
    """A map's gradient as the turned kernel slides over it: zeros where the stride skipped, and padding around.

    Returns
    -------
    spread : (H', W'), with a line of zeros for every cell that the stride skips.
    padding : cells [top, left, bottom, right] around it.
    """
    spread, ends = gradient, []
    for axis_number, axis in enumerate((rows, columns)):
        length = (axis.stops - 1) * axis.stride + 1
        wide = np.zeros([length if number == axis_number else size for number, size in enumerate(spread.shape)])
        wide[(slice(None),) * axis_number + (slice(None, None, axis.stride),)] = spread
        before = axis.reach - 1 - axis.before
        after = axis.size + axis.reach - 1 - before - length
        # Stops that saw nothing but padding send nothing back, and are cut off.
        kept = slice(max(0, -before), length - max(0, -after))
        spread = wide[(slice(None),) * axis_number + (kept,)]
        ends.append((max(0, before), max(0, after)))
    (top, bottom), (left, right) = ends
    return spread, [top, left, bottom, right]


def _stage(back: BackwardPass, layer: int) -> Stage:
    """A layer in its place."""
    return network_stages(back.layers, back.activations[0].shape)[layer]


def divisor(back: BackwardPass, layer: int) -> int:
    """What every sum of a convolution is divided by."""
    return _stage(back, layer).divisor


def axes_of(back: BackwardPass, layer: int) -> tuple[Axis, Axis]:
    """How the window of a layer sweeps what comes in."""
    rows, columns = _stage(back, layer).axes
    return rows, columns


def as_maps(values: np.ndarray) -> np.ndarray:
    """(F, H, W) maps as they are, a single one with an axis in front, a vector laid out in rows."""
    if values.ndim == 3:
        return values
    if values.ndim == 2:
        return values[None]
    length = values.size
    columns = next(count for count in range(min(LONGEST_ROW, length), 0, -1) if length % count == 0)
    columns = length if columns == 1 else columns  # of a prime number
    return values.reshape(1, -1, columns)
