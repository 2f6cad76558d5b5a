"""Pooling: by hand, against plain loops, and every step against the whole."""

import numpy as np
import pytest
from hypothesis import given

from cnn_steps import pool2d, pool2d_step, pool2d_trace
from tests.reference import same_padding, slow_pool2d
from tests.strategies import pool_cases

FOUR = np.array([[1, 3, 2, 4], [5, 6, 1, 2], [7, 2, 9, 1], [3, 4, 0, 8]])


def test_pool2d_keeps_the_largest_by_hand():
    assert pool2d(FOUR).tolist() == [[6, 4], [7, 9]]


def test_pool2d_averages_by_hand():
    assert pool2d(FOUR, mode="avg").tolist() == [[3.75, 2.25], [4.0, 4.5]]


def test_pool2d_drops_the_incomplete_last_window():
    assert pool2d(np.arange(9.0).reshape(3, 3)).tolist() == [[4.0]]


def test_padding_never_wins_a_maximum():
    assert pool2d(np.full((2, 2), -5.0), 2, padding=1).tolist() == [[-5, -5], [-5, -5]]


def test_an_average_counts_padding_unless_told_otherwise():
    ones = np.ones((2, 2))
    assert pool2d(ones, 2, padding=1, mode="avg").tolist() == [[0.25, 0.25], [0.25, 0.25]]
    assert pool2d(ones, 2, padding=1, mode="avg", count_include_pad=False).tolist() == [[1, 1], [1, 1]]


def test_same_padding_keeps_the_leftover_row_and_column():
    maps = np.arange(9.0).reshape(3, 3)
    assert pool2d(maps, padding="same").tolist() == [[4, 5], [7, 8]]
    explicit = (same_padding(3, 2, 2), same_padding(3, 2, 2))
    np.testing.assert_array_equal(pool2d(maps, mode="avg", padding="same"), pool2d(maps, mode="avg", padding=explicit))


@given(case=pool_cases())
def test_pool2d_equals_the_plain_loops(case):
    got = pool2d(case.maps, **case.options)
    assert got.dtype == case.maps.dtype
    expected = slow_pool2d(case.maps, **case.options)
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("mode", ["max", "avg"])
@pytest.mark.parametrize(("size", "stride"), [((2, 2), (2, 2)), ((3, 2), (2, 1)), ((1, 3), (2, 2)), ((2, 3), (3, 4))])
@pytest.mark.parametrize("layout", ["C", "F", "every second", "broadcast"])
def test_pool2d_equals_the_plain_loops_on_large_maps_in_any_memory_layout(mode, size, stride, layout):
    maps = np.random.default_rng(0).normal(size=(12, 40, 39)).astype(np.float32)
    laid_out = {
        "C": maps,
        "F": np.asfortranarray(maps),
        "every second": np.repeat(maps, 2, axis=2)[..., ::2],
        "broadcast": np.broadcast_to(maps[:1], maps.shape),
    }[layout]
    expected = slow_pool2d(laid_out, size, stride=stride, mode=mode)
    np.testing.assert_allclose(pool2d(laid_out, size, stride=stride, mode=mode), expected, rtol=1e-5, atol=1e-6)


@given(case=pool_cases())
def test_every_step_is_a_cell_of_pool2d_and_its_window_leads_there(case):
    feature_map = case.maps.reshape(-1, *case.maps.shape[-2:])[0]
    pooled = pool2d(feature_map, **case.options)
    steps = list(pool2d_trace(feature_map, **case.options))
    np.testing.assert_array_equal([step.value for step in steps], pooled.ravel())
    assert pool2d_step(feature_map, steps[-1].row, steps[-1].col, **case.options).value == pooled[-1, -1]
    for step in steps:
        if case.options["mode"] == "max":
            cells = {
                (int(row), int(col))
                for row in step.rows
                for col in step.cols
                if row >= 0 and col >= 0 and feature_map[row, col] == step.value
            }
            assert step.value == step.window.max()
            assert [tuple(winner) for winner in step.winners.tolist()] == sorted(cells)
            assert step.terms.size == 0
        else:
            assert step.winners.shape == (0, 2)
            assert step.divisor == step.terms.size
            np.testing.assert_allclose(step.terms.sum() / step.divisor, step.value, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 1), (5, 3)])
def test_a_mean_is_that_of_the_pooled_maps_to_the_last_digit(size, stride, dtype):
    maps = np.random.default_rng(size).normal(size=(3, 100, 90)).astype(dtype)
    pooled = pool2d(maps, size, stride=stride, mode="avg")  # all three at once
    for number, feature_map in enumerate(maps):
        values = [step.value for step in pool2d_trace(feature_map, size, stride=stride, mode="avg")]
        np.testing.assert_array_equal(values, pooled[number].ravel())
        assert pool2d_step(feature_map, 7, 5, size, stride=stride, mode="avg").value == pooled[number, 7, 5]


