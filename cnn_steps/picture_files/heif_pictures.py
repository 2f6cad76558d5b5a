"""The picture that a HEIC or AVIF file shows: its size, whether its bytes are there, and how much work it makes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from cnn_steps.picture_files.coded_sizes import av1_size, av1_units, hevc_configured_units, hevc_size, hevc_units
from cnn_steps.picture_files.heif import DERIVED, Box, HeifFile, heif_file
from cnn_steps.picture_files.structure import MOST_PARTS, Structure

MOST_ITEMS = 1_000
"""The most pictures, tiles and notes a HEIC or AVIF file may have. A telephone's largest photographs have about 300."""

MOST_FRAMES = 10_000
"""The most frames an animation may have."""

_DEEPEST = 8
"""Pictures may be made of pictures that are made of pictures, down to this level."""


@dataclass(frozen=True)
class HeifStructure(Structure):
    """What a HEIC or AVIF file says beyond what every file does.

    Parameters
    ----------
    items : pictures, tiles and notes in the file.
    frames : frames of an animation.
    work : how many pixels are decoded for the picture to show: those of all its tiles and layers, each as often as it
        is used.
    decoded : how many times a coded picture is decoded for it.
    holes : whether bytes of the picture to show are missing. A decoder may pass over that and leave tiles out.
    illegible : whether a name in it is not text, on which pi-heif 1.4 ends the whole program.
    """

    items: int = 0
    frames: int = 0
    work: float = 0
    decoded: float = 0
    holes: bool = False
    illegible: bool = False


def heif_structure(data: bytes) -> HeifStructure:
    """Walk over the boxes of a HEIC or AVIF file."""
    file = heif_file(data, MOST_PARTS)
    shown = file.shown
    ends = {number: max((sum(extent) for extent in extents), default=0) for number, extents in file.extents.items()}
    end = max([file.end, *ends.values()])
    sizes = _sizes(file)
    decoded, work = _work(file, file.primary, 0, {})
    has_picture = bool(shown or file.codings)
    return HeifStructure(
        size=_size_without_pixels(file) or max(sizes, key=math.prod, default=None),
        parts=file.parts,
        whole=has_picture and end <= len(data),
        end=end if end > len(data) else None,
        damage=_damage(file, has_picture or end > len(data)),
        sort=_sort(file),
        protected=bool(file.encrypted.intersection(shown)),
        items=len(file.items),
        frames=file.frames,
        work=work,
        decoded=decoded,
        holes=any(ends.get(number, 0) > len(data) for number in shown),
        illegible=file.illegible,
        depth=_av1_depth(file),
        color_codes=_color_codes(file),
    )


def _boxes_of_the_picture(file: HeifFile, name: bytes) -> list[bytes]:
    """Give the contents of all boxes of this name that describe the picture to show, or the frames of an animation."""
    boxes = [box for number in file.shown for box in file.described(number, name)]
    boxes += [box for box in file.configurations if box.name == name]
    return [file.data[box.start : box.end] for box in boxes]


def _av1_depth(file: HeifFile) -> int:
    """Give the bits per channel. Source: AV1 Codec ISO Media File Format Binding, section 2.3.3."""
    flags = next((content[2] for content in _boxes_of_the_picture(file, b"av1C") if len(content) > 2), 0)
    return 8 if not flags & 0x40 else 12 if flags & 0x20 else 10


def _color_codes(file: HeifFile) -> tuple[int, int] | None:
    for content in _boxes_of_the_picture(file, b"colr"):
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


def _size_without_pixels(file: HeifFile) -> tuple[int, int] | None:
    """Give the (rows, columns) that the picture to show is said to have, if one of them is 0."""
    sizes = _described_sizes(file, file.primary) if file.primary is not None else []
    return sizes[0] if sizes and 0 in sizes[0] else None


def _described_sizes(file: HeifFile, number: int) -> list[tuple[int, int]]:
    """Give the (rows, columns) that the properties of a picture name."""
    return [
        (_number(file, box.start + 8, 4), _number(file, box.start + 4, 4))
        for box in file.described(number, b"ispe")
        if box.end <= len(file.data) and box.end - box.start >= 12
    ]


def _number(file: HeifFile, position: int, size: int) -> int:
    return int.from_bytes(file.data[position : position + size])


def _sizes(file: HeifFile) -> list[tuple[int, int]]:
    """Give every (rows, columns) that anything says of the picture to show: a decoder may make room for any of them."""
    sizes = list(file.track_sizes)
    for number in file.shown:
        for picture in (number, *file.layers.get(number, [])):
            sizes += _described_sizes(file, picture)
            sizes += _canvas_size(file, picture)
            sizes += _coded_sizes(file, picture)
    view = memoryview(file.data)
    for box in file.configurations:
        sizes += _unit_sizes(_configured_units(view, box), file)
    for coding in set(file.codings):
        for start in file.first_frames:
            if file.has_too_many_parts:
                return sizes
            sizes += _unit_sizes(_coded_units(view[start:], coding, 4), file)
    return sizes


def _canvas_size(file: HeifFile, number: int) -> list[tuple[int, int]]:
    """Give the (rows, columns) of a picture that is put together from others, from the few bytes it has itself."""
    coding = file.items.get(number)
    if coding not in (b"grid", b"iovl"):
        return []
    starts = [position for position, _ in file.extents.get(number, [])[:1]]
    if file.idat is not None:
        starts += [file.idat + position for position, _ in file.in_idat.get(number, [])[:1]]
    sizes = []
    for start in starts:
        wide = 4 if _number(file, start + 1, 1) & 1 else 2
        at = start + (4 if coding == b"grid" else 10)
        if at + 2 * wide <= len(file.data):
            sizes.append((_number(file, at + wide, wide), _number(file, at, wide)))
    return sizes


def _coded_sizes(file: HeifFile, number: int) -> list[tuple[int, int]]:
    """Give the (rows, columns) in the bytes of a coded picture, and in the boxes that prepare its decoder."""
    view = memoryview(file.data)
    sizes, length_size = [], 4
    for box in (*file.described(number, b"hvcC"), *file.described(number, b"av1C")):
        sizes += _unit_sizes(_configured_units(view, box), file)
        if box.name == b"hvcC":
            length_size = _number(file, box.start + 21, 1) % 4 + 1
    extents = file.extents.get(number, [])
    pieces = [view[position : position + length or None] for position, length in extents]
    if len(pieces) > 1:
        file.joined += sum(map(len, pieces))
        if file.joined > len(file.data):  # pieces overlap: the same bytes are used again and again
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
    """Collect the sizes that the units of a picture have, and count the units as parts of the file."""
    sizes = []
    for size in found:
        file.parts += 1
        if file.has_too_many_parts:
            break
        if size:
            sizes.append(size)
    return sizes


def _work(file: HeifFile, number: int | None, depth: int, known: dict[int, tuple[float, float]]) -> tuple[float, float]:
    """Count how many times a coded picture is decoded for this one, and the pixels of all of them.

    ``known`` keeps what was counted for other pictures, by their numbers.
    """
    if number is None or number not in file.items:
        return 0, 0
    if depth > _DEEPEST:
        return math.inf, math.inf
    if number not in known:
        known[number] = math.inf, math.inf  # found again below if the picture is made of itself
        inside = [*file.inside(number), *file.layers.get(number, [])]
        counts = [_work(file, part, depth + 1, known) for part in inside]
        coded = file.items[number] not in DERIVED
        own = max(map(math.prod, _described_sizes(file, number)), default=0)
        known[number] = coded + sum(count for count, _ in counts), own + sum(pixels for _, pixels in counts)
    return known[number]
