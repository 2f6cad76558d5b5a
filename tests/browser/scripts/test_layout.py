"""A grid fits into its room, and the lens shows the same part of all grids that are too small to read."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.browser.script import Script
from ui.theme import CELL_GAP, FINE

READABLE = 22
ROOMS = [(5, 3, 1000), (28, 28, 1000), (64, 64, 1000), (224, 224, 1000), (300, 500, 1000), (7, 5, 390), (128, 96, 390)]

FITTED = """({ Layout }, { rows, columns, width, share, large }) => {
  const grid = new Layout({ rows, columns }, {});
  grid.fit(width, share, large);
  const cells = [];
  grid.visit((...cell) => cells.push(cell));
  const inOrder = cells.every(([row, column], place) => grid.index(row, column) === place);
  const { height, pitch, gap } = grid;
  return { width: grid.width, height, pitch, gap, inOrder, count: cells.length, last: cells.at(-1) };
}"""
UNDER = """({ Layout }, { rows, columns, zoom, points }) => {
  const grid = new Layout({ rows, columns }, {});
  grid.fit(1000, 1);
  grid.look(zoom, 0.4, 0.7);
  const cells = [];
  grid.visit((row, column, x, y) => cells.push([row, column, x, y]));
  return [cells, grid.pitch, grid.inView(), points.map(([offsetX, offsetY]) => grid.cellAt({ offsetX, offsetY }))];
}"""
# A lens over two grids, each of them fitted; then what is asked of it, one after the other.
LENS = """({ Lens, Layout }, { sizes, asked }) => {
  const grids = sizes.map(([rows, columns]) => Object.assign(new Layout({ rows, columns }, {}), { framed: undefined }));
  for (const grid of grids) grid.fit(1000, 1);
  const lens = new Lens(grids);
  const bar = document.createElement("div");
  lens.fit(bar);
  const view = () => ({ place: lens.place, most: lens.most, hidden: bar.hidden,
    grids: grids.map((grid) => ({ pitch: grid.pitch, corner: grid.corner, inView: grid.inView() })) });
  return [view(), ...asked.map(([name, ...given]) => {
    if (name === "frame") grids.at(-1).framed = given;
    const gives = name === "frame" ? null : lens[name](...given.map((one) => (one === "first" ? grids[0] : one)));
    return { ...view(), gives };
  })];
}"""


@pytest.fixture(scope="module")
def layout(script: Callable[..., Script]) -> Script:
    return script("shared/layout.js")


@pytest.fixture(scope="module")
def lens(script: Callable[..., Script]) -> Callable[..., Any]:
    loaded = script("shared/lens.js", "Layout")
    return lambda sizes, *asked: loaded.run(LENS, {"sizes": sizes, "asked": asked})


@pytest.mark.parametrize(("rows", "columns", "width"), ROOMS)
@pytest.mark.parametrize("large", [False, True])
def test_a_grid_fits_into_its_room_with_all_its_cells(
    layout: Script, rows: int, columns: int, width: int, large: bool
) -> None:
    asked = {"rows": rows, "columns": columns, "width": width, "large": large}
    whole, smaller = (layout.run(FITTED, asked | {"share": share}) for share in (1, 0.6))
    assert whole["width"] <= min(300, width) and whole["height"] <= 420
    assert smaller["width"] <= whole["width"]
    assert whole["inOrder"] and whole["count"] == rows * columns
    assert whole["gap"] == (0 if whole["pitch"] < FINE + CELL_GAP else CELL_GAP)
    row, column, x, y = whole["last"]
    assert (row, column) == (rows - 1, columns - 1)
    np.testing.assert_allclose(
        [x, y], [whole["width"] - whole["pitch"] + whole["gap"], whole["height"] - whole["pitch"] + whole["gap"]]
    )


@pytest.mark.parametrize("zoom", [1, 2, 100])
def test_a_cell_is_found_where_it_is_drawn(layout: Script, zoom: int) -> None:
    asked = {"rows": 40, "columns": 50, "zoom": zoom}
    cells, pitch, _, _ = layout.run(UNDER, asked | {"points": []})
    points = [[x + pitch / 2, y + pitch / 2] for _, _, x, y in cells]
    _, _, in_view, found = layout.run(UNDER, asked | {"points": points})
    assert found == [cell[:2] for cell in cells]
    assert sorted({row for row, _ in found}) == list(range(*in_view[0]))
    assert sorted({column for _, column in found}) == list(range(*in_view[1]))
    assert (len(cells) == 40 * 50) == (zoom == 1)


def test_a_pointer_at_the_edge_is_over_a_cell_that_there_is(layout: Script) -> None:
    *_, found = layout.run(UNDER, {"rows": 3, "columns": 4, "zoom": 1, "points": [[-9, -9], [9999, 9999]]})
    assert found == [[0, 0], [2, 3]]


def test_grids_that_can_be_read_are_not_zoomed(lens: Callable[..., Any]) -> None:
    (view,) = lens([[5, 3]])
    assert view["hidden"] and view["place"] == [1, 0, 0]
    first, pressed = lens([[5, 3]], ["press", "+"])
    assert pressed["gives"] is False
    assert pressed["grids"] == first["grids"]


def test_zooming_goes_on_until_the_numbers_can_be_read_and_back(lens: Callable[..., Any]) -> None:
    views = lens([[64, 64], [32, 32]], *[["press", "+"]] * 9, *[["press", "-"]] * 9)
    assert not views[0]["hidden"]
    zooms = [view["place"][0] for view in views]
    assert zooms[0] == zooms[-1] == 1
    assert all(after == min(2 * before, views[0]["most"]) for before, after in pairwise(zooms[:10]))
    assert min(grid["pitch"] for grid in views[9]["grids"]) >= READABLE
    assert [view["gives"] for view in views[1:]] == [True] * 18


def test_whole_shows_all_again_and_other_keys_mean_nothing(lens: Callable[..., Any]) -> None:
    first, _, other, whole = lens([[64, 64]], ["press", "="], ["press", "Enter"], ["press", "0"])
    assert other["gives"] is False and other["place"][0] == 2
    assert whole["gives"] is True and whole["grids"] == first["grids"]
    assert lens([[64, 64]], ["press", ""])[1]["gives"] is False


def test_what_is_under_the_pointer_stays_there_as_it_zooms(lens: Callable[..., Any]) -> None:
    spot = [100, 150]
    views = lens([[128, 128], [64, 64]], *[["bring", "first", spot, spot, 1.5]] * 5)
    under = [[(grid["corner"]["x"] + spot[0]) / grid["pitch"], (grid["corner"]["y"] + spot[1]) / grid["pitch"]]
             for grid in (view["grids"][0] for view in views)]  # fmt: skip
    assert views[-1]["place"][0] > 5
    np.testing.assert_allclose(under, [under[0]] * len(under), atol=0.7)  # pitches are whole pixels
    for view in views:
        ends = [(grid["inView"], size) for grid, size in zip(view["grids"], (128, 64), strict=True)]
        middles = [[sum(line) / 2 / size for line in part] for part, size in ends]
        np.testing.assert_allclose(middles[0], middles[1], atol=0.1)  # all show the same part


def test_dragging_moves_what_is_in_view_and_stops_at_the_edge(lens: Callable[..., Any]) -> None:
    _, near, moved, far = lens(
        [[64, 64]],
        ["set", 4, 0.5, 0.5],
        ["bring", "first", [50, 50], [40, 70]],
        ["bring", "first", [0, 0], [9999, -9999]],
    )
    before, after = near["grids"][0]["corner"], moved["grids"][0]["corner"]
    assert abs(after["x"] - before["x"] - 10) <= 1 and abs(after["y"] - before["y"] + 20) <= 1
    assert far["place"][1:] == [0, 1]


@pytest.mark.parametrize("cell", [[0, 0], [63, 63], [40, 3]])
def test_the_view_follows_the_outlined_cell_only_where_it_has_to(lens: Callable[..., Any], cell: list[int]) -> None:
    *_, followed, again = lens([[64, 64]], ["set", 6, 0.5, 0.5], ["frame", *cell, 1, 1], ["follow"], ["follow"])
    assert (followed["gives"], again["gives"]) == (True, False)
    rows, columns = followed["grids"][0]["inView"]
    for place, (first, end) in zip(cell, (rows, columns), strict=True):
        assert max(0, place - 1) >= first and min(63, place + 1) < end
