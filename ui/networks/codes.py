"""Networks as text: layers as they stand in an address, the limits of their numbers, and the networks with a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias, assert_never

from cnn_steps import Conv, Dense, Flatten, Layer, Pool, Relu, Tanh
from cnn_steps.digit_network import DIGIT_LAYERS
from cnn_steps.layers import Activation, PoolMode
from ui.address.kinds import register
from ui.operations.activations import ACTIVATIONS, RELU, activation_of

MOST_LAYERS = 24
LONGEST_CODE = 720  # letters; 24 of the longest layers take fewer
EMPTY = "empty"  # how a stack without a layer is written
EXAMPLE = "c4.3~r~p2~f~d2"

LAYER_TITLES: Mapping[str, str] = {
    "conv": "Convolution",
    RELU.kind: RELU.title,
    "pool": "Pooling",
    "flatten": "Flatten",
    "dense": "Dense",
    **{kind: activation.title for kind, activation in ACTIVATIONS.items()},
}
"""What the kinds of layers are called, the usual ones first."""

_POOL_WORDS: Mapping[PoolMode, str] = {"max": "max", "avg": "average"}

Pair: TypeAlias = int | tuple[int, int]
"""A number for rows and columns, or one for each where they differ."""


@dataclass(frozen=True)
class Limit:
    """The least and the most of one of the numbers of a network, and what a sentence calls it."""

    low: int
    high: int
    words: str


LIMITS = MappingProxyType(
    {
        "filters": Limit(1, 256, "the number of filters"),
        "kernel": Limit(1, 15, "the kernel size"),
        "stride": Limit(1, 15, "the stride"),
        "padding": Limit(0, 10, "the padding"),
        "dilation": Limit(1, 5, "the dilation"),
        "window": Limit(1, 15, "the window size"),
        "units": Limit(1, 4096, "the number of units"),
        "rows": Limit(7, 256, "the number of rows"),
        "columns": Limit(5, 256, "the number of columns"),
    }
)
"""Every number of a network."""


@dataclass(frozen=True)
class InputForm:
    """What a network takes: rows and columns, 1 channel or 3, values from 0 to 1, or from −1 where ``signed``."""

    rows: int
    columns: int
    channels: int = 1
    signed: bool = False

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, rows, columns."""
        return self.channels, self.rows, self.columns

    @property
    def value_range(self) -> tuple[float, float]:
        """What black and white become."""
        return (-1.0 if self.signed else 0.0), 1.0


@dataclass(frozen=True)
class NetworkPlan:
    """A network before it meets an image.

    Attributes
    ----------
    layers : none to ``MOST_LAYERS`` of them.
    form : what the image is made into; ``None`` takes it at its own size, in its own colors and range.
    """

    layers: tuple[Layer, ...]
    form: InputForm | None = None


@dataclass(frozen=True)
class Preset:
    """A network with a name: what it is called, what it is, a sentence on where it comes from, what it tells apart."""

    title: str
    plan: NetworkPlan
    about: str
    classes: tuple[str, ...] = ()


_DIGITS = tuple("0123456789")


PRESETS = MappingProxyType(
    {
        "nine": Preset(
            "Digit 9",
            NetworkPlan(
                (Conv(3, average=True, bias=False), Relu(), Pool(2, stride=1), Flatten(), Dense(10)),
                InputForm(7, 5, signed=True),
            ),
            "The network of the first lessons.",
            _DIGITS,
        ),
        "lines": Preset(
            "Lines",
            NetworkPlan((Conv(4), Relu(), Pool(2), Flatten(), Dense(2)), InputForm(8, 8)),
            "It tells vertical lines from horizontal ones, once it is trained.",
            ("vertical", "horizontal"),
        ),
        "digits": Preset(
            "Digits",
            NetworkPlan(DIGIT_LAYERS, InputForm(8, 8)),
            "It reads handwritten digits of 8 × 8 pixels.",
            _DIGITS,
        ),
        "stages": Preset(
            "Three stages",
            NetworkPlan(
                (Conv(2), Relu(), Pool(2), Conv(3, 5), Relu(), Pool(2), Conv(1, 7), Relu(), Pool(2)),
                InputForm(100, 150),
            ),
            "Convolution, ReLU and pooling three times over, made for a photograph. It decides nothing.",
        ),
        "landscape": Preset(
            "Landscapes",
            NetworkPlan(
                (
                    *(Conv(32), Relu(), Pool(2)),
                    *(Conv(64), Relu(), Pool(2)),
                    *(Conv(64), Relu(), Flatten()),
                    *(Dense(64), Relu(), Dense(10)),
                ),
                InputForm(64, 64, 3),
            ),
            "A network for small color pictures, as many tutorials build it first.",
        ),
        "lenet-5": Preset(
            "LeNet-5",
            NetworkPlan(
                (
                    *(Conv(6, 5), Tanh(), Pool(2, mode="avg")),
                    *(Conv(16, 5), Tanh(), Pool(2, mode="avg")),
                    *(Flatten(), Dense(120), Tanh(), Dense(84), Tanh(), Dense(10)),
                ),
                InputForm(32, 32),
            ),
            "Yann LeCun’s network of 1998, which read the digits on checks, as it is built today: every filter sees "
            "all maps, pooling has no weights, tanh is not scaled, and the last layer is a dense one.",
            _DIGITS,
        ),
    }
)
"""The networks with a name, by their name in an address."""


