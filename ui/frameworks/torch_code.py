"""A network in PyTorch: an ``nn.Sequential`` and the dictionary of its weights."""

from __future__ import annotations

from collections.abc import Mapping

from cnn_steps.layers import Conv, Dense, Flatten, Pool, PoolMode
from cnn_steps.network import Stage
from ui.frameworks.writing import (
    MINUS_INFINITY,
    Line,
    Load,
    Program,
    call,
    divided,
    edges,
    is_even,
    output_code,
    pair,
    weights_code,
)
from ui.operations.activations import activation_of


def torch_line(stage: Stage, place: int) -> Line:
    """One layer as a module, and its weights for the state dictionary; ``place`` is where it stands in the model."""
    layer, axes = stage.layer, stage.axes
    match layer:
        case Conv():
            options = {"stride": pair(axis.stride for axis in axes), "dilation": pair(axis.dilation for axis in axes)}
            pads, padding = _padding(stage, "nn.ZeroPad2d({})")
            kernels = next(iter(stage.parameter_shapes.values()))
            make = call(
                "nn.Conv2d",
                str(kernels[1]),
                str(kernels[0]),
                pair(kernels[2:]),
                **{name: text for name, text in options.items() if text != "1"},
                **padding,
                **({} if layer.bias else {"bias": "False"}),
            )
            return Line((*pads, make), _entries(stage, place + len(pads), divided(stage)))
        case Pool():
            size, stride = pair(axis.window for axis in axes), pair(axis.stride for axis in axes)
            name, pad = _POOLING[layer.mode]
            pads, padding = _padding(stage, pad)
            options = {} if stride == size else {"stride": stride}
            return Line((*pads, call(name, size, **options, **padding)))
        case Dense():
            inputs, units = next(iter(stage.parameter_shapes.values()))
            make = call("nn.Linear", str(inputs), str(units), **({} if layer.bias else {"bias": "False"}))
            return Line((make,), _entries(stage, place, ".T"))
        case Flatten():
            return Line(("nn.Flatten()",))
        case _:
            return Line((activation_of(layer).torch,))


_POOLING: Mapping[PoolMode, tuple[str, str]] = {
    "max": ("nn.MaxPool2d", f"nn.ConstantPad2d({{}}, {MINUS_INFINITY})"),
    "avg": ("nn.AvgPool2d", "nn.ZeroPad2d({})"),
}
"""The module of each kind of pooling, and the one that pads for it."""


def torch_program(stages: tuple[Stage, ...], load: Load) -> Program:
    """The whole network as a script that prints its output; takes what ``numpy_program`` takes."""
    lines: list[Line] = []
    place = 0
    for stage in stages:
        lines.append(torch_line(stage, place))
        place += len(lines[-1].make)
    modules = "".join(f"    {text},\n" for line in lines for text in line.make)
    entries = "".join(f"    {text},\n" for line in lines for text in line.weights)
    channels, height, width = (1, *stages[0].input_shape)[-3:]
    code = (
        f"{load.imports}import numpy as np\nimport torch\nfrom torch import nn\n\n{load.code}\n\n"
        f"model = nn.Sequential(\n{modules}).double()  # as precise as NumPy\n\n"
        f"state = {{\n{entries}}}\n"
        "model.load_state_dict({name: torch.tensor(values) for name, values in state.items()})\n\n"
        f"with torch.no_grad():\n    output = model(torch.tensor(image[None]))[0].numpy()"
        f"  # (1, {channels}, {height}, {width}) is a batch of one\n{output_code(stages)}"
    )
    return Program("PyTorch", tuple(lines), code)


def _entries(stage: Stage, place: int, change: str) -> tuple[str, ...]:
    """The entries of one layer in the state dictionary; ``change`` turns our weights into those of PyTorch."""
    weights, *bias = stage.parameter_shapes
    entries = [f'"{place}.weight": {weights_code(weights)}{change}']
    return (*entries, *(f'"{place}.bias": {weights_code(name)}' for name in bias))


def _padding(stage: Stage, pad: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Padding as an argument, which is the same on both sides, or else as a module of its own."""
    rows, columns = stage.axes
    if is_even(stage) and (isinstance(stage.layer, Conv) or all(2 * axis.before <= axis.window for axis in stage.axes)):
        padding = pair((rows.before, columns.before))
        return (), {} if padding == "0" else {"padding": padding}
    (top, bottom), (left, right) = edges(stage)
    return (pad.format((left, right, top, bottom)),), {}
