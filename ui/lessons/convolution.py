"""The maps of the whole layer; what people get wrong about convolution: signs, channels, biases, color scales."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn_steps import KERNELS, LESSON_KERNEL_NAMES, conv2d, conv2d_step, conv_parameters
from ui.app import charts, page
from ui.figures.maps import CHANNEL_NAMES, Panel, map_panels
from ui.figures.numbers import readable, written
from ui.picture.current import CurrentImage

BOX = KERNELS["box"].weights


def layer_maps(bank: np.ndarray, *, shared: bool) -> None:
    """The (3, H', W') feature maps of the three lesson filters.

    Parameters
    ----------
    shared : one color scale for all three; otherwise each has its own.
    """
    panels = map_panels(LESSON_KERNEL_NAMES, bank)
    charts.maps(panels, key="convolution maps", shared=shared, alt="Feature map of one filter.")


def sign_demo() -> None:
    """The box pattern, its exact opposite and an empty patch, each with the number the box filter gives for it."""
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
    weights = dict(zip(CHANNEL_NAMES, (1.0, -1.0, 0.0), strict=True))
    kernel = np.stack([np.full((3, 3), weight) for weight in weights.values()])
    rows = []
    for name, color in {"red": (1.0, 0.0, 0.0), "green": (0.0, 1.0, 0.0), "gray": (1 / 3, 1 / 3, 1 / 3)}.items():
        patch = np.ones((3, 3, 3)) * np.array(color)[:, None, None]
        step = conv2d_step(patch, kernel, 0, 0, average=True)
        columns = {f"{channel} sum": written(part) for channel, part in zip(weights, step.channel_sums, strict=True)}
        columns |= {f"all added, ÷ {kernel.size}": written(step.total), "mean of the patch": written(patch.mean())}
        rows.append({"patch": name, **columns})
    named = ", ".join(f"{'+' * (weight > 0)}{written(weight)} for {name}" for name, weight in weights.items())
    st.markdown(
        "Neither. A filter has **one kernel for each channel**, and the channel sums are **added**. This filter has "
        f"{named}. It tells the three patches apart; their averages are all the same."
    )
    page.table(rows, key="channels demo")


def bias_demo(image: CurrentImage, bank: np.ndarray) -> None:
    """What a bias of 0.5 does to a whole map, and how many biases a layer has."""
    first, lift, channels = bank[0], 0.5, image.channels
    each = f"{channels} × {BOX.size}" if channels > 1 else f"{BOX.size}"
    st.markdown(
        f"Neither. **One bias for each filter**, added once to every cell of its map, after all channels. "
        f"With biases, this layer has {len(bank)} filters × ({each} weights + 1 bias) = "
        f"**{conv_parameters(len(bank), channels, BOX.shape)} parameters**. A bias of {readable(lift)} lifts the whole "
        "map:"
    )
    charts.maps(
        [Panel("box, bias 0", first), Panel(f"box, bias {readable(lift)}", first + lift)],
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
    page.table(rows, key="map ranges")
