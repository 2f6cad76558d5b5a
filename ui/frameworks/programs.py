"""The network in view as code for NumPy, PyTorch and Keras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cnn_steps.layers import Layer
from cnn_steps.network import Stage, network_stages
from ui.frameworks.keras_code import keras_program
from ui.frameworks.numpy_code import numpy_program
from ui.frameworks.torch_code import torch_program
from ui.frameworks.writing import PACKED_UP_TO, WEIGHTS_FILE, Program, load_code, packed

WRITERS = {"NumPy": numpy_program, "PyTorch": torch_program, "Keras": keras_program}


def program(
    framework: str, layers: Sequence[Layer], parameters: Mapping[str, np.ndarray], image: np.ndarray
) -> Program:
    """Write a network for a framework.

    Parameters
    ----------
    framework : a key of ``WRITERS``.
    layers : of the network.
    parameters : as ``cnn_steps.init_parameters`` names and shapes them.
    image : (C, H, W) or (H, W), what the script sends through the network.

    Returns
    -------
    Program
        A line for each layer and a script that prints the network's output, channels first. Beyond ``PACKED_UP_TO``
        parameters it reads ``WEIGHTS_FILE``.

    Raises
    ------
    ValueError
        If a layer does not fit, or the framework has no such layer.
    """
    contents = packed(parameters, image) if is_packed(parameters) else None
    return WRITERS[framework](in_place(layers, image), load_code(contents))


def in_place(layers: Sequence[Layer], image: np.ndarray) -> tuple[Stage, ...]:
    """The layers with the shapes they take and give, behind an image, which scripts always take as (C, H, W)."""
    return network_stages(layers, (1, *image.shape)[-3:])


def is_packed(parameters: Mapping[str, np.ndarray]) -> bool:
    """Whether a script contains these weights."""
    return sum(array.size for array in parameters.values()) <= PACKED_UP_TO


_NEEDED = {
    "PyTorch": "PyTorch",
    "Keras": "Keras with TensorFlow, or with PyTorch where the environment variable KERAS_BACKEND is torch",
}


def where_it_runs(framework: str, parameters: Mapping[str, np.ndarray]) -> str:
    """Where a script is to be saved and what it needs, to go on after “Save this file”."""
    if framework == "NumPy":
        beside, needs = "next to the folder cnn_steps of the CNN explorer", "NumPy"
    else:
        beside, needs = "anywhere", f"NumPy and {_NEEDED[framework]}"
    if not is_packed(parameters):
        beside += f" with {WEIGHTS_FILE} beside it"
    return f"{beside}, and run it there. It needs {needs}"
