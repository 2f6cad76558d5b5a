"""A file of figures has them in the rows in which they stand on the page."""

from collections.abc import Callable

import pytest

from tests.browser.script import Script

ROWS = """({ rowsOf }, boxes) => {
  const figures = boxes.map(([top, bottom], number) => ({ number, getBoundingClientRect: () => ({ top, bottom }) }));
  return rowsOf(figures).map((row) => row.map(({ number }) => number));
}"""


@pytest.fixture(scope="module")
def files(script: Callable[[str], Script]) -> Script:
    return script("figure_files/drawing.js")


@pytest.mark.parametrize(
    ("boxes", "rows"),
    [
        ([], []),
        ([(0, 100)], [[0]]),
        ([(0, 100), (0, 100), (0, 80)], [[0, 1, 2]]),
        ([(0, 100), (100, 200), (205, 300)], [[0], [1], [2]]),
        ([(0, 100), (20, 90), (110, 200), (150, 180)], [[0, 1], [2, 3]]),
    ],
)
def test_what_begins_above_the_end_of_a_figure_is_in_its_row(
    files: Script, boxes: list[tuple[int, int]], rows: list[list[int]]
) -> None:
    assert files.run(ROWS, boxes) == rows


@pytest.mark.parametrize(
    ("key", "name"),
    [("maps-1", "st-key-maps-1"), (" a map: 2×2 ", "st-key-a-map--2-2"), ("under_line", "st-key-under_line")],
)
def test_a_chart_is_found_by_the_class_that_streamlit_makes_of_its_key(files: Script, key: str, name: str) -> None:
    assert files("classOf", key) == name
