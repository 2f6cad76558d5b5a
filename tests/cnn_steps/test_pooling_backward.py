"""The gradient of pooling: by hand, against plain loops, and in random directions."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import pool2d, pool2d_backward
from cnn_steps import pooling_backward as backward_module
from tests.gradients import assert_gradient_holds
from tests.reference import slow_pool2d_backward
from tests.strategies import pool_cases

BOTH_WAYS = pytest.mark.parametrize("many_windows", [0, 1 << 11], ids=["by slices", "by places"])
FOUR = np.array([[1, 3, 2, 4], [5, 6, 1, 2], [7, 2, 9, 1], [3, 4, 0, 8]])


def test_the_gradient_of_a_maximum_goes_to_its_largest_cell_by_hand():
    grad_maps = pool2d_backward([[1, 10], [100, 1000]], FOUR)
    assert grad_maps.tolist() == [[0, 0, 0, 10], [0, 1, 0, 0], [100, 0, 1000, 0], [0, 0, 0, 0]]


def test_the_gradient_of_an_average_is_parted_evenly_by_hand():
    grad_maps = pool2d_backward([[4, 8], [0, 12]], FOUR, mode="avg")
    assert grad_maps.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [0, 0, 3, 3], [0, 0, 3, 3]]


@BOTH_WAYS
def test_windows_that_overlap_add_up_their_gradients(many_windows, monkeypatch):
    monkeypatch.setattr(backward_module, "_MANY_WINDOWS", many_windows)
    assert pool2d_backward([[1, 10]], [[0, 7, 0], [0, 0, 0]], stride=1).tolist() == [[0, 11, 0], [0, 0, 0]]
    grad_maps = pool2d_backward([[4, 8]], np.ones((2, 3)), stride=1, mode="avg")
    assert grad_maps.tolist() == [[1, 3, 2], [1, 3, 2]]


@BOTH_WAYS
@pytest.mark.parametrize(
    ("window", "first"), [([[7, 7], [7, 7]], (0, 0)), ([[0, 7], [7, 0]], (0, 1)), ([[0, 0], [7, 7]], (1, 0))]
)
def test_of_cells_that_tie_the_first_in_reading_order_takes_the_gradient(window, first, many_windows, monkeypatch):
    monkeypatch.setattr(backward_module, "_MANY_WINDOWS", many_windows)
    grad_maps = pool2d_backward([[5]], window)
    assert grad_maps[first] == 5
    assert np.count_nonzero(grad_maps) == 1


@BOTH_WAYS
def test_what_gets_no_gradient_has_a_zero_without_a_sign(many_windows, monkeypatch):
    monkeypatch.setattr(backward_module, "_MANY_WINDOWS", many_windows)
    grad_maps = pool2d_backward([[-5]], [[1, 2], [3, 4]])
    assert np.signbit(grad_maps).tolist() == [[False, False], [False, True]]


@BOTH_WAYS
def test_the_largest_of_hundreds_of_cells_takes_the_gradient_of_its_window(many_windows, monkeypatch):
    monkeypatch.setattr(backward_module, "_MANY_WINDOWS", many_windows)
    maps, grad = np.random.default_rng(3).normal(size=(17, 40)), np.array([[1.0, 10.0]])
    np.testing.assert_array_equal(pool2d_backward(grad, maps, (17, 20)), slow_pool2d_backward(grad, maps, (17, 20)))


@pytest.mark.parametrize("mode", ["max", "avg"])
def test_leftover_rows_and_columns_get_no_gradient(mode):
    grad_maps = pool2d_backward([[4]], np.arange(9.0).reshape(3, 3), mode=mode)
    assert not grad_maps[2].any()
    assert not grad_maps[:, 2].any()


@BOTH_WAYS
def test_padding_takes_no_gradient_from_a_maximum(many_windows, monkeypatch):
    monkeypatch.setattr(backward_module, "_MANY_WINDOWS", many_windows)
    assert pool2d_backward([[1, 10], [100, 1000]], np.full((2, 2), -5.0), padding=1).tolist() == [[1, 10], [100, 1000]]
    lowest = np.full((2, 2), -np.inf)
    assert pool2d_backward([[1, 10], [100, 1000]], lowest, padding=1).tolist() == [[1, 10], [100, 1000]]


def test_padding_takes_its_share_of_an_average_unless_told_otherwise():
    ones = np.ones((2, 2))
    assert pool2d_backward(4 * ones, ones, padding=1, mode="avg").tolist() == [[1, 1], [1, 1]]
    apart = pool2d_backward(4 * ones, ones, padding=1, mode="avg", count_include_pad=False)
    assert apart.tolist() == [[4, 4], [4, 4]]


@given(case=pool_cases(), many_windows=st.sampled_from([0, 1 << 11]))
def test_pool2d_backward_equals_the_plain_loops(case, many_windows):
    shape = pool2d(case.maps, **case.options).shape
    grad = (np.random.default_rng(7).integers(-64, 65, size=shape) / 8).astype(case.maps.dtype)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backward_module, "_MANY_WINDOWS", many_windows)
        got = pool2d_backward(grad, case.maps, **case.options)
    assert got.dtype == case.maps.dtype
    assert got.shape == case.maps.shape
    np.testing.assert_allclose(got, slow_pool2d_backward(grad, case.maps, **case.options), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("mode", ["max", "avg"])
@pytest.mark.parametrize(("size", "stride"), [((2, 2), (2, 2)), ((3, 2), (2, 1)), ((1, 3), (2, 2)), ((2, 3), (3, 4))])
@pytest.mark.parametrize("layout", ["C", "F", "every second", "broadcast"])
@pytest.mark.parametrize("band", [1, 1 << 17])
@BOTH_WAYS
def test_pool2d_backward_equals_the_plain_loops_on_several_maps_in_any_memory_layout(
    mode, size, stride, layout, band, many_windows, monkeypatch
):
    monkeypatch.setattr(backward_module, "_MANY_WINDOWS", many_windows)
    monkeypatch.setattr(backward_module, "_BAND", band)
    maps = np.random.default_rng(0).integers(-9, 10, size=(2, 3, 20, 19)).astype(np.float32)
    laid_out = {
        "C": maps,
        "F": np.asfortranarray(maps),
        "every second": np.repeat(maps, 2, axis=3)[..., ::2],
        "broadcast": np.broadcast_to(maps[:1], maps.shape),
    }[layout]
    grad = np.random.default_rng(1).normal(size=pool2d(laid_out, size, stride=stride).shape).astype(np.float32)
    expected = slow_pool2d_backward(grad, laid_out, size, stride=stride, mode=mode)
    got = pool2d_backward(np.asfortranarray(grad), laid_out, size, stride=stride, mode=mode)
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("shape", [(7, 6), (2, 7, 6), (2, 3, 7, 6)])
@pytest.mark.parametrize(
    "options",
    [
        {"mode": "max"},
        {"mode": "max", "size": 3, "stride": (1, 2), "padding": "same"},
        {"mode": "avg", "size": (3, 2), "padding": ((1, 0), (0, 1)), "count_include_pad": False},
        {"mode": "avg", "size": 3, "stride": 2, "padding": 1},
    ],
)
def test_pool2d_backward_holds_in_random_directions(shape, options):
    rng = np.random.default_rng(2)
    maps = rng.permutation(np.prod(shape)).reshape(shape) / 8  # no two alike, so that no maximum changes its place
    grad = rng.normal(size=pool2d(maps, **options).shape)
    grad_maps = pool2d_backward(grad, maps, **options)
    assert_gradient_holds(lambda changed: (grad * pool2d(changed, **options)).sum(), maps, grad_maps, rng=rng)


@BOTH_WAYS
def test_nan_takes_the_gradient_of_its_window_and_of_no_other(many_windows, monkeypatch):
    monkeypatch.setattr(backward_module, "_MANY_WINDOWS", many_windows)
    maps = np.array([[1.0, np.nan, 5.0, 6.0], [np.nan, 2.0, 7.0, 8.0]])
    assert pool2d_backward([[3, 4]], maps).tolist() == [[0, 3, 0, 0], [0, 0, 0, 4]]


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("stride", [1, 2])
@BOTH_WAYS
def test_a_gradient_that_is_not_finite_reaches_just_the_winner(value, stride, many_windows, monkeypatch):
    monkeypatch.setattr(backward_module, "_MANY_WINDOWS", many_windows)
    grad = np.ones(pool2d(FOUR, stride=stride).shape)
    grad[0, 0] = value
    grad_maps = pool2d_backward(grad, FOUR, stride=stride)
    assert np.argwhere(~np.isfinite(grad_maps)).tolist() == [[1, 1]]


def test_of_large_maps_nothing_is_kept_in_memory():
    maps = np.zeros((1, 600, 600), np.float32)
    maps[0, 0, 0] = np.nan
    grad = np.ones(pool2d(maps, 3, stride=1).shape, np.float32)
    tracemalloc.start()
    grad_maps = pool2d_backward(grad, maps, 3, stride=1)
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert grad_maps.sum() == grad.size
    assert kept < 2 * grad_maps.nbytes


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_an_average_parts_a_gradient_that_is_not_finite_too(value):
    grad_maps = pool2d_backward([[value, 4]], np.ones((2, 4)), mode="avg")
    np.testing.assert_array_equal(grad_maps, [[value, value, 1, 1]] * 2)


@pytest.mark.parametrize("options", [{}, {"mode": "avg"}, {"padding": 1}, {"size": 1}])
def test_pool2d_backward_mutates_nothing_and_gives_an_array_of_its_own(options):
    maps = np.ones((2, 4, 4), np.float32)
    grad = np.ones(pool2d(maps, **options).shape)
    grad_maps = pool2d_backward(grad, maps, **options)
    assert grad_maps.dtype == np.float32
    grad_maps += 1
    assert (maps == 1).all()
    assert (grad == 1).all()


@pytest.mark.parametrize(
    ("grad", "maps", "options", "message"),
    [
        (np.ones((2, 3)), FOUR, {}, "grad is 2×3 but the pooled maps are 2×2: give one number per cell"),
        (np.ones((2, 2)), np.ones((3, 4, 4)), {}, "grad is 2×2 but the pooled maps are 3×2×2"),
        (np.ones((2, 2)), FOUR, {"stride": 1}, "grad is 2×2 but the pooled maps are 3×3"),
        (np.ones((0, 2)), FOUR, {}, "grad is empty"),
        (np.ones((2, 2)), np.ones(4), {}, r"maps have 1 axes \(4\): give \(H, W\)"),
        (np.ones((2, 2)), FOUR, {"mode": "sum"}, "mode is 'sum': use one of 'max', 'avg'"),
        (np.ones((2, 2)), FOUR, {"padding": 2}, "padding 2 is so wide that a window 2×2 would see nothing"),
    ],
)
def test_pool2d_backward_refuses_what_cannot_be_done(grad, maps, options, message):
    with pytest.raises(ValueError, match=message):
        pool2d_backward(grad, maps, **options)
