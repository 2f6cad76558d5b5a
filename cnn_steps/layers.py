"""The layers a network is made of, as plain data: what each does. What each has learned is kept elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from cnn_steps.arrays import shown


@dataclass(frozen=True)
class Conv:
    """A convolution with ``filters`` filters, each of one kernel per channel. The fields are as in ``conv2d``."""

    filters: int
    kernel_size: Any = 3
    stride: Any = 1
    padding: Any = 0
    dilation: Any = 1
    average: bool = False
    bias: bool = True


@dataclass(frozen=True)
class Relu:
    """Keep what is positive and replace the rest with 0."""


@dataclass(frozen=True)
class Sigmoid:
    """Squeeze every number into the range from 0 to 1."""


@dataclass(frozen=True)
class Tanh:
    """Squeeze every number into the range from -1 to 1."""


PoolMode: TypeAlias = Literal["max", "avg"]
"""What pooling keeps of a window: its largest number, or the average of all."""


@dataclass(frozen=True)
class Pool:
    """Keep one number of every window: the maximum or the average. The fields are as in ``pool2d``.

    An average divides by all cells of a window, those in padding included.
    """

    size: Any = 2
    stride: Any = None
    padding: Any = 0
    mode: PoolMode = "max"


@dataclass(frozen=True)
class Flatten:
    """Put the numbers of all maps into one row."""


@dataclass(frozen=True)
class Dense:
    """A fully connected layer: every one of its ``units`` weighs every number that comes in."""

    units: int
    bias: bool = True


Activation: TypeAlias = Relu | Sigmoid | Tanh
"""A layer that changes every number by itself, whatever its neighbors are; its functions are in ``activations.py``."""

Layer: TypeAlias = Conv | Activation | Pool | Flatten | Dense
"""Any of the layers."""

LAYER_KINDS: tuple[type[Layer], ...] = get_args(Layer)
"""The same as a tuple of classes."""


def layer_names(layers: Sequence[Layer]) -> tuple[str, ...]:
    """Give every layer a name: its kind, counted from 1.

    Parameters
    ----------
    layers : sequence of layers, at least one

    Returns
    -------
    tuple of str, one per layer

    Raises
    ------
    ValueError
        If there is no layer, or something else is among them.

    Examples
    --------
    >>> layer_names([Conv(4), Relu(), Conv(8), Flatten(), Dense(2)])
    ('conv1', 'relu1', 'conv2', 'flatten1', 'dense1')
    """
    if not isinstance(layers, (tuple, list)) or not layers:
        raise ValueError(
            f"layers are {shown(layers)}: give a tuple of at least one layer, such as (Flatten(), Dense(2))"
        )
    counts: Counter[str] = Counter()
    names = []
    for number, layer in enumerate(layers):
        if not isinstance(layer, LAYER_KINDS):
            kinds = ", ".join(kind.__name__ for kind in LAYER_KINDS)
            raise ValueError(f"layers[{number}] is {shown(layer)}: give one of {kinds}, each with its parentheses")
        kind = type(layer).__name__.lower()
        counts[kind] += 1
        names.append(f"{kind}{counts[kind]}")
    return tuple(names)
