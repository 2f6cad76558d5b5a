"""The kernel in use: a person chooses or edits it, and says how it differs between the channels of the image."""

from __future__ import annotations

from typing import Literal, assert_never

import numpy as np
import streamlit as st

from cnn_steps import KERNELS, LESSON_KERNEL_NAMES
from ui import controls
from ui.address import settings, state
from ui.address.codes import (
    KERNEL_NAMES,
    LARGEST_KERNEL,
    LARGEST_WEIGHT,
    OWN_KERNEL,
    code_from_kernel,
    kernel_from_code,
    slug,
)
from ui.components.kernel_editing import KernelAction, KernelEdit, KernelEditorData, kernel_editor
from ui.kernels.edits import changed_kernel, sum_words
from ui.networks.chosen import learned_kernels
from ui.operations.kernels import NamedKernel, lesson_kernels
from ui.picture.changes import FILTERS, of_kind
from ui.picture.current import CurrentImage
from ui.words import sentence

CHANNEL_WEIGHTS = {
    "all": (1.0, 1.0, 1.0),
    "red": (1.0, 0.0, 0.0),
    "green": (0.0, 1.0, 0.0),
    "blue": (0.0, 0.0, 1.0),
    "red-green": (1.0, -1.0, 0.0),
}

DIVIDING = "Dividing by the number of cells is this lesson's choice: layers in libraries do not."

MOST_UNDONE = 50  # changes
_EDITOR = "kernel editor"
_EDIT = "last change the editor reported"
_TURN = "visit to a cell of the editor in which the last weight was typed"
_IN_VIEW = "kernel in view"
_BEFORE = "kernels before"
_START = "kernel to start again from"
_SAID = "what was said of a kernel"


def channel_weights() -> tuple[float, float, float]:
    """The factors of the kernel for red, green and blue."""
    return CHANNEL_WEIGHTS[state.use(settings.CHANNELS)]


def average_choice() -> bool:
    """Ask whether each sum is divided by the number of cells."""
    return controls.switch(settings.AVERAGE, "Divide by the number of cells", help=DIVIDING)


def is_averaged() -> bool:
    """The same on a page that does not ask."""
    return bool(state.use(settings.AVERAGE))


def _remember(code: str, average: bool) -> None:
    """Keep a kernel, and whether its sums were divided, so that the next change can be undone."""
    state.keep(_BEFORE, [*(state.kept(_BEFORE) or []), (code, average)][-MOST_UNDONE:])


def _take_chosen() -> None:
    """Note a kernel chosen in the menu as the one to start again from; divide its sums if it was designed for that."""
    _remember(*state.kept(_IN_VIEW))
    state.keep(_TURN, None)
    code = state.use(settings.KERNEL)
    state.keep(_START, code)
    if code in KERNEL_NAMES:
        state.put(settings.AVERAGE, KERNELS[KERNEL_NAMES[code]].average)
    elif code in _learned_names():
        state.put(settings.AVERAGE, False)  # it learned to answer with the sum as it is


def kernel_choice() -> NamedKernel:
    """Ask for the kernel."""
    code = state.use(settings.KERNEL)
    state.keep(_IN_VIEW, (code, state.use(settings.AVERAGE)))
    if state.kept(_START) is None:
        state.keep(_START, code)
    names = KERNEL_NAMES | _learned_names()
    st.selectbox(
        "Kernel",
        [*names, *([] if code in names else [code])],
        format_func=lambda option: names.get(option, "your own kernel"),
        key=settings.KERNEL.name,
        on_change=_take_chosen,
        persist_state="session",
    )
    return NamedKernel(kernel_from_code(code), code, names.get(code, OWN_KERNEL), has_name=code in names)


def _learned_names() -> dict[str, str]:
    """The names of the kernels of the network trained last, by their codes; only of those the editor can hold."""
    return {
        code_from_kernel(kernel): f"learned filter {number}"
        for number, kernel in enumerate(learned_kernels())
        if max(kernel.shape) <= LARGEST_KERNEL and np.abs(kernel).max() <= LARGEST_WEIGHT
    }


