"""Train the network for handwritten digits that is shipped: ``python -m scripts.train_digits``.

In every epoch some of the images are moved by a pixel, drawn anew, so that the network doesn't rely on where exactly a
digit lies. The same seed gives the same file, ``cnn_steps/data/digit_weights.npz``.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported: small products are faster on one

from time import perf_counter

import numpy as np

from cnn_steps import Epoch, accuracy, confusion_matrix, init_parameters, load_digits, predict, save_parameters, train
from cnn_steps.digit_network import DIGIT_LAYERS, DIGIT_SHAPE, DIGIT_WEIGHTS_FILE

SEED = 0
PHASES = ((30, 0.02), (10, 0.002))  # epochs and their learning rate: smaller steps in the end, to settle
BATCH_SIZE = 16
MOMENTUM = 0.9
MOVED = 1 / 3  # share of the images that are moved in an epoch, some of them by nothing


def moved(images: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
    """Move each (8, 8) image by -1, 0 or 1 pixel down and across; what comes in is paper, 0."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    rows, cols = (rng.integers(3, size=(2, len(images), 1)) + np.arange(8))[..., None]  # each (N, 8, 1)
    return padded[np.arange(len(images))[:, None, None], rows, cols.swapaxes(1, 2)]


def train_digits(seed: int = SEED) -> Epoch:
    """Train on the four fifths that are not held out and give the last record."""
    digits, rng = load_digits(), np.random.default_rng(seed)
    images, labels = (digits.images[digits.train] / 16).astype(np.float32), digits.labels[digits.train]
    parameters = init_parameters(DIGIT_LAYERS, DIGIT_SHAPE, rng=rng, dtype=np.float32)
    record = None
    for epochs, rate in PHASES:
        for _ in range(epochs):
            chosen = (rng.random(len(images)) < MOVED)[:, None, None]
            (record,) = train(
                *(DIGIT_LAYERS, parameters, np.where(chosen, moved(images, rng=rng), images), labels),
                **{"epochs": 1, "learning_rate": rate, "batch_size": BATCH_SIZE, "momentum": MOMENTUM},
                rng=rng,
                start=record,
            )
    return record


def main() -> None:
    """Train, print what the network gets right, write the file."""
    start = perf_counter()
    record = train_digits()
    seconds = perf_counter() - start
    digits = load_digits()
    images, labels = digits.images[digits.test] / 16, digits.labels[digits.test]
    print(
        f"{seconds:.1f} s for {record.epoch} epochs; the last one: loss {record.loss:.4f}, {record.accuracy:.1%} right"
    )
    shares = [
        accuracy(DIGIT_LAYERS, record.parameters, seen, labels)
        for seen in (images, moved(images, rng=np.random.default_rng(SEED)))
    ]
    print(f"held out: {shares[0]:.1%} of {len(labels)} right; moved by up to a pixel, {shares[1]:.1%}")
    print(confusion_matrix(labels, predict(DIGIT_LAYERS, record.parameters, images), 10))
    save_parameters(DIGIT_WEIGHTS_FILE, record.parameters)
    print(f"{DIGIT_WEIGHTS_FILE.name}: {DIGIT_WEIGHTS_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
