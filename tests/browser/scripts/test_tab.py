"""What a tab keeps: parcels and settings are brought back to a new session as they were, and nothing else is."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.script import Script

# Runs the tab through what one run of the app after the other sends, and gives all that it reports, as JSON carries it.
RUNS = """({ keepInTab }, runs) => {
  const reports = [];
  for (const run of runs) keepInTab(run, (...report) => reports.push(report));
  return JSON.parse(JSON.stringify(reports));
}"""
LETTER = {"facts": '{"name": "é"}', "bytes": base64.b64encode(bytes(range(256)) + b"\n\n").decode()}
NEW = {"digest": "abc", "content": LETTER}
KNOWN = {"digest": "abc", "content": None}
NONE = {"digest": "", "content": None}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a site of its own, which has storage."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<p>A page</p>", content_type="text/html"))
    page.goto("http://tab.test/lesson?kernel=1")
    yield page
    page.close()


def sent(session: str, **rest: Any) -> dict[str, Any]:
    """What a run sends, with one parcel that is empty."""
    return {"session": session, "asks": False, "answered": False, "record": {}, "parcels": {"letter": NONE}} | rest


def reports(page: Page, *runs: dict[str, Any]) -> list[Any]:
    """What the tab reports in these runs of the app, after the page was loaded."""
    found: list[Any] = Script(page, "frame/tab.js").run(RUNS, list(runs))
    return found


def test_a_tab_that_has_kept_nothing_says_so_only_when_it_is_asked(page: Page) -> None:
    assert reports(page, sent("one")) == []
    [(name, answer)] = reports(page, sent("two", asks=True))
    assert name == "back"
    assert answer == {"session": "two", "refused": False, "record": {}, "parcels": {}}


def test_a_new_session_is_brought_what_was_kept_as_it_was(page: Page) -> None:
    record = {"settings": {"kernel": "1"}, "notes": {"a": "b"}}
    assert reports(page, sent("one", record=record, parcels={"letter": NEW})) == []
    page.reload()
    [(_, answer)] = reports(page, sent("two"), sent("two"))
    assert answer == {"session": "two", "refused": False, "record": record, "parcels": {"letter": LETTER}}


def test_nothing_is_written_over_before_the_session_knows_what_was_kept(page: Page) -> None:
    reports(page, sent("one", record={"settings": {"kernel": "1"}}, parcels={"letter": NEW}))
    page.reload()
    assert len(reports(page, sent("two"))) == 1
    page.reload()
    [(_, answer)] = reports(page, sent("three"))
    assert answer["parcels"] == {"letter": LETTER}
    page.reload()
    reports(page, sent("four", answered=True))
    page.reload()
    assert reports(page, sent("five")) == []


def test_another_page_brings_back_notes_without_settings(page: Page) -> None:
    reports(page, sent("one", record={"settings": {"kernel": "1"}, "notes": {"a": "b"}}))
    page.goto("http://tab.test/lesson?kernel=2")
    [(_, answer)] = reports(page, sent("two"))
    assert answer["record"] == {"notes": {"a": "b"}}


def test_a_parcel_that_is_missing_is_asked_for_once(page: Page) -> None:
    run = sent("one", answered=True, parcels={"letter": KNOWN})
    assert reports(page, run, run) == [["wanted", ["letter"]]]
    page.reload()
    assert reports(page, sent("two", parcels={"letter": NEW}), sent("two", parcels={"letter": KNOWN})) == []


@pytest.mark.parametrize("text", ["abc", "abc\n{}", "abc\n{}\nno byte: €"])
def test_what_is_no_parcel_stays_where_it_is(page: Page, text: str) -> None:
    page.evaluate("(text) => sessionStorage.setItem('cnn-explorer letter', text)", text)
    [(_, answer)] = reports(page, sent("one", asks=True))
    assert answer["parcels"] == {}


@pytest.mark.parametrize("text", ["null", "[1]", "1", "{", '"text"'])
def test_a_record_that_is_no_object_counts_as_none(page: Page, text: str) -> None:
    reports(
        page, sent("none", record={"settings": {"kernel": "1"}})
    )  # on this page, so that all of it would be brought
    page.evaluate("(text) => sessionStorage.setItem('cnn-explorer', text)", text)
    [(_, answer)] = reports(page, sent("one", asks=True))
    assert answer["record"] == {}


def test_a_browser_that_forbids_storage_is_reported(browser: Browser) -> None:
    page = browser.new_page()  # a blank page has no storage
    [(_, answer)] = reports(page, sent("one", asks=True, record={"notes": {}}))
    assert answer == {"session": "one", "refused": True, "record": {}, "parcels": {}}
    page.close()
