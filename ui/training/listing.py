"""The code for the training page: it uses the same data, network and steps, so it gives the same numbers."""

from __future__ import annotations

from ui.listings.lessons import import_line
from ui.listings.networks import layers_code
from ui.training.plans import TrainingPlan


def training_listing(plan: TrainingPlan) -> str:
    """A script that trains as the plan says. The plan's data set must have code."""
    layers, kinds = layers_code(plan.layers)
    return f"""import numpy as np
{import_line(("init_parameters", "train", *plan.data.code_names, *kinds))}

{plan.data.code}

{layers}
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
