"""What the step card is sent: for each operation its numbers, its geometry, and the words that go with single steps.

A card is told from the others by its class here and by ``operation`` in the browser, where that chooses the script. A
grid is told from the others by its ``look``. A title is only ever shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import numpy as np

from cnn_steps.layers import PoolMode
from ui.components.wire import message

Pair: TypeAlias = tuple[int, int]
Padding: TypeAlias = tuple[int, int, int, int]
"""Cells on top, on the left, at the bottom and on the right."""


@message
class PictureGrid:
    """An image in gray or color: (channels, rows, columns).

    Attributes
    ----------
    names : of the channels where there are several.
    range : what black and white are.
    """

    numbers: np.ndarray
    title: str
    names: tuple[str, ...]
    range: tuple[float, float]
    look: Literal["picture"] = "picture"


@message
class MapGrid:
    """One map or several, blue above zero and red below: (rows, columns) or (maps, rows, columns).

    Attributes
    ----------
    limit : the end of the color scale.
    """

    numbers: np.ndarray
    title: str
    limit: float
    look: Literal["signed"] = "signed"


@message
class KernelGrid:
    """What slides over an image or a map: (rows, columns), or (channels, rows, columns).

    Attributes
    ----------
    note : beside the title.
    """

    numbers: np.ndarray
    title: str
    note: str


@message
class ConvolutionCard:
    """A convolution with one filter.

    Attributes
    ----------
    output : the feature map.
    divisor : what every sum is divided by.
    captions : words for single steps, by their number.
    """

    input: PictureGrid
    kernel: KernelGrid
    output: MapGrid
    bias: float
    divisor: int
    stride: Pair
    dilation: Pair
    padding: Padding
    captions: Mapping[int, str]
    operation: Literal["convolution"] = "convolution"


@message
class PoolingCard:
    """The pooling of one map: (1, rows, columns) comes in.

    Attributes
    ----------
    size : rows and columns of the window.
    """

    input: MapGrid
    output: MapGrid
    size: Pair
    stride: Pair
    mode: PoolMode
    operation: Literal["pooling"] = "pooling"


@message
class StepSide:
    """What the step card says of a number on one side of zero.

    Attributes
    ----------
    said : the template of a sentence, with ``{x}`` and ``{y}``.
    line : of the straight line that the curve is on this side, its height at zero and its slope. ``None`` where the
        curve is bent: there the formula has powers of e, and no number written with digits is just what it gives.
    """

    said: str
    line: tuple[float, float] | None


@message
class ActivationWords:
    """The words of an activation's card; ``formula`` is a template with ``{x}`` and ``{-x}``."""

    formula: str
    below: StepSide
    zero: StepSide
    above: StepSide


@message
class ActivationCard:
    """An activation on one map.

    Attributes
    ----------
    kind : which activation it is; nothing depends on it in the browser.
    curve : points (input, output), from -span to span.
    ticks : outputs to mark, from the lowest to the highest.
    """

    input: MapGrid
    output: MapGrid
    kind: str
    name: str
    words: ActivationWords
    curve: tuple[tuple[float, float], ...]
    span: float
    ticks: tuple[float, ...]
    operation: Literal["activation"] = "activation"


@message
class FlattenCard:
    """Maps laid out as one vector.

    Attributes
    ----------
    names : of the maps.
    """

    input: MapGrid
    names: tuple[str, ...]
    operation: Literal["flatten"] = "flatten"


@message
class DenseCard:
    """One unit of a dense layer.

    Attributes
    ----------
    input, weights : (entries,), what goes in and the weights of the unit.
    output : (units,), of all units.
    order : (entries,) whole numbers, the entries in the order in which their terms are added.
    unit, unit_index : the name of the unit, and its place among all.
    maps : how many maps the vector was flattened from.
    names : of the units.
    map_names, map_columns : of the maps, from which the browser works out where an entry comes from.
    """

    input: np.ndarray
    weights: np.ndarray
    bias: float
    output: np.ndarray
    order: np.ndarray
    unit: str
    unit_index: int
    maps: int
    names: tuple[str, ...]
    map_names: tuple[str, ...]
    map_columns: int
    operation: Literal["dense"] = "dense"


@message
class SoftmaxCard:
    """A softmax with its stages, each (classes,).

    Attributes
    ----------
    title : what was done to the logits before.
    total : of the exponentials.
    names : of the classes.
    """

    title: str
    logits: np.ndarray
    shifted: np.ndarray
    exponentials: np.ndarray
    probabilities: np.ndarray
    total: float
    names: tuple[str, ...]
    operation: Literal["softmax"] = "softmax"


