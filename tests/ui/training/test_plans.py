"""A plan trains itself: with everything it says, from its own first weights, and on from an epoch."""

import numpy as np
import pytest

from cnn_steps import init_parameters, train
from tests.ui.training.plans import plan, same_weights

SPECIAL = {"epochs": 2, "learning_rate": 0.003, "momentum": 0.7, "batch_size": 13, "reduction": "sum", "seed": 5}


def test_a_plan_trains_with_everything_it_says():
    chosen = plan(**SPECIAL)
    rng = np.random.default_rng(5)
    first = init_parameters(chosen.layers, (1, 8, 8), rng=rng, scheme="he", dtype=np.float32)
    data = chosen.data
    expected = train(
        chosen.layers,
        first,
        data.images,
        data.labels,
        epochs=2,
        learning_rate=0.003,
        batch_size=13,
        momentum=0.7,
        reduction="sum",
        rng=rng,
        validation=(data.test_images, data.test_labels),
    )
    for epoch, wanted in zip(chosen.train(*chosen.begin()), expected, strict=True):
        assert same_weights(epoch, wanted)
        assert (epoch.loss, epoch.validation_loss) == (wanted.loss, wanted.validation_loss)


def test_the_first_weights_are_those_of_seed_and_scheme():
    weights, _ = plan(seed=5).begin()
    expected = init_parameters(plan().layers, (1, 8, 8), rng=np.random.default_rng(5), dtype=np.float32)
    assert all(np.array_equal(weights[name], expected[name]) for name in expected)
    assert {array.dtype for array in weights.values()} == {np.dtype(np.float32)}
    zeros, _ = plan(seed=5, scheme="zeros").begin()
    assert not any(array.any() for array in zeros.values())


def test_going_on_from_an_epoch_gives_what_never_stopping_gives():
    chosen = plan(epochs=4)
    epochs = list(chosen.train(*chosen.begin()))
    first, rng = chosen.begin()
    rng.bit_generator.state = epochs[1].rng_state
    rest = list(chosen.train(first, rng, epochs[1]))
    assert [epoch.epoch for epoch in rest] == [3, 4]
    assert same_weights(rest[-1], epochs[-1])


@pytest.mark.parametrize("batches", [0, 20])
def test_a_training_that_should_stop_gives_no_further_epoch(batches: int):
    chosen = plan(epochs=3)  # 13 batches an epoch
    answers = iter([False] * batches + [True] * 100)
    epochs = list(chosen.train(*chosen.begin(), should_stop=lambda: next(answers)))
    assert len(epochs) == batches // 13
