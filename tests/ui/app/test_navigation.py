"""The frame: addresses a fresh server knows, and its component that goes ahead of the page."""

from pathlib import Path
from types import SimpleNamespace
from unittest.mock import PropertyMock

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.source_util import page_icon_and_name

from tests.pages.app import open_page
from ui.app import navigation
from ui.frame import run, tab


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(tab, "wait", waited.append)
    return waited


def test_a_page_gives_the_frame_a_head_start_once_a_session(pauses, monkeypatch):
    monkeypatch.setattr(ContextProxy, "headers", PropertyMock(return_value={"Host": "localhost"}))
    app = open_page("2_convolution.py")
    assert pauses == [run.HEAD_START]
    app.switch_page("pages/6_pooling.py").run()
    assert pauses == [run.HEAD_START]


def test_nothing_waits_where_there_is_no_browser(pauses):
    open_page("2_convolution.py")
    assert pauses == []


@pytest.mark.parametrize("lesson", navigation.LESSONS[1:], ids=lambda lesson: lesson.address)
def test_an_address_is_known_by_its_file_before_the_menu_is_declared(lesson):
    # The first visitor of a fresh server is told “Page not found” otherwise.
    _, name = page_icon_and_name(Path(lesson.file))
    assert name == lesson.address


@pytest.mark.parametrize(
    ("image", "answered", "waited"),
    [("photo", False, 0.15), ("upload", False, tab.PATIENCE), ("camera", False, tab.PATIENCE), ("upload", True, 0.0)],
)
def test_a_page_waits_longer_for_a_picture_that_may_come_back(monkeypatch, image, answered, waited):
    now = [100.0]
    clock = SimpleNamespace(monotonic=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))
    monkeypatch.setattr(tab, "time", clock)
    monkeypatch.setattr(tab.state, "arrived_with", lambda setting: image)
    monkeypatch.setattr(tab, "is_answered", lambda: answered)
    tab.wait(0.15)
    assert now[0] - 100 == pytest.approx(waited, abs=tab.LOOK_EVERY * 1.01)
