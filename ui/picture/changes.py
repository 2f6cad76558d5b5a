"""Changes of single numbers, of pixels or weights: as text in an address, in words, in code, and made in an array."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnn_steps import EIGHT_KERNEL_NAMES
from ui.address import kinds
from ui.address.codes import NONE, slug
from ui.figures.maps import CHANNEL_NAMES
from ui.figures.numbers import readable, written

LARGEST_CHANGED_WEIGHT = 3.0
MOST_CHANGES = 40  # so that a link stays short enough to be sent
FITTED_SIZE = (7, 5)  # rows and columns of the bitmap that a picture is fitted to for the trained layer
FITTED_RANGE = (-1.0, 1.0)  # its black and white

FILTERS = {slug(name): name for name in EIGHT_KERNEL_NAMES}
EXAMPLES = "pixel.3.2.1 or weight.box.1.1.0.5"


@dataclass(frozen=True)
class Change:
    """One number that takes another value.

    Attributes
    ----------
    kind : what the number is: a "pixel" of the image, a "cell" of the 7×5 bitmap a picture is fitted to, or a
        "weight" of a filter.
    row, column : in the image, the bitmap or the filter.
    value : what the number becomes.
    part : the channel of a pixel in color; the filter of a weight, as an address names it; otherwise "".
    """

    kind: Literal["pixel", "cell", "weight"]
    row: int
    column: int
    value: float
    part: str = ""

    @property
    def place(self) -> tuple[str, str, int, int]:
        """Which number it is, whatever its value."""
        return self.kind, self.part, self.row, self.column

    @property
    def words(self) -> str:
        """Which number, in words, as in “pixel at row 3, column 2”."""
        where = f"at row {self.row}, column {self.column}"
        if self.kind == "weight":
            return f"weight of the network’s {FILTERS[self.part]} filter {where}"
        if self.kind == "cell":
            return f"cell of the fitted picture {where}"
        return f"{self.part} pixel {where}".lstrip()


def change_from_code(code: str) -> Change:
    """Read a change: its kind, a channel or filter where there is one, row, column and value, with dots between.

    Examples
    --------
    >>> change_from_code("weight.box.1.1.0.5")
    Change(kind='weight', row=1, column=1, value=0.5, part='box')
    """
    kind, *rest = code[:80].split(".")
    parts = {"pixel": CHANNEL_NAMES, "cell": (), "weight": FILTERS}
    if kind not in parts:
        raise ValueError(f"a change reads like {EXAMPLES}, not “{code[:20]}”")
    part = rest.pop(0) if rest and (kind == "weight" or rest[0] in parts[kind]) else ""
    if kind == "weight" and part not in FILTERS:
        raise ValueError(f"there is no filter “{part[:20]}”")
    if len(rest) < 3 or not all(text.isdecimal() and len(text) < 4 for text in rest[:2]):
        raise ValueError(f"a change reads like {EXAMPLES}, not “{code[:20]}”")
    row, column, value = int(rest[0]), int(rest[1]), _value(".".join(rest[2:]))
    if kind == "weight" and max(row, column) > 2:
        raise ValueError(f"a filter has rows and columns 0 to 2, not {max(row, column)}")
    if kind == "weight" and abs(value) > LARGEST_CHANGED_WEIGHT:
        limit = readable(LARGEST_CHANGED_WEIGHT)
        raise ValueError(f"a changed weight goes from −{limit} to {limit}, not {readable(value)}")
    return Change(kind, row, column, value, part)  # type: ignore[arg-type]


def _value(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"the value of a change is a number, not “{text[:20]}”") from None
    if not math.isfinite(value):
        raise ValueError(f"the value of a change is a number, not “{text[:20]}”")
    return value


def code_from_change(change: Change) -> str:
    """Write a change as it stands in an address.

    Examples
    --------
    >>> code_from_change(Change("pixel", 3, 2, -1.0)), code_from_change(Change("pixel", 0, 4, 0.25, "red"))
    ('pixel.3.2.-1', 'pixel.red.0.4.0.25')
    """
    return ".".join(filter(None, [change.kind, change.part, f"{change.row}.{change.column}.{change.value:.6g}"]))


def trial_from_code(code: str) -> Change | None:
    """Read the change that is tried out, or None."""
    return None if code == NONE else change_from_code(code)


def changes_from_code(code: str) -> tuple[Change, ...]:
    """Read several changes, with ``~`` between, or none.

    Examples
    --------
    >>> [change.value for change in changes_from_code("pixel.3.2.-1~weight.box.1.1.0.5")]
    [-1.0, 0.5]
    """
    if code == NONE:
        return ()
    codes = code.split("~")
    if len(codes) > MOST_CHANGES:
        raise ValueError(f"there are at most {MOST_CHANGES} changes, not {len(codes)}")
    changes = tuple(map(change_from_code, codes))
    if len({change.place for change in changes}) < len(changes):
        raise ValueError("the same number is changed twice: keep one of the changes")
    return changes


def code_from_changes(changes: Iterable[Change]) -> str:
    """Write several changes as they stand in an address."""
    return "~".join(map(code_from_change, changes)) or NONE


def with_change(changes: Sequence[Change], change: Change) -> tuple[Change, ...]:
    """Changes with one more. It replaces an earlier change of the same number."""
    return (*(other for other in changes if other.place != change.place), change)


def of_kind(changes: Iterable[Change], kind: str) -> tuple[Change, ...]:
    """The changes of one kind: "pixel", "cell" or "weight"."""
    return tuple(change for change in changes if change.kind == kind)


def misfit(change: Change, array: np.ndarray, value_range: tuple[float, float], *, is_picture: bool) -> str:
    """Why a change does not fit the (H, W) or (3, H, W) image, as the end of a sentence; empty where it does."""
    if change.kind == "weight":
        return ""
    (rows, columns), (low, high) = array.shape[-2:], value_range
    if change.kind == "cell":
        if not is_picture:
            return "only pictures are fitted to 7×5 cells, and this image is none"
        (rows, columns), (low, high) = FITTED_SIZE, FITTED_RANGE
    elif change.part and array.ndim == 2:
        return "this image has no colors"
    elif not change.part and array.ndim == 3:
        return "a pixel of a color image has three numbers: name red, green or blue"
    if change.row >= rows or change.column >= columns:
        return f"there are {rows} rows and {columns} columns"
    if not low <= change.value <= high:
        return f"its values go from {readable(low)} to {readable(high)}, not {readable(change.value)}"
    return ""


def dropped_words(change: Change, reason: str) -> str:
    """A sentence about a change that was dropped, as it does not fit; ``reason`` is its end, as ``misfit`` gives it."""
    return f"The change of the {change.words} was dropped: {reason}."


def changed_array(array: np.ndarray, changes: Sequence[Change]) -> np.ndarray:
    """An (H, W) or (3, H, W) image with its pixels or cells changed; the same array where there are no changes.

    Examples
    --------
    >>> changed_array(np.zeros((2, 2)), [Change("pixel", 0, 1, 0.5)])
    array([[0. , 0.5],
           [0. , 0. ]])
    """
    if not changes:
        return array
    array = array.copy()
    for change in changes:
        array[_index(change)] = change.value
    return array


def changed_kernels(kernels: np.ndarray, names: Sequence[str], changes: Iterable[Change]) -> np.ndarray:
    """The (F, 3, 3) kernels of these names with their weights changed; the same array where there are no changes."""
    wanted = _weights_of(names, changes)
    if not wanted:
        return kernels
    kernels = kernels.copy()
    for change in wanted:
        kernels[_index(change, names)] = change.value
    return kernels


def _weights_of(names: Sequence[str], changes: Iterable[Change]) -> list[Change]:
    return [change for change in of_kind(changes, "weight") if FILTERS[change.part] in names]


def _index(change: Change, names: Sequence[str] = CHANNEL_NAMES) -> tuple[int, ...]:
    """The index of the number: channel or kernel, row and column; or row and column in an array of one grid."""
    first = FILTERS.get(change.part, change.part)
    return (*((names.index(first),) if first else ()), change.row, change.column)


def array_changes_code(changes: Sequence[Change]) -> str:
    """Lines that make the changes in ``image``, each after a line break; empty where there are none.

    Examples
    --------
    >>> print(array_changes_code([Change("pixel", 3, 2, -1.0)]).strip())
    image = image.copy()
    image[3, 2] = -1.0  # changed
    """
    return _code("image", changes, _index)


def kernel_changes_code(names: Sequence[str], changes: Iterable[Change]) -> str:
    """Lines that make the changes in ``kernels``, the bank of these names."""
    return _code("kernels", _weights_of(names, changes), lambda change: _index(change, names))


def _code(name: str, changes: Sequence[Change], index: Callable[[Change], tuple[int, ...]]) -> str:
    if not changes:
        return ""
    lines = [f"{name}[{', '.join(map(str, index(change)))}] = {change.value!r}  # changed" for change in changes]
    return "\n" + "\n".join([f"{name} = {name}.copy()", *lines])


def change_words(change: Change) -> str:
    """A change in a few words.

    Examples
    --------
    >>> change_words(Change("pixel", 3, 2, -1.0))
    'pixel at row 3, column 2: −1'
    """
    return f"{change.words}: {written(change.value)}"


def changes_words(changes: Sequence[Change], most: int = 3) -> str:
    """Changes in a few words each, up to ``most`` of them."""
    more = f"; and {len(changes) - most} more" if len(changes) > most else ""
    return "; ".join(map(change_words, changes[:most])) + more


kinds.register("changes", changes_from_code)
kinds.register("trial", trial_from_code)
