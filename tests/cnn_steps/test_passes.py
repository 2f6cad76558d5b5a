"""The passes through a network: activations on the way there, gradients on the way back."""

import numpy as np
import pytest

from cnn_steps import (
    Dense,
    Flatten,
    Relu,
    Tanh,
    backward,
    conv2d,
    cross_entropy,
    dense,
    flatten,
    forward,
    pool2d,
    relu,
)
from cnn_steps.network import network_stages
from cnn_steps.passes import activations_of
from tests.gradients import assert_gradient_holds
from tests.networks import (
    EVERYTHING,
    EVERYTHING_SHAPE,
    LENET_5,
    LENET_5_SHAPE,
    LINES,
    LINES_SHAPE,
    parameters_of,
)


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


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
