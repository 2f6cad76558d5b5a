"""Backpropagation: the loss goes back through every layer, and finds for each number how the loss changes with it."""

import streamlit as st

from ui import blocks, settings
from ui.backward_formulas import backward_formula
from ui.demos.backpropagation import (
    card_in_view,
    filters_add_up,
    layer_choice,
    loss_words,
    network_choice,
    strip,
    way_back,
)
from ui.image_choice import current_image

ADDRESS = "backpropagation"

blocks.opening(
    ADDRESS,
    "The <b>loss</b> says how wrong the network is. <b>Backpropagation</b> carries it back, layer by layer, and finds "
    "for every weight and every pixel its <b>gradient</b>: how the loss changes when that number grows.",
)
image = current_image()

with blocks.control_line():
    network_choice()
    truth = st.container()
with blocks.refusals(ADDRESS):
    way = way_back(image, truth)
st.markdown(loss_words(way))

shown = st.container()
name = layer_choice(way)
with shown:
    strip(way, name)
card = card_in_view(way, name)
blocks.limit_notices(settings.NETWORK, settings.TRUTH, settings.LAYER_BACK, settings.WHICH_BACK, settings.CHANNEL_BACK)
st.markdown(card.words)
step = blocks.stepper(card.data, card.count, key=f"{card.data['operation']} stepper")
blocks.formula(*backward_formula(card.data, step))
if name.startswith("conv") and not card.parameter:
    filters_add_up(way, way.back.layer_at(name), card.channel)

blocks.closing(ADDRESS)
