"""Convolution: a kernel slides over the image; multiply, add up, write one number."""

import streamlit as st

from cnn_steps import LESSON_KERNEL_NAMES, LESSON_KERNELS, conv2d, conv2d_step
from ui import blocks, controls, settings, state
from ui.demos.convolution import bias_demo, channels_demo, sign_demo
from ui.figures.maps import Panel, own_limit
from ui.filters import channel_choice, filter_for, kernel_choice
from ui.formulas import CONVOLUTION_LETTERS, convolution_formula, convolution_sum
from ui.image_choice import current_image, image_button
from ui.listings import convolution_listing
from ui.step_data import convolution_data, pattern_captions

ADDRESS = "convolution"

blocks.opening(
    ADDRESS,
    "A small <b>kernel</b> slides over the image. At each stop: multiply cell by cell, add up, and write one number.",
)
image = current_image()

with blocks.control_line():
    kernel, name = kernel_choice()
    channel_weights = channel_choice(image)
    bias = controls.decimal(settings.BIAS, "Bias")
    average = controls.switch(settings.AVERAGE, "Divide by the number of cells")
weights = filter_for(kernel, image, channel_weights)
shared = state.get(settings.SCALE) == "shared"

with blocks.refusals():
    feature_map = conv2d(image.array, weights[None], [bias], average=average)[0]

step = blocks.stepper(
    convolution_data(
        image,
        weights,
        name,
        feature_map,
        bias=bias,
        average=average,
        captions=pattern_captions(image, name, feature_map),
        limit=None if shared else own_limit(feature_map),
    ),
    feature_map.size,
    key="convolution stepper",
)
row, column = divmod(step, feature_map.shape[1])
now = conv2d_step(image.array, weights, row, column, bias, average=average)
image_button("6", "Try the 6: where is its loop?")
letters = CONVOLUTION_LETTERS + (", n: cells of the kernel" if average else "")
blocks.formula(convolution_formula(image.channels, average=average), convolution_sum(now), letters)

st.subheader("The whole layer: three filters, three feature maps", anchor=False)
st.markdown(
    "Each filter makes a **feature map** of its own. With −1 and +1, a cell of **1** says the pattern is exactly here, "
    "**0** says as much for as against, and **−1** says the exact opposite is here."
)
bank = conv2d(image.array, filter_for(LESSON_KERNELS, image), average=True)
controls.segmented(settings.SCALE, "Colors")
blocks.maps(
    [Panel(title, values) for title, values in zip(LESSON_KERNEL_NAMES, bank, strict=True)],
    key="convolution maps",
    shared=shared,
    alt="Feature map of one filter.",
)

with blocks.question("Is a negative number in the map an error?", key="negative") as is_open:
    if is_open:
        sign_demo()
with blocks.question("Does a color image share one kernel, or are its channels averaged?", key="channels") as is_open:
    if is_open:
        channels_demo()
with blocks.question("Is there a bias for every pixel or every channel?", key="bias") as is_open:
    if is_open:
        bias_demo(image, bank)
with blocks.question("Is the map with the strongest colors the strongest map?", key="scale") as is_open:
    if is_open:
        st.markdown(
            "Only on one scale. Choose **Each map its own** above: the palest map turns as strong as the others, "
            "though no number has changed. Compare numbers, or keep one scale for all."
        )
        st.dataframe(blocks.range_table(LESSON_KERNEL_NAMES, bank), key="map ranges", hide_index=True)

blocks.code(convolution_listing(image, kernel, channel_weights, bias=bias, average=average, cell=(row, column)))
blocks.closing(ADDRESS)
