"""What people get wrong about convolution: signs, channels, biases, color scales."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn_steps import KERNELS, LESSON_KERNEL_NAMES, conv2d, conv2d_step, conv_parameters
from ui import blocks, charts
from ui.figures.maps import Panel
from ui.figures.numbers import written
from ui.image_choice import CurrentImage

BOX = KERNELS["box"].weights


def sign_demo() -> None:
    """The box pattern, its exact opposite and an empty patch, each with what the box filter says to it."""
    patches = {"The box itself": BOX, "Its exact opposite": -BOX, "Nothing there": np.full((3, 3), -1.0)}
    panels = []
    for name, patch in patches.items():
        answer = float(conv2d(patch, BOX, average=True)[0, 0])
        panels.append(Panel(f"{name}: {written(answer)}", patch, "picture"))
    st.markdown(
        "No. The sign is part of the answer: above zero more speaks for the pattern than against it, below zero more "
        "against it. Here the box filter looks at three patches."
    )
    charts.maps(panels, key="sign demo", alt="A patch and the answer of the box filter.")


def channels_demo() -> None:
    """A filter that wants red and not green, on a red, a green and a gray patch."""
    kernel = np.stack([np.full((3, 3), weight) for weight in (1.0, -1.0, 0.0)])
    rows = []
    for name, color in {"red": (1.0, 0.0, 0.0), "green": (0.0, 1.0, 0.0), "gray": (1 / 3, 1 / 3, 1 / 3)}.items():
        patch = np.ones((3, 3, 3)) * np.array(color)[:, None, None]
        step = conv2d_step(patch, kernel, 0, 0, average=True)
        shown = dict(zip(("red sum", "green sum", "blue sum"), map(written, step.channel_sums), strict=True))
        shown |= {f"all added, ÷ {kernel.size}": written(step.total), "mean of the patch": written(patch.mean())}
        rows.append({"patch": name, **shown})
    st.markdown(
        "Neither. A filter has **one kernel for each channel**, and the channel sums are **added**. This filter has "
        "+1 for red, −1 for green, 0 for blue. It tells the three patches apart; their averages are all the same."
    )
    blocks.table(rows, key="channels demo")


def bias_demo(image: CurrentImage, bank: np.ndarray) -> None:
    """What a bias of 0.5 does to a whole map, and how many biases a layer has."""
    first = bank[0]
    channels = image.channels
    weights = f"3 filters × ({channels} × 9 weights + 1 bias)" if channels > 1 else "3 filters × (9 weights + 1 bias)"
    st.markdown(
        f"Neither. **One bias for each filter**, added once to every cell of its map, after all channels. "
        f"This layer has {weights} = **{conv_parameters(3, channels, 3)} parameters**. A bias of 0.5 lifts the whole "
        "map:"
    )
    charts.maps(
        [Panel("box, bias 0", first), Panel("box, bias 0.5", first + 0.5)],
        key="bias demo",
        alt="The box map without and with a bias.",
    )


def scale_demo(bank: np.ndarray) -> None:
    """Lowest and highest number of each map of the lesson."""
    st.markdown(
        "Only on one scale. With **Each map its own** above, a map of small numbers is drawn as strongly as one of "
        "large numbers. Compare numbers, or keep one scale for all."
    )
    rows = [
        {"map": name, "lowest": written(values.min()), "highest": written(values.max())}
        for name, values in zip(LESSON_KERNEL_NAMES, bank, strict=True)
    ]
    blocks.table(rows, key="map ranges")
