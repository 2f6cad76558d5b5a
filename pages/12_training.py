"""Train a network: watch loss, accuracy and filters change from epoch to epoch."""

import streamlit as st

from ui import blocks, settings, state
from ui.training.choices import chosen_plan, network_words, plan_controls
from ui.training.live import live_card, run_buttons
from ui.training.weights import load_box, weights_line

ADDRESS = "training"

blocks.opening(
    ADDRESS,
    "A network starts with random numbers and guesses. After each small batch of pictures, every number moves a little "
    "in the direction that makes the error smaller. That is all there is to learning.",
)
plan_controls()
try:
    plan = chosen_plan()
    st.caption(network_words(plan))
except ValueError as error:
    plan = None
    blocks.refusal(error)
run_buttons(plan)
live_card(state.get(settings.EPOCHS))
weights_line()

blocks.question("Load weights from a file", load_box, plan, key="load weights", icon=":material/upload:")
blocks.closing(ADDRESS)
