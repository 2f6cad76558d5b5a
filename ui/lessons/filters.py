"""What a kernel responds to: on the image in view and on the photo; flipped, larger, on flat areas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import streamlit as st
from numpy.lib.stride_tricks import sliding_window_view

from cnn_steps import conv2d, picture_stages, sample_photo
from ui.address import settings, state
from ui.app import charts, page
from ui.figures.maps import CHANNEL_NAMES, FOUR_IN_A_ROW, PRINT_UP_TO, Panel, own_limit
from ui.figures.numbers import ROUNDING, counted, written
from ui.operations.kernels import NamedKernel, filter_for, known_kernel
from ui.picture.current import CurrentImage

PHOTO_SIZE = (64, 64)
LISTED = 4  # cells
BESIDE_THE_EDITOR = 220  # pixels, the longer side of a grid where two have room
ALIKE = 1e-9  # two correlations closer than that are the same
TWO_ON_A_PHONE = {True: 210, False: 140}  # the same on a phone, for grids with numbers and for grids without


@lru_cache(maxsize=1)
def gray_photo() -> np.ndarray:
    """The photo in gray, (64, 64) from 0 to 1."""
    return picture_stages(sample_photo(), size=PHOTO_SIZE, color=False)[-1].array


def kernel_at_work(image: CurrentImage, kernel: np.ndarray, feature_map: np.ndarray, *, revealed: bool) -> None:
    """The image; once revealed, also the kernel's response and the window where that is largest."""
    row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
    window = [(int(row), int(column), *kernel.shape)] if revealed else []
    panels = [Panel(image.name, image.array, "picture", image.value_range, window)]
    if revealed:
        panels.append(Panel("Response", feature_map, outlines=[(int(row), int(column), 1, 1)]))
    printed = max(image.size) <= PRINT_UP_TO
    largest = TWO_ON_A_PHONE[printed] if state.is_phone() else None if printed else BESIDE_THE_EDITOR
    charts.maps(panels, key="kernel at work", alt="The image or the response.", shared=False, largest=largest)


def wanted_words(channel_weights: Sequence[float] = ()) -> str:
    """Say which cells the weights want; ``channel_weights`` multiply the kernel for red, green and blue.

    Examples
    --------
    >>> wanted_words()
    'Blue weights want bright cells, red weights want dark ones.'
    >>> wanted_words((1.0, -1.0, 0.0))
    'Blue weights want bright cells, red weights want dark ones: in the red channel. In green, it is the other way.'
    """
    words = "Blue weights want bright cells, red weights want dark ones"
    if len(set(channel_weights)) < 2:
        return f"{words}."
    named = list(zip(CHANNEL_NAMES, channel_weights, strict=True))
    plus, minus = ([name for name, weight in named if weight * sign > 0] for sign in (1, -1))
    turned = f" In {' and '.join(minus)}, it is the other way." if minus else ""
    return f"{words}: in the {' and '.join(plus)} channel.{turned}"


