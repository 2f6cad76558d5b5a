"""Example data: the ten 7×5 digit bitmaps of the lessons and one color photograph."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_steps.images import load_image

# One drawing per digit, 7 rows × 5 columns: "#" is a white cell (+1), "." a black one (-1).
# Every stroke is one cell wide and stays in the middle three columns, so a digit can be shifted by one column.
# The 6 is the 9 turned upside down; the 8 has the loop of the 9 above and that of the 6 below.
_DRAWINGS = """
.###.  ..#..  .###.  .###.  .#.#.  .###.  ...#.  .###.  .###.  .###.
.#.#.  .##..  ...#.  ...#.  .#.#.  .#...  ..#..  ...#.  .#.#.  .#.#.
.#.#.  ..#..  ...#.  ...#.  .#.#.  .#...  .#...  ...#.  .###.  .###.
.#.#.  ..#..  ..#..  ..##.  .###.  .##..  .#...  ..#..  ..#..  ...#.
.#.#.  ..#..  .#...  ...#.  ...#.  ...#.  .###.  ..#..  .###.  ...#.
.#.#.  ..#..  .#...  ...#.  ...#.  ...#.  .#.#.  .#...  .#.#.  ..#..
.###.  .###.  .###.  .###.  ...#.  .##..  .###.  .#...  .###.  .#...
"""


def _bitmaps(drawings: str) -> np.ndarray:
    rows = [line.split() for line in drawings.split("\n") if line]  # 7 rows of 10 pieces of 5 characters
    cells = np.array([[list(piece) for piece in row] for row in rows])  # (7, 10, 5)
    bitmaps = np.where(cells.transpose(1, 0, 2) == "#", 1.0, -1.0)  # (7, 10, 5) -> (10, 7, 5)
    bitmaps.flags.writeable = False
    return bitmaps


DIGITS = _bitmaps(_DRAWINGS)
"""The ten digits, (10, 7, 5) float64 in -1/+1, read-only; ``DIGITS[d]`` is the digit d."""

DIGIT_9 = DIGITS[9]
"""The 9 of the running example, (7, 5) float64 in -1/+1, read-only."""


def sample_photo() -> np.ndarray:
    """Load the example photograph: Chelsea the cat.

    Returns
    -------
    (300, 451, 3) uint8 array, red, green and blue in 0..255. ``to_channels_first`` makes it (3, 300, 451).

    Source
    ------
    Photograph by Stéfan van der Walt, CC0; from scikit-image. See ``data/README.md``.

    Examples
    --------
    >>> sample_photo().shape
    (300, 451, 3)
    """
    return load_image(Path(__file__).parent / "data" / "chelsea.png")
