"""The scripts write, read and count numbers as Python does: what stands on the card stands on the page."""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.browser.script import Script
from ui.figures.numbers import (
    as_read,
    counted,
    equals,
    factor,
    fine,
    fine_cell,
    grid_texts,
    percent,
    percent_cell,
    settled,
    written,
)


def awkward_numbers() -> list[float]:
    """Ties at every number of decimals and at 12 digits, as decimals and as binary fractions; tiny, huge, negative."""
    rng = np.random.default_rng(700)
    eighths = rng.integers(-4000, 4000, 500) / 8
    halves = [
        whole / 10**power + 5 / 10 ** (power + 1) for power in range(6) for whole in rng.integers(-2000, 2000, 60)
    ]
    neighbors = [np.nextafter(half, way) for half in halves[:120] for way in (-np.inf, np.inf)]
    near = [half * (1 + size) for half in halves[:60] for size in (4e-13, -4e-13, 6e-13, -6e-13, 2e-12)]
    dyadic = [sign * odd / 2.0**power for sign in (1, -1) for odd in (1, 3, 5) for power in range(45)]
    spread = rng.normal(size=2000) * 10.0 ** rng.integers(-14, 9, 2000)
    ends = [-0.0, 1e6, 999_999.5, 999_999.9999999, 9_999_000.0, 9.995e8, 1e15, 1e21, 1e-12, 1e-7, 1e-6, 0.001, 0.005]
    ends += [0.0005, 0.9995, 1 - 1e-9, 1 - 1e-15, 1.005, -1.005, 0.0045, 0.525, 0.5249999999999999, 1e300, 1e-300]
    listed = [*eighths, *eighths / 1000, *halves, *neighbors, *near, *dyadic, *spread, *ends, *range(-12, 12)]
    return [*map(float, listed), math.inf, -math.inf, math.nan]


NUMBERS = awkward_numbers()
FINITE = [number for number in NUMBERS if math.isfinite(number)]
SHARES = [abs(number) % 1 for number in FINITE]


@pytest.fixture(scope="module")
def numbers(script: Callable[..., Script]) -> Script:
    return script("shared/numbers.js")


@pytest.fixture(scope="module")
def shares(script: Callable[..., Script]) -> Script:
    return script("shared/shares.js")


def differing(values: list[Any], there: list[Any], here: Callable[[Any], Any]) -> list[tuple[Any, Any, Any]]:
    """What a script and Python say of the values that they do not say the same of."""
    both = [(value, one, here(value)) for value, one in zip(values, there, strict=True)]
    return [found for found in both if found[1] != found[2]]


def with_raised_powers(text: str) -> str:
    return re.sub(r"\^\{(.*)\}", r"<sup>\1</sup>", text)


def test_a_number_is_written_as_in_python(numbers: Script) -> None:
    assert numbers("written", 0.5) == "0.50"
    assert differing(NUMBERS, numbers.each("written", NUMBERS), written) == []


def test_a_factor_is_written_as_in_python(numbers: Script) -> None:
    assert differing(NUMBERS, numbers.each("factor", NUMBERS), factor) == []


def test_a_number_counts_as_in_python(numbers: Script) -> None:
    assert differing(FINITE, numbers.each("settled", FINITE), lambda value: float(settled(value))) == []


def test_a_written_number_is_read_as_in_python(numbers: Script) -> None:
    assert differing(FINITE, numbers.each("asRead", FINITE), as_read) == []


def test_equal_and_nearly_equal_are_told_apart_as_in_python(numbers: Script) -> None:
    mixed = zip(FINITE, FINITE[1:] + FINITE[:1], strict=True)
    pairs = [pair for value, after in mixed for pair in ((value, value), (value, after), (as_read(value), value))]
    there = numbers.run("({ equals }, pairs) => pairs.map((pair) => equals(...pair))", pairs)
    assert differing(pairs, there, lambda pair: equals(*pair)) == []
    assert {"=", "≈"} == set(there)


def test_things_are_counted_as_in_python(numbers: Script) -> None:
    counts = [0, 1, 2, 999, 1000, 12_345, 1_000_000]
    there = numbers.run("({ counted }, counts) => counts.map((count) => counted(count, 'cell'))", counts)
    assert differing(counts, there, lambda count: counted(count, "cell")) == []
    assert numbers("inThousands", 1_234_567) == "1,234,567"


def test_a_grid_is_written_as_in_python(numbers: Script) -> None:
    rng = np.random.default_rng(701)
    grids = [[NUMBERS[i] for i in rng.integers(0, len(NUMBERS), rng.integers(1, 6))] for _ in range(800)]
    small = [number for number in NUMBERS if abs(number) < 0.05]
    grids += [[small[i] for i in rng.integers(0, len(small), rng.integers(1, 6))] for _ in range(400)]
    there = numbers.run("({ cellWriter }, grids) => grids.map((grid) => grid.map(cellWriter(grid)))", grids)
    assert differing(grids, there, lambda grid: grid_texts(np.array([grid]))[0]) == []


def test_cells_are_counted_from_the_first(numbers: Script) -> None:
    rng = np.random.default_rng(702)
    for first, count, apart in rng.integers((-9, 0, 1), (9, 9, 5), (60, 3)).tolist():
        assert numbers("cellsFrom", first, count, apart) == list(range(first, first + count * apart, apart))
    assert numbers("cellsFrom", 3, 2) == [3, 4]


def test_numbers_are_added_up(numbers: Script) -> None:
    terms = np.random.default_rng(703).integers(-80, 80, 50) / 8
    assert numbers("sumOf", terms.tolist()) == terms.sum()
    assert numbers("sumOf", []) == 0


def test_a_sum_marks_its_result_and_the_signs_of_its_terms(numbers: Script) -> None:
    assert numbers("result", -0.125) == '<span class="res">−0.13</span>'
    assert [numbers("tinted", "a", value) for value in (0, -1)] == [
        '<span class="p">a</span>',
        '<span class="n">a</span>',
    ]


def test_a_share_is_written_as_in_python(shares: Script) -> None:
    assert differing(SHARES, shares.each("percent", SHARES), lambda share: percent(share, words=True)) == []
    assert differing(SHARES, shares.each("percentCell", SHARES), percent_cell) == []


def test_a_fine_number_is_written_and_read_as_in_python(shares: Script) -> None:
    assert differing(NUMBERS, shares.each("fine", NUMBERS), lambda value: with_raised_powers(fine(value))) == []
    assert differing(FINITE, shares.each("fineCell", FINITE), fine_cell) == []
    assert differing(FINITE, shares.each("asReadFine", FINITE), lambda value: as_read(value, fine)) == []
