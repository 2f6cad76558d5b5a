"""What the step card is sent and what it loads: little for every operation, in lines a person can read."""

from dataclasses import replace
from typing import get_args

import pytest

from tests.ui.steps.examples import EVERY_OPERATION, nine
from ui.components.card_messages import Card
from ui.components.files import FOLDER
from ui.components.step_card import SCRIPTS, STYLES, digest
from ui.components.wire import field_types

MOST_BYTES = 40_960
LONGEST_LINE = 150
STEPPER = FOLDER / "stepper"


@pytest.mark.parametrize("operation", SCRIPTS)
def test_a_card_loads_at_most_40_kilobytes(operation: str) -> None:
    files = (*SCRIPTS[operation], *STYLES[operation], "../colors.css", "stepper.css", "stepper.html")
    size = sum((STEPPER / name).stat().st_size for name in files)
    assert size <= MOST_BYTES, f"{operation}: {size:,} bytes"


def test_every_file_of_the_card_is_loaded_by_some_operation() -> None:
    loaded = {name for names in (*SCRIPTS.values(), *STYLES.values()) for name in names}
    assert {path.name for path in STEPPER.iterdir()} == loaded | {"stepper.css", "stepper.html"}


def test_the_files_are_written_to_be_read() -> None:
    long = [
        f"{path.name}:{number}"
        for path in STEPPER.iterdir()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert not long


def test_every_operation_has_a_message_of_its_own_and_scripts() -> None:
    operations = [get_args(field_types(kind)["operation"]) for kind in get_args(Card)]
    assert sorted(operations) == sorted((operation,) for operation in SCRIPTS)
    assert {type(card) for card in EVERY_OPERATION.values()} == set(get_args(Card))


def test_a_digest_stands_for_every_number_and_every_word_of_a_card_and_how_it_is_shown() -> None:
    card = nine()
    changed = card.input.numbers.copy()
    changed[0, 0, 0] += 1e-9
    others = [
        digest(replace(card, input=replace(card.input, numbers=changed)), False, True),
        digest(replace(card, kernel=replace(card.kernel, note="another")), False, True),
        digest(replace(card, captions={3: "Here."}), False, True),
        digest(card, True, True),
        digest(card, False, False),
    ]
    assert digest(nine(), False, True) == digest(card, False, True)
    assert len({digest(card, False, True), *others}) == 1 + len(others)
