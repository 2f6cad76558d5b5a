"""Training: a network's parameters moved downhill, a mini-batch at a time, and what it has learned so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_steps.arrays import (
    FloatArray,
    check_numbers,
    float_array,
    float_array_like,
    one_of,
    random_generator,
    real_number,
    shown,
    times,
    whole_number,
)
from cnn_steps.layers import Layer
from cnn_steps.loss import class_indices, classes_of, logit_gradients, mean_loss, one_hot
from cnn_steps.network import (
    Parameters,
    Stage,
    check_stages,
    fitting_parameters,
    network_stages,
)
from cnn_steps.passes import activations_of, gradients_of
from cnn_steps.records import read_only

_CHUNK = 1 << 22
"""About how many numbers of activations are kept at a time when a network only names images: 32 MB of float64."""

_BRIGHT = 10.0
"""If training diverges with pixels above this, their range is named as the likely reason."""

_SHORTEST, _LONGEST = 1e-9, 1e9
"""A number between these two is written with all its digits in a sentence, others as a power of ten."""


class TrainingDiverged(ValueError):
    """The loss or a parameter is no longer a finite number; ``epoch`` says in which epoch that happened."""

    def __init__(self, sentence: str, epoch: int) -> None:
        super().__init__(sentence)
        self.epoch = epoch

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep ``epoch`` when the error is pickled, as it is on its way from one process to another."""
        return type(self), (str(self), self.epoch)


@dataclass(frozen=True, eq=False)
class Epoch:
    """What one epoch of training gave, in which every image was used once. Nothing in it can be changed.

    Attributes
    ----------
    epoch : counted from 1
    loss, accuracy : mean cross-entropy and share of right answers over the training images, each measured when its
        mini-batch's turn came, before the step it led to
    validation_loss, validation_accuracy : the same over the validation images after the epoch; None without them
    parameters : the parameters after the epoch, read-only
    velocity : the velocity of each parameter, which momentum carries on, read-only; empty without momentum
    rng_state : the state of ``rng`` after the epoch. After ``rng.bit_generator.state = epoch.rng_state`` the images
        come in the order that would have been next.
    """

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    parameters: Mapping[str, FloatArray]
    velocity: Mapping[str, FloatArray]
    rng_state: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Replace dictionaries and arrays by read-only copies; those that are read-only already stay as they are."""
        for name in ("parameters", "velocity", "rng_state"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the arrays read-only again after unpickling, as pickle forgets that they were."""
        self.__dict__.update(state)
        self.__post_init__()


