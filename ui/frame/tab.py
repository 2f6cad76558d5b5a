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
from ui.components.page_frame import frame
from ui.picture import keeping
from ui.training import lost, own_digits

KEY = "what the tab keeps"
PATIENCE = 1.0  # seconds to wait for a picture that the tab has kept, so that the page does not show the 9 first
LOOK_EVERY = 0.02  # seconds; each look lets Streamlit begin the run that has the answer
MOST_OF_A_PARCEL = 400_000  # bytes
MOST_OF_A_TEXT = 10_000  # letters
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
    pack: Callable[[Any], tuple[dict[str, Any], bytes]]
    unpack: Callable[[Mapping[str, Any], bytes], Any]


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


def handed_down() -> dict[str, Any]:
    """What the tab is told in this run.

    Returns
    -------
    ``session``, a name for it; ``asks``, whether the tab is to answer even if it has kept nothing; ``answered``;
    ``record``, the settings, steps and notes worth keeping; ``parcels``, of each its ``digest``, "" for none, and in
    the run after it came also its ``facts`` and ``bytes``.
    """
    record = {"settings": state.written_settings(), "steps": state.written_steps(), "notes": lost.notes()}
    wanted = state.kept(_WANTED) or ()
    state.keep(_WANTED, None)
    return {
        "session": _session(),
        "asks": asks_for_picture(),
        "answered": is_answered(),
        "record": {name: part for name, part in record.items() if part},
        "parcels": {name: _handed_down(name, parcel, name in wanted) for name, parcel in PARCELS.items()},
    }


def _session() -> str:
    if state.kept(_SESSION) is None:
        state.keep(_SESSION, secrets.token_hex(8))
    return str(state.kept(_SESSION))


def _handed_down(name: str, parcel: Parcel, wanted: bool) -> dict[str, str]:
    """What the tab is sent of a parcel: its digest, and with it all the rest if it is new or the tab wants it."""
    content = parcel.has()
    if content is None:
        return {"digest": ""}
    known, digest = _known(name)
    if known is content and not wanted:
        return {"digest": digest}
    facts, data = parcel.pack(content)
    written = json.dumps(facts, default=lambda number: number.item())  # NumPy's numbers
    digest = _digest(written, data)
    _note(name, content, digest)
    return {"digest": digest, "facts": written, "bytes": base64.b64encode(data).decode()}


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


def _take_wanted() -> None:
    wanted = state.component_value(KEY, "wanted")
    if isinstance(wanted, list):
        state.keep(_WANTED, tuple(name for name in PARCELS if name in wanted))


def _take_back() -> None:
    """Take over what the tab had kept when this session began: once, and only what is in order."""
    answer = state.component_value(KEY, "back")
    if is_answered() or not isinstance(answer, dict) or answer.get("session") != _session():
        return
    state.keep(_ANSWERED, True)
    state.keep(state.TAB_REFUSES, answer.get("refused") is True)
    in_order = [_is_taken(take, answer) for take in (_take_parcels, _take_settings, _take_notes)]
    if not all(in_order):
        state.notice(
            "Some of what this tab had kept from before can't be read, so it was dropped: choose, draw or set it anew."
        )


def _is_taken(take: Callable[[Mapping[str, Any]], None], answer: Mapping[str, Any]) -> bool:
    try:
        take(answer)
    except ValueError:
        return False
    return True


def _take_parcels(answer: Mapping[str, Any]) -> None:
    sent = answer.get("parcels")
    if not isinstance(sent, dict):
        raise ValueError("there are no parcels: send them by their names")
    refused = None
    for name, parcel in PARCELS.items():
        if name not in sent or parcel.has() is not None:
            continue
        try:
            facts, data = _unwrapped(sent[name])
            content, digest = parcel.unpack(_object(facts), data), _digest(facts, data)
        except ValueError as error:
            refused = error
            continue
        parcel.put(content)
        _note(name, content, digest)
    if refused:
        raise refused


def _unwrapped(sent: object) -> tuple[str, bytes]:
    """The facts of a parcel, which are an object as JSON has it, and its bytes."""
    if not isinstance(sent, dict):
        raise ValueError("a parcel has facts and bytes: send both")
    facts, data = sent.get("facts"), sent.get("bytes")
    if not isinstance(facts, str) or not isinstance(data, str):
        raise ValueError("a parcel has facts and bytes: send both as text")
    if len(facts) > MOST_OF_A_TEXT or len(data) > MOST_OF_A_PARCEL * 4 // 3 + 4:
        raise ValueError(f"a parcel has at most {MOST_OF_A_PARCEL:,} bytes: send less")
    return facts, base64.b64decode(data, validate=True)


def _object(text: str) -> dict[str, Any]:
    """A text that is an object as JSON has it."""
    try:
        found = json.loads(text)
    except RecursionError:
        found = None
    if not isinstance(found, dict):
        raise ValueError("the facts of a parcel go by their names: send an object")
    return found


def _take_settings(answer: Mapping[str, Any]) -> None:
    record = _record(answer)
    named, steps = record.get("settings", {}), record.get("steps", {})
    if not _is_texts(named) or not isinstance(steps, dict) or len(steps) > MOST_PAGES:
        raise ValueError("settings and steps go by their names: send texts")
    if not all(len(page) <= MOST_OF_A_TEXT and _is_texts(own) for page, own in steps.items()):
        raise ValueError("steps go by pages and names: send texts")
    state.bring_back(named, steps)


def _take_notes(answer: Mapping[str, Any]) -> None:
    for words in lost.take_notes(_record(answer).get("notes", {})):
        state.notice(words)


def _record(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    record = answer.get("record")
    if not isinstance(record, dict):
        raise ValueError("there is no record: send one, even if it is empty")
    return record


def _is_texts(found: object) -> bool:
    return (
        isinstance(found, dict)
        and len(found) <= len(settings.SETTINGS)
        and all(isinstance(text, str) and len(text) <= MOST_OF_A_TEXT for text in found.values())
    )
