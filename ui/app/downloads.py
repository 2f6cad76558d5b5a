"""What a person can download: the code of a page as a script and as a Jupyter notebook, and the names of all files."""

from __future__ import annotations

import json
import re
from typing import Any

from ui.picture.facts import OWN_PICTURE

BESIDE = "next to the folder cnn_steps of the CNN explorer, and run it there. It needs NumPy and Pillow"


def file_name(*parts: str) -> str:
    """A file name without its ending, made of the words of all parts, each word once.

    Examples
    --------
    >>> file_name("convolution", "convolution maps", "The 9")
    'convolution-maps-9'
    """
    words = dict.fromkeys(re.findall(r"[a-z0-9]+", " ".join(parts).lower()))
    return "-".join(word for word in words if word != "the")


def script(listing: str, title: str, image_name: str, *, where: str = BESIDE) -> str:
    """The listing as a Python file that says first what it is and where it runs.

    Parameters
    ----------
    listing : lines of Python that need ``cnn_steps``.
    title : of the page.
    image_name : what the page calls the image in view.
    where : the words after “Save this file”: in which place it runs, and what it needs.
    """
    own = "".join(f"\n{words}" for words in _own_picture(listing))
    return f'''"""{_headline(title, image_name)}

Save this file {where}.{own}
"""

{listing}'''


def notebook(listing: str, title: str, image_name: str, *, where: str = BESIDE) -> str:
    """The listing as a Jupyter notebook: a cell that says what it is, then a cell for each paragraph.

    Takes what ``script`` takes.

    Source
    ------
    nbformat 4.5, https://nbformat.readthedocs.io/en/latest/format_description.html
    """
    own = "".join(f"\n\n{words}" for words in _own_picture(listing))
    about = (
        f"# {title}\n\n{_headline(title, image_name)}\n\n"
        f"Save this notebook {where.replace('cnn_steps', '`cnn_steps`')}.{own}"
    )
    paragraphs = re.split(r"\n{2,}", listing.strip())
    contents = {
        "cells": [
            _cell("markdown", "about", about),
            *(
                _cell("code", f"code-{number}", paragraph, execution_count=None, outputs=[])
                for number, paragraph in enumerate(paragraphs, start=1)
            ),
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(contents, ensure_ascii=False, indent=1) + "\n"


def _own_picture(listing: str) -> list[str]:
    """A sentence on the file that the listing reads, if it is the person's own."""
    files = dict.fromkeys(re.findall(rf"{OWN_PICTURE}\.\w+", listing))
    return [f"Your picture is not in this file: save it next to it as {file}." for file in files]


def _headline(title: str, image_name: str) -> str:
    return f"The numbers of the page “{title}” on {image_name[:1].lower()}{image_name[1:]}, computed again."


def _cell(kind: str, name: str, source: str, **rest: Any) -> dict[str, Any]:
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source.splitlines(keepends=True), **rest}
