"""Numbers as the card writes them, halves rounded as JavaScript rounds them."""

import pytest

from ui.steps.numbers import as_read, as_read_fine, equals, factor, fine, percent, written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.125, "0.13"),
        (-0.125, "−0.13"),
        (0.375, "0.38"),
        (1e-5, "0.00001"),
        (-1.5e-7, "−1e−7"),
        (0.00498, "0.005"),
        (999_999.0, "999999"),
        (1_005_000.0, "1.01e+6"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (float("nan"), "NaN"),
        (2.999, "3.00"),
    ],
)
def test_a_number_is_written_as_on_the_card(value: float, text: str) -> None:
    assert written(value) == text


def test_a_negative_factor_stands_in_brackets() -> None:
    assert (factor(-0.5), factor(0.5)) == ("(−0.50)", "0.50")


def test_a_result_is_equal_only_if_the_written_numbers_lead_to_it() -> None:
    assert equals(as_read(0.5) + as_read(0.25), 0.75) == "="
    assert equals(as_read(1 / 3) * 3, 1.0) == "≈"


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "0.5000"), (0.0005, "0.0005"), (0.000456, "0.000456"), (3.21e-12, "3.21·10^{−12}")]
)
def test_shares_have_four_decimals_or_three_digits(value: float, text: str) -> None:
    assert fine(value) == text
    assert as_read_fine(value) == pytest.approx(value, rel=1e-9)


def test_a_share_is_never_rounded_to_nothing_or_to_all() -> None:
    assert [percent(share) for share in (0.0001, 0.9999, 1.0, 0.0, 0.25)] == [
        "less than 0.1 %",
        "more than 99.9 %",
        "100 %",
        "0 %",
        "25.0 %",
    ]
