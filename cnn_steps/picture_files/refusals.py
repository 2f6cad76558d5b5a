"""Why a file can't be used as a picture: each reason is one sentence, found from the bytes of the file alone."""

from __future__ import annotations

from cnn_steps.picture_files.advice import CHOOSE_SCREENSHOT, COPY_AGAIN, MAKE_SMALLER, SAVE_AS_PNG
from cnn_steps.picture_files.heif_pictures import MOST_FRAMES, MOST_ITEMS, HeifStructure
from cnn_steps.picture_files.kinds import (
    FORMATS,
    PictureFile,
    begins_like_a_picture,
    kind_name,
    nearly,
    what_else,
)
from cnn_steps.picture_files.structure import MOST_PARTS, png_has_wrong_checksum

_MOST_PIXELS = 178_956_970
"""Pillow itself refuses pictures of more pixels."""

_SHARES = {"WEBP": 0.5, "AVIF": 0.7}
"""Which share of the pixels allowed these may have, as their decoders take 15 and 10 bytes of memory per pixel."""

_MOST_ZEROS = 64
"""A compressed picture ends in fewer zeros than this: so many are bytes that never arrived."""

_LARGEST_FILE = 2**31
"""If a length says that the file ends further on than this, that length is wrong; so much cannot be missing."""

_SMALLEST_BOUND = 2**16
"""So many pixels are never too much work, however few are allowed."""

_SLACK = 63
"""A coded picture may have more rows and columns than it shows, as it is made of whole blocks: by at most so many."""

_MOST_WORK = 4
"""So many times the pixels allowed may be decoded for one picture, with its tiles, transparency and depth."""

_EXACT = ("WEBP", "PPM")
"""The kinds whose headers tell exactly how long the file is."""


def pixels_allowed(kind: str, max_pixels: int) -> int:
    """Give how many pixels a file of one of ``FORMATS`` may have, where a plain one may have ``max_pixels``.

    Examples
    --------
    >>> pixels_allowed("PNG", 50_000_000), pixels_allowed("WEBP", 50_000_000)
    (50000000, 25000000)
    """
    return max(1, int(min(max_pixels, _MOST_PIXELS) * _SHARES.get(kind, 1)))


def why_not_decoded(file: PictureFile, *, max_pixels: int, max_side: int) -> str:
    """Say why a file must not reach a decoder: it is no picture, it is too much work, or a decoder would hide damage.

    Parameters
    ----------
    file : the file.
    max_pixels : rows × columns allowed of most kinds; see ``pixels_allowed``.
    max_side : the longest side allowed, in pixels.

    Returns
    -------
    One sentence: what was found, and behind a colon what helps. ``""`` if it may be decoded.

    Examples
    --------
    >>> file = PictureFile(b"P5 99999 99999 255 ")
    >>> why_not_decoded(file, max_pixels=50_000_000, max_side=65_535)[:66]
    'the picture has 99,999 × 99,999 = 9,999,800,001 pixels, more than '
    """
    if not file.kind:
        return _of_another_kind(file.data)
    return (
        _too_many_parts(file)
        or _why_not_its_size(file, max_pixels, max_side)
        or _why_not_this_heif(file, pixels_allowed(file.kind, max_pixels))
        or _too_many_passes(file)
    )


def why_not_this_size(size: tuple[int, int], kind: str, *, max_pixels: int, max_side: int) -> str:
    """Say why a picture of this many (rows, columns) is not taken, ``""`` if it is.

    Examples
    --------
    >>> why_not_this_size((3, 4), "PNG", max_pixels=12, max_side=4)
    ''
    >>> why_not_this_size((3, 4), "WEBP", max_pixels=12, max_side=4)[:62]
    'the picture has 3 × 4 = 12 pixels, more than the 6 allowed for'
    """
    rows, cols = size
    if rows < 1 or cols < 1:
        return f"the picture has no pixels ({rows:,} × {cols:,}): {COPY_AGAIN}"
    if rows * cols > (allowed := pixels_allowed(kind, max_pixels)):
        another_kind_helps = rows * cols <= pixels_allowed("PNG", max_pixels)
        return (
            f"the picture has {rows:,} × {cols:,} = {rows * cols:,} pixels, more than the {allowed:,} allowed"
            f"{f' for {kind_name(kind)}' * (kind in _SHARES)}: {SAVE_AS_PNG if another_kind_helps else MAKE_SMALLER}"
        )
    if max(rows, cols) > max_side:
        long = f"the picture is {rows:,} × {cols:,} pixels and no side may be longer than {max_side:,}"
        return f"{long}: cut a piece out of it, or {CHOOSE_SCREENSHOT}"
    return ""


def why_refused(file: PictureFile, *, out_of_memory: bool = False) -> str:
    """Say why a decoder could not read a file that ``why_not_decoded`` let through.

    Parameters
    ----------
    file : the file.
    out_of_memory : whether the decoder asked for more memory than there is, or than it may have.

    Returns
    -------
    One sentence: what was found, and behind a colon what helps.

    Examples
    --------
    >>> why_refused(PictureFile(b"P5 2 2 255 abc"))
    'the PPM file is cut off after 14 of its 15 bytes: copy or download it again'
    """
    structure = file.structure
    if reason := _why_not_whole(file):
        return reason
    if structure.sort:
        return f"it is {structure.sort}, a rare sort that can't be read here: {SAVE_AS_PNG}"
    if structure.damage:
        return _damaged(file, structure.damage)
    if file.kind == "PNG" and png_has_wrong_checksum(file.data):
        return _damaged(file, "one of its checksums is wrong")
    if out_of_memory:
        return f"the picture needs more memory than it may have: {MAKE_SMALLER}"
    otherwise = _OTHERWISE.get(file.kind, CHOOSE_SCREENSHOT)
    return f"the {file.name} file is damaged or of a rare sort: {COPY_AGAIN}, or {otherwise}"


