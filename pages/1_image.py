"""Images are numbers: read one pixel, follow a picture from its file to its array, and change it."""

import streamlit as st

from ui import controls
from ui.address import settings
from ui.app import page
from ui.lessons.image import (
    before_and_after,
    change_choice,
    count_words,
    file_facts,
    order_demo,
    overflow_demo,
    pixel_grids,
    pixel_words,
    resize_demo,
    way_of_the_picture,
)
from ui.listings.lessons import image_listing
from ui.operations.formulas import gray_formula, level_formula
from ui.picture.current import levels_of
from ui.picture.in_view import current_image

ADDRESS = "image"

page.opening(
    ADDRESS,
    "A picture is a table of numbers: one for each <b>pixel</b>, or three if it has colors. Find a pixel and read it.",
)
image = current_image()
rows, columns = image.size

with page.control_line():
    row = controls.whole(settings.ROW, "Row, from the top", most=rows - 1)
    column = controls.whole(settings.COLUMN, "Column, from the left", most=columns - 1)
page.limit_notices(settings.ROW, settings.COLUMN)
st.markdown(pixel_words(image, row, column))
pixel_grids(image, row, column)
st.markdown(count_words(image))

st.header("From a picture file to these numbers", anchor=False)
if image.is_bitmap:
    st.markdown(
        "In most files, black is the **level** 0 and white is 255. To **normalize** means to map these levels to a "
        "range that is easy to calculate with, here −1 to 1. Choose the photo in the sidebar to see every stage."
    )
else:
    st.markdown(
        "Once it is read, each number of the picture is a **level**, from 0 for black to 255 for white. On the way to "
        "a network it is resized and **normalized**: its levels are mapped to a range that is easy to calculate with, "
        "such as −1 to 1. Change any of it in the sidebar, under **Prepare the picture**. Below each stage: its "
        "size, its lowest and its highest number."
    )
    file_facts(image)
    way_of_the_picture(image)
level = levels_of(image)[row, column]
page.formula(*level_formula(level, image.array[..., row, column], image.value_range))
if image.channels == 3:
    st.markdown("**Gray** is here the mean of the three: one channel instead of three. Most programs weigh green more.")
    page.formula(*gray_formula(image.array[:, row, column]))

st.header("Change it", anchor=False)
st.markdown("An experiment on the levels 0 to 255. It changes nothing in the sidebar and on other pages.")
with page.control_line():
    after, value_range, words, change_code = change_choice(image)
page.limit_notices(settings.EDGE)
st.markdown(words)
before_and_after(image, after, value_range)

page.question("Is row 0, column 1 the point x = 0, y = 1?", order_demo, image, key="order")
page.question("Does a white pixel turn black if you brighten it?", overflow_demo, key="overflow")
page.question("Does enlarging bring back what shrinking lost?", resize_demo, image, key="resize")

page.code(image_listing(image, (row, column), change_code))
page.closing(ADDRESS)
