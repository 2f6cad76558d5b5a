"""What a kernel responds to: on the image in view and on the photo; flipped, larger, on flat areas."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from cnn_steps import KERNELS, conv2d, picture_stages, sample_photo
from ui import blocks, charts, settings, state
from ui.figures.maps import FOUR_IN_A_ROW, PRINT_UP_TO, Panel
from ui.figures.numbers import written
from ui.filters import filter_for
from ui.image_choice import CurrentImage

PHOTO_SIZE = (64, 64)
LISTED = 4  # cells
BESIDE_THE_EDITOR = 220  # pixels, the longer side of a grid where two have room
TWO_ON_A_PHONE = {True: 210, False: 140}  # the same on a phone, by whether the 9's numbers or a picture stand in it


@lru_cache(maxsize=1)
def gray_photo() -> np.ndarray:
    """The photo in gray, (64, 64) from 0 to 1."""
    return picture_stages(sample_photo(), size=PHOTO_SIZE, color=False)[-1].array


def kernel_at_work(image: CurrentImage, kernel: np.ndarray, feature_map: np.ndarray, *, revealed: bool) -> None:
    """The image; once revealed, also the kernel's response and the window where that is strongest."""
    row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
    window = [(int(row), int(column), *kernel.shape)] if revealed else []
    panels = [Panel(image.name, image.array, "picture", image.value_range, window)]
    if revealed:
        panels.append(Panel("Response", feature_map, outlines=[(int(row), int(column), 1, 1)]))
    printed = max(image.size) <= PRINT_UP_TO
    largest = TWO_ON_A_PHONE[printed] if state.is_phone() else None if printed else BESIDE_THE_EDITOR
    charts.maps(panels, key="kernel at work", alt="The image or the response.", shared=False, largest=largest)


def response_words(name: str, feature_map: np.ndarray) -> None:
    """What the kernel is known to find, and where its response is largest and smallest."""
    high, low = (np.unravel_index(at, feature_map.shape) for at in (feature_map.argmax(), feature_map.argmin()))
    found = f"**{KERNELS[name].detects}** " if name in KERNELS else ""
    if feature_map[high] == feature_map[low]:
        everywhere = written(feature_map[high])
        st.markdown(
            f"{found}The answer is **{everywhere}** in every cell: no place looks more like the kernel than another."
        )
        return
    st.markdown(
        f"{found}The largest number is **{written(feature_map[high])}**, at row {high[0]}, column {high[1]}: "
        "the framed window looks most like the kernel. The smallest is "
        f"**{written(feature_map[low])}**, at row {low[0]}, column {low[1]}: the window there looks most like "
        "its opposite."
    )


def photo_response(kernel: np.ndarray, *, average: bool) -> None:
    """The same kernel on the photo; nothing where the photo is in view already."""
    if state.get(settings.IMAGE) == "photo":
        return
    st.markdown("The same kernel on a photo. Blue answers yes, red answers the opposite:")
    panels = [
        Panel("The cat in gray", gray_photo(), "picture", (0.0, 1.0)),
        Panel("Response to the cat", conv2d(gray_photo(), kernel, average=average)),
    ]
    charts.maps(panels, key="photo response", alt="The photo or the response to it.", shared=False)


def flip_demo(image: CurrentImage, kernel: np.ndarray, name: str, *, average: bool) -> None:
    """Correlation beside convolution with the kernel flipped in both axes, and where they differ."""
    st.markdown(
        "No. Mathematics calls it **convolution** only if the kernel is first flipped in both axes. CNN libraries "
        "slide it as it is, which is **cross-correlation**, and call that convolution all the same. A "
        "kernel that is learned would simply be learned the other way round. In the editor above, both **Flip** "
        "buttons together do what mathematics does; so does turning the kernel twice."
    )
    if name == "own":
        name = "this kernel"
    if np.array_equal(kernel, kernel[::-1, ::-1]):
        which = "This kernel" if name == "this kernel" else f"The kernel “{name}”"
        st.markdown(
            f"{which} looks the same after the flip, so here both agree in every cell. The vertical edge does not:"
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
    largest = FOUR_IN_A_ROW if max(correlated.shape) > PRINT_UP_TO else None
    charts.maps(panels, key="flip demo", alt="The kernel, its flip, and the map of each.", largest=largest)
    cells = np.argwhere(correlated != convolved)
    st.markdown(
        f"They differ in **{len(cells):,} of {correlated.size:,} cells**" + (", such as:" if len(cells) else ".")
    )
    rows = [
        {
            "row": str(row),
            "column": str(column),
            "cross-correlation": written(correlated[row, column]),
            "convolution": written(convolved[row, column]),
        }
        for row, column in cells[:LISTED]
    ]
    if rows:
        blocks.table(rows, key="flip cells")


def larger_demo(image: CurrentImage, weights: np.ndarray, name: str, *, average: bool) -> None:
    """The map of a kernel and of twice that kernel; ``weights`` fit the image."""
    feature_map, doubled = conv2d(image.array, np.stack([weights, 2 * weights]), average=average)
    at, twice_at = (np.unravel_index(values.argmax(), values.shape) for values in (feature_map, doubled))
    st.markdown(
        "No. Twice the weights give twice the number in every cell. The strongest cell is still the same one: row "
        f"{at[0]}, column {at[1]}, with **{written(feature_map[at])}** before and "
        f"**{written(doubled[twice_at])}** now. What a kernel finds is decided by the pattern of its weights."
    )
    panels = [Panel(name, feature_map), Panel(f"2 × {name}", doubled)]
    charts.maps(panels, key="larger demo", alt="The map of the kernel and of twice the kernel.")


def flat_demo(kernel: np.ndarray, name: str) -> None:
    """What kernels answer to areas of one brightness."""
    named = {"this kernel" if name == "own" else name: kernel}
    named |= {name: KERNELS[name].weights for name in ("vertical edge", "box blur", "box")}
    rows = [
        {
            "kernel": name,
            "weights added up": written(round(float(weights.sum()), 9)),
            **{
                f"all cells {level:g}": written(round(float(conv2d(np.full(weights.shape, level), weights)[0, 0]), 9))
                for level in (0.0, 0.5, 1.0)
            },
        }
        for name, weights in named.items()
    ]
    st.markdown(
        "Only if the weights do not cancel. On a flat area every weight meets the same number, so the sum is that "
        "number times **all weights added up**. An edge kernel adds up to 0 and does not see brightness, only change; "
        "a blur adds up to 1 and keeps the brightness."
    )
    blocks.table(rows, key="flat demo")
