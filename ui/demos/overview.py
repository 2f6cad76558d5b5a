"""The walk in words: its answer, and what each layer does."""

from __future__ import annotations

from cnn_steps import conv_parameters, dense_parameters
from ui import blocks
from ui.figures.numbers import percent
from ui.network import ForwardPass


def answer_words(walk: ForwardPass) -> str:
    """The answer in a sentence or two."""
    share, nine = (percent(walk.probabilities[digit], words=True) for digit in (walk.guess, 9))
    if not walk.trained:
        return f"The largest share is {share}, for **{walk.guess}**. Untrained: it means nothing."
    says = f"It says **{walk.guess}**, with {share}."
    return says if walk.guess == 9 else f"{says} Is it a 9? {nine.capitalize()}."


def layers_demo(walk: ForwardPass) -> None:
    """What each layer does, the shape of what it passes on, and how many numbers that is."""
    filters, channels = len(walk.maps), 1 if walk.array.ndim == 2 else len(walk.array)
    rows = [
        ("Image", "the numbers as they are", walk.array, 0),
        (
            "Convolution",
            "slide each filter, multiply, add up, divide",
            walk.maps,
            conv_parameters(filters, channels, 3, bias=False),
        ),
        ("ReLU", "below zero becomes 0", walk.activated, 0),
        ("Pooling", "keep the largest of each 2×2 window", walk.pooled, 0),
        ("Flatten", "lay the maps end to end", walk.vector, 0),
        ("Dense", "one weighted sum for each digit", walk.logits, dense_parameters(walk.vector.size, 10)),
        ("Softmax", "turn the sums into shares of 1", walk.probabilities, 0),
    ]
    table = [
        {"layer": n, "what it does": d, "shape": " × ".join(map(str, a.shape)), "numbers": a.size, "parameters": p}
        for n, d, a, p in rows
    ]
    blocks.table(table, key="overview layers")
