"""What the three frameworks share: lines of code, calls, padding, and the weights packed into the script."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from cnn_steps.layers import Flatten
from cnn_steps.network import Shape, Stage
from ui.listings.printing import FEW, WRITTEN_OUT, print_code, rounded_code

MINUS_INFINITY = 'float("-inf")'
PACKED_UP_TO = 100_000
"""How many parameters a script contains at most; a script with more of them reads a file."""

MOST_PRINTED = 1000
"""How many numbers NumPy prints in full."""

WEIGHTS_FILE = "network.npz"


@dataclass(frozen=True)
class Line:
    """One layer in one framework: the lines that make it, and those that give it its weights."""

    make: tuple[str, ...]
    weights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Load:
    """The lines of a script that make ``weights`` and ``image``, and what they import."""

    imports: str
    code: str


@dataclass(frozen=True)
class Program:
    """A network in one framework: a line for each layer, and the whole script."""

    framework: str
    lines: tuple[Line, ...]
    code: str

    def shortened(self) -> str:
        """The script as a page shows it: with only the first letters of the packed weights."""
        return re.sub(r'^(PACKED = ".{24}).*"$', r'\1…"', self.code, flags=re.MULTILINE)


def call(function: str, *arguments: str, **options: str) -> str:
    """A call as code.

    Examples
    --------
    >>> call("nn.Conv2d", "1", "3", "3", bias="False")
    'nn.Conv2d(1, 3, 3, bias=False)'
    """
    return f"{function}({', '.join([*arguments, *(f'{name}={value}' for name, value in options.items())])})"


def pair(sizes: Iterable[int]) -> str:
    """Rows and columns as code: one number where they are alike.

    Examples
    --------
    >>> pair((3, 3)), pair((3, 5))
    ('3', '(3, 5)')
    """
    rows, columns = sizes
    return str(rows) if rows == columns else str((rows, columns))


def weights_code(name: str) -> str:
    """An array of the network's, as code."""
    return f'weights["{name}"]'


def divided(stage: Stage) -> str:
    """What turns the weights of a convolution that averages into those of one that only adds."""
    return "" if stage.divisor == 1 else f" / {stage.divisor}"


def reordered_maps(stages: Sequence[Stage]) -> Shape | None:
    """The (C, H, W) of the maps that are laid out as a vector, where channels first and last are different orders."""
    for stage in stages:
        if isinstance(stage.layer, Flatten):
            channels, height, width = (1, *stage.input_shape)[-3:]
            return None if 1 in (channels, height * width) else (channels, height, width)
    return None


def is_printed(shape: Shape) -> bool:
    """Whether a script prints all numbers of an output of this shape; of larger ones it prints shape and range."""
    return prod(shape) <= MOST_PRINTED


def output_code(stages: Sequence[Stage]) -> str:
    """The last lines of a script, which print ``output``."""
    if is_printed(stages[-1].output_shape):
        return f"{WRITTEN_OUT}\n{print_code('output', FEW)}\n"
    return (
        f'print(output.shape, "from", {rounded_code("output.min()", FEW)}, "to", {rounded_code("output.max()", FEW)})\n'
    )


def edges(stage: Stage) -> tuple[tuple[int, int], tuple[int, int]]:
    """How many cells of padding stand at the top and bottom, and at the left and right."""
    rows, columns = stage.axes
    return (rows.before, rows.after), (columns.before, columns.after)


def is_even(stage: Stage) -> bool:
    """Whether opposite edges have the same padding."""
    return all(before == after for before, after in edges(stage))


def packed(parameters: Mapping[str, np.ndarray], image: np.ndarray) -> bytes:
    """The weights and the image, (C, H, W), as the bytes of a compressed ``.npz`` file, in double precision."""
    image = image.reshape((1, *image.shape)[-3:])
    arrays = {name: np.asarray(array, np.float64) for name, array in {**parameters, "image": image}.items()}
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def load_code(contents: bytes | None) -> Load:
    """The lines that make ``weights`` and ``image``.

    Parameters
    ----------
    contents : the ``.npz`` file to write into the script; ``None`` to read a file beside it.
    """
    if contents is None:
        return Load("", f'weights = dict(np.load("{WEIGHTS_FILE}"))\nimage = weights.pop("image")')
    text = base64.b64encode(contents).decode()
    code = (
        f'PACKED = "{text}"\n'
        "weights = dict(np.load(io.BytesIO(base64.b64decode(PACKED))))  # the numbers, as an .npz file in base64\n"
        'image = weights.pop("image")'
    )
    return Load("import base64\nimport io\n\n", code)
