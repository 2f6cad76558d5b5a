"""Sessions that end under an open page: what a person has made is there again, in that tab alone, or is asked for."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect

from cnn_steps import sample_photo
from tests.browser.checks import exception_problems, refuse, sideways_problems, wait_until_settled
from tests.browser.running import free_port, read, running_app

PHOTO = io.BytesIO()
Image.fromarray(sample_photo()).save(PHOTO, "PNG")
CAT = {"name": "cat.png", "mimeType": "image/png", "buffer": PHOTO.getvalue()}
FINGER = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NOT_IN_IT = re.compile("The picture of whoever made this link is not in it")
# Every name of an image that stood in the sidebar, however briefly, since the page was loaded.
NAMES_SEEN = """new MutationObserver(() => {
  const name = document.querySelector('.facts b')?.textContent;
  if (name) (window.names ??= new Set()).add(name);
}).observe(document, { childList: true, subtree: true });"""


class Server:
    """The app at one address, which can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port, self._stack = folder, free_port(), ExitStack()
        self._starts, self._runs = 0, False
        self.start()

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._runs:
            return
        self._runs = True
        log = self._folder / f"server {self._starts}.log"
        self._starts += 1
        self.url = self._stack.enter_context(running_app(log, port=self._port))

    def end(self) -> None:
        self._stack.close()
        self._runs = False

    def restart(self, page: Page) -> None:
        """Start it anew under an open page, and wait until the page is back."""
        self.end()
        page.wait_for_selector("[data-test-connection-state]:not([data-test-connection-state=CONNECTED])")
        self.start()
        wait_until_settled(page, 600)

    def log(self) -> str:
        return "".join(read(path) for path in self._folder.glob("*.log"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("restarted"))
    yield server
    server.end()
    assert "Traceback (most recent call last)" not in server.log()


@pytest.fixture
def tab(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens an address in a tab of its own, of one person's browser or of another's."""
    contexts: list[BrowserContext] = []
    server.start()  # a test may have left it ended

    def open_tab(path: str, beside: Page | None = None, script: str = NAMES_SEEN, **screen: object) -> Page:
        if beside is None:
            contexts.append(browser.new_context(locale="en-US", **screen))
            contexts[-1].add_init_script(script)
        page = (beside.context if beside else contexts[-1]).new_page()
        page.goto(f"{server.url}{path}", wait_until="commit")
        wait_until_settled(page)
        return page

    yield open_tab
    for context in contexts:
        context.close()


def sidebar(page: Page) -> Page:
    return page.get_by_test_id("stSidebar")


def upload(page: Page) -> None:
    sidebar(page).locator("input[type=file]").set_input_files(CAT)
    expect(page.locator(".facts b")).to_have_text("Your picture")
    wait_until_settled(page)


def shown(page: Page) -> list[str]:
    """What a person sees of the image and of the first sum on a card."""
    picture = page.locator(".thumbnail").get_attribute("src")
    return [page.locator(".facts").inner_text(), str(picture), page.locator(".stepper .sum").inner_text(), page.url]


def choose_image(page: Page, name: str) -> None:
    sidebar(page).get_by_role("combobox", name="Image").click()
    page.get_by_role("option", name=name, exact=True).click()
    wait_until_settled(page)


def go_to(page: Page, link: str) -> None:
    """Go on inside the app, as the link at the foot of a page does."""
    page.get_by_role("link", name=link).click()
    wait_until_settled(page)


def restarted(server: Server, page: Page) -> None:
    server.restart(page)


def loaded_anew(server: Server, page: Page) -> None:
    page.reload(wait_until="commit")
    wait_until_settled(page)


ENDS = [restarted, loaded_anew]


@pytest.mark.parametrize("end", ENDS)
def test_a_picture_a_drawing_and_a_kernel_come_back_by_themselves(tab, server, end) -> None:
    page = tab("/stride-padding?image=draw&stride=2&kernel=1_0~0_-1")
    sidebar(page).locator(".pixels button").nth(17).click()
    page.wait_for_url("**pixels=*")
    drawing = re.search("pixels=([0-9a-f]+)", page.url)[1]
    choose_image(page, "Upload a picture")
    upload(page)
    go_to(page, "Back: Filters")
    go_to(page, "Back: Convolution")
    before = shown(page)
    assert "Your picture" in before[0] and "stride" not in page.url
    page.evaluate("window.names?.clear()")
    end(server, page)
    assert shown(page) == before
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert page.evaluate("[...(window.names ?? [])]") in ([], ["Your picture"])
    go_to(page, "Next: Filters")
    expect(page.locator(".facts b")).to_have_text("Your picture")
    assert "kernel=1_0%7E0_-1" in page.url.replace("~", "%7E")
    go_to(page, "Next: Stride")
    assert "stride=2" in page.url
    choose_image(page, "Draw one")
    assert f"pixels={drawing}" in page.url
    refuse(exception_problems(page) + sideways_problems(page))


@pytest.mark.parametrize("end", ENDS)
def test_digits_of_ones_own_come_back(tab, server, end) -> None:
    page = tab("/training")
    main = page.get_by_test_id("stMain")
    main.get_by_text("Can it learn from my digits?").click()
    wait_until_settled(page)
    for count in (1, 2):
        page.get_by_role("button", name="Add your drawing as a 9").click()
        expect(main.get_by_text(f"{count} so far ({count} × 9)")).to_be_visible()
    wait_until_settled(page)
    pictures = main.locator("img[alt^='Your digit']").evaluate_all("all => all.map(({ src }) => src)")
    assert len(pictures) == 2
    end(server, page)
    if end is loaded_anew:
        main.get_by_text("Can it learn from my digits?").click()
    expect(main.get_by_text("2 so far (2 × 9)")).to_be_visible()
    assert main.locator("img[alt^='Your digit']").evaluate_all("all => all.map(({ src }) => src)") == pictures


def test_a_training_that_is_gone_is_named_and_one_press_trains_it_again(tab, server) -> None:
    page = tab("/training?epochs=2&seed=4")
    main = page.get_by_test_id("stMain")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("button", name="Save weights")).to_be_visible(timeout=30_000)
    wait_until_settled(page)
    curves = main.locator(".training").first.inner_text()
    server.restart(page)
    expect(main.get_by_text(re.compile(r"training on lines \((set to )?2 epochs\) is gone"))).to_be_visible()
    page.get_by_role("button", name="Train it again").click()
    expect(page.get_by_role("button", name="Save weights")).to_be_visible(timeout=30_000)
    wait_until_settled(page)
    assert main.locator(".training").first.inner_text() == curves
    expect(main.get_by_text("had to begin anew")).to_have_count(0)


def test_a_picture_comes_back_on_a_phone_whose_sidebar_is_closed(tab, server) -> None:
    page = tab("/image?image=upload", **FINGER)
    expect(page.get_by_text(NOT_IN_IT)).to_be_visible()
    page.get_by_test_id("stExpandSidebarButton").tap()
    upload(page)
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").tap()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    loaded_anew(server, page)
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    expect(page.get_by_text(NOT_IN_IT)).to_have_count(0)
    expect(page.locator(".facts b")).to_have_text("Your picture")
    assert page.evaluate("[...window.names]") == ["Your picture"]


def test_a_second_tab_and_a_friend_are_asked_for_the_picture(tab) -> None:
    page = tab("/convolution?image=upload&rows=20")
    upload(page)
    for other in (tab("/convolution?image=upload&rows=20", beside=page), tab("/convolution?image=upload&rows=20")):
        expect(other.get_by_text(NOT_IN_IT)).to_be_visible()
        expect(other.locator(".facts b")).to_have_text("The 9")


def test_a_link_in_the_same_tab_shows_what_it_says_and_nothing_of_before(tab, server) -> None:
    page = tab("/stride-padding?stride=3&image=upload")
    upload(page)
    page.goto(f"{server.url}/convolution?bias=0.5", wait_until="commit")
    wait_until_settled(page)
    go_to(page, "Next: Filters")
    go_to(page, "Next: Stride")
    assert "stride=" not in page.url and "image=" not in page.url
    choose_image(page, "Upload a picture")
    expect(page.locator(".facts b")).to_have_text("Your picture")


def test_back_and_forward_between_pages_lose_nothing(tab, server) -> None:
    page = tab("/stride-padding?image=upload&rows=20&columns=24&stride=2")
    upload(page)
    go_to(page, "Back: Filters")
    go_to(page, "Back: Convolution")
    before = shown(page)
    go_to(page, "Next: Filters")
    page.go_back()
    wait_until_settled(page)
    assert shown(page) == before
    loaded_anew(server, page)
    assert shown(page) == before
    page.goto("about:blank")
    page.go_back(wait_until="commit")
    wait_until_settled(page)
    assert shown(page) == before
    go_to(page, "Next: Filters")
    go_to(page, "Next: Stride")
    assert "stride=2" in page.url


NO_STORAGE = {
    "forbidden": """const forbid = () => { throw new DOMException('no', 'SecurityError'); };
      Object.assign(Storage.prototype, { getItem: forbid, setItem: forbid, removeItem: forbid });""",
    "full": """const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (name, text) {
        if (text.length > 1000) throw new DOMException('full', 'QuotaExceededError');
        set.call(this, name, text);
      };""",
}


@pytest.mark.parametrize("kind", NO_STORAGE)
def test_a_browser_without_room_shows_all_pages_and_asks_for_the_picture_anew(tab, server, kind) -> None:
    problems: list[str] = []
    page = tab("/convolution?image=upload&rows=20", script=NO_STORAGE[kind])
    page.on("pageerror", lambda error: problems.append(str(error)))
    upload(page)
    go_to(page, "Next: Filters")
    expect(page.locator(".facts b")).to_have_text("Your picture")
    loaded_anew(server, page)
    expect(page.get_by_text("this browser lets a page keep none there when it is loaded anew")).to_be_visible()
    refuse(problems + exception_problems(page))


def test_where_nothing_has_to_come_back_the_tab_says_nothing(tab, server) -> None:
    page = tab("/convolution")
    told: list[str] = []

    def hear(socket: WebSocket) -> None:
        socket.on("framesent", lambda sent: told.append(sent if isinstance(sent, str) else sent.decode("latin-1")))

    page.on("websocket", hear)
    for path in ("/convolution", "/convolution?kernel=emboss&step=2"):
        page.goto(f"{server.url}{path}", wait_until="commit")
        wait_until_settled(page)
        loaded_anew(server, page)
    assert told and not [text for text in told if "what the tab keeps__events" in text]
    go_to(page, "Next: Filters")
    loaded_anew(server, page)  # the step of the page before has to come back
    assert len([text for text in told if "what the tab keeps__events" in text]) == 1


def test_nothing_outlasts_the_tab(tab) -> None:
    page = tab("/convolution?image=upload&kernel=1_0~0_-1")
    upload(page)
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('cnn-explorer')).length") == 3
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('cnn-explorer')).length") == 0
    assert not [cookie for cookie in page.context.cookies() if cookie["name"].startswith("cnn")]
    sizes = page.evaluate("Object.values(sessionStorage).map((text) => text.length)")
    assert max(sizes) <= 400_000


def test_noise_fits_into_the_tab_and_comes_back_as_it_was(tab, server) -> None:
    noise = io.BytesIO()
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (480, 480, 3), dtype=np.uint8)).save(noise, "PNG")
    page = tab("/convolution?image=upload&rows=20")
    sidebar(page).locator("input[type=file]").set_input_files({**CAT, "buffer": noise.getvalue()})
    expect(page.locator(".facts b")).to_have_text("Your picture")
    wait_until_settled(page)
    before = shown(page)
    assert 300_000 < page.evaluate("sessionStorage['cnn-explorer upload'].length") <= 400_000
    loaded_anew(server, page)
    assert shown(page) == before


def test_a_shot_outlasts_the_server_while_it_stands_in_the_field(tab, server) -> None:
    page = tab("/convolution?image=camera&rows=20", permissions=["camera"])
    camera = sidebar(page).get_by_test_id("stCameraInput")
    camera.get_by_role("button", name="Take Photo").click()
    expect(page.locator(".facts b")).to_have_text("Your shot")
    wait_until_settled(page, 500)
    before = shown(page)
    server.restart(page)
    assert shown(page) == before
    sidebar(page).get_by_text("Large numbers").click()
    wait_until_settled(page)
    assert shown(page)[:2] == before[:2]
    expect(sidebar(page).get_by_test_id("stAlert")).to_have_count(0)


AWAY = "No connection to the server. What you see stays"
BOXES_SEEN = """window.boxes = []; const look = () => {
  boxes.push(...[...document.querySelectorAll('[role=dialog]')].filter((box) => box.checkVisibility()).map(String));
  requestAnimationFrame(look);
}; look();"""


@pytest.mark.parametrize("screen", [{}, FINGER], ids=["desk", "phone"])
def test_while_the_server_is_away_a_line_says_so_and_nothing_is_taken_from_the_person(tab, server, screen) -> None:
    page = tab("/convolution?bias=0.5", **screen)
    line = page.get_by_role("alert").filter(has_text=AWAY)
    expect(line).to_have_count(0)  # nothing of it is read out
    main = page.get_by_test_id("stMain")
    main.evaluate("(main) => main.scrollTo(0, 150)")
    bias = page.get_by_label("Bias")
    bias.focus()
    page.keyboard.press("End")
    page.keyboard.type("2")
    page.evaluate(BOXES_SEEN)
    server.end()
    expect(line).to_be_in_viewport(ratio=1)
    page.wait_for_timeout(6000)  # Streamlit's box comes with its sixth try
    assert page.evaluate("boxes") == []
    page.keyboard.press("PageDown")  # the page is in use
    server.start()
    wait_until_settled(page, 600)
    expect(line).to_have_count(0)
    expect(bias).to_be_focused()
    expect(bias).to_have_value("0.52")
    refuse(exception_problems(page) + sideways_problems(page))


def test_the_line_stands_before_a_phones_open_sidebar(tab, server) -> None:
    page = tab("/", **FINGER)
    page.get_by_test_id("stExpandSidebarButton").tap()
    expect(page.get_by_test_id("stSidebarCollapseButton")).to_be_in_viewport()
    server.end()
    line = page.get_by_role("alert").filter(has_text=AWAY)
    expect(line).to_be_visible()
    on_top = """(line) => {
      const { left, top, right } = line.getBoundingClientRect();
      return [left + 9, (left + right) / 2, right - 9].every((x) => document.elementFromPoint(x, top + 9) === line);
    }"""
    assert line.evaluate(on_top)


def test_the_card_keeps_its_keys_while_the_server_is_away(tab, server) -> None:
    page = tab("/convolution")
    slider = page.locator(".stepper").get_by_role("slider").first
    slider.focus()
    server.end()
    expect(page.get_by_role("alert").filter(has_text=AWAY)).to_be_visible()
    page.wait_for_timeout(6000)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("2")
    server.start()
    wait_until_settled(page, 600)
    expect(slider).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=3")
    page.locator(".thumbnail").click()  # lets go of it
    page.evaluate("document.activeElement.blur()")
    server.restart(page)
    expect(slider).not_to_be_focused()
