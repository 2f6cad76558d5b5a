"""Gradients put to the test, without a page: which weight is meant, how numbers are written, weights put back."""

import numpy as np
import pytest

from tests.ui.steps.backward_examples import nine
from ui.lessons.backpropagation import nudging
from ui.lessons.backpropagation.nudging import KINK_NUDGES, STEPPED, largest_gradients, precise, weight_at
from ui.lessons.backpropagation.way_back import Way
from ui.networks import chosen
from ui.networks.chosen import keep_weights, network_input
from ui.networks.passes import backward_pass


@pytest.fixture
def way(session) -> Way:
    """The 9 that should be a 4, in a session."""
    network = session("nine")
    return Way(network, network_input(chosen.current_image(), network), nine(9, 4), tuple("0123456789"))


def test_a_weight_is_called_by_its_layer_and_its_place(way):
    assert weight_at(way, "dense1.bias", (4,)).words == "Dense: bias 4"
    assert weight_at(way, "dense1.weights", (13, 4)).words == "Dense: from Vertical line, row 2, column 1 to “4”"
    assert weight_at(way, "conv1.kernels", (2, 0, 1, 0)).words == "Convolution: diagonal line, row 1, column 0"


def test_the_weights_with_the_largest_gradients_come_first(way):
    found = largest_gradients(way, 5)
    sizes = [abs(way.back.parameter_gradients[weight.parameter][weight.index]) for weight in found]
    everything = np.concatenate(
        [way.back.parameter_gradients[name].ravel() for name in ("conv1.kernels", "dense1.weights")]
    )
    np.testing.assert_array_equal(sizes, np.sort(np.abs(everything))[::-1][:5])


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.0, 6, "0"), (-0.00052011422, 6, "−0.000520114"), (1234.5678, 6, "1234.57"), (3.2e-12, 2, "3.2e−12")],
)
def test_numbers_keep_their_digits_however_small(value, digits, text):
    assert precise(value, digits) == text


def test_float32_weights_are_nudged_as_finely_as_others(session):
    network = session("digits")
    assert network.parameters["dense1.weights"].dtype == np.float32
    seen = network_input(chosen.current_image(), network)
    back = backward_pass(network.layers, network.parameters, seen.array, 4)
    weight = largest_gradients(Way(network, seen, back, tuple("0123456789")), 1)[0]
    way = Way(network, seen, back, tuple("0123456789"))
    gradient = float(back.parameter_gradients[weight.parameter][weight.index])
    found = nudging._two_sided(nudging._loss_over(way, weight), back.parameters[weight.parameter], weight, 1e-6)
    assert found == pytest.approx(gradient, rel=1e-6)


def test_steps_are_kept_and_put_back_to_the_weights_the_network_had_of_its_own(way, session):
    nudging._take(way, {name: array + 1 for name, array in way.back.parameters.items()})
    stepped = session("nine")
    assert stepped.weights == STEPPED
    np.testing.assert_array_equal(stepped.parameters["dense1.bias"], way.back.parameters["dense1.bias"] + 1)
    nudging._put_back(way)
    assert session("nine").weights == "designed and trained"


def test_weights_that_were_trained_before_the_first_step_come_back(way, session):
    trained = {name: array * 2 for name, array in way.back.parameters.items()}
    keep_weights(way.network.layers, way.network.input_shape, trained, "trained by hand")
    for step in (1, 2):
        now = Way(session("nine"), way.input, way.back, way.classes)
        nudging._take(now, {name: array + step for name, array in trained.items()})
    assert session("nine").weights == STEPPED
    nudging._put_back(now)
    back = session("nine")
    assert back.weights == "trained by hand"
    np.testing.assert_array_equal(back.parameters["dense1.bias"], trained["dense1.bias"])


@pytest.mark.parametrize(
    ("curve", "is_kink"),
    [
        (lambda at: (at + 1e-5) ** 2, False),  # bent, and all but flat
        (lambda at: 3 * at + 1, False),
        (lambda at: max(at, 0.0), True),
        (lambda at: max(at, 0.0) + 2 * at, True),
    ],
)
def test_a_bend_is_no_kink(curve, is_kink):
    slopes = [[(curve(sign * nudge) - curve(0.0)) / (sign * nudge) for sign in (1, -1)] for nudge in KINK_NUDGES]
    assert nudging._is_kink(slopes, 1.0) == is_kink
