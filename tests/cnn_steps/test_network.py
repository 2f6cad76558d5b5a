"""Networks: shapes, costs, first weights, the way through."""

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
    backward,
    conv2d,
    cross_entropy,
    dense,
    flatten,
    forward,
    init_parameters,
    pool2d,
    relu,
    summary,
)
from cnn_steps.network import network_stages
from cnn_steps.passes import activations_of
from tests.gradients import assert_gradient_holds
from tests.networks import (
    EVERYTHING,
    EVERYTHING_SHAPE,
    LANDSCAPE,
    LANDSCAPE_SHAPE,
    LENET_5,
    LENET_5_SHAPE,
    LINES,
    LINES_SHAPE,
)


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def parameters_of(layers, shape, seed=0):
    """Random parameters, biases included."""
    parameters = init_parameters(layers, shape, rng=np.random.default_rng(seed))
    rng = np.random.default_rng(seed + 1)
    return {
        name: rng.normal(size=array.shape) if name.endswith("bias") else array for name, array in parameters.items()
    }


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


def test_forward_gives_what_the_layers_give_one_after_the_other():
    parameters, image = parameters_of(LINES, LINES_SHAPE), random(1, 8, 8)
    maps = conv2d(image, parameters["conv1.kernels"], parameters["conv1.bias"])
    row = flatten(pool2d(relu(maps)))
    logits = dense(row, parameters["dense1.weights"], parameters["dense1.bias"])
    activations = forward(LINES, parameters, image)
    assert len(activations) == 6
    for got, wanted in zip(activations, (image, maps, relu(maps), pool2d(relu(maps)), row, logits), strict=True):
        np.testing.assert_array_equal(got, wanted)


@pytest.mark.parametrize(
    ("layers", "shape"), [(LINES, LINES_SHAPE), (LENET_5, LENET_5_SHAPE), (EVERYTHING, EVERYTHING_SHAPE)]
)
def test_a_batch_goes_through_like_one_image_after_the_other(layers, shape):
    parameters, images = parameters_of(layers, shape), random(5, *shape)
    one_by_one = [forward(layers, parameters, image) for image in images]
    for i, together in enumerate(forward(layers, parameters, images)):
        np.testing.assert_allclose(together, [activations[i] for activations in one_by_one], atol=1e-12)


def test_an_image_without_an_axis_of_channels_goes_through_like_one_with():
    parameters, image = parameters_of(LINES, LINES_SHAPE), random(8, 8)
    flat, deep = forward(LINES, parameters, image), forward(LINES, parameters, image[None])
    assert flat[0].shape == (8, 8)
    for got, wanted in zip(flat[1:], deep[1:], strict=True):
        np.testing.assert_array_equal(got, wanted)


def test_forward_keeps_the_images_type():
    parameters = parameters_of(LINES, LINES_SHAPE)
    assert {a.dtype for a in forward(LINES, parameters, random(8, 8).astype(np.float32))} == {np.dtype(np.float32)}
    assert {a.dtype for a in forward(LINES, parameters, np.eye(8, dtype=int))} == {np.dtype(np.float64)}


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


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"dense1.bias": None}, "parameters lack dense1.bias: give it as an array of 2"),
        ({"conv1.kernels": np.zeros((4, 1, 5, 5))}, "conv1.kernels is 4×1×5×5, but the network needs 4×1×3×3"),
        ({"conv2.bias": np.zeros(2)}, "parameters have 'conv2.bias', which no layer takes: leave it out"),
        ({"conv1.bias": ["a"]}, "conv1.bias has type <U1: give float32, float64, integers or booleans"),
    ],
)
def test_parameters_of_another_network_are_refused(change, sentence):
    parameters = {**parameters_of(LINES, LINES_SHAPE), **change}
    parameters = {name: array for name, array in parameters.items() if array is not None}
    with pytest.raises(ValueError, match=sentence):
        forward(LINES, parameters, random(8, 8))


@pytest.mark.parametrize("shape", [(8,), (1, 1, 1, 8, 8)])
def test_an_image_with_other_axes_is_refused(shape):
    with pytest.raises(ValueError, match=f"image has {len(shape)} axes"):
        forward(LINES, parameters_of(LINES, LINES_SHAPE), np.zeros(shape))


