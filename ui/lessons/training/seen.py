"""What a network can read is what it has seen: a 7 without a bar, the same 7 with one, and the 7s it was trained on."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from cnn_steps import digit_stages
from ui.address import settings, state
from ui.address.codes import pad_from_code
from ui.figures.maps import picture_levels
from ui.figures.numbers import decimals, percent
from ui.lessons.training.pictures import picture_tag
from ui.training.readers import Answer, Likeness, answer, as_input, likeness, shipped_reader

PLAIN_SEVEN = "000000001ff8000800180010003000200060004000c000800180010001000000"
CROSSED_SEVEN = "000000001ff80008001800100030002003f8004000c000800180010001000000"
SHOWN = 24  # of the 7s it was trained on
PAD = 112  # pixels, a drawing
TILE = 40  # pixels, a digit of the data set


@lru_cache(maxsize=2)
def read_drawing(code: str) -> tuple[Answer, Likeness]:
    """What the shipped network says to a drawing of the pad, and how unlike what it knows that is."""
    reader = shipped_reader()
    image = as_input(digit_stages(pad_from_code(code))[-1].array, reader.data)
    return answer(reader, image), likeness(image, reader.data)


def sevens_demo() -> None:
    """Two 7s that differ by a bar, what is said to each, and the 7s of the data set."""
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
            said, near = read_drawing(code)
            picture = picture_tag(picture_levels(pad_from_code(code), (-1.0, 1.0)), f"A 7 {name} a bar", PAD)
            with st.container(width=240, gap="xsmall"):
                st.html(f"{picture}<br>{_verdict(said, near)}")
                st.button(f"Draw on from the 7 {name} a bar", key=f"seven {name}", on_click=put_on_pad, args=(code,))
    sevens = data.images[data.labels == 7][:: max(1, int((data.labels == 7).sum()) // SHOWN)][:SHOWN, 0]
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


def _verdict(said: Answer, near: Likeness) -> str:
    return f"It says <b>{said.guess}</b>, with {percent(said.shares[said.guess]).replace('<', '&lt;')}.<br>" + (
        f"Distance to what it knows: {decimals(near.distance, 1)}."
    )
