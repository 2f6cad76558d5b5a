"""Errors as sentences, and text from outside, shown letter by letter: never as Markdown, HTML or a formula."""

from __future__ import annotations

import re

MOST_OF_A_NAME = 40
"""Letters of a file's name that are shown."""

_JOINER = "\u2060"  # has no width and is no place to break a line
_MEANS_SOMETHING = re.compile(r'[\\`*_~\[\]<>$#&"]')
_BEGINS_A_LIST = re.compile(r"^(\d*)([-+.)])(?=\s|$)")
# Streamlit makes links, icons and arrows of these after character references have become letters. A joiner in between
# prevents that.
_JOINER_PLACES = re.compile(r"(?<=www)(?=\.)|(?<=[:@])(?=\S)|(?<=[<>~=!-])(?=[<>=-])", re.IGNORECASE)


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
    """What a person typed, named or stored, for Markdown, a label, a help text or HTML: shown letter by letter.

    Each letter that has a meaning in Markdown or HTML becomes a character reference, which both show as that letter.
    So ``![](//host)`` fetches no picture, ``<b>`` makes nothing bold and ``$x$`` is no formula.

    Examples
    --------
    >>> as_it_stands("kernel 9×9 does not fit"), as_it_stands("a*b"), as_it_stands("<b>")
    ('kernel 9×9 does not fit', 'a&#42;b', '&#60;b&#62;')
    """
    line = _JOINER_PLACES.sub(_JOINER, in_one_line(words))
    line = _MEANS_SOMETHING.sub(lambda found: _reference(found[0]), line)
    return _BEGINS_A_LIST.sub(lambda found: found[1] + _reference(found[2]), line)


def in_one_line(words: str) -> str:
    """The same words in one line: line breaks, invisible letters and those that turn the writing become blanks.

    Examples
    --------
    >>> in_one_line("a\\n\\u202eb ")
    'a b'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())


def file_title(name: str) -> str:
    """The name of a person's file to show: in one line, and its first letters where it is long.

    Examples
    --------
    >>> file_title("cat.png"), len(file_title("x" * 200))
    ('cat.png', 40)
    """
    line = in_one_line(name)
    return line if len(line) <= MOST_OF_A_NAME else f"{line[: MOST_OF_A_NAME - 1]}…"


def _reference(letter: str) -> str:
    return f"&#{ord(letter)};"
