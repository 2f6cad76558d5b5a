"""The boxes of HEIC and AVIF files: which pictures they hold, how these are coded, and how much work they are.

Source: ISO/IEC 14496-12 (boxes, locations of items) and ISO/IEC 23008-12 (HEIF).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cnn_steps.picture_files.coded_sizes import av1_size, av1_units, hevc_configured_units, hevc_size, hevc_units
from cnn_steps.picture_files.structure import MOST_PARTS, Structure

MOST_ITEMS = 1_000
"""Pictures, tiles and notes a HEIC or AVIF file may have. A telephone's largest photographs have about 300."""

MOST_FRAMES = 10_000
"""Frames an animation may have."""

_CONTAINERS = {b"meta": 4, b"iprp": 0, b"iinf": 6, b"moov": 0, b"trak": 0, b"mdia": 0, b"minf": 0, b"stbl": 0}
"""Boxes that hold others, and how many bytes stand before those."""

_DERIVED = (b"grid", b"iovl", b"iden")  # pictures put together from others


@dataclass(frozen=True)
class Box:
    """A box of a file: its name, and where its contents begin and end; the end may lie behind the file's."""

    name: bytes
    start: int
    end: int


@dataclass
class HeifFile:
    """What the boxes of a file say.

    Parameters
    ----------
    brands : the names of the formats the file follows, its main one first.
    primary : the number of the picture to show.
    items : number to coding: ``b"hvc1"``, ``b"av01"``, ``b"grid"`` …
    encrypted : the numbers of items that are.
    extents : number to where the item's bytes are in the file, (position, length) each.
    in_idat : the same for items whose positions count from ``idat``.
    idat : where the contents of the box ``idat`` begin; ``None`` without one.
    properties : the boxes that describe items, in order.
    described_by : number to indices into ``properties``, from 1.
    made_of : number to the numbers of the pictures it is put together from.
    layers : number to the numbers of the pictures that add to it: transparency, depth, brightness.
    codings : what the tracks of an animation are coded with.
    track_sizes : (rows, columns) of its tracks.
    configurations : the boxes that tell a decoder of a track what comes.
    first_frames : where the first frames of the tracks are.
    frames : the most frames a track has.
    parts : how many boxes and extents there are.
    end : where the last box ends.
    joined : bytes of items in several pieces that were put together.
    illegible : whether the coding or the media type of an item is no text.
    damage : whether a box contradicts itself.
    """

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

    @property
    def shown(self) -> list[int]:
        """The numbers of the picture to show and of all that it is put together from, each once."""
        found: dict[int, None] = {}
        waiting = [] if self.primary is None else [self.primary]
        while waiting:
            number = waiting.pop()
            if number in self.items and number not in found:
                found[number] = None
                waiting += self.made_of.get(number, []) if self.items[number] in _DERIVED else []
        return list(found)

    @property
    def coding(self) -> bytes:
        """What the picture to show is coded with, ``b""`` if that can't be seen."""
        coded = [self.items.get(number, b"") for number in self.shown]
        return next((name for name in (*coded, *self.codings) if name not in (*_DERIVED, b"")), b"")


def heif_file(data: bytes) -> HeifFile:
    """Read the boxes of a file that begins with an ``ftyp`` box."""
    file = HeifFile()
    waiting = [_boxes(data, 0, len(data), file)]  # no recursion: boxes may stand in boxes thousands deep
    while waiting and file.parts <= MOST_PARTS:
        box = next(waiting[-1], None)
        if box is None:
            waiting.pop()
            continue
        file.parts += 1
        end = min(box.end, len(data))
        if box.name in _CONTAINERS:
            start = box.start + _CONTAINERS[box.name]
            if box.name == b"iinf" and data[box.start : box.start + 1] > b"\0":
                start += 2  # from version 1 on it counts in 4 bytes
            waiting.append(_boxes(data, start, end, file))
        elif box.name in _READERS:
            try:
                _READERS[box.name](_Fields(data, box.start, end), file)
            except ValueError:  # cut off inside the box, or else it contradicts itself
                file.damage = file.damage or box.end <= len(data)
    return file


