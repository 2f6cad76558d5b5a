"""The boxes of HEIC and AVIF files: which pictures they hold, where these are, and how they are coded.

Source: ISO/IEC 14496-12 (boxes, locations of items) and ISO/IEC 23008-12 (HEIF).
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_CONTAINERS = {b"meta": 4, b"iprp": 0, b"iinf": 6, b"moov": 0, b"trak": 0, b"mdia": 0, b"minf": 0, b"stbl": 0}
"""Boxes that hold other boxes, and how many bytes come before the first of these."""

DERIVED = (b"grid", b"iovl", b"iden")
"""The codings of pictures that have no pixels of their own, but are put together from other pictures."""


class _TooManyPartsError(Exception):
    """Ends the walk over the boxes of a file that has too many parts."""


@dataclass(frozen=True)
class Box:
    """A box of a file: its name, and where its contents begin and end; if cut off, they end behind the file."""

    name: bytes
    start: int
    end: int


@dataclass
class HeifFile:
    """What the boxes of a file say. An item is a picture, a tile of one, or a note; each has a number.

    Parameters
    ----------
    data : the bytes of the file.
    most_parts : after so many parts the walk over the boxes ends.
    brands : the names of the formats the file follows, its main one first.
    primary : the number of the picture to show.
    items : number to coding: ``b"hvc1"``, ``b"av01"``, ``b"grid"`` …
    encrypted : the numbers of the items that are encrypted.
    extents : number to the pieces that the item's bytes are in, (position in the file, length) each.
    in_idat : the same for items whose positions are counted from ``idat``.
    idat : where the contents of the box ``idat`` begin; ``None`` without one.
    properties : the boxes that describe items, in order.
    described_by : number to the places of its boxes among ``properties``, counted from 1.
    made_of : number to the numbers of the pictures it is put together from.
    layers : number to the numbers of the pictures that add something to it: transparency, depth, brightness.
    codings : what the tracks of an animation are coded with: ``b"hvc1"`` …
    track_sizes : (rows, columns) of its tracks.
    configurations : the boxes of the tracks that prepare a decoder for their frames.
    first_frames : the positions of the first frame of each track.
    frames : how many frames the longest track has.
    parts : how many boxes and extents have been found.
    end : where the last box ends.
    joined : how many bytes of items in several pieces were put together so far.
    illegible : whether the coding or the media type of an item is not text.
    damage : whether a box contradicts itself.
    """

    data: bytes
    most_parts: int
    brands: list[bytes] = field(default_factory=list)
    primary: int | None = None
    items: dict[int, bytes] = field(default_factory=dict)
    encrypted: set[int] = field(default_factory=set)
    extents: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    in_idat: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    idat: int | None = None
    properties: list[Box] = field(default_factory=list)
    described_by: dict[int, list[int]] = field(default_factory=dict)
    made_of: dict[int, list[int]] = field(default_factory=dict)
    layers: dict[int, list[int]] = field(default_factory=dict)
    codings: list[bytes] = field(default_factory=list)
    track_sizes: list[tuple[int, int]] = field(default_factory=list)
    configurations: list[Box] = field(default_factory=list)
    first_frames: list[int] = field(default_factory=list)
    frames: int = 0
    parts: int = 0
    end: int = 0
    joined: int = 0
    illegible: bool = False
    damage: bool = False

    def count(self, parts: int = 1) -> None:
        """Count parts of the file, and end the walk if they are too many."""
        self.parts += parts
        if self.has_too_many_parts:
            raise _TooManyPartsError

    @property
    def has_too_many_parts(self) -> bool:
        """Whether the walk ended early."""
        return self.parts > self.most_parts

    def inside(self, number: int) -> list[int]:
        """Give the numbers of the pictures that this one is put together from."""
        return self.made_of.get(number, []) if self.items[number] in DERIVED else []

    def described(self, number: int, name: bytes) -> list[Box]:
        """Give the boxes of this name that describe an item."""
        indices = [index for index in self.described_by.get(number, []) if 0 < index <= len(self.properties)]
        return [box for index in indices if (box := self.properties[index - 1]).name == name]

    @property
    def shown(self) -> list[int]:
        """The numbers of the picture to show and of all that it is put together from, each once."""
        found: dict[int, None] = {}
        waiting = [] if self.primary is None else [self.primary]
        while waiting:
            number = waiting.pop()
            if number in self.items and number not in found:
                found[number] = None
                waiting += self.inside(number)
        return list(found)

    @property
    def coding(self) -> bytes:
        """What the picture to show is coded with, ``b""`` if that can't be seen."""
        coded = [self.items.get(number, b"") for number in self.shown]
        return next((name for name in (*coded, *self.codings) if name not in (*DERIVED, b"")), b"")


