"""The gradients of a convolution: by hand, against plain loops, and in random directions."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given

from cnn_steps import conv2d, conv2d_backward
from cnn_steps import convolution_backward as backward_module
from tests.gradients import assert_gradient_holds
from tests.reference import same_padding, slow_conv2d_backward
from tests.strategies import conv_cases

NAMES = ("image", "kernels", "bias")


def random(*shape, dtype=np.float64):
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(dtype)


def eighths(shape, dtype):
    """Numbers whose sums and products are exact."""
    return (np.random.default_rng(7).integers(-64, 65, size=shape) / 8).astype(dtype)


def assert_all_close(got, expected, **tolerance):
    for name, ours, theirs in zip(NAMES, got, expected, strict=True):
        assert ours.shape == theirs.shape, name
        np.testing.assert_allclose(ours, theirs, **tolerance, err_msg=name)


def test_conv2d_backward_by_hand():
    # Two stops: 1 + 2*10 of what the first saw (2, 3) and the second (3, 4); their gradients are 1 and 10.
    grad_image, grad_kernels, grad_bias = conv2d_backward([[1, 10]], [[2, 3, 4]], [[5, 6]])
    assert grad_image.tolist() == [[1 * 5, 1 * 6 + 10 * 5, 10 * 6]]
    assert grad_kernels.tolist() == [[1 * 2 + 10 * 3, 1 * 3 + 10 * 4]]
    assert grad_bias.shape == ()
    assert grad_bias == 11


def test_conv2d_backward_by_hand_with_channels_and_filters():
    image = np.array([[[2.0]], [[3.0]]])
    kernels = np.array([[[[5.0]], [[7.0]]], [[[11.0]], [[13.0]]]])
    grad_image, grad_kernels, grad_bias = conv2d_backward([[[1.0]], [[10.0]]], image, kernels)
    assert grad_image.ravel().tolist() == [5 + 110, 7 + 130]
    assert grad_kernels.reshape(2, 2).tolist() == [[2, 3], [20, 30]]
    assert grad_bias.tolist() == [1, 10]


def test_an_average_divides_the_gradients_of_pixels_and_weights_but_not_of_the_bias():
    plain = conv2d_backward([[1, 10]], [[2, 3, 4]], [[5, 6]])
    averaged = conv2d_backward([[1, 10]], [[2, 3, 4]], [[5, 6]], average=True)
    assert averaged[0].tolist() == (plain[0] / 2).tolist()
    assert averaged[1].tolist() == (plain[1] / 2).tolist()
    assert averaged[2] == plain[2]


def test_pixels_that_no_window_reached_get_no_gradient():
    grad_image = conv2d_backward([[1]], np.ones((3, 4)), np.ones((2, 2)), stride=3)[0]
    assert grad_image.tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]]


def test_pixels_between_the_taps_of_a_dilated_kernel_get_no_gradient():
    grad_image = conv2d_backward([[1]], np.ones((3, 3)), [[1, 2], [3, 4]], dilation=2)[0]
    assert grad_image.tolist() == [[1, 0, 2], [0, 0, 0], [3, 0, 4]]


def test_same_padding_puts_the_odd_cell_at_the_bottom_and_the_right():
    image, kernels = random(2, 7, 6), random(3, 2, 4, 2)
    explicit = (same_padding(7, 4, 2), same_padding(6, 2, 2))
    grad = random(*conv2d(image, kernels, stride=2, padding="same").shape)
    got = conv2d_backward(grad, image, kernels, stride=2, padding="same")
    assert_all_close(got, conv2d_backward(grad, image, kernels, stride=2, padding=explicit))


@given(case=conv_cases())
def test_conv2d_backward_equals_the_plain_loops(case):
    grad = eighths(conv2d(case.image, case.kernels, **case.options).shape, case.image.dtype)
    got = conv2d_backward(grad, case.image, case.kernels, **case.options)
    assert [array.dtype for array in got] == [case.image.dtype] * 3
    expected = slow_conv2d_backward(grad, case.image, case.kernels, **case.options)
    assert_all_close(got, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize(("channels", "filters"), [(1, 1), (2, 5), (5, 2), (3, 3), (1, 9)])
@pytest.mark.parametrize("stride", [1, 2, (3, 1), (1, 4)])
@pytest.mark.parametrize("dilation", [1, 2, (3, 2)])
@pytest.mark.parametrize("padding", [0, 2, ((3, 0), (0, 2)), ((9, 9), (1, 1)), "same"])
@pytest.mark.parametrize("band", [1, 1000])
def test_conv2d_backward_cut_into_bands_equals_conv2d_backward_in_one_piece(
    channels, filters, stride, dilation, padding, band, monkeypatch
):
    image, kernels = random(3, channels, 21, 9), random(filters, channels, 3, 2)
    options = {"stride": stride, "dilation": dilation, "padding": padding}
    grad = random(*conv2d(image, kernels, **options).shape)
    monkeypatch.setattr(backward_module, "_BAND", 1 << 62)
    whole = conv2d_backward(grad, image, kernels, **options)
    monkeypatch.setattr(backward_module, "_BAND", band)
    assert_all_close(conv2d_backward(grad, image, kernels, **options), whole, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("padding", [((4, 4), (4, 4)), *(((a, b), (c, d)) for a, b, c, d in 5 * np.eye(4, dtype=int))])
@pytest.mark.parametrize("samples", [1, 9])
@pytest.mark.parametrize("kernel_size", [1, 2])
def test_stops_that_see_nothing_but_padding_send_nothing_back(padding, samples, kernel_size):
    image, kernels = random(samples, 3, 7, 6), random(2, 3, kernel_size, kernel_size)
    grad = random(*conv2d(image, kernels, padding=padding).shape)
    expected = slow_conv2d_backward(grad, image, kernels, padding=padding)
    assert_all_close(conv2d_backward(grad, image, kernels, padding=padding), expected, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize(("channels", "filters"), [(1, 3), (2, 5), (5, 2)])
@pytest.mark.parametrize("options", [{}, {"padding": 1}, {"stride": 2, "padding": "same"}, {"dilation": 2}])
def test_conv2d_backward_equals_the_plain_loops_on_larger_images(channels, filters, options):
    image, kernels = random(2, channels, 23, 19), random(filters, channels, 3, 3)
    grad = random(*conv2d(image, kernels, **options).shape)
    pairs = {"stride": (1, 1), "dilation": (1, 1)} | {key: (n, n) for key, n in options.items() if key != "padding"}
    stride, padding = pairs["stride"], options.get("padding", 0)
    if padding == "same":
        pairs["padding"] = (same_padding(23, 3, stride[0]), same_padding(19, 3, stride[1]))
    else:
        pairs["padding"] = ((padding, padding), (padding, padding))
    expected = slow_conv2d_backward(grad, image, kernels, **pairs)
    assert_all_close(conv2d_backward(grad, image, kernels, **options), expected, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize(
    ("image_shape", "kernel_shape"),
    [
        ((6, 5), (3, 2)),
        ((6, 5), (4, 3, 2)),
        ((6, 5), (4, 1, 3, 2)),
        ((2, 6, 5), (4, 2, 3, 2)),
        ((3, 2, 6, 5), (4, 2, 3, 2)),
        ((3, 4, 6, 5), (2, 4, 3, 2)),
    ],
)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"padding": ((1, 0), (0, 2)), "stride": (2, 1), "average": True},
        {"padding": "same", "dilation": (2, 1)},
        {"padding": 2, "stride": 3},
        {"padding": "same", "average": True},
    ],
)
def test_conv2d_backward_holds_in_random_directions(image_shape, kernel_shape, options):
    rng = np.random.default_rng(1)
    image, kernels = rng.normal(size=image_shape), rng.normal(size=kernel_shape)
    grad = rng.normal(size=conv2d(image, kernels, **options).shape)
    grad_image, grad_kernels, grad_bias = conv2d_backward(grad, image, kernels, **options)
    bias = rng.normal(size=grad_bias.shape)

    def loss(image=image, kernels=kernels, bias=bias):
        return (grad * conv2d(image, kernels, bias, **options)).sum()

    assert_gradient_holds(lambda changed: loss(image=changed), image, grad_image, rng=rng)
    assert_gradient_holds(lambda changed: loss(kernels=changed), kernels, grad_kernels, rng=rng)
    assert_gradient_holds(lambda changed: loss(bias=changed), bias, grad_bias, rng=rng)


@pytest.mark.parametrize("options", [{}, {"stride": 2}, {"padding": 1, "average": True}])
def test_an_images_gradient_that_nobody_needs_is_left_out_and_the_others_stay_the_same(options):
    image, kernels = random(2, 3, 8, 8), random(4, 3, 3, 3)
    grad = random(*conv2d(image, kernels, **options).shape)
    full = conv2d_backward(grad, image, kernels, **options)
    part = conv2d_backward(grad, image, kernels, **options, image_grad=False)
    assert part[0] is None
    assert_all_close((full[0], *part[1:]), full, rtol=0)


@pytest.mark.parametrize("layout", ["F", "reversed", "every second", "broadcast"])
@pytest.mark.parametrize("options", [{}, {"stride": 2, "padding": 1}])
@pytest.mark.parametrize("filters", [2, 5])
def test_conv2d_backward_takes_arrays_in_any_memory_layout(layout, options, filters):
    image, kernels = random(2, 3, 8, 9), random(filters, 3, 3, 3)
    grad = random(*conv2d(image, kernels, **options).shape)

    def laid_out(array):
        changed = {
            "F": np.asfortranarray(array),
            "reversed": array[::-1, ::-1, ::-1, ::-1].copy()[::-1, ::-1, ::-1, ::-1],
            "every second": np.repeat(array, 2, axis=3)[..., ::2],
            "broadcast": np.broadcast_to(array[:1], array.shape),
        }[layout]
        changed.flags.writeable = False
        return changed

    odd = [laid_out(array) for array in (grad, image, kernels)]
    plain = [array.copy(order="C") for array in odd]
    got, expected = conv2d_backward(*odd, **options), conv2d_backward(*plain, **options)
    assert_all_close(got, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("kernel_shape", [(2, 2, 3, 3), (5, 2, 3, 3), (3, 2, 1, 1)])
@pytest.mark.parametrize("options", [{}, {"stride": 2, "padding": 1, "average": True}])
def test_conv2d_backward_mutates_nothing_and_gives_arrays_of_its_own(kernel_shape, options):
    image, kernels = random(1, 2, 6, 6), random(*kernel_shape)
    grad = random(*conv2d(image, kernels, **options).shape)
    given_arrays = (grad, image, kernels)
    copies = [array.copy() for array in given_arrays]
    for result in conv2d_backward(*given_arrays, **options):
        assert result.flags.c_contiguous
        result[...] = 7
    for array, copy in zip(given_arrays, copies, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("filters", [2, 5])
def test_conv2d_backward_keeps_the_images_type_whatever_goes_along(filters):
    image = random(3, 8, 8, dtype=np.float32)
    got = conv2d_backward(random(filters, 6, 6), image, random(filters, 3, 3, 3), average=True)
    assert [array.dtype for array in got] == [np.float32] * 3
    got = conv2d_backward(np.ones((2, 2), np.float32), np.ones((3, 3), np.uint8), np.ones((2, 2), np.float32))
    assert [array.dtype for array in got] == [np.float64] * 3


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("options", [{}, {"stride": 2}])
def test_a_pixel_that_is_not_finite_reaches_just_the_weights_that_met_it(value, options):
    image = np.ones((6, 6))
    image[0, 1] = value
    grad = np.ones(conv2d(image, np.ones((3, 3)), **options).shape)
    grad_image, grad_kernels, grad_bias = conv2d_backward(grad, image, np.ones((3, 3)), **options)
    met = [[0, 1]] if options else [[0, 0], [0, 1]]
    assert np.argwhere(~np.isfinite(grad_kernels)).tolist() == met
    assert np.isfinite(grad_image).all()
    assert grad_bias == grad.sum()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_leftover_pixel_that_is_not_finite_reaches_no_weight(value):
    image = np.ones((3, 4))
    image[2, 3] = value
    _, grad_kernels, _ = conv2d_backward(np.ones((1, 2)), image, np.ones((2, 2)), stride=2)
    assert grad_kernels.tolist() == [[2, 2], [2, 2]]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(("channels", "filters"), [(1, 1), (1, 3), (3, 1)])
def test_a_weight_that_is_not_finite_reaches_just_the_pixels_that_met_it(value, channels, filters):
    kernels = np.ones((filters, channels, 2, 2))
    kernels[0, 0, 1, 0] = value
    grad_image, _, _ = conv2d_backward(np.ones((filters, 3, 3)), np.ones((channels, 4, 4)), kernels)
    expected = [[0, row, col] for row in (1, 2, 3) for col in (0, 1, 2)]
    assert np.argwhere(~np.isfinite(grad_image)).tolist() == expected


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("filters", [1, 3])
def test_a_gradient_that_is_not_finite_reaches_just_what_its_window_saw(value, filters):
    grad = np.ones((filters, 4, 4))
    grad[0, 1, 2] = value
    grad_image, grad_kernels, grad_bias = conv2d_backward(grad, np.ones((1, 5, 5)), np.ones((filters, 1, 2, 2)))
    assert np.argwhere(~np.isfinite(grad_image[0])).tolist() == [[1, 2], [1, 3], [2, 2], [2, 3]]
    assert np.isfinite(grad_kernels).reshape(filters, -1).all(axis=1).tolist() == [False, *[True] * (filters - 1)]
    assert np.isfinite(grad_bias).tolist() == [False, *[True] * (filters - 1)]


def test_conv2d_backward_of_numbers_too_large_gives_infinity_without_a_warning():
    huge = np.full((2, 2), 1e38, np.float32)
    grad_image, grad_kernels, grad_bias = conv2d_backward(huge, huge, [[1e38]])
    assert np.isinf(grad_image).all()
    assert np.isinf(grad_kernels).all()
    assert np.isinf(grad_bias)


@pytest.mark.parametrize(
    ("image_shape", "kernel_shape", "options", "wanted"),
    [
        ((6, 5), (3, 2), {}, "4×4"),
        ((6, 5), (4, 3, 2), {}, "4×4×4"),
        ((2, 6, 5), (4, 2, 3, 2), {"stride": 2}, "4×2×2"),
        ((3, 2, 6, 5), (4, 2, 3, 2), {"padding": "same"}, "3×4×6×5"),
    ],
)
def test_conv2d_backward_says_what_shape_a_gradient_must_have(image_shape, kernel_shape, options, wanted):
    message = f"grad is 9×9 but the convolution's output is {wanted}: give one number per cell"
    with pytest.raises(ValueError, match=message):
        conv2d_backward(np.ones((9, 9)), np.ones(image_shape), np.ones(kernel_shape), **options)


def test_a_gradient_with_one_axis_too_many_is_refused():
    with pytest.raises(ValueError, match="grad is 1×2×2 but the convolution's output is 2×2"):
        conv2d_backward(np.ones((1, 2, 2)), np.ones((3, 3)), np.ones((2, 2)))


@pytest.mark.parametrize(
    ("grad", "image", "kernels", "options", "message"),
    [
        (np.ones((0, 2)), np.ones((3, 3)), np.ones((2, 2)), {}, "grad is empty, its shape is 0×2"),
        (np.ones((2, 2)), np.ones((0, 3)), np.ones((2, 2)), {}, "image is empty"),
        (np.ones((2, 2)), np.ones((3, 3)), np.ones((0, 2)), {}, "kernels is empty"),
        ([["a"]], np.ones((3, 3)), np.ones((2, 2)), {}, "grad has type"),
        (np.ones((2, 2)), np.ones((3, 3)), np.ones((4, 4)), {}, "kernel 4×4 does not fit the padded image 3×3: use a"),
        (np.ones((2, 2)), np.ones((3, 3)), np.ones((1, 2, 2, 2)), {}, "kernels 1×2×2×2 span 2 channels but image 3×3"),
        (np.ones((2, 2)), np.ones((3, 3)), np.ones((2, 2)), {"stride": 0}, "stride is 0: give a whole number, 1 or"),
        (np.ones((2, 2)), np.ones((3, 3)), np.ones((2, 2)), {"padding": -1}, "padding is -1: give a whole number, 0"),
        (np.ones((2, 2)), np.ones((3, 3)), np.ones((2, 2)), {"dilation": 1.5}, "dilation is 1.5: give a whole number"),
    ],
)
def test_conv2d_backward_refuses_what_cannot_be_done(grad, image, kernels, options, message):
    with pytest.raises(ValueError, match=message):
        conv2d_backward(grad, image, kernels, **options)


@pytest.mark.parametrize(("filters", "stride"), [(1, 1), (2, 1), (2, 2), (3, (1, 2))])
def test_gradients_are_the_same_where_frames_would_take_too_much_memory(filters, stride, monkeypatch):
    rng = np.random.default_rng(0)
    image, kernels = rng.normal(size=(1, 40, 30)), rng.normal(size=(filters, 1, 5, 4))
    grad = rng.normal(size=conv2d(image, kernels, stride=stride, padding=2).shape)
    usual = conv2d_backward(grad, image, kernels, stride=stride, padding=2)[0]
    monkeypatch.setattr(backward_module, "_FRAMES", 0)
    np.testing.assert_allclose(conv2d_backward(grad, image, kernels, stride=stride, padding=2)[0], usual, atol=1e-12)


def test_the_gradient_of_a_large_kernel_takes_little_memory():
    image, kernels = np.ones((1, 300, 300)), np.ones((2, 1, 31, 31))
    grad = np.ones((2, 270, 270))
    tracemalloc.start()
    conv2d_backward(grad, image, kernels)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30e6  # bytes; with frames it would be 280 million
