"""A network built layer by layer: where to start, the stack, sizes to predict, what layers cost and see."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnn_steps import Conv, Dense, LayerSummary, Pool, output_size, softmax
from ui import controls
from ui.address import settings, state
from ui.app import charts, page
from ui.components.layer_stack import StackEdit, layer_stack
from ui.figures.maps import Panel, map_panels
from ui.figures.numbers import counted, percent, written
from ui.networks.answer import class_names
from ui.networks.chosen import (
    ChosenNetwork,
    NetworkInput,
    forget_weights,
    has_kept_weights,
    network_plan,
    network_title,
    put_plan,
)
from ui.networks.codes import MOST_LAYERS, PRESETS, NetworkPlan, code_from_plan, shape_words
from ui.networks.stack_data import StackOnImage, stack_data, window_axes
from ui.networks.stack_edits import plan_from_edit
from ui.words import as_it_stands

YOURS = "yours"
AT_A_TIME = 4  # maps with their numbers
IN_A_LINE = 16  # numbers of a vector
_EDIT = "stack edit"
_EVERYTHING = "stack everything"

TRIALS: dict[str, tuple[str, Conv | Pool]] = {
    "pool": ("Pooling 2×2", Pool(2)),
    "conv": ("Convolution 3×3", Conv(4)),
    "stride": ("Convolution 5×5, stride 2", Conv(4, 5, stride=2)),
    "overlap": ("Pooling 3×3, stride 1", Pool(3, stride=1)),
}


def network_choice() -> None:
    """Ask which network to start from; one that was changed stands beside them."""
    name = code_from_plan(network_plan())
    options = {preset: PRESETS[preset].title for preset in PRESETS}
    if name not in PRESETS:
        options[YOURS] = network_title(name)
    key = "stack network"
    state.put_widget_value(key, name if name in PRESETS else YOURS)

    def take() -> None:
        chosen = state.widget_value(key)
        if chosen in PRESETS:
            state.put(settings.NETWORK, chosen)
            state.put_step(0)

    st.segmented_control(
        "Network",
        list(options),
        format_func=lambda option: options[option],
        key=key,
        required=True,
        wrap=True,
        on_change=take,
    )


def weights_choice(network: ChosenNetwork | None) -> None:
    """Offer other weights: random ones of the next seed, or instead of trained ones those the network began with."""
    if has_kept_weights():
        st.button("Back to its own weights", key="forget weights", on_click=forget_weights)
    elif network and network.is_random:
        seed = (state.use(settings.SEED) + 1) % (settings.SEED.high + 1)
        st.button("Other random weights", key="other weights", on_click=state.put, args=(settings.SEED, seed))


def stack_card(stack: StackOnImage) -> int:
    """Show the stack, take over what is changed in it, and return the layer in focus."""
    focus = state.step(max(1, len(stack.plan.layers)))
    page.notice(state.step_notice())
    data = stack_data(
        stack,
        focus,
        everything=bool(state.kept(_EVERYTHING)),
        dark=state.is_dark(),
        large=state.use(settings.LARGE),
        edit=state.kept(_EDIT),
    )
    layer_stack(data, key="layer stack", on_edit=_take_edit)
    return focus


def _take_edit(edit: StackEdit) -> None:
    """Put the edited stack in force, unless it is no network; for its callback."""
    state.keep(_EDIT, edit.id)  # also if it is refused: the stack then goes back to the network in use
    try:
        plan = plan_from_edit(edit)
    except ValueError:
        return  # the fields of the stack refuse it in the browser, with a sentence
    put_plan(plan)
    state.put_step(max(0, min(edit.focus, len(plan.layers) - 1)))
    state.keep(_EVERYTHING, edit.everything)


def about_words(network: ChosenNetwork | None, prepared_image: NetworkInput) -> str:
    """Say what the network is, whose weights it has, and how the image was prepared for it."""
    parts = []
    if network and network.name in PRESETS:
        parts.append(PRESETS[network.name].about)
    if network and network.parameters:
        parts.append(f"The weights are **{as_it_stands(network.weights)}**.")
    return " ".join([*parts, prepared_image.words]).strip()


def outcome_words(network: ChosenNetwork, out: np.ndarray) -> str:
    """Say what comes out at the end, and whether it means anything."""
    if out.ndim == 3:
        maps, rows, columns = out.shape
        come = "One map comes out" if maps == 1 else f"{maps} maps come out"
        return (
            f"{come}, of {rows} × {columns}: features, no answer yet. An answer takes "
            "**Flatten** and a **Dense** layer with a unit for each class."
        )
    if not any(isinstance(layer, Dense) for layer in network.layers):
        return (
            f"{_numbers(out)}: features, no answer yet. An answer takes a **Dense** layer with a unit for each class."
        )
    if not np.isfinite(out).all():
        return f"{_numbers(out)}, and not all of them are finite: the weights are too large for an answer."
    if out.size == 1:
        return f"{_numbers(out)}: {written(out[0])}. An answer takes a unit for each of two classes, or more."
    best = int(out.argmax())
    if network.is_random:
        return (
            f"{_numbers(out)}, the largest at unit {best}: {written(out[best])}. Nobody has **trained** the network, "
            "so it means nothing yet."
        )
    share = percent(softmax(out)[best], words=True)
    names = class_names(network)
    where = f"for **{names[best]}**, unit {best}" if names and names[best] != str(best) else f"at unit **{best}**"
    return f"{_numbers(out)}, the largest {where}: {written(out[best])}, a share of {share}."


def _numbers(out: np.ndarray) -> str:
    return "One number comes out" if out.size == 1 else f"{out.size:,} numbers come out"


def predict_demo(plan: NetworkPlan, rows: Sequence[LayerSummary], shape: tuple[int, ...], focus: int) -> None:
    """Ask which size one more layer gives below the layer in focus, and say whether the guess is right."""
    if len(shape) != 3:
        st.markdown(f"{rows[focus].name} gives a row of numbers. Open a layer that gives maps, and ask again.")
        return
    after = rows[focus].name if rows else "the image"
    st.markdown(
        f"{after[:1].upper()}{after[1:]} gives **{shape_words(shape)}**. What comes out of one more layer below it?"
    )
    trial = controls.side_by_side(
        "Layer", {name: words for name, (words, _) in TRIALS.items()}, "pool", key="stack trial"
    )
    layer = TRIALS[trial][1]
    try:
        axes = window_axes(layer, shape)
    except ValueError:
        st.markdown("It does not fit: its window is larger than the map. Choose another layer.")
        return
    with page.control_line():
        place = f"{trial} {focus} {shape}"
        guesses = [
            st.number_input(f"Your guess: {what}", 0, 999, None, key=f"guessed {what} {place}")
            for what in ("rows", "columns")
        ]
    if None in guesses:
        return
    for guess, axis, what in zip(guesses, axes, ("rows", "columns"), strict=True):
        st.markdown(size_verdict(int(guess or 0), axis.size, axis.window, axis.stride, what))
    if len(plan.layers) < MOST_LAYERS:
        longer = NetworkPlan((*plan.layers[: focus + 1], layer, *plan.layers[focus + 1 :]), plan.form)
        st.button(f"Add it below {after}", key="add trial", on_click=_add, args=(longer, focus + 1))


def _add(plan: NetworkPlan, focus: int) -> None:
    put_plan(plan)
    state.put_step(focus)


def size_verdict(guess: int, n: int, window: int, stride: int, what: str) -> str:
    """Say whether a guessed size is right, and if not, which mistake gives it where that is known.

    Examples
    --------
    >>> size_verdict(6, 8, 3, 1, "rows")
    '**6 rows** is right: 8 − 3 + 1.'
    >>> size_verdict(5, 8, 3, 1, "rows")
    'Not 5 but **6 rows**: 8 − 3 + 1. You left out the + 1: the first stop counts as well.'
    """
    size = output_size(n, window, stride=stride)
    counted = f"{size} {what.removesuffix('s') if size == 1 else what}"
    formula = f"{n} − {window} + 1" if stride == 1 else f"⌊({n} − {window}) / {stride}⌋ + 1"
    if guess == size:
        return f"**{counted}** is right: {formula}."
    slips = (
        ((n - window) // stride, "You left out the + 1: the first stop counts as well."),
        (n - window + 1, f"That is with stride 1; here the window moves {stride} at a time."),
        (math.ceil((n - window) / stride) + 1, "The last stop would stick out; what is left over is dropped."),
        (n, "That would keep the size, and takes padding."),
        (n // stride, f"Dividing by the stride is not enough: the window needs {window} cells at its last stop."),
        (n // window, "Windows do not stand side by side here: they overlap."),
    )
    slip = next((words for wrong, words in slips if wrong == guess), "")
    return f"Not {guess} but **{counted}**: {formula}.{' ' * bool(slip)}{slip}"


def costs_demo(rows: Sequence[LayerSummary]) -> None:
    """Which layers have most parameters, and which do most of the multiplying."""
    learning = [row for row in rows if row.parameters]
    if not learning:
        st.markdown("None of them has a parameter: there is nothing to learn. Add a convolution or a dense layer.")
        return
    parameters, adds = sum(row.parameters for row in rows), sum(row.multiply_adds for row in rows)
    heaviest, busiest = max(rows, key=lambda row: row.parameters), max(rows, key=lambda row: row.multiply_adds)
    and_who = " and" if heaviest is busiest else f", **{busiest.name}**"
    st.markdown(
        f"**{heaviest.name}** has {percent(heaviest.parameters / parameters)} of the parameters{and_who} "
        f"does {percent(busiest.multiply_adds / adds)} of the multiplying. A convolution uses its weights again at "
        "every stop; a dense layer uses each of its weights once."
    )
    table = [
        {
            "layer": row.name,
            "parameters": f"{row.parameters:,}",
            "of all": percent(row.parameters / parameters),
            "multiply-adds": f"{row.multiply_adds:,}",
            "of all of them": percent(row.multiply_adds / adds),
        }
        for row in learning
    ]
    page.wrapped_table(table)


def sight_demo(prepared_image: NetworkInput, rows: Sequence[LayerSummary], focus: int) -> None:
    """The part of the image that a number of the layer in focus depends on."""
    row = rows[min(focus, len(rows) - 1)]
    height, width = row.receptive_field
    cells = prepared_image.array if len(prepared_image.array) == 3 else prepared_image.array[0]
    st.markdown(
        f"A number of **{row.name}** depends on up to {height} × {width} of the {shape_words(cells.shape[-2:])} "
        "pixels: its **receptive field**. Of the numbers that see most, the frame is that of the one nearest to the "
        "middle. Windows of more than one cell widen it, and the more so behind strides; a dense layer depends on all "
        "that comes in. Open another layer in the stack to compare."
    )
    panel = Panel(f"{height} × {width} pixels", cells, "picture", prepared_image.value_range, [seen_block(row)])
    charts.maps([panel], key="stack sight", alt="The image as the network takes it, with the part that is seen framed.")


def seen_block(row: LayerSummary) -> tuple[int, int, int, int]:
    """Row, column, height and width of a layer's receptive field: of its numbers that see most, the most central."""
    (top, height), (left, width) = map(_widest, row.seen)
    return top, left, height, width


