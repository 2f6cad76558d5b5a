"""The image in view: its numbers, where they come from, and the code that makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cnn_steps import (
    Picture,
    Stage,
    to_channels_last,
)
from ui.figures.maps import picture_levels
from ui.figures.numbers import readable
from ui.picture.changes import (
    Change,
    array_changes_code,
    changed_array,
    misfit,
    of_kind,
)
from ui.picture.facts import reading_words

RANGES = {"unit": (0.0, 1.0), "signed": (-1.0, 1.0), "bytes": (0.0, 255.0)}


@dataclass(frozen=True, eq=False)
class CurrentImage:
    """The image in view.

    Attributes
    ----------
    name : what to call it.
    array : (H, W) for bitmaps and gray pictures, (3, H, W) for color.
    value_range : what black and white are in ``array``.
    picture : the picture it was made from; None for bitmaps.
    stages : the stages from the picture to ``array``; empty for bitmaps.
    code : lines of Python that make ``image``, the same array.
    code_names : what those lines need from ``cnn_steps``.
    picture_code : an expression that reads ``picture``; empty for bitmaps.
    inverted : whether dark and bright are swapped.
    changes : the changes by hand: of its own pixels, which ``array`` and ``code`` have already; of cells of the bitmap
        it is fitted to for the trained layer; of weights of the lesson's filters.
    """

    name: str
    array: np.ndarray
    value_range: tuple[float, float]
    picture: Picture | np.ndarray | None
    stages: tuple[Stage, ...]
    code: str
    code_names: tuple[str, ...]
    picture_code: str = ""
    inverted: bool = False
    changes: tuple[Change, ...] = ()

    @property
    def channels(self) -> int:
        """1 for bitmaps and gray, 3 for color."""
        return 1 if self.array.ndim == 2 else len(self.array)

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.array.shape[-2:]
        return rows, columns

    @property
    def reading(self) -> str:
        """What reading the file changed in the picture, in a sentence; "" for nothing."""
        return reading_words(self.picture) if isinstance(self.picture, Picture) else ""

    @property
    def is_bitmap(self) -> bool:
        """Whether it is one of the 7×5 bitmaps of the lesson or a drawing."""
        return self.picture is None

    @property
    def is_digit(self) -> bool:
        """Whether it is one of the ten digits of the lesson, and no pixel of it was changed."""
        return "DIGITS" in self.code_names and not of_kind(self.changes, "pixel")

    @property
    def facts(self) -> str:
        """Size, channels and range in a few words."""
        rows, columns = self.size
        color = " in 3 channels" if self.channels == 3 else ""
        low, high = self.value_range
        return f"{rows} × {columns}{color}, black {readable(low)}, white {readable(high)}"


def changed_image(image: CurrentImage, changes: Sequence[Change]) -> CurrentImage:
    """The image with more changes, all of which must fit it.

    If its own pixels are changed, its name says so, as in “The changed 9”.
    """
    pixels = of_kind(changes, "pixel")
    changed = replace(image, changes=(*image.changes, *changes))
    if not pixels:
        return changed
    array, stages = changed_array(image.array, pixels), image.stages
    if stages:
        last = array if array.ndim == 2 else to_channels_last(array)
        note = f"{stages[-1].note} Pixels changed by hand."
        stages = (*stages[:-1], replace(stages[-1], array=last, note=note))
    first, _, rest = image.name.partition(" ")
    name = image.name if of_kind(image.changes, "pixel") else f"{first} changed {rest}"
    return replace(changed, array=array, stages=stages, name=name, code=image.code + array_changes_code(pixels))


def misfit_of(change: Change, image: CurrentImage) -> str:
    """Why a change does not fit an image, as the end of a sentence; "" if it fits."""
    return misfit(change, image.array, image.value_range, is_picture=not image.is_bitmap)


def levels_of(image: CurrentImage) -> np.ndarray:
    """The array of an image as an (H, W) or (H, W, 3) uint8 picture."""
    return picture_levels(image.array, image.value_range)
