"""The names of a network’s classes, and the line that says what a person’s own network takes the image for."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn_steps import softmax
from ui.app.navigation import link_to
from ui.figures.numbers import percent
from ui.networks.chosen import ChosenNetwork, activations, kept_network, network_input
from ui.networks.codes import PRESETS
from ui.picture.current import CurrentImage
from ui.words import as_it_stands


def class_names(network: ChosenNetwork) -> tuple[str, ...]:
    """The names of the classes of a network; empty where nobody knows them."""
    if network.source == "kept" or network.name not in PRESETS:
        return network.classes
    return PRESETS[network.name].classes


def own_answer(image: CurrentImage) -> None:
    """Say what the network takes the image for that the person trained; nothing before one is trained."""
    network = kept_network(image)
    if network is None or network.is_random:
        return
    logits = activations(network, network_input(image, network).array)[-1]
    if logits.ndim != 1 or logits.size < 2 or not np.isfinite(logits).all():
        return
    shares = softmax(logits)
    best = int(shares.argmax())
    names = class_names(network)
    answer = f"takes this image for **{names[best]}**" if names else f"gives **unit {best}** the largest share"
    with st.container(horizontal=True, vertical_alignment="center", key="own network"):
        st.markdown(
            f":material/model_training: **Your network**, {as_it_stands(network.weights)}, {answer}: "
            f"{percent(shares[best], words=True)}.",
            width="content",
        )
        link_to("stack", "Through its layers")
        link_to("backpropagation", "Back to the pixels")
