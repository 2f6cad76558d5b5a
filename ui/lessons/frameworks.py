"""What the three frameworks do differently: where the weights stand, in which order maps are flattened, how exact."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike

from cnn_steps.layers import Conv, Dense, Pool
from cnn_steps.network import Shape, Stage
from ui.app import page
from ui.figures.numbers import MINUS
from ui.frameworks.keras_code import CHANNELS_FIRST
from ui.frameworks.tested import COVERED, PROGRAMS, SINGLE_PRECISION, TOGETHER
from ui.frameworks.writing import divided, edges, is_printed, reordered_maps
from ui.listings.printing import FEW, as_printed

_ENTRIES = 5  # of a vector that are shown


def output_words(output: np.ndarray, image_name: str, classes: Sequence[str] = ()) -> None:
    """Say what all three scripts print, and for which ``classes``, where these have names."""
    name = f"{image_name[:1].lower()}{image_name[1:]}"
    if output.ndim == 1 and is_printed(output.shape):
        has_names = len(classes) == output.size and list(classes) != [str(unit) for unit in range(output.size)]
        named = f", for {', '.join(classes[:-1])} and {classes[-1]}" if has_names else ""
        st.markdown(f"For {name}, each of them prints {_these(output.size)}{named}:")
        st.html(f"<pre style='white-space: pre-wrap'>{printed_words(output)}</pre>")
        return
    low, high = printed_words(output.min()), printed_words(output.max())
    kind = "maps of " if output.ndim > 1 else ""
    printed = "all of them" if is_printed(output.shape) else "this size, the smallest and the largest"
    st.markdown(
        f"For {name}, each of them gives {kind}{_written(output.shape)} numbers, from {low} to {high}, "
        f"and prints {printed}."
    )


def _these(count: int) -> str:
    return "this number" if count == 1 else f"these {count:,} numbers"


def printed_words(values: ArrayLike) -> str:
    """Numbers as the scripts print them, with a true minus.

    Examples
    --------
    >>> printed_words(np.array([-0.00001, -0.5]))
    '0.0000 −0.5000'
    """
    return " ".join(f"{value:.{FEW}f}" for value in as_printed(np.asarray(values), FEW).flat).replace("-", MINUS)


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
    if not rows:
        st.markdown("This network has no weights.")
        return
    words = ["The same numbers, in another order."]
    if any(isinstance(stage.layer, Dense) for stage in stages):
        words.append("PyTorch keeps a row for each **unit** of a dense layer where we keep a column, hence `.T`.")
    if any(isinstance(stage.layer, Conv) for stage in stages):
        words.append("Keras keeps the channels and filters **last**, hence `.transpose(2, 3, 1, 0)`.")
    averaged = [stage for stage in stages if stage.divisor > 1]
    if averaged:
        cells = " × ".join(map(str, averaged[0].parameter_shapes[f"{averaged[0].name}.kernels"][1:]))
        words.append(
            f"PyTorch and Keras have no convolution that averages, so its weights are divided instead: those of "
            f"{averaged[0].name} by the {cells} cells of a filter, hence `{divided(averaged[0]).strip()}`."
        )
    st.markdown(" ".join(words))
    page.table(rows, key="weight layouts")


def flatten_demo(stages: Sequence[Stage]) -> None:
    """Which number of the maps the first entries of the vector are, with channels first and with channels last."""
    maps = reordered_maps(stages)
    if maps is None:
        st.markdown("In this network it makes no difference: there are not several maps to lay out as a vector.")
        return
    channels, height, width = maps
    first = [f"map {c}, row {row}, column {column}" for c, row, column in product(*map(range, maps))][:_ENTRIES]
    last = [
        f"map {c}, row {row}, column {column}"
        for row, column, c in product(range(height), range(width), range(channels))
    ][:_ENTRIES]
    consequence = (
        "Each number must still meet its own weight: the rows move."
        if any(isinstance(stage.layer, Dense) for stage in stages)
        else f"No dense layer follows whose rows could move, so `{CHANNELS_FIRST}` puts the channels first before it."
    )
    st.markdown(
        f"Its maps are {height} × {width} × {channels}, channels last, so its flatten takes the first cell of "
        f"**every** map before the second of any. {consequence}"
    )
    entries = zip(range(_ENTRIES), first, last, strict=False)
    page.table(
        [{"entry": entry, "NumPy and PyTorch": ours, "Keras": theirs} for entry, ours, theirs in entries],
        key="flatten orders",
    )


def has_same(stages: Sequence[Stage]) -> bool:
    """Whether a layer has the padding “same”."""
    return any(isinstance(stage.layer, (Conv, Pool)) and stage.layer.padding == "same" for stage in stages)


def same_demo(stages: Sequence[Stage]) -> None:
    """The padding that “same” stands for, layer by layer, and who else knows the word."""
    st.markdown(
        "“Same” stands for as many cells of padding as this layer needs at each edge, and the scripts for PyTorch and "
        'Keras write them out. Keras has `padding="same"` too, with a stride as well, but its average pooling '
        "leaves the cells of padding out of the count. PyTorch has it for convolutions only, and refuses it with a "
        "stride."
    )
    rows = []
    for stage in stages:
        if isinstance(stage.layer, (Conv, Pool)) and stage.layer.padding == "same":
            (top, bottom), (left, right) = edges(stage)
            rows.append({"layer": stage.name, "top": top, "bottom": bottom, "left": left, "right": right})
    page.table(rows, key="same paddings")


def tested_words() -> None:
    """Say how the programs were tested."""
    st.caption(
        f"The tests of this project run programs of **all three**, {PROGRAMS} random networks each, and compare what "
        f"they print with what our NumPy functions give, digit for digit. The networks have {_listed(COVERED)}; some "
        f"have {_listed(TOGETHER)} all at once. {_listed(SINGLE_PRECISION)} computes in single precision, so there the "
        "last digit may be off by one. It was run on PyTorch as its backend."
    )


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _written(shape: Shape) -> str:
    return " × ".join(f"{size:,}" for size in shape)
