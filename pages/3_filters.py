"""Filters: choose, edit or type a kernel, predict what it responds to, and see it on the image and on a photo."""

import streamlit as st

from cnn_steps import conv2d
from ui import controls
from ui.address import settings
from ui.app import page
from ui.kernels.choice import average_choice, changed_filter_line, channel_choice, kernel_choice, kernel_grid
from ui.lessons.filters import (
    flat_demo,
    flip_demo,
    kernel_at_work,
    larger_demo,
    photo_response,
    response_words,
    wanted_words,
)
from ui.lessons.one_filter import OneFilter, filter_formula, filter_steps, filter_trail
from ui.listings.lessons import filters_listing
from ui.operations.kernels import filter_for, require_fit
from ui.picture.in_view import current_image
from ui.what_if.box import what_if

ADDRESS = "filters"
EDITOR_WIDTH = 346  # pixels; seven weights beside each other

page.opening(
    ADDRESS,
    "A filter answers loudest where bright cells meet positive weights of its <b>kernel</b>, dark cells negative ones. "
    "Choose or type one, and say what it finds before you look.",
)
image = current_image()

with page.control_line():
    kernel = kernel_choice()
    channel_weights = channel_choice(image)
    average = average_choice()
weights = filter_for(kernel.weights, image, channel_weights)
changed_filter_line(image)

with st.container(horizontal=True, gap="medium"):
    with st.container(width=EDITOR_WIDTH):
        kernel_grid(kernel.weights)
    grids = st.container(width="stretch")
with grids:
    st.markdown(f"**What will this kernel respond to?** {wanted_words(channel_weights if image.channels == 3 else ())}")
    revealed = controls.switch(settings.RESPONSE, "Show the response")
with page.ends_if_refused(ADDRESS, grids):
    require_fit(kernel.weights, image)
    feature_map = conv2d(image.array, weights[None], average=average)[0]
with grids:
    kernel_at_work(image, kernel.weights, feature_map, revealed=revealed)
if revealed:
    st.markdown(response_words(kernel.detects, image.array, weights, feature_map))
    photo_response(kernel.weights, average=average)

st.header("One stop at a time", anchor=False)
one = OneFilter(image, kernel, weights, feature_map, {"average": average})
cell = filter_steps(one, key="filters stepper", captions=True, reveal=not revealed)
filter_formula(one, cell)
filter_trail(one, cell, key="filters")

what_if(image)
page.question("Does a CNN flip the kernel?", flip_demo, image, kernel, channel_weights, average=average, key="flip")
page.question("Do larger weights find more?", larger_demo, image, weights, kernel.name, average=average, key="larger")
page.question("Does a bright area always give a large number?", flat_demo, kernel, key="flat")

page.code(filters_listing(image, kernel.weights, channel_weights, average=average))
page.closing(ADDRESS)