_OTHERWISE = {
    "HEIC": f"{CHOOSE_SCREENSHOT}; Settings → Camera → Formats → Most Compatible makes an iPhone take JPEGs",
    "TIFF": "save it as PNG in another program",
}


def _why_not_its_size(file: PictureFile, max_pixels: int, max_side: int) -> str:
    size = file.structure.size
    if size is None:
        return ""
    # The coded picture of a HEIC or AVIF may be larger than the one to show by less than a block. So it is refused here
    # only if it is too large without that block; the size that the decoder gives is checked later.
    if isinstance(file.structure, HeifStructure) and min(size) > 0:
        least, most = (max(1, size[0] - _SLACK), max(1, size[1] - _SLACK)), max(max_pixels, _SMALLEST_BOUND)
        if not why_not_this_size(least, file.kind, max_pixels=most, max_side=max_side):
            return ""
    return why_not_this_size(size, file.kind, max_pixels=max_pixels, max_side=max_side)


def _too_many_parts(file: PictureFile) -> str:
    if file.structure.many_comments:
        return f"the PPM file has too many comments or blanks: {SAVE_AS_PNG}"
    if file.structure.parts > MOST_PARTS:
        many = f"the file is made of more than {MOST_PARTS:,} parts: {SAVE_AS_PNG}"
        return _why_only_zeros_follow(file) or many
    return ""


def _too_many_passes(file: PictureFile) -> str:
    """Refuse a JPEG of too many scans: each goes over the whole picture, and real pictures have about ten."""
    rows, cols = file.structure.size or (1, 1)
    most = max(20, min(100, 2_000_000_000 // (rows * cols)))
    many = f"the JPEG is stored in more than {most} passes over the picture: {SAVE_AS_PNG}"
    return many if file.structure.passes > most else ""


def _why_not_this_heif(file: PictureFile, allowed: int) -> str:
    structure = file.structure
    if not isinstance(structure, HeifStructure):
        return ""
    if structure.items > MOST_ITEMS or structure.decoded > MOST_ITEMS:
        return f"the {file.name} is put together from too many pieces: {CHOOSE_SCREENSHOT}"
    if structure.frames > MOST_FRAMES:
        many = f"the {file.name} has {structure.frames:,} frames, more than the {MOST_FRAMES:,} allowed"
        return f"{many}: {CHOOSE_SCREENSHOT}"
    if structure.work > _MOST_WORK * max(allowed, _SMALLEST_BOUND):
        return f"the tiles and layers of the {file.name} have too many pixels together: {CHOOSE_SCREENSHOT}"
    if structure.protected:
        protected = f"the {file.name} is protected (its pixels are encrypted)"
        return f"{protected}: open it where it can be seen and {CHOOSE_SCREENSHOT}"
    if structure.illegible:
        return _damaged(file, "a name in it is no text")
    return _missing(file) if structure.holes else ""


def _damaged(file: PictureFile, damage: str) -> str:
    return f"the {file.name} file is damaged ({damage}): {COPY_AGAIN}"


def _of_another_kind(data: bytes) -> str:
    if begins_like_a_picture(data):
        return f"the file is cut off after {_bytes(len(data))}, too few to tell what it is: {COPY_AGAIN}"
    if not any(data):
        return f"the file is empty (each of its {len(data):,} bytes is 0): {COPY_AGAIN}"
    what, helps = what_else(data)
    if what:
        return f"it looks like {what}: {helps}"
    if kind := kind_name(nearly(data)):
        return f"the {kind} file is damaged (its first bytes are not those of a {kind}): {COPY_AGAIN}"
    *names, last = map(kind_name, FORMATS)
    return f"this is not a {', '.join(names)} or {last} picture: {SAVE_AS_PNG}"


def _why_not_whole(file: PictureFile) -> str:
    """Say that a file is cut off, or that its lengths can't be right; ``""`` if it is whole as far as can be seen."""
    structure = file.structure
    if reason := _why_only_zeros_follow(file):
        return reason
    if structure.whole or structure.damage:
        return ""
    if structure.end and structure.end > _LARGEST_FILE:
        return _damaged(file, "one of its lengths is wrong")
    return _missing(file)


def _why_only_zeros_follow(file: PictureFile) -> str:
    """Say that a file ends in zeros instead of its last bytes; ``""`` if it does not.

    That happens if a download, or a camera with its card, keeps the whole length free before the bytes arrive.
    """
    there, length = len(file.data.rstrip(b"\0")), len(file.data)
    if (file.structure.whole and file.structure.closed) or length - there < _MOST_ZEROS:
        return ""
    return (
        f"the {file.name} file is cut off after {there:,} of its {length:,} bytes, and only zeros follow: {COPY_AGAIN}"
    )


def _missing(file: PictureFile) -> str:
    there, end = len(file.data), file.structure.end
    if end is None or end <= there:
        return f"the {file.name} file is cut off before its end: {COPY_AGAIN}"
    of = "its" if file.kind in _EXACT else "at least"
    return f"the {file.name} file is cut off after {there:,} of {of} {_bytes(end)}: {COPY_AGAIN}"


def _bytes(count: int) -> str:
    return f"{count:,} byte{'s' * (count != 1)}"
