"""What the card is sent of the way back: a convolution by these numbers gives the gradient that ``cnn_steps`` gives."""

from typing import Any

import numpy as np
import pytest

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, Tanh, conv2d, pool2d_backward
from tests.ui.steps.backward_examples import WAYS, cards, nine, random_way
from ui.backward.card_data import (
    OneKernel,
    as_maps,
    backward_image_card,
    backward_kernel_card,
    backward_pooling_card,
    sent_back,
)
from ui.components.card_messages import BackwardConvolutionCard

GEOMETRIES: list[dict[str, Any]] = [
    {},
    {"padding": 1},
    {"padding": "same", "kernel_size": (2, 3)},
    {"stride": 2},
    {"stride": (2, 3), "padding": ((1, 0), (2, 1))},
    {"dilation": 2, "padding": 1},
    {"stride": 2, "dilation": (1, 2), "padding": 2, "average": True},
    {"kernel_size": 1, "padding": 2},  # stops that see nothing but padding
    {"kernel_size": 2, "stride": 3, "padding": 3},
]


def redone(card: BackwardConvolutionCard) -> np.ndarray:
    """What a convolution gives with the numbers the card is sent."""
    top, left, bottom, right = card.padding
    result = conv2d(
        card.input.numbers[0],
        card.kernel.numbers,
        stride=card.stride,
        dilation=card.dilation,
        padding=((top, bottom), (left, right)),
    )
    height, width = card.output.numbers.shape
    return result[:height, :width] / card.divisor


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
def test_a_convolution_of_input_and_gradient_makes_the_gradient_of_each_kernel(geometry):
    back = random_way(Conv(2, **geometry), Flatten(), Dense(3), shape=(3, 8, 9))
    for number, channel in np.ndindex(2, 3):
        card = backward_kernel_card(OneKernel(back, 0, number, channel, ""), "")
        wanted = back.shown_parameter("conv1.kernels")[number, channel]
        np.testing.assert_array_equal(card.output.numbers, wanted)
        np.testing.assert_allclose(redone(card), wanted, atol=1e-13)


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
def test_full_convolutions_with_the_turned_kernels_add_up_to_the_gradient_of_the_image(geometry):
    back = random_way(Conv(2, **geometry), Flatten(), Dense(3), shape=(3, 8, 9))
    for channel in range(3):
        total = np.zeros((8, 9))
        for number in range(2):
            card = backward_image_card(OneKernel(back, 0, number, channel, ""), "")
            np.testing.assert_allclose(redone(card), card.output.numbers, atol=1e-13)
            total += card.output.numbers
        np.testing.assert_allclose(total, back.shown(0)[channel], atol=1e-12)


def test_the_kernel_of_the_way_back_is_turned_by_180_degrees():
    back = random_way(Conv(1), Flatten(), Dense(2))
    card = backward_image_card(OneKernel(back, 0, 0, 0, ""), "")
    np.testing.assert_array_equal(card.kernel.numbers, back.parameters["conv1.kernels"][0, 0, ::-1, ::-1])
    assert card.padding == (2, 2, 2, 2)


def test_what_three_filters_send_back_is_the_gradient_of_the_9():
    back = nine()
    np.testing.assert_allclose(sum(sent_back(back, 0, number) for number in range(3)), back.shown(0), atol=1e-14)


@pytest.mark.parametrize("pool", [Pool(2, stride=1), Pool(3, stride=2, padding=1), Pool((1, 2))], ids=str)
def test_each_winner_is_the_first_of_the_largest(pool):
    back = random_way(Relu(), pool, Flatten(), Dense(2))  # ReLU leaves ties of zeros
    card = backward_pooling_card(back, 1, 0, "box")
    gathered = np.zeros(card.output.numbers.shape)
    np.add.at(gathered.ravel(), card.winners, card.upstream.numbers.ravel())
    wanted = pool2d_backward(
        back.shown(2)[0], back.activations[1][0], pool.size, stride=pool.stride, padding=pool.padding
    )
    np.testing.assert_allclose(gathered, wanted, atol=1e-15)
    np.testing.assert_array_equal(card.output.numbers, wanted)


@pytest.mark.parametrize("way", WAYS)
def test_every_card_of_a_way_back_ends_in_the_gradients_of_cnn_steps(way):
    back, number = WAYS[way]
    shown = cards(back, number)
    np.testing.assert_array_equal(shown["loss"].output, back.shown(-1))
    for layer, name in enumerate(back.names):
        gradient = as_maps(back.shown(layer))
        kind = name.rstrip("0123456789")
        if kind == "dense":
            np.testing.assert_array_equal(shown[f"{name} inputs"].output, back.shown(layer))
            weights = shown[f"{name} weights"]
            wanted = back.shown_parameter(f"{name}.weights")[:, weights.unit_index]
            np.testing.assert_array_equal(weights.output, wanted)
        elif kind == "flatten":
            np.testing.assert_array_equal(shown[name].output.numbers, gradient)
        elif kind != "conv":
            own = number if back.activations[layer].ndim == 3 else 0
            np.testing.assert_array_equal(shown[name].output.numbers, gradient[own])


def test_the_slope_of_an_activation_times_the_gradient_is_what_passes():
    for name in ("relu1", "tanh1"):
        back = random_way(Conv(2), Relu() if name == "relu1" else Tanh(), Flatten(), Dense(2))
        card = cards(back, 1)[name]
        product = card.slope.numbers * card.upstream.numbers
        np.testing.assert_allclose(product, card.output.numbers, atol=1e-15)


def test_a_vector_behind_an_activation_is_laid_out_in_rows():
    assert as_maps(np.arange(24.0)).shape == (1, 3, 8)
    assert as_maps(np.arange(7.0)).shape == (1, 1, 7)
    assert as_maps(np.arange(13.0)).shape == (1, 1, 13)
    assert as_maps(np.zeros((4, 5))).shape == (1, 4, 5)
