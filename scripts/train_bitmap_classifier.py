"""Train the dense layer of the 7×5 digit classifier: ``python -m scripts.train_bitmap_classifier``.

The kernels stay as they are; only the weights and the bias behind them are learned, by plain gradient descent with the
package's own functions. The same seed gives the same file, ``cnn_steps/data/bitmap_classifier.npz``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cnn_steps import DIGITS, cross_entropy, dense, dense_backward, kernel_bank
from cnn_steps.classifier import BANKS, CLASSIFIER_FILE, STORED, BitmapClassifier, bitmap_features, classify_bitmap

SEED = 9
TRAIN_BITMAPS = 12_000
HELD_OUT_BITMAPS = 4_000
EPOCHS = 60
BATCH_SIZE = 100
LEARNING_RATE = 1.0
WEIGHT_DECAY = 1e-4  # pulls the weights back a little, so that they stay small and the answers less than certain
FLIPS = (0, 1, 2, 3, 4)  # pixels flipped in a bitmap, each equally often
SHIFTS = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))  # rows and columns


def shifted(bitmap: np.ndarray, rows: int, cols: int) -> np.ndarray:
    """Move a (7, 5) bitmap by at most one cell each way; what comes in is dark, -1."""
    padded = np.pad(bitmap, 1, constant_values=-1.0)
    return padded[1 - rows : 8 - rows, 1 - cols : 6 - cols]


def noisy_bitmaps(count: int, *, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw digits, each shifted and with a few pixels flipped.

    Returns
    -------
    bitmaps : (count, 7, 5) array in -1/+1.
    digits : (count,) array of the digits drawn.
    flips : (count,) array, how many pixels of each are flipped.
    """
    digits = rng.integers(10, size=count)
    flips = rng.choice(FLIPS, size=count)
    shifts = rng.choice(SHIFTS, size=count)
    bitmaps = np.stack([shifted(DIGITS[digit], *shift) for digit, shift in zip(digits, shifts, strict=True)])
    for bitmap, flip in zip(bitmaps, flips, strict=True):
        bitmap.reshape(-1)[rng.choice(bitmap.size, size=flip, replace=False)] *= -1
    return bitmaps, digits, flips


def train_classifier(bank: str, *, seed: int = SEED) -> BitmapClassifier:
    """Train the dense layer behind one kernel bank and measure it on bitmaps made anew."""
    train_rng, held_out_rng = (np.random.default_rng(stream) for stream in np.random.SeedSequence(seed).spawn(2))
    kernels = kernel_bank(BANKS[bank])
    bitmaps, digits, _ = noisy_bitmaps(TRAIN_BITMAPS, rng=train_rng)
    features = bitmap_features(bitmaps, kernels)  # (N, 7, 5) -> (N, F·8); the kernels are fixed, so once is enough
    weights, bias = np.zeros((features.shape[1], 10)), np.zeros(10)
    for epoch in range(EPOCHS):
        rate = LEARNING_RATE * (1 - epoch / EPOCHS)  # ever smaller steps, to settle
        for batch in train_rng.permutation(TRAIN_BITMAPS).reshape(-1, BATCH_SIZE):
            _, grad_logits = cross_entropy(dense(features[batch], weights, bias), digits[batch])
            _, grad_weights, grad_bias = dense_backward(grad_logits, features[batch], weights)
            weights = weights - rate * (grad_weights + WEIGHT_DECAY * weights)
            bias = bias - rate * grad_bias
    # Six decimals are plenty, and keep the file the same where the last bits of a sum differ.
    unmeasured = BitmapClassifier(
        BANKS[bank], kernels, weights.round(6), bias.round(6), np.nan, np.nan, np.empty(0), np.empty(0)
    )
    right = classify_bitmap(bitmaps, unmeasured).argmax(axis=1) == digits
    held_out, held_out_digits, flips = noisy_bitmaps(HELD_OUT_BITMAPS, rng=held_out_rng)
    held_out_right = classify_bitmap(held_out, unmeasured).argmax(axis=1) == held_out_digits
    return replace(
        unmeasured,
        train_accuracy=float(right.mean()),
        held_out_accuracy=float(held_out_right.mean()),
        digit_accuracy=np.array([held_out_right[held_out_digits == digit].mean() for digit in range(10)]),
        flip_accuracy=np.array([held_out_right[flips == flip].mean() for flip in FLIPS]),
    )


def print_report(bank: str, classifier: BitmapClassifier) -> None:
    """Print how often the classifier is right, in all, for each digit and for each number of flipped pixels."""
    probabilities = classify_bitmap(DIGITS, classifier)
    clean = int((probabilities.argmax(axis=1) == np.arange(10)).sum())
    print(f"{bank}: {len(classifier.kernels)} kernels, weights {classifier.weights.shape}")
    print(f"  train {classifier.train_accuracy:.1%}, held out {classifier.held_out_accuracy:.1%}")
    print("  by digit ", *(f"{digit}: {share:.1%} " for digit, share in enumerate(classifier.digit_accuracy)))
    print(
        "  by flips ", *(f"{flip}: {share:.1%} " for flip, share in zip(FLIPS, classifier.flip_accuracy, strict=True))
    )
    print(f"  clean digits right: {clean} of 10, P(9) of the clean 9: {probabilities[9, 9]:.3f}")


def main() -> None:
    """Train every bank, print the report, write the file."""
    arrays: dict[str, Any] = {}
    for bank in BANKS:
        classifier = train_classifier(bank)
        print_report(bank, classifier)
        arrays.update({f"{bank}_{name}": np.asarray(getattr(classifier, name)) for name in STORED})
    np.savez(CLASSIFIER_FILE, **arrays)  # without a time in it: the same numbers give the same bytes


if __name__ == "__main__":
    main()
