"""What goes to a component and comes back: whole and exact, or not at all; its types are printed as they are."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scripts import print_wire
from tests.pages.app import decoded
from ui.address import state
from ui.components import reports, wire
from ui.components.reports import reported
from ui.components.wire import LONGEST_TEXT, MOST_ITEMS, from_json, in_browser, message, to_json


@dataclass(frozen=True)
class Cell:
    row: int
    column: int


@dataclass(frozen=True)
class Report:
    """Of every kind of field that a message can have, but an array."""

    some_words: str
    is_on: bool
    count: int
    share: float
    what: Literal["max", "avg", 1]
    last_cell: Cell | None
    size: tuple[int, int]
    all_cells: tuple[Cell, ...]
    shares_by_name: Mapping[str, float]
    number_or_word: float | str


FINITE = st.floats(allow_nan=False, allow_infinity=False)
CELLS = st.builds(Cell, st.integers(), st.integers())
REPORTS = st.builds(
    Report,
    some_words=st.text(),
    is_on=st.booleans(),
    count=st.integers(),
    share=FINITE,
    what=st.sampled_from(["max", "avg", 1]),
    last_cell=st.none() | CELLS,
    size=st.tuples(st.integers(), st.integers()),
    all_cells=st.lists(CELLS, max_size=4).map(tuple),
    shares_by_name=st.dictionaries(st.text(), FINITE, max_size=4),
    number_or_word=FINITE | st.text(),
)
REPORT = Report("", True, 0, 0.5, "max", Cell(1, 2), (3, 4), (Cell(5, 6),), {"a": 0.5}, "word")


@given(REPORTS)
def test_what_is_sent_is_what_arrives(report: Report) -> None:
    through_json = json.loads(json.dumps(to_json(report)))
    assert set(through_json) == set(map(in_browser, Report.__annotations__))
    back = from_json(Report, through_json)
    assert back == report
    assert [type(value) for value in vars(back).values()] == [type(value) for value in vars(report).values()]


def test_a_number_with_decimals_arrives_as_one_though_a_browser_writes_it_without() -> None:
    assert (from_json(float, 2), type(from_json(float, 2))) == (2.0, float)


ARRAYS = st.sampled_from([np.float64, np.float32, np.int64, np.int32, np.uint8]).flatmap(
    lambda dtype: hnp.arrays(
        dtype,
        hnp.array_shapes(min_dims=0, min_side=0, max_side=4),
        elements=st.integers(0, 100) if np.dtype(dtype).kind in "iu" else st.floats(width=32),
    )
)


@given(ARRAYS, st.booleans())
def test_an_array_arrives_as_exact_as_it_was_and_no_longer_than_it_must_be(array: np.ndarray, turned: bool) -> None:
    array = array.T if turned else array
    sent = json.loads(json.dumps(to_json(array)))
    back = decoded(sent)
    np.testing.assert_array_equal(back, array)
    wanted = "int32" if array.dtype.kind in "iu" else array.dtype.name
    assert (sent["dtype"], back.dtype.name) == (wanted, wanted)


@pytest.mark.parametrize("value", [{1, 2}, np.int64(3), b"bytes", object(), 1j, [object()], {"a": object()}])
def test_what_json_cannot_carry_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="a message can't hold a "):
        to_json(value)


def spoiled(**changes: Any) -> dict[str, Any]:
    """A report as JSON, with some fields that are something else."""
    return {**to_json(REPORT), **changes}


WRONG: dict[str, tuple[Any, Any]] = {
    "a text for a number": (int, "1"),
    "a switch for a number": (int, True),
    "half a number": (int, 1.0),
    "a number for a switch": (bool, 1),
    "a switch for a number with decimals": (float, False),
    "not a number": (float, float("nan")),
    "more than any number": (float, float("inf")),
    "a number for a text": (str, 1),
    "a text that never ends": (str, "a" * (LONGEST_TEXT + 1)),
    "nothing": (int, None),
    "something for nothing": (None, 0),
    "a word that is none of them": (Literal["max", "avg"], "min"),
    "a switch for a 1": (Literal[1, 2], True),
    "three for a pair": (tuple[int, int], [1, 2, 3]),
    "one for a pair": (tuple[int, int], [1]),
    "no list": (tuple[int, ...], "12"),
    "an object for a list": (tuple[int, ...], {"0": 1}),
    "a list that never ends": (tuple[int, ...], [1] * (MOST_ITEMS + 1)),
    "a text in a list of numbers": (tuple[int, ...], [1, "2"]),
    "an object that never ends": (Mapping[str, int], {str(number): 1 for number in range(MOST_ITEMS + 1)}),
    "a text in an object of numbers": (Mapping[str, int], {"a": "1"}),
    "a list for an object": (Mapping[str, int], [1]),
    "neither of two": (int | str, [1]),
    "an array": (np.ndarray, {"values": "", "dtype": "float64", "shape": [0]}),
    "a list for a message": (Cell, [1, 2]),
    "a field too few": (Cell, {"row": 1}),
    "a field too many": (Cell, {"row": 1, "column": 2, "depth": 3}),
    "a field of another name": (Report, {("last_cell" if k == "lastCell" else k): v for k, v in spoiled().items()}),
    "a field of another type": (Report, spoiled(count="many")),
    "a message in it that does not fit": (Report, spoiled(lastCell={"row": 1, "column": "2"})),
    "one of its messages that does not fit": (Report, spoiled(allCells=[{"row": 1, "column": 2}, {}])),
    "a message that never ends": (Report, spoiled(**{str(number): 1 for number in range(MOST_ITEMS)})),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_refused(name: str) -> None:
    kind, value = WRONG[name]
    with pytest.raises(ValueError, match=r"expected, not |has the fields "):
        from_json(kind, value)


def test_what_is_said_of_a_refusal_is_short_however_long_the_message_is() -> None:
    for kind, value in WRONG.values():
        with pytest.raises(ValueError) as refusal:
            from_json(kind, value)
        assert len(str(refusal.value)) < 400


@pytest.fixture
def component(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """A component that reports what it is told to, under any name; nothing was dropped before."""
    monkeypatch.setattr(reports, "_dropped", set())

    def report(value: Any) -> None:
        monkeypatch.setattr(state, "component_value", lambda key, name: value)

    return report


def test_a_report_that_fits_is_taken_and_nothing_is_none(component: Callable[[Any], None]) -> None:
    component({"row": 1, "column": 2})
    assert reported("card", "cell", Cell) == Cell(1, 2)
    component(0)
    assert reported("card", "step", int) == 0
    component(None)
    assert reported("card", "cell", Cell) is None


def test_a_report_that_does_not_fit_is_dropped_and_logged_once_for_each_component_and_name(
    component: Callable[[Any], None], caplog: pytest.LogCaptureFixture
) -> None:
    component("1, 2")
    with caplog.at_level(logging.WARNING, reports.__name__):
        assert [reported("card", "cell", Cell) for _ in range(3)] == [None] * 3
        component([1, 2])
        assert reported("card", "cell", Cell) is None
        assert [record.getMessage() for record in caplog.records] == [
            "A message of card was dropped: Cell was expected, not '1, 2'"
        ]
        assert reported("card", "step", int) is reported("other card", "cell", Cell) is None
        assert len(caplog.records) == 3


def test_nothing_is_logged_of_a_report_that_is_not_there(
    component: Callable[[Any], None], caplog: pytest.LogCaptureFixture
) -> None:
    component(None)
    with caplog.at_level(logging.WARNING, reports.__name__):
        assert reported("card", "step", int) is None
    assert not caplog.records


def test_no_two_messages_have_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MESSAGES", {})
    made = message(type("Cell", (), {"__annotations__": {"row": int}}))
    assert made(row=1).row == 1
    with pytest.raises(ValueError, match="two messages are called Cell: give one another name"):
        message(type("Cell", (), {}))


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (bool, "boolean"),
        (float, "number"),
        (np.ndarray, "Packed"),
        (int | float | None, "number | null"),
        (Literal["kernel", 1], '"kernel" | 1'),
        (tuple[int, str], "[number, string]"),
        (tuple[Cell, ...], "Cell[]"),
        (tuple[Cell | None, ...], "(Cell | null)[]"),
        (tuple[tuple[float, float], ...], "[number, number][]"),
        (Mapping[int, tuple[str, ...]], "Record<string, string[]>"),
    ],
)
def test_a_type_is_written_as_scripts_have_it(kind: Any, written: str) -> None:
    assert print_wire.in_jsdoc(kind) == written


@pytest.mark.parametrize("kind", [set[int], Any, list])
def test_a_type_that_no_message_may_have_is_not_printed(kind: Any) -> None:
    with pytest.raises(TypeError, match="a message can't hold a "):
        print_wire.in_jsdoc(kind)


def test_the_types_of_the_scripts_are_those_of_the_messages() -> None:
    assert print_wire.TYPES.read_text(encoding="utf-8") == print_wire.printed(), "run python -m scripts.print_wire"
