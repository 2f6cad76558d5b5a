"""The code for the training page: the same data, network and steps, so the same numbers."""

from __future__ import annotations

from dataclasses import fields

from cnn_steps import Layer
from ui.listings import import_line
from ui.training.plans import Plan


def layer_code(layer: Layer) -> str:
    """A layer as Python writes it, without what it has by default.

    Examples
    --------
    >>> from cnn_steps import Conv, Pool, Relu
    >>> layer_code(Conv(4, padding=1)), layer_code(Relu()), layer_code(Pool())
    ('Conv(4, padding=1)', 'Relu()', 'Pool(2)')
    """
    told = []
    for place, field in enumerate(fields(layer)):
        value = getattr(layer, field.name)
        if place == 0:
            told.append(repr(value))
        elif value != field.default:
            told.append(f"{field.name}={value!r}")
    return f"{type(layer).__name__}({', '.join(told)})"


def training_listing(plan: Plan) -> str:
    """A script that trains what the plan says; for data that have code."""
    names = {"init_parameters", "train", *plan.data.code_names, *(type(layer).__name__ for layer in plan.layers)}
    layers = "".join(f"    {layer_code(layer)},\n" for layer in plan.layers)
    return f"""import numpy as np
{import_line(names)}

{plan.data.code}

layers = (
{layers})
rng = np.random.default_rng({plan.seed})
parameters = init_parameters(layers, {plan.input_shape}, rng=rng, dtype=np.float32)

for epoch in train(
    layers,
    parameters,
    images[learned],
    labels[learned],
    epochs={plan.epochs},
    learning_rate={plan.learning_rate!r},
    momentum={plan.momentum!r},
    batch_size={plan.batch_size},
    reduction="{plan.reduction}",
    rng=rng,
    validation=(images[held_out], labels[held_out]),
):
    print(f"epoch {{epoch.epoch}}: loss {{epoch.loss:.4f}}, held out {{epoch.validation_accuracy:.1%}} right")
"""
