"""While the server is gone a box of Streamlit is closed, and what had the focus gets it again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.script import Script

PAGE = """<div data-testid="stApp" data-test-connection-state="CONNECTED"><button id="used">Used</button></div>
<p class="away" hidden>Away</p>"""
BOX = """(title) => {
  const box = document.createElement("div");
  box.setAttribute("role", "dialog");
  box.innerHTML = `<b>${title}</b><button aria-label="Close">×</button>`;
  box.querySelector("button").onclick = () => box.remove();
  document.body.append(box);
  box.querySelector("button").focus();
}"""
STATE = "(state) => document.querySelector('[data-testid=stApp]').setAttribute('data-test-connection-state', state)"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_content(PAGE)
    yield page
    page.close()


@pytest.fixture
def connection(page: Page) -> Script:
    script = Script(page, "frame/connection.js")
    script.run("({ onceBack }) => { window.back = 0; onceBack.push(() => (window.back += 1)); }")
    return script


@pytest.mark.usefixtures("connection")
def test_the_box_is_closed_and_the_focus_is_given_back(page: Page) -> None:
    page.locator("#used").focus()
    page.evaluate(STATE, "PINGING_SERVER")
    page.evaluate(BOX, "Connection error")
    expect(page.locator("[role=dialog]")).to_have_count(0)
    expect(page.locator("#used")).to_be_focused()


@pytest.mark.usefixtures("connection")
def test_what_a_person_let_go_of_does_not_get_the_focus(page: Page) -> None:
    page.locator("#used").click()
    page.mouse.click(300, 300)
    page.evaluate(STATE, "DISCONNECTED")
    page.evaluate(BOX, "Connection error")
    page.wait_for_timeout(200)  # longer than it takes to give the focus back
    expect(page.locator("[role=dialog]")).to_have_count(0)
    expect(page.locator("#used")).not_to_be_focused()


@pytest.mark.usefixtures("connection")
def test_other_boxes_stay_and_so_does_this_one_while_the_server_is_there(page: Page) -> None:
    page.evaluate(BOX, "Connection error")
    page.wait_for_timeout(100)
    expect(page.locator("[role=dialog]")).to_have_count(1)
    page.evaluate("document.querySelector('[role=dialog]').remove()")
    page.evaluate(STATE, "DISCONNECTED")
    page.evaluate(BOX, "Settings")
    page.wait_for_timeout(100)
    expect(page.locator("[role=dialog]")).to_have_count(1)


@pytest.mark.usefixtures("connection")
def test_a_server_that_is_back_is_noticed_once(page: Page) -> None:
    states = ["CONNECTED", "PINGING_SERVER", "CONNECTING", "CONNECTED", "CONNECTED"]
    counts = []
    for state in states:
        page.evaluate(STATE, state)
        counts.append(page.evaluate("window.back"))
    assert counts == [0, 0, 0, 1, 1]


def test_the_line_stands_once_at_the_end_of_the_page(page: Page, connection: Script) -> None:
    page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<div id=component></div>')")
    page.evaluate("document.querySelector('#component').append(document.querySelector('.away'))")
    for _ in range(2):
        connection.run("({ showWhenAway }) => showWhenAway(document.querySelector('#component .away'))")
    expect(page.locator("body > .away")).to_have_count(1)
    expect(page.locator("body > .away")).to_be_visible()
