"""What the step card loads: little for every operation, in lines a person can read."""

import pytest

from ui.components.files import FOLDER, joined, style_of, text_of
from ui.components.step_card import OPERATIONS, SCRIPTS, STYLES

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
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert not long
