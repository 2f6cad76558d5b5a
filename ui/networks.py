"""The network in view, the same on every page: its layers from the address, its weights, the image as it takes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod

import numpy as np

from cnn_steps import (
    LESSON_KERNEL_NAMES,
    Layer,
    LayerSummary,
    Picture,
    fit_bitmap,
    forward,
    init_parameters,
    layer_names,
    load_bitmap_classifier,
    normalize,
    picture_stages,
    summary,
)
from ui import settings, state
from ui.changes import array_changes_code, changed_array, changed_kernels, of_kind
from ui.figures.numbers import readable
from ui.image_choice import CurrentImage, current_image
from ui.network_codes import PRESETS, InputForm, Plan, code_from_plan, plan_from_code, shape_words

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
    is_random : whether all they come from is a seed.
    digest : a fingerprint of layers, shape and weights.
    """

    name: str
    title: str
    layers: tuple[Layer, ...]
    input_shape: tuple[int, int, int]
    value_range: tuple[float, float]
    parameters: Mapping[str, np.ndarray]
    weights: str
    is_random: bool
    digest: str


@dataclass(frozen=True, eq=False)
class NetworkInput:
    """The image in view as the network takes it.

    Attributes
    ----------
    array : (C, H, W), also for one channel.
    value_range : what black and white are in it.
    words : what was done to the image for that, as a sentence; empty where it is taken as it is.
    code : lines of Python that make ``image``, the same array.
    code_names : what those lines need from ``cnn_steps``.
    """

    array: np.ndarray
    value_range: tuple[float, float]
    words: str
    code: str
    code_names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Kept:
    """Weights of one network that a person trained or loaded."""

    parameters: Mapping[str, np.ndarray]
    words: str
    digest: str


def network_plan() -> Plan:
    """The network of the address, whether it fits the image or not."""
    return plan_from_code(state.get(settings.NETWORK))


def put_plan(plan: Plan) -> None:
    """Make this the network in view on every page; for a callback."""
    state.put(settings.NETWORK, code_from_plan(plan))


def network_title(name: str) -> str:
    """What to call the network of a name or code."""
    return PRESETS[name].title if name in PRESETS else "Your network"


def input_shape_of(plan: Plan, image: CurrentImage) -> tuple[int, int, int]:
    """The (C, H, W) that the network takes of an image."""
    return plan.form.shape if plan.form else (image.channels, *image.size)


