"""Where a kernel stops: predicted sizes, cells it never reaches, "same" padding, and what is learned."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import streamlit as st

from cnn_steps import conv2d, conv_parameters, output_size
from cnn_steps.geometry import Axis, sweep
from ui import controls
from ui.address import settings
from ui.app import charts, page
from ui.figures.maps import Panel
from ui.figures.numbers import counted, listed, readable
from ui.operations.formulas import size_formula
from ui.operations.kernels import filter_for
from ui.operations.unreached import unreached_cells, unreached_lines
from ui.picture.current import CurrentImage


def padding_choice() -> int | str:
    """Ask for the padding: "valid", "same", or a number of cells."""
    padding = controls.segmented(settings.PADDING, "Padding")
    if padding == "explicit":
        return controls.typed_whole(settings.PAD, "Cells on each side")
    return padding


def padding_words(rows: Axis, columns: Axis) -> str:
    """Say how many cells of 0 stand on which side."""
    top, bottom, left, right = rows.before, rows.after, columns.before, columns.after
    if top == bottom == left == right:
        return f"{top} on every side" if top else "none"
    return f"{top} above, {bottom} below, {left} left, {right} right"


def zero_words(value_range: tuple[float, float]) -> str:
    """Say what the 0 of padding looks like in an image with this range.

    Examples
    --------
    >>> zero_words((0.0, 255.0)), zero_words((-1.0, 1.0))
    ('0 is black here', '0 is gray here, black is −1')
    """
    black = value_range[0]
    return "0 is black here" if black == 0 else f"0 is gray here, black is {readable(black)}"


def first_stop(image: CurrentImage, rows: Axis, columns: Axis) -> None:
    """The image with its padding hatched and the first stop of the kernel framed."""
    values = np.zeros((*image.array.shape[:-2], rows.padded, columns.padded))
    values[..., rows.inside, columns.inside] = image.array
    hatched = np.ones(values.shape[-2:], dtype=bool)
    hatched[rows.inside, columns.inside] = False
    frame = [(0, 0, rows.reach, columns.reach)]
    title = f"{image.name}, {'padded to ' if hatched.any() else ''}{rows.padded} × {columns.padded}"
    panel = Panel(title, values, "picture", image.value_range, frame, hatched)
    note = f"The first stop of the kernel is framed. Padding: {padding_words(rows, columns)}."
    charts.maps([panel], key="first stop", alt="The image and the first stop.", note=note)


def guess_choice() -> tuple[int | None, int | None]:
    """Ask how many rows and columns will come out."""
    rows = st.number_input("Your guess: rows", 0, 999, None, key="guessed rows")
    columns = st.number_input("Your guess: columns", 0, 999, None, key="guessed columns")
    return rows, columns


def verdict(guess: tuple[int | None, int | None], rows: Axis, columns: Axis) -> str:
    """Say what size comes out, and which numbers of the guess are right."""
    sides = f"{counted(rows.stops, 'row')} and {counted(columns.stops, 'column')}"
    size = f"**{rows.stops} × {columns.stops}** comes out: {sides}."
    verdicts = [
        f"{counted(guessed, name)} {'is right' if guessed == axis.stops else f'should be {axis.stops}'}"
        for guessed, axis, name in zip(guess, (rows, columns), ("row", "column"), strict=True)
        if guessed is not None
    ]
    return size + (f" Your guess: {', '.join(verdicts)}." if verdicts else "")


def size_answer(guess: tuple[int | None, int | None], rows: Axis, columns: Axis) -> None:
    """The size that comes out, and how it is worked out."""
    st.markdown(verdict(guess, rows, columns))
    page.formula(*size_formula(rows, columns))


def large_stride_words(rows: Axis, columns: Axis) -> str:
    """Say what a stride does that is larger than the image; empty for a smaller one."""
    return " ".join(
        f"A stride of {axis.stride} is larger than the image with its {axis.size} {name}: "
        f"{'only one stop fits' if axis.stops == 1 else f'{axis.stops} stops fit'}."
        for axis, name in ((rows, "rows"), (columns, "columns"))
        if axis.stride > axis.size
    )


def unreached_words(rows: Axis, columns: Axis) -> str:
    """Say which rows and columns the kernel never uses."""
    parts = [
        listed(name, left) for axis, name in ((rows, "row"), (columns, "column")) if (left := unreached_lines(axis))
    ]
    if not parts:
        return "The kernel uses every cell at least once."
    return f"The kernel never uses {' and '.join(parts)}."


def whole_map(image: CurrentImage, rows: Axis, columns: Axis, feature_map: np.ndarray) -> None:
    """Which cells of the image the kernel never uses, and the (H', W') feature map."""
    st.markdown(unreached_words(rows, columns))
    charts.maps(
        [_used_cells("Image, unused cells hatched", image, rows, columns), Panel("Feature map", feature_map)],
        key="stride maps",
        alt="The image with unused cells hatched, and the feature map.",
    )


def _used_cells(title: str, image: CurrentImage, rows: Axis, columns: Axis) -> Panel:
    """The image with the cells hatched that no window covers."""
    return Panel(title, image.array, "picture", image.value_range, hatched=unreached_cells(rows, columns))


def four_settings() -> None:
    """A table of the sizes that come out of an 8×8 image and a 3×3 kernel with four settings."""
    named: dict[str, dict[str, Any]] = {
        "valid": {},
        "same": {"padding": "same"},
        "stride 2": {"stride": 2},
        "stride 2, padding 1": {"stride": 2, "padding": 1},
    }
    rows = []
    for name, options in named.items():
        axis, _ = sweep((8, 8), (3, 3), options.get("stride", 1), options.get("padding", 0), 1)
        rows.append(
            {
                "setting": name,
                "comes out": f"{axis.stops} × {axis.stops}",
                "formula": f"⌊(8 + {axis.before} + {axis.after} − 2 − 1) / {axis.stride}⌋ + 1",
            }
        )
    page.table(rows, key="four settings")
    st.caption("⌊ ⌋: rounded down to a whole number.")


def unreached_demo(image: CurrentImage, kernel: np.ndarray, rows: Axis, columns: Axis) -> None:
    """Which rows and columns are left over at each stride, and a picture of the first case."""
    words = unreached_words(rows, columns)
    st.markdown(
        "Not always. The kernel only stops where it fits as a whole. If the last stride does not come out even, rows "
        "at the bottom or columns on the right are never looked at, without any warning. Padding or another stride "
        f"can bring them in. With the settings above, {words[:1].lower()}{words[1:]}"
    )
    fits = kernel.shape[0] <= image.size[0] and kernel.shape[1] <= image.size[1]
    swept = {s: sweep(image.size, kernel.shape, s, 0, 1) for s in range(1, 5)} if fits else {}
    table = [
        {"stride, no padding or dilation": str(s), "which cells are missed": unreached_words(*axes)}
        for s, axes in swept.items()
    ]
    if table:
        page.table(table, key="leftovers demo")
    wasteful = next((s for s, axes in swept.items() if unreached_cells(*axes).any()), None)
    if wasteful is not None:
        panel = _used_cells(f"stride {wasteful}: hatched is never used", image, *swept[wasteful])
        charts.maps([panel], key="leftovers figure", alt="The image; hatched cells are in no window.")


def same_demo(n: int) -> None:
    """What "same" adds to n and n + 1 rows and what comes out, compared with k//2 cells on both sides."""
    rows = []
    for size, stride, k in product((n, n + 1), (1, 2), (2, 3)):
        axis, _ = sweep((size, size), (k, k), stride, "same", 1)
        half = output_size(size, k, stride=stride, padding=k // 2)
        agree = (axis.before, axis.after) == (k // 2, k // 2)
        row = {"rows": size, "kernel": k, "stride": stride, "“same” adds": f"{axis.before} + {axis.after}"}
        row |= {"gives": axis.stops, "k//2 adds": f"{k // 2} + {k // 2}", "that gives": half}
        rows.append({name: str(value) for name, value in row.items()} | {"agree": "yes" if agree else "no"})
    st.markdown(
        "Only where it happens to fit. “Same” promises n / stride rows, rounded up, and adds the cells that takes, an "
        "odd one at the end. With an even kernel, k//2 on both sides is too many. At stride 2 it can be one too many "
        "with an odd kernel, too, and then every stop is one cell off. Keras pads like this at every stride; PyTorch "
        f"refuses “same” at strides above 1. Here for the {n} rows of the image, and for {n + 1}:"
    )
    page.table(rows, key="same demo")


def learned_demo(image: CurrentImage, kernel: np.ndarray) -> None:
    """The number of parameters at four settings."""
    weights = filter_for(kernel, image)
    count = conv_parameters(1, image.channels, kernel.shape)
    settings_tried: dict[str, dict[str, Any]] = {
        "stride 1": {},
        "stride 2": {"stride": 2},
        "padding “same”": {"padding": "same"},
        "padding 2": {"padding": 2},
    }
    rows = []
    for name, options in settings_tried.items():
        try:
            height, width = conv2d(image.array, weights[None], **options)[0].shape
            size = f"{height} × {width}"
        except ValueError:
            size = "the kernel does not fit"
        rows.append({"setting": name, "map": size, "parameters to learn": str(count)})
    channels = f"{image.channels} × " if image.channels > 1 else ""
    st.markdown(
        "No. Training changes the weights and the bias and nothing else. Kernel size, stride, padding and dilation are "
        "**hyperparameters**: they are chosen before training. One filter here has "
        f"{channels}{kernel.shape[0]} × {kernel.shape[1]} weights + 1 bias = **{count} parameters**, whatever the "
        "stride."
    )
    page.table(rows, key="learned demo")