def plan_from_code(code: str) -> NetworkPlan:
    """Read a network: a name, or its layers parted by ``~``, with what the image is made into before them.

    ``c4.3`` is a convolution with 4 filters of 3×3, ``r`` ReLU, ``s`` sigmoid, ``t`` tanh, ``p2`` pooling with a
    window of 2×2, ``f`` flatten, ``d10`` a dense layer with 10 units. A convolution may go on with ``s2`` stride,
    ``p1`` or ``ps`` padding (``ps`` is "same"), ``d2`` dilation, ``a`` average, ``n`` no bias, in this order; pooling
    with ``s1``, ``p1`` and ``a``; a dense layer with ``n``. Kernels, windows, strides and paddings that are not square
    are rows and columns: ``3x5``. ``i32.32`` takes gray images of 32×32 from 0 to 1,
    ``i32.32.3`` color; ``j`` instead of ``i`` values from −1 to 1.

    Examples
    --------
    >>> plan_from_code("i8.8~c4.3s2~f~d2").layers
    (Conv(filters=4, kernel_size=3, stride=2, padding=0, dilation=1, average=False, bias=True), Flatten(), \
Dense(units=2, bias=True))
    """
    if code in PRESETS:
        return PRESETS[code].plan
    if len(code) > LONGEST_CODE:
        raise ValueError(f"a network of {len(code):,} letters is too long: at most {LONGEST_CODE} are read")
    first, *rest = code.split("~")
    form = form_from_code(first)
    texts = [first, *rest] if form is None else rest
    if texts in ([EMPTY], []):
        return NetworkPlan((), form)
    if len(texts) > MOST_LAYERS:
        raise ValueError(f"a network has at most {MOST_LAYERS} layers here, not {len(texts)}: use fewer")
    return NetworkPlan(tuple(_layer(text, number) for number, text in enumerate(texts, start=1)), form)


def code_from_plan(plan: NetworkPlan) -> str:
    """Write a network as it stands in an address: by its name where it has one.

    Examples
    --------
    >>> code_from_plan(NetworkPlan((Conv(4, padding="same"), Pool(2, stride=1), Flatten(), Dense(2, bias=False))))
    'c4.3ps~p2s1~f~d2n'
    >>> code_from_plan(PRESETS["lines"].plan)
    'lines'
    """
    for name, preset in PRESETS.items():
        if preset.plan == plan:
            return name
    form = [] if plan.form is None else [code_from_form(plan.form)]
    return "~".join([*form, *map(_layer_code, plan.layers)]) or EMPTY


def checked_number(value: int, name: str) -> int:
    """Refuse a number of a network that is out of its limits."""
    limit = LIMITS[name]
    if not limit.low <= value <= limit.high:
        raise ValueError(f"{limit.words} goes from {limit.low} to {limit.high:,}, not {value:,}")
    return value


def checked_pair(values: Sequence[int], name: str) -> Pair:
    """Refuse numbers for rows and columns that are out of their limits; two that are equal become one."""
    rows, columns = (checked_number(value, name) for value in (values[0], values[-1]))
    return rows if rows == columns else (rows, columns)


def both(value: Pair) -> tuple[int, int]:
    """What rows and columns have, where one number may stand for both."""
    return value if isinstance(value, tuple) else (value, value)


def pair_words(value: Pair, between: str = "×") -> str:
    """One number for rows and columns, or both.

    Examples
    --------
    >>> pair_words(3), pair_words((3, 5))
    ('3', '3×5')
    """
    return between.join(map(str, value)) if isinstance(value, tuple) else str(value)


def _pair(text: str, name: str) -> Pair:
    return checked_pair([int(part) for part in text.split("x")], name)


_FORM = re.compile(r"([ij])([0-9]{1,12})\.([0-9]{1,12})(?:\.([0-9]))?")
_PAIR = r"([0-9]{1,12}(?:x[0-9]{1,12})?)"
_CONV = re.compile(rf"c([0-9]{{1,12}})\.{_PAIR}(?:s{_PAIR})?(?:p(?:{_PAIR}|(s)))?(?:d([0-9]{{1,12}}))?(a?)(n?)")
_POOL = re.compile(rf"p{_PAIR}(?:s{_PAIR})?(?:p{_PAIR})?(a?)")
_DENSE = re.compile(r"d([0-9]{1,12})(n?)")
_PLAIN: dict[str, Callable[[], Layer]] = {**{one.code: one.layer for one in ACTIVATIONS.values()}, "f": Flatten}


