"""What a kernel responds to: on the image in view and on the photo; flipped, larger, on flat areas."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from cnn_steps import KERNELS, conv2d, picture_stages, sample_photo
from ui import blocks, settings, state
from ui.figures.maps import Panel, cell_text
from ui.filters import filter_for
from ui.image_choice import CurrentImage
from ui.settings import KERNEL_NAMES

PHOTO_SIZE = (64, 64)
LISTED = 4  # cells


@lru_cache(maxsize=1)
def gray_photo() -> np.ndarray:
    """The photo in gray, (64, 64) from 0 to 1."""
    return picture_stages(sample_photo(), size=PHOTO_SIZE, color=False)[-1].array


def kernel_and_image(kernel: np.ndarray, name: str, image: CurrentImage) -> None:
    """The kernel beside the image it will slide over."""
    panels = [Panel(f"Kernel: {name}", kernel), Panel(image.name, image.array, "picture", image.value_range)]
    blocks.maps(panels, key="kernel and image", alt="The kernel and the image.")


def responses(image: CurrentImage, kernel: np.ndarray, name: str, feature_map: np.ndarray, *, average: bool) -> None:
    """The feature map of the image, where it is strongest, and the same kernel on the photo."""
    if name in KERNELS:
        st.markdown(f"**{KERNELS[name].detects}**")
    height, width = kernel.shape
    (top, left), (low_top, low_left) = (
        np.unravel_index(feature_map.argmax(), feature_map.shape),
        np.unravel_index(feature_map.argmin(), feature_map.shape),
    )
    st.markdown(
        f"The largest number is **{cell_text(float(feature_map.max()))}**, at row {top}, column {left}: the framed "
        f"window looks most like the kernel. The smallest is **{cell_text(float(feature_map.min()))}**, at row {low_top}, "
        f"column {low_left}: the window there looks most like its opposite."
    )
    panels = [
        Panel(image.name, image.array, "picture", image.value_range, [(int(top), int(left), height, width)]),
        Panel("Response", feature_map, outlines=[(int(top), int(left), 1, 1)]),
    ]
    if state.get(settings.IMAGE) != "photo" and max(kernel.shape) <= min(PHOTO_SIZE):
        panels += [
            Panel("The cat, gray", gray_photo(), "picture", (0.0, 1.0)),
            Panel("Response on the cat", conv2d(gray_photo(), kernel, average=average)),
        ]
    note = "Blue answers yes, red answers the opposite. Each response has its own color scale."
    blocks.maps(panels, key="responses", alt="An image or what the kernel answers to it.", shared=False, note=note)


def flip_demo(image: CurrentImage, kernel: np.ndarray, name: str, *, average: bool) -> None:
    """Correlation beside convolution with the kernel flipped in both axes, and where they differ."""
    st.markdown(
        "No. Mathematics calls it **convolution** only if the kernel is first flipped in both axes. CNN libraries "
        "slide it as it is, which is **cross-correlation**, and call that convolution all the same. A kernel that is learned "
        "would simply be learned the other way round."
    )
    if np.array_equal(kernel, kernel[::-1, ::-1]):
        st.markdown(
            f"The kernel “{name}” looks the same after the flip, so here both agree in every cell. "
            "The vertical edge does not:"
        )
        kernel, name = KERNELS["vertical edge"].weights, "vertical edge"
    flipped = kernel[::-1, ::-1]
    correlated, convolved = (
        conv2d(image.array, filter_for(bank[None], image), average=average)[0] for bank in (kernel, flipped)
    )
    panels = [
        Panel(name, kernel),
        Panel(f"{name}, flipped", flipped),
        Panel("cross-correlation", correlated),
        Panel("convolution", convolved),
    ]
    blocks.maps(panels, key="flip demo", alt="The kernel, its flip, and the map of each.", largest=190)
    cells = np.argwhere(correlated != convolved)
    st.markdown(
        f"They differ in **{len(cells):,} of {correlated.size:,} cells**" + (", such as:" if len(cells) else ".")
    )
    rows = [
        {
            "row": int(row),
            "column": int(column),
            "cross-correlation": cell_text(float(correlated[row, column])),
            "convolution": cell_text(float(convolved[row, column])),
        }
        for row, column in cells[:LISTED]
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows), key="flip cells", hide_index=True)


def larger_demo(name: str, feature_map: np.ndarray, doubled: np.ndarray) -> None:
    """The map of a kernel and of twice that kernel."""
    at, twice_at = (np.unravel_index(values.argmax(), values.shape) for values in (feature_map, doubled))
    st.markdown(
        "No. Twice the weights give twice the number in every cell. The strongest cell is still the same one: row "
        f"{at[0]}, column {at[1]}, with **{cell_text(float(feature_map[at]))}** before and "
        f"**{cell_text(float(doubled[twice_at]))}** now. What a kernel finds is decided by the pattern of its weights."
    )
    panels = [Panel(name, feature_map), Panel(f"2 × {name}", doubled)]
    blocks.maps(panels, key="larger demo", alt="The map of the kernel and of twice the kernel.")


def flat_demo(kernel: np.ndarray, code: str) -> None:
    """What kernels answer to areas of one brightness."""
    named = {KERNEL_NAMES.get(code, "this kernel"): kernel}
    named |= {name: KERNELS[name].weights for name in ("vertical edge", "box blur", "box")}
    rows = [
        {
            "kernel": name,
            "weights added up": cell_text(round(float(weights.sum()), 9)),
            **{
                f"all cells {level:g}": cell_text(round(float(conv2d(np.full(weights.shape, level), weights)[0, 0]), 9))
                for level in (0.0, 0.5, 1.0)
            },
        }
        for name, weights in named.items()
    ]
    st.markdown(
        "Only if the weights do not cancel. On a flat area every weight meets the same number, so the sum is that "
        "number times **all weights added up**. An edge kernel adds up to 0 and does not see brightness, only change; a blur "
        "adds up to 1 and keeps the brightness."
    )
    st.dataframe(pd.DataFrame(rows), key="flat demo", hide_index=True)
