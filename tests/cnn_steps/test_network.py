"""Networks: shapes, costs, first weights, and what does not fit."""

import numpy as np
import pytest

from cnn_steps import (
    Conv,
    Dense,
    Flatten,
    Pool,
    Relu,
    Sigmoid,
    Tanh,
    forward,
    init_parameters,
    summary,
)
from tests.networks import (
    EVERYTHING,
    EVERYTHING_SHAPE,
    LANDSCAPE,
    LANDSCAPE_SHAPE,
    LENET_5,
    LENET_5_SHAPE,
    LINES,
    LINES_SHAPE,
    parameters_of,
)


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def test_the_landscape_network_has_the_parameters_of_its_article():
    rows = summary(LANDSCAPE, LANDSCAPE_SHAPE)
    assert [row.parameters for row in rows if row.parameters] == [896, 18_496, 36_928, 589_888, 650]
    assert sum(row.parameters for row in rows) == 646_858
    assert next(row.output_shape for row in rows if row.name == "flatten1") == (9_216,)


def test_lenet_5_has_61706_parameters_with_full_connections():
    rows = summary(LENET_5, LENET_5_SHAPE)
    assert [row.parameters for row in rows if row.parameters] == [156, 2_416, 48_120, 10_164, 850]
    assert sum(row.parameters for row in rows) == 61_706


def test_the_summary_of_the_lines_network():
    rows = summary(LINES, LINES_SHAPE)
    assert [(row.name, row.output_shape, row.parameters, row.multiply_adds, row.receptive_field) for row in rows] == [
        ("conv1", (4, 6, 6), 40, 4 * 6 * 6 * 9, (3, 3)),
        ("relu1", (4, 6, 6), 0, 0, (3, 3)),
        ("pool1", (4, 3, 3), 0, 0, (4, 4)),
        ("flatten1", (36,), 0, 0, (4, 4)),
        ("dense1", (2,), 74, 72, (8, 8)),
    ]


@pytest.mark.parametrize(
    ("layers", "shape"), [(LINES, LINES_SHAPE), (LENET_5, LENET_5_SHAPE), (EVERYTHING, EVERYTHING_SHAPE)]
)
def test_the_summary_tells_the_shapes_and_parameters_there_are(layers, shape):
    parameters = parameters_of(layers, shape)
    rows = summary(layers, shape)
    activations = forward(layers, parameters, random(*shape))
    assert [row.output_shape for row in rows] == [activation.shape for activation in activations[1:]]
    for row in rows:
        own = [array for name, array in parameters.items() if name.startswith(f"{row.name}.")]
        assert row.parameters == sum(array.size for array in own)


def random_network(seed):
    """Layers that fit, with all the settings that decide what a number sees, and the shape of their image."""
    rng = np.random.default_rng(seed)
    layers, shape = (), (int(rng.integers(1, 3)), *(int(size) for size in rng.integers(6, 25, 2)))
    for _ in range(rng.integers(1, 6)):
        size, stride = ((int(rng.integers(1, 5)), int(rng.integers(1, 5))) for _ in range(2))
        padding, dilation = (int(rng.integers(0, 4)), int(rng.integers(0, 4))), int(rng.integers(1, 4))
        cells = tuple(min(cells, window - 1) for cells, window in zip(padding, size, strict=True))
        candidates = (
            Conv(2, size, stride, padding, dilation),
            Conv(1, size, 1, "same", dilation),
            Pool(size, stride, cells, str(rng.choice(["max", "avg"]))),
            Relu(),
            Tanh(),
        )
        longer = (*layers, candidates[rng.integers(len(candidates))])
        try:
            summary(longer, shape)
        except ValueError:
            continue  # its window is larger than what is left
        layers = longer
    ends = ((), (Flatten(),), (Flatten(), Relu(), Dense(2), Sigmoid(), Dense(3)))
    return (*layers, *ends[rng.integers(3)]) or (Relu(),), shape


