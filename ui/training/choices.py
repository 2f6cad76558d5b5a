"""The controls of the training page, and the plan that their settings make."""

from __future__ import annotations

import streamlit as st

from cnn_steps import Layer, summary
from cnn_steps.layers import Activation
from ui import controls
from ui.address import settings, state
from ui.app import page
from ui.networks.chosen import network_plan, network_title, require_layers
from ui.networks.codes import layer_words
from ui.operations.activations import activation_of
from ui.training.data_sets import DATA_SETS, preset_layers, preset_of
from ui.training.plans import DataSet, TrainingPlan
from ui.training.runs import check


def plan_controls() -> None:
    """Ask for data, network, and the two numbers that steer a training most."""
    with page.control_line():
        controls.segmented(settings.TRAINING_DATA, "Data")
        controls.segmented(settings.TRAINED_NETWORK, "Network")
        controls.typed_whole(settings.EPOCHS, "Epochs")
        controls.decimal(settings.RATE, "Learning rate", step=0.01)


def more_controls() -> None:
    """Ask in a closed box for the settings that few people change."""
    for setting in (settings.MOMENTUM, settings.BATCH, settings.REDUCTION, settings.SEED):
        state.use(setting)
    box = st.expander("More: momentum, batch, seed", key="training more", on_change="rerun", icon=":material/tune:")
    if box.open:
        with box, page.control_line():
            controls.decimal(settings.MOMENTUM, "Momentum")
            controls.typed_whole(settings.BATCH, "Pictures in a batch")
            controls.segmented(settings.REDUCTION, "Gradients of a batch")
            controls.typed_whole(settings.SEED, "Seed")


def chosen_plan() -> TrainingPlan:
    """The plan that the settings make.

    Raises
    ------
    ValueError
        If the data set cannot be made, or the network does not fit it.
    """
    data = DATA_SETS[state.use(settings.TRAINING_DATA)]()
    layers, input_shape, network = _network(data)
    plan = TrainingPlan(
        layers=layers,
        input_shape=input_shape,
        data=data,
        epochs=state.use(settings.EPOCHS),
        learning_rate=state.use(settings.RATE),
        momentum=state.use(settings.MOMENTUM),
        batch_size=state.use(settings.BATCH),
        seed=state.use(settings.SEED),
        reduction=state.use(settings.REDUCTION),
        network=network,
    )
    check(plan)
    return plan


def _network(data: DataSet) -> tuple[tuple[Layer, ...], tuple[int, int, int], str]:
    """The layers to train on a data set, the shape of what they take, and what to call the network."""
    if state.use(settings.TRAINED_NETWORK) == "preset":
        return preset_layers(data), data.input_shape, preset_of(data).title
    stack = network_plan()
    require_layers(stack)
    # A network without a form takes any image as it is, so it takes these pictures too.
    return (
        stack.layers,
        stack.form.shape if stack.form else data.input_shape,
        network_title(state.use(settings.NETWORK)),
    )


def network_words(plan: TrainingPlan) -> str:
    """The layers of a plan in one line, and how many weights they have.

    Examples
    --------
    >>> from ui.training.data_sets import lines
    >>> network_words(TrainingPlan(preset_layers(lines()), (1, 8, 8), lines(), 10, 0.05, 0.9, 16, 0))
    'Conv (4 filters 3×3) → ReLU → Pool (max of 2×2) → Flatten → Dense (2 units): 114 numbers to learn'
    """
    rows = summary(plan.layers, plan.input_shape)
    layers = [_layer_text(row.layer) for row in rows]
    return f"{' → '.join(layers)}: {sum(row.parameters for row in rows):,} numbers to learn"


def _layer_text(layer: Layer) -> str:
    """A layer by its name in ``cnn_steps``, an activation by the name that people know, and what it is set to."""
    name = activation_of(layer).title if isinstance(layer, Activation) else type(layer).__name__
    words = layer_words(layer)
    return f"{name} ({words})" if words else name
