"""The code for a page: short NumPy listings that remake the numbers on screen with the current image and settings."""

from __future__ import annotations

import numpy as np

from ui.image_choice import CurrentImage


def array_code(name: str, values: np.ndarray) -> str:
    """An assignment of a (H, W) array, a row a line.

    Examples
    --------
    >>> print(array_code("kernel", np.array([[1.0, 0.0], [0.5, -1.0]])))
    kernel = np.array([
        [1.0, 0.0],
        [0.5, -1.0],
    ])
    """
    rows = "".join(f"    {[float(value) for value in row]},\n" for row in values)
    return f"{name} = np.array([\n{rows}])"


def kernel_code(kernel: np.ndarray, image: CurrentImage, channel_weights: tuple[float, ...]) -> str:
    """The kernel in use as a variable ``kernel``: (kH, kW), or (3, kH, kW) for a color image."""
    lines = array_code("kernel", kernel)
    if image.channels == 3:
        weights = ", ".join(f"{weight:g}" for weight in channel_weights)
        lines += f"\nkernel = np.stack([weight * kernel for weight in ({weights})])  # one for red, green, blue"
    return lines


def bank_code(image: CurrentImage, channel_weights: tuple[float, ...]) -> str:
    """The three filters of the lesson as a variable ``kernels``: (3, 3, 3), or (3, 3, 3, 3) for a color image."""
    if image.channels == 1:
        return "kernels = LESSON_KERNELS"
    weights = ", ".join(f"{weight:g}" for weight in channel_weights)
    return f"kernels = np.stack([weight * LESSON_KERNELS for weight in ({weights})], axis=1)  # (F, C, kH, kW)"


def listing(image: CurrentImage, names: tuple[str, ...], body: str) -> str:
    """A whole script.

    Parameters
    ----------
    image : the image in view; the script begins by making ``image``.
    names : what ``body`` needs from ``cnn_steps``.
    body : the rest of the script, after ``image``.
    """
    wanted = ", ".join(sorted({*image.code_names, *names}))
    return f"import numpy as np\nfrom cnn_steps import {wanted}\n\n{image.code}\n\n{body.strip()}\n"


def convolution_listing(
    image: CurrentImage,
    kernel: np.ndarray,
    channel_weights: tuple[float, ...],
    *,
    bias: float,
    average: bool,
    cell: tuple[int, int],
) -> str:
    """Make the feature map of one filter and print one of its cells."""
    call = f"image, kernel[None], [{bias:g}], average={average}"
    body = f"""
{kernel_code(kernel, image, channel_weights)}
feature_map = conv2d({call})[0]

print(feature_map.shape)
print(feature_map[{cell[0]}, {cell[1]}])  # the cell in view
print(feature_map.round(2))
"""
    return listing(image, ("conv2d",), body)