def measured_fields(layers, shape):
    """Of each layer the largest part of the image, in rows and in columns, that spoils one number where it is NaN."""
    parameters = parameters_of(layers, shape)
    fields = []
    for axis in (1, 2):
        spoiled = []  # for each line of the image, by layer: the numbers that depend on it
        for line in range(shape[axis]):
            image = random(*shape)
            image[(slice(None),) * axis + (line,)] = np.nan
            spoiled.append([np.isnan(numbers).ravel() for numbers in forward(layers, parameters, image)[1:]])
        for numbers in map(np.stack, zip(*spoiled, strict=True)):  # (lines, numbers)
            seen = [np.flatnonzero(lines) for lines in numbers.T]
            fields.append(max(int(lines[-1] - lines[0]) + 1 if lines.size else 0 for lines in seen))
    return list(zip(fields[: len(layers)], fields[len(layers) :], strict=True))


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        (EVERYTHING, EVERYTHING_SHAPE),
        (LINES, LINES_SHAPE),
        (LENET_5[:7], LENET_5_SHAPE),
        ((Conv(1, 3, stride=2), Conv(1, 3, padding=1)), (1, 8, 8)),  # pixel 7 is under no window of the first
        ((Conv(1, 5, stride=10, padding=2),), (1, 4, 4)),  # its only window begins in the padding
        ((Conv(1, 1, stride=4, padding=2),), (1, 2, 2)),  # its only window lies in the padding
        *map(random_network, range(60)),
    ],
)
def test_a_number_depends_on_its_receptive_field_and_on_nothing_else(layers, shape):
    assert [row.receptive_field for row in summary(layers, shape)] == measured_fields(layers, shape)


def test_a_network_too_large_to_run_is_counted_and_its_receptive_field_refused():
    (row,) = summary([Conv(2, padding=10**9)], (8, 8))
    assert row.output_shape == (2, 2 * 10**9 + 6, 2 * 10**9 + 6)
    with pytest.raises(ValueError, match=r"lines under all windows would be 2000000006×3×2, 12,000,000,036 numbers"):
        _ = row.receptive_field


def test_what_each_row_and_column_depends_on_is_told():
    (row,) = summary([Conv(1, (3, 2), stride=(2, 1), padding=(1, 0))], (5, 4))
    rows, columns = row.seen
    assert rows.tolist() == [[0, 2], [1, 4], [3, 5]]
    assert columns.tolist() == [[0, 2], [1, 3], [2, 4]]


def test_only_a_dense_layer_sees_the_whole_image_unless_windows_leave_pixels_over():
    layers = [Conv(1), Flatten(), Relu(), Dense(2), Relu()]
    assert [row.receptive_field for row in summary(layers, (5, 7))] == [(3, 3)] * 3 + [(5, 7)] * 2
    # Its poolings leave lines over: 29 rows after the second convolution, of which 28 are pooled.
    rows = {row.name: row.receptive_field for row in summary(LANDSCAPE, LANDSCAPE_SHAPE)}
    assert (rows["flatten1"], rows["dense1"]) == ((18, 18), (62, 62))


def test_first_weights_are_reproducible_and_biases_zero():
    first, again = (init_parameters(LINES, LINES_SHAPE, rng=np.random.default_rng(3)) for _ in range(2))
    assert list(first) == ["conv1.kernels", "conv1.bias", "dense1.weights", "dense1.bias"]
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
    assert not first["conv1.bias"].any() and not first["dense1.bias"].any()


def test_he_weights_keep_activations_about_as_large_however_deep():
    layers = tuple(layer for _ in range(6) for layer in (Conv(32, padding=1), Relu()))
    layers = (*layers, Conv(32, padding=1, average=True))
    parameters = init_parameters(layers, (32, 12, 12), rng=np.random.default_rng(0))
    logits = forward(layers, parameters, random(32, 12, 12))[-1]
    assert 0.3 < logits.std() < 3


