"""Figures as files: a button each for PNG and SVG, both made in the browser from what it has drawn."""

from collections.abc import Sequence

from ui.components.files import component

_FIGURE_FILES = component("figure_files")


def figure_files(charts: Sequence[str], name: str, *, key: str) -> None:
    """Offer charts as one picture.

    Parameters
    ----------
    charts : their keys, in the order in which they stand on the page.
    name : of the file, without its ending.
    key : of the component.
    """
    _FIGURE_FILES(data={"charts": list(charts), "name": name}, key=key, width="content")
