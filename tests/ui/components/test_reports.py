"""What components may report: what a script sends fits its type, and whatever comes close to it does not."""

from collections.abc import Iterator
from typing import Any

import pytest

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, Sigmoid, Tanh
from ui.components.kernel_editing import KernelEdit
from ui.components.layer_stack import StackEdit
from ui.components.page_frame import MOST_OF_A_PARCEL, ParcelContent, TabAnswer
from ui.components.wire import from_json, to_json
from ui.networks.stack_edits import fields_of
from ui.training.card import EpochInView

LAYERS = (Conv(4, (3, 5), padding="same"), Relu(), Pool((2, 3)), Sigmoid(), Tanh(), Flatten(), Dense(2))
STACK = {"id": 1, "layers": [to_json(fields_of(layer)) for layer in LAYERS], "form": "own", "focus": 0}
KERNEL = {"id": 1, "kernel": "1_2~3_4", "turn": 5}
REPORTS: list[tuple[Any, Any]] = [
    (tuple[int, int], [0, 2]),
    (tuple[str, ...], ["upload", "digits"]),
    (EpochInView, {"run": "140", "epoch": 3}),
    (KernelEdit, {**KERNEL, "change": {"action": "type"}}),
    (KernelEdit, {**KERNEL, "change": {"action": "flip-rows"}}),
    (KernelEdit, {**KERNEL, "change": {"action": "normalize"}}),
    (KernelEdit, {**KERNEL, "change": {"action": "resize", "rows": 3, "columns": 2}}),
    (KernelEdit, {**KERNEL, "change": {"action": "paste", "text": "1 2"}}),
    (StackEdit, {**STACK, "everything": False}),
    (TabAnswer, {"session": "a", "refused": False, "record": {}, "parcels": {}}),
    (ParcelContent, {"facts": "{}", "bytes": "AAAA"}),
]
MAY_BE_NULL = {"turn", "epoch"}
NAMES = [f"{getattr(kind, '__name__', kind)} {value}"[:50] for kind, value in REPORTS]


def others(value: Any, name: str = "") -> Iterator[Any]:
    """All that differs from a report in one place, so that it is none."""
    aliens = {
        bool: [1, "on", []],
        int: ["1", True, 1.5, 1e300, float("nan"), [], {}],
        str: [1.5, True, [], {}, "x" * 600_000],  # “same” may as well be a number
        list: [1.5, "list", {}, True],  # a whole number may stand for rows and columns
        dict: [7, "object", [], True],
    }
    yield from aliens[type(value)]
    if name not in MAY_BE_NULL:
        yield None
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from ([*value[:place], other, *value[place + 1 :]] for other in others(item))
    if isinstance(value, dict) and value:
        yield {**value, "more": 1}
        for field, part in value.items():
            yield {other: each for other, each in value.items() if other != field}
            yield from ({**value, field: other} for other in others(part, field))


@pytest.mark.parametrize(("kind", "value"), REPORTS, ids=NAMES)
def test_what_a_script_reports_fits_its_type_and_nothing_near_to_it_does(kind: Any, value: Any) -> None:
    assert to_json(from_json(kind, value)) == value
    for other in others(value):
        with pytest.raises(ValueError, match=r"was expected, not|has the fields"):
            from_json(kind, other)


def test_a_parcel_may_be_longer_than_other_texts_but_not_than_a_tab_keeps() -> None:
    longest = "A" * (MOST_OF_A_PARCEL * 4 // 3 + 4)
    assert from_json(ParcelContent, {"facts": "{}", "bytes": longest}).bytes == longest
    with pytest.raises(ValueError, match="was expected"):
        from_json(ParcelContent, {"facts": "{}", "bytes": longest + "A"})
