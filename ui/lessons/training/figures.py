"""The curves of a training as figures, tables and files to take along."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import streamlit as st

from ui.address import state
from ui.app import charts
from ui.figures.compared import compared_figure
from ui.figures.numbers import percent, written
from ui.training.runs import Run

ON_A_PHONE = 330  # pixels
WIDE = 410  # pixels; two side by side
COLUMNS = ("epoch", "loss", "held-out loss", "accuracy", "held-out accuracy")


def epochs_table(run: Run) -> pd.DataFrame:
    """The figures of every epoch, a row each."""
    rows = [
        (record.epoch, record.loss, record.validation_loss, record.accuracy, record.validation_accuracy)
        for record in run.records
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def figures_box(run: Run) -> None:
    """Loss and accuracy over the epochs."""
    table = epochs_table(run)
    kinds = {"loss": _round_limit(_largest(table[["loss", "held-out loss"]].to_numpy())), "accuracy": None}
    with st.container(horizontal=True, gap="medium"):
        for kind, limit in kinds.items():
            curves = [
                (name, table[["epoch", column]].to_numpy(dtype=np.float64))
                for name, column in (("Trained with", kind), ("Held out", f"held-out {kind}"))
            ]
            drawing = compared_figure(
                kind.capitalize(),
                curves,
                epochs=run.plan.epochs,
                limit=limit,
                dark=state.is_dark(),
                width=ON_A_PHONE if state.is_phone() else WIDE,
            )
            write = percent if limit is None else written
            trained, held_out = (write(float(points[-1, 1])) for _, points in curves)
            ends = f"at the end {trained} on the pictures trained with, {held_out} on those held out"
            charts.chart(drawing, key=f"training {kind}", alt=f"{kind.capitalize()} over the epochs, {ends}.")
    charts.numbers_and_files({"training": table}, key="training figures", charts=["training loss", "training accuracy"])


def _largest(losses: np.ndarray) -> float:
    """The largest of some numbers; those of a training that ran away may have no size."""
    return float(losses.max(where=np.isfinite(losses), initial=0.0))


def _round_limit(largest: float) -> float:
    """The end of an axis with one digit, not below the largest number on it.

    Examples
    --------
    >>> _round_limit(0.803), _round_limit(2.3), _round_limit(0.0)
    (0.9, 3.0, 1.0)
    """
    if not largest > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return float(f"{math.ceil(largest / power) * power:.2g}")
