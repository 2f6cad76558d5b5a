"""Controls for settings: each takes its options and limits from the setting, and keeps its value across pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

from ui.address import state
from ui.address.kinds import Choice, Code, Decimal, Setting, Switch, Whole
from ui.words import as_it_stands, sentence

_KEPT: dict[str, Any] = {"persist_state": "session"}
Option = TypeVar("Option")


def segmented(setting: Choice, label: str, *, wrap: bool | None = None) -> str:
    """Two to five options side by side, or more short ones that may ``wrap`` into a second line."""
    state.use(setting)
    chosen = st.segmented_control(
        label,
        list(setting.options),
        format_func=lambda option: setting.options[option],
        key=setting.name,
        required=True,
        wrap=wrap,
        **_KEPT,
    )
    return str(chosen)


def dropdown(setting: Choice, label: str) -> str:
    """One of many options."""
    state.use(setting)
    chosen = st.selectbox(
        label,
        list(setting.options),
        format_func=lambda option: setting.options[option],
        key=setting.name,
        **_KEPT,
    )
    return str(chosen)


def side_by_side(
    label: str, options: Mapping[Option, str], default: Option, *, key: str, wrap: bool | None = None
) -> Option:
    """Options side by side, for a choice that is no setting; the default if the browser sends none of them.

    Parameters
    ----------
    options : the words for each.
    """
    chosen = st.segmented_control(
        label, list(options), format_func=options.__getitem__, default=default, key=key, required=True, wrap=wrap
    )
    return chosen if chosen in options else default


def one_of(
    setting: Code,
    options: Mapping[str, str],
    label: str,
    *,
    line: bool = False,
    on_change: Callable[[], None] | None = None,
) -> str:
    """One of options that only the page knows, in a menu, or side by side if ``line``.

    If the address names another one, the page says so and takes the default.

    Parameters
    ----------
    options : the words for each value in the address, the default among them.
    """
    state.bring_among(setting, options)
    others: dict[str, Any] = {"format_func": options.__getitem__, "key": setting.name, "on_change": on_change, **_KEPT}
    if line:
        return str(st.segmented_control(label, list(options), required=True, wrap=True, **others))
    return str(st.selectbox(label, list(options), **others))


def whole(setting: Whole, label: str, *, most: int | None = None) -> int:
    """A whole number on a slider, up to ``most`` where the image sets a limit of its own."""
    high = setting.high if most is None else max(setting.low + 1, min(setting.high, most))
    state.bring_within(setting, high)
    return int(st.slider(label, setting.low, high, key=setting.name, **_KEPT))


def typed_whole(setting: Whole, label: str) -> int:
    """A whole number in a field."""
    return int(_field(setting, label, 1))


def decimal(setting: Decimal, label: str, *, step: float = 0.1) -> float:
    """A number in a field with buttons for ``step``. It shows all digits the address holds, not just two decimals."""
    return float(_field(setting, label, step, "%.6g"))


def _field(setting: Whole | Decimal, label: str, step: float, format: str | None = None) -> float:
    """A number field. What is out of range, or no number, is refused in a sentence, and the number before stays.

    With limits of its own, the field would turn letters into the lowest number without a word.
    """
    state.remember(setting)
    with st.container(gap="xsmall"):
        number = st.number_input(
            label,
            value=None,
            step=step,
            format=format,
            key=setting.name,
            on_change=state.take_number,
            args=(setting,),
            **_KEPT,
        )
        refusal_line(setting)
    return float(setting.default if number is None else setting.as_written(number))


def refusal_line(setting: Setting) -> None:
    """A line below a field on what was wrong with the last thing typed into it; nothing if it was right."""
    if refused := state.refusal(setting.name):
        st.markdown(f":small[:red[{as_it_stands(sentence(refused))}]]")


def switch(setting: Switch, label: str, *, help: str | None = None) -> bool:
    """On or off; ``help`` is shown on request."""
    state.use(setting)
    return bool(st.toggle(label, key=setting.name, help=help, **_KEPT))
