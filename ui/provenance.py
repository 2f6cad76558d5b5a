"""Where a number comes from: the levels from a share or a cell down to the pixels, each with its sum written out.

A chain of levels is built from the top down. Every level explains one number of the level above it and leads on to one
of its own; which one is the reader's choice, and all choices together are the trail. A choice that was not made, or
that makes no sense, goes to the largest number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from cnn_steps import (
    LESSON_KERNEL_NAMES,
    LESSON_KERNELS,
    ConvStep,
    DenseStep,
    PoolStep,
    SoftmaxStep,
    conv2d_step,
    dense_step,
    pool2d_step,
    relu,
    sigmoid,
    softmax_step,
    tanh,
)
from ui.figures.maps import CHANNEL_NAMES, scale_limit
from ui.figures.numbers import number_text, percent
from ui.filters import filter_for
from ui.image_choice import CurrentImage
from ui.network import DIGIT_NAMES, ForwardPass

MOST_TERMS = 24  # written out one by one; the others stand as one sum
WHOLE_UP_TO = 9  # cells a side; of a larger grid only the surroundings of the window are shown
CUT_OUT = {"signed": 5, "picture": 7}  # cells a side of what is shown then, or the window and a cell around it
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
NORMAL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


@dataclass(frozen=True)
class Part:
    """A piece of a sum.

    Attributes
    ----------
    text : as it is written.
    tone : "plus" and "minus" are colored by their sign, a "power" is raised, a "note" says what the number after it
        is, the "result" is what the level explains.
    choice : the number that pressing it goes on to, if it has a past.
    spoken : its name for those who do not see it.
    size : how much it counts beside the largest of its kind, 0 to 1.
    """

    text: str
    tone: Literal["", "plus", "minus", "power", "note", "result"] = ""
    choice: int | None = None
    spoken: str = ""
    size: float = 0.0


@dataclass(frozen=True, eq=False)
class Sheet:
    """A grid beside a sum.

    Attributes
    ----------
    title, note : above it.
    values : (H, W), or (3, H, W) for a color picture.
    look : "signed" numbers up to ``limit`` in red and blue, or a "picture" in gray or color over ``value_range``.
    first : row and column of its top left cell in the grid it was cut out of.
    window : the cells to outline: row, column, height, width.
    cell : row and column of the number the trail goes on with.
    choices : what pressing a cell goes on to, by row and column.
    """

    title: str
    values: np.ndarray
    note: str = ""
    look: Literal["signed", "picture"] = "signed"
    limit: float = 1.0
    value_range: tuple[float, float] = (-1.0, 1.0)
    first: tuple[int, int] = (0, 0)
    window: tuple[int, int, int, int] | None = None
    cell: tuple[int, int] | None = None
    choices: Mapping[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Level:
    """One number and how it was made.

    Attributes
    ----------
    title : which number it is.
    value : the number; ``None`` for the pixels, which are many.
    number : the same as text.
    sentence : how it was made, in words.
    lines : the same, written out.
    sheets : rows of grids, with the signs between them.
    above : the choices that led here.
    chosen : the choice made here, if there is one.
    follows : the number the next level explains.
    """

    title: str
    value: float | None
    number: str
    sentence: str
    lines: tuple[tuple[Part, ...], ...]
    sheets: tuple[tuple[Sheet | str, ...], ...] = ()
    above: tuple[int, ...] = ()
    chosen: int | None = None
    follows: float | None = None


@dataclass(frozen=True, eq=False)
class Chain:
    """The levels from a number down to the pixels.

    Attributes
    ----------
    levels : from the top down.
    kept : the choices of the trail that could be followed.
    lost : whether the trail asked for more than there is.
    """

    levels: tuple[Level, ...]
    kept: tuple[int, ...]
    lost: bool


@dataclass(frozen=True, eq=False)
class Features:
    """What lies between pixels and pooled maps.

    Attributes
    ----------
    array, value_range : the image as the filters see it, (H, W) or (3, H, W), and what black and white are in it.
    filters, names : (F, kH, kW) or (F, 3, kH, kW), applied with ``average=True``, and what they are called.
    maps : (F, H', W'), the feature maps.
    shrunk : whether a picture was shrunk to ``array`` before.
    """

    array: np.ndarray
    value_range: tuple[float, float]
    filters: np.ndarray
    names: Sequence[str]
    maps: np.ndarray
    shrunk: bool = False


def features_of(walk: ForwardPass) -> Features:
    """Image, filters and feature maps of the walk."""
    return Features(walk.array, walk.value_range, walk.filters, walk.filter_names, walk.maps, walk.shrunk)


def lesson_features(image: CurrentImage, maps: np.ndarray) -> Features:
    """The three lesson filters and their ``maps`` of the image as it is."""
    return Features(image.array, image.value_range, filter_for(LESSON_KERNELS, image), LESSON_KERNEL_NAMES, maps)


class Trail:
    """The choices of a reader, handed out from the top down."""

    def __init__(self, wanted: Sequence[int]) -> None:
        self.wanted = tuple(wanted)
        self.taken: tuple[int, ...] = ()
        self.kept: tuple[int, ...] = ()

    def choose(self, options: Container[int], default: int) -> int:
        """The reader's next choice; from the first that is missing or no option, always the default."""
        depth, choice = len(self.taken), default
        if depth == len(self.kept) < len(self.wanted) and self.wanted[depth] in options:
            choice = self.wanted[depth]
            self.kept = (*self.kept, choice)
        self.taken = (*self.taken, choice)
        return choice

    def chain(self, levels: Sequence[Level]) -> Chain:
        """The chain these choices led to."""
        return Chain(tuple(levels), self.kept, self.kept != self.wanted)


