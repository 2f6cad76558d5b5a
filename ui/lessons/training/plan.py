"""What to train: the controls, and a few pictures of the chosen data set before anything is trained."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.address import settings, state
from ui.app import page
from ui.figures.maps import picture_levels
from ui.figures.numbers import counted
from ui.lessons.training.pictures import picture_tag
from ui.training.choices import chosen_plan, more_controls, network_words, plan_controls
from ui.training.data_sets import DATA_SETS
from ui.training.plans import DataSet, TrainingPlan
from ui.words import as_it_stands

SHOWN = 6  # pictures, unless there are more classes
TILE = 30  # pixels; ten fit side by side on a phone


def plan_choice() -> TrainingPlan | None:
    """Ask what to train; ``None`` where the settings make no plan, and the page says why."""
    plan_controls()
    _examples_line()
    more_controls()
    try:
        plan = chosen_plan()
    except ValueError as error:  # what helps, such as adding drawings, stands further down
        page.refusal(error)
        return None
    st.caption(network_words(plan))
    return plan


def _examples_line() -> None:
    """The chosen data set in a line of small pictures; nothing where it cannot be made yet."""
    try:
        data = DATA_SETS[state.use(settings.TRAINING_DATA)]()
    except ValueError:  # the page says why
        return
    st.html(_examples(data))


def _examples(data: DataSet) -> str:
    """The first pictures of each class over its name, and how many there are in all."""
    labels = [label for label in range(len(data.classes)) if (data.labels == label).any()]
    each = max(1, SHOWN // len(labels))
    figures = "".join(_class(data.classes[label], data.images[data.labels == label][:each], data) for label in labels)
    return (
        f'<p style="margin:0 0 6px;font-size:14px">It learns from {counted(len(data.images), "picture")} such as '
        f"these, and is tested on {counted(len(data.test_images), 'other')} that it never trains with.</p>"
        f'<div style="display:flex;flex-wrap:wrap;gap:4px">{figures}</div>'
    )


def _class(name: str, images: np.ndarray, data: DataSet) -> str:
    """A few (n, C, H, W) pictures of one class, and its name below."""
    tiles = [picture_tag(picture_levels(image[0], data.value_range), "", TILE) for image in images]
    gap = "" if len(tiles) == 1 else ";margin-right:16px"
    return (
        f'<figure style="margin:0{gap}"><div style="display:flex;gap:4px">{"".join(tiles)}</div>'
        f'<figcaption style="font-size:13px;text-align:center">{as_it_stands(name)}</figcaption></figure>'
    )
