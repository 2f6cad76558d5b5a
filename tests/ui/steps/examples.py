"""Operations as the step card is sent them, for tests of their views and pictures."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from cnn_steps import (
    DIGITS,
    LESSON_KERNELS,
    conv2d,
    dense,
    dense_step,
    flatten,
    pool2d,
    relu,
    softmax_step,
)
from cnn_steps.geometry import sweep
from tests.ui.steps.backward_examples import BACKWARD_OPERATIONS
from ui.components.card_messages import (
    ActivationCard,
    Card,
    ConvolutionCard,
    DenseCard,
    FlattenCard,
    PoolingCard,
    SoftmaxCard,
)
from ui.operations.activations import ACTIVATIONS
from ui.operations.card_data import (
    Filter,
    Named,
    activation_card,
    convolution_card,
    dense_card,
    flatten_card,
    pooling_card,
    softmax_card,
)
from ui.picture.current import CurrentImage

MAPS = conv2d(DIGITS[9], LESSON_KERNELS, average=True)
NEAR_AND_FAR = np.array([[-1e-17, 0.0, 1e-17, 0.004], [-0.004, 0.5, 40.0, -40.0]])
NAMES = tuple("0123456789")
FILTERS = ("box", "vertical line", "diagonal line")


def image_of(array: np.ndarray, value_range: tuple[float, float] = (-1.0, 1.0)) -> CurrentImage:
    return CurrentImage("A picture", array, value_range, None, (), "", ())


def random_image(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).uniform(-1, 1, shape)


def convolution(
    array: np.ndarray,
    kernel: np.ndarray,
    *,
    bias: float = 0.0,
    average: bool = False,
    captions: Mapping[int, str] | None = None,
    **options: Any,
) -> ConvolutionCard:
    """``options`` are stride, dilation and padding, as ``conv2d`` takes them."""
    output = conv2d(array, kernel[None], [bias], average=average, **options)[0]
    stride, padding, dilation = (options.get(*one) for one in (("stride", 1), ("padding", 0), ("dilation", 1)))
    axes = sweep(array.shape, kernel.shape, stride, padding, dilation)
    return convolution_card(image_of(array), Filter(kernel, "box", bias, average), output, axes, captions=captions)


def nine(**options: Any) -> ConvolutionCard:
    return convolution(DIGITS[9], LESSON_KERNELS[0], average=True, **options)


def pooling(values: np.ndarray, size: int = 2, stride: int = 1, mode: str = "max") -> PoolingCard:
    output = pool2d(values, size, stride=stride, mode=mode)
    return pooling_card(values, "Map", output, sweep(values.shape, (size, size), stride, 0, 1), mode)


def activation(kind: str, values: np.ndarray = MAPS[0]) -> ActivationCard:
    record = ACTIVATIONS[kind]
    return activation_card(values, "Map", record.function(values), record)


def flattening(maps: np.ndarray) -> FlattenCard:
    return flatten_card(Named(maps, FILTERS[: len(maps)]))


def dense_unit(maps: np.ndarray, unit: int = 9, *, largest_first: bool = False) -> DenseCard:
    vector = flatten(maps)
    generator = np.random.default_rng(5)
    weights, bias = generator.normal(size=(vector.size, 10)), generator.normal(size=10)
    now = dense_step(vector, weights, bias, unit)
    order = np.argsort(-np.abs(now.terms), kind="stable") if largest_first else np.arange(vector.size)
    return dense_card(now, Named(maps, FILTERS[: len(maps)]), Named(dense(vector, weights, bias), NAMES), order)


def softmax(logits: np.ndarray) -> SoftmaxCard:
    return softmax_card(softmax_step(logits), NAMES)


EVERY_OPERATION: dict[str, Card] = {
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
    **{f"{kind} near zero and far from it": activation(kind, NEAR_AND_FAR) for kind in ("relu", "sigmoid")},
    "flatten": flattening(pool2d(relu(MAPS), 2, stride=1)),
    "long vector": flattening(random_image(3, 13, 13)),
    "dense": dense_unit(pool2d(relu(MAPS), 2, stride=1)),
    "long sum": dense_unit(random_image(3, 6, 5), largest_first=True),
    "softmax": softmax(np.array([0.45, -6.35, -1.77, 0.81, 3.97, 2.81, -12.88, 1.51, -0.46, 11.92])),
    **BACKWARD_OPERATIONS,
}

TITLES = ("title", "note", "input_title", "output_title")


def retitled(part: Any, title: str) -> Any:
    """A card, or a grid of one, in which everything has the same title."""
    changes = {
        field.name: retitled(value, title) if is_dataclass(value) else title
        for field in fields(part)
        if is_dataclass(value := getattr(part, field.name)) or field.name in TITLES
    }
    return replace(part, **changes)
