"""How numbers are written."""

import pytest

from ui.figures.numbers import cell_text, percent


@pytest.mark.parametrize(("value", "text"), [(2.0, "2"), (-3.0, "−3"), (1 / 3, "0.33"), (-0.5, "−0.50")])
def test_numbers_are_written_with_a_true_minus_and_two_decimals(value, text):
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (0.0004, "< 0.1 %"), (0.0006, "0.1 %"), (0.9994, "99.9 %"), (0.9996, "> 99.9 %"), (1.0, "100 %")],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(share, text):
    assert percent(share) == text
