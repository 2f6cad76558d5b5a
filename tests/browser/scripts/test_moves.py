"""Arrow keys move over a grid as far as it goes."""

from collections.abc import Callable

import numpy as np

from tests.browser.script import Script


def test_arrow_keys_stop_at_the_edge(script: Callable[[str], Script]) -> None:
    moves = script("shared/moves.js")
    size = {"rows": 3, "columns": 4}
    steps = {"ArrowUp": (-1, 0), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowRight": (0, 1)}
    for row, column in np.ndindex(3, 4):
        for key, (down, right) in steps.items():
            wanted = [int(np.clip(row + down, 0, 2)), int(np.clip(column + right, 0, 3))]
            assert moves("cellBeside", key, [row, column], size) == wanted, (key, row, column)
        assert moves("cellBeside", "Enter", [row, column], size) is None
