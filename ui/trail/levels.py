"""The levels between a number and its pixels: each with its number, its sum, and the grids that the sum is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from cnn_steps import ConvStep, DenseStep, PoolStep, SoftmaxStep
from ui.address.codes import BIAS
from ui.figures.maps import CHANNEL_NAMES, scale_limit
from ui.figures.numbers import as_read, counted, equals, factor, filled, fine, percent, written
from ui.networks.walk import DIGIT_NAMES, ForwardPass
from ui.operations.activations import ACTIVATIONS
from ui.trail.base import WHOLE_UP_TO, Level, Sheet, cut_out
from ui.trail.sums import MOST_TERMS, Part, joined, longest_first, named, place, source_cell, tone, with_powers

BESIDE_EACH_OTHER = 3  # columns; a wider window has no room beside its kernel and products


def share_level(now: SoftmaxStep, digit: int, followed: int, noun: str) -> Level:
    """A share: a power of e, divided by all ten of them."""
    share, power = float(now.probabilities[digit]), float(now.exponentials[digit])
    largest = float(now.logits.max())
    read = [as_read(value, fine) for value in now.exponentials]
    large = [
        i for i, value in enumerate(now.exponentials) if value >= 0.00005
    ]  # the others have no digit in four decimals
    rest = float(np.delete(now.exponentials, large).sum())
    total = sum(read[i] for i in large) + as_read(rest, fine)
    added = [Part(fine(now.exponentials[i])) for i in large]
    if len(large) < len(read):
        added += [Part("the rest ", "note"), Part(fine(rest))]
    quotient = equals(read[digit] / as_read(now.total, fine), share, fine)
    return Level(
        title=f"Share of {DIGIT_NAMES[digit]}",
        value=share,
        number=fine(share),
        sentence=f"Softmax: e to the power of a digit's {noun}, as a share of what all ten get that way. For the "
        f"{DIGIT_NAMES[digit]} that is {percent(share, words=True)}. (The largest {noun} is taken off first; no share "
        "changes.)",
        lines=(
            tuple(
                Part(
                    f"{name}\n{written(value)}",
                    tone(value),
                    choice,
                    f"{name}: {written(value)}, the {noun} of {name}",
                )
                for choice, (name, value) in enumerate(zip(DIGIT_NAMES, now.logits, strict=True))
            ),
            (
                Part("e"),
                Part(f"{written(now.logits[digit])} − {factor(largest)}", "power"),
                Part(f" {'=' if now.shifted[digit] == 0 else '≈'} {fine(power)}"),
            ),
            (
                Part("all ten ", "note"),
                *joined(added, " + "),
                Part(f" {equals(total, now.total, fine)} {fine(now.total)}"),
            ),
            (Part(f"{fine(power)} ÷ {fine(now.total)} {quotient} "), Part(fine(share), "result")),
        ),
        chosen=followed,
        follows=float(now.logits[followed]),
    )


def changed_logit_level(logit: float, value: float, digit: int, constant: float, temperature: float) -> Level:
    """A logit that a constant was added to and that was divided by a temperature."""
    sign = equals((as_read(logit) + as_read(constant)) / as_read(temperature), value)
    return Level(
        title=f"Changed logit of {DIGIT_NAMES[digit]}",
        value=value,
        number=written(value),
        sentence="Before softmax the constant set above is added to every logit, and the temperature divides the sum.",
        lines=(
            (
                Part(f"({written(logit)} + {factor(constant)}) ÷ {written(temperature)} {sign} "),
                Part(written(value), "result"),
            ),
        ),
        follows=logit,
    )


def logit_level(walk: ForwardPass, now: DenseStep, logit: float, entry: int, above: tuple[int, ...]) -> Level:
    """A logit: the terms for its digit, those against it, and the bias; ``entry`` is what the next level explains."""
    terms, name = now.terms, DIGIT_NAMES[now.unit]
    order = np.argsort(-np.abs(terms), kind="stable")
    largest = float(abs(terms[order[0]]))
    text = written if largest >= 0.1 else fine
    shown, _ = longest_first(order, *{int(terms.argmax()), int(terms.argmin()), entry} - {BIAS})
    lines: list[tuple[Part, ...]] = []
    for words, belongs in (
        (f"for the {name}", terms > 0),
        ("against it", terms < 0),
        ("of 0, for neither", terms == 0),
    ):
        listed, count = shown[belongs[shown]], int(belongs.sum())
        if count:
            cut = f", {len(listed) or 'none'} of them below" if len(listed) < count else ""
            lines.append((Part(f"{counted(count, 'term')} {words}{cut}", "note"),))
        if listed.size:
            lines.append(tuple(_term(now, int(i), walk, text, largest) for i in listed))
    speaking = {"for": float(terms[terms > 0].sum()), "against": float(terms[terms < 0].sum())}
    sign = equals(sum(as_read(value, text) for value in (*speaking.values(), now.bias)), logit, text)
    bias = Part(factor(now.bias, text), "", BIAS, f"bias {text(now.bias)}")
    added = [part for words, value in speaking.items() for part in named(words, value, text)]
    lines.append(
        (*joined([*added, Part("bias ", "note"), bias], " + "), Part(f" {sign} "), Part(text(logit), "result"))
    )
    per = walk.vector.size // len(walk.pooled)
    return Level(
        title=f"Logit of {name}",
        value=logit,
        number=written(logit),
        sentence=f"Every entry of the vector is multiplied with its weight for the {name}. "
        f"{_weighed(now, name, text)}{_followed_term(now, name, entry)}",
        lines=tuple(lines),
        sheets=((_vector(walk, entry, per),),) if per <= WHOLE_UP_TO else (),
        above=above,
        chosen=entry,
        follows=now.bias if entry == BIAS else float(walk.vector[entry]),
    )


def _weighed(now: DenseStep, name: str, text: Callable[[float], str]) -> str:
    """How much the picture adds and how much the bias, in a sentence or two."""
    picture = float(now.terms.sum())
    nothing = "" if (now.terms > 0).any() else f"No term speaks for the {name}. "
    outweighs = abs(as_read(now.bias, text)) > abs(as_read(picture, text))
    end = ": here the bias outweighs the picture" if outweighs else ""
    return f"{nothing}The picture adds {text(picture)} in all, the bias {text(now.bias)}{end}."


def _followed_term(now: DenseStep, name: str, entry: int) -> str:
    """Which of the terms the next level explains."""
    if entry == BIAS:
        return ""
    term, count = now.terms[entry], now.terms.size
    if term > 0 and term == now.terms.max():
        which = f": no other speaks more for the {name}"
    elif term < 0 and term == now.terms.min():
        which = f": no other speaks more against the {name}"
    else:
        which = ""
    return f" Below is the way of one of the {count:,} terms{which}."


def bias_level(walk: ForwardPass, unit: int) -> Level:
    """The bias of a logit, where the trail ends."""
    bias = float(walk.bias[unit])
    origin = "was learned" if walk.trained else f"is {written(bias)} until something is learned"
    return Level(
        title=f"Bias of {DIGIT_NAMES[unit]}",
        value=bias,
        number=written(bias),
        sentence=f"Here the trail ends: the bias {origin} and does not come from the picture.",
        lines=(),
    )


def _term(now: DenseStep, entry: int, walk: ForwardPass, text: Callable[[float], str], largest: float) -> Part:
    """One term of a logit, with its size as a share of the largest term."""
    value, weight, term = (float(part[entry]) for part in (now.inputs, now.weights, now.terms))
    sign = equals(as_read(value, text) * as_read(weight, text), term, text)
    number, row, column = map(int, np.unravel_index(entry, walk.pooled.shape))
    words = f"{factor(value, text)}·{factor(weight, text)} {sign} {text(term)}"
    origin = f"entry {entry}: {walk.filter_names[number]}, {place(row, column)}"
    return Part(words, tone(term), entry, f"{words}, {origin}", abs(term) / largest if largest else 0.0)


def _vector(walk: ForwardPass, entry: int, per: int) -> Sheet:
    """The vector with a row for each map, of ``per`` entries."""
    return Sheet(
        "Vector",
        walk.vector.reshape(-1, per),  # (F·H'·W',) -> (F, H'·W')
        "a row for each map",
        limit=walk.limit,
        cell=None if entry == BIAS else divmod(entry, per),
        choices={divmod(i, per): i for i in range(walk.vector.size)},
    )


def pooled_level(
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
    is_max, count = now.terms.size == 0, now.window.size
    lines = _maximum(now, cells) if is_max else _average(now, cells, values, chosen)
    if count == 1:
        sentence = "The window has one cell, and pooling keeps its number."
    elif is_max:
        tie = f" {len(cells)} cells tie: follow any of them." if len(cells) > 1 else ""
        sentence = f"Max pooling keeps the largest of {count} cells.{tie}"
    else:
        sentence = f"Average pooling adds up {count} cells and divides by their number."
    return Level(
        title=title,
        value=now.value,
        number=written(now.value),
        sentence=sentence,
        lines=lines,
        sheets=(
            (
                cut_out(
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


def _maximum(now: PoolStep, cells: np.ndarray) -> tuple[tuple[Part, ...], ...]:
    """The numbers of the window inside a max, of a large window only the winners; winners can be pressed."""
    result = Part(written(now.value), "result")
    wins = {(int(r), int(c)): i for i, (r, c) in enumerate(cells)}
    inside: list[Part] = []
    for (i, j), value in np.ndenumerate(now.window):
        cell, number = (int(now.rows[i]), int(now.cols[j])), float(value)
        inside.append(source_cell(cell, number, wins[cell]) if cell in wins else Part(written(number)))
    if len(inside) > MOST_TERMS:
        winners = [part for part in inside if part.choice is not None]
        smaller = len(inside) - len(winners)
        inside = winners[:MOST_TERMS] + [Part(counted(smaller, "smaller number"))] * (smaller > 0)
        inside += [Part(f"{len(winners) - MOST_TERMS} more that tie")] * (len(winners) > MOST_TERMS)
    return ((Part("max( "), *joined(inside, ", "), Part(" ) = "), result),)


def _average(now: PoolStep, cells: np.ndarray, values: np.ndarray, chosen: int) -> tuple[tuple[Part, ...], ...]:
    """The numbers of the window added up and divided; of a large window the largest, and the others as one sum."""
    order = np.arange(values.size) if values.size <= MOST_TERMS else np.argsort(-np.abs(values), kind="stable")
    shown, others = longest_first(order, chosen)
    parts = [source_cell((int(cells[i][0]), int(cells[i][1])), values[i], int(i)) for i in shown]
    read = sum(as_read(values[i]) for i in shown)
    if others.size:
        rest = float(values[others].sum())
        parts += named(f"the other {counted(others.size, 'cell')}", rest)
        read += as_read(rest)
    sign = equals(read / now.divisor, now.value)
    return (
        (
            Part("( "),
            *joined(parts, " + "),
            Part(f" ) ÷ {now.divisor} {sign} "),
            Part(written(now.value), "result"),
        ),
    )


def activated_level(kind: str, before: np.ndarray, cell: tuple[int, int], name: str) -> Level:
    """A cell after its activation."""
    activation, x = ACTIVATIONS[kind], float(before[cell])
    value = float(activation.function(before[cell]))
    sign = equals(activation.exactly(x), value)
    return Level(
        title=f"After {activation.name}: {name}, {place(*cell)}",
        value=value,
        number=written(value),
        sentence=f"{activation.title}. {filled(activation.step_words(x), {'y': written(value)})}",
        lines=((*with_powers(activation.worked_with(x)), Part(f" {sign} "), Part(written(value), "result")),),
        sheets=((cut_out(Sheet(f"Feature map of the {name}", before, limit=scale_limit(before), cell=cell)),),),
        follows=x,
    )


def cell_level(now: ConvStep, name: str, value: float, *, has_bias: bool) -> Level:
    """A cell of a feature map: window times kernel, over all channels, divided, plus the bias where there is one."""
    channels = now.channel_sums.size
    windows, kernels, products = (
        part.reshape(channels, *part.shape[-2:]) for part in (now.window, now.kernel, now.products)
    )
    totals = [float(part) for part in now.channel_sums]
    names = CHANNEL_NAMES if channels == 3 else ("",)
    is_done = channels == 1 and now.divisor == 1 and not has_bias  # the sum of the products is the cell
    if channels == 1:
        added: tuple[tuple[Part, ...], ...] = (_products(now, *((value, "result") if is_done else (totals[0], ""))),)
        inner = written(totals[0])
    else:
        added = tuple(
            (
                Part(f"{words}: {counted(window.size, 'product')} ", "note"),
                Part(f"{equals(_read_products(window, kernel), total)} {written(total)}"),
            )
            for words, window, kernel, total in zip(names, windows, kernels, totals, strict=True)
        )
        inner = f"({' + '.join(map(factor, totals))})"
    sign = equals(sum(map(as_read, totals)) / now.divisor + as_read(now.bias), value)
    over = " over all three channels" if channels == 3 else ""
    divided, quotient = (f", divided by {now.divisor}", f" ÷ {now.divisor}") if now.divisor > 1 else ("", "")
    plus, summand = (", plus the bias", f" + {factor(now.bias)}") if has_bias else ("", "")
    limits = [scale_limit(part) for part in (windows, kernels, products)]
    padding = (now.rows < 0)[:, None] | (now.cols < 0)
    return Level(
        title=f"Feature map{name and f' of the {name}'}, {place(now.row, now.col)}",
        value=value,
        number=written(value),
        sentence=f"Convolution: window times kernel, cell by cell, added up{over}{divided}{plus}.",
        lines=added
        if is_done
        else (*added, (Part(f"{inner}{quotient}{summand} {sign} "), Part(written(value), "result"))),
        sheets=tuple(
            (
                Sheet(title, windows[i], limit=limits[0], padding=padding),
                "×",
                Sheet("Kernel", kernels[i], limit=limits[1]),
                "=",
                Sheet("Products", products[i], limit=limits[2]),
            )
            for i, title in enumerate(["Window"] if channels == 1 else [words.capitalize() for words in names])
        )
        if padding.shape[1] <= BESIDE_EACH_OTHER
        else (),
    )


def _read_products(windows: np.ndarray, kernels: np.ndarray) -> float:
    """The sum of products that a reader gets from the factors as they are written."""
    return sum(as_read(a) * as_read(b) for a, b in zip(windows.flat, kernels.flat, strict=True))


def _products(now: ConvStep, total: float, role: Literal["", "result"]) -> tuple[Part, ...]:
    """The products of one channel added up; of a large kernel the largest, and the others as one sum."""
    windows, kernels, products = (part.ravel() for part in (now.window, now.kernel, now.products))
    order = np.arange(products.size) if products.size <= MOST_TERMS else np.argsort(-np.abs(products), kind="stable")
    shown, others = order[:MOST_TERMS], order[MOST_TERMS:]
    parts = [Part(f"{factor(windows[i])}·{factor(kernels[i])}", tone(float(products[i]))) for i in shown]
    read = _read_products(windows[shown], kernels[shown])
    if others.size:
        rest = float(products[others].sum())
        parts += named(f"the other {counted(others.size, 'product')}", rest)
        read += as_read(rest)
    return (*joined(parts, " + "), Part(f" {equals(read, total)} "), Part(written(total), role))