def _widest(spans: np.ndarray) -> tuple[int, int]:
    """The first pixel and the length of the longest of (n, 2) spans; of several, of the one nearest to the middle."""
    lengths = np.diff(spans).ravel().clip(0)
    longest = np.flatnonzero(lengths == lengths.max())
    middle = longest[np.abs(longest - len(spans) // 2).argmin()]
    return int(spans[middle, 0]), int(lengths[middle])


def numbers_demo(
    rows: Sequence[LayerSummary], results: Sequence[np.ndarray], focus: int, classes: Sequence[str]
) -> None:
    """The exact numbers that come out of the layer in focus, with the names of ``classes`` if it is the last one."""
    place = min(focus, len(rows) - 1)
    row, values = rows[place], results[place + 1]
    if values.ndim == 1:
        grid, blank = in_lines(values)
        named = place == len(rows) - 1 and len(classes) == values.size
        title = f"{row.name}: {', '.join(classes)}" if named else f"{row.name}, {_size_words(values)}"
        panel = Panel(title, grid, blank=blank if blank.any() else None)
        charts.maps([panel], key="stack vector", alt=f"What comes out of {row.name}.")
        return
    first = 0
    if len(values) > AT_A_TIME:
        starts = range(0, len(values), AT_A_TIME)
        first = st.selectbox(
            f"Maps of {row.name}",
            starts,
            format_func=lambda start: f"{start} to {min(start + AT_A_TIME, len(values)) - 1}",
            key=f"stack maps {row.name}",
        )
    maps = values[first : first + AT_A_TIME]
    names = [f"{row.name}, map {first + number}" for number in range(len(maps))]
    charts.maps(map_panels(names, maps), key="stack maps", alt=f"What comes out of {row.name}.")


def _size_words(vector: np.ndarray) -> str:
    """How many numbers a vector has, and that it is laid out in lines."""
    return f"{counted(vector.size, 'number')}{', line by line' * (vector.size > IN_A_LINE)}"


def in_lines(vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A vector (n,) as a grid of lines, and which cells of the last line are beyond its end."""
    columns = min(vector.size, IN_A_LINE)
    lines = math.ceil(vector.size / columns)
    grid = np.zeros(lines * columns)
    grid[: vector.size] = vector
    beyond = np.arange(lines * columns) >= vector.size
    return grid.reshape(lines, columns), beyond.reshape(lines, columns)


def random_demo() -> None:
    """What random weights can do, and the seed they come from."""
    st.markdown(
        "Yes, a little. A random filter is still a filter: it answers to some pattern, and neighboring cells of its "
        "map still look at neighboring pixels, so you can often recognize the picture in it. What random weights "
        "cannot do is **decide**: nothing has told the dense layers which patterns matter. That is what training is "
        "for. The same **seed** always gives the same layers the same weights:"
    )
    controls.typed_whole(settings.SEED, "Seed")
