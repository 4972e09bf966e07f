"""Which files are meant by the paths that someone gives."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePath

from index.clean import whole
from index.readers.source import SourceFile, Unreadable, split_suffixes


class Walk:
    """All files of known formats under some paths, each once.

    Folders come in sorted order. In them, hidden files are passed over silently and files of other formats are only
    counted, by their suffixes, in `passed_over`; a path that is given itself must be readable. Links are followed, but
    no folder is entered twice, so loops end.
    """

    def __init__(self, suffixes: Collection[str], passed_over: Counter[str]):
        self._suffixes = suffixes
        self._entered: set[tuple[int, int]] = set()
        self._passed_over = passed_over

    def files(self, paths: Iterable[Path]) -> Iterator[SourceFile | Unreadable]:
        """The files to read, and what could not be listed."""
        for path in paths:
            try:
                status = path.stat()
            except OSError as error:
                yield Unreadable(path, reason_of(error))
                continue
            if stat.S_ISDIR(status.st_mode):
                yield from self._folder(path, status, PurePath())
            elif not stat.S_ISREG(status.st_mode):
                yield Unreadable(path, "is neither a file nor a folder")
            elif not self._is_known(path):
                yield Unreadable(path, f"this format is not known; known are {', '.join(sorted(self._suffixes))}")
            else:
                yield _source(path, status, PurePath(path.name))

    def _folder(self, folder: Path, status: os.stat_result, below: PurePath) -> Iterator[SourceFile | Unreadable]:
        if (status.st_dev, status.st_ino) in self._entered:
            return
        self._entered.add((status.st_dev, status.st_ino))
        try:
            names = sorted(name for name in os.listdir(folder) if not name.startswith("."))  # noqa: PTH208  (names only)
        except OSError as error:
            yield Unreadable(folder, reason_of(error))
            return
        for name in names:
            yield from self._entry(folder / name, below / name)

    def _entry(self, path: Path, below: PurePath) -> Iterator[SourceFile | Unreadable]:
        try:
            status = path.stat()
        except OSError as error:
            if self._is_known(path):
                yield Unreadable(path, reason_of(error))
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self._folder(path, status, below)
        elif stat.S_ISREG(status.st_mode):
            if self._is_known(path):
                yield _source(path, status, below)
            else:
                self._passed_over[whole(path.suffix.lower())] += 1

    def _is_known(self, path: Path) -> bool:
        return split_suffixes(path)[1] in self._suffixes


def reason_of(error: OSError) -> str:
    """What the system says, without the number and the path."""
    return (error.strerror or str(error)).lower()


def _source(path: Path, status: os.stat_result, below: PurePath) -> SourceFile:
    return SourceFile(path, status.st_size, whole(split_suffixes(below)[0].as_posix()))
