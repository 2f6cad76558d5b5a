"""Activations: every number of a feature map goes through one bent curve."""

import streamlit as st

from ui import controls
from ui.address import settings
from ui.app import page
from ui.kernels.choice import map_choice
from ui.lessons.activations import (
    activation_steps,
    activation_trail,
    collapse_demo,
    layer_maps,
    relu_demo,
    slope_demo,
)
from ui.listings.lessons import activation_listing
from ui.operations.activations import ACTIVATIONS, RELU
from ui.operations.formulas import activation_formula
from ui.operations.kernels import lesson_maps, one_sign_words
from ui.picture.in_view import current_image
from ui.what_if.box import what_if

ADDRESS = "activations"

page.opening(
    ADDRESS,
    "An <b>activation</b> bends each number of a feature map, one cell at a time. It has nothing to learn, yet without "
    "it two layers of filters do nothing that one layer of larger filters could not do.",
)
image = current_image()

with page.control_line():
    number, filter_name = map_choice()
    activation = ACTIVATIONS[controls.segmented(settings.ACTIVATION, "Activation")]
st.markdown(activation.about_words())

with page.ends_if_refused(ADDRESS):
    bank = lesson_maps(image)
activated = activation.function(bank)
before, after = bank[number], activated[number]

row, column = cell = activation_steps(before, after, filter_name, activation)
if activation is RELU and (words := one_sign_words(bank, number, image)):
    st.info(words, icon=":material/info:")
page.formula(*activation_formula(activation, before[row, column], after[row, column]))
activation_trail(image, bank, number, cell, activation)

st.header("The whole layer: three maps before and after", anchor=False)
st.markdown("Every cell goes through the same curve. No cell looks at its neighbors, and the size of the map stays.")
layer_maps(bank, activated, activation)

what_if(image)
page.question("Does ReLU only remove noise?", relu_demo, before, filter_name, key="relu")
page.question("Why not leave it out?", collapse_demo, image, activation, key="collapse")
page.question("Sigmoid and tanh are smoother. Why is ReLU the usual choice?", slope_demo, key="slope")

page.code(activation_listing(image, activation, number, filter_name, cell))
page.closing(ADDRESS)
