"""The network in view as Python: its layers, its weights, and the way of the image through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from cnn_steps import LESSON_KERNEL_NAMES, Layer
from ui.listings.lessons import script
from ui.listings.printing import print_code
from ui.networks.chosen import EDGES, ChosenNetwork, NetworkInput
from ui.networks.weights_file import WEIGHTS_FILE
from ui.picture.changes import kernel_changes_code
from ui.picture.current import CurrentImage


def layer_code(layer: Layer) -> str:
    """A layer as it is written in Python, without what has its default.

    Examples
    --------
    >>> from cnn_steps import Conv, Pool
    >>> layer_code(Conv(4, padding="same")), layer_code(Pool(2, stride=1)), layer_code(Pool())
    ("Conv(4, padding='same')", 'Pool(2, stride=1)', 'Pool(2)')
    """
    values = [(field, getattr(layer, field.name)) for field in fields(layer)]
    arguments = [repr(value) for _, value in values[:1]]
    arguments += [f"{field.name}={value!r}" for field, value in values[1:] if value != field.default]
    return f"{type(layer).__name__}({', '.join(arguments)})"


def layers_code(layers: Sequence[Layer]) -> tuple[str, tuple[str, ...]]:
    """Lines that make ``layers``, and what they need from ``cnn_steps``."""
    lines = "".join(f"    {layer_code(layer)},\n" for layer in layers)
    return f"layers = (\n{lines})", tuple({type(layer).__name__ for layer in layers})


def parameters_code(network: ChosenNetwork, image: CurrentImage) -> tuple[str, tuple[str, ...]]:
    """Lines that make ``parameters`` for ``layers`` and ``image``, and what they need from ``cnn_steps``."""
    kernels = f"kernels = LESSON_KERNELS{kernel_changes_code(LESSON_KERNEL_NAMES, image.changes)}"
    if network.source == "nine":
        lines = f"""{kernels}
classifier = load_bitmap_classifier()
parameters = {{
    "conv1.kernels": kernels[:, None],  # (F, kH, kW) -> (F, 1, kH, kW)
    "dense1.weights": classifier.weights,
    "dense1.bias": classifier.bias,
}}"""
        return lines, ("LESSON_KERNELS", "load_bitmap_classifier")
    if network.source == "kept":
        lines = f"# The weights were {network.weights}: save them, on the page where they were, as {WEIGHTS_FILE}."
        return f'{lines}\nparameters = load_parameters("{WEIGHTS_FILE}", layers, image.shape)', ("load_parameters",)
    if network.source == "digits":
        return "_, parameters = load_digit_network()", ("load_digit_network",)
    lines = f"rng = np.random.default_rng({network.seed})\nparameters = init_parameters(layers, image.shape, rng=rng)"
    if network.designed == "nine":
        return f'{lines}\n{kernels}\nparameters["conv1.kernels"] = kernels[:, None]', (
            "LESSON_KERNELS",
            "init_parameters",
        )
    if network.designed == "stages":
        lines += f'\nparameters["conv1.kernels"] = np.array({EDGES[:, None].tolist()})  # two edge filters'
    return lines, ("init_parameters",)


def network_listing(image: CurrentImage, prepared_image: NetworkInput, network: ChosenNetwork | None) -> str:
    """Make the network and the image, print a row for each layer, and what comes out of the last.

    Parameters
    ----------
    network : ``None`` while no layer of it fits; then only the image is made.
    """
    if network is None:
        return script(f"{prepared_image.code}\n\nprint(image.shape)\n", prepared_image.code_names)
    layer_lines, layer_names = layers_code(network.layers)
    parameter_lines, names = parameters_code(network, image)
    body = f"""{prepared_image.code}

{layer_lines}
for row in summary(layers, image.shape):
    print(row.name, row.output_shape, row.parameters, row.multiply_adds, row.receptive_field)

{parameter_lines}
activations = forward(layers, parameters, image)
{print_code("activations[-1]")}
"""
    return script(body, (*prepared_image.code_names, *layer_names, *names, "forward", "summary"))
