"""Opens pages as a visitor does and reads what they show: charts, the step card, the listing."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from html import unescape
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

import numpy as np
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from tests.programs import run
from ui.app.navigation import LESSONS
from ui.components.card_messages import CardOnPage
from ui.components.wire import field_types, in_browser

APP = Path(__file__).parents[2] / "streamlit_app.py"


def open_page(file: str, **query: str) -> AppTest:
    """Open a page such as ``"2_convolution.py"`` in a new session, with ``query`` in its address (``_`` for ``-``)."""
    app = AppTest.from_file(str(APP), default_timeout=30)
    for name, text in query.items():
        app.query_params[name.replace("_", "-")] = text
    app.switch_page(f"pages/{file}")
    # In its first run AppTest knows pages by file name, but the overview has no name in its address.
    app._page_hash = calc_hash(next(lesson.address for lesson in LESSONS if lesson.file == file))
    app.run()
    assert not app.exception, app.exception
    return app


def decoded(packed: dict[str, Any]) -> np.ndarray:
    """An array as the step card was sent it."""
    return np.frombuffer(base64.b64decode(packed["values"]), packed["dtype"]).reshape(packed["shape"])


def sent_card(app: AppTest) -> Any:
    """What the step card of the page was sent of its operation, such as a ``ConvolutionCard``."""
    return card_on_page(app).card


def card_on_page(app: AppTest) -> CardOnPage:
    """What the step card of the page was sent."""
    shown: CardOnPage = _read(CardOnPage, component_data(app, "stepper"))
    return shown


def _read(kind: Any, value: Any) -> Any:
    """A message of this type from what the browser was sent, its arrays decoded; neither a field more nor less."""
    if kind is np.ndarray:
        return decoded(value)
    if get_origin(kind) in (Union, UnionType):
        return _read(next(one for one in get_args(kind) if _is_of(one, value)), value)
    if get_origin(kind) is tuple:
        return tuple(value)
    if get_origin(kind) is Mapping:
        return {get_args(kind)[0](name): one for name, one in value.items()}
    if is_dataclass(kind):
        names = {in_browser(name): name for name in field_types(kind)}
        assert set(value) == set(names), f"{kind.__name__}: {sorted(value)}"
        return kind(**{names[name]: _read(field_types(kind)[names[name]], one) for name, one in value.items()})
    return value


def _is_of(kind: Any, value: Any) -> bool:
    """Whether a value is of this type: a message by its operation or look, all else by whether there is any."""
    if not is_dataclass(kind):
        return (value is None) == (kind is type(None))
    return all(value[name] == field_types(kind)[name].__args__[0] for name in ("operation", "look") if name in value)


def component_data(app: AppTest, name: str) -> dict[str, Any]:
    """What the browser component with this name was sent."""
    data: dict[str, Any] = json.loads(_component(app, name).json)
    return data


def report(app: AppTest, name: str, **values: Any) -> AppTest:
    """Have the browser component with this name report values, as its script does."""
    states = app._tree.get_widget_states()
    states.widgets.append(WidgetState(id=_component(app, name).id, json_value=json.dumps(values)))
    app._run(states)
    assert not app.exception, app.exception
    return app


def trigger(app: AppTest, name: str, event: str, value: Any) -> AppTest:
    """Have the browser component with this name report something once, as its script does."""
    states = app._tree.get_widget_states()
    told = json.dumps([{"event": event, "value": value}])
    states.widgets.append(WidgetState(id=_make_trigger_id(_component(app, name).id, "events"), json_trigger_value=told))
    app._run(states)
    assert not app.exception, app.exception
    return app


def _component(app: AppTest, name: str) -> Any:
    mounted = [item.proto for part in (app.main, app.sidebar) for item in part.get("bidi_component")]
    found = [proto for proto in mounted if proto.component_name.startswith(f"cnn_explorer_{name}")]
    assert len(found) == 1, f"wanted one {name} on the page, found {len(found)}"
    return found[0]


def charts(app: AppTest) -> dict[str, np.ndarray]:
    """The numbers of every grid on the page, by its title."""
    found = {}
    for item in app.main.get("plotly_chart"):
        for trace in json.loads(item.proto.spec)["data"]:
            if trace["type"] in ("heatmap", "image"):
                found[trace["name"]] = numbers(trace["z"])
    return found


def numbers(values: Any) -> np.ndarray:
    """An array of a chart, which Plotly may have packed."""
    if isinstance(values, dict):  # Plotly packs arrays as base64
        shape = [int(size) for size in str(values.get("shape", "-1")).split(",")]
        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).reshape(shape)
    return np.array(values)


def run_listing(app: AppTest) -> tuple[dict[str, Any], str]:
    """Run the code the page shows; returns its variables and what it printed."""
    assert len(app.main.code) == 1, f"wanted one listing on the page, found {len(app.main.code)}"
    return run(app.main.code[0].value)


def said(app: AppTest) -> str:
    """The words of the page, without headings, captions and notes."""
    return "\n".join(text.value for text in app.main.markdown)


def as_shown(text: str) -> str:
    """A text of somebody's as a person reads it."""
    return unescape(text).replace("\u2060", "")


def warnings(app: AppTest) -> list[str]:
    """The sentences of all warnings on the page, as a person reads them."""
    return [as_shown(warning.value) for warning in app.main.warning]


def open_box(app: AppTest, key: str) -> AppTest:
    """Open the box with this key, as a click on its title does."""
    app.session_state[key] = True
    app.run()
    assert not app.exception, app.exception
    return app


def levels(app: AppTest) -> list[dict[str, Any]]:
    """The levels from a number down to its pixels, as the browser was sent them; none while their box is closed."""
    name = "cnn_explorer_provenance"
    cards = [item.proto for item in app.main.get("bidi_component") if item.proto.component_name == name]
    assert len(cards) <= 1, f"wanted at most one trail on the page, found {len(cards)}"
    return json.loads(cards[0].json)["levels"] if cards else []
