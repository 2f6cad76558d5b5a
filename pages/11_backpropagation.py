"""Backpropagation: the loss goes back through every layer, and finds for each number how the loss changes with it."""

import streamlit as st

from cnn_steps import Dense
from ui.address import settings, state
from ui.app import page
from ui.backward.formulas import backward_formula
from ui.lessons.backpropagation.listing import backpropagation_listing
from ui.lessons.backpropagation.nudging import guess_demo, machine_demo, nudge_demo, step_demo
from ui.lessons.backpropagation.way_back import (
    SMALL_NETWORKS,
    card_in_view,
    filters_add_up,
    layer_choice,
    loss_words,
    strip,
    way_back,
    wrong_button,
)
from ui.networks.choice import network_choice, network_words
from ui.picture.in_view import current_image
from ui.steps.stepper import stepper

ADDRESS = "backpropagation"

page.opening(
    ADDRESS,
    "The <b>loss</b> says how wrong the network is. <b>Backpropagation</b> finds, from the last layer to the first, "
    "the <b>gradient</b> of every weight and pixel: how the loss changes when that number grows. Try it: "
    "choose what it <b>should say</b>, then go back layer by layer.",
)
image = current_image()

with page.control_line():
    network_choice(SMALL_NETWORKS)
    truth = st.container()
with page.ends_if_refused(ADDRESS):
    way = way_back(image, truth)
st.markdown(loss_words(way))
wrong_button(way)
network_words(way.network, way.input.words)

strip_place = st.container()
name = layer_choice(way)
with strip_place:
    strip(way, name)
card = card_in_view(way, name)
page.limit_notices(settings.NETWORK, settings.TRUTH, settings.LAYER_BACK, settings.WHICH_BACK, settings.CHANNEL_BACK)
st.markdown(card.words)
step = stepper(card.message, key=f"{card.message.operation} stepper")
page.formula(*backward_formula(card.message, step, way.back.scale))
if name.startswith("conv") and not card.parameter:
    filters_add_up(way, way.back.layer_at(name), card.channel)

last = way.back.layers[-1]
inputs = way.back.activations[-2].size
if isinstance(last, Dense) and inputs > 1:
    title = f"Which of the {inputs} weights of {way.in_words(way.back.label)} would you change?"
    page.question(title, guess_demo, way, len(way.back.layers) - 1, key="guess")
title = "Is that gradient true? Nudge a weight and see"
page.question(title, nudge_demo, way, card, step, key="nudge", icon=":material/science:")
page.question("What does one step downhill change?", step_demo, way, key="step", icon=":material/science:")
page.question("Is backpropagation a different machine?", machine_demo, way, key="machine")

page.code(backpropagation_listing(way, image, card, name, step, rate=state.peek(settings.STEP_RATE)))
page.closing(ADDRESS)
