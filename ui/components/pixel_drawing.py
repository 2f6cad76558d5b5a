"""The drawing pad: 7×5 pixels to click, drag over, or reach with the arrow keys."""

from collections.abc import Callable

from ui.components.files import component

_PIXEL_EDITOR = component("pixel_editor", ("pixel_editor.js",))


def pixel_editor(code: str, nine: str, *, key: str, on_change: Callable[[], None]) -> None:
    """Show the pad with a drawing on it.

    Parameters
    ----------
    code : the drawing to start with, as nine hexadecimal digits.
    nine : the code of the 9, for the button that starts from it.
    key : under which the component reports ``code``.
    on_change : called when a drawing settles.
    """
    _PIXEL_EDITOR(data={"code": code, "nine": nine}, key=key, default={"code": code}, on_code_change=on_change)
