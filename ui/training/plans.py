"""What is trained and how: data, network, the numbers that steer it. The worker process reads it too: no Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cnn_steps import Epoch, Layer, init_parameters, train

MOST_KEPT = 2_000_000  # weights that a session keeps, of all epochs of a training together; 8 MB


@dataclass(frozen=True, eq=False)
class DataSet:
    """Pictures with their labels: those to train with, and those held out to test on.

    Attributes
    ----------
    name : what the address calls it, such as "lines".
    title : what the page calls it.
    classes : what the labels 0, 1, 2, ... stand for.
    images, labels : to train with: (N, C, H, W) as the network gets them, and (N,) whole numbers.
    test_images, test_labels : the held-out ones.
    value_range : what black and white are in ``images``.
    code : lines of Python that make all pictures as ``images`` and ``labels``, and the indices ``learned`` and
        ``held_out`` of the two kinds; empty for data that code cannot carry, such as drawings.
    code_names : what those lines need from ``cnn_steps``.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    images: np.ndarray
    labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    value_range: tuple[float, float] = (0.0, 1.0)
    code: str = ""
    code_names: tuple[str, ...] = ()

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Channels, rows and columns of a picture."""
        channels, rows, columns = self.images.shape[1:]
        return channels, rows, columns


@dataclass(frozen=True, eq=False)
class TrainingPlan:
    """Everything a training depends on: the same plan gives the same weights.

    Attributes
    ----------
    layers, input_shape : the network; its last layer gives a logit for each class of the data.
    data : the pictures as the network gets them (a sabotage may have changed them).
    epochs, learning_rate, momentum, batch_size, reduction : as ``cnn_steps.train`` takes them.
    seed : of the first weights and of the order of the pictures.
    scheme : of the first weights, as ``cnn_steps.init_parameters`` takes it.
    network : what to call the network.
    sabotage : the name of what was spoiled on purpose, a key of ``ui.training.sabotages.SABOTAGES``; "" for nothing.
    """

    layers: tuple[Layer, ...]
    input_shape: tuple[int, int, int]
    data: DataSet
    epochs: int
    learning_rate: float
    momentum: float
    batch_size: int
    seed: int
    reduction: str = "mean"
    scheme: str = "he"
    network: str = ""
    sabotage: str = ""

    @property
    def first_weights(self) -> str:
        """What to call the weights before any training."""
        return "all 0" if self.scheme == "zeros" else f"random, seed {self.seed}"

    def begin(self) -> tuple[dict[str, np.ndarray], np.random.Generator]:
        """The weights before any training, and the random generator as drawing them has left it, for ``train``."""
        rng = np.random.default_rng(self.seed)
        weights = init_parameters(self.layers, self.input_shape, rng=rng, scheme=self.scheme, dtype=np.float32)
        return weights, rng

    def train(
        self,
        first: Mapping[str, np.ndarray],
        rng: np.random.Generator,
        after: Epoch | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Iterator[Epoch]:
        """Train here and now, one epoch each time it is asked, up to the last one of the plan.

        Parameters
        ----------
        first : the weights before the first epoch.
        rng : puts the pictures in order.
        after : the epoch to go on from, if this is not a new training; ``rng`` is then as it was after that epoch.
        should_stop : asked before every mini-batch; once it says True, no further epoch comes.

        Raises
        ------
        ValueError, TrainingDiverged
            Where ``cnn_steps.train`` raises them.
        """
        return train(
            self.layers,
            first,
            self.data.images,
            self.data.labels,
            epochs=self.epochs - (after.epoch if after else 0),
            learning_rate=self.learning_rate,
            momentum=self.momentum,
            batch_size=self.batch_size,
            reduction=self.reduction,
            rng=rng,
            validation=(self.data.test_images, self.data.test_labels),
            start=after,
            should_stop=should_stop,
        )
