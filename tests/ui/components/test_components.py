"""The scripts of browser components, as they are sent."""

from ui.components.files import script_of, text_of
from ui.components.page_frame import SCRIPTS


def test_a_script_is_sent_without_its_comments_and_with_all_else() -> None:
    names = [f"frame/{script}" for script in SCRIPTS]
    lines = [line for line in text_of(*names).splitlines() if not line.lstrip().startswith("//")]
    assert [line for line in script_of(*names).splitlines() if line] == [line for line in lines if line]
    assert len(script_of(*names)) < 0.9 * len(text_of(*names))
