"""The last levels of a trail: the pixels under a window, and the piece of the picture that one of them comes from."""

from __future__ import annotations

import numpy as np

from cnn_steps import ConvStep, normalize, resize_weights, to_channels_first
from ui.figures.maps import CHANNEL_NAMES
from ui.figures.numbers import equals, factor, listed, written
from ui.trail import sums
from ui.trail.base import Features, Level, Sheet, cut_out
from ui.trail.sums import MOST_TERMS, Part, longest_first, source_cell

IMAGE_WHOLE_UP_TO = 12  # cells a side; of a larger image only the part around the window is shown
LEVELS = (0.0, 255.0)  # black and white in a picture that was read from its file


def window_places(now: ConvStep) -> dict[int, tuple[int, int]]:
    """Row and column of every pixel in the window, by its number in the window; without the cells of padding."""
    places = [(int(row), int(column)) for row in now.rows for column in now.cols]
    return {number: place for number, place in enumerate(places) if min(place) >= 0}


def pixel_counts(now: ConvStep) -> np.ndarray:
    """The sizes of the products of each cell of the window, added up over all channels: how much the cell counts."""
    return np.abs(now.products).reshape(-1, len(now.rows) * len(now.cols)).sum(axis=0)  # (C, kH, kW) -> (kH·kW,)


def pixel_sums(now: ConvStep) -> np.ndarray:
    """The products of each cell of the window, added up over all channels: what the cell adds to the sum."""
    return now.products.reshape(-1, len(now.rows) * len(now.cols)).sum(axis=0)  # (C, kH, kW) -> (kH·kW,)


def pixels_level(now: ConvStep, features: Features, above: tuple[int, ...], chosen: int | None) -> Level:
    """The pixels under the window.

    Parameters
    ----------
    above : the choices that led here.
    chosen : the pixel to follow into its picture; ``None`` where there is no picture, and the trail ends here.
    """
    array, axes, places = features.array, features.axes, window_places(now)
    if not places:
        sentence = "Here the trail ends: the whole window lies in the padding, and its zeros come from no pixel."
        return Level("No pixel", None, "", sentence, ())
    count, size = len(places), len(now.rows) * len(now.cols)
    sentences = []
    if count < size:
        are = "is padding: a zero, no pixel" if size - count == 1 else "are padding: zeros, not pixels"
        sentences.append(f"{size - count} of the {size} cells of the window {are}.")
    if any(axis.reach > axis.window for axis in axes):
        sentences.append("Dilation leaves out the cells between.")
    channels = " in three channels" if array.ndim == 3 else ""
    these = "this pixel" if count == 1 else f"these {count} pixels"
    source = f"this cell of the feature map comes from {these}{channels} and from no other."
    lines: tuple[tuple[Part, ...], ...] = ()
    if chosen is None:
        sentences.append(f"Here the trail ends: {source}")
    else:
        several = "one of them" if count <= MOST_TERMS else f"one of the {MOST_TERMS} that count most"
        one = "it" if count == 1 else several
        sentences.append(f"{source.capitalize()} Follow {one} into the picture.")
        lines = (_pixel_parts(now, places, array, chosen),)
    if features.fitted:
        cells, (low, high) = f"{axes[0].size}×{axes[1].size}", map(written, features.value_range)
        sentences.append(
            f"The network did not see the picture itself, but the picture fitted to these {cells} gray cells, "
            f"from {low} to {high}."
        )
    rows, columns = ([place[axis] for place in places.values()] for axis in (0, 1))
    return Level(
        title=f"{'Pixel' if count == 1 else 'Pixels'} in {listed('row', rows)}, {listed('column', columns)}",
        value=None,
        number="",
        sentence=" ".join(sentences),
        lines=lines,
        sheets=(_image_sheets(now, features, places, chosen),),
        above=above,
        chosen=chosen,
        follows=None if chosen is None or array.ndim == 3 else float(array[places[chosen]]),
    )


def _pixel_parts(now: ConvStep, places: dict[int, tuple[int, int]], array: np.ndarray, chosen: int) -> tuple[Part, ...]:
    """The pixels, each of which can be pressed: all in their order, or of many those that count most."""
    counts = pixel_counts(now)
    order = np.array(sorted(places, key=lambda number: -counts[number]))
    order = order if len(order) > MOST_TERMS else np.sort(order)
    return tuple(_pixel_part(places[int(i)], array, int(i)) for i in longest_first(order, chosen)[0])


def _pixel_part(place: tuple[int, int], array: np.ndarray, choice: int) -> Part:
    """One pixel: its number, or its three below each other."""
    if array.ndim == 2:
        return source_cell(place, float(array[place]), choice)
    values = [written(value) for value in array[:, *place]]
    named = ", ".join(f"{name} {value}" for name, value in zip(CHANNEL_NAMES, values, strict=True))
    return Part("\n".join(values), "", choice, f"{named} at {sums.place(*place)}")