def train(
    layers: Sequence[Layer],
    parameters: Mapping[str, ArrayLike],
    images: ArrayLike,
    labels: ArrayLike,
    *,
    epochs: int,
    learning_rate: float,
    batch_size: int,
    rng: np.random.Generator,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    momentum: float = 0.0,
    reduction: str = "mean",
    start: Epoch | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Iterator[Epoch]:
    """Train a network by stochastic gradient descent, one epoch each time it is asked.

    Parameters
    ----------
    layers : sequence of layers, the last of which gives one logit per class
    parameters : dict of arrays, as ``init_parameters`` gives them; all is computed in their type
    images : array_like, (N, C, H, W), or (N, H, W) for one channel
    labels : array_like of int, (N,), from 0 to the number of classes - 1
    epochs : int, 1 or more
        How many to train for, counted from ``start`` if that is given.
    learning_rate : float, above 0
    batch_size : int, 1 or more
        Images whose gradients make one step; the last batch of an epoch has what is left.
    rng : np.random.Generator
        Draws a new order of the images for every epoch.
    validation : (images, labels), optional
        Looked at after every epoch, never trained on.
    momentum : float, 0 or more and below 1
        How much of the velocity is kept: ``velocity = momentum * velocity + gradient``, and a step is
        ``-learning_rate * velocity``.
    reduction : "mean" or "sum"
        Whether the gradients of a batch are averaged or added up.
    start : Epoch, optional
        Go on from there: its parameters, velocity and number count instead of ``parameters``. With ``rng`` set to its
        ``rng_state``, the result is that of never having stopped.
    should_stop : callable, optional
        Asked before every batch; once it says True there is no further record.

    Returns
    -------
    iterator of Epoch

    Raises
    ------
    ValueError
        At once, if layers, parameters, images and labels do not fit together, a parameter or a pixel is not a finite
        number, or an option makes no sense.
    TrainingDiverged
        In place of the record of an epoch after which the loss or a parameter is not a finite number.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), sections 8.1.3 and 8.3.

    Examples
    --------
    >>> from cnn_steps import Dense, Flatten, init_parameters
    >>> layers, rng = (Flatten(), Dense(2)), np.random.default_rng(0)
    >>> images, labels = [[[1.0, 0.0]], [[0.0, 1.0]]], [0, 1]
    >>> parameters = init_parameters(layers, (1, 2), rng=rng, scheme="zeros")
    >>> for epoch in train(layers, parameters, images, labels, epochs=2, learning_rate=1.0, batch_size=2, rng=rng):
    ...     print(epoch.epoch, round(epoch.loss, 3), epoch.accuracy)
    1 0.693 0.5
    2 0.474 1.0
    """
    if start is not None and not isinstance(start, Epoch):
        raise ValueError(f"start is {shown(start)}: give a record of an epoch to go on from, or None")
    stages, first, samples = _checked(layers, parameters if start is None else start.parameters, images)
    if not first:
        raise ValueError("there is nothing to train: none of the layers has parameters; add Conv(…) or Dense(…)")
    classes = _labels(stages, samples, labels)
    held_out = None if validation is None else _held_out(stages, samples, validation)
    epochs, batch_size = whole_number(epochs, "epochs", 1), whole_number(batch_size, "batch_size", 1)
    rate = real_number(learning_rate, "learning_rate", "above 0", lambda number: number > 0)
    momentum = real_number(momentum, "momentum", "from 0 to below 1", lambda number: 0 <= number < 1)
    one_of(reduction, "reduction", ("mean", "sum"))
    check_stages(stages, min(batch_size, len(samples)))
    rng = random_generator(rng)
    if should_stop is not None and not callable(should_stop):
        raise ValueError(f"should_stop is {shown(should_stop)}: give a function to ask, or None")
    values = {name: array.copy() for name, array in first.items()}
    velocity = {}
    if momentum:
        gathered = {} if start is None else start.velocity
        velocity = {
            name: np.array(gathered.get(name, np.zeros_like(array)), array.dtype) for name, array in values.items()
        }
    descent = _Descent(stages, values, velocity, rate, momentum, batch_size, reduction == "sum", should_stop)
    if not descent.is_finite():
        raise ValueError("parameters have infinity or not-a-number among them: begin with those of init_parameters")
    training = _Samples(samples.copy(), classes.copy())  # later epochs must not see what a caller changes meanwhile
    done = 0 if start is None else start.epoch
    return _epochs(descent, training, held_out, range(done + 1, done + 1 + epochs), rng)


def predict(layers: Sequence[Layer], parameters: Mapping[str, ArrayLike], images: ArrayLike) -> NDArray[np.intp]:
    """Give the class a network thinks most likely, for every image.

    Parameters
    ----------
    layers : sequence of layers, the last of which gives one logit per class
    parameters : dict of arrays, as ``init_parameters`` gives them
    images : array_like, (N, C, H, W), or (N, H, W) for one channel

    Returns
    -------
    ndarray of int, (N,)
        The first of them where several are equally likely.

    Raises
    ------
    ValueError
        If layers, parameters and images do not fit together.

    Examples
    --------
    >>> from cnn_steps import Dense, Flatten
    >>> predict((Flatten(), Dense(2)), {"dense1.weights": [[1, 0], [0, 1]], "dense1.bias": [0, 0]}, [[[3, 5]]])
    array([1])
    """
    return _logits(*_checked(layers, parameters, images)).argmax(axis=1)


def accuracy(
    layers: Sequence[Layer], parameters: Mapping[str, ArrayLike], images: ArrayLike, labels: ArrayLike
) -> float:
    """Give the share of images that a network names right, from 0 to 1.

    Parameters
    ----------
    layers, parameters, images
        As in ``predict``.
    labels : array_like of int, (N,)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If layers, parameters, images and labels do not fit together.

    Examples
    --------
    >>> from cnn_steps import Dense, Flatten
    >>> parameters = {"dense1.weights": [[1, 0], [0, 1]], "dense1.bias": [0, 0]}
    >>> accuracy((Flatten(), Dense(2)), parameters, [[[3, 5]], [[4, 2]]], [1, 1])
    0.5
    """
    stages, fitting, samples = _checked(layers, parameters, images)
    classes = _labels(stages, samples, labels)
    return float((_logits(stages, fitting, samples).argmax(axis=1) == classes).mean())


def confusion_matrix(labels: ArrayLike, guesses: ArrayLike, classes: int) -> NDArray[np.intp]:
    """Count for every true class how often each class was guessed.

    Parameters
    ----------
    labels, guesses : array_like of int, (N,), from 0 to classes - 1
    classes : int, 1 or more

    Returns
    -------
    ndarray of int, (classes, classes)
        Row t, column g: how many images of class t were taken for g. What is right lies on the diagonal.

    Raises
    ------
    ValueError
        If there are not as many guesses as labels, or one is not a class.

    Examples
    --------
    >>> confusion_matrix([0, 0, 1], [0, 1, 1], 2)
    array([[1, 1],
           [0, 1]])
    """
    classes = whole_number(classes, "classes", 1)
    true, guessed = classes_of(labels, "labels", classes), classes_of(guesses, "guesses", classes)
    if true.ndim != 1 or guessed.shape != true.shape:
        raise ValueError(
            f"labels are {times(true.shape)} and guesses {times(guessed.shape)}: give two rows, one guess per label"
        )
    check_numbers((classes, classes), "the counts would be", "use fewer classes")
    counts = np.zeros((classes, classes), np.intp)
    np.add.at(counts, (true, guessed), 1)
    return counts


class _Samples(NamedTuple):
    """Images (N, C, H, W) and the index of the true class of each, (N,), both checked."""

    images: FloatArray
    labels: NDArray[np.integer[Any]]


@dataclass(eq=False)
class _Descent:
    """A training under way: its parameters and how they are moved.

    Its arrays are the only ones here that change in place; the records of epochs have copies of them.
    """

    stages: tuple[Stage, ...]
    parameters: Parameters
    velocity: Parameters
    learning_rate: float
    momentum: float
    batch_size: int
    summed: bool
    should_stop: Callable[[], bool] | None

    @np.errstate(over="ignore", invalid="ignore")
    def epoch(self, samples: _Samples, order: NDArray[np.intp]) -> FloatArray | None:
        """Take all steps of one epoch.

        Give the logits of every image, in ``order``, each from before the step of its mini-batch; None if told to stop.
        """
        images, labels = samples
        lowest = next(i for i, stage in enumerate(self.stages) if stage.parameter_shapes) + 1
        all_logits = np.empty((len(images), *self.stages[-1].output_shape), images.dtype)
        truth = one_hot(labels, all_logits)
        for first in range(0, len(images), self.batch_size):
            if self.should_stop is not None and self.should_stop():
                return None
            batch = order[first : first + self.batch_size]
            activations = activations_of(self.stages, self.parameters, images.take(batch, axis=0))
            all_logits[first : first + self.batch_size] = logits = activations[-1]
            grad = logit_gradients(logits, truth.take(batch, axis=0), 1 if self.summed else len(batch))
            self.step(gradients_of(self.stages, self.parameters, activations, grad, lowest=lowest).parameters)
        return all_logits

    def step(self, gradients: Parameters) -> None:
        """Move every parameter a little against its gradient."""
        for name, gradient in gradients.items():
            if self.momentum:
                velocity = self.velocity[name]
                velocity *= self.momentum
                velocity += gradient
                gradient = velocity
            self.parameters[name] -= self.learning_rate * gradient

    def is_finite(self) -> bool:
        """Say whether every parameter is still a finite number."""
        return all(np.isfinite(array).all() for array in self.parameters.values())


def _epochs(
    descent: _Descent, training: _Samples, held_out: _Samples | None, numbers: range, rng: np.random.Generator
) -> Iterator[Epoch]:
    """Train, and give one record per epoch; ``numbers`` are those of the epochs."""
    for number in numbers:
        order = rng.permutation(len(training.images))
        all_logits = descent.epoch(training, order)
        if all_logits is None:
            return
        loss, right = _figures(all_logits, training.labels[order])
        validation_loss = validation_right = None
        if held_out is not None:
            logits = _logits(descent.stages, descent.parameters, held_out.images)
            validation_loss, validation_right = _figures(logits, held_out.labels)
        if not (isfinite(loss) and isfinite(validation_loss or 0) and descent.is_finite()):
            raise _diverged(number, loss, descent.learning_rate, float(np.abs(training.images).max()))
        yield Epoch(
            number,
            loss,
            right,
            validation_loss,
            validation_right,
            descent.parameters,
            descent.velocity,
            rng.bit_generator.state,
        )


def _diverged(epoch: int, loss: float, learning_rate: float, brightest: float) -> TrainingDiverged:
    """Make the error that says in which epoch the numbers grew beyond all limits, and what to change."""
    what = "a number grew beyond all limits" if isfinite(loss) else "the loss is no finite number any more"
    if brightest > _BRIGHT:
        reason = f"pixels of up to {_plain(brightest)} make steps far too long: scale the images to 0..1"
    else:
        reason = f"with a learning rate of {_plain(learning_rate)} every step overshoots: use a much smaller one"
    return TrainingDiverged(f"training ran away in epoch {epoch}, {what}: {reason}", epoch)


def _plain(number: float) -> str:
    """Write a number for people who have never seen 1e-05.

    Examples
    --------
    >>> _plain(0.00001), _plain(2e300)
    ('0.00001', '2 × 10^300')
    """
    if _SHORTEST <= number < _LONGEST:
        return np.format_float_positional(number, precision=4, fractional=False, trim="-")
    digits, _, power = f"{number:.3e}".partition("e")
    return f"{digits.rstrip('0').rstrip('.')} × 10^{int(power)}"


@np.errstate(over="ignore", invalid="ignore")
def _figures(logits: FloatArray, labels: NDArray[np.integer[Any]]) -> tuple[float, float]:
    """Give the mean loss of logits, and the share of images whose largest logit is that of the true class."""
    return mean_loss(logits, labels), int(np.count_nonzero(logits.argmax(axis=1) == labels)) / len(labels)


@np.errstate(over="ignore", invalid="ignore")
def _logits(stages: tuple[Stage, ...], parameters: Parameters, images: FloatArray) -> FloatArray:
    """Give the logits of all images, (N, K), going through a limited number of them at a time to save memory."""
    per_image = sum(prod(stage.output_shape) for stage in stages)
    chunk = max(_CHUNK // per_image, 1)
    logits = np.empty((len(images), *stages[-1].output_shape), images.dtype)
    for first in range(0, len(images), chunk):
        logits[first : first + chunk] = activations_of(stages, parameters, images[first : first + chunk])[-1]
    return logits


def _checked(
    layers: Sequence[Layer], parameters: Mapping[str, ArrayLike], images: ArrayLike
) -> tuple[tuple[Stage, ...], Parameters, FloatArray]:
    """Check that a network, its parameters and images fit together.

    Give its layers in their places, the parameters and the images, all in the type of the parameters.
    """
    leader = _leader(parameters)
    samples = _images(images, leader)
    stages = network_stages(layers, samples.shape[1:])
    if len(stages[-1].output_shape) != 1:
        raise ValueError(
            f"the network ends in maps of {times(stages[-1].output_shape)}, but one number per class is needed: end it "
            "with Flatten(), Dense(…)"
        )
    check_stages(stages, 1)
    check_numbers((len(samples), *stages[-1].output_shape), "the logits would be", "give fewer images at a time")
    return stages, fitting_parameters(stages, parameters, leader), samples


def _held_out(stages: tuple[Stage, ...], samples: FloatArray, validation: tuple[ArrayLike, ArrayLike]) -> _Samples:
    """Check that the validation images are like those to train on and have labels, and give copies of both."""
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise ValueError(f"validation is of type {type(validation).__name__}: give a pair, (images, labels)")
    images = _images(validation[0], samples, "validation images")
    if images.shape[1:] != samples.shape[1:]:
        raise ValueError(
            f"validation images are {times(images.shape[1:])} but those to train on {times(samples.shape[1:])}: "
            "give them the same size"
        )
    return _Samples(images.copy(), _labels(stages, images, validation[1]).copy())


def _leader(parameters: Mapping[str, ArrayLike]) -> FloatArray:
    """Give an array of the type to compute in: float32 where all parameters are, float64 otherwise."""
    if not isinstance(parameters, Mapping):
        raise ValueError(f"parameters are {type(parameters).__name__}: give a dictionary of arrays by name")
    types = {float_array(array, name).dtype for name, array in parameters.items()}
    return np.zeros(1, np.float32 if types == {np.dtype(np.float32)} else np.float64)


def _images(images: ArrayLike, leader: FloatArray, name: str = "images") -> FloatArray:
    """Check that there is a batch of images, all finite, and give it as (N, C, H, W) in the type of ``leader``."""
    array = float_array_like(images, name, leader)
    if array.ndim not in (3, 4):
        raise ValueError(
            f"{name} have {array.ndim} axes ({times(array.shape)}): give (N, C, H, W), or (N, H, W) for one channel"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} have infinity or not-a-number among their pixels: replace them first")
    return array[:, None] if array.ndim == 3 else array


def _labels(stages: tuple[Stage, ...], images: FloatArray, labels: ArrayLike) -> NDArray[np.integer[Any]]:
    """Check that there is one label per image and that it is the index of a class, and give them all."""
    return class_indices(labels, (len(images), *stages[-1].output_shape))
