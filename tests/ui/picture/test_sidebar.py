"""The image in view: every way to choose one, what is said when it can't be used, and what is kept."""

import io
import re
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from cnn_steps import DIGITS, sample_photo
from cnn_steps.picture_files import FORMATS
from tests.pages.app import charts, open_page, sent_card

PAGE = "2_convolution.py"


def png(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


def bomb(rows: int, columns: int) -> bytes:
    """A black PNG of that many pixels, one bit each, in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", columns, rows, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(rows * (columns // 8 + 1)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    app.sidebar.get("file_uploader")[0].upload(name, data)
    app.run()
    assert not app.exception, app.exception
    return app


def image_of(app: AppTest) -> np.ndarray:
    return sent_card(app).input.numbers


@pytest.mark.parametrize("digit", range(10))
def test_each_digit_can_be_chosen(digit):
    np.testing.assert_array_equal(image_of(open_page(PAGE, image=str(digit)))[0], DIGITS[digit])


def test_a_drawing_comes_from_its_code():
    image = image_of(open_page(PAGE, image="draw", pixels="400000001"))[0]
    assert np.argwhere(image == 1).tolist() == [[0, 0], [6, 4]]
    assert (image == -1).sum() == 33


@pytest.mark.parametrize(("rows", "columns"), [("5", "5"), ("128", "128"), ("128", "5"), ("7", "90")])
def test_the_photo_takes_the_size_asked_for(rows, columns):
    assert image_of(open_page(PAGE, image="photo", rows=rows, columns=columns)).shape == (3, int(rows), int(columns))


@pytest.mark.parametrize(("name", "low", "high"), [("unit", 0, 1), ("signed", -1, 1), ("bytes", 0, 255)])
def test_the_photo_takes_the_range_asked_for(name, low, high):
    image = image_of(open_page(PAGE, image="photo", range=name))
    assert low <= image.min() < image.max() <= high
    assert image.max() - image.min() > (high - low) / 2


def test_dark_and_bright_can_be_swapped():
    plain, swapped = (image_of(open_page(PAGE, image="photo", range="unit", invert=state)) for state in ("off", "on"))
    np.testing.assert_allclose(plain + swapped, 1.0)


def test_an_upload_leaves_the_settings_of_the_page_as_they_are():
    asked = {"image": "upload", "bias": "0.5", "kernel": "emboss", "step": "3"}
    app = upload(open_page(PAGE, **asked), "photo.png", png(sample_photo()))
    assert dict(app.query_params) == asked
    assert app.number_input(key="bias").value == 0.5


def test_a_row_is_kept_when_a_larger_image_raises_its_limit():
    app = open_page("1_image.py", row="3", column="4")
    app.selectbox(key="image").select("photo").run()
    assert (app.slider(key="row").value, app.slider(key="column").value) == (3, 4)
    assert app.slider(key="row").max == 31


def test_a_first_file_that_is_no_picture_does_not_speak_of_one_before():
    app = upload(open_page(PAGE, image="upload"), "text.png", b"hello")
    (error,) = app.sidebar.error
    assert "one from before" not in error.value
    assert app.main.info


def test_an_uploaded_picture_comes_into_view():
    app = open_page(PAGE, image="upload", rows="6", columns="8", range="unit")
    assert [note.value for note in app.main.info]
    np.testing.assert_array_equal(image_of(app)[0], DIGITS[9])  # until there is one
    upload(app, "green.png", png(np.full((60, 80, 3), (0, 255, 0), np.uint8)))
    assert not app.main.info
    np.testing.assert_array_equal(image_of(app)[1], np.ones((6, 8)))
    np.testing.assert_array_equal(image_of(app)[0], np.zeros((6, 8)))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("text.png", b"hello", "it looks like text"),
        ("empty.png", b"", "the file is empty"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        ("cut.png", png(sample_photo())[:5000], "cut off"),
        ("bomb.png", bomb(20_000, 20_000), "400,000,000 pixels"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_in_a_sentence_and_the_one_before_stays(name, data, sentence):
    app = open_page(PAGE, image="upload")
    upload(app, "photo.png", png(sample_photo()))
    before = image_of(app)
    upload(app, name, data)
    (error,) = app.sidebar.error
    assert error.value.startswith(f"“{name}” could not be used: ")
    assert error.value.endswith(". The one from before is still here.")
    assert sentence in error.value
    np.testing.assert_array_equal(image_of(app), before)
    upload(app, "photo.png", png(sample_photo()))
    assert not app.sidebar.error


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 5000), (3000, 1)])
def test_pictures_of_odd_shapes_are_taken(rows, columns):
    app = open_page(PAGE, image="upload", range="unit")
    upload(app, "odd.png", png(np.full((rows, columns), 200, np.uint8)))
    assert not app.sidebar.error
    np.testing.assert_allclose(image_of(app), 200 / 255)


def test_the_image_is_kept_from_page_to_page():
    app = open_page(PAGE, image="upload")
    upload(app, "photo.png", png(sample_photo()))
    before = image_of(app)
    app.switch_page("pages/0_overview.py").run()
    app.switch_page(f"pages/{PAGE}").run()
    np.testing.assert_array_equal(image_of(app), before)


def test_a_bitmap_has_nothing_to_prepare_and_a_picture_has():
    assert "rows" not in open_page(PAGE, image="6", rows="9").query_params
    app = open_page(PAGE, image="photo", rows="9")
    assert app.query_params["rows"] == "9"
    assert charts(app)["box"].shape == (7, 30)


def test_the_kinds_of_files_are_named():
    captions = [caption.value for caption in open_page(PAGE, image="upload").sidebar.caption]
    (kinds,) = captions
    assert [part.upper() for part in re.findall(r"[A-Z]\w*[A-Z]", kinds)] == list(FORMATS)
    assert kinds.endswith(", whatever the file is called.")


@pytest.mark.parametrize(
    "name", ["photo", "photo.", "IMG_0001.HEIC", "photo.jfif", "a.pdf", "photo.png.txt", ".png", "ä 日.x"]
)
def test_a_picture_is_taken_whatever_its_file_is_called(name):
    app = upload(open_page(PAGE, image="upload"), name, png(np.full((9, 9, 3), 200, np.uint8)))
    assert not app.sidebar.error and not app.main.info


def test_of_several_tries_the_last_ones_message_stands():
    app = upload(open_page(PAGE, image="upload"), "first.png", b"hello")
    upload(app, "second.png", b"hello again")
    (error,) = app.sidebar.error
    assert error.value.startswith("“second.png”")
    upload(app, "third.png", png(sample_photo()))
    assert not app.sidebar.error


def shoot(app: AppTest, data: bytes) -> AppTest:
    app.sidebar.get("camera_input")[0].set_value(("camera_input_1.jpg", data, "image/jpeg"))
    app.run()
    assert not app.exception, app.exception
    return app


def test_of_several_shots_the_last_ones_message_stands():
    app = shoot(open_page(PAGE, image="camera", range="unit"), b"hello")
    (error,) = app.sidebar.error
    assert error.value.startswith("The shot could not be used: ") and "from before" not in error.value
    shoot(app, png(np.full((30, 40, 3), 255, np.uint8)))
    assert not app.sidebar.error and image_of(app).min() == 1
    shoot(app, b"hello")
    (error,) = app.sidebar.error
    assert error.value.endswith(". The one from before is still here.") and image_of(app).min() == 1


@pytest.mark.parametrize("elsewhere", ["9", "photo", "camera"])
def test_another_image_ends_what_was_said_of_a_file(elsewhere):
    app = upload(open_page(PAGE, image="upload"), "text.png", b"hello")
    app.selectbox(key="image").set_value(elsewhere).run()
    assert not app.sidebar.error
    app.selectbox(key="image").set_value("upload").run()
    assert not app.sidebar.error


def test_another_page_ends_what_was_said_of_a_file():
    app = upload(open_page(PAGE, image="upload"), "text.png", b"hello")
    app.switch_page("pages/3_filters.py").run()
    app.switch_page(f"pages/{PAGE}").run()
    assert not app.sidebar.error


@pytest.mark.parametrize("contents", [b"hello", png(sample_photo())], ids=["refused", "taken"])
def test_the_bytes_of_a_file_are_let_go(contents, monkeypatch):
    gone = []
    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", lambda _, session_id, file_id: gone.append(file_id))
    upload(open_page(PAGE, image="upload"), "photo.png", contents)
    assert len(gone) == 1


def test_transparent_pixels_show_what_lets_the_rest_stand_out():
    white_on_nothing = np.zeros((60, 80, 4), np.uint8)
    white_on_nothing[20:40, 20:60] = 255
    app = upload(open_page(PAGE, image="upload", range="unit"), "ink.png", png(white_on_nothing))
    assert image_of(app).min() == 0 and image_of(app).max() == 1
