"""The card of a training: its curves, and filters and maps of every epoch, gone through in the browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ui.components.files import component
from ui.components.reports import reported
from ui.components.wire import message, to_json
from ui.figures.numbers import percent, settled
from ui.training.runs import Run
from ui.training.snapshots import Snapshot

_TRAINING = component("training")


@message
class TrainingCurves:
    """A number after each epoch, the one before training first; None where it is beyond all numbers.

    Attributes
    ----------
    trained, held : of the pictures it trains with, and of those held out.
    """

    trained: tuple[float | None, ...]
    held: tuple[float | None, ...]


@message
class TrainingPicture:
    """The picture that a training is looked at with.

    Attributes
    ----------
    grid : (H, W).
    value_range : of its colors.
    """

    grid: np.ndarray
    value_range: tuple[float, float]
    title: str


@message
class TrainingArrays:
    """Filters, or their maps, of all epochs.

    Attributes
    ----------
    values : (epochs, filters, H, W).
    limit : the largest size of a number, for the colors.
    """

    values: np.ndarray
    limit: float


@message
class TrainingData:
    """What the card of a training is sent.

    Attributes
    ----------
    run : the mark of the training; "" before the first one.
    view : the epoch a card that is put on the page begins with; None for the latest one.
    epochs : the length of the axis.
    running : whether more epochs are to come.
    share : how far the training is, 0 to 1.
    status : the same in a few words.
    advice : a sentence on what the curves show and what to do about it; "" for none.
    beginning : a sentence on how the network does before any training; "" for none.
    first : whose weights it began with.
    picture : None as long as nothing is trained.
    answers : what the network of each epoch says of the picture.
    filters, maps : None where the network has none.
    """

    run: str
    view: int | None
    epochs: int
    running: bool
    share: float
    status: str
    advice: str
    beginning: str
    first: str
    loss: TrainingCurves
    accuracy: TrainingCurves
    picture: TrainingPicture | None
    answers: tuple[str, ...]
    filters: TrainingArrays | None
    maps: TrainingArrays | None


@message
class EpochInView:
    """The epoch of a training that a person has gone back to; None for the latest one."""

    run: str
    epoch: int | None


def training_card(data: TrainingData, *, key: str, on_epoch: Callable[[EpochInView], None]) -> None:
    """Show the card.

    Parameters
    ----------
    data : what ``card_data`` gives.
    key : of the component.
    on_epoch : called when an epoch settles that the person has gone back to. It may be that of an earlier training.
    """

    def take_over() -> None:
        chosen = reported(key, "epoch", EpochInView)
        if chosen is not None:
            on_epoch(chosen)

    _TRAINING(data=to_json(data), key=key, default={"epoch": None}, on_epoch_change=take_over)


def run_mark(run: Run) -> str:
    """What tells a training from the one before it."""
    return str(id(run.first))


@dataclass(frozen=True)
class TrainingWords:
    """What is said of a training.

    Attributes
    ----------
    status : how far it is, in a few words.
    advice : a sentence on what the curves show and what to do about it; "" for none.
    beginning : a sentence on how the network does before any training; "" for none.
    """

    status: str
    advice: str = ""
    beginning: str = ""


def card_data(
    run: Run | None,
    snapshots: Sequence[Snapshot],
    words: TrainingWords,
    *,
    epochs: int,
    picture: TrainingPicture | None,
    view: int | None = None,
) -> TrainingData:
    """What the card is sent.

    Parameters
    ----------
    run : None before the first training.
    snapshots : one for each record.
    epochs : the length of the axis where there is no training yet.
    picture : what the training is looked at with.
    view : the epoch a card that is put on the page begins with; None for the latest one.
    """
    records = run.records if run else ()
    return TrainingData(
        run=run_mark(run) if run else "",
        view=view,
        epochs=run.plan.epochs if run else epochs,
        running=bool(run and run.is_running),
        share=run.share if run else 0.0,
        status=words.status,
        advice=words.advice,
        beginning=words.beginning,
        first=(run.source or run.plan.first_weights) if run else "",
        loss=TrainingCurves(
            trained=tuple(_number(record.loss) for record in records),
            held=tuple(_number(record.validation_loss) for record in records),
        ),
        accuracy=TrainingCurves(
            trained=tuple(_number(record.accuracy) for record in records),
            held=tuple(_number(record.validation_accuracy) for record in records),
        ),
        picture=picture if snapshots else None,
        answers=tuple(_answer(snapshot, run.plan.data.classes) for snapshot in snapshots) if run else (),
        filters=_arrays([snapshot.filters for snapshot in snapshots]),
        maps=_arrays([snapshot.maps for snapshot in snapshots]),
    )


def _arrays(epochs: Sequence[np.ndarray | None]) -> TrainingArrays | None:
    """The arrays of all epochs, where the network has such."""
    found = [array for array in epochs if array is not None]
    if not found:
        return None
    stack = np.stack(found)
    return TrainingArrays(stack, float(np.abs(stack[np.isfinite(stack)]).max(initial=1e-6)))


def _number(value: float | None) -> float | None:
    """A number as JSON can carry it."""
    return None if value is None or not math.isfinite(value) else float(settled(value))


def _answer(snapshot: Snapshot, classes: Sequence[str]) -> str:
    best = int(snapshot.shares.argmax())
    return f"{classes[best]} ({percent(float(snapshot.shares[best]))})"
