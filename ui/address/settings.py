"""Every setting a person can change: its name in the address, its default, its limits or options."""

from __future__ import annotations

from cnn_steps import DIGITS
from ui.address.codes import (
    bitmap_from_code,
    code_from_bitmap,
    kernel_from_code,
    layer_from_code,
    number_or,
    pad_from_code,
    trail_from_code,
)
from ui.address.kinds import Choice, Code, Decimal, Setting, Switch, Whole
from ui.networks.codes import plan_from_code
from ui.picture.changes import NONE, changes_from_code, trial_from_code

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
PIXELS = Code("pixels", code_from_bitmap(DIGITS[9]), bitmap_from_code, "the drawing of a 9")
CHANGES = Code("changes", NONE, changes_from_code, "nothing changed")

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

KERNEL = Code("kernel", "box", kernel_from_code, "the box kernel")
CHANNELS = Choice(
    "channels",
    "all",
    {"all": "Same in all", "red": "Red only", "green": "Green only", "blue": "Blue only", "red-green": "Red − green"},
)
BIAS = Decimal("bias", 0.0, -100.0, 100.0)
AVERAGE = Switch("average", True)
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
ORDER = Choice("order", "position", {"position": "In order", "size": "By size"})
CONSTANT = Decimal("constant", 0.0, -100.0, 100.0)
TEMPERATURE = Decimal("temperature", 1.0, 0.1, 10.0)

NETWORK = Code("network", "nine", plan_from_code, "the digit-9 network")
SEED = Whole("seed", 0, 0, 9999)

LAYER_BACK = Code("layer-back", "loss", layer_from_code, "the loss")
GRADIENT = Choice("gradient", "inputs", {"inputs": "What came in", "weights": "Its weights"})
WHICH_BACK = Code("which-back", "largest", number_or("largest"), "the one with the largest gradient")
CHANNEL_BACK = Code("channel-back", "0", number_or("0"), "the first channel")
TRUTH = Code("truth", "shown", number_or("shown"), "the class to begin with")
EPSILON = Decimal("epsilon", 0.001, 1e-15, 10.0)
STEP_RATE = Decimal("step-rate", 0.1, 1e-4, 1e6)

HIDDEN = Whole("hidden", 1000, 1, 10_000)

SIDE_LENGTH = Whole("side-length", 28, 8, 1024)
COLORS = Choice("colors", "1", {"1": "Gray", "3": "Color"})
FILTERS = Whole("filters", 16, 1, 256)
FRAMEWORK = Choice("framework", "NumPy", {"NumPy": "NumPy", "PyTorch": "PyTorch", "Keras": "Keras"})
DRAWING = Code(
    "drawing", "0000000003c006600c2008200c6007e001e0006000600040004018c00f800000", pad_from_code, "the drawing of a 9"
)
FOLLOW = Choice(
    "follow",
    "drawing",
    {"drawing": "Your drawing", "image": "The image of the sidebar", "held-out": "A held-out picture"},
)
SAMPLE = Whole("sample", 0, 0, 9999)
READER = Choice("reader", "trained", {"trained": "Trained here", "shipped": "Shipped with this app"})
LABEL = Choice("label", "9", {str(digit): str(digit) for digit in range(10)})
TRAINING_DATA = Choice("data", "lines", {"lines": "Lines", "digits": "Digits", "drawings": "My digits"})
TRAINED_NETWORK = Choice("train", "preset", {"preset": "Preset", "stack": "From “Stack layers”"})
EPOCHS = Whole("epochs", 10, 1, 100)
RATE = Decimal("rate", 0.05, 0.00001, 100.0)
MOMENTUM = Decimal("momentum", 0.9, 0.0, 0.99)
BATCH = Whole("batch", 16, 1, 256)
REDUCTION = Choice("reduction", "mean", {"mean": "Averaged", "sum": "Summed"})

LARGE = Switch("large", False)
WHAT_IF = Code("what-if", NONE, trial_from_code, "nothing changed")
LAYER = Choice(
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

SCALE = Choice("scale", "shared", {"shared": "One scale for all maps", "own": "Each map its own"})
PLAIN = Switch("plain", False)
STEP = Whole("step", 0, 0, 10**12)  # beyond any card: what is too large goes to its last step
TRAIL = Code("trail", "largest", trail_from_code, "the way it goes by itself")

SETTINGS: dict[str, Setting] = {item.name: item for item in list(globals().values()) if isinstance(item, Setting)}
