"""The one module that touches Streamlit's session state and the address.

It holds the settings, the step and the trail of each page, and whatever else a session keeps, such as an uploaded
picture. The address is read once, when a session begins. After that the session decides, and each run writes the
address anew: every setting that the page asked for and that differs from its default, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

import streamlit as st

from ui.address.kinds import Choice, Code, Decimal, Setting, Switch, Whole
from ui.address.settings import SETTINGS, STEP, TRAIL
from ui.figures.numbers import readable

_PAGE = "page of this run"
_FRAMED = "the frame is running"
_NEW = "the first run of the session"
_ENDED = "a run of the session has come to its end"
_ARRIVAL = "the address the session began with"
_NOTICES = "what was wrong with the address"
_ASKED = "settings the page asked for"
_OWN = "step and trail of each page"  # by the address of the page and the name of the setting
_STEP_NOTICE = "what was wrong with the step"
_TRAIL_NOTICE = "what was wrong with the trail"
_LIMIT_NOTICES = "what the image has no room for"
_REFUSALS = "what was wrong with what was typed or chosen last"
_VISIT = "number of this visit to a page"
_MOUNTED = "step when the card was put on the page"
_KEPT = "kept"

TAB_REFUSES = "the browser lets the tab keep nothing"
"""``kept`` under this name: whether the browser refuses to store anything for the time after the session."""


def begin_run(page: str) -> None:
    """Start a script run: read the address if the session is new, and forget old notices if the page is new.

    Parameters
    ----------
    page : the address of the page.
    """
    is_new = _NOTICES not in st.session_state
    st.session_state[_NEW] = is_new or not st.session_state[_ENDED]
    if is_new:
        st.session_state[_ENDED] = False
        st.session_state[_ARRIVAL] = st.query_params.to_dict()
        st.session_state[_OWN] = {}
        st.session_state[_NOTICES] = (page, _read_address(page))
        st.session_state[_STEP_NOTICE] = st.session_state[_TRAIL_NOTICE] = None
        st.session_state[_LIMIT_NOTICES] = {}
        st.session_state[_REFUSALS] = {}
        st.session_state[_VISIT] = 0
    elif st.session_state[_NOTICES][0] != page:
        st.session_state[_NOTICES] = (page, [])
        st.session_state[_STEP_NOTICE] = st.session_state[_TRAIL_NOTICE] = None
        st.session_state[_LIMIT_NOTICES] = {}
        st.session_state[_REFUSALS] = {}
        st.session_state[_VISIT] += 1
        _carry_over()
    st.session_state[_PAGE] = page
    st.session_state[_FRAMED] = True
    st.session_state[_ASKED] = []


def _carry_over() -> None:
    """Keep the values of all settings on a new page.

    Where both pages have the same control, Streamlit forgets its value, even with ``persist_state``, unless it is set.
    """
    for name in SETTINGS:
        if name in st.session_state:
            st.session_state[name] = st.session_state[name]


def is_new() -> bool:
    """Whether no run of this session came to its end before this one: it is the first, or the first was cut short."""
    return bool(st.session_state[_NEW])


def arrived_with(setting: Setting) -> Any:
    """The value of a setting in the address the session began with; None if it was missing or not valid."""
    try:
        return setting.read(st.session_state[_ARRIVAL][setting.name])
    except (KeyError, ValueError):
        return None


def written_settings() -> dict[str, str]:
    """Every setting that differs from its default, as an address writes it, whether or not this page uses it."""
    return {
        name: setting.write(value)
        for name, setting in SETTINGS.items()
        if setting not in (STEP, TRAIL) and (value := peek(setting)) != setting.default
    }


def written_steps() -> dict[str, dict[str, str]]:
    """Step and trail of each page where they differ from their defaults, by the address of the page."""
    found: dict[str, dict[str, str]] = {}
    for (page, name), value in st.session_state[_OWN].items():
        if value != SETTINGS[name].default:
            found.setdefault(page, {})[name] = SETTINGS[name].write(value)
    return found


def bring_back(settings: Mapping[str, str], steps: Mapping[str, Mapping[str, str]]) -> None:
    """Restore what the session before had, for use in a callback.

    A setting stays as it is if the address of this session named another value for it, or if it was changed since.
    One that the address named with the same value is restored: a changed pixel, for one, was dropped at first, as the
    picture it belongs to was missing.

    Parameters
    ----------
    settings : by name, as an address writes them.
    steps : step and trail by name, for each page by its address.

    Raises
    ------
    ValueError
        At the first one that is no setting or has no valid value; those before it are restored.
    """
    for name, text in settings.items():
        setting = _setting(name)
        value = setting.read(text)
        if st.session_state[_ARRIVAL].get(name, text) == text and peek(setting) == setting.default:
            put(setting, value)
    for page, own in steps.items():
        for name, text in own.items():
            st.session_state[_OWN].setdefault((page, name), _setting(name, own=True).read(text))


def _setting(name: str, *, own: bool = False) -> Setting:
    """The setting of a name: with ``own`` one that each page has for itself, otherwise one that all pages share."""
    setting = SETTINGS.get(name)
    if setting is None or (setting in (STEP, TRAIL)) != own:
        raise ValueError(f"“{name[:20]}” is no setting")
    return setting


def page() -> str:
    """The address of the page in view."""
    return str(st.session_state[_PAGE])


def is_framed() -> bool:
    """Whether this run of the page is inside ``streamlit_app.py``."""
    return bool(st.session_state.get(_FRAMED))


def _read_address(page: str) -> list[str]:
    """Take over the settings of the address; returns a sentence for each value that could not be used."""
    notices = []
    for name, text in st.query_params.to_dict().items():
        setting = SETTINGS.get(name)
        if setting is None:  # Mail programs and the like add names of their own to links: only speak of a likely typo.
            notices += [
                f"In the address, “{name[:20]}” means nothing here. Write “{near}” instead."
                for near in get_close_matches(name[:20], SETTINGS, 1, 0.8)
            ]
            continue
        if len(set(st.query_params.get_all(name))) > 1:
            notices.append(f"In the address, {name} stands more than once. The last one counts.")
        try:
            value = setting.read(text)
        except ValueError as error:
            notices.append(f"In the address, {error}. Showing {_default_words(setting)} instead.")
            continue
        if setting in (STEP, TRAIL):
            st.session_state[_OWN][page, name] = value
        else:
            st.session_state[name] = value
    return notices


def _default_words(setting: Setting) -> str:
    """The default of a setting in words, as nobody can read a code."""
    if isinstance(setting, Choice):
        return f"{setting.name} “{setting.options[setting.default]}”"
    if isinstance(setting, Switch):
        return f"the page with {setting.name} {setting.write(setting.default)}"
    if isinstance(setting, Code) and setting.default_words:
        return setting.default_words
    if isinstance(setting, Whole | Decimal):
        return f"{setting.name} {readable(setting.default)}"
    return f"{setting.name} {setting.write(setting.default)}"


def notices() -> list[str]:
    """One sentence for each value of the address that could not be used."""
    return list(st.session_state[_NOTICES][1])


def notice(sentence: str) -> None:
    """Show a sentence at the top of the page for as long as the person stays on it."""
    st.session_state[_NOTICES][1].append(sentence)


def use(setting: Setting) -> Any:
    """The current value of a setting, which this run will write into the address.

    It is the default if the browser sent nothing, or a value that is not valid.
    """
    _ask(setting)
    if not setting.holds(st.session_state.get(setting.name)):
        st.session_state[setting.name] = setting.default
    return setting.as_written(st.session_state[setting.name])


def peek(setting: Setting) -> Any:
    """The current value of a setting. Unlike ``use``, this does not write it into the address."""
    value = st.session_state.get(setting.name)
    return setting.as_written(value) if setting.holds(value) else setting.default


def _ask(setting: Setting) -> None:
    """Note that the page in view uses a setting."""
    if setting.name not in st.session_state[_ASKED]:
        st.session_state[_ASKED].append(setting.name)


def put(setting: Setting, value: Any) -> None:
    """Change a setting. This works only before its control is drawn: in a callback, or on another page."""
    st.session_state[setting.name] = value


def remember(setting: Setting) -> None:
    """Keep the value of a setting, so that ``take_number`` can put it back if its field is filled with nonsense."""
    keep(f"last {setting.name}", use(setting))


def take_number(setting: Whole | Decimal) -> None:
    """Accept the number typed into a field, or note what is wrong and put the last number back; for its callback."""
    try:
        setting.check(st.session_state[setting.name])
        refuse(setting.name, None)
    except ValueError as error:
        put(setting, kept(f"last {setting.name}"))
        refuse(setting.name, error)


def refuse(field: str, why: ValueError | None) -> None:
    """Note what was wrong with the last thing typed into a field or chosen for it; None if nothing was."""
    st.session_state[_REFUSALS][field] = None if why is None else str(why)


def refusal(field: str) -> str | None:
    """What was wrong with the last thing typed into a field or chosen for it, on this visit to the page."""
    why: str | None = st.session_state[_REFUSALS].get(field)
    return why


def bring_within(setting: Setting, high: int) -> None:
    """Lower a setting to the most the image has room for. If the address asked for more, ``limit_notice`` says so."""
    asked = use(setting)
    if asked > high and is_new():
        st.session_state[_LIMIT_NOTICES][setting.name] = (
            f"In the address, there is no {setting.name} {readable(asked)}. Showing the last one, {readable(high)}."
        )
    put(setting, min(asked, high))  # Even if it fits: a slider whose limit has changed would go to its lowest value.


def bring_among(setting: Setting, options: Collection[str]) -> None:
    """Give a setting its default if the page has no such option. If the address asked for it, a notice says so."""
    asked = use(setting)
    if asked not in options:
        if st.session_state[_NEW]:
            st.session_state[_LIMIT_NOTICES][setting.name] = (
                f"In the address, there is no {setting.name} {asked} here. Showing {_default_words(setting)} instead."
            )
        asked = setting.default
    put(setting, asked)


def limit_notice(setting: Setting) -> str | None:
    """What to say about a setting of the address that the image has no room for, or that the page does not offer."""
    notice: str | None = st.session_state[_LIMIT_NOTICES].get(setting.name)
    return notice


def step(count: int) -> int:
    """The step of this page, at most ``count - 1``. If the address asked for a later one, ``step_notice`` says so."""
    asked = _own(STEP)
    if asked >= count:
        if is_new():
            st.session_state[_STEP_NOTICE] = (
                f"In the address, there is no step {readable(asked)}. Showing the last one, {readable(count - 1)}."
            )
        _put_own(STEP, count - 1)
    _ask(STEP)
    return int(_own(STEP))


def _own(setting: Setting) -> Any:
    """A setting that each page has for itself, as it is on the page in view."""
    return st.session_state[_OWN].get((st.session_state[_PAGE], setting.name), setting.default)


def _put_own(setting: Setting, value: Any) -> None:
    st.session_state[_OWN][st.session_state[_PAGE], setting.name] = value


def step_notice() -> str | None:
    """What was wrong with the step in the address."""
    return st.session_state[_STEP_NOTICE]


def put_step(value: int) -> None:
    """Set the step of this page. A trail begins at the number of a step, so with another step it begins anew."""
    if value != _own(STEP):
        _put_own(TRAIL, TRAIL.default)
    _put_own(STEP, value)


def trail() -> str:
    """The trail of this page, as its code."""
    _ask(TRAIL)
    return str(_own(TRAIL))


def put_trail(code: str) -> None:
    """Set the trail of this page, by its code."""
    _put_own(TRAIL, code)


def shorten_trail(code: str) -> None:
    """Cut the trail to the part that could be followed. If the address asked for more, ``trail_notice`` says so."""
    if is_new():
        end = "leads nowhere on this page" if code == TRAIL.default else f"ends at {code}"
        st.session_state[_TRAIL_NOTICE] = (
            f"In the address, the trail {_own(TRAIL)} {end}. Showing the way it goes by itself from there."
        )
    put_trail(code)


def trail_notice() -> str | None:
    """What was wrong with the trail in the address."""
    notice: str | None = st.session_state[_TRAIL_NOTICE]
    return notice


def has_trail() -> bool:
    """Whether the trail of this page was chosen, by the person or in the address."""
    return bool(_own(TRAIL) != TRAIL.default)


def step_when_mounted(fingerprint: str, step: int) -> int:
    """The step at which a card was put on the page, not the one it has come to since.

    The script of the card counts the steps itself, and builds the card anew when it is sent another step. So it is
    always sent the one it began with.

    Parameters
    ----------
    fingerprint : of all else that the card is sent; if it is another one, or the visit is, the card is a new one.
    step : with which a new card begins.
    """
    card = (fingerprint, st.session_state[_VISIT])
    if st.session_state.get(_MOUNTED, (None, 0))[0] != card:
        st.session_state[_MOUNTED] = (card, step)
    return int(st.session_state[_MOUNTED][1])


def end_run() -> None:
    """End a script run: write the address, with each setting the page asked for that differs from its default."""
    st.session_state[_FRAMED] = False
    st.session_state[_ENDED] = True
    address = {}
    for name in st.session_state.get(_ASKED, []):
        setting = SETTINGS[name]
        own = setting in (STEP, TRAIL)
        value = _own(setting) if own else st.session_state.get(name, setting.default)
        if value != setting.default:
            address[name] = setting.write(value)
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)


def kept(name: str) -> Any:
    """What ``keep`` has kept under a name, such as an uploaded picture, or None."""
    return st.session_state.get(f"{_KEPT} {name}")


def keep(name: str, value: Any) -> None:
    """Keep something for the rest of the session that an address cannot hold."""
    st.session_state[f"{_KEPT} {name}"] = value


def component_value(key: str, name: str) -> Any:
    """What a browser component last reported under a name; for use in its callback."""
    return getattr(st.session_state.get(key), name, None)


def widget_value(key: str) -> Any:
    """What a widget outside the settings holds; for use in its callback."""
    return st.session_state.get(key)


def put_widget_value(key: str, value: Any) -> None:
    """Change what a widget outside the settings holds. Only before it is drawn."""
    st.session_state[key] = value


def open_on_arrival(key: str) -> None:
    """Open a box once on each visit to the page; after that, it stays as the person leaves it."""
    if kept(f"arrival at {key}") != st.session_state[_VISIT]:
        keep(f"arrival at {key}", st.session_state[_VISIT])
        st.session_state[key] = True


def count_up(name: str) -> None:
    """Add 1 to a kept number. A control that has the number in its key is a new, empty control after that."""
    keep(name, (kept(name) or 0) + 1)


def is_phone() -> bool:
    """Whether the browser says that it runs on a phone."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def is_dark() -> bool:
    """Whether the page is shown on a dark background."""
    return st.context.theme.type == "dark"
