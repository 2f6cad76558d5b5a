"""Files saved by pressing a button, opened again: figures as PNG and SVG, and the code of a page."""

import base64
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Download, Page, expect

from cnn_steps import DIGITS, LESSON_KERNELS, conv2d
from tests.browser.checks import (
    accessibility_problems,
    exception_problems,
    refuse,
    sideways_problems,
    wait_until_settled,
)
from tests.browser.conftest import PageAt
from ui.figures.numbers import written
from ui.theme import DARK, LIGHT, levels

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
SCALE = 3  # pixels of a PNG for each on the page
GROUND = {False: levels(LIGHT.paper), True: levels(DARK.paper)}
BLUE = {False: levels(LIGHT.positive), True: levels(DARK.positive)}
INK = {False: levels(LIGHT.ink), True: levels(DARK.ink)}
MAPS = [written(value) for value in conv2d(DIGITS[9], LESSON_KERNELS, average=True).flat]


def open_files(page: Page, key: str) -> None:
    """Open the box below a figure."""
    page.locator(f".st-key-{key}-table").get_by_text("Numbers and files").click()
    expect(page.locator(f".st-key-{key}-files").get_by_role("button", name="Download PNG")).to_be_visible()
    wait_until_settled(page)


def saved(page: Page, key: str, kind: str) -> Download:
    with page.expect_download() as download:
        page.locator(f".st-key-{key}-files").get_by_role("button", name=f"Download {kind}").click()
    return download.value


