"""One filter on the image in view: the step card, the sum of a cell, and where that cell comes from.

The pages on convolution, on filters and on stride, padding and dilation have these three in common.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnn_steps import conv2d_step
from ui.app import page
from ui.figures.maps import own_limit
from ui.operations.card_data import Filter, convolution_card, pattern_captions
from ui.operations.formulas import convolution_formula
from ui.operations.kernels import NamedKernel, is_template
from ui.picture.current import CurrentImage
from ui.steps.stepper import stepper
from ui.trail.base import Features
from ui.trail.chains import cell_chain, one_feature
from ui.trail.where_from import where_from


@dataclass(frozen=True, eq=False)
class OneFilter:
    """A filter, and the feature map it makes of the image in view.

    Attributes
    ----------
    image : the image in view.
    kernel : as it was chosen, before it was fitted to the channels of the image.
    weights : (kH, kW), or (3, kH, kW) for a color image.
    feature_map : (H', W').
    options : of ``conv2d``; with ``bias`` where the filter has one.
    """

    image: CurrentImage
    kernel: NamedKernel
    weights: np.ndarray
    feature_map: np.ndarray
    options: Mapping[str, Any]

    @property
    def features(self) -> Features:
        """The filter and its map, as trails take them."""
        return one_feature(self.image, self.weights, self.feature_map, **self.options)


def filter_steps(
    one: OneFilter, *, key: str, captions: bool = False, shared: bool = True, reveal: bool = False
) -> tuple[int, int]:
    """Show the filter step by step, and return row and column of the cell that the card stands at.

    Parameters
    ----------
    key : of the card.
    captions : say where a bitmap looks exactly like the kernel, if the numbers of the map can tell.
    shared : color the feature map on the scale that all maps share; otherwise on one of its own.
    reveal : hide the cells after the step in view at first, however large the map is.
    """
    average, bias = one.options["average"], one.options.get("bias", 0.0)
    exact = captions and bias == 0 and is_template(one.weights, average=average)
    card = convolution_card(
        one.image,
        Filter(one.weights, one.kernel.name, bias, average),
        one.feature_map,
        one.features.axes,
        captions=pattern_captions(one.image, one.kernel, one.feature_map) if exact else None,
        limit=None if shared else own_limit(one.feature_map),
    )
    step = stepper(card, reveal=reveal, key=key)
    return divmod(step, one.feature_map.shape[1])


def filter_formula(one: OneFilter, cell: tuple[int, int]) -> None:
    """The sum that makes a cell of the feature map."""
    now = conv2d_step(one.image.array, one.weights, *cell, **one.options)
    page.formula(*convolution_formula(now, has_bias="bias" in one.options))


def filter_trail(one: OneFilter, cell: tuple[int, int], *, key: str) -> None:
    """The box that leads from a cell of the feature map down to its pixels."""
    where_from(cell_chain, one.features, cell, key=key)
