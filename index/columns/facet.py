"""A column of facet values: any number of strings a document, kept as codes into the segment's own dictionary."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns


class FacetColumn(columns.Column):
    """Any number of strings a document.

    format   count of codes u32 · count of values u32
             offsets u32 × (doccount + 1): document d has codes[offsets[d]:offsets[d + 1]]
             codes u32 × count: which value
             value offsets u32 × (values + 1), UTF-8 of all values one behind the other"""

    def writer(self, dbfile: Any) -> FacetWriter:
        """A writer into `dbfile`."""
        return FacetWriter(dbfile)

    def reader(self, dbfile: Any, basepos: int, length: int, doccount: int) -> FacetReader:
        """A reader of the column that lies in `dbfile` from `basepos` on."""
        return FacetReader(dbfile, basepos, length, doccount)

    def default_value(self, reverse: bool = False) -> tuple[str, ...]:
        """What a document without values has."""
        return ()


class FacetWriter(columns.ColumnWriter):
    """Collects the facet values of a segment."""

    def __init__(self, dbfile: Any) -> None:
        super().__init__(dbfile)
        self._offsets = [0]
        self._codes: list[int] = []
        self._code_of: dict[str, int] = {}

    def add(self, docnum: int, values: Iterable[str]) -> None:
        """The values of document `docnum`; documents come in ascending order and may be left out."""
        self._skip_to(docnum)
        for value in dict.fromkeys(values):  # a value given twice counts once
            self._codes.append(self._code_of.setdefault(value, len(self._code_of)))
        self._offsets.append(len(self._codes))

    def _skip_to(self, docnum: int) -> None:
        self._offsets += [len(self._codes)] * (docnum + 1 - len(self._offsets))

    def finish(self, doccount: int) -> None:
        """Writes the column of a segment of `doccount` documents."""
        self._skip_to(doccount)
        values = [value.encode() for value in self._code_of]
        value_offsets = np.cumsum([0] + [len(value) for value in values])
        for numbers in ([len(self._codes), len(values)], self._offsets, self._codes, value_offsets):
            self._dbfile.write(np.asarray(numbers, "<u4").tobytes())
        self._dbfile.write(b"".join(values))


class FacetReader(columns.ColumnReader):
    """Reads the facet values of a segment."""

    def __init__(self, dbfile: Any, basepos: int, length: int, doccount: int) -> None:
        super().__init__(dbfile, basepos, length, doccount)
        column = dbfile.get(basepos, length)
        code_count, value_count = (int(count) for count in np.frombuffer(column, "<u4", 2))
        numbers = np.frombuffer(column, "<u4", doccount + 1 + code_count + value_count + 1, 8)
        self.offsets: NDArray[np.uint32] = numbers[: doccount + 1]
        """shape (doccount + 1,)"""
        self.codes: NDArray[np.uint32] = numbers[doccount + 1 : doccount + 1 + code_count]
        """shape (all values of all documents,)"""
        edges = (8 + numbers.nbytes + numbers[doccount + 1 + code_count :].astype(np.int64)).tolist()
        self.values: list[str] = [column[start:end].decode() for start, end in pairwise(edges)]
        """Code → value."""

    def __getitem__(self, docnum: int) -> tuple[str, ...]:
        """The values of one document; Whoosh asks for them when it merges segments."""
        return tuple(self.values[code] for code in self.codes[self.offsets[docnum] : self.offsets[docnum + 1]])