def share_chain(walk: ForwardPass, trail: Sequence[int]) -> Chain:
    """From the share of a digit, the answer where none is chosen, down to the pixels."""
    choices = Trail(trail)
    digit = choices.choose(range(len(DIGIT_NAMES)), walk.guess)
    top = _share(softmax_step(walk.logits), digit, digit, "logit")
    return choices.chain([top, *_from_logit(walk, digit, choices)])


def softmax_chain(
    walk: ForwardPass,
    now: SoftmaxStep,
    digit: int,
    trail: Sequence[int],
    *,
    constant: float = 0.0,
    temperature: float = 1.0,
) -> Chain:
    """From one share down to the pixels; ``now`` takes the logits after constant and temperature."""
    choices = Trail(trail)
    followed = choices.choose(range(len(DIGIT_NAMES)), digit)
    changed = constant != 0.0 or temperature != 1.0
    levels = [_share(now, digit, followed, "changed logit" if changed else "logit")]
    if changed:
        levels.append(_changed_logit(walk.logits, now.logits, followed, constant, temperature))
    return choices.chain([*levels, *_from_logit(walk, followed, choices)])


def logit_chain(walk: ForwardPass, unit: int, entry: int, trail: Sequence[int]) -> Chain:
    """From a logit down to the pixels; where no other is chosen, by way of the term of ``entry``."""
    choices = Trail(trail)
    return choices.chain(_from_logit(walk, unit, choices, entry))


def entry_chain(walk: ForwardPass, entry: int, trail: Sequence[int]) -> Chain:
    """From an entry of the vector down to the pixels; it is the first choice, as it is below a logit."""
    choices = Trail(trail)
    choices.choose((entry,), entry)
    return choices.chain(_from_entry(walk, entry, choices))


def pooled_chain(
    features: Features,
    activated: np.ndarray,
    number: int,
    cell: tuple[int, int],
    trail: Sequence[int],
    *,
    size: int,
    stride: int,
    mode: str,
) -> Chain:
    """From a cell of the pooled map of one filter down to the pixels; ``activated`` are the (F, H, W) maps it pools."""
    choices = Trail(trail)
    title = f"Pooled map of the {features.names[number]}, {_place(*cell)}"
    return choices.chain(
        _from_pooled(features, activated, number, cell, choices, title, size=size, stride=stride, mode=mode)
    )


def activated_chain(
    features: Features, number: int, cell: tuple[int, int], trail: Sequence[int], *, kind: str
) -> Chain:
    """From a cell of one map after its activation down to the pixels."""
    return Trail(trail).chain(_from_activated(features, number, cell, kind))


