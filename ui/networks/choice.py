"""The controls that choose a network or its dense layer, and the lines that say whose weights these have."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from cnn_steps import Dense
from ui import controls
from ui.address import settings, state
from ui.app.navigation import link_to
from ui.networks.chosen import ChosenNetwork, network_title
from ui.networks.codes import PRESETS
from ui.picture.changes import of_kind
from ui.picture.current import CurrentImage
from ui.words import as_it_stands


def network_choice(names: Iterable[str] = PRESETS) -> None:
    """Ask for a network with a name; the one in view is always among them, and its layers are a click away."""
    options = {name: network_title(name) for name in (*names, state.use(settings.NETWORK))}
    controls.one_of(settings.NETWORK, options, "Network", line=True)
    link_to("stack", "Change its layers")


def network_words(network: ChosenNetwork, prepared: str = "") -> None:
    """Say whose weights the network has.

    Parameters
    ----------
    prepared : how the image was prepared for it, as a sentence.
    """
    answers = any(isinstance(layer, Dense) for layer in network.layers)
    note = " Its answer means nothing until it is trained." * (answers and network.is_random)
    st.caption(f"Weights: {as_it_stands(network.weights)}.{note} {prepared}".strip())


def head_choice(image: CurrentImage) -> str:
    """For a picture, ask which dense layer answers; bitmaps always get the trained one."""
    if image.is_bitmap:
        return "trained"
    return controls.segmented(settings.HEAD, "Dense layer")


def head_words(image: CurrentImage, head: str) -> None:
    """Say what the chosen dense layer can do with a picture, and what it cannot."""
    if image.is_bitmap:
        return
    if head == "trained":
        st.caption(
            "The picture is fitted to 7×5 gray cells, because that is all the trained layer knows. It has learned from "
            "drawings of the ten digits and nothing else: whatever the picture shows, it names a digit."
            + (" Pixels changed by hand are not in it." * bool(of_kind(image.changes, "pixel")))
        )
    else:
        st.caption(
            "This dense layer takes the picture at the size it was prepared in, but it is **untrained**: its weights "
            "are small random numbers, so its answer means nothing."
        )