def form_from_code(text: str) -> InputForm | None:
    """Read what the image is made into; ``None`` where the text is not about that."""
    found = _FORM.fullmatch(text)
    if not found:
        return None
    kind, rows, columns, channels = found.groups(default="1")
    if channels not in ("1", "3"):
        raise ValueError(f"a network here takes 1 channel or 3, not {channels}")
    try:
        sizes = checked_number(int(rows), "rows"), checked_number(int(columns), "columns")
    except ValueError as error:
        raise ValueError(f"the input of the network, {text[:20]}: {error}") from None
    return InputForm(*sizes, int(channels), kind == "j")


def code_from_form(form: InputForm) -> str:
    """Write what the image is made into."""
    channels = "" if form.channels == 1 else f".{form.channels}"
    return f"{'j' if form.signed else 'i'}{form.rows}.{form.columns}{channels}"


def _layer(text: str, number: int) -> Layer:
    """Read one layer, or say in one sentence which and why not."""
    try:
        if text in _PLAIN:
            return _PLAIN[text]()
        if found := _CONV.fullmatch(text):
            filters, kernel, stride, padding, same, dilation, average, bias = found.groups()
            return Conv(
                checked_number(int(filters), "filters"),
                _pair(kernel, "kernel"),
                _pair(stride or "1", "stride"),
                "same" if same else _pair(padding or "0", "padding"),
                checked_number(int(dilation or 1), "dilation"),
                bool(average),
                not bias,
            )
        if found := _POOL.fullmatch(text):
            window, stride, padding, average = found.groups()
            size, step = _pair(window, "window"), _pair(stride or window, "stride")
            return Pool(
                size, None if step == size else step, _pair(padding or "0", "padding"), "avg" if average else "max"
            )
        if found := _DENSE.fullmatch(text):
            return Dense(checked_number(int(found[1]), "units"), not found[2])
    except ValueError as error:
        raise ValueError(f"layer {number} of the network, {text[:20]}: {error}") from None
    raise ValueError(f"layer {number} of the network, “{text[:20]}”, means nothing: layers read like {EXAMPLE}")


def _layer_code(layer: Layer) -> str:
    """Write one layer."""
    match layer:
        case Conv():
            padding = "ps" if layer.padding == "same" else _unless(layer.padding, 0, "p")
            ends = "a" * layer.average + "n" * (not layer.bias)
            stride, dilation = _unless(layer.stride, 1, "s"), _unless(layer.dilation, 1, "d")
            return f"c{layer.filters}.{pair_words(layer.kernel_size, 'x')}{stride}{padding}{dilation}{ends}"
        case Pool():
            stride = _unless(layer.stride, None, "s")
            return (
                f"p{pair_words(layer.size, 'x')}{stride}{_unless(layer.padding, 0, 'p')}{'a' * (layer.mode == 'avg')}"
            )
        case Dense():
            return f"d{layer.units}{'n' * (not layer.bias)}"
        case Flatten():
            return "f"
        case _:
            return activation_of(layer).code


def _unless(value: Pair | None, default: int | None, letter: str) -> str:
    return "" if value is None or value == default else f"{letter}{pair_words(value, 'x')}"


def layer_words(layer: Layer) -> str:
    """What a layer is set to, in a few words; empty where there is nothing to set.

    Examples
    --------
    >>> layer_words(Conv(4, 5, stride=2)), layer_words(Pool(2, stride=1)), layer_words(Dense(10))
    ('4 filters 5×5, stride 2', 'max of 2×2, stride 1', '10 units')
    """
    if isinstance(layer, Flatten | Activation):
        return ""
    match layer:
        case Conv():
            words = [f"{layer.filters} filter{'s' * (layer.filters != 1)} {_size(layer.kernel_size)}"]
            words += [f"stride {pair_words(layer.stride)}"] if layer.stride != 1 else []
            words += _padding_words(layer.padding)
            words += [f"dilation {layer.dilation}"] if layer.dilation != 1 else []
            words += ["averaged"] * layer.average + ["no bias"] * (not layer.bias)
        case Pool():
            words = [f"{_POOL_WORDS[layer.mode]} of {_size(layer.size)}"]
            words += [] if layer.stride in (None, layer.size) else [f"stride {pair_words(layer.stride)}"]
            words += _padding_words(layer.padding)
        case Dense():
            words = [f"{layer.units:,} unit{'s' * (layer.units != 1)}"] + ["no bias"] * (not layer.bias)
        case _:
            assert_never(layer)
    return ", ".join(words)


def _size(window: Pair) -> str:
    return pair_words(both(window))


def _padding_words(padding: Pair | str) -> list[str]:
    if isinstance(padding, str):
        return ["padding “same”"]
    return [f"padding {pair_words(padding)}"] if padding else []


def shape_words(shape: Sequence[int]) -> str:
    """The shape of what a layer gives, as people write it.

    Examples
    --------
    >>> shape_words((4, 6, 6)), shape_words((144,))
    ('4 × 6 × 6', '144')
    """
    return " × ".join(f"{size:,}" for size in shape)


register("network", plan_from_code)
