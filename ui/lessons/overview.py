"""The walk on one screen: a chart for each part of it, its answer, and what each layer does."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn_steps import conv_parameters, dense_parameters
from ui.address import state
from ui.app import charts, page
from ui.figures.bars import bars_figure
from ui.figures.maps import Panel, maps_figure, scale_limit
from ui.figures.numbers import percent, readable
from ui.figures.vector import vector_figure
from ui.kernels.choice import DIVIDING
from ui.networks.walk import DIGIT_NAMES, ForwardPass, shares_words
from ui.operations.kernels import sign_words

TILE = 180  # pixels, the longer side of a grid
SMALL_TILE = 106  # pixels, the same for a map of a picture in full size
STRIP = 600  # pixels, the height of the vector, beside three rows of grids
CHARTS = tuple(f"overview {part}" for part in ("image", "maps", "vector", "shares"))
IMAGE, MAPS, VECTOR, SHARES = CHARTS
"""The keys of the charts."""


def image_chart(walk: ForwardPass) -> None:
    """The image as the network takes it, and what black and white are in it."""
    panel = Panel(f"{walk.array.shape[-2]} × {walk.array.shape[-1]}", walk.array, "picture", walk.value_range)
    drawing = maps_figure([[panel]], dark=state.is_dark(), largest=TILE + 20 if walk.trained else TILE - 40)
    charts.chart(drawing, key=IMAGE, alt=f"The image: {charts.spoken(walk.array)}.")
    low, high = walk.value_range
    st.caption(f"Black is {readable(low)}, white is {readable(high)}.")


def maps_chart(walk: ForwardPass) -> None:
    """A row for each filter: its feature map, the same after ReLU, and pooled."""
    layers = zip(walk.filter_names, walk.maps, walk.activated, walk.pooled, strict=True)
    rows = [[Panel(name, maps), Panel("", activated), Panel("", pooled)] for name, maps, activated, pooled in layers]
    largest = TILE if walk.trained else SMALL_TILE
    charts.chart(
        maps_figure(rows, dark=state.is_dark(), limit=scale_limit(walk.maps), largest=largest),
        key=MAPS,
        alt="Three rows, one for each filter: feature map, after ReLU, after pooling.",
    )
    st.caption(map_words(walk))


def vector_chart(walk: ForwardPass) -> None:
    """The vector, an entry below the other."""
    title = f"{walk.vector.size:,} numbers"
    charts.chart(
        vector_figure(walk.vector, title=title, height=STRIP, parts=3, dark=state.is_dark()),
        key=VECTOR,
        alt=f"The vector of {walk.vector.size} numbers: box, vertical, diagonal.",
    )


def shares_chart(walk: ForwardPass) -> None:
    """The ten shares, and the answer in words."""
    drawing = bars_figure(
        "shares", walk.probabilities, DIGIT_NAMES, outlined=9, dark=state.is_dark(), width=180, height=STRIP - 180
    )
    charts.chart(drawing, key=SHARES, alt=f"The shares of the ten digits: {shares_words(walk.probabilities)}.")
    st.markdown(answer_words(walk))


def walk_files(walk: ForwardPass) -> None:
    """Offer every number of the walk, and its four charts."""
    charts.numbers_and_files(walk.tables(), key="overview", charts=CHARTS)


def map_words(walk: ForwardPass) -> str:
    """Say what the colors and the numbers of the maps mean."""
    return f"Blue is above zero, red below. In a feature map, {sign_words(walk.filters, walk.value_range)} {DIVIDING}"


def answer_words(walk: ForwardPass) -> str:
    """The answer in a sentence or two."""
    share, nine = (percent(walk.probabilities[digit], words=True) for digit in (walk.guess, 9))
    if not walk.trained and np.ptp(walk.probabilities) < 1e-12:
        return f"All ten shares are {share}. Untrained: they mean nothing."
    if not walk.trained:
        return f"The largest share is {share}, for **{walk.guess}**. Untrained: it means nothing."
    says = f"It says **{walk.guess}**, with a share of {share}."
    return says if walk.guess == 9 else f"{says} The 9 has {nine}."


def learned_words(walk: ForwardPass) -> str:
    """Say which part of the network in view was designed, and which was learned."""
    dense = (
        "Only the dense layer was **learned**, from drawings of the ten digits."
        if walk.trained
        else "The dense layer in view holds random numbers, so nothing here was learned."
    )
    return (
        f"Here, yes: the three filters were **designed** by hand, so that you can see what they look for. {dense} "
        "In most CNNs the filters are learned as well, and those of the first layer often come out as edge detectors."
    )


def layers_demo(walk: ForwardPass) -> None:
    """What each layer does, the shape of what it passes on, and how many numbers that is."""
    filters, channels = len(walk.maps), 1 if walk.array.ndim == 2 else len(walk.array)
    rows = [
        ("Image", "the numbers as they are", walk.array, 0),
        (
            "Convolution",
            "slide each filter, multiply, add up, divide",
            walk.maps,
            conv_parameters(filters, channels, 3, bias=False),
        ),
        ("ReLU", "below zero becomes 0", walk.activated, 0),
        ("Pooling", "keep the largest of each 2×2 window", walk.pooled, 0),
        ("Flatten", "lay the maps end to end", walk.vector, 0),
        ("Dense", "one weighted sum and a bias for each digit", walk.logits, dense_parameters(walk.vector.size, 10)),
        ("Softmax", "turn the ten sums into shares that add up to 1", walk.probabilities, 0),
    ]
    table = [
        {"layer": n, "what it does": d, "shape": " × ".join(map(str, a.shape)), "numbers": a.size, "parameters": p}
        for n, d, a, p in rows
    ]
    page.table(table, key="overview layers")
