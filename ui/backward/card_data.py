"""What the step card is sent of each operation on the way back from the loss to the pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from cnn_steps import Conv, Flatten, Pool, conv2d_backward, pool2d_step
from cnn_steps.geometry import Axis
from cnn_steps.layers import Activation
from cnn_steps.network import Stage, network_stages
from ui.components.card_messages import (
    BackwardConvolutionCard,
    BackwardDenseCard,
    BackwardFlattenCard,
    BackwardGateCard,
    BackwardLossCard,
    BackwardPoolingCard,
    BackwardWeightsCard,
    KernelGrid,
    MapGrid,
    Padding,
    PictureGrid,
)
from ui.figures.maps import own_limit
from ui.networks.passes import BackwardPass
from ui.operations.activations import activation_of

LONGEST_ROW = 10  # cells; a vector that goes through an activation is laid out in rows of at most so many


@dataclass(frozen=True, eq=False)
class OneKernel:
    """One of the kernels of a convolution on a way back.

    Attributes
    ----------
    layer : the convolution, by its number.
    filter, channel : which filter, and which channel of what came in.
    filter_name : what the filter is called.
    """

    back: BackwardPass
    layer: int
    filter: int
    channel: int
    filter_name: str


def _map(values: np.ndarray, title: str) -> MapGrid:
    """A map on a color scale of its own."""
    return MapGrid(values, title, own_limit(values))


def backward_loss_card(back: BackwardPass, names: Sequence[str]) -> BackwardLossCard:
    """The card that takes from each share what it should be; ``names`` are those of the classes."""
    targets = np.zeros(back.shares.size)
    targets[back.label] = 1.0
    return BackwardLossCard(
        shares=back.shares,
        targets=targets,
        output=back.shown(-1),
        title="Gradient of the logits",
        scale=back.scale,
        names=tuple(names),
    )


def backward_dense_card(
    back: BackwardPass, layer: int, names: Sequence[str], places: Sequence[str]
) -> BackwardDenseCard:
    """The card that sends a dense layer's gradients back to what came in.

    Parameters
    ----------
    names : of the units.
    places : what to call each entry that came in.
    """
    return BackwardDenseCard(
        upstream=back.shown(layer + 1),
        weights=back.parameters[f"{back.names[layer]}.weights"],
        output=back.shown(layer),
        title=_of_output(back, layer),
        output_title="Gradient of the vector",
        maps=_maps(back, layer),
        names=tuple(names),
        places=tuple(places),
    )


def backward_weights_card(
    back: BackwardPass, layer: int, unit: int, names: Sequence[str], places: Sequence[str]
) -> BackwardWeightsCard:
    """The card of how much the loss changes with each weight of one unit of a dense layer.

    Parameters
    ----------
    names : of the units.
    places : what to call each entry that came in.
    """
    return BackwardWeightsCard(
        input=back.activations[layer],
        upstream=back.shown(layer + 1),
        output=back.shown_parameter(f"{back.names[layer]}.weights")[:, unit],
        title=_of_output(back, layer),
        input_title="Vector",
        maps=_maps(back, layer),
        unit=names[unit],
        unit_index=unit,
        names=tuple(names),
        places=tuple(places),
    )


def _of_output(back: BackwardPass, layer: int) -> str:
    return "Gradient of the logits" if layer + 1 == len(back.layers) else "Gradient of the units"


def _maps(back: BackwardPass, layer: int) -> int:
    """How many maps the vector that goes into a layer was flattened from; 1 where it was not."""
    shape = back.activations[layer - 1].shape if layer and isinstance(back.layers[layer - 1], Flatten) else ()
    return shape[0] if len(shape) == 3 else 1


def backward_flatten_card(back: BackwardPass, layer: int, names: Sequence[str]) -> BackwardFlattenCard:
    """The card that sends a vector's gradients back into their maps; ``names`` are those of the maps."""
    return BackwardFlattenCard(
        output=_map(as_maps(back.shown(layer)), "Gradient of the maps"),
        title="Gradient of the vector",
        names=tuple(names),
    )


