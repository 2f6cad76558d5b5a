"""What a convolution saves: both counts, and the dense layer that does the same, with the pattern in its weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import pandas as pd
import streamlit as st

from cnn_steps import (
    DIGIT_9,
    KERNELS,
    Conv,
    LayerSummary,
    conv2d,
    conv_parameters,
    dense_parameters,
    flatten,
    output_size,
)
from ui.address import settings, state
from ui.app import charts, page
from ui.figures.maps import map_panels
from ui.figures.numbers import counted

KERNEL_SIZE = 3
SIDES = tuple(sorted({*(8 * 2**power for power in range(8)), 28, 224, 1000}))


@dataclass(frozen=True)
class Case:
    """An image and two layers on it: sizes that people meet often."""

    label: str
    side: int
    channels: int
    filters: int
    hidden: int


CASES = (
    Case("28 × 28 gray", 28, 1, 16, 128),
    Case("64 × 64 color", 64, 3, 32, 64),
    Case("224 × 224 color", 224, 3, 64, 256),
    Case("1000 × 1000 color", 1000, 3, 64, 1000),
)


def take_case(case: Case) -> None:
    """Set all controls to a case; for a callback."""
    state.put(settings.SIDE_LENGTH, case.side)
    state.put(settings.COLORS, str(case.channels))
    state.put(settings.FILTERS, case.filters)
    state.put(settings.HIDDEN, case.hidden)


def counts(side: int, channels: int, filters: int, hidden: int) -> tuple[int, int]:
    """Parameters of a convolution and of a dense layer on a square image."""
    convolution = conv_parameters(filters, channels, KERNEL_SIZE)
    return convolution, dense_parameters(side * side * channels, hidden)


def growth_table(side: int, channels: int, filters: int, hidden: int) -> pd.DataFrame:
    """Both counts over the side of the image, ``side`` among them; a column for each layer."""
    sides = sorted({*SIDES, side})
    rows = [counts(size, channels, filters, hidden) for size in sides]
    return pd.DataFrame(rows, index=pd.Index(sides, name="side"), columns=["Convolution", "Dense"])


def counts_words(side: int, channels: int, filters: int, hidden: int) -> str:
    """Say how both counts are worked out."""
    convolution, dense = counts(side, channels, filters, hidden)
    inputs, stops = side * side * channels, output_size(side, KERNEL_SIZE)
    outputs = filters * stops * stops
    twin = dense_parameters(inputs, outputs)
    return (
        f"**Convolution**: {counted(filters, 'filter')} × ({KERNEL_SIZE} × {KERNEL_SIZE} × {channels} weights + 1 bias)"
        f" = **{convolution:,}**. The size of the picture is not in it.  \n"
        f"**Dense**: {counted(hidden, 'unit')} × ({side} × {side} × {channels} = {inputs:,} weights + 1 bias) = "
        f"**{dense:,}**, which is {how_many(dense, convolution)}.  \n"
        f"The convolution gives {filters} × {stops} × {stops} = {outputs:,} numbers, the dense layer {hidden:,}. A "
        f"dense layer that gives as many as the convolution, its **dense twin**, has **{twin:,}** parameters, "
        f"{how_many(twin, convolution)}."
    )


def how_many(count: int, beside: int) -> str:
    """One count beside another, in words.

    Examples
    --------
    >>> how_many(100_480, 160), how_many(785_000, 160), how_many(81, 80), how_many(193, 14_336)
    ('628 times as many', 'about 4,906 times as many', 'more', 'fewer')
    """
    if round(count / beside) > 1:
        return f"{'about ' * (count % beside > 0)}{count / beside:,.0f} times as many"
    return "more" if count > beside else "fewer" if count < beside else "as many"


def twin_table(rows: Sequence[LayerSummary], input_shape: tuple[int, ...]) -> None:
    """Each convolution of a network beside a dense layer that takes and gives as many numbers."""
    if not any(isinstance(row.layer, Conv) for row in rows):
        st.markdown("This network has no convolution to compare. Choose another one, or add a convolution to it.")
        return
    table, shape = [], tuple(input_shape)
    ours = twins = 0
    for row in rows:
        if isinstance(row.layer, Conv):
            twin = dense_parameters(prod(shape), prod(row.output_shape), bias=row.layer.bias)
            table.append(
                {
                    "layer": row.name if row.layer.bias else f"{row.name}, no bias",
                    "takes": f"{_written(shape)} = {prod(shape):,}",
                    "gives": f"{_written(row.output_shape)} = {prod(row.output_shape):,}",
                    "parameters": f"{row.parameters:,}",
                    "its dense twin": f"{twin:,}",
                }
            )
        else:
            twin = row.parameters
        ours, twins, shape = ours + row.parameters, twins + twin, row.output_shape
    page.wrapped_table(table)
    st.markdown(
        f"The whole network has **{ours:,}** parameters. With dense layers in place of its convolutions it would have "
        f"**{twins:,}**, {how_many(twins, ours)}."
    )


def matrix_demo() -> None:
    """The dense weights that do what the vertical filter does to the 9."""
    kernel = KERNELS["vertical line"].weights
    weights = twin_weights(kernel, DIGIT_9.shape)
    same = bool(np.array_equal(DIGIT_9.reshape(-1) @ weights, flatten(conv2d(DIGIT_9, kernel))))
    used = int(np.count_nonzero(weights))
    inputs, outputs = weights.shape
    st.markdown(
        f"It can. Here is the dense layer that does to the 9 what the vertical filter does: {inputs} pixels across, "
        f"{outputs} cells of the feature map down. Of its {weights.size:,} weights {weights.size - used:,} are 0, "
        f"and the other {used} are the same 9 numbers again and again. "
        + ("Both layers give **the same map**. " if same else "")
        + "A convolution knows from the start what this layer would have to learn: look at neighbors only, and look "
        "for the same thing everywhere."
    )
    charts.maps(
        map_panels(["Weights of the dense twin"], [weights.T]),
        key="twin weights",
        alt="The weights of the dense layer: nine diagonal stripes of −1 and 1, and 0 everywhere else.",
        largest=760,
    )


def twin_weights(kernel: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The (H·W, H'·W') weights of a dense layer that does what a (kH, kW) kernel does to an image of this shape."""
    pixels = np.eye(prod(shape)).reshape(-1, 1, *shape)  # one image for each pixel, which is 1 in it
    return flatten(conv2d(pixels, kernel[None, None]))  # (H·W, 1, H', W') -> (H·W, H'·W')


def learn_demo() -> None:
    """Say why it matters how many weights have to be learned."""
    st.markdown(
        "Because each of them has to be **learned** from examples. A dense layer that has seen a line at the top of "
        "the picture knows nothing about the same line further down: other pixels, other weights. A filter that has "
        "learned the line once finds it everywhere."
    )


def _written(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape))
