"""Numbers as they are written everywhere, halves rounded as JavaScript rounds them."""

import math

import pytest

from ui.figures.numbers import as_read, cell_text, counted, equals, factor, fine, percent, readable, written

WRITTEN = [
    (2.0, "2"),
    (-3.0, "−3"),
    (1 / 3, "0.33"),
    (-0.5, "−0.50"),
    (0.125, "0.13"),
    (-0.125, "−0.13"),
    (0.375, "0.38"),
    (2.999, "3.00"),
    (1e-5, "0.00001"),
    (-1.5e-7, "−1e−7"),
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


@pytest.mark.parametrize(("value", "text"), [(-0.0042, "−0.004"), (-1e-5, "−1e−5"), (12_345.678, "12345.68")])
def test_only_a_long_number_close_to_zero_has_a_power_of_ten_in_a_cell(value: float, text: str) -> None:
    assert cell_text(value) == text


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
