"""Picture files made in code, by Pillow or byte by byte."""

import io
import struct
import zlib

from PIL import Image


def saved(image, format, **options):
    """Give the bytes of a file with this array or Pillow image in it."""
    file = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(file, format, **options)
    return file.getvalue()


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def handmade_png(width, height, *, depth=8, color=0, rows=b"", extra=b""):
    """Give a PNG with this header; color 0 is gray, 2 RGB, 6 RGBA."""
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    pixels = png_chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + extra + pixels + png_chunk(b"IEND", b"")


def handmade_tiff(tags, data):
    """Give a TIFF with one directory of ``{tag: (type, value)}``; the value "data" is where the data begins."""
    start = 8 + 2 + 12 * len(tags) + 4
    entries = [
        struct.pack("<HHII", tag, kind, 1, start if value == "data" else value)
        for tag, (kind, value) in sorted(tags.items())
    ]
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + b"".join(entries) + bytes(4) + data


TIFF_HEADER = {
    256: (4, 9),
    257: (4, 9),
    258: (3, 8),
    259: (3, 1),
    262: (3, 1),
    273: (4, "data"),
    277: (3, 1),
    279: (4, 99),
}
