"""Names of files and values of an address that would do something: shown letter by letter, and nobody else is asked."""

import re
from urllib.parse import quote

import numpy as np
import pytest
from playwright.sync_api import expect

from cnn_steps import init_parameters, save_parameters
from tests.browser.checks import wait_until_settled
from tests.hostile import NAMES
from ui.networks.codes import PRESETS
from ui.words import file_title, in_one_line

LINES = PRESETS["lines"].plan.layers
SEEN = "(element) => element.textContent.replaceAll('\\u2060', '')"
MADE_OF_WORDS = ":is(img, script, a, em, strong, code, del, .katex)"


def title_of(name: str) -> str:
    """A file's name as the page shows it; the browser sends a few letters of it in its own way."""
    return file_title(name.replace('"', "%22").replace("\n", "%0A"))


BEGINS_WITH = """(words) => document.querySelector('[data-testid="stSidebar"] [data-testid="stAlertContainer"]')
  ?.textContent.replaceAll('\\u2060', '').startsWith(words)"""


def test_a_hostile_name_of_a_picture_is_shown_letter_by_letter(page_at):
    page = page_at("/image?image=upload")
    sidebar = page.get_by_test_id("stSidebar")
    for name in NAMES:
        file = {"name": f"{name}.png", "mimeType": "image/png", "buffer": b"no picture"}
        sidebar.locator("input[type=file]").set_input_files(file)
        page.wait_for_function(BEGINS_WITH, arg=f"“{title_of(file['name'])}” could not be used")
        wait_until_settled(page)
        assert not sidebar.get_by_test_id("stAlertContainer").locator(MADE_OF_WORDS).count(), name


def test_a_hostile_name_of_a_file_of_weights_is_text_on_a_page_that_uses_it(page_at, tmp_path):
    save_parameters(tmp_path / "w.npz", init_parameters(LINES, (1, 8, 8), rng=np.random.default_rng(5)))
    page = page_at("/training")
    page.get_by_text("Load weights from a file").click()
    main = page.get_by_test_id("stMain")
    contents = (tmp_path / "w.npz").read_bytes()
    file = {"name": f"{NAMES[0]}.npz", "mimeType": "application/octet-stream", "buffer": contents}
    main.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Use on the other pages").click()
    wait_until_settled(page)
    page.get_by_role("link", name=re.compile("^Next: ")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From scratch to frameworks")
    wait_until_settled(page)
    assert f"loaded from {title_of(file['name'])}" in main.evaluate(SEEN)


@pytest.mark.parametrize("name", NAMES[:3])
def test_a_hostile_value_of_the_address_is_text(page_at, name):
    main = page_at(f"/convolution?kernel={quote(name)}&image={quote(name)}&step={quote(name)}").get_by_test_id("stMain")
    alerts = main.get_by_test_id("stAlertContainer")
    assert alerts.count() >= 2
    assert not alerts.locator(MADE_OF_WORDS).count()
    assert in_one_line(name)[:20].strip() in main.evaluate(SEEN)
