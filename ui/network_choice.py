"""The control that chooses the network in view, and the line that says whose weights it has."""

from __future__ import annotations

import streamlit as st

from ui import settings, state
from ui.network_codes import PRESETS
from ui.networks import ChosenNetwork, network_title


def network_choice() -> str:
    """Ask for a network with a name, or keep the person's own; returns its name or code."""
    code = str(state.get(settings.NETWORK))
    st.selectbox(
        "Network",
        [*PRESETS, *([] if code in PRESETS else [code])],
        format_func=network_title,
        key=settings.NETWORK.name,
        persist_state="session",
    )
    return code


def network_words(network: ChosenNetwork, prepared: str = "") -> None:
    """Say whose weights the network has, and what was done to the image for it."""
    note = " Its answer means nothing until it is trained." if network.is_random else ""
    st.caption(f"Weights: {network.weights}.{note} {prepared}".strip())
