"""Checks of gradients: guess a weight, nudge one, take a step, and use the functions of the way forward for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from cnn_steps import DIGITS, Conv, Dense, conv2d, cross_entropy, dense, finite_difference, forward, softmax
from ui import controls
from ui.address import settings, state
from ui.app import charts, page
from ui.backward.card_data import as_maps, axes_of, divisor, spread_gradient
from ui.components.cell_choice import PickerGrid, cell_picker
from ui.figures.errors import errors_figure
from ui.figures.maps import Panel, own_limit
from ui.figures.numbers import MINUS, percent, readable, significant, written
from ui.lessons.backpropagation.way_back import CardInView, Way
from ui.networks.answer import class_names
from ui.networks.chosen import forget_weights, has_kept_weights, keep_weights
from ui.networks.passes import after_step, loss_of
from ui.networks.walk import DIGIT_NAMES
from ui.networks.weights_file import WEIGHTS_FILE, weights_bytes

NUDGES = np.logspace(0, -15, 31)
KINK_NUDGES = (1e-5, 1e-6)  # each is tried up and down
MOST_LISTED = 5  # weights
PICKER = "weight picker"
BEFORE = "weights before the first step"
NO_CHANGE = (
    "None of the nudges tried changes the loss, from 1 down to 1e−15, up or down: what the weight is multiplied with "
    "is 0, or nothing of it gets through to the loss."
)
STEPPED = "changed by steps on the page “Backpropagation”"


@dataclass(frozen=True)
class Weight:
    """One weight: the parameter it is in, its place there, and what to call it."""

    parameter: str
    index: tuple[int, ...]
    words: str


def weight_at(way: Way, parameter: str, index: tuple[int, ...]) -> Weight:
    """A weight by its place."""
    layer = way.back.layer_at(parameter.partition(".")[0])
    title = way.title_of(way.back.names[layer])
    if parameter.endswith(".bias"):
        return Weight(parameter, index, f"{title}: bias {index[0]}")
    if parameter.endswith(".weights"):
        entry, unit = index
        return Weight(
            parameter, index, f"{title}: from {way.entries_of(layer)[entry]} to “{way.units_of(layer)[unit]}”"
        )
    number, channel, row, column = index
    channels = way.maps_at(layer)
    of = f" for {channels[channel]}" if len(channels) > 1 else ""
    name = way.maps_at(layer + 1)[number]
    return Weight(parameter, index, f"{title}: {name}{of}, row {row}, column {column}")


def weight_in_view(way: Way, card: CardInView, step: int) -> Weight | None:
    """The weight whose gradient the card shows, or else the one with the largest gradient; ``None`` without weights."""
    if card.parameter:
        shape = way.back.parameters[card.parameter].shape
        if len(shape) == 2:
            return weight_at(way, card.parameter, (step, card.number))
        row, column = divmod(step, shape[3])
        return weight_at(way, card.parameter, (card.number, card.channel, row, column))
    return next(iter(largest_gradients(way, 1)), None)


def largest_gradients(way: Way, count: int, *, biases: bool = False) -> list[Weight]:
    """The ``count`` weights with the largest gradients."""
    found = [
        (abs(float(gradient[index])), name, tuple(map(int, index)))
        for name, gradient in way.back.parameter_gradients.items()
        if biases or not name.endswith(".bias")
        for index in _largest_places(gradient, count)
    ]
    found.sort(key=lambda one: -one[0])
    return [weight_at(way, name, index) for _, name, index in found[:count]]


def _largest_places(values: np.ndarray, count: int) -> list[tuple[int, ...]]:
    places = np.argsort(-np.abs(values), axis=None, kind="stable")[:count]
    return [tuple(np.unravel_index(place, values.shape)) for place in places]


def precise(value: float, digits: int = 6) -> str:
    """A number with ``digits`` significant digits; below a millionth it has a power of ten.

    Examples
    --------
    >>> precise(-0.000520114221), precise(1.25e-9, 2), precise(2.0)
    ('−0.000520114', '1.3e−9', '2')
    """
    number = significant(value, digits).normalize() + 0
    return (f"{number:e}" if value and abs(value) < 1e-6 else f"{number:f}").replace("-", MINUS)


def nudge_demo(way: Way, card: CardInView, step: int) -> None:
    """One weight, nudged by ε: what the loss does beside what the gradient says, and the error over ε."""
    weight = weight_in_view(way, card, step)
    if weight is None:
        st.markdown("This network has no weights to nudge.")
        return
    back = way.back
    gradient = float(back.parameter_gradients[weight.parameter][weight.index])
    loss = _loss_over(way, weight)
    value = back.parameters[weight.parameter]
    st.markdown(
        "A gradient is a promise: nudge the weight by a tiny ε, and the loss changes by about ε times the gradient. "
        f"**{weight.words}**, now {written(float(value[weight.index]))}:"
    )
    epsilon = controls.decimal(settings.EPSILON, "Nudge ε", step=0.001)
    one_way, nudged = _one_sided(loss, value, weight, epsilon), loss(_nudged(value, weight, epsilon))
    st.markdown(
        f"| loss | {precise(back.loss, 9)} |\n| --- | ---: |\n"
        f"| loss with the weight ε = {readable(epsilon)} larger | {precise(nudged, 9)} |\n"
        f"| their difference, divided by ε | **{precise(one_way)}** |\n"
        f"| the gradient by backpropagation | **{precise(gradient)}** |\n"
        f"| off by | {precise(abs(one_way - gradient), 2)} |\n"
    )
    if back.scale != 1:
        st.caption("Here, nothing is shown larger than it is.")
    errors = {
        "nudged up": np.array([abs(_one_sided(loss, value, weight, nudge) - gradient) for nudge in NUDGES]),
        "up against down": np.array([abs(_two_sided(loss, value, weight, nudge) - gradient) for nudge in NUDGES]),
    }
    if not any(values.any() for values in errors.values()):
        st.markdown(NO_CHANGE)
        return
    charts.figure(
        errors_figure(NUDGES, errors, now=epsilon, dark=state.is_dark()),
        {"errors": pd.DataFrame({"ε": NUDGES, **errors})},
        key="nudge errors",
        alt="How far off the finite difference is, over ε.",
    )
    slopes = [[_one_sided(loss, value, weight, sign * nudge) for sign in (1, -1)] for nudge in KINK_NUDGES]
    if _is_kink(slopes, back.loss):
        higher, lower = slopes[-1]
        st.markdown(
            f"**There is a kink here**: nudged up by a millionth, the loss has the slope {written(higher)}, nudged "
            f"down {written(lower)}. Two numbers in a window of pooling are equal or nearly so, or one at a ReLU "
            "is 0 or next to it, and the nudge decides which way the gradient goes. Backpropagation has to choose: of "
            "equal numbers the **first** gets all of it, and a 0 gets nothing."
        )
        return
    up, both = (precise(float(NUDGES[np.argmin(values)]), 1) for values in errors.values())
    st.markdown(
        "**ε too large**: the loss is a curve, and a long nudge leaves the slope behind. **ε too small**: the two "
        "losses agree in all but the last of the 16 digits a computer keeps, and rounding is divided by ε. "
        f"Here about {up} is best for a nudge up, and {both} for the difference between up and down."
    )


def _is_kink(slopes: Sequence[Sequence[float]], loss: float) -> bool:
    """Whether the loss has a kink: the slopes up and down differ by more than rounding, and for smaller nudges as well.

    On a smooth curve they come closer the smaller the nudge is.

    Parameters
    ----------
    slopes : for each of ``KINK_NUDGES``, up and down.
    """
    wide, gap = (abs(up - down) for up, down in slopes)
    rounding = 1e-15 * (1 + loss) / KINK_NUDGES[-1]
    return gap > max(0.01 * max(map(abs, slopes[-1])), rounding, wide / 2)


def _loss_over(way: Way, weight: Weight) -> Callable[[np.ndarray], float]:
    """The loss as a function of the parameter that a weight is in."""
    back = way.back

    def loss(array: np.ndarray) -> float:
        return loss_of(back.layers, {**back.parameters, weight.parameter: array}, way.input.array, back.label)

    return loss


def _nudged(value: np.ndarray, weight: Weight, epsilon: float) -> np.ndarray:
    nudged = value.copy()
    nudged[weight.index] += epsilon
    return nudged


def _one_sided(loss: Callable[[np.ndarray], float], value: np.ndarray, weight: Weight, epsilon: float) -> float:
    return (loss(_nudged(value, weight, epsilon)) - loss(value)) / epsilon


def _two_sided(loss: Callable[[np.ndarray], float], value: np.ndarray, weight: Weight, epsilon: float) -> float:
    direction = np.zeros_like(value)
    direction[weight.index] = 1.0
    return finite_difference(loss, value, direction, eps=epsilon)


def step_demo(way: Way) -> None:
    """One step of gradient descent on this image: the loss, the shares and a few weights before and after."""
    back = way.back
    gradients = back.parameter_gradients.values()
    if not gradients:
        st.markdown("This network has no weights to move.")
        return
    moving, total = sum(map(np.count_nonzero, gradients)), sum(array.size for array in gradients)
    st.markdown(
        "Each weight moves **against** its gradient: new weight = weight − rate · gradient. Of the "
        f"{total:,} weights and biases, those whose gradient is not 0 move, all at once: {moving:,}, because of this "
        "one image."
    )
    with page.control_line():
        rate = controls.decimal(settings.STEP_RATE, "Rate", step=0.1)
        moved = after_step(back.parameters, back.parameter_gradients, rate)
        with np.errstate(over="ignore", invalid="ignore"):
            logits = forward(back.layers, moved, way.input.array)[-1]
            loss = cross_entropy(logits, back.label)[0]
        finite = bool(np.isfinite(loss))
        st.button(
            "Take this step",
            key="take step",
            on_click=_take,
            args=(way, moved),
            icon=":material/south_east:",
            disabled=not finite,
        )
        if way.network.weights == STEPPED:
            st.download_button(
                "Save weights",
                partial(weights_bytes, way.network.parameters),
                WEIGHTS_FILE,
                "application/octet-stream",
                key="save stepped weights",
                on_click="ignore",
                icon=":material/download:",
            )
            st.button("Put the weights back", key="undo steps", on_click=_put_back, args=(way,), icon=":material/undo:")
    if not finite:
        st.error(
            f"A step with the rate {readable(rate)} is so long that the numbers overflow: use a smaller rate.",
            icon=":material/error:",
        )
        return
    shares = softmax(logits)
    rows = [
        {
            "": "loss",
            "before": precise(back.loss, 4),
            "gradient": "",
            "after": precise(loss, 4),
        },
        {
            "": f"share of {way.in_words(back.label)}",
            "before": percent(float(back.shares[back.label])),
            "gradient": "",
            "after": percent(float(shares[back.label])),
        },
        {
            "": "it says",
            "before": way.class_name(int(back.shares.argmax())),
            "gradient": "",
            "after": way.class_name(int(shares.argmax())),
        },
    ]
    named = [_digits_named(way, parameters) for parameters in (back.parameters, moved)] if _knows_digits(way) else []
    if named:
        rows.append(
            {"": "of the ten digits, named right", "before": str(named[0]), "gradient": "", "after": str(named[1])}
        )
    for weight in largest_gradients(way, MOST_LISTED, biases=True):
        rows.append(
            {
                "": weight.words,
                "before": precise(float(back.parameters[weight.parameter][weight.index]), 4),
                "gradient": precise(float(back.parameter_gradients[weight.parameter][weight.index]), 4),
                "after": precise(float(moved[weight.parameter][weight.index]), 4),
            }
        )
    page.wrapped_table(rows)
    if loss == back.loss:
        st.markdown("The loss stays as it is: there is no gradient here to go by, or next to none.")
    elif loss > back.loss:
        st.markdown(
            "The loss **rose**. A gradient is true only close by, and this step was too long: try a smaller rate."
        )
    elif named and named[1] < named[0]:
        st.markdown(
            "This image is better off, but **other digits pay for it**: the gradient knows of no image but this one. "
            "So training takes short steps, and takes them for many images."
        )


def _knows_digits(way: Way) -> bool:
    """Whether the network takes the bitmaps of the ten digits as they are, and names digits."""
    takes = way.network.input_shape == (1, *DIGITS.shape[1:]) and way.input.value_range == (-1.0, 1.0)
    return takes and way.named and way.classes == DIGIT_NAMES


def _digits_named(way: Way, parameters: Mapping[str, np.ndarray]) -> int:
    """How many of the ten digits the network names right with these parameters."""
    with np.errstate(over="ignore", invalid="ignore"):
        logits = forward(way.back.layers, parameters, DIGITS[:, None])[-1]
    return int((logits.argmax(axis=1) == np.arange(len(DIGITS))).sum())


def _take(way: Way, moved: dict[str, np.ndarray]) -> None:
    """Use the weights after the step. Before the first step, remember the weights that were trained or loaded."""
    network = way.network
    if network.weights != STEPPED:
        own = (network.parameters, network.weights, network.classes, network.untrained) if has_kept_weights() else None
        state.keep(BEFORE, (network.layers, network.input_shape, own))
    keep_weights(network.layers, network.input_shape, moved, STEPPED, class_names(network))


def _put_back(way: Way) -> None:
    """Use the weights from before the first step again."""
    network = way.network
    layers, shape, own = state.kept(BEFORE) or ((), (), None)
    if own and (layers, shape) == (network.layers, network.input_shape):
        keep_weights(network.layers, network.input_shape, *own)
    else:
        forget_weights()


def guess_demo(way: Way, layer: int) -> None:
    """Ask which weight of the right class a person would change, and compare the answer with the gradients."""
    back, unit = way.back, way.back.label
    vector = back.activations[layer]
    gradients = back.shown_parameter(f"{back.names[layer]}.weights")[:, unit]
    entries = way.entries_of(layer)
    shape = back.activations[layer - 1].shape if layer else ()
    rows = shape[0] if len(shape) == 3 else as_maps(vector).shape[1]
    grid = vector.reshape(rows, -1)
    picked = state.kept(PICKER)
    picked = picked if picked and picked[0] == (way.network.name, grid.shape) else None
    entry = picked[1] * grid.shape[1] + picked[2] if picked else None

    def take_over(cell: tuple[int, int]) -> None:
        state.keep(PICKER, ((way.network.name, grid.shape), *cell))

    st.markdown(
        f"To raise the share of {way.in_words(unit)}, one of its {vector.size} weights may change a little. Each "
        "belongs to one of these numbers. **Pick the one whose weight you would change** before you read on."
    )
    limit = own_limit(grid)
    cell_picker(
        PickerGrid(
            id=way.network.name,
            title=f"The vector: {vector.size} numbers" + (", a row for each map" if rows > 1 else ""),
            values=grid,
            look="signed",
            value_range=(-limit, limit),
        ),
        picked=(picked[1], picked[2]) if picked else None,
        chosen="No number is picked." if entry is None else f"{entries[entry]}: {written(float(vector[entry]))}",
        key=PICKER,
        on_pick=take_over,
    )
    if entry is None:
        return
    larger = int((np.abs(gradients) > abs(gradients[entry]) + 1e-12).sum())
    if gradients[entry]:
        verdict = f"{larger} of the {vector.size} do more." if larger else "No weight does more."
    elif vector[entry]:
        verdict = "The share is so close to 1 that no weight has a gradient left."
    else:
        verdict = "Its weight is multiplied with 0, so **changing it changes nothing**."
    st.markdown(
        f"{entries[entry]} is {written(float(vector[entry]))}, and the gradient of its weight "
        f"**{written(float(gradients[entry]))}**. {verdict}\n\n"
        "All these gradients are the entry times the same number, the gradient of the logit "
        f"({written(float(back.shown(layer + 1)[unit]))}). So the **size of the entry** tells how much its weight "
        "matters, not the weight itself. And gradient descent does not choose: it changes every weight in proportion "
        "to its entry."
    )
    charts.maps(
        [
            Panel("The entries", grid),
            Panel(f"Gradients of the weights of “{way.classes[unit]}”", gradients.reshape(grid.shape)),
        ],
        key="guess",
        alt="The entries of the vector, or the gradients of their weights.",
        shared=False,
    )


def machine_demo(way: Way) -> None:
    """The gradients of every convolution and dense layer, computed again by the forward functions, and compared."""
    back = way.back
    rows = []
    for layer in range(len(back.layers) - 1, -1, -1):
        name, kind = back.names[layer], back.layers[layer]
        title = way.title_of(name)
        if isinstance(kind, Dense):
            again = dense(back.gradients[layer + 1], back.parameters[f"{name}.weights"].T)
            rows.append(
                _comparison(
                    f"{title}: what came in", "dense(), weights turned on their side", again, back.gradients[layer]
                )
            )
        if isinstance(kind, Conv):
            kernels, images = _by_convolution(way, layer)
            expected = back.parameter_gradients[f"{name}.kernels"]
            rows.append(
                _comparison(f"{title}: its weights", "conv2d() of what came in, with the gradient", kernels, expected)
            )
            expected = as_maps(back.gradients[layer])
            rows.append(
                _comparison(f"{title}: what came in", "conv2d() of the gradient, kernels turned", images, expected)
            )
    st.markdown(
        "No. It is the same **multiply and add**, run backwards. Here gradients were worked out once more by the "
        "functions of the way forward alone, and compared with what backpropagation gave."
        if rows
        else "This network has no convolution and no dense layer, so there is nothing to compare."
    )
    if not rows:
        return
    page.table(rows, key="machine")


def _comparison(what: str, how: str, again: np.ndarray, expected: np.ndarray) -> dict[str, str]:
    return {
        "gradient of": what,
        "made with": how,
        "numbers": f"{expected.size:,}",
        "largest gradient": precise(float(np.abs(expected).max()), 3),
        "largest difference": precise(float(np.abs(again - expected).max()), 1),
    }


def _by_convolution(way: Way, layer: int) -> tuple[np.ndarray, np.ndarray]:
    """The gradients of a convolution's kernels and of what came in, both made by ``conv2d``."""
    back = way.back
    rows, columns = axes_of(back, layer)
    kernels = back.parameters[f"{back.names[layer]}.kernels"]
    upstream, values = as_maps(back.gradients[layer + 1]), as_maps(back.activations[layer])
    ends = ((rows.before, rows.after), (columns.before, columns.after))
    of_kernels = np.array(
        [
            [
                conv2d(
                    channel,
                    gradient,
                    stride=(rows.dilation, columns.dilation),
                    dilation=(rows.stride, columns.stride),
                    padding=ends,
                )[: rows.window, : columns.window]
                for channel in values
            ]
            for gradient in upstream
        ]
    )
    of_images = np.zeros_like(values)
    for number, gradient in enumerate(upstream):
        spread, (top, left, bottom, right) = spread_gradient(gradient, rows, columns)
        for channel in range(len(values)):
            of_images[channel] += conv2d(
                spread,
                kernels[number, channel, ::-1, ::-1],
                dilation=(rows.dilation, columns.dilation),
                padding=((top, bottom), (left, right)),
            )
    return of_kernels / divisor(back, layer), of_images / divisor(back, layer)
