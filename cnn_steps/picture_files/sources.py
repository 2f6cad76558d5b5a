"""The bytes of a file, whatever it is handed over as: a path, bytes, or a file object."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from typing import IO, Any

from cnn_steps.picture_files.advice import CHOOSE_SCREENSHOT, ImageError

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes]


def file_bytes(source: Source, max_bytes: int) -> bytes:
    """Take the bytes of a file out of whatever it is handed over as.

    Parameters
    ----------
    source : a path, the bytes of a file, or a file object open for reading bytes. A file object that can seek is read
        from its start and left where it was; it is never closed.
    max_bytes : size of the file allowed, in bytes. No more than one byte beyond that is ever read.

    Raises
    ------
    ImageError
        If there is no such file, it can't be read, it is empty, or it is too large.

    Examples
    --------
    >>> file_bytes(memoryview(b"P1 1 1 0"), 8)
    b'P1 1 1 0'
    """
    data = _bytes_of(source, max_bytes)
    if not data:
        raise ImageError("the file is empty (0 bytes): choose a picture file, or save this one again")
    return data


def _bytes_of(source: Source, max_bytes: int) -> bytes:
    if isinstance(source, (bytes, bytearray, memoryview)):
        _check_bytes(memoryview(source).nbytes, max_bytes)
        return bytes(source)
    if isinstance(source, (str, os.PathLike)):
        return _bytes_at(source, max_bytes)
    if hasattr(source, "read"):
        return _bytes_from(source, max_bytes)
    raise ImageError(
        f"a picture can't be read from a {type(source).__name__}: pass a path, the bytes of a file, or a file object"
    )


def _bytes_at(path: str | os.PathLike[str], max_bytes: int) -> bytes:
    try:
        whole = os.fspath(path)
    except Exception as error:  # an object from outside can raise anything
        raise ImageError("the path can't be read: choose a picture file") from error
    if not whole:
        raise ImageError("the path is empty: choose a picture file")
    name = _shortened(os.path.basename(os.path.normpath(os.fsdecode(whole))) or "this path")
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise ImageError(f"{name!r} is a folder: choose a picture file inside it")
        if not stat.S_ISREG(status.st_mode):
            raise ImageError(f"{name!r} is not an ordinary file: choose a picture file")
        _check_bytes(status.st_size, max_bytes)
        with open(path, "rb") as file:
            return _bytes_from(file, max_bytes)
    except ImageError:
        raise
    except FileNotFoundError:
        raise ImageError(f"there is no file {name!r}: check its name and folder") from None
    except PermissionError:
        raise ImageError(f"the file {name!r} may not be read: check its permissions") from None
    except (OSError, ValueError) as error:
        raise ImageError(f"the file {name!r} can't be opened: check its name and folder") from error


def _shortened(name: str) -> str:
    """Leave out the middle of a name too long for a sentence."""
    return name if len(name) <= 80 else f"{name[:40]}…{name[-39:]}"


def _bytes_from(file: Any, max_bytes: int) -> bytes:
    position = None
    if isinstance(file, io.TextIOBase):
        raise ImageError(_TEXT_MODE)
    try:
        try:
            position = file.tell()
            file.seek(0)
        except (AttributeError, OSError):  # a stream that can't seek is read from where it is
            position = None
        chunks, size = [], 0
        while chunk := file.read(min(2**20, max_bytes + 1 - size)):
            if not isinstance(chunk, (bytes, bytearray, memoryview)):
                raise ImageError(_TEXT_MODE)
            chunks.append(bytes(chunk))
            size += len(chunk)
            if size > max_bytes:
                raise ImageError(f"the file has more than the {max_bytes:,} bytes allowed: {_FEWER_BYTES}")
        return b"".join(chunks)
    except ImageError:
        raise
    except Exception as error:  # an object from outside can raise anything
        raise ImageError("the file can't be read: open it again, or choose another one") from error
    finally:
        if position is not None:
            with contextlib.suppress(Exception):
                file.seek(position)


_TEXT_MODE = "the file is open for reading text: open it for reading bytes, with mode 'rb'"


def _check_bytes(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise ImageError(f"the file has {size:,} bytes, more than the {max_bytes:,} allowed: {_FEWER_BYTES}")


_FEWER_BYTES = f"save it as JPEG in another program, or {CHOOSE_SCREENSHOT}"
