"""Every setting a person can change: its name in the address, its default, its limits or options."""

from __future__ import annotations

from typing import TypeVar

from cnn_steps import DIGITS
from ui.address.codes import (
    NONE,
    bitmap_from_code,
    code_from_bitmap,
    kernel_from_code,
    layer_from_code,
    number_or,
    pad_from_code,
    trail_from_code,
)
from ui.address.kinds import Choice, Code, Decimal, RegisteredOptions, Setting, Switch, Whole, registered

SETTINGS: dict[str, Setting] = {}
"""Every setting by its name in the address."""
Listed = TypeVar("Listed", bound=Setting)


def _listed(setting: Listed) -> Listed:
    """Add a setting to ``SETTINGS``, and return it."""
    if setting.name in SETTINGS:
        raise ValueError(f"two settings are called {setting.name}: give one another name")
    SETTINGS[setting.name] = setting
    return setting


IMAGE = _listed(
    Choice(
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
)
PIXELS = _listed(Code("pixels", code_from_bitmap(DIGITS[9]), bitmap_from_code, "the drawing of a 9"))
CHANGES = _listed(Code("changes", NONE, registered("changes"), "nothing changed"))

ROWS = _listed(Whole("rows", 32, 5, 128))
COLUMNS = _listed(Whole("columns", 32, 5, 128))
FRAME = _listed(Choice("frame", "crop", {"crop": "Crop", "letterbox": "Letterbox", "stretch": "Stretch"}))
COLOR = _listed(Choice("color", "color", {"color": "Color", "gray": "Gray"}))
RANGE = _listed(Choice("range", "signed", {"unit": "0 to 1", "signed": "−1 to 1", "bytes": "0 to 255"}))
INVERT = _listed(Switch("invert", False))

ROW = _listed(Whole("row", 0, 0, 127))
COLUMN = _listed(Whole("column", 1, 0, 127))
CHANGE = _listed(
    Choice(
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
)
EDGE = _listed(Whole("edge", 1, 1, 8))
MIRROR = _listed(Choice("mirror", "horizontal", {"horizontal": "Left and right", "vertical": "Top and bottom"}))
DEGREES = _listed(Whole("degrees", 90, -180, 180))
AMOUNT = _listed(Whole("amount", 60, -255, 255))
TARGET = _listed(Choice("target", "unit", {"unit": "0 to 1", "signed": "−1 to 1"}))
SIDE = _listed(Choice("side", "4", {"4": "4 × 4", "8": "8 × 8", "16": "16 × 16", "32": "32 × 32"}))
KERNEL = _listed(Code("kernel", "box", kernel_from_code, "the box kernel"))
CHANNELS = _listed(
    Choice(
        "channels",
        "all",
        {
            "all": "Same in all",
            "red": "Red only",
            "green": "Green only",
            "blue": "Blue only",
            "red-green": "Red − green",
        },
    )
)
BIAS = _listed(Decimal("bias", 0.0, -100.0, 100.0))
AVERAGE = _listed(Switch("average", True))
RESPONSE = _listed(Switch("response", False))
ANSWER = _listed(Switch("answer", False))

STRIDE = _listed(Whole("stride", 1, 1, 10))
PADDING = _listed(Choice("padding", "valid", {"valid": "Valid (none)", "same": "Same", "explicit": "Explicit"}))
PAD = _listed(Whole("pad", 1, 0, 10))
DILATION = _listed(Whole("dilation", 1, 1, 10))

MAP = _listed(Choice("map", "box", {"box": "Box", "vertical": "Vertical line", "diagonal": "Diagonal line"}))
ACTIVATION = _listed(Choice("activation", "relu", RegisteredOptions("activation")))

POOL = _listed(Choice("pool", "max", {"max": "Max", "avg": "Average"}))
POOL_SIZE = _listed(Whole("pool-size", 2, 1, 10))
POOL_STRIDE = _listed(Whole("pool-stride", 1, 1, 10))
SHIFT = _listed(Whole("shift", 1, -3, 3))

HEAD = _listed(
    Choice("head", "trained", {"trained": "Trained, picture fitted to 7×5", "untrained": "Untrained, full size"})
)
VIEW = _listed(Choice("view", "flatten", {"flatten": "Flatten", "dense": "Dense"}))
BANK = _listed(Choice("bank", "lesson", {"lesson": "Three filters", "eight": "Eight filters"}))
UNIT = _listed(Choice("unit", "9", {str(digit): str(digit) for digit in range(10)}))
ORDER = _listed(Choice("order", "position", {"position": "In order", "size": "By size"}))
CONSTANT = _listed(Decimal("constant", 0.0, -100.0, 100.0))
TEMPERATURE = _listed(Decimal("temperature", 1.0, 0.1, 10.0))

NETWORK = _listed(Code("network", "nine", registered("network"), "the digit-9 network"))
SEED = _listed(Whole("seed", 0, 0, 9999))

LAYER_BACK = _listed(Code("layer-back", "loss", layer_from_code, "the loss"))
GRADIENT = _listed(Choice("gradient", "inputs", {"inputs": "What came in", "weights": "Its weights"}))
WHICH_BACK = _listed(Code("which-back", "largest", number_or("largest"), "the one with the largest gradient"))
CHANNEL_BACK = _listed(Code("channel-back", "0", number_or("0"), "the first channel"))
TRUTH = _listed(Code("truth", "shown", number_or("shown"), "the class to begin with"))
EPSILON = _listed(Decimal("epsilon", 0.001, 1e-15, 10.0))
STEP_RATE = _listed(Decimal("step-rate", 0.1, 1e-4, 1e6))

HIDDEN = _listed(Whole("hidden", 1000, 1, 10_000))

SIDE_LENGTH = _listed(Whole("side-length", 28, 8, 1024))
COLORS = _listed(Choice("colors", "1", {"1": "Gray", "3": "Color"}))
FILTERS = _listed(Whole("filters", 16, 1, 256))
FRAMEWORK = _listed(Choice("framework", "NumPy", {"NumPy": "NumPy", "PyTorch": "PyTorch", "Keras": "Keras"}))
DRAWING = _listed(
    Code(
        "drawing",
        "0000000003c006600c2008200c6007e001e0006000600040004018c00f800000",
        pad_from_code,
        "the drawing of a 9",
    )
)
FOLLOW = _listed(
    Choice(
        "follow",
        "drawing",
        {"drawing": "Your drawing", "image": "The image of the sidebar", "held-out": "A held-out picture"},
    )
)
SAMPLE = _listed(Whole("sample", 0, 0, 9999))
READER = _listed(Choice("reader", "trained", {"trained": "Trained here", "shipped": "Shipped with this app"}))
LABEL = _listed(Choice("label", "9", {str(digit): str(digit) for digit in range(10)}))
TRAINING_DATA = _listed(Choice("data", "lines", {"lines": "Lines", "digits": "Digits", "drawings": "My digits"}))
TRAINED_NETWORK = _listed(Choice("train", "preset", {"preset": "Preset", "stack": "From “Stack layers”"}))
EPOCHS = _listed(Whole("epochs", 10, 1, 100))
RATE = _listed(Decimal("rate", 0.05, 0.00001, 100.0))
MOMENTUM = _listed(Decimal("momentum", 0.9, 0.0, 0.99))
BATCH = _listed(Whole("batch", 16, 1, 256))
REDUCTION = _listed(Choice("reduction", "mean", {"mean": "Averaged", "sum": "Summed"}))

LARGE = _listed(Switch("large", False))
WHAT_IF = _listed(Code("what-if", NONE, registered("trial"), "nothing changed"))
LAYER = _listed(
    Choice(
        "layer",
        "convolution",
        {
            "convolution": "Convolution",
            "relu": "ReLU",
            "pooling": "Pooling",
            "vector": "Vector",
            "logits": "Logits",
            "shares": "Shares",
        },
    )
)

SCALE = _listed(Choice("scale", "shared", {"shared": "One scale for all maps", "own": "Each map its own"}))
PLAIN = _listed(Switch("plain", False))
STEP = _listed(Whole("step", 0, 0, 10**12))  # more than any card has; a page goes to its last step instead
TRAIL = _listed(Code("trail", "largest", trail_from_code, "the way it goes by itself"))
