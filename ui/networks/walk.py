"""The small network of the walk: three filters, ReLU, pooling, one dense layer, softmax, on the image in view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from cnn_steps import (
    BitmapClassifier,
    Pool,
    SoftmaxStep,
    Stage,
    conv2d,
    dense,
    fit_bitmap,
    flatten,
    load_bitmap_classifier,
    pool2d,
    relu,
    softmax,
)
from cnn_steps.network import SMALL_SPREAD
from ui.figures.maps import channel_tables, scale_limit
from ui.figures.numbers import percent
from ui.operations.kernels import filter_for
from ui.picture.changes import changed_array, changed_kernels, of_kind
from ui.picture.current import CurrentImage

DIGIT_NAMES = tuple(str(digit) for digit in range(10))
UNTRAINED_SEED = 9
POOL = Pool(2, stride=1)
"""The pooling of the walk."""


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """Every number on the way from the image to the answer.

    Attributes
    ----------
    array : the image as the network takes it: (H, W) or (3, H, W).
    value_range : what black and white are in it.
    fitted : whether ``array`` is a picture that was fitted to the cells of a bitmap.
    stages : the stages from a picture to ``array``; empty for a bitmap and for a fitted picture.
    reading : how the file of the picture was read, in a sentence; empty where there is nothing to say.
    filters, filter_names : (F, 3, 3), or (F, 3, 3, 3) for color, and their names.
    maps, activated, pooled : (F, H', W') after convolution, ReLU and pooling.
    vector : (F·H'·W',), flattened.
    weights, bias : (in, 10) and (10,), of the dense layer.
    logits, probabilities : (10,).
    trained : whether the weights were learned.
    """

    array: np.ndarray
    value_range: tuple[float, float]
    fitted: bool
    stages: tuple[Stage, ...]
    reading: str
    filters: np.ndarray
    filter_names: tuple[str, ...]
    maps: np.ndarray
    activated: np.ndarray
    pooled: np.ndarray
    vector: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    logits: np.ndarray
    probabilities: np.ndarray
    trained: bool

    @property
    def guess(self) -> int:
        """The digit with the largest share."""
        return int(self.probabilities.argmax())

    @property
    def limit(self) -> float:
        """The end of one color scale for the pooled maps and the vector."""
        return scale_limit(self.pooled)

    def tables(self) -> dict[str, np.ndarray | pd.DataFrame]:
        """Every number, by the name of its layer."""
        tables: dict[str, np.ndarray | pd.DataFrame] = dict(channel_tables("image", self.array))
        for layer, stack in {"": self.maps, " after ReLU": self.activated, " pooled": self.pooled}.items():
            tables |= {f"{name}{layer}": values for name, values in zip(self.filter_names, stack, strict=True)}
        return tables | {"vector": self.vector_table(), "logits and shares": self.answer_table()}

    def vector_table(self) -> pd.DataFrame:
        """The number of each entry of the vector."""
        return pd.DataFrame({"number": self.vector}, index=pd.RangeIndex(self.vector.size, name="entry"))

    def answer_table(self, changed: SoftmaxStep | None = None) -> pd.DataFrame:
        """Logit and share of each digit.

        Parameters
        ----------
        changed : softmax of other logits, which then stand beside those of the walk, with their shares.
        """
        columns = {"logit": self.logits, "share": self.probabilities}
        if changed is not None and (changed.logits != self.logits).any():
            columns = {
                "logit": self.logits,
                "changed logit": changed.logits,
                "share of the changed logit": changed.probabilities,
            }
        return pd.DataFrame(columns, index=pd.Index(DIGIT_NAMES, name="digit"))


def shares_words(shares: np.ndarray) -> str:
    """All ten shares in words, for those who do not see the figure."""
    return "; ".join(f"{name}: {percent(share, words=True)}" for name, share in zip(DIGIT_NAMES, shares, strict=True))


@lru_cache(maxsize=2)
def classifier(bank: str = "lesson") -> BitmapClassifier:
    """The shipped classifier for 7×5 bitmaps, with three filters or with eight."""
    return load_bitmap_classifier(bank)


@lru_cache(maxsize=4)
def untrained_weights(inputs: int) -> np.ndarray:
    """Small random (inputs, 10) weights, the same every time."""
    weights = np.random.default_rng(UNTRAINED_SEED).normal(0.0, SMALL_SPREAD, (inputs, 10))
    weights.flags.writeable = False
    return weights


def forward_pass(image: CurrentImage, *, head: str = "trained", bank: str = "lesson") -> ForwardPass:
    """Run the network on the image in view.

    Parameters
    ----------
    head : "trained" looks at a 7×5 bitmap, which a picture is fitted to; "untrained" looks at the full size.
    bank : "lesson" for three filters, "eight" for eight.
    """
    shipped = classifier(bank)
    kernels = changed_kernels(shipped.kernels, shipped.kernel_names, image.changes)
    trained = head == "trained"
    if trained and image.picture is not None:
        bitmap = fit_bitmap(image.picture, invert=image.inverted)
        array, filters = changed_array(bitmap, of_kind(image.changes, "cell")), kernels
    else:
        array, filters = image.array, filter_for(kernels, image)
    maps = conv2d(array, filters, average=True)
    activated = relu(maps)
    pooled = pool2d(activated, POOL.size, stride=POOL.stride, mode=POOL.mode)
    vector = flatten(pooled)
    if trained:
        weights, bias = shipped.weights, shipped.bias
    else:
        weights, bias = untrained_weights(vector.size), np.zeros(10)
    logits = dense(vector, weights, bias)
    value_range = (-1.0, 1.0) if trained else image.value_range
    return ForwardPass(
        array=array,
        value_range=value_range,
        fitted=trained and not image.is_bitmap,
        stages=() if trained else image.stages,
        reading=image.reading,
        filters=filters,
        filter_names=shipped.kernel_names,
        maps=maps,
        activated=activated,
        pooled=pooled,
        vector=vector,
        weights=weights,
        bias=bias,
        logits=logits,
        probabilities=softmax(logits),
        trained=trained,
    )
