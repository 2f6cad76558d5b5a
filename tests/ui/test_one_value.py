"""Card, map, formula, trail, plain steps, figure, table and listing write one number for a cell."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_steps import KERNELS, conv2d, conv2d_step, picture_stages, sample_photo
from tests.one_value import KINDS, disagreements, stops
from ui.figures.numbers import written
from ui.operations.formulas import convolution_formula
from ui.picture.current import RANGES

PAGES = {"convolution": 40, "pooling": 30, "dense": 10, "softmax": 10}
MOST_STOPS = 60  # of a page


def stops_with_one_number(kind: str, seed: int) -> int:
    """How many stops of a page there were, all of them written alike."""
    written_there = list(stops(kind, seed, MOST_STOPS))
    for words, texts in written_there:
        assert len(texts) >= 5 and not disagreements(texts), words
    return len(written_there)


@pytest.mark.parametrize("kind", KINDS)
def test_every_surface_writes_one_number_for_a_cell(kind: str) -> None:
    counts = [stops_with_one_number(kind, seed) for seed in range(PAGES[kind])]
    assert sum(counts) >= 10 * PAGES[kind], counts


@settings(max_examples=6)
@given(kind=st.sampled_from(KINDS), seed=st.integers(1000, 1 << 32))
def test_every_surface_of_any_page_writes_one_number_for_a_cell(kind: str, seed: int) -> None:
    assert stops_with_one_number(kind, seed)


def test_a_halfway_cell_of_the_photograph_is_rounded_up_everywhere() -> None:
    image = picture_stages(sample_photo(), size=(16, 16), color=False, value_range=RANGES["unit"])[-1].array
    kernel = KERNELS["Gaussian blur"].weights
    feature_map = conv2d(image, kernel[None], [0.0])[0]
    row, column = divmod(156, feature_map.shape[1])
    assert np.isclose(feature_map[row, column], 0.525, rtol=0, atol=1e-12)
    assert written(feature_map[row, column]) == "0.53"
    assert convolution_formula(conv2d_step(image, kernel, row, column, 0.0)).current.endswith(" 0.53")
