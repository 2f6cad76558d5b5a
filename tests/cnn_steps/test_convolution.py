"""Convolution: by hand, against plain loops, and every step against the whole."""

import numpy as np
import pytest
from hypothesis import given

from cnn_steps import conv2d, conv2d_step, conv2d_trace, pool2d
from cnn_steps import feature_maps as maps_module
from cnn_steps.geometry import sweep
from tests.reference import same_padding, slow_conv2d
from tests.strategies import conv_cases

NINE = np.array(
    [
        [-1, 1, 1, 1, -1],
        [-1, 1, -1, 1, -1],
        [-1, 1, 1, 1, -1],
        [-1, -1, -1, 1, -1],
        [-1, -1, -1, 1, -1],
        [-1, -1, 1, -1, -1],
        [-1, 1, -1, -1, -1],
    ]
)
BOX = np.array([[1, 1, 1], [1, -1, 1], [1, 1, 1]])
VERTICAL = np.array([[-1, 1, -1]] * 3)
DIAGONAL = np.array([[-1, -1, 1], [-1, 1, -1], [1, -1, -1]])


def random(*shape, dtype=np.float64):
    return np.random.default_rng(0).normal(size=shape).astype(dtype)


def test_conv2d_multiplies_and_adds_by_hand():
    image = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert conv2d(image, [[1, 0], [0, -1]]).tolist() == [[-4.0, -4.0], [-4.0, -4.0]]


def test_conv2d_does_not_flip_the_kernel():
    assert conv2d([[1, 0, 0]], [[2, 3, 5]]).tolist() == [[2.0]]


def test_conv2d_adds_up_the_channels_and_one_bias():
    image = np.array([[[1.0]], [[10.0]], [[100.0]]])
    kernels = np.array([[[[1.0]], [[2.0]], [[3.0]]], [[[1.0]], [[0.0]], [[0.0]]]])
    assert conv2d(image, kernels, [0.5, -1.0]).tolist() == [[[321.5]], [[0.0]]]


def test_conv2d_divides_by_all_kernel_cells_before_the_bias_is_added():
    image = np.ones((2, 3, 3))
    assert conv2d(image, np.ones((1, 2, 2, 2)), [0.25], average=True).tolist() == [[[1.25, 1.25], [1.25, 1.25]]]


@pytest.mark.parametrize("dtype", [np.int64, np.float32, np.float64])
def test_filters_answer_with_one_where_the_nine_has_their_pattern(dtype):
    box, vertical, diagonal = conv2d(NINE.astype(dtype), np.stack([BOX, VERTICAL, DIAGONAL]), average=True)
    assert box.shape == (5, 3)
    assert np.argwhere(box == 1).tolist() == [[0, 1]]
    assert np.argwhere(diagonal == 1).tolist() == [[4, 1]]
    assert np.argwhere(vertical == vertical.dtype.type(7) / 9).tolist() == [[1, 2], [2, 2]]
    assert vertical.max() == vertical.dtype.type(7) / 9
    assert pool2d(np.stack([box, vertical, diagonal]), 2, stride=1).shape == (3, 4, 2)


@pytest.mark.parametrize("kernel", [BOX, VERTICAL, DIAGONAL])
def test_every_step_of_the_nine_is_exactly_the_cell_of_the_map(kernel):
    feature_map = conv2d(NINE, kernel, average=True)
    assert [step.total for step in conv2d_trace(NINE, kernel, average=True)] == feature_map.ravel().tolist()


