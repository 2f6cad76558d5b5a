"""Digits a person has drawn or photographed and labeled: kept for the session, and a data set once there are enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.address import settings, state
from ui.networks.codes import PRESETS
from ui.training.plans import DataSet

MOST = 500
HELD_OUT = 5  # one of so many is held out
SHAPE, BRIGHTEST = (8, 8), 16  # of the counts of a digit
_OWN = "own digits"
_SET = "data set of own digits"


@dataclass(frozen=True, eq=False)
class OwnDigit:
    """One of them: (8, 8) whole numbers 0 to 16, as ``digit_stages`` prepares them, and the digit it is meant to be."""

    counts: np.ndarray
    label: int


def own_digits() -> tuple[OwnDigit, ...]:
    """All of them, in the order they were added."""
    return state.kept(_OWN) or ()


def add_digit(counts: np.ndarray, label: int) -> None:
    """Add one, unless there are as many as a session keeps."""
    if len(own_digits()) < MOST:
        state.keep(_OWN, (*own_digits(), OwnDigit(counts.copy(), label)))


def put_digits(digits: tuple[OwnDigit, ...]) -> None:
    """Make these all there are."""
    state.keep(_OWN, digits)


def packed(digits: Sequence[OwnDigit]) -> bytes:
    """Digits as bytes, as a tab keeps them: of each its label, then its counts row by row."""
    return b"".join(bytes([digit.label, *digit.counts.astype(np.uint8).ravel()]) for digit in digits)


def unpacked(data: bytes) -> tuple[OwnDigit, ...]:
    """Read what ``packed`` gives.

    Raises
    ------
    ValueError
        If it is something else.
    """
    width = 1 + SHAPE[0] * SHAPE[1]
    if len(data) % width or not 0 < len(data) <= MOST * width:
        raise ValueError(f"{len(data):,} bytes are no digits: draw them again")
    rows = np.frombuffer(data, np.uint8).reshape(-1, width)
    if rows[:, 0].max() > 9 or rows[:, 1:].max() > BRIGHTEST:
        raise ValueError(f"a label goes to 9 and a count to {BRIGHTEST}: draw the digits again")
    return tuple(OwnDigit(row[1:].reshape(SHAPE).astype(float), int(row[0])) for row in rows)


def remove_digit(place: int) -> None:
    """Let go of the one at a place."""
    digits = own_digits()
    state.keep(_OWN, (*digits[:place], *digits[place + 1 :]))


def remove_all_digits() -> None:
    """Let go of all of them."""
    state.keep(_OWN, ())
    state.keep(_SET, None)


def own_data_set() -> DataSet:
    """The data set they make: of each digit, the last fifth is held out, and at least one where there are two.

    Raises
    ------
    ValueError
        While there is nothing to learn from or to test with; the sentence says what to add.
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
    made: tuple[tuple[OwnDigit, ...], DataSet] | None = state.kept(_SET)
    if made is None or made[0] is not digits:
        made = digits, _data_set(digits)
        state.keep(_SET, made)
    return made[1]


def held_out_places(digits: Sequence[OwnDigit]) -> list[bool]:
    """For each of them, whether it is held out."""
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
