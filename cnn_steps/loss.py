"""Cross-entropy: one number for how wrong the class probabilities are, and which way is better."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_steps.arrays import FloatArray, any_array, check_numbers, float_array, times


def cross_entropy(logits: ArrayLike, labels: ArrayLike) -> tuple[float, FloatArray]:
    """Give ``-log`` of the probability softmax gives the true class, averaged over a batch, and its gradient.

    Parameters
    ----------
    logits : array_like, (K,) for one sample or (N, K) for a batch
    labels : int for one sample or array_like of int, (N,), for a batch
        Index of the true class, from 0 to K - 1.

    Returns
    -------
    loss : float
        In nats: 0 when all is certain and right, ``log(K)`` when all classes seem alike.
    grad_logits : ndarray, the shape of ``logits``
        ``probabilities - 1`` at the true class and ``probabilities`` elsewhere, divided by N for a batch.

    Raises
    ------
    ValueError
        If labels are not class indices, their number does not match, or the logits are empty or not real numbers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 6.2.2.3.

    Examples
    --------
    >>> loss, grad_logits = cross_entropy([0.0, 0.0], 1)
    >>> round(loss, 4)
    0.6931
    >>> grad_logits
    array([ 0.5, -0.5])
    """
    logits = float_array(logits, "logits")
    if logits.ndim not in (1, 2):
        raise ValueError(f"logits have {logits.ndim} axes ({times(logits.shape)}): give (K,) or (N, K)")
    true_class = class_indices(labels, logits.shape)
    rows = logits.reshape(-1, logits.shape[-1])  # (K,) -> (1, K)
    with np.errstate(invalid="ignore", over="ignore"):
        grad = logit_gradients(rows, one_hot(true_class, rows), len(rows))
        return mean_loss(rows, true_class), grad.reshape(logits.shape)


def mean_loss(rows: FloatArray, true_class: NDArray[np.integer[Any]]) -> float:
    """Give the mean cross-entropy of checked logits, (N, K).

    It is not finite if infinity is among the logits, or minus infinity is that of a true class.
    """
    shifted = rows - rows.max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(rows)), true_class]
    return float(np.add.reduce(losses, dtype=np.float64)) / len(rows)


def one_hot(true_class: NDArray[np.integer[Any]], rows: FloatArray) -> FloatArray:
    """Give 1 at every sample's true class and 0 elsewhere, in the shape and type of logits, (N, K)."""
    hot = np.zeros_like(rows)
    hot[np.arange(len(rows)), true_class] = 1
    return hot


def logit_gradients(rows: FloatArray, truth: FloatArray, divisor: float) -> FloatArray:
    """Give the gradient of every sample's loss by its checked logits, divided by ``divisor``: (N, K), as the logits.

    ``truth`` is what ``one_hot`` gives for the samples.
    """
    grad = rows - np.maximum.reduce(rows, axis=1, keepdims=True)
    np.exp(grad, out=grad)
    grad /= np.add.reduce(grad, axis=1, keepdims=True)
    grad -= truth
    if divisor != 1:
        grad /= divisor
    return grad


def class_indices(labels: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.integer[Any]]:
    """Check that there is one label per sample and that it is the index of a class, and give the labels as (N,).

    ``shape`` is that of the logits: (K,) or (N, K).
    """
    indices = classes_of(labels, "labels", shape[-1])
    if indices.shape != shape[:-1]:
        wanted = "one class index per sample" if len(shape) == 2 else "one class index, not a row of them"
        raise ValueError(f"labels are {times(indices.shape)} but logits are {times(shape)}: give {wanted}")
    return indices.reshape(-1)


def classes_of(values: ArrayLike, name: str, classes: int) -> NDArray[np.integer[Any]]:
    """Check that there are values, and that all of them are indices of a class, from 0 to ``classes - 1``."""
    indices = any_array(values, f"{name} are")
    if indices.size == 0:
        raise ValueError(f"{name} are empty: give one class index per sample")
    check_numbers(indices.shape, f"{name} are", "give fewer images at a time")
    if indices.dtype.kind not in "iu":
        raise ValueError(f"{name} have type {indices.dtype}: give class indices as whole numbers")
    if indices.min() < 0 or indices.max() >= classes:
        worst = indices.min() if indices.min() < 0 else indices.max()
        raise ValueError(
            f"{name} have {worst} among them, which is not one of the {classes} classes: "
            f"give indices from 0 to {classes - 1}"
        )
    return indices
