"""Train a network: watch loss, accuracy and filters change from epoch to epoch, and try what it has learned."""

import streamlit as st

from ui.app import page
from ui.lessons.training.follow import follow, source_and_reader
from ui.lessons.training.outcome import figures_box, mistakes_box
from ui.lessons.training.own_digits import own_digits_question
from ui.lessons.training.plan import plan_choice
from ui.lessons.training.questions import checksum_demo, normalize_demo, sevens_demo
from ui.lessons.training.sabotage import keep_healthy, sabotage_box
from ui.training.listing import training_listing
from ui.training.live import live_card, run_buttons, start_training
from ui.training.lost import lost_training_line
from ui.training.runs import current_run
from ui.training.weights import epoch_line, load_box

ADDRESS = "training"

page.opening(
    ADDRESS,
    "A network starts with random weights, and its answers mean nothing. Each small batch of pictures shows which way "
    "its weights should move to make the error on them smaller, and they move a little. Try it: press <b>Train</b>.",
)
lost_training_line(start_training)
plan = plan_choice()
run_buttons(plan)
live_card()
epoch_line()
page.question("Load weights from a file", load_box, plan, key="load weights", icon=":material/upload:")

run = current_run()
if run and run.records and not run.is_running:
    page.question("The curves as figures and files", figures_box, run, key="figures", icon=":material/show_chart:")
keep_healthy(run)

st.header("Draw a digit and follow it", anchor=False)
st.markdown(
    "The pad works at once: a network for handwritten digits is trained already. What you draw is prepared much as "
    "its digits were, then runs through all its layers."
)
source, chosen_reader = source_and_reader(run)
picture, reader = follow(source, chosen_reader)

page.question("What does it get wrong?", mistakes_box, chosen_reader, key="mistakes", icon=":material/rule:")
page.question("Why does it not read my 7?", sevens_demo, key="sevens")
own_digits_question(plan, picture)
page.question(
    "How can training be spoiled?",
    sabotage_box,
    plan,
    run,
    key="sabotage",
    icon=":material/construction:",
)
page.question("Does it learn while I use it? Does it keep my picture?", checksum_demo, reader, picture, key="checksum")
page.question("Why are the pixels scaled to 0 to 1?", normalize_demo, key="normalize")
if plan and plan.data.code:
    page.code(training_listing(plan), f"the {plan.data.title.lower()}")
page.closing(ADDRESS)
