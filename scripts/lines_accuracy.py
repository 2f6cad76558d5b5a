"""How often training tells vertical from horizontal lines, over 20 seeds: ``python -m scripts.lines_accuracy``.

The network, the number of images and the epochs are those of the tutorial. Lines may touch the border, or stay off it.
Every seed draws its own images, first weights and order.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, init_parameters, line_images, train

LAYERS = (Conv(4), Relu(), Pool(), Flatten(), Dense(2))
SEEDS = 20
TRAIN_IMAGES = 200
TEST_IMAGES = 40
EPOCHS = 15
WAYS = (("lines may touch the border", True, 0.005), ("lines stay off the border", False, 0.02))


def share_right(seed: int, *, border: bool, learning_rate: float) -> float:
    """Train once, one image at a time, and give the share of test images that are named right."""
    rng = np.random.default_rng(seed)
    images, labels = line_images(TRAIN_IMAGES, rng=rng, border=border)
    held_out = line_images(TEST_IMAGES, rng=rng, border=border)
    parameters = init_parameters(LAYERS, images.shape[1:], rng=rng)
    options = {"epochs": EPOCHS, "learning_rate": learning_rate, "batch_size": 1}
    *_, last = train(LAYERS, parameters, images, labels, validation=held_out, rng=rng, **options)
    return last.validation_accuracy


def main() -> None:
    """Print the accuracies of both ways."""
    for name, border, rate in WAYS:
        shares = [share_right(seed, border=border, learning_rate=rate) for seed in range(SEEDS)]
        print(f"{name}, learning rate {rate}: all {TEST_IMAGES} right for {shares.count(1.0)} of {SEEDS} seeds,")
        print(f"  mean {np.mean(shares):.1%}, worst {min(shares):.1%}; {' '.join(f'{share:.3f}' for share in shares)}")


if __name__ == "__main__":
    main()
