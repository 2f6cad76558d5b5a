"""Reading a picture as numbers: one pixel, the way from the file, changes to try, and what people get wrong."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import streamlit as st

from cnn_steps import Picture, Stage, adjust_brightness, crop, flip, invert, normalize, pad, resize, rotate
from ui import controls
from ui.address import settings
from ui.app import charts, page
from ui.components.pictures import data_uri
from ui.figures.maps import CHANNEL_NAMES, FOUR_IN_A_ROW, PRINT_UP_TO, Panel, map_panels
from ui.figures.numbers import counted, listed, percent, written
from ui.picture.current import RANGES, CurrentImage, levels_of
from ui.picture.facts import file_line, file_words
from ui.words import as_it_stands

LEVELS = (0.0, 255.0)
CORNER = 5  # cells; what is printed of pictures too large to print whole
THUMBNAIL = 320  # pixels; what is sent of a large stage


def pixel_grids(image: CurrentImage, row: int, column: int) -> None:
    """Show the image with one pixel framed; for color, its three channels beside it."""
    frame = [(row, column, 1, 1)]
    panels = [Panel("Image", image.array, "picture", image.value_range, frame)]
    if image.channels == 3:
        channels = zip(CHANNEL_NAMES, image.array, strict=True)
        panels += [Panel(name, values, "picture", image.value_range, frame) for name, values in channels]
    largest = FOUR_IN_A_ROW if image.channels == 3 and max(image.size) > PRINT_UP_TO else None
    alt = f"The pixel at row {row}, column {column} is framed."
    charts.maps(panels, key="pixel", alt=alt, largest=largest)


def pixel_words(image: CurrentImage, row: int, column: int) -> str:
    """Say what number one pixel holds, in a sentence or two."""
    low, high = image.value_range
    place = f"Row {row}, column {column} holds"
    if image.channels == 3:
        values = image.array[:, row, column]
        named = ", ".join(f"{n} **{written(v)}**" for n, v in zip(CHANNEL_NAMES, values, strict=True))
        return f"{place} {named}: one number for each channel. All three {written(low)} would be black."
    value = float(image.array[row, column])
    share = (value - low) / (high - low)
    shade = {0.0: "black", 1.0: "white"}.get(share, f"{percent(share, words=True)} of the way from black to white")
    return f"{place} **{written(value)}**: {shade}."


def count_words(image: CurrentImage) -> str:
    """Say how many numbers the image has."""
    sides = " × ".join(str(side) for side in image.array.shape)
    return f"The whole image is {sides} = **{image.array.size:,} numbers**, and nothing else."


def file_facts(image: CurrentImage) -> None:
    """Say what kind of file a person's own picture came in, and how its levels were read; nothing for other images."""
    if isinstance(image.picture, Picture):
        words = f"**{file_line(image.picture)}.** {as_it_stands(file_words(image.picture))}"
        st.markdown(words)


def way_of_the_picture(image: CurrentImage) -> None:
    """Every stage from the file to the array as a small picture; the last two also in numbers, where these fit."""
    figures = "".join(_stage(stage, image) for stage in image.stages)
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:20px 16px">{figures}</div>')
    resized, ranged = image.stages[-2:]
    if image.channels == 1 and max(image.size) <= PRINT_UP_TO:
        panels = [
            Panel("resized", resized.array, "picture", LEVELS),
            Panel("range", ranged.array, "picture", image.value_range),
        ]
        charts.maps(panels, key="stage numbers", alt="The last two stages in numbers.")


