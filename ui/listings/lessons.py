"""The code for a page: short NumPy listings that compute the numbers on screen with the image and settings in view."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import numpy as np

from cnn_steps import Pool
from cnn_steps.classifier import BANKS
from cnn_steps.network import SMALL_SPREAD
from ui.figures.numbers import ROUNDING
from ui.listings.printing import WRITTEN_OUT, number_code, print_code
from ui.networks.walk import UNTRAINED_SEED
from ui.operations.activations import ActivationRecord
from ui.picture.changes import array_changes_code, kernel_changes_code, of_kind
from ui.picture.current import CurrentImage

LONGEST_LINE = 88  # letters of a line of imports


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
    rows = "".join(f"    {[float(value) + 0 for value in row]},\n" for row in values)  # + 0 makes −0 a 0
    return f"{name} = np.array([\n{rows}])"


def kernel_code(kernel: np.ndarray, image: CurrentImage, channel_weights: tuple[float, ...]) -> str:
    """The kernel in use as a variable ``kernel``: (kH, kW), or (3, kH, kW) for a color image."""
    lines = array_code("kernel", kernel)
    if image.channels == 3:
        weights = ", ".join(f"{weight:g}" for weight in channel_weights)
        lines += f"\nkernel = np.stack([weight * kernel for weight in ({weights})])  # one for red, green, blue"
    return lines


def bank_code(image: CurrentImage, bank: str = "lesson", *, channels: int | None = None) -> str:
    """The filters of a bank as a variable ``kernels``: (F, 3, 3), or (F, 3, 3, 3) for a color image.

    Parameters
    ----------
    channels : of the array that they slide over; ``None`` for those of the image.
    """
    lines = f"kernels = {BANK_NAMES[bank]}{kernel_changes_code(BANKS[bank], image.changes)}"
    if (channels or image.channels) == 1:
        return lines
    return f"{lines}\nkernels = np.stack([kernels] * 3, axis=1)  # (F, C, kH, kW), the same for red, green and blue"


def listing(image: CurrentImage, names: tuple[str, ...], body: str) -> str:
    """A whole script.

    Parameters
    ----------
    image : the image in view; the script begins by making ``image``.
    names : what ``body`` needs from ``cnn_steps``.
    body : the rest of the script, after ``image``.
    """
    return script(f"{image.code}\n\n{body.strip()}\n", (*image.code_names, *names))


def script(code: str, names: Iterable[str]) -> str:
    """Lines of Python with what they import before them, and arrays printed without powers of ten.

    Parameters
    ----------
    names : what ``code`` needs from ``cnn_steps``.
    """
    imports = import_line(names) if names else ""
    return f"import numpy as np\n{imports}\n\n{WRITTEN_OUT}\n\n{code}"


def import_line(names: Iterable[str]) -> str:
    """The line that imports these names from ``cnn_steps``; in brackets, over several lines, where it is long."""
    listed = ", ".join(sorted(set(names)))
    line = f"from cnn_steps import {listed}"
    if len(line) <= LONGEST_LINE:
        return line
    inside = textwrap.fill(f"{listed},", LONGEST_LINE, initial_indent="    ", subsequent_indent="    ")
    return f"from cnn_steps import (\n{inside}\n)"


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
    call = f"image, kernel[None], [{bias + 0}], average={average}"
    body = f"""
{kernel_code(kernel, image, channel_weights)}
feature_map = conv2d({call})[0]