def _image_sheets(
    now: ConvStep,
    features: Features,
    places: dict[int, tuple[int, int]],
    chosen: int | None,
) -> tuple[Sheet, ...]:
    """The image with its padding and the window in it; a large image as a small picture, beside the part of it."""
    (rows, columns), array, value_range = features.axes, features.array, features.value_range
    edges = ((rows.before, rows.after), (columns.before, columns.after))
    padded = np.pad(array, (*((0, 0),) * (array.ndim - 2), *edges))
    pixels = np.pad(np.ones(array.shape[-2:], dtype=bool), edges)
    top, left = now.row * rows.stride, now.col * columns.stride  # in the padded image
    unused = np.ones(pixels.shape, dtype=bool)
    unused[top : top + rows.reach : rows.dilation, left : left + columns.reach : columns.dilation] = False

    def moved(place: tuple[int, int]) -> tuple[int, int]:
        return place[0] + rows.before, place[1] + columns.before

    size = f"{rows.size} × {columns.size}"
    sheet = Sheet(
        "Image",
        padded,
        size,
        look="picture",
        value_range=value_range,
        first=(-rows.before, -columns.before),
        window=(top, left, rows.reach, columns.reach),
        cell=None if chosen is None else moved(places[chosen]),
        choices={} if chosen is None else {moved(place): number for number, place in places.items()},
        padding=~pixels,
        unused=unused,
    )
    near = cut_out(sheet, IMAGE_WHOLE_UP_TO)
    if near is sheet:
        return (sheet,)
    (first_row, last_row), (first_column, last_column) = (
        (min(lines), max(lines)) for lines in zip(*places.values(), strict=True)
    )
    window = (first_row, first_column, last_row - first_row + 1, last_column - first_column + 1)
    return Sheet("Image", array, size, look="picture", value_range=value_range, window=window), near


def file_level(features: Features, place: tuple[int, int]) -> Level:
    """A pixel of a prepared picture: the piece of the picture it is the mean of, and how its level became its number.

    Parameters
    ----------
    features : with the stages of the picture.
    place : row and column of the pixel.
    """
    _, _, framed, *_ = features.stages
    *_, before, resized, _ = features.stages
    array, (low, high) = features.array, features.value_range
    levels = np.atleast_1d(resized.array[place]).astype(float)  # (1,) or (3,)
    unchanged = normalize(levels, low=low, high=high, source_range=LEVELS)
    values = np.atleast_1d(array[..., *place])
    (first_row, row_weights), (first_column, column_weights) = (
        resize_weights(count, wanted, where)
        for count, wanted, where in zip(before.array.shape, array.shape[-2:], place, strict=False)
    )
    height, width = len(row_weights), len(column_weights)
    picture = before.array if before.array.ndim == 2 else to_channels_first(before.array)
    piece = picture[..., first_row : first_row + height, first_column : first_column + width]
    was_changed = bool((unchanged != values).any())
    sentences = ["This pixel was changed by hand; this is how it was before."] * was_changed
    if piece.size == len(levels):
        sentences.append("It is one pixel of the picture, with its level: 0 is black, 255 white.")
    else:
        sentences.append(
            f"It was made from {height} × {width} pixels of the {framed.name} picture: their mean, in which the "
            "nearest count most, is its level, rounded. 0 is black, 255 white."
        )
    if features.reading:
        sentences.append(features.reading)
    if before.name == "inverted":
        sentences.append("Dark and bright are swapped.")
    sentences.append(f"The range {written(low)} to {written(high)} makes it the number.")
    rows, columns = before.array.shape[:2]
    return Level(
        title=f"The pixel at {sums.place(*place)}, in the picture",
        value=float(values[0]) if len(values) == 1 else None,
        number=", ".join(map(written, values)),
        sentence=" ".join(sentences),
        lines=tuple(
            _level_line(name, level, value, low, high)
            for name, level, value in zip(CHANNEL_NAMES if len(levels) == 3 else ("",), levels, unchanged, strict=True)
        ),
        sheets=(
            (
                Sheet(
                    "Picture",
                    picture,
                    f"{framed.name}, {rows} × {columns}",
                    look="picture",
                    value_range=LEVELS,
                    window=(first_row, first_column, height, width),
                ),
                Sheet("Its piece", piece, f"{height} × {width}", look="picture", value_range=LEVELS),
            ),
        ),
    )


def _level_line(name: str, level: float, value: float, low: float, high: float) -> tuple[Part, ...]:
    """How a level becomes a number, as on the page about images."""
    sign = equals(level / LEVELS[1] * (high - low) + low, value)
    formula = f"{level:.0f} ÷ 255 · ({written(high)} − {factor(low)}) + {factor(low)} {sign} "
    return (*((Part(f"{name} ", "note"),) if name else ()), Part(formula), Part(written(value), "result"))
