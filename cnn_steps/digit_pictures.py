"""Pictures of digits prepared as the 8×8 handwritten digits were, stage by stage, and the most similar of those."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cnn_steps.arrays import check_numbers, float_array, times
from cnn_steps.picture_files.picture import Picture
from cnn_steps.pictures import checked_picture, to_grayscale, to_uint8
from cnn_steps.resizing import resize
from cnn_steps.stages import Stage

BITMAP_SIDE = 32
"""Rows and columns of the bitmap whose ink is counted, in pixels."""

BLOCK = 4
"""Rows and columns of the block of pixels that is counted for one cell."""

WIDEST = 20
"""How wide NIST's programs made a digit that they made 32 pixels high."""

WIDENED = 1.3
"""A digit becomes at most so many times wider than its proportions. NIST stretched every digit to the full width, which
would make a broad smear of a plain stroke."""

INK = 0.305
"""The share of the bitmap that is ink in the 1,797 digits of ``load_digits``, on average (standard deviation 0.034)."""

MOST_PASSES = 12
"""By at most so many pixels a stroke is made thicker or thinner; no digit needs more."""


def digit_stages(picture: Picture | np.ndarray) -> tuple[Stage, ...]:
    """Prepare a picture of one digit as the handwritten digits of ``load_digits`` were, stage by stage.

    Those were scanned in black and white, cut out, scaled to 32 pixels high and about 20 wide, their strokes brought to
    one thickness, and counted: each of the 8×8 numbers says how many of 4×4 pixels are ink. So all of them reach from
    the first row to the last, and ink covers 30.5 % of each, give or take 3.4. NIST also made slanted digits upright;
    this is not done here.

    Parameters
    ----------
    picture : what ``read_picture`` gave, or an (H, W) or (H, W, 3) array: dark on light or light on dark, anywhere in
        the picture, of any size.

    Returns
    -------
    tuple of Stage, in order: "gray"; "light on dark"; "ink"; "cut out"; "scaled"; "stroke"; "centered"; "counted". The
    last array is (8, 8) float64, whole numbers 0..16; all before it are uint8.

    Raises
    ------
    ValueError
        If it is not a picture, or all of it has one color.

    Source
    ------
    E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998: 32×32
    bitmaps from NIST's preprocessing programs, the ink counted in blocks of 4×4. M. D. Garris and others, NIST
    Form-Based Handprint Recognition System, NISTIR 5469, 1994: those programs. N. Otsu, A Threshold Selection Method
    from Gray-Level Histograms, IEEE Transactions on Systems, Man, and Cybernetics 9, 1979: what is ink.

    Examples
    --------
    >>> from cnn_steps import DIGIT_9
    >>> digit_stages(DIGIT_9)[-1].array[0]
    array([ 0.,  8., 16., 16., 16., 16.,  0.,  0.])
    """
    upright = picture.upright if isinstance(picture, Picture) else to_uint8(checked_picture(picture))
    gray = np.rint(to_grayscale(upright)).astype(np.uint8)
    if gray.min() == gray.max():
        raise ValueError("all of the picture has one color, so there is no digit in it: draw one")
    note = "The mean of red, green and blue." if upright.ndim == 3 else "The picture has one channel already."
    stages = [Stage("gray", gray, note)]

    border = float(np.median(np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])))
    mean = float(gray.mean())
    is_dark_on_light = border > mean
    light = 255 - gray if is_dark_on_light else gray
    found = f"Its border ({border:.0f}) is {'brighter' if is_dark_on_light else 'not brighter'} than the whole"
    done = "so dark and bright are swapped" if is_dark_on_light else "so it stays"
    stages.append(Stage("light on dark", light, f"{found} ({mean:.0f} on average), {done}."))

    level = _dividing_level(light)
    ink = light > level
    stages.append(
        Stage("ink", _levels(ink), f"What is brighter than {level} of 255, where Otsu's method parts the two.")
    )

    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = cut.shape
    stages.append(Stage("cut out", _levels(cut), f"The {height} × {width} pixels that hold all the ink."))

    wide = max(1, round(min(WIDEST, WIDENED * BITMAP_SIDE * width / height)))
    scaled = resize(_levels(cut), (BITMAP_SIDE, wide))
    stages.append(
        Stage("scaled", scaled, f"{BITMAP_SIDE} pixels high and {wide} wide; none may be wider than {WIDEST}.")
    )

    # Twice as wide as the bitmap, so that the digit may grow, and be moved to the middle, without being cut.
    room = np.zeros((BITMAP_SIDE, 2 * BITMAP_SIDE), dtype=bool)
    left = BITMAP_SIDE - wide // 2
    room[:, left : left + wide] = scaled > _dividing_level(scaled) if scaled.min() < scaled.max() else True
    drawn, pixels = _with_usual_ink(room)
    change = f"was made {abs(pixels)} px {'thicker' if pixels > 0 else 'thinner'}" if pixels else "stays as it is"
    share, usual = f"{drawn.sum() / BITMAP_SIDE**2 * 100:.1f} %", f"{INK * 100:.1f} %"
    middle_part = drawn[:, BITMAP_SIDE // 2 : -BITMAP_SIDE // 2]
    stages.append(Stage("stroke", _levels(middle_part), f"The stroke {change}: ink covers {share}, usual is {usual}."))

    middle = float(drawn.sum(axis=0) @ (np.arange(drawn.shape[1]) + 0.5) / drawn.sum())
    start = int(np.clip(round(middle) - BITMAP_SIDE // 2, 0, BITMAP_SIDE))
    centered = drawn[:, start : start + BITMAP_SIDE]
    moved = BITMAP_SIDE // 2 - start
    way = f"moved by {abs(moved)} px to the {'right' if moved > 0 else 'left'}" if moved else "in the middle already"
    stages.append(Stage("centered", _levels(centered), f"By its mass: its center of ink was {way}."))

    cells = BITMAP_SIDE // BLOCK
    counts = centered.reshape(cells, BLOCK, cells, BLOCK).sum(axis=(1, 3)).astype(np.float64)
    stages.append(Stage("counted", counts, "How many of each 4 × 4 pixels are ink: 0 to 16."))
    return tuple(stages)


@np.errstate(over="ignore", invalid="ignore")
def nearest_known(images: ArrayLike, known: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Find for images the known image that is most like them, and how far they are from it.

    Parameters
    ----------
    images : (H, W) array, or a batch (N, H, W).
    known : (M, H, W) array.

    Returns
    -------
    (distances, places)
        Two arrays, () or (N,): the root of the sum of squared differences, cell by cell, to the nearest known image,
        and where it stands in ``known``.

    Raises
    ------
    ValueError
        If the sizes differ, or the images are so many that their comparison would take too many numbers.

    Examples
    --------
    >>> nearest_known([[3.0, 4.0]], [[[0.0, 0.0]], [[3.0, 2.0]]])
    (array(2.), array(1))
    """
    images, known = float_array(images, "images"), float_array(known, "known")
    if known.ndim != 3 or images.ndim not in (2, 3) or images.shape[-2:] != known.shape[-2:]:
        raise ValueError(
            f"got images of {times(images.shape)} and known ones of {times(known.shape)}: both need the same rows and "
            "columns, the known ones as a batch"
        )
    rows = images.reshape(-1, known[0].size)  # (N, H, W) -> (N, H*W)
    check_numbers((len(rows), len(known)), "the comparison would be", "give fewer images at a time")
    memory = known.reshape(len(known), -1)
    # The nearest b has the smallest |b|² - 2ab, as |a - b|² = |a|² + |b|² - 2ab. That needs no array of all
    # differences, but is rounded too much to take the distance from it.
    squares = (memory**2).sum(axis=1) - 2 * rows @ memory.T
    places = squares.argmin(axis=1)
    distances = np.sqrt(((rows - memory[places]) ** 2).sum(axis=1))
    return distances.reshape(images.shape[:-2]), places.reshape(images.shape[:-2])


def _dividing_level(levels: np.ndarray) -> int:
    """Find the level that best divides a uint8 picture in dark and bright: Otsu's threshold.

    The picture has more than one level. What is above the one that is found is bright.
    """
    counts = np.bincount(levels.ravel(), minlength=256).astype(np.float64)
    below = counts.cumsum()[:-1]
    sums = (counts * np.arange(256)).cumsum()
    above = counts.sum() - below
    both = (below > 0) & (above > 0)
    apart = np.zeros(255)  # by how much the mean of the bright pixels is above that of the dark ones
    apart[both] = sums[:-1][both] / below[both] - (sums[-1] - sums[:-1][both]) / above[both]
    spread = below * above * apart**2
    return int(np.flatnonzero(spread == spread.max()).mean())  # several levels may divide equally well: take the middle


def _with_usual_ink(bitmap: np.ndarray) -> tuple[np.ndarray, int]:
    """Make strokes thicker or thinner until there is about as much ink as usual.

    Give the new bitmap, and by how many pixels its strokes are thicker, or thinner if that is negative.
    """
    wanted = INK * BITMAP_SIDE**2
    grow = bitmap.sum() < wanted
    best, pixels, now = bitmap, 0, bitmap
    for count in range(1, MOST_PASSES + 1):
        # Once on one side and once on the other in turn, so that strokes stay in their place.
        now = _thickened(now, count % 2) if grow else ~_thickened(~now, count % 2)
        if not now.any() or abs(now.sum() - wanted) >= abs(best.sum() - wanted):
            break
        best, pixels = now, count if grow else -count
    return best, pixels


def _thickened(bitmap: np.ndarray, side: int) -> np.ndarray:
    """Add to every pixel of ink its neighbors on one side: right and below if ``side`` is 1, left and above if 0."""
    wide = np.pad(bitmap, 1)
    if side:
        return bitmap | wide[1:-1, :-2] | wide[:-2, 1:-1]
    return bitmap | wide[1:-1, 2:] | wide[2:, 1:-1]


def _levels(bitmap: np.ndarray) -> np.ndarray:
    return np.where(bitmap, 255, 0).astype(np.uint8)
