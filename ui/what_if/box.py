"""What if one pixel or weight were different? One number is changed on trial, and every later layer is compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st

from ui import controls
from ui.address import settings, state
from ui.address.codes import NONE, slug
from ui.address.kinds import Decimal
from ui.app import charts, page
from ui.components.cell_choice import PickerGrid, cell_picker
from ui.figures.bars import bars_figure
from ui.figures.maps import CHANNEL_NAMES, PRINT_UP_TO, THREE_IN_A_ROW, Panel, own_limit, scale_limit
from ui.figures.numbers import written
from ui.figures.vector import vector_figure
from ui.networks.walk import DIGIT_NAMES, ForwardPass, classifier, forward_pass
from ui.picture.changes import (
    FILTERS,
    LARGEST_CHANGED_WEIGHT,
    MOST_CHANGES,
    Change,
    changed_kernels,
    changes_from_code,
    changes_words,
    code_from_change,
    code_from_changes,
    dropped_words,
    trial_from_code,
    with_change,
)
from ui.picture.current import CurrentImage, changed_image, misfit_of
from ui.what_if.differences import LayerDifference, answer_change, changed_blocks, layer_differences, summary_rows

TITLE = "What if one pixel or weight were different?"
FAINT = 0.1  # of the color scale; a smaller difference could not be seen on it
STRIP = 420  # pixels, the height of a vector too long for its numbers
BOX, KIND, CHANNEL, FILTER, PICKER = (f"{part} what-if" for part in ("question", "kind", "channel", "filter", "picker"))


@dataclass(frozen=True, eq=False)
class ChangeableGrid:
    """A grid in which a number can be changed.

    Attributes
    ----------
    kind, part : what a change in it is called.
    title : of the grid.
    values : (H, W), as they are without the trial.
    limits : what a number in it may become.
    """

    kind: Literal["pixel", "cell", "weight"]
    part: str
    title: str
    values: np.ndarray
    limits: tuple[float, float]

    def opposite(self, value: float) -> float:
        """What a number becomes at a click: black becomes white, a weight its negative, a weight of 0 becomes 1."""
        return (-value or 1.0) if self.kind == "weight" else sum(self.limits) - value

    def change_at(self, row: int, column: int, trial: Change | None) -> Change:
        """The change that a click on a cell makes: to the opposite of the value it has now, the trial included."""
        value = float(self.values[row, column])
        change = Change(self.kind, row, column, value, self.part)
        if trial and trial.place == change.place:
            value = trial.value
        return replace(change, value=self.opposite(value))


def what_if(image: CurrentImage, *, head: str | None = None, bank: str = "lesson") -> None:
    """The box in which one number is changed on trial, with all later numbers before and after.

    Parameters
    ----------
    head : the dense layer of the page; ``None`` for the trained one on bitmaps and the untrained one on pictures.
    bank : the filters of the page.
    """
    head = head or ("trained" if image.is_bitmap else "untrained")
    trial = trial_from_code(state.use(settings.WHAT_IF))
    if trial and (reason := misfit_of(trial, image)):
        state.put(settings.WHAT_IF, NONE)
        notice = dropped_words(trial, reason)
        state.notice(notice)
        page.notice(notice)  # the top of the page has been drawn already
        trial = None
    if trial:
        state.open_on_arrival(BOX)
    page.question(TITLE, _trial_box, image, head, bank, trial, key="what-if", icon=":material/science:")


def _trial_box(image: CurrentImage, head: str, bank: str, trial: Change | None) -> None:
    before = forward_pass(image, head=head, bank=bank)
    grids = _changeable_grids(image, before, bank)
    if trial and not any((grid.kind, grid.part) == (trial.kind, trial.part) for grid in grids):
        st.caption(f"Tried on another page: the {trial.words}. The network on this page does not have it.")
        trial = None
    grid = _grid_choice(grids, trial)
    one = "weight" if grid.kind == "weight" else "pixel"
    st.markdown(
        f"Guess first: in how many cells of a feature map will **one changed {one}** show? Then click on one. It takes "
        f"the opposite value{'; a 0 becomes 1' if one == 'weight' and not grid.values.all() else ''}."
    )
    left, right = st.columns([2, 3], gap="large")
    with left:
        _cell_picker(grid, trial)
        if trial:
            _value_choice(grid, trial)
        if grid.kind == "cell":
            st.caption("These are the 7×5 cells the picture is fitted to: all that the trained layer sees of it.")
        if grid.kind == "weight" and "red" in {other.part for other in grids}:
            st.caption("The filter has this weight three times: for red, green and blue. All three change.")
    if not trial:
        if image.changes:
            right.markdown(f"Kept so far: {changes_words(image.changes)}.")
        return
    if f"{grid.values[trial.row, trial.column]:.6g}" == f"{trial.value:.6g}":
        right.markdown("That is the value it has: nothing changes.")
        return
    after = forward_pass(changed_image(image, [trial]), head=head, bank=bank)
    layers = layer_differences(before, after)
    with right:
        st.markdown(answer_change(before, after))
        st.markdown(summary_rows(layers))
    _layer_in_view(layers, before, trial)


def _changeable_grids(image: CurrentImage, walk: ForwardPass, bank: str) -> list[ChangeableGrid]:
    """Every grid in which a number can be changed: what the network sees, channel by channel, and its filters."""
    shipped = classifier(bank)
    kernels = changed_kernels(shipped.kernels, shipped.kernel_names, image.changes)
    kind: Literal["pixel", "cell"] = "cell" if walk.trained and not image.is_bitmap else "pixel"
    channels = {"": walk.array} if walk.array.ndim == 2 else dict(zip(CHANNEL_NAMES, walk.array, strict=True))
    limit = LARGEST_CHANGED_WEIGHT
    return [
        *(
            ChangeableGrid(kind, part, f"{image.name}{part and ', '}{part}", values, walk.value_range)
            for part, values in channels.items()
        ),
        *(
            ChangeableGrid("weight", slug(name), f"Filter: {name}", kernel, (-limit, limit))
            for name, kernel in zip(shipped.kernel_names, kernels, strict=True)
        ),
    ]


def _grid_choice(grids: list[ChangeableGrid], trial: Change | None) -> ChangeableGrid:
    """Ask for the grid. A trial brings its own grid into view; it ends when another one is chosen."""
    if trial:
        state.put_widget_value(KIND, "weight" if trial.kind == "weight" else "pixel")
        state.put_widget_value(FILTER if trial.kind == "weight" else CHANNEL, trial.part)
    with page.control_line():
        kind = _segmented("Change", {"pixel": "A pixel", "weight": "A weight"}, KIND)
        offered = {grid.part: grid for grid in grids if (grid.kind == "weight") == (kind == "weight")}
        if len(offered) == 1:
            return next(iter(offered.values()))
        if kind == "weight":
            return offered[_segmented("Filter", {part: FILTERS[part] for part in offered}, FILTER)]
        return offered[_segmented("Channel", {part: part.capitalize() for part in offered}, CHANNEL)]


def _segmented(label: str, options: dict[str, str], key: str) -> str:
    first = next(iter(options))
    if state.widget_value(key) not in options:
        state.put_widget_value(key, first)
    chosen = st.segmented_control(
        label, list(options), format_func=options.__getitem__, key=key, required=True, wrap=True, on_change=_put_back
    )
    return str(chosen)


def _put_back() -> None:
    _put_trial(None)


def _put_trial(change: Change | None) -> None:
    state.refuse(settings.WHAT_IF.name, None)
    state.put(settings.WHAT_IF, code_from_change(change) if change else NONE)


def _cell_picker(grid: ChangeableGrid, trial: Change | None) -> None:
    values, chosen = grid.values, "No cell is picked."
    if trial:
        values = values.copy()
        values[trial.row, trial.column] = trial.value
        was = written(grid.values[trial.row, trial.column])
        chosen = f"row {trial.row}, column {trial.column}: {was} → {written(trial.value)}"
    limit = max(1.0, own_limit(values))
    cell_picker(
        PickerGrid(
            id=f"{grid.kind} {grid.part} {state.peek(settings.IMAGE)}",
            title=grid.title,
            values=values,
            look="signed" if grid.kind == "weight" else "picture",
            value_range=(-limit, limit) if grid.kind == "weight" else grid.limits,
        ),
        picked=(trial.row, trial.column) if trial else None,
        chosen=chosen,
        key=PICKER,
        on_pick=lambda cell: _put_trial(grid.change_at(*cell, trial)),
    )


def _value_choice(grid: ChangeableGrid, trial: Change) -> None:
    """A slider, a field and a button for the value of the trial, and the two ways to end it."""
    low, high = grid.limits
    step = 1.0 if high - low > 10 else 0.05
    slider, field = (f"what-if {part} {low:g} {high:g}" for part in ("slider", "field"))
    number = Decimal("value", 0.0, low, high)

    def take_slider() -> None:
        _put_trial(replace(trial, value=float(state.widget_value(slider))))

    def take_field() -> None:
        typed = state.widget_value(field)
        try:
            number.check(typed)
        except ValueError as error:
            state.refuse(settings.WHAT_IF.name, error)
        else:
            _put_trial(replace(trial, value=float(typed)))

    for key in (slider, field):
        state.put_widget_value(key, trial.value)
    st.slider("New value", low, high, step=step, key=slider, on_change=take_slider)
    with st.container(gap="xsmall"):
        st.number_input("New value, typed", value=None, step=step, key=field, on_change=take_field)
        controls.refusal_line(settings.WHAT_IF)
    kept = changes_from_code(state.peek(settings.CHANGES))
    is_full = len(with_change(kept, trial)) > MOST_CHANGES
    with st.container(horizontal=True, gap="small"):
        if grid.kind != "weight":
            flipped = replace(trial, value=grid.opposite(trial.value))
            st.button("Flip it", key="what-if flip", on_click=_put_trial, args=(flipped,), icon=":material/contrast:")
        st.button("Put it back", key="what-if put back", on_click=_put_back, icon=":material/undo:")
        st.button(
            "Keep it",
            key="what-if keep",
            on_click=_keep,
            args=(trial,),
            icon=":material/check:",
            disabled=trial.value == grid.values[trial.row, trial.column] or is_full,
        )
    if is_full:
        st.caption(f"{MOST_CHANGES} changes are kept, and a link holds no more. Put everything back to keep others.")


def _keep(trial: Change) -> None:
    kept = changes_from_code(state.peek(settings.CHANGES))
    state.put(settings.CHANGES, code_from_changes(with_change(kept, trial)))
    _put_back()


def _layer_in_view(layers: dict[str, LayerDifference], walk: ForwardPass, trial: Change) -> None:
    """Ask for a layer, and show it before and after the trial, with the difference."""
    chosen = controls.segmented(settings.LAYER, "Look at", wrap=True)
    layer = layers[chosen]
    if layer.map_names:
        _map_grids(layer, f"{chosen} {trial.place}")
    elif chosen == "vector":
        _vector_grids(layer, len(walk.maps))
    else:
        _bars(layer, "shares" if chosen == "shares" else "logits")


def _map_grids(layer: LayerDifference, mark: str) -> None:
    options = {str(number): name for number, name in enumerate(layer.map_names)}
    first = list(options)[layer.most_changed_map]
    number = int(controls.side_by_side("Map of the filter", options, first, key=f"what-if map {mark}", wrap=True))
    stages = _stages(layer)
    outlines = changed_blocks(layer.changed[number])
    panels = [Panel(stage, maps[number], outlines=outlines) for stage, maps in stages.items()]
    note = None if outlines else "In this map nothing changed."
    largest = own_limit(panels[2].values)
    if outlines and largest < FAINT * scale_limit(*(panel.values for panel in panels)):
        panels[2] = replace(panels[2], limit=largest)
        note = f"The difference is small, so it has a scale of its own: full color is {written(largest)}."
    charts.maps(
        panels,
        key="what-if maps",
        alt=f"{layer.name}, map of the {layer.map_names[number]}. What changed is outlined.",
        largest=THREE_IN_A_ROW if max(layer.before.shape[1:]) > PRINT_UP_TO else None,
        note=note,
    )


def _stages(layer: LayerDifference) -> dict[str, np.ndarray]:
    """The three versions of a layer that stand side by side."""
    return {"Before": layer.before, "After": layer.after, "Difference": layer.difference}


def _vector_grids(layer: LayerDifference, parts: int) -> None:
    """The vector before and after, and the difference: with numbers in a row for each map, or as tall strips."""
    stages = _stages(layer)
    per_map = layer.before.size // parts
    if per_map <= PRINT_UP_TO:
        outlines = changed_blocks(layer.changed.reshape(parts, per_map))
        panels = [Panel(stage, values.reshape(parts, per_map), outlines=outlines) for stage, values in stages.items()]
        charts.maps(
            panels,
            key="what-if vector",
            alt="The vector, a row for each map. What changed is outlined.",
            largest=THREE_IN_A_ROW + 80,
            note="One long vector, written in a row for each map.",
        )
        return
    with st.container(horizontal=True, gap="medium"):
        for stage, values in stages.items():
            drawing = vector_figure(values, title=stage, height=STRIP, parts=parts, dark=state.is_dark())
            charts.chart(drawing, key=f"what-if vector {stage}", alt=f"{stage}: {charts.spoken(values[:, None])}.")
    entries = pd.RangeIndex(layer.before.size, name="entry")
    charts.numbers_and_files({"vector": pd.DataFrame(stages, index=entries)}, key="what-if vector")


def _bars(layer: LayerDifference, kind: Literal["shares", "logits"]) -> None:
    stages = _stages(layer)
    columns = st.columns(3)
    # A difference of shares may be below zero, as logits are.
    kinds: tuple[Literal["shares", "logits"], ...] = (kind, kind, "logits")
    for column, bars, (stage, values) in zip(columns, kinds, stages.items(), strict=True):
        drawing = bars_figure(
            bars,
            values,
            DIGIT_NAMES,
            dark=state.is_dark(),
            title=stage,
            span=None if kind == "shares" else (layer.before, layer.after, layer.difference),
        )
        with column:
            charts.chart(drawing, key=f"what-if bars {stage}", alt=f"{layer.name}. {stage}: {_listed(values)}.")
    table = pd.DataFrame(stages, index=pd.Index(DIGIT_NAMES, name="digit"))
    charts.numbers_and_files({layer.name.lower(): table}, key="what-if bars")


def _listed(values: np.ndarray) -> str:
    return "; ".join(f"{name} {written(value)}" for name, value in zip(DIGIT_NAMES, values, strict=True))
