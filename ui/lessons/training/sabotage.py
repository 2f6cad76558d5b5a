"""Sabotage: predict what a training does with one thing spoiled, run it, and compare."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from cnn_steps import Epoch
from ui.address import state
from ui.app import charts
from ui.figures.compared import compared_figure
from ui.figures.numbers import percent
from ui.training.plans import TrainingPlan
from ui.training.runs import Run, start_run
from ui.training.sabotages import SABOTAGES, outcome_words, sabotaged

ON_A_PHONE = 330  # pixels
_HEALTHY = "training without sabotage"
_BASE = "plan before the sabotage"


def keep_healthy(run: Run | None) -> None:
    """Remember a training without sabotage, to compare with; call it on every run of the page."""
    if run is not None and not run.plan.sabotage and run.records:
        state.keep(_HEALTHY, (run.plan, run.records))


def sabotage_box(plan: TrainingPlan | None, run: Run | None) -> None:
    """Every way to spoil the training of the settings above, and how the one that was run came out.

    Parameters
    ----------
    plan : what would be trained; ``None`` where the settings make no plan.
    run : the training of this session.
    """

    def spoil(name: str) -> None:
        if plan is not None:
            state.keep(_BASE, plan)
            start_run(sabotaged(plan, name))

    st.markdown(
        "Each of these trains the same network on the same pictures with **one thing spoiled**. Predict first what the "
        "chart above will show, then run it."
    )
    if not _healthy_records(plan):
        st.caption("Train once without sabotage before, and both are compared.")
    for name, sabotage in SABOTAGES.items():
        is_run = run is not None and run.plan.sabotage == name
        missing = sabotage.missing(plan) if plan else ""
        with st.container(border=True):
            left, right = st.columns([3, 7], vertical_alignment="center")
            with left:
                st.button(
                    sabotage.title,
                    key=f"sabotage {name}",
                    on_click=spoil,
                    args=(name,),
                    disabled=plan is None or bool(missing) or (run is not None and run.is_running),
                    icon=":material/play_arrow:",
                    width="stretch",
                )
            right.markdown(missing or sabotage.look_at)
            if is_run and run is not None:
                _outcome(run)


def _healthy_records(base: TrainingPlan | None) -> tuple[Epoch, ...]:
    """The epochs of a training that differs from the plan in nothing; empty where there is none."""
    plan, records = state.kept(_HEALTHY) or (None, ())
    return records if plan is not None and base is not None and _marks(plan) == _marks(base) else ()


def _marks(plan: TrainingPlan) -> tuple[object, ...]:
    """What two plans must have in common to be compared; one may have more epochs than the other."""
    steering = (plan.learning_rate, plan.momentum, plan.batch_size, plan.seed, plan.reduction, plan.scheme)
    return plan.layers, plan.input_shape, plan.data.name, len(plan.data.images), *steering


def _outcome(run: Run) -> None:
    if run.is_running:
        st.caption("It is training now: look at the chart above.")
        return
    healthy = _healthy_records(state.kept(_BASE))
    st.markdown(f"**What was seen.** {outcome_words(run.plan, run.first, run.records, healthy, reason=run.reason)}")
    st.markdown(f"**Why.** {SABOTAGES[run.plan.sabotage].why}")
    curves = [("Healthy", _curve(healthy)), ("Sabotaged", _curve(run.records))]
    curves = [(name, points) for name, points in curves if len(points)]
    if not curves:
        return
    figures = {name: pd.DataFrame(points, columns=["epoch", "held-out accuracy"]) for name, points in curves}
    charts.figure(
        compared_figure(
            "Held-out pictures named right",
            curves,
            epochs=run.plan.epochs,
            dark=state.is_dark(),
            width=ON_A_PHONE if state.is_phone() else 520,
        ),
        figures,
        key="sabotage compared",
        alt="Accuracy on held-out pictures over the epochs: "
        + "; ".join(f"{name.lower()} ends at {percent(points[-1, 1])}" for name, points in curves)
        + ".",
    )


def _curve(records: tuple[Epoch, ...]) -> np.ndarray:
    """(n, 2), epochs and accuracy on held-out pictures."""
    points = [(record.epoch, record.validation_accuracy) for record in records]
    return np.array([point for point in points if point[1] is not None], dtype=float).reshape(-1, 2)
