"""Pooling: a window slides over a feature map and keeps one number of each stop."""

import streamlit as st

from cnn_steps import LESSON_KERNEL_NAMES, pool2d, pool2d_step, relu
from cnn_steps.geometry import sweep
from ui import controls
from ui.address import settings
from ui.app import charts, page
from ui.figures.maps import map_panels
from ui.kernels.choice import map_choice
from ui.lessons.activations import sign_words
from ui.lessons.pooling import leftover_demo, leftover_words, mode_demo, require_room, shift_demo, tie_demo
from ui.listings.lessons import pooling_listing
from ui.operations.card_data import pooling_card
from ui.operations.formulas import pooling_formula
from ui.operations.kernels import lesson_maps
from ui.operations.unreached import unreached_cells
from ui.picture.in_view import current_image
from ui.steps.stepper import stepper
from ui.trail.chains import lesson_features, pooled_chain
from ui.trail.where_from import where_from
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

with page.ends_if_refused(ADDRESS):
    bank = lesson_maps(image)
    activated = relu(bank)
    require_room(activated[number], size)
    pooled = pool2d(activated, size, stride=stride, mode=mode)

rows, columns = sweep(activated.shape, (size, size), stride, 0, 1)
step = stepper(
    pooling_card(activated[number], f"Map of the {name}, after ReLU", pooled[number], (rows, columns), mode),
    key="pooling stepper",
)
row, column = divmod(step, pooled.shape[2])
now = pool2d_step(activated[number], row, column, size, stride=stride, mode=mode)
st.markdown(leftover_words(rows, columns))
if not activated[number].any():
    st.info(sign_words(bank, number, image), icon=":material/info:")
page.formula(*pooling_formula(now, mode))
where_from(
    pooled_chain,
    lesson_features(image, bank),
    activated,
    number,
    (row, column),
    size=size,
    stride=stride,
    mode=mode,
    key="pooling",
)

st.header("The whole layer: three maps, pooled one by one", anchor=False)
st.markdown(
    f"Each map of {rows.size}×{columns.size} cells becomes one of {rows.stops}×{columns.stops}. The maps are never "
    "mixed, and there are no weights: nothing to learn."
)
charts.maps(
    map_panels(LESSON_KERNEL_NAMES, activated, hatched=unreached_cells(rows, columns)),
    below=map_panels([f"{title}, pooled" for title in LESSON_KERNEL_NAMES], pooled),
    key="pooling maps",
    alt="A feature map after ReLU, and pooled.",
)

what_if(image)
page.question("What happens to the leftovers at the edge?", leftover_demo, key="leftovers")
page.question("Max or average: does it matter?", mode_demo, key="mode")
page.question("What if two cells tie?", tie_demo, activated[number], name, size, stride, key="ties")
page.question(
    "Does pooling make it invariant, or only equivariant?",
    shift_demo,
    image,
    number,
    name,
    size=size,
    stride=stride,
    mode=mode,
    key="shift",
)

page.code(pooling_listing(image, number, name, size=size, stride=stride, mode=mode, cell=(row, column)))
page.closing(ADDRESS)
