"""The network in view, the same on every page: its layers from the address, its weights, the image as it takes it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod
from typing import TypeAlias

import numpy as np

from cnn_steps import (
    LESSON_KERNEL_NAMES,
    LESSON_KERNELS,
    Conv,
    Layer,
    LayerSummary,
    forward,
    init_parameters,
    layer_names,
    load_bitmap_classifier,
    load_digit_network,
    load_digits,
    summary,
)
from ui.address import settings, state
from ui.networks.codes import PRESETS, NetworkPlan, code_from_plan, plan_from_code
from ui.networks.inputs import NetworkInput as NetworkInput
from ui.networks.inputs import prepared
from ui.picture.changes import changed_kernels
from ui.picture.current import CurrentImage
from ui.picture.in_view import current_image

MOST_PARAMETERS = 2_000_000
MOST_MULTIPLY_ADDS = 100_000_000
MOST_NUMBERS = 2_000_000  # that all layers give together; 16 MB
MOST_KEPT = 4  # networks whose weights a session keeps

_WEIGHTS = "weights of networks"


@dataclass(frozen=True, eq=False)
class ChosenNetwork:
    """The network in view with its weights.

    Attributes
    ----------
    name : as it stands in the address: a preset's name, or a code.
    title : what to call it.
    layers : from the image on.
    input_shape : (C, H, W).
    value_range : what black and white are in what it takes.
    parameters : as ``cnn_steps.init_parameters`` names them; read-only.
    weights : whose they are, in a few words, such as "random, seed 0".
    source : where they come from: "nine", the first lessons; "digits", shipped; "kept", trained or loaded; "random";
        "designed", where there are no others than ``designed``.
    designed : whose filters a random network begins with: "nine", "stages", or empty.
    seed : of the random weights.
    digest : a fingerprint of layers, shape and weights.
    classes : what its outputs stand for, where weights of this session were trained on classes with names.
    untrained : whether the weights that are kept are those from before a training.
    """

    name: str
    title: str
    layers: tuple[Layer, ...]
    input_shape: tuple[int, int, int]
    value_range: tuple[float, float]
    parameters: Mapping[str, np.ndarray]
    weights: str
    source: str
    designed: str
    seed: int
    digest: str
    classes: tuple[str, ...] = ()
    untrained: bool = False

    @property
    def is_random(self) -> bool:
        """Whether there are weights, and nobody has trained any of them."""
        return (self.source == "random" or self.untrained) and bool(self.parameters)


@dataclass(frozen=True, eq=False)
class _Kept:
    """Weights of one network that a person trained or loaded."""

    parameters: Mapping[str, np.ndarray]
    words: str
    digest: str
    classes: tuple[str, ...] = ()
    untrained: bool = False


def network_plan() -> NetworkPlan:
    """The network of the address, whether it fits the image or not."""
    return plan_from_code(state.use(settings.NETWORK))


def put_plan(plan: NetworkPlan) -> None:
    """Make this the network in view on every page; for a callback."""
    state.put(settings.NETWORK, code_from_plan(plan))


def network_title(name: str) -> str:
    """What to call the network of a name or code."""
    return PRESETS[name].title if name in PRESETS else "Your network"


def input_shape_of(plan: NetworkPlan, image: CurrentImage) -> tuple[int, int, int]:
    """The (C, H, W) that the network takes of an image."""
    return plan.form.shape if plan.form else (image.channels, *image.size)


def fitting_rows(
    layers: Sequence[Layer], input_shape: tuple[int, int, int]
) -> tuple[tuple[LayerSummary, ...], ValueError | None]:
    """The summary of all layers up to the first that is impossible, and why that one is.

    A layer is also impossible if the network up to it takes more memory or time than a server for many can give.
    """
    rows: tuple[LayerSummary, ...] = ()
    for count in range(1, len(layers) + 1):
        try:
            longer = summary(layers[:count], input_shape)
            _check_limits(longer, input_shape)
        except ValueError as error:
            return rows, error
        rows = longer
    return rows, None


def _check_limits(rows: Sequence[LayerSummary], input_shape: tuple[int, int, int]) -> None:
    """Refuse a network that is too large; the sentence names its last layer."""
    numbers = prod(input_shape) + sum(prod(row.output_shape) for row in rows)
    totals = {
        "parameters": (sum(row.parameters for row in rows), MOST_PARAMETERS),
        "multiply-adds": (sum(row.multiply_adds for row in rows), MOST_MULTIPLY_ADDS),
        "numbers in its maps": (numbers, MOST_NUMBERS),
    }
    for what, (total, most) in totals.items():
        if total > most:
            raise ValueError(
                f"{rows[-1].name}: with this layer the network has {total:,} {what}, and at most {most:,} fit here: "
                "use fewer filters or units, a larger stride, or pool before it"
            )


def require_layers(plan: NetworkPlan) -> None:
    """Refuse a network without layers, in a sentence."""
    if not plan.layers:
        raise ValueError("the network has no layers: add some on the page “Stack layers”")


def chosen_network() -> ChosenNetwork:
    """The network in view with its weights: trained or loaded ones where the session has some, else its own.

    Raises
    ------
    ValueError
        If it has no layer, or one of them is impossible for the image in view; the sentence names the layer.
    """
    plan, image = network_plan(), current_image()
    require_layers(plan)
    shape = input_shape_of(plan, image)
    _, problem = fitting_rows(plan.layers, shape)
    if problem:
        raise problem
    return network_of(plan, image)


def network_of(plan: NetworkPlan, image: CurrentImage) -> ChosenNetwork:
    """A network with its weights.

    Raises
    ------
    ValueError
        From ``cnn_steps``, if a layer does not fit.
    """
    name = code_from_plan(plan)
    _, shape = place = _place(plan, image)
    seed = state.use(settings.SEED)
    source, weights = "kept", _kept().get(place)
    if weights is None and name in _SHIPPED:
        source, weights = name, _SHIPPED[name](image)
    designed = ""
    if weights is None:
        designed = _designed(plan)
        source, weights = _untrained(plan.layers, shape, seed, designed, image)
    return ChosenNetwork(
        name=name,
        title=network_title(name),
        layers=plan.layers,
        input_shape=shape,
        value_range=plan.form.value_range if plan.form else image.value_range,
        parameters=weights.parameters,
        weights=weights.words,
        source=source,
        designed=designed,
        seed=seed,
        digest=weights.digest,
        classes=weights.classes,
        untrained=weights.untrained,
    )


def fitting_network(plan: NetworkPlan, image: CurrentImage, count: int) -> ChosenNetwork | None:
    """The network of the first ``count`` layers, which fit; ``None`` without a layer."""
    return network_of(NetworkPlan(plan.layers[:count], plan.form), image) if count else None


_Place: TypeAlias = tuple[tuple[Layer, ...], tuple[int, int, int]]


def _kept() -> dict[_Place, _Kept]:
    return state.kept(_WEIGHTS) or {}


def _place(plan: NetworkPlan, image: CurrentImage) -> _Place:
    """What weights are kept by: the layers they are for, and the shape of what these take."""
    return plan.layers, input_shape_of(plan, image)


def keep_weights(
    layers: Sequence[Layer],
    input_shape: tuple[int, int, int],
    parameters: Mapping[str, np.ndarray],
    words: str,
    classes: tuple[str, ...] = (),
    untrained: bool = False,
) -> None:
    """Use these weights for this network on every page, until the session ends or they are forgotten.

    Parameters
    ----------
    layers : of the network.
    input_shape : (C, H, W).
    parameters : that fit them; copied.
    words : whose they are, such as "trained on lines, 15 epochs".
    classes : the names of the classes; empty where nobody knows them.
    untrained : whether they are the random weights from before a training.
    """
    parameters = _frozen({name: np.array(array) for name, array in parameters.items()})
    weights = _Kept(parameters, words, _digest((layers, input_shape), *parameters.values()), classes, untrained)
    place = (tuple(layers), tuple(input_shape))
    others = {other: kept for other, kept in _kept().items() if other != place}
    latest = dict(list(others.items())[1 - MOST_KEPT :])
    state.keep(_WEIGHTS, latest | {place: weights})


def forget_weights() -> None:
    """Go back to the weights that the network in view had before any were kept."""
    place = _place(network_plan(), current_image())
    state.keep(_WEIGHTS, {other: kept for other, kept in _kept().items() if other != place})


def weights_in_use() -> list[str]:
    """For every network with weights that a person trained or loaded, where these weights come from, in words."""
    return [kept.words for kept in _kept().values()]


def learned_kernels() -> tuple[np.ndarray, ...]:
    """The (kH, kW) kernels in the first layer of the network trained or loaded last, if it takes one channel."""
    kept = _learned()
    return tuple(kept.parameters["conv1.kernels"][:, 0]) if kept else ()  # (F, 1, kH, kW) -> F of (kH, kW)


def gives_learned_kernels(network: ChosenNetwork) -> bool:
    """Whether the learned kernels are those of this network."""
    kept = _learned()
    return kept is not None and kept.digest == network.digest


def _learned() -> _Kept | None:
    """The weights trained or loaded last that begin with filters for one channel."""
    for (layers, (channels, _, _)), kept in reversed(_kept().items()):
        if isinstance(layers[0], Conv) and channels == 1 and not kept.untrained:
            return kept
    return None


def kept_network(image: CurrentImage) -> ChosenNetwork | None:
    """The network in view, if its weights were trained or loaded in this session; the address need not name it."""
    plan = plan_from_code(state.peek(settings.NETWORK))
    return network_of(plan, image) if _place(plan, image) in _kept() else None


def has_kept_weights() -> bool:
    """Whether the network in view has weights that were trained or loaded in this session."""
    return _place(network_plan(), current_image()) in _kept()


def _nine(image: CurrentImage) -> _Kept:
    """The three filters of the lesson, with the weights changed by hand, and the classifier behind them."""
    shipped = _classifier()
    kernels = changed_kernels(shipped.kernels, LESSON_KERNEL_NAMES, image.changes)
    words = f"designed and trained{CHANGED * (kernels is not shipped.kernels)}"
    arrays = {"conv1.kernels": kernels[:, None], "dense1.weights": shipped.weights, "dense1.bias": shipped.bias}
    return _Kept(_frozen(arrays), words, _digest("nine", *arrays.values()))


CHANGED = ", then changed by hand"
"""What is said of weights with changes by hand in them."""

_classifier = lru_cache(maxsize=1)(load_bitmap_classifier)


@lru_cache(maxsize=1)
def _digits() -> _Kept:
    """What the network for handwritten digits has learned."""
    parameters = load_digit_network().parameters
    words = f"trained on {load_digits().train.size:,} handwritten digits"
    return _Kept(parameters, words, _digest("digits", *parameters.values()))


_SHIPPED: dict[str, Callable[[CurrentImage], _Kept]] = {"nine": _nine, "digits": lambda _: _digits()}

EDGES = np.array([[[-1.0, 0.0, 1.0]] * 3, [[1.0] * 3, [0.0] * 3, [-1.0] * 3]])
"""(2, 3, 3): the vertical and the horizontal edge filter that the first of the three stages has in its article."""

_DESIGNED = {"nine": "the three designed filters", "stages": "two edge filters"}


def _designed(plan: NetworkPlan) -> str:
    """The preset whose designed filters a network begins with; empty for none.

    It is one with the same input and as many filters of the same size. So the filters stay while a person changes
    their stride or the layers behind them.
    """

    def bank(plan: NetworkPlan) -> tuple[object, ...]:
        first = plan.layers[0]
        return (plan.form, *((first.filters, first.kernel_size, first.average) if isinstance(first, Conv) else ()))

    return next((name for name in _DESIGNED if bank(PRESETS[name].plan) == bank(plan)), "")


def _untrained(
    layers: tuple[Layer, ...], input_shape: tuple[int, int, int], seed: int, designed: str, image: CurrentImage
) -> tuple[str, _Kept]:
    """The source of weights that nobody trained, and the weights: random ones, behind designed filters if any."""
    random = _random(layers, input_shape, seed)
    if not designed:
        return "random", random
    bank = LESSON_KERNELS if designed == "nine" else EDGES
    kernels = changed_kernels(bank, LESSON_KERNEL_NAMES, image.changes) if designed == "nine" else bank
    changed = CHANGED * (kernels is not bank)
    arrays = {**random.parameters, "conv1.kernels": kernels[:, None]}
    digest = _digest(random.digest, kernels)
    if all(name.startswith("conv1.") for name in arrays):
        return "designed", _Kept(_frozen(arrays), f"designed{changed}", digest)
    return "random", _Kept(_frozen(arrays), f"{random.words}, behind {_DESIGNED[designed]}{changed}", digest)


@lru_cache(maxsize=6)
def _random(layers: tuple[Layer, ...], input_shape: tuple[int, int, int], seed: int) -> _Kept:
    """Random weights, the same for the same seed."""
    arrays = init_parameters(layers, input_shape, rng=np.random.default_rng(seed))
    words = f"random, seed {seed}" if arrays else "none"
    return _Kept(_frozen(arrays), words, f"{layers} {input_shape} {seed}")


def _frozen(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    for array in arrays.values():
        array.flags.writeable = False
    return arrays


def _digest(words: object, *arrays: np.ndarray) -> str:
    """A fingerprint of words and arrays."""
    mark = hashlib.blake2b(str(words).encode(), digest_size=16)
    for array in arrays:
        mark.update(np.ascontiguousarray(array).data)
    return mark.hexdigest()


@dataclass(frozen=True)
class _Pass:
    """A forward pass to compute; two with the same fingerprint are the same."""

    digest: str
    layers: tuple[Layer, ...] = field(compare=False)
    parameters: Mapping[str, np.ndarray] = field(compare=False)
    array: np.ndarray = field(compare=False)


def activations(
    network: ChosenNetwork, array: np.ndarray, *, layers: Sequence[Layer] | None = None
) -> tuple[np.ndarray, ...]:
    """What every layer gives, after the input; computed once for the same network, weights and image.

    Parameters
    ----------
    array : (C, H, W), as ``network_input`` gives it.
    layers : the first layers of the network; ``None`` for all.
    """
    layers = tuple(network.layers if layers is None else layers)
    return _activations(_Pass(_digest((layers, network.digest), array), layers, network.parameters, array))


@lru_cache(maxsize=6)
def _activations(one: _Pass) -> tuple[np.ndarray, ...]:
    names = set(layer_names(one.layers)) if one.layers else set()
    parameters = {name: array for name, array in one.parameters.items() if name.partition(".")[0] in names}
    results = forward(one.layers, parameters, one.array) if one.layers else (one.array,)
    for array in results:
        array.flags.writeable = False
    return results


def network_input(image: CurrentImage, network: ChosenNetwork | None = None) -> NetworkInput:
    """The image as the network takes it.

    Parameters
    ----------
    image : the image in view.
    network : ``None`` for the one in view.
    """
    plan = network_plan() if network is None else plan_from_code(network.name)
    return prepared(image, plan.form)
