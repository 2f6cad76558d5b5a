"""What a trained network gets wrong on pictures it was not trained on: which for which, and the pictures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from cnn_steps import confusion_matrix
from ui.address import settings, state
from ui.app import charts
from ui.figures.confusion import confusion_figure
from ui.figures.maps import picture_levels
from ui.figures.numbers import counted, percent
from ui.lessons.training.pictures import picture_tag
from ui.training.readers import Reader, held_out_guesses
from ui.words import as_it_stands

MOST_SHOWN = 12
MOST_PAIRS = 3  # mistakes named in a sentence
TILE = 72  # pixels
ON_A_PHONE = 320  # pixels


def mistakes_box(reader: Reader) -> None:
    """The confusion matrix over the held-out pictures, and the wrong ones."""
    data = reader.data
    guesses = held_out_guesses(reader)
    counts = confusion_matrix(data.test_labels, guesses, len(data.classes))
    st.markdown(mistakes_words(counts, reader))
    names = pd.Index(data.classes, name="what it was")
    charts.figure(
        confusion_figure(counts, data.classes, dark=state.is_dark(), largest=ON_A_PHONE if state.is_phone() else 420),
        {"confusion": pd.DataFrame(counts, index=names, columns=[f"taken for {name}" for name in data.classes])},
        key="confusion",
        alt=f"Rows: what it was. Columns: what it was taken for. {int(np.trace(counts))} of {counts.sum()} are right.",
        note="Each row is what the picture was, each column what it was taken for. Blue was right, red wrong.",
    )
    _wrong_ones(reader, guesses)


def mistakes_words(counts: np.ndarray, reader: Reader) -> str:
    """How many are right, and which mistake is the most frequent.

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
    pairs = [f"**{names[was]}** taken for **{names[taken]}**" for was, taken in np.argwhere(wrong == most)]
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
            was, taken = data.classes[data.test_labels[place]], data.classes[guesses[place]]
            levels = picture_levels(data.test_images[place, 0], data.value_range)
            words = f"was {as_it_stands(was)}, read as <b>{as_it_stands(taken)}</b>"
            with st.container(width=124, gap="xsmall"):
                picture = picture_tag(levels, f"Held-out picture {place}", TILE)
                st.html(f'{picture}<br><span style="font-size:14px">{words}</span>')
                st.button(f"Follow {place}", key=f"follow wrong {place}", on_click=show, args=(place,))
    if wrong.size > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN} of {wrong.size:,}.")
