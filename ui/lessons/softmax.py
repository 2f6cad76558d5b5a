"""Softmax step by step; how often the classifier is right, how sure a share is, and what changes it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from cnn_steps import DIGITS, SoftmaxStep, classify_bitmap, softmax
from ui.address import settings, state
from ui.app import charts, page
from ui.figures.bars import bars_figure
from ui.figures.numbers import percent, readable, written
from ui.networks.walk import DIGIT_NAMES, ForwardPass, classifier, shares_words
from ui.operations import card_data
from ui.operations.formulas import softmax_formula
from ui.picture.changes import of_kind
from ui.picture.current import CurrentImage
from ui.picture.in_view import start_from_drawing
from ui.steps.stepper import stepper
from ui.trail.chains import softmax_chain
from ui.trail.where_from import where_from

NOISE_BITMAPS = 1000
CHANGED_BITMAPS = 4000
FLIPS = (0, 1, 2, 3, 4)  # pixels, as in training
BANDS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.0))  # of the largest share
HIGH = 0.9


def adjusted(logits: np.ndarray, constant: float, temperature: float) -> np.ndarray:
    """Logits with a constant added to all of them, then divided by the temperature."""
    return (logits + constant) / temperature


def adjusted_title(constant: float, temperature: float) -> str:
    """What the step card calls logits with a constant and a temperature.

    Examples
    --------
    >>> adjusted_title(0.0, 1.0), adjusted_title(-2.0, 1.0), adjusted_title(5.0, 2.0)
    ('Logits', 'Logits − 2', '(Logits + 5) ÷ 2')
    """
    added = f"Logits {'+' if constant > 0 else '−'} {readable(abs(constant))}" if constant else "Logits"
    if temperature == 1.0:
        return added
    return f"{f'({added})' if constant else added} ÷ {readable(temperature)}"


def shares_figure(walk: ForwardPass, now: SoftmaxStep) -> None:
    """The ten shares, the 9's framed."""
    drawing = bars_figure(
        "shares", now.probabilities, DIGIT_NAMES, outlined=9, dark=state.is_dark(), title="The ten shares"
    )
    charts.figure(
        drawing,
        {"shares": walk.answer_table(now)},
        key="softmax shares",
        alt=f"The shares of the ten digits: {shares_words(now.probabilities)}.",
    )


def softmax_steps(walk: ForwardPass, now: SoftmaxStep, constant: float, temperature: float) -> int:
    """Turn the logits into shares step by step, and return the digit that the card stands at.

    Parameters
    ----------
    now : softmax of the logits after the constant and the temperature.
    """
    title = adjusted_title(constant, temperature)
    digit = stepper(card_data.softmax_card(now, DIGIT_NAMES, title), key="softmax stepper")
    page.formula(*softmax_formula(now, digit, DIGIT_NAMES[digit], constant=constant, temperature=temperature))
    where_from(softmax_chain, walk, now, digit, constant=constant, temperature=temperature, key="softmax")
    return digit


def accuracy_section(image: CurrentImage, bank: str) -> None:
    """How often the classifier was right on drawings it had not learned from, by digit and by flipped pixels."""
    three, eight = (percent(classifier(name).held_out_accuracy) for name in ("lesson", "eight"))
    weak = ", ".join(f"the {number} ({percent(share)})" for number, share in weakest_digits(bank))
    st.markdown(
        "It was tested on drawings made anew like those it learned from: digits moved by up to one cell, with up to "
        f"four pixels flipped. With three filters it names **{three}** of them right, with eight filters **{eight}**. "
        f"With {settings.BANK.options[bank].lower()} it is worst at {weak}. Most drawings with no pixel flipped, or "
        "one, it had already seen: the row of four says most about new ones."
    )
    if of_kind(image.changes, "weight"):
        st.caption("Tested with the filters as they were designed, without what was changed by hand.")
    by_digit, by_flips = accuracy_tables()
    left, right = st.columns(2)
    with left:
        page.table(by_digit, key="digit accuracy")
    with right:
        page.table(by_flips, key="flip accuracy")


def weakest_digits(bank: str, count: int = 3) -> list[tuple[int, float]]:
    """The digits the classifier names right least often, each with its held-out accuracy."""
    accuracy = classifier(bank).digit_accuracy
    return [(int(digit), float(accuracy[digit])) for digit in np.argsort(accuracy)[:count]]


def accuracy_tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    """How often each classifier names held-out bitmaps right: by digit, and by the number of flipped pixels."""
    records = {settings.BANK.options[bank]: classifier(bank) for bank in settings.BANK.options}
    digits = {name: [percent(share) for share in record.digit_accuracy] for name, record in records.items()}
    flips = {name: [percent(share) for share in record.flip_accuracy] for name, record in records.items()}
    return (
        pd.DataFrame({"digit": DIGIT_NAMES, **digits}),
        pd.DataFrame({"pixels flipped": [str(count) for count in FLIPS], **flips}),
    )