def _boxes(data: bytes, start: int, end: int, file: HeifFile) -> Iterator[Box]:
    """Give the boxes between two positions, the last one also if it is cut off."""
    while start < end:
        length, name, head = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8], 8
        if not any(data[start : start + 8]):  # no box but zeros behind the last one
            return
        if length == 1:
            length, head = int.from_bytes(data[start + 8 : start + 16]), 16
        elif length == 0:  # up to the end
            length = max(end - start, head)
        if start + head > end:
            file.end = start + head if file.end <= start else file.end  # no box around it has its own end
            return
        if length < head:
            file.damage = True
            return
        if name.isascii() and name.decode("ascii").isprintable():
            file.end = max(file.end, start + length)
        else:  # no box at all, which a decoder passes over
            file.damage = True
        yield Box(name, start + head, start + length)
        start += length


class _Fields:
    """Numbers one behind the other in the contents of a box; a ``ValueError`` where they end."""

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
            file.parts += 1
            if file.parts > MOST_PARTS:
                return
        if method == 0:  # counted from the start of the file
            file.extents[number] = extents
        elif method == 1:  # counted from the contents of the box idat
            file.in_idat[number] = extents


def _read_idat(fields: _Fields, file: HeifFile) -> None:
    file.idat = fields.position


def _read_iref(fields: _Fields, file: HeifFile) -> None:
    version, _ = fields.take_version()
    size = 4 if version else 2
    for box in _boxes(fields.data, fields.position, fields.end, file):
        inside = _Fields(fields.data, box.start, min(box.end, fields.end))
        number = inside.take(size)
        parts = [inside.take(size) for _ in range(inside.take(2))]
        file.parts += 1 + len(parts)
        if file.parts > MOST_PARTS:
            return
        if box.name == b"dimg":
            file.made_of[number] = parts
        elif box.name == b"auxl":
            for part in parts:
                file.layers.setdefault(part, []).append(number)


def _read_ipma(fields: _Fields, file: HeifFile) -> None:
    version, flags = fields.take_version()
    for _ in range(fields.take(4)):
        number = fields.take(4 if version else 2)
        file.described_by[number] = [
            fields.take(2) & 0x7FFF if flags & 1 else fields.take(1) & 0x7F for _ in range(fields.take(1))
        ]
        file.parts += 1
        if file.parts > MOST_PARTS:
            return


def _read_ipco(fields: _Fields, file: HeifFile) -> None:
    for box in _boxes(fields.data, fields.position, fields.end, file):
        file.properties.append(box)
        file.parts += 1
        if file.parts > MOST_PARTS:
            return


def _read_tkhd(fields: _Fields, file: HeifFile) -> None:
    version, _ = fields.take_version()
    fields.take_bytes(84 if version else 72)
    cols, rows = fields.take(4), fields.take(4)
    file.track_sizes.append((rows >> 16, cols >> 16))


def _read_stsd(fields: _Fields, file: HeifFile) -> None:
    fields.take(8)
    for entry in _boxes(fields.data, fields.position, fields.end, file):
        file.codings.append(entry.name)
        for box in _boxes(fields.data, entry.start + 78, min(entry.end, fields.end), file):
            file.configurations.append(box)
            file.parts += 1
        file.parts += 1
        if file.parts > MOST_PARTS:
            return


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


@dataclass(frozen=True)
class HeifStructure(Structure):
    """What a HEIC or AVIF file says beyond what every file does.

    Parameters
    ----------
    items : pictures, tiles and notes in the file.
    frames : frames of an animation.
    work : pixels to decode for the picture to show: those of all tiles and layers, each as often as it is asked for.
    decoded : how often a coded picture is decoded for it.
    holes : whether bytes of the picture to show are missing. A decoder may pass over them and leave tiles out.
    illegible : whether a name in it is no text, which ends the whole program inside pi-heif 1.4.
    """

    items: int = 0
    frames: int = 0
    work: float = 0
    decoded: float = 0
    holes: bool = False
    illegible: bool = False


