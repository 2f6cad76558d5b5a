"""What the browser's tab keeps in case the session ends, and sends back when the next one begins.

Every run sends the tab a record of the settings, steps and notes. A parcel, which is a person's picture or digits, is
sent once. What comes back when a session begins is checked like an upload.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ui.address import settings, state
from ui.components.page_frame import FrameData, ParcelContent, ParcelNews, TabAnswer, frame
from ui.components.wire import from_json
from ui.picture import keeping
from ui.training import lost, own_digits

KEY = "what the tab keeps"
PATIENCE = 1.0  # seconds to wait for a picture that the tab has kept, so that the page does not show the 9 first
LOOK_EVERY = 0.02  # seconds; each look lets Streamlit begin the run that has the answer
MOST_PAGES = 50
_SESSION = "name of the session in the tab"
_ANSWERED = "what the tab had kept is known"
_WANTED = "parcels the tab has asked for"


@dataclass(frozen=True)
class Parcel:
    """A person's picture or digits, as a tab keeps them.

    Attributes
    ----------
    has : gives what this session has of them; None for nothing.
    put : makes the session have them.
    pack : turns them into facts that JSON can hold, and bytes.
    unpack : turns facts and bytes back into them; raises a ``ValueError`` for what ``pack`` can't have given.
    """

    has: Callable[[], Any]
    put: Callable[[Any], None]
    pack: Callable[[Any], tuple[Mapping[str, object], bytes]]
    unpack: Callable[[Mapping[str, object], bytes], Any]


def _picture(name: str) -> Parcel:
    return Parcel(partial(state.kept, name), partial(state.keep, name), keeping.packed, keeping.unpacked)


PARCELS: Mapping[str, Parcel] = {
    "upload": _picture("upload"),
    "camera": _picture("camera"),
    "digits": Parcel(
        lambda: own_digits.own_digits() or None,
        own_digits.put_digits,
        lambda digits: ({}, own_digits.packed(digits)),
        lambda facts, data: own_digits.unpacked(data),
    ),
}


def mount() -> None:
    """Put the frame in place, and hand down to the tab what it is to keep."""
    frame(handed_down(), key=KEY, on_back=_take_back, on_wanted=_take_wanted)


def handed_down() -> FrameData:
    """What the tab is sent in this run: a parcel only in the run after it came, or where it is wanted."""
    record = {"settings": state.written_settings(), "steps": state.written_steps(), "notes": lost.notes()}
    wanted = state.kept(_WANTED) or ()
    state.keep(_WANTED, None)
    return FrameData(
        session=_session(),
        asks=asks_for_picture(),
        answered=is_answered(),
        record={name: part for name, part in record.items() if part},
        parcels={name: _handed_down(name, parcel, name in wanted) for name, parcel in PARCELS.items()},
    )


def _session() -> str:
    if state.kept(_SESSION) is None:
        state.keep(_SESSION, secrets.token_hex(8))
    return str(state.kept(_SESSION))


def _handed_down(name: str, parcel: Parcel, wanted: bool) -> ParcelNews:
    """What the tab is sent of a parcel: its digest, and with it all the rest if it is new or the tab wants it."""
    content = parcel.has()
    if content is None:
        return ParcelNews("", None)
    known, digest = _known(name)
    if known is content and not wanted:
        return ParcelNews(digest, None)
    facts, data = parcel.pack(content)
    written = json.dumps(facts, default=lambda number: number.item())  # NumPy's numbers
    digest = _digest(written, data)
    _note(name, content, digest)
    return ParcelNews(digest, ParcelContent(written, base64.b64encode(data).decode()))


def _known(name: str) -> tuple[Any, str]:
    """The content of the parcel that the tab has kept last under a name, and its digest."""
    known: tuple[Any, str] = state.kept(f"parcel {name}") or (None, "")
    return known


def _note(name: str, content: Any, digest: str) -> None:
    state.keep(f"parcel {name}", (content, digest))


def _digest(facts: str, data: bytes) -> str:
    return hashlib.blake2b(facts.encode() + b"\n" + data, digest_size=8).hexdigest()


def is_answered() -> bool:
    """Whether the tab has answered what it had kept."""
    return bool(state.kept(_ANSWERED))


def asks_for_picture() -> bool:
    """Whether the session began with an address that shows a person's own picture."""
    return state.arrived_with(settings.IMAGE) in ("upload", "camera")


def wait(seconds: float) -> None:
    """Wait until the tab has answered, but no longer than this; the answer makes Streamlit end this run here."""
    end = time.monotonic() + (PATIENCE if asks_for_picture() else seconds)
    while not is_answered() and time.monotonic() < end:
        time.sleep(LOOK_EVERY)


def _take_wanted(names: tuple[str, ...]) -> None:
    state.keep(_WANTED, tuple(name for name in PARCELS if name in names))


def _take_back(answer: TabAnswer) -> None:
    """Take over what the tab had kept when this session began: once, and only what is in order."""
    if is_answered() or answer.session != _session():
        return
    state.keep(_ANSWERED, True)
    state.keep(state.TAB_REFUSES, answer.refused)
    in_order = [_is_taken(take, answer) for take in (_take_parcels, _take_settings, _take_notes)]
    if not all(in_order):
        state.notice(
            "Some of what this tab had kept from before can't be read, so it was dropped: choose, draw or set it anew."
        )


def _is_taken(take: Callable[[TabAnswer], None], answer: TabAnswer) -> bool:
    try:
        take(answer)
    except ValueError:
        return False
    return True


def _take_parcels(answer: TabAnswer) -> None:
    refused = None
    for name, parcel in PARCELS.items():
        if name not in answer.parcels or parcel.has() is not None:
            continue
        try:
            sent = from_json(ParcelContent, answer.parcels[name])
            data = base64.b64decode(sent.bytes, validate=True)
            content, digest = parcel.unpack(_object(sent.facts), data), _digest(sent.facts, data)
        except ValueError as error:
            refused = error
            continue
        parcel.put(content)
        _note(name, content, digest)
    if refused:
        raise refused


def _object(text: str) -> dict[str, object]:
    """A text that is an object as JSON has it."""
    try:
        found = json.loads(text)
    except RecursionError:
        found = None
    if not isinstance(found, dict):
        raise ValueError("the facts of a parcel go by their names: send an object")
    return found


def _take_settings(answer: TabAnswer) -> None:
    named = from_json(Mapping[str, str], answer.record.get("settings", {}))
    steps = from_json(Mapping[str, Mapping[str, str]], answer.record.get("steps", {}))
    if len(steps) > MOST_PAGES or any(len(texts) > len(settings.SETTINGS) for texts in (named, *steps.values())):
        raise ValueError("there are more settings or steps than an app has: send those that it has")
    state.bring_back(named, steps)


def _take_notes(answer: TabAnswer) -> None:
    for words in lost.take_notes(answer.record.get("notes", {})):
        state.notice(words)
