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


def runs(*program: str) -> bool:
    """Whether a program starts and tells its version: Ubuntu's ``chromium-browser``, say, only points to a snap."""
    try:
        answer = subprocess.run([*program, "--version"], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
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

    if not driver_starts():
        return None
    with sync_playwright() as playwright:
        executable = playwright.chromium.executable_path
    return executable if Path(executable).exists() else None


def driver_starts() -> bool:
    """Whether Playwright itself starts: its driver needs a library that a minimal Debian lacks."""
    return runs(sys.executable, "-m", "playwright")


def missing() -> str | None:
    """One sentence: what keeps the browser tests from running, and what a person can do; nothing if all is there."""
    chosen = os.environ.get("CHROMIUM")
    if chosen and not runs(chosen):
        return f"CHROMIUM={chosen} is not a browser that starts: correct it or leave it out."
    if not driver_starts():
        return "Playwright does not start: run 'sudo apt-get install libatomic1', then try again."
    if find():
        return None
    if playwright_download():
        needed = f"sudo {sys.executable} -m playwright install-deps chromium"
        return (
            f"Playwright's Chromium does not start, it seems to miss system libraries: run '{needed}', then try again."
        )
    return (
        "The browser tests need Chromium: install it or Google Chrome so that 'chromium --version' works "
        "(on Debian: 'sudo apt-get install chromium'), or set CHROMIUM=/path/to/it."
    )


def install() -> None:
    """Install what is missing as far as this user may: root with apt, anybody by Playwright's download."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        # Ubuntu's package only points to a snap, which containers cannot run.
        chromium = ["chromium"] if distribution() == "debian" and not find() else []
        library = [] if driver_starts() else ["libatomic1"]
        if chromium or library:
            command("apt-get", "update", "-qq")
            command("apt-get", "install", "-y", "-qq", *library, *chromium)
    if driver_starts() and not find():
        command(sys.executable, "-m", "playwright", "install", *(["--with-deps"] if root else []), "chromium")


def distribution() -> str:
    """The ID in /etc/os-release, such as debian or ubuntu; empty where there is no such file."""
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix("ID=").strip('"') for line in lines if line.startswith("ID=")), "")


def command(*words: str) -> None:
    """Run a command that asks no questions; its output is shown only if it fails, which is no reason to stop."""
    print("+", " ".join(words), file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ran = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, env=environment)
    if ran.returncode:
        print((ran.stdout + ran.stderr).decode(errors="replace"), file=sys.stderr)


def main(arguments: list[str]) -> int:
    problem = missing()
    if problem and "--install" in arguments and not os.environ.get("CHROMIUM"):
        install()
        problem = missing()
    if problem:
        print(problem, file=sys.stderr)
        return 1
    print(find())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
