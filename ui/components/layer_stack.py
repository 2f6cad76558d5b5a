"""The layer stack: a network as rows to add, remove, move and set, each with what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from ui.components.files import component
from ui.components.reports import reported
from ui.components.wire import message, to_json

_LAYER_STACK = component("layer_stack")

Size: TypeAlias = int | tuple[int, int]
"""A number for rows and columns, or one for each where they differ."""


@message
class ConvFields:
    """The settings of a convolution."""

    kind: Literal["conv"]
    filters: int
    kernel: Size
    stride: Size
    padding: Size | Literal["same"]
    dilation: int
    average: bool
    bias: bool


@message
class PoolFields:
    """The settings of a pooling layer."""

    kind: Literal["pool"]
    window: Size
    stride: Size
    padding: Size
    mode: Literal["max", "avg"]


@message
class DenseFields:
    """The settings of a dense layer."""

    kind: Literal["dense"]
    units: int
    bias: bool


@message
class PlainFields:
    """A layer that has no settings: an activation, or "flatten"."""

    kind: str


LayerFields: TypeAlias = ConvFields | PoolFields | DenseFields | PlainFields
"""A layer as the browser holds it."""


@message
class StackEdit:
    """The stack as a person has left it.

    Attributes
    ----------
    id : larger than that of the edit before.
    layers : all of them, the first one first.
    form : what the image is made into, one of the codes that were sent.
    focus : the number of the layer that is open.
    everything : whether all maps of that layer are wanted.
    """

    id: int
    layers: tuple[LayerFields, ...]
    form: str
    focus: int
    everything: bool


@message
class StackPicture:
    """The image at the top of the stack.

    Attributes
    ----------
    bytes : in base64, a byte for each color of each pixel, row by row.
    rows, columns : of the pixels that are sent; of a large image, every second or third.
    colors : 1 for gray, 3 for color.
    down, across : rows and columns that the image has.
    """

    bytes: str
    rows: int
    columns: int
    colors: int
    down: int
    across: int


@message
class StackForm:
    """What an image can be made into for the network: its code, and words for it."""

    code: str
    words: str


@message
class StackInput:
    """What the network takes.

    Attributes
    ----------
    name : of the image.
    shape : in words.
    form : the code of what it is made into.
    forms : all that it can be made into.
    """

    name: str
    shape: str
    form: str
    forms: tuple[StackForm, ...]
    picture: StackPicture


@message
class StackRow:
    """A layer: its settings, what it is called, and its settings in words."""

    fields: LayerFields
    name: str
    words: str


@message
class StackMaps:
    """Maps or a vector as the browser draws them.

    Attributes
    ----------
    bytes : in base64, a byte for each number, 0 to 254 on one scale for the layer, 255 for none.
    shown, of : maps that are sent, and maps there are; a vector counts as one.
    rows, columns : of the numbers that are sent; of a large map, every second or third row and column.
    down, across : rows and columns that a map has.
    vector : how many numbers the vector has; 0 for maps.
    limit : the largest number of the scale, as text.
    """

    bytes: str
    shown: int
    of: int
    rows: int
    columns: int
    down: int
    across: int
    vector: int
    limit: str


@message
class StackSum:
    """A number of a layer to be worked out by hand: what it is, and how it comes about."""

    what: str
    how: str


@message
class StackResult:
    """What comes out of a layer, and what it costs.

    Attributes
    ----------
    shape : of what comes out, in words.
    parameters, adds : how many parameters and multiply-adds it has.
    share : of all parameters, those that are its own, 0 to 1.
    sees : how many pixels of the image one of its numbers depends on, in words.
    how : these numbers, worked out.
    """

    shape: str
    parameters: int
    adds: int
    share: float
    sees: str
    how: tuple[StackSum, ...]
    maps: StackMaps


@message
class StackRemedy:
    """A change that makes an impossible layer possible: in words, and the layers after it."""

    words: str
    layers: tuple[LayerFields, ...]


@message
class StackRefusal:
    """Why a layer is impossible, and what would help, where anything does."""

    problem: str
    remedy: StackRemedy | None


@message
class LayerStackData:
    """What the layer stack is sent.

    Attributes
    ----------
    rows : a row for each layer.
    results : of the layers that fit, the first one first.
    refusal : of the layer after them; None where all fit.
    focus : the number of the layer that is open.
    totals : a sentence on all layers together.
    said : what a screen reader says after a change.
    limits : the least and the most of each number of a layer.
    most : layers that the stack takes.
    titles : of each kind of layer, in the order in which they are offered.
    colors : of the lowest number, of zero, and of the highest number.
    large : whether it is shown to a room.
    edit : the ``id`` of the last edit that was heard of.
    """

    input: StackInput
    rows: tuple[StackRow, ...]
    results: tuple[StackResult, ...]
    refusal: StackRefusal | None
    focus: int
    totals: str
    said: str
    limits: Mapping[str, tuple[int, int]]
    most: int
    titles: Mapping[str, str]
    colors: tuple[str, str, str]
    large: bool
    edit: int | None


def layer_stack(data: LayerStackData, *, key: str, on_edit: Callable[[StackEdit], None]) -> None:
    """Show the stack.

    Parameters
    ----------
    data : as ``ui.networks.stack_data`` builds it.
    key : of the component.
    on_edit : called with the stack after each change. Its numbers and its form may still be those of no network.
    """

    def take_over() -> None:
        edit = reported(key, "edit", StackEdit)
        if edit is not None:
            on_edit(edit)

    _LAYER_STACK(data=to_json(data), key=key, default={"edit": None}, on_edit_change=take_over)
