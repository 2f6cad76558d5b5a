"""Picture files with the mistakes that hostile and broken programs make, the same file for the same number."""

from __future__ import annotations

import itertools
import random
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from cnn_steps import ImageError, read_picture, sample_photo
from cnn_steps.picture_files.refusals import pixels_allowed
from cnn_steps.pictures import MAX_PIXELS
from tests import pictures
from tests.made_files import saved
from tests.written_pictures import FORMATS, written

Parts = list[tuple[int, int]]  # where the parts of a file begin and end

EXTREME = [0, 1, 2, 7, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0xFFFFFF, 2**31 - 1, 2**31, 2**32 - 8, 2**32 - 1]
SIDES = [0, 1, 16, 255, 1000, 7999, 8000, 16_000, 16_383, 32_767, 65_535, 2**20, 2**31 - 1, 2**32 - 1]
TEXT_PPM = {
    "text.pbm": b"P1\n# a\n3 2\n0 1 1\n1 0 0\n",
    "text.pgm": b"P2\n3 2\n15\n0 5 10\n15 3 1\n",
    "text.ppm": b"P3\n2 2\n255\n255 0 0  0 255 0\n0 0 255  9 9 9\n",
    "alpha.pam": b"P7\nWIDTH 2\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n\1\2\3\4\5\6\7\10",
}


@dataclass(frozen=True, eq=False)
class Mutant:
    """A changed file: its number, the kind and the name of the file it was, and what was done to it."""

    number: int
    kind: str
    name: str
    done: tuple[str, ...]
    file: bytes

    def __str__(self) -> str:
        return f"{self.number} ({self.name}: {', '.join(self.done)})"


HOWS: tuple[dict[str, Any], ...] = ({}, {"background": "auto", "max_side": 480})
"""How a file is read: as the function does by itself, and as an uploaded one is read."""


def outcome(mutant: Mutant) -> str:
    """What a changed file gives: "picture", "refused: " and the sentence, or "raised: " and what must not come."""
    try:
        picture = read_picture(mutant.file, **HOWS[mutant.number % len(HOWS) if mutant.number >= 0 else -1])
        if picture.upright.dtype != np.uint8 or picture.upright.shape[2:] not in ((), (3,)):
            return f"raised: an array {picture.upright.shape} of {picture.upright.dtype}"
    except ImageError as error:
        return f"refused: {error}"
    except Exception as error:
        return f"raised: {error!r}"
    return "picture"


@cache
def seeds() -> dict[str, dict[str, bytes]]:
    """The good files, by their kind: those of the tests, many of Pillow's, and a photograph in each format."""
    found: dict[str, dict[str, bytes]] = {}
    for name in pictures.KNOWN:
        file = pictures.contents(name)
        if kind := kind_of(file):
            found.setdefault(kind, {})[name] = file
    for format in FORMATS:
        for made in written(format):
            if made.option != "as it is" or (made.orientation in (1, 6) and made.profile in ("none", "Adobe")):
                found.setdefault(kind_of(made.file), {})[str(made)] = made.file
    photo = Image.fromarray(sample_photo()).resize((320, 240))
    ways = {
        "PNG": {},
        "JPEG": {"progressive": True},
        "MPO": {},
        "WEBP": {"lossless": True},
        "GIF": {"save_all": True, "append_images": [photo.rotate(9)]},
        "BMP": {},
        "TIFF": {"compression": "tiff_lzw"},
        "PPM": {},
        "AVIF": {"save_all": True, "append_images": [photo.rotate(9)]},
    }
    for format, options in ways.items():
        file = saved(photo, format, **options)
        found[kind_of(file)][f"a photograph as {format}"] = file
    for name, file in TEXT_PPM.items():
        found["PPM"][name] = file
    return found


def kind_of(file: bytes) -> str:
    """The format that the first bytes of a file speak of; nothing for other files."""
    if file[4:8] == b"ftyp":
        return "AVIF" if b"avi" in file[8:32] else "HEIC"
    starts = {
        b"\x89PNG": "PNG",
        b"\xff\xd8": "JPEG",
        b"RIFF": "WEBP",
        b"GIF": "GIF",
        b"BM": "BMP",
        b"II": "TIFF",
        b"MM": "TIFF",
        b"P": "PPM",
    }
    return next((kind for start, kind in starts.items() if file.startswith(start)), "")


