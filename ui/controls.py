"""Controls for settings: the widget takes its options and limits from the setting and keeps its value across pages."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import state
from ui.settings import Choice, Decimal, Switch, Whole

_KEPT: dict[str, Any] = {"persist_state": "session"}


def segmented(setting: Choice, label: str, *, help: str | None = None, wrap: bool | None = None) -> str:
    """Two to five options side by side, or more short ones that may ``wrap`` into a second line."""
    state.get(setting)
    chosen = st.segmented_control(
        label,
        list(setting.options),
        format_func=lambda option: setting.options[option],
        key=setting.name,
        required=True,
        help=help,
        wrap=wrap,
        **_KEPT,
    )
    return str(chosen)


def dropdown(setting: Choice, label: str, *, help: str | None = None, label_visibility: Any = "visible") -> str:
    """One of many options."""
    state.get(setting)
    chosen = st.selectbox(
        label,
        list(setting.options),
        format_func=lambda option: setting.options[option],
        key=setting.name,
        help=help,
        label_visibility=label_visibility,
        **_KEPT,
    )
    return str(chosen)


def whole(setting: Whole, label: str, *, most: int | None = None, help: str | None = None) -> int:
    """A whole number on a slider, up to ``most`` where the image sets a limit of its own."""
    high = setting.high if most is None else max(setting.low + 1, min(setting.high, most))
    if state.get(setting) > high:
        state.put(setting, high)
    return int(st.slider(label, setting.low, high, key=setting.name, help=help, **_KEPT))


def typed_whole(setting: Whole, label: str, *, help: str | None = None) -> int:
    """A whole number in a field."""
    state.get(setting)
    return int(st.number_input(label, setting.low, setting.high, step=1, key=setting.name, help=help, **_KEPT))


def decimal(setting: Decimal, label: str, *, step: float = 0.1, help: str | None = None) -> float:
    """A number in a field with steps."""
    state.get(setting)
    field = st.number_input(label, setting.low, setting.high, step=step, key=setting.name, help=help, **_KEPT)
    return float(field)


def switch(setting: Switch, label: str, *, help: str | None = None) -> bool:
    """On or off."""
    state.get(setting)
    return bool(st.toggle(label, key=setting.name, help=help, **_KEPT))
