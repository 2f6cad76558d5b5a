"""What the tests run of the programs, so that the page says what they cover; the tests count both."""

PROGRAMS = 300
"""How many random networks are written for each framework and run, those that it lacks a layer for not counted."""

COVERED = (
    "1 and 3 channels",
    "averages",
    "biases",
    "even kernels",
    "strides",
    "dilations",
    "“same” padding",
    "one-sided padding",
    "max and average pooling",
    "several dense layers",
    "no flatten layer",
)
"""What these networks have, each in many of them."""

TOGETHER = ("averages", "biases", "even kernels", "strides", "dilations", "“same” padding", "one-sided padding")
"""What many of them have all at once."""

SINGLE_PRECISION = ("Keras",)
"""What computes with some seven digits, so that the last one printed may be off by one."""
