"""The size that a compressed HEVC or AV1 picture has by its own bytes.

The file around it may say something else, but this is the size that decoders make room for.

Sources: ITU-T H.265, sections 7.3.1 to 7.3.3; the AV1 Bitstream & Decoding Process Specification, sections 5.3 to 5.5.
"""

from __future__ import annotations

from collections.abc import Iterator

_SEQUENCE_PARAMETERS = 33  # the type of the HEVC unit that has the size
_SEQUENCE_HEADER = 1  # the type of the AV1 unit that has the size
_LONGEST = 256  # so many bytes of a unit are looked at: the size is near its start


class _Bits:
    """Reads numbers of any count of bits one after the other; raises ``ValueError`` where the bytes end."""

    def __init__(self, data: bytes) -> None:
        self._bits = int.from_bytes(data)
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("the bytes end inside a number")
        return self._bits >> self._left & (1 << count) - 1

    def take_exponential(self) -> int:
        """Read an Exp-Golomb number: some zeros, a 1, and as many more bits as there were zeros."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 32:
                raise ValueError("no number is this long")
        return (1 << zeros) - 1 + self.take(zeros)


def hevc_units(data: memoryview, length_size: int) -> Iterator[bytes]:
    """Give the first bytes of each unit of an HEVC picture, in which the length of a unit comes first.

    ``length_size`` is how many bytes the length takes.
    """
    position = 0
    while position < len(data):
        start = position + length_size
        position = start + int.from_bytes(data[position:start])
        yield bytes(data[start : min(position, start + _LONGEST)])


def hevc_configured_units(data: memoryview) -> Iterator[bytes]:
    """Give the first bytes of each unit in the contents of an ``hvcC`` box."""
    position = 23
    for _ in range(data[22] if len(data) > 22 else 0):
        units = int.from_bytes(data[position + 1 : position + 3])
        position += 3
        for _ in range(units):
            if position >= len(data):
                return
            length = int.from_bytes(data[position : position + 2])
            yield bytes(data[position + 2 : position + 2 + min(length, _LONGEST)])
            position += 2 + length


def hevc_size(unit: bytes) -> tuple[int, int] | None:
    """Give the (rows, columns) of a unit of sequence parameters, ``None`` for any other unit or one cut off.

    Examples
    --------
    >>> hevc_size(bytes.fromhex("42010103700000030090000003000003001ea020810596eae4"))
    (64, 64)
    """
    if len(unit) < 3 or unit[0] >> 1 & 0x3F != _SEQUENCE_PARAMETERS:
        return None
    bits = _Bits(unit[2:].replace(b"\0\0\3", b"\0\0"))  # a 3 behind two zeros is no part of the numbers
    try:
        bits.take(4)
        layers = bits.take(3)
        bits.take(1 + 88 + 8)  # nesting, profile and level
        present = [(bits.take(1), bits.take(1)) for _ in range(layers)]
        if layers:
            bits.take(2 * (8 - layers))
        for profile, level in present:
            bits.take(88 * profile + 8 * level)
        bits.take_exponential()  # its number
        if bits.take_exponential() == 3:  # 4:4:4
            bits.take(1)
        cols, rows = bits.take_exponential(), bits.take_exponential()
    except ValueError:
        return None
    return rows, cols


def av1_units(data: memoryview) -> Iterator[bytes]:
    """Give the first bytes of each unit of an AV1 picture, behind the byte that tells its type."""
    position = 0
    while position < len(data):
        first = data[position]
        position += 1 + (first >> 2 & 1)
        length = len(data) - position
        if first & 2:
            length, used = _little_endian_base_128(data[position : position + 8])
            position += used
        yield bytes([first]) + data[position : position + min(length, _LONGEST)]
        position += length


def _little_endian_base_128(data: memoryview) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(data):
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value, place + 1
    return value, max(1, len(data))


def av1_size(unit: bytes) -> tuple[int, int] | None:
    """Give the (rows, columns) of a sequence header, ``None`` for any other unit or one cut off.

    Examples
    --------
    >>> av1_size(bytes.fromhex("0a183fc09fc077c0"))
    (480, 640)
    """
    if unit[0] >> 3 & 15 != _SEQUENCE_HEADER:
        return None
    bits = _Bits(unit[1:])
    try:
        bits.take(4)  # profile, and whether it is a still picture
        if bits.take(1):  # the short header of a still picture
            bits.take(5)
        else:
            _skip_av1_timing(bits)
        cols_bits, rows_bits = bits.take(4) + 1, bits.take(4) + 1
        cols, rows = bits.take(cols_bits) + 1, bits.take(rows_bits) + 1
    except ValueError:
        return None
    return rows, cols


def _skip_av1_timing(bits: _Bits) -> None:
    delay_bits = None
    if bits.take(1):  # timing
        bits.take(64)
        if bits.take(1):  # equal distances
            bits.take_exponential()
        if bits.take(1):  # a model of the decoder
            delay_bits = bits.take(5) + 1
            bits.take(32 + 5 + 5)
    delays = bits.take(1)
    for _ in range(bits.take(5) + 1):  # operating points
        bits.take(12)
        if bits.take(5) > 7:  # the level
            bits.take(1)
        if delay_bits is not None and bits.take(1):
            bits.take(2 * delay_bits + 1)
        if delays and bits.take(1):
            bits.take(4)
