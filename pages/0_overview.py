"""Overview: the whole forward pass of the image in view on one screen; each layer leads to its lesson."""

import streamlit as st

from ui.app import page
from ui.app.navigation import link_to
from ui.lessons.overview import (
    image_chart,
    layers_demo,
    learned_words,
    maps_chart,
    shares_chart,
    vector_chart,
    walk_files,
)
from ui.listings.lessons import forward_listing
from ui.networks.answer import own_answer
from ui.networks.choice import head_choice, head_words
from ui.networks.walk import forward_pass
from ui.operations.formulas import walk_formula
from ui.picture.in_view import current_image, image_button
from ui.trail.chains import share_chain
from ui.trail.where_from import levels
from ui.what_if.box import what_if

ADDRESS = ""

page.opening(
    ADDRESS,
    "How does a network get from pixels to “this is a 9”? Follow it layer by layer: every number here is real, "
    "and every layer opens into a lesson where you redo it by hand.",
)
image = current_image()
head = head_choice(image)
walk = forward_pass(image, head=head)

with st.container(horizontal=True, gap="small", vertical_alignment="top"):
    with st.container(width=168):
        link_to("image", "Image")
        image_chart(walk)
        image_button("6", "Try the 6")
        image_button("9", "Back to the 9")
    with st.container(width=384):
        with st.container(horizontal=True, gap=None, key="layers in line"):
            for address, name in (("convolution", "Convolution"), ("activations", "ReLU"), ("pooling", "Pooling")):
                with st.container(width=128):
                    link_to(address, name)
        maps_chart(walk)
    with st.container(width=150):
        link_to("dense", "Flatten")
        vector_chart(walk)
    with st.container(width=180):
        link_to("softmax", "Dense and softmax")
        shares_chart(walk)
head_words(image, head)
own_answer(image)
what_if(image, head=head)

st.header(f"Why does it say {walk.guess}?" if walk.trained else "Where does the answer come from?", anchor=False)
st.markdown(
    "Follow the answer back to the pixels, one step at a time: where does each number come from? **Press any number in "
    "a frame** to follow that one instead: another digit, a term that speaks against it, or the bias."
)
levels(share_chain, walk, name="overview")

page.formula(*walk_formula(walk.array, walk.maps, walk.pooled, walk.vector, walk.probabilities))
walk_files(walk)
page.question("What does each layer do, and how many numbers does it pass on?", layers_demo, walk, key="layers")
page.question(
    "Did anybody tell the network what a loop or a stem is?",
    st.markdown,
    learned_words(walk),
    key="learned",
)
page.code(forward_listing(image, head))
page.closing(ADDRESS)
