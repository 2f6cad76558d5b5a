"""What an error says, as a person writes it."""

from __future__ import annotations


def sentence(error: ValueError | str) -> str:
    """The words of an error as a sentence: a capital letter first, a full stop last.

    Examples
    --------
    >>> sentence(ValueError("a kernel needs at least one weight"))
    'A kernel needs at least one weight.'
    """
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}."
