"""When a training is said to take steps that are too long."""

import numpy as np
import pytest

from cnn_steps import Conv, Dense, Epoch, Flatten, Pool, Tanh
from scripts.rate_advice import works
from tests.ui.training.plans import plan, straight_through
from ui.networks.codes import PRESETS
from ui.training.advice import advised, again_words, rate_words
from ui.training.beginning import epoch_zero
from ui.training.data_sets import digits
from ui.training.plans import TrainingPlan

DIGITS = PRESETS["digits"].plan.layers


def said(chosen: TrainingPlan) -> list[str]:
    """What is said after each epoch of a plan."""
    first, rng = chosen.begin()
    records = [epoch_zero(chosen, first, rng.bit_generator.state), *straight_through(chosen)]
    return [rate_words(chosen, first, records[: count + 1]) for count in range(1, len(records))]


def said_of(losses: list[float], *, thrown: bool = True, **changes: object) -> str:
    """What is said of losses, that before training first, with weights that were thrown far or hardly moved."""
    chosen = plan(**changes)
    first, _ = chosen.begin()
    parameters = {name: array * (5 if thrown else 1.01) for name, array in first.items()}
    records = [
        Epoch(at, loss, 0.5, None, None, parameters=parameters, velocity={}, rng_state={})
        for at, loss in enumerate(losses)
    ]
    return rate_words(chosen, first, records)


def test_a_loss_far_above_that_of_guessing_is_said_from_the_first_epoch_on() -> None:
    words = said(plan(learning_rate=100.0))
    assert all(text.startswith("The loss of ") and "far above that of guessing, 0.69." in text for text in words)
    assert words[0].endswith("The steps are too long. Train again with a learning rate of 0.02 and 8 epochs.")


def test_a_network_whose_relus_have_died_is_said_to_guess() -> None:
    words = said(plan(layers=DIGITS, data=digits(), learning_rate=0.5))
    assert words[0] == ""
    assert "is no better than that of guessing, 2.30." in words[-1]


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_said_of_the_lines_as_they_are_trained_at_first(seed: int) -> None:
    assert not any(said(plan(seed=seed, epochs=10)))


def test_nothing_is_said_of_the_digits_as_they_are_trained_at_first() -> None:
    assert not any(said(plan(layers=DIGITS, data=digits(), epochs=4, seed=0)))


@pytest.mark.parametrize("rate", [0.0001, 0.001])
def test_a_rate_that_is_too_small_is_not_called_too_large(rate: float) -> None:
    assert not any(said(plan(learning_rate=rate, epochs=5)))


def test_a_loss_that_has_risen_for_good_is_said() -> None:
    assert "risen from 0.20 to 0.50, and stays up." in said_of([0.7, 0.2, 0.5, 0.55, 0.5])
    assert not said_of([0.7, 0.2, 0.5, 0.55])  # may come back
    assert not said_of([0.7, 0.02, 0.05, 0.06, 0.07])  # small all the same


def test_it_is_not_said_any_more_once_it_no_longer_holds() -> None:
    assert said_of([0.7, 9.0])
    assert not said_of([0.7, 9.0, 0.3])


def test_weights_that_begin_badly_and_get_better_are_left_alone() -> None:
    assert not said_of([9.0, 5.0])


def test_a_swing_of_weights_that_have_hardly_moved_is_left_alone() -> None:
    assert not said_of([0.7, 2.0], thrown=False)


def test_a_sabotage_has_its_own_words() -> None:
    assert not said_of([0.7, 9.0], sabotage="rate")


def test_no_rate_below_the_lowest_is_advised() -> None:
    assert not said_of([0.7, 9.0], learning_rate=0.00002)
    assert said_of([0.7, 9.0], epochs=10, learning_rate=0.0002).endswith("a learning rate of 0.00005.")


def test_weights_that_begin_at_nothing_have_no_size_to_compare_with() -> None:
    chosen = plan()
    first = {name: np.zeros_like(array) for name, array in chosen.begin()[0].items()}
    records = [Epoch(at, 9.0, 0.5, None, None, parameters=first, velocity={}, rng_state={}) for at in range(2)]
    assert rate_words(chosen, first, records) == ""


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"momentum": 0.99, "batch_size": 64},
        {"reduction": "sum"},
        {"epochs": 1, "batch_size": 1},
        {"layers": (Conv(4), Tanh(), Pool(2, mode="avg"), Flatten(), Dense(16), Tanh(), Dense(2))},
    ],
)
def test_what_is_advised_trains_the_lines_for_nine_seeds_of_ten(changes: dict[str, object]) -> None:
    chosen = [plan(**{"epochs": 10, "learning_rate": 5.0, "seed": seed} | changes) for seed in range(10)]
    assert sum(map(works, chosen)) >= 9


@pytest.mark.parametrize("changes", [{}, {"momentum": 0.0, "batch_size": 256}, {"reduction": "sum", "momentum": 0.99}])
def test_what_is_advised_trains_the_digits(changes: dict[str, object]) -> None:
    assert works(plan(**{"layers": DIGITS, "data": digits(), "epochs": 3, "learning_rate": 5.0, "seed": 0} | changes))


def test_it_is_never_the_rate_that_has_just_failed() -> None:
    for rate in (100.0, 0.03, 0.02, 0.001):
        assert advised(plan(learning_rate=rate))[0] <= rate / 3


def test_no_more_epochs_are_advised_than_can_be_kept() -> None:
    wide = plan(layers=(Flatten(), Dense(1024), Dense(2)), batch_size=200, epochs=1)
    assert advised(wide)[1] == 2_000_000 // (65 * 1024 + 1025 * 2)


def test_while_it_trains_only_what_has_held_for_some_epochs_is_said() -> None:
    chosen = plan()
    first, _ = chosen.begin()
    parameters = {name: array * 5 for name, array in first.items()}
    records = [
        Epoch(at, loss, 0.5, None, None, parameters=parameters, velocity={}, rng_state={})
        for at, loss in enumerate([0.7, 9.0, 0.3, 9.0, 9.0, 9.0])
    ]
    said_so_far = [bool(rate_words(chosen, first, records[:count], running=True)) for count in range(1, 7)]
    assert said_so_far == [False, False, False, False, False, True]
    assert rate_words(chosen, first, records[:2])


def test_a_sabotage_that_ran_away_is_not_told_to_try_again() -> None:
    assert again_words(plan(learning_rate=5.0)).startswith("Train again with a learning rate of 0.02")
    assert again_words(plan(learning_rate=5.0, sabotage="rate")) == ""
