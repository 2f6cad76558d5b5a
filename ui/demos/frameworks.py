"""What the three frameworks do differently: where the weights stand, in which order maps are flattened, how exact."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

import numpy as np
import streamlit as st

from cnn_steps.layers import Conv, Dense, Flatten
from cnn_steps.network import Shape, Stage
from ui import blocks
from ui.figures.numbers import decimals, readable

_ENTRIES = 5  # of a vector that are shown


def output_words(output: np.ndarray, image_name: str, classes: Sequence[str] = ()) -> None:
    """What all three scripts print, and which ``classes`` the numbers are for, where they have names."""
    name = f"{image_name[:1].lower()}{image_name[1:]}"
    if output.ndim == 1:
        known = len(classes) == output.size and list(classes) != [str(unit) for unit in range(output.size)]
        named = f", for {', '.join(classes[:-1])} and {classes[-1]}" if known else ""
        st.markdown(f"For {name}, each of them prints these {output.size:,} numbers{named}:")
        st.html(f"<pre style='white-space: pre-wrap'>{' '.join(decimals(value, 4) for value in output)}</pre>")
        return
    shape = _written(output.shape)
    low, high = readable(float(output.min())), readable(float(output.max()))
    st.markdown(f"For {name}, each of them prints maps of {shape} numbers, from {low} to {high}.")


def layout_demo(stages: Sequence[Stage]) -> None:
    """The shapes of the same weights in the three frameworks."""
    rows = []
    for stage in stages:
        if not isinstance(stage.layer, (Conv, Dense)):
            continue
        shape = next(iter(stage.parameter_shapes.values()))
        # (F, C, kH, kW) -> (kH, kW, C, F); (in, out) -> (out, in)
        torch, keras = (shape, (*shape[2:], shape[1], shape[0])) if len(shape) == 4 else (shape[::-1], shape)
        rows.append(
            {"layer": stage.name, "NumPy": _written(shape), "PyTorch": _written(torch), "Keras": _written(keras)}
        )
    st.markdown(
        "The same numbers, in another order. PyTorch keeps a row for each **unit** of a dense layer where we keep a "
        "column, hence `.T`. Keras keeps the channels and filters **last**, hence `.transpose(2, 3, 1, 0)`."
    )
    blocks.table(rows, key="weight layouts")


def flatten_demo(stages: Sequence[Stage]) -> None:
    """Which number of the maps each entry of the vector is, channels first and channels last."""
    maps = flattened_maps(stages)
    if maps is None:
        st.markdown("In this network it makes no difference: no dense layer stands behind several maps.")
        return
    channels, height, width = maps
    first = [f"map {c}, row {row}, column {column}" for c, row, column in product(*map(range, maps))][:_ENTRIES]
    last = [
        f"map {c}, row {row}, column {column}"
        for row, column, c in product(range(height), range(width), range(channels))
    ][:_ENTRIES]
    st.markdown(
        f"Its maps are {height} × {width} × {channels}, channels last, so its flatten takes the first cell of "
        "**every** map before the second of any. Each number must still meet its own weight: the rows move."
    )
    entries = zip(range(_ENTRIES), first, last, strict=False)
    blocks.table(
        [{"entry": entry, "NumPy and PyTorch": ours, "Keras": theirs} for entry, ours, theirs in entries],
        key="flatten orders",
    )


def tested_words() -> None:
    """Who ran the three, and how far they agree."""
    st.caption(
        "The tests of this project run **all three**, on networks with strides, paddings, averages and several "
        "channels. NumPy and PyTorch agree to nine digits; Keras, which computes in single precision and was run on "
        "PyTorch as its backend, to five."
    )


def flattened_maps(stages: Sequence[Stage]) -> Shape | None:
    """The (C, H, W) of several maps that a dense layer takes as one vector; ``None`` where there are none."""
    for before, after in pairwise(stages):
        if isinstance(before.layer, Flatten) and isinstance(after.layer, Dense):
            maps = (1, *before.input_shape)[-3:]
            return None if 1 in (maps[0], maps[1] * maps[2]) else maps
    return None


def _written(shape: Shape) -> str:
    return " × ".join(f"{size:,}" for size in shape)