def bytes_of(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def pixels_of(download: Download) -> np.ndarray:
    """The (H, W, 3) pixels of a PNG that has nothing transparent."""
    picture = Image.open(io.BytesIO(bytes_of(download)))
    assert picture.format == "PNG"
    pixels = np.asarray(picture.convert("RGBA"))
    assert (pixels[..., 3] == 255).all()
    return pixels[..., :3]


def share_of(pixels: np.ndarray, color: tuple[int, int, int]) -> float:
    """How much of a picture is in this color, or so near that nobody sees a difference."""
    return float((np.abs(pixels.astype(int) - color).max(axis=-1) <= 3).mean())


def words_of(drawing: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in drawing.iter(f"{SVG}text")]


def addresses_in(drawing: ElementTree.Element) -> Iterator[str]:
    for element in drawing.iter():
        for name, text in element.attrib.items():
            if name.endswith("href"):
                yield text
            yield from re.findall(r"url\([\"']?([^\"')]+)", text)


FIGURES = [  # address, key of the figure, name of its files, words in it, colors in it on light and on dark
    (
        "/convolution",
        "convolution-maps",
        "convolution-maps-9",
        ["box", "vertical line", "diagonal line", *MAPS],
        {False: [BLUE[False], (208, 121, 133)], True: [BLUE[True], (138, 68, 72)]},
    ),
    (
        "/",
        "overview",
        "overview-9",
        ["7 × 5", "box", "24 numbers", "99.9 %", *MAPS],
        {False: [BLUE[False], (208, 121, 133), INK[False]], True: [BLUE[True], INK[True]]},
    ),
    (
        "/softmax?image=6",
        "softmax-shares",
        "softmax-shares-6",
        ["The ten shares", *"0123456789"],
        {False: [INK[False]], True: [INK[True]]},
    ),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("address", "key", "name", "words", "colors"), FIGURES, ids=[row[2] for row in FIGURES])
def test_a_figure_is_saved_as_png_and_svg(page_at: PageAt, address, key, name, words, colors, dark) -> None:
    page = page_at(address, dark=dark)
    open_files(page, key)

    vector = saved(page, key, "SVG")
    assert vector.suggested_filename == f"{name}.svg"
    drawing = ElementTree.fromstring(bytes_of(vector))
    width, height = int(drawing.get("width")), int(drawing.get("height"))
    assert drawing.tag == f"{SVG}svg"
    assert drawing.get("viewBox") == f"0 0 {width} {height}"
    assert set(words) <= set(words_of(drawing))
    inside = {f"#{element.get('id')}" for element in drawing.iter() if element.get("id")}
    outside = [text for text in addresses_in(drawing) if not text.startswith("data:image/png;") and text not in inside]
    assert outside == []  # it is whole wherever it is opened

    picture = saved(page, key, "PNG")
    assert picture.suggested_filename == f"{name}.png"
    pixels = pixels_of(picture)
    assert pixels.shape[:2] == (height * SCALE, width * SCALE)
    assert tuple(pixels[0, 0]) == tuple(pixels[-1, -1]) == GROUND[dark]
    assert 0.2 < share_of(pixels, GROUND[dark]) < 0.95
    for color in colors[dark]:
        assert share_of(pixels, color) > 0.002, color
    expect(page.locator(f".st-key-{key}-files").get_by_role("status")).to_have_text(f"Saved as {name}.png.")
    refuse(exception_problems(page))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_png_looks_as_its_figures_do_on_the_page(page_at: PageAt, dark: bool) -> None:
    page = page_at("/convolution", dark=dark)
    open_files(page, "convolution-maps")
    picture = Image.fromarray(pixels_of(saved(page, "convolution-maps", "PNG")))
    small = np.asarray(picture.resize((picture.width // SCALE, picture.height // SCALE), Image.Resampling.BOX)).astype(
        int
    )
    left = 20
    for number in range(3):  # side by side, as on the page
        seen = page.locator(f".st-key-convolution-maps-{number} .js-plotly-plot").screenshot(animations="disabled")
        wanted = np.asarray(Image.open(io.BytesIO(seen)).convert("RGB")).astype(int)
        rows, columns = wanted.shape[:2]
        found = small[20 : 20 + rows, left : left + columns]
        assert np.abs(found - wanted).mean() < 12  # of 255: letters and edges are smoothed differently
        # A title is as wide as on the page only in the font of the page.
        inked = [(np.abs(part[:22] - GROUND[dark]) > 90).any(axis=(0, 2)) for part in (found, wanted)]
        ends = [np.flatnonzero(columns_of_ink)[[0, -1]] for columns_of_ink in inked]
        assert np.abs(ends[0] - ends[1]).max() <= 1
        left += columns + 20
    refuse(accessibility_problems(page))


def test_the_cells_of_a_saved_map_are_its_numbers(page_at: PageAt) -> None:
    page = page_at("/convolution?image=photo&rows=34&columns=26")
    open_files(page, "convolution-maps")
    drawing = ElementTree.fromstring(bytes_of(saved(page, "convolution-maps", "SVG")))
    images = list(drawing.iter(f"{SVG}image"))
    assert len(images) == 3
    for image in images:
        cells = Image.open(io.BytesIO(base64.b64decode(image.get(HREF).partition(",")[2])))
        assert cells.width / cells.height == pytest.approx(24 / 32, abs=0.02)
        assert len(set(cells.convert("RGB").get_flattened_data())) > 100


def test_figures_that_stand_one_below_the_other_on_a_phone_do_so_in_the_file(page_at: PageAt) -> None:
    page = page_at("/", width=390)
    open_files(page, "overview")
    refuse(sideways_problems(page) + accessibility_problems(page))
    drawing = ElementTree.fromstring(bytes_of(saved(page, "overview", "SVG")))
    assert float(drawing.get("width")) < 430  # instead of 979
    tops = [float(layer.get("y")) for layer in drawing.findall(f"{SVG}svg")]
    assert len(set(tops)) == 3  # the image, the maps, then vector and shares beside each other
    assert tops == sorted(tops)


def test_a_figure_is_saved_by_keyboard(page_at: PageAt) -> None:
    page = page_at("/softmax")
    open_files(page, "softmax-shares")
    page.get_by_role("button", name="Download CSV").focus()
    page.keyboard.press("Tab")
    with page.expect_download() as png:
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_download() as svg:
        page.keyboard.press(" ")
    names = [png.value.suggested_filename, svg.value.suggested_filename]
    assert names == ["softmax-shares-9.png", "softmax-shares-9.svg"]


def test_a_figure_that_is_not_drawn_is_said_in_a_sentence(page_at: PageAt) -> None:
    page = page_at("/convolution")
    open_files(page, "convolution-maps")
    page.evaluate(
        "document.querySelectorAll('.st-key-convolution-maps-1 .main-svg').forEach((layer) => layer.remove())"
    )
    downloads: list[Download] = []
    page.on("download", lambda download: downloads.append(download))
    files = page.locator(".st-key-convolution-maps-files")
    for kind in ("PNG", "SVG"):
        files.get_by_role("button", name=f"Download {kind}").click()
        expect(files.get_by_role("status")).to_have_text(
            "The figure is not drawn on this page yet: wait until it is, then press again."
        )
    assert downloads == []


def test_the_code_of_a_page_is_saved_as_script_and_notebook(page_at: PageAt) -> None:
    page = page_at("/convolution?image=6&step=13")
    page.get_by_text("The code for this page").click()
    files = {}
    for label in ("Download script", "Download notebook"):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        files[download.value.suggested_filename] = bytes_of(download.value).decode()
    assert set(files) == {"convolution-6.py", "convolution-6.ipynb"}
    compile(files["convolution-6.py"], "convolution-6.py", "exec")
    cells = json.loads(files["convolution-6.ipynb"])["cells"]
    assert "image = DIGITS[6]" in ["".join(cell["source"]) for cell in cells]
    assert "image = DIGITS[6]" in files["convolution-6.py"].splitlines()
    refuse(exception_problems(page) + accessibility_problems(page))
