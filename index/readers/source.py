"""What a reader is given and what it may answer besides articles."""

from __future__ import annotations

import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Protocol

from index.clean import whole

COMPRESSIONS = (".gz", ".xz")


@dataclass(frozen=True)
class Unreadable:
    """A file, or one line of it, that gave no article. It is reported, and reading goes on."""

    path: Path
    reason: str
    line: int | None = None
    """Counted from 1; None if the reason is about the whole file."""

    def __str__(self) -> str:
        """One line: `path:line: reason`."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        # A file name need not be valid UTF-8, but a message must be printable.
        return whole(f"{place}: {' '.join(self.reason.split())}")


class FormatError(Exception):
    """A file, or one line of it, isn't what its format asks for; the message is the reason, as in `Unreadable`."""

    def __init__(self, reason: str, line: int | None = None):
        super().__init__(reason)
        self.reason = reason
        self.line = line


class ByteStream(Protocol):
    """What readers need of an open file; plain, gzip and xz files all have it."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes, or all that are left."""

    def peek(self, size: int, /) -> bytes:
        """Some of the bytes that `read` will give next, at least one unless the file ends here."""

    def __iter__(self) -> Iterator[bytes]:
        """The lines, with their line ends."""


@dataclass(frozen=True)
class SourceFile:
    """A file to read."""

    path: Path
    size: int
    """Bytes on disk, that is compressed if the file is."""
    name: str
    """The path below the folder that was asked for, `/` between folders, no suffixes: an article's id where the format
    has none. A character of a file name that isn't UTF-8 is U+FFFD in it."""

    @property
    def suffix(self) -> str:
        """The suffix of the format, without that of a compression: `.jsonl` for `Tin.JSONL.xz`."""
        return split_suffixes(self.path)[1]

    @contextmanager
    def open(self, advance: Callable[[int], object]) -> Iterator[ByteStream]:
        """The file's content, decompressed; `advance` is told of every few bytes taken from the disk.

        Raises OSError here; OSError, EOFError, lzma.LZMAError and zlib.error while reading a damaged compressed file.
        """
        with self.path.open("rb", buffering=0) as file, io.BufferedReader(_Counted(file, advance)) as raw:
            # Neither result is wrapped once more: a buffer around it would lose what it holds where the data break off.
            match split_suffixes(self.path)[2]:
                case ".gz":
                    yield gzip.GzipFile(fileobj=raw, mode="rb")
                case ".xz":
                    yield lzma.LZMAFile(raw)  # noqa: SIM115  (`raw` is what needs closing)
                case _:
                    yield raw


class _Counted(io.RawIOBase):
    """A file that tells how many bytes were read from it."""

    def __init__(self, file: io.RawIOBase, advance: Callable[[int], object]):
        self._file = file
        self._advance = advance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count: int = self._file.readinto(buffer) or 0
        self._advance(count)
        return count


def split_suffixes(path: PurePath) -> tuple[PurePath, str, str]:
    """The path without suffixes, the format's suffix and the compression's, both in lower case and maybe empty."""
    compression = path.suffix.lower() if path.suffix.lower() in COMPRESSIONS else ""
    bare = path.with_suffix("") if compression else path
    return bare.with_suffix(""), bare.suffix.lower(), compression