def heif_structure(data: bytes) -> HeifStructure:
    """Walk over the boxes of a HEIC or AVIF file."""
    file = heif_file(data)
    shown = file.shown
    picture_end = max(
        (position + length for number in shown for position, length in file.extents.get(number, [])), default=0
    )
    ends = [position + length for extents in file.extents.values() for position, length in extents]
    end = max([file.end, *ends])
    sizes = _sizes(data, file)
    first = _described_sizes(data, file, file.primary)
    empty = bool(first) and 0 in first[0]
    decoded, work = _work(data, file, file.primary, 0, {})
    seen = bool(shown or file.codings)
    return HeifStructure(
        size=first[0] if empty else max(sizes, key=lambda size: size[0] * size[1], default=None),
        parts=file.parts,
        whole=seen and end <= len(data),
        end=end if end > len(data) else None,
        damage=_damage(file, seen or end > len(data)),
        sort=_sort(file),
        protected=bool(file.encrypted.intersection(shown)),
        items=len(file.items),
        frames=file.frames,
        work=work,
        decoded=decoded,
        holes=picture_end > len(data),
        illegible=file.illegible,
        depth=_av1_depth(data, file),
        color_codes=_color_codes(data, file),
    )


def _boxes_of_the_picture(data: bytes, file: HeifFile, name: bytes) -> list[bytes]:
    """Give the contents of all boxes of this name that describe the picture to show, or the frames of an animation."""
    boxes = [box for number in file.shown for box in _properties(file, number, name)]
    boxes += [box for box in file.configurations if box.name == name]
    return [data[box.start : box.end] for box in boxes]


def _av1_depth(data: bytes, file: HeifFile) -> int:
    """Give the bits per channel. Source: AV1 Codec ISO Media File Format Binding, section 2.3.3."""
    flags = next((content[2] for content in _boxes_of_the_picture(data, file, b"av1C") if len(content) > 2), 0)
    return 8 if not flags & 0x40 else 12 if flags & 0x20 else 10


def _color_codes(data: bytes, file: HeifFile) -> tuple[int, int] | None:
    for content in _boxes_of_the_picture(data, file, b"colr"):
        if content.startswith(b"nclx") and len(content) >= 8:
            return int.from_bytes(content[4:6]), int.from_bytes(content[6:8])
    return None


def _damage(file: HeifFile, fine: bool) -> str:
    if file.damage:
        return "its parts do not fit together"
    return "" if fine or file.parts < 2 else "it has no pixels"


def _sort(file: HeifFile) -> str:
    moving = not file.items and not {b"hvc1", b"hev1"}.isdisjoint(file.codings)
    return "a HEIC that holds a sequence of pictures" if moving else ""


def _described_sizes(data: bytes, file: HeifFile, number: int | None) -> list[tuple[int, int]]:
    """Give the (rows, columns) that the properties of a picture name."""
    return [
        (int.from_bytes(data[box.start + 8 : box.start + 12]), int.from_bytes(data[box.start + 4 : box.start + 8]))
        for box in _properties(file, number, b"ispe")
        if box.end <= len(data) and box.end - box.start >= 12
    ]


def _properties(file: HeifFile, number: int | None, name: bytes) -> list[Box]:
    indices = file.described_by.get(number, []) if number is not None else []
    boxes = [file.properties[index - 1] for index in indices if 0 < index <= len(file.properties)]
    return [box for box in boxes if box.name == name]


def _sizes(data: bytes, file: HeifFile) -> list[tuple[int, int]]:
    """Give every (rows, columns) that a decoder of the picture to show may make room for."""
    sizes = list(file.track_sizes)
    for number in file.shown:
        for picture in (number, *file.layers.get(number, [])):
            sizes += _described_sizes(data, file, picture)
            sizes += _canvas_size(data, file, picture)
            sizes += _coded_sizes(data, file, picture)
    view = memoryview(data)
    for box in file.configurations:
        sizes += _unit_sizes(_configured_units(view, box), file)
    for start in file.first_frames:
        for coding in file.codings:
            sizes += _unit_sizes(_coded_units(view[start:], coding, 4), file)
    return sizes


