"""The trained digit classifier: it can be trained again to the same numbers, and knows the digits it should."""

import numpy as np
import pytest

from cnn_steps import (
    DIGIT_9,
    DIGITS,
    EIGHT_KERNELS,
    LESSON_KERNELS,
    bitmap_features,
    classify_bitmap,
    conv2d,
    load_bitmap_classifier,
    pool2d,
    relu,
)
from cnn_steps.classifier import BANKS
from scripts.train_bitmap_classifier import noisy_bitmaps, shifted, train_classifier


@pytest.mark.parametrize("bank", BANKS)
def test_training_again_gives_the_stored_weights_and_accuracies(bank):
    stored, trained = load_bitmap_classifier(bank), train_classifier(bank)
    np.testing.assert_allclose(trained.weights, stored.weights, rtol=0, atol=2e-6)
    np.testing.assert_allclose(trained.bias, stored.bias, rtol=0, atol=2e-6)
    assert trained.train_accuracy == pytest.approx(stored.train_accuracy, abs=0.001)
    assert trained.held_out_accuracy == pytest.approx(stored.held_out_accuracy, abs=0.001)
    np.testing.assert_allclose(trained.digit_accuracy, stored.digit_accuracy, atol=0.005)
    np.testing.assert_allclose(trained.flip_accuracy, stored.flip_accuracy, atol=0.005)


@pytest.mark.parametrize("bank", BANKS)
def test_every_clean_digit_is_named_right(bank):
    probabilities = classify_bitmap(DIGITS, load_bitmap_classifier(bank))
    assert probabilities.argmax(axis=1).tolist() == list(range(10))
    assert probabilities[9, 9] > 0.95


@pytest.mark.parametrize("bank", BANKS)
def test_the_stored_accuracy_is_what_other_noisy_bitmaps_give(bank):
    classifier = load_bitmap_classifier(bank)
    bitmaps, digits, _ = noisy_bitmaps(4000, rng=np.random.default_rng(2026))
    accuracy = (classify_bitmap(bitmaps, classifier).argmax(axis=1) == digits).mean()
    assert accuracy == pytest.approx(classifier.held_out_accuracy, abs=0.03)


def test_more_kernels_tell_the_digits_apart_better():
    lesson, eight = load_bitmap_classifier("lesson"), load_bitmap_classifier("eight")
    assert lesson.held_out_accuracy > 0.8
    assert eight.held_out_accuracy > 0.9


def test_the_shapes_belong_to_the_banks():
    for bank, kernels in (("lesson", LESSON_KERNELS), ("eight", EIGHT_KERNELS)):
        classifier = load_bitmap_classifier(bank)
        np.testing.assert_array_equal(classifier.kernels, kernels)
        assert classifier.kernel_names == BANKS[bank]
        assert classifier.weights.shape == (8 * len(kernels), 10) and classifier.bias.shape == (10,)
        assert not classifier.weights.flags.writeable and not classifier.bias.flags.writeable


def test_features_are_box_then_vertical_then_diagonal_row_by_row():
    pooled = pool2d(relu(conv2d(DIGIT_9, LESSON_KERNELS, average=True)), 2, stride=1)
    np.testing.assert_array_equal(bitmap_features(DIGIT_9, LESSON_KERNELS), pooled.reshape(24))


def test_a_batch_is_classified_like_one_bitmap_after_the_other():
    classifier = load_bitmap_classifier()
    one_by_one = np.stack([classify_bitmap(bitmap, classifier) for bitmap in DIGITS])
    np.testing.assert_allclose(classify_bitmap(DIGITS, classifier), one_by_one, atol=1e-12)
    np.testing.assert_allclose(one_by_one.sum(axis=1), 1)


def test_shifting_moves_the_pattern_and_lets_darkness_in():
    np.testing.assert_array_equal(shifted(DIGIT_9, 0, 1)[:, 1:], DIGIT_9[:, :-1])
    np.testing.assert_array_equal(shifted(DIGIT_9, -1, 0)[:-1], DIGIT_9[1:])
    assert np.all(shifted(DIGIT_9, -1, 0)[-1] == -1)
    np.testing.assert_array_equal(shifted(DIGIT_9, 0, 0), DIGIT_9)


@pytest.mark.parametrize("shape", [(5, 7), (7,), (2, 7, 6), (1, 1, 7, 5)])
def test_bitmaps_of_another_size_are_refused(shape):
    with pytest.raises(ValueError, match=r"wanted 7×5 or N×7×5: use fit_bitmap"):
        classify_bitmap(np.zeros(shape), load_bitmap_classifier())


@pytest.mark.parametrize(("bank", "got"), [("nine", "'nine'"), (None, "None"), (["lesson"], r"\['lesson'\]")])
def test_an_unknown_bank_is_refused(bank, got):
    with pytest.raises(ValueError, match=rf"bank is {got}: use one of 'lesson', 'eight'"):
        load_bitmap_classifier(bank)
