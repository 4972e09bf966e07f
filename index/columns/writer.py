"""Whoosh's segment writer for segments of columns: takes documents already analysed, sorts them into columns in memory.

Whoosh's own sorts one posting at a time; here all tokens of some thousand documents are sorted at once, as numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.writing import SegmentWriter

from index.columns import file
from index.columns.codec import DOCUMENTS_EXT, POSTINGS_EXT, ColumnCodec, ColumnPerDocumentReader, ColumnTermsReader
from index.columns.postings import FieldPostings, encode, inverted, merged
from index.columns.records import RecordWriter

BATCH_TOKENS = 3_000_000
"""Tokens that are sorted at once: sorting takes 32 bytes a token while it lasts."""


class Tokens(NamedTuple):
    """A field of one document: its terms in their order, and where they stand if the field keeps positions."""

    terms: Sequence[str]
    positions: NDArray[np.int32] | None = None
    """shape (terms,): ascending."""


class ColumnWriter(SegmentWriter):
    """See `whoosh.writing.SegmentWriter`; documents come as tokens, column values and a stored record."""

    def __init__(self, index: Any, **options: Any) -> None:
        super().__init__(index, codec=ColumnCodec(), compound=False, **options)
        folder = Path(self.storage.folder)
        self._fields: dict[str, _Inverter] = {}
        self._values: dict[str, list[Any]] = {
            name: [] for name, field in self.schema.items() if field.column_type is not None
        }
        self._records = RecordWriter(folder)
        self._merging: list[_Part] = []

    def add_document(self, **fields: Any) -> None:
        """Adds a document: `Tokens` for indexed fields, values for columns; `article` and `token_map` are stored."""
        self._check_state()
        for name, value in fields.items():
            if isinstance(value, Tokens):
                self._inverter(name).add(self.docnum, value)
        for name, values in self._values.items():
            values.append(fields.get(name))
        self._records.add(fields["article"], fields["token_map"])
        self._added = True
        self.docnum += 1

    def _inverter(self, name: str) -> _Inverter:
        return self._fields.setdefault(name, _Inverter())

    def add_reader(self, reader: Any) -> None:
        """Adds the documents of another segment that are not deleted."""
        self._check_state()
        part = _Part.of(reader, self.docnum)
        for docnum in np.flatnonzero(part.kept).tolist():
            self._records.add(*part.documents.records.raw(docnum))
        self._merging.append(part)
        self.docnum += int(np.count_nonzero(part.kept))
        self._added = True

    def _flush_segment(self) -> None:
        segment = self.get_segment()
        merging = {name for part in self._merging for name in part.terms.indexed_field_names()}
        postings: dict[str, NDArray[Any]] = {}
        for name in sorted(self._fields.keys() | merging):
            postings |= encode(self._postings(name), name)
        self._write(segment.make_filename(POSTINGS_EXT), postings)
        self._write(segment.make_filename(DOCUMENTS_EXT), self._columns() | self._records.arrays())

    def _postings(self, name: str) -> FieldPostings:
        """The posting lists of a field, of the new documents and of the segments that are merged in."""
        batches = self._fields[name].batches() if name in self._fields else []
        total = self.docnum
        parts = [(postings, _numbers(first, total)) for first, postings in batches]
        for part in self._merging:
            columns = part.terms.field(name)
            if columns is not None:
                parts.append((columns.decode_all(), part.numbers))
        return merged(parts)

    def _columns(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {}
        for name, values in self._values.items():
            column = self.schema[name].column_type
            new = column.arrays(name, values), np.ones(len(values), dtype=bool)
            arrays |= column.merged(name, [new, *((part.documents.arrays, part.kept) for part in self._merging)])
        return arrays

    def _write(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        with (Path(self.storage.folder) / name).open("wb") as opened:
            file.write(opened, arrays)

    def _close_segment(self) -> None:
        self.pool.cleanup()


class _Part(NamedTuple):
    """A segment that is merged into the one being written."""

    terms: ColumnTermsReader
    documents: ColumnPerDocumentReader
    kept: NDArray[np.bool_]
    """shape (its documents,): which are not deleted."""
    numbers: NDArray[np.int32]
    """shape (its documents,): their new numbers, -1 for those that are deleted."""

    @classmethod
    def of(cls, reader: Any, first: int) -> _Part:
        kept = np.ones(reader.doc_count_all(), dtype=bool)
        kept[list(reader.segment().deleted_docs())] = False
        numbers = np.where(kept, first + np.cumsum(kept) - 1, -1).astype(np.int32)
        return cls(reader._terms, reader._perdoc, kept, numbers)


class _Inverter:
    """Collects the tokens of one field and sorts them into posting lists, batch by batch."""

    def __init__(self) -> None:
        self._first = 0
        self._done: list[tuple[int, FieldPostings]] = []
        self._begin()

    def add(self, docnum: int, tokens: Tokens) -> None:
        """The field of document `docnum`; documents come in ascending order and may be left out."""
        if self._size >= BATCH_TOKENS:
            self._sort()
        if not self._lengths:
            self._first = docnum
        self._lengths += [0] * (docnum - self._first - len(self._lengths))
        numbers = np.fromiter(map(self._terms.__getitem__, tokens.terms), np.int32, len(tokens.terms))
        self._tokens.append(numbers)
        if tokens.positions is not None:
            self._positions.append(tokens.positions)
        self._lengths.append(len(numbers))
        self._size += len(numbers)

    def batches(self) -> list[tuple[int, FieldPostings]]:
        """The first document of each batch, and the posting lists of its documents, counted from there."""
        if self._lengths:
            self._sort()
        return self._done

    def _sort(self) -> None:
        postings = inverted(
            [term.encode() for term in self._terms],
            np.concatenate(self._tokens),
            np.array(self._lengths),
            np.concatenate(self._positions) if self._positions else None,
        )
        self._done.append((self._first, postings))
        self._begin()

    def _begin(self) -> None:
        self._terms = _Numbers()
        self._tokens: list[NDArray[np.int32]] = []
        self._positions: list[NDArray[np.int32]] = []
        self._lengths: list[int] = []
        self._size = 0


class _Numbers(dict[str, int]):
    """Term → its number, in the order in which terms are first asked for."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


def _numbers(first: int, total: int) -> NDArray[np.int32]:
    return np.arange(first, total, dtype=np.int32)