def test_small_weights_are_a_hundredth_and_zeros_are_zero():
    small = init_parameters(LANDSCAPE, LANDSCAPE_SHAPE, rng=np.random.default_rng(0), scheme="small")
    assert small["conv3.kernels"].std() == pytest.approx(0.01, rel=0.02)
    assert small["dense1.weights"].std() == pytest.approx(0.01, rel=0.02)
    zeros = init_parameters(LINES, LINES_SHAPE, rng=np.random.default_rng(0), scheme="zeros")
    assert not any(array.any() for array in zeros.values())


def test_float32_weights_are_the_float64_ones_rounded():
    single = init_parameters(LINES, LINES_SHAPE, rng=np.random.default_rng(0), dtype=np.float32)
    double = init_parameters(LINES, LINES_SHAPE, rng=np.random.default_rng(0))
    for name in double:
        assert single[name].dtype == np.float32
        np.testing.assert_array_equal(single[name], double[name].astype(np.float32))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"scheme": "xavier"}, "scheme is 'xavier': use one of 'he', 'small', 'zeros'"),
        ({"dtype": np.float16}, "dtype is .*float16.*: use np.float32 or np.float64"),
        ({"rng": 3}, r"rng is 3: give a generator, such as np.random.default_rng\(0\)"),
    ],
)
def test_first_weights_of_another_kind_are_refused(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        init_parameters(LINES, LINES_SHAPE, **{"rng": np.random.default_rng(0), **options})


@pytest.mark.parametrize(
    ("layers", "shape", "sentence"),
    [
        ((Conv(2), Conv(2), Conv(2, 5)), (8, 8), "^conv3: kernel 5×5 does not fit the padded image 4×4: use a smaller"),
        ((Conv(2), Pool(7)), (8, 8), "^pool1: window 7×7 does not fit the padded map 6×6"),
        ((Pool(2, padding=2),), (8, 8), "^pool1: padding 2 is so wide that a window 2×2 would see nothing"),
        ((Pool(mode="min"),), (8, 8), "^pool1: mode is 'min': use one of 'max', 'avg'"),
        ((Conv(2), Dense(2)), (8, 8), r"^dense1: it takes a row of numbers, and gets maps of 2×6×6: put Flatten\(\)"),
        ((Flatten(), Conv(2)), (8, 8), r"^conv1: it takes maps, and gets a row of 64 numbers: put it before Flatten"),
        ((Flatten(), Flatten()), (8, 8), "^flatten2: it takes maps, and gets a row of 64 numbers: leave it out"),
        ((Conv(0),), (8, 8), "^conv1: filters is 0: give a whole number, 1 or more"),
        ((Conv(2, 0),), (8, 8), "^conv1: kernel_size is 0: give a whole number"),
        ((Conv(2, stride=0),), (8, 8), "^conv1: stride is 0"),
        ((Conv(2, [3, 3, 3]),), (8, 8), r"^conv1: kernel_size is \[3, 3, 3\]: give one whole number or a"),
        ((Flatten(), Dense(2.0)), (8, 8), "^dense1: units is 2.0: give a whole number, 1 or more"),
        ((Relu, Flatten()), (8, 8), r"^layers\[0\] is"),
        ((Relu(),), (8,), r"input_shape is \(8,\): give \(C, H, W\), or \(H, W\) for one channel"),
        ((Relu(),), (1, 0, 8), "a size in input_shape is 0: give a whole number, 1 or more"),
        ((Relu(),), "8×8", "input_shape is '8×8'"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_layers_name(layers, shape, sentence):
    with pytest.raises(ValueError, match=sentence):
        summary(layers, shape)


def test_a_wrong_number_is_refused_even_where_an_equal_right_one_was_seen():
    assert summary((Flatten(), Dense(2)), (3, 3))
    with pytest.raises(ValueError, match=r"dense1: units is 2\.0"):
        summary((Flatten(), Dense(2.0)), (3, 3))


@pytest.mark.parametrize("layers", [None, 5, "ab", iter(LINES), {Relu(): 1}])
def test_layers_that_are_no_tuple_or_list_are_refused(layers):
    with pytest.raises(ValueError, match=r"layers are .*: give a tuple of at least one layer"):
        summary(layers, (8, 8))
