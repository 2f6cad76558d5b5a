"""Every script prints what ``cnn_steps`` gives: NumPy's always, PyTorch's and Keras's where these are installed."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import ArrayLike

from cnn_steps import Conv, Dense, Flatten, Layer, Pool, Relu, Sigmoid, Tanh, forward, init_parameters, layer_names
from cnn_steps.network import Stage
from tests.networks import random_network
from tests.programs import numbers, run
from tests.project_files import ROOT
from ui.frameworks.programs import WRITERS, in_place, is_packed, program, where_it_runs
from ui.frameworks.tested import COVERED, PROGRAMS, SINGLE_PRECISION, TOGETHER
from ui.frameworks.writing import WEIGHTS_FILE, edges, packed
from ui.lessons.frameworks import printed_words
from ui.listings.printing import FEW

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


def network(name: str):
    shape, layers = NETWORKS[name]
    rng = np.random.default_rng(7)
    parameters = init_parameters(layers, shape, rng=rng)
    for array in parameters.values():  # biases, too
        array += rng.normal(0, 0.1, array.shape)
    return layers, parameters, rng.normal(size=shape)


def check(framework: str, image: np.ndarray, layers: Sequence[Layer], parameters: Mapping[str, np.ndarray]) -> None:
    """A script gives what ``cnn_steps`` gives, and prints what the page says it prints."""
    expected = forward(layers, parameters, image.reshape((1, *image.shape)[-3:]))[-1]
    variables, printed = run(program(framework, layers, parameters, image).code)
    output = variables["output"]
    assert output.shape == expected.shape
    if framework in SINGLE_PRECISION:
        np.testing.assert_allclose(output, expected, rtol=1e-5, atol=1e-6)
    else:
        np.testing.assert_allclose(output, expected, rtol=1e-9, atol=1e-12)
    check_printed(framework, printed, expected)


def check_printed(framework: str, printed: str, expected: ArrayLike) -> None:
    """The numbers are the page's, digit for digit; in single precision the last digit may be off by one."""
    away = np.abs(np.subtract(numbers(printed), numbers(printed_words(expected))))
    assert away.max() < (1.5 * 10**-FEW if framework in SINGLE_PRECISION else 1e-9)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the frameworks' own
@pytest.mark.parametrize("name", NETWORKS)
def test_a_script_gives_what_cnn_steps_gives(name, framework):
    layers, parameters, image = network(name)
    check(framework, image, layers, parameters)


def convolutions(stages: Sequence[Stage]) -> list[Stage]:
    return [stage for stage in stages if isinstance(stage.layer, Conv)]


def sizes(stage: Stage, name: str) -> tuple[int, int]:
    return tuple(getattr(axis, name) for axis in stage.axes)


# What a network has to have for each of the words; of several, each is counted for itself.
FEATURES: dict[str, list[Callable[[Sequence[Stage]], bool]]] = {
    "1 and 3 channels": [lambda stages, count=count: stages[0].input_shape[0] == count for count in (1, 3)],
    "averages": [
        lambda stages: any(stage.layer.average and stage.input_shape[0] == 1 for stage in convolutions(stages)),
        lambda stages: any(stage.layer.average and stage.input_shape[0] > 1 for stage in convolutions(stages)),
    ],
    "biases": [lambda stages: any(name.endswith(".bias") for stage in stages for name in stage.parameter_shapes)],
    "even kernels": [lambda stages: any(size % 2 == 0 for c in convolutions(stages) for size in sizes(c, "window"))],
    "strides": [lambda stages: any(max(sizes(stage, "stride")) > 1 for stage in convolutions(stages))],
    "dilations": [lambda stages: any(max(sizes(stage, "dilation")) > 1 for stage in convolutions(stages))],
    "“same” padding": [
        lambda stages, kind=kind: any(isinstance(s.layer, kind) and s.layer.padding == "same" for s in stages)
        for kind in (Conv, Pool)
    ],
    "one-sided padding": [
        lambda stages, kind=kind: any(
            isinstance(stage.layer, kind) and any(0 in ends and max(ends) for ends in edges(stage))
            for stage in stages
            if stage.axes
        )
        for kind in (Conv, Pool)
    ],
    "max and average pooling": [
        lambda stages, mode=mode: any(isinstance(s.layer, Pool) and s.layer.mode == mode for s in stages)
        for mode in ("max", "avg")
    ],
    "several dense layers": [lambda stages: sum(isinstance(stage.layer, Dense) for stage in stages) > 1],
    "no flatten layer": [lambda stages: not any(isinstance(stage.layer, Flatten) for stage in stages)],
}
MANY = 20


