"""Operations as the step card is told of them, for tests of their views and pictures."""

from typing import Any

import numpy as np

from cnn_steps import DIGITS, LESSON_KERNELS, conv2d, dense, flatten, pool2d, relu, softmax_step
from tests.ui.steps.backward_examples import BACKWARD_OPERATIONS
from ui.operations.activations import ACTIVATIONS
from ui.operations.card_data import (
    activation_data,
    convolution_data,
    dense_data,
    flatten_data,
    pooling_data,
    softmax_data,
)
from ui.picture.current import CurrentImage

MAPS = conv2d(DIGITS[9], LESSON_KERNELS, average=True)
NAMES = tuple("0123456789")
FILTERS = ("box", "vertical line", "diagonal line")


def image_of(array: np.ndarray, value_range: tuple[float, float] = (-1.0, 1.0)) -> CurrentImage:
    return CurrentImage("A picture", array, value_range, None, (), "", ())


def random_image(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).uniform(-1, 1, shape)


def convolution(array: np.ndarray, kernel: np.ndarray, **options: Any) -> dict[str, Any]:
    """``options`` are those of ``convolution_data``, ``padding`` in cells included."""
    output = conv2d(
        array,
        kernel[None],
        [options.get("bias", 0.0)],
        average=options.get("average", False),
        stride=options.get("stride", 1),
        dilation=options.get("dilation", 1),
        padding=options.get("padding", 0),
    )[0]
    return convolution_data(image_of(array), kernel, "box", output, **options)


def nine(**options: Any) -> dict[str, Any]:
    return convolution(DIGITS[9], LESSON_KERNELS[0], average=True, **options)


def pooling(values: np.ndarray, size: int = 2, stride: int = 1, mode: str = "max") -> dict[str, Any]:
    output = pool2d(values, size, stride=stride, mode=mode)
    return pooling_data(values, "Map", output, size=size, stride=stride, mode=mode)


def activation(kind: str, values: np.ndarray = MAPS[0]) -> dict[str, Any]:
    record = ACTIVATIONS[kind]
    return activation_data(values, "Map", record.function(values), record)


def flattening(maps: np.ndarray) -> dict[str, Any]:
    return flatten_data(maps, FILTERS[: len(maps)])


def dense_unit(maps: np.ndarray, unit: int = 9, *, largest_first: bool = False) -> dict[str, Any]:
    vector = flatten(maps)
    generator = np.random.default_rng(5)
    weights, bias = generator.normal(size=(vector.size, 10)), generator.normal(size=10)
    terms = vector * weights[:, unit]
    order = np.argsort(-np.abs(terms), kind="stable") if largest_first else np.arange(vector.size)
    return dense_data(
        vector,
        weights[:, unit],
        float(bias[unit]),
        dense(vector, weights, bias),
        unit=unit,
        order=order,
        maps=len(maps),
        names=NAMES,
        map_names=FILTERS,
        map_columns=maps.shape[-1],
    )


def softmax(logits: np.ndarray) -> dict[str, Any]:
    now = softmax_step(logits)
    return softmax_data(now.logits, now.shifted, now.exponentials, now.probabilities, NAMES)


EVERY_OPERATION = {
    "convolution": nine(bias=0.5),
    "color": convolution(random_image(3, 9, 12), np.stack([LESSON_KERNELS[0]] * 3), bias=-0.25, average=True),
    "padding": nine(padding=((1, 1), (1, 1)), stride=2),
    "dilation": nine(padding=((2, 2), (2, 2)), dilation=2),
    "gray": convolution(random_image(28, 28), LESSON_KERNELS[1]),
    "max": pooling(relu(MAPS[1])),
    "average": pooling(relu(MAPS[1]), 2, 2, "avg"),
    "relu": activation("relu"),
    "sigmoid": activation("sigmoid"),
    "tanh": activation("tanh"),
    "flatten": flattening(pool2d(relu(MAPS), 2, stride=1)),
    "long vector": flattening(random_image(3, 13, 13)),
    "dense": dense_unit(pool2d(relu(MAPS), 2, stride=1)),
    "long sum": dense_unit(random_image(3, 6, 5), largest_first=True),
    "softmax": softmax(np.array([0.45, -6.35, -1.77, 0.81, 3.97, 2.81, -12.88, 1.51, -0.46, 11.92])),
    **BACKWARD_OPERATIONS,
}
