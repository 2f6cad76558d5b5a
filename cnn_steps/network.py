"""A network: layers one after another, what goes into each and comes out, what it costs, and its first weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod, sqrt
from typing import Any, NamedTuple, TypeAlias, assert_never

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_steps.arrays import (
    MOST_NUMBERS,
    FloatArray,
    check_numbers,
    flag,
    float_array_like,
    one_of,
    random_generator,
    shown,
    times,
    whole_number,
    whole_pair,
)
from cnn_steps.feature_maps import sum_divisor
from cnn_steps.geometry import Axis, check_padded, sweep
from cnn_steps.layers import Activation, Conv, Dense, Flatten, Layer, Pool, layer_names
from cnn_steps.pooling import pool_sweep

Shape: TypeAlias = tuple[int, ...]
Spans: TypeAlias = NDArray[np.intp]
"""(n, 2): for each row or column of a map the first row or column of the image that it can depend on, and the one after
the last."""
Parameters: TypeAlias = dict[str, FloatArray]
"""Trainable arrays by name: ``conv1.kernels`` (F, C, kH, kW), ``conv1.bias`` (F,), ``dense1.weights`` (in, out), …"""

SCHEMES = ("he", "small", "zeros")
"""How ``init_parameters`` can choose the first weights."""

SMALL_SPREAD = 0.01
"""The standard deviation of "small" weights: ``np.random.randn(…) * 0.01``, as the tutorials have it."""


@dataclass(frozen=True, eq=False)
class LayerSummary:
    """One row of a network's summary.

    Attributes
    ----------
    name : the layer's kind, counted from 1
    layer : the layer itself
    output_shape : (C, H, W), (H, W) or, from ``Flatten`` on, (units,)
    parameters : how many trainable numbers it has
    multiply_adds : how many products it adds up for one image; 0 for layers that multiply nothing
    way : the layers from the image up to this one
    """

    name: str
    layer: Layer
    output_shape: Shape
    parameters: int
    multiply_adds: int
    way: tuple[Stage, ...]

    @cached_property
    def seen(self) -> tuple[Spans, Spans]:
        """Which rows of the image each row of the maps depends on, and which columns each column; at most.

        From ``Dense`` on there is one span of each, for all units.
        """
        sizes = self.way[0].input_shape[-2:]
        for size in sizes:
            check_numbers((size, 2), "the lines of the image would be", "ask for a smaller image")
        rows, columns = (np.arange(size)[:, None] + np.arange(2) for size in sizes)  # a pixel depends on itself
        for stage in self.way:
            if isinstance(stage.layer, Dense):
                rows, columns = _joined(rows)[None], _joined(columns)[None]
            elif stage.axes:
                rows, columns = (_swept(spans, axis) for spans, axis in zip((rows, columns), stage.axes, strict=True))
        return rows, columns

    @property
    def receptive_field(self) -> tuple[int, int]:
        """Rows and columns of the image that one number of the output can depend on, at most."""
        rows, columns = (int(np.diff(spans).max().clip(0)) for spans in self.seen)
        return rows, columns


def summary(layers: Sequence[Layer], input_shape: Sequence[int]) -> tuple[LayerSummary, ...]:
    """Say for every layer what comes out of it and what it costs.

    Parameters
    ----------
    layers : sequence of layers
    input_shape : (C, H, W), or (H, W) for one channel

    Returns
    -------
    tuple of LayerSummary, one per layer

    Raises
    ------
    ValueError
        If a layer does not fit what the one before it gives; the sentence starts with the layer's name.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 9.2; Araujo, Norris and Sim, "Computing receptive
    fields of convolutional neural networks" (2019).

    Examples
    --------
    >>> from cnn_steps import Relu
    >>> for row in summary([Conv(4), Relu(), Pool(), Flatten(), Dense(2)], (8, 8)):
    ...     print(row.name, row.output_shape, row.parameters, row.multiply_adds, row.receptive_field)
    conv1 (4, 6, 6) 40 1296 (3, 3)
    relu1 (4, 6, 6) 0 0 (3, 3)
    pool1 (4, 3, 3) 0 0 (4, 4)
    flatten1 (36,) 0 0 (4, 4)
    dense1 (2,) 74 72 (8, 8)
    """
    shape = _shape(input_shape)
    table = []
    stages = network_stages(layers, shape)
    for place, stage in enumerate(stages, start=1):
        weights = prod(next(iter(stage.parameter_shapes.values()), (0,)))  # a bias is added, not multiplied
        stops = prod(axis.stops for axis in stage.axes)
        parameters = sum(map(prod, stage.parameter_shapes.values()))
        table.append(
            LayerSummary(stage.name, stage.layer, stage.output_shape, parameters, weights * stops, way=stages[:place])
        )
    return tuple(table)


def _swept(spans: Spans, axis: Axis) -> Spans:
    """Give what each stop of a window depends on, (stops, 2), from what each cell along its axis depends on."""
    check_numbers((axis.stops, axis.window, 2), "the lines under all windows would be", "use a smaller image or window")
    # Padding depends on no pixel. This span begins last and ends first of all, so that joining it changes nothing.
    nothing = [[spans.max(), 0]]
    known = np.concatenate([spans, nothing])
    return _joined(known[axis.cells(np.arange(axis.stops)[:, None])])  # the index of padding is -1: the last span


def _joined(spans: Spans) -> Spans:
    """Join spans, (..., n, 2), to one, (..., 2): from the earliest beginning to the latest end."""
    return np.stack([spans[..., 0].min(axis=-1), spans[..., 1].max(axis=-1)], axis=-1)


def init_parameters(
    layers: Sequence[Layer],
    input_shape: Sequence[int],
    *,
    rng: np.random.Generator,
    scheme: str = "he",
    dtype: Any = np.float64,
) -> Parameters:
    """Give a network its first weights; every bias is 0.

    Parameters
    ----------
    layers : sequence of layers
    input_shape : (C, H, W), or (H, W) for one channel
    rng : np.random.Generator
    scheme : "he", "small" or "zeros"
        "he": normal numbers with the standard deviation ``sqrt(2 / inputs)``, which keeps activations about as large
        from layer to layer. "small": normal numbers times 0.01, whatever the layer's size. "zeros": 0 everywhere.
    dtype : float32 or float64

    Returns
    -------
    dict of ndarray
        ``conv1.kernels`` (F, C, kH, kW), ``conv1.bias`` (F,), ``dense1.weights`` (in, out), ``dense1.bias`` (out,) and
        so on, in the order of the layers.

    Raises
    ------
    ValueError
        If a layer does not fit what the one before it gives or has too many parameters to make them, or the scheme or
        the type is unknown.

    Source
    ------
    He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015), section 2.2.

    Examples
    --------
    >>> parameters = init_parameters([Conv(4), Flatten(), Dense(2)], (8, 8), rng=np.random.default_rng(0))
    >>> {name: array.shape for name, array in parameters.items()}
    {'conv1.kernels': (4, 1, 3, 3), 'conv1.bias': (4,), 'dense1.weights': (144, 2), 'dense1.bias': (2,)}
    """
    stages = network_stages(layers, _shape(input_shape))
    rng = random_generator(rng)
    one_of(scheme, "scheme", SCHEMES)
    if not isinstance(dtype, (type, np.dtype)) or dtype not in (np.float32, np.float64):
        raise ValueError(f"dtype is {shown(dtype)}: use np.float32 or np.float64")
    parameters = {}
    for stage in stages:
        for name, shape in stage.parameter_shapes.items():
            check_numbers(shape, f"{name} would be", "make the layer, or the image, smaller")
            if name.endswith(".bias") or scheme == "zeros":
                parameters[name] = np.zeros(shape, dtype)
            else:
                spread = SMALL_SPREAD if scheme == "small" else _he_spread(stage.layer, shape)
                parameters[name] = (rng.normal(size=shape) * spread).astype(dtype)
    return parameters


def parameter_shapes(layers: Sequence[Layer], input_shape: Sequence[int]) -> dict[str, Shape]:
    """Give the names of a network's parameters and their shapes, in the order of the layers.

    Examples
    --------
    >>> parameter_shapes([Flatten(), Dense(2)], (1, 8, 8))
    {'dense1.weights': (64, 2), 'dense1.bias': (2,)}
    """
    stages = network_stages(layers, _shape(input_shape))
    return {name: shape for stage in stages for name, shape in stage.parameter_shapes.items()}


class Stage(NamedTuple):
    """A layer in its place in a network.

    Attributes
    ----------
    name : the layer's kind, counted from 1, such as "conv2"
    layer : the layer itself
    input_shape, output_shape : of one image: (C, H, W), (H, W) or (units,)
    parameter_shapes : the shapes of its parameters by their names; empty if it has none
    axes : how its window moves over the rows and over the columns; empty if it has no window
    numbers : how many numbers the largest array has that the layer makes for one image
    """

    name: str
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    parameter_shapes: dict[str, Shape]
    axes: tuple[Axis, ...]
    numbers: int = 0

    @property
    def divisor(self) -> int:
        """By what every sum is divided before the bias is added: 1, unless it is a convolution that averages."""
        if not isinstance(self.layer, Conv):
            return 1
        return sum_divisor(self.parameter_shapes[f"{self.name}.kernels"][1:], self.layer.average)


def network_stages(layers: Sequence[Layer], input_shape: Shape) -> tuple[Stage, ...]:
    """Put every layer in its place, and check that each fits the one before. The same request is looked up later on."""
    if not isinstance(layers, (tuple, list)):
        return _stages(layers, input_shape)  # which raises the error for them
    try:
        stages = _remembered_stages(tuple(layers), input_shape)
    except TypeError:  # a field holds a list, by which nothing can be looked up
        return _stages(layers, input_shape)
    if all(stage.layer is layer for stage, layer in zip(stages, layers, strict=True)):
        return stages
    # Dense(2.0) equals Dense(2), so its stages are found, but it has to be refused: only equal texts are the same.
    return stages if repr([stage.layer for stage in stages]) == repr(list(layers)) else _stages(layers, input_shape)


def _stages(layers: Sequence[Layer], input_shape: Shape) -> tuple[Stage, ...]:
    """Put every layer in its place, as ``network_stages`` says."""
    stages: list[Stage] = []
    shape = input_shape
    for name, layer in zip(layer_names(layers), layers, strict=True):
        try:
            stage = _stage(name, layer, shape)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        padded = prod((*shape[:-2], *(axis.padded for axis in stage.axes)))
        shape = stage.output_shape
        stages.append(stage._replace(numbers=max(padded, prod(shape))))
    return tuple(stages)


_remembered_stages = lru_cache(maxsize=64)(_stages)


def check_stages(stages: Sequence[Stage], samples: int) -> None:
    """Refuse a batch of ``samples`` images if a layer would have to make an array of too many numbers for it."""
    if samples * max([stage.numbers for stage in stages]) <= MOST_NUMBERS:
        return
    for stage in stages:
        if stage.axes:
            rows, cols = stage.axes
            check_padded((samples, *stage.input_shape), rows, cols, f"input of {stage.name}")
        remedy = "make the layer or the image smaller, or give fewer images at a time"
        check_numbers((samples, *stage.output_shape), f"{stage.name}: its output would be", remedy)


def _stage(name: str, layer: Layer, shape: Shape) -> Stage:
    """Put one layer behind a layer or an image of this shape."""
    if isinstance(layer, Activation):
        return Stage(name, layer, shape, shape, {}, ())
    if isinstance(layer, Dense):
        if len(shape) != 1:
            raise ValueError(f"it takes a row of numbers, and gets maps of {times(shape)}: put Flatten() before it")
        units = whole_number(layer.units, "units", 1)
        sizes: dict[str, Shape] = {f"{name}.weights": (shape[0], units)}
        if flag(layer.bias, "bias"):
            sizes[f"{name}.bias"] = (units,)
        return Stage(name, layer, shape, (units,), sizes, ())
    if len(shape) == 1:
        remedy = "leave it out" if isinstance(layer, Flatten) else "put it before Flatten()"
        raise ValueError(f"it takes maps, and gets a row of {shape[0]} numbers: {remedy}")
    if isinstance(layer, Flatten):
        return Stage(name, layer, shape, (prod(shape),), {}, ())
    if isinstance(layer, Pool):
        axes = pool_sweep(shape, layer.size, layer.stride, layer.padding, layer.mode)
        return Stage(name, layer, shape, (*shape[:-2], *(axis.stops for axis in axes)), {}, axes)
    if not isinstance(layer, Conv):
        assert_never(layer)
    filters = whole_number(layer.filters, "filters", 1)
    window = whole_pair(layer.kernel_size, "kernel_size", 1)
    axes = sweep(shape, window, layer.stride, layer.padding, layer.dilation)
    flag(layer.average, "average")
    kernels = (filters, shape[0] if len(shape) == 3 else 1, *window)
    sizes = {f"{name}.kernels": kernels}
    if flag(layer.bias, "bias"):
        sizes[f"{name}.bias"] = (filters,)
    return Stage(name, layer, shape, (filters, *(axis.stops for axis in axes)), sizes, axes)


def fitting_parameters(stages: Sequence[Stage], parameters: Mapping[str, ArrayLike], leader: FloatArray) -> Parameters:
    """Check that the parameters are those of the stages, and give them in the type of ``leader``."""
    wanted = {name: shape for stage in stages for name, shape in stage.parameter_shapes.items()}
    if not isinstance(parameters, Mapping):
        raise ValueError(f"parameters are {type(parameters).__name__}: give a dictionary of arrays by name")
    fitting = {}
    for name, shape in wanted.items():
        if name not in parameters:
            raise ValueError(f"parameters lack {name}: give it as an array of {times(shape)}")
        array = float_array_like(parameters[name], name, leader)
        if array.shape != shape:
            raise ValueError(
                f"{name} is {times(array.shape)}, but the network needs {times(shape)}: give parameters made for these "
                "layers and for images of this size"
            )
        fitting[name] = array
    if len(parameters) > len(wanted):
        extra = next(name for name in parameters if name not in wanted)
        raise ValueError(f"parameters have {shown(extra)}, which no layer takes: leave it out")
    return fitting


def _he_spread(layer: Layer, shape: Shape) -> float:
    """Give the standard deviation of first weights with which numbers stay about as large, a ReLU behind included."""
    inputs = shape[0] if isinstance(layer, Dense) else prod(shape[1:])
    spread = sqrt(2 / inputs)
    # A convolution that averages will divide its sums by ``inputs``: weights larger by as much make up for that.
    return spread * inputs if isinstance(layer, Conv) and layer.average else spread


def _shape(input_shape: Sequence[int]) -> Shape:
    """Check the shape of one image, (C, H, W) or (H, W)."""
    if not isinstance(input_shape, (tuple, list)) or len(input_shape) not in (2, 3):
        raise ValueError(f"input_shape is {shown(input_shape)}: give (C, H, W), or (H, W) for one channel")
    return tuple(whole_number(cells, "a size in input_shape", 1) for cells in input_shape)
