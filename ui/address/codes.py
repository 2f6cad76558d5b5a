"""Drawings, kernels and trails as text: as an address holds them, and as a person types them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np

from cnn_steps import DIGITS, KERNELS
from cnn_steps.layers import LAYER_KINDS

NONE = "none"  # the code for “nothing is changed”

LARGEST_WEIGHT = 1000.0
LARGEST_KERNEL = 7  # cells a side
LONGEST_CODE = 16 * LARGEST_KERNEL**2  # letters; a weight takes at most 13

# A drawing: one bit a pixel, row by row, most significant first, in hexadecimal digits: nine for 7×5.
DRAWING_SHAPE = DIGITS.shape[1:]
PAD_SHAPE = (16, 16)  # the drawing pad for handwritten digits: 64 hexadecimal digits


def bitmap_from_code(code: str, shape: tuple[int, ...] = DRAWING_SHAPE, name: str = "pixels") -> np.ndarray:
    """Turn hexadecimal digits into a bitmap in -1/+1, (7, 5) unless another shape is asked for.

    Examples
    --------
    >>> bitmap_from_code("400000000").argmax()
    np.int64(0)
    """
    cells = shape[0] * shape[1]
    digits = -(-cells // 4)
    bits = int(code, 16) if re.fullmatch(f"[0-9a-fA-F]{{{digits}}}", code) else -1
    if not 0 <= bits < 1 << cells:
        limit = f" up to {(1 << cells) - 1:x}" if cells % 4 else ""
        count = "nine" if digits == 9 else digits
        raise ValueError(f"{name} is {count} hexadecimal digits{limit}, not “{code[:20]}”")
    return np.array([1.0 if bit == "1" else -1.0 for bit in f"{bits:0{cells}b}"]).reshape(shape)


def code_from_bitmap(bitmap: np.ndarray) -> str:
    """Turn a bitmap into hexadecimal digits, nine for (7, 5): a pixel above 0 is on.

    Examples
    --------
    >>> code_from_bitmap(bitmap_from_code("3a5c00001"))
    '3a5c00001'
    """
    bits = "".join("1" if value > 0 else "0" for value in bitmap.ravel())
    return f"{int(bits, 2):0{-(-len(bits) // 4)}x}"


def pad_from_code(code: str) -> np.ndarray:
    """Turn 64 hexadecimal digits into a drawing of the (16, 16) pad in -1/+1."""
    return bitmap_from_code(code, PAD_SHAPE, "drawing")


def slug(name: str) -> str:
    """The name of a kernel as it stands in an address.

    Examples
    --------
    >>> slug("horizontal edge, bright above")
    'horizontal-edge-bright-above'
    """
    return name.lower().replace(",", "").replace(" ", "-")


OWN_KERNEL = "this kernel"
"""What the page calls a kernel that has no name."""
KERNEL_NAMES = {slug(name): name for name in KERNELS}
"""The name of each known kernel, by its code."""


def kernel_from_code(code: str) -> np.ndarray:
    """Read a kernel's weights: the name of a known kernel, or rows separated by ``~`` and weights by ``_``.

    Examples
    --------
    >>> kernel_from_code("1_0~0_-1")
    array([[ 1.,  0.],
           [ 0., -1.]])
    """
    if code in KERNEL_NAMES:
        return KERNELS[KERNEL_NAMES[code]].weights
    if len(code) > LONGEST_CODE:
        raise ValueError(f"a kernel has at most 7×7 weights, too few for {len(code):,} letters: use fewer")
    return kernel_from_rows([row.split("_") for row in code.split("~")])


_AS_TYPED = str.maketrans({",": " ", ";": " ", "[": " ", "]": " ", "−": "-"})


def kernel_from_text(text: str) -> np.ndarray:
    """Read the weights a person pasted: a line for each row, weights separated by spaces, commas or semicolons.

    Brackets, as NumPy prints them, make no difference.
    """
    lines = [line.translate(_AS_TYPED).split() for line in text.splitlines()]
    return kernel_from_rows([line for line in lines if line])


def kernel_from_rows(rows: list[list[str]]) -> np.ndarray:
    """Turn rows of texts into a (kH, kW) kernel.

    Raises
    ------
    ValueError
        If they are no kernel; one sentence says why.
    """
    if not rows:
        raise ValueError("a kernel needs at least one weight: type a row of numbers")
    longest = max(map(len, rows))
    if max(len(rows), longest) > LARGEST_KERNEL:
        raise ValueError(f"a kernel has at most 7×7 weights, not {len(rows)}×{longest}: use fewer")
    if len({len(row) for row in rows}) > 1:
        *others, last = [str(len(row)) for row in rows]
        lengths = f"{', '.join(others)} and {last}"
        raise ValueError(f"the rows of a kernel must be equally long, not {lengths} weights: add or remove some")
    return np.array([[_weight(text) for text in row] for row in rows])


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        raise ValueError(f"“{text[:20]}” is not a number: type weights such as 1, −1 or 0.5") from None
    if not math.isfinite(weight) or abs(weight) > LARGEST_WEIGHT:
        raise ValueError(f"the weight {text[:20]} is out of range: use numbers from −1000 to 1000")
    return weight


def code_from_kernel(weights: np.ndarray) -> str:
    """The shortest code of a (kH, kW) kernel: its name where it has one.

    Examples
    --------
    >>> code_from_kernel(np.array([[1.0, 0.0], [0.0, -0.5]]))
    '1_0~0_-0.5'
    """
    rows = _rows_code(weights)
    return next((code for code, name in KERNEL_NAMES.items() if _rows_code(KERNELS[name].weights) == rows), rows)


def _rows_code(weights: np.ndarray) -> str:
    """The weights of a kernel, row by row, with six digits, so that 0.111111 and 1/9 are the same."""
    return "~".join("_".join(f"{weight + 0.0:.6g}" for weight in row) for row in weights)  # + 0.0 makes −0 a 0


BIAS = -1
"""The choice in a trail that goes to the bias of a sum, not to one of its terms. Its code is ``bias``."""


def trail_from_code(code: str) -> tuple[int, ...]:
    """Read the choices on the way from a number to its pixels: up to four whole numbers or ``bias``, with dots between.

    Examples
    --------
    >>> trail_from_code("9.13.0"), trail_from_code("9.bias"), trail_from_code("largest")
    ((9, 13, 0), (9, -1), ())
    """
    if code == "largest":
        return ()
    if not re.fullmatch(r"([0-9]{1,7}|bias)(\.([0-9]{1,7}|bias)){0,3}", code):
        raise ValueError(
            f"trail is up to four whole numbers or “bias”, parted by dots, such as 9.13.0, not “{code[:20]}”"
        )
    return tuple(BIAS if choice == "bias" else int(choice) for choice in code.split("."))


def code_from_trail(choices: Sequence[int]) -> str:
    """Write the choices on the way from a number to its pixels.

    Examples
    --------
    >>> code_from_trail((9, 13)), code_from_trail((9, BIAS)), code_from_trail(())
    ('9.13', '9.bias', 'largest')
    """
    return ".".join("bias" if choice == BIAS else str(choice) for choice in choices) or "largest"


_KINDS = "|".join(kind.__name__.lower() for kind in LAYER_KINDS)
LAYER_NAME = re.compile(rf"loss|({_KINDS})[1-9][0-9]?")


def layer_from_code(code: str) -> str:
    """The same text, if it is “loss” or the name of a layer, such as ``conv1``; otherwise a ``ValueError``."""
    if not LAYER_NAME.fullmatch(code):
        raise ValueError(f"there is no layer “{code[:20]}”: layers are called loss, dense1, conv1 and the like")
    return code


def number_or(word: str) -> Callable[[str], str]:
    """A reader of codes that are this word or a number from 0 to 999; it refuses any other text."""

    def read(code: str) -> str:
        if code != word and not re.fullmatch(r"[0-9]{1,3}", code):
            raise ValueError(f"“{code[:20]}” is no number from 0 to 999")
        return code

    return read
