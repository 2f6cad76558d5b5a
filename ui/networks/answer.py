"""A network’s answer by the name of its class, and the line on the pages of the walk with that of a person’s own."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn_steps import softmax
from ui.figures.numbers import percent
from ui.image_choice import CurrentImage
from ui.navigation import link_to
from ui.network import DIGIT_NAMES
from ui.networks.chosen import ChosenNetwork, activations, kept_network, network_input
from ui.words import as_it_stands


def class_names(network: ChosenNetwork, count: int) -> tuple[str, ...]:
    """What to call the classes of a network."""
    if len(network.classes) == count:
        return network.classes
    if network.name == "lines":
        return "vertical", "horizontal"
    return DIGIT_NAMES if count == len(DIGIT_NAMES) else tuple(str(number) for number in range(count))


def own_answer(image: CurrentImage) -> None:
    """What the person's own weights make of the image, and where to follow them; nothing where there are none."""
    network = kept_network(image)
    if network is None:
        return
    logits = activations(network, network_input(image, network).array)[-1]
    if logits.ndim != 1 or logits.size < 2 or not np.isfinite(logits).all():
        return
    shares = softmax(logits)
    best = int(shares.argmax())
    name = class_names(network, shares.size)[best]
    with st.container(horizontal=True, vertical_alignment="center", key="own network"):
        st.markdown(
            f":material/model_training: **Your network**, {as_it_stands(network.weights)}, takes this image for "
            f"**{name}**: {percent(shares[best], words=True)}.",
            width="content",
        )
        link_to("stack", "Through its layers")
        link_to("backpropagation", "Back to the pixels")
