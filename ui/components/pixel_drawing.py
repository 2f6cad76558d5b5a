"""The drawing pad: pixels to click, drag over, or reach with the arrow keys."""

from collections.abc import Callable

from ui.address import state
from ui.address.kinds import Code
from ui.components.files import component
from ui.components.reports import reported
from ui.components.wire import message, to_json
from ui.theme import CELL

_PIXEL_EDITOR = component("pixel_editor")


@message
class PixelEditorData:
    """What the drawing pad is sent.

    Attributes
    ----------
    code : the drawing on it, in hexadecimal digits as ``ui.address.codes`` writes them.
    start, start_label : the code of a drawing to begin with, and the words on the button that brings it.
    rows, columns : of the pad.
    cell : pixels of the screen, the side of a pixel where there is room.
    """

    code: str
    start: str
    start_label: str
    rows: int
    columns: int
    cell: int


def pixel_editor(
    setting: Code,
    start_label: str,
    *,
    shape: tuple[int, ...],
    key: str,
    on_change: Callable[[str], None],
    cell: int = CELL,
) -> None:
    """Show the pad with the drawing of a setting on it.

    Parameters
    ----------
    setting : the drawing, as its code; its default is the drawing to begin with.
    start_label : the words on the button that brings the drawing to begin with.
    shape : rows and columns of the pad.
    key : of the component.
    on_change : called when a drawing settles, with a code that the setting can have.
    cell : pixels of the screen, the side of a pixel where there is room.
    """

    def take_over() -> None:
        code = reported(key, "code", str, setting.check)
        if code is not None:
            on_change(code)

    code = state.use(setting)
    data = PixelEditorData(code, setting.default, start_label, shape[0], shape[1], cell)
    _PIXEL_EDITOR(data=to_json(data), key=key, default={"code": code}, on_code_change=take_over)
