"""The control that chooses the network in view, and the line that says whose weights it has."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from cnn_steps import Dense
from ui import controls
from ui.address import settings, state
from ui.app.navigation import link_to
from ui.networks.chosen import ChosenNetwork, network_title
from ui.networks.codes import PRESETS
from ui.words import as_it_stands


def network_choice(names: Iterable[str] = PRESETS) -> None:
    """Ask for a network with a name; the one in view is always among them, and its layers are a click away."""
    options = {name: network_title(name) for name in (*names, state.use(settings.NETWORK))}
    controls.one_of(settings.NETWORK, options, "Network", line=True)
    link_to("stack", "Change its layers")


def network_words(network: ChosenNetwork, prepared: str = "") -> None:
    """Say whose weights the network has, and what was done to the image for it."""
    answers = any(isinstance(layer, Dense) for layer in network.layers)
    note = " Its answer means nothing until it is trained." * (answers and network.is_random)
    st.caption(f"Weights: {as_it_stands(network.weights)}.{note} {prepared}".strip())
