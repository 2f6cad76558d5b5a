"""The kernel editor: weights to type, and buttons that change all of them."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from ui.components.files import component
from ui.components.reports import reported
from ui.components.wire import message, to_json

_KERNEL_EDITOR = component("kernel_editor")


@message
class KernelEditorData:
    """What the kernel editor is sent.

    Attributes
    ----------
    weights : (kH, kW).
    most : how many cells a side a kernel may have.
    sum : words on what the weights add up to.
    said : what was done last, or why it could not be.
    refused : whether it could not be done.
    undo : whether there is something to undo.
    start : what starting again leads to; "" where it is there.
    edit : the ``id`` of the last change that was heard of.
    """

    weights: tuple[tuple[float, ...], ...]
    most: int
    sum: str
    said: str
    refused: bool
    undo: bool
    start: str
    edit: int | None


@message
class KernelAction:
    """Nothing more than the weights that were typed, or the way back: to the kernel before, or to the first one."""

    action: Literal["type", "undo", "start"]


@message
class KernelTurn:
    """A move of all weights: a quarter clockwise, left and right swapped, or top and bottom."""

    action: Literal["rotate", "flip-columns", "flip-rows"]


@message
class KernelNormalize:
    """A division of all weights by their sum."""

    action: Literal["normalize"]


@message
class KernelResize:
    """Rows and columns that a kernel is to have."""

    action: Literal["resize"]
    rows: int
    columns: int


@message
class KernelPaste:
    """A table of numbers that is to be the kernel."""

    action: Literal["paste"]
    text: str


KernelChange: TypeAlias = KernelTurn | KernelNormalize | KernelResize | KernelPaste
"""What makes another kernel of a kernel."""


@message
class KernelEdit:
    """A change that was made in the kernel editor.

    Attributes
    ----------
    id : larger than that of the change before.
    kernel : the code of the weights that the change is for, as ``ui.address.codes`` writes them.
    turn : the same for all that is typed during one stay in a cell; None before the first one.
    """

    id: int
    kernel: str
    turn: int | None
    change: KernelAction | KernelChange


def kernel_editor(data: KernelEditorData, *, key: str, on_edit: Callable[[KernelEdit], None]) -> None:
    """Show the editor.

    Parameters
    ----------
    key : of the component.
    on_edit : called with a change that is reported. Its texts and sizes may still mean nothing.
    """

    def take_over() -> None:
        edit = reported(key, "edit", KernelEdit)
        if edit is not None:
            on_edit(edit)

    _KERNEL_EDITOR(data=to_json(data), key=key, default={"edit": None}, on_edit_change=take_over)
