"""The drawing pad: pixels to click, drag over, or reach with the arrow keys."""

from collections.abc import Callable

from ui.components.files import component
from ui.theme import CELL

_PIXEL_EDITOR = component("pixel_editor")


def pixel_editor(
    code: str,
    start: str,
    start_label: str,
    *,
    shape: tuple[int, ...],
    key: str,
    on_change: Callable[[], None],
    cell: int = CELL,
) -> None:
    """Show the pad with a drawing on it.

    Parameters
    ----------
    code : the drawing to start with, in hexadecimal digits as ``ui.address.codes`` writes them.
    start, start_label : the code of a drawing to begin with, and the words on the button that brings it.
    shape : rows and columns of the pad.
    key : under which the component reports ``code``.
    on_change : called when a drawing settles.
    cell : pixels of the screen, the side of a pixel where there is room.
    """
    rows, columns = shape
    data = {"code": code, "start": start, "label": start_label, "rows": rows, "columns": columns, "cell": cell}
    _PIXEL_EDITOR(data=data, key=key, default={"code": code}, on_code_change=on_change)