def test_pool2d_step_names_every_winner_of_a_tie():
    step = pool2d_step([[0, 7, 7], [7, 0, 0]], 0, 1, stride=1)
    assert step.window.tolist() == [[7, 7], [0, 0]]
    assert step.value == 7
    assert step.winners.tolist() == [[0, 1], [0, 2]]


def test_pool2d_step_counts_winners_in_the_map_without_padding():
    step = pool2d_step([[1.0, 2.0], [3.0, 4.0]], 0, 0, padding=1)
    assert step.window.tolist() == [[-np.inf, -np.inf], [-np.inf, 1.0]]
    assert step.winners.tolist() == [[0, 0]]
    assert step.rows.tolist() == step.cols.tolist() == [-1, 0]


def test_padding_does_not_tie_with_minus_infinity():
    step = pool2d_step(np.full((2, 2), -np.inf), 0, 0, padding=1)
    assert step.value == -np.inf
    assert step.winners.tolist() == [[0, 0]]


def test_pool2d_step_gives_the_terms_of_an_average():
    step = pool2d_step(FOUR, 0, 0, padding=1, mode="avg")
    assert (step.terms.tolist(), step.divisor, step.value) == ([0, 0, 0, 1], 4, 0.25)
    step = pool2d_step(FOUR, 0, 0, padding=1, mode="avg", count_include_pad=False)
    assert (step.terms.tolist(), step.divisor, step.value) == ([1], 1, 1.0)


def test_nan_wins_every_maximum():
    maps = np.array([[1.0, np.nan], [2.0, np.inf]])
    assert np.isnan(pool2d(maps)).all()
    step = pool2d_step(maps, 0, 0)
    assert np.isnan(step.value)
    assert step.winners.tolist() == [[0, 1]]


def test_infinities_that_cancel_average_to_nan_without_a_warning():
    maps = [[np.inf, -np.inf], [0.0, 0.0]]
    assert np.isnan(pool2d(maps, mode="avg")).all()
    assert np.isnan(pool2d_step(maps, 0, 0, mode="avg").value)


def test_a_window_of_one_cell_gives_a_new_array():
    maps = np.ones((2, 2))
    pooled = pool2d(maps, 1)
    pooled += 1
    assert maps.tolist() == [[1, 1], [1, 1]]


@pytest.mark.parametrize(
    ("shape", "options", "message"),
    [
        ((4,), {}, r"maps have 1 axes \(4\): give \(H, W\), \(C, H, W\) or \(N, C, H, W\)"),
        ((0, 4), {}, "maps is empty"),
        ((2, 2), {"size": 3}, "window 3×3 does not fit the padded map 2×2: use a smaller window or more padding"),
        ((4, 4), {"size": 0}, "size is 0: give a whole number, 1 or more"),
        ((4, 4), {"size": (2, 2.5)}, "size of columns is 2.5"),
        ((4, 4), {"stride": 0}, "stride is 0: give a whole number, 1 or more"),
        ((4, 4), {"padding": -1}, "padding is -1: give a whole number, 0 or more"),
        ((4, 4), {"mode": "sum"}, "mode is 'sum': use one of 'max', 'avg'"),
        ((4, 4), {"padding": "full"}, "padding is 'full'"),
        ((4, 4), {"padding": 2}, "padding 2 is so wide that a window 2×2 would see nothing of the map 4×4: use less"),
        ((4, 4), {"padding": ((0, 2), (0, 0))}, "would see nothing of the map 4×4"),
        ((4, 4), {"padding": ((0, 0), (2, 0))}, "would see nothing of the map 4×4"),
    ],
)
def test_pool2d_refuses_what_cannot_be_done(shape, options, message):
    with pytest.raises(ValueError, match=message):
        pool2d(np.ones(shape), **options)


def test_padding_wider_than_any_stop_is_allowed_where_every_window_sees_the_map():
    assert pool2d(np.ones((3, 3)), 2, padding=((0, 2), (0, 2))).shape == (2, 2)


@pytest.mark.parametrize(
    ("row", "col", "message"),
    [
        (2, 0, "row 2 is outside the 2×2 pooled map: give a row from 0 to 1"),
        (0, -1, "col -1 is outside the 2×2 pooled map: give a col from 0 to 1"),
    ],
)
def test_pool2d_step_refuses_a_cell_that_is_not_there(row, col, message):
    with pytest.raises(ValueError, match=message):
        pool2d_step(FOUR, row, col)


def test_steps_take_one_map():
    with pytest.raises(ValueError, match=r"feature_map has 3 axes \(1×4×4\): give one map, \(H, W\)"):
        pool2d_trace(FOUR[None])


def test_pool2d_trace_is_not_changed_by_what_happens_to_its_input():
    image = np.array([[1.0, 2.0]])
    steps = pool2d_trace(image, 1)
    next(steps)
    image[:] = 9.0
    second = next(steps)
    assert (second.window.item(), second.value) == (2.0, 2.0)
