"""The view of every step on the way back: its numbers are those of ``cnn_steps``, and its sum adds up or says ≈."""

import re
from collections import Counter
from typing import Any

import numpy as np
import pytest

from cnn_steps import Conv, Dense, Flatten, Pool, Relu
from tests.ui.steps.backward_examples import WAYS, cards, nine, output_of, random_way
from tests.ui.steps.test_views import NUMBER, factors, number, outcome, panel, views
from ui.backward.card_data import backward_dense_card, backward_pooling_card
from ui.components.card_messages import (
    BackwardConvolutionCard,
    BackwardDenseCard,
    BackwardLossCard,
    BackwardPoolingCard,
    BackwardWeightsCard,
)
from ui.figures.numbers import written
from ui.networks.passes import backward_pass
from ui.steps.parts import StepView, Strip

ALL = {f"{way}, {name}": card for way, (back, chosen) in WAYS.items() for name, card in cards(back, chosen).items()}


def of_kind(kind: type) -> list[str]:
    found = [name for name, card in ALL.items() if isinstance(card, kind)]
    assert found
    return found


def shown_with(card: Any) -> tuple[Any, list[StepView]]:
    return card, views(card)


OTHERS = [name for name, card in ALL.items() if not isinstance(card, BackwardLossCard | BackwardPoolingCard)]


@pytest.mark.parametrize("name", OTHERS)
def test_every_step_ends_in_the_gradient_that_fills_up(name: str) -> None:
    card, shown = shown_with(ALL[name])
    output = output_of(card).ravel()
    assert len(shown) == output.size
    for step, view in enumerate(shown):
        assert outcome(view) == pytest.approx(output[step], abs=0.0051)
        assert any(grid.outlines for grid in view.panels)


@pytest.mark.parametrize("name", of_kind(BackwardLossCard))
def test_the_gradient_of_every_class_is_its_share_less_its_target(name: str) -> None:
    card, shown = shown_with(ALL[name])
    for step, view in enumerate(shown):
        lines = [re.sub(r"·10\^\((.*?)\)", r"e\1", line) for line in view.sum_text.split("\n")]
        first = re.fullmatch(rf"({NUMBER}) − ([01]) ([=≈]) ({NUMBER})", lines[0])
        assert first, lines[0]
        share, target, difference = number(first[1]), int(first[2]), number(first[4])
        assert share == pytest.approx(card.shares[step], abs=5e-5)
        assert target == card.targets[step]
        assert difference * card.scale == pytest.approx(card.output[step], rel=0.01, abs=5e-5)
        assert (first[3] == "=") == (abs(share - target - difference) < 1e-12)
        if card.scale != 1:
            assert outcome(view) == pytest.approx(card.output[step], abs=0.0051)


def test_the_loss_takes_the_target_from_the_share_and_shows_it_as_large_as_it_says() -> None:
    card, shown = shown_with(cards(nine(9, 9))["loss"])
    assert card.scale == 1000
    assert shown[9].sum_text == "0.9995 − 1 ≈ −0.00052\n(−0.00052)·1,000 = −0.52"
    assert shown[9].sentence.startswith("“9” is right, so its share should be 1.")
    assert shown[4].sentence.startswith("“4” is wrong, so its share should be 0.")
    plain = views(cards(nine(9, 4))["loss"])[4]
    assert re.fullmatch(rf"{NUMBER} − 1 [=≈] {NUMBER}", plain.sum_text), plain.sum_text


def test_a_share_that_is_what_it_should_be_has_no_way_to_fall_or_rise() -> None:
    layers, bias = (Flatten(), Dense(2)), np.array([1000.0, 0.0])
    parameters = {"dense1.weights": np.zeros((4, 2)), "dense1.bias": bias}
    right, wrong = (cards(backward_pass(layers, parameters, np.ones((1, 2, 2)), label)) for label in (0, 1))
    said = [[view.sentence for view in views(way["loss"])] for way in (right, wrong)]
    assert said == [
        [
            "“0” is right, so its share should be 1. The gradient is 0: its share is what it should be.",
            "“1” is wrong, so its share should be 0. The gradient is 0: its share is what it should be.",
        ],
        [
            "“0” is wrong, so its share should be 0. The gradient is 1: the loss rises when this logit rises.",
            "“1” is right, so its share should be 1. The gradient is −1: the loss falls when this logit rises.",
        ],
    ]
    card, shown = shown_with(right["dense1 weights"])
    (place,) = np.argwhere(card.input)[0]
    entry = written(card.input[place])
    assert f" is {entry}, but the gradient of its unit 0: that of its weight is 0." in shown[place].sentence


