"""Numbers as they are written everywhere: rounded to 12 digits first, halves away from zero."""

import math
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest

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
    readable,
    settled,
    settled_array,
    written,
)

WRITTEN = [
    (2.0, "2"),
    (-3.0, "−3"),
    (1 / 3, "0.33"),
    (-0.5, "−0.50"),
    (0.125, "0.13"),
    (-0.125, "−0.13"),
    (0.375, "0.38"),
    (2.999, "3.00"),
    (1.005, "1.01"),  # in the machine a little less
    (-1.005, "−1.01"),
    (0.0045, "0.005"),
    (0.5249999999999999, "0.53"),  # 0.525, added up in another order
    (2.9999999999999996, "3"),
    (0.524999999999, "0.52"),  # 12 digits count
    (np.float32(0.1), "0.10"),
    (1e-5, "0.00001"),
    (-1.5e-7, "−2e−7"),
    (0.00498, "0.005"),
    (0.00096, "0.001"),
    (0.1 + 0.2 - 0.3, "0"),
    (-0.0, "0"),
    (999_999.0, "999999"),
    (12_345.678, "12345.68"),
    (1_005_000.0, "1.01e+6"),
    (-9_999_000.0, "−1.00e+7"),
    (float("inf"), "∞"),
    (float("-inf"), "−∞"),
    (float("nan"), "NaN"),
]


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_a_number_is_written_as_on_the_card(value: float, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1.0, -1 / 3, 0.0042, 12_345.678], ["1", "−0.33", "0.004", "12345.68"]),
        ([1 - 1e-5, 0.0003, 1e-5, 1e-8, 0.0, -1e-5], ["1.00", "≈0", "≈0", "≈0", "0", "≈0"]),
        ([0.0042, -0.03], ["0.004", "−0.03"]),
        ([0.0042, -1e-5, 0.0, math.nan], ["4e−3", "−1e−5", "0", "NaN"]),
        ([2.5e6, -310.0, 0.5, 0.0, math.inf], ["2.50e+6", "−3.10e+2", "5.00e−1", "0", "∞"]),
        ([math.nan, math.inf], ["NaN", "∞"]),
        ([1e-17, 1.0], ["0", "1"]),
    ],
)
def test_a_grid_is_written_in_one_notation(values: list[float], texts: list[str]) -> None:
    assert grid_texts(np.array([values])) == [texts]


def test_numbers_of_tables_have_12_digits() -> None:
    values = np.array([[0.1 + 0.2, 0.5249999999999999], [-2 / 3, 1e-20]])
    assert settled_array(values).tolist() == [[0.3, 0.525], [-0.666666666667, 1e-20]]
    assert np.isnan(settled_array([math.nan])).all()


@pytest.mark.parametrize("write", [written, fine, readable, percent])
def test_two_orders_of_adding_up_are_written_alike(write: Callable[..., str]) -> None:
    rng = np.random.default_rng(0)
    for eighths in rng.integers(-800, 800, 500):
        halfway = float(eighths) / 1000 + 0.00005  # a tie at two, three or four decimals for many
        for other in (np.nextafter(halfway, 9), np.nextafter(halfway, -9), halfway * (1 + 4e-16)):
            assert write(other) == write(halfway), halfway


def test_halves_are_rounded_away_from_zero_as_they_read() -> None:
    assert settled(1.005) == Decimal("1.005")
    assert [readable(value) for value in (12344.5, 1.0005, -0.00012345)] == ["12,345", "1.001", "−0.0001235"]
    assert [fine(value) for value in (0.00005, 1.00005)] == ["0.00005", "1.0001"]
    assert [percent(share) for share in (0.0005, 0.8335, 0.9985)] == ["0.1 %", "83.4 %", "99.9 %"]
    assert [percent_cell(share) for share in (0.8335, 1e-9, 0.9999, 0.0, 1.0)] == ["83.4", "<0.1", ">99.9", "0", "100"]
    assert [fine_cell(share) for share in (0.9995, 0.00005, 1e-9, 0.0, 1.0)] == ["0.9995", "0.0001", "≈0", "0", "1"]


def test_only_what_reads_negative_stands_in_brackets() -> None:
    assert [factor(value) for value in (-0.5, 0.5, -1e-15)] == ["(−0.50)", "0.50", "0"]


def test_a_result_is_equal_only_if_the_written_numbers_lead_to_it() -> None:
    assert equals(as_read(0.5) + as_read(0.25), 0.75) == "="
    assert equals(as_read(1 / 3) * 3, 1.0) == "≈"
    assert equals(0.1 + 0.2 - 0.3, 0.0) == "="
    assert equals(1.2e-20, 1e-20, fine) == "≈"  # both are tiny, and yet not the same


@pytest.mark.parametrize("value", [-2.5e7, 13_000.0, 1e-6, -0.25, 0.0, float("-inf")])
def test_a_written_number_is_read_as_it_is_meant(value: float) -> None:
    assert as_read(value) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5000"),
        (-0.03125, "−0.0313"),
        (0.0005, "0.0005"),
        (0.000456, "0.000456"),
        (3.21e-12, "3.21·10^{−12}"),
        (5e-300, "5·10^{−300}"),
        (0.0, "0"),
    ],
)
def test_shares_have_four_decimals_or_three_digits(value: float, text: str) -> None:
    assert fine(value) == text
    assert as_read(value, fine) == pytest.approx(value, rel=2e-3)


@pytest.mark.parametrize(
    ("share", "text", "words"),
    [
        (0.0, "0 %", "0 %"),
        (0.0004, "< 0.1 %", "less than 0.1 %"),
        (0.0006, "0.1 %", "0.1 %"),
        (0.25, "25.0 %", "25.0 %"),
        (0.9994, "99.9 %", "99.9 %"),
        (0.9996, "> 99.9 %", "more than 99.9 %"),
        (1 - 1e-14, "100 %", "100 %"),
        (1.0, "100 %", "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(share: float, text: str, words: str) -> None:
    assert (percent(share), percent(share, words=True)) == (text, words)


def test_a_limit_has_the_digits_somebody_chose() -> None:
    assert [readable(limit) for limit in (0.1, -100.0, 10_000_000)] == ["0.1", "−100", "10,000,000"]
    assert [readable(limit) for limit in (0.00001, -0.0000256, 1e-6)] == ["0.00001", "−0.0000256", "0.000001"]


def test_only_a_number_too_long_to_read_has_a_power_of_ten() -> None:
    assert [readable(number) for number in (1e-7, -2.5e-15, 0.0, 1e300)] == ["1e−7", "−2.5e−15", "0", "1e300"]
    assert [readable(number) for number in (math.inf, -math.inf, math.nan)] == ["∞", "−∞", "NaN"]


def test_one_is_not_counted_like_many() -> None:
    assert [counted(count, "cell") for count in (0, 1, 1024)] == ["0 cells", "1 cell", "1,024 cells"]
