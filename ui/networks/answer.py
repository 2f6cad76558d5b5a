"""A network’s answer by the name of its class, and the line on the pages of the walk with that of a person’s own."""

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
    """What the outputs of a network stand for; empty where nobody knows."""
    if network.source == "kept" or network.name not in PRESETS:
        return network.classes
    return PRESETS[network.name].classes


def own_answer(image: CurrentImage) -> None:
    """What the person's own weights make of the image, and where to follow them; nothing where none are trained."""
    network = kept_network(image)
    if network is None or network.is_random:
        return
    logits = activations(network, network_input(image, network).array)[-1]
    if logits.ndim != 1 or logits.size < 2 or not np.isfinite(logits).all():
        return
    shares = softmax(logits)
    best = int(shares.argmax())
    names = class_names(network)
    taken = f"takes this image for **{names[best]}**" if names else f"gives **unit {best}** the largest share"
    with st.container(horizontal=True, vertical_alignment="center", key="own network"):
        st.markdown(
            f":material/model_training: **Your network**, {as_it_stands(network.weights)}, {taken}: "
            f"{percent(shares[best], words=True)}.",
            width="content",
        )
        link_to("stack", "Through its layers")
        link_to("backpropagation", "Back to the pixels")
