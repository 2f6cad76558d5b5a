"""What the page says of a confusion matrix, from no mistakes to many."""

import numpy as np
import pytest

from ui.lessons.training.outcome import mistakes_words
from ui.training.data_sets import lines
from ui.training.readers import Reader


def words(counts):
    data = lines()
    return mistakes_words(np.array(counts), Reader((), {}, data, "trained here"))


@pytest.mark.parametrize(
    ("counts", "ending"),
    [
        ([[20, 0], [0, 20]], "**40** right: 100 %. It gets none of them wrong."),
        ([[19, 1], [0, 20]], "**39** right: 97.5 %. No mistake was made more than once."),
        (
            [[18, 2], [0, 20]],
            "**38** right: 95.0 %. Its most frequent mistake: **vertical** taken for **horizontal**, twice.",
        ),
        (
            [[17, 3], [3, 17]],
            "**34** right: 85.0 %. Its most frequent mistakes: **vertical** taken for **horizontal** and "
            "**horizontal** taken for **vertical**, each 3 times.",
        ),
        ([[0, 20], [0, 20]], "**vertical** taken for **horizontal**, 20 times."),
    ],
)
def test_the_most_frequent_mistakes_are_named(counts, ending):
    assert words(counts).startswith("Of **40 held-out pictures**, the network (trained here) names")
    assert words(counts).endswith(ending)


def test_one_held_out_picture_is_one():
    assert words([[1, 0], [0, 0]]).startswith("Of **1 held-out picture**, the network")
