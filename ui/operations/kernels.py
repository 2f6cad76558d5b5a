"""Kernels as they meet an image: one for each of its channels, and what the numbers of their maps say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_steps import KERNELS, LESSON_KERNEL_NAMES, LESSON_KERNELS, conv2d
from ui.address.codes import KERNEL_NAMES
from ui.picture.changes import changed_kernels
from ui.picture.current import CurrentImage


@dataclass(frozen=True, eq=False)
class NamedKernel:
    """A kernel that was chosen.

    Attributes
    ----------
    weights : (kH, kW).
    code : as it stands in the address: by this a kernel is told from the others.
    name : what to call it.
    has_name : whether that is a name of its own, not the one for all kernels without.
    """

    weights: np.ndarray
    code: str
    name: str
    has_name: bool = True

    @property
    def detects(self) -> str:
        """What it was made for, in a sentence; empty for a kernel that is none of the known ones."""
        return KERNELS[KERNEL_NAMES[self.code]].detects if self.code in KERNEL_NAMES else ""


def known_kernel(code: str) -> NamedKernel:
    """A known kernel, by its code."""
    name = KERNEL_NAMES[code]
    return NamedKernel(KERNELS[name].weights, code, name)


def filter_for(kernels: np.ndarray, image: CurrentImage, weights: tuple[float, ...] = (1.0, 1.0, 1.0)) -> np.ndarray:
    """Kernels as they fit the image: unchanged for one channel, a kernel per channel for color.

    Parameters
    ----------
    kernels : (kH, kW) or (F, kH, kW).
    weights : what the kernel is multiplied with for red, green and blue.

    Returns
    -------
    The same array, or (3, kH, kW) or (F, 3, kH, kW).
    """
    if image.channels == 1:
        return kernels
    return kernels[..., None, :, :] * np.array(weights)[:, None, None]  # (..., kH, kW) -> (..., 3, kH, kW)


def require_fit(kernel: np.ndarray, image: CurrentImage) -> None:
    """Refuse a (kH, kW) kernel that is larger than the image, in words for a page without padding."""
    (height, width), (rows, columns) = kernel.shape, image.size
    if height > rows or width > columns:
        raise ValueError(
            f"a kernel of {height}×{width} weights does not fit an image of {rows}×{columns} cells: choose a smaller "
            "kernel or a larger image"
        )


def is_template(kernel: np.ndarray, *, average: bool) -> bool:
    """Whether 1 in a map of a −1/+1 bitmap means that the window there equals the (kH, kW) kernel in every cell."""
    return average and bool((np.abs(kernel) == 1).all())


def sign_words(kernels: np.ndarray, value_range: tuple[float, float]) -> str:
    """What numbers of averaged feature maps say, for (F, kH, kW) kernels on an image in this range; ends a sentence."""
    if value_range == (-1.0, 1.0) and is_template(kernels, average=True):
        return (
            "**1** says that the pattern is exactly here, **−1** that its exact opposite is, and "
            "near **0** about as much speaks for it as against it."
        )
    return "**above 0** the products above zero outweigh those below, and **below 0** it is the other way round."


def lesson_kernels(image: CurrentImage) -> np.ndarray:
    """The (3, 3, 3) kernels of the lesson, with the weights that were changed by hand."""
    return changed_kernels(LESSON_KERNELS, LESSON_KERNEL_NAMES, image.changes)


def lesson_maps(image: CurrentImage) -> np.ndarray:
    """The (3, H', W') feature maps of the three lesson filters, as they are after what was changed by hand."""
    return conv2d(image.array, filter_for(lesson_kernels(image), image), average=True)


def one_sign_words(bank: np.ndarray, number: int, image: CurrentImage) -> str:
    """What to say where ReLU does nothing at all to one of the (3, H, W) maps or leaves only zeros; else empty."""
    mixed = [name for name, values in zip(LESSON_KERNEL_NAMES, bank, strict=True) if values.min() < 0 < values.max()]
    if LESSON_KERNEL_NAMES[number] in mixed:
        return ""
    what = (
        "No cell of this map is above zero, so ReLU leaves only zeros."
        if bank[number].max() <= 0
        else "No cell of this map is below zero, so ReLU changes nothing."
    )
    if mixed:
        way = f"Cells on both sides of zero are in the map of the {' and in that of the '.join(mixed)}."
    elif image.value_range != (-1.0, 1.0):
        way = "Try the range −1 to 1 under **Prepare the picture**."
    else:
        way = "Try another image."
    return f"{what} {way}"
