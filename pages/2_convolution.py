"""Convolution: a kernel slides over the image; multiply, add up, write one number."""

import streamlit as st

from cnn_steps import conv2d
from ui import controls
from ui.address import settings, state
from ui.app import page
from ui.kernels.choice import average_choice, changed_filter_line, channel_choice, kernel_choice
from ui.lessons.convolution import bias_demo, channels_demo, layer_maps, scale_demo, sign_demo
from ui.lessons.one_filter import OneFilter, filter_formula, filter_steps, filter_trail
from ui.listings.lessons import convolution_listing
from ui.operations.kernels import filter_for, lesson_kernels, lesson_maps, require_fit, sign_words
from ui.picture.in_view import current_image, image_button
from ui.what_if.box import what_if

ADDRESS = "convolution"

page.opening(
    ADDRESS,
    "A <b>kernel</b> slides over the image. At each stop: multiply cell by cell, add up, and write one number.",
)
image = current_image()

with page.control_line():
    kernel = kernel_choice()
    channel_weights = channel_choice(image)
    bias = controls.decimal(settings.BIAS, "Bias")
    average = average_choice()
weights = filter_for(kernel.weights, image, channel_weights)
shared = state.use(settings.SCALE) == "shared"

with page.ends_if_refused(ADDRESS):
    require_fit(kernel.weights, image)
    feature_map = conv2d(image.array, weights[None], [bias], average=average)[0]

one = OneFilter(image, kernel, weights, feature_map, {"bias": bias, "average": average})
cell = filter_steps(one, key="convolution stepper", captions=True, shared=shared)
image_button("6", "Try the 6: where is its loop?")
changed_filter_line(image)
filter_formula(one, cell)
filter_trail(one, cell, key="convolution")

st.header("The whole layer: three filters, three feature maps", anchor=False)
st.markdown(
    "Each filter makes a **feature map** of its own, here with every sum divided by the number of cells: "
    + sign_words(lesson_kernels(image), image.value_range)
)
bank = lesson_maps(image)
controls.segmented(settings.SCALE, "Colors")
layer_maps(bank, shared=shared)

what_if(image)
page.question("Is a negative number in the map an error?", sign_demo, key="negative")
page.question("Does a color image share one kernel, or are its channels averaged?", channels_demo, key="channels")
page.question("Is there a bias for every pixel or every channel?", bias_demo, image, bank, key="bias")
page.question("Is the map with the strongest colors the strongest map?", scale_demo, bank, key="scale")

page.code(convolution_listing(image, kernel.weights, channel_weights, bias=bias, average=average, cell=cell))
page.closing(ADDRESS)
