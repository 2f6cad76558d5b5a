"""Files that people choose, drop and try again: what is taken, and the one message that stands under the field."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from cnn_steps import init_parameters, save_parameters
from tests.browser.checks import accessibility_problems, exception_problems, refuse, wait_until_settled
from tests.browser.conftest import PageAt
from ui.networks.codes import PRESETS
from ui.picture.file_field import MAX_MEGABYTES

TOO_LARGE = (MAX_MEGABYTES + 2) * 10**6
LINES = PRESETS["lines"].plan.layers

DROP = """(field, files) => {
  const carried = new DataTransfer();
  for (const [name, letters] of files) {
    carried.items.add(new File([Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0))], name));
  }
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    field.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
  }
}"""


def png(color: str = "green") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(file, "PNG")
    return file.getvalue()


def field_at(page: Page) -> Locator:
    """The field for a picture with all that is said under it; on a phone behind the button for it."""
    if (menu := page.get_by_test_id("stExpandSidebarButton")).is_visible():
        menu.click()
    return page.locator("[class*=st-key-file-field]")


def choose(page: Page, field: Locator, name: str, contents: bytes) -> None:
    field.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": contents}
    )
    wait_until_settled(page)


def drop(page: Page, field: Locator, files: list[tuple[str, bytes]]) -> None:
    """Let go of files over the field, all at once."""
    carried = [(name, base64.b64encode(contents).decode()) for name, contents in files]
    field.get_by_test_id("stFileUploaderDropzone").evaluate(DROP, carried)
    wait_until_settled(page)


def messages(field: Locator) -> list[str]:
    """The sentences under the field that a person sees."""
    found = field.locator("[class*=st-key-refused-by]").get_by_test_id("stMarkdownContainer")
    return [message.inner_text() for message in found.all() if message.is_visible()]


def in_view(page: Page) -> str:
    return page.locator(".facts b").inner_text()


@pytest.mark.parametrize("name", ["photo", "IMG_0001.HEIC", "picture.jfif", "two.mpo", "picture.png.txt", "ä 日 .x"])
def test_the_field_takes_a_picture_whatever_it_is_called(page_at: PageAt, name: str) -> None:
    page = page_at("/image?image=upload")
    field = field_at(page)
    choose(page, field, name, png())
    assert in_view(page) == "Your picture" and not messages(field)
    expect(page.get_by_text("PNG file, 30 × 40 pixels, 8 bits per channel.")).to_be_visible()


@pytest.mark.parametrize(("width", "height", "touch"), [(1280, 720, False), (390, 844, True)])
def test_of_several_tries_only_the_last_ones_message_stands(
    page_at: PageAt, width: int, height: int, touch: bool
) -> None:
    page = page_at("/image?image=upload", width, height, touch=touch)
    field = field_at(page)
    choose(page, field, "first.png", b"hello")
    (said,) = messages(field)
    assert said.startswith("“first.png” could not be used: ") and "still here" not in said

    choose(page, field, "large.png", bytes(TOO_LARGE))
    (said,) = messages(field)
    assert said.startswith("A file marked red was not taken") and f"{MAX_MEGABYTES} MB" in said
    expect(field.locator(".stFileChip[aria-invalid=true]")).to_have_count(1)
    refuse(accessibility_problems(page))

    choose(page, field, "second.png", b"hello")
    (said,) = messages(field)
    assert said.startswith("“second.png” could not be used: ")

    choose(page, field, "green.png", png())
    assert in_view(page) == "Your picture" and not messages(field)

    choose(page, field, "large.png", bytes(TOO_LARGE))
    (said,) = messages(field)
    assert said.startswith("A file marked red") and in_view(page) == "Your picture"

    choose(page, field, "third.png", b"hello")
    (said,) = messages(field)
    assert said.startswith("“third.png”") and said.endswith("The one from before is still here.")
    refuse(exception_problems(page))


def test_a_file_lost_on_the_way_is_told_from_one_that_is_too_large(page_at: PageAt) -> None:
    page = page_at("/image?image=upload")
    field = field_at(page)
    page.route("**/upload_file/**", lambda route: route.fulfill(status=413))
    with page_at.expecting("upload_file", "File uploader error"):
        choose(page, field, "lost.png", png())
    (said,) = messages(field)
    assert said.startswith("The file marked red did not arrive") and "MB" not in said
    choose(page, field, "large.png", bytes(TOO_LARGE))
    (said,) = messages(field)
    assert said.startswith("A file marked red was not taken")
    page.unroute("**/upload_file/**")
    choose(page, field, "green.png", png())
    assert in_view(page) == "Your picture" and not messages(field)


@pytest.mark.parametrize("height", [844, 560])
def test_on_a_phone_what_came_of_a_file_is_in_view(page_at: PageAt, height: int) -> None:
    page = page_at("/convolution?image=upload", 390, height, touch=True)
    page.get_by_test_id("stExpandSidebarButton").tap()
    wait_until_settled(page)
    field = page.locator("[class*=st-key-file-field]")
    expect(field.get_by_role("button", name="Upload", exact=True)).to_be_in_viewport(
        ratio=1
    )  # the menu stands above it
    for name, contents in (("text.png", b"hello"), ("large.png", bytes(TOO_LARGE)), ("other.png", b"hello")):
        choose(page, field, name, contents)
        (said,) = messages(field)
        expect(page.get_by_text(said)).to_be_in_viewport(ratio=1)
    choose(page, field, "green.png", png())
    expect(page.locator(".thumbnail")).to_be_in_viewport(ratio=1)
    expect(page.get_by_test_id("stSidebarCollapseButton")).to_be_in_viewport(ratio=1)
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").tap()
    wait_until_settled(page)
    page.get_by_test_id("stExpandSidebarButton").tap()
    wait_until_settled(page)
    expect(page.get_by_test_id("stSidebarNav").get_by_role("link").first).to_be_visible()
    refuse(accessibility_problems(page))


def test_of_several_files_dropped_at_once_the_first_is_taken(page_at: PageAt) -> None:
    page = page_at("/image?image=upload")
    field = field_at(page)
    files = [("large.png", bytes(TOO_LARGE)), ("red.png", png("red")), ("text.png", b"hello")]
    drop(page, field, files)
    assert in_view(page) == "Your picture" and not messages(field)


def test_a_folder_gives_its_first_picture(page_at: PageAt, tmp_path: Path) -> None:
    (tmp_path / "pictures" / "inner").mkdir(parents=True)
    (tmp_path / "pictures" / "a.png").write_bytes(png())
    (tmp_path / "pictures" / "inner" / "b.png").write_bytes(png())
    page = page_at("/image?image=upload")
    field = field_at(page)
    place = field.get_by_test_id("stFileUploaderDropzone").bounding_box()
    assert place is not None
    carried = {"items": [], "files": [str(tmp_path / "pictures")], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        where = {"x": place["x"] + 20, "y": place["y"] + 20}
        session.send("Input.dispatchDragEvent", {"type": kind, "data": carried, **where})
    expect(page.locator(".facts b")).to_have_text("Your picture")
    wait_until_settled(page)
    assert not messages(field)


def test_messages_about_weights_do_not_pile_up(page_at: PageAt) -> None:
    file = io.BytesIO()
    save_parameters(file, init_parameters(LINES, (1, 8, 8), rng=np.random.default_rng(5)))
    page = page_at("/training")
    page.get_by_text("Load weights from a file").click()
    wait_until_settled(page)
    field = page.get_by_test_id("stMain").locator("[class*=st-key-file-field]")
    choose(page, field, "bad.npz", b"hello")
    (said,) = messages(field)
    assert "damaged, or not an .npz file" in said
    choose(page, field, "picture.png", png())  # which the field does not take
    (said,) = messages(field)
    assert said.startswith("A file marked red was not taken") and ".npz" in said
    choose(page, field, "mine.npz", file.getvalue())
    assert not messages(field)
    expect(page.get_by_text("Lines: weights loaded from mine.npz")).to_be_visible()
