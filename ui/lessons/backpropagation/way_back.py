"""The way back on the page: its controls, its step cards, and all gradients as a strip of small maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, prod
from typing import assert_never

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_steps import LESSON_KERNEL_NAMES, Conv, Dense, Flatten, Pool
from cnn_steps.layers import Activation, PoolMode
from ui import controls
from ui.address import settings, state
from ui.app import charts
from ui.backward.card_data import (
    OneKernel,
    as_maps,
    backward_dense_card,
    backward_flatten_card,
    backward_gate_card,
    backward_image_card,
    backward_kernel_card,
    backward_loss_card,
    backward_pooling_card,
    backward_weights_card,
    sent_back,
)
from ui.components.card_messages import BackwardCard
from ui.components.pictures import data_uri
from ui.figures.maps import CHANNEL_NAMES, FOUR_IN_A_ROW, Panel, own_limit
from ui.figures.numbers import MINUS, percent, written
from ui.figures.tiles import tile_levels
from ui.networks.answer import class_names
from ui.networks.chosen import ChosenNetwork, NetworkInput, chosen_network, network_input
from ui.networks.codes import LAYER_TITLES
from ui.networks.passes import LOSS, BackwardPass, backward_pass, class_count, entry_names, map_names
from ui.networks.walk import DIGIT_NAMES
from ui.operations.activations import ActivationRecord, activation_of
from ui.picture.current import CurrentImage
from ui.words import as_it_stands

SMALL_NETWORKS = ("nine", "lines", "digits")
TILE = 76  # pixels, the height of a small map
MOST_ACROSS = 200  # pixels
LARGEST_CELL = 10  # pixels


@dataclass(frozen=True, eq=False)
class Way:
    """The way back of the page, with the names of what it passes.

    Attributes
    ----------
    network : the network in view.
    input : the image as the network takes it.
    back : all gradients.
    classes : the names of the classes, or the numbers of their units where nobody knows what they stand for.
    named : whether the classes have names.
    """

    network: ChosenNetwork
    input: NetworkInput
    back: BackwardPass
    classes: tuple[str, ...]
    named: bool = True

    def class_name(self, unit: int) -> str:
        """The name of a class, or “unit” and its number."""
        return self.classes[unit] if self.named else f"unit {unit}"

    def in_words(self, unit: int) -> str:
        """The class in a sentence: “the 9”, “unit 3”."""
        return f"the {self.classes[unit]}" if self.named else f"unit {unit}"

    @property
    def filters(self) -> tuple[str, ...]:
        """Names of the filters of the first convolution, where they have any."""
        return LESSON_KERNEL_NAMES if "nine" in (self.network.name, self.network.designed) else ()

    def maps_at(self, place: int, kind: str = "map") -> list[str]:
        """What to call the maps at a place between the layers, or the filters that made them."""
        shape = as_maps(self.back.activations[place]).shape
        channels = CHANNEL_NAMES if len(self.back.activations[0]) == 3 else ("image",)
        return map_names(self.back.layers, place, shape[0], self.filters, channels, kind)

    def units_of(self, layer: int) -> tuple[str, ...]:
        """What to call the units of a dense layer: the classes, for the last."""
        last = layer + 1 == len(self.back.layers)
        return self.classes if last else tuple(str(unit) for unit in range(self.back.activations[layer + 1].size))

    def entries_of(self, layer: int) -> list[str]:
        """What to call the numbers that go into a dense layer."""
        shape = self.back.activations[layer - 1].shape if layer else ()
        return entry_names(self.back, layer, self.maps_at(layer - 1) if len(shape) == 3 else (), shape)

    def title_of(self, name: str) -> str:
        """What to call a layer, with its number where there are several of its kind."""
        if name == LOSS:
            return "Loss"
        kind = name.rstrip("0123456789")
        several = sum(other.rstrip("0123456789") == kind for other in self.back.names) > 1
        return LAYER_TITLES[kind] + (f" {name[len(kind) :]}" if several else "")


def way_back(image: CurrentImage, place: DeltaGenerator) -> Way:
    """Ask in ``place`` which class is right, and send the image through the network in view and back.

    Raises
    ------
    ValueError
        If the network is impossible for the image, too large to be written out, or ends in no classes.
    """
    network = chosen_network()
    count, known = class_count(network.layers, network.input_shape), class_names(network)
    names = known or tuple(str(unit) for unit in range(count))
    prepared_image = network_input(image, network)
    with place:
        label = truth_choice(known or tuple(f"unit {unit}" for unit in range(count)))
    back = backward_pass(network.layers, network.parameters, prepared_image.array, label)
    return Way(network, prepared_image, back, names, bool(known))


def wrong_button(way: Way) -> None:
    """Where the network is right and sure, offer to call another class right: then the gradients are large."""
    if way.back.scale == 1:
        return
    runner_up = int(np.argsort(way.back.shares)[-2])
    st.button(
        f"Tell it that this is “{way.class_name(runner_up)}”: how large are the gradients then?",
        key="tell otherwise",
        on_click=state.put,
        args=(settings.TRUTH, str(runner_up)),
        icon=":material/swap_horiz:",
    )


def truth_choice(names: tuple[str, ...]) -> int:
    """Ask which class is right. It begins with the digit in view, or with the last class for any other image."""
    image = state.use(settings.IMAGE)
    shows_digit = image in names and names == DIGIT_NAMES
    default = names.index(image) if shows_digit else len(names) - 1
    options = {"shown": f"{names[default]}, as shown" if shows_digit else f"{names[default]}, to begin with"}
    options |= {str(number): name for number, name in enumerate(names)}
    chosen = controls.one_of(settings.TRUTH, options, "It should say")
    return default if chosen == "shown" else int(chosen)


def layer_choice(way: Way) -> str:
    """Ask which layer to go back through, from the loss on."""
    options = {name: way.title_of(name) for name in (LOSS, *reversed(way.back.names))}
    return controls.one_of(settings.LAYER_BACK, options, "Go back through", line=True, on_change=_first_step)


def _first_step() -> None:
    state.put_step(0)


def loss_words(way: Way) -> str:
    """Say what the network answers, what it should answer, and how large the loss is."""
    back = way.back
    guess = int(back.shares.argmax())
    right = way.in_words(back.label)
    share = percent(float(back.shares[back.label]), words=True)
    says = f"It says **{way.class_name(guess)}**" + (
        "" if guess == back.label else f", and should say **{way.class_name(back.label)}**"
    )
    words = f"{says}. {right[:1].upper()}{right[1:]} gets {share} of the whole, so the **loss** is {loss_sum(back)}. "
    if back.scale != 1:
        words += (
            "Little is left to learn from this image, so its gradients are small. To be readable, all of them are "
            f"shown **{back.scale:,} times** as large."
        )
    return words


def loss_sum(back: BackwardPass) -> str:
    """The loss as a logarithm, with as many digits of the share as a calculator needs to get the same."""
    share, loss = float(back.shares[back.label]), written(back.loss)
    for digits in range(3, 17):
        text = f"{share:.{digits}g}"
        if float(text) and written(-log(float(text))) == loss:
            return f"−ln {text.replace('-', MINUS)} ≈ **{loss}**"
    return f"−ln of that: **{loss}**"  # a share too small to be written


@dataclass(frozen=True, eq=False)
class CardInView:
    """A step card of the way back, and which numbers of the network it shows.

    Attributes
    ----------
    message : what the step card is sent.
    words : what to know before the first step.
    parameter : the name of the weights whose gradient the card fills in; empty where it fills in that of the input.
    number, channel : the map or unit in view, and the channel of the input.
    """

    message: BackwardCard
    words: str
    parameter: str = ""
    number: int = 0
    channel: int = 0


def card_in_view(way: Way, name: str) -> CardInView:
    """Ask which gradient of a layer to show, and prepare its card."""
    back = way.back
    if name == LOSS:
        words = "Softmax and cross-entropy together have a gradient that is simple: each share, less what it should be."
        return CardInView(backward_loss_card(back, way.classes), words)
    layer = back.layer_at(name)
    match back.layers[layer]:
        case Flatten():
            words = (
                "Nothing is worked out here: each number of the vector has one place in the maps, and its gradient "
                "goes back there."
            )
            return CardInView(backward_flatten_card(back, layer, way.maps_at(layer)), words)
        case Dense():
            return _dense_card(way, layer)
        case Conv() as conv:
            return _convolution_card(way, layer, conv)
        case Pool() as pool:
            return _pooling_card(way, layer, pool)
        case activation:
            return _activation_card(way, layer, activation_of(activation))


_POOLING_WORDS: Mapping[PoolMode, str] = {
    "max": "Only the **winner** of a window had a say in what came out, so it alone takes the gradient. On a tie, the "
    "first winner takes it. Where windows overlap, a cell can win several times, and its gradients add up.",
    "avg": "Every cell of a window had the same part in the **mean**, so the gradient is parted evenly.",
}


def _pooling_card(way: Way, layer: int, pool: Pool) -> CardInView:
    back, names = way.back, way.maps_at(layer)
    number = _ask_which(as_maps(back.gradients[layer + 1]), names, "Map")
    card = backward_pooling_card(back, layer, number, names[number])
    return CardInView(card, _POOLING_WORDS[pool.mode], number=number)


def _activation_card(way: Way, layer: int, activation: ActivationRecord) -> CardInView:
    back, names = way.back, way.maps_at(layer)
    number = _ask_which(as_maps(back.gradients[layer + 1]), names, "Map")
    return CardInView(backward_gate_card(back, layer, number, names[number]), activation.back, number=number)


def _dense_card(way: Way, layer: int) -> CardInView:
    back, name = way.back, way.back.names[layer]
    units, places = way.units_of(layer), way.entries_of(layer)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        part = controls.segmented(settings.GRADIENT, "Gradient of")
        unit = _ask_which(back.gradients[layer + 1][:, None], units, "Unit") if part == "weights" else 0
    if part == "inputs":
        words = (
            "An entry feeds **every** unit, so every unit sends back its gradient, times the weight between the two."
        )
        return CardInView(backward_dense_card(back, layer, units, places), words)
    words = (
        "A weight’s gradient is the entry that came in, times the gradient of its unit. An entry of 0 leaves its "
        "weight alone."
    )
    if f"{name}.bias" in back.parameters:
        words += " The bias counts as a weight on the number 1: its gradient is that of the unit itself."
    return CardInView(backward_weights_card(back, layer, unit, units, places), words, f"{name}.weights", unit)


def _convolution_card(way: Way, layer: int, kind: Conv) -> CardInView:
    back, name = way.back, way.back.names[layer]
    filters = way.maps_at(layer + 1, "filter")
    channels = way.maps_at(layer)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        part = controls.segmented(settings.GRADIENT, "Gradient of")
        number = _ask_which(as_maps(back.gradients[layer + 1]), filters, "Filter")
        channel = 0
        if len(channels) > 1:
            options = {str(place): title.capitalize() for place, title in enumerate(channels)}
            channel = int(controls.one_of(settings.CHANNEL_BACK, options, "Channel"))
    first = layer == 0
    value_range = way.input.value_range if first else None
    one = OneKernel(back, layer, number, channel, filters[number])
    kernel = back.parameters[f"{name}.kernels"][number, channel]
    if part == "weights":
        words = (
            "A weight met one cell of what came in at every stop of its kernel. So its gradient adds up, stop by stop, "
            "that cell times the gradient of the one it went into: **a convolution of what came in, with the gradient "
            "as the kernel**."
        )
        title = "Image" if first else channels[channel].capitalize()
        return CardInView(backward_kernel_card(one, title, value_range), words, f"{name}.kernels", number, channel)
    several = len(filters) > 1
    title = (
        f"Sent back by {filters[number]}" if several else "Gradient of the image" if first else "Gradient of the map"
    )
    card = backward_image_card(one, title)
    zeros = " and ".join(["around it"] * any(card.padding) + ["between its cells"] * (kind.stride not in (1, (1, 1))))
    words = (
        "A cell fed up to as many stops as the kernel has weights, and each stop sends back its gradient times the "
        "weight that was on the cell. "
        f"That is **a convolution of the gradient**{f', with zeros {zeros},' if zeros else ''} **with the kernel "
        "turned by 180°**."
    )
    if np.array_equal(kernel, kernel[::-1, ::-1]):
        words += " This kernel looks the same when turned."
    return CardInView(card, words, "", number, channel)


def _ask_which(gradients: np.ndarray, names: Sequence[str], label: str) -> int:
    """Ask for a map or a unit; without a choice it is the one with the largest gradient."""
    if len(names) == 1:
        return 0
    largest = int(np.abs(gradients.reshape(len(names), -1)).max(axis=1).argmax())
    options = {"largest": f"{names[largest].capitalize()} (largest)"}
    options |= {str(number): name.capitalize() for number, name in enumerate(names)}
    chosen = controls.one_of(settings.WHICH_BACK, options, label, on_change=_first_step)
    return largest if chosen == "largest" else int(chosen)


def filters_add_up(way: Way, layer: int, channel: int) -> None:
    """What each filter sends back, and the sum of that: the gradient of what came in."""
    names = way.maps_at(layer + 1, "filter")
    if len(names) == 1:
        return
    sent = [sent_back(way.back, layer, number)[channel] for number in range(len(names))]
    total = as_maps(way.back.shown(layer))[channel]
    st.markdown(f"**Added up, what all {len(names)} filters send back is the gradient of what came in.**")
    panels = [Panel(name.capitalize(), values) for name, values in zip(names, sent, strict=True)]
    strongest = sorted(range(len(panels)), key=lambda number: -float(np.abs(sent[number]).max()))[:3]
    note = "" if len(panels) <= 3 else f"The three filters that send back most, of {len(panels)}, and the sum of all."
    charts.maps(
        [*(panels[number] for number in sorted(strongest)), Panel("Sum of all filters", total)],
        key="filters add up",
        alt="What a filter sends back, or the sum of all.",
        note=note or None,
        largest=FOUR_IN_A_ROW,
    )


def strip(way: Way, name: str) -> None:
    """The gradient at every place from the logits to the image as small maps, the layer in view marked between them."""
    back = way.back
    tiles = []
    for place in range(len(back.layers), -1, -1):
        shape = back.activations[place].shape
        title = "Logits" if place == len(back.layers) else "Image" if place == 0 else _output_title(way, place - 1)
        largest = written(float(np.abs(back.shown(place)).max()))
        size = " × ".join(map(str, shape)) if len(shape) < 3 or shape[0] > 1 else " × ".join(map(str, shape[1:]))
        alt = f"Gradient at {title}: {prod(shape)} numbers, the largest of size {largest}."
        before = LOSS if place == len(back.layers) else back.names[place]
        now = before == name
        tiles.append(
            f'<span class="through{" now" if now else ""}">{as_it_stands(way.title_of(before))}<br>→</span>'
            f'<figure class="gradient"><figcaption><b>{as_it_stands(title)}</b><br>{size}</figcaption>'
            f"{_picture(back.shown(place), alt)}"
            f"<figcaption>largest {largest}</figcaption></figure>"
        )
    st.html(f'<div class="way-back">{"".join(tiles)}</div>')


def _output_title(way: Way, layer: int) -> str:
    one = way.back.layers[layer]
    if isinstance(one, Activation):
        return f"After {way.title_of(way.back.names[layer])}"
    match one:
        case Flatten():
            return "Vector"
        case Conv():
            return "Feature maps"
        case Pool():
            return "Pooled maps"
        case Dense():
            return "Units"
        case _:
            assert_never(one)


def _picture(values: np.ndarray, alt: str) -> str:
    """Maps side by side as a picture: a square for each number, blue above zero and red below, on their own scale."""
    maps = as_maps(values)
    count, rows, columns = maps.shape
    across = int(np.ceil(np.sqrt(count))) if count > 3 else count
    down = -(-count // across)
    sheet = np.zeros((down * (rows + 1) - 1, across * (columns + 1) - 1, 4), dtype=np.uint8)  # gaps stay transparent
    limit = own_limit(maps)
    for number, one in enumerate(maps):
        top, left = number // across * (rows + 1), number % across * (columns + 1)
        sheet[top : top + rows, left : left + columns, :3] = tile_levels(one, limit, dark=state.is_dark())
        sheet[top : top + rows, left : left + columns, 3] = 255
    cell = max(1, min(TILE // sheet.shape[0], MOST_ACROSS // sheet.shape[1], LARGEST_CELL))
    height, width = (size * cell for size in sheet.shape[:2])
    return f'<img src="{data_uri(sheet)}" width="{width}" height="{height}" alt="{as_it_stands(alt)}">'
