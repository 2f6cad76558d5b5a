"""Finding the browser, without one: executables made for the test."""

from pathlib import Path

import pytest

from tests.browser import chromium


def make_executable(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no browser: its only folder of programs."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "playwright_download", lambda: None)
    return tmp_path


def test_nothing_is_found_on_a_bare_machine(bare: Path) -> None:
    assert chromium.find() is None


def test_a_browser_on_the_path_is_found(bare: Path) -> None:
    chrome = make_executable(bare / "google-chrome", "echo Google Chrome 150")
    assert chromium.find() == str(chrome)


def test_a_stub_that_only_points_to_a_snap_is_passed_over(bare: Path) -> None:
    make_executable(bare / "chromium-browser", "echo 'Command requires the chromium snap' >&2; exit 1")
    chrome = make_executable(bare / "google-chrome", "echo Google Chrome 150")
    assert chromium.find() == str(chrome)


def test_playwrights_download_is_the_last_resort(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    downloaded = str(make_executable(bare / "downloaded", "echo Chromium 150"))
    monkeypatch.setattr(chromium, "playwright_download", lambda: downloaded)
    assert chromium.find() == downloaded


def test_the_variable_chromium_comes_first_and_is_not_guessed_around(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_executable(bare / "chromium", "echo Chromium 150")
    chosen = make_executable(bare / "mine", "echo Chromium 151")
    monkeypatch.setenv("CHROMIUM", str(chosen))
    assert chromium.find() == str(chosen)
    monkeypatch.setenv("CHROMIUM", str(bare / "mistyped"))
    assert chromium.find() is None


@pytest.mark.parametrize(
    ("distribution", "root", "packages"),
    [("debian", True, ["chromium"]), ("ubuntu", True, []), ("debian", False, [])],
)
def test_apt_is_asked_for_chromium_on_debian_by_root_alone(
    bare: Path, monkeypatch: pytest.MonkeyPatch, distribution: str, root: bool, packages: list[str]
) -> None:
    asked: list[tuple[str, ...]] = []
    make_executable(bare / "apt-get", "exit 0")
    monkeypatch.setattr(chromium, "distribution", lambda: distribution)
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr(chromium, "driver_starts", lambda: True)
    monkeypatch.setattr(chromium, "command", lambda *words: asked.append(words))
    chromium.install()
    assert [word for words in asked[:-1] if words[:2] == ("apt-get", "install") for word in words[4:]] == packages
    assert asked[-1][1:4] == ("-m", "playwright", "install")


def test_the_library_that_playwright_needs_is_installed_even_beside_a_browser(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    make_executable(bare / "chromium", "echo Chromium 150")
    make_executable(bare / "apt-get", "exit 0")
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0)
    monkeypatch.setattr(chromium, "driver_starts", lambda: False)
    monkeypatch.setattr(chromium, "command", lambda *words: asked.append(words))
    chromium.install()
    assert asked[-1] == ("apt-get", "install", "-y", "-qq", "libatomic1")
    problem = chromium.missing()
    assert problem is not None
    assert "libatomic1" in problem


def test_main_says_in_one_sentence_what_to_install(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium, "driver_starts", lambda: True)
    monkeypatch.setattr(chromium, "install", lambda: None)
    assert chromium.main(["--install"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "apt-get install chromium" in said


def test_main_says_in_one_sentence_that_the_variable_is_wrong(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = bare / "mistyped"
    monkeypatch.setenv("CHROMIUM", str(chosen))
    assert chromium.main(["--install"]) == 1
    assert capsys.readouterr().err == f"CHROMIUM={chosen} is not a browser that starts: correct it or leave it out.\n"
