"""Pooling: a window slides over a feature map and keeps one number of each stop."""

import streamlit as st

from cnn_steps import Pool, pool2d, pool2d_step, relu
from cnn_steps.geometry import sweep
from ui import controls
from ui.address import settings
from ui.app import page
from ui.kernels.choice import map_choice
from ui.lessons.pooling import (
    layer_maps,
    mode_demo,
    pooling_steps,
    pooling_trail,
    require_room,
    shift_demo,
    tie_demo,
    unreached_demo,
    unreached_words,
)
from ui.listings.lessons import pooling_listing
from ui.operations.formulas import pooling_formula
from ui.operations.kernels import lesson_maps, one_sign_words
from ui.picture.in_view import current_image
from ui.what_if.box import what_if

ADDRESS = "pooling"

page.opening(
    ADDRESS,
    "A window slides over the map and makes one number of each stop: the largest, or the average. With a window of "
    "more than one cell the map gets smaller, and the exact place of a pattern matters less.",
)
image = current_image()

with page.control_line():
    number, name = map_choice()
    mode = controls.segmented(settings.POOL, "Keep")
    size = controls.typed_whole(settings.POOL_SIZE, "Window size")
    stride = controls.typed_whole(settings.POOL_STRIDE, "Stride")
pool = Pool(size, stride, mode=mode)

with page.ends_if_refused(ADDRESS):
    bank = lesson_maps(image)
    activated = relu(bank)
    require_room(activated[number], size)
    pooled = pool2d(activated, size, stride=stride, mode=mode)

row, column = cell = pooling_steps(activated[number], pooled[number], name, pool)
rows, columns = sweep(activated.shape, (size, size), stride, 0, 1)
st.markdown(unreached_words(rows, columns))
if not activated[number].any():
    st.info(one_sign_words(bank, number, image), icon=":material/info:")
page.formula(*pooling_formula(pool2d_step(activated[number], row, column, size, stride=stride, mode=mode), mode))
pooling_trail(image, bank, number, cell, pool)

st.header("The whole layer: three maps, pooled one by one", anchor=False)
st.markdown(
    f"Each map of {rows.size}×{columns.size} cells becomes one of {rows.stops}×{columns.stops}. The maps are never "
    "mixed, and there are no weights: nothing to learn."
)
layer_maps(activated, pooled, rows, columns)

what_if(image)
page.question("What happens to the leftovers at the edge?", unreached_demo, key="leftovers")
page.question("Max or average: does it matter?", mode_demo, key="mode")
page.question("What if two cells tie?", tie_demo, activated[number], name, pool, key="ties")
page.question(
    "Does pooling make it invariant, or only equivariant?",
    shift_demo,
    image,
    number,
    pool,
    key="shift",
)

page.code(pooling_listing(image, number, name, pool, cell))
page.closing(ADDRESS)