def _stage(stage: Stage, image: CurrentImage) -> str:
    height, width = stage.array.shape[:2]
    low, high = written(stage.array.min()), written(stage.array.max())
    levels = stage.array if stage.array.dtype == np.uint8 else levels_of(image)
    is_large = max(stage.array.shape[:2]) > THUMBNAIL // 2
    source = data_uri(levels, thumbnail=THUMBNAIL if is_large else None)
    note = (
        "" if stage is image.stages[0] else f"<br>{stage.note.replace('-', '−')}"
    )  # the sentence of ``file_facts`` says it
    values = f"{height} × {width}, {f'{low} to {high}' if low != high else f'all {low}'}"
    return (
        '<figure style="margin:0;width:138px">'
        f'<img src="{source}" alt="{stage.name}: {height} by {width} pixels" '
        'style="image-rendering:pixelated;width:138px;height:100px;object-fit:contain;object-position:left bottom">'
        f'<figcaption style="font-size:14px;line-height:1.4"><b>{stage.name}</b><br>{values}{note}'
        "</figcaption></figure>"
    )


class TriedChange(NamedTuple):
    """A change made to the image in levels 0 to 255.

    Attributes
    ----------
    after : the picture after the change.
    value_range : what black and white are in it.
    words : what the change does, in a sentence.
    code : the same as Python, which changes ``levels``.
    """

    after: np.ndarray
    value_range: tuple[float, float]
    words: str
    code: str


