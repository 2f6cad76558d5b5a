"""Ways back through small networks, and the operations on them as the step card is sent them."""

from typing import Any

import numpy as np

from cnn_steps import (
    DIGITS,
    Conv,
    Dense,
    Flatten,
    Layer,
    Pool,
    Relu,
    Sigmoid,
    Tanh,
    init_parameters,
    load_bitmap_classifier,
)
from ui.backward.card_data import (
    OneKernel,
    backward_dense_card,
    backward_flatten_card,
    backward_gate_card,
    backward_image_card,
    backward_kernel_card,
    backward_loss_card,
    backward_pooling_card,
    backward_weights_card,
)
from ui.components.card_messages import BackwardCard
from ui.networks.passes import BackwardPass, backward_pass, entry_names

DIGIT_NAMES = tuple("0123456789")
FILTERS = ("box", "vertical line", "diagonal line")
NINE: tuple[Layer, ...] = (Conv(3, average=True, bias=False), Relu(), Pool(2, stride=1), Flatten(), Dense(10))


def nine(digit: int = 9, label: int = 9) -> BackwardPass:
    """The way back through the network of the first lessons."""
    known = load_bitmap_classifier()
    parameters = {"conv1.kernels": known.kernels[:, None], "dense1.weights": known.weights, "dense1.bias": known.bias}
    return backward_pass(NINE, parameters, DIGITS[digit][None], label)


def random_way(*layers: Layer, shape: tuple[int, ...] = (1, 7, 6), label: int = 0, seed: int = 1) -> BackwardPass:
    """The way back through layers with random weights, from a random image."""
    rng = np.random.default_rng(seed)
    parameters = init_parameters(layers, shape, rng=rng)
    parameters = {name: array + rng.normal(scale=0.1, size=array.shape) for name, array in parameters.items()}
    return backward_pass(layers, parameters, rng.uniform(-1, 1, shape), label)


def cards(back: BackwardPass, number: int = 0, channel: int = 0) -> dict[str, Any]:
    """Every card of a way back, for one of the maps of each layer, by the layer's name."""
    found = {"loss": backward_loss_card(back, [str(unit) for unit in range(back.shares.size)])}
    for layer, (name, kind) in enumerate(zip(back.names, back.layers, strict=True)):
        if isinstance(kind, Dense):
            units = [str(unit) for unit in range(kind.units)]
            shape = back.activations[layer - 1].shape if layer else ()
            places = entry_names(back, layer, [f"map {place}" for place in range(16)], shape)
            found[f"{name} inputs"] = backward_dense_card(back, layer, units, places)
            found[f"{name} weights"] = backward_weights_card(back, layer, min(number, kind.units - 1), units, places)
        elif isinstance(kind, Flatten):
            maps = [f"map {place}" for place in range(len(back.activations[layer]))]
            found[name] = backward_flatten_card(back, layer, maps)
        elif isinstance(kind, Pool):
            found[name] = backward_pooling_card(back, layer, number, "box")
        elif isinstance(kind, Conv):
            one = OneKernel(back, layer, number, channel, "box")
            found[f"{name} weights"] = backward_kernel_card(
                one, "Map" if layer else "Image", None if layer else (-1.0, 1.0)
            )
            found[f"{name} inputs"] = backward_image_card(one, "Sent back by box")
        else:
            place = number if back.activations[layer].ndim == 3 else 0
            found[name] = backward_gate_card(back, layer, place, "box")
    return found


def output_of(card: BackwardCard) -> np.ndarray:
    """The gradient that fills up on a card."""
    return card.output if isinstance(card.output, np.ndarray) else card.output.numbers


WAYS = {
    "nine": (nine(), 0),
    "nine should be a 4": (nine(9, 4), 2),
    "stride and padding": (
        random_way(Conv(2, stride=2, padding=1), Sigmoid(), Pool(2, padding=1, mode="avg"), Flatten(), Dense(3)),
        1,
    ),
    "dilation and depth": (
        random_way(
            *(Conv(2, 2, dilation=2), Tanh(), Conv(2, 3, padding="same", average=True), Relu(), Pool(3, stride=2)),
            *(Flatten(), Dense(5), Relu(), Dense(2)),
            shape=(3, 9, 8),
        ),
        1,
    ),
}
"""Ways back, each with the number of the map to look at."""

BACKWARD_OPERATIONS = {
    f"back: {way}, {name}": card
    for way, (back, number) in WAYS.items()
    for name, card in cards(back, number).items()
    if way != "nine should be a 4"
}
