"""A column of one number a document."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns


class NumberColumn(columns.Column):
    """One number a document; `default` where an article has none.

    format   doccount × dtype, little endian"""

    reversible = True

    def __init__(self, dtype: str, default: int) -> None:
        self.dtype = np.dtype(dtype).newbyteorder("<").str
        self._default = default

    def writer(self, dbfile: Any) -> NumberWriter:
        """A writer into `dbfile`."""
        return NumberWriter(dbfile, self.dtype, self._default)

    def reader(self, dbfile: Any, basepos: int, length: int, doccount: int) -> NumberReader:
        """A reader of the column that lies in `dbfile` from `basepos` on."""
        return NumberReader(dbfile, basepos, length, doccount, self.dtype)


class NumberWriter(columns.ColumnWriter):
    """Collects the numbers of a segment."""

    def __init__(self, dbfile: Any, dtype: str, default: int) -> None:
        super().__init__(dbfile)
        self._dtype = dtype
        self._default = default
        self._values: list[int] = []

    def add(self, docnum: int, value: int) -> None:
        """The number of document `docnum`; documents come in ascending order and may be left out."""
        self._values += [self._default] * (docnum - len(self._values))
        self._values.append(value)

    def finish(self, doccount: int) -> None:
        """Writes the column of a segment of `doccount` documents."""
        self._values += [self._default] * (doccount - len(self._values))
        self._dbfile.write(np.array(self._values, self._dtype).tobytes())


class NumberReader(columns.ColumnReader):
    """Reads the numbers of a segment."""

    def __init__(self, dbfile: Any, basepos: int, length: int, doccount: int, dtype: str) -> None:
        super().__init__(dbfile, basepos, length, doccount)
        self.array: NDArray[Any] = np.frombuffer(dbfile.get(basepos, length), dtype)
        """shape (doccount,)"""

    def __getitem__(self, docnum: int) -> int:
        """The number of one document; Whoosh asks for it when it merges segments."""
        return int(self.array[docnum])
