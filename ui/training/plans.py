"""What a training is asked for: data, network, the numbers that steer it. The trainer reads it too: no Streamlit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_steps import Layer

MOST_KEPT = 2_000_000  # weights of all epochs of a training together; 8 MB


@dataclass(frozen=True, eq=False)
class DataSet:
    """Pictures with their labels, parted into those to train with and those held out.

    Attributes
    ----------
    name : in the address: "lines", "digits".
    title : on the page.
    classes : what the labels 0, 1, 2, ... stand for.
    images, labels : (N, C, H, W) as the network gets them, and (N,) whole numbers.
    test_images, test_labels : the held-out ones.
    value_range : what black and white are in ``images``.
    code : lines of Python that make ``images`` and ``labels``, all of them, and which are ``learned`` and ``held_out``;
        empty for data that code cannot carry, such as drawings.
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
    data : the pictures, as they go in (a sabotage may have changed them).
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
