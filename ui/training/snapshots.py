"""What a network looks like after each epoch: its filters, their maps of one picture, and its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cnn_steps import Conv, Layer, forward, layer_names, softmax

MOST_FILTERS = 8


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A network with the weights of one epoch.

    Attributes
    ----------
    filters : (F, kH, kW), the first channel of the first filters of the first convolution; ``None`` without one.
    maps : (F, H, W), the feature maps of the picture by these filters, before any activation; ``None`` likewise.
    shares : (K,), the share of each class in the answer.
    """

    filters: np.ndarray | None
    maps: np.ndarray | None
    shares: np.ndarray


def snapshot(layers: Sequence[Layer], parameters: Mapping[str, np.ndarray], picture: np.ndarray) -> Snapshot:
    """Look at a network with the weights of one epoch.

    Parameters
    ----------
    picture : (C, H, W).
    """
    results = forward(layers, parameters, picture)
    shares = softmax(results[-1])
    place = next((place for place, layer in enumerate(layers) if isinstance(layer, Conv)), None)
    if place is None:
        return Snapshot(None, None, shares)
    kernels = parameters[f"{layer_names(layers)[place]}.kernels"]
    return Snapshot(kernels[:MOST_FILTERS, 0], results[place + 1][:MOST_FILTERS], shares)