print(feature_map.shape)
print({number_code(f"feature_map[{cell[0]}, {cell[1]}]")})  # the cell in view
{print_code("feature_map")}
"""
    return listing(image, ("conv2d",), body)


BANK_NAMES = {"lesson": "LESSON_KERNELS", "eight": "EIGHT_KERNELS"}
WALK = ("conv2d", "relu", "pool2d", "flatten", "dense")


def head_code(head: str, bank: str = "lesson") -> tuple[str, tuple[str, ...]]:
    """Lines that make the dense layer of the walk, and what they need from ``cnn_steps``."""
    if head == "untrained":
        random = f"np.random.default_rng({UNTRAINED_SEED}).normal(0, {SMALL_SPREAD}, (vector.size, 10))"
        return f"weights = {random}  # untrained\nbias = np.zeros(10)", ()
    lines = f'classifier = load_bitmap_classifier("{bank}")\nweights, bias = classifier.weights, classifier.bias'
    return lines, ("load_bitmap_classifier",)


def walk_code(image: CurrentImage, head: str, bank: str = "lesson") -> tuple[str, tuple[str, ...]]:
    """Lines that lead from ``image`` to ``logits``, and what they need from ``cnn_steps``.

    With the trained head a picture is first fitted to the 7×5 cells the layer was trained on.
    """
    dense_lines, names = head_code(head, bank)
    fitted = ""
    if head == "trained" and not image.is_bitmap:
        changed = array_changes_code(of_kind(image.changes, "cell"))
        fitting = f"fit_bitmap({image.picture_code}, invert={image.inverted})  # 7×5, all the layer knows"
        fitted = f"image = {fitting}{changed}\n"
        names += ("fit_bitmap",)
    kernels = bank_code(image, bank, channels=1 if head == "trained" else None)
    lines = f"""{fitted}{kernels}
maps = conv2d(image, kernels, average=True)
activated = relu(maps)
pooled = pool2d(activated, 2, stride=1)
vector = flatten(pooled)
{dense_lines}
logits = dense(vector, weights, bias)"""
    return lines, (BANK_NAMES[bank], *WALK, *names)


def forward_listing(image: CurrentImage, head: str) -> str:
    """The whole walk, from the image to the ten shares."""
    lines, names = walk_code(image, head)
    body = f"""
{lines}
probabilities = softmax(logits)

print(maps.shape, pooled.shape, vector.shape)
{print_code("logits")}
{print_code("probabilities")}
print(probabilities.argmax())
"""
    return listing(image, (*names, "softmax"), body)


def dense_listing(image: CurrentImage, head: str, *, entry: int, unit: int) -> str:
    """Lay the pooled maps out as a vector, find one entry in its map, and compute the sum of one unit."""
    lines, names = walk_code(image, head)
    body = f"""
{lines}
map_number, row, column = np.unravel_index({entry}, pooled.shape)

print(pooled.shape, "becomes", vector.shape)
print({number_code(f"vector[{entry}]")}, "stood in map", map_number, "row", row, "column", column)
print({number_code("pooled[map_number, row, column]")})

terms = vector * weights[:, {unit}]
logit = terms.sum() + bias[{unit}]  # of the digit {unit}
{print_code("terms")}
print({number_code("logit")})
"""
    return listing(image, names, body)


def softmax_listing(
    image: CurrentImage, head: str, bank: str, *, constant: float, temperature: float, digit: int
) -> str:
    """Turn the logits into shares, stage by stage."""
    lines, names = walk_code(image, head, bank)
    body = f"""
{lines}
logits = (logits + {constant + 0}) / {temperature}  # constant, temperature
shifted = logits - logits.max()
exponentials = np.exp(shifted)
probabilities = exponentials / exponentials.sum()

{print_code("logits")}
{print_code("probabilities")}
print("Is it a 9?", {number_code("probabilities[9]")})
print("Which digit?", probabilities.argmax())
print("The share of the {digit}:", {number_code(f"probabilities[{digit}]")})  # the digit in view
"""
    return listing(image, names, body)


def counts_listing(side: int, channels: int, filters: int, hidden: int) -> str:
    """Count the parameters of both layers, then make the dense layer that does what a filter does."""
    names = import_line(("DIGIT_9", "KERNELS", "conv2d", "conv_parameters", "dense", "dense_parameters", "flatten"))
    return f"""import numpy as np
{names}

convolution = conv_parameters({filters}, {channels}, 3)  # filters, channels, kernel size
fully_connected = dense_parameters({side} * {side} * {channels}, {hidden})  # inputs, units
print(convolution, "and", fully_connected)

kernel = KERNELS["vertical line"].weights
pixels = np.eye(DIGIT_9.size).reshape(-1, 1, *DIGIT_9.shape)  # one image for each pixel
weights = flatten(conv2d(pixels, kernel[None, None]))  # (35, 15): the dense twin of the filter
print(weights.shape, "with", np.count_nonzero(weights), "that are not 0")