def test_nothing_that_goes_in_is_changed():
    parameters, image = parameters_of(EVERYTHING, EVERYTHING_SHAPE), random(*EVERYTHING_SHAPE)
    copies, image_copy = {name: array.copy() for name, array in parameters.items()}, image.copy()
    forward(EVERYTHING, parameters, image)
    np.testing.assert_array_equal(image, image_copy)
    for name, array in parameters.items():
        np.testing.assert_array_equal(array, copies[name])


@pytest.mark.parametrize(
    ("layers", "shape"), [(LINES, LINES_SHAPE), (EVERYTHING, EVERYTHING_SHAPE), ((Relu(),), (2, 2))]
)
def test_what_comes_out_shares_no_memory_with_what_went_in(layers, shape):
    parameters, image = parameters_of(layers, shape), random(*shape)
    activations = forward(layers, parameters, image)
    grad = np.ones(activations[-1].shape)
    gradients = backward(layers, parameters, activations, grad)
    came_back = (*gradients.activations, *gradients.parameters.values())
    for came_out in (*activations, *came_back):
        assert not any(np.shares_memory(came_out, array) for array in (image, grad, *parameters.values()))
    for came_out in came_back:
        assert not any(np.shares_memory(came_out, array) for array in activations)


def test_activations_may_come_back_as_lists():
    parameters = parameters_of(LINES, LINES_SHAPE)
    activations = forward(LINES, parameters, random(8, 8))
    right = backward(LINES, parameters, activations, [1.0, 2.0])
    again = backward(LINES, parameters, [array.tolist() for array in activations], [1.0, 2.0])
    np.testing.assert_array_equal(again.activations[0], right.activations[0])


@pytest.mark.parametrize("layers", [None, 5, "ab", iter(LINES), {Relu(): 1}])
def test_layers_that_are_no_tuple_or_list_are_refused(layers):
    with pytest.raises(ValueError, match=r"layers are .*: give a tuple of at least one layer"):
        summary(layers, (8, 8))


def test_tanh_squeezes_between_layers():
    layers = (Flatten(), Dense(1), Tanh())
    parameters = {"dense1.weights": [[1.0]], "dense1.bias": [0.0]}
    np.testing.assert_allclose(forward(layers, parameters, [[2.0]])[-1], np.tanh([2.0]))


@pytest.mark.parametrize(
    ("layers", "shape"), [(LINES, LINES_SHAPE), (LENET_5, LENET_5_SHAPE), (EVERYTHING, EVERYTHING_SHAPE)]
)
@pytest.mark.parametrize("batch", [(), (3,)], ids=["one image", "a batch"])
def test_the_gradients_are_the_slopes_of_the_loss_in_random_directions(layers, shape, batch):
    parameters, image = parameters_of(layers, shape), random(*batch, *shape)
    activations = forward(layers, parameters, image)
    weighing = random(*activations[-1].shape, seed=9)  # a loss that tells all outputs apart
    gradients = backward(layers, parameters, activations, weighing)
    assert list(gradients.parameters) == list(parameters)
    rng = np.random.default_rng(5)

    def loss(changed, name):
        return float((forward(layers, {**parameters, name: changed}, image)[-1] * weighing).sum())

    for name, array in parameters.items():
        assert_gradient_holds(lambda x, name=name: loss(x, name), array, gradients.parameters[name], rng=rng)
    assert_gradient_holds(
        lambda x: float((forward(layers, parameters, x)[-1] * weighing).sum()), image, gradients.activations[0], rng=rng
    )


