"""Chromium as a second opinion on files: what it paints of a picture is what ``read_picture`` makes of it."""

import base64

import numpy as np
import pytest
from playwright.sync_api import Page

from cnn_steps import read_picture
from tests import picture_reference
from tests.pictures import READ, contents, in_quarters
from tests.written_pictures import Written, written

# tests/cnn_steps/test_known_pictures.py knows the colors of all files, those too that Chromium can't vouch for.
NOT_PAINTED = {name for name, known in READ.items() if known.format in ("HEIC", "TIFF", "PPM")}
NOT_PAINTED |= {"icc_broken.avif"}  # Chromium refuses an AVIF whose profile is broken, though it paints such a PNG
PAINTED_OTHERWISE = {
    # Chromium keeps the upper eight bits, which are nearly black, where the reader stretches twelve.
    "twelve_bits_in_16.png",
    "twelve_bits_color.png",
    "twelve_bits_interlaced.png",
    # Chromium takes its levels 16 to 235 for black and white, which they are not: libavif gives those it was made of.
    "animation.avif",
}
PAINTED = [name for name in READ if name not in NOT_PAINTED | PAINTED_OTHERWISE]

PAINT = """async ([file, background, places]) => {
  const image = new Image();
  image.src = `data:application/octet-stream;base64,${file}`;
  try { await image.decode(); } catch (error) { return null; }
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const brush = canvas.getContext('2d', {colorSpace: 'srgb'});
  brush.fillStyle = background;
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(image, 0, 0);
  const colors = places.map(([row, column]) => [...brush.getImageData(column, row, 1, 1).data].slice(0, 3));
  return {size: [canvas.height, canvas.width], colors};
}"""


def painted(
    blank_page: Page, file: bytes, background: tuple[int, int, int], places: list[tuple[int, int]]
) -> dict | None:
    """The size of a file as Chromium shows it and its colors at some places; nothing if it can't show it."""
    color = f"rgb({', '.join(map(str, background))})"
    return blank_page.evaluate(PAINT, [base64.b64encode(file).decode(), color, places])


@pytest.mark.parametrize("name", PAINTED)
def test_chromium_paints_what_is_read(blank_page, name):
    picture = read_picture(contents(name), background="auto")
    places = in_quarters(*picture.upright.shape[:2])
    seen = painted(blank_page, contents(name), picture.background or (255, 255, 255), places)
    assert seen is not None, "Chromium does not paint it: add it to those it doesn't"
    assert tuple(seen["size"]) == picture.upright.shape[:2]
    colors = np.array([np.broadcast_to(picture.upright[place], 3) for place in places], dtype=int)
    np.testing.assert_allclose(colors, seen["colors"], rtol=0, atol=12)


@pytest.mark.parametrize("name", sorted(NOT_PAINTED))
def test_chromium_paints_nothing_of_what_is_left_out(blank_page, name):
    assert painted(blank_page, contents(name), (255, 255, 255), [(0, 0)]) is None


@pytest.mark.parametrize("name", sorted(PAINTED_OTHERWISE))
def test_chromium_paints_other_colors_where_it_is_not_followed(blank_page, name):
    known = READ[name]
    seen = painted(blank_page, contents(name), (255, 255, 255), in_quarters(*known.size))
    assert seen and np.max(np.abs(np.subtract(seen["colors"], known.quarters))) > 12


# What Pillow writes and Chromium sees otherwise, and why.
OTHERWISE = {
    "it keeps the upper eight bits where the reader stretches twelve": lambda file: (
        file.format == "PNG" and file.content.startswith("12 bits")
    ),
    "it takes a profile between Lab and Lab for one of a picture": lambda file: (
        file.format == "PNG" and file.profile == "Lab" and file.content != "LAB"
    ),
    "its black ink is brown with this profile": lambda file: file.content == "CMYK" and file.profile == "inks",
    "it does not turn a WebP": lambda file: file.format == "WEBP" and file.orientation != 1,
    "it does not show an AVIF whose profile is no use": lambda file: (
        file.format == "AVIF" and picture_reference.profile_use(file.file) == "unreadable"
    ),
}


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "AVIF"])
def test_chromium_paints_what_is_read_of_all_that_pillow_writes(blank_page, format):
    files = [file for file in written(format) if file.orientation in (1, 6)]
    followed = [file for file in files if not any(other(file) for other in OTHERWISE.values())]
    assert len(followed) > 0.4 * len(files)
    wrong = [f"{file}: {problem}" for file in followed if (problem := what_differs(blank_page, file))]
    assert not wrong, f"{len(wrong)} files, among them\n" + "\n".join(wrong[:: -(-len(wrong) // 20)])


def what_differs(blank_page: Page, file: Written) -> str:
    """In which way a file is read otherwise than Chromium paints it; nothing if they agree."""
    upright = read_picture(file.file).upright
    places = in_quarters(*upright.shape[:2])
    seen = painted(blank_page, file.file, (255, 255, 255), places)
    if seen is None:
        return "not painted"
    if tuple(seen["size"]) != upright.shape[:2]:
        return f"{upright.shape[:2]} painted as {tuple(seen['size'])}"
    colors = np.array([np.broadcast_to(upright[place], 3) for place in places], dtype=int)
    farthest = np.abs(colors - seen["colors"]).max()
    return f"{farthest} levels apart" if farthest > 12 else ""


@pytest.mark.parametrize("why", OTHERWISE)
def test_chromium_sees_otherwise_what_is_left_out(blank_page, why):
    files = [file for format in ("PNG", "JPEG", "WEBP", "AVIF") for file in written(format) if OTHERWISE[why](file)]
    assert any(what_differs(blank_page, file) for file in files[:20])
