"""What the layer stack is sent: a row for each layer, what it costs, why it fails, small pictures of its maps."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np

from cnn_steps import Conv, Dense, Flatten, LayerSummary, Pool, layer_names
from cnn_steps.geometry import Axis, sweep
from cnn_steps.layers import Activation
from ui.components.layer_stack import (
    LayerStackData,
    StackForm,
    StackInput,
    StackMaps,
    StackPicture,
    StackRefusal,
    StackRemedy,
    StackResult,
    StackRow,
    StackSum,
)
from ui.figures.maps import own_limit, picture_levels
from ui.figures.numbers import counted, written
from ui.networks.chosen import NetworkInput
from ui.networks.codes import (
    LAYER_TITLES,
    LIMITS,
    MOST_LAYERS,
    PRESETS,
    InputForm,
    NetworkPlan,
    both,
    code_from_form,
    layer_words,
    shape_words,
)
from ui.networks.stack_edits import OWN, fields_of, remedy
from ui.theme import theme
from ui.words import sentence

FEW = 6  # maps beside a row
MANY = 24  # maps under the row in focus, before all are asked for
SMALL, LARGE = 48, 150  # cells a side of a map beside a row, and under it
MOST_BYTES = 300_000  # of all maps under a row
LINE = 64  # numbers in a line of a vector


@dataclass(frozen=True, eq=False)
class StackOnImage:
    """A stack of layers, and what it makes of an image as far as its layers fit.

    Attributes
    ----------
    name : of the image.
    made : the image as the network takes it.
    rows, problem : the layers that fit, and why the next one does not, as ``fitting_rows`` gives them.
    activations : of the layers that fit, the input first.
    """

    plan: NetworkPlan
    name: str
    made: NetworkInput
    rows: Sequence[LayerSummary]
    problem: ValueError | None
    activations: Sequence[np.ndarray]


def stack_data(
    stack: StackOnImage, focus: int, *, everything: bool, dark: bool, large: bool, edit: int | None
) -> LayerStackData:
    """All that the stack shows.

    Parameters
    ----------
    focus : the layer that is open.
    everything : whether all its maps are wanted.
    dark, large : whether the page is dark, and whether it is shown to a room.
    edit : the ``id`` of the last edit that was heard of.
    """
    plan, rows, colors = stack.plan, stack.rows, theme(dark)
    names = layer_names(plan.layers) if plan.layers else ()
    return LayerStackData(
        input=_input_data(plan, stack.made, stack.name),
        rows=tuple(
            StackRow(fields_of(layer), name, layer_words(layer)) for layer, name in zip(plan.layers, names, strict=True)
        ),
        results=_results(rows, stack.activations, focus, everything),
        refusal=_refusal(stack),
        focus=focus,
        totals=". ".join(filter(None, (_totals(rows, stack.problem), _full(plan)))),
        said=_said(plan, rows, focus),
        limits={name: (limit.low, limit.high) for name, limit in LIMITS.items()},
        most=MOST_LAYERS,
        titles=LAYER_TITLES,
        colors=(colors.negative, colors.zero, colors.positive),
        large=large,
        edit=edit,
    )


def _input_data(plan: NetworkPlan, made: NetworkInput, name: str) -> StackInput:
    """The image at the top of the stack, and what it can be made into."""
    channels, rows, columns = made.array.shape
    forms = dict.fromkeys(filter(None, (plan.form, *(preset.plan.form for preset in PRESETS.values()))))
    every = math.ceil(max(rows, columns) / LARGE)
    levels = picture_levels(made.array if channels == 3 else made.array[0], made.value_range)[::every, ::every]
    return StackInput(
        name=name,
        shape=shape_words(made.array.shape),
        form=code_from_form(plan.form) if plan.form else OWN,
        forms=(
            StackForm(OWN, "The image as it is"),
            *(StackForm(code_from_form(form), _form_words(form)) for form in forms),
        ),
        picture=StackPicture(
            bytes=base64.b64encode(levels.tobytes()).decode(),
            rows=levels.shape[0],
            columns=levels.shape[1],
            colors=channels,
            down=rows,
            across=columns,
        ),
    )


def _form_words(form: InputForm) -> str:
    color = "color" if form.channels == 3 else "gray"
    return f"{form.rows} × {form.columns} {color}, {'−1' if form.signed else '0'} to 1"


def _results(
    rows: Sequence[LayerSummary], activations: Sequence[np.ndarray], focus: int, everything: bool
) -> tuple[StackResult, ...]:
    """What comes out of each layer that fits, and what it costs."""
    total = max(1, sum(row.parameters for row in rows))
    most = {True: 10**6 if everything else MANY, False: FEW}
    return tuple(
        StackResult(
            shape=shape_words(row.output_shape),
            parameters=row.parameters,
            adds=row.multiply_adds,
            share=row.parameters / total,
            sees=shape_words(row.receptive_field),
            how=tuple(how_words(row, before.shape)),
            maps=map_pictures(maps, most=most[number == focus], side=LARGE if number == focus else SMALL),
        )
        for number, (row, before, maps) in enumerate(zip(rows, activations[:-1], activations[1:], strict=True))
    )


def _refusal(stack: StackOnImage) -> StackRefusal | None:
    """Why the layer after those that fit is impossible, and what would help."""
    if stack.problem is None:
        return None
    repaired = remedy(stack.plan.layers, len(stack.rows), stack.made.array.shape, stack.activations[-1].shape)
    offered = StackRemedy(repaired[0], tuple(map(fields_of, repaired[1]))) if repaired else None
    return StackRefusal(sentence(stack.problem), offered)


def _totals(rows: Sequence[LayerSummary], problem: ValueError | None) -> str:
    if not rows:
        return "" if problem else "No layers yet: add one."
    parameters, adds = sum(row.parameters for row in rows), sum(row.multiply_adds for row in rows)
    until = f" up to {rows[-1].name}" if problem and rows else ""
    counts = f"{counted(parameters, 'parameter')}, {counted(adds, 'multiply-add')}"
    return f"In all{until}: {counts} for one image"


def _full(plan: NetworkPlan) -> str:
    return f"{MOST_LAYERS} layers are the most a stack takes here" if len(plan.layers) >= MOST_LAYERS else ""


def _said(plan: NetworkPlan, rows: Sequence[LayerSummary], focus: int) -> str:
    """What a screen reader says after a change."""
    if not plan.layers:
        return "The stack is empty."
    if focus >= len(rows):
        return f"{layer_names(plan.layers)[focus]} gives nothing yet."
    return f"{rows[focus].name} gives {shape_words(rows[focus].output_shape)}. {_totals(rows, None)}."


def window_axes(layer: Conv | Pool, shape: Sequence[int]) -> tuple[Axis, Axis]:
    """How the window of a layer sweeps the rows and the columns of what comes in."""
    match layer:
        case Conv():
            return sweep(tuple(shape), both(layer.kernel_size), layer.stride, layer.padding, layer.dilation)
        case Pool():
            stride = layer.size if layer.stride is None else layer.stride
            return sweep(tuple(shape), both(layer.size), stride, layer.padding, 1)
        case _:
            assert_never(layer)


def how_words(row: LayerSummary, shape: Sequence[int]) -> list[StackSum]:
    """How the numbers of a row come about, each to be worked out by hand."""
    layer, out = row.layer, row.output_shape
    if isinstance(layer, Activation):
        return [StackSum("Size", "stays: every number is changed on its own")]
    match layer:
        case Conv():
            weights = shape_words((shape[0], *both(layer.kernel_size)))
            one = f"({weights} + 1)" if layer.bias else weights
            return [
                *_size_sums(layer, shape),
                StackSum("Parameters", f"{layer.filters} × {one} = {row.parameters:,}"),
                StackSum("Multiply-adds", f"{shape_words(out)} × {weights} = {row.multiply_adds:,}"),
                _sight(row),
            ]
        case Pool():
            return [*_size_sums(layer, shape), _sight(row)]
        case Flatten():
            return [StackSum("Size", f"{shape_words(shape)} = {counted(out[0], 'number')} in a row")]
        case Dense():
            bias = f" + {layer.units:,}" * layer.bias
            return [
                StackSum("Size", "one number for each unit"),
                StackSum("Parameters", f"{shape[0]:,} × {layer.units:,}{bias} = {row.parameters:,}"),
                StackSum("Multiply-adds", f"{shape[0]:,} × {layer.units:,} = {row.multiply_adds:,}"),
                _sight(row),
            ]
        case _:
            assert_never(layer)


def _sight(row: LayerSummary) -> StackSum:
    """What a number depends on: less at the edges, and with gaps where windows are dilated or far apart."""
    return StackSum("Sees", f"up to {shape_words(row.receptive_field)} pixels of the image")


def _size_sums(layer: Conv | Pool, shape: Sequence[int]) -> list[StackSum]:
    """The size formula with the numbers of the rows, and with those of the columns."""
    rows, columns = window_axes(layer, shape)
    return [StackSum("Rows", _size_sum(rows)), StackSum("Columns", _size_sum(columns))]


def _size_sum(axis: Axis) -> str:
    """The size formula of one axis with its numbers."""
    padding = f" + {axis.before + axis.after}" * bool(axis.before + axis.after)
    inside = f"{axis.size}{padding} − {axis.reach}"
    if axis.stride == 1:
        return f"{inside} + 1 = {axis.stops}"
    return f"⌊({inside}) / {axis.stride}⌋ + 1 = {axis.stops}"


def map_pictures(values: np.ndarray, *, most: int, side: int) -> StackMaps:
    """Maps or a vector as the browser draws them, on one scale for the layer.

    Parameters
    ----------
    values : (C, H, W) or (n,).
    most : maps that are sent.
    side : cells, the most of a map; of a larger one, every second or third row and column is sent.
    """
    limit = own_limit(values)
    if values.ndim == 1:
        stack, count = _lines(values), 1
    else:
        stack, count = values[:most], len(values)
    every = math.ceil(max(stack.shape[-2:]) / side) if values.ndim == 3 else 1
    while stack[:, ::every, ::every].size > MOST_BYTES:
        every += 1
    sampled = stack[:, ::every, ::every]
    known = np.where(np.isnan(sampled), 0.0, sampled)
    levels = np.rint(127 * np.clip(known / limit, -1, 1) + 127).astype(np.uint8)
    levels[np.isnan(sampled)] = 255
    return StackMaps(
        bytes=base64.b64encode(levels.tobytes()).decode(),
        shown=len(levels),
        of=count,
        rows=levels.shape[1],
        columns=levels.shape[2],
        down=stack.shape[1],
        across=stack.shape[2],
        vector=values.size if values.ndim == 1 else 0,
        limit=written(limit),
    )


def _lines(vector: np.ndarray) -> np.ndarray:
    """A vector (n,) as a grid (1, lines, columns), read line by line; NaN where it has ended."""
    columns = vector.size if vector.size <= LINE // 2 else LINE if vector.size <= LINE * 16 else LINE * 3
    lines = math.ceil(vector.size / columns)
    grid = np.full(lines * columns, np.nan)
    grid[: vector.size] = vector
    return grid.reshape(1, lines, columns)
