"""The way back through a network: the loss of one image, and its gradient from the logits to the pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import cast

import numpy as np

from cnn_steps import Conv, Dense, Flatten, Layer, backward, cross_entropy, forward, layer_names, softmax, summary

LOSS = "loss"
MOST_CELLS = 144  # of a map, so that one sum can still be written out
MOST_MAPS = 16
MOST_UNITS = 64
MOST_ENTRIES = 600  # of a vector
LEAST_LEGIBLE = 0.05  # where all gradients at the logits are smaller, the scale makes them readable


@dataclass(frozen=True, eq=False)
class BackwardPass:
    """Every number of one forward pass, and its gradient: how the loss changes with it.

    Attributes
    ----------
    layers, names : from the image on; names as ``layer_names`` gives them.
    parameters : weights and biases by name.
    activations : what goes into each layer, and what comes out of the last, the logits.
    label : the class that should win.
    loss : cross-entropy, in nats.
    shares : (classes,), of softmax.
    gradients : of the activations, in their order.
    parameter_gradients : of the parameters, by name.
    """

    layers: tuple[Layer, ...]
    names: tuple[str, ...]
    parameters: Mapping[str, np.ndarray]
    activations: tuple[np.ndarray, ...]
    label: int
    loss: float
    shares: np.ndarray
    gradients: tuple[np.ndarray, ...]
    parameter_gradients: Mapping[str, np.ndarray]

    @property
    def logits(self) -> np.ndarray:
        """(classes,), what comes out of the last layer."""
        return self.activations[-1]

    @property
    def scale(self) -> int:
        """The power of ten that gradients are multiplied with to be readable; 1 where they are without it.

        A network that is right and sure has tiny gradients. One factor serves all layers, because every layer sends
        back gradients in proportion to those it gets.
        """
        largest = float(np.abs(self.gradients[-1]).max())
        if not 0 < largest < LEAST_LEGIBLE:
            return 1
        return int(10 ** min(12, -floor(log10(largest)) - 1)) or 1

    def shown(self, place: int) -> np.ndarray:
        """The gradient at an activation, by its place, times the scale."""
        return self.gradients[place] * self.scale

    def shown_parameter(self, name: str) -> np.ndarray:
        """The gradient of a parameter, times the scale."""
        return self.parameter_gradients[name] * self.scale

    def layer_at(self, name: str) -> int:
        """The number of the layer with this name, which is also the place of what goes into it."""
        return self.names.index(name)


def backward_pass(
    layers: Sequence[Layer], parameters: Mapping[str, np.ndarray], image: np.ndarray, label: int
) -> BackwardPass:
    """Send an image through a network and its loss back.

    Parameters
    ----------
    layers, parameters : of the network, as ``cnn_steps.forward`` takes them.
    image : (C, H, W).
    label : the class that should win.
    """
    # Weights of a training or a file are float32, in which a nudge of a billionth would be lost.
    parameters = {name: array.astype(np.float64) for name, array in parameters.items()}
    activations = forward(layers, parameters, image)
    loss, gradient = cross_entropy(activations[-1], label)
    gradients = backward(layers, parameters, activations, gradient)
    return BackwardPass(
        layers=tuple(layers),
        names=layer_names(layers),
        parameters=parameters,
        activations=activations,
        label=label,
        loss=loss,
        shares=softmax(activations[-1]),
        gradients=cast(tuple[np.ndarray, ...], gradients.activations),  # the image's was asked for
        parameter_gradients=gradients.parameters,
    )


def loss_of(layers: Sequence[Layer], parameters: Mapping[str, np.ndarray], image: np.ndarray, label: int) -> float:
    """The loss of one image alone."""
    return cross_entropy(forward(layers, parameters, image)[-1], label)[0]


def after_step(
    parameters: Mapping[str, np.ndarray], gradients: Mapping[str, np.ndarray], rate: float
) -> dict[str, np.ndarray]:
    """The parameters after one step of gradient descent: each less ``rate`` times its gradient."""
    return {name: array - rate * gradients[name] for name, array in parameters.items()}


def class_count(layers: Sequence[Layer], input_shape: tuple[int, ...]) -> int:
    """How many classes a network has.

    Raises
    ------
    ValueError
        If it has none, or is too large to be shown number by number.
    """
    rows = summary(layers, input_shape)
    classes = rows[-1].output_shape
    if len(classes) != 1 or classes[0] < 2:
        end = "one number" if classes == (1,) else "maps"
        raise ValueError(
            f"this network ends in {end}, and a loss needs two classes or more: end it with Flatten and a Dense layer"
        )
    shapes = [tuple(input_shape), *(row.output_shape for row in rows)]
    for name, shape, layer in zip(("the image", *(row.name for row in rows)), shapes, (None, *layers), strict=True):
        size = "×".join(f"{count:,}" for count in shape)
        if len(shape) > 1 and (shape[-2] * shape[-1] > MOST_CELLS or (len(shape) == 3 and shape[0] > MOST_MAPS)):
            raise ValueError(
                f"this network is too large to go back through cell by cell: {name} has {size} numbers, and here a map "
                f"may have {MOST_CELLS} cells and a layer {MOST_MAPS} maps; choose a smaller network"
            )
        most = MOST_UNITS if isinstance(layer, Dense) else MOST_ENTRIES
        if len(shape) == 1 and shape[0] > most:
            raise ValueError(
                f"this network is too large to go back through cell by cell: {name} has {size} numbers, and here it "
                f"may have {most}; choose a smaller network"
            )
    return classes[0]


def map_names(
    layers: Sequence[Layer], place: int, count: int, first: Sequence[str], image: Sequence[str], kind: str = "map"
) -> list[str]:
    """What to call the maps at a place between the layers.

    Parameters
    ----------
    place : how many layers come before.
    count : how many maps there are.
    first : names of the filters of the first convolution; empty where they have none.
    image : names of the channels of the image.
    kind : what one without a name is called, with its number behind it.
    """
    convolutions = sum(isinstance(layer, Conv) for layer in layers[:place])
    names = image if convolutions == 0 else first if convolutions == 1 else ()
    return list(names) if len(names) == count else [f"{kind} {number}" for number in range(count)]


def entry_names(back: BackwardPass, layer: int, names: Sequence[str], shape: tuple[int, ...]) -> list[str]:
    """Where each entry of the vector that goes into a dense layer comes from.

    Parameters
    ----------
    names : of the maps before a flatten layer; for a vector that comes from another layer they are not used.
    shape : of these maps.
    """
    if layer and isinstance(back.layers[layer - 1], Flatten) and len(shape) == 3:
        maps, rows, columns = shape
        return [
            f"{names[number].capitalize()}, row {row}, column {column}"
            for number in range(maps)
            for row in range(rows)
            for column in range(columns)
        ]
    return [f"Entry {entry}" for entry in range(back.activations[layer].size)]
