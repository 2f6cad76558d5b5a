"""Convolution: a kernel slides over the image; multiply, add up, write one number."""

import streamlit as st

from cnn_steps import LESSON_KERNEL_NAMES, conv2d, conv2d_step
from ui import controls
from ui.address import settings, state
from ui.app import charts, page
from ui.figures.maps import map_panels, own_limit
from ui.kernels.choice import average_choice, changed_filter_line, channel_choice, kernel_choice
from ui.lessons.convolution import bias_demo, channels_demo, scale_demo, sign_demo
from ui.listings.lessons import convolution_listing
from ui.operations.card_data import Filter, convolution_card, pattern_captions
from ui.operations.formulas import convolution_formula
from ui.operations.kernels import filter_for, is_template, lesson_kernels, lesson_maps, require_fit, sign_words
from ui.picture.in_view import current_image, image_button
from ui.steps.stepper import stepper
from ui.trail.chains import cell_chain, one_feature
from ui.trail.where_from import where_from
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

is_pattern = bias == 0 and is_template(kernel.weights, average=average)
step = stepper(
    convolution_card(
        image,
        Filter(weights, kernel.name, bias, average),
        feature_map,
        captions=pattern_captions(image, kernel, feature_map) if is_pattern else None,
        limit=None if shared else own_limit(feature_map),
    ),
    key="convolution stepper",
)
row, column = divmod(step, feature_map.shape[1])
now = conv2d_step(image.array, weights, row, column, bias, average=average)
image_button("6", "Try the 6: where is its loop?")
changed_filter_line(image)
page.formula(*convolution_formula(now))
where_from(
    cell_chain,
    one_feature(image, weights, feature_map, bias=bias, average=average),
    (row, column),
    key="convolution",
)

st.header("The whole layer: three filters, three feature maps", anchor=False)
st.markdown(
    "Each filter makes a **feature map** of its own, here with every sum divided by the number of cells: "
    + sign_words(lesson_kernels(image), image.value_range)
)
bank = lesson_maps(image)
controls.segmented(settings.SCALE, "Colors")
charts.maps(
    map_panels(LESSON_KERNEL_NAMES, bank),
    key="convolution maps",
    shared=shared,
    alt="Feature map of one filter.",
)

what_if(image)
page.question("Is a negative number in the map an error?", sign_demo, key="negative")
page.question("Does a color image share one kernel, or are its channels averaged?", channels_demo, key="channels")
page.question("Is there a bias for every pixel or every channel?", bias_demo, image, bank, key="bias")
page.question("Is the map with the strongest colors the strongest map?", scale_demo, bank, key="scale")

page.code(convolution_listing(image, kernel.weights, channel_weights, bias=bias, average=average, cell=(row, column)))
page.closing(ADDRESS)
