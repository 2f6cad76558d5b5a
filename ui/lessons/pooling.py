"""Pooling step by step; what people get wrong about it: cells no window reaches, ties, max or average, shifts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from cnn_steps import DIGIT_9, LESSON_KERNEL_NAMES, LESSON_KERNELS, Pool, conv2d, pool2d, pool2d_step, relu
from cnn_steps.geometry import Axis, sweep
from ui import controls
from ui.address import settings
from ui.app import charts
from ui.figures.maps import PRINT_UP_TO, THREE_IN_A_ROW, Panel, map_panels
from ui.figures.numbers import counted, listed, written
from ui.networks.codes import both
from ui.networks.walk import DIGIT_NAMES, forward_pass
from ui.operations import card_data
from ui.operations.kernels import lesson_maps
from ui.operations.unreached import unreached_cells, unreached_lines
from ui.picture.current import CurrentImage
from ui.steps.stepper import stepper
from ui.trail.chains import lesson_features, pooled_chain
from ui.trail.where_from import where_from


def require_room(feature_map: np.ndarray, size: int) -> None:
    """Refuse a window that is larger than the (H, W) map."""
    rows, columns = feature_map.shape
    if size > min(rows, columns):
        raise ValueError(
            f"a window of {size}×{size} cells does not fit a map of {rows}×{columns}: choose a size up to "
            f"{min(rows, columns)}"
        )


def pooling_steps(feature_map: np.ndarray, pooled: np.ndarray, name: str, pool: Pool) -> tuple[int, int]:
    """Show the pooling of one (H, W) map step by step, and return row and column of the cell in view.

    Parameters
    ----------
    pooled : (H', W'), what ``pool`` makes of the map.
    name : of the filter that made the map.
    """
    axes = sweep(feature_map.shape, both(pool.size), pool.stride, pool.padding, 1)
    card = card_data.pooling_card(feature_map, f"Map of the {name}, after ReLU", pooled, axes, pool.mode)
    return divmod(stepper(card, key="pooling stepper"), pooled.shape[1])


def pooling_trail(image: CurrentImage, bank: np.ndarray, number: int, cell: tuple[int, int], pool: Pool) -> None:
    """The box that leads from a pooled cell down to its pixels, by way of one of the (3, H, W) maps before ReLU."""
    where_from(pooled_chain, lesson_features(image, bank), pool, number, cell, key="pooling")


def layer_maps(activated: np.ndarray, pooled: np.ndarray, rows: Axis, columns: Axis) -> None:
    """The three (3, H, W) maps of the lesson and below each what pooling makes of it; hatched is what it misses."""
    charts.maps(
        map_panels(LESSON_KERNEL_NAMES, activated, hatched=unreached_cells(rows, columns)),
        below=map_panels([f"{title}, pooled" for title in LESSON_KERNEL_NAMES], pooled),
        key="pooling maps",
        alt="A feature map after ReLU, and pooled.",
    )


def unreached_words(rows: Axis, columns: Axis) -> str:
    """Say which rows and columns no window reaches.

    Examples
    --------
    >>> unreached_words(*sweep((3, 3), (2, 2), 2, 0, 1))
    'No window reaches row 2 and column 2 (hatched): they are left over.'
    >>> unreached_words(*sweep((5, 3), (2, 2), 1, 0, 1))
    'Every row and every column is under a window. Is that still so with stride 2?'
    """
    missed = {"row": (rows, unreached_lines(rows)), "column": (columns, unreached_lines(columns))}
    count = sum(len(lines) for _, lines in missed.values())
    if not count:
        again = " Is that still so with stride 2?" if rows.stride == 1 < rows.window else ""
        return f"Every row and every column is under a window.{again}"
    parts = [listed(noun, lines) for noun, (_, lines) in missed.items() if lines]
    left = sum(line >= _end(axis) for axis, lines in missed.values() for line in lines)
    why = []
    if left < count:
        why.append("the stride is larger than the window")
    if left:
        what = "the last" if why else "they" if left > 1 else "it"
        why.append(f"{what} {'are' if left > 1 else 'is'} left over")
    return f"No window reaches {' and '.join(parts)} (hatched): {', and '.join(why)}."


def _end(axis: Axis) -> int:
    """The first line behind those that windows reach."""
    return int(axis.cells(axis.stops - 1).max()) + 1


def unreached_demo() -> None:
    """A 3×3 map under 2×2 windows with stride 2, whose largest number is left over."""
    values = np.array([[1.0, 5.0, 2.0], [3.0, 4.0, 6.0], [7.0, 8.0, 9.0]])
    pooled = pool2d(values, 2)
    st.markdown(
        "They are dropped without a word. A 3×3 map has room for one 2×2 window with stride 2: **row 2 and column 2** "
        f"are left over. The result is **{written(pooled[0, 0])}**, and the largest number of the map, "
        f"**{written(values.max())}**, is lost."
    )
    panels = [
        Panel(
            "3 × 3 map",
            values,
            outlines=[(0, 0, 2, 2)],
            hatched=unreached_cells(*sweep((3, 3), (2, 2), 2, 0, 1)),
            limit=18.0,
        ),
        Panel("Max", pooled, limit=18.0),
    ]
    charts.maps(
        panels,
        key="leftover demo",
        alt="No window reaches the last row and column.",
        note="Stride 1, or a row and a column of padding, would have let a window reach the 9.",
    )


def mode_demo() -> None:
    """A 4×4 map pooled by 2×2 windows with stride 2, by maximum and by average."""
    values = np.array([[1.0, 3.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0], [3.0, 2.0, 1.0, 0.0], [1.0, 2.0, 3.0, 4.0]])
    largest, mean = pool2d(values, 2), pool2d(values, 2, mode="avg")
    st.markdown(
        "**Max** answers: is the pattern anywhere in the window? One strong cell is enough. **Average** answers: how "
        "much of it is in the window? One strong cell among empty ones fades. Four windows, side by side:"
    )
    windows = [(row, column, 2, 2) for row in (0, 2) for column in (0, 2)]
    panels = [Panel("4 × 4 map", values, outlines=windows), Panel("Max", largest), Panel("Average", mean)]
    charts.maps(
        panels,
        key="mode demo",
        alt="Four windows, side by side.",
        note="Top left by hand: the largest of 1, 3, 5, 6 is 6; their average is 15 ÷ 4 = 3.75.",
    )


def tied_windows(feature_map: np.ndarray, size: int, stride: int) -> tuple[int, int]:
    """Count the windows whose largest number stands in several cells, and those of them where it is 0."""
    windows = np.lib.stride_tricks.sliding_window_view(feature_map, (size, size))[::stride, ::stride]
    largest = windows.max(axis=(2, 3))
    tied = (windows == largest[:, :, None, None]).sum(axis=(2, 3)) > 1
    return int(tied.sum()), int((tied & (largest == 0)).sum())


def tie_demo(feature_map: np.ndarray, name: str, pool: Pool) -> None:
    """A window of the 9 in which two cells are largest, and how often that happens in the map in view."""
    example = relu(conv2d(DIGIT_9, LESSON_KERNELS[1], average=True))
    step = pool2d_step(example, 0, 0, 2, stride=1)
    st.markdown(
        f"The result is the same: **{written(step.value)}** twice is still {written(step.value)}. It matters only in "
        "learning, when the error goes back to the cell that won: most programs choose the first of the tied cells."
    )
    winners = [(int(row), int(column), 1, 1) for row, column in step.winners]
    panels = [Panel("Window", step.window, outlines=winners), Panel("Max", np.array([[step.value]]))]
    charts.maps(panels, key="tie demo", alt="A window with two equal largest cells.")
    ties, at_zero = tied_windows(feature_map, pool.size, pool.stride)
    stops = pool2d(feature_map, pool.size, stride=pool.stride).size
    st.markdown(tie_words(ties, at_zero, stops, name))


def tie_words(ties: int, at_zero: int, stops: int, name: str) -> str:
    """Say in how many windows of a map cells tie, and in how many of these they are 0.

    Examples
    --------
    >>> tie_words(2, 2, 8, "box")
    'With your settings, cells tie in **2 of 8 windows** of the box map, all of zeros: ReLU makes ties common.'
    >>> tie_words(0, 0, 1, "box")
    'With your settings, no cells tie in a window of the box map.'
    """
    if not ties:
        return f"With your settings, no cells tie in a window of the {name} map."
    zeros = "all of" if at_zero == ties else f"{at_zero:,} of them of"
    end = f", {zeros} zeros: ReLU makes ties common." if at_zero else "."
    return f"With your settings, cells tie in **{ties:,} of {counted(stops, 'window')}** of the {name} map{end}"


def shifted(array: np.ndarray, columns: int, fill: float | None = None) -> np.ndarray:
    """Move an image to the right by some columns, or to the left where ``columns`` is negative.

    Parameters
    ----------
    array : (H, W) or (C, H, W).
    fill : what comes in from the side; ``None`` repeats the outermost column.

    Examples
    --------
    >>> shifted(np.array([[1, 2, 3]]), 1), shifted(np.array([[1, 2, 3]]), -1, fill=0)
    (array([[1, 1, 2]]), array([[2, 3, 0]]))
    """
    width = array.shape[-1]
    source = np.arange(width) - columns
    moved = array[..., source.clip(0, width - 1)]
    if fill is not None:
        moved[..., (source < 0) | (source >= width)] = fill
    return moved


def agreement(before: np.ndarray, after: np.ndarray, columns: int = 0) -> tuple[int, int]:
    """How many cells of two (H, W) maps are equal once ``before`` is moved by ``columns``, of how many that overlap."""
    width = before.shape[1]
    left, right = max(0, columns), min(width, width + columns)
    if left >= right:
        return 0, 0
    there, here = after[:, left:right], before[:, left - columns : right - columns]
    return int(np.isclose(there, here, rtol=0, atol=1e-9).sum()), here.size


def shift_demo(image: CurrentImage, number: int, pool: Pool) -> None:
    """The image moved sideways, and what that does to the feature map, the pooled map and the logits."""
    columns = controls.whole(settings.SHIFT, "Move the image by columns (below zero: to the left)")
    moved = shifted(image.array, columns, -1.0 if image.is_bitmap else None)
    maps = [relu(lesson_maps(image))[number], relu(lesson_maps(replace(image, array=moved)))[number]]
    pooled = [pool2d(values, pool.size, stride=pool.stride, mode=pool.mode) for values in maps]
    picture = Panel("Image", image.array, "picture", image.value_range)
    charts.maps(
        [picture, Panel("Map", maps[0]), Panel("Pooled", pooled[0])],
        below=[
            replace(picture, title="Image, moved", values=moved),
            Panel("Map, moved", maps[1]),
            Panel("Pooled, moved", pooled[1]),
        ],
        key="shift demo",
        largest=THREE_IN_A_ROW if max(image.size) > PRINT_UP_TO else None,
        alt="Before and after the image moves.",
    )
    along, overlap = agreement(maps[0], maps[1], columns)
    same_map, same_pooled = agreement(maps[0], maps[1])[0], agreement(pooled[0], pooled[1])[0]
    moved_words = (
        f"Cells of the feature map that are still inside: {overlap:,}. **{along:,} of them moved along** unchanged."
        if overlap
        else "Moved this far, no cell of the feature map is still inside."
    )
    st.markdown(
        f"- **Equivariant** means: the image moves, the map moves along. {moved_words}\n"
        f"- **Invariant** means: the image moves, the result stays. In place, **{same_map:,} of {maps[0].size:,}** "
        f"cells of the feature map and **{same_pooled:,} of {pooled[0].size:,}** pooled cells kept their number."
    )
    if image.is_bitmap:
        _logit_change(image, replace(image, array=moved))
    st.markdown(
        "A convolution is equivariant. Max pooling adds a little invariance: its number stays as long as the "
        "winner stays inside its window and nothing larger comes in. "
        f"Moved by {counted(pool.size, 'column')}, a winner has left its {pool.size}×{pool.size} window."
    )


def _logit_change(before: CurrentImage, after: CurrentImage) -> None:
    """What the trained classifier says to two bitmaps, and its logits for both."""
    logits = [forward_pass(bitmap).logits for bitmap in (before, after)]
    guesses = [int(values.argmax()) for values in logits]
    own, new = guesses
    answer = f"stays **{own}**" if own == new else f"turns from **{own}** to **{new}**"
    before_it, after_it = (written(values[own]) for values in logits)
    score = f"stays {before_it}" if before_it == after_it else f"goes from {before_it} to {after_it}"
    st.markdown(
        f"The **answer** of the trained classifier {answer}. Its **logit** for the {own}, the score before it "
        f"becomes a share, {score}."
    )
    texts = [[written(value) for value in values] for values in logits]
    table = pd.DataFrame({"digit": DIGIT_NAMES, "logit before": texts[0], "logit after": texts[1]})
    to_the_right = st.column_config.TextColumn(alignment="right")
    columns = dict.fromkeys(table.columns[1:], to_the_right)
    st.dataframe(table, key="shift logits", hide_index=True, width=320, column_config=columns)
    st.caption("The classifier always pools by maximum, 2×2 with stride 1, whatever is chosen above.")
