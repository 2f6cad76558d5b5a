"""What the three frameworks share: lines of code, calls, padding, and the weights packed into the script."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from cnn_steps.layers import Conv
from cnn_steps.network import Stage

MINUS_INFINITY = 'float("-inf")'
PACKED_UP_TO = 100_000
"""How many parameters a script carries inside; more of them come as a file of their own."""

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
        """The script to read, with the first letters of the weights only."""
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
    """What makes a convolution that divides by its cells out of one that only adds."""
    if not (isinstance(stage.layer, Conv) and stage.layer.average):
        return ""
    return f" / {prod(axis.window for axis in stage.axes)}"


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
    """What makes ``weights`` and ``image``, from the script itself, or from a file where it is too much."""
    if contents is None:
        return Load("", f'weights = dict(np.load("{WEIGHTS_FILE}"))\nimage = weights.pop("image")')
    text = base64.b64encode(contents).decode()
    code = (
        f'PACKED = "{text}"\n'
        "weights = dict(np.load(io.BytesIO(base64.b64decode(PACKED))))  # the numbers, as an .npz file in base64\n"
        'image = weights.pop("image")'
    )
    return Load("import base64\nimport io\n\n", code)
