"""The error for a file that can't be used as a picture, and the advice that several of its sentences end in."""

from __future__ import annotations


class ImageError(ValueError):
    """A file that can't be used as a picture. The message is one sentence for the person who chose the file."""


COPY_AGAIN = "copy or download it again"
CHOOSE_SCREENSHOT = "choose a screenshot of it"
TAKE_SCREENSHOT = "open it, take a screenshot and choose that"
MAKE_SMALLER = f"make it smaller in another program, or {CHOOSE_SCREENSHOT}"
SAVE_AS_PNG = f"save it as PNG or JPEG in another program, or {CHOOSE_SCREENSHOT}"
