"""Digits a person has drawn or photographed and labeled: kept for the session, and a data set once there are enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.address import settings, state
from ui.networks.codes import PRESETS
from ui.training.plans import DataSet

MOST = 500  # digits that a session keeps
HELD_OUT = 5  # one of this many is held out
SHAPE = (8, 8)  # of the counts of a digit
BRIGHTEST = 16  # the largest count
_OWN = "own digits"
_SET = "data set of own digits"


@dataclass(frozen=True, eq=False)
class OwnDigit:
    """A digit that a person has drawn or photographed.

    Attributes
    ----------
    counts : (8, 8) whole numbers from 0 to 16, as ``digit_stages`` prepares them.
    label : which digit it is, 0 to 9, as the person says.
    """

    counts: np.ndarray
    label: int


def own_digits() -> tuple[OwnDigit, ...]:
    """All of them, in the order they were added."""
    return state.kept(_OWN) or ()


def add_digit(counts: np.ndarray, label: int) -> None:
    """Add one, unless there are ``MOST`` of them already."""
    if len(own_digits()) < MOST:
        state.keep(_OWN, (*own_digits(), OwnDigit(counts.copy(), label)))


def put_digits(digits: tuple[OwnDigit, ...]) -> None:
    """Replace all digits with these."""
    state.keep(_OWN, digits)


def packed(digits: Sequence[OwnDigit]) -> bytes:
    """Digits as bytes, as a tab keeps them: for each, its label and then its counts row by row."""
    return b"".join(bytes([digit.label, *digit.counts.astype(np.uint8).ravel()]) for digit in digits)


def unpacked(data: bytes) -> tuple[OwnDigit, ...]:
    """Read what ``packed`` gives.

    Raises
    ------
    ValueError
        If ``packed`` can't have given it.
    """
    width = 1 + SHAPE[0] * SHAPE[1]
    if len(data) % width or not 0 < len(data) <= MOST * width:
        raise ValueError(f"{len(data):,} bytes are no digits: draw them again")
    rows = np.frombuffer(data, np.uint8).reshape(-1, width)
    if rows[:, 0].max() > 9 or rows[:, 1:].max() > BRIGHTEST:
        raise ValueError(f"a label goes to 9 and a count to {BRIGHTEST}: draw the digits again")
    return tuple(OwnDigit(row[1:].reshape(SHAPE).astype(float), int(row[0])) for row in rows)


def remove_digit(place: int) -> None:
    """Remove the digit at a place in their order."""
    digits = own_digits()
    state.keep(_OWN, (*digits[:place], *digits[place + 1 :]))


def remove_all_digits() -> None:
    """Remove all of them."""
    state.keep(_OWN, ())
    state.keep(_SET, None)


def own_data_set() -> DataSet:
    """The digits as a data set. The last fifth of each digit is held out: at least one, if there are two or more.

    Raises
    ------
    ValueError
        If there are too few to learn from or to test with; the sentence says what to add.
    """
    digits = own_digits()
    labels = {digit.label for digit in digits}
    if state.kept(_OWN) is None and state.arrived_with(settings.TRAINING_DATA) == "drawings":
        raise ValueError(
            "the digits this link was made with are not in it, as digits stay in the tab they were drawn in: draw your "
            "own and add them under “Can it learn from my digits?”"
        )
    if not digits:
        raise ValueError(
            "there are no digits of yours yet: draw some and add them under “Can it learn from my digits?”"
        )
    if len(labels) == 1:
        only = digits[0].label
        raise ValueError(
            f"all your digits are labeled {only}, and one class leaves nothing to tell apart: add another digit"
        )
    if not any(held_out_places(digits)):
        raise ValueError(
            "there is only one of each of your digits: add a second one of some digit, to test on what was not learned"
        )
    known: tuple[tuple[OwnDigit, ...], DataSet] | None = state.kept(_SET)
    if known is None or known[0] is not digits:
        known = digits, _data_set(digits)
        state.keep(_SET, known)
    return known[1]


def held_out_places(digits: Sequence[OwnDigit]) -> list[bool]:
    """For each digit, in their order, whether it is held out."""
    held_out = [False] * len(digits)
    for label in {digit.label for digit in digits}:
        places = [place for place, digit in enumerate(digits) if digit.label == label]
        count = max(1, len(places) // HELD_OUT) if len(places) > 1 else 0
        for place in places[len(places) - count :]:
            held_out[place] = True
    return held_out


def _data_set(digits: tuple[OwnDigit, ...]) -> DataSet:
    images = np.stack([digit.counts for digit in digits])[:, None].astype(np.float32) / 16  # (N, 1, 8, 8)
    labels = np.array([digit.label for digit in digits])
    test = np.array(held_out_places(digits))
    parts = [images[~test], labels[~test], images[test], labels[test]]
    for part in parts:
        part.flags.writeable = False
    return DataSet("drawings", "My digits", PRESETS["digits"].classes, *parts)
