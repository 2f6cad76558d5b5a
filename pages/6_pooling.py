"""Pooling: a window slides over a feature map and keeps one number of each stop."""

import streamlit as st

from cnn_steps import LESSON_KERNEL_NAMES, pool2d, pool2d_step, relu
from ui import blocks, controls, settings
from ui.demos.activations import sign_words
from ui.demos.pooling import leftover_demo, leftover_words, mode_demo, shift_demo, tie_demo, unused_cells
from ui.figures.maps import Panel
from ui.filters import lesson_maps, map_choice
from ui.formulas import POOLING_LETTERS, pooling_formula, pooling_result
from ui.image_choice import current_image
from ui.listings import pooling_listing
from ui.step_data import pooling_data

ADDRESS = "pooling"

blocks.opening(
    ADDRESS,
    "A window slides over the map and keeps one number of each stop: the largest, or the average. The map gets "
    "smaller, and the exact place of a pattern matters less.",
)
image = current_image()

with blocks.control_line():
    number, name = map_choice()
    mode = controls.segmented(settings.POOL, "Keep")
    size = controls.typed_whole(settings.POOL_SIZE, "Window size")
    stride = controls.typed_whole(settings.POOL_STRIDE, "Stride")

with blocks.refusals():
    bank = lesson_maps(image)
    activated = relu(bank)
    rows, columns = activated.shape[1:]
    if size > min(rows, columns):
        raise ValueError(
            f"a window of {size}×{size} cells does not fit a map of {rows}×{columns}: choose a size up to "
            f"{min(rows, columns)}"
        )
    pooled = pool2d(activated, size, stride=stride, mode=mode)

step = blocks.stepper(
    pooling_data(
        activated[number], f"Map of the {name}, after ReLU", pooled[number], size=size, stride=stride, mode=mode
    ),
    pooled[number].size,
    key="pooling stepper",
)
row, column = divmod(step, pooled.shape[2])
now = pool2d_step(activated[number], row, column, size, stride=stride, mode=mode)
st.markdown(leftover_words((rows, columns), size, stride))
if not activated[number].any():
    st.info(sign_words(bank[number], image), icon=":material/info:")
blocks.formula(pooling_formula(mode), pooling_result(now, mode), POOLING_LETTERS)

st.subheader("The whole layer: three maps, pooled one by one", anchor=False)
st.markdown(
    f"Each map of {rows}×{columns} cells becomes one of {pooled.shape[1]}×{pooled.shape[2]}. The maps are never mixed, "
    "and there are no weights: nothing to learn."
)
unreached = unused_cells((rows, columns), size, stride)
blocks.maps(
    [Panel(title, values, hatched=unreached) for title, values in zip(LESSON_KERNEL_NAMES, activated, strict=True)],
    below=[Panel(f"{title}, pooled", values) for title, values in zip(LESSON_KERNEL_NAMES, pooled, strict=True)],
    key="pooling maps",
    alt="A feature map after ReLU, and pooled.",
)

with blocks.question("What happens to the leftovers at the edge?", key="leftovers") as is_open:
    if is_open:
        leftover_demo()
with blocks.question("Max or average: does it matter?", key="mode") as is_open:
    if is_open:
        mode_demo()
with blocks.question("What if two cells tie?", key="ties") as is_open:
    if is_open:
        tie_demo(activated[number], name, size, stride)
with blocks.question("Does pooling make it invariant, or only equivariant?", key="shift") as is_open:
    if is_open:
        shift_demo(image, number, name, size=size, stride=stride, mode=mode)

blocks.code(pooling_listing(image, number, name, size=size, stride=stride, mode=mode, cell=(row, column)))
blocks.closing(ADDRESS)
