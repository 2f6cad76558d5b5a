"""The training page beneath its chart: a picture followed, own digits, mistakes, sabotage, what people get wrong."""

import time

import numpy as np
import pytest

from cnn_steps import confusion_matrix, digit_stages
from tests.pages.app import charts, component_data, open_box, open_page, report, said, warnings
from ui.address import settings
from ui.address.codes import code_from_bitmap, pad_from_code
from ui.lessons.training.questions import CROSSED_SEVEN, PLAIN_SEVEN
from ui.training.readers import answer, as_input, held_out_guesses, shipped_reader

PAGE = "12_training.py"
BOXES = ["preparing", "closer look", "mistakes", "sevens", "own digits", "sabotage", "checksum", "normalize"]
SEVEN = np.full((16, 16), -1.0)
SEVEN[2, 4:12] = 1
for step in range(11):
    SEVEN[3 + step, 11 - step // 2 : 13 - step // 2] = 1


def boxes(app):
    """All of the page's boxes, opened one after the other."""
    for box in BOXES:
        open_box(app, f"question {box}")
    return app


def drawn(app, bitmap):
    return report(app, "pixel_editor", code=code_from_bitmap(bitmap))


def html(app):
    return "\n".join(item.proto.body for item in app.main.get("html"))


def own_words(app):
    return next(text.value for text in app.main.markdown if "so far (" in text.value)


def guess_of(bitmap):
    reader = shipped_reader()
    return answer(reader, as_input(digit_stages(bitmap)[-1].array, reader.data)).guess


def wait_for(app, condition):
    """Run the page until its training has come to what is wanted."""
    end = time.monotonic() + 60
    while not condition(app):
        assert time.monotonic() < end, "the training took more than a minute"
        time.sleep(0.1)
        app.run()
        assert not app.exception, app.exception


def test_drawing_works_at_once_with_the_weights_that_are_shipped():
    app = open_page(PAGE)
    assert "It says **9**" in said(app)
    assert "trained before and shipped with this app" in said(app)
    assert "Like the pictures of its data" in said(app)


def test_what_is_drawn_is_followed_and_stands_in_the_link():
    app = drawn(open_page(PAGE), SEVEN)
    assert f"It says **{guess_of(SEVEN)}**" in said(app)
    code = app.query_params["drawing"]
    again = open_page(PAGE, drawing=code)
    np.testing.assert_array_equal(pad_from_code(component_data(again, "pixel_editor")["code"]), SEVEN)
    assert f"It says **{guess_of(SEVEN)}**" in said(again)


def test_every_stage_and_every_layer_is_shown():
    shown = html(open_page(PAGE))
    for stage in ("gray", "light on dark", "ink", "cut out", "scaled", "stroke", "centered", "counted"):
        assert f"<b>{stage}</b>" in shown
    for layer in ("conv1", "relu1", "pool1"):
        assert f"<b>{layer}</b>" in shown


def test_an_empty_pad_is_no_digit_and_no_error():
    app = drawn(open_page(PAGE), np.full((16, 16), -1.0))
    assert any("no digit in it: draw one" in info.value for info in app.main.info)
    assert "It says" not in said(app)
    boxes(app)
    assert app.button(key="add own digit").disabled


def test_a_drawing_that_makes_no_sense_falls_back_and_the_page_says_so():
    app = open_page(PAGE, drawing="12")
    assert any("drawing is 64 hexadecimal digits, not “12”" in warning for warning in warnings(app))
    assert component_data(app, "pixel_editor")["code"] == settings.DRAWING.default


@pytest.mark.parametrize("image", ["9", "6", "photo", "draw"])
def test_the_image_of_the_sidebar_is_prepared_and_followed(image):
    app = open_page(PAGE, image=image, follow="image")
    assert "It says **" in said(app)
    assert "counted" in html(app)
    if image == "photo":
        assert "**Unlike the pictures of its data.**" in said(app)


def test_a_held_out_picture_is_followed_with_its_label_and_needs_no_preparing():
    reader = shipped_reader()
    right = int(np.flatnonzero(held_out_guesses(reader) == reader.data.test_labels)[0])
    app = open_page(PAGE, follow="held-out", sample=str(right))
    assert f"It says **{reader.data.test_labels[right]}**" in said(app)
    assert "That is right." in said(app)
    assert "counted" not in html(app)


def test_a_number_beyond_the_held_out_pictures_shows_the_last_one():
    app = open_page(PAGE, follow="held-out", sample="9999")
    last = len(shipped_reader().data.test_images) - 1
    assert any(f"Showing the last one, {last}." in caption.value for caption in app.main.caption)


@pytest.mark.parametrize(
    "query", [{}, {"image": "photo", "follow": "image"}, {"follow": "held-out"}, {"data": "drawings"}]
)
def test_every_box_opens(query):
    boxes(open_page(PAGE, **query))


def test_the_numbers_behind_the_colors_are_the_layers_own():
    app = open_box(open_page(PAGE, follow="held-out", sample="5"), "question closer look")
    reader = shipped_reader()
    conv = answer(reader, reader.data.test_images[5]).activations[1]
    shown = charts(app)
    for number, grid in enumerate(conv):
        np.testing.assert_allclose(shown[f"conv1, map {number}"], grid, rtol=1e-6)


def test_the_confusion_matrix_counts_the_held_out_pictures():
    app = open_box(open_page(PAGE), "question mistakes")
    reader = shipped_reader()
    counts = confusion_matrix(reader.data.test_labels, held_out_guesses(reader), 10)
    shown = charts(app)
    np.testing.assert_array_equal(np.diag(shown["right"]), np.diag(counts))
    assert np.nansum(shown["right"]) + np.nansum(shown["wrong"]) == len(reader.data.test_images)
    assert f"names **{np.trace(counts)}** right" in said(app)


def test_a_wrong_one_is_followed_by_one_click():
    app = open_box(open_page(PAGE), "question mistakes")
    reader = shipped_reader()
    guesses = held_out_guesses(reader)
    place = int(np.flatnonzero(guesses != reader.data.test_labels)[0])
    app.button(key=f"follow wrong {place}").click().run()
    assert not app.exception
    assert f"It says **{guesses[place]}**" in said(app)
    assert f"It was labeled **{reader.data.test_labels[place]}**." in said(app)
    again = open_page(PAGE, follow="held-out", sample=str(place))
    assert f"It says **{guesses[place]}**" in said(again)


def test_digits_are_added_listed_and_removed():
    app = open_box(open_page(PAGE, label="4"), "question own digits")
    for _ in range(2):
        app.button(key="add own digit").click().run()
    assert "**2** so far (2 × 4). Not enough to train: all your digits are labeled 4" in own_words(app)
    drawn(app, SEVEN)
    app.segmented_control(key="label").set_value("7").run()
    app.button(key="add own digit").click().run()
    assert "**3** so far (2 × 4, 1 × 7): **2** to train on, **1** held out." in own_words(app)
    app.button(key="remove own digit 0").click().run()
    assert "only one of each of your digits" in own_words(app)
    app.button(key="remove all own digits").click().run()
    assert any("No digits of yours yet." in caption.value for caption in app.main.caption)


def test_training_on_own_digits_says_what_is_missing_until_there_are_enough():
    app = open_page(PAGE, data="drawings")
    assert any("digits this link was made with are not in it" in error.value for error in app.main.error)
    assert app.button(key="add own digit")  # the box that helps is open
    assert app.button(key="start training").disabled
    open_box(app, "question own digits")
    for label in ("9", "9", "7"):
        app.segmented_control(key="label").set_value(label).run()
        app.button(key="add own digit").click().run()
    assert not app.main.error
    app.button(key="start training").click().run()
    wait_for(app, lambda app: "trained here on my digits" in said(app))
    assert "Too few pictures are held out" in said(app)


def test_a_sabotage_is_run_compared_and_said():
    app = open_page(PAGE, epochs="2")
    app.button(key="start training").click().run()
    wait_for(app, lambda app: any(button.key == "start training" for button in app.button))
    open_box(app, "question sabotage")
    assert not any("Train once without sabotage" in caption.value for caption in app.main.caption)
    app.button(key="sabotage zeros").click().run()
    wait_for(app, lambda app: "**What was seen.**" in said(app))
    assert "Its 4 filters are still exactly the same." in said(app)
    assert "Without the sabotage, in epoch 2:" in said(app)


def test_after_training_on_lines_its_own_mistakes_are_shown_while_the_shipped_network_reads_the_drawing():
    app = open_page(PAGE, epochs="1")
    app.button(key="start training").click().run()
    wait_for(app, lambda app: any(button.key == "start training" for button in app.button))
    assert "It says **9**" in said(app) and "shipped with this app" in said(app)
    open_box(app, "question mistakes")
    assert "Of **40 held-out pictures**, the network (trained here on lines, 1 epoch) names" in said(app)
    assert charts(app)["right"].shape == (2, 2)
    app.segmented_control(key="reader").set_value("shipped").run()
    assert charts(app)["right"].shape == (10, 10)


def test_without_a_training_before_it_says_what_to_compare_with():
    app = open_box(open_page(PAGE), "question sabotage")
    assert any("Train once without sabotage" in caption.value for caption in app.main.caption)


def test_predicting_leaves_the_fingerprint_of_the_weights_as_it_was():
    app = open_box(open_page(PAGE), "question checksum")
    table = app.main.dataframe[-1].value
    before, after, trained = table["fingerprint"]
    assert before == after != trained
    assert list(table["compared with before"]) == ["–", "the same", "another"]


def test_a_picture_that_leaves_nothing_to_learn_is_not_said_to_change_the_weights():
    for sample, moves in (("0", True), ("203", False)):
        app = open_box(open_page(PAGE, follow="held-out", sample=sample), "question checksum")
        assert (app.main.dataframe[-1].value["compared with before"].iloc[-1] == "another") == moves
        assert ("makes it **another one**" in said(app)) == moves


def test_a_network_without_an_activation_can_not_lose_it():
    app = open_box(open_page(PAGE, train="stack", network="i8.8~f~d2"), "question sabotage")
    assert app.button(key="sabotage no-relu").disabled and not app.button(key="sabotage zeros").disabled
    assert "This network has no activation to leave out." in said(app)


def test_pixels_from_0_to_255_learn_less_than_pixels_from_0_to_1():
    app = open_box(open_page(PAGE), "question normalize")
    table = app.main.dataframe[-1].value
    results = dict(zip(table["pixels from"], table.iloc[:, 2], strict=True))
    unit = float(results["0 to 1"].rstrip(" %"))
    assert unit > 80
    assert "ran away" in results["0 to 255"] or float(results["0 to 255"].rstrip(" %")) < unit / 2


def test_a_7_with_a_bar_is_read_and_the_same_one_without_is_not():
    app = open_box(open_page(PAGE), "question sevens")
    shown = html(app)
    assert guess_of(pad_from_code(CROSSED_SEVEN)) == 7
    taken_for = guess_of(pad_from_code(PLAIN_SEVEN))
    assert taken_for != 7
    plain, crossed = shown.index("A 7 without a bar"), shown.index("A 7 with a bar")
    assert plain < shown.index(f"It says <b>{taken_for}</b>") < crossed < shown.index("It says <b>7</b>")
    app.button(key="seven without").click().run()
    assert not app.exception
    assert f"It says **{taken_for}**" in said(app)
    assert component_data(app, "pixel_editor")["code"] == PLAIN_SEVEN


def test_the_two_7s_differ_by_their_bar_alone():
    plain, crossed = pad_from_code(PLAIN_SEVEN), pad_from_code(CROSSED_SEVEN)
    rows, _ = np.nonzero(plain != crossed)
    assert len(set(rows)) == 1 and ((crossed - plain) >= 0).all()
