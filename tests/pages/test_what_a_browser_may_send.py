"""What no control offers, or nothing at all, as a browser may send it: every page goes on with the default."""

from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from tests.pages.app import open_page, report
from ui.app.navigation import LESSONS
from ui.components import wire

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


def test_a_step_that_a_card_does_not_have_is_dropped_and_nonsense_is_logged_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "_dropped", set())
    app = report(open_page("2_convolution.py", step="2"), "stepper", step=4)
    assert app.query_params["step"] == "4"
    for outside in (-1, 15, 10**12):
        report(app, "stepper", step=outside)
        assert app.query_params["step"] == "4"
    with caplog.at_level("WARNING", wire.__name__):
        for nonsense in ("3", 3.0, True, [3], {"step": 3}, "3" * 20_000):
            report(app, "stepper", step=nonsense)
            assert app.query_params["step"] == "4"
    assert [record.getMessage() for record in caplog.records if record.name == wire.__name__] == [
        "A message of convolution stepper was dropped: <class 'int'> was expected, not 3"
    ]
    assert report(app, "stepper", step=14).query_params["step"] == "14"
