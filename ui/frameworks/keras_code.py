"""A network in Keras, which keeps channels last: a ``keras.Sequential`` and the list of its weights."""

from __future__ import annotations

from collections.abc import Mapping

from cnn_steps.layers import Conv, Dense, Flatten, Pool, PoolMode
from cnn_steps.network import Shape, Stage
from ui.frameworks.writing import (
    MINUS_INFINITY,
    Line,
    Load,
    Program,
    call,
    divided,
    edges,
    output_code,
    pair,
    reordered_maps,
    weights_code,
)
from ui.operations.activations import activation_of


def keras_line(stage: Stage, flattened: Shape | None) -> Line:
    """One layer as a Keras layer, and its weights in Keras's order.

    Parameters
    ----------
    stage : the layer in its place.
    flattened : (C, H, W) of the maps whose vector a dense layer takes, where Keras has it in another order.

    Raises
    ------
    ValueError
        If Keras has no such layer.
    """
    layer, axes = stage.layer, stage.axes
    match layer:
        case Conv():
            strides, dilation = pair(axis.stride for axis in axes), pair(axis.dilation for axis in axes)
            if strides != "1" and dilation != "1":
                raise ValueError(
                    f"{stage.name}: Keras has no convolution with both a stride and a dilation: leave one at 1"
                )
            make = call(
                "layers.Conv2D",
                str(layer.filters),
                pair(axis.window for axis in axes),
                **({} if strides == "1" else {"strides": strides}),
                **({} if dilation == "1" else {"dilation_rate": dilation}),
                **({} if layer.bias else {"use_bias": "False"}),
            )
            return Line((*_pads(stage), make), _weights(stage, f".transpose(2, 3, 1, 0){divided(stage)}"))
        case Pool():
            size, strides = pair(axis.window for axis in axes), pair(axis.stride for axis in axes)
            name = _POOLING[layer.mode]
            return Line((*_pads(stage), call(name, size, **({} if strides == size else {"strides": strides}))))
        case Dense():
            make = call("layers.Dense", str(layer.units), **({} if layer.bias else {"use_bias": "False"}))
            return Line((make,), _weights(stage, "" if flattened is None else _reordered(flattened, layer.units)))
        case Flatten():
            return Line(("layers.Flatten()",))
        case _:
            return Line((activation_of(layer).keras,))


_POOLING: Mapping[PoolMode, str] = {"max": "layers.MaxPooling2D", "avg": "layers.AveragePooling2D"}

CHANNELS_FIRST = "layers.Permute((3, 1, 2))"
"""A layer that puts the channels first. Before the flatten layer, it gives the vector the order that ours has."""


def keras_program(stages: tuple[Stage, ...], load: Load) -> Program:
    """The whole network as a script that prints its output; takes what ``numpy_program`` takes."""
    maps = reordered_maps(stages)
    first_dense = next((stage for stage in stages if isinstance(stage.layer, Dense)), None)
    lines = []
    for stage in stages:
        line = keras_line(stage, maps if stage is first_dense else None)
        if isinstance(stage.layer, Flatten) and maps and not first_dense:
            # No dense layer follows whose weights could be reordered.
            line = Line((CHANNELS_FIRST, *line.make))
        lines.append(line)
    channels, height, width = (1, *stages[0].input_shape)[-3:]
    layer_code = "".join(f"        {text},\n" for line in lines for text in line.make)
    weight_code = "".join(f"        {text},\n" for line in lines for text in line.weights)
    back = ".transpose(2, 0, 1)" if len(stages[-1].output_shape) > 1 else ""
    code = (
        f"{load.imports}import keras\nimport numpy as np\nfrom keras import layers\n\n{load.code}\n\n"
        f"model = keras.Sequential(\n    [\n        keras.Input({(height, width, channels)}),\n{layer_code}    ]\n)\n\n"
        f"model.set_weights(\n    [\n{weight_code}    ]\n)\n\n"
        "output = keras.ops.convert_to_numpy(model(image.transpose(1, 2, 0)[None]))[0]"
        f"{back}  # (1, {height}, {width}, {channels}): channels last\n{output_code(stages)}"
    )
    return Program("Keras", tuple(lines), code)


def _weights(stage: Stage, change: str) -> tuple[str, ...]:
    """The entries of one layer in the list of weights; ``change`` turns our weights into those of Keras."""
    weights, *bias = stage.parameter_shapes
    return (f"{weights_code(weights)}{change}", *(weights_code(name) for name in bias))


def _reordered(maps: Shape, units: int) -> str:
    """The rows of a dense layer in the order in which Keras flattens maps: channels last."""
    channels, height, width = maps
    inputs = channels * height * width
    return f".reshape({channels}, {height}, {width}, {units}).transpose(1, 2, 0, 3).reshape({inputs}, {units})"


def _pads(stage: Stage) -> tuple[str, ...]:
    """Padding as a layer of its own, with the cells at each edge."""
    rows, columns = edges(stage)
    if (rows, columns) == ((0, 0), (0, 0)):
        return ()
    if isinstance(stage.layer, Pool) and stage.layer.mode == "max":
        widths = f"((0, 0), {rows}, {columns}, (0, 0))"
        return (f"layers.Lambda(lambda x: keras.ops.pad(x, {widths}, constant_values={MINUS_INFINITY}))",)
    return (f"layers.ZeroPadding2D({(rows, columns)})",)