def backward_pooling_card(back: BackwardPass, layer: int, number: int, name: str) -> BackwardPoolingCard:
    """The card on which the gradients of a pooled map find the cells that won; ``number`` and ``name`` of the map."""
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
    return BackwardPoolingCard(
        upstream=_map(upstream, "Gradient after pooling"),
        input=_map(values[None], f"{name.capitalize()} before pooling"),
        output=_map(as_maps(back.shown(layer))[number], "Gradient before pooling"),
        winners=np.array(winners, dtype=np.int64),
        size=(rows.window, columns.window),
        stride=(rows.stride, columns.stride),
        padding=(rows.before, columns.before, rows.after, columns.after),
        mode=pool.mode,
    )


def backward_gate_card(back: BackwardPass, layer: int, number: int, name: str) -> BackwardGateCard:
    """The card of which gradients of a map an activation lets through; ``number`` and ``name`` of the map."""
    values = as_maps(back.activations[layer])[number]
    activation = activation_of(cast(Activation, back.layers[layer]))
    return BackwardGateCard(
        kind=activation.kind,
        words=activation.gate_words(),
        input=_map(values, f"{name.capitalize()} before {activation.name}"),
        slope=_map(activation.slopes(values), f"Slope of {activation.name}"),
        upstream=_map(as_maps(back.shown(layer + 1))[number], f"Gradient after {activation.name}"),
        output=_map(as_maps(back.shown(layer))[number], f"Gradient before {activation.name}"),
    )


def backward_kernel_card(
    one: OneKernel, title: str, value_range: tuple[float, float] | None = None
) -> BackwardConvolutionCard:
    """The card on which the gradient of a map, slid over what came in, makes the gradient of a kernel.

    Parameters
    ----------
    title : of what came in.
    value_range : of the image that came in; ``None`` for a map.
    """
    back, layer = one.back, one.layer
    values = as_maps(back.activations[layer])[one.channel][None]
    upstream = as_maps(back.shown(layer + 1))[one.filter]
    gradient = back.shown_parameter(f"{back.names[layer]}.kernels")[one.filter, one.channel]
    rows, columns = axes_of(back, layer)
    return BackwardConvolutionCard(
        input=PictureGrid(values, title, (), value_range) if value_range else _map(values, title),
        kernel=KernelGrid(upstream, "Gradient of the map", one.filter_name),
        output=_map(gradient, "Gradient of the kernel"),
        divisor=divisor(back, layer),
        # What was the stride between stops is now between the cells of the window, and the other way round.
        stride=(rows.dilation, columns.dilation),
        dilation=(rows.stride, columns.stride),
        padding=(rows.before, columns.before, rows.after, columns.after),
        gradient_of="kernel",
        says="The gradient of this weight is",
    )


def backward_image_card(one: OneKernel, title: str) -> BackwardConvolutionCard:
    """The card of what one filter sends back to what came in; ``title`` is that of what comes out.

    It is a full convolution of the map's gradient with the kernel turned by 180 degrees. What all filters send back,
    added up, is the gradient of what came in.
    """
    back, layer = one.back, one.layer
    kernel = back.parameters[f"{back.names[layer]}.kernels"][one.filter, one.channel]
    upstream = as_maps(back.shown(layer + 1))[one.filter]
    rows, columns = axes_of(back, layer)
    spread, padding = spread_gradient(upstream, rows, columns)
    return BackwardConvolutionCard(
        input=_map(spread[None], "Gradient of the map"),
        kernel=KernelGrid(kernel[::-1, ::-1], "Kernel, turned", one.filter_name),
        output=_map(sent_back(back, layer, one.filter)[one.channel], title),
        divisor=divisor(back, layer),
        stride=(1, 1),
        dilation=(rows.dilation, columns.dilation),
        padding=padding,
        gradient_of="image",
        says="What comes back to this cell is",
    )


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


def spread_gradient(gradient: np.ndarray, rows: Axis, columns: Axis) -> tuple[np.ndarray, Padding]:
    """A map's gradient as the turned kernel slides over it: zeros where the stride skipped, and padding around.

    Returns
    -------
    spread : (H', W'), with a line of zeros for every cell that the stride skips.
    padding : cells (top, left, bottom, right) around it.
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
    return spread, (top, left, bottom, right)


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