# As many pixels as an uploaded picture may have, in every way that stays below the bytes that it may have.
LARGE_COLUMNS = 8000
LARGE = (
    *(("PNG", mode) for mode in ("1", "L", "P", "RGB", "RGBA", "I;16")),
    *(("JPEG", mode) for mode in ("L", "RGB", "CMYK")),
    *(("TIFF", mode) for mode in ("1", "L", "RGB", "RGBA", "CMYK", "LAB", "I;16", "F")),
    *(("WEBP", mode) for mode in ("RGB", "RGBA")),
    *(("AVIF", mode) for mode in ("L", "RGB", "RGBA")),
    ("GIF", "P"),
)


def large_rows(format: str) -> int:
    return pixels_allowed(format, MAX_PIXELS) // LARGE_COLUMNS


def large(format: str, mode: str) -> bytes:
    """A picture of one color, half transparent if it can be, that takes few bytes and much work."""
    size = (LARGE_COLUMNS, large_rows(format))
    image = Image.new("RGBA", size, (200, 90, 40, 128)).convert(mode) if mode == "RGBA" else Image.new(mode, size, 90)
    options = {"AVIF": {"speed": 10}, "TIFF": {"compression": "tiff_adobe_deflate"}, "WEBP": {"method": 0}}
    return saved(image, format, **options.get(format, {}))


# Where the parts, the lengths and the sides stand in a file


def parts(file: bytes) -> Parts:
    """The chunks, segments, blocks or boxes of a file, those inside others too."""
    kind = kind_of(file)
    if kind == "PNG":
        return list(_chunks(file, 8, ">I", 12))
    if kind == "WEBP":
        return list(_chunks(file, 12, "<I", 8, before=4))
    if kind in ("AVIF", "HEIC"):
        return list(_boxes(file, 0, len(file)))
    if kind == "JPEG":
        starts = [found.start() for found in re.finditer(rb"\xff[\xc0-\xfe]", file)][:200]
        return list(itertools.pairwise([*starts, len(file)]))
    if kind == "TIFF":
        return _directory(file)
    if kind == "GIF":
        starts = [found.start() for found in re.finditer(rb"[\x21\x2c]", file)][:200]
        return list(itertools.pairwise([*starts, len(file)]))
    starts = [found.start() for found in re.finditer(rb"\s", file[:64])]
    return list(itertools.pairwise([*starts, len(file)]))


def _chunks(file: bytes, position: int, form: str, around: int, before: int = 0) -> Iterator[tuple[int, int]]:
    while position + 8 <= len(file):
        (length,) = struct.unpack_from(form, file, position + before)
        end = position + around + length + (length % 2 if before else 0)
        yield position, min(end, len(file))
        position = end


_HOLDS_BOXES = {b"meta": 4, b"iprp": 0, b"ipco": 0, b"iinf": 6, b"iref": 4, b"moov": 0, b"trak": 0, b"mdia": 0}
_HOLDS_BOXES |= {b"minf": 0, b"stbl": 0, b"dinf": 0}


def _boxes(file: bytes, position: int, end: int, depth: int = 1) -> Iterator[tuple[int, int]]:
    while position + 8 <= end and depth < 100:  # boxes may stand in boxes thousands deep
        (length,) = struct.unpack_from(">I", file, position)
        if length < 8:
            return
        yield position, min(position + length, end)
        if (skipped := _HOLDS_BOXES.get(file[position + 4 : position + 8])) is not None:
            yield from _boxes(file, position + 8 + skipped, min(position + length, end), depth + 1)
        position += length


def _directory(file: bytes) -> Parts:
    order = "<" if file[:2] == b"II" else ">"
    if len(file) < 10:
        return []
    (start,) = struct.unpack_from(f"{order}I", file, 4)
    if start + 2 > len(file):
        return []
    (count,) = struct.unpack_from(f"{order}H", file, start)
    entries = [(start + 2 + 12 * entry, start + 14 + 12 * entry) for entry in range(min(count, 100))]
    return [(begin, end) for begin, end in entries if end <= len(file)]