def _from_logit(walk: ForwardPass, unit: int, choices: Trail, default: int | None = None) -> list[Level]:
    now = dense_step(walk.vector, walk.weights, walk.bias, unit)
    largest = int(np.abs(now.terms).argmax())
    above = choices.taken
    entry = choices.choose(range(walk.vector.size), largest if default is None else default)
    level = _logit(walk, now, float(walk.logits[unit]), entry, above)
    return [level, *_from_entry(walk, entry, choices)]


def _from_entry(walk: ForwardPass, entry: int, choices: Trail) -> list[Level]:
    features = features_of(walk)
    number, row, column = map(int, np.unravel_index(entry, walk.pooled.shape))
    title = f"Entry {entry:,}: pooled map of the {features.names[number]}, {_place(row, column)}"
    return _from_pooled(features, walk.activated, number, (row, column), choices, title, size=2, stride=1, mode="max")


def _from_pooled(
    features: Features,
    activated: np.ndarray,
    number: int,
    cell: tuple[int, int],
    choices: Trail,
    title: str,
    *,
    size: int,
    stride: int,
    mode: str,
) -> list[Level]:
    now = pool2d_step(activated[number], *cell, size, stride=stride, mode=mode)
    cells = (
        now.winners if mode == "max" else np.stack(np.meshgrid(now.rows, now.cols, indexing="ij"), -1).reshape(-1, 2)
    )
    above = choices.taken
    chosen = choices.choose(range(len(cells)), 0 if mode == "max" else int(now.terms.argmax()))
    level = _pooled(
        now, activated[number], f"Map of the {features.names[number]}, after ReLU", title, cells, chosen, above
    )
    row, column = map(int, cells[chosen])
    return [level, *_from_activated(features, number, (row, column), "relu")]


def _from_activated(features: Features, number: int, cell: tuple[int, int], kind: str) -> list[Level]:
    now = conv2d_step(features.array, features.filters[number], *cell, average=True)
    return [
        _activated(kind, features.maps[number], cell, features.names[number]),
        _cell(now, features.names[number], float(features.maps[number][cell])),
        _pixels(now, features),
    ]


def _share(now: SoftmaxStep, digit: int, followed: int, noun: str) -> Level:
    """A share: a power of e, divided by all ten of them."""
    share, power = float(now.probabilities[digit]), float(now.exponentials[digit])
    largest = float(now.logits.max())
    read = [_read(value, share_text) for value in now.exponentials]
    seen = [i for i, value in enumerate(now.exponentials) if value >= 0.00005]
    rest = float(np.delete(now.exponentials, seen).sum())
    total = sum(read[i] for i in seen) + _read(rest, share_text)
    added = [Part(share_text(now.exponentials[i])) for i in seen]
    if len(seen) < len(read):
        added += [Part("the rest ", "note"), Part(share_text(rest))]
    quotient = _equals(read[digit] / _read(now.total, share_text), share, share_text)
    return Level(
        title=f"Share of {DIGIT_NAMES[digit]}",
        value=share,
        number=share_text(share),
        sentence=f"Softmax: e to the power of a digit's {noun}, as a share of what all ten get that way. For the "
        f"{DIGIT_NAMES[digit]} that is {percent(share)}. (The largest {noun} is taken off first; no share changes.)",
        lines=(
            tuple(
                Part(
                    f"{name}\n{_text(value)}",
                    _tone(value),
                    choice,
                    f"{name}: {_text(value)}, the {noun} of {name}",
                )
                for choice, (name, value) in enumerate(zip(DIGIT_NAMES, now.logits, strict=True))
            ),
            (
                Part("e"),
                Part(f"{_text(now.logits[digit])} − {_factor(largest)}", "power"),
                Part(f" {'=' if now.shifted[digit] == 0 else '≈'} {share_text(power)}"),
            ),
            (
                Part("all ten ", "note"),
                *_joined(added, " + "),
                Part(f" {_equals(total, now.total, share_text)} {share_text(now.total)}"),
            ),
            (Part(f"{share_text(power)} ÷ {share_text(now.total)} {quotient} "), Part(share_text(share), "result")),
        ),
        chosen=followed,
        follows=float(now.logits[followed]),
    )


