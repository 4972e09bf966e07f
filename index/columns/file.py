"""A file of named arrays, mapped into memory: what all columns of a segment are kept in.

    format   magic 8 bytes · version u32 · crc32 u32 of all that follows up to the arrays
             length of the directory u64 · length of the file u64
             directory: JSON, name → [dtype, shape, offset, checksum]
             the arrays, each at a multiple of 64 bytes; offsets count from the first of these after the directory

Numbers are little endian; what lies between two arrays is zero. For its checksum, an array's bytes are taken as words
of u64 in blocks of 4 KiB, the last one filled up with zeros; the words of a block are added up modulo 2⁶⁴, each times a
weight of its own; the checksum is the crc32 of these sums. The weights are odd, so that no change within a word goes
unseen; that they differ shows words that changed places, and the crc32 shows blocks that did. This runs at the speed of
memory, so that every byte can be checked whenever a file is opened.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexUnreadable

_MAGIC = b"TRACUU\r\n"  # as PNG does it: a transfer that translates line ends shows at once
_VERSION = 1
_HEADER = struct.Struct("<8sIIQQ")
_CRC_FROM = 16  # the crc32 covers what of the header follows it, and the directory

_ALIGNMENT = 64  # a cache line
_BLOCK_BYTES = 4096
_WEIGHTS = np.frombuffer(hashlib.shake_128(b"tracuu columns").digest(_BLOCK_BYTES), "<u8") | np.uint64(1)


class ColumnFileDamaged(IndexUnreadable):
    """The file is not what was written; the message names it, says what is wrong and what to do."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} can't be used: {what}. Index the articles again with --replace-all.")


def write(file: BinaryIO, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Writes numbers or truth values of any shape to `file` from where it stands; TypeError for other arrays.

    No array is copied, unless its elements don't lie one behind the other in C order, little endian."""
    directory: dict[str, tuple[str, tuple[int, ...], int, int]] = {}
    end = 0
    for name, array in arrays.items():
        if array.dtype.kind not in "biuf":
            raise TypeError(f"{name} holds {array.dtype}, which is neither numbers nor truth values")
        stored = _as_stored(array)
        offset = _aligned(end)
        directory[name] = (stored.dtype.str, stored.shape, offset, checksum(stored))
        end = offset + stored.nbytes
    listed = json.dumps(directory, separators=(",", ":")).encode()
    begin = _aligned(_HEADER.size + len(listed))
    head = _HEADER.pack(_MAGIC, _VERSION, 0, len(listed), begin + end) + listed
    file.write(_HEADER.pack(_MAGIC, _VERSION, zlib.crc32(head[_CRC_FROM:]), len(listed), begin + end) + listed)
    file.write(bytes(begin - len(head)))
    at = 0
    for name, array in arrays.items():
        offset = directory[name][2]
        file.write(bytes(offset - at))
        file.write(_bytes_of(_as_stored(array)).data)
        at = offset + array.nbytes


class ColumnFile:
    """A file that `write` wrote, open for reading. It may be deleted meanwhile; its memory is given back with the last
    array that lies in it."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays = arrays
        """Name → array: a read-only view of the mapped file."""

    @classmethod
    def open(cls, path: Path) -> ColumnFile:
        """Maps the file at `path` and checks every byte; ColumnFileDamaged if it is not what was written.

        OSError if there is no such file or it can't be read."""
        arrays = _Arrays(path)
        arrays.check_gaps()
        return cls(dict(arrays))

    @classmethod
    def open_in_part(cls, path: Path) -> ColumnFile:
        """The same for those who need few of the arrays: now only header, length and directory are checked, each array
        when it is first asked for, which then may raise ColumnFileDamaged."""
        return cls(_Arrays(path))


class _Arrays(Mapping[str, NDArray[Any]]):
    """The arrays of a file, each checked when it is first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._checked: dict[str, NDArray[Any]] = {}
        with path.open("rb") as file:
            head = file.read(_HEADER.size)
            length = file.seek(0, 2)
            if not head or not _MAGIC.startswith(head[: len(_MAGIC)]):
                raise ColumnFileDamaged(path, "it is empty" if not head else "it is no file of columns")
            if len(head) < _HEADER.size:
                raise ColumnFileDamaged(path, "it is truncated, in the header")
            self._mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        _, version, crc, directory_length, written_length = _HEADER.unpack(head)
        if version != _VERSION:
            raise ColumnFileDamaged(path, f"it has version {version} of the format, not {_VERSION}")
        if length < written_length:
            raise ColumnFileDamaged(path, f"it is truncated, {length} bytes of {written_length}")
        end = _HEADER.size + directory_length
        if length > written_length or end > length or zlib.crc32(self._mapped[_CRC_FROM:end]) != crc:
            raise ColumnFileDamaged(path, "its header or its length changed")
        self._directory_end = end
        self._directory = json.loads(self._mapped[_HEADER.size : end])

    def __getitem__(self, name: str) -> NDArray[Any]:
        array = self._checked.get(name)
        if array is None:
            array = self._view(name)
            if checksum(array) != self._directory[name][3]:
                raise ColumnFileDamaged(self._path, f"{name} changed")
            self._checked[name] = array
        return array

    def __iter__(self) -> Iterator[str]:
        return iter(self._directory)

    def __len__(self) -> int:
        return len(self._directory)

    def check_gaps(self) -> None:
        """Checks what lies between the arrays. Raises ColumnFileDamaged."""
        at = self._directory_end
        for name in self._directory:
            array, start = self._view(name), self._start(name)
            if any(self._mapped[at:start]):
                raise ColumnFileDamaged(self._path, f"what lies before {name} changed")
            at = start + array.nbytes
        if any(self._mapped[at:]):
            raise ColumnFileDamaged(self._path, "its end changed")

    def _view(self, name: str) -> NDArray[Any]:
        dtype, shape, _, _ = self._directory[name]
        return np.ndarray(tuple(shape), np.dtype(dtype), self._mapped, self._start(name))

    def _start(self, name: str) -> int:
        offset: int = self._directory[name][2]
        return _aligned(self._directory_end) + offset


def checksum(array: NDArray[Any]) -> int:
    """A u32 of the array's bytes, which lie one behind the other; the module says how it is made."""
    octets = _bytes_of(array)
    whole = len(octets) // _BLOCK_BYTES * _BLOCK_BYTES
    blocks = [octets[:whole]]
    if whole < len(octets):
        last = np.zeros(_BLOCK_BYTES, np.uint8)
        last[: len(octets) - whole] = octets[whole:]
        blocks.append(last)
    crc = 0
    for block in blocks:
        # einsum multiplies and adds without a temporary: twice as fast as `@`, which has no BLAS for integers
        sums = np.einsum("ij,j->i", block.view("<u8").reshape(-1, len(_WEIGHTS)), _WEIGHTS)
        crc = zlib.crc32(sums.astype("<u8", copy=False).data, crc)
    return crc


def _as_stored(array: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(array, array.dtype.newbyteorder("<"), order="C")


def _bytes_of(array: NDArray[Any]) -> NDArray[np.uint8]:
    return array.reshape(-1).view(np.uint8)


def _aligned(offset: int) -> int:
    return math.ceil(offset / _ALIGNMENT) * _ALIGNMENT
