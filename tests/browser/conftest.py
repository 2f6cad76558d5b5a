"""A running app, a Chromium, and pages in it that record what went wrong behind the scenes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser import chromium
from tests.browser.checks import refuse, wait_until_settled
from tests.browser.running import launched, read, running_app, tail
from tests.browser.script import Script

# Below a deep link Streamlit first looks for its server beside the page, and finds it at the root next.
LOOKED_FOR = ("/_stcore/health", "/_stcore/host-config")


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def app_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the app writes on its terminal."""
    return tmp_path_factory.mktemp("app") / "server.log"


@pytest.fixture(scope="session")
def app_url(app_log: Path) -> Iterator[str]:
    """The address, without a slash at its end, of the app started for this run of the tests."""
    with running_app(app_log) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for this run of the tests."""
    executable = chromium.find()
    if executable is None:
        pytest.skip("No Chromium found: 'make test' installs one")
    with launched(executable) as browser:
        yield browser


@pytest.fixture(scope="module")
def blank_page(browser: Browser) -> Iterator[Page]:
    """A page without the app, for scripts of a test's own."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def script(blank_page: Page) -> Callable[..., Script]:
    """Loads a script of the components by its path, such as "shared/numbers.js", without the app.

    Names after the path are those of what it imports that a test calls as well.
    """
    return lambda name, *imported: Script(blank_page, name, *imported)


@cache
def context_for(browser: Browser, width: int, height: int, dark: bool, touch: bool, still: bool) -> BrowserContext:
    """One for each screen: what it has fetched serves all tests of a run."""
    return browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        has_touch=touch,
        is_mobile=touch,
        reduced_motion="reduce" if still else "no-preference",
        locale="en-US",
        accept_downloads=True,
    )


@cache
def free_tabs(browser: Browser, *screen: int) -> list[Page]:
    """Tabs of a screen that no test uses. A page opens in half the time in one that had another before."""
    return []


class PageAt:
    """Opens pages of the app, each a session of its own, and records their problems."""

    def __init__(self, browser: Browser, app_url: str) -> None:
        self._browser = browser
        self._app_url = app_url
        self._used: list[tuple[Page, list[Page]]] = []
        self._heard: dict[Any, Callable[[Any], None]] = {
            "request": lambda request: self._check_address(request.url),
            "console": self._check_message,
            "pageerror": lambda error: self.problems.append(f"page error: {error}"),
            "websocket": lambda socket: self._check_address(socket.url),
        }
        self.problems: list[str] = []

    @contextmanager
    def expecting(self, *words: str) -> Iterator[None]:
        """Meanwhile, errors in the console with one of these words are no problems."""
        before = len(self.problems)
        yield
        self.problems[before:] = [
            problem for problem in self.problems[before:] if not any(word in problem for word in words)
        ]

    def __call__(
        self,
        path: str = "/",
        width: int = 1280,
        height: int = 900,
        *,
        dark: bool = False,
        touch: bool = False,
        still: bool = False,
    ) -> Page:
        """Open the page at an address such as "/pooling?size=2" and wait until it has settled.

        The screen may be dark, may be one to touch, and its owner may want things to keep still.
        """
        screen = self._browser, width, height, dark, touch, still
        free = free_tabs(*screen)
        page = free.pop() if free else context_for(*screen).new_page()
        self._used.append((page, free))
        for event, hear in self._heard.items():
            page.on(event, hear)
        page.goto(f"{self._app_url}{path}", wait_until="commit")
        wait_until_settled(page)
        return page

    def close(self) -> None:
        """End the sessions, and leave the tabs as if nobody had used them."""
        for page, free in self._used:
            page.evaluate("localStorage.clear(); sessionStorage.clear()")  # such as whether the sidebar was open
            page.mouse.move(0, 0)
            page.goto("about:blank")
            for event, hear in self._heard.items():
                page.remove_listener(event, hear)
            free.append(page)

    def _check_address(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != urlsplit(self._app_url).netloc:
            self.problems.append(f"foreign request: {url}")

    def _check_message(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        where = message.location["url"]
        path = where.removeprefix(self._app_url)
        beside_a_deep_link = path.endswith(LOOKED_FOR) and path not in LOOKED_FOR
        if not ("404" in message.text and beside_a_deep_link):
            self.problems.append(f"console error: {message.text} ({where})")


@contextmanager
def watched_pages(browser: Browser, app_url: str, app_log: Path) -> Iterator[PageAt]:
    """Opens pages; at its end fails for foreign requests, console errors, page errors, errors in the app's log."""
    logged_before = len(read(app_log))
    opener = PageAt(browser, app_url)
    yield opener
    opener.close()
    logged = read(app_log)[logged_before:]
    if "Traceback (most recent call last)" in logged:
        opener.problems.append(f"error in the app's log:\n{tail(logged)}")
    refuse(opener.problems)


@pytest.fixture
def page_at(browser: Browser, app_url: str, app_log: Path) -> Iterator[PageAt]:
    """Opens pages for one test, and fails it for what goes wrong behind the scenes."""
    with watched_pages(browser, app_url, app_log) as opener:
        yield opener