def _canvas_size(data: bytes, file: HeifFile, number: int) -> list[tuple[int, int]]:
    """Give the (rows, columns) of a picture put together from others, as its own few bytes say."""
    coding = file.items.get(number)
    if coding not in (b"grid", b"iovl"):
        return []
    starts = [position for position, _ in file.extents.get(number, [])[:1]]
    if file.idat is not None:
        starts += [file.idat + position for position, _ in file.in_idat.get(number, [])[:1]]
    sizes = []
    for start in starts:
        wide = 4 if data[start + 1 : start + 2] >= b"\1" and data[start + 1] & 1 else 2
        at = start + (4 if coding == b"grid" else 10)
        cols, rows = (int.from_bytes(data[at + place * wide : at + (place + 1) * wide]) for place in (0, 1))
        if at + 2 * wide <= len(data):
            sizes.append((rows, cols))
    return sizes


def _coded_sizes(data: bytes, file: HeifFile, number: int) -> list[tuple[int, int]]:
    """Give the (rows, columns) that the bytes of a coded picture name, and those that tell its decoder what comes."""
    view = memoryview(data)
    sizes, length_size = [], 4
    for name in (b"hvcC", b"av1C"):
        for box in _properties(file, number, name):
            sizes += _unit_sizes(_configured_units(view, box), file)
            length_size = (
                view[box.start + 21] % 4 + 1 if name == b"hvcC" and box.start + 21 < len(data) else length_size
            )
    extents = file.extents.get(number, [])
    pieces = [view[position : position + length or None] for position, length in extents]
    if len(pieces) > 1:
        file.joined += sum(map(len, pieces))
        if file.joined > len(data):  # the same bytes again and again
            file.damage = True
            return sizes
        pieces = [memoryview(b"".join(pieces))]
    for piece in pieces:
        sizes += _unit_sizes(_coded_units(piece, file.items.get(number, b""), length_size), file)
    return sizes


def _coded_units(view: memoryview, coding: bytes, length_size: int) -> Iterator[tuple[int, int] | None]:
    if coding in (b"hvc1", b"hev1"):
        return map(hevc_size, hevc_units(view, length_size))
    return map(av1_size, av1_units(view)) if coding == b"av01" else iter(())


def _configured_units(view: memoryview, box: Box) -> Iterator[tuple[int, int] | None]:
    if box.name == b"hvcC":
        return map(hevc_size, hevc_configured_units(view[box.start : box.end]))
    return map(av1_size, av1_units(view[box.start + 4 : box.end])) if box.name == b"av1C" else iter(())


def _unit_sizes(found: Iterator[tuple[int, int] | None], file: HeifFile) -> list[tuple[int, int]]:
    """Collect the sizes among the units of a picture, and count the units."""
    sizes = []
    for size in found:
        file.parts += 1
        if file.parts > MOST_PARTS:
            break
        if size:
            sizes.append(size)
    return sizes


_DEEPEST = 8  # pictures made of pictures made of pictures


def _work(
    data: bytes, file: HeifFile, number: int | None, depth: int, known: dict[int, tuple[float, float]]
) -> tuple[float, float]:
    """Count how often a coded picture is decoded for this one, and the pixels of them all."""
    if number is None or number not in file.items:
        return 0, 0
    if depth > _DEEPEST:
        return math.inf, math.inf
    if number not in known:
        known[number] = math.inf, math.inf  # for a picture made of itself
        derived = file.items[number] in _DERIVED
        inside = [*(file.made_of.get(number, []) if derived else []), *file.layers.get(number, [])]
        counts = [_work(data, file, part, depth + 1, known) for part in inside]
        own = max((rows * cols for rows, cols in _described_sizes(data, file, number)), default=0)
        known[number] = (not derived) + sum(count for count, _ in counts), own + sum(pixels for _, pixels in counts)
    return known[number]
