"""One cell, one number: what every surface of a page writes for it.

``stops`` makes up a page at random, from a seed, and gives for each of its stops the texts that stand on the card, in
the formula, on the trail, in plain steps, in figures, tables and listings. ``disagreements`` are those that differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from cnn_steps import (
    KERNELS,
    LESSON_KERNEL_NAMES,
    LESSON_KERNELS,
    Pool,
    conv2d,
    conv2d_trace,
    dense_step,
    picture_stages,
    pool2d,
    pool2d_trace,
    relu,
    sample_photo,
    softmax_step,
    to_channels_first,
)
from cnn_steps.geometry import sweep
from ui.app.charts import settled_frame
from ui.figures.bars import bars_figure
from ui.figures.maps import PRINT_UP_TO, Panel, maps_figure
from ui.figures.numbers import fine, grid_texts, percent, written
from ui.kernels.choice import CHANNEL_WEIGHTS
from ui.lessons.softmax import adjusted
from ui.listings.printing import WHOLE
from ui.networks.walk import DIGIT_NAMES, ForwardPass, forward_pass
from ui.operations.card_data import Filter, Named, convolution_card, dense_card, pooling_card, softmax_card
from ui.operations.formulas import convolution_formula, dense_formula, pooling_formula, softmax_formula
from ui.operations.kernels import filter_for
from ui.picture.current import RANGES, CurrentImage
from ui.steps.parts import StepView
from ui.steps.views import step_view
from ui.trail.base import Level
from ui.trail.chains import cell_chain, lesson_features, logit_chain, one_feature, pooled_chain, softmax_chain

Texts = dict[str, str]

KINDS = ("convolution", "pooling", "dense", "softmax")
SLOW_EVERY = 4
"""Trail and plain steps build whole views and take a hundred times as long as the rest: every fourth stop has them."""


def disagreements(texts: Texts) -> list[str]:
    """The surfaces that write another number than the card, with what they write."""
    return [f"{name} {text!r}, not {texts['card']!r}" for name, text in texts.items() if text != texts["card"]]


def stops(kind: str, seed: int, most: int | None = None) -> Iterator[tuple[str, Texts]]:
    """Give what is written for the stops of a page put together from a seed, with words that tell them apart.

    Parameters
    ----------
    kind : one of ``KINDS``.
    most : stops, spread over all of them; ``None`` for every one.
    """
    rng = np.random.default_rng([KINDS.index(kind), seed])
    make = {"convolution": _convolution, "pooling": _pooling, "dense": _dense, "softmax": _softmax}[kind]
    return ((f"{kind} {seed}: {words}", texts) for words, texts in make(rng, most))


def _pick(rng: np.random.Generator, *options: Any) -> Any:
    return options[int(rng.integers(len(options)))]


def _image(rng: np.random.Generator) -> CurrentImage:
    """A drawing, or the photograph in gray or color, in some size and range."""
    if rng.random() < 0.2:
        return CurrentImage("A drawing", rng.choice([-1.0, 1.0], (7, 5)), (-1.0, 1.0), None, (), "", ())
    size, color, value_range = tuple(rng.integers(7, 33, 2)), bool(rng.random() < 0.4), _pick(rng, *RANGES.values())
    stages = picture_stages(sample_photo(), size=size, color=color, value_range=value_range)
    array = to_channels_first(stages[-1].array) if color else stages[-1].array
    return CurrentImage("A photograph", array, value_range, sample_photo(), tuple(stages), "", ())


def _kernel(rng: np.random.Generator, image: CurrentImage) -> np.ndarray:
    """A kernel of the menu that fits, or one with weights of its own."""
    if rng.random() < 0.6:
        fitting = [kernel.weights for kernel in KERNELS.values() if max(kernel.weights.shape) <= min(image.size)]
        return _pick(rng, *fitting)
    shape = rng.integers(1, min(7, *image.size) + 1, 2)
    return rng.choice([-3, -2, -1, -0.5, 0, 0.1, 0.25, 0.3, 0.7, 1, 1.5, 2], shape).astype(float)


def _some(rng: np.random.Generator, count: int, most: int | None) -> dict[int, bool]:
    """The stops that are wanted, and whether they have what is slow."""
    wanted = range(count) if most is None else rng.permutation(count)[:most].tolist()
    return {stop: place % SLOW_EVERY == 0 for place, stop in enumerate(wanted)}


def _convolution(rng: np.random.Generator, most: int | None) -> Iterator[tuple[str, Texts]]:
    """The page of convolution, and of stride, padding and dilation, which has neither bias nor trail."""
    image = _image(rng)
    kernel = _kernel(rng, image)
    channels = CHANNEL_WEIGHTS[_pick(rng, *CHANNEL_WEIGHTS)] if image.channels == 3 else (1.0, 1.0, 1.0)
    weights = filter_for(kernel, image, channels)
    options: dict[str, Any] = {"average": bool(rng.random() < 0.5), "bias": _pick(rng, 0.0, 0.0, 0.25, -1.5, 0.1)}
    if rng.random() < 0.5:
        spread = max(kernel.shape) > 1 and 2 * max(kernel.shape) - 1 <= min(image.size)
        options |= {"stride": _pick(rng, 1, 2, 3), "dilation": 2 if spread and rng.random() < 0.5 else 1}
        options |= {"padding": _pick(rng, ((0, 0), (0, 0)), ((1, 1), (1, 1)), ((1, 2), (0, 1)))}
    bias = options.pop("bias")
    feature_map = conv2d(image.array, weights[None], [bias], **options)[0]
    bank = conv2d(image.array, np.stack([weights, -weights, weights]), [bias] * 3, **options)[2]
    stride, padding, dilation = options.get("stride", 1), options.get("padding", 0), options.get("dilation", 1)
    axes = sweep(image.size, kernel.shape, stride, padding, dilation)
    card = convolution_card(image, Filter(weights, "own", bias, options["average"]), feature_map, axes)
    map_texts = _map_texts(card.output.numbers)
    table, feature = _table(feature_map), one_feature(image, weights, feature_map, bias=bias, **options)
    wanted = _some(rng, feature_map.size, most)
    for stop, step in enumerate(conv2d_trace(image.array, weights, bias, **options)):
        if stop in wanted:
            cell, value = (step.row, step.col), feature_map[step.row, step.col]
            texts = _cell_texts(value, float(card.output.numbers[cell]), stop, map_texts, table) | {
                "step": written(step.total),
                "bank of filters": written(bank[cell]),
                "formula": _last(convolution_formula(step).current),
            }
            if wanted[stop]:
                texts |= _trail(cell_chain(feature, cell, ()).levels[0]) | _plain(step_view(card, stop))
            yield f"{kernel.tolist()} over {image.array.shape}, bias {bias}, {options}, stop {stop}", texts


def _pooling(rng: np.random.Generator, most: int | None) -> Iterator[tuple[str, Texts]]:
    """The page of pooling."""
    image = _image(rng)
    filters = filter_for(LESSON_KERNELS, image)
    maps = conv2d(image.array, filters, average=True)
    activated, number = relu(maps), int(rng.integers(len(filters)))
    mode = _pick(rng, "max", "avg", "avg")
    size = int(rng.integers(1, min(4, *maps.shape[1:]) + 1))
    options = {"size": size, "stride": _pick(rng, 1, 2, size), "mode": mode}
    pooled = pool2d(activated, **options)
    axes = sweep(activated.shape, (size, size), options["stride"], 0, 1)
    card = pooling_card(activated[number], "Map", pooled[number], axes, mode)
    map_texts, table = _map_texts(card.output.numbers), _table(pooled[number])
    features = lesson_features(image, maps)
    wanted = _some(rng, pooled[number].size, most)
    for stop, step in enumerate(pool2d_trace(activated[number], **options)):
        if stop in wanted:
            cell = (step.row, step.col)
            value = pooled[number][cell]
            texts = _cell_texts(value, float(card.output.numbers[cell]), stop, map_texts, table) | {
                "step": written(step.value),
                "formula": _last(pooling_formula(step, mode).current),
            }
            if wanted[stop]:
                texts |= _trail(pooled_chain(features, Pool(**options), number, cell, ()).levels[0])
                texts |= _plain(step_view(card, stop))
            yield f"map of the {LESSON_KERNEL_NAMES[number]} of {image.array.shape}, {options}, stop {stop}", texts


def _walk(rng: np.random.Generator) -> ForwardPass:
    image = _image(rng)
    trained = image.is_bitmap or rng.random() < 0.3
    return forward_pass(image, head="trained" if trained else "untrained")


def _dense(rng: np.random.Generator, most: int | None) -> Iterator[tuple[str, Texts]]:
    """The page of the dense layer, at the last term of every unit."""
    walk = _walk(rng)
    bars = bars_figure("logits", walk.logits, DIGIT_NAMES).data[0]
    table = settled_frame(walk.answer_table())["logit"].to_numpy()
    for unit in sorted(_some(rng, len(DIGIT_NAMES), most)):
        now = dense_step(walk.vector, walk.weights, walk.bias, unit)
        maps, units = Named(walk.pooled, walk.filter_names), Named(walk.logits, DIGIT_NAMES)
        card = dense_card(now, maps, units, np.arange(walk.vector.size))
        level = logit_chain(walk, unit, 0, ()).levels[0]
        yield (
            f"unit {unit} of {walk.array.shape}",
            {
                "card": written(card.output[unit]),
                "step": written(now.total),
                "formula": _last(dense_formula(now, DIGIT_NAMES[unit]).current),
                "bar": re.sub("</?b>", "", bars.text[unit]),
                "table": written(table[unit]),
                "listing": _printed(walk.logits[unit]),
                "trail": level.number,
                **_plain(step_view(card, walk.vector.size - 1)),
            },
        )


def _softmax(rng: np.random.Generator, most: int | None) -> Iterator[tuple[str, Texts]]:
    """The page of softmax: shares in a calculation, then the same as percent."""
    walk = _walk(rng)
    options = {"constant": _pick(rng, 0.0, 0.0, -2.5, 40.0), "temperature": _pick(rng, 1.0, 1.0, 0.3, 3.0)}
    now = softmax_step(adjusted(walk.logits, **options))
    card = softmax_card(now, DIGIT_NAMES)
    bars = bars_figure("shares", now.probabilities, DIGIT_NAMES).data[0]
    table = settled_frame(walk.answer_table(now)).iloc[:, -1].to_numpy()
    for digit in sorted(_some(rng, len(DIGIT_NAMES), most)):
        level = softmax_chain(walk, now, digit, (digit,), **options).levels[0]
        view = step_view(card, digit)
        sent, words = float(card.probabilities[digit]), f"digit {digit} of {walk.array.shape}"
        yield (
            f"{words}, calculated",
            {
                "card": fine(sent),
                "formula": _last(softmax_formula(now, digit, DIGIT_NAMES[digit], **options).current),
                **_trail(level),
                "plain sum": re.sub(r"\^\((.*)\)", r"^{\1}", _last(view.sum_text)),
                "table": fine(table[digit]),
                "listing": _printed(now.probabilities[digit], fine),
            },
        )
        said = re.search(r"gives “.” (.*) of the whole", view.sentence)
        yield (
            f"{words}, as percent",
            {
                "card": percent(sent, words=True),
                "bar": re.sub("</?b>", "", bars.text[digit]).replace("<", "less than").replace(">", "more than"),
                "plain sentence": said[1] if said else "",
                "trail's sentence": "".join(re.findall(r"that is (.* %)\.", level.sentence)),
                "table": percent(table[digit], words=True),
            },
        )


def _cell_texts(value: float, sent: float, stop: int, map_texts: list[str], table: np.ndarray) -> Texts:
    """What card, figure, table and listing of a map write; the figure only where it has no notation of its own."""
    texts = {
        "card": written(sent),
        "table": written(table[stop]),
        "listing": _printed(value),
    }
    if not re.search("≈|e", map_texts[stop]):  # small beside the others, or in a grid of powers of ten
        texts["figure"] = map_texts[stop]
    return texts


def _map_texts(values: np.ndarray) -> list[str]:
    """What stands in the cells of a map; in a large one, what would stand there if it was cut out."""
    if max(values.shape) > PRINT_UP_TO:
        return [text for row in grid_texts(values) for text in row]
    drawn = maps_figure([[Panel("Map", values)]]).data[0].text
    return [re.sub("<.*?>", "", text) for row in drawn for text in row]


def _table(values: np.ndarray) -> np.ndarray:
    return settled_frame(pd.DataFrame(values)).to_numpy().ravel()


def _printed(value: float, text: Callable[[float], str] = written) -> str:
    """What a reader makes of a number that a listing prints."""
    return text(float(f"{value:{WHOLE}}"))


def _last(text: str) -> str:
    """The result at the end of a formula or a sum, in the letters of ``written``."""
    result = re.split(r" (?:=|≈|\\approx) ", text)[-1]
    return re.sub(r" \\cdot (10\^\{.*\})", r"·\1", result).replace("-", "−")


def _trail(level: Level) -> Texts:
    """What the trail writes: the number of a level, and the result of its sum."""
    return {"trail": level.number, "trail's sum": level.lines[-1][-1].text}


def _plain(view: StepView) -> Texts:
    """What plain steps and the GIF write: the result of the sum, and the number in the sentence."""
    results = [piece.text for piece in view.said if piece.tint == "result"]
    return {"plain sum": _last(view.sum_text).split(" = ")[-1], "plain sentence": results[-1]}