def _changed_logit(logits: np.ndarray, adjusted: np.ndarray, digit: int, constant: float, temperature: float) -> Level:
    """A logit that a constant was added to and that was divided by a temperature."""
    logit, value = float(logits[digit]), float(adjusted[digit])
    equals = _equals((_read(logit) + _read(constant)) / _read(temperature), value)
    return Level(
        title=f"Changed logit of {DIGIT_NAMES[digit]}",
        value=value,
        number=_text(value),
        sentence="The constant and the temperature set above change every logit before softmax.",
        lines=(
            (
                Part(f"({_text(logit)} + {_factor(constant)}) ÷ {_text(temperature)} {equals} "),
                Part(_text(value), "result"),
            ),
        ),
        follows=logit,
    )


def _logit(walk: ForwardPass, now: DenseStep, logit: float, entry: int, above: tuple[int, ...]) -> Level:
    """A logit: the bias and a term for each entry."""
    order = np.argsort(-np.abs(now.terms), kind="stable")
    shown, others = _longest_first(order, entry)
    terms = now.terms[shown]
    text = _text if abs(terms[0]) >= 0.1 else _small_text
    sums = {
        "bias": now.bias,
        "terms above 0": float(terms[terms > 0].sum()),
        "terms below 0": float(terms[terms < 0].sum()),
    }
    if others.size:
        sums[f"the other {others.size:,} terms"] = float(now.terms[others].sum())
    equals = _equals(sum(_read(value, text) for value in sums.values()), logit, text)
    name, count = DIGIT_NAMES[now.unit], now.terms.size
    per = walk.vector.size // len(walk.pooled)
    listed = f"of its {count:,} terms, the {MOST_TERMS} largest" if others.size else f"{count:,} terms, largest first"
    return Level(
        title=f"Logit of {name}",
        value=logit,
        number=_text(logit),
        sentence=f"Every entry of the vector is multiplied with its weight for the {name}: {listed}.",
        lines=(
            tuple(_term(now, int(i), walk, text, abs(terms[0])) for i in shown),
            (
                *_joined([part for words, value in sums.items() for part in _named(words, value, text)], " + "),
                Part(f" {equals} "),
                Part(text(logit), "result"),
            ),
        ),
        sheets=((_vector(walk, entry, per),),) if per <= WHOLE_UP_TO else (),
        above=above,
        chosen=entry,
        follows=float(walk.vector[entry]),
    )


def _term(now: DenseStep, entry: int, walk: ForwardPass, text: Callable[[float], str], largest: float) -> Part:
    """One term of a logit, as large as it counts beside the largest."""
    value, weight, term = (float(part[entry]) for part in (now.inputs, now.weights, now.terms))
    equals = _equals(_read(value, text) * _read(weight, text), term, text)
    number, row, column = map(int, np.unravel_index(entry, walk.pooled.shape))
    words = f"{_factor(value, text)}·{_factor(weight, text)} {equals} {text(term)}"
    origin = f"entry {entry}: {walk.filter_names[number]}, {_place(row, column)}"
    return Part(words, _tone(term), entry, f"{words}, {origin}", abs(term) / largest if largest else 0.0)


def _vector(walk: ForwardPass, entry: int, per: int) -> Sheet:
    return Sheet(
        "Vector",
        walk.vector.reshape(-1, per),  # (F·H'·W',) -> (F, H'·W')
        "a row for each map",
        limit=walk.limit,
        cell=divmod(entry, per),
        choices={divmod(i, per): i for i in range(walk.vector.size)},
    )


