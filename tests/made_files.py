"""Picture files made in code, by Pillow or byte by byte."""

import io
import itertools
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


def png_header(width, height, *, depth=8, color=0):
    """Give the start of a PNG up to its pixels; color 0 is gray, 2 RGB, 4 gray with alpha, 6 RGBA."""
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0))


def handmade_png(width, height, *, depth=8, color=0, rows=b"", extra=b""):
    """Give a PNG with this header, these chunks before its pixels, and these bytes for them."""
    pixels = png_chunk(b"IDAT", zlib.compress(rows, 9))
    return png_header(width, height, depth=depth, color=color) + extra + pixels + png_chunk(b"IEND", b"")


def handmade_tiff(fields, *strips, order="<", inside=()):
    """Give a TIFF with one directory of ``{tag: (type, value)}``, and those inside that its tag 330 leads to.

    A value is a number, a list of them, or "data" for where each strip begins.
    """
    directories = [fields | ({330: (4, "inside")} if inside else {}), *inside]
    starts = list(itertools.accumulate((6 + 12 * len(one) for one in directories), initial=8))

    def written(data_at):
        places = list(itertools.accumulate(map(len, strips), initial=data_at))[: max(1, len(strips))]
        named = {"data": places, "inside": starts[1:2]}
        entries, lists = b"", b""
        for directory in directories:
            entries += struct.pack(order + "H", len(directory))
            for tag, (kind, value) in sorted(directory.items()):
                values = value if isinstance(value, list) else named.get(value, [value])
                packed = struct.pack(f"{order}{len(values)}{'H' if kind == 3 else 'I'}", *values)
                if len(packed) > 4:
                    packed, lists = struct.pack(order + "I", starts[-1] + len(lists)), lists + packed
                entries += struct.pack(order + "HHI", tag, kind, len(values)) + packed.ljust(4, b"\0")
            entries += bytes(4)
        return (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8) + entries + lists

    return written(len(written(0))) + b"".join(strips)


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
"""The fields of a gray TIFF of 9 × 9 pixels in one strip, which is longer than that takes."""
