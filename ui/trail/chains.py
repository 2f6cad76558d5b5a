"""Where a number comes from: the levels from a share or a cell down to the pixels, each with its sum written out.

A chain of levels is built from the top down. Every level explains one number of the level above it, and the next level
explains one of the numbers in it. The reader chooses which; all choices together are the trail. Where the reader has
not chosen, or the choice makes no sense, the chain follows the number that adds most to the one above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cnn_steps import (
    LESSON_KERNEL_NAMES,
    Pool,
    SoftmaxStep,
    conv2d_step,
    dense_step,
    pool2d_step,
    relu,
    softmax_step,
)
from ui.address.codes import BIAS
from ui.networks.walk import DIGIT_NAMES, POOL, ForwardPass
from ui.operations.kernels import filter_for, lesson_kernels
from ui.picture.current import CurrentImage
from ui.trail.base import Chain, Features, Level, Trail
from ui.trail.levels import (
    activated_level,
    bias_level,
    cell_level,
    changed_logit_level,
    logit_level,
    pooled_level,
    share_level,
)
from ui.trail.pixel_levels import file_level, pixel_sums, pixels_level, window_places
from ui.trail.sums import place


def features_of(walk: ForwardPass) -> Features:
    """Image, filters and feature maps of the walk."""
    return Features(
        walk.array,
        walk.value_range,
        walk.filters,
        walk.filter_names,
        walk.maps,
        walk.fitted,
        walk.stages,
        walk.reading,
    )


def lesson_features(image: CurrentImage, maps: np.ndarray) -> Features:
    """The three lesson filters and their ``maps`` of the image as it is."""
    filters = filter_for(lesson_kernels(image), image)
    return Features(
        image.array,
        image.value_range,
        filters,
        LESSON_KERNEL_NAMES,
        maps,
        stages=image.stages,
        reading=image.reading,
    )


def one_feature(image: CurrentImage, weights: np.ndarray, feature_map: np.ndarray, **options: Any) -> Features:
    """The ``feature_map`` that one filter, (kH, kW) or (3, kH, kW), has made of the image with ``options``."""
    return Features(
        image.array,
        image.value_range,
        weights[None],
        ("",),
        feature_map[None],
        stages=image.stages,
        reading=image.reading,
        options=options,
    )


def share_chain(walk: ForwardPass, trail: Sequence[int]) -> Chain:
    """From the share of a digit, the answer where none is chosen, down to the pixels."""
    choices = Trail(trail)
    digit = choices.choose(range(len(DIGIT_NAMES)), walk.guess)
    top = share_level(softmax_step(walk.logits), digit, digit, "logit")
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
    levels = [share_level(now, digit, followed, "changed logit" if changed else "logit")]
    if changed:
        levels.append(
            changed_logit_level(
                float(walk.logits[followed]), float(now.logits[followed]), followed, constant, temperature
            )
        )
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


def pooled_chain(features: Features, pool: Pool, number: int, cell: tuple[int, int], trail: Sequence[int]) -> Chain:
    """From a cell of the map of one filter, after ReLU and ``pool``, down to the pixels."""
    choices = Trail(trail)
    title = f"Pooled map of the {features.names[number]}, {place(*cell)}"
    return choices.chain(_from_pooled(features, pool, (number, *cell), choices, title))


def activated_chain(
    features: Features, number: int, cell: tuple[int, int], trail: Sequence[int], *, kind: str
) -> Chain:
    """From a cell of one map after its activation down to the pixels."""
    choices = Trail(trail)
    return choices.chain(_from_activated(features, number, cell, choices, kind))


def cell_chain(features: Features, cell: tuple[int, int], trail: Sequence[int]) -> Chain:
    """From a cell of the one feature map of a page down to the pixels."""
    choices = Trail(trail)
    return choices.chain(_from_cell(features, 0, cell, choices))


def _from_logit(walk: ForwardPass, unit: int, choices: Trail, default: int | None = None) -> list[Level]:
    now = dense_step(walk.vector, walk.weights, walk.bias, unit)
    largest = int(now.terms.argmax())
    if default is None:
        default = largest if now.terms[largest] > 0 else BIAS
    above = choices.path
    entry = choices.choose(range(BIAS, walk.vector.size), default)
    level = logit_level(walk, now, float(walk.logits[unit]), entry, above)
    return [level, *([bias_level(walk, unit)] if entry == BIAS else _from_entry(walk, entry, choices))]


def _from_entry(walk: ForwardPass, entry: int, choices: Trail) -> list[Level]:
    features = features_of(walk)
    number, row, column = map(int, np.unravel_index(entry, walk.pooled.shape))
    title = f"Entry {entry:,}: pooled map of the {features.names[number]}, {place(row, column)}"
    return _from_pooled(features, POOL, (number, row, column), choices, title)


def _from_pooled(features: Features, pool: Pool, at: tuple[int, int, int], choices: Trail, title: str) -> list[Level]:
    """From the cell ``at`` a map, row and column of the pooled maps."""
    number, row, column = at
    activated = relu(features.maps[number])
    now = pool2d_step(activated, row, column, pool.size, stride=pool.stride, mode=pool.mode)
    is_max = pool.mode == "max"
    cells = now.winners if is_max else np.stack(np.meshgrid(now.rows, now.cols, indexing="ij"), -1).reshape(-1, 2)
    above = choices.path
    chosen = choices.choose(range(len(cells)), 0 if is_max else int(now.terms.argmax()))
    source_title = f"Map of the {features.names[number]}, after ReLU"
    level = pooled_level(now, activated, source_title, title, cells, chosen, above)
    source_row, source_column = map(int, cells[chosen])
    return [level, *_from_activated(features, number, (source_row, source_column), choices, "relu")]


def _from_activated(features: Features, number: int, cell: tuple[int, int], choices: Trail, kind: str) -> list[Level]:
    level = activated_level(kind, features.maps[number], cell, features.names[number])
    return [level, *_from_cell(features, number, cell, choices)]


def _from_cell(features: Features, number: int, cell: tuple[int, int], choices: Trail) -> list[Level]:
    kernel, options = features.filters[number], features.options
    now = conv2d_step(features.array, kernel, *cell, **options)
    above, places, chosen = choices.path, window_places(now), None
    if features.stages and places:
        toward = pixel_sums(now) * (-1 if now.channel_sums.sum() < 0 else 1)
        chosen = choices.choose(places, max(places, key=lambda place: toward[place]))
    levels = [
        cell_level(now, features.names[number], float(features.maps[number][cell]), has_bias="bias" in options),
        pixels_level(now, features, above, chosen),
    ]
    if chosen is not None:
        levels.append(file_level(features, places[chosen]))
    return levels