def _pooled(
    now: PoolStep,
    source: np.ndarray,
    source_title: str,
    title: str,
    cells: np.ndarray,
    chosen: int,
    above: tuple[int, ...],
) -> Level:
    """A cell of a pooled map: the largest of a window, or its average."""
    row, column = map(int, cells[chosen])
    values = source[cells[:, 0], cells[:, 1]]
    is_max = now.terms.size == 0
    if is_max:
        lines = _maximum(now, cells, values)
        tie = f" {len(cells)} cells tie: follow any of them." if len(cells) > 1 else ""
        sentence = f"Max pooling keeps the largest of {_count(now.window.size, 'cell')}.{tie}"
    else:
        lines = _average(now, cells, values, chosen)
        sentence = f"Average pooling adds up {_count(now.window.size, 'cell')} and divides by their number."
    return Level(
        title=title,
        value=now.value,
        number=_text(now.value),
        sentence=sentence,
        lines=lines,
        sheets=(
            (
                _cut_out(
                    Sheet(
                        source_title,
                        source,
                        limit=scale_limit(source),
                        window=(int(now.rows[0]), int(now.cols[0]), *now.window.shape),
                        cell=(row, column),
                        choices={(int(r), int(c)): i for i, (r, c) in enumerate(cells)},
                    )
                ),
            ),
        ),
        above=above,
        chosen=chosen,
        follows=float(values[chosen]),
    )


