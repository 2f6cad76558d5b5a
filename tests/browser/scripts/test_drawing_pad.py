"""The drawing pad reads and writes codes as Python does, and a drag meets every pixel on its way."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.browser.script import Script
from ui.address.codes import bitmap_from_code, code_from_bitmap


@pytest.fixture(scope="module")
def pad(script: Callable[[str], Script]) -> Script:
    return script("pixel_editor/bits.js")


@pytest.mark.parametrize("shape", [(3, 3), (8, 8), (5, 7), (28, 28)])
def test_a_code_and_its_pixels_are_those_of_python(pad: Script, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(720)
    for share in (0, 0.1, 0.5, 1):
        code = code_from_bitmap(rng.random(shape) < share)
        bits = pad("bitsOf", code, shape[0] * shape[1])
        assert bits == (bitmap_from_code(code, shape) > 0).ravel().astype(int).tolist()
        assert pad("codeOf", bits) == code


@pytest.mark.parametrize(
    ("start", "end", "places"),
    [
        (0, 0, [0]),
        (0, 3, [1, 2, 3]),
        (20, 0, [15, 10, 5, 0]),  # up a column of five
        (0, 12, [6, 12]),  # down and right
        (4, 20, [8, 12, 16, 20]),  # down and left
        (0, 7, [6, 7]),  # two to the right, one down
    ],
)
def test_a_fast_drag_meets_every_pixel_on_its_way(pad: Script, start: int, end: int, places: list[int]) -> None:
    assert pad("wayBetween", start, end, 5) == places


def test_no_way_has_a_gap(pad: Script) -> None:
    rng = np.random.default_rng(721)
    for _ in range(50):
        rows, columns = map(int, rng.integers(2, 30, 2))
        start, end = map(int, rng.integers(0, rows * columns, 2))
        places = [start, *pad("wayBetween", start, end, columns)]
        assert places[-1] == end
        steps = np.abs(np.diff(np.divmod(places, columns), axis=1))
        assert (steps.max(axis=0) == 1).all() or start == end, (start, end, columns)
