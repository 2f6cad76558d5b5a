"""What no control offers, nothing at all, or what no script of ours reports, as a browser may send it.

Every page goes on, with the default or with what it had.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from tests.pages.app import component_data, open_box, open_page, report
from tests.pages.test_training_page import trained
from ui.app.navigation import LESSONS
from ui.components import reports

PHOTO = {"image": "photo", "rows": "12", "columns": "12"}
PAGES: list[tuple[str, dict[str, str]]] = [
    *((lesson.file, {}) for lesson in LESSONS),
    ("1_image.py", PHOTO),
    ("2_convolution.py", {"plain": "on", "what-if": "pixel.3.2.1"}),
    ("2_convolution.py", {**PHOTO, "what-if": "weight.box.1.1.0.5"}),
    ("7_dense.py", {"view": "dense"}),
    ("9_stack.py", {"network": "c9.3~r~f~d2"}),
    ("11_backpropagation.py", {"layer-back": "conv1", "gradient": "weights"}),
    ("12_training.py", {"data": "digits", "reader": "shipped"}),
]
SENT: dict[str, dict[str, Any]] = {
    "nothing": {"string_array_value": [], "double_array_value": [], "string_value": None, "double_value": None},
    "what is not offered": {
        "string_array_value": ["no such option"],
        "double_array_value": [-1e9],
        "string_value": "no such option",
        "double_value": 1e300,
    },
}


def send(app: AppTest, values: dict[str, Any]) -> AppTest:
    """Run the page again as if every control had sent the value for its kind; ``None`` leaves it out."""
    states = app._tree.get_widget_states()
    for state in states.widgets:
        field = state.WhichOneof("value")
        if field not in values:
            continue
        state.ClearField(field)
        if isinstance(values[field], list):
            getattr(state, field).CopyFrom(type(getattr(WidgetState(), field))(data=values[field]))
        elif values[field] is not None:
            setattr(state, field, values[field])
    app._run(states)
    return app


def open_boxes(app: AppTest) -> None:
    """Open all boxes of a page."""
    for box in app.expander:
        if box.proto.id:
            app.session_state[box.proto.id.split("-", 2)[2]] = True  # the rest is the key of the box
    app.run()


@pytest.mark.parametrize(("file", "query"), PAGES)
def test_a_page_stands_whatever_its_controls_send(file: str, query: dict[str, str]) -> None:
    app = open_page(file, **query)
    for what, values in SENT.items():
        open_boxes(app)
        send(app, values)
        assert not app.exception, (what, app.exception)


def test_a_control_that_sends_nothing_goes_back_to_its_default() -> None:
    app = open_page("2_convolution.py", image="photo", range="bytes", scale="own")
    send(app, {"string_array_value": []})
    assert app.session_state["range"] == "signed" and app.session_state["scale"] == "shared"
    assert "range" not in app.query_params and "scale" not in app.query_params


@dataclass(frozen=True)
class Report:
    """What a component on a page may report.

    Attributes
    ----------
    page : gives a page with the component.
    component, name : of the component, and under which it reports.
    fits : what changes something, for the page as it is.
    others : what does not fit, or means nothing there.
    """

    page: Callable[[], AppTest]
    component: str
    name: str
    fits: Callable[[AppTest], Any]
    others: tuple[Any, ...]


KERNEL = {"id": 7, "kernel": "1_2", "turn": None}
STACK = {"id": 7, "layers": [{"kind": "relu"}], "form": "own", "focus": 0, "everything": False}
REPORTS: dict[str, Report] = {
    "a pixel to change": Report(
        lambda: open_box(open_page("0_overview.py"), "question what-if"),
        "cell_picker",
        "cell",
        lambda app: [6, 4],
        (7, "a1", [], [1], [1, 2, 3], [1.0, 2], [True, 2], {"row": 1}, [-1, 0], [7, 0], [0, 5], [0, 10**30]),
    ),
    "a weight to change": Report(
        lambda: open_box(open_page("11_backpropagation.py"), "question guess"),
        "cell_picker",
        "cell",
        lambda app: [2, 7],  # a row for each of the three maps
        ("0", [0, "1"], [0, None], [0, 8], [3, 0], [-1, -1]),
    ),
    "a drawing": Report(
        lambda: open_page("1_image.py", image="draw"),
        "pixel_editor",
        "code",
        lambda app: "3a5c00001",
        (7, "", "zz", "3a5c0000", "3a5c000011", "fffffffff", ["3a5c00001"], "0" * 20_000),
    ),
    "a digit": Report(
        lambda: open_page("12_training.py"),
        "pixel_editor",
        "code",
        lambda app: "0" * 32 + "f" * 32,
        (7, "zz", "f" * 63, {"code": "f" * 64}),
    ),
    "a kernel": Report(
        lambda: open_page("3_filters.py"),
        "kernel_editor",
        "edit",
        lambda app: {**KERNEL, "change": {"action": "rotate"}},
        (
            *(7, "box", [], {}, KERNEL),
            {**KERNEL, "action": "rotate"},
            {**KERNEL, "change": "rotate"},
            {**KERNEL, "change": {"action": "zebra"}},
            {**KERNEL, "change": {"action": "resize"}},
            {**KERNEL, "change": {"action": "paste", "text": "1 " * 10_000}},
            {**KERNEL, "change": {"action": "type"}, "id": "7"},
        ),
    ),
    "a stack": Report(
        lambda: open_page("9_stack.py"),
        "layer_stack",
        "edit",
        lambda app: STACK,
        (
            *(7, "c4.3", [], {}),
            {**STACK, "id": "x"},
            {**STACK, "layers": "r"},
            {**STACK, "layers": [{"kind": 5}]},
            {**STACK, "layers": [{"kind": "dense", "units": "10", "bias": True}]},
            {**STACK, "focus": None},
        ),
    ),
    "a trail": Report(
        lambda: open_box(open_page("6_pooling.py", map="vertical"), "question pooling trail"),
        "provenance",
        "trail",
        lambda app: "1",
        (7, [1], "zebra", "1.2.3.4.5", "-1", "1." * 6_000),
    ),
    "an epoch": Report(
        lambda: trained(epochs="2").run(),
        "training",
        "epoch",
        lambda app: {"run": component_data(app, "training")["run"], "epoch": 1},
        (1, "1", {"epoch": 1}, {"run": "this", "epoch": "1"}, {"run": "this", "epoch": True}, {"run": 1, "epoch": 1}),
    ),
    "what a tab had kept": Report(
        lambda: open_page("2_convolution.py", image="upload"),
        "frame",
        "back",
        lambda app: {
            "session": component_data(app, "frame")["session"],
            "refused": False,
            "record": {},
            "parcels": {},
        },
        (7, "text", [], {}, {"session": 3}),
    ),
}


def all_told(app: AppTest) -> tuple[dict[str, str], list[str]]:
    """The address, and what all components of the page were told."""
    mounted = [item.proto for part in (app.main, app.sidebar) for item in part.get("bidi_component")]
    return dict(app.query_params), [proto.json for proto in mounted]


@pytest.mark.parametrize("what", REPORTS)
def test_a_report_that_does_not_fit_is_dropped_and_logged_once(
    what: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "_dropped", set())
    way = REPORTS[what]
    app = way.page()
    before = all_told(app)
    with caplog.at_level(logging.WARNING, reports.__name__):
        for other in way.others:
            report(app, way.component, **{way.name: other})
            assert all_told(app) == before, other
    assert len([record for record in caplog.records if record.name == reports.__name__]) == 1
    report(app, way.component, **{way.name: way.fits(app)})
    assert all_told(app) != before


def test_a_step_that_a_card_does_not_have_is_dropped_and_nonsense_is_logged_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "_dropped", set())
    app = report(open_page("2_convolution.py", step="2"), "stepper", step=4)
    assert app.query_params["step"] == "4"
    with caplog.at_level("WARNING", reports.__name__):
        for nonsense in (-1, 15, 10**12, "3", 3.0, True, [3], {"step": 3}, "3" * 20_000):
            report(app, "stepper", step=nonsense)
            assert app.query_params["step"] == "4"
    assert [record.getMessage() for record in caplog.records if record.name == reports.__name__] == [
        "A message of convolution stepper was dropped: the card has steps 0 to 14, not -1"
    ]
    assert report(app, "stepper", step=14).query_params["step"] == "14"
