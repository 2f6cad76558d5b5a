"""From scratch to frameworks: the network in view as NumPy, PyTorch and Keras code with the same weights."""

import streamlit as st

from ui import controls
from ui.address import settings
from ui.app import page
from ui.app.downloads import file_name
from ui.frameworks.programs import WRITERS, in_place, is_packed, program, where_it_runs
from ui.frameworks.table import lines_table
from ui.frameworks.writing import WEIGHTS_FILE, packed
from ui.lessons.frameworks import flatten_demo, has_same, layout_demo, output_words, same_demo, tested_words
from ui.networks.choice import network_choice, network_words
from ui.networks.chosen import activations, chosen_network, network_input
from ui.picture.in_view import current_image

ADDRESS = "frameworks"

page.opening(
    ADDRESS,
    "One network, written three times: with our NumPy functions, in <b>PyTorch</b>, and in <b>Keras</b>. "
    "The same layers, the same weights, the same answer: compare them layer by layer.",
)
image = current_image()
with page.control_line():
    network_choice()

with page.ends_if_refused(ADDRESS):
    network = chosen_network()
    prepared_image = network_input(image, network)
    stages = in_place(network.layers, prepared_image.array)
network_words(network, prepared_image.words)

scripts, refused = {}, []
for name in WRITERS:
    try:
        scripts[name] = program(name, network.layers, network.parameters, prepared_image.array)
    except ValueError as error:
        refused.append(error)
for error in refused:
    page.refusal(error)

st.html(lines_table(stages, {name: script.lines for name, script in scripts.items()}))

output_words(activations(network, prepared_image.array)[-1], image.name, network.classes)
tested_words()

st.header("Take one along", anchor=False)
framework = controls.segmented(settings.FRAMEWORK, "Framework")
if framework in scripts:
    script = scripts[framework]
    st.code(script.shortened(), language="python", wrap_lines=True)  # what scrolls would need a place in the tab order
    with st.container(horizontal=True):
        page.code_files(
            script.code,
            file_name(framework, network.title, image.name),
            image.name,
            where=where_it_runs(framework, network.parameters),
        )
        if not is_packed(network.parameters):
            st.download_button(
                f"Download {WEIGHTS_FILE}",
                lambda: packed(network.parameters, prepared_image.array),
                WEIGHTS_FILE,
                "application/zip",
                key="weights",
                on_click="ignore",
                icon=":material/download:",
            )

page.question("Why do the weights change their shape on the way?", layout_demo, stages, key="layout")
page.question("Why does Keras need the rows of a dense layer in another order?", flatten_demo, stages, key="order")
if has_same(stages):
    page.question("Where did “same” go?", same_demo, stages, key="same")
page.closing(ADDRESS)
