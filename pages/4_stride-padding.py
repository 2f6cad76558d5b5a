"""Stride, padding, dilation: where the kernel stops, how many rows and columns come out, and which cells it misses."""

import streamlit as st

from cnn_steps import conv2d
from cnn_steps.geometry import sweep
from ui import controls
from ui.address import settings
from ui.app import page
from ui.kernels.choice import is_averaged, kernel_choice
from ui.lessons.one_filter import OneFilter, filter_steps, filter_trail
from ui.lessons.stride_padding import (
    first_stop,
    four_settings,
    guess_choice,
    large_stride_words,
    learned_demo,
    padding_choice,
    same_demo,
    size_answer,
    unreached_demo,
    whole_map,
    zero_words,
)
from ui.listings.lessons import stride_padding_listing
from ui.operations.kernels import filter_for
from ui.picture.in_view import current_image
from ui.what_if.box import what_if

ADDRESS = "stride-padding"

page.opening(
    ADDRESS,
    "The kernel need not stop at every cell, nor only inside the image. Predict how many rows and columns come out.",
)
image = current_image()

with page.control_line():
    kernel = kernel_choice()
    stride = controls.whole(settings.STRIDE, "Stride")
    dilation = controls.whole(settings.DILATION, "Dilation")
    padding = padding_choice()
st.caption(
    "**Stride**: cells from one stop to the next. **Dilation**: cells from one weight of the kernel to the next. "
    f"**Padding**: cells of 0 around the image; {zero_words(image.value_range)}."
)

with page.ends_if_refused(ADDRESS):
    rows, columns = sweep(image.size, kernel.weights.shape, stride, padding, dilation)
weights = filter_for(kernel.weights, image)
average = is_averaged()
options = {"stride": stride, "padding": padding, "dilation": dilation, "average": average}
feature_map = conv2d(image.array, weights[None], **options)[0]

st.header("How many rows and columns will come out?", anchor=False)
with page.control_line():
    guess = guess_choice()
    answer = controls.switch(settings.ANSWER, "Show the answer")
if note := large_stride_words(rows, columns):
    st.info(note, icon=":material/info:")
if answer:
    size_answer(guess, rows, columns)
    one = OneFilter(image, kernel, weights, feature_map, options)
    cell = filter_steps(one, key="stride stepper")
    filter_trail(one, cell, key="stride")
    st.header("The whole map, and the cells it never saw", anchor=False)
    whole_map(image, rows, columns, feature_map)
else:
    first_stop(image, rows, columns)

st.header("Four settings: an 8 × 8 image, a 3 × 3 kernel", anchor=False)
four_settings()

what_if(image)
page.question(
    "Does the kernel always reach the edge?", unreached_demo, image, kernel.weights, rows, columns, key="leftovers"
)
page.question("Is “same” just k//2 cells on every side?", same_demo, rows.size, key="same")
page.question("Are stride and kernel size learned?", learned_demo, image, kernel.weights, key="learned")

page.code(
    stride_padding_listing(image, kernel.weights, stride=stride, padding=padding, dilation=dilation, average=average)
)
page.closing(ADDRESS)
