"""Activations: every number of a feature map goes through one bent curve."""

import streamlit as st

from cnn_steps import relu, sigmoid, tanh
from ui import controls
from ui.address import settings
from ui.app import page
from ui.kernels.choice import map_choice
from ui.lessons.activations import (
    activation_card,
    activation_trail,
    collapse_demo,
    layer_maps,
    relu_demo,
    slope_demo,
)
from ui.listings.lessons import activation_listing
from ui.operations.formulas import activation_formula
from ui.operations.kernels import lesson_maps, one_sign_words
from ui.picture.in_view import current_image
from ui.what_if.box import what_if

ADDRESS = "activations"
FUNCTIONS = {"relu": relu, "sigmoid": sigmoid, "tanh": tanh}
WHY = {
    "relu": "**ReLU** keeps what is above zero and turns the rest into 0. It is the usual choice between layers.",
    "sigmoid": "**Sigmoid** squeezes any number into 0 to 1, so it reads like a share. It suits a yes-or-no answer "
    "at the end of a network. Note what happens to 0: it becomes 0.5.",
    "tanh": "**tanh** squeezes any number into −1 to 1 and keeps its sign: 0 stays 0. It suits numbers that must not "
    "run away and may be negative.",
}

page.opening(
    ADDRESS,
    "An <b>activation</b> bends each number of a feature map, one cell at a time. It has nothing to learn, yet without "
    "it two layers of filters do nothing that one layer of larger filters could not do.",
)
image = current_image()

with page.control_line():
    number, filter_name = map_choice()
    kind = controls.segmented(settings.ACTIVATION, "Activation")
activate, name = FUNCTIONS[kind], "ReLU" if kind == "relu" else kind
st.markdown(WHY[kind])

with page.ends_if_refused(ADDRESS):
    bank = lesson_maps(image)
activated = activate(bank)
before, after = bank[number], activated[number]

row, column = cell = activation_card(before, after, filter_name, kind=kind, name=name, activate=activate)
if kind == "relu" and (words := one_sign_words(bank, number, image)):
    st.info(words, icon=":material/info:")
page.formula(*activation_formula(kind, before[row, column], after[row, column]))
activation_trail(image, bank, number, cell, kind)

st.header("The whole layer: three maps before and after", anchor=False)
st.markdown("Every cell goes through the same curve. No cell looks at its neighbors, and the size of the map stays.")
layer_maps(bank, activated, kind=kind, name=name)

what_if(image)
page.question("Does ReLU only remove noise?", relu_demo, before, filter_name, key="relu")
page.question("Why not leave it out?", collapse_demo, image, activate, name, key="collapse")
page.question("Sigmoid and tanh are smoother. Why is ReLU the usual choice?", slope_demo, key="slope")

page.code(activation_listing(image, kind, number, filter_name, cell))
page.closing(ADDRESS)
