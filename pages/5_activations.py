"""Activations: every number of a feature map goes through one bent curve."""

import streamlit as st

from cnn_steps import LESSON_KERNEL_NAMES
from ui import controls
from ui.address import settings
from ui.app import charts, page
from ui.figures.maps import map_panels
from ui.kernels.choice import map_choice
from ui.lessons.activations import collapse_demo, relu_demo, sign_words, slope_demo
from ui.listings.lessons import activation_listing
from ui.operations.activations import ACTIVATIONS, RELU
from ui.operations.card_data import activation_data
from ui.operations.formulas import activation_formula
from ui.operations.kernels import lesson_maps
from ui.picture.in_view import current_image
from ui.steps.stepper import stepper
from ui.trail.chains import activated_chain, lesson_features
from ui.trail.where_from import where_from
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

data = activation_data(before, f"Map of the {filter_name}", after, activation)
step = stepper(data, before.size, key="activation stepper")
row, column = divmod(step, before.shape[1])
if activation is RELU and (words := sign_words(bank, number, image)):
    st.info(words, icon=":material/info:")
page.formula(*activation_formula(activation, before[row, column], after[row, column]))
where_from(activated_chain, lesson_features(image, bank), number, (row, column), kind=activation.kind, key="activation")

st.header("The whole layer: three maps before and after", anchor=False)
st.markdown("Every cell goes through the same curve. No cell looks at its neighbors, and the size of the map stays.")
names_after = [f"{title}, {activation.name}" for title in LESSON_KERNEL_NAMES]
charts.maps(
    map_panels(LESSON_KERNEL_NAMES, bank),
    below=map_panels(names_after, activated, limit=activation.largest),
    key="activation maps",
    alt=f"A feature map before and after {activation.name}.",
)

what_if(image)
page.question("Does ReLU only remove noise?", relu_demo, before, filter_name, key="relu")
page.question("Why not leave it out?", collapse_demo, image, activation, key="collapse")
page.question("Sigmoid and tanh are smoother. Why is ReLU the usual choice?", slope_demo, key="slope")

page.code(activation_listing(image, activation, number, filter_name, (row, column)))
page.closing(ADDRESS)