@pytest.mark.parametrize("name", of_kind(BackwardDenseCard))
def test_what_every_unit_sends_back_is_added_up(name: str) -> None:
    card, shown = shown_with(ALL[name])
    for step, view in enumerate(shown):
        pairs = [
            (number(written(a)), number(written(b))) for a, b in zip(card.upstream, card.weights[step], strict=True)
        ]
        text = re.sub(r"(\d)e−", r"\1E−", view.sum_text)
        assert len(text.split(" + ")) == len(pairs)
        read = sum(a * b for a, b in pairs)
        assert ("≈" in view.sum_text) == (abs(read - outcome(view)) > 1e-9 * abs(outcome(view)) + 1e-13)


@pytest.mark.parametrize("name", of_kind(BackwardWeightsCard))
def test_a_weight_gets_its_entry_times_the_gradient_of_its_unit(name: str) -> None:
    card, shown = shown_with(ALL[name])
    back = card.upstream[card.unit_index]
    for step, view in enumerate(shown):
        entry = card.input[step]
        assert factors(view.sum_text) == [(number(written(entry)), number(written(back)))]
        if entry == 0:
            assert " is 0: its weight changes nothing here, so its gradient is 0." in view.sentence
        elif back == 0:
            assert "but the gradient of its unit 0: that of its weight is 0." in view.sentence
        else:
            way = "larger" if entry * back < 0 else "smaller"
            assert f"a slightly {way} weight makes the loss smaller" in view.sentence


def test_an_entry_goes_back_to_its_place_in_its_map() -> None:
    card, shown = shown_with(cards(nine(9, 4))["flatten1"])
    maps = card.output.numbers
    for step, view in enumerate(shown):
        channel, row, column = np.unravel_index(step, maps.shape)
        assert f"map {channel}, row {row}, column {column}: {written(maps.flat[step])}" in view.sum_text
        grids = [grid for grid in view.panels if not isinstance(grid, Strip)]
        assert [len(grid.outlines) for grid in grids] == [int(number == channel) for number in range(3)]
        assert grids[channel].outlines == ((row, column, 1, 1),)
        filled = sum(int((~grid.blank).sum()) for grid in grids if grid.blank is not None)
        assert filled == step + 1


@pytest.mark.parametrize("name", of_kind(BackwardPoolingCard))
def test_windows_fill_the_map_up_to_the_gradient_before_pooling(name: str) -> None:
    card, shown = shown_with(ALL[name])
    title = card.output.title
    np.testing.assert_allclose(panel(shown[-1], title).values, card.output.numbers, atol=1e-12)
    earlier = np.zeros(card.output.numbers.shape)
    for view in shown:
        now = panel(view, title)
        changed = np.argwhere(now.values != earlier)
        ((top, left, height, width),) = now.outlines
        assert all(top <= row < top + height and left <= column < left + width for row, column in changed)
        earlier = now.values


def test_a_winner_takes_what_it_had_and_the_gradient_of_the_window() -> None:
    card, shown = shown_with(cards(nine(9, 4), 0)["pool1"])
    had: dict[str, float] = {}
    wins: Counter[str] = Counter()
    again = 0
    for view in shown:
        first, second = view.sum_text.split("\n")
        cell = first.partition("→ ")[2]
        match = re.fullmatch(rf"({NUMBER}) \+ \(?({NUMBER})\)? ([=≈]) ({NUMBER})", second)
        assert match, second
        before, gradient, relation, after = number(match[1]), number(match[2]), match[3], number(match[4])
        assert before == pytest.approx(had.get(cell, 0.0))
        assert (relation == "=") == (abs(before + gradient - after) < 1e-9)
        won = re.search(r"It has won ([\d,]+) windows? before", view.sentence)
        assert (int(won[1]) if won else 0) == wins[cell]
        wins[cell] += 1
        again += cell in had
        had[cell] = after
    assert again > 0  # the windows overlap
    assert card.mode == "max"


