"""What people get wrong about training: that it reads every 7, learns while it is used, and needs no scaling."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import streamlit as st

from cnn_steps import TrainingDiverged, cross_entropy, digit_stages, forward, init_parameters, train
from ui.address import settings, state
from ui.address.codes import pad_from_code
from ui.app import page
from ui.figures.maps import picture_levels
from ui.figures.numbers import decimals, percent, readable
from ui.lessons.training.follow import Followed
from ui.lessons.training.pictures import picture_tag
from ui.networks.codes import PRESETS
from ui.training.data_sets import DATA_SETS
from ui.training.plans import DataSet
from ui.training.readers import Answer, Likeness, Reader, answer, as_input, likeness, shipped_reader

RATE = 0.05  # of the one step that is taken for comparison, and of the trainings
RANGES = ((0.0, 1.0), (-1.0, 1.0), (0.0, 16.0), (0.0, 255.0))
EPOCHS = 3
IMAGES = 400  # of the digits, so that four trainings take a moment
PLAIN_SEVEN = "000000001ff8000800180010003000200060004000c000800180010001000000"
CROSSED_SEVEN = "000000001ff80008001800100030002003f8004000c000800180010001000000"
SEVENS_SHOWN = 24  # of the 7s it was trained on
PAD = 112  # pixels, a drawing
TILE = 40  # pixels, a digit of the data set


@lru_cache(maxsize=2)
def read_drawing(code: str) -> tuple[Answer, Likeness]:
    """What the shipped network says to a drawing of the pad, and how like its pictures the drawing is."""
    reader = shipped_reader()
    image = as_input(digit_stages(pad_from_code(code))[-1].array, reader.data)
    return answer(reader, image), likeness(image, reader.data)


def sevens_demo() -> None:
    """Two 7s that differ by a bar, what the network says to each, and the 7s of the data set."""
    data = shipped_reader().data
    st.markdown(
        "Because of what it was trained on. All its digits come from 13 people, and most of their 7s have a **bar** "
        "through them. Here are two drawings that differ in nothing but the bar, and what the "
        "shipped network says to them:"
    )

    def put_on_pad(code: str) -> None:
        state.put(settings.FOLLOW, "drawing")
        state.put(settings.DRAWING, code)

    with st.container(horizontal=True, gap="large"):
        for name, code in {"without": PLAIN_SEVEN, "with": CROSSED_SEVEN}.items():
            reply, near = read_drawing(code)
            picture = picture_tag(picture_levels(pad_from_code(code), (-1.0, 1.0)), f"A 7 {name} a bar", PAD)
            with st.container(width=240, gap="xsmall"):
                st.html(f"{picture}<br>{_verdict(reply, near)}")
                st.button(f"Draw on from the 7 {name} a bar", key=f"seven {name}", on_click=put_on_pad, args=(code,))
    sevens = data.images[data.labels == 7][:: max(1, int((data.labels == 7).sum()) // SEVENS_SHOWN)][:SEVENS_SHOWN, 0]
    tiles = "".join(picture_tag(picture_levels(seven, data.value_range), "", TILE) for seven in sevens)
    st.html(
        f'<figure style="margin:0"><figcaption style="margin-bottom:6px">{len(sevens)} of the '
        f"{int(np.sum(data.labels == 7))} 7s it was trained on. How many have a bar?</figcaption>"
        f'<div style="display:flex;flex-wrap:wrap;gap:4px">{tiles}</div></figure>'
    )
    st.markdown(
        "A network does not know what a 7 is. It knows what its examples have in common. Add some of your own 7s under "
        "**Can it learn from my digits?**, and train on them."
    )


def _verdict(reply: Answer, near: Likeness) -> str:
    return f"It says <b>{reply.guess}</b>, with {percent(reply.shares[reply.guess]).replace('<', '&lt;')}.<br>" + (
        f"Distance to what it knows: {decimals(near.distance, 1)}."
    )


def checksum(parameters: Mapping[str, np.ndarray]) -> str:
    """A fingerprint of all weights; it changes if a single digit of a single weight changes.

    Examples
    --------
    >>> checksum({"dense1.bias": np.zeros(2)})[:12]
    '70cfaab8f036'
    """
    mark = hashlib.sha256()
    for name in sorted(parameters):
        mark.update(name.encode())
        mark.update(np.ascontiguousarray(parameters[name]).data)
    return mark.hexdigest()


def checksum_demo(reader: Reader, followed: Followed) -> None:
    """The fingerprint of the weights before and after a prediction, and after one step of training.

    Parameters
    ----------
    followed : the picture to predict; without one, the first held-out picture. Where nobody knows its class, the step
        of training takes the network's answer for it.
    """
    picture = reader.data.test_images[0] if followed.array is None else followed.array
    before = checksum(reader.parameters)
    reply = answer(reader, picture)
    after = checksum(reader.parameters)
    label = reply.guess if followed.truth is None else followed.truth
    (step,) = train(
        reader.layers,
        reader.parameters,
        picture[None],
        np.array([label]),
        epochs=1,
        learning_rate=RATE,
        batch_size=1,
        rng=np.random.default_rng(0),
    )
    count = sum(array.size for array in reader.parameters.values())
    same = "the same" if before == after else "another one"
    st.markdown(
        f"No. **Using** a network only reads its {count:,} weights, **training** writes them. Their fingerprint "
        f"(SHA-256, the first 16 of 64 characters) was just taken before and after a prediction: **{same}**. One step "
        f"of training on the same picture, done on a copy, {_step_words(before, checksum(step.parameters))}."
    )
    rows = [
        {"when": "before predicting", "fingerprint": before[:16], "compared with before": "–"},
        {"when": "after predicting", "fingerprint": after[:16], "compared with before": _compared(before, after)},
        {
            "when": "a copy, after one step of training",
            "fingerprint": checksum(step.parameters)[:16],
            "compared with before": _compared(before, checksum(step.parameters)),
        },
    ]
    page.table(rows, key="checksum demo")
    st.markdown(
        "Your picture is kept for this tab, to be shown on the pages and to come back when they are loaded anew, and "
        "in the address if it is a drawing. It goes into a data set only if you add it to **My digits**, and all of it "
        "is gone when the tab is closed."
    )


def _step_words(before: str, after: str) -> str:
    if before == after:
        return (
            "would change it too, but the network is so sure of this one that no weight moves by what float32 can hold"
        )
    return "makes it **another one**"


def _compared(before: str, after: str) -> str:
    return "the same" if before == after else "another"


def normalize_demo() -> None:
    """The same training with the same pictures in four ranges."""
    rows = []
    for low, high in RANGES:
        loss, accuracy, words = _trained_in(low, high)
        rows.append(
            {
                "pixels from": f"{readable(low)} to {readable(high)}",
                "first loss": readable(loss),
                f"held-out right after {EPOCHS} epochs": words or percent(accuracy),
            }
        )
    st.markdown(
        "It does not matter to the eye, but to the **steps**. First weights and learning rates are made for inputs of "
        "about 1. The gradient of a weight is multiplied by its input, so larger inputs make longer steps. "
        f"Here {IMAGES} handwritten digits were trained on, each time from the same first weights with the same "
        f"learning rate of {readable(RATE)}:"
    )
    page.table(rows, key="normalize demo")
    st.markdown("What a network was trained with, it must be used with: its drawings are scaled as its data was.")


@lru_cache(maxsize=16)
def _trained_in(low: float, high: float) -> tuple[float, float, str]:
    """Loss before training, accuracy on held-out pictures after it, and what went wrong, if it did."""
    data: DataSet = DATA_SETS["digits"]()
    layers = PRESETS["digits"].plan.layers
    rng = np.random.default_rng(0)
    parameters = init_parameters(layers, data.input_shape, rng=rng, dtype=np.float32)
    images, test_images = ((part * (high - low) + low).astype(np.float32) for part in (data.images, data.test_images))
    first = float(cross_entropy(forward(layers, parameters, test_images)[-1], data.test_labels)[0])
    last = 0.0
    try:
        for epoch in train(
            layers,
            parameters,
            images[:IMAGES],
            data.labels[:IMAGES],
            epochs=EPOCHS,
            learning_rate=RATE,
            batch_size=16,
            momentum=0.9,
            rng=rng,
            validation=(test_images, data.test_labels),
        ):
            last = epoch.validation_accuracy or 0.0
    except TrainingDiverged as error:
        return first, last, f"ran away in epoch {error.epoch}"
    return first, last, ""
