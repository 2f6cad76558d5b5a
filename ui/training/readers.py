"""Trained networks with the pictures they know: how they answer a picture, and how unlike those pictures it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np

from cnn_steps import Layer, forward, load_digit_network, nearest_known, predict, softmax
from ui.networks.codes import PRESETS
from ui.training.data_sets import DATA_SETS
from ui.training.plans import DataSet, TrainingPlan

COUNTS = 16  # white in the handwritten digits: all 4×4 pixels of a square are ink
USUAL = 99  # percent of held-out pictures whose distance to the nearest known one is usual, by definition
ENOUGH = 20  # held-out pictures at least, to say what is usual


@dataclass(frozen=True, eq=False)
class Reader:
    """A trained network.

    Attributes
    ----------
    layers, parameters : of the network; it ends with a logit for each class of the data.
    data : what it was trained on, and what was held out.
    words : whose weights they are, such as "shipped with this app".
    """

    layers: tuple[Layer, ...]
    parameters: Mapping[str, np.ndarray]
    data: DataSet
    words: str

    @property
    def reads_digits(self) -> bool:
        """Whether it takes pictures from ``digit_stages``, and answers with a digit."""
        return knows_digits(self.data)


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer of a network to one picture.

    Attributes
    ----------
    activations : what each layer takes and gives: the (C, H, W) picture first, the logits last.
    shares : (K,), the share of each class; together they are 1.
    """

    activations: tuple[np.ndarray, ...]
    shares: np.ndarray

    @property
    def guess(self) -> int:
        """The class with the largest share."""
        return int(self.shares.argmax())


@dataclass(frozen=True, eq=False)
class Likeness:
    """How near a picture is to the training pictures of a data set, where pixels are counts from 0 to 16.

    Attributes
    ----------
    distance : to the nearest training picture.
    usual : the distance within which 99 of 100 held-out pictures are; ``None`` if too few are held out to say.
    nearest, label : that (H, W) training picture, and its class.
    """

    distance: float
    usual: float | None
    nearest: np.ndarray
    label: int

    @property
    def is_unlike(self) -> bool:
        """Whether the distance is larger than usual."""
        return self.usual is not None and self.distance > self.usual


def knows_digits(data: DataSet) -> bool:
    """Whether a data set is made of 8×8 pictures of the ten digits."""
    return data.input_shape == (1, 8, 8) and data.classes == PRESETS["digits"].classes


@lru_cache(maxsize=1)
def shipped_reader() -> Reader:
    """The network for handwritten digits that comes with the app."""
    layers, parameters = load_digit_network()
    return Reader(tuple(layers), parameters, DATA_SETS["digits"](), "trained before and shipped with this app")


def trained_reader(plan: TrainingPlan, parameters: Mapping[str, np.ndarray], epoch: int, source: str = "") -> Reader:
    """The network of a training as it was after an epoch.

    Parameters
    ----------
    parameters : the weights after that epoch.
    source : where the first weights come from, such as "loaded from weights.npz"; "" for random ones.
    """
    if not epoch:
        return Reader(plan.layers, parameters, plan.data, source or f"{plan.first_weights}, not trained yet")
    count = f"{epoch} {'epoch' if epoch == 1 else 'epochs'}"
    how = ", sabotaged" if plan.sabotage else ""
    return Reader(plan.layers, parameters, plan.data, f"trained here on {plan.data.title.lower()}, {count}{how}")


def as_input(counts: np.ndarray, data: DataSet) -> np.ndarray:
    """The (8, 8) counts from ``digit_stages`` as a (1, 8, 8) picture in the range of a data set."""
    low, high = data.value_range
    return (counts / COUNTS * (high - low) + low).astype(data.images.dtype)[None]


def answer(reader: Reader, image: np.ndarray) -> Answer:
    """Run the network on a (C, H, W) picture."""
    activations = forward(reader.layers, reader.parameters, image)
    return Answer(tuple(activations), softmax(activations[-1]))


def likeness(image: np.ndarray, data: DataSet) -> Likeness:
    """Compare a (1, H, W) picture with the training pictures of a data set."""
    distance, place = nearest_known(image[0], data.images[:, 0])
    low, high = data.value_range
    scale = COUNTS / (high - low)
    nearest = data.images[place, 0]
    usual = _usual_distance(data)
    return Likeness(float(distance) * scale, None if usual is None else usual * scale, nearest, int(data.labels[place]))


def _usual_distance(data: DataSet) -> float | None:
    """The distance to the nearest training picture that at least 99 of 100 held-out pictures do not exceed."""
    if len(data.test_images) < ENOUGH:
        return None
    if (usual := _usual.get(data)) is None:
        distances, _ = nearest_known(data.test_images[:, 0], data.images[:, 0])
        usual = _usual[data] = float(np.percentile(distances, USUAL, method="inverted_cdf"))
    return usual


_usual: WeakKeyDictionary[DataSet, float] = WeakKeyDictionary()  # forgotten together with the data set


def held_out_guesses(reader: Reader) -> np.ndarray:
    """The class that the network gives each held-out picture, (N,)."""
    return predict(reader.layers, reader.parameters, reader.data.test_images)
