"""Settings of layers: what is typed, brought up and down, and where a dragged row goes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.browser.script import Script
from ui.components.layer_stack import LayerFields
from ui.components.wire import from_json, to_json
from ui.networks.codes import LAYER_TITLES
from ui.networks.stack_edits import fields_of, layer_from_fields


@pytest.fixture(scope="module")
def settings(script: Callable[[str], Script]) -> Script:
    return script("layer_stack/settings.js")


@pytest.fixture(scope="module")
def way(script: Callable[[str], Script]) -> Script:
    return script("layer_stack/making_way.js")


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("3", 3),
        (" 3 ", 3),
        ("3×5", [3, 5]),
        ("3x5", [3, 5]),
        ("3 X 5", [3, 5]),
        ("3*5", [3, 5]),
        ("3, 5", [3, 5]),
        ("3 5", [3, 5]),
        ("4×4", 4),
        ("", None),
        ("3×", None),
        ("3×5×7", None),
        ("−3", None),
        ("1.5", None),
        ("same", None),
    ],
)
def test_a_size_is_read_as_it_is_typed(settings: Script, text: str, size: Any) -> None:
    assert settings("sizeFrom", text) == size


def test_a_size_is_written_as_it_is_read(settings: Script) -> None:
    for size in (1, 12, [3, 5], [10, 1]):
        assert settings("sizeFrom", settings("textOf", size)) == size


@pytest.mark.parametrize(
    ("size", "by", "next_size"),
    [(3, 2, 5), (3, -1, 2), (6, 2, 7), (1, -2, 1), ([3, 5], 1, [4, 6]), ([6, 7], 1, 7), ([1, 2], -1, 1)],
)
def test_a_size_goes_up_and_down_within_its_limits(settings: Script, size: Any, by: int, next_size: Any) -> None:
    assert settings("stepped", size, by, [1, 7]) == next_size


@pytest.mark.parametrize(
    ("size", "does"), [(1, True), (7, True), ([1, 7], True), (0, False), (8, False), ([3, 8], False), (1.5, False)]
)
def test_only_whole_numbers_within_limits_are_taken(settings: Script, size: Any, does: bool) -> None:
    assert settings("fits", size, [1, 7]) is does


def test_what_is_no_size_is_not_taken(settings: Script) -> None:
    assert settings.run("({ fits }) => fits(undefined, [1, 7])") is False


def test_a_size_says_which_way_it_cannot_go(settings: Script) -> None:
    sizes: list[Any] = [1, 4, 7, [1, 7], [1, 2], [7, 7]]
    ends = [settings("ends", size, [1, 7]) for size in sizes]
    assert ends == [[True, False], [False, False], [False, True], [False, False], [False, False], [False, True]]


def test_windows_that_stand_side_by_side_stay_so(settings: Script) -> None:
    pool = {"uid": 1, "kind": "pool", "window": 2, "stride": 2, "padding": 0, "mode": "max"}
    apart = pool | {"stride": 1}
    assert settings("withSetting", pool, "window", [2, 3]) == pool | {"window": [2, 3], "stride": [2, 3]}
    assert settings("withSetting", pool, "stride", 1) == apart
    assert settings("withSetting", apart, "window", 3) == apart | {"window": 3}
    assert settings("withSetting", pool, "padding", 1) == pool | {"padding": 1}


@pytest.mark.parametrize("kind", LAYER_TITLES)
def test_a_new_layer_is_one_that_python_takes(settings: Script, kind: str) -> None:
    fields = from_json(LayerFields, settings("newFields", kind))
    assert to_json(fields_of(layer_from_fields(fields))) == settings("newFields", kind)


def boxes_of(heights: list[int], gap: int) -> list[dict[str, float]]:
    tops = np.cumsum([0, *(height + gap for height in heights[:-1])])
    return [{"top": float(top), "height": float(height)} for top, height in zip(tops, heights, strict=True)]


@pytest.mark.parametrize(
    ("start", "pulled", "end", "shifts"),
    [
        (0, 0, 0, [0, 0, 0]),
        (0, 24, 0, [24, 0, 0]),  # its lower edge is at 64, the middle of the next row at 70
        (0, 31, 1, [31, -50, 0]),
        (0, 81, 2, [81, -50, -50]),
        (0, 500, 2, [100, -50, -50]),  # not below the list
        (2, -29, 2, [0, 0, -29]),
        (2, -31, 1, [0, 50, -31]),
        (2, -500, 0, [50, 50, -100]),
        (1, 31, 2, [0, 31, -50]),
        (1, -31, 0, [50, -31, 0]),
    ],
)
def test_rows_make_way_once_a_dragged_one_passes_their_middle(
    way: Script, start: int, pulled: int, end: int, shifts: list[int]
) -> None:
    assert way("makingWay", boxes_of([40, 40, 40], 10), start, pulled, 10) == {"to": end, "shifts": shifts}


def test_where_a_row_goes_is_where_the_others_leave_room(way: Script) -> None:
    rng = np.random.default_rng(730)
    for _ in range(40):
        heights = rng.integers(20, 90, int(rng.integers(1, 7))).tolist()
        start = int(rng.integers(0, len(heights)))
        boxes = boxes_of(heights, 10)
        found = way("makingWay", boxes, start, int(rng.integers(-400, 400)), 10)
        order = [place for place in range(len(heights)) if place != start]
        order.insert(found["to"], start)
        after = boxes_of([heights[place] for place in order], 10)
        for place, box in zip(order, after, strict=True):
            if place != start:
                assert boxes[place]["top"] + found["shifts"][place] == box["top"], (heights, start, found)
