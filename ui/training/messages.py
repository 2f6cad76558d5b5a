"""What the server and its worker process send each other: pickles, each after its length in bytes.

They go through pipes that no other process can write to, so unpickling them is safe.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from cnn_steps import Epoch
from ui.training.plans import TrainingPlan

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, eq=False)
class Start:
    """To the worker: train. The fields are what ``TrainingPlan.train`` takes."""

    ticket: str
    plan: TrainingPlan
    first: dict[str, np.ndarray]
    rng: np.random.Generator
    after: Epoch | None = None


@dataclass(frozen=True)
class Asked:
    """To the worker: a page still asks about this training, so it goes on."""

    ticket: str


@dataclass(frozen=True)
class Stop:
    """To the worker: end this training before its next mini-batch."""

    ticket: str


@dataclass(frozen=True, eq=False)
class Done:
    """From the worker: an epoch is complete."""

    ticket: str
    epoch: Epoch


@dataclass(frozen=True)
class Progress:
    """From the worker: the share of all epochs that is done, from 0 to 1, and the seconds the rest may take."""

    ticket: str
    share: float
    left: float


@dataclass(frozen=True)
class Waiting:
    """From the worker: the place of a training in the line, 1 for the next one; 0 when it begins."""

    ticket: str
    place: int


@dataclass(frozen=True)
class Ended:
    """From the worker: a training is over.

    Attributes
    ----------
    why : "finished", "stopped", "left" (no page asked about it any more), "diverged", "refused", or "broken" by a
        mistake in the code.
    words : why it was refused; "" otherwise.
    """

    ticket: str
    why: str
    words: str = ""


def send(pipe: BinaryIO, message: Any) -> None:
    """Write a message."""
    packed = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(packed)) + packed)
    pipe.flush()


def received(pipe: BinaryIO) -> Iterator[Any]:
    """Every message, until the other process is gone."""
    while len(head := pipe.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        packed = pipe.read(length)
        if len(packed) < length:  # the other process ended in the middle of a message
            return
        yield pickle.loads(packed)
