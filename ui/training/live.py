"""The training as it runs: buttons, the card that is told the news a few times a second, what ended it."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import numpy as np
import streamlit as st

from ui.address import settings, state
from ui.training.advice import rate_words
from ui.training.beginning import random_words
from ui.training.card import (
    EpochInView,
    TrainingPicture,
    TrainingWords,
    card_data,
    run_mark,
    training_card,
)
from ui.training.choices import chosen_plan
from ui.training.plans import TrainingPlan
from ui.training.runs import (
    Run,
    chosen_epoch,
    current_run,
    pause_run,
    prepare,
    put_epoch_in_view,
    refreshed_run,
    resume_run,
    start_run,
    stop_run,
    watched_picture,
)
from ui.training.snapshots import Snapshot, snapshot
from ui.words import as_it_stands

NEWS_EVERY = 0.25  # seconds; each time asks for the training to go on
LINE_NEWS_EVERY = 1.0  # the same for one that waits: a whole class in line is not to keep the server busy
_CARD = "training card"
_SNAPSHOTS = "snapshots of the training"
_BEGINNING = "how the training began"
_MOVED = "another epoch of the training is in view"


def run_buttons(plan: TrainingPlan | None) -> None:
    """What can be done now: train; pause or stop; go on. ``plan`` is None where the settings make none."""
    run = refreshed_run()
    with st.container(horizontal=True):
        if run and run.is_running:
            st.button("Pause", key="pause training", on_click=pause_run, icon=":material/pause:")
            st.button("Stop", key="stop training", on_click=stop_run, icon=":material/stop:")
            return
        if run and run.state == "paused":
            label = "Train on from these weights" if run.source and not run.epoch else "Resume"
            st.button(label, key="resume training", on_click=resume_run, type="primary", icon=":material/play_arrow:")
            st.button("Start again", key="start again", on_click=start_training, disabled=plan is None)
            return
        prepare()
        st.button(
            "Train",
            key="start training",
            on_click=start_training,
            disabled=plan is None,
            type="primary",
            icon=":material/play_arrow:",
        )


def live_card() -> None:
    """The card, which asks for news as long as there may be some."""
    _why_it_ended()
    epochs = state.use(settings.EPOCHS)  # the length of the axis before the first training
    st.fragment(partial(_card, epochs), run_every=news_every(current_run()))()  # the training as the buttons know it


def news_every(run: Run | None) -> float | None:
    """Seconds between two questions for news; None where there is none to come."""
    if run is None or not run.is_running:
        return None
    return LINE_NEWS_EVERY if run.place else NEWS_EVERY


def _card(epochs: int) -> None:
    before = current_run()
    run = refreshed_run()
    if news_every(before) != news_every(run) or state.kept(_MOVED):
        state.keep(_MOVED, False)
        st.rerun()  # the buttons, what stands below and the pace are about another state or epoch
    shots = _snapshots(run) if run else []
    picture = None
    if run and shots:
        image, label = watched_picture(run)
        low, high = run.plan.data.value_range
        picture = TrainingPicture(image[0], (low, high), f"A held-out picture: {run.plan.data.classes[label]}")
    advice = ""
    if run and run.state != "failed":
        advice = rate_words(run.plan, run.first, run.records, running=run.is_running)
    beginning = _beginning(run) if run and shots and not run.source else ""
    words = TrainingWords(status(run), advice, beginning)
    data = card_data(run, shots, words, epochs=epochs, picture=picture, view=chosen_epoch())
    training_card(data, key=_CARD, on_epoch=_take_epoch)


def status(run: Run | None) -> str:
    """How far a training is, in a few words."""
    if run is None:
        return "Nothing is trained yet: the chart fills up as it learns."
    if run.source and not run.epoch and not run.is_running:
        return f"{run.plan.data.title}: weights {run.source}"
    if not run.records and run.is_running and not run.place:
        return f"{run.plan.data.title}: starting"
    what = f"{run.plan.data.title}: {run.epoch} of {run.plan.epochs} epochs"
    match run.state:
        case "running" if run.place:
            turn = "Yours is next." if run.place == 1 else f"Yours is number {run.place} in line."
            return f"Many are training right now. {turn}"
        case "running":
            return f"{what}{_time_left(run.left)}"
        case "paused" | "stopped":
            return f"{what}, {run.state}"
        case "failed":
            return f"{what}, then it broke off"
    return what


def _time_left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 1.5:
        return ", about a second left"
    return f", about {seconds:.0f} seconds left" if seconds < 90 else f", about {seconds / 60:.0f} minutes left"


def _why_it_ended() -> None:
    run = current_run()
    if run and run.reason:
        show = st.error if run.state == "failed" else st.info
        show(as_it_stands(run.reason), icon=":material/error:" if run.state == "failed" else ":material/pause_circle:")


def _snapshots(run: Run) -> list[Snapshot]:
    """One for each record; only those of new epochs are worked out."""
    image, _ = watched_picture(run)
    first, picture, kept = state.kept(_SNAPSHOTS) or (None, None, [])
    if picture is None or first is not run.first or not np.array_equal(picture, image):
        kept = []
    kept = kept[: len(run.records)]
    kept += [snapshot(run.plan.layers, record.parameters, image) for record in run.records[len(kept) :]]
    state.keep(_SNAPSHOTS, (run.first, image, kept))
    return kept


def _beginning(run: Run) -> str:
    """How the random weights of a training do; worked out once."""
    first, words = state.kept(_BEGINNING) or (None, "")
    if first is not run.first:
        words = random_words(run.plan, run.first)
        state.keep(_BEGINNING, (run.first, words))
    return words


def start_training() -> None:
    """Begin the training the settings ask for, in the place of the one before; for a callback.

    They are read now, as a field may have been left with the click on the button.
    """
    with suppress(ValueError):  # the page says what is wrong
        start_run(chosen_plan())


def _take_epoch(chosen: EpochInView) -> None:
    run = current_run()
    if run and chosen.run == run_mark(run) and (chosen.epoch is None or 0 <= chosen.epoch < len(run.records)):
        put_epoch_in_view(chosen.epoch)
        state.keep(_MOVED, True)
