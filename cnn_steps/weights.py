"""Parameters saved to a file, and loaded from one that may hold anything at all."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from math import prod
from typing import IO, Any, TypeAlias

import numpy as np
from numpy.lib import format as npy
from numpy.typing import ArrayLike, NDArray

from cnn_steps.arrays import check_numbers, float_array, shown, times
from cnn_steps.layers import Layer
from cnn_steps.network import Parameters, Shape, parameter_shapes

File: TypeAlias = str | os.PathLike[str] | IO[bytes]
"""A path, or a file opened for bytes."""

_HEADER = 1 << 10
"""The most bytes taken for the header of an array, which stands before its numbers; NumPy writes 128."""

_LOOKED_AT = 1 << 18
"""So many bytes of a file are read even if the network is smaller, so that an error can say which network it holds."""

_NUMBER = 8
"""Bytes of one number of the largest type taken, float64."""

_NAMED = 3
"""So many names an error lists; it counts the rest."""

_SHOWN = 40
"""So many letters of a name from a file an error shows."""


def save_parameters(file: File, parameters: Mapping[str, ArrayLike]) -> None:
    """Write a network's parameters to an ``.npz`` file, which NumPy opens too.

    Parameters
    ----------
    file : path or file opened for writing bytes
        NumPy adds ``.npz`` to a path without it.
    parameters : dict of arrays, as ``init_parameters`` and ``train`` give them

    Raises
    ------
    ValueError
        If the file is neither, there are no parameters, or one is empty, not all finite real numbers, or named so that
        it cannot be saved.

    Examples
    --------
    >>> from io import BytesIO
    >>> from cnn_steps import Dense, Flatten
    >>> file = BytesIO()
    >>> save_parameters(file, {"dense1.weights": [[1.0], [2.0]], "dense1.bias": [0.5]})
    >>> load_parameters(file, (Flatten(), Dense(1)), (1, 2))
    {'dense1.weights': array([[1.],
           [2.]]), 'dense1.bias': array([0.5])}
    """
    if not isinstance(file, (str, os.PathLike)) and not hasattr(file, "write"):
        raise ValueError(f"file is of type {type(file).__name__}: give a path, or a file opened for writing bytes")
    if not isinstance(parameters, Mapping) or not parameters:
        raise ValueError(f"parameters are {shown(parameters)}: give a dictionary of arrays by name")
    arrays: dict[str, Any] = {}
    for name, array in parameters.items():
        if not isinstance(name, str) or name in ("file", "allow_pickle"):  # words that np.savez keeps for itself
            raise ValueError(f"parameters cannot be saved by the name {shown(name)}: call it as in 'conv1.kernels'")
        arrays[name] = _finite(float_array(array, name), name)
    np.savez(file, allow_pickle=False, **arrays)


def load_parameters(file: File, layers: Sequence[Layer], input_shape: Sequence[int]) -> Parameters:
    """Read a network's parameters from an ``.npz`` file that may come from anywhere.

    Nothing in the file is run, and no more numbers are unpacked than the network has: names, shapes and types are
    compared before.

    Parameters
    ----------
    file : path or file opened for reading bytes
    layers : sequence of layers
    input_shape : (C, H, W), or (H, W) for one channel

    Returns
    -------
    dict of ndarray
        In the order of the layers, in the types of the file: float32 or float64.

    Raises
    ------
    ValueError
        If the file is not an ``.npz`` file, is damaged or too large, has other names, shapes or types than the network
        needs, or a number in it is not finite.
    OSError
        If there is no such file, or it cannot be read.
    """
    wanted = parameter_shapes(layers, input_shape)
    for name, shape in wanted.items():
        check_numbers(shape, f"{name} would be", "make the layer, or the image, smaller")
    content = _content(file, wanted)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _arrays(archive, wanted)
    except _NotWanted as error:
        raise ValueError(str(error)) from error
    except Exception as error:  # a damaged or made-up file can make the readers raise anything
        raise ValueError(
            f"the file is damaged, or not an .npz file: choose one that was saved with {_listed(_with_shapes(wanted))}"
        ) from error


class _NotWanted(Exception):
    """The file can be read, but is not what the network needs; the text says why."""


def _content(file: File, wanted: Mapping[str, Shape]) -> bytes:
    """Read a file, and refuse one that is longer than any with these arrays can be; it may have no end."""
    most = sum(_most_bytes(shape) for shape in wanted.values()) + 2 * _HEADER * len(wanted) + _HEADER
    if isinstance(file, (str, os.PathLike)):
        with open(file, "rb") as stream:
            content = stream.read(max(most, _LOOKED_AT) + 1)
    elif hasattr(file, "read"):
        if file.seekable():
            file.seek(0)
        content = file.read(max(most, _LOOKED_AT) + 1)
    else:
        raise ValueError(f"file is of type {type(file).__name__}: give a path, or a file opened for reading bytes")
    if not isinstance(content, bytes):
        raise ValueError("the file was opened for text: open it for reading bytes, with mode 'rb'")
    if len(content) > max(most, _LOOKED_AT):
        raise ValueError(
            f"the file has more than {most:,} bytes, the most that the {sum(map(prod, wanted.values())):,} parameters "
            "of this network can take: choose a file that was saved from this network"
        )
    return content


def _most_bytes(shape: Shape) -> int:
    """Give the most bytes that an array of this shape and its header can take."""
    return prod(shape) * _NUMBER + _HEADER


def _arrays(archive: zipfile.ZipFile, wanted: Mapping[str, Shape]) -> Parameters:
    """Check the names of all arrays, then what their headers say, and only then read their numbers."""
    members = archive.infolist()
    found = [member.filename.removesuffix(".npy") for member in members]
    if len(found) != len(wanted) or set(found) != set(wanted):
        extra = [pair for pair in zip(found, members, strict=True) if pair[0] not in wanted]
        missing = {name: shape for name, shape in wanted.items() if name not in found}
        pairs = extra or list(zip(found, members, strict=True))
        has = _listed([_named(archive, member, name) for name, member in pairs[:_NAMED]], len(pairs))
        needs = _listed(_with_shapes(missing or wanted))
        has_words = "also has" if extra and not missing else "has"
        needs_words = "also needs" if missing and found and not extra else "needs" if missing else "needs only"
        raise _NotWanted(
            f"the file {has_words} {has or 'nothing in it'}, but the network {needs_words} {needs}: choose a file that "
            "was saved from this network"
        )
    by_name = dict(zip(found, members, strict=True))
    for name in wanted:
        # Packed in any other way, a small member could unpack to more than fits in memory.
        if not _is_limited(by_name[name]):
            raise _NotWanted(
                f"in the file, {name} is packed in a way that NumPy does not use: save it with save_parameters"
            )
    shapes = {name: _header(archive, by_name[name])[0] for name in wanted}
    if others := [name for name in wanted if shapes[name] != wanted[name]]:
        has = _listed([f"{name} is {times(shapes[name])[:_SHOWN]}" for name in others])
        needs = _listed([times(wanted[name]) for name in others])
        raise _NotWanted(
            f"in the file, {has}, but the network needs {needs}: choose a file that was saved from this network"
        )
    return {name: _array(archive, by_name[name], name, shape) for name, shape in wanted.items()}


def _is_limited(member: zipfile.ZipInfo) -> bool:
    """Say whether a member is packed in a way that never unpacks to more bytes than its entry says."""
    return member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _header(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[Shape, bool, np.dtype[Any], int]:
    """Read the header of an array: its shape, whether it is stored by columns, its type; and how long the header is."""
    with archive.open(member) as packed:
        stream = BytesIO(packed.read(_HEADER))
    read_header = npy.read_array_header_1_0 if npy.read_magic(stream) == (1, 0) else npy.read_array_header_2_0
    return *read_header(stream, max_header_size=_HEADER), stream.tell()


def _named(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> str:
    """Write the name of a member, and the shape of its array if it is one."""
    try:
        shape = f" ({times(_header(archive, member)[0])[:_SHOWN]})" if _is_limited(member) else ""
    except Exception:  # a damaged or made-up member can make the readers raise anything
        shape = ""
    return f"{name[:_SHOWN]!r}{shape}"


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, shape: Shape) -> NDArray[Any]:
    """Read one array of this shape, its numbers only once its type and size are right."""
    _, by_columns, dtype, begin = _header(archive, member)
    if dtype.kind != "f" or dtype.itemsize not in (4, _NUMBER):
        raise _NotWanted(
            f"in the file, {name} has type {dtype.name}, but float32 or float64 is needed: save it as one of them"
        )
    if member.file_size > _most_bytes(shape):
        raise _NotWanted(
            f"in the file, {name} unpacks to {member.file_size:,} bytes, but {times(shape)} numbers take at most "
            f"{_most_bytes(shape):,}: choose a file that was saved from this network"
        )
    with archive.open(member) as stream:
        stream.read(begin)
        numbers = stream.read(prod(shape) * dtype.itemsize)
        if stream.read(1):  # this read also reaches the end, where the checksum is compared
            raise ValueError("there are more numbers than the shape says")
    array = np.frombuffer(numbers, dtype).reshape(shape, order="F" if by_columns else "C")
    try:
        return _finite(array.astype(dtype.newbyteorder("="), order="C"), name)
    except ValueError as error:
        raise _NotWanted(f"in the file, {error}") from error


def _finite(array: NDArray[Any], name: str) -> NDArray[Any]:
    """Check that no number is infinity or NaN, and give the array."""
    if not np.isfinite(array).all():
        raise ValueError(f"{name} has infinity or not-a-number in it: take parameters from before training ran away")
    return array


def _with_shapes(shapes: Mapping[str, Shape]) -> list[str]:
    """Write names with their shapes."""
    return [f"{name} ({times(shape)})" for name, shape in shapes.items()]


def _listed(texts: Sequence[str], count: int | None = None) -> str:
    """Write the first few texts as a list, and how many more there are, of ``count`` in all."""
    count = len(texts) if count is None else count
    *others, last = [*texts[:_NAMED], *([f"{count - _NAMED:,} more"] if count > _NAMED else [])] or [""]
    return f"{', '.join(others)} and {last}" if others else last
