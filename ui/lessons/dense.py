"""Flatten and dense step by step; which of the two learns, and how many weights a dense layer needs."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn_steps import DenseStep, conv_parameters, dense_parameters, flatten
from ui import controls
from ui.address import settings, state
from ui.app import charts, page
from ui.figures.bars import bars_figure
from ui.figures.maps import Panel, map_panels, maps_figure
from ui.networks.walk import DIGIT_NAMES, ForwardPass
from ui.operations import card_data
from ui.operations.formulas import dense_formula, flatten_formula
from ui.picture.current import CurrentImage
from ui.steps.stepper import stepper
from ui.trail.chains import entry_chain, logit_chain
from ui.trail.where_from import where_from


def flatten_steps(walk: ForwardPass) -> int:
    """Lay the maps out step by step, and return the entry of the vector that the card stands at."""
    entry = stepper(card_data.flatten_card(_maps_of(walk)), key="flatten stepper")
    page.formula(*flatten_formula(walk.pooled.shape, entry))
    where_from(entry_chain, walk, entry, key="flatten")
    return entry


def dense_steps(walk: ForwardPass, now: DenseStep, order: np.ndarray) -> int:
    """Add up one unit step by step, and return the entry of the vector that the card stands at.

    Parameters
    ----------
    now : the unit.
    order : (in,), the entries in the order in which their terms are added.
    """
    units = card_data.Named(walk.logits, DIGIT_NAMES)
    card = card_data.dense_card(now, _maps_of(walk), units, order)
    entry = int(order[stepper(card, key="dense stepper")])
    page.formula(*dense_formula(now, DIGIT_NAMES[now.unit]))
    where_from(logit_chain, walk, now.unit, entry, key="dense")
    return entry


def _maps_of(walk: ForwardPass) -> card_data.Named:
    return card_data.Named(walk.pooled, walk.filter_names)


def layer_figures(walk: ForwardPass, unit: int | None) -> None:
    """The pooled maps, the vector of a bitmap, and the ten logits.

    Parameters
    ----------
    unit : the digit whose logit is framed; ``None`` for none of them.
    """
    maps = map_panels(walk.filter_names, walk.pooled)
    left, right = st.columns(2) if walk.trained else (st.container(), st.container())
    with left:
        if walk.trained:
            charts.figure(
                maps_figure([maps, [_vector_panel(walk)]], dark=state.is_dark(), limit=walk.limit),
                charts.panel_tables(maps) | {"vector": walk.vector_table()},
                key="dense maps",
                alt=f"The three pooled maps, and the vector of {walk.vector.size} numbers they make.",
            )
        else:
            charts.maps(maps, key="dense large maps", alt="A pooled map.")
    with right:
        charts.figure(
            bars_figure(
                "logits", walk.logits, DIGIT_NAMES, outlined=unit, dark=state.is_dark(), title="The ten logits"
            ),
            {"logits": walk.answer_table()},
            key="dense logits",
            alt=f"The ten logits; the largest is that of {walk.guess}.",
        )


def _vector_panel(walk: ForwardPass) -> Panel:
    """The vector of a small image as a grid with a row for each map."""
    rows = walk.vector.reshape(len(walk.pooled), -1)  # (F·H'·W',) -> (F, H'·W')
    return Panel(f"The vector: {walk.vector.size} numbers, a row for each map", rows)


def term_order(terms: np.ndarray, order: str) -> np.ndarray:
    """The (n,) entries of a vector in the order in which their terms are added: as they stand, or by absolute size."""
    return np.arange(terms.size) if order == "position" else np.argsort(-np.abs(terms), kind="stable")


def flatten_demo(walk: ForwardPass) -> None:
    """The maps, laid out as a vector and cut up again: the same numbers, and nothing to learn."""
    again = flatten(walk.pooled).reshape(walk.pooled.shape)
    changed = int(np.count_nonzero(again != walk.pooled))
    st.markdown(
        f"No. Flatten has **0 parameters**: it only writes the same {walk.vector.size:,} numbers one after another. "
        f"Cut the vector into {len(walk.pooled)} pieces, each piece into rows, and the maps are back: "
        f"**{changed} of {walk.vector.size:,} numbers changed**. What can be learned are the weights of the dense "
        f"layer behind it, here {dense_parameters(walk.vector.size, walk.logits.size):,} numbers, biases included."
    )
    charts.maps(
        map_panels(walk.filter_names, walk.pooled),
        below=map_panels([f"{name}, cut back" for name in walk.filter_names], again),
        key="flatten demo",
        alt="A pooled map, and the same map cut back out of the vector.",
    )


def explosion_demo(image: CurrentImage) -> None:
    """How many weights a dense layer on the pixels needs, for growing images, beside three convolution filters."""
    hidden = controls.typed_whole(settings.HIDDEN, "Units that look at every pixel")
    rows, columns = image.size
    sizes = [(rows, columns, image.channels), (64, 64, 3), (224, 224, 3), (1000, 1000, 3)]
    table = []
    for number, (height, width, channels) in enumerate(sizes):
        inputs = height * width * channels
        table.append(
            {
                "image": f"{height} × {width} × {channels}" + ("" if number else ", in view"),
                "inputs": f"{inputs:,}",
                "dense weights": f"{dense_parameters(inputs, hidden, bias=False):,}",
                "three 3×3 filters": f"{conv_parameters(3, channels, 3, bias=False):,}",
            }
        )
    units = f"{hidden:,} unit{'' if hidden == 1 else 's'}"
    largest = dense_parameters(1000 * 1000 * 3, hidden, bias=False)
    st.markdown(
        f"Because every unit needs a weight of its own for **every** input. For {units} on a color picture of "
        f"1000 × 1000 pixels that makes **{largest:,} weights**. A filter uses the same few weights at every stop, "
        "however large the picture is. So convolution and pooling come first, and the dense layer gets what is left."
    )
    page.table(table, key="explosion demo")
