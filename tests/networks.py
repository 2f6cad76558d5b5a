"""The networks the tests share, each with the shape of one image, and random ones with image and weights."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from cnn_steps import Conv, Dense, Flatten, Layer, Pool, Relu, Sigmoid, Tanh, init_parameters
from cnn_steps.network import network_stages

LINES = (Conv(4), Relu(), Pool(), Flatten(), Dense(2))
LINES_SHAPE = (1, 8, 8)

LANDSCAPE = (Conv(32), Relu(), Pool(), Conv(64), Relu(), Pool(), Conv(64), Relu(), Flatten(), Dense(64), Relu())
LANDSCAPE = (*LANDSCAPE, Dense(10))
LANDSCAPE_SHAPE = (3, 64, 64)

LENET_5 = (Conv(6, 5), Tanh(), Pool(mode="avg"), Conv(16, 5), Tanh(), Pool(mode="avg"), Conv(120, 5), Tanh())
LENET_5 = (*LENET_5, Flatten(), Dense(84), Tanh(), Dense(10))
LENET_5_SHAPE = (1, 32, 32)

# Every kind of layer, every field of them, sizes that leave rows and columns over.
EVERYTHING = (
    Conv(3, (3, 2), stride=(1, 2), padding=((1, 0), (0, 2)), average=True),
    Sigmoid(),
    Pool((2, 3), stride=(1, 2), padding=(0, 1), mode="avg"),
    Conv(4, 2, dilation=2, padding="same", bias=False),
    Tanh(),
    Pool(2, padding=1),
    Conv(2, 3, padding=1),
    Relu(),
    Flatten(),
    Dense(5, bias=False),
    Sigmoid(),
    Dense(3),
)
EVERYTHING_SHAPE = (2, 9, 11)


def random_network(seed: int) -> tuple[np.ndarray, tuple[Layer, ...], dict[str, np.ndarray]]:
    """An image, layers that fit it and their parameters, the same for the same seed; every fifth has nearly everything.

    Sizes, strides, dilations and paddings are drawn until they fit, so that all of them meet in all combinations.
    """
    rng = np.random.default_rng(seed)
    shape = _one_of(rng, [(), (1,), (3,)]) + tuple(int(size) for size in rng.integers(6, 13, 2))
    if seed % 5 == 0:
        layers = _full(rng, shape)
    else:
        layers = _grown(rng, shape, [_one_of(rng, [_conv, _conv, _pool, _bend]) for _ in range(rng.integers(1, 6))])
    if seed % 3:
        units = [_one_of(rng, [_dense, _dense, _bend]) for _ in range(rng.integers(0, 4))]
        layers = (*layers, Flatten(), *(draw(rng) for draw in units))
    parameters = init_parameters(layers, shape, rng=rng)
    for name, array in parameters.items():
        if name.endswith(".bias"):
            array += rng.normal(size=array.shape)
    image = rng.normal(size=shape) if seed % 2 else np.where(rng.random(shape) < 0.5, -1.0, 1.0)
    return image, layers, parameters


def _full(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[Layer, ...]:
    """Every kind of convolution and pooling in one network."""
    first = Conv(
        int(rng.integers(2, 4)),
        (2, int(rng.integers(1, 4))),
        stride=_one_of(rng, [2, (1, 2)]),
        padding=((int(rng.integers(1, 3)), 0), (0, int(rng.integers(0, 3)))),
        average=True,
    )
    second = Conv(int(rng.integers(1, 4)), 2, padding="same", dilation=_one_of(rng, [2, (1, 2)]), average=True)
    between = _grown(rng, network_stages((first, _bend(rng)), shape)[-1].output_shape, [_pool])
    return (first, _bend(rng), *between, second, Pool(2, stride=1, padding="same", mode="avg"))


def _grown(
    rng: np.random.Generator, shape: tuple[int, ...], kinds: Sequence[Callable[[np.random.Generator], Layer]]
) -> tuple[Layer, ...]:
    """Layers of these kinds, one behind the other, each drawn again until it fits; what cannot fit is left out."""
    layers: tuple[Layer, ...] = ()
    for draw in kinds:
        for _ in range(20):
            longer = (*layers, draw(rng))
            with suppress(ValueError):
                network_stages(longer, shape)
                layers = longer
                break
    return layers or (_bend(rng),)


def _conv(rng: np.random.Generator) -> Conv:
    return Conv(
        int(rng.integers(1, 4)),
        _pair(rng, 1, 5),
        stride=_one_of(rng, [1, 1, _pair(rng, 1, 4)]),
        padding=_padding(rng),
        dilation=_one_of(rng, [1, 1, _pair(rng, 1, 3)]),
        average=bool(rng.random() < 0.5),
        bias=bool(rng.random() < 0.7),
    )


def _pool(rng: np.random.Generator) -> Pool:
    stride = _one_of(rng, [None, _pair(rng, 1, 4)])
    return Pool(_pair(rng, 1, 4), stride=stride, padding=_padding(rng), mode=_one_of(rng, ["max", "avg"]))


def _dense(rng: np.random.Generator) -> Dense:
    return Dense(int(rng.integers(1, 7)), bias=bool(rng.random() < 0.7))


def _bend(rng: np.random.Generator) -> Layer:
    return _one_of(rng, [Relu(), Sigmoid(), Tanh()])


def _padding(rng: np.random.Generator) -> Any:
    ends = ((int(rng.integers(0, 3)), int(rng.integers(0, 3))), (int(rng.integers(0, 3)), 0))
    return _one_of(rng, [0, "same", _pair(rng, 0, 3), ends])


def _pair(rng: np.random.Generator, low: int, high: int) -> Any:
    """One number for rows and columns, or one for each, below ``high``."""
    rows, columns = (int(number) for number in rng.integers(low, high, 2))
    return _one_of(rng, [rows, (rows, columns)])


def _one_of(rng: np.random.Generator, options: Sequence[Any]) -> Any:
    return options[rng.integers(len(options))]


def parameters_of(layers: Sequence[Layer], shape: tuple[int, ...], seed: int = 0) -> dict[str, np.ndarray]:
    """Random parameters of a network, biases included."""
    parameters = init_parameters(layers, shape, rng=np.random.default_rng(seed))
    rng = np.random.default_rng(seed + 1)
    return {
        name: rng.normal(size=array.shape) if name.endswith("bias") else array for name, array in parameters.items()
    }