def noise_bitmaps(count: int, seed: int = 0) -> np.ndarray:
    """(count, 7, 5) bitmaps, each pixel white or black by the toss of a coin."""
    return np.random.default_rng(seed).choice([-1.0, 1.0], (count, *DIGITS.shape[1:]))


def noise_button() -> None:
    """Offer random pixels as the drawing in view, other ones at every click."""

    def show_noise() -> None:
        state.count_up("noise bitmaps")
        start_from_drawing(noise_bitmaps(1, state.kept("noise bitmaps"))[0])

    st.button("Random pixels", key="show noise", on_click=show_noise, icon=":material/casino:")


@lru_cache(maxsize=2)
def noise_answers(bank: str) -> np.ndarray:
    """(NOISE_BITMAPS,), the largest share the classifier gives to each bitmap of noise."""
    return classify_bitmap(noise_bitmaps(NOISE_BITMAPS), classifier(bank)).max(axis=1)


@lru_cache(maxsize=2)
def answers_by_share(bank: str) -> pd.DataFrame:
    """How often the classifier is right on digits with 0 to 4 flipped pixels, by how large its largest share is."""
    rng = np.random.default_rng(1)
    digits = rng.integers(10, size=CHANGED_BITMAPS)
    bitmaps = DIGITS[digits]
    for bitmap, flips in zip(bitmaps, rng.choice(FLIPS, size=CHANGED_BITMAPS), strict=True):
        bitmap.reshape(-1)[rng.choice(bitmap.size, size=flips, replace=False)] *= -1
    shares = classify_bitmap(bitmaps, classifier(bank))
    largest, right = shares.max(axis=1), shares.argmax(axis=1) == digits
    rows = []
    for low, high in BANDS:
        inside = (largest > low) & (largest <= high)
        rows.append(
            {
                "largest share": f"{low * 100:.0f} to {high * 100:.0f} %",
                "bitmaps": f"{int(inside.sum()):,}",
                "named right": percent(right[inside].mean()) if inside.any() else "none there",
            }
        )
    return pd.DataFrame(rows)


def sure_demo(bank: str) -> None:
    """How often random pixels get a high share, and how often answers with a high share are right on digits."""
    answers = noise_answers(bank)
    high = percent(float(np.mean(answers > HIGH)))
    st.markdown(
        "No. On drawings of digits with up to four flipped pixels, answers with a larger share are right more often, "
        "but the share does not say how often:"
    )
    page.table(answers_by_share(bank), key="sure demo")
    middle = percent(np.median(answers))
    st.markdown(
        f"**{NOISE_BITMAPS:,} bitmaps of random pixels** were made without a digit in mind. Still, the trained "
        f"classifier's largest share is above {percent(HIGH)} for **{high}** of them, and half of them get more than "
        f"{middle}. Softmax has to share out 100 % among ten digits. “None of these” is not among them."
    )


def constant_demo(logits: np.ndarray) -> None:
    """The shares with three constants added to all logits."""
    guess = int(logits.argmax())
    rows = []
    for constant in (0.0, 10.0, 100.0):
        moved = adjusted(logits, constant, 1.0)
        rows.append(
            {
                "added to all logits": f"{constant:g}",
                f"logit of the {guess}": written(moved[guess]),
                f"share of the {guess}": percent(softmax(moved)[guess]),
            }
        )
    st.markdown(
        "The logits, and no share. Only the **differences** between logits count: a constant multiplies every power "
        "of e by the same number, which stands above and below the fraction bar and cancels. Programs use this: they "
        "take the largest logit off all of them first, so that no power of e grows too large for the machine."
    )
    page.table(rows, key="constant demo")


def temperature_demo(logits: np.ndarray) -> None:
    """The largest share and its digit at five temperatures."""
    rows = []
    for temperature in (0.1, 0.5, 1.0, 2.0, 5.0, 10.0):
        shares = softmax(adjusted(logits, 0.0, temperature))
        rows.append(
            {
                "temperature": f"{temperature:g}",
                "digit with the largest share": str(shares.argmax()),
                "its share": percent(shares.max()),
            }
        )
    st.markdown(
        "No. Dividing all logits by the same **temperature** keeps their order, so the digit with the largest share "
        "stays. A high temperature evens the shares out, a low one sharpens them. It makes the network sound more "
        "or less sure, and no better."
    )
    page.table(rows, key="temperature demo")
