"""What the step card is sent of each operation: its arrays, its geometry and the words that go with single steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cnn_steps import DenseStep, SoftmaxStep
from cnn_steps.feature_maps import sum_divisor
from cnn_steps.geometry import Axis, sweep
from cnn_steps.layers import PoolMode
from ui.components.card_messages import (
    ActivationCard,
    ConvolutionCard,
    DenseCard,
    FlattenCard,
    KernelGrid,
    MapGrid,
    PictureGrid,
    PoolingCard,
    SoftmaxCard,
)
from ui.figures.maps import CHANNEL_NAMES, scale_limit
from ui.operations.activations import ActivationRecord
from ui.operations.kernels import NamedKernel
from ui.picture.current import CurrentImage


@dataclass(frozen=True, eq=False)
class Filter:
    """The filter of a convolution.

    Attributes
    ----------
    weights : (kH, kW), or (C, kH, kW) for an image with C channels.
    name : what its kernel is called.
    average : whether every sum is divided by the number of cells.
    """

    weights: np.ndarray
    name: str
    bias: float = 0.0
    average: bool = False


@dataclass(frozen=True, eq=False)
class Named:
    """Maps or numbers, each with a name: (n, H, W) or (n,), and n names."""

    values: np.ndarray
    names: Sequence[str]


def convolution_card(
    image: CurrentImage,
    one: Filter,
    output: np.ndarray,
    axes: tuple[Axis, Axis] | None = None,
    *,
    captions: Mapping[int, str] | None = None,
    limit: float | None = None,
) -> ConvolutionCard:
    """The card of a convolution with one filter.

    Parameters
    ----------
    output : (H', W'), the feature map.
    axes : how the kernel sweeps the rows and the columns; ``None`` for every cell, without padding.
    captions : words for single steps, by their number.
    limit : the end of the feature map's color scale; ``None`` for 1, or more where the numbers are larger.
    """
    kernel = as_stack(one.weights)
    rows, columns = axes or sweep(image.size, kernel.shape[1:], 1, 0, 1)
    return ConvolutionCard(
        input=_picture(image),
        kernel=KernelGrid(kernel, "Kernel", one.name),
        output=_map(output, "Feature map", limit),
        bias=one.bias,
        divisor=sum_divisor(one.weights.shape, one.average),
        stride=(rows.stride, columns.stride),
        dilation=(rows.dilation, columns.dilation),
        padding=(rows.before, columns.before, rows.after, columns.after),
        captions=captions or {},
    )


def as_stack(array: np.ndarray) -> np.ndarray:
    """(H, W) -> (1, H, W); (C, H, W) as it is."""
    return array[None] if array.ndim == 2 else array


def _picture(image: CurrentImage) -> PictureGrid:
    stack = as_stack(image.array)
    names = CHANNEL_NAMES if len(stack) == len(CHANNEL_NAMES) else [f"channel {place}" for place in range(len(stack))]
    return PictureGrid(stack, "Image", tuple(names) if len(stack) > 1 else (), image.value_range)


def _map(values: np.ndarray, title: str, limit: float | None = None) -> MapGrid:
    return MapGrid(values, title, limit or scale_limit(values))


def pattern_captions(image: CurrentImage, kernel: NamedKernel, output: np.ndarray) -> dict[int, str]:
    """Words for the stops where a bitmap matches a kernel exactly: the cells of (H', W') that are 1."""
    if not image.is_bitmap:
        return {}
    stops = np.flatnonzero(output == 1.0)
    article = "The" if image.is_digit and stops.size == 1 else "A"  # an 8 has two loops, a drawing may have others
    match kernel.code:
        case "box":
            part = f"{article} loop of {image.name.lower()}"
        case "diagonal-line":
            part = f"{article} diagonal of {image.name.lower()}"
        case _:
            part = f"The pattern “{kernel.name}”" if kernel.has_name else f"The pattern of {kernel.name}"
    return {int(stop): f"{part} is exactly here." for stop in stops}


def pooling_card(
    values: np.ndarray, title: str, output: np.ndarray, axes: tuple[Axis, Axis], mode: PoolMode
) -> PoolingCard:
    """The card of pooling one (H, W) map into ``output``, (H', W'), by a window that sweeps it without padding."""
    limit = scale_limit(values)
    rows, columns = axes
    return PoolingCard(
        input=_map(values[None], title, limit),
        output=_map(output, "Pooled map", limit),
        size=(rows.window, columns.window),
        stride=(rows.stride, columns.stride),
        mode=mode,
    )


def activation_card(values: np.ndarray, title: str, output: np.ndarray, activation: ActivationRecord) -> ActivationCard:
    """The card of an activation on one (H, W) map, with its curve over at least -3..3, as far as the map goes."""
    limit = scale_limit(values)
    span = max(3.0, float(np.ceil(limit)))
    inputs = np.linspace(-span, span, 241)
    outputs = activation.function(inputs)
    return ActivationCard(
        input=_map(values, title, limit),
        output=_map(output, f"After {activation.name}", activation.largest or limit),
        kind=activation.kind,
        name=activation.name,
        words=activation.card_words(),
        curve=tuple(zip(inputs.tolist(), outputs.tolist(), strict=True)),
        span=span,
        ticks=activation.marks(span),
    )


def flatten_card(maps: Named) -> FlattenCard:
    """The card of (F, H, W) maps laid out as one vector."""
    return FlattenCard(_map(maps.values, "Maps"), tuple(maps.names))


def dense_card(now: DenseStep, maps: Named, units: Named, order: np.ndarray) -> DenseCard:
    """The card of one unit of a dense layer.

    Parameters
    ----------
    now : the unit.
    maps : (F, H, W), from which the vector was flattened.
    units : (out,), the logits of all units.
    order : (in,) whole numbers, the entries in the order in which their terms are added.
    """
    return DenseCard(
        input=now.inputs,
        weights=now.weights,
        bias=now.bias,
        output=units.values,
        order=order,
        unit=units.names[now.unit],
        unit_index=now.unit,
        maps=len(maps.values),
        names=tuple(units.names),
        map_names=tuple(maps.names),
        map_columns=maps.values.shape[-1],
    )


def softmax_card(now: SoftmaxStep, names: Sequence[str], title: str = "Logits") -> SoftmaxCard:
    """The card of a softmax over (classes,) logits; ``title`` says what was done to the logits before."""
    return SoftmaxCard(
        title=title,
        logits=now.logits,
        shifted=now.shifted,
        exponentials=now.exponentials,
        probabilities=now.probabilities,
        total=now.total,
        names=tuple(names),
    )
