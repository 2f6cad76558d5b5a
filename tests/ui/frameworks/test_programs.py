"""Every script gives what ``cnn_steps`` gives: NumPy's always, PyTorch's and Keras's where these are installed."""

import contextlib
import io
import os

import numpy as np
import pytest

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, Sigmoid, Tanh, forward, init_parameters, layer_names
from ui.frameworks.programs import WRITERS, is_packed, program
from ui.frameworks.writing import WEIGHTS_FILE, packed

NETWORKS = {
    "the 9": ((7, 5), (Conv(3, average=True, bias=False), Relu(), Pool(2, stride=1), Flatten(), Dense(10))),
    "lines": ((8, 8), (Conv(4), Relu(), Pool(), Flatten(), Dense(2))),
    "channels": (
        (3, 9, 7),
        (Conv(4, (3, 2)), Tanh(), Conv(2, 1), Sigmoid(), Flatten(), Dense(5, bias=False), Relu(), Dense(2)),
    ),
    "same": (
        (2, 8, 7),
        (Conv(3, 4, padding="same"), Pool(3, stride=2, padding="same"), Conv(2, 2, stride=2, padding="same")),
    ),
    "uneven": ((1, 8, 8), (Conv(3, 3, padding=((2, 0), (1, 3)), dilation=2), Pool((2, 3), stride=(1, 2), mode="avg"))),
    "average": ((1, 9, 9), (Conv(2, stride=2, padding=1), Pool(3, padding=((0, 2), (1, 1)), mode="avg"), Flatten())),
    "padded maximum": (
        (9, 9),
        (Conv(2, padding=2), Pool(3, padding=1), Pool(2, padding=((0, 1), (1, 0))), Pool(3, padding=((0, 2), (2, 0)))),
    ),
    "one map": ((6, 6), (Pool(2), Flatten(), Dense(3))),
}
NEEDED = {"NumPy": "numpy", "PyTorch": "torch", "Keras": "keras"}


def network(name: str):
    shape, layers = NETWORKS[name]
    rng = np.random.default_rng(7)
    parameters = init_parameters(layers, shape, rng=rng)
    for array in parameters.values():  # biases, too
        array += rng.normal(0, 0.1, array.shape)
    return layers, parameters, rng.normal(size=shape)


def output_of(code: str) -> np.ndarray:
    scope: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "script", "exec"), scope)
    assert printed.getvalue().strip() == str(scope["output"])
    return np.asarray(scope["output"])


@pytest.fixture(params=WRITERS)
def framework(request, monkeypatch) -> str:
    monkeypatch.setenv("KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "torch"))
    pytest.importorskip(NEEDED[request.param], reason=f"{request.param} is not installed: see requirements-torch.txt")
    return request.param


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the frameworks' own
@pytest.mark.parametrize("name", NETWORKS)
def test_a_script_gives_what_cnn_steps_gives(name, framework):
    layers, parameters, image = network(name)
    expected = forward(layers, parameters, image)[-1]
    output = output_of(program(framework, layers, parameters, image).code)
    assert output.shape == expected.shape
    exact = {"rtol": 1e-9, "atol": 1e-12}
    np.testing.assert_allclose(output, expected, **({"rtol": 1e-5, "atol": 1e-5} if framework == "Keras" else exact))


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("name", NETWORKS)
def test_the_scripts_match_layer_for_layer(name, writer):
    layers, parameters, image = network(name)
    try:
        lines = program(writer, layers, parameters, image).lines
    except ValueError as error:
        pytest.fail(str(error))
    assert len(lines) == len(layers)
    code = "\n".join(text for line in lines for text in (*line.make, *line.weights))
    for parameter in parameters:
        assert code.count(f'weights["{parameter}"]') == 1
    assert all(line.make for line in lines)


def test_keras_is_refused_a_stride_with_a_dilation():
    layers = (Conv(1, 2, stride=2, dilation=2), Flatten(), Dense(2))
    image = np.zeros((8, 8))
    parameters = init_parameters(layers, image.shape, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="conv1: Keras has no convolution with both a stride and a dilation"):
        program("Keras", layers, parameters, image)


def test_many_weights_come_as_a_file_beside_the_script(tmp_path, monkeypatch):
    layers, image = (Flatten(), Dense(300), Dense(300)), np.random.default_rng(1).normal(size=(10, 10))
    parameters = init_parameters(layers, image.shape, rng=np.random.default_rng(0))
    assert not is_packed(parameters)
    monkeypatch.chdir(tmp_path)
    (tmp_path / WEIGHTS_FILE).write_bytes(packed(parameters, image))
    code = program("NumPy", layers, parameters, image).code
    assert len(code) < 2_000
    np.testing.assert_allclose(output_of(code), forward(layers, parameters, image)[-1])


def test_a_layer_that_does_not_fit_is_named():
    with pytest.raises(ValueError, match=r"conv1: .*does not fit"):
        program("NumPy", (Conv(1, 9),), {}, np.zeros((5, 5)))


def test_every_layer_has_a_name_to_stand_beside_its_lines():
    layers, parameters, image = network("channels")
    assert len(layer_names(layers)) == len(program("Keras", layers, parameters, image).lines)
