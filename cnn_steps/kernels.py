"""Named 3×3 kernels in one table, each with the pattern it responds to, and the banks the lessons use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from cnn_steps.arrays import shown


@dataclass(frozen=True, eq=False)
class Kernel:
    """One named kernel.

    Parameters
    ----------
    name : the key of the kernel in ``KERNELS``.
    weights : (kH, kW) float64 array, read-only.
    detects : what the kernel responds to, as one short sentence.
    average : whether the lesson divides each window sum by the number of kernel cells
        (``conv2d(..., average=True)``), so that a perfect match gives exactly 1.

    Notes
    -----
    NumPy reads a kernel as its weights, so ``conv2d(image, KERNELS["box"])`` works as it stands.
    """

    name: str
    weights: np.ndarray
    detects: str
    average: bool = False

    def __array__(self, dtype: np.dtype | None = None, copy: bool | None = None) -> np.ndarray:
        """Give the weights, so that NumPy functions take a kernel directly."""
        if copy:
            return np.array(self.weights, dtype=dtype)
        return np.asarray(self.weights, dtype=dtype)


def _kernel(
    name: str, rows: Sequence[Sequence[float]], detects: str, *, average: bool = False, over: int = 1
) -> Kernel:
    weights = np.array(rows, dtype=np.float64) / over
    weights.flags.writeable = False
    return Kernel(name, weights, detects, average)


_TABLE = (
    # Templates in -1/+1: a window of a -1/+1 bitmap that equals the template averages to exactly 1.
    _kernel("box", [[1, 1, 1], [1, -1, 1], [1, 1, 1]], "A small loop: a bright ring around a dark cell.", average=True),
    _kernel("vertical line", [[-1, 1, -1]] * 3, "A bright vertical stroke, one cell wide.", average=True),
    _kernel(
        "diagonal line",
        [[-1, -1, 1], [-1, 1, -1], [1, -1, -1]],
        "A bright diagonal stroke from bottom left to top right.",
        average=True,
    ),
    _kernel(
        "horizontal line",
        [[-1, -1, -1], [1, 1, 1], [-1, -1, -1]],
        "A bright horizontal stroke, one cell high.",
        average=True,
    ),
    _kernel(
        "anti-diagonal line",
        [[1, -1, -1], [-1, 1, -1], [-1, -1, 1]],
        "A bright diagonal stroke from top left to bottom right.",
        average=True,
    ),
    # Edges: the weights add up to 0, so a flat area gives 0.
    _kernel("horizontal edge", [[-1, -1, -1], [0, 0, 0], [1, 1, 1]], "A horizontal edge, dark above and bright below."),
    _kernel(
        "horizontal edge, bright above",
        [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
        "A horizontal edge, bright above and dark below.",
    ),
    _kernel("vertical edge", [[-1, 0, 1]] * 3, "A vertical edge, dark on the left and bright on the right."),
    _kernel(
        "Sobel horizontal edge",
        [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        "A horizontal edge, dark above and bright below; the middle column counts double.",
    ),
    _kernel(
        "Sobel vertical edge",
        [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "A vertical edge, dark on the left and bright on the right; the middle row counts double.",
    ),
    _kernel(
        "Laplacian",
        [[0, -1, 0], [-1, 4, -1], [0, -1, 0]],
        "Points and edges: a cell brighter than the mean of its four neighbors.",
    ),
    _kernel(
        "outline",
        [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
        "Outlines in every direction: a cell brighter than the mean of its eight neighbors.",
    ),
    # Kernels that change a picture instead of finding something in it: the weights add up to 1, so brightness stays.
    _kernel("sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], "The picture itself, with every edge exaggerated."),
    _kernel("box blur", [[1, 1, 1]] * 3, "The mean of the neighborhood: all nine cells count the same.", over=9),
    _kernel(
        "Gaussian blur",
        [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        "The mean of the neighborhood: near cells count more than far ones.",
        over=16,
    ),
    _kernel(
        "emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], "A relief: what is bright stands out, lit from the top left."
    ),
    _kernel("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]], "The picture itself, unchanged."),
)

KERNELS: Mapping[str, Kernel] = MappingProxyType({kernel.name: kernel for kernel in _TABLE})
"""Every named kernel by its name. Sources of the weights: box, vertical and diagonal line are the digit-9 lesson's;
"horizontal edge" is the one of the white square in a 5×5 image; the other edges, blurs and sharpening are the usual
ones (Gonzalez & Woods, *Digital Image Processing*, chapters 3 and 10)."""


def kernel_bank(names: Sequence[str]) -> np.ndarray:
    """Stack named kernels into one read-only bank for ``conv2d``.

    Parameters
    ----------
    names : F names out of ``KERNELS``; the filters keep this order.

    Returns
    -------
    (F, 3, 3) float64 array, read-only.

    Raises
    ------
    ValueError
        If there is no name, or a name is not in the table.

    Examples
    --------
    >>> kernel_bank(["box", "identity"]).shape
    (2, 3, 3)
    """
    given: list[Any]
    try:
        given = [names] if isinstance(names, str) else list(names)
    except TypeError:
        given = [names]
    unknown = [name for name in given if not isinstance(name, str) or name not in KERNELS]
    if unknown or not given:
        got = shown(unknown[0]) if unknown else "no name at all"
        raise ValueError(f"kernel_bank got {got}, wanted names out of the table: use one of {', '.join(KERNELS)}")
    bank = np.stack([KERNELS[name].weights for name in given])  # F × (3, 3) -> (F, 3, 3)
    bank.flags.writeable = False
    return bank


LESSON_KERNEL_NAMES = ("box", "vertical line", "diagonal line")
LESSON_KERNELS = kernel_bank(LESSON_KERNEL_NAMES)
"""The (3, 3, 3) bank of the digit-9 lesson, in the order of ``LESSON_KERNEL_NAMES``."""

EIGHT_KERNEL_NAMES = (
    *LESSON_KERNEL_NAMES,
    "horizontal line",
    "anti-diagonal line",
    "horizontal edge",
    "vertical edge",
    "outline",
)
EIGHT_KERNELS = kernel_bank(EIGHT_KERNEL_NAMES)
"""A richer (8, 3, 3) bank: the three kernels of the lesson first, then five more."""