@message
class BackwardLossCard:
    """Back through the loss: the gradient of each logit, (classes,).

    Attributes
    ----------
    shares : of the classes, by softmax.
    targets : 1 for the right class, else 0.
    output : the gradient, ``scale`` times as large as it is.
    title : of the output.
    names : of the classes.
    """

    shares: np.ndarray
    targets: np.ndarray
    output: np.ndarray
    title: str
    scale: int
    names: tuple[str, ...]
    operation: Literal["backward_loss"] = "backward_loss"


@message
class BackwardDenseCard:
    """Back through a dense layer to what came in.

    Attributes
    ----------
    upstream, title : (units,), the gradient of what came out, and what it is called.
    weights : (entries, units).
    output, output_title : (entries,), the gradient of what came in, and what it is called.
    maps : how many maps the vector was flattened from.
    names : of the units.
    places : what each entry is called.
    """

    upstream: np.ndarray
    weights: np.ndarray
    output: np.ndarray
    title: str
    output_title: str
    maps: int
    names: tuple[str, ...]
    places: tuple[str, ...]
    operation: Literal["backward_dense"] = "backward_dense"


@message
class BackwardWeightsCard:
    """Back through a dense layer to the weights of one unit.

    Attributes
    ----------
    input, input_title : (entries,), what came in, and what it is called.
    upstream, title : (units,), the gradient of what came out, and what it is called.
    output : (entries,), the gradient of each weight of the unit.
    maps : how many maps the vector was flattened from.
    unit, unit_index : the name of the unit, and its place among all.
    names : of the units.
    places : what each entry is called.
    """

    input: np.ndarray
    upstream: np.ndarray
    output: np.ndarray
    title: str
    input_title: str
    maps: int
    unit: str
    unit_index: int
    names: tuple[str, ...]
    places: tuple[str, ...]
    operation: Literal["backward_weights"] = "backward_weights"


@message
class BackwardFlattenCard:
    """Back through flatten: the gradient of each map.

    Attributes
    ----------
    title : of the vector.
    names : of the maps.
    """

    output: MapGrid
    title: str
    names: tuple[str, ...]
    operation: Literal["backward_flatten"] = "backward_flatten"


@message
class BackwardPoolingCard:
    """Back through the pooling of one map: (1, rows, columns) came in.

    Attributes
    ----------
    upstream, output : the gradient after pooling and before it.
    winners : whole numbers, for each window the place of its winner in the map without padding; none for a mean.
    size : rows and columns of the window.
    """

    upstream: MapGrid
    input: MapGrid
    output: MapGrid
    winners: np.ndarray
    size: Pair
    stride: Pair
    padding: Padding
    mode: PoolMode
    operation: Literal["backward_pooling"] = "backward_pooling"


@message
class GateSide:
    """What the card of the way back says of a number on one side of zero.

    Attributes
    ----------
    said : the template of a sentence, with ``{x}``, ``{slope}`` and ``{y}``, the gradient that passes.
    exact : whether the slope is a number that can be written with digits.
    """

    said: str
    exact: bool


@message
class GateWords:
    """The words of the card of an activation on the way back."""

    below: GateSide
    zero: GateSide
    above: GateSide


@message
class BackwardGateCard:
    """Back through an activation on one map.

    Attributes
    ----------
    kind : which activation it is; nothing depends on it in the browser.
    slope : of the activation at each number that came in.
    upstream, output : the gradient after the activation and before it.
    """

    kind: str
    words: GateWords
    input: MapGrid
    slope: MapGrid
    upstream: MapGrid
    output: MapGrid
    operation: Literal["backward_gate"] = "backward_gate"


@message
class BackwardConvolutionCard:
    """Back through a convolution with one filter: what slides over what, and the gradient of a kernel or an image.

    Attributes
    ----------
    input : (1, rows, columns), what it slides over.
    kernel : what slides.
    gradient_of : what the output is the gradient of.
    says : the sentence of a step, up to its number.
    """

    input: PictureGrid | MapGrid
    kernel: KernelGrid
    output: MapGrid
    divisor: int
    stride: Pair
    dilation: Pair
    padding: Padding
    gradient_of: Literal["kernel", "image"]
    says: str
    operation: Literal["backward_convolution"] = "backward_convolution"


BackwardCard: TypeAlias = (
    BackwardLossCard
    | BackwardDenseCard
    | BackwardWeightsCard
    | BackwardFlattenCard
    | BackwardPoolingCard
    | BackwardGateCard
    | BackwardConvolutionCard
)
Card: TypeAlias = ConvolutionCard | PoolingCard | ActivationCard | FlattenCard | DenseCard | SoftmaxCard | BackwardCard


@message
class CardOnPage:
    """A card as it stands on a page.

    Attributes
    ----------
    step : where it starts, from 0.
    digest : a fingerprint of all but the step, by which the browser tells a new card from the same one.
    large : whether it is shown large.
    reveal : whether what comes after the step in view stays hidden until the person wants it otherwise.
    """

    card: Card
    step: int
    digest: str
    large: bool
    reveal: bool
