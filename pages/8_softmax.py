"""Softmax: ten logits become ten shares of 100 %, and the question is answered: is it a 9?"""

import streamlit as st

from cnn_steps import softmax_step
from ui import controls
from ui.address import settings
from ui.app import page
from ui.figures.numbers import percent
from ui.lessons.softmax import (
    accuracy_section,
    adjusted,
    constant_demo,
    noise_button,
    shares_figure,
    softmax_steps,
    sure_demo,
    temperature_demo,
)
from ui.listings.lessons import softmax_listing
from ui.networks.answer import own_answer
from ui.networks.choice import head_choice, head_words
from ui.networks.walk import forward_pass
from ui.picture.in_view import current_image, image_button
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

answer, bars = st.columns([1, 2], gap="large")
with answer:
    st.metric("Is it a 9?", percent(now.probabilities[9]), border=True)
    st.metric("Which digit?", walk.guess, border=True)
    st.caption("Both are read from the same ten shares: the framed one, and the largest.")
with bars:
    shares_figure(walk, now)
with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown("Try another image:", width="content")
    for choice in ("9", "6", "4", "8", "7"):
        image_button(choice, f"The {choice}")
    image_button("draw", "Draw one")
    noise_button()
own_answer(image)

st.header("From logits to shares", anchor=False)
digit = softmax_steps(walk, now, constant, temperature)

st.header("How good is the trained classifier?", anchor=False)
accuracy_section(image, bank)

what_if(image, head=head, bank=bank)
page.question("Does a share of 90 % mean 90 % sure?", sure_demo, bank, key="sure")
page.question("What changes when a constant is added to all logits?", constant_demo, walk.logits, key="constant")
page.question("Does another temperature change the answer?", temperature_demo, walk.logits, key="temperature")

page.code(softmax_listing(image, head, bank, constant=constant, temperature=temperature, digit=digit))
page.closing(ADDRESS)