def fitting_rows(
    layers: Sequence[Layer], input_shape: tuple[int, int, int]
) -> tuple[tuple[LayerSummary, ...], ValueError | None]:
    """The summary of all layers up to the first that is impossible, and why that one is.

    Impossible is also what would take more memory or time than a page that many look at can spend.
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
    """Refuse a network that is too large, in the name of its last layer."""
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


def chosen_network() -> ChosenNetwork:
    """The network in view with its weights: trained or loaded ones where the session has some, else its own.

    Raises
    ------
    ValueError
        If it has no layer, or one of them is impossible for the image in view; the sentence names the layer.
    """
    plan, image = network_plan(), current_image()
    shape = input_shape_of(plan, image)
    if not plan.layers:
        raise ValueError("the network has no layers: add some on the page “Stack layers”")
    _, problem = fitting_rows(plan.layers, shape)
    if problem:
        raise problem
    return network_of(plan, image)


def network_of(plan: Plan, image: CurrentImage) -> ChosenNetwork:
    """A network with its weights; one that fits, or ``cnn_steps`` says why not."""
    name = code_from_plan(plan)
    shape = input_shape_of(plan, image)
    kept = _kept().get((plan.layers, shape)) or _shipped(name, image)
    is_random = kept is None
    if kept is None:
        kept = _random(name, plan.layers, shape, state.get(settings.SEED))
    return ChosenNetwork(
        name=name,
        title=network_title(name),
        layers=plan.layers,
        input_shape=shape,
        value_range=plan.form.value_range if plan.form else image.value_range,
        parameters=kept.parameters,
        weights=kept.words,
        is_random=is_random,
        digest=kept.digest,
    )


def _kept() -> dict[tuple[tuple[Layer, ...], tuple[int, int, int]], _Kept]:
    return state.kept(_WEIGHTS) or {}


def keep_weights(
    layers: Sequence[Layer], input_shape: tuple[int, int, int], parameters: Mapping[str, np.ndarray], words: str
) -> None:
    """Use these weights for this network, on every page, until the session ends or they are let go of.

    Parameters
    ----------
    layers : of the network.
    input_shape : (C, H, W).
    parameters : that fit them; copied.
    words : whose they are, such as "trained on lines, 15 epochs".
    """
    parameters = _frozen({name: np.array(array) for name, array in parameters.items()})
    weights = _Kept(parameters, words, _digest((layers, input_shape), *parameters.values()))
    place = (tuple(layers), tuple(input_shape))
    others = {other: kept for other, kept in _kept().items() if other != place}
    latest = dict(list(others.items())[1 - MOST_KEPT :])
    state.keep(_WEIGHTS, latest | {place: weights})


def forget_weights() -> None:
    """Go back to the weights that the network in view has of its own."""
    plan = network_plan()
    place = (plan.layers, input_shape_of(plan, current_image()))
    state.keep(_WEIGHTS, {other: kept for other, kept in _kept().items() if other != place})


def has_kept_weights() -> bool:
    """Whether the network in view has weights that were trained or loaded in this session."""
    plan = network_plan()
    return (plan.layers, input_shape_of(plan, current_image())) in _kept()


def _shipped(name: str, image: CurrentImage) -> _Kept | None:
    """The weights a preset comes with; ``None`` where it comes without."""
    if name == "nine":
        return _nine(image)
    return None


def _nine(image: CurrentImage) -> _Kept:
    """The three filters of the lesson, as the person changed them, and the classifier behind them."""
    known = _classifier()
    kernels = changed_kernels(known.kernels, LESSON_KERNEL_NAMES, image.changes)
    words = "designed and trained" if kernels is known.kernels else "designed and trained, then changed by you"
    arrays = {"conv1.kernels": kernels[:, None], "dense1.weights": known.weights, "dense1.bias": known.bias}
    return _Kept(_frozen(arrays), words, _digest("nine", *arrays.values()))


_classifier = lru_cache(maxsize=1)(load_bitmap_classifier)


_EDGES = np.array([[[-1.0, 0.0, 1.0]] * 3, [[1.0] * 3, [0.0] * 3, [-1.0] * 3]])
"""(2, 3, 3): the vertical and the horizontal edge filter that the first of the three stages has in its article."""


@lru_cache(maxsize=6)
def _random(name: str, layers: tuple[Layer, ...], input_shape: tuple[int, int, int], seed: int) -> _Kept:
    """Random weights, the same for the same seed."""
    arrays = init_parameters(layers, input_shape, rng=np.random.default_rng(seed))
    words = f"random, seed {seed}"
    if name == "stages":
        arrays["conv1.kernels"] = _EDGES[:, None].copy()
        words = f"random, seed {seed}, behind two edge filters"
    return _Kept(_frozen(arrays), words, f"{name} {input_shape} {seed}")


def _frozen(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    for array in arrays.values():
        array.flags.writeable = False
    return arrays


def _digest(words: object, *arrays: np.ndarray) -> str:
    """A fingerprint of what can be written, and of arrays."""
    mark = hashlib.blake2b(str(words).encode(), digest_size=16)
    for array in arrays:
        mark.update(np.ascontiguousarray(array).data)
    return mark.hexdigest()


@dataclass(frozen=True)
class _Pass:
    """A forward pass that is asked for: the same where its fingerprint is."""

    digest: str
    layers: tuple[Layer, ...] = field(compare=False)
    parameters: Mapping[str, np.ndarray] = field(compare=False)
    array: np.ndarray = field(compare=False)


def activations(
    network: ChosenNetwork, array: np.ndarray, *, layers: Sequence[Layer] | None = None
) -> tuple[np.ndarray, ...]:
    """Everything the layers give, the input first; worked out once for the same network, weights and image.

    Parameters
    ----------
    array : (C, H, W), as ``network_input`` gives it.
    layers : the first of the network's, where not all are wanted.
    """
    wanted = tuple(network.layers if layers is None else layers)
    return _activations(_Pass(_digest((wanted, network.digest), array), wanted, network.parameters, array))


@lru_cache(maxsize=6)
def _activations(wanted: _Pass) -> tuple[np.ndarray, ...]:
    names = set(layer_names(wanted.layers)) if wanted.layers else set()
    parameters = {name: array for name, array in wanted.parameters.items() if name.partition(".")[0] in names}
    results = forward(wanted.layers, parameters, wanted.array) if wanted.layers else (wanted.array,)
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
    form = plan.form
    if form is None:
        return _finished(image.array, image.value_range, "", image.code, image.code_names)
    if image.picture is None:
        return _from_bitmap(image, form)
    if form == PRESETS["nine"].plan.form:
        return _shrunk(image, image.picture)
    return _from_picture(image, image.picture, form)


def _finished(
    array: np.ndarray, value_range: tuple[float, float], words: str, code: str, names: Sequence[str]
) -> NetworkInput:
    """Put the axis of channels in front of a gray image."""
    if array.ndim == 2:
        array, code = array[None], f"{code}\nimage = image[None]  # (H, W) -> (1, H, W)"
    return NetworkInput(array, value_range, words, code, tuple(names))


def _from_bitmap(image: CurrentImage, form: InputForm) -> NetworkInput:
    """A 7×5 bitmap with each cell drawn as a square of pixels, in the middle of the ground."""
    array, code, names, done = image.array, image.code, list(image.code_names), []
    rows, columns = image.size
    scale = min(form.rows // rows, form.columns // columns)
    if scale > 1:
        array = np.kron(array, np.ones((scale, scale)))
        code += f"\nimage = np.kron(image, np.ones(({scale}, {scale})))  # each cell as {scale}×{scale} pixels"
        done.append(f"each cell drawn as {scale} × {scale} pixels")
    down, across = form.rows - array.shape[0], form.columns - array.shape[1]
    if down or across:
        ends = (down // 2, down - down // 2), (across // 2, across - across // 2)
        array = np.pad(array, ends, constant_values=-1.0)
        code += f"\nimage = np.pad(image, {ends}, constant_values=-1.0)"
        done.append(f"set in the middle of {form.rows} × {form.columns}")
    if not form.signed:
        array, line = _ranged(array, image.value_range, form)
        code, names = f"{code}\n{line}", [*names, "normalize"]
        done.append("black 0 instead of −1")
    if form.channels == 3:
        array = np.repeat(array[None], 3, axis=0)
        code += "\nimage = np.repeat(image[None], 3, axis=0)  # (H, W) -> (3, H, W), equal channels"
        done.append("red, green and blue alike")
    words = f"{image.name} as the network takes it: {', '.join(done)}." if done else ""
    return _finished(array, form.value_range, words, code, names)


def _ranged(array: np.ndarray, source: tuple[float, float], form: InputForm) -> tuple[np.ndarray, str]:
    """The image in the range that the network takes, and the line of Python that does it."""
    low, high = form.value_range
    line = (
        f"image = normalize(image, low={low:g}, high={high:g}, source_range=({source[0]:g}, {source[1]:g}))"
        f"  # black {low:g}, white {high:g}"
    )
    return normalize(array, low=low, high=high, source_range=source), line


def _shrunk(image: CurrentImage, picture: Picture | np.ndarray) -> NetworkInput:
    """A picture shrunk to the 7×5 gray cells of a bitmap."""
    cells = of_kind(image.changes, "cell")
    array = changed_array(fit_bitmap(picture, invert=image.inverted), cells)
    code = f"image = fit_bitmap({image.picture_code}, invert={image.inverted}){array_changes_code(cells)}"
    words = f"{image.name} as the network takes it: shrunk to 7 × 5 gray cells from −1 to 1."
    names = ("fit_bitmap", image.picture_code.partition("(")[0])
    return _finished(array, (-1.0, 1.0), words + _without_changes(image), code, names)


def _without_changes(image: CurrentImage) -> str:
    return " Pixels you changed are not in it: it comes from the file." * bool(of_kind(image.changes, "pixel"))


def _from_picture(image: CurrentImage, picture: Picture | np.ndarray, form: InputForm) -> NetworkInput:
    """A picture resized to what the network takes; as it was prepared where that is the same size and colors."""
    low, high = form.value_range
    if (image.channels, *image.size) == form.shape:
        if image.value_range == form.value_range:
            return _finished(image.array, form.value_range, "", image.code, image.code_names)
        array, line = _ranged(image.array, image.value_range, form)
        words = f"{image.name} as the network takes it: values from {readable(low)} to {readable(high)}."
        return _finished(array, form.value_range, words, f"{image.code}\n{line}", (*image.code_names, "normalize"))
    frame, color = state.peek(settings.FRAME), form.channels == 3
    stages = picture_stages(
        picture,
        size=(form.rows, form.columns),
        frame=frame,
        color=color,
        value_range=form.value_range,
        invert=image.inverted,
    )
    last = stages[-1].array
    array = last.transpose(2, 0, 1) if color else last  # (H, W, 3) -> (3, H, W)
    made = "stages[-1].array.transpose(2, 0, 1)  # (H, W, 3) -> (3, H, W)" if color else "stages[-1].array"
    code = (
        f"stages = picture_stages(\n    {image.picture_code},\n    size=({form.rows}, {form.columns}),\n"
        f'    frame="{frame}",\n    color={color},\n    value_range={form.value_range},\n'
        f"    invert={image.inverted},\n)\nimage = {made}"
    )
    how = {"crop": "cropped", "letterbox": "letterboxed", "stretch": "stretched"}[frame]
    words = (
        f"{image.name} as the network takes it: {how} to {shape_words((form.rows, form.columns))}, "
        f"{'in color' if color else 'gray'}, values from {readable(low)} to {readable(high)}."
    )
    names = ("picture_stages", image.picture_code.partition("(")[0])
    return _finished(np.ascontiguousarray(array), form.value_range, words + _without_changes(image), code, names)
