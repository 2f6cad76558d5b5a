"""Find the Chromium that the browser tests drive, and install one where there is none.

``python -m tests.browser.chromium`` prints its path, or one sentence about what is missing;
with ``--install`` it tries to install one first.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def runs(executable: str | Path) -> bool:
    """Whether it is a browser that starts: Ubuntu's ``chromium-browser``, say, only points to a snap."""
    try:
        answer = subprocess.run([executable, "--version"], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.strip() != b""


def find() -> str | None:
    """The path of a browser that starts: the variable CHROMIUM, then PATH, then Playwright's own download."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen if runs(chosen) else None
    for name in NAMES:
        if (executable := shutil.which(name)) and runs(executable):
            return executable
    downloaded = playwright_download()
    return downloaded if downloaded and runs(downloaded) else None


def playwright_download() -> str | None:
    """Where Playwright keeps the Chromium that it downloads, if it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        executable = playwright.chromium.executable_path
    return executable if Path(executable).exists() else None


def install() -> str | None:
    """Install Chromium; nothing if that worked, else one sentence that says what a person can do."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and distribution() == "debian":
        succeeded("apt-get", "update", "-qq") and succeeded("apt-get", "install", "-y", "-qq", "chromium")
        if find():
            return None
    with_libraries = ["--with-deps"] if root else []
    downloaded = succeeded(sys.executable, "-m", "playwright", "install", *with_libraries, "chromium")
    if find():
        return None
    if downloaded:
        needed = f"sudo {sys.executable} -m playwright install-deps chromium"
        return (
            f"Playwright's Chromium does not start, it seems to miss system libraries: run '{needed}', then try again."
        )
    return (
        "The browser tests need Chromium and installing it failed: install Chromium or Google Chrome so that "
        "'chromium --version' works (on Debian: 'sudo apt-get install chromium'), or set CHROMIUM=/path/to/it."
    )


def distribution() -> str:
    """The ID in /etc/os-release, such as debian or ubuntu; empty where there is no such file."""
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix("ID=").strip('"') for line in lines if line.startswith("ID=")), "")


def succeeded(*command: str) -> bool:
    """Run a command, its output on standard error, without questions."""
    print("+", " ".join(command), file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment)
    except OSError:
        return False
    return ran.returncode == 0


def main(arguments: list[str]) -> int:
    found = find()
    if found:
        print(found)
        return 0
    if chosen := os.environ.get("CHROMIUM"):
        problem: str | None = f"CHROMIUM={chosen} is not a browser that starts: correct it or leave it out."
    elif "--install" in arguments:
        problem = install()
    else:
        problem = "No Chromium found: 'make test' installs one."
    if problem:
        print(problem, file=sys.stderr)
        return 1
    print(find())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
