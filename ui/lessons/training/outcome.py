"""What came of a training: its curves as figures and files, and what the network gets wrong on held-out pictures."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import streamlit as st

from cnn_steps import confusion_matrix
from ui.address import settings, state
from ui.app import charts
from ui.figures.compared import compared_figure
from ui.figures.confusion import confusion_figure
from ui.figures.maps import picture_levels
from ui.figures.numbers import counted, percent, written
from ui.lessons.training.pictures import picture_tag
from ui.training.readers import Reader, held_out_guesses
from ui.training.runs import Run
from ui.words import as_it_stands

MOST_SHOWN = 12
MOST_PAIRS = 3  # mistakes named in a sentence
TILE = 72  # pixels
CONFUSION, CONFUSION_ON_A_PHONE = 420, 320  # pixels
CURVES, CURVES_ON_A_PHONE = 410, 330  # pixels; on a wide screen two side by side
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
                width=CURVES_ON_A_PHONE if state.is_phone() else CURVES,
            )
            write = percent if limit is None else written
            trained, held_out = (write(float(points[-1, 1])) for _, points in curves)
            ends = f"at the end {trained} on the pictures trained with, {held_out} on those held out"
            charts.chart(drawing, key=f"training {kind}", alt=f"{kind.capitalize()} over the epochs, {ends}.")
    charts.numbers_and_files({"training": table}, key="training figures", charts=["training loss", "training accuracy"])


def _largest(losses: np.ndarray) -> float:
    """The largest of some losses; after a training that ran away some are not finite, and do not count."""
    return float(losses.max(where=np.isfinite(losses), initial=0.0))


def _round_limit(largest: float) -> float:
    """The end of an axis: the least number with one digit that is not below the largest on it.

    Examples
    --------
    >>> _round_limit(0.803), _round_limit(2.3), _round_limit(0.0)
    (0.9, 3.0, 1.0)
    """
    if not largest > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return float(f"{math.ceil(largest / power) * power:.2g}")


def mistakes_box(reader: Reader) -> None:
    """The confusion matrix over the held-out pictures, and the wrong ones."""
    data = reader.data
    guesses = held_out_guesses(reader)
    counts = confusion_matrix(data.test_labels, guesses, len(data.classes))
    st.markdown(mistakes_words(counts, reader))
    names = pd.Index(data.classes, name="what it was")
    largest = CONFUSION_ON_A_PHONE if state.is_phone() else CONFUSION
    charts.figure(
        confusion_figure(counts, data.classes, dark=state.is_dark(), largest=largest),
        {"confusion": pd.DataFrame(counts, index=names, columns=[f"taken for {name}" for name in data.classes])},
        key="confusion",
        alt=f"Rows: what it was. Columns: what it was taken for. {int(np.trace(counts))} of {counts.sum()} are right.",
        note="Each row is what the picture was, each column what it was taken for. Blue was right, red wrong.",
    )
    _wrong_ones(reader, guesses)


def mistakes_words(counts: np.ndarray, reader: Reader) -> str:
    """Say how many are right, and which mistake is the most frequent.

    Parameters
    ----------
    counts : (classes, classes) whole numbers, row: what it was, column: what it was taken for.
    """
    total, right = int(counts.sum()), int(np.trace(counts))
    names = reader.data.classes
    words = (
        f"Of **{counted(total, 'held-out picture')}**, the network ({as_it_stands(reader.words)}) names "
        f"**{right:,}** right: {percent(right / total)}."
    )
    wrong = counts - np.diag(np.diag(counts))
    if not wrong.any():
        return f"{words} It gets none of them wrong."
    most = int(wrong.max())
    if most == 1:
        return f"{words} No mistake was made more than once."
    pairs = [f"**{names[truth]}** taken for **{names[guess]}**" for truth, guess in np.argwhere(wrong == most)]
    times = "twice" if most == 2 else f"{most} times"
    if len(pairs) == 1:
        return f"{words} Its most frequent mistake: {pairs[0]}, {times}."
    if len(pairs) > MOST_PAIRS:
        return f"{words} {len(pairs)} mistakes were each made {times}, none more often."
    return f"{words} Its most frequent mistakes: {', '.join(pairs[:-1])} and {pairs[-1]}, each {times}."


def _wrong_ones(reader: Reader, guesses: np.ndarray) -> None:
    """The wrong ones, each to be followed through the layers."""
    data = reader.data
    wrong = np.flatnonzero(guesses != data.test_labels)
    if not wrong.size:
        return
    st.markdown("**The wrong ones.** Would you have read them right? Follow one through the layers, above.")

    def show(place: int) -> None:
        state.put(settings.FOLLOW, "held-out")
        state.put(settings.SAMPLE, place)

    with st.container(horizontal=True, gap="small"):
        for place in map(int, wrong[:MOST_SHOWN]):
            truth, guess = data.classes[data.test_labels[place]], data.classes[guesses[place]]
            levels = picture_levels(data.test_images[place, 0], data.value_range)
            words = f"was {as_it_stands(truth)}, read as <b>{as_it_stands(guess)}</b>"
            with st.container(width=124, gap="xsmall"):
                picture = picture_tag(levels, f"Held-out picture {place}", TILE)
                st.html(f'{picture}<br><span style="font-size:14px">{words}</span>')
                st.button(f"Follow {place}", key=f"follow wrong {place}", on_click=show, args=(place,))
    if wrong.size > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN} of {wrong.size:,}.")
