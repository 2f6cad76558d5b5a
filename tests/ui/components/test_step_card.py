"""What the step card is sent and what it loads: little for every operation, in lines a person can read."""

from dataclasses import replace
from typing import get_args

import pytest

from tests.ui.steps.examples import EVERY_OPERATION, nine
from ui.components.card_messages import Card
from ui.components.files import FOLDER, joined, style_of, text_of
from ui.components.step_card import OPERATIONS, SCRIPTS, STYLES, digest

MOST_BYTES = 38_912
LONGEST_LINE = 150
STEPPER = FOLDER / "stepper"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_card_loads_at_most_38_kilobytes(operation: str) -> None:
    script = joined(f"stepper/{operation}.js")
    style = style_of(*(f"stepper/{name}" for name in ("stepper.css", *STYLES[operation])), script=script)
    size = len((script + style + text_of("stepper/stepper.html")).encode())
    assert size <= MOST_BYTES, f"{operation}: {size:,} bytes"


def test_every_file_of_the_card_is_loaded_by_some_operation() -> None:
    scripts = {script for names in SCRIPTS.values() for script in names}
    styles = {f"stepper/{style}" for names in STYLES.values() for style in names}
    loaded = {name for name in scripts | styles if name.startswith("stepper/")}
    there = {f"stepper/{path.name}" for path in STEPPER.iterdir()}
    assert there == loaded | {"stepper/stepper.css", "stepper/stepper.html"}


def test_names_over_numbers_have_their_style_where_vectors_are_drawn() -> None:
    with_names = {operation for operation in OPERATIONS if "class VectorGrid " in joined(f"stepper/{operation}.js")}
    assert {operation for operation, styles in STYLES.items() if styles == ("vectors.css",)} == with_names


def test_the_files_are_written_to_be_read() -> None:
    long = [
        f"{path.relative_to(FOLDER)}:{number}"
        for folder in (STEPPER, FOLDER / "shared")
        for path in folder.iterdir()
        if path.name != "wire.js"  # which a program prints
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert not long


def test_every_operation_is_told_by_a_word_of_its_own_and_stands_among_the_examples() -> None:
    assert len(set(OPERATIONS)) == len(OPERATIONS) == len(get_args(Card))
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
