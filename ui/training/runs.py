"""The training of this session: how it is started, paused and stopped, how far it is, and why it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import Literal

import numpy as np

from cnn_steps import Epoch, summary
from ui.address import state
from ui.figures.numbers import counted, readable
from ui.training.advice import again_words
from ui.training.beginning import epoch_zero
from ui.training.plans import MOST_KEPT, TrainingPlan
from ui.training.trainer import GONE, News, trainer
from ui.words import sentence

State = Literal["running", "paused", "stopped", "finished", "failed"]
MOST_NUMBERS = 20_000  # in the results of all layers for one picture
MOST_MULTIPLY_ADDS = 2_000_000  # for one picture
MOST_AT_ONCE = 32_000_000  # multiply-adds for a batch: a training can be stopped only between two batches
_RUN = "training run"
_IN_VIEW = "epoch of the training in view"
_PICTURE = "picture the training is looked at with"


@dataclass(frozen=True, eq=False)
class Run:
    """One training, as far as it is. With each news, another ``Run`` takes its place.

    Attributes
    ----------
    plan : what is trained, and how.
    first : the weights before the first epoch.
    records : of epoch 0, which is before any training, and of each complete epoch; empty for a moment at the start.
        Only the last one has a ``velocity``.
    state : "paused" can go on exactly as if it had never stopped; "stopped" and "failed" cannot.
    reason : why it does not run any more, as a sentence; "" if that needs no words.
    ticket : to ask the trainer about it; "" if it does not run.
    share : the part of all epochs that is done, from 0 to 1.
    left : seconds the rest may take; None before that can be told.
    place : its place in the line of trainings that wait; 0 if it does not wait.
    source : where the first weights come from, such as "loaded from weights.npz"; "" for random ones.
    """

    plan: TrainingPlan
    first: dict[str, np.ndarray]
    records: tuple[Epoch, ...] = ()
    state: State = "running"
    reason: str = ""
    ticket: str = ""
    share: float = 0.0
    left: float | None = None
    place: int = 0
    source: str = ""

    @property
    def parameters(self) -> dict[str, np.ndarray]:
        """The weights as they are now."""
        return dict(self.records[-1].parameters) if self.records else self.first

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.records[-1].epoch if self.records else 0

    @property
    def is_running(self) -> bool:
        """Whether it runs or waits, so that there may be news."""
        return self.state == "running"


def current_run() -> Run | None:
    """The training of this session, running or over; None before the first one."""
    run: Run | None = state.kept(_RUN)
    return run


def keep_run(run: Run | None) -> None:
    """Replace the training of this session."""
    state.keep(_RUN, run)


def epoch_in_view(run: Run) -> Epoch | None:
    """The epoch that the person has gone back to, otherwise the latest one; None before there is any."""
    chosen = chosen_epoch()
    if chosen is None or not 0 <= chosen < len(run.records):
        return run.records[-1] if run.records else None
    return run.records[chosen]


def chosen_epoch() -> int | None:
    """The number of the epoch the person has gone back to; None for the latest one."""
    chosen: int | None = state.kept(_IN_VIEW)
    return chosen


def put_epoch_in_view(epoch: int | None) -> None:
    """Go back to an epoch; None for the latest one."""
    state.keep(_IN_VIEW, epoch)


def watched_picture(run: Run) -> tuple[np.ndarray, int]:
    """The held-out picture that the card shows the network at work on, (C, H, W), and its label."""
    data = run.plan.data
    place = (state.kept(_PICTURE) or 0) % len(data.test_images)
    return data.test_images[place], int(data.test_labels[place])


def next_picture() -> None:
    """Show the network at work on another held-out picture; for a callback."""
    state.count_up(_PICTURE)


def prepare() -> None:
    """Start the worker process, as a person is about to train."""
    trainer().prepare()


def start_run(plan: TrainingPlan) -> Run:
    """Start a training from new weights. It ends and replaces the one before.

    Raises
    ------
    ValueError
        If the network does not fit the data, or is too large to be trained here.
    """
    check(plan)
    _end_current()
    first, rng = plan.begin()
    run = Run(plan, first, ticket=trainer().start(plan, first, rng))
    keep_run(run)
    put_epoch_in_view(None)
    return run


def check(plan: TrainingPlan) -> None:
    """Refuse a plan whose network does not fit its data, or is too much work for a server that many people share."""
    if plan.input_shape != plan.data.input_shape:
        raise ValueError(
            f"the network takes {_sizes(plan.input_shape)}, the pictures of the data set “{plan.data.title}” are "
            f"{_sizes(plan.data.input_shape)}: choose another network"
        )
    rows = summary(plan.layers, plan.input_shape)
    wanted = (len(plan.data.classes),)
    if rows[-1].output_shape != wanted:
        raise ValueError(
            f"the network ends with {_ending_words(rows[-1].output_shape)}, the data set “{plan.data.title}” has "
            f"{wanted[0]} classes: let it end with a dense layer of {wanted[0]} units"
        )
    parameters = sum(row.parameters for row in rows)
    numbers, products = sum(prod(row.output_shape) for row in rows), sum(row.multiply_adds for row in rows)
    if numbers > MOST_NUMBERS or products > MOST_MULTIPLY_ADDS:
        raise ValueError(
            f"the network works out {numbers:,} numbers with {products:,} multiply-adds for one picture, and at most "
            f"{MOST_NUMBERS:,} and {MOST_MULTIPLY_ADDS:,} can be trained here: use fewer filters or units"
        )
    batch = min(plan.batch_size, len(plan.data.images))
    if products * batch > MOST_AT_ONCE:
        raise ValueError(
            f"the network takes {products:,} multiply-adds for one picture, so at most "
            f"{counted(MOST_AT_ONCE // products, 'picture')} can be trained on at once here, not {batch}: choose a "
            "smaller batch, under “More”"
        )
    if parameters * plan.epochs > MOST_KEPT:
        raise ValueError(
            f"{counted(plan.epochs, 'epoch')} of {parameters:,} weights are more than the {MOST_KEPT:,} that are kept "
            "to look back at: choose fewer epochs or units"
        )


def _ending_words(shape: tuple[int, ...]) -> str:
    return counted(shape[0], "number") if len(shape) == 1 else f"maps of {_sizes(shape)} numbers"


def _sizes(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))


def pause_run() -> None:
    """Pause the training. The epoch it is in will be done again, so the result is as if it had never paused."""
    _end_current("paused")


def stop_run() -> None:
    """Stop the training for good. Its complete epochs stay."""
    _end_current("stopped")


def _end_current(state: State = "stopped") -> None:
    run = refreshed_run()
    if run and run.is_running:
        trainer().stop(run.ticket)
        keep_run(replace(run, state=state, ticket="", share=run.epoch / run.plan.epochs, left=None, place=0))
    elif run and run.state == "paused":
        keep_run(replace(run, state=state))


def resume_run() -> None:
    """Go on with a paused training after its last complete epoch."""
    run = current_run()
    if run is None or run.state != "paused":
        return
    if not run.records:
        start_run(run.plan)
        return
    rng = np.random.default_rng()
    rng.bit_generator.state = run.records[-1].rng_state
    ticket = trainer().start(run.plan, run.first, rng, run.records[-1])
    keep_run(replace(run, state="running", reason="", ticket=ticket))


def load_run(plan: TrainingPlan, parameters: dict[str, np.ndarray], source: str) -> None:
    """Replace the training by a paused one that has weights from elsewhere, so that it can go on from them.

    Parameters
    ----------
    parameters : these weights.
    source : where they come from, such as "loaded from weights.npz".

    Raises
    ------
    ValueError
        If the network does not fit the data, or its answers with these weights overflow.
    """
    check(plan)
    with np.errstate(over="ignore", invalid="ignore"):  # checked below
        first = {name: array.astype(np.float32) for name, array in parameters.items()}
        zero = epoch_zero(plan, first, np.random.default_rng(plan.seed).bit_generator.state)
    if not np.isfinite(zero.loss):
        largest = max(parameters, key=lambda name: float(np.abs(parameters[name]).max()))
        raise ValueError(
            f"with these weights the answers are too large for float32, {largest} has numbers of up to "
            f"{readable(float(np.abs(parameters[largest]).max()))}: take weights from before training ran away"
        )
    _end_current()
    keep_run(Run(plan, first, (zero,), "paused", source=source))
    put_epoch_in_view(None)


def refreshed_run() -> Run | None:
    """The training of this session with the latest news. Asking also keeps it going: else it would pause."""
    run = current_run()
    if run and run.is_running:
        run = _with_news(run, trainer().news(run.ticket, run.records[-1].epoch if run.records else -1))
        keep_run(run)
    return run


def _with_news(run: Run, news: News) -> Run:
    """The run with the news of the trainer."""
    if news.done:
        *older, latest = (*run.records[-1:], *news.done)
        run = replace(run, records=(*run.records[:-1], *(replace(epoch, velocity={}) for epoch in older), latest))
    run = replace(run, share=max(news.share, run.epoch / run.plan.epochs), left=news.left, place=news.place)
    if not news.ended and run.epoch < run.plan.epochs:
        return run
    state, reason = _ending(run, news)
    return replace(run, state=state, reason=reason, ticket="", left=None, place=0, share=run.epoch / run.plan.epochs)


def _ending(run: Run, news: News) -> tuple[State, str]:
    """The state of a training that has ended, and why it has, as a sentence."""
    so_far = f"after epoch {run.epoch}" if run.epoch else "in its first epoch"
    if news.ended == "finished" or run.epoch == run.plan.epochs:  # even if it was stopped after its last epoch
        return "finished", ""
    match news.ended:
        case "stopped":
            return "stopped", ""
        case "left":
            return "paused", f"Nobody was looking at this page, so training paused {so_far}."
        case "diverged":
            return "failed", _ran_away_words(run)
        case "refused":
            return "failed", sentence(news.words)
        case _:  # the process is gone, or has made a mistake; the session has the weights so far
            return "paused", sentence(f"{GONE}; training paused {so_far}")


def _ran_away_words(run: Run) -> str:
    """In which epoch the numbers of a training became too large, what can still be seen, and what to do."""
    before = f"epoch {run.epoch}" if run.epoch else "the network before training"
    words = (
        f"Training ran away in epoch {run.epoch + 1}: its steps were so long that its numbers became too large for "
        f"float32. The last that can be shown is {before}."
    )
    return f"{words} {again_words(run.plan)}".strip()
