"""Example data: the ten 7×5 digit bitmaps of the lessons, lines, real handwritten digits and one color photograph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnn_steps.arrays import check_numbers, flag, random_generator, whole_number
from cnn_steps.picture_files.reading import load_image

_FOLDER = Path(__file__).parent / "data"

DIGITS_FILE = _FOLDER / "digits.npz"
"""Where ``scripts/make_digits.py`` puts the handwritten digits."""

LINE_SIZE = 8
"""Rows and columns of an image with a line."""

LINE_NOISE = 0.1
"""The standard deviation of the noise around a line."""

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
    return load_image(_FOLDER / "chelsea.png")


def line_images(n: int, *, rng: np.random.Generator, border: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Draw images with one line each, vertical or horizontal, from edge to edge.

    Parameters
    ----------
    n : int, 1 or more
    rng : np.random.Generator
    border : bool
        Whether a line may lie in the first or last row or column. It has only one side there, and fewer windows of a
        3×3 kernel cover it, so such lines are harder to tell apart.

    Returns
    -------
    images : (n, 8, 8) float64 array
        The line at 1.0, around it normal noise with a standard deviation of 0.1.
    labels : (n,) int array
        0 for a vertical line, 1 for a horizontal one, each equally likely.

    Raises
    ------
    ValueError
        If ``n`` is below 1, too large or not whole, ``rng`` is not a generator, or ``border`` neither True nor False.

    Examples
    --------
    >>> images, labels = line_images(3, rng=np.random.default_rng(1))
    >>> images.shape, labels
    ((3, 8, 8), array([0, 1, 1]))
    """
    n, rng, border = whole_number(n, "n", 1), random_generator(rng), flag(border, "border")
    check_numbers((n, LINE_SIZE, LINE_SIZE), "the images would be", "ask for fewer")
    labels = rng.integers(2, size=n)
    places = rng.integers(0 if border else 1, LINE_SIZE if border else LINE_SIZE - 1, size=n)
    images = rng.normal(scale=LINE_NOISE, size=(n, LINE_SIZE, LINE_SIZE))
    samples = np.arange(n)
    vertical = labels == 0
    images[samples[vertical], :, places[vertical]] = 1.0
    images[samples[~vertical], places[~vertical]] = 1.0
    return images, labels


@dataclass(frozen=True, eq=False)
class HandwrittenDigits:
    """Real handwritten digits, and which of them are kept for testing.

    Attributes
    ----------
    images : (1797, 8, 8) uint8, 0 (paper) to 16 (ink), read-only; divide by 16 for the range 0 to 1
    labels : (1797,) int, the digit that was written, read-only
    train : (1438,) int, which images to train on, read-only
    test : (359,) int, which images to hold out: a fifth of every digit, drawn once at random and fixed since, read-only
    """

    images: np.ndarray
    labels: np.ndarray
    train: np.ndarray
    test: np.ndarray


def load_digits() -> HandwrittenDigits:
    """Load 1,797 real handwritten digits of 13 people, 8×8 pixels each.

    Every number of an image says how many pixels of a 4×4 block are ink, in a scan of 32×32. Nobody noted who wrote
    which digit, so the fifth that is held out has other images in it, but not other people.

    Returns
    -------
    HandwrittenDigits

    Source
    ------
    E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits" (1998), UCI Machine Learning Repository,
    https://doi.org/10.24432/C50P49, CC BY 4.0. See ``data/README.md``.

    Examples
    --------
    >>> digits = load_digits()
    >>> digits.images[digits.test].shape, digits.labels[:10]
    ((359, 8, 8), array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
    """
    with np.load(DIGITS_FILE, allow_pickle=False) as file:
        images, labels, test = file["images"], file["labels"].astype(np.intp), file["test"].astype(np.intp)
    train = np.setdiff1d(np.arange(len(images)), test)
    for array in (images, labels, train, test):
        array.flags.writeable = False
    return HandwrittenDigits(images, labels, train, test)
