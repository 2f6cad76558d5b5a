"""A long vector is turned page by page: every entry is in view at its step, and the note says which are."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from tests.browser.script import Script

PAGE = 24
LONGEST_PIECE = 16

VIEW = """({ pagesOf }, { length, maps, order, step }) => {
  const view = pagesOf(length, maps, (place) => order[place] ?? "past the end");
  view.turnTo(step);
  const entries = Array.from({ length: view.size }, (_, place) => view.entry(place) ?? null);
  const numbers = order.map((entry) => -entry);
  const grid = view.grid("Vector", "", numbers, length);
  const values = Array.from({ length: view.size }, (_, place) => grid.vector.value(place) ?? null);
  return { start: view.start, entries, values, per: grid.vector.per,
    notes: [view.note("entries", 0), view.note("terms", 1)] };
}"""


@pytest.fixture(scope="module")
def pages(script: Callable[..., Script]) -> Script:
    return script("shared/pages.js")


@pytest.mark.parametrize("length, maps", [(8, 1), (16, 1), (48, 3)])
def test_a_vector_of_short_pieces_is_shown_whole(pages: Script, length: int, maps: int) -> None:
    order = np.random.default_rng(720).permutation(length).tolist()
    for step in (0, length - 1):
        view = pages.run(VIEW, {"length": length, "maps": maps, "order": order, "step": step})
        assert (view["start"], view["per"]) == (0, length / maps)
        assert view["entries"] == order
        assert view["values"] == [-order[entry] for entry in order]
        assert view["notes"] == [f"{length} numbers"] * 2


@pytest.mark.parametrize("length, maps", [(LONGEST_PIECE + 1, 1), (PAGE, 1), (PAGE + 1, 1), (1536, 3), (50, 2)])
def test_a_longer_vector_is_turned_to_the_page_of_its_step(pages: Script, length: int, maps: int) -> None:
    order = np.random.default_rng(721).permutation(length).tolist()
    for step in sorted({0, PAGE - 1, PAGE, length // 2, length - 1}):
        if step >= length:
            continue
        view = pages.run(VIEW, {"length": length, "maps": maps, "order": order, "step": step})
        first = step - step % PAGE
        shown = order[first : first + PAGE]
        assert view["start"] == first
        assert order[step] in shown
        assert view["entries"] == shown + [None] * (PAGE - len(shown))
        assert view["values"] == [-order[entry] for entry in shown] + [None] * (PAGE - len(shown))
        numbers = [[int(digits.replace(",", "")) for digits in re.findall(r"[\d,]+", note)] for note in view["notes"]]
        last = first + len(shown) - 1
        assert numbers == [[first, last, length], [first + 1, last + 1, length]]


def test_pieces_are_parted_where_all_are_in_view(pages: Script) -> None:
    source = "({ pagesOf }, length) => pagesOf(length, 3, (k) => k).grid('Vector', '', [], 1, true).vector.parted"
    assert pages.run(source, 3 * LONGEST_PIECE) is True
    assert pages.run(source, 3 * LONGEST_PIECE + 3) is False
