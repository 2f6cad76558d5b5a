"""Why convolutions: let the picture grow, and see which layer's parameters grow with it."""

import streamlit as st

from cnn_steps import summary
from ui import controls
from ui.address import settings, state
from ui.app import charts, page
from ui.figures.growth import growth_figure
from ui.lessons.why_convolutions import (
    CASES,
    counts,
    counts_words,
    growth_table,
    learn_demo,
    matrix_demo,
    take_case,
    twin_table,
)
from ui.listings.lessons import counts_listing
from ui.networks.choice import network_choice
from ui.networks.chosen import chosen_network

ADDRESS = "why-convolutions"

page.opening(
    ADDRESS,
    "Make the picture larger. Which layer needs more parameters: one that slides small filters over it, "
    "or one that looks at every pixel?",
)

with page.control_line():
    side = controls.whole(settings.SIDE_LENGTH, "Rows and columns of the picture")
    channels = int(controls.segmented(settings.COLORS, "Colors"))
    filters = controls.typed_whole(settings.FILTERS, "Filters, 3 × 3")
    hidden = controls.typed_whole(settings.HIDDEN, "Units of the dense layer")
with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown("Try:", width="content")
    for case in CASES:
        st.button(case.label, key=f"case {case.label}", on_click=take_case, args=(case,))

growth = growth_table(side, channels, filters, hidden)
convolution, dense = counts(side, channels, filters, hidden)
charts.figure(
    growth_figure(growth.index.to_list(), growth.to_dict("list"), side, dark=state.is_dark()),
    {"parameters": growth},
    key="growth",
    alt=f"Parameters over the side of the picture. At {side} × {side}, the convolution has {convolution:,} and the "
    f"dense layer {dense:,}.",
)
st.markdown(counts_words(side, channels, filters, hidden))

st.header("A whole network and its dense twin", anchor=False)
st.markdown("Every convolution could be a dense layer: as many numbers in, as many out. What would that cost?")
with page.control_line():
    network_choice()
with page.ends_if_refused(ADDRESS):
    network = chosen_network()
    rows = summary(network.layers, network.input_shape)
twin_table(rows, network.input_shape)

page.question("Can a dense layer not do the same as a convolution?", matrix_demo, key="matrix")
page.question("Computers have room for millions of weights. Why mind?", learn_demo, key="learn")

page.code(counts_listing(side, channels, filters, hidden))
page.closing(ADDRESS)
