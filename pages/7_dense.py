"""Flatten and dense: the maps become one long vector, and every digit gets a weighted sum of it."""

import streamlit as st

from cnn_steps import dense_parameters, dense_step
from ui import controls
from ui.address import settings, state
from ui.app import page
from ui.lessons.dense import dense_steps, explosion_demo, flatten_demo, flatten_steps, layer_figures, term_order
from ui.listings.lessons import dense_listing
from ui.networks.answer import own_answer
from ui.networks.choice import head_choice, head_words
from ui.networks.walk import DIGIT_NAMES, forward_pass
from ui.picture.in_view import current_image, image_button
from ui.what_if.box import what_if

ADDRESS = "dense"

page.opening(
    ADDRESS,
    "<b>Flatten</b> writes all maps one after another as one long row of numbers, a <b>vector</b>. "
    "A <b>dense</b> layer weighs every number in it and adds up: one sum, the <b>logit</b>, for each digit.",
)
image = current_image()

with page.control_line():
    view = controls.segmented(settings.VIEW, "Look at")
    if view == "dense":
        controls.segmented(settings.UNIT, "Logit of the digit", wrap=True)
        controls.segmented(settings.ORDER, "Add the terms")
    head = head_choice(image)
head_words(image, head)

walk = forward_pass(image, head=head)
unit, count = int(state.use(settings.UNIT)), walk.vector.size
if view == "flatten":
    entry = flatten_steps(walk)
else:
    now = dense_step(walk.vector, walk.weights, walk.bias, unit)
    entry = dense_steps(walk, now, term_order(now.terms, state.use(settings.ORDER)))
image_button("6", "Try the 6")

st.header("The whole layer: from three maps to ten logits", anchor=False)
st.markdown(
    f"Box, vertical line and diagonal line joined make a vector of **{count:,} numbers**. Ten digits with a weight for "
    f"each number and a bias each make **{dense_parameters(count, len(DIGIT_NAMES)):,} parameters**. "
    "The digit with the largest logit is the answer of the network."
)
layer_figures(walk, unit if view == "dense" else None)
st.caption(
    "The tutorial this comes from joins the diagonal maps twice and leaves the vertical ones out. We join all three."
)
own_answer(image)

what_if(image, head=head)
page.question("Does flatten learn anything?", flatten_demo, walk, key="flatten")
page.question("Why not connect every pixel to a dense layer right away?", explosion_demo, image, key="explosion")

page.code(dense_listing(image, head, entry=entry, unit=unit))
page.closing(ADDRESS)