def test_on_a_tie_the_first_winner_takes_it() -> None:
    back = random_way(Relu(), Pool(2, stride=1), Flatten(), Dense(2))
    shown = views(backward_pooling_card(back, 1, 0, "box"))
    tied = [view for view in shown if "tie" in view.sentence]
    assert tied
    for view in tied:
        terms = re.search(r"max\((.*?)\) = (\S+) → row (\d+), column (\d+)", view.sum_text)
        assert terms
        values = terms[1].split(", ")
        window = next(grid for grid in view.panels if grid.marked is not None)
        ((top, left, _, _),) = window.outlines
        place = values.index(terms[2])
        assert (int(terms[3]), int(terms[4])) == (top + place // 2, left + place % 2)


def test_a_window_of_one_cell_has_no_others_that_get_nothing() -> None:
    back = random_way(Pool(1), Flatten(), Dense(2))
    assert all(
        view.sentence.startswith("The only cell takes it. ") for view in views(backward_pooling_card(back, 0, 0, "box"))
    )


def test_a_gate_is_open_above_zero_and_shut_elsewhere() -> None:
    card, shown = shown_with(cards(nine(9, 4), 2)["relu1"])
    for x, view in zip(card.input.numbers.ravel(), shown, strict=True):
        assert ("the gate is open" in view.sentence) == (x > 0)
        assert ("the gate is shut" in view.sentence) == (x <= 0)
        assert view.sum_text.startswith(f"slope({written(x)}) = {int(x > 0)}\n")


@pytest.mark.parametrize("name", of_kind(BackwardConvolutionCard))
def test_the_products_of_a_stop_add_up_as_written(name: str) -> None:
    card, shown = shown_with(ALL[name])
    for view in shown:
        text = view.sum_text.replace("\n", " ")
        products = panel(view, "Products").values
        total = outcome(view)
        assert products.sum() / card.divisor == pytest.approx(float(total), abs=0.0051)
        read = sum(number(a or b) * number(c or d) for a, b, c, d in re.findall(PAIR, text))
        if card.divisor != 1:
            match = re.search(rf"([=≈]) ({NUMBER}) ({NUMBER}) ÷ {card.divisor} ([=≈]) ({NUMBER})$", text)
            assert match, text
            assert match[2] == match[3]
            added = number(match[2])
            assert (match[1] == "=") == (abs(read - added) < 1e-9 * abs(added) + 1e-13)
            read = added / card.divisor
        assert (text.rsplit(" ", 2)[-2] == "=") == (abs(read - total) < 1e-9 * abs(total) + 1e-13)
        count = int((products != 0).sum())
        assert view.sentence.startswith(f"{count} of {products.size} product")


EXACT = r"−?\d+(?:\.\d+)?(?:e−?\d+)?"
PAIR = rf"(?:\(({EXACT})\)|({EXACT}))·(?:\(({EXACT})\)|({EXACT}))"


def test_the_image_gradient_slides_over_zeros_around_the_gradient() -> None:
    back = random_way(Conv(1), Flatten(), Dense(2))
    view = views(cards(back)["conv1 inputs"])[0]
    image = panel(view, "Gradient of the map")
    assert image.values.shape == (9, 8) and image.kind == "signed"
    assert image.hatched is not None and image.hatched.sum() == 72 - 5 * 4
    assert panel(view, "Kernel, turned").note == "box"


def test_a_single_unit_is_spoken_of_in_the_singular() -> None:
    card = backward_dense_card(random_way(Flatten(), Dense(1), Dense(2), shape=(1, 2, 2)), 1, ("0",), tuple("abcd"))
    sentence = views(card)[0].sentence
    assert sentence.startswith("a feeds 1 unit, which sends back its gradient times the weight between them: ")
