"""The code for the page of backpropagation: the loss, all gradients, the one in view, and one step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ui.backward.passes import LOSS
from ui.demos.backpropagation import CardInView, Way
from ui.image_choice import CurrentImage
from ui.listings import WHOLE, listing
from ui.networks.listings import layers_code, parameters_code


def number_in_view(way: Way, card: CardInView, name: str, step: int) -> str:
    """The gradient that the card shows at a step, as an expression to print; of pooling, those of the whole map."""
    back = way.back
    if name == LOSS:
        return _digits(f"gradients.activations[-1][{step}]")
    layer = back.layer_at(name)
    if card.parameter:
        shape = back.parameters[card.parameter].shape
        index = (step, card.number) if len(shape) == 2 else (card.number, card.channel, *divmod(step, shape[3]))
        return _digits(f'gradients.parameters["{card.parameter}"][{", ".join(map(str, index))}]')
    gradient = back.gradients[layer]
    if card.data["operation"] == "backward_pooling":
        return f"gradients.activations[{layer}][{card.number}]"
    first = card.channel if name.startswith("conv") else card.number
    if gradient.ndim == 3 and name.rstrip("0123456789") != "flatten":
        step += first * gradient[0].size
    index = tuple(int(place) for place in np.unravel_index(step, gradient.shape))
    return _digits(f"gradients.activations[{layer}][{', '.join(map(str, index))}]")


def _digits(number: str) -> str:
    """An expression for the digits of a number that count."""
    return f'format({number}, "{WHOLE}")'


def backpropagation_listing(
    way: Way, image: CurrentImage, card: CardInView, name: str, step: int, *, rate: float
) -> str:
    """Send the image forward and its loss back, print the gradient in view, and take one step."""
    layers, kinds = layers_code(way.back.layers)
    weights, names = parameters_code(way.network, image)
    back = way.back
    body = f"""
{layers}
{weights}

activations = forward(layers, parameters, image)
loss, grad_logits = cross_entropy(activations[-1], {back.label})  # it should say {way.classes[back.label]}
gradients = backward(layers, parameters, activations, grad_logits)

print(f"loss {{loss:{WHOLE}}}")
for name, gradient in gradients.parameters.items():
    print(name, gradient.shape, "largest", np.abs(gradient).max())
print({number_in_view(way, card, name, step)})  # in view{f", shown {back.scale:,} times as large" * (back.scale != 1)}

stepped = {{name: array - {rate:g} * gradients.parameters[name] for name, array in parameters.items()}}
after, _ = cross_entropy(forward(layers, stepped, image)[-1], {back.label})
print(f"loss after a step {{after:{WHOLE}}}")
"""
    seen = replace(image, code=way.seen.code, code_names=way.seen.code_names)
    return listing(seen, (*names, *kinds, "backward", "cross_entropy", "forward"), body)