@given(case=conv_cases())
def test_conv2d_equals_the_plain_loops(case):
    got = conv2d(case.image, case.kernels, case.bias, **case.options)
    assert got.dtype == case.image.dtype
    expected = slow_conv2d(case.image, case.kernels, case.bias, **case.options)
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("image_shape", "kernel_shape"),
    [((2, 3, 23, 19), (5, 3, 3, 3)), ((1, 1, 40, 33), (1, 1, 5, 2)), ((3, 2, 9, 30), (64, 2, 3, 3))],
)
@pytest.mark.parametrize("stride", [1, 2, (3, 1)])
@pytest.mark.parametrize("dilation", [1, 2, (3, 2)])
@pytest.mark.parametrize("padding", [0, 2, ((3, 0), (0, 2)), ((9, 9), (1, 1)), "same"])
@pytest.mark.parametrize("short_row", [1 << 62, 0], ids=["columns", "row stack"])
def test_conv2d_cut_into_bands_equals_conv2d_in_one_piece(
    image_shape, kernel_shape, stride, dilation, padding, short_row, monkeypatch
):
    image, kernels, bias = random(*image_shape), random(*kernel_shape), random(kernel_shape[0])
    options = {"stride": stride, "dilation": dilation, "padding": padding}
    monkeypatch.setattr(maps_module, "_BAND", 1 << 62)
    monkeypatch.setattr(maps_module, "_SHORT_ROW", 1 << 62)
    monkeypatch.setattr(maps_module, "_SMALL_MAPS", 1 << 62)
    whole = conv2d(image, kernels, bias, **options)
    monkeypatch.setattr(maps_module, "_SMALL_MAPS", 0)
    monkeypatch.setattr(maps_module, "_BAND", 1000)
    monkeypatch.setattr(maps_module, "_SHORT_ROW", short_row)
    np.testing.assert_allclose(conv2d(image, kernels, bias, **options), whole, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("size", [(64, 48), (7, 5)])
def test_conv2d_equals_the_plain_loops_on_larger_images(size):
    image, kernels = random(2, *size), random(3, 2, 3, 3)
    np.testing.assert_allclose(conv2d(image, kernels), slow_conv2d(image, kernels), rtol=1e-10, atol=1e-12)


def test_dilation_may_be_larger_than_the_number_of_output_rows():
    image, kernels = random(2, 7, 400), random(1, 2, 2, 2)
    expected = slow_conv2d(image, kernels, stride=(3, 1), dilation=(5, 1))
    assert expected.shape[1] == 1
    np.testing.assert_allclose(conv2d(image, kernels, stride=(3, 1), dilation=(5, 1)), expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("filters", [1, 4, 8, 12])
@pytest.mark.parametrize("stride", [1, (2, 1)])
@pytest.mark.parametrize("padding", [0, "same"])
@pytest.mark.parametrize("dilation", [1, (1, 2)])
@pytest.mark.parametrize("average", [False, True])
def test_conv2d_of_a_long_batch_equals_the_samples_one_by_one(filters, stride, padding, dilation, average):
    batch, kernels, bias = random(40, 2, 8, 9), random(filters, 2, 3, 3), random(filters)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "average": average}
    expected = [conv2d(image, kernels, bias, **options) for image in batch]
    result = conv2d(batch, kernels, bias, **options)
    np.testing.assert_allclose(result, expected, rtol=1e-10, atol=1e-12)
    assert result.flags.c_contiguous


@pytest.mark.parametrize("average", [False, True])
def test_a_bias_on_large_maps_is_added_without_leaving_a_setting_of_numpy_changed(average):
    image, kernels, bias = random(3, 40, 50), random(4, 3, 3, 3), random(4)
    size = np.getbufsize()
    expected = conv2d(image, kernels, average=average) + bias[:, None, None]
    np.testing.assert_allclose(conv2d(image, kernels, bias, average=average), expected, rtol=1e-12)
    assert np.getbufsize() == size


def test_a_setting_of_numpy_is_put_back_even_if_memory_runs_out_on_the_way(monkeypatch):
    def finish(band, divisor, biases):
        assert np.getbufsize() != size
        raise MemoryError

    size = np.getbufsize()
    monkeypatch.setattr(maps_module, "_finish", finish)
    axes = sweep((40, 50), (3, 3), 1, 0, 1)
    with pytest.raises(MemoryError):
        maps_module.feature_maps(random(1, 1, 40, 50), random(1, 1, 3, 3), np.ones((1, 1, 1)), *axes, 9)
    assert np.getbufsize() == size


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_same_padding_puts_the_odd_cell_at_the_bottom_and_the_right(stride):
    image, kernel = random(7, 6), random(4, 2)
    explicit = (same_padding(7, 4, stride), same_padding(6, 2, stride))
    np.testing.assert_array_equal(
        conv2d(image, kernel, padding="same", stride=stride), conv2d(image, kernel, padding=explicit, stride=stride)
    )


@pytest.mark.parametrize("layout", ["F", "reversed", "every second", "read-only", "broadcast"])
def test_conv2d_takes_arrays_in_any_memory_layout(layout):
    image = random(2, 3, 8, 9)
    laid_out = {
        "F": np.asfortranarray(image),
        "reversed": image[:, ::-1, ::-1, ::-1][:, ::-1, ::-1, ::-1],
        "every second": np.repeat(image, 2, axis=3)[..., ::2],
        "read-only": image.copy(),
        "broadcast": np.broadcast_to(image[:1], image.shape),
    }[layout]
    laid_out.flags.writeable = False
    expected = conv2d(laid_out.copy(order="C"), random(4, 3, 3, 3))
    np.testing.assert_allclose(conv2d(laid_out, random(4, 3, 3, 3)), expected, rtol=1e-12)


def test_conv2d_mutates_nothing():
    image, kernels, bias = random(1, 2, 6, 6), random(2, 2, 3, 3), random(2)
    copies = image.copy(), kernels.copy(), bias.copy()
    conv2d(image, kernels, bias, padding=1, average=True)
    for array, copy in zip((image, kernels, bias), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("size", [6, 60])
def test_conv2d_keeps_the_images_type_whatever_goes_along(size):
    image = random(size, size, dtype=np.float32)
    assert conv2d(image, random(2, 3, 3), random(2), padding=1, average=True).dtype == np.float32
    assert conv2d(image, [[1, 2], [3, 4]], 5).dtype == np.float32
    assert conv2d(image.astype(np.uint8), random(2, 2, dtype=np.float32)).dtype == np.float64


@pytest.mark.parametrize("size", [6, 60])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_conv2d_lets_nan_and_infinity_reach_just_the_windows_that_see_them(size, value):
    image = np.ones((size, size))
    image[2, 3] = value
    feature_map = conv2d(image, np.ones((2, 2)))
    assert np.argwhere(~np.isfinite(feature_map)).tolist() == [[1, 2], [1, 3], [2, 2], [2, 3]]


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("samples", [1, 64])
def test_conv2d_lets_a_bias_of_nan_or_infinity_reach_just_its_own_filter(samples, value):
    maps = conv2d(np.ones((samples, 1, 12, 12)), np.ones((3, 1, 3, 3)), [1.0, value, 2.0])
    assert [np.unique(maps[:, at]).tolist() for at in (0, 2)] == [[10.0], [11.0]]
    np.testing.assert_array_equal(maps[:, 1], value)


def test_conv2d_of_infinity_and_a_zero_weight_is_nan_without_a_warning():
    assert np.isnan(conv2d([[np.inf, 1.0]], [[0.0, 1.0]])).all()
    assert conv2d(np.full((2, 2), 1e38, np.float32), np.full((2, 2), 1e38, np.float32)) == np.inf


@pytest.mark.parametrize(
    ("image_shape", "kernel_shape", "message"),
    [
        ((5,), (3, 3), r"image has 1 axes \(5\): give \(H, W\), \(C, H, W\) or \(N, C, H, W\)"),
        ((1, 1, 1, 5, 5), (3, 3), r"image has 5 axes \(1×1×1×5×5\)"),
        ((5, 5), (3,), r"kernels have 1 axes \(3\): give \(kH, kW\), \(F, kH, kW\) or \(F, C, kH, kW\)"),
        ((3, 5, 5), (3, 3), r"kernels 3×3 do not say which channels of image 3×5×5 they span: give \(F, 3, kH, kW\)"),
        ((3, 5, 5), (3, 3, 3), "kernels 3×3×3 do not say which channels of image 3×5×5 they span"),
        ((3, 5, 5), (2, 4, 3, 3), r"kernels 2×4×3×3 span 4 channels but image 3×5×5 has 3: give .* \(F, 3, kH, kW\)"),
        ((5, 5), (2, 3, 3, 3), "kernels 2×3×3×3 span 3 channels but image 5×5 has 1"),
        ((4, 4), (5, 5), "kernel 5×5 does not fit the padded image 4×4: use a smaller kernel or more padding"),
        ((1, 2, 4, 9), (1, 2, 5, 5), "kernel 5×5 does not fit the padded image 4×9"),
        ((0, 5), (3, 3), "image is empty"),
        ((0, 1, 5, 5), (1, 1, 3, 3), "image is empty"),
        ((5, 5), (0, 3, 3), "kernels is empty"),
    ],
)
def test_conv2d_refuses_shapes_that_do_not_go_together(image_shape, kernel_shape, message):
    with pytest.raises(ValueError, match=message):
        conv2d(np.ones(image_shape), np.ones(kernel_shape))


def test_conv2d_says_how_far_a_dilated_kernel_reaches():
    with pytest.raises(ValueError, match=r"kernel 3×3 dilated by 2×2 reaches over 5×5 and does not fit .* 4×4"):
        conv2d(np.ones((4, 4)), np.ones((3, 3)), dilation=2)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"stride": 0}, "stride is 0: give a whole number, 1 or more"),
        ({"stride": (1, -1)}, "stride of columns is -1"),
        ({"stride": 1.5}, "stride is 1.5"),
        ({"stride": True}, "stride is True"),
        ({"dilation": 0}, "dilation is 0"),
        ({"padding": -1}, "padding is -1: give a whole number, 0 or more"),
        ({"padding": ((0, -1), (0, 0))}, "padding of rows after is -1"),
        ({"padding": "full"}, 'padding is \'full\': give "valid", "same" or a number of cells'),
        ({"bias": [1, 2, 3]}, "bias is 3 but the number of filters is 2: give one number per filter"),
        ({"bias": 1}, "bias is a single number but the number of filters is 2"),
        ({"bias": [["a"]]}, "bias has type"),
    ],
)
@pytest.mark.parametrize("run", [conv2d, conv2d_trace])
def test_conv2d_and_its_trace_refuse_what_cannot_be_done(options, message, run):
    kernels = np.ones((2, 3, 3)) if run is conv2d else np.ones((3, 3))
    if run is conv2d_trace and "bias" in options:
        message = "bias"
        options = {"bias": [1, 2]}
    with pytest.raises(ValueError, match=message):
        run(np.ones((5, 5)), kernels, **options)


