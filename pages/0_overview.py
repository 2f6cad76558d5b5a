"""Overview: the whole forward pass of the current image on one screen, each layer a door to its lesson."""

import streamlit as st

from ui.address import state
from ui.app import charts, page
from ui.app.navigation import link_to
from ui.figures.bars import bars_figure
from ui.figures.maps import Panel, maps_figure, scale_limit
from ui.figures.numbers import readable
from ui.figures.vector import vector_figure
from ui.lessons.overview import answer_words, layers_demo, learned_words, map_words, shares_words
from ui.listings.lessons import forward_listing
from ui.networks.answer import own_answer
from ui.networks.choice import head_choice, head_words
from ui.networks.walk import DIGIT_NAMES, forward_pass
from ui.operations.formulas import walk_formula
from ui.picture.in_view import current_image, image_button
from ui.trail.chains import share_chain
from ui.trail.where_from import levels
from ui.what_if.box import what_if

ADDRESS = ""
TILE = 180  # pixels, the longer side of a grid
STRIP = 600  # pixels, the height of the vector, beside three rows of grids

page.opening(
    ADDRESS,
    "How does a network get from pixels to “this is a 9”? Follow it layer by layer: every number here is real, "
    "and every layer opens into a lesson where you redo it by hand.",
)
image = current_image()
head = head_choice(image)
walk = forward_pass(image, head=head)
dark = state.is_dark()

with st.container(horizontal=True, gap="small", vertical_alignment="top"):
    with st.container(width=168):
        link_to("image", "Image")
        seen = Panel(f"{walk.array.shape[-2]} × {walk.array.shape[-1]}", walk.array, "picture", walk.value_range)
        charts.chart(
            maps_figure([[seen]], dark=dark, largest=TILE + 20 if walk.trained else TILE - 40),
            key="overview image",
            alt=f"The image: {charts.spoken(walk.array)}.",
        )
        low, high = walk.value_range
        st.caption(f"Black is {readable(low)}, white is {readable(high)}.")
        image_button("6", "Try the 6")
        image_button("9", "Back to the 9")
    with st.container(width=384):
        with st.container(horizontal=True, gap=None, key="layers in line"):
            for address, name in (("convolution", "Convolution"), ("activations", "ReLU"), ("pooling", "Pooling")):
                with st.container(width=128):
                    link_to(address, name)
        layers = zip(walk.filter_names, walk.maps, walk.activated, walk.pooled, strict=True)
        rows = [
            [Panel(name, maps), Panel("", activated), Panel("", pooled)] for name, maps, activated, pooled in layers
        ]
        charts.chart(
            maps_figure(rows, dark=dark, limit=scale_limit(walk.maps), largest=TILE if walk.trained else 106),
            key="overview maps",
            alt="Three rows, one for each filter: feature map, after ReLU, after pooling.",
        )
        st.caption(map_words(walk))
    with st.container(width=150):
        link_to("dense", "Flatten")
        charts.chart(
            vector_figure(walk.vector, title=f"{walk.vector.size:,} numbers", height=STRIP, parts=3, dark=dark),
            key="overview vector",
            alt=f"The vector of {walk.vector.size} numbers: box, vertical, diagonal.",
        )
    with st.container(width=180):
        link_to("softmax", "Dense and softmax")
        charts.chart(
            bars_figure(
                "shares", walk.probabilities, DIGIT_NAMES, outlined=9, dark=dark, width=180, height=STRIP - 180
            ),
            key="overview shares",
            alt=f"The shares of the ten digits: {shares_words(walk.probabilities)}.",
        )
        st.markdown(answer_words(walk))
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
drawn = [f"overview {part}" for part in ("image", "maps", "vector", "shares")]
charts.numbers_and_files(walk.tables(), key="overview", charts=drawn)
page.question("What does each layer do, and how many numbers does it pass on?", layers_demo, walk, key="layers")
page.question(
    "Did anybody tell the network what a loop or a stem is?",
    st.markdown,
    learned_words(walk),
    key="learned",
)
page.code(forward_listing(image, head))
page.closing(ADDRESS)