def change_choice(image: CurrentImage) -> TriedChange:
    """Ask for a change, and make it."""
    levels = levels_of(image)
    rows, columns = image.size
    change = controls.dropdown(settings.CHANGE, "Change")
    if change == "crop":
        edge = controls.whole(settings.EDGE, "Cells off each side", most=(min(rows, columns) - 1) // 2)
        spans = f"({edge}, {rows - edge}), ({edge}, {columns - edge})"
        lines = (listed("row", range(edge, rows - edge)), listed("column", range(edge, columns - edge)))
        words = f"Kept as they are: {' and '.join(lines)}."
        return TriedChange(
            crop(levels, (edge, rows - edge), (edge, columns - edge)), LEVELS, words, f"crop(levels, {spans})"
        )
    if change == "pad":
        edge = controls.whole(settings.EDGE, "Cells on each side", most=(min(rows, columns) - 1) // 2)
        words = f"A border of 0, which is black, {counted(edge, 'cell')} wide."
        return TriedChange(pad(levels, edge), LEVELS, words, f"pad(levels, {edge})")
    if change == "flip":
        mirror = controls.segmented(settings.MIRROR, "Swap")
        line = "row" if mirror == "horizontal" else "column"
        words = f"Every {line} the other way round: what stood first in it stands last."
        return TriedChange(flip(levels, mirror), LEVELS, words, f'flip(levels, "{mirror}")')  # type: ignore[arg-type]
    if change == "rotate":
        degrees = controls.whole(settings.DEGREES, "Degrees, counterclockwise")
        words = (
            "Whole quarter turns only move numbers."
            if degrees % 90 == 0
            else "Cells no longer fall on cells: each new number mixes its neighbors, and what comes in is black."
        )
        return TriedChange(rotate(levels, degrees), LEVELS, words, f"rotate(levels, {degrees})")
    if change == "brighten":
        amount = controls.whole(settings.AMOUNT, "Added to every level")
        words = f"new = old {'−' if amount < 0 else '+'} {abs(amount)}, but never above 255 nor below 0."
        return TriedChange(adjust_brightness(levels, amount), LEVELS, words, f"adjust_brightness(levels, {amount})")
    if change == "invert":
        return TriedChange(invert(levels), LEVELS, "new = 255 − old: dark becomes bright.", "invert(levels)")
    if change == "normalize":
        low, high = RANGES[controls.segmented(settings.TARGET, "New range")]
        after, code = normalize(levels, low=low, high=high), f"normalize(levels, low={low:g}, high={high:g})"
        return TriedChange(after, (low, high), "new = old ÷ 255" + (" · 2 − 1." if low < 0 else "."), code)
    side = int(controls.segmented(settings.SIDE, "New size"))
    words = f"{rows} × {columns} cells become {side} × {side}: " + (
        "it has that size, so nothing changes."
        if (rows, columns) == (side, side)
        else "each new number is mixed from old ones near its place."
    )
    return TriedChange(resize(levels, (side, side)), LEVELS, words, f"resize(levels, ({side}, {side}))")


def before_and_after(image: CurrentImage, after: np.ndarray, value_range: tuple[float, float]) -> None:
    """Both pictures; where their numbers don't fit, also the numbers of their top left corners."""
    both = {"Before": (levels_of(image), LEVELS), "After": (after, value_range)}
    panels = [
        Panel(f"{name}, {p.shape[0]} × {p.shape[1]}", p.transpose(2, 0, 1) if p.ndim == 3 else p, "picture", span)
        for name, (p, span) in both.items()
    ]
    if any(panel.values.ndim == 3 or max(panel.values.shape) > PRINT_UP_TO for panel in panels):
        color = ", red" if image.channels == 3 else ""
        panels += [
            Panel(f"{name}, top left{color}", _first(p)[:CORNER, :CORNER], "picture", span)
            for name, (p, span) in both.items()
        ]
    largest = FOUR_IN_A_ROW if len(panels) == 4 else None
    charts.maps(panels, key="change", alt="The picture before and after the change.", largest=largest)


def _first(picture: np.ndarray) -> np.ndarray:
    return picture if picture.ndim == 2 else picture[:, :, 0]  # (H, W, 3) -> (H, W)


def order_demo(image: CurrentImage) -> None:
    """Pixels whose row and column are exchanged: another pixel, with another number."""
    plane = image.array if image.channels == 1 else image.array[0]
    rows = [
        {
            "written": f"image[{row}, {column}]" if image.channels == 1 else f"image[0, {row}, {column}]",
            "row, from the top": str(row),
            "column, from the left": str(column),
            "x": str(column),
            "y": str(row),
            "value": written(plane[row, column]),
        }
        for row, column in ((0, 1), (1, 0), (4, 3), (3, 4))
    ]
    st.markdown(
        "No, the other way round. An array counts the **row first**, and row 0 is at the **top**. A point in a "
        "coordinate system has x, across, first. Sizes follow: 7 × 5 is seven rows of five."
        + (" Here the channel of a color image comes before both; 0 is red." if image.channels == 3 else "")
    )
    page.table(rows, key="order demo")


def overflow_demo() -> None:
    """Adding to 8-bit levels with and without clipping."""
    levels, more = np.array([[0, 100, 190, 200, 250]], dtype=np.uint8), 60
    plain, clipped = levels + np.uint8(more), adjust_brightness(levels, more)
    bright, wrapped = int(levels[0, -1]), int(plain[0, -1])
    st.markdown(
        f"Nearly, if nobody stops it. A level is stored in 8 bits, which end at 255: {bright} + {more} = "
        f"{bright + more} comes out as {bright + more} − 256 = **{wrapped}**, a dark gray. Brightening here therefore "
        "**clips**: what would pass 255 stays 255."
    )
    panels = {"levels": levels, f"+ {more}, plain uint8": plain, f"+ {more}, clipped": clipped}
    charts.maps(
        map_panels(panels, panels.values(), kind="picture", value_range=LEVELS),
        key="overflow demo",
        alt="Five levels, and 60 more without and with clipping.",
    )


def resize_demo(image: CurrentImage) -> None:
    """The image made half as large and back again."""
    levels = _first(levels_of(image))
    rows, columns = image.size
    small = resize(levels, (rows // 2, columns // 2))
    back = resize(small, (rows, columns))
    different = int(np.count_nonzero(back != levels))
    channel = " of the red channel" if image.channels == 3 else ""
    outcome = (
        f"Before and after differ in **{different:,} of {counted(levels.size, 'number')}**: the smaller picture had no "
        "room for them, and enlarging only mixes what is left."
        if different
        else "All numbers come back, because here there was nothing to lose."
    )
    st.markdown(
        f"No. Here the image{channel} goes to {rows // 2} × {columns // 2} and back to {rows} × {columns}. {outcome}"
    )
    panels = {"before": levels, "half the size": small, "and back": back}
    charts.maps(
        map_panels(panels, panels.values(), kind="picture", value_range=LEVELS),
        key="resize demo",
        alt="The image, the image at half its size, and enlarged again.",
    )
