"""What an error says, as a person writes it and as it stands."""

from __future__ import annotations

import re


def sentence(error: ValueError | str) -> str:
    """The words of an error as a sentence: a capital letter first, a full stop last.

    Examples
    --------
    >>> sentence(ValueError("a kernel needs at least one weight"))
    'A kernel needs at least one weight.'
    """
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}."


def as_it_stands(words: str) -> str:
    """Words that Markdown leaves as they are.

    They may come from an address or a file, where ``![](//host)`` would fetch a picture from another host.

    Examples
    --------
    >>> print(as_it_stands("layers read like c4.3~r~p2"))
    layers read like c4.3\\~r\\~p2
    """
    return re.sub(r"[\\`*_~\[\]<>$]|:(?=\S)", r"\\\g<0>", words)