def length_fields(file: bytes) -> list[tuple[int, str]]:
    """Where lengths and counts stand, and how they are written."""
    kind, found = kind_of(file), parts(file)
    order = "<" if file[:2] == b"II" else ">"
    forms: dict[str, list[tuple[int, str]]] = {
        "PNG": [(0, ">I")],
        "WEBP": [(4, "<I")],
        "AVIF": [(0, ">I"), (12, ">I"), (12, ">H"), (16, ">I"), (20, ">I")],
        "HEIC": [(0, ">I"), (12, ">I"), (12, ">H"), (16, ">I"), (20, ">I")],
        "JPEG": [(2, ">H")],
        "GIF": [(2, "B"), (9, "B"), (10, "B")],
        "TIFF": [(2, f"{order}H"), (4, f"{order}I"), (8, f"{order}I"), (8, f"{order}H")],
    }
    places = [(start + offset, form) for start, _ in found for offset, form in forms.get(kind, [])]
    places += {"WEBP": [(4, "<I")], "BMP": [(2, "<I"), (10, "<I"), (14, "<I"), (34, "<I"), (46, "<I")]}.get(kind, [])
    return [(place, form) for place, form in places if place + struct.calcsize(form) <= len(file)]


def side_fields(file: bytes) -> list[tuple[int, str]]:
    """Where widths and heights stand, and how they are written."""
    kind = kind_of(file)
    order = "<" if file[:2] == b"II" else ">"
    places: list[tuple[int, str]] = []
    if kind == "PNG":
        places = [(16, ">I"), (20, ">I")]
    elif kind == "BMP":
        places = [(18, "<I"), (22, "<I")]
    elif kind == "GIF":
        places = [(6, "<H"), (8, "<H")]
        places += [(start + offset, "<H") for start, _ in parts(file) if file[start] == 0x2C for offset in (5, 7)]
    elif kind == "JPEG":
        frames = re.finditer(rb"\xff[\xc0-\xc3]", file)
        places = [(found.start() + offset, ">H") for found in frames for offset in (5, 7)]
    elif kind == "WEBP":
        for start, _ in parts(file):
            name = file[start : start + 4]
            offsets = {b"VP8X": (12, 15), b"VP8 ": (14, 16), b"VP8L": (9, 11)}.get(name, ())
            places += [(start + offset, "<H") for offset in offsets]
    elif kind == "TIFF":
        sides = {b"\1\0", b"\1\1", b"\1\x42", b"\1\x43", b"\1\x16"}
        tags = {tag if order == ">" else tag[::-1] for tag in sides}
        places = [(start + 8, f"{order}I") for start, _ in parts(file) if file[start : start + 2] in tags]
    elif kind in ("AVIF", "HEIC"):
        ends = [found.end() + 4 for found in re.finditer(b"ispe", file)]
        places = [(end + offset, ">I") for end in ends for offset in (0, 4)]
    return [(place, form) for place, form in places if place + struct.calcsize(form) <= len(file)]


# What is done to a file: (file, random numbers, another file) -> file


def flip_bits(file: bytes, rng: random.Random, other: bytes) -> bytes:
    changed = bytearray(file)
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def change_a_run(file: bytes, rng: random.Random, other: bytes) -> bytes:
    start, length = rng.randrange(len(file)), rng.choice([1, 2, 4, 16, 64, 500])
    run = rng.choice([bytes(length), b"\xff" * length, rng.randbytes(length)])
    return file[:start] + run + file[start + length :]


def change_the_head(file: bytes, rng: random.Random, other: bytes) -> bytes:
    changed = bytearray(file)
    for _ in range(rng.randint(1, 4)):
        changed[rng.randrange(min(len(changed), 100))] = rng.choice([0, 1, 2, 127, 128, 255, rng.randrange(256)])
    return bytes(changed)


def cut_off(file: bytes, rng: random.Random, other: bytes) -> bytes:
    return file[: rng.randrange(1, len(file) + 1)]


def take_out(file: bytes, rng: random.Random, other: bytes) -> bytes:
    start = rng.randrange(len(file))
    return file[:start] + file[start + rng.choice([1, 2, 8, 100, 1000]) :]


def put_in(file: bytes, rng: random.Random, other: bytes) -> bytes:
    start = rng.randrange(len(file))
    return file[:start] + rng.randbytes(rng.choice([1, 2, 8, 100, 1000])) + file[start:]