def window_likeness(image: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """How much each window looks like the filter, whatever its brightness and contrast.

    Parameters
    ----------
    image, weights : (H, W) and (kH, kW), or (C, H, W) and (C, kH, kW); channels whose weights are all 0 do not count.

    Returns
    -------
    (H - kH + 1, W - kW + 1) array of correlation coefficients, -1 to 1; NaN where all weights or a whole window are
    the same number.

    Examples
    --------
    >>> window_likeness(np.array([[0.0, 1.0, 1.0, 0.5]]), np.array([[-1.0, 1.0]]))
    array([[ 1., nan, -1.]])
    """
    image, weights = (array[None] if array.ndim == 2 else array for array in (image, weights))
    channels = weights.any(axis=(1, 2)) if weights.any() else np.ones(len(weights), dtype=bool)
    image, weights = image[channels], weights[channels]
    windows = sliding_window_view(image, weights.shape[1:], axis=(1, 2))  # (C, H, W) -> (C, H', W', kH, kW)
    windows = windows - windows.mean(axis=(0, 3, 4), keepdims=True)
    weights = weights - weights.mean()
    sizes = np.sqrt(np.square(windows).sum(axis=(0, 3, 4))) * np.sqrt(np.square(weights).sum())
    along = np.einsum("chwij,cij->hw", windows, weights)
    flat = sizes <= ALIKE * own_limit(image) * own_limit(weights)
    return np.where(flat, np.nan, along / np.where(flat, 1.0, sizes))


def response_words(detects: str, image: np.ndarray, weights: np.ndarray, feature_map: np.ndarray) -> str:
    """Say what the kernel is for, where its response is largest and smallest, and how like it the image is there.

    Parameters
    ----------
    detects : what the kernel was made for; empty where nobody knows.
    image, weights, feature_map : (H, W), (kH, kW) and (H', W'); image and weights may have channels.
    """
    purpose = f"Made for: **{detects}** " if detects else ""
    rounding = _rounding(image, weights)
    if np.ptp(feature_map) <= rounding:
        return (
            f"{purpose}The answer is **{written(feature_map.flat[0])}** in every cell: it tells no place from another."
        )
    likeness = window_likeness(image, weights)
    high, low = (np.unravel_index(at, feature_map.shape) for at in (feature_map.argmax(), feature_map.argmin()))
    largest, smallest = (
        f"is **{written(feature_map[at])}**, at row {at[0]}, column {at[1]}"
        + _also(int(np.count_nonzero(np.abs(feature_map - feature_map[at]) <= rounding)) - 1)
        for at in (high, low)
    )
    if np.isnan(likeness).all():
        return (
            f"{purpose}The largest number {largest}. The smallest {smallest}. "
            "The weights are all equal, so only brightness counts."
        )
    best, worst = np.unravel_index(np.nanargmax(likeness), likeness.shape), np.nanmin(likeness)
    if likeness[high] >= likeness[best] - ALIKE:
        most_alike = ": the framed window looks most like the kernel" if likeness[high] > 0 else ""
    else:
        cancel = abs(weights.sum()) <= ALIKE * np.abs(weights).sum()
        more = "contrast counts" if cancel else "brightness and contrast count"
        most_alike = f": the window at row {best[0]}, column {best[1]} looks more like the kernel, but {more}, too"
    is_opposite = likeness[low] <= worst + ALIKE and likeness[low] < 0
    opposite = ": the window there looks most like its opposite" if is_opposite else ""
    return f"{purpose}The largest number {largest}{most_alike}. The smallest {smallest}{opposite}."


def _rounding(image: np.ndarray, weights: np.ndarray) -> float:
    """How far two sums of a window may be apart that differ in the order of adding up alone."""
    return ROUNDING * own_limit(image) * float(np.abs(weights).sum())


def _also(others: int) -> str:
    """That a number stands in other cells as well; empty where it does not."""
    return f" and in {counted(others, 'other cell')}" if others else ""


def photo_response(kernel: np.ndarray, *, average: bool) -> None:
    """The same kernel on the photo; nothing where the photo is in view already."""
    if state.use(settings.IMAGE) == "photo":
        return
    st.markdown("The same kernel on a photo. Blue is above zero, red below:")
    panels = [
        Panel("The cat in gray", gray_photo(), "picture", (0.0, 1.0)),
        Panel("Response to the cat", conv2d(gray_photo(), kernel, average=average)),
    ]
    charts.maps(panels, key="photo response", alt="The photo or the response to it.", shared=False)


def flip_demo(image: CurrentImage, kernel: NamedKernel, channel_weights: tuple[float, ...], *, average: bool) -> None:
    """Correlation beside convolution with the kernel flipped in both axes, and where they differ."""
    st.markdown(
        "No. Mathematics calls it **convolution** only if the kernel is first flipped in both axes. CNN libraries "
        "slide it as it is, which is **cross-correlation**, and call that convolution all the same. A "
        "kernel that is learned would simply be learned the other way round. In the editor above, both **Flip** "
        "buttons together do what mathematics does; so does turning the kernel twice."
    )
    if np.array_equal(kernel.weights, kernel.weights[::-1, ::-1]):
        which = f"The kernel “{kernel.name}”" if kernel.has_name else kernel.name.capitalize()
        st.markdown(
            f"{which} looks the same after the flip, so here both agree in every cell. The vertical edge does not:"
        )
        kernel = known_kernel("vertical-edge")
    weights, name = kernel.weights, kernel.name
    flipped = weights[::-1, ::-1]
    correlated, convolved = (
        conv2d(image.array, filter_for(bank[None], image, channel_weights), average=average)[0]
        for bank in (weights, flipped)
    )
    panels = [
        Panel(name, weights),
        Panel(f"{name}, flipped", flipped),
        Panel("cross-correlation", correlated),
        Panel("convolution", convolved),
    ]
    largest = FOUR_IN_A_ROW if max(correlated.shape) > PRINT_UP_TO else None
    charts.maps(panels, key="flip demo", alt="The kernel, its flip, and the map of each.", largest=largest)
    apart = np.abs(correlated - convolved)
    least = _rounding(image.array, filter_for(weights, image, channel_weights))
    cells = sorted(np.argwhere(apart > least), key=lambda cell: -apart[*cell])
    st.markdown(
        f"They differ in **{len(cells):,} of {counted(correlated.size, 'cell')}**"
        + (", most in these:" if len(cells) > LISTED else ":")
        if cells
        else "On this image both give the same number in every cell."
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
        page.table(rows, key="flip cells")


def larger_demo(image: CurrentImage, weights: np.ndarray, name: str, *, average: bool) -> None:
    """The map of a kernel and of twice that kernel; ``weights`` fit the image."""
    feature_map, doubled = conv2d(image.array, np.stack([weights, 2 * weights]), average=average)
    at = np.unravel_index(feature_map.argmax(), feature_map.shape)  # twice the largest is the largest of all doubled
    st.markdown(
        "No. Twice the weights give twice the number in every cell. The largest number stays in its place: row "
        f"{at[0]}, column {at[1]}, with **{written(feature_map[at])}** before and "
        f"**{written(doubled[at])}** now. What a kernel finds is decided by the pattern of its weights."
    )
    panels = [Panel(name, feature_map), Panel(f"2 × {name}", doubled)]
    charts.maps(panels, key="larger demo", alt="The map of the kernel and of twice the kernel.")


def flat_demo(kernel: NamedKernel) -> None:
    """What kernels give on areas of one brightness."""
    others = [known_kernel(code) for code in ("vertical-edge", "box-blur", "box") if code != kernel.code]
    rows = [
        {
            "kernel": one.name,
            "weights added up": written(round(float(one.weights.sum()), 9)),
            **{f"all cells {level:g}": _on_flat_area(one.weights, level) for level in (0.0, 0.5, 1.0)},
        }
        for one in (kernel, *others)
    ]
    st.markdown(
        "No. On a flat area every weight meets the same number, so the sum is that number times **all weights added "
        "up**. An edge kernel adds up to 0 and does not see brightness, only change; a blur adds up to 1 and keeps the "
        "brightness."
    )
    page.table(rows, key="flat demo")


def _on_flat_area(weights: np.ndarray, level: float) -> str:
    """What a kernel answers where all cells have this level."""
    return written(round(float(conv2d(np.full(weights.shape, level), weights)[0, 0]), 9))