def _maximum(now: PoolStep, cells: np.ndarray, values: np.ndarray) -> tuple[tuple[Part, ...], ...]:
    """The numbers of the window inside a max, those that win to be pressed; of a large one, only the winners."""
    result = Part(_text(now.value), "result")
    wins = {(int(r), int(c)): i for i, (r, c) in enumerate(cells)}
    inside: list[Part] = []
    for row in now.rows:
        for column, value in zip(now.cols, now.window[len(inside) // now.window.shape[1]], strict=True):
            place = (int(row), int(column))
            inside.append(_source_cell(place, value, wins[place]) if place in wins else Part(_text(value)))
    if len(inside) > MOST_TERMS:
        winners = [part for part in inside if part.choice is not None]
        smaller = len(inside) - len(winners)
        inside = winners[:MOST_TERMS] + [Part(f"{_count(smaller, 'smaller number')}")] * (smaller > 0)
        inside += [Part(f"{len(winners) - MOST_TERMS} more that tie")] * (len(winners) > MOST_TERMS)
    return ((Part("max( "), *_joined(inside, ", "), Part(" ) = "), result),)


def _average(now: PoolStep, cells: np.ndarray, values: np.ndarray, chosen: int) -> tuple[tuple[Part, ...], ...]:
    """The numbers of the window added up and divided; of a large one, the largest and the rest as one sum."""
    order = np.arange(values.size) if values.size <= MOST_TERMS else np.argsort(-np.abs(values), kind="stable")
    shown, others = _longest_first(order, chosen)
    parts = [_source_cell((int(cells[i][0]), int(cells[i][1])), values[i], int(i)) for i in shown]
    read = sum(_read(values[i]) for i in shown)
    if others.size:
        rest = float(values[others].sum())
        parts += _named(f"the other {_count(others.size, 'cell')}", rest)
        read += _read(rest)
    equals = _equals(read / now.divisor, now.value)
    return (
        (
            Part("( "),
            *_joined(parts, " + "),
            Part(f" ) ÷ {now.divisor} {equals} "),
            Part(_text(now.value), "result"),
        ),
    )


def _source_cell(place: tuple[int, int], value: float, choice: int) -> Part:
    return Part(_text(value), "", choice, f"{_text(value)} at {_place(*place)}")


def _activated(kind: str, before: np.ndarray, cell: tuple[int, int], name: str) -> Level:
    """A cell after its activation."""
    x = float(before[cell])
    function = {"relu": relu, "sigmoid": sigmoid, "tanh": tanh}[kind]
    value, read = float(function(before[cell])), float(function(_read(x)))
    powers = (Part("e"), Part(_text(x), "power")), (Part("e"), Part(_text(0.0 - x), "power"))
    written = {
        "relu": (Part(f"max(0, {_text(x)})"),),
        "sigmoid": (Part("1 ÷ (1 + "), *powers[1], Part(")")),
        "tanh": (
            Part("("),
            *powers[0],
            Part(" − "),
            *powers[1],
            Part(") ÷ ("),
            *powers[0],
            Part(" + "),
            *powers[1],
            Part(")"),
        ),
    }[kind]
    above_zero = (
        "Above zero it passes unchanged." if x > 0 else "Below zero it becomes 0." if x < 0 else "Zero stays 0."
    )
    sentence = {
        "relu": f"ReLU. {above_zero}",
        "sigmoid": "Sigmoid squeezes the number of the feature map between 0 and 1.",
        "tanh": "tanh squeezes the number of the feature map between −1 and 1.",
    }[kind]
    return Level(
        title=f"After {'ReLU' if kind == 'relu' else kind}: {name}, {_place(*cell)}",
        value=value,
        number=_text(value),
        sentence=sentence,
        lines=((*written, Part(f" {_equals(read, value)} "), Part(_text(value), "result")),),
        sheets=((_cut_out(Sheet(f"Feature map of the {name}", before, limit=scale_limit(before), cell=cell)),),),
        follows=x,
    )


def _cell(now: ConvStep, name: str, value: float) -> Level:
    """A cell of a feature map: window times kernel, over all channels, divided, plus the bias."""
    channels = now.channel_sums.size
    windows, kernels, products = (
        part.reshape(channels, *part.shape[-2:]) for part in (now.window, now.kernel, now.products)
    )
    sums = [float(part) for part in now.channel_sums]
    read = [
        sum(_read(a) * _read(b) for a, b in zip(x.flat, k.flat, strict=True))
        for x, k in zip(windows, kernels, strict=True)
    ]
    names = CHANNEL_NAMES if channels == 3 else ("",)
    if channels == 1:
        terms = [
            Part(f"{_factor(a)}·{_factor(b)}", _tone(a * b))
            for a, b in zip(now.window.ravel().tolist(), now.kernel.ravel().tolist(), strict=True)
        ]
        first = (*_joined(terms, " + "), Part(f" {_equals(read[0], sums[0])} {_text(sums[0])}"))
        inner = _text(sums[0])
    else:
        first = tuple(
            part
            for words, one, total in zip(names, read, sums, strict=True)
            for part in (
                Part(f"{words}: {_count(windows[0].size, 'product')} ", "note"),
                Part(f"{_equals(one, total)} {_text(total)}  "),
            )
        )
        inner = f"({' + '.join(map(_factor, sums))})"
    equals = _equals(sum(map(_read, sums)) / now.divisor + _read(now.bias), value)
    over = "all three channels, " if channels == 3 else ""
    limits = [scale_limit(part) for part in (windows, kernels, products)]
    return Level(
        title=f"Feature map of the {name}, {_place(now.row, now.col)}",
        value=value,
        number=_text(value),
        sentence=f"Convolution: window times kernel, cell by cell, {over}divided by {now.divisor}, plus the bias.",
        lines=(
            first,
            (
                Part(f"{inner} ÷ {now.divisor} + {_factor(now.bias)} {equals} "),
                Part(_text(value), "result"),
            ),
        ),
        sheets=tuple(
            (
                Sheet(title, windows[i], limit=limits[0]),
                "×",
                Sheet("Kernel", kernels[i], limit=limits[1]),
                "=",
                Sheet("Products", products[i], limit=limits[2]),
            )
            for i, title in enumerate(["Window"] if channels == 1 else [words.capitalize() for words in names])
        ),
    )


def _pixels(now: ConvStep, features: Features) -> Level:
    """The pixels under the window: here the trail ends."""
    rows, columns = [(int(cells[0]), int(cells[-1])) for cells in (now.rows, now.cols)]
    window = (rows[0], columns[0], rows[1] - rows[0] + 1, columns[1] - columns[0] + 1)
    count = window[2] * window[3]
    size = features.array.shape[-2:]
    image = Sheet(
        "Image",
        features.array,
        f"{size[0]} × {size[1]}",
        look="picture",
        value_range=features.value_range,
        window=window,
    )
    near = _cut_out(image)
    origin = (
        " The picture was shrunk to these 7×5 gray cells before the network saw it: each is the average of a piece of "
        "it, brought to −1 to 1."
        if features.shrunk
        else ""
    )
    return Level(
        title=f"Pixels in rows {rows[0]} to {rows[1]}, columns {columns[0]} to {columns[1]}",
        value=None,
        number="",
        sentence=f"Here the trail ends: the number above comes from these {count} pixels"
        f"{' in three channels' if features.array.ndim == 3 else ''} and from no other.{origin}",
        lines=(),
        sheets=((image,),) if near is image else ((image, near),),
    )


def _cut_out(sheet: Sheet) -> Sheet:
    """The surroundings of the window or cell of a large grid; a small one as it is."""
    size = sheet.values.shape[-2:]
    if max(size) <= WHOLE_UP_TO:
        return sheet
    row, column, height, width = sheet.window or (*(sheet.cell or (0, 0)), 1, 1)
    spans = [
        _span(first, length, count, CUT_OUT[sheet.look])
        for first, length, count in zip((row, column), (height, width), size, strict=True)
    ]
    (top, bottom), (left, right) = spans
    return Sheet(
        sheet.title,
        sheet.values[..., top:bottom, left:right],
        f"cut out of {size[0]} × {size[1]}",
        look=sheet.look,
        limit=sheet.limit,
        value_range=sheet.value_range,
        first=(top, left),
        window=sheet.window and (row - top, column - left, height, width),
        cell=sheet.cell and (sheet.cell[0] - top, sheet.cell[1] - left),
        choices={(r - top, c - left): choice for (r, c), choice in sheet.choices.items()},
    )


def _span(first: int, length: int, count: int, wanted: int) -> tuple[int, int]:
    """From where to where cells are shown around ``length`` of ``count``."""
    shown = min(count, max(wanted, length + 2))
    start = max(0, min(count - shown, first - (shown - length) // 2))
    return start, start + shown


def _longest_first(order: np.ndarray, chosen: int) -> tuple[np.ndarray, np.ndarray]:
    """The terms to write out, the chosen one always among them, and those that stand as one sum."""
    shown = order[:MOST_TERMS]
    if chosen not in shown:
        shown = np.append(order[: MOST_TERMS - 1], chosen)
    return shown, order[~np.isin(order, shown)]


def share_text(value: float) -> str:
    """A share, or what leads to it, with four decimals; or two digits; a very small one with a power of ten.

    Examples
    --------
    >>> share_text(0.99948), share_text(1.0), share_text(0.00035), share_text(1.234e-8)
    ('0.9995', '1', '0.00035', '1.23·10⁻⁸')
    """
    if value == int(value):
        return f"{value:.0f}"
    if value >= 1e-6:
        return f"{value:.4f}" if value >= 0.001 else np.format_float_positional(value, 2, fractional=False)
    digits, power = f"{value:.2e}".split("e")
    return f"{digits}·10{str(int(power)).translate(SUPERSCRIPTS)}"


def _text(value: float) -> str:
    """A number as it is written nearly everywhere on the trail; a term 0·(−2) is 0, not −0."""
    return number_text(value + 0.0)


def _small_text(value: float) -> str:
    """A number among small ones, with four decimals."""
    return _text(value) if value == int(value) else f"{value:.4f}".replace("-", "−")


def _read(value: float, text: Callable[[float], str] = _text) -> float:
    """What a reader gets who takes the written number at its word."""
    digits, _, power = text(value).partition("·10")
    return float(f"{digits}e{power.translate(NORMAL) or 0}".replace("−", "-"))


def _equals(read: float, value: float, text: Callable[[float], str] = _text) -> str:
    """``=`` where the written numbers lead to the written result, ``≈`` where rounding shows."""
    shown = _read(value, text)
    return "=" if math.isclose(read, shown, rel_tol=1e-9, abs_tol=0 if shown else 1e-9) else "≈"


def _factor(value: float, text: Callable[[float], str] = _text) -> str:
    """A number inside a sum, with brackets around what is negative."""
    words = text(value)
    return f"({words})" if words.startswith("−") else words


def _named(words: str, value: float, text: Callable[[float], str] = _text) -> tuple[Part, Part]:
    """A number of a sum with what it is."""
    return Part(f"{words} ", "note"), Part(_factor(value, text))


def _tone(value: float) -> Literal["", "plus", "minus"]:
    return "minus" if value < 0 else "plus" if value > 0 else ""


def _place(row: int, column: int) -> str:
    return f"row {row}, column {column}"


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _joined(parts: Sequence[Part], sign: str) -> list[Part]:
    """The parts with a sign between them, but none between a note and its number."""
    pieces: list[Part] = []
    for part in parts:
        if pieces and pieces[-1].tone != "note":
            pieces.append(Part(sign))
        pieces.append(part)
    return pieces
