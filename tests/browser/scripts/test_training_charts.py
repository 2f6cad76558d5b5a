"""Charts of a training: round ticks, and curves whose points stand at their epochs and values."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from tests.browser.script import Script

AT = """({ scalesOf }, { epochs, most, values }) => {
  const { x, y, epochAt, first, last, top, bottom } = scalesOf({ width: 400, height: 200 }, epochs, most);
  return { x: values.map((_, epoch) => x(epoch)), y: values.map(y), edges: [first, last, top, bottom],
    back: values.map((_, epoch) => epochAt(x(epoch))) };
}"""


@pytest.fixture(scope="module")
def scales(script: Callable[[str], Script]) -> Script:
    return script("training/scales.js")


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (1, [0, 0.5, 1]),
        (2.3, [0, 1, 2, 3]),
        (4, [0, 1, 2, 3, 4]),
        (30, [0, 10, 20, 30]),
        (0.07, [0, 0.02, 0.04, 0.06, 0.08]),
        (1200, [0, 500, 1000, 1500]),
    ],
)
def test_ticks_are_round(scales: Script, most: float, ticks: list[float]) -> None:
    assert scales("ticksUpTo", most, 4) == ticks


def test_ticks_reach_every_value_and_are_few(scales: Script) -> None:
    rng = np.random.default_rng(750)
    for _ in range(60):
        most = float(rng.uniform(1, 10) * 10.0 ** rng.integers(-6, 9))
        ticks = scales("ticksUpTo", most, 4)
        step = ticks[1]
        assert ticks[0] == 0 and ticks[-2] < most <= ticks[-1] * (1 + 1e-6), most
        assert 2 <= len(ticks) <= 6, most
        assert round(step / 10.0 ** math.floor(math.log10(step) + 1e-9), 6) in (1, 2, 5), most
        assert np.allclose(np.diff(ticks), step, rtol=1e-5), most


@pytest.mark.parametrize(
    ("epochs", "width", "ticks"),
    [
        (1, 600, [0, 1]),
        (3, 600, [0, 1, 2, 3]),
        (10, 300, [0, 2, 4, 6, 8, 10]),
        (25, 600, [0, 5, 10, 15, 20, 25]),
        (7, 300, [0, 2, 4, 6]),
    ],
)
def test_epochs_below_a_chart_are_whole_and_there(scales: Script, epochs: int, width: int, ticks: list[int]) -> None:
    assert scales("epochTicks", epochs, width) == ticks


def test_curves_stand_at_their_epochs_and_values(scales: Script) -> None:
    found = scales.run(AT, {"epochs": 4, "most": 2, "values": [2, 1.5, 1, 0.5, 0]})
    left, right, top, bottom = found["edges"]
    assert 0 < left < right < 400 and 0 < top < bottom < 200
    assert found["x"] == np.linspace(left, right, 5).tolist()
    assert found["y"] == np.linspace(top, bottom, 5).tolist()
    assert found["back"] == [0, 1, 2, 3, 4]


def test_what_is_beyond_the_chart_or_beyond_all_numbers_stands_at_its_top(scales: Script) -> None:
    found = scales.run(AT, {"epochs": 2, "most": 2, "values": [3, None, 2]})
    assert found["y"] == [found["edges"][2]] * 3
