"""Softmax: ten logits become ten shares of 100 %, and the question is answered: is it a 9?"""

import streamlit as st

from cnn_steps import softmax_step
from ui import controls
from ui.address import settings, state
from ui.app import charts, page
from ui.figures.bars import bars_figure
from ui.figures.numbers import percent
from ui.lessons.overview import shares_words
from ui.lessons.softmax import (
    accuracy_tables,
    adjusted,
    adjusted_title,
    constant_demo,
    noise_button,
    sure_demo,
    temperature_demo,
    weakest_digits,
)
from ui.listings.lessons import softmax_listing
from ui.networks.answer import own_answer
from ui.networks.choice import head_choice, head_words
from ui.networks.walk import DIGIT_NAMES, classifier, forward_pass
from ui.operations.card_data import softmax_data
from ui.operations.formulas import softmax_formula
from ui.picture.changes import of_kind
from ui.picture.in_view import current_image, image_button
from ui.steps.stepper import stepper
from ui.trail.chains import softmax_chain
from ui.trail.where_from import where_from
from ui.what_if.box import what_if

ADDRESS = "softmax"

page.opening(
    ADDRESS,
    "Ten logits are hard to compare. <b>Softmax</b> turns them into ten shares that add up to 100 %. Many call them "
    "<b>probabilities</b>. The largest is the answer.",
)
image = current_image()

with page.control_line():
    bank = controls.segmented(settings.BANK, "Filters in the network")
    constant = controls.decimal(settings.CONSTANT, "Add to all logits", step=1.0)
    temperature = controls.decimal(settings.TEMPERATURE, "Divide by (temperature)", step=0.5)
    head = head_choice(image)
head_words(image, head)

walk = forward_pass(image, head=head, bank=bank)
now = softmax_step(adjusted(walk.logits, constant, temperature))
shares, guess = now.probabilities, walk.guess

answer, bars = st.columns([1, 2], gap="large")
with answer:
    st.metric("Is it a 9?", percent(shares[9]), border=True)
    st.metric("Which digit?", guess, border=True)
    st.caption("Both are read from the same ten shares: the framed one, and the largest.")
with bars:
    charts.figure(
        bars_figure("shares", shares, DIGIT_NAMES, outlined=9, dark=state.is_dark(), title="The ten shares"),
        {"shares": walk.answer_table(now)},
        key="softmax shares",
        alt=f"The shares of the ten digits: {shares_words(shares)}.",
    )
with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown("Try another image:", width="content")
    for choice in ("9", "6", "4", "8", "7"):
        image_button(choice, f"The {choice}")
    image_button("draw", "Draw one")
    noise_button()
own_answer(image)

st.header("From logits to shares", anchor=False)
title = adjusted_title(constant, temperature)
data = softmax_data(now.logits, now.shifted, now.exponentials, shares, DIGIT_NAMES, title)
digit = stepper(data, len(DIGIT_NAMES), key="softmax stepper")
page.formula(*softmax_formula(now, digit, DIGIT_NAMES[digit], constant=constant, temperature=temperature))
where_from(softmax_chain, walk, now, digit, constant=constant, temperature=temperature, key="softmax")

st.header("How good is the trained classifier?", anchor=False)
three, eight = (percent(classifier(name).held_out_accuracy) for name in ("lesson", "eight"))
weak = ", ".join(f"the {number} ({percent(share)})" for number, share in weakest_digits(bank))
st.markdown(
    "It was tested on drawings made anew like those it learned from: digits moved by up to one cell, with up to four "
    f"pixels flipped. With three filters it names **{three}** of them right, with eight filters **{eight}**. "
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

what_if(image, head=head, bank=bank)
page.question("Does a share of 90 % mean 90 % sure?", sure_demo, bank, key="sure")
page.question("What changes when a constant is added to all logits?", constant_demo, walk.logits, key="constant")
page.question("Does another temperature change the answer?", temperature_demo, walk.logits, key="temperature")

page.code(softmax_listing(image, head, bank, constant=constant, temperature=temperature, digit=digit))
page.closing(ADDRESS)
