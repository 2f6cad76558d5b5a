"""The parts a picture file is made of: what they say of its size and its end, and where they contradict each other.

Nothing is decoded here. Every walk over the parts ends after ``MOST_PARTS`` of them, so that a hostile file costs
little.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

MOST_PARTS = 50_000
"""The most parts a file may have. Decoders look at each, which takes long with a million of them."""

_BAD_HEADER, _BAD_LENGTH, _NO_PIXELS = "its header is damaged", "one of its lengths is wrong", "it has no pixels"


@dataclass(frozen=True)
class Structure:
    """What the bytes of a picture file say about it.

    Parameters
    ----------
    size : (rows, columns) in the header; ``None`` if the header is not there.
    parts : how many parts were walked over: chunks, segments, blocks or boxes.
    many_comments : whether a PPM has so many comments and blanks that a decoder would take minutes for them.
    passes : how many times a JPEG goes over the picture.
    whole : whether nothing is missing at the end, as far as marks of an end and lengths tell.
    closed : whether zeros at the end are part of the picture, rather than bytes that never arrived. They are if a mark
        of the end was found, or if the header says where each pixel is.
    end : how many bytes the whole file has, as far as its lengths tell; ``None`` if they don't.
    damage : what is wrong in it, as in "it has no pixels"; ``""`` if nothing was seen.
    sort : which rare sort of its format it is, if no decoder here reads that, as in "a JPEG of 12 bits per channel";
        ``""`` otherwise.
    protected : whether the picture is encrypted.
    depth : bits per channel of an AVIF, which its decoder does not tell.
    color_codes : the numbers of ITU-T H.273 for color primaries and transfer characteristics in a PNG, HEIC or AVIF.
    """

    size: tuple[int, int] | None = None
    parts: int = 0
    many_comments: bool = False
    passes: int = 0
    whole: bool = False
    closed: bool = False
    end: int | None = None
    damage: str = ""
    sort: str = ""
    protected: bool = False
    depth: int = 8
    color_codes: tuple[int, int] | None = None


def structure_of(data: bytes, kind: str) -> Structure:
    """Walk over a file of one of the kinds that ``kind_of`` gives, except AVIF and HEIC.

    Examples
    --------
    >>> found = structure_of(b"P5 2 3 255 abc", "PPM")
    >>> found.size, found.whole, found.end
    ((3, 2), False, 17)
    """
    return _WALKS[kind](data)


def _big(data: bytes, position: int, size: int) -> int:
    return int.from_bytes(data[position : position + size])


def _little(data: bytes, position: int, size: int) -> int:
    return int.from_bytes(data[position : position + size], "little")


# PNG. Source: Portable Network Graphics Specification (Third Edition), section 5.

_PNG_END = b"\0\0\0\0IEND\xaeB`\x82"


class Chunk(NamedTuple):
    """A chunk of a PNG: its name, and where its contents begin and end; if cut off, they end behind the file."""

    name: bytes
    start: int
    end: int


def png_chunks(data: bytes) -> Iterator[Chunk]:
    """Give the chunks of a PNG up to the last one, or up to one that is cut off.

    Examples
    --------
    >>> list(png_chunks(b"\\x89PNG\\r\\n\\x1a\\n" + b"\\0\\0\\0\\1tEXta...." + b"\\0\\0\\0\\0IEND"))
    [Chunk(name=b'tEXt', start=16, end=17), Chunk(name=b'IEND', start=29, end=29)]
    """
    end = 4
    for _ in range(MOST_PARTS + 1):
        start = end + 12  # behind a checksum, a length and a name
        name, end = data[start - 4 : start], start + _big(data, start - 8, 4)
        if len(name) < 4:
            return
        yield Chunk(name, start, end)
        if name == b"IEND" or end + 4 > len(data):
            return


def _png_structure(data: bytes) -> Structure:
    size, codes, parts, end, names = None, None, 0, 8, set()
    for chunk in png_chunks(data):
        if not chunk.name.isalpha():
            return Structure(size, parts, damage=_BAD_LENGTH if parts else _BAD_HEADER)
        end = chunk.end + 4
        if parts == 0 and (chunk.name != b"IHDR" or chunk.end - chunk.start != 13 or _is_changed(data, chunk)):
            return Structure(damage=_BAD_HEADER)
        if end > len(data):
            wrong = data.find(_PNG_END, chunk.start) >= 0  # nothing is missing then: the length is wrong
            return Structure(size, parts, end=end, damage=_BAD_LENGTH * wrong)
        if parts == 0:
            size = _big(data, chunk.start + 4, 4), _big(data, chunk.start, 4)
        if chunk.name == b"cICP" and b"IDAT" not in names and chunk.end - chunk.start == 4:
            codes = data[chunk.start], data[chunk.start + 1]
        parts += 1
        names.add(chunk.name)
    if b"IEND" not in names:
        return Structure(size, parts, end=end + 12)
    damage = "" if b"IDAT" in names else _NO_PIXELS
    return Structure(size, parts, whole=True, closed=True, damage=damage, color_codes=codes)


def png_has_wrong_checksum(data: bytes) -> bool:
    """Tell whether a chunk of a PNG has other bytes than its checksum was made of."""
    return any(_is_changed(data, chunk) for chunk in png_chunks(data))


def _is_changed(data: bytes, chunk: Chunk) -> bool:
    if chunk.end + 4 > len(data):
        return False
    return zlib.crc32(memoryview(data)[chunk.start - 4 : chunk.end]) != _big(data, chunk.end, 4)


# JPEG. Source: ITU-T T.81, annex B.

_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_END_OF_IMAGE, _START_OF_SCAN = 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {0xF7}
_HIERARCHICAL = (0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF)


def _jpeg_structure(data: bytes) -> Structure:
    """Walk from segment to segment, up to the end of the first image.

    A mere search for markers would also find bytes like them in a preview inside the file, or in a video behind it.
    """
    size, sort, parts, passes, position = None, "", 0, 0, 2
    while parts <= MOST_PARTS:
        found = _JPEG_MARKER.search(data, position)
        if not passes:  # a decoder looks at every byte that is in no segment, so each counts as a part
            parts += (found.start() if found else len(data)) - position
        if not found:
            return Structure(size, parts, passes=passes, sort=sort)
        marker, position = data[found.end() - 1], found.end()
        if marker == _END_OF_IMAGE:
            damage = "" if passes else _NO_PIXELS
            return Structure(size, parts, passes=passes, whole=True, closed=True, damage=damage, sort=sort)
        parts += 1
        if marker in _FRAMES and position + 8 <= len(data):
            size = _big(data, position + 3, 2), _big(data, position + 5, 2)
            sort = _jpeg_sort(marker, data[position + 2], data[position + 7])
        passes += marker == _START_OF_SCAN
        after = position + _big(data, position, 2)  # over the segment, whose length comes first
        if after > len(data):
            wrong = data.rstrip(b"\0").endswith(b"\xff\xd9")  # nothing is missing then: the length is wrong
            return Structure(size, parts, passes=passes, end=after, damage=_BAD_LENGTH * wrong, sort=sort)
        position = after
    return Structure(size, parts, passes=passes, sort=sort)


def _jpeg_sort(marker: int, depth: int, channels: int) -> str:
    if marker == 0xF7:
        return "a JPEG-LS picture"
    if marker in _HIERARCHICAL:
        return "a hierarchical JPEG"
    if marker == 0xCB:
        return "a lossless JPEG with arithmetic coding"
    if marker != 0xC3 and depth != 8:
        return f"a JPEG of {depth} bits per channel"
    return f"a JPEG of {channels} channels" if channels not in (1, 3, 4) else ""


# GIF. Source: Graphics Interchange Format, version 89a.

_MOST_PIECES = 1_000_000


def _gif_structure(data: bytes) -> Structure:
    """Walk up to the end of the first picture: the others are not read."""
    if len(data) < 13:
        return Structure(end=13)
    size, parts = (_little(data, 8, 2), _little(data, 6, 2)), 0
    position = 13 + _gif_palette(data[10])
    while parts <= MOST_PARTS:
        block = data[position : position + 1]
        if not block:
            return Structure(size, parts)
        parts += 1
        if block == b";":
            return Structure(size, parts, whole=True, closed=True, damage=_NO_PIXELS)
        if block == b",":
            left, top, cols, rows = (_little(data, position + at, 2) for at in (1, 3, 5, 7))
            size = max(size[0], top + rows), max(size[1], left + cols)
            position += 10 + (_gif_palette(data[position + 9]) if position + 9 < len(data) else 0) + 1
            end, _ = _gif_pieces_end(data, position, _MOST_PIECES)
            wrong = end > len(data) and data.rstrip(b"\0").endswith(
                b"\0;"
            )  # nothing is missing then: a length is wrong
            whole = end <= len(data)
            return Structure(size, parts, whole=whole, closed=whole, damage=_BAD_LENGTH * wrong)
        if block == b"!":
            position, pieces = _gif_pieces_end(data, position + 2, MOST_PARTS)
            parts += pieces
        else:  # a decoder goes over what it doesn't know byte by byte
            position += 1
    return Structure(size, parts)


def _gif_palette(flags: int) -> int:
    return 3 << (flags % 8 + 1) if flags & 0x80 else 0


def _gif_pieces_end(data: bytes, position: int, most: int) -> tuple[int, int]:
    """Give the position behind the pieces of a block, and how many pieces there are.

    If they are cut off, that position is behind the end of the file.
    """
    for pieces in range(1, most + 1):
        if position >= len(data):
            return position + 1, pieces
        length = data[position]
        position += 1 + length
        if not length:  # a piece without bytes is the last
            return position, pieces
    return position, most


# WebP. Source: RFC 9649.


def _webp_structure(data: bytes) -> Structure:
    end = 8 + _little(data, 4, 4)
    size, parts, position = _webp_size(data), 0, 12
    while position + 8 <= min(end, len(data)) and parts <= MOST_PARTS:
        length = _little(data, position + 4, 4)
        position += 8 + length + length % 2
        parts += 1
    # Some programs leave out the last byte, which makes an odd length even: that is no damage.
    damage = _BAD_LENGTH if end <= len(data) and position - 1 > end else ""
    return Structure(size, parts, whole=end <= len(data), end=end, damage=damage)


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 30:
        return None
    if data[12:16] == b"VP8X":
        return _little(data, 27, 3) + 1, _little(data, 24, 3) + 1
    if data[12:16] == b"VP8L":
        packed = _little(data, 21, 4)
        return (packed >> 14) % 2**14 + 1, packed % 2**14 + 1
    return _little(data, 28, 2) % 2**14, _little(data, 26, 2) % 2**14


# BMP. Source: Windows GDI, "Bitmap storage".

_BMP_PLAIN = (0, 3, 6)  # compression: none, and none with masks for the channels
_BMP_INSIDE = {4: "a BMP with a JPEG in it", 5: "a BMP with a PNG in it"}
_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)


def _bmp_structure(data: bytes) -> Structure:
    pixels_at, header = _little(data, 10, 4), _little(data, 14, 4)
    if len(data) < 18:
        return Structure(end=18)
    if header not in _BMP_HEADERS:
        return Structure(whole=True, closed=True, damage=_BAD_HEADER)
    if len(data) < 14 + header:
        return Structure(end=14 + header)
    if header == 12:
        cols, rows, bits, compression = _little(data, 18, 2), _little(data, 20, 2), _little(data, 24, 2), 0
    else:
        cols, rows, bits, compression = (_little(data, at, size) for at, size in ((18, 4), (22, 4), (28, 2), (30, 4)))
        rows = min(rows, 2**32 - rows)  # stored from the top if it is negative
    plain = compression in _BMP_PLAIN
    end = pixels_at + rows * (-(-cols * bits // 32) * 4) if plain else _little(data, 2, 4)
    sort = _BMP_INSIDE.get(compression, "")
    if end > len(data) == _little(data, 2, 4):  # the file is as long as it says: another number is wrong
        return Structure(whole=True, closed=True, damage=_BAD_HEADER)
    return Structure((rows, cols), 2, whole=end <= len(data), closed=plain, end=end, sort=sort)


# TIFF. Source: TIFF Revision 6.0; the BigTIFF design of libtiff.

_TYPE_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_MOST_STRIPS = 2**18
_TIFF_COMPRESSIONS = {
    9: "JBIG",
    10: "JBIG",
    33003: "JPEG 2000",
    33004: "JPEG 2000",
    33005: "JPEG 2000",
    34661: "JBIG",
    34712: "JPEG 2000",
    34887: "LERC",
    50002: "JPEG XL",
    52546: "JPEG XL",
}


@dataclass(frozen=True)
class TiffDirectory:
    """One directory of a TIFF: its fields, where it begins, and where it ends.

    Parameters
    ----------
    start : where it begins.
    fields : tag to (type, count, position of the values).
    entries : how many fields it has, but no more than fit between its start and the end of the file.
    end : where the directory and all values of its fields end; a file of fewer bytes is cut off.
    """

    start: int
    fields: dict[int, tuple[int, int, int]]
    entries: int
    end: int


def tiff_directory(data: bytes, position: int | None = None, most: int = MOST_PARTS) -> TiffDirectory:
    """Read the directory at ``position``, the first one if that is None, with at most ``most`` of its fields."""
    order, wide = tiff_order(data)
    offset_size, count_size = (8, 8) if wide else (4, 2)

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], order)

    if position is None:
        position = number(8, 8) if wide else number(4, 4)
    entries = number(position, count_size)
    entry_size = 4 + 2 * offset_size
    end = position + count_size + entries * entry_size
    fields = {}
    for entry in range(min(entries, most)):
        at = position + count_size + entry * entry_size
        if at + entry_size > len(data):
            break
        tag, kind, count = number(at, 2), number(at + 2, 2), number(at + 4, offset_size)
        length = count * _TYPE_SIZES.get(kind, 0)
        values_at = at + 4 + offset_size
        if length > offset_size:
            values_at = number(values_at, offset_size)
            end = max(end, values_at + length)
        fields[tag] = kind, count, values_at
    fitting = min(entries, max(0, len(data) - position) // entry_size)
    return TiffDirectory(position, fields, fitting, end)


def tiff_order(data: bytes) -> tuple[Literal["little", "big"], bool]:
    """Give the byte order of a TIFF, and whether it is a BigTIFF, whose positions have 8 bytes instead of 4."""
    order: Literal["little", "big"] = "little" if data.startswith(b"II") else "big"
    return order, int.from_bytes(data[2:4], order) == 43


def tiff_values(data: bytes, directory: TiffDirectory, tag: int, most: int = 1) -> list[int]:
    """Give the first ``most`` whole numbers of a field, none if it is missing or its values are cut off."""
    kind, count, position = directory.fields.get(tag, (0, 0, 0))
    size = _TYPE_SIZES.get(kind, 0)
    count = min(count, most)
    values = data[position : position + count * size]
    if not size or len(values) < count * size:
        return []
    order, _ = tiff_order(data)
    return [int.from_bytes(values[at : at + size], order) for at in range(0, len(values), size)]


def tiff_value(data: bytes, directory: TiffDirectory, tag: int, default: int = 0) -> int:
    """Give the first whole number of a field, or ``default`` if it is missing."""
    return next(iter(tiff_values(data, directory, tag)), default)


def _tiff_structure(data: bytes) -> Structure:
    header = 16 if tiff_order(data)[1] else 8
    if len(data) < header:
        return Structure(end=header)
    directory = tiff_directory(data)
    rows, cols = (tiff_value(data, directory, tag) for tag in (257, 256))
    size = (rows, cols) if {256, 257} <= directory.fields.keys() else None
    plain, strips = tiff_value(data, directory, 259, 1) == 1, _MOST_STRIPS + 1
    tiled = 324 in directory.fields
    offsets = tiff_values(data, directory, 324 if tiled else 273, strips)
    counts = tiff_values(data, directory, 325 if tiled else 279, strips)
    ends = [offset + count for offset, count in zip(offsets, counts, strict=False)]
    end = max([directory.end, *ends])
    parts = max(min(directory.entries, MOST_PARTS + 1), MOST_PARTS + 1 if len(offsets) == strips else 0)
    damage = "" if offsets or end > len(data) else _NO_PIXELS
    if directory.start < header:
        damage = _BAD_LENGTH  # a directory cannot begin inside the header
    return Structure(
        size,
        parts,
        whole=end <= len(data),
        closed=plain and not damage,
        end=end,
        damage=damage,
        sort=_tiff_sort(data, directory),
    )


def _tiff_sort(data: bytes, directory: TiffDirectory) -> str:
    compression = tiff_value(data, directory, 259, 1)
    if compression in _TIFF_COMPRESSIONS:
        return f"a TIFF compressed with {_TIFF_COMPRESSIONS[compression]}"
    bits = tiff_values(data, directory, 258, 2**16)
    channels = tiff_value(data, directory, 277, 1)
    if bits and max(bits) > 32:
        return f"a TIFF of {max(bits):,} bits per channel"
    if channels > 1 and bits and max(bits) > 16:
        return f"a TIFF of {channels:,} channels of {max(bits)} bits"
    return f"a TIFF of {channels:,} channels" if channels > 6 else ""


# PPM and its relatives. Source: the manual pages of Netpbm: pbm, pgm, ppm, pfm.

_PPM_HEADER = 2**16  # bytes in which the header has to end
_COMMENT = re.compile(rb"#[^\r\n]*")
_IN_TEXT = (b"P1", b"P2", b"P3")
_MOST_COMMENTS = 1000


def _ppm_words(data: bytes) -> list[bytes]:
    """Give the words of the header (kind, width, height, brightest level), and the bytes that follow as one more."""
    return _COMMENT.sub(b"", data[:_PPM_HEADER]).split(None, 4)


def _ppm_structure(data: bytes) -> Structure:
    kind = data[:2]
    words = _ppm_words(data)
    wanted = 3 if kind in (b"P1", b"P4") else 4
    endless = len(words) < wanted and len(data) > _PPM_HEADER
    if endless or (kind in _IN_TEXT and data.count(b"#") > _MOST_COMMENTS):
        return Structure(many_comments=True)
    if len(words) < wanted or (len(words) == wanted and not data[-1:].isspace() and kind not in (b"P1", b"P4")):
        return Structure(parts=len(words))
    cols, rows, brightest = words[1], words[2], words[3] if wanted == 4 and kind != b"Pf" else b"1"
    if not all(word.isdigit() and len(word) < 10 for word in (cols, rows, brightest)):
        return Structure(whole=True, closed=True, damage=_BAD_HEADER)
    size = int(rows), int(cols)
    if not 0 < int(brightest) < 65_536:
        return Structure(size, whole=True, closed=True, damage=_BAD_HEADER)
    if kind in _IN_TEXT:
        text = _COMMENT.sub(b"", data)
        whole = _ppm_words_in(text) >= size[0] * size[1] * (3 if kind == b"P3" else 1) + wanted
        damage = "it holds more than numbers" * (_NO_NUMBER.search(text, 2) is not None)
        return Structure(size, whole=whole, closed=True, damage=damage)
    end = _ppm_header_end(data, wanted) + _ppm_bytes(kind, size, int(brightest))
    return Structure(size, whole=end <= len(data), closed=True, end=end)


_NO_NUMBER = re.compile(rb"[^\d\s]")


def _ppm_words_in(text: bytes) -> int:
    """Count the words of a PPM written as text, header included. In a P1, 0 and 1 need no blank between them."""
    if text.startswith(b"P1"):
        body = text.split(None, 3)[3:]
        return 3 + sum(body[0].count(level) for level in (b"0", b"1")) if body else 3
    marked = b" " + text.translate(_BLANK_OR_NOT)
    return marked.count(b" x")


_BLANK_OR_NOT = bytes(0x20 if chr(byte) in " \t\n\r\x0b\f" else 0x78 for byte in range(256))


def _ppm_header_end(data: bytes, words: int) -> int:
    blanks = rb"(?:\s|#[^\r\n]*[\r\n])"
    found = re.compile(rb"P.(?:%b+[^\s#]+){%d}%b" % (blanks, words - 1, blanks)).match(data, 0, _PPM_HEADER)
    return found.end() if found else len(data)


def _ppm_bytes(kind: bytes, size: tuple[int, int], brightest: int) -> int:
    rows, cols = size
    if kind == b"P4":
        return rows * -(-cols // 8)
    if kind == b"Pf":
        return rows * cols * 4
    return rows * cols * (3 if kind == b"P6" else 1) * (2 if brightest > 255 else 1)


_WALKS: dict[str, Callable[[bytes], Structure]] = {
    "PNG": _png_structure,
    "JPEG": _jpeg_structure,
    "GIF": _gif_structure,
    "WEBP": _webp_structure,
    "BMP": _bmp_structure,
    "TIFF": _tiff_structure,
    "PPM": _ppm_structure,
}
