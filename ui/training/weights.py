"""The weights of a training: saved to a file, loaded from one, or put in use on the other pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnn_steps import load_parameters
from ui.address import state
from ui.app.downloads import file_name
from ui.networks.chosen import ChosenNetwork, gives_learned_kernels, keep_weights, kept_network, put_plan
from ui.networks.codes import InputForm, NetworkPlan
from ui.networks.weights_file import weights_bytes
from ui.picture.file_field import MAX_MEGABYTES, file_field
from ui.picture.in_view import current_image
from ui.training.plans import TrainingPlan
from ui.training.runs import current_run, epoch_in_view, load_run, next_picture
from ui.words import as_it_stands, file_title

_UPLOAD = "weights file"
_ASKED_FOR = "the network that the weights file is asked for"


def epoch_line() -> None:
    """Buttons for the epoch in view: save its weights, use them on the other pages, try another picture."""
    run = current_run()
    epoch = epoch_in_view(run) if run else None
    if run is None or epoch is None or run.is_running:
        return
    words, network = weights_words(run.plan, epoch.epoch, run.source), kept_network(current_image())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Save weights",
            partial(weights_bytes, epoch.parameters),
            f"{file_name('weights', run.plan.data.name, f'epoch {epoch.epoch}')}.npz",
            "application/octet-stream",
            key="save weights",
            on_click="ignore",
            icon=":material/download:",
        )
        st.button(
            "Use on the other pages",
            key="use weights",
            on_click=_use,
            args=(run.plan, epoch.parameters, words, epoch.epoch, not (epoch.epoch or run.source)),
            icon=":material/share:",
        )
        st.button("Another picture", key="another picture", on_click=next_picture, icon=":material/shuffle:")
        if network is None:
            st.caption(f"Weights: {as_it_stands(words)}.")
        else:
            st.caption(f"In use on the pages about networks{_elsewhere(network)}: {as_it_stands(network.weights)}.")


def _elsewhere(network: ChosenNetwork) -> str:
    """Where else the other pages use the network, as the rest of a sentence."""
    filters = ", its filters in the menus of kernels" * gives_learned_kernels(network)
    return filters + ", its answer beside that of the walk" * (not network.is_random)


def weights_words(plan: TrainingPlan, epoch: int, source: str) -> str:
    """Whose weights these are, after an epoch of a plan.

    Examples
    --------
    >>> from ui.training.data_sets import lines
    >>> weights_words(TrainingPlan((), (1, 8, 8), lines(), 10, 0.05, 0.9, 16, 0), 1, "")
    'trained on lines, 1 epoch'
    """
    epochs = "1 epoch" if epoch == 1 else f"{epoch} epochs"
    if not epoch:
        return source or plan.first_weights
    trained = f"trained on {plan.data.title.lower()}, {epochs}" + (", sabotaged" if plan.sabotage else "")
    return f"{source}, then {trained}" if source else trained


def _use(plan: TrainingPlan, parameters: Mapping[str, np.ndarray], words: str, epoch: int, untrained: bool) -> None:
    channels, rows, columns = plan.input_shape
    keep_weights(plan.layers, plan.input_shape, parameters, words, plan.data.classes if epoch else (), untrained)
    put_plan(NetworkPlan(plan.layers, InputForm(rows, columns, channels)))


def load_box(plan: TrainingPlan | None) -> None:
    """Ask for a file of weights for the network chosen above; None if no network is chosen that fits the data."""
    if plan is None:
        st.markdown("Choose a network above that fits the data: the file is read for that one.")
        return
    st.markdown(
        "A file saved here, or any `.npz` with the same names and shapes. It has to fit the network chosen above; "
        "nothing in it is run."
    )
    needed = plan.layers, plan.input_shape
    if state.kept(_ASKED_FOR) != needed:
        state.keep(_ASKED_FOR, needed)
        state.refuse(_UPLOAD, None)  # the last refusal was about another network
    file_field(
        _UPLOAD,
        "Weights as .npz",
        partial(_load, plan),
        kinds=["npz"],
        marked=f"A file marked red was not taken: the field takes one at a time, which ends in .npz and has no more "
        f"than {MAX_MEGABYTES} MB.",
    )


def _load(plan: TrainingPlan, file: UploadedFile) -> None:
    parameters = load_parameters(file, plan.layers, plan.input_shape)
    load_run(plan, parameters, f"loaded from {file_title(file.name)}")