def heif_file(data: bytes, most_parts: int) -> HeifFile:
    """Read the boxes of a file that begins with an ``ftyp`` box, up to ``most_parts`` boxes and extents.

    Examples
    --------
    >>> heif_file(b"\\0\\0\\0\\x10ftypavif" + bytes(4), 100).brands
    [b'avif']
    """
    file = HeifFile(data, most_parts)
    with contextlib.suppress(_TooManyPartsError):
        _read_boxes(file)
    return file


def _read_boxes(file: HeifFile) -> None:
    data = file.data
    waiting = [_boxes(file, 0, len(data))]  # a stack instead of recursion: boxes may be in boxes thousands deep
    while waiting:
        box = next(waiting[-1], None)
        if box is None:
            waiting.pop()
            continue
        end = min(box.end, len(data))
        if box.name in _CONTAINERS:
            start = box.start + _CONTAINERS[box.name]
            if box.name == b"iinf" and data[box.start : box.start + 1] > b"\0":
                start += 2  # from version 1 on it counts in 4 bytes
            waiting.append(_boxes(file, start, end))
        elif box.name in _READERS:
            try:
                _READERS[box.name](_Fields(data, box.start, end), file)
            except ValueError:  # the box ends too early: it is damaged, unless the file is cut off inside it
                file.damage = file.damage or box.end <= len(data)


def _boxes(file: HeifFile, start: int, end: int) -> Iterator[Box]:
    """Give the boxes between two positions, the last one even if it is cut off."""
    data = file.data
    while start < end:
        length, name, head = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8], 8
        if not any(data[start : start + 8]):  # zeros behind the last box
            return
        if length == 1:
            length, head = int.from_bytes(data[start + 8 : start + 16]), 16
        elif length == 0:  # up to the end
            length = max(end - start, head)
        if start + head > end:
            file.end = start + head if file.end <= start else file.end  # the box around it may have told a later end
            return
        if length < head:
            file.damage = True
            return
        if name.isascii() and name.decode("ascii").isprintable():
            file.end = max(file.end, start + length)
        else:  # no box has such a name; a decoder passes over it
            file.damage = True
        file.count()
        yield Box(name, start + head, start + length)
        start += length


