"""Why a file can't be used as a picture: one sentence each, told by the bytes of the file alone."""

from __future__ import annotations

from cnn_steps.picture_files.heif import MOST_FRAMES, MOST_ITEMS, HeifStructure, heif_structure
from cnn_steps.picture_files.kinds import AGAIN, FORMATS, SAVED, SHOWN, kind_name, kind_of, nearly, what_else
from cnn_steps.picture_files.structure import (
    MOST_PARTS,
    Structure,
    png_has_wrong_checksum,
    structure_of,
)

_MOST_ZEROS = 64  # a compressed picture does not end in so many
_LARGEST_FILE = 2**31  # a length that leads further is wrong rather than that so much is missing
_SMALLEST_BOUND = 2**16  # pixels that cost nothing, whatever is allowed
_SLACK = 63  # a coded picture is larger than the one to show by less than a block
_MOST_WORK = 4  # times the pixels allowed: tiles, transparency and depth beside the picture itself


def why_not_decoded(data: bytes, *, max_pixels: int, max_side: int) -> str:
    """Say why a file must not reach a decoder: it is no picture, or too much work, or a decoder would pass over holes.

    Parameters
    ----------
    data : the bytes of the file.
    max_pixels : rows × columns allowed.
    max_side : the longest side allowed, in pixels.

    Returns
    -------
    One sentence: what was found, and behind a colon what helps. ``""`` if nothing speaks against it.

    Examples
    --------
    >>> why_not_decoded(b"P5 99999 99999 255 ", max_pixels=50_000_000, max_side=65_535)[:66]
    'the picture has 99,999 × 99,999 = 9,999,800,001 pixels, more than '
    """
    kind = kind_of(data)
    if not kind:
        return _of_another_kind(data)
    structure = _structure(data, kind)
    if reason := _too_many_parts(data, kind, structure):
        return reason
    if reason := _why_not_this_size(structure, max_pixels, max_side):
        return reason
    if isinstance(structure, HeifStructure):
        return _why_not_this_heif(data, structure, kind_name(kind), max_pixels)
    # Each scan of a progressive JPEG goes over the whole picture; real ones have about ten.
    rows, cols = structure.size or (1, 1)
    most = max(20, min(100, 2_000_000_000 // (rows * cols)))
    if structure.passes > most:
        return f"the JPEG is stored in more than {most} passes over the picture: save it again as plain JPEG"
    return ""


def why_not_this_size(size: tuple[int, int], *, max_pixels: int, max_side: int) -> str:
    """Say why a picture of this many (rows, columns) is not taken, ``""`` if it is."""
    rows, cols = size
    if rows < 1 or cols < 1:
        return f"the picture has no pixels ({rows:,} × {cols:,}): choose one with at least 1 × 1"
    if rows * cols > max_pixels:
        return (
            f"the picture has {rows:,} × {cols:,} = {rows * cols:,} pixels, more than the {max_pixels:,} allowed: "
            "make it smaller in another program first"
        )
    if max(rows, cols) > max_side:
        return f"the picture is {rows:,} × {cols:,} pixels and no side may be longer than {max_side:,}: cut a piece out"
    return ""


def why_refused(data: bytes, *, out_of_memory: bool = False) -> str:
    """Say why a decoder could not read a file that nothing spoke against before.

    Parameters
    ----------
    data : the bytes of the file.
    out_of_memory : whether the decoder asked for more memory than there is, or than it may have.

    Returns
    -------
    One sentence: what was found, and behind a colon what helps.

    Examples
    --------
    >>> why_refused(b"P5 2 2 255 abc")
    'the PPM file is cut off after 14 of its 15 bytes: copy or download it again'
    """
    kind = kind_of(data)
    if not kind:
        return _of_another_kind(data)
    name, structure = kind_name(kind), _structure(data, kind)
    if reason := _too_many_parts(data, kind, structure):
        return reason
    if structure.protected:
        return _protected(name)
    if reason := _why_not_whole(data, kind, structure):
        return reason
    if structure.sort:
        return f"it is {structure.sort}, a rare sort that can't be read here: {SAVED}"
    if structure.damage:
        return f"the {name} file is damaged ({structure.damage}): {AGAIN}"
    if kind == "PNG" and png_has_wrong_checksum(data):
        return f"the PNG file is damaged (one of its checksums is wrong): {AGAIN}"
    if out_of_memory:
        return "the picture needs more memory than it may have: make it smaller in another program first"
    return f"the {name} file is damaged or of a rare sort: {AGAIN}, or {_OTHERWISE.get(kind, SHOWN)}"


_OTHERWISE = {
    "HEIC": f"{SHOWN}; Settings → Camera → Formats → Most Compatible makes an iPhone take JPEGs",
    "TIFF": "save it as PNG in another program",
}


def _structure(data: bytes, kind: str) -> Structure:
    return heif_structure(data) if kind in ("AVIF", "HEIC") else structure_of(data, kind)


def _why_not_this_size(structure: Structure, max_pixels: int, max_side: int) -> str:
    if structure.size is None:
        return ""
    rows, cols = structure.size
    # The coded picture of a HEIC or AVIF may be larger than the one to show: the decoder's own word comes later.
    if isinstance(structure, HeifStructure) and rows and cols:
        least, most = (max(1, rows - _SLACK), max(1, cols - _SLACK)), max(max_pixels, _SMALLEST_BOUND)
        if not why_not_this_size(least, max_pixels=most, max_side=max_side):
            return ""
    return why_not_this_size(structure.size, max_pixels=max_pixels, max_side=max_side)


def _too_many_parts(data: bytes, kind: str, structure: Structure) -> str:
    if structure.mostly_comments:
        return "the PPM file is mostly comments and blanks: save it again as PNG"
    if structure.parts > MOST_PARTS:
        many = f"the file is made of more than {MOST_PARTS:,} parts: save it again in another program"
        return _why_only_zeros_follow(data, kind, structure) or many
    return ""


def _why_not_this_heif(data: bytes, structure: HeifStructure, name: str, max_pixels: int) -> str:
    if structure.items > MOST_ITEMS or structure.decoded > MOST_ITEMS:
        return f"the {name} is put together from too many pieces: {SHOWN}"
    if structure.frames > MOST_FRAMES:
        return f"the {name} has {structure.frames:,} frames, more than {MOST_FRAMES:,}: {SHOWN}"
    if structure.work > _MOST_WORK * max(max_pixels, _SMALLEST_BOUND):
        return f"the tiles and layers of the {name} have too many pixels together: {SHOWN}"
    if structure.protected:
        return _protected(name)
    if structure.illegible:
        return f"the {name} file is damaged (a name in it is no text): {AGAIN}"
    return _missing(data, structure.end, name) if structure.holes else ""


def _protected(name: str) -> str:
    return f"the {name} is protected (its pixels are encrypted): open it where it can be seen and choose a screenshot"


def _of_another_kind(data: bytes) -> str:
    if _begins_like_a_picture(data):
        return f"the file is cut off after {_bytes(len(data))}, too few to tell what it is: {AGAIN}"
    if not any(data):
        return f"the file is empty (each of its {len(data):,} bytes is 0): {AGAIN}"
    what, helps = what_else(data)
    if what:
        return f"it looks like {what}: {helps}"
    if kind := nearly(data):
        return f"the {kind_name(kind)} file is damaged (its first bytes are not those of a {kind_name(kind)}): {AGAIN}"
    listed = ", ".join(kind_name(kind) for kind in FORMATS[:-1])
    return f"this is not a {listed} or {kind_name(FORMATS[-1])} picture: {SAVED}"


# The first bytes of every kind; a dot where any byte may stand.
_STARTS: tuple[bytes, ...] = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"RIFF....WEBP",
    b"\0\0\0.ftyp....",
)
_STARTS += (b"II*\0", b"II+\0", b"MM\0*", b"MM\0+", b"BM", b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"Pf")


def _begins_like_a_picture(data: bytes) -> bool:
    """Tell whether a file of a few bytes could go on as a picture."""
    return any(
        len(data) <= len(start) and all(wanted in (there, ord(".")) for there, wanted in zip(data, start, strict=False))
        for start in _STARTS
    )


def _why_not_whole(data: bytes, kind: str, structure: Structure) -> str:
    """Say that a file is cut off, or that its lengths can't be right, if its own bytes say so, else ``""``."""
    if reason := _why_only_zeros_follow(data, kind, structure):
        return reason
    if structure.whole or structure.damage:
        return ""
    if structure.end and structure.end > _LARGEST_FILE:
        return f"the {kind_name(kind)} file is damaged (one of its lengths is wrong): {AGAIN}"
    return _missing(data, structure.end, kind_name(kind), least=kind not in _EXACT)


def _why_only_zeros_follow(data: bytes, kind: str, structure: Structure) -> str:
    """Say that a file is cut off whose length was kept free for it, as a download or a camera's card does."""
    there = len(data.rstrip(b"\0"))
    if (structure.whole and structure.closed) or len(data) - there < _MOST_ZEROS:
        return ""
    return (
        f"the {kind_name(kind)} file is cut off after {there:,} of its {len(data):,} bytes, only zeros follow: {AGAIN}"
    )


_EXACT = ("WEBP", "PPM")  # their headers tell how long the whole file is


def _missing(data: bytes, end: int | None, name: str, least: bool = True) -> str:
    if end is None or end <= len(data):
        return f"the {name} file is cut off before its end: {AGAIN}"
    of = "at least" if least else "its"
    return f"the {name} file is cut off after {len(data):,} of {of} {_bytes(end)}: {AGAIN}"


def _bytes(count: int) -> str:
    return f"{count:,} byte{'s' * (count != 1)}"
