"""The code for the page of backpropagation: the loss, all gradients, the one in view, and one step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnn_steps import Conv, Flatten
from ui.components.card_messages import BackwardPoolingCard
from ui.lessons.backpropagation.way_back import CardInView, Way
from ui.listings.lessons import listing
from ui.listings.networks import layers_code, parameters_code
from ui.listings.printing import number_code, rounded_code
from ui.networks.passes import LOSS
from ui.picture.current import CurrentImage


def number_in_view(way: Way, card: CardInView, name: str, step: int) -> str:
    """The gradient that the card shows at a step, as an expression; for pooling that of the whole map before it."""
    back = way.back
    if name == LOSS:
        return number_code(f"gradients.activations[-1][{step}]")
    layer = back.layer_at(name)
    if card.parameter:
        shape = back.parameters[card.parameter].shape
        index = (step, card.number) if len(shape) == 2 else (card.number, card.channel, *divmod(step, shape[3]))
        return number_code(f'gradients.parameters["{card.parameter}"][{", ".join(map(str, index))}]')
    gradient = back.gradients[layer]
    if isinstance(card.message, BackwardPoolingCard):
        return f"gradients.activations[{layer}][{card.number}]"
    kind = back.layers[layer]
    first = card.channel if isinstance(kind, Conv) else card.number
    if gradient.ndim == 3 and not isinstance(kind, Flatten):
        step += first * gradient[0].size
    index = tuple(int(place) for place in np.unravel_index(step, gradient.shape))
    return number_code(f"gradients.activations[{layer}][{', '.join(map(str, index))}]")


def _in_view(expression: str, card: CardInView, scale: int) -> str:
    """A line that prints what the card shows: a number without the scale of the page, a map with it."""
    larger = f"{scale:,} times as large" if scale != 1 else ""
    if not isinstance(card.message, BackwardPoolingCard):
        return f"print({expression})  # in view{f', shown {larger}' if larger else ''}"
    rounded = rounded_code(f"({expression} * {scale})" if larger else expression)
    return f"print({rounded})  # in view{f', {larger}' if larger else ''}"


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
loss, grad_logits = cross_entropy(activations[-1], {back.label})  # it should say {way.class_name(back.label)}
gradients = backward(layers, parameters, activations, grad_logits)

print("loss", {number_code("loss")})
for name, gradient in gradients.parameters.items():
    print(name, gradient.shape, "largest", np.abs(gradient).max())
{_in_view(number_in_view(way, card, name, step), card, back.scale)}

stepped = {{name: array - {rate} * gradients.parameters[name] for name, array in parameters.items()}}
after, _ = cross_entropy(forward(layers, stepped, image)[-1], {back.label})
print("loss after a step", {number_code("after")})
"""
    prepared_image = replace(image, code=way.input.code, code_names=way.input.code_names)
    return listing(prepared_image, (*names, *kinds, "backward", "cross_entropy", "forward"), body)
