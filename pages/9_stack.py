"""Stack layers: a network built row by row, with the size, the cost and the maps of every layer beside it."""

import streamlit as st

from ui.app import page
from ui.lessons.stack import (
    about_words,
    costs_demo,
    network_choice,
    numbers_demo,
    outcome_words,
    predict_demo,
    random_demo,
    sight_demo,
    stack_card,
    weights_choice,
)
from ui.listings.networks import network_listing
from ui.networks.chosen import activations, fitting_network, fitting_rows, network_input, network_plan
from ui.networks.stack_data import StackOnImage
from ui.picture.in_view import current_image, image_button

ADDRESS = "stack"

page.opening(
    ADDRESS,
    "A network is a stack of layers: what comes out of one goes into the next. Try it: set the <b>stride</b> of a "
    "convolution to 2. What happens to all the sizes below?",
)
image = current_image()
plan = network_plan()
prepared_image = network_input(image)
rows, problem = fitting_rows(plan.layers, prepared_image.array.shape)
network = fitting_network(plan, image, len(rows))
results = activations(network, prepared_image.array) if network else (prepared_image.array,)

with page.control_line():
    network_choice()
    weights_choice(network)
st.markdown(about_words(network, prepared_image))
if image.is_bitmap and network and network.name in ("stages", "landscape"):
    image_button("photo", "Show it the photograph")

focus = stack_card(StackOnImage(plan, image.name, prepared_image, rows, problem, results))
if network:
    st.markdown(outcome_words(network, results[-1]))

shape = results[min(focus + 1, len(rows))].shape
page.question("What size comes out? Predict it", predict_demo, plan, rows, shape, min(focus, len(rows) - 1), key="size")
if rows:
    page.question(
        "The numbers of the open layer",
        numbers_demo,
        rows,
        results,
        focus,
        network.classes if network else (),
        key="numbers",
        icon=":material/grid_on:",
    )
    page.question("Which layer costs most?", costs_demo, rows, key="costs")
    page.question("How much of the image does one number see?", sight_demo, prepared_image, rows, focus, key="sight")
page.question("Do random weights see anything?", random_demo, key="random")

page.code(network_listing(image, prepared_image, network))
page.closing(ADDRESS)
