"""The network in view as Python: it runs, and makes what the page shows."""

import numpy as np
import pytest

from cnn_steps import DIGIT_9, Conv, Dense, Pool, Relu, Tanh, forward, save_parameters
from ui.listings.networks import layer_code, network_listing
from ui.networks.chosen import keep_weights, network_input
from ui.networks.weights_file import WEIGHTS_FILE
from ui.picture.current import CurrentImage

NINE = CurrentImage("The 9", DIGIT_9, (-1.0, 1.0), None, (), "image = DIGIT_9", ("DIGIT_9",))


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        (Conv(4), "Conv(4)"),
        (Conv(3, 5, average=True, bias=False), "Conv(3, kernel_size=5, average=True, bias=False)"),
        (Conv(3, padding="same"), "Conv(3, padding='same')"),
        (Pool(), "Pool(2)"),
        (Pool(3, stride=1, mode="avg"), "Pool(3, stride=1, mode='avg')"),
        (Dense(10, bias=False), "Dense(10, bias=False)"),
        (Relu(), "Relu()"),
        (Tanh(), "Tanh()"),
    ],
)
def test_a_layer_is_written_without_what_is_at_its_default(layer, code):
    assert layer_code(layer) == code
    assert eval(code) == layer


def test_weights_of_ones_own_are_read_from_a_file_beside_the_script(session, tmp_path, monkeypatch):
    network = session("lines")
    trained = {name: array + 1 for name, array in network.parameters.items()}
    keep_weights(network.layers, network.input_shape, trained, "trained on lines")
    network = session("lines")
    listing = network_listing(NINE, network_input(NINE), network)
    assert "# The weights were trained on lines: save them" in listing
    monkeypatch.chdir(tmp_path)
    save_parameters(WEIGHTS_FILE, trained)
    variables = {}
    exec(listing, variables)
    expected = forward(network.layers, trained, network_input(NINE).array)
    np.testing.assert_allclose(variables["activations"][-1], expected[-1], atol=1e-12)
