"""A vector breaks into rows of whole pieces where there is little room, and every place keeps its number."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.browser.script import Script

BROKEN = """({ VectorGrid }, { count, per, numbers, width }) => {
  const grid = new VectorGrid("Vector", "", { count, per, value: (place) => numbers[place],
    color: () => [0, 0, 0], where: (place) => `place ${place}` });
  grid.fit(width, 1, false);
  const cells = Array.from({ length: grid.rows * grid.columns }, (_, place) =>
    [Math.floor(place / grid.columns), place % grid.columns]);
  const at = (read) => cells.map(([row, column]) => read(row, column));
  grid.frameAt(count - 1);
  return { rows: grid.rows, columns: grid.columns, values: at((r, c) => grid.values(r, c)),
    where: at((r, c) => grid.where(r, c)), framed: grid.framed };
}"""


@pytest.fixture(scope="module")
def vectors(script: Callable[..., Script]) -> Script:
    return script("shared/vector_grid.js")


@pytest.mark.parametrize(("count", "per", "given"), [(48, 16, 48), (24, 8, 24), (24, 8, 19), (10, 10, 10), (7, 7, 7)])
def test_every_place_keeps_its_number_however_the_vector_breaks(
    vectors: Script, count: int, per: int, given: int
) -> None:
    numbers = [place / 4 for place in range(given)]
    rows = []
    for width in (1100, 700, 390, 320):
        asked = {"count": count, "per": per, "numbers": numbers, "width": width}
        found = vectors.run(BROKEN, asked)
        places = range(found["rows"] * found["columns"])
        assert len(places) >= count > len(places) - found["columns"]
        assert found["columns"] % per == 0 or found["columns"] <= 10
        assert found["values"] == [[numbers[place]] if place < given else [] for place in places]
        assert found["where"] == [f"place {place}" for place in places]
        assert found["framed"] == [*divmod(count - 1, found["columns"]), 1, 1]
        rows.append(found["rows"])
    assert all(wide <= narrow for wide, narrow in pairwise(rows))
    assert rows[-1] > 1 or count <= 10
