"""What server and trainer send each other: pickles, each behind its length, through pipes that only they can reach."""

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
    """To the trainer: train. ``after`` is the epoch to go on from, ``rng`` as it was then."""

    ticket: str
    plan: TrainingPlan
    first: dict[str, np.ndarray]
    rng: np.random.Generator
    after: Epoch | None = None


@dataclass(frozen=True)
class Asked:
    """To the trainer: somebody still wants to know about this training."""

    ticket: str


@dataclass(frozen=True)
class Stop:
    """To the trainer: end this training before its next mini-batch."""

    ticket: str


@dataclass(frozen=True, eq=False)
class Done:
    """From the trainer: an epoch is complete."""

    ticket: str
    epoch: Epoch


@dataclass(frozen=True)
class Progress:
    """From the trainer: how much of all epochs is done, from 0 to 1, and how many seconds the rest may take."""

    ticket: str
    share: float
    left: float


@dataclass(frozen=True)
class Waiting:
    """From the trainer: others come first, ``place`` is 1 for the next one; 0 when its turn has come."""

    ticket: str
    place: int


@dataclass(frozen=True)
class Ended:
    """From the trainer: a training is over, and why.

    ``why`` is "finished", "stopped", "left" (nobody asked any more), "diverged" or "refused"; ``words`` say more of
    what was refused.
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
    """Every message until the other side is gone."""
    while len(head := pipe.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        packed = pipe.read(length)
        if len(packed) < length:  # it ended in the middle of a message
            return
        yield pickle.loads(packed)
