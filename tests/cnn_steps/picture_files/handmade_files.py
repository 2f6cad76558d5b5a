"""HEIC and AVIF files made byte by byte, and a photograph as Pillow writes it."""

import struct

from cnn_steps import sample_photo
from tests.made_files import saved

PHOTO = sample_photo()[100:112, 100:116]  # 12 rows × 16 columns


def photo_as(format, **options):
    """Give the bytes of a file with the photograph in it."""
    return saved(PHOTO, format, **options)


def box(name, *contents):
    data = b"".join(contents)
    return struct.pack(">I", 8 + len(data)) + name + data


def full_box(name, *contents, version=0, flags=0):
    return box(name, bytes([version]), flags.to_bytes(3), *contents)


def ispe(rows, cols):
    return full_box(b"ispe", struct.pack(">II", cols, rows))


def heif(
    items=((1, b"hvc1"),),
    *,
    brands=(b"heic", b"mif1"),
    properties=None,
    data=None,
    references=(),
    protected=(),
    extents=None,
    more=b"",
    tail=b"",
):
    """Give a HEIC or AVIF file: items as (number, coding), their properties, bytes and references by number.

    The first item is the one to show; what no decoder would look at is left out.
    """
    properties = {1: [ispe(8, 8)]} if properties is None else properties
    data = {number: b"\x55" * 40 for number, _ in items} if data is None else data
    ftyp = box(b"ftyp", brands[0], bytes(4), *brands)
    infos = [
        full_box(b"infe", struct.pack(">HH", number, number in protected), coding, b"\0", version=2)
        for number, coding in items
    ]
    boxes = [part for number in properties for part in properties[number]]
    places = {}
    for number in properties:
        places[number] = range(
            1 + sum(map(len, places.values())), 1 + sum(map(len, places.values())) + len(properties[number])
        )
    associations = b"".join(struct.pack(">HB", number, len(there)) + bytes(there) for number, there in places.items())
    links = [
        box(name, struct.pack(">HH", one, len(others)), *(struct.pack(">H", other) for other in others))
        for name, one, others in references
    ]

    def meta(start):
        locations, at = [], start
        for number, content in data.items():
            here = [(at, len(content))] if extents is None or number not in extents else extents[number]
            locations.append(
                struct.pack(">HHH", number, 0, len(here)) + b"".join(struct.pack(">II", *one) for one in here)
            )
            at += len(content)
        return full_box(
            b"meta",
            full_box(b"hdlr", bytes(4), b"pict", bytes(13)),
            full_box(b"pitm", struct.pack(">H", items[0][0] if items else 0)),
            full_box(b"iinf", struct.pack(">H", len(infos)), *infos),
            full_box(b"iref", *links),
            box(b"iprp", box(b"ipco", *boxes), full_box(b"ipma", struct.pack(">I", len(places)), associations)),
            full_box(b"iloc", b"\x44\0", struct.pack(">H", len(locations)), *locations),
        )

    start = len(ftyp) + len(meta(0)) + len(more) + 8
    return ftyp + meta(start) + more + box(b"mdat", *data.values()) + tail


def grid(rows, cols, size):
    """Give the few bytes that put tiles together: so many (rows, columns) of them for a picture of this size."""
    return bytes([0, 1, rows - 1, cols - 1]) + struct.pack(">II", size[1], size[0])


def track(*, frames=3, first=0, size=(48, 64), coding=b"hvc1", tells=None):
    """Give the boxes of an animation, whose first frame is at this position."""
    entry = box(coding, bytes(78), tells or hvcc(HEVC_PARAMETERS))
    return box(
        b"moov",
        box(
            b"trak",
            full_box(b"tkhd", bytes(72), struct.pack(">II", size[1] << 16, size[0] << 16)),
            box(
                b"mdia",
                box(
                    b"minf",
                    box(
                        b"stbl",
                        full_box(b"stsd", struct.pack(">I", 1), entry),
                        full_box(b"stsz", struct.pack(">II", 0, frames)),
                        full_box(b"stco", struct.pack(">II", 1, first)),
                    ),
                ),
            ),
        ),
    )


# The parameters of a picture of 64 rows × 64 columns as a telephone's encoder writes them.
HEVC_PARAMETERS = bytes.fromhex("42010103700000030090000003000003001ea020810596eae4a6b9b80868302000000303200000030021")


def hevc_parameters(rows, cols, *, layers=0, chroma=1):
    """Give the unit of an HEVC picture that has its size; a chroma of 3 is as many colors as pixels."""
    bits = "0000" + f"{layers:03b}" + "1" + "0" * 96
    if layers:
        bits += "11" * layers + "00" * (8 - layers) + "0" * 96 * layers
    bits += exponential(0) + exponential(chroma) + "0" * (chroma == 3) + exponential(cols) + exponential(rows) + "1"
    raw, safe = bits_to_bytes(bits), b""
    for byte in raw:
        safe += (b"\3" if safe.endswith(b"\0\0") and byte < 4 else b"") + bytes([byte])
    return b"\x42\x01" + safe


def hvcc(*units):
    arrays = b"".join(b"\x21" + struct.pack(">HH", 1, len(unit)) + unit for unit in units)
    return box(b"hvcC", bytes(21), b"\x03", bytes([len(units)]), arrays)


def in_units(*units):
    """Give the bytes of an HEVC picture of these units."""
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in units)


def av1_header(rows, cols):
    """Give the unit of an AV1 still picture that has its size."""
    bits = "000" + "1" + "1" + "00000" + "1111" + "1111" + f"{cols - 1:016b}" + f"{rows - 1:016b}"
    body = bits_to_bytes(bits)
    return b"\x0a" + bytes([len(body)]) + body


def exponential(number):
    digits = f"{number + 1:b}"
    return "0" * (len(digits) - 1) + digits


def bits_to_bytes(bits):
    return bytes(int(bits[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(bits), 8))
