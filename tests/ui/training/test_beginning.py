"""How a network does before any training, and the sentence that says why."""

import re

import numpy as np
import pytest

from cnn_steps import init_parameters, predict
from tests.ui.training.plans import plan
from ui.figures.numbers import percent
from ui.networks.codes import PRESETS
from ui.training.beginning import random_words
from ui.training.data_sets import digits, lines


@pytest.mark.parametrize(("name", "data", "chance"), [("lines", lines, "50.0 %"), ("digits", digits, "10.0 %")])
@pytest.mark.parametrize("seed", range(3))
def test_the_class_it_says_most_is_counted_and_guessing_is_given_beside_it(name, data, chance, seed):
    chosen = plan(layers=PRESETS[name].plan.layers, data=data(), seed=seed)
    first = init_parameters(chosen.layers, chosen.input_shape, rng=np.random.default_rng(seed), dtype=np.float32)
    guesses = predict(chosen.layers, first, chosen.data.test_images)
    words = random_words(chosen, first)
    share, favorite = re.search(r"calls (.* %) of the held-out pictures “(.*)”", words).groups()
    place = chosen.data.classes.index(favorite)
    assert share == percent(float((guesses == place).mean()))
    assert all((guesses == other).sum() <= (guesses == place).sum() for other in range(len(chosen.data.classes)))
    assert words.endswith(f"Guessing at random is right in {chance} of the cases.")


def test_weights_of_0_call_everything_the_first_class():
    chosen = plan(scheme="zeros")
    first = init_parameters(chosen.layers, chosen.input_shape, rng=np.random.default_rng(0), scheme="zeros")
    assert "calls 100 % of the held-out pictures “vertical”" in random_words(chosen, first)