class _Fields:
    """Reads numbers one after the other from the contents of a box; raises ``ValueError`` where these end."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self.data, self.position, self.end = data, start, end

    def take(self, size: int) -> int:
        return int.from_bytes(self.take_bytes(size))

    def take_bytes(self, size: int) -> bytes:
        self.position += size
        if self.position > self.end:
            raise ValueError("the box ends inside a number")
        return self.data[self.position - size : self.position]

    def take_version(self) -> tuple[int, int]:
        """Read the version and the flags of a full box."""
        return self.take(1), self.take(3)


def _read_ftyp(fields: _Fields, file: HeifFile) -> None:
    file.brands.append(fields.take_bytes(4))
    fields.take(4)
    for _ in range(min(100, (fields.end - fields.position) // 4)):
        file.brands.append(fields.take_bytes(4))


def _read_pitm(fields: _Fields, file: HeifFile) -> None:
    version, _ = fields.take_version()
    file.primary = fields.take(4 if version else 2)


def _read_infe(fields: _Fields, file: HeifFile) -> None:
    version, _ = fields.take_version()
    number, protection = fields.take(4 if version == 3 else 2), fields.take(2)
    file.items[number] = coding = fields.take_bytes(4) if version >= 2 else b""
    _, _, media_type = fields.data[fields.position : fields.end].partition(b"\0")
    file.illegible = file.illegible or not (_is_legible(coding) and _is_legible(media_type.partition(b"\0")[0]))
    if protection:
        file.encrypted.add(number)


def _is_legible(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_iloc(fields: _Fields, file: HeifFile) -> None:
    version, _ = fields.take_version()
    sizes = fields.take(2)
    position_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in range(fields.take(4 if version == 2 else 2)):
        number = fields.take(4 if version == 2 else 2)
        method = fields.take(2) & 15 if version else 0
        fields.take(2)
        base = fields.take(base_size)
        extents = []
        for _ in range(fields.take(2)):
            fields.take(index_size if version else 0)
            extents.append((base + fields.take(position_size), fields.take(length_size)))
            file.count()
        if method == 0:  # counted from the start of the file
            file.extents[number] = extents
        elif method == 1:  # counted from the contents of the box idat
            file.in_idat[number] = extents


def _read_idat(fields: _Fields, file: HeifFile) -> None:
    file.idat = fields.position


def _read_iref(fields: _Fields, file: HeifFile) -> None:
    version, _ = fields.take_version()
    size = 4 if version else 2
    for box in _boxes(file, fields.position, fields.end):
        inside = _Fields(fields.data, box.start, min(box.end, fields.end))
        number = inside.take(size)
        parts = [inside.take(size) for _ in range(inside.take(2))]
        file.count(len(parts))
        if box.name == b"dimg":
            file.made_of[number] = parts
        elif box.name == b"auxl":
            for part in parts:
                file.layers.setdefault(part, []).append(number)


def _read_ipma(fields: _Fields, file: HeifFile) -> None:
    version, flags = fields.take_version()
    for _ in range(fields.take(4)):
        number = fields.take(4 if version else 2)
        count = fields.take(1)
        if flags & 1:
            found = [index & 0x7FFF for index in struct.unpack(f">{count}H", fields.take_bytes(2 * count))]
        else:
            found = [index & 0x7F for index in fields.take_bytes(count)]
        file.described_by[number] = found
        file.count()


def _read_ipco(fields: _Fields, file: HeifFile) -> None:
    file.properties += _boxes(file, fields.position, fields.end)


def _read_tkhd(fields: _Fields, file: HeifFile) -> None:
    version, _ = fields.take_version()
    fields.take_bytes(84 if version else 72)
    cols, rows = fields.take(4), fields.take(4)
    file.track_sizes.append((rows >> 16, cols >> 16))


def _read_stsd(fields: _Fields, file: HeifFile) -> None:
    fields.take(8)
    for entry in _boxes(file, fields.position, fields.end):
        file.codings.append(entry.name)
        file.configurations += _boxes(file, entry.start + 78, min(entry.end, fields.end))


def _read_stsz(fields: _Fields, file: HeifFile) -> None:
    fields.take(8)
    file.frames = max(file.frames, fields.take(4))


def _read_stco(fields: _Fields, file: HeifFile) -> None:
    fields.take(4)
    if fields.take(4):
        file.first_frames.append(fields.take(4))


_READERS: dict[bytes, Callable[[_Fields, HeifFile], None]] = {
    b"ftyp": _read_ftyp,
    b"pitm": _read_pitm,
    b"infe": _read_infe,
    b"iloc": _read_iloc,
    b"idat": _read_idat,
    b"iref": _read_iref,
    b"ipco": _read_ipco,
    b"ipma": _read_ipma,
    b"tkhd": _read_tkhd,
    b"stsd": _read_stsd,
    b"stsz": _read_stsz,
    b"stco": _read_stco,
}
