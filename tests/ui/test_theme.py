"""The rules of the theme: colors on a scale, how much two stand out from each other, which ink is read on one."""

import numpy as np
import pytest

from ui.theme import TURN, contrast, hex_code, levels, luminance, scale_levels, wants_white

SCALE = [(0.0, "#ff0000"), (0.5, "#ffffff"), (1.0, "#0000ff")]


def test_a_color_is_the_same_after_the_way_there_and_back() -> None:
    assert hex_code(levels("#d9480f")) == "#d9480f"
    assert levels("#00000038") == (0, 0, 0)


def test_numbers_have_the_colors_between_the_stops_and_beyond_the_ends_that_of_the_end() -> None:
    found = scale_levels(np.array([[-3.0, -2.0, -1.0], [0.0, 1.0, 9.0]]), -2.0, 2.0, SCALE)
    assert found.shape == (2, 3, 3)
    expected = [[(255, 0, 0), (255, 0, 0), (255, 127.5, 127.5)], [(255, 255, 255), (127.5, 127.5, 255), (0, 0, 255)]]
    np.testing.assert_array_equal(found, expected)


def test_what_is_no_number_has_no_color() -> None:
    assert np.isnan(scale_levels(np.array([np.nan]), 0.0, 1.0, SCALE)).all()


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#00ff00", "#ffffff", 1.37),
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(levels(one), levels(other)) == pytest.approx(ratio, abs=0.005)


def test_the_better_ink_is_chosen_and_stands_out_from_any_color() -> None:
    side = np.arange(0, 256, 15)
    fills = np.stack(np.meshgrid(side, side, side), axis=-1).reshape(-1, 3)
    on_white, on_black = contrast(fills, [255] * 3), contrast(fills, [0] * 3)
    np.testing.assert_array_equal(wants_white(fills), on_white > on_black)
    assert np.maximum(on_white, on_black).min() >= 4.5
    np.testing.assert_allclose((TURN + 0.05) / 0.05, 1.05 / (TURN + 0.05))  # there, both stand out equally


def test_a_single_color_will_do() -> None:
    assert luminance((255, 255, 255)) == pytest.approx(1.0)
    assert wants_white((0, 0, 0)) and not wants_white((255, 255, 255))
