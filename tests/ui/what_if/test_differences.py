"""Two forward passes compared: the differences are those of the layers worked out anew, in the cells that saw them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnn_steps import (
    DIGITS,
    LESSON_KERNELS,
    conv2d,
    dense,
    fit_bitmap,
    flatten,
    load_bitmap_classifier,
    pool2d,
    relu,
    sample_photo,
    softmax,
    to_channels_first,
)
from ui.figures.numbers import percent
from ui.networks.walk import forward_pass, untrained_weights
from ui.picture.changes import Change
from ui.picture.current import CurrentImage, changed_image
from ui.what_if.differences import (
    MOST_BLOCKS,
    LayerDifference,
    answer_change,
    changed_blocks,
    layer_differences,
    percents,
    summary_rows,
)

KNOWN = load_bitmap_classifier()
NINE = CurrentImage("The 9", DIGITS[9], (-1.0, 1.0), None, (), "", ())
COLOR = CurrentImage("The cat", to_channels_first(sample_photo()[:9, :8] / 255), (0.0, 1.0), sample_photo(), (), "", ())
GRAY = replace(COLOR, array=COLOR.array[0])


def differences(image, change, head="trained"):
    return layer_differences(forward_pass(image, head=head), forward_pass(changed_image(image, [change]), head=head))


def layers_by_hand(array, kernels, weights, bias):
    """Every layer after the image, worked out with the package alone."""
    maps = conv2d(array, kernels, average=True)
    pooled = pool2d(relu(maps), 2, stride=1)
    logits = dense(flatten(pooled), weights, bias)
    return dict(
        convolution=maps,
        relu=relu(maps),
        pooling=pooled,
        vector=flatten(pooled),
        logits=logits,
        shares=softmax(logits),
    )


def assert_differences(found, before, after):
    assert list(found) == list(before)
    for name, layer in found.items():
        np.testing.assert_allclose(layer.before, before[name], rtol=1e-12)
        np.testing.assert_allclose(layer.after, after[name], rtol=1e-12)
        np.testing.assert_allclose(layer.difference, after[name] - before[name], atol=1e-11)


@pytest.mark.parametrize(("row", "column"), list(np.ndindex(7, 5)))
def test_a_pixel_of_the_9_changes_exactly_the_cells_whose_window_holds_it(row, column):
    found = differences(NINE, Change("pixel", row, column, -DIGITS[9][row, column]))
    held = [[row - r in range(3) and column - c in range(3) for c in range(3)] for r in range(5)]
    for changed in found["convolution"].changed:
        np.testing.assert_array_equal(changed, held)


def test_a_pixel_in_the_middle_shows_in_9_of_15_cells():
    assert differences(NINE, Change("pixel", 3, 2, 1.0))["convolution"].count_words == "9 of 15 in each map"


@pytest.mark.parametrize("value", [1.0, 0.25, -0.5])
def test_a_pixel_of_a_bitmap_gives_the_differences_of_two_full_passes(value):
    array = DIGITS[9].copy()
    array[3, 2] = value
    head = KNOWN.weights, KNOWN.bias
    assert_differences(
        differences(NINE, Change("pixel", 3, 2, value)),
        layers_by_hand(DIGITS[9], LESSON_KERNELS, *head),
        layers_by_hand(array, LESSON_KERNELS, *head),
    )


@pytest.mark.parametrize("place", list(np.ndindex(3, 3, 3)))
def test_a_weight_changes_its_own_map_by_its_share_of_every_pixel_under_it(place):
    number, row, column = place
    name = ("box", "vertical-line", "diagonal-line")[number]
    kernels = LESSON_KERNELS.copy()
    kernels[place] = 0.4
    found = differences(NINE, Change("weight", row, column, 0.4, name))
    head = KNOWN.weights, KNOWN.bias
    assert_differences(
        found, layers_by_hand(DIGITS[9], LESSON_KERNELS, *head), layers_by_hand(DIGITS[9], kernels, *head)
    )
    under = DIGITS[9][row : row + 5, column : column + 3]
    added = found["convolution"].difference
    np.testing.assert_allclose(added[number], (0.4 - LESSON_KERNELS[place]) * under / 9)
    assert not np.delete(added, number, axis=0).any()


@pytest.mark.parametrize("channel", ["red", "green", "blue"])
def test_a_color_pixel_goes_through_the_untrained_network(channel):
    array = COLOR.array.copy()
    array[("red", "green", "blue").index(channel), 4, 4] = 1.0
    kernels = np.stack([LESSON_KERNELS] * 3, axis=1)
    found = differences(COLOR, Change("pixel", 4, 4, 1.0, channel), "untrained")
    head = untrained_weights(found["vector"].before.size), np.zeros(10)
    assert_differences(found, layers_by_hand(COLOR.array, kernels, *head), layers_by_hand(array, kernels, *head))
    assert found["convolution"].count_words == "9 of 42 in each map"


def test_a_gray_pixel_goes_through_the_untrained_network():
    array = GRAY.array.copy()
    array[0, 0] = 1.0
    found = differences(GRAY, Change("pixel", 0, 0, 1.0), "untrained")
    head = untrained_weights(found["vector"].before.size), np.zeros(10)
    assert_differences(
        found, layers_by_hand(GRAY.array, LESSON_KERNELS, *head), layers_by_hand(array, LESSON_KERNELS, *head)
    )
    assert found["convolution"].count_words == "1 of 42 in each map"


def test_a_cell_of_a_shrunk_picture_goes_through_the_trained_network():
    array = fit_bitmap(COLOR.picture)
    before = layers_by_hand(array, LESSON_KERNELS, KNOWN.weights, KNOWN.bias)
    array[2, 3] = -1.0
    after = layers_by_hand(array, LESSON_KERNELS, KNOWN.weights, KNOWN.bias)
    assert_differences(differences(COLOR, Change("cell", 2, 3, -1.0)), before, after)


def test_a_pixel_at_full_size_is_not_seen_by_the_trained_layer():
    found = differences(COLOR, Change("pixel", 4, 4, 1.0, "red"))
    assert [layer.count for layer in found.values()] == [0] * 6
    assert found["convolution"].count_words == "none of 45"


def test_only_the_changed_image_says_so_in_its_name_and_each_change_is_counted_once():
    once = changed_image(NINE, [Change("pixel", 0, 0, 1.0)])
    twice = changed_image(once, [Change("pixel", 0, 1, -1.0), Change("weight", 0, 0, 2.0, "box")])
    assert (once.name, twice.name) == ("The changed 9", "The changed 9")
    assert changed_image(NINE, [Change("weight", 0, 0, 2.0, "box")]).name == "The 9"
    assert len(twice.changes) == 3
    assert twice.array[0, 0] == 1.0 and twice.array[0, 1] == -1.0
    assert DIGITS[9][0, 0] == -1.0


def test_rounding_is_no_change():
    values = np.array([1.0, 2.0, 0.5])
    layer = LayerDifference("x", values, values + np.array([4e-16, 0.0, 0.25]))
    assert (layer.count, layer.largest) == (1, 0.25)


def test_the_largest_change_keeps_its_sign_and_its_map_comes_first():
    before, after = np.zeros((3, 2, 2)), np.zeros((3, 2, 2))
    after[1, 0, 1], after[2, 1, 1] = 0.5, -0.75
    layer = LayerDifference("x", before, after, ("a", "b", "c"))
    assert (layer.largest, layer.most_changed_map) == (-0.75, 2)
    assert layer.count_words == "2 of 12 in 2 of 3 maps"


def test_a_single_map_is_named():
    found = differences(NINE, Change("weight", 1, 1, 0.0, "vertical-line"))
    assert found["convolution"].count_words == "15 of 15, vertical line only"


def test_every_layer_has_a_row():
    rows = summary_rows(differences(NINE, Change("pixel", 3, 2, 1.0))).splitlines()
    assert [row.split("|")[1].strip() for row in rows[2:]] == [
        "Convolution",
        "ReLU",
        "Pooling",
        "Vector",
        "Logits",
        "Shares",
    ]
    assert rows[2] == "| Convolution | 9 of 15 in each map | +0.22 |"


@given(mask=hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=2, max_side=8)))
def test_outlines_hold_every_changed_cell_once_and_no_other(mask):
    blocks = changed_blocks(mask)
    covered = np.zeros(mask.shape, int)
    for row, column, height, width in blocks:
        covered[row : row + height, column : column + width] += 1
    assert len(blocks) <= MOST_BLOCKS
    np.testing.assert_array_equal(covered, mask.astype(int))


def test_too_many_outlines_become_one_around_all():
    mask = np.indices((20, 20)).sum(axis=0) % 2 == 0
    mask[0] = mask[:, 19] = False
    assert changed_blocks(mask) == [(1, 0, 19, 19)]


def test_the_answer_stays_or_changes_in_a_sentence():
    nine = forward_pass(NINE)
    other = changed_image(NINE, [Change("pixel", 3, 2, 1.0)])
    assert answer_change(nine, forward_pass(other)).startswith("**It still says 9**: 99.9 % → more than 99.9 %.")
    six = forward_pass(replace(NINE, array=DIGITS[6]))
    said = answer_change(nine, six)
    assert said.startswith("**Now it says 6**: less than 0.1 % → ") and "The 9: " in said


def test_an_untrained_answer_is_said_to_mean_nothing():
    before = forward_pass(COLOR, head="untrained")
    after = forward_pass(changed_image(COLOR, [Change("pixel", 4, 4, 1.0, "red")]), head="untrained")
    assert "untrained and its answer means nothing" in answer_change(before, after)


@given(before=st.floats(0, 1), after=st.floats(0, 1))
def test_two_shares_are_written_as_everywhere_and_told_apart(before, after):
    shown, texts = percents(before, after), [percent(share, words=True) for share in (before, after)]
    if texts[0] != texts[1]:
        assert shown == " → ".join(texts)
    elif abs(before - after) > 1e-11:
        assert shown == f"{texts[0]}, a little {'more' if after > before else 'less'} than before"
    elif before == after:
        assert shown == f"{texts[0]}, as before"