@given(case=conv_cases())
def test_every_step_is_a_cell_of_conv2d_and_its_products_lead_there(case):
    image = case.image[0] if case.image.ndim == 4 else case.image
    kernel = case.kernels[0] if case.kernels.ndim > 2 else case.kernels
    if image.ndim == 2:
        image, kernel = (image, kernel) if kernel.ndim == 2 else (image, kernel.reshape(kernel.shape[-2:]))
    bias = None if case.bias is None else case.bias[0]
    bank, biases = (kernel[None] if image.ndim == 3 else kernel), None if bias is None else [bias]
    feature_map = conv2d(image, bank, biases, **case.options).reshape(-1)
    steps = list(conv2d_trace(image, kernel, bias, **case.options))
    np.testing.assert_array_equal([step.total for step in steps], feature_map)
    last = conv2d_step(image, kernel, steps[-1].row, steps[-1].col, bias, **case.options)
    assert last.total == feature_map[-1]
    padded = np.pad(image, (*[(0, 0)] * (image.ndim - 2), *case.options["padding"]))
    for step in steps:
        np.testing.assert_array_equal(step.kernel, kernel)
        np.testing.assert_array_equal(step.products, step.window * step.kernel)
        channels = step.products.reshape(-1, *kernel.shape[-2:])
        np.testing.assert_allclose(step.channel_sums, [part.sum() for part in channels], rtol=1e-6, atol=1e-6)
        assert step.divisor == (kernel.size if case.options["average"] else 1)
        assert step.bias == (bias or 0)
        total = step.products.sum() / step.divisor + step.bias
        np.testing.assert_allclose(total, step.total, rtol=1e-6, atol=1e-6)
        tops = [at * by for at, by in zip((step.row, step.col), case.options["stride"], strict=True)]
        picks = [
            top + gap * np.arange(size)
            for top, gap, size in zip(tops, case.options["dilation"], kernel.shape[-2:], strict=True)
        ]
        np.testing.assert_array_equal(step.window, padded[..., picks[0][:, None], picks[1]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("bias", [None, 0.3])
@pytest.mark.parametrize(("rows", "columns", "size"), [(7, 5, 3), (30, 40, 7), (128, 128, 3), (60, 90, 5)])
def test_a_step_is_a_cell_of_the_map_to_the_last_digit(rows, columns, size, bias, dtype):
    rng = np.random.default_rng(rows)
    image = rng.normal(size=(3, rows, columns)).astype(dtype)
    kernel = rng.normal(size=(3, size, size)).astype(dtype)
    biases = None if bias is None else [bias]
    feature_map = conv2d(image, kernel[None], biases, average=True)[0]
    for row, col in rng.integers(0, feature_map.shape, (10, 2)):
        assert conv2d_step(image, kernel, row, col, bias, average=True).total == feature_map[row, col]


def test_conv2d_step_holds_all_that_it_takes():
    image = np.arange(18.0).reshape(2, 3, 3)
    kernel = np.array([[[1.0, 2.0], [3.0, 4.0]], [[1.0, 0.0], [0.0, 0.0]]])
    step = conv2d_step(image, kernel, 0, 0, 0.5, padding=((1, 0), (1, 0)), average=True)
    assert (step.row, step.col, step.divisor, step.bias) == (0, 0, 8, 0.5)
    assert step.window.tolist() == [[[0, 0], [0, 0]], [[0, 0], [0, 9]]]
    assert step.rows.tolist() == [-1, 0]
    assert step.cols.tolist() == [-1, 0]
    step = conv2d_step(image, kernel, 1, 1, 0.5, padding=((1, 0), (1, 0)), average=True)
    assert step.products.tolist() == [[[0, 2], [9, 16]], [[9, 0], [0, 0]]]
    assert step.channel_sums.tolist() == [27, 9]
    assert step.total == 36 / 8 + 0.5


def test_conv2d_step_is_not_a_view_of_what_it_came_from():
    image, kernel = np.ones((3, 3)), np.ones((2, 2))
    step = conv2d_step(image, kernel, 0, 0)
    image[:] = kernel[:] = 7
    assert step.window.tolist() == step.kernel.tolist() == [[1, 1], [1, 1]]


def test_conv2d_step_lets_infinity_through_without_a_warning():
    assert np.isnan(conv2d_step([[np.inf, 1.0]], [[0.0, 1.0]], 0, 0).total)


@pytest.mark.parametrize(
    ("row", "col", "message"),
    [
        (5, 0, "row 5 is outside the 5×3 feature map: give a row from 0 to 4"),
        (-1, 0, "row -1 is outside the 5×3 feature map: give a row from 0 to 4"),
        (0, 3, "col 3 is outside the 5×3 feature map: give a col from 0 to 2"),
        (0.0, 0, "row 0.0 is outside"),
    ],
)
def test_conv2d_step_refuses_a_cell_that_is_not_there(row, col, message):
    with pytest.raises(ValueError, match=message):
        conv2d_step(NINE, BOX, row, col)


@pytest.mark.parametrize(
    ("image_shape", "kernel_shape", "message"),
    [
        ((1, 1, 5, 5), (1, 1, 3, 3), r"image has 4 axes \(1×1×5×5\): give one image"),
        ((5, 5), (2, 3, 3), r"kernel 2×3×3 does not match image 5×5: give one filter, \(kH, kW\)"),
        ((3, 5, 5), (2, 3, 3), r"kernel 2×3×3 does not match image 3×5×5: give one filter, \(3, kH, kW\)"),
        ((3, 5, 5), (3, 3), r"kernel 3×3 does not match image 3×5×5"),
        ((2, 2), (3, 3), "kernel 3×3 does not fit the padded image 2×2"),
    ],
)
def test_conv2d_step_takes_one_image_and_one_filter(image_shape, kernel_shape, message):
    with pytest.raises(ValueError, match=message):
        conv2d_step(np.ones(image_shape), np.ones(kernel_shape), 0, 0)


def test_conv2d_step_takes_one_bias():
    with pytest.raises(ValueError, match="bias is 2 but there is one filter: give one number"):
        conv2d_step(np.ones((3, 3)), np.ones((2, 2)), 0, 0, [1.0, 2.0])


def test_conv2d_trace_works_out_a_step_only_when_asked():
    steps = conv2d_trace(np.ones((3000, 3000)), np.ones((2, 2)))
    first, second = next(steps), next(steps)
    assert (first.row, first.col) == (0, 0)
    assert (second.row, second.col) == (0, 1)


def test_conv2d_trace_is_not_changed_by_what_happens_to_its_input():
    image, kernel = np.array([[1.0, 2.0]]), np.array([[3.0]])
    steps = conv2d_trace(image, kernel)
    next(steps)
    image[:], kernel[:] = 9.0, 9.0
    second = next(steps)
    assert (second.window.item(), second.kernel.item(), second.total) == (2.0, 3.0, 6.0)


def test_no_product_of_a_step_is_minus_zero():
    assert not np.signbit(conv2d_step(np.zeros((2, 2)), -np.ones((2, 2)), 0, 0).products).any()
