"""What a chosen image becomes: its array, and the lines of Python that make the same array. No Streamlit in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn_steps import DIGITS, Picture, picture_stages, to_channels_first
from cnn_steps.resizing import Frame
from ui.picture.changes import FITTED_RANGE, Change
from ui.picture.current import CurrentImage, changed_image, misfit_of
from ui.picture.facts import reading_code

BITMAP_RANGE = FITTED_RANGE  # of the digits and drawings: a picture is fitted to a bitmap like these


@dataclass(frozen=True)
class Preparation:
    """How a picture is prepared for a network.

    Attributes
    ----------
    rows, columns : the size of the image, in pixels.
    frame : how the picture gets these proportions, as ``picture_stages`` takes it.
    color : three channels if true, one if false.
    value_range : what black and white become.
    invert : whether dark and bright are swapped.
    """

    rows: int
    columns: int
    frame: Frame
    color: bool
    value_range: tuple[float, float]
    invert: bool


def digit_image(digit: int) -> CurrentImage:
    """One of the ten digits of the lesson, (7, 5).

    Examples
    --------
    >>> digit_image(9).code
    'image = DIGITS[9]'
    """
    return CurrentImage(
        f"The {digit}", DIGITS[digit], BITMAP_RANGE, None, (), f"image = DIGITS[{digit}]", code_names=("DIGITS",)
    )


def drawn_image(bitmap: np.ndarray) -> CurrentImage:
    """The drawing of a person, (H, W) in -1/+1; its code lists the pixels.

    Examples
    --------
    >>> print(drawn_image(np.array([[1.0, -1.0]])).code)
    image = np.array([
        [1, -1],
    ], dtype=float)
    """
    rows = ",\n".join("    [" + ", ".join(f"{value:g}" for value in row) + "]" for row in bitmap)
    code = f"image = np.array([\n{rows},\n], dtype=float)"
    return CurrentImage("Your drawing", bitmap, BITMAP_RANGE, None, (), code, code_names=())


def picture_image(name: str, picture: Picture | np.ndarray, preparation: Preparation) -> CurrentImage:
    """A picture, prepared for a network.

    Parameters
    ----------
    name : what to call the image.
    picture : a person's picture, or the (H, W, 3) levels of ``sample_photo``.

    Returns
    -------
    An image of (rows, columns), or (3, rows, columns) in color. Its code makes the same array; a person's picture is
    read there from a file that the person has to put beside the code.

    Raises
    ------
    ValueError
        If ``picture_stages`` refuses the preparation.
    """
    stages = picture_stages(
        picture,
        size=(preparation.rows, preparation.columns),
        frame=preparation.frame,
        color=preparation.color,
        value_range=preparation.value_range,
        invert=preparation.invert,
    )
    reader, reading = "sample_photo", "sample_photo()"
    if isinstance(picture, Picture):
        reader, reading = "read_picture", reading_code(picture)
    array, array_code, code_names = stages[-1].array, "stages[-1].array", [reader, "picture_stages"]
    if array.ndim == 3:
        array = to_channels_first(array)  # (H, W, 3) -> (3, H, W)
        array_code = f"to_channels_first({array_code})"
        code_names.append("to_channels_first")
    code = (
        f"stages = picture_stages(\n    {reading},\n    size=({preparation.rows}, {preparation.columns}),\n"
        f'    frame="{preparation.frame}",\n    color={preparation.color},\n'
        f"    value_range={preparation.value_range},\n    invert={preparation.invert},\n)\n"
        f"image = {array_code}"
    )
    return CurrentImage(
        name,
        array,
        preparation.value_range,
        picture,
        stages,
        code,
        tuple(code_names),
        picture_code=reading,
        inverted=preparation.invert,
    )


def with_fitting_changes(image: CurrentImage, changes: Sequence[Change]) -> tuple[CurrentImage, dict[Change, str]]:
    """The image with those changes that fit it, and for each of the others why not, as the end of a sentence."""
    reasons = {change: misfit_of(change, image) for change in changes}
    fitting = [change for change, reason in reasons.items() if not reason]
    misfits = {change: reason for change, reason in reasons.items() if reason}
    return (changed_image(image, fitting) if fitting else image), misfits
