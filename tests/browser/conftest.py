"""A running app, a Chromium, and pages in it that record what went wrong behind the scenes."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser import chromium
from tests.browser.checks import refuse, wait_until_settled

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
FLAGS = [  # keep Chromium from calling home, and off a GPU that a server does not have
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
# Below a deep link Streamlit first looks for its server beside the page, and finds it at the root next.
LOOKED_FOR = ("/_stcore/health", "/_stcore/host-config")


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


@contextmanager
def running_app(log: Path) -> Iterator[str]:
    """Start the app in a process of its own and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    options = {
        "server.port": port,
        "server.address": "localhost",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "full",
    }
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    command += [f"--{name}={value}" for name, value in options.items()]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as sink:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT
        )
        try:
            if problem := wait_for_server(server, url):
                pytest.fail(f"The app did not start: {problem}. Its log ends:\n{tail(read(log))}", pytrace=False)
            yield url
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def wait_for_server(server: subprocess.Popen[bytes], url: str) -> str | None:
    """Wait for its health endpoint; what went wrong, if it did."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            return f"it ended with exit status {server.returncode}"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return None
        except OSError:
            time.sleep(0.1)
    return f"no answer at {url} in {START_SECONDS} seconds"


def read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")


def tail(text: str, lines: int = 40) -> str:
    return "\n".join(text.splitlines()[-lines:])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for this run of the tests."""
    executable = chromium.find()
    if executable is None:
        pytest.skip("No Chromium found: 'make test' installs one")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield launched
        launched.close()


class PageAt:
    """Opens pages of the app, each in a browser of its own as far as it can tell, and records their problems."""

    def __init__(self, browser: Browser, app_url: str) -> None:
        self._browser = browser
        self._app_url = app_url
        self._contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def __call__(self, path: str = "/", width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        """Open the page at an address such as "/pooling?size=2" and wait until it has settled."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-US",
            accept_downloads=True,
        )
        self._contexts.append(context)
        context.on("request", lambda request: self._check_address(request.url))
        context.on("console", self._check_message)
        context.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._check_address(socket.url)))
        page = context.new_page()
        page.goto(f"{self._app_url}{path}", wait_until="commit")
        wait_until_settled(page)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

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


@pytest.fixture
def page_at(browser: Browser, app_url: str, app_log: Path) -> Iterator[PageAt]:
    """Opens pages; at its end fails the test for foreign requests, console errors, page errors, errors in the log."""
    logged_before = len(read(app_log))
    opener = PageAt(browser, app_url)
    yield opener
    opener.close()
    logged = read(app_log)[logged_before:]
    if "Traceback (most recent call last)" in logged:
        opener.problems.append(f"error in the app's log:\n{tail(logged)}")
    refuse(opener.problems)
