"""What people get wrong about activations: what ReLU drops, what a network without one can do, why ReLU."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from cnn_steps import KERNELS, conv2d, relu, sigmoid, tanh
from ui import blocks, charts
from ui.figures.maps import PRINT_UP_TO, THREE_IN_A_ROW, Panel
from ui.figures.numbers import decimals, written
from ui.filters import filter_for
from ui.image_choice import CurrentImage

Activation = Callable[[np.ndarray], np.ndarray]
FIRST, SECOND = "diagonal line", "box"


def relu_demo(feature_map: np.ndarray, name: str) -> None:
    """What ReLU keeps of a map and what it drops."""
    kept = relu(feature_map)
    dropped = feature_map - kept
    below = feature_map[feature_map < 0]
    st.markdown(
        "No. Noise is small, and ReLU does not look at size: **0.01 stays, −0.9 goes**. What it drops is every answer "
        "below zero, and each of them said that the window contradicts the filter."
    )
    if below.size:
        st.markdown(
            f"In the map of the {name}, **{below.size} of {feature_map.size} cells** became 0. They held numbers from "
            f"**{written(below.min())}** to **{written(below.max())}**."
        )
    else:
        st.markdown(f"In the map of the {name} no cell is below zero, so ReLU drops nothing here.")
    panels = [Panel("What ReLU keeps", kept), Panel("What it drops", dropped)]
    charts.maps(
        panels,
        key="relu demo",
        alt=f"One of the two parts of the {name} map.",
        note="Added up, the two give the map before ReLU.",
    )


def combined_kernel(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The one kernel that does what two do in a row: the full convolution of both.

    Parameters
    ----------
    first : (kH, kW) or (C, kH, kW), applied to the image.
    second : (mH, mW), applied to what the first one gives.

    Returns
    -------
    (kH + mH - 1, kW + mW - 1), with the C axis in front where ``first`` has one.

    Examples
    --------
    >>> combined_kernel(np.array([[1.0, 2.0]]), np.array([[1.0, 10.0]]))
    array([[ 1., 12., 20.]])
    """
    rows, columns = second.shape
    channels = first.reshape(-1, 1, *first.shape[-2:])  # (C, kH, kW) -> (C, 1, kH, kW): a batch of one-channel images
    flipped = second[None, None, ::-1, ::-1]
    whole = conv2d(channels, flipped, padding=(rows - 1, columns - 1))[:, 0]
    return whole.reshape(*first.shape[:-2], *whole.shape[-2:])


def collapse_demo(image: CurrentImage, activate: Activation, name: str) -> None:
    """Two convolutions in a row, the one that does the same, and the two with an activation between them."""
    first, second = filter_for(KERNELS[FIRST].weights, image), KERNELS[SECOND].weights
    combined = combined_kernel(first, second)
    inner = conv2d(image.array, first[None], average=True)[0]
    two = conv2d(inner, second, average=True)
    one = conv2d(image.array, combined[None])[0] / (first.size * second.size)
    bent = conv2d(activate(inner), second, average=True)
    rounding, bend = float(np.abs(two - one).max()), float(np.abs(two - bent).max())
    st.markdown(
        "Then a second layer adds nothing. Here "
        f"the {FIRST} filter runs over the image and the {SECOND} filter over "
        "what comes out. One 5×5 kernel does both at once:"
    )
    kernel = combined if combined.ndim == 2 else combined[0]
    title = "One kernel for both" if combined.ndim == 2 else "One kernel for both, the same for each color"
    divisors = f"{first.size} × {second.size} = {first.size * second.size}"
    charts.maps(
        [Panel(title, kernel)],
        key="combined kernel",
        alt="The combined kernel.",
        note=f"Each sum is divided by {divisors}, as the two layers do one after the other.",
    )
    panels = [Panel("Two layers", two), Panel("One 5×5 layer", one), Panel(f"{name} between", bent)]
    largest = THREE_IN_A_ROW if max(two.shape) > PRINT_UP_TO else None
    charts.maps(panels, key="collapse demo", alt="What comes out.", largest=largest)
    st.markdown(
        f"Two layers and one differ by at most **{difference_text(rounding)}**: that is rounding, nothing else. "
        + (
            f"With {name} between them the result moves by up to **{written(bend)}**, and no single kernel does "
            "that for every image. That is why a layer ends with an activation."
            if bend > 1e-9
            else f"On this image {name} meets nothing to change, so the third map is the same. Try another image."
        )
    )


def difference_text(value: float) -> str:
    """A tiny difference as a person can read it.

    Examples
    --------
    >>> difference_text(1.1e-16), difference_text(0.0)
    ('0.0000000000000001', '0')
    """
    if value == 0:
        return "0"
    return f"{value:.{max(2, -int(np.floor(np.log10(value))))}f}"


def slope_demo() -> None:
    """Output and slope of the three activations at a few inputs."""
    inputs = np.array([-4.0, -1.0, 0.5, 1.0, 4.0])
    columns: dict[str, list[str]] = {"input": [written(x) for x in inputs]}
    for name, activate in {"ReLU": relu, "sigmoid": sigmoid, "tanh": tanh}.items():
        nudge = 1e-5
        slopes = (activate(inputs + nudge) - activate(inputs - nudge)) / (2 * nudge)
        columns[name] = [written(y) for y in activate(inputs)]
        columns[f"{name} slope"] = [decimals(slope, 3) for slope in slopes]
    st.markdown(
        "Because of the **slope**. Learning multiplies the slopes of all layers. At 4, the sigmoid's slope is 0.018: "
        "after two such layers 0.0003 is left, and the first layer hardly learns. Above zero, ReLU's slope is always "
        "1. Its price: below zero the slope is 0, and a filter that is always below zero stops learning."
    )
    blocks.table(columns, key="slope demo")


def sign_words(feature_map: np.ndarray, image: CurrentImage) -> str:
    """What to say where ReLU does nothing at all or leaves only zeros; empty where it does its work."""
    if feature_map.min() < 0 < feature_map.max():
        return ""
    what = (
        "No cell of this map is above zero, so ReLU leaves only zeros."
        if feature_map.max() <= 0
        else "No cell of this map is below zero, so ReLU changes nothing."
    )
    way = "" if image.is_bitmap else " The range −1 to 1 under **Prepare the picture** brings both signs."
    return f"{what} Choose another map.{way}"
