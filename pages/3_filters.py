"""Filters: choose, edit or type a kernel, predict what it responds to, and see it on the image and on a photo."""

import streamlit as st

from cnn_steps import conv2d, conv2d_step
from ui import blocks, controls, settings, state
from ui.demos.filters import flat_demo, flip_demo, kernel_at_work, larger_demo, photo_response, response_words
from ui.filters import channel_choice, filter_for, kernel_choice, kernel_field
from ui.formulas import CONVOLUTION_LETTERS, convolution_formula, convolution_sum
from ui.image_choice import current_image
from ui.listings import filters_listing
from ui.step_data import convolution_data, pattern_captions

ADDRESS = "filters"

blocks.opening(
    ADDRESS,
    "A filter answers loudest where the image looks like its <b>kernel</b>. Choose one or type your own, and say what "
    "it will find before you look.",
)
image = current_image()

with blocks.control_line():
    kernel, name = kernel_choice()
    channel_weights = channel_choice(image)
    average = controls.switch(settings.AVERAGE, "Divide by the number of cells")
    revealed = controls.switch(settings.RESPONSE, "Show the response")
weights = filter_for(kernel, image, channel_weights)

field, grids = st.columns([1, 3], gap="medium")
with field:
    kernel_field()
with blocks.refusals():
    feature_map = conv2d(image.array, weights[None], average=average)[0]
with grids:
    st.markdown("**What will this kernel respond to?** Blue weights want bright cells, red weights want dark ones.")
    kernel_at_work(image, kernel, name, feature_map, revealed=revealed)
if revealed:
    response_words(name, feature_map)
    photo_response(kernel, average=average)

st.subheader("One stop at a time", anchor=False)
step = blocks.stepper(
    convolution_data(
        image,
        weights,
        name,
        feature_map,
        average=average,
        captions=pattern_captions(image, name, feature_map),
    ),
    feature_map.size,
    key="filters stepper",
)
row, column = divmod(step, feature_map.shape[1])
now = conv2d_step(image.array, weights, row, column, average=average)
letters = CONVOLUTION_LETTERS + (", n: cells of the kernel" if average else "")
blocks.formula(convolution_formula(image.channels, average=average), convolution_sum(now), letters)

with blocks.question("Does a CNN flip the kernel?", key="flip") as is_open:
    if is_open:
        flip_demo(image, kernel, name, average=average)
with blocks.question("Do larger weights find more?", key="larger") as is_open:
    if is_open:
        larger_demo(name, feature_map, conv2d(image.array, 2 * weights[None], average=average)[0])
with blocks.question("Does a bright area always give a large number?", key="flat") as is_open:
    if is_open:
        flat_demo(kernel, state.get(settings.KERNEL))

blocks.code(filters_listing(image, kernel, channel_weights, average=average))
blocks.closing(ADDRESS)
