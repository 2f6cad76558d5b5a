"""The way of an image through a network, layer by layer, and the way of a gradient back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple, assert_never

import numpy as np
from numpy.typing import ArrayLike

from cnn_steps.activations import activation_pair
from cnn_steps.arrays import FloatArray, flag, float_array, float_array_like, shown, times
from cnn_steps.convolution_backward import conv_gradients
from cnn_steps.feature_maps import feature_maps
from cnn_steps.flattening import flatten
from cnn_steps.fully_connected import input_gradient, unit_gradients, unit_sums
from cnn_steps.layers import Activation, Conv, Dense, Flatten, Layer, Pool, layer_names
from cnn_steps.network import Parameters, Shape, Stage, check_stages, fitting_parameters, network_stages
from cnn_steps.pooling import pooled_maps
from cnn_steps.pooling_backward import pooled_gradients


@np.errstate(over="ignore", invalid="ignore")
def forward(layers: Sequence[Layer], parameters: Mapping[str, ArrayLike], image: ArrayLike) -> tuple[FloatArray, ...]:
    """Send an image through all layers.

    Parameters
    ----------
    layers : sequence of layers
    parameters : dict of arrays, named and shaped as ``init_parameters`` gives them
    image : array_like, (H, W), (C, H, W) or a batch (N, C, H, W)

    Returns
    -------
    tuple of ndarray
        All activations: first a copy of the image, then the output of every layer; the last are the logits. The type
        is the image's. A batch has N as the first axis everywhere.

    Raises
    ------
    ValueError
        If a layer does not fit what the one before it gives or gives too many numbers, or the parameters do not fit the
        layers.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 6.5.4, algorithm 6.3.

    Examples
    --------
    >>> layers = (Flatten(), Dense(1))
    >>> parameters = {"dense1.weights": [[1.0], [2.0]], "dense1.bias": [0.5]}
    >>> forward(layers, parameters, [[3.0, 4.0]])
    (array([[3., 4.]]), array([3., 4.]), array([11.5]))
    """
    image = float_array(image, "image")
    stages = network_stages(layers, _sample_shape(image))
    check_stages(stages, len(image) if image.ndim == 4 else 1)
    return activations_of(stages, fitting_parameters(stages, parameters, image), image.copy())


@dataclass(frozen=True, eq=False)
class Gradients:
    """How much a loss changes with everything in a network.

    Attributes
    ----------
    parameters : dict of ndarray
        By the names of the parameters and in their order, each of its parameter's shape; summed over a batch.
    activations : tuple
        One per activation, in the order of ``forward`` and each of its activation's shape: first the image's (None
        where it was not asked for), last a copy of the one that was given.
    """

    parameters: Parameters
    activations: tuple[FloatArray | None, ...]


@np.errstate(over="ignore", invalid="ignore")
def backward(
    layers: Sequence[Layer],
    parameters: Mapping[str, ArrayLike],
    activations: Sequence[FloatArray],
    grad: ArrayLike,
    *,
    image_grad: bool = True,
) -> Gradients:
    """Send a gradient back through all layers.

    Parameters
    ----------
    layers : sequence of layers
    parameters : dict of arrays, as given to ``forward``
    activations : tuple of ndarray, as ``forward`` gave them
    grad : array_like, the shape of the last activation
        How much the loss changes with each number that came out, as ``cross_entropy`` gives it.
    image_grad : bool
        Whether to work out the image's gradient. Training does not need it.

    Returns
    -------
    Gradients

    Raises
    ------
    ValueError
        If the activations or the gradient do not belong to the layers, and wherever ``forward`` raises it.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 6.5.

    Examples
    --------
    >>> layers, parameters = (Flatten(), Dense(1)), {"dense1.weights": [[1.0], [2.0]], "dense1.bias": [0.5]}
    >>> gradients = backward(layers, parameters, forward(layers, parameters, [[3.0, 4.0]]), [10.0])
    >>> gradients.activations
    (array([[10., 20.]]), array([10., 20.]), array([10.]))
    >>> gradients.parameters
    {'dense1.weights': array([[30.],
           [40.]]), 'dense1.bias': array([10.])}
    """
    number = len(layer_names(layers))
    if not isinstance(activations, (tuple, list)) or len(activations) != number + 1:
        got = f"{len(activations)} arrays" if isinstance(activations, (tuple, list)) else shown(activations)
        raise ValueError(
            f"activations are {got}, but {number} layers have {number + 1}: give all that forward gave, the image first"
        )
    image = float_array(activations[0], "the image")
    stages = network_stages(layers, _sample_shape(image))
    batch = image.shape[:1] if image.ndim == 4 else ()
    check_stages(stages, prod(batch))
    image_grad = flag(image_grad, "image_grad")
    given = [image]
    for stage, activation in zip(stages, activations[1:], strict=True):
        array = float_array_like(activation, f"{stage.name}: its activation", image)
        wanted = (*batch, *stage.output_shape)
        if array.shape != wanted:
            raise ValueError(
                f"{stage.name}: its activation is {times(array.shape)}, but for this image it is {times(wanted)}: "
                "give all that forward gave"
            )
        given.append(array)
    grad = float_array_like(grad, "grad", image).copy()
    if grad.shape != given[-1].shape:
        raise ValueError(
            f"grad is {times(grad.shape)} but the last activation is {times(given[-1].shape)}: give one number per "
            "number that came out"
        )
    fitting = fitting_parameters(stages, parameters, image)
    return gradients_of(stages, fitting, given, grad, lowest=0 if image_grad else 1)


def activations_of(stages: Sequence[Stage], parameters: Parameters, image: FloatArray) -> tuple[FloatArray, ...]:
    """Give all activations, as ``forward`` does, of an image and parameters that were checked before.

    Numbers that grow beyond all limits make NumPy warn; who calls this silences that.
    """
    activations = [image]
    for stage in stages:
        activations.append(_output(stage, parameters, activations[-1]))
    return tuple(activations)


def gradients_of(
    stages: Sequence[Stage],
    parameters: Parameters,
    activations: Sequence[FloatArray],
    grad: FloatArray,
    *,
    lowest: int,
) -> Gradients:
    """Give all gradients, as ``backward`` does, of activations, parameters and a gradient that were checked before.

    Activations before number ``lowest`` get none: with 1 that is the image alone. The layer that makes number
    ``lowest`` is the last to be gone through, for the gradients of its parameters.

    Numbers that grow beyond all limits make NumPy warn; who calls this silences that.
    """
    by_activation: list[FloatArray | None] = [None] * len(activations)
    by_activation[-1] = grad
    by_parameter: Parameters = {}
    for i in reversed(range(max(lowest - 1, 0), len(stages))):
        stage, passage = stages[i], _Passage(activations[i], activations[i + 1], grad)
        grad_x, own = _gradients(stage, parameters, passage, is_wanted=i >= lowest)
        by_parameter.update(zip(stage.parameter_shapes, own, strict=False))  # without a bias one gradient is left over
        if grad_x is None:
            break
        by_activation[i] = grad = grad_x
    return Gradients({name: by_parameter[name] for name in parameters}, tuple(by_activation))


def _output(stage: Stage, parameters: Parameters, x: FloatArray) -> FloatArray:
    """Give what a layer makes of what goes in, one image or a batch."""
    layer = stage.layer
    if isinstance(layer, Activation):
        return activation_pair(layer).function(x)
    match layer:
        case Conv():
            kernels, bias = parameters[f"{stage.name}.kernels"], parameters.get(f"{stage.name}.bias")
            biases = None if bias is None else bias.reshape(-1, 1, 1)
            rows, cols = stage.axes
            maps = feature_maps(_batch(x), kernels, biases, rows, cols, stage.divisor)
            return maps if x.ndim == 4 else maps[0]
        case Pool():
            rows, cols = stage.axes
            return pooled_maps(x, rows, cols, layer.mode)
        case Flatten():
            return flatten(x)
        case Dense():
            return unit_sums(x, parameters[f"{stage.name}.weights"], parameters.get(f"{stage.name}.bias"))
        case _:
            assert_never(layer)


class _Passage(NamedTuple):
    """What went into a layer, ``x``, what came out of it, ``y``, and the gradient of ``y``."""

    x: FloatArray
    y: FloatArray
    grad: FloatArray


def _gradients(
    stage: Stage, parameters: Parameters, passage: _Passage, is_wanted: bool
) -> tuple[FloatArray | None, tuple[FloatArray, ...]]:
    """Give the gradient of what went into a layer, None if not wanted, and those of its parameters.

    The parameters are the weights and the biases, also where a layer has no biases, or none at all.
    """
    layer, (x, y, grad) = stage.layer, passage
    if isinstance(layer, Activation):
        return activation_pair(layer).backward(grad, x) if is_wanted else None, ()
    match layer:
        case Conv():
            rows, cols = stage.axes
            kernels = parameters[f"{stage.name}.kernels"]
            grad_images, *own = conv_gradients(_batch(grad), _batch(x), kernels, rows, cols, stage.divisor, is_wanted)
            return None if grad_images is None else grad_images.reshape(x.shape), tuple(own)
        case Pool():
            rows, cols = stage.axes
            return pooled_gradients(grad, x, y, rows, cols, layer.mode) if is_wanted else None, ()
        case Flatten():
            return grad.reshape(x.shape).copy() if is_wanted else None, ()
        case Dense():
            weights = parameters[f"{stage.name}.weights"]
            return input_gradient(grad, x, weights) if is_wanted else None, unit_gradients(grad, x)
        case _:
            assert_never(layer)


def _batch(x: FloatArray) -> FloatArray:
    """Give one image or map, (H, W) or (C, H, W), as a batch of one; a batch as it is."""
    return x if x.ndim == 4 else x.reshape(1, -1, *x.shape[-2:])


def _sample_shape(image: FloatArray) -> Shape:
    """Give the shape of one image, without the axis of the batch."""
    if image.ndim not in (2, 3, 4):
        raise ValueError(f"image has {image.ndim} axes ({times(image.shape)}): give (H, W), (C, H, W) or (N, C, H, W)")
    return image.shape[1:] if image.ndim == 4 else image.shape
