"""What the step card loads: little for every operation, in lines a person can read."""

import pytest

from ui.components.files import FOLDER, script_of, style_of, text_of
from ui.components.step_card import SCRIPTS, STYLES

MOST_BYTES = 38_912
LONGEST_LINE = 150
STEPPER = FOLDER / "stepper"


@pytest.mark.parametrize("operation", SCRIPTS)
def test_a_card_loads_at_most_38_kilobytes(operation: str) -> None:
    script = script_of(*(f"stepper/{name}" for name in SCRIPTS[operation]))
    style = style_of(*(f"stepper/{name}" for name in ("stepper.css", *STYLES[operation])), script=script)
    size = len((script + style + text_of("stepper/stepper.html")).encode())
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
