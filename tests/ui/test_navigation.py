"""The frame's first run: its component goes ahead of the page, once to a session and only where there is a browser."""

from types import SimpleNamespace
from unittest.mock import PropertyMock

import pytest
from streamlit.runtime.context import ContextProxy

from tests.pages.app import open_page
from ui import navigation


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(navigation, "time", SimpleNamespace(sleep=waited.append))
    return waited


def test_a_page_gives_the_frame_a_head_start_once_a_session(pauses, monkeypatch):
    monkeypatch.setattr(ContextProxy, "headers", PropertyMock(return_value={"Host": "localhost"}))
    app = open_page("2_convolution.py")
    assert pauses == [navigation.HEAD_START]
    app.switch_page("pages/6_pooling.py").run()
    assert pauses == [navigation.HEAD_START]


def test_nothing_waits_where_there_is_no_browser(pauses):
    open_page("2_convolution.py")
    assert pauses == []
