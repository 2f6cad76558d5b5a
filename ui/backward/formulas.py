"""Formulas of the way back in LaTeX: as they always hold, and with the numbers of the step in view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ui.figures.numbers import as_read, fine
from ui.formulas import factor, plain, relation
from ui.steps.views import step_view, with_arrays

LETTERS = {
    "backward_loss": "L: loss, z: logits, p: shares, t: 1 for the right class, else 0",
    "backward_dense": "v: vector, W: weights, g: gradient of what came out, k: units",
    "backward_weights": "v: vector, W: weights, g: gradient of what came out",
    "backward_flatten": "v: vector, x: maps",
    "backward_pooling": "x: map before pooling, g: gradient after pooling; summed over all windows that the cell won",
    "average": "x: map before pooling, g: gradient after pooling, n: cells of the window; summed over all its windows",
    "backward_gate": "x: before the activation a, g: gradient after it; a′: the slope of its curve",
    "kernel": "x: what came in, k: kernel, g: gradient of the map",
    "image": "x: what came in; s: what one filter f sends back; g: gradient of its map as on the card, 0 outside; "
    "k: its kernel, turned by 180° by the minus signs",
}

_GENERAL = {
    "backward_loss": r"\frac{\partial L}{\partial z_k} = p_k - t_k",
    "backward_dense": r"\frac{\partial L}{\partial v_i} = \sum_k g_k\, W_{i,k}",
    "backward_weights": r"\frac{\partial L}{\partial W_{i,k}} = v_i\, g_k",
    "backward_flatten": r"\frac{\partial L}{\partial x_{f,r,s}} = \frac{\partial L}{\partial v_i}",
    "backward_pooling": r"\frac{\partial L}{\partial x_{r,s}} = \sum g",
    "average": r"\frac{\partial L}{\partial x_{r,s}} = \sum \frac{g}{n}",
    "backward_gate": r"\frac{\partial L}{\partial x_{r,s}} = a'(x_{r,s})\, g_{r,s}",
}


def backward_formula(data: Mapping[str, Any], step: int, scale: int = 1) -> tuple[str, str, str]:
    """The formula of a card on the way back: in general, with the numbers of a step, and what its letters stand for.

    ``scale`` says how many times as large the gradients on the card are shown.
    """
    told = with_arrays(data)
    operation = data["operation"]
    kind = _kind(data)
    general = _sums(data, kind) if kind in ("kernel", "image") else _GENERAL[kind]
    outside = ", 0 outside" if kind == "kernel" and any(data["padding"]) else ""
    letters = LETTERS[kind].replace("what came in,", f"what came in{outside},") + (
        f"; gradients shown {scale:,} times as large" if scale != 1 and kind != "backward_loss" else ""
    )
    return general, _result(told, operation, step), letters


def _kind(data: Mapping[str, Any]) -> str:
    if data["operation"] == "backward_convolution":
        return "kernel" if data["kernel"]["title"] == "Gradient of the map" else "image"
    return "average" if data.get("mode") == "avg" else str(data["operation"])


def _sums(data: Mapping[str, Any], kind: str) -> str:
    """What a convolution sends back: the sum of a weight, or that of one filter for a pixel."""
    if kind == "kernel":  # stride and dilation have changed places on this card
        sides = zip("rs", data["dilation"], "ij", data["stride"], data["padding"], strict=False)
        met = r",\,".join(
            f"{_times(apart)}{stop}+{_times(between)}{weight}{_plus(-before)}"
            for stop, apart, weight, between, before in sides
        )
        return _divided(data, r"\frac{\partial L}{\partial k_{i,j}} =", rf"\sum_r \sum_s x_{{{met}}}\; g_{{r,s}}")
    places = zip("rs", "ij", data["dilation"], data["kernel"]["shape"][-2:], data["padding"], strict=False)
    fed = r",\,".join(
        f"{pixel}{_plus((cells - 1) * between - before)}-{_times(between)}{weight}"
        for pixel, weight, between, cells, before in places
    )
    left = r"\frac{\partial L}{\partial x_{r,s}} = \sum_f s^f_{r,s}, \qquad s^f_{r,s} ="
    return _divided(data, left, rf"\sum_i \sum_j g_{{{fed}}}\; k_{{i,j}}")


def _times(number: int) -> str:
    return "" if number == 1 else str(number)


def _plus(number: int) -> str:
    return f"{number:+d}" if number else ""


def _divided(data: Mapping[str, Any], left: str, sums: str) -> str:
    divisor = data.get("divisor", 1)
    return f"{left} {sums}" if divisor == 1 else rf"{left} \frac{{1}}{{{divisor}}} {sums}"


def _subscript(name: str) -> str:
    """A name below a letter: words upright, as words and not as letters that are multiplied."""
    return rf"\text{{{name}}}" if len(name) > 1 and name.isalpha() else name


def _result(told: Mapping[str, Any], operation: str, step: int) -> str:
    """The left side with its places, and the numbers."""
    if operation == "backward_loss":
        share, target = float(told["shares"]["array"][step]), int(told["targets"]["array"][step])
        gradient = share - target
        shown = as_read(share, fine) - target
        name = _subscript(told["names"][step])
        return (
            rf"\frac{{\partial L}}{{\partial z_{{{name}}}}} = {plain(share, fine)} - {target} "
            rf"{relation(shown, gradient, fine)} {plain(gradient, fine)}"
        )
    if operation == "backward_weights":
        value, back = float(told["input"]["array"][step]), float(told["upstream"]["array"][told["unitIndex"]])
        total = float(told["output"]["array"][step])
        shown = as_read(value) * as_read(back)
        left = rf"\frac{{\partial L}}{{\partial W_{{{step},\,{_subscript(told['unit'])}}}}}"
        return rf"{left} = {factor(value)} \cdot {factor(back)} {relation(shown, total)} {plain(total)}"
    if operation == "backward_dense":
        return rf"\frac{{\partial L}}{{\partial v_{{{step}}}}} = {plain(float(told['output']['array'][step]))}"
    if operation == "backward_pooling":
        return _into_cells(told, step)
    if operation == "backward_flatten":
        maps = told["output"]["array"]
        place = r",\,".join(str(int(at)) for at in np.unravel_index(step, maps.shape))
        left = rf"\frac{{\partial L}}{{\partial x_{{{place}}}}}"
        return rf"{left} = \frac{{\partial L}}{{\partial v_{{{step}}}}} = {plain(float(maps.flat[step]))}"
    output = told["output"]["array"]
    row, column = divmod(step, output.shape[1])
    total = float(output[row, column])
    letter = "k" if _kind(told) == "kernel" else "x"
    left = rf"\frac{{\partial L}}{{\partial {letter}_{{{row},\,{column}}}}}"
    if _kind(told) == "image":
        left = rf"s_{{{row},\,{column}}}"
    if operation == "backward_gate":
        slope, back = float(told["slope"]["array"][row, column]), float(told["upstream"]["array"][row, column])
        shown = as_read(slope) * as_read(back)
        return rf"{left} = {factor(slope)} \cdot {factor(back)} {relation(shown, total)} {plain(total)}"
    if told["divisor"] == 1:
        return rf"{left} = {plain(total)}"
    added = total * told["divisor"]
    shown = as_read(added) / told["divisor"]
    return rf"{left} = \frac{{{plain(added)}}}{{{told['divisor']}}} {relation(shown, total)} {plain(total)}"


def _into_cells(told: Mapping[str, Any], step: int) -> str:
    """Where the gradient of a window goes, as far as the windows up to it."""
    row, column = divmod(step, told["upstream"]["array"].shape[1])
    gradient = float(told["upstream"]["array"][row, column])
    into = next(panel for panel in step_view(told, step).panels if panel.title == told["output"]["title"])
    top, left, down, across = (int(size) for size in into.outlines[0])
    cells = rf"x_{{{top},\,{left}}}"
    if (down, across) != (1, 1):
        cells += rf" \ldots x_{{{top + down - 1},\,{left + across - 1}}}"
    return rf"g_{{{row},\,{column}}} = {plain(gradient)} \to {cells}"
