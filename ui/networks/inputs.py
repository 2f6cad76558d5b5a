"""The image in view as a network takes it: its size, channels and range, in numbers, in words and as code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from cnn_steps import Picture, digit_stages, fit_bitmap, normalize, picture_stages
from ui.address import settings, state
from ui.figures.numbers import readable
from ui.networks.codes import PRESETS, InputForm, shape_words
from ui.picture.changes import array_changes_code, changed_array, of_kind
from ui.picture.current import CurrentImage

MOST_INK = 16  # pixels in a cell of a handwritten digit, all of which may be ink


@dataclass(frozen=True, eq=False)
class NetworkInput:
    """The image in view as the network takes it.

    Attributes
    ----------
    array : (C, H, W), also for one channel.
    value_range : what black and white are in it.
    words : what was done to the image for that, as a sentence; empty where it is taken as it is.
    code : lines of Python that make ``image``, the same array.
    code_names : what those lines need from ``cnn_steps``.
    """

    array: np.ndarray
    value_range: tuple[float, float]
    words: str
    code: str
    code_names: tuple[str, ...]


def prepared(image: CurrentImage, form: InputForm | None) -> NetworkInput:
    """The image in a form that a network takes; ``None`` takes it as it is."""
    if form is None:
        return _finished(image.array, image.value_range, "", image.code, image.code_names)
    if form == PRESETS["digits"].plan.form:
        with suppress(ValueError):  # all of it has one color, so there is nothing to cut out
            return _as_digit(image)
    if image.picture is None:
        return _from_bitmap(image, form)
    if form == PRESETS["nine"].plan.form:
        return _fitted(image, image.picture)
    return _from_picture(image, image.picture, form)


def _finished(
    array: np.ndarray, value_range: tuple[float, float], words: str, code: str, names: Sequence[str]
) -> NetworkInput:
    """Put the axis of channels in front of a gray image."""
    if array.ndim == 2:
        array, code = array[None], f"{code}\nimage = image[None]  # (H, W) -> (1, H, W)"
    return NetworkInput(array, value_range, words, code, tuple(names))


def _from_bitmap(image: CurrentImage, form: InputForm) -> NetworkInput:
    """A 7×5 bitmap with each cell drawn as a square of pixels, in the middle of the ground."""
    array, code, names, done = image.array, image.code, list(image.code_names), []
    rows, columns = image.size
    scale = min(form.rows // rows, form.columns // columns)
    if scale > 1:
        array = np.kron(array, np.ones((scale, scale)))
        code += f"\nimage = np.kron(image, np.ones(({scale}, {scale})))  # each cell as {scale}×{scale} pixels"
        done.append(f"each cell drawn as {scale} × {scale} pixels")
    down, across = form.rows - array.shape[0], form.columns - array.shape[1]
    if down or across:
        ends = (down // 2, down - down // 2), (across // 2, across - across // 2)
        array = np.pad(array, ends, constant_values=-1.0)
        code += f"\nimage = np.pad(image, {ends}, constant_values=-1.0)"
        done.append(f"set in the middle of {form.rows} × {form.columns}")
    if not form.signed:
        array, line = _ranged(array, image.value_range, form)
        code, names = f"{code}\n{line}", [*names, "normalize"]
        done.append("black 0 instead of −1")
    if form.channels == 3:
        array = np.repeat(array[None], 3, axis=0)
        code += "\nimage = np.repeat(image[None], 3, axis=0)  # (H, W) -> (3, H, W), equal channels"
        done.append("red, green and blue alike")
    words = f"{image.name} as the network takes it: {', '.join(done)}." if done else ""
    return _finished(array, form.value_range, words, code, names)


def _ranged(array: np.ndarray, source: tuple[float, float], form: InputForm) -> tuple[np.ndarray, str]:
    """The image in the range that the network takes, and the line of Python that does it."""
    low, high = form.value_range
    line = (
        f"image = normalize(image, low={low:g}, high={high:g}, source_range=({source[0]:g}, {source[1]:g}))"
        f"  # black {low:g}, white {high:g}"
    )
    return normalize(array, low=low, high=high, source_range=source), line


def _fitted(image: CurrentImage, picture: Picture | np.ndarray) -> NetworkInput:
    """A picture fitted to the 7×5 gray cells of a bitmap."""
    cells = of_kind(image.changes, "cell")
    array = changed_array(fit_bitmap(picture, invert=image.inverted), cells)
    code = f"image = fit_bitmap({image.picture_code}, invert={image.inverted}){array_changes_code(cells)}"
    words = f"{image.name} as the network takes it: fitted to 7 × 5 gray cells from −1 to 1."
    names = ("fit_bitmap", image.picture_code.partition("(")[0])
    return _finished(array, (-1.0, 1.0), words + _without_changes(image), code, names)


def _as_digit(image: CurrentImage) -> NetworkInput:
    """The image prepared as the handwritten digits of 8×8 were; a ``ValueError`` if all of it has one color."""
    array = digit_stages(image.array if image.picture is None else image.picture)[-1].array / MOST_INK
    source, names = (image.code, image.code_names)
    if image.picture is not None:
        source, names = f"image = {image.picture_code}", (image.picture_code.partition("(")[0],)
    code = f"{source}\nimage = digit_stages(image)[-1].array / {MOST_INK}  # as the handwritten digits were prepared"
    words = (
        f"{image.name} as the network takes it: prepared like the 8 × 8 handwritten digits (cut out, scaled, "
        "centered), values from 0 to 1."
    )
    changed = _without_changes(image) if image.picture is not None else ""
    return _finished(array, (0.0, 1.0), words + changed, code, (*names, "digit_stages"))


def _without_changes(image: CurrentImage) -> str:
    return " Pixels changed by hand are not in it." * bool(of_kind(image.changes, "pixel"))


def _from_picture(image: CurrentImage, picture: Picture | np.ndarray, form: InputForm) -> NetworkInput:
    """A picture resized for the network; where the prepared image has its size and channels, that image."""
    low, high = form.value_range
    if (image.channels, *image.size) == form.shape:
        if image.value_range == form.value_range:
            return _finished(image.array, form.value_range, "", image.code, image.code_names)
        array, line = _ranged(image.array, image.value_range, form)
        words = f"{image.name} as the network takes it: values from {readable(low)} to {readable(high)}."
        return _finished(array, form.value_range, words, f"{image.code}\n{line}", (*image.code_names, "normalize"))
    frame, color = state.peek(settings.FRAME), form.channels == 3
    stages = picture_stages(
        picture,
        size=(form.rows, form.columns),
        frame=frame,
        color=color,
        value_range=form.value_range,
        invert=image.inverted,
    )
    last = stages[-1].array
    array = last.transpose(2, 0, 1) if color else last  # (H, W, 3) -> (3, H, W)
    array_code = "stages[-1].array.transpose(2, 0, 1)  # (H, W, 3) -> (3, H, W)" if color else "stages[-1].array"
    code = (
        f"stages = picture_stages(\n    {image.picture_code},\n    size=({form.rows}, {form.columns}),\n"
        f'    frame="{frame}",\n    color={color},\n    value_range={form.value_range},\n'
        f"    invert={image.inverted},\n)\nimage = {array_code}"
    )
    how = {"crop": "cropped and resized", "letterbox": "letterboxed", "stretch": "stretched"}[frame]
    words = (
        f"{image.name} as the network takes it: {how} to {shape_words((form.rows, form.columns))}, "
        f"{'in color' if color else 'gray'}, values from {readable(low)} to {readable(high)}."
    )
    names = ("picture_stages", image.picture_code.partition("(")[0])
    return _finished(np.ascontiguousarray(array), form.value_range, words + _without_changes(image), code, names)
