"""The folder of an index: Whoosh's tables of contents end in a seal, and get their names when they are on the disk.

A table of contents says which segments a commit has, and which of their documents are deleted. Whoosh writes it as two
pickles without a checksum: a changed byte could bring a deleted article back, or make unpickling ask for gigabytes. So
what Whoosh wrote is followed by

    magic 8 bytes · blake2b-128 of all that stands before the seal

and nothing of it is read before that was compared. Whoosh reads as far as its own end and never sees the seal.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from index.errors import IndexUnreadable

_CONTENTS = ".toc"
_MAGIC = b"TRACUU\n\x1a"
_DIGEST_BYTES = 16
_SEAL_BYTES = len(_MAGIC) + _DIGEST_BYTES


class ContentsDamaged(IndexUnreadable):
    """A table of contents is not what was written; the message names it, says what is wrong and what to do."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} can't be used: {what}. Index the articles again with --replace-all.")


class SealedStorage(FileStorage):
    """Seals each table of contents before it gets its name, and opens none whose seal is broken.

    After a power cut there is the commit before or this one, whole: a file gets its name when it, and all that was
    written earlier, is on the disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Gives a file that is written its name, as Whoosh does to commit; from then on readers see it."""
        if newname.endswith(_CONTENTS):
            with self._path(oldname).open("r+b") as file:
                file.write(_seal(file.read()))
        _sync(self._path(oldname))
        _sync(Path(self.folder))
        super().rename_file(oldname, newname, safe=safe)
        _sync(Path(self.folder))

    def open_file(self, name: str, **options: Any) -> Any:
        """Opens a file for reading. Raises ContentsDamaged."""
        if name.endswith(_CONTENTS):
            check_seal(self._path(name))
        return super().open_file(name, **options)

    def _path(self, name: str) -> Path:
        return Path(self.folder) / name


def check_seal(path: Path) -> None:
    """Raises ContentsDamaged unless the table of contents at `path` is what was written."""
    content = path.read_bytes()
    written, seal = content[:-_SEAL_BYTES], content[-_SEAL_BYTES:]
    if not seal.startswith(_MAGIC):
        raise ContentsDamaged(path, "it is truncated" if content else "it is empty")
    if seal != _seal(written):
        raise ContentsDamaged(path, "it changed")


def _sync(path: Path) -> None:
    """Waits until a file, or the entries of a folder, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _seal(written: bytes) -> bytes:
    return _MAGIC + hashlib.blake2b(written, digest_size=_DIGEST_BYTES).digest()
