"""An activation on one map and on all three; what people get wrong about what ReLU drops, and why it is there."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn_steps import LESSON_KERNEL_NAMES, conv2d, relu
from ui.app import charts, page
from ui.figures.maps import PRINT_UP_TO, THREE_IN_A_ROW, Panel, map_panels
from ui.figures.numbers import counted, decimals, written
from ui.operations import card_data
from ui.operations.activations import ACTIVATIONS, RELU, SIGMOID, ActivationRecord
from ui.operations.kernels import filter_for, lesson_kernels
from ui.picture.current import CurrentImage
from ui.steps.stepper import stepper
from ui.trail.chains import activated_chain, lesson_features
from ui.trail.where_from import where_from

FIRST, SECOND = "diagonal line", "box"


def activation_steps(
    before: np.ndarray, after: np.ndarray, filter_name: str, activation: ActivationRecord
) -> tuple[int, int]:
    """Show the activation of one (H, W) map step by step, and return row and column of the cell in view."""
    card = card_data.activation_card(before, f"Map of the {filter_name}", after, activation)
    step = stepper(card, key="activation stepper")
    return divmod(step, before.shape[1])


def activation_trail(
    image: CurrentImage, bank: np.ndarray, number: int, cell: tuple[int, int], activation: ActivationRecord
) -> None:
    """The box that leads from a cell after its activation down to its pixels, by way of one of the (3, H, W) maps."""
    where_from(activated_chain, lesson_features(image, bank), number, cell, kind=activation.kind, key="activation")


def layer_maps(before: np.ndarray, after: np.ndarray, activation: ActivationRecord) -> None:
    """The three (3, H, W) maps of the lesson, before the activation and after it."""
    names_after = [f"{title}, {activation.name}" for title in LESSON_KERNEL_NAMES]
    charts.maps(
        map_panels(LESSON_KERNEL_NAMES, before),
        below=map_panels(names_after, after, limit=activation.largest),
        key="activation maps",
        alt=f"A feature map before and after {activation.name}.",
    )


def relu_demo(feature_map: np.ndarray, name: str) -> None:
    """What ReLU keeps of a map and what it drops."""
    kept = relu(feature_map)
    dropped = feature_map - kept
    below = feature_map[feature_map < 0]
    st.markdown(
        "No. ReLU looks at the sign and not at the size: **0.01 stays, −0.9 goes**. Noise above zero stays as well."
    )
    if below.size:
        low, high = written(below.min()), written(below.max())
        from_where = f"from **{low}**" if low == high else f"the lowest from **{low}**, the highest from **{high}**"
        st.markdown(
            f"In the map of the {name}, **{below.size:,} of {counted(feature_map.size, 'cell')}** stood below zero and "
            f"became 0, {from_where}."
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


def collapse_demo(image: CurrentImage, activation: ActivationRecord) -> None:
    """Two convolutions in a row, the one that does the same, and the two with an activation between them."""
    kernels = dict(zip(LESSON_KERNEL_NAMES, lesson_kernels(image), strict=True))
    first, second = filter_for(kernels[FIRST], image), kernels[SECOND]
    combined = combined_kernel(first, second)
    inner = conv2d(image.array, first[None], average=True)[0]
    two = conv2d(inner, second, average=True)
    one = conv2d(image.array, combined[None])[0] / (first.size * second.size)
    bent = conv2d(activation.function(inner), second, average=True)
    rounding, bend = float(np.abs(two - one).max()), float(np.abs(two - bent).max())
    st.markdown(
        f"Then one layer of larger filters does as well. Here the {FIRST} filter runs over the image and the {SECOND} "
        "filter over what comes out. One 5×5 kernel does both at once:"
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
    panels = [Panel("Two layers", two), Panel("One 5×5 layer", one), Panel(f"{activation.name} between", bent)]
    largest = THREE_IN_A_ROW if max(two.shape) > PRINT_UP_TO else None
    charts.maps(panels, key="collapse demo", alt="What comes out.", largest=largest)
    st.markdown(f"{same_words(rounding)} {bend_words(bend, activation.name)}")
    st.caption("With biases, the one layer has one bias. With padding, the two would differ at the edges.")


def same_words(difference: float) -> str:
    """Say that two layers and one give the same numbers, but for rounding.

    Examples
    --------
    >>> same_words(0.0)
    'Two layers and one give the same numbers.'
    """
    if not difference:
        return "Two layers and one give the same numbers."
    return f"Two layers and one differ by at most **{difference_text(difference)}**: that is rounding, nothing else."


def bend_words(bend: float, name: str) -> str:
    """Say what an activation between two layers changes; ``bend`` is the largest change of a number."""
    if bend <= 1e-9:
        return f"On this image {name} between them makes no difference. Try another image."
    return (
        f"With {name} between them the result moves by up to **{written(bend)}**, and no single kernel does that for "
        "every image. That is why an activation stands between layers."
    )


def difference_text(value: float) -> str:
    """A tiny difference, written without a power of ten.

    Examples
    --------
    >>> difference_text(1.1e-16)
    '0.0000000000000001'
    """
    return f"{value:.{max(2, -int(np.floor(np.log10(value))))}f}"


def slope_demo() -> None:
    """Output and slope of all activations at a few inputs."""
    far = 4.0
    inputs = np.array([-far, -1.0, 0.5, 1.0, far])
    columns: dict[str, list[str]] = {"input": [written(x) for x in inputs]}
    for activation in ACTIVATIONS.values():
        columns[activation.name] = [written(y) for y in activation.function(inputs)]
        columns[f"{activation.name} slope"] = [decimals(one, 3) for one in activation.slopes(inputs)]
    small, (below, *_, above) = float(SIGMOID.slopes(inputs)[-1]), RELU.slopes(inputs)
    st.markdown(
        "Because of the **slope**. Learning multiplies the slopes and the weights of all layers. "
        f"At {written(far)}, the sigmoid's slope is {decimals(small, 3)}, and two such slopes make "
        f"{written(small**2)}: unless the weights are large, the first layer hardly learns. Above zero, ReLU's "
        f"slope is always {written(above)}. Its price: below zero the slope is {written(below)}, and a filter "
        "that is always below zero stops learning."
    )
    page.table(columns, key="slope demo")