print(dense(flatten(DIGIT_9), weights))
print(flatten(conv2d(DIGIT_9, kernel)))  # the same
"""


def activation_listing(
    image: CurrentImage, activation: ActivationRecord, number: int, name: str, cell: tuple[int, int]
) -> str:
    """Make the three lesson maps, apply the activation, and print one of them before and after."""
    function = activation.in_numpy
    before, after = (number_code(f"{values}[{cell[0]}, {cell[1]}]") for values in ("before", "after"))
    body = f"""
{bank_code(image)}
feature_maps = conv2d(image, kernels, average=True)
activated = {function}(feature_maps)
before, after = feature_maps[{number}], activated[{number}]  # the map of the {name}

print({before}, "becomes", {after})  # the cell in view
{print_code("after")}
print((after == 0).sum(), "of", after.size, "cells are 0")
"""
    return listing(image, ("LESSON_KERNELS", "conv2d", function), body)


def pooling_listing(image: CurrentImage, number: int, name: str, pool: Pool, cell: tuple[int, int]) -> str:
    """Make the three lesson maps, apply ReLU, pool them, and print one of the pooled maps."""
    row, column = cell
    body = f"""
{bank_code(image)}
activated = relu(conv2d(image, kernels, average=True))
pooled = pool2d(activated, {pool.size}, stride={pool.stride}, mode="{pool.mode}")
pooled_map = pooled[{number}]  # of the {name}

print(activated.shape, "becomes", pooled.shape)
print({number_code(f"pooled_map[{row}, {column}]")})  # the cell in view
{print_code("pooled_map")}
"""
    return listing(image, ("LESSON_KERNELS", "conv2d", "pool2d", "relu"), body)


def image_listing(image: CurrentImage, pixel: tuple[int, int], change_code: str) -> str:
    """Read one pixel of the image, and change the image in levels 0 to 255."""
    low, high = image.value_range
    gray = "gray = pixel.mean()\nprint(gray.round(8))\n" if image.channels == 3 else ""
    last = "\nlevels = to_channels_last(levels)  # (3, H, W) -> (H, W, 3)" if image.channels == 3 else ""
    names = ("to_channels_last",) if image.channels == 3 else ()
    body = f"""
pixel = image[..., {pixel[0]}, {pixel[1]}]
print(image.shape, image.size)
{print_code("pixel")}
{gray}
levels = np.rint(normalize(image, low=0, high=255, source_range=({low:g}, {high:g}))).astype(np.uint8){last}
changed = {change_code}
print(levels.shape, changed.shape)
{print_code("changed")}
"""
    return listing(image, ("normalize", change_code.partition("(")[0], *names), body)


def filters_listing(
    image: CurrentImage, kernel: np.ndarray, channel_weights: tuple[float, ...], *, average: bool
) -> str:
    """Make the response of one kernel, find where it is largest, and compare it with the flipped kernel's."""
    body = f"""
{kernel_code(kernel, image, channel_weights)}
feature_map = conv2d(image, kernel[None], average={average})[0]
row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)

{print_code("feature_map")}
print(row, column, {number_code("feature_map.max()")})  # where it is largest

flipped = conv2d(image, kernel[None, ..., ::-1, ::-1], average={average})[0]
rounding = {ROUNDING:g} * np.abs(image).max() * np.abs(kernel).sum()
print((np.abs(feature_map - flipped) > rounding).sum(), "of", flipped.size, "cells differ in convolution")
"""
    return listing(image, ("conv2d",), body)


def stride_padding_listing(
    image: CurrentImage, kernel: np.ndarray, *, stride: int, padding: int | str, dilation: int, average: bool
) -> str:
    """Predict the size of a feature map, and make it."""
    options = f"stride={stride}, padding={padding!r}, dilation={dilation}"
    body = f"""
{kernel_code(kernel, image, (1.0, 1.0, 1.0))}
rows = output_size(image.shape[-2], kernel.shape[-2], {options})
columns = output_size(image.shape[-1], kernel.shape[-1], {options})
print(rows, columns)

feature_map = conv2d(
    image, kernel[None], {options}, average={average}
)[0]
print(feature_map.shape)
{print_code("feature_map")}
"""
    return listing(image, ("conv2d", "output_size"), body)