def grow(file: bytes, rng: random.Random, other: bytes) -> bytes:
    more = rng.choice([1, 100, 10_000, 1_000_000])
    return file + rng.choice([bytes(more), b"\xff" * more, file * (more // len(file))])


def splice(file: bytes, rng: random.Random, other: bytes) -> bytes:
    return file[: rng.randrange(len(file))] + other[rng.randrange(len(other)) :]


def set_a_length(file: bytes, rng: random.Random, other: bytes) -> bytes:
    return _written_into(file, rng, length_fields(file), EXTREME)


def set_a_side(file: bytes, rng: random.Random, other: bytes) -> bytes:
    changed = _written_into(file, rng, side_fields(file), SIDES)
    return _written_into(changed, rng, side_fields(changed), SIDES) if rng.random() < 0.6 else changed


def _written_into(file: bytes, rng: random.Random, places: list[tuple[int, str]], values: list[int]) -> bytes:
    if kind_of(file) == "PPM" and (words := list(re.finditer(rb"\d+", file[:64]))):
        word = rng.choice(words)
        return file[: word.start()] + str(rng.choice(values)).encode() + file[word.end() :]
    if not places:
        return change_the_head(file, rng, b"")
    place, form = rng.choice(places)
    room = 2 ** (8 * struct.calcsize(form))
    changed = bytearray(file)
    value = rng.choice([*values, struct.unpack_from(form, file, place)[0] + rng.choice([-1, 1, 8])])
    struct.pack_into(form, changed, place, value % room)
    return bytes(changed)


def remove_a_part(file: bytes, rng: random.Random, other: bytes) -> bytes:
    start, end = _a_part(file, rng)
    return file[:start] + file[end:]


def repeat_a_part(file: bytes, rng: random.Random, other: bytes) -> bytes:
    start, end = _a_part(file, rng)
    times = rng.choice([1, 2, 10, 1000, 60_000])
    return file[:end] + file[start:end] * min(times, 2_000_000 // max(1, end - start)) + file[end:]


def swap_parts(file: bytes, rng: random.Random, other: bytes) -> bytes:
    (start, end), (begin, last) = sorted([_a_part(file, rng), _a_part(file, rng)])
    if end > begin:
        return remove_a_part(file, rng, other)
    return file[:start] + file[begin:last] + file[end:begin] + file[start:end] + file[last:]


def borrow_a_part(file: bytes, rng: random.Random, other: bytes) -> bytes:
    start, end = _a_part(file, rng)
    begin, last = _a_part(other, rng)
    return file[: rng.choice([start, end])] + other[begin:last] + file[end:]


def _a_part(file: bytes, rng: random.Random) -> tuple[int, int]:
    found = parts(file)
    if found:
        return rng.choice(found)
    start = rng.randrange(len(file))
    return start, min(len(file), start + rng.randint(1, 100))


WAYS: list[Callable[[bytes, random.Random, bytes], bytes]] = [
    flip_bits,
    change_a_run,
    change_the_head,
    cut_off,
    take_out,
    put_in,
    grow,
    splice,
    set_a_length,
    set_a_length,
    set_a_side,
    set_a_side,
    remove_a_part,
    repeat_a_part,
    swap_parts,
    borrow_a_part,
]


def with_right_checksums(file: bytes) -> bytes:
    """A PNG whose checksums are right for what its chunks now hold, so that it is not refused for them alone."""
    right = bytearray(file)
    for start, end in parts(file):
        if end - start >= 12:
            struct.pack_into(">I", right, end - 4, zlib.crc32(file[start + 4 : end - 4]))
    return bytes(right)


def mutant(number: int, seed: int = 0) -> Mutant:
    """The changed file of this number: every kind of file comes up as often as the others. Below 0: a large one."""
    if number < 0:
        kind, mode = LARGE[~number]
        return Mutant(
            number, kind, f"{LARGE_COLUMNS} × {large_rows(kind)} pixels as {kind} {mode}", (), large(kind, mode)
        )
    rng = random.Random(f"{seed}/{number}")
    kinds = sorted(seeds())
    kind = kinds[number % len(kinds)]
    name = rng.choice(sorted(seeds()[kind]))
    file = seeds()[kind][name]
    done = []
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 5])):
        way = rng.choice(WAYS)
        of_another = seeds()[rng.choice([kind, kind, rng.choice(kinds)])]
        file = way(file, rng, of_another[rng.choice(sorted(of_another))]) or b"\0"
        done.append(way.__name__)
    if kind_of(file) == "PNG" and rng.random() < 0.8:
        file = with_right_checksums(file)
    return Mutant(number, kind, name, tuple(done), file)
