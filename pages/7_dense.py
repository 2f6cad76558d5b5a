"""Flatten and dense: the maps become one long vector, and every digit gets a weighted sum of it."""

import streamlit as st

from cnn_steps import dense_parameters, dense_step
from ui import controls
from ui.address import settings, state
from ui.app import charts, page
from ui.figures.bars import bars_figure
from ui.figures.maps import map_panels, maps_figure
from ui.lessons.dense import explosion_demo, flatten_demo, term_order, vector_panel
from ui.listings.lessons import dense_listing
from ui.networks.answer import own_answer
from ui.networks.choice import head_choice, head_words
from ui.networks.walk import DIGIT_NAMES, forward_pass
from ui.operations.card_data import dense_data, flatten_data
from ui.operations.formulas import dense_formula, flatten_formula
from ui.picture.in_view import current_image, image_button
from ui.steps.stepper import stepper
from ui.trail.chains import entry_chain, logit_chain
from ui.trail.where_from import where_from
from ui.what_if.box import what_if

ADDRESS = "dense"

page.opening(
    ADDRESS,
    "<b>Flatten</b> writes all maps one after another as one long row of numbers, a <b>vector</b>. "
    "A <b>dense</b> layer weighs every number in it and adds up: one sum, the <b>logit</b>, for each digit.",
)
image = current_image()

with page.control_line():
    view = controls.segmented(settings.VIEW, "Look at")
    if view == "dense":
        controls.segmented(settings.UNIT, "Logit of the digit", wrap=True)
        controls.segmented(settings.ORDER, "Add the terms")
    head = head_choice(image)
head_words(image, head)

walk = forward_pass(image, head=head)
unit, count = int(state.use(settings.UNIT)), walk.vector.size
now = dense_step(walk.vector, walk.weights, walk.bias, unit)
order = term_order(now.terms, state.use(settings.ORDER))

if view == "flatten":
    step = entry = stepper(flatten_data(walk.pooled, walk.filter_names), count, key="flatten stepper")
    page.formula(*flatten_formula(walk.pooled.shape, entry))
    where_from(entry_chain, walk, entry, key="flatten")
else:
    data = dense_data(
        walk.vector,
        now.weights,
        now.bias,
        walk.logits,
        unit=unit,
        order=order,
        maps=len(walk.pooled),
        names=DIGIT_NAMES,
        map_names=walk.filter_names,
        map_columns=walk.pooled.shape[-1],
    )
    entry = int(order[stepper(data, count, key="dense stepper")])
    page.formula(*dense_formula(now, DIGIT_NAMES[unit]))
    where_from(logit_chain, walk, unit, entry, key="dense")
image_button("6", "Try the 6")

st.header("The whole layer: from three maps to ten logits", anchor=False)
st.markdown(
    f"Box, vertical line and diagonal line joined make a vector of **{count:,} numbers**. Ten digits with a weight for "
    f"each number and a bias each make **{dense_parameters(count, len(DIGIT_NAMES)):,} parameters**. "
    "The digit with the largest logit is the answer of the network."
)
maps = map_panels(walk.filter_names, walk.pooled)
left, right = st.columns(2) if walk.trained else (st.container(), st.container())
with left:
    if walk.trained:
        charts.figure(
            maps_figure([maps, [vector_panel(walk)]], dark=state.is_dark(), limit=walk.limit),
            charts.panel_tables(maps) | {"vector": walk.vector_table()},
            key="dense maps",
            alt=f"The three pooled maps, and the vector of {count} numbers they make.",
        )
    else:
        charts.maps(maps, key="dense large maps", alt="A pooled map.")
with right:
    outlined = unit if view == "dense" else None
    charts.figure(
        bars_figure(
            "logits", walk.logits, DIGIT_NAMES, outlined=outlined, dark=state.is_dark(), title="The ten logits"
        ),
        {"logits": walk.answer_table()},
        key="dense logits",
        alt=f"The ten logits; the largest is that of {walk.guess}.",
    )
st.caption(
    "The tutorial this comes from joins the diagonal maps twice and leaves the vertical ones out. We join all three."
)
own_answer(image)

what_if(image, head=head)
page.question("Does flatten learn anything?", flatten_demo, walk, key="flatten")
page.question("Why not connect every pixel to a dense layer right away?", explosion_demo, image, key="explosion")

page.code(dense_listing(image, head, entry=entry, unit=unit))
page.closing(ADDRESS)