def features(stages: Sequence[Stage]) -> list[str]:
    """What of all this a network has, and whether it has all at once that may be."""
    found = [
        f"{name} {number}" for name, tests in FEATURES.items() for number, test in enumerate(tests) if test(stages)
    ]
    together = all(any(test(stages) for test in FEATURES[name]) for name in TOGETHER)
    return [*found, "together"] if together else found


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the frameworks' own
def test_programs_of_random_networks_print_the_numbers_of_the_page(framework):
    ran, covered = 0, Counter[str]()
    for seed in range(2 * PROGRAMS):
        image, layers, parameters = random_network(seed)
        stages = in_place(layers, image)
        lacking = framework == "Keras" and any(
            max(sizes(stage, "stride")) > 1 and max(sizes(stage, "dilation")) > 1 for stage in convolutions(stages)
        )
        if lacking:
            with pytest.raises(ValueError, match=r"conv\d: Keras has no convolution with both a stride and a dilation"):
                program(framework, layers, parameters, image)
            continue
        try:
            check(framework, image, layers, parameters)
        except AssertionError as error:
            error.add_note(f"seed {seed}: {layers}")
            raise
        covered.update(features(stages))
        ran += 1
        if ran == PROGRAMS:
            break
    assert ran == PROGRAMS
    wanted = [f"{name} {number}" for name in COVERED for number in range(len(FEATURES[name]))]
    assert {name: covered[name] for name in (*wanted, "together") if covered[name] < MANY} == {}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the frameworks' own
@pytest.mark.parametrize("layers", [(Relu(), Flatten()), (Conv(4, padding=1),)])
def test_of_more_numbers_than_numpy_prints_the_least_and_the_largest_are_printed(framework, layers):
    image = np.random.default_rng(0).normal(size=(1, 33, 32))
    parameters = init_parameters(layers, image.shape, rng=np.random.default_rng(0))
    expected = forward(layers, parameters, image)[-1]
    _, printed = run(program(framework, layers, parameters, image).code)
    shape, low, high = re.fullmatch(r"(\(.*\)) from (\S+) to (\S+)\n", printed).groups()
    assert shape == str(expected.shape)
    check_printed(framework, f"{low} {high}", [expected.min(), expected.max()])


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


def test_a_script_runs_where_the_page_says_with_many_weights_as_a_file_beside_it(framework, tmp_path):
    layers, image = (Flatten(), Dense(300), Dense(300)), np.random.default_rng(1).normal(size=(10, 10))
    parameters = init_parameters(layers, image.shape, rng=np.random.default_rng(0))
    assert not is_packed(parameters)
    code = program(framework, layers, parameters, image).code
    assert len(code) < 2_000
    where = where_it_runs(framework, parameters)
    assert f"with {WEIGHTS_FILE} beside it" in where
    if framework == "NumPy":
        assert "next to the folder cnn_steps" in where
        (tmp_path / "cnn_steps").symlink_to(ROOT / "cnn_steps")
    else:
        assert where.startswith("anywhere")
    (tmp_path / WEIGHTS_FILE).write_bytes(packed(parameters, image))
    (tmp_path / "saved.py").write_text(code, encoding="utf-8")
    ran = subprocess.run([sys.executable, "saved.py"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    check_printed(framework, ran.stdout, forward(layers, parameters, image)[-1])


def test_keras_is_said_to_need_a_backend_and_what_names_it():
    assert where_it_runs("Keras", {}).endswith(
        "NumPy and Keras with TensorFlow, or with PyTorch where the environment variable KERAS_BACKEND is torch"
    )


def test_a_layer_that_does_not_fit_is_named():
    with pytest.raises(ValueError, match=r"conv1: .*does not fit"):
        program("NumPy", (Conv(1, 9),), {}, np.zeros((5, 5)))


def test_every_layer_has_a_name_to_stand_beside_its_lines():
    layers, parameters, image = network("channels")
    assert len(layer_names(layers)) == len(program("Keras", layers, parameters, image).lines)
