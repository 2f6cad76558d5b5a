"""Every setting a person can change: its name in the address, its default, and how its text is read and written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnn_steps import DIGITS, KERNELS

NUMBER_LIMIT = 1000.0
LARGEST_KERNEL = 7


def readable(number: float) -> str:
    """Write a number as people do: integers as integers, else up to four significant digits, a true minus sign.

    Examples
    --------
    >>> readable(-1.0), readable(0.25), readable(2 / 3)
    ('−1', '0.25', '0.6667')
    """
    return f"{number:.4g}".replace("-", "−")


@dataclass(frozen=True)
class Setting:
    """One setting. ``read`` turns the text of an address into a value or raises a ``ValueError`` with a sentence."""

    name: str
    default: Any

    def read(self, text: str) -> Any:
        """Turn the text of an address into a value."""
        return text

    def write(self, value: Any) -> str:
        """Turn a value into the text of an address."""
        return str(value)


@dataclass(frozen=True)
class Choice(Setting):
    """One of a few options; ``options`` maps the value in the address to the words on the page."""

    options: Mapping[str, str]

    def read(self, text: str) -> str:
        """Refuse a text that is no option."""
        if text not in self.options:
            raise ValueError(f"there is no {self.name} “{text[:20]}”")
        return text


@dataclass(frozen=True)
class Whole(Setting):
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int

    def read(self, text: str) -> int:
        """Refuse a text that is no whole number in the range."""
        try:
            number = int(text[:20])
        except ValueError:
            raise ValueError(f"{self.name} must be a whole number, not “{text[:20]}”") from None
        if not self.low <= number <= self.high:
            low = str(self.low).replace("-", "−")
            raise ValueError(f"{self.name} goes from {low} to {self.high}, not {text[:20]}")
        return number


@dataclass(frozen=True)
class Decimal(Setting):
    """A number from ``low`` to ``high``."""

    low: float
    high: float

    def read(self, text: str) -> float:
        """Refuse a text that is no number in the range."""
        try:
            number = float(text[:20])
        except ValueError:
            raise ValueError(f"{self.name} must be a number, not “{text[:20]}”") from None
        if not self.low <= number <= self.high:  # also refuses NaN
            raise ValueError(f"{self.name} goes from {readable(self.low)} to {readable(self.high)}, not {text[:20]}")
        return number

    def write(self, value: float) -> str:
        """Write the number without superfluous zeros."""
        return f"{value:.6g}"


@dataclass(frozen=True)
class Switch(Setting):
    """On or off."""

    def read(self, text: str) -> bool:
        """Refuse a text that is neither “on” nor “off”."""
        if text not in ("on", "off"):
            raise ValueError(f"{self.name} is “on” or “off”, not “{text[:20]}”")
        return text == "on"

    def write(self, value: bool) -> str:
        """Write “on” or “off”."""
        return "on" if value else "off"


@dataclass(frozen=True)
class Code(Setting):
    """A text with a form of its own; ``check`` raises a ``ValueError`` with a sentence where it is not kept."""

    check: Callable[[str], Any]

    def read(self, text: str) -> str:
        """Refuse a text that is not of the form."""
        self.check(text)
        return text


# A drawing: one bit a pixel, row by row, most significant first, as nine hexadecimal digits.
DRAWING_SHAPE = DIGITS.shape[1:]


def bitmap_from_code(code: str) -> np.ndarray:
    """Turn nine hexadecimal digits into a (7, 5) bitmap in -1/+1.

    Examples
    --------
    >>> bitmap_from_code("400000000").argmax()
    np.int64(0)
    """
    rows, columns = DRAWING_SHAPE
    try:
        bits = int(code, 16) if len(code) == 9 and code.isalnum() else -1
    except ValueError:
        bits = -1
    if not 0 <= bits < 1 << (rows * columns):
        raise ValueError(f"pixels is nine hexadecimal digits up to 7ffffffff, not “{code[:20]}”")
    text = f"{bits:0{rows * columns}b}"
    return np.array([1.0 if bit == "1" else -1.0 for bit in text]).reshape(rows, columns)


def code_from_bitmap(bitmap: np.ndarray) -> str:
    """Turn a (7, 5) bitmap into nine hexadecimal digits: a pixel above 0 is on.

    Examples
    --------
    >>> code_from_bitmap(bitmap_from_code("3a5c00001"))
    '3a5c00001'
    """
    return f"{int(''.join('1' if value > 0 else '0' for value in bitmap.ravel()), 2):09x}"


def slug(name: str) -> str:
    """The name of a kernel as it stands in an address.

    Examples
    --------
    >>> slug("horizontal edge, bright above")
    'horizontal-edge-bright-above'
    """
    return name.lower().replace(",", "").replace(" ", "-")


KERNEL_NAMES = {slug(name): name for name in KERNELS}


def kernel_from_code(code: str) -> np.ndarray:
    """Read a kernel's weights: the name of a known kernel, or rows parted by ``~`` and weights parted by ``_``.

    Examples
    --------
    >>> kernel_from_code("1_0~0_-1")
    array([[ 1.,  0.],
           [ 0., -1.]])
    """
    if code in KERNEL_NAMES:
        return KERNELS[KERNEL_NAMES[code]].weights
    return kernel_from_rows([row.split("_") for row in code[:600].split("~")])


def kernel_from_text(text: str) -> np.ndarray:
    """Read the weights a person typed: a line for each row, weights parted by spaces, commas or semicolons."""
    lines = [line.replace(",", " ").replace(";", " ").replace("−", "-").split() for line in text.splitlines()]
    return kernel_from_rows([line for line in lines if line])


def text_from_kernel(weights: np.ndarray) -> str:
    """Write a (kH, kW) kernel as a person would type it.

    Examples
    --------
    >>> print(text_from_kernel(np.array([[1.0, 0.0], [0.0, -0.5]])))
    1  0
    0  −0.5
    """
    return "\n".join("  ".join(f"{weight:.6g}".replace("-", "−") for weight in row) for row in weights)


def kernel_from_rows(rows: list[list[str]]) -> np.ndarray:
    """Turn rows of texts into a (kH, kW) kernel, or say in one sentence why not."""
    if not rows:
        raise ValueError("a kernel needs at least one weight: type a row of numbers")
    if len({len(row) for row in rows}) > 1:
        lengths = ", ".join(str(len(row)) for row in rows[:LARGEST_KERNEL])
        raise ValueError(f"the rows of a kernel must be equally long, not {lengths} weights: add or remove some")
    if len(rows) > LARGEST_KERNEL or len(rows[0]) > LARGEST_KERNEL:
        raise ValueError(f"a kernel has at most 7×7 weights, not {len(rows)}×{len(rows[0])}: use fewer")
    return np.array([[_weight(text) for text in row] for row in rows])


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        raise ValueError(f"“{text[:20]}” is not a number: type weights such as 1, −1 or 0.5") from None
    if not math.isfinite(weight) or abs(weight) > NUMBER_LIMIT:
        raise ValueError(f"the weight {text[:20]} is out of range: use numbers from −1000 to 1000")
    return weight


def code_from_kernel(weights: np.ndarray) -> str:
    """The shortest code of a (kH, kW) kernel: its name where it has one.

    Examples
    --------
    >>> code_from_kernel(np.array([[1.0, 0.0], [0.0, -0.5]]))
    '1_0~0_-0.5'
    """
    for code, name in KERNEL_NAMES.items():
        if np.array_equal(KERNELS[name].weights, weights):
            return code
    return "~".join("_".join(f"{weight:.6g}" for weight in row) for row in weights)


def kernel_name(code: str) -> str:
    """What to call the kernel of a code on the page."""
    return KERNEL_NAMES.get(code, "own")


IMAGE = Choice(
    "image",
    "9",
    {
        "9": "The 9",
        **{str(digit): f"The {digit}" for digit in (6, 0, 1, 2, 3, 4, 5, 7, 8)},
        "draw": "Draw one",
        "photo": "Photo of a cat",
        "upload": "Upload a picture",
        "camera": "Camera",
    },
)
PIXELS = Code("pixels", code_from_bitmap(DIGITS[9]), bitmap_from_code)

ROWS = Whole("rows", 32, 5, 128)
COLUMNS = Whole("columns", 32, 5, 128)
FRAME = Choice("frame", "crop", {"crop": "Crop", "letterbox": "Letterbox", "stretch": "Stretch"})
COLOR = Choice("color", "color", {"color": "Color", "gray": "Gray"})
RANGE = Choice("range", "signed", {"unit": "0 to 1", "signed": "−1 to 1", "bytes": "0 to 255"})
INVERT = Switch("invert", False)

ROW = Whole("row", 0, 0, 127)
COLUMN = Whole("column", 1, 0, 127)
CHANGE = Choice(
    "change",
    "crop",
    {
        "crop": "Crop",
        "pad": "Pad",
        "flip": "Flip",
        "rotate": "Rotate",
        "brighten": "Brighten",
        "invert": "Invert",
        "normalize": "Normalize",
        "resize": "Resize",
    },
)
EDGE = Whole("edge", 1, 1, 8)
MIRROR = Choice("mirror", "horizontal", {"horizontal": "Left and right", "vertical": "Top and bottom"})
DEGREES = Whole("degrees", 90, -180, 180)
AMOUNT = Whole("amount", 60, -255, 255)
TARGET = Choice("target", "unit", {"unit": "0 to 1", "signed": "−1 to 1"})
SIDE = Choice("side", "4", {"4": "4 × 4", "8": "8 × 8", "16": "16 × 16", "32": "32 × 32"})

KERNEL = Code("kernel", "box", kernel_from_code)
CHANNELS = Choice(
    "channels",
    "all",
    {"all": "Same in all", "red": "Red only", "green": "Green only", "blue": "Blue only", "red-green": "Red − green"},
)
BIAS = Decimal("bias", 0.0, -100.0, 100.0)
AVERAGE = Switch("average", True)
FLIP = Switch("flip", False)
RESPONSE = Switch("response", False)
ANSWER = Switch("answer", False)

STRIDE = Whole("stride", 1, 1, 10)
PADDING = Choice("padding", "valid", {"valid": "Valid (none)", "same": "Same", "explicit": "Explicit"})
PAD = Whole("pad", 1, 0, 10)
DILATION = Whole("dilation", 1, 1, 10)

MAP = Choice("map", "box", {"box": "Box", "vertical": "Vertical line", "diagonal": "Diagonal line"})
ACTIVATION = Choice("activation", "relu", {"relu": "ReLU", "sigmoid": "Sigmoid", "tanh": "tanh"})

POOL = Choice("pool", "max", {"max": "Max", "avg": "Average"})
POOL_SIZE = Whole("pool-size", 2, 1, 10)
POOL_STRIDE = Whole("pool-stride", 1, 1, 10)
SHIFT = Whole("shift", 1, -3, 3)

HEAD = Choice("head", "trained", {"trained": "Trained, picture fitted to 7×5", "untrained": "Untrained, full size"})
VIEW = Choice("view", "flatten", {"flatten": "Flatten", "dense": "Dense"})
BANK = Choice("bank", "lesson", {"lesson": "Three filters", "eight": "Eight filters"})
UNIT = Choice("unit", "9", {str(digit): str(digit) for digit in range(10)})
ORDER = Choice("order", "position", {"position": "In order", "size": "Largest first"})
CONSTANT = Decimal("constant", 0.0, -100.0, 100.0)
TEMPERATURE = Decimal("temperature", 1.0, 0.1, 10.0)

HIDDEN = Whole("hidden", 1000, 1, 10_000)

SCALE = Choice("scale", "shared", {"shared": "One scale for all maps", "own": "Each map its own"})
STEP = Whole("step", 0, 0, 10_000_000)

SETTINGS: dict[str, Setting] = {item.name: item for item in list(globals().values()) if isinstance(item, Setting)}