def test_the_gradient_of_every_activation_is_the_slope_of_what_follows_it():
    parameters, image = parameters_of(EVERYTHING, EVERYTHING_SHAPE), random(*EVERYTHING_SHAPE)
    activations = forward(EVERYTHING, parameters, image)
    weighing = random(*activations[-1].shape, seed=9)
    gradients = backward(EVERYTHING, parameters, activations, weighing)
    np.testing.assert_array_equal(gradients.activations[-1], weighing)
    assert [grad.shape for grad in gradients.activations] == [activation.shape for activation in activations]
    stages = network_stages(EVERYTHING, EVERYTHING_SHAPE)
    for i, activation in enumerate(activations[:-1]):

        def loss(x, rest=stages[i:]):
            return float((activations_of(rest, parameters, x)[-1] * weighing).sum())

        assert_gradient_holds(loss, activation, gradients.activations[i], rng=np.random.default_rng(i))


@pytest.mark.parametrize("layers", [LINES, (Tanh(), *LINES)])
def test_the_images_gradient_is_left_out_when_it_is_not_asked_for(layers):
    parameters, image = parameters_of(layers, LINES_SHAPE), random(1, 8, 8)
    activations = forward(layers, parameters, image)
    whole, without = (backward(layers, parameters, activations, [1.0, 2.0], image_grad=ask) for ask in (True, False))
    assert without.activations[0] is None
    for got, wanted in zip(without.activations[1:], whole.activations[1:], strict=True):
        np.testing.assert_array_equal(got, wanted)
    for name in whole.parameters:
        np.testing.assert_array_equal(without.parameters[name], whole.parameters[name])


def test_an_image_without_an_axis_of_channels_has_gradients_of_its_own_shape():
    parameters, image = parameters_of(LINES, LINES_SHAPE), random(8, 8)
    flat = backward(LINES, parameters, forward(LINES, parameters, image), [1.0, 2.0])
    deep = backward(LINES, parameters, forward(LINES, parameters, image[None]), [1.0, 2.0])
    np.testing.assert_array_equal(flat.activations[0], deep.activations[0][0])
    assert flat.parameters["conv1.kernels"].shape == (4, 1, 3, 3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"activations": []}, "activations are 0 arrays, but 5 layers have 6: give all that forward gave"),
        ({"activations": [np.zeros((8, 8)), *5 * [None]]}, "conv1: its activation has type object"),
        ({"layers": iter(LINES)}, "layers are <.*: give a tuple of at least one layer"),
        ({"activations": 6 * [np.zeros((8, 8))]}, "conv1: its activation is 8×8, but for this image it is 4×6×6"),
        ({"grad": [1.0, 2.0, 3.0]}, "grad is 3 but the last activation is 2: give one number per number that came out"),
        ({"parameters": {}}, "parameters lack conv1.kernels"),
    ],
)
def test_gradients_of_another_pass_are_refused(change, sentence):
    parameters = parameters_of(LINES, LINES_SHAPE)
    request_ = {"activations": forward(LINES, parameters, random(8, 8)), "grad": [1.0, 2.0], **change}
    with pytest.raises(ValueError, match=sentence):
        backward(request_.pop("layers", LINES), request_.pop("parameters", parameters), **request_)


def test_whole_networks_and_their_gradients_agree_with_pytorch(torch):
    nn = torch.nn
    model = nn.Sequential(
        *(nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)),
    ).double()
    parameters = parameters_of(LENET_5, LENET_5_SHAPE)
    for array, tensor in zip(parameters.values(), model.parameters(), strict=True):
        tensor.data = torch.from_numpy(array.T.copy() if array.ndim == 2 else array.copy())
    images, labels = random(4, *LENET_5_SHAPE), np.array([3, 1, 4, 1])
    tensor = torch.from_numpy(images).requires_grad_()
    theirs = nn.functional.cross_entropy(model(tensor), torch.from_numpy(labels))
    theirs.backward()
    activations = forward(LENET_5, parameters, images)
    loss, grad = cross_entropy(activations[-1], labels)
    gradients = backward(LENET_5, parameters, activations, grad)
    assert loss == pytest.approx(theirs.item(), rel=1e-12)
    np.testing.assert_allclose(gradients.activations[0], tensor.grad.numpy(), atol=1e-14)
    for (name, ours), parameter in zip(gradients.parameters.items(), model.parameters(), strict=True):
        wanted = parameter.grad.numpy()
        np.testing.assert_allclose(ours, wanted.T if ours.ndim == 2 else wanted, atol=1e-14, err_msg=name)
