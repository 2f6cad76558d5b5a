"""PyTorch as a second opinion on every layer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import (
    conv2d,
    conv2d_backward,
    cross_entropy,
    dense,
    dense_backward,
    pool2d,
    pool2d_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    tanh,
    tanh_backward,
)
from tests.strategies import conv_cases, pool_cases


def random(*shape):
    return np.random.default_rng(0).normal(size=shape)


def assert_close(ours, theirs):
    """To 9 digits of the largest number in float64 and to 4 in float32."""
    precision = 1e-9 if ours.dtype == np.float64 else 1e-4
    theirs = theirs.detach().numpy().reshape(ours.shape)
    np.testing.assert_allclose(ours, theirs, rtol=precision, atol=precision * (1 + np.abs(theirs).max()))


@given(case=conv_cases(symmetric=True))
def test_conv2d_agrees_with_pytorch(torch, case):
    batch = case.image.reshape(-1, *case.image.shape[-3:]) if case.image.ndim > 2 else case.image[None, None]
    bank = case.kernels if case.kernels.ndim == 4 else case.kernels.reshape(-1, 1, *case.kernels.shape[-2:])
    expected = torch.nn.functional.conv2d(
        torch.from_numpy(batch),
        torch.from_numpy(bank),
        None if case.bias is None else torch.from_numpy(case.bias),
        stride=case.options["stride"],
        padding=tuple(before for before, _ in case.options["padding"]),
        dilation=case.options["dilation"],
    )
    got = conv2d(case.image, case.kernels, case.bias, **case.options)
    np.testing.assert_allclose(got, expected.numpy().reshape(got.shape), rtol=1e-4, atol=1e-4)


@given(case=conv_cases(symmetric=True), average=st.booleans())
def test_conv2d_backward_agrees_with_pytorch(torch, case, average):
    kernels, options = case.kernels, case.options | {"average": average}
    image, bank = (torch.from_numpy(array).requires_grad_() for array in (case.image, kernels))
    biases = torch.zeros(bank.shape[:-2][:1] or (1,), dtype=bank.dtype, requires_grad=True)
    maps = torch.nn.functional.conv2d(
        image.reshape(-1, 1 if image.ndim == 2 else image.shape[-3], *image.shape[-2:]),
        bank if bank.ndim == 4 else bank.reshape(-1, 1, *bank.shape[-2:]),
        stride=options["stride"],
        padding=tuple(before for before, _ in options["padding"]),
        dilation=options["dilation"],
    )
    if average:
        maps = maps / (kernels.size // len(biases))
    maps = maps + biases[:, None, None]
    grad = random(*conv2d(case.image, kernels, **options).shape).astype(case.image.dtype)
    maps.backward(torch.from_numpy(grad).reshape(maps.shape))
    for ours, tensor in zip(conv2d_backward(grad, case.image, kernels, **options), (image, bank, biases), strict=True):
        assert_close(ours, tensor.grad)


def pooled_by_pytorch(torch, maps, options):
    """What PyTorch makes of maps, a tensor of any rank, as a batch of one."""
    batch = maps.reshape(1, -1, *maps.shape[-2:])
    window = options["size"], options["stride"], tuple(before for before, _ in options["padding"])
    if options["mode"] == "max":
        return torch.nn.functional.max_pool2d(batch, *window)
    return torch.nn.functional.avg_pool2d(batch, *window, count_include_pad=options["count_include_pad"])


@given(case=pool_cases(symmetric=True))
def test_pool2d_agrees_with_pytorch(torch, case):
    expected = pooled_by_pytorch(torch, torch.from_numpy(case.maps), case.options)
    got = pool2d(case.maps, **case.options)
    np.testing.assert_allclose(got, expected.numpy().reshape(got.shape), rtol=1e-5, atol=1e-6)


@given(case=pool_cases(symmetric=True))
def test_pool2d_backward_agrees_with_pytorch_ties_included(torch, case):
    maps = torch.from_numpy(case.maps).requires_grad_()
    pooled = pooled_by_pytorch(torch, maps, case.options)
    grad = random(*pool2d(case.maps, **case.options).shape).astype(case.maps.dtype)
    pooled.backward(torch.from_numpy(grad).reshape(pooled.shape))
    assert_close(pool2d_backward(grad, case.maps, **case.options), maps.grad)


REAL_SIZES = pytest.mark.parametrize(
    ("image_shape", "kernel_shape", "options"),
    [
        ((1, 3, 64, 64), (32, 3, 3, 3), {}),
        ((1, 32, 40, 40), (64, 32, 3, 3), {"padding": 1}),
        ((1, 32, 40, 40), (64, 32, 3, 3), {"stride": 2}),
        ((1, 32, 40, 40), (64, 32, 3, 3), {"dilation": 2}),
        ((1, 1, 200, 300), (1, 1, 15, 15), {"padding": 7}),
        ((64, 1, 28, 28), (16, 1, 3, 3), {}),
        ((32, 16, 14, 14), (16, 16, 3, 3), {"padding": 1}),
        ((1, 3, 112, 112), (64, 3, 7, 7), {"padding": 3, "stride": 2}),
        ((2, 64, 20, 20), (16, 64, 1, 1), {}),
    ],
)


@REAL_SIZES
def test_conv2d_agrees_with_pytorch_on_layers_of_real_sizes(torch, image_shape, kernel_shape, options):
    image, kernels, bias = random(*image_shape), random(*kernel_shape), random(kernel_shape[0])
    expected = torch.nn.functional.conv2d(*map(torch.from_numpy, (image, kernels, bias)), **options)
    np.testing.assert_allclose(conv2d(image, kernels, bias, **options), expected.numpy(), rtol=1e-9, atol=1e-9)


@REAL_SIZES
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_conv2d_backward_agrees_with_pytorch_on_layers_of_real_sizes(torch, image_shape, kernel_shape, options, dtype):
    arrays = [random(*shape).astype(dtype) for shape in (image_shape, kernel_shape, kernel_shape[:1])]
    tensors = [torch.from_numpy(array).requires_grad_() for array in arrays]
    maps = torch.nn.functional.conv2d(*tensors, **options)
    grad = random(*maps.shape).astype(dtype)
    maps.backward(torch.from_numpy(grad))
    for ours, tensor in zip(conv2d_backward(grad, *arrays[:2], **options), tensors, strict=True):
        assert_close(ours, tensor.grad)


@pytest.mark.parametrize("mode", ["max", "avg"])
@pytest.mark.parametrize(("size", "stride", "padding"), [(2, 2, 0), (3, 2, 1), (2, 1, 0)])
def test_pool2d_backward_agrees_with_pytorch_on_maps_of_real_sizes(torch, mode, size, stride, padding):
    maps = np.maximum(random(16, 8, 26, 26), 0)  # as after a ReLU: half of all cells tie
    tensor = torch.from_numpy(maps).requires_grad_()
    pool = torch.nn.functional.max_pool2d if mode == "max" else torch.nn.functional.avg_pool2d
    pooled = pool(tensor, size, stride, padding)
    grad = random(*pooled.shape)
    pooled.backward(torch.from_numpy(grad))
    assert_close(pool2d_backward(grad, maps, size, stride=stride, padding=padding, mode=mode), tensor.grad)


def test_max_pooling_agrees_with_pytorch_on_nan(torch):
    maps = random(1, 1, 6, 6)
    maps[0, 0, 2, 3] = np.nan
    np.testing.assert_array_equal(pool2d(maps), torch.nn.functional.max_pool2d(torch.from_numpy(maps), 2).numpy())


@pytest.mark.parametrize("ours", [relu, sigmoid, tanh])
def test_activations_agree_with_pytorch(torch, ours):
    x = np.concatenate([random(100) * 30, [np.inf, -np.inf, np.nan, 0.0]])
    theirs = getattr(torch, ours.__name__)(torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(ours(x), theirs, rtol=1e-12)


@pytest.mark.parametrize(
    ("ours", "name"), [(relu_backward, "relu"), (sigmoid_backward, "sigmoid"), (tanh_backward, "tanh")]
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gradients_of_activations_agree_with_pytorch(torch, ours, name, dtype):
    x = np.concatenate([random(100) * 5, [np.inf, -np.inf, 0.0]]).astype(dtype)
    grad = random(len(x)).astype(dtype)
    tensor = torch.from_numpy(x).requires_grad_()
    getattr(torch, name)(tensor).backward(torch.from_numpy(grad))
    assert_close(ours(grad, x), tensor.grad)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_softmax_agrees_with_pytorch(torch, axis):
    logits = random(4, 5) * 50
    theirs = torch.softmax(torch.from_numpy(logits), axis).numpy()
    np.testing.assert_allclose(softmax(logits, axis=axis), theirs, rtol=1e-12)


def test_cross_entropy_agrees_with_pytorch(torch):
    logits, labels = random(6, 4), np.array([0, 1, 2, 3, 0, 1])
    tensor = torch.from_numpy(logits).requires_grad_()
    theirs = torch.nn.functional.cross_entropy(tensor, torch.from_numpy(labels))
    theirs.backward()
    loss, grad = cross_entropy(logits, labels)
    assert loss == pytest.approx(theirs.item())
    np.testing.assert_allclose(grad, tensor.grad.numpy(), rtol=1e-12)


def test_dense_and_its_gradients_agree_with_pytorch(torch):
    x, weights, bias, grad = random(4, 5), random(5, 3), random(3), random(4, 3)
    tensors = [torch.from_numpy(array.copy()).requires_grad_() for array in (x, weights, bias)]
    theirs = tensors[0] @ tensors[1] + tensors[2]
    np.testing.assert_allclose(dense(x, weights, bias), theirs.detach().numpy(), rtol=1e-12)
    theirs.backward(torch.from_numpy(grad))
    for ours, tensor in zip(dense_backward(grad, x, weights), tensors, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-12)
