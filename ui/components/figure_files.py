"""Figures as files: a button each for PNG and SVG, both made in the browser from what it has drawn."""

from collections.abc import Sequence

from ui.components.files import component
from ui.components.wire import message, to_json

_FIGURE_FILES = component("figure_files")


@message
class FigureFilesData:
    """What the buttons for files of figures are sent.

    Attributes
    ----------
    charts : the keys of the figures, in the order in which they stand on the page.
    name : of the file, without its ending.
    """

    charts: tuple[str, ...]
    name: str


def figure_files(charts: Sequence[str], name: str, *, key: str) -> None:
    """Offer charts as one picture.

    Parameters
    ----------
    charts : their keys, in the order in which they stand on the page.
    name : of the file, without its ending.
    key : of the component.
    """
    _FIGURE_FILES(data=to_json(FigureFilesData(tuple(charts), name)), key=key, width="content")