def kernel_grid(kernel: np.ndarray) -> None:
    """The weights of the kernel in use, to type into and to change as a whole."""
    code = state.use(settings.KERNEL)
    about, said, refused = state.kept(_SAID) or (code, "", False)
    start = state.kept(_START)
    data = KernelEditorData(
        weights=tuple(map(tuple, kernel.tolist())),
        most=LARGEST_KERNEL,
        sum=sum_words(kernel),
        said=said if about == code else "",
        refused=refused and about == code,
        undo=bool(state.kept(_BEFORE)),
        start="" if start == code else KERNEL_NAMES.get(start, "the kernel of the link"),
        edit=state.kept(_EDIT),
    )
    kernel_editor(data, key=_EDITOR, on_edit=_take_edit)


def _take_edit(edit: KernelEdit) -> None:
    """Change the kernel as the editor reports it, or say why not; for its callback."""
    state.keep(_EDIT, edit.id)
    said = ""
    try:
        # What was typed just before a button was pressed may come along with it.
        _take_kernel(code_from_kernel(kernel_from_code(edit.kernel)), edit.turn)
        if isinstance(edit.change, KernelAction):
            _act(edit.change.action)
        else:
            code, said = changed_kernel(edit.kernel, edit.change)
            _take_kernel(code)
        refused = False
    except ValueError as error:
        said, refused = sentence(error), True
    state.keep(_SAID, (state.use(settings.KERNEL), said, refused))


def _act(action: Literal["type", "undo", "start"]) -> None:
    """Go back, if that is what was asked for."""
    match action:
        case "undo":
            _undo()
        case "start":
            _take_kernel(state.kept(_START))
        case "type":
            pass
        case _:
            assert_never(action)


def _take_kernel(code: str, turn: int | None = None) -> None:
    """Put a kernel in use, and keep the one before to undo this change.

    All that is typed from entering a cell to leaving it counts as one change: ``turn`` says which visit to a cell it
    is, and the kernel before is kept only for the first change of a visit. None for a change without typing.
    """
    before = state.use(settings.KERNEL)
    if code == code_from_kernel(kernel_from_code(before)):
        return
    if turn is None or turn != state.kept(_TURN):
        _remember(before, state.use(settings.AVERAGE))
    state.keep(_TURN, turn)
    state.put(settings.KERNEL, code)


def _undo() -> None:
    """Go back to the kernel before the last change, and to whether its sums were divided."""
    *earlier, last = state.kept(_BEFORE) or [None]
    if last is None:
        return
    state.keep(_BEFORE, earlier)
    state.keep(_TURN, None)
    code, average = last
    state.put(settings.KERNEL, code)
    state.put(settings.AVERAGE, average)


def channel_choice(image: CurrentImage) -> tuple[float, float, float]:
    """For a color image, ask how the kernel's channels differ; returns the factor of each."""
    if image.channels == 3:
        controls.dropdown(settings.CHANNELS, "Weights of red, green, blue")
    return channel_weights()


def map_choice() -> tuple[int, str]:
    """Ask which of the three lesson maps to step through; returns its number and the name of its filter."""
    number = list(settings.MAP.options).index(controls.segmented(settings.MAP, "Feature map"))
    return number, LESSON_KERNEL_NAMES[number]


def changed_filter_line(image: CurrentImage) -> None:
    """If filters of the lesson's network were changed by hand, say whether the kernel in use is one, and offer one.

    A name in the menu always stands for the weights as designed, not for those of the changed filter.
    """
    kernels = dict(zip(map(slug, LESSON_KERNEL_NAMES), lesson_kernels(image), strict=True))
    parts = [change.part for change in of_kind(image.changes, "weight")]
    changed = {part: code_from_kernel(kernels[part]) for part in parts if part in kernels}
    if not changed:
        return
    code = state.use(settings.KERNEL)
    if code in changed.values():
        part = next(part for part in changed if changed[part] == code)
        st.markdown(f"This is the network’s **{FILTERS[part]}** filter with its changed weights.")
        return
    part = code if code in changed else list(changed)[-1]

    def take_over() -> None:
        _take_kernel(changed[part])
        state.put(settings.AVERAGE, True)

    with st.container(horizontal=True, vertical_alignment="center", key="changed filter line"):
        if part == code:
            st.markdown(
                f"This is the **{FILTERS[part]}** as designed; the changed one is in the network.", width="content"
            )
        st.button(f"Step through the changed {FILTERS[part]} filter", key="changed filter", on_click=take_over)
