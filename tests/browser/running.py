"""Starts what browser tests and benchmarks drive: the app in a process of its own, and a Chromium."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
FLAGS = [  # keep Chromium from calling home, and off a GPU that a server does not have
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",  # a camera that sees a moving disk; pages ask before they may use it
]


@contextmanager
def running_app(log: Path, script: str = "streamlit_app.py", port: int | None = None) -> Iterator[str]:
    """Start the app, or another script, in a process of its own and give its address.

    It listens at a free port where none is given.
    """
    port = port or free_port()
    url = f"http://localhost:{port}"
    options = {
        "server.port": port,
        "server.address": "localhost",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "full",
    }
    command = [sys.executable, "-m", "streamlit", "run", script]
    command += [f"--{name}={value}" for name, value in options.items()]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as sink:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT
        )
        try:
            if problem := wait_for_server(server, url):
                raise RuntimeError(f"The app did not start: {problem}. Its log ends:\n{tail(read(log))}")
            yield url
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


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


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()
