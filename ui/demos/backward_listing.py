"""The code for the page of backpropagation: the loss, all gradients, the one in view, and one step."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace

import numpy as np

from cnn_steps import Layer
from ui.backward import LOSS
from ui.demos.backpropagation import CardInView, Way
from ui.image_choice import CurrentImage
from ui.listings import bank_code, listing
from ui.networks import has_kept_weights


def layers_code(layers: tuple[Layer, ...]) -> str:
    """The layers of a network as Python, what is not said as by default left out.

    Examples
    --------
    >>> from cnn_steps import Conv, Dense, Flatten
    >>> layers_code((Conv(4, padding=1), Flatten(), Dense(2)))
    '(Conv(4, padding=1), Flatten(), Dense(2))'
    """
    return f"({', '.join(map(_layer_code, layers))}{',' * (len(layers) == 1)})"


def _layer_code(layer: Layer) -> str:
    said = [
        repr(getattr(layer, field.name)) if field.default is MISSING else f"{field.name}={getattr(layer, field.name)!r}"
        for field in fields(layer)
        if getattr(layer, field.name) != field.default
    ]
    return f"{type(layer).__name__}({', '.join(said)})"


def parameters_code(way: Way, image: CurrentImage, seed: int) -> tuple[str, tuple[str, ...]]:
    """Lines that make the weights of the network in view, and what they need from ``cnn_steps``."""
    if has_kept_weights():
        made = 'load_parameters("weights.npz", layers, image.shape)  # the weights of your session, saved'
        return f"parameters = {made}", ("load_parameters",)
    if way.network.name == "nine":
        lines = f"""known = load_bitmap_classifier()
{bank_code(image, channels=1)}
parameters = {{
    "conv1.kernels": kernels[:, None],  # (F, kH, kW) -> (F, C, kH, kW)
    "dense1.weights": known.weights,
    "dense1.bias": known.bias,
}}"""
        return lines, ("LESSON_KERNELS", "load_bitmap_classifier")
    made = f"init_parameters(layers, image.shape, rng=np.random.default_rng({seed}))"
    return f"parameters = {made}", ("init_parameters",)


def number_in_view(way: Way, card: CardInView, name: str, step: int) -> str:
    """The gradient that the card shows at a step, as an expression; that of the cell a window's gradient goes to."""
    back = way.back
    if name == LOSS:
        return f"gradients.activations[-1][{step}]"
    layer = back.layer_at(name)
    if card.parameter:
        shape = back.parameters[card.parameter].shape
        index = (step, card.number) if len(shape) == 2 else (card.number, card.channel, *divmod(step, shape[3]))
        return f'gradients.parameters["{card.parameter}"][{", ".join(map(str, index))}]'
    gradient = back.gradients[layer]
    if card.data["operation"] == "backward_pooling":
        return f"gradients.activations[{layer}][{card.number}].round(6)"
    first = card.channel if name.startswith("conv") else card.number
    if gradient.ndim == 3 and name.rstrip("0123456789") != "flatten":
        step += first * gradient[0].size
    index = tuple(int(place) for place in np.unravel_index(step, gradient.shape))
    return f"gradients.activations[{layer}][{', '.join(map(str, index))}]"


def backpropagation_listing(
    way: Way, image: CurrentImage, card: CardInView, name: str, step: int, *, rate: float, seed: int
) -> str:
    """Send the image forward and its loss back, print the gradient in view, and take one step."""
    weights, names = parameters_code(way, image, seed)
    back = way.back
    body = f"""
layers = {layers_code(back.layers)}
{weights}

activations = forward(layers, parameters, image)
loss, grad_logits = cross_entropy(activations[-1], {back.label})  # it should say {way.classes[back.label]}
gradients = backward(layers, parameters, activations, grad_logits)

print("loss", loss)
for name, gradient in gradients.parameters.items():
    print(name, gradient.shape, "largest", np.abs(gradient).max())
print({number_in_view(way, card, name, step)})  # in view{f", shown {back.scale:,} times as large" * (back.scale != 1)}

stepped = {{name: array - {rate:g} * gradients.parameters[name] for name, array in parameters.items()}}
after, _ = cross_entropy(forward(layers, stepped, image)[-1], {back.label})
print("loss after a step", after)
"""
    kinds = {type(layer).__name__ for layer in back.layers}
    seen = replace(image, code=way.seen.code, code_names=way.seen.code_names)
    return listing(seen, (*names, *kinds, "backward", "cross_entropy", "forward"), body)
