"""A network in NumPy, by the functions of ``cnn_steps``."""

from __future__ import annotations

from typing import Any

from cnn_steps.layers import Conv, Dense, Flatten, Pool
from cnn_steps.network import Stage
from ui.frameworks.writing import Line, Load, Program, call, output_code, weights_code
from ui.operations.activations import activation_of


def numpy_line(stage: Stage) -> Line:
    """One layer as a call that takes ``x`` and gives the next ``x``."""
    layer = stage.layer
    match layer:
        case Conv():
            arguments = _weights(stage, "kernels")
            return _assigned("conv2d", *arguments, **_given(layer, "stride", "padding", "dilation", "average"))
        case Pool():
            return _assigned("pool2d", _text(layer.size), **_given(layer, "stride", "padding", "mode"))
        case Dense():
            return _assigned("dense", *_weights(stage, "weights"))
        case Flatten():
            return _assigned("flatten")
        case _:
            return _assigned(activation_of(layer).in_numpy)


def numpy_program(stages: tuple[Stage, ...], load: Load) -> Program:
    """The whole network as a script that prints its output.

    Parameters
    ----------
    stages : the layers in their places.
    load : makes ``weights`` and ``image``.
    """
    lines = tuple(numpy_line(stage) for stage in stages)
    names = ", ".join(sorted({line.make[0].removeprefix("x = ").split("(")[0] for line in lines}))
    body = "\n".join(f"    {text}" for line in lines for text in line.make)
    code = (
        f"{load.imports}import numpy as np\n\nfrom cnn_steps import {names}\n\n{load.code}\n\n\n"
        f"def model(x):\n{body}\n    return x\n\n\noutput = model(image)\n{output_code(stages)}"
    )
    return Program("NumPy", lines, code)


def _assigned(function: str, *arguments: str, **options: str) -> Line:
    return Line((f"x = {call(function, 'x', *arguments, **options)}",))


def _weights(stage: Stage, kind: str) -> list[str]:
    names = [f"{stage.name}.{kind}", f"{stage.name}.bias"]
    return [weights_code(name) for name in names if name in stage.parameter_shapes]


def _given(layer: Conv | Pool, *fields: str) -> dict[str, str]:
    """The fields that differ from their defaults, as code."""
    return {
        field: _text(getattr(layer, field)) for field in fields if getattr(layer, field) != getattr(type(layer), field)
    }


def _text(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
