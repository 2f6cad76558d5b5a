"""How many trainable numbers a layer has."""

from __future__ import annotations

from math import inf
from typing import Any

from cnn_steps.arrays import flag, whole_number, whole_pair


def conv_parameters(filters: int, channels: int, kernel_size: Any, *, bias: bool = True) -> int:
    """Count the trainable numbers of a convolution: the image's size does not matter.

    Parameters
    ----------
    filters : int, 1 or more
    channels : int, 1 or more
        Channels of the image, which every filter spans.
    kernel_size : int or (kH, kW), 1 or more
    bias : bool
        Whether each filter has one.

    Returns
    -------
    int
        ``filters * (channels * kH * kW + 1)``, without the 1 where there is no bias.

    Raises
    ------
    ValueError
        If a number is below 1 or not whole, or ``bias`` is neither True nor False.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 9.2.

    Examples
    --------
    >>> conv_parameters(16, 1, 3)
    160
    """
    filters, channels = whole_number(filters, "filters", 1, inf), whole_number(channels, "channels", 1, inf)
    height, width = whole_pair(kernel_size, "kernel_size", 1)
    return filters * (channels * height * width + flag(bias, "bias"))


def dense_parameters(inputs: int, outputs: int, *, bias: bool = True) -> int:
    """Count the trainable numbers of a dense layer: one per pair of input and output.

    Parameters
    ----------
    inputs : int, 1 or more
    outputs : int, 1 or more
    bias : bool
        Whether each output has one.

    Returns
    -------
    int
        ``outputs * (inputs + 1)``, without the 1 where there is no bias.

    Raises
    ------
    ValueError
        If a number is below 1 or not whole, or ``bias`` is neither True nor False.

    Source
    ------
    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 9.2.

    Examples
    --------
    >>> dense_parameters(784, 128)
    100480
    """
    inputs, outputs = whole_number(inputs, "inputs", 1, inf), whole_number(outputs, "outputs", 1, inf)
    return outputs * (inputs + flag(bias, "bias"))
