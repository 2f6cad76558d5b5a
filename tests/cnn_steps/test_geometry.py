"""Output sizes and the forms of padding."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import output_size
from cnn_steps.geometry import sweep
from tests.reference import same_padding

SMALL = st.integers(1, 6)


@pytest.mark.parametrize(
    ("n", "kernel", "options", "expected"),
    [
        (7, 3, {}, 5),
        (5, 3, {}, 3),
        (8, 3, {"padding": 1}, 8),
        (8, 3, {"stride": 2}, 3),
        (8, 3, {"stride": 2, "padding": 1}, 4),
        (8, 3, {"padding": (0, 1)}, 7),
        (8, 3, {"dilation": 2}, 4),
        (8, 3, {"padding": "valid"}, 6),
        (8, 3, {"padding": "same"}, 8),
        (7, 3, {"padding": "same", "stride": 2}, 4),
        (3, 3, {}, 1),
    ],
)
def test_output_size_by_hand(n, kernel, options, expected):
    assert output_size(n, kernel, **options) == expected


@given(n=SMALL, kernel=SMALL, stride=SMALL, dilation=st.integers(1, 3), ends=st.tuples(SMALL, SMALL))
def test_output_size_counts_the_stops_a_kernel_can_make(n, kernel, stride, dilation, ends):
    reach = (kernel - 1) * dilation + 1
    starts = [start for start in range(0, n + sum(ends), stride) if start + reach <= n + sum(ends)]
    if starts:
        assert output_size(n, kernel, stride=stride, padding=ends, dilation=dilation) == len(starts)
    else:
        with pytest.raises(ValueError, match="does not fit"):
            output_size(n, kernel, stride=stride, padding=ends, dilation=dilation)


@given(n=SMALL, kernel=SMALL, stride=SMALL, dilation=st.integers(1, 3))
def test_same_padding_makes_n_over_stride_stops_with_the_odd_cell_at_the_end(n, kernel, stride, dilation):
    assert output_size(n, kernel, stride=stride, padding="same", dilation=dilation) == math.ceil(n / stride)
    rows, _ = sweep((n, n), (kernel, kernel), stride, "same", dilation)
    assert (rows.before, rows.after) == same_padding(n, kernel, stride, dilation)


@pytest.mark.parametrize("ends", [(0, 0), (2, 0), (0, 3), (1, 2)])
def test_an_axis_says_where_its_cells_lie_among_those_of_padding(ends):
    cells = np.pad(np.ones(5), ends)
    rows, _ = sweep((5, 5), (2, 2), 1, (ends, 0), 1)
    assert rows.padded == cells.size
    assert rows.is_padded == (cells.size > 5)
    assert cells[rows.inside].tolist() == [1] * 5


def test_output_size_says_what_does_not_fit():
    with pytest.raises(ValueError, match="kernel 5 does not fit the padded size 4: use a smaller kernel or more"):
        output_size(2, 5, padding=1)


def test_output_size_says_how_far_dilation_reaches():
    with pytest.raises(ValueError, match="kernel 3 dilated by 2 reaches over 5 and does not fit the padded size 4"):
        output_size(4, 3, dilation=2)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 0}, "n is 0: give a whole number, 1 or more"),
        ({"kernel": 0}, "kernel is 0: give a whole number, 1 or more"),
        ({"stride": 0}, "stride is 0: give a whole number, 1 or more"),
        ({"stride": 1.5}, "stride is 1.5: give a whole number, 1 or more"),
        ({"dilation": 0}, "dilation is 0: give a whole number, 1 or more"),
        ({"padding": -1}, "padding is -1: give a whole number, 0 or more"),
        ({"padding": (0, -1)}, "padding after is -1: give a whole number, 0 or more"),
        ({"padding": (1, 2, 3)}, r"padding is \(1, 2, 3\): give one whole number or a \(before, after\) pair"),
        ({"padding": "full"}, 'padding is \'full\': give "valid", "same" or a number of cells'),
    ],
)
def test_output_size_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        output_size(**{"n": 8, "kernel": 3} | options)


@pytest.mark.parametrize(
    ("padding", "expected"),
    [
        (1, ((1, 1), (1, 1))),
        ((1, 2), ((1, 1), (2, 2))),
        (((1, 2), (3, 4)), ((1, 2), (3, 4))),
        ([[1, 2], [3, 4]], ((1, 2), (3, 4))),
        ("valid", ((0, 0), (0, 0))),
        ("same", ((1, 1), (0, 1))),
    ],
)
def test_sweep_takes_every_form_of_padding(padding, expected):
    axes = sweep((6, 6), (3, 2), 1, padding, 1)
    assert tuple((axis.before, axis.after) for axis in axes) == expected


@pytest.mark.parametrize("padding", [(1, 2, 3), ((1, 2),), ()])
def test_sweep_refuses_padding_of_another_form(padding):
    with pytest.raises(ValueError, match=r"padding is .*: give one whole number, \(row, col\), \(\(top, bottom\)"):
        sweep((6, 6), (3, 3), 1, padding, 1)


@pytest.mark.parametrize("stride", [True, 1.0])
def test_sweep_remembers_a_one_but_not_for_what_only_equals_it(stride):
    assert sweep((6, 6), (3, 3), 1, 0, 1) == sweep((6, 6), (3, 3), (1, 1), 0, 1)
    with pytest.raises(ValueError, match="stride is"):
        sweep((6, 6), (3, 3), stride, 0, 1)


def test_cells_of_a_stop_are_minus_one_in_padding():
    rows, cols = sweep((4, 4), (3, 3), 2, ((1, 1), (0, 1)), 1)
    assert rows.cells(0).tolist() == [-1, 0, 1]
    assert cols.cells(1).tolist() == [2, 3, -1]


def test_cells_of_a_dilated_stop_lie_apart():
    rows, _ = sweep((6, 6), (3, 3), 1, 0, 2)
    assert rows.cells(1).tolist() == [1, 3, 5]
