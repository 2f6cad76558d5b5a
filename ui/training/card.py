"""The card of a training: its curves, and filters and maps of every epoch, gone through in the browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ui.components.files import component
from ui.components.step_card import encoded
from ui.figures.numbers import percent, settled
from ui.training.runs import Run
from ui.training.snapshots import Snapshot

_TRAINING = component("training")


def training_card(data: dict[str, Any], *, key: str, on_epoch: Callable[[], None]) -> None:
    """Show the card.

    Parameters
    ----------
    data : what ``card_data`` gives.
    key : under which the component reports ``epoch``: the mark of its ``run``, and the ``epoch``, None for the latest
        one.
    on_epoch : called when an epoch settles that the person has gone back to.
    """
    _TRAINING(data=data, key=key, default={"epoch": None}, on_epoch_change=on_epoch)


def run_mark(run: Run) -> str:
    """What tells a training from the one before it."""
    return str(id(run.first))


def card_data(
    run: Run | None,
    snapshots: Sequence[Snapshot],
    *,
    epochs: int,
    status: str,
    advice: str = "",
    beginning: str = "",
    picture: dict[str, Any] | None,
    view: int | None = None,
) -> dict[str, Any]:
    """What the card is told.

    Parameters
    ----------
    run : None before the first training.
    snapshots : one for each record.
    epochs : the length of the axis where there is no training yet.
    status : a few words on how far it is.
    advice : a sentence on what the curves show and what to do about it; "" for none.
    beginning : a sentence on how the network does before any training; "" for none.
    picture : what ``picture_data`` gives.
    view : the epoch a card that is put on the page begins with; None for the latest one.
    """
    records = run.records if run else ()
    data: dict[str, Any] = {
        "run": run_mark(run) if run else "",
        "view": view,
        "epochs": run.plan.epochs if run else epochs,
        "running": bool(run and run.is_running),
        "share": run.share if run else 0.0,
        "status": status,
        "advice": advice,
        "beginning": beginning,
        "first": (run.source or run.plan.first_weights) if run else "",
        "loss": {
            "trained": [_number(record.loss) for record in records],
            "held": [_number(record.validation_loss) for record in records],
        },
        "accuracy": {
            "trained": [_number(record.accuracy) for record in records],
            "held": [_number(record.validation_accuracy) for record in records],
        },
        "picture": picture if snapshots else None,
    }
    if run and snapshots:
        data["answers"] = [_answer(snapshot, run.plan.data.classes) for snapshot in snapshots]
        for name, arrays in (("filters", [s.filters for s in snapshots]), ("maps", [s.maps for s in snapshots])):
            stack = np.stack([array for array in arrays if array is not None]) if arrays[0] is not None else None
            data[name] = None if stack is None else encoded(stack)
            data.setdefault("limits", {})[name] = 1.0 if stack is None else float(np.abs(stack).max(initial=1e-6))
    return data


def picture_data(image: np.ndarray, value_range: tuple[float, float], title: str) -> dict[str, Any]:
    """A picture for the card.

    Parameters
    ----------
    image : (C, H, W).
    """
    return {"grid": encoded(image[0]), "range": list(value_range), "title": title}


def _number(value: float | None) -> float | None:
    """A number as JSON can carry it."""
    return None if value is None or not math.isfinite(value) else float(settled(value))


def _answer(snapshot: Snapshot, classes: Sequence[str]) -> str:
    best = int(snapshot.shares.argmax())
    return f"{classes[best]} ({percent(float(snapshot.shares[best]))})"
