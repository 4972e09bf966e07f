"""Writes segments of columns: takes documents already analysed, sorts them into columns in memory.

Whoosh's own writer sorts one posting at a time; here all tokens of some thousand documents are sorted at once, as
numbers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import fields

from index.columns import file, neighbours
from index.columns.codec import (
    DOCUMENTS_EXT,
    POSTINGS_EXT,
    ColumnPerDocumentReader,
    ColumnSegment,
    ColumnTermsReader,
    opened,
)
from index.columns.neighbours import Pairs
from index.columns.postings import FieldPostings, encode, inverted, merged
from index.columns.records import RecordWriter

BATCH_TOKENS = 4_000_000
"""Tokens that are sorted at once: sorting takes 32 bytes a token while it lasts."""


class Tokens(NamedTuple):
    """A field of some documents: their terms in their order, and where they stand if the field keeps positions."""

    vocabulary: Sequence[str]
    """Number → what the term is made of. It may grow between one call of the writer and the next, and hold more than is
    used; another object is another vocabulary."""
    numbers: NDArray[np.int32]
    """shape (terms of all documents,)"""
    counts: NDArray[np.int64]
    """shape (documents,): how many terms each document has."""
    positions: NDArray[np.int32] | None = None
    """shape (terms of all documents,): ascending within a document."""
    term_of: Callable[[str], str] = str
    """Makes the term of what the vocabulary has; it need not make another one of each."""


class SegmentWriter:
    """Makes one segment, in memory until it is written: of documents and of other segments."""

    def __init__(self, folder: Path, schema: fields.Schema, index_name: str) -> None:
        self.segment = ColumnSegment(index_name)
        """The segment; its documents can be deleted at any time."""
        self._folder = folder
        self._fields: dict[str, _Inverter] = {}
        self._columns: dict[str, Any] = {
            name: field.column_type for name, field in schema.items() if field.column_type is not None
        }
        self._values: dict[str, list[Any]] = {name: [] for name in self._columns}
        self._records = RecordWriter(folder)
        self._merging: list[_Part] = []

    def add_documents(
        self,
        tokens: Mapping[str, Tokens],
        values: Mapping[str, Sequence[Any]],
        records: Sequence[bytes],
    ) -> None:
        """Adds some documents: the terms of indexed fields, the values of columns, and the stored record of each
        document."""
        first = self.segment.doc_count_all()
        for name, of_all in tokens.items():
            self._fields.setdefault(name, _Inverter()).add(first, of_all)
        for name, so_far in self._values.items():
            so_far.extend(values[name])
        for record in records:
            self._records.add(record)
        self.segment.set_doc_count(first + len(records))

    def merge(self, segments: Sequence[ColumnSegment]) -> None:
        """Adds the documents of other segments that are not deleted. Nothing can be added behind them.

        Raises `index.columns.file.ColumnFileDamaged` and OSError."""
        # The smaller first: their records are compressed anew, all with one dictionary, which is trained on the first.
        for segment in sorted(segments, key=ColumnSegment.doc_count):
            first = self.segment.doc_count_all()
            self._merging.append(_Part.of(self._folder, segment, first))
            self.segment.set_doc_count(first + segment.doc_count())
        self._records.merge([(part.documents.records, part.kept) for part in self._merging])

    def write(self) -> None:
        """Writes the segment's files, to the disk itself."""
        merging = {name for part in self._merging for name in part.terms.indexed_field_names()}
        postings: dict[str, NDArray[Any]] = {}
        for name in sorted(self._fields.keys() | merging):
            lists = self._postings(name)
            postings |= encode(lists, name)
            if lists.positions.size:
                postings |= neighbours.encode(self._neighbours(name, lists.terms), name)
        self._write(POSTINGS_EXT, postings)
        self._write(DOCUMENTS_EXT, self._all_columns() | self._records.arrays())

    def _postings(self, name: str) -> FieldPostings:
        """The posting lists of a field, of the new documents and of the segments that are merged in."""
        batches = self._fields[name].batches() if name in self._fields else []
        if not self._merging and [first for first, _ in batches] == [0]:
            return batches[0][1]
        total = self.segment.doc_count_all()
        parts = [(postings, np.arange(first, total, dtype=np.int32)) for first, postings in batches]
        for part in self._merging:
            columns = part.terms.field(name)
            if columns is not None:
                parts.append((columns.decode_all(), part.numbers))
        return merged(parts)

    def _neighbours(self, name: str, terms: list[bytes]) -> Pairs:
        """Which of the terms of a field stand side by side, likewise."""
        parts = self._fields[name].pairs() if name in self._fields else []
        for part in self._merging:
            columns, beside = part.terms.field(name), part.terms.neighbours(name)
            if columns is not None and beside is not None:
                pairs = beside.decode([columns.term(number) for number in range(columns.term_count)])
                parts.append(pairs._replace(counts=np.ceil(pairs.counts * part.kept.mean()).astype(np.int64)))
        return parts[0] if len(parts) == 1 and parts[0].terms == terms else neighbours.merged(parts, terms)

    def _all_columns(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {}
        for name, column in self._columns.items():
            new = column.arrays(name, self._values[name])
            if self._merging:
                parts = [(part.documents.arrays, part.kept) for part in self._merging]
                new = column.merged(name, [(new, np.ones(len(self._values[name]), dtype=bool)), *parts])
            arrays |= new
        return arrays

    def _write(self, extension: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        with (self._folder / self.segment.make_filename(extension)).open("wb") as written:
            file.write(written, arrays)
            written.flush()
            os.fsync(written.fileno())


class _Part(NamedTuple):
    """A segment that is merged into the one being written."""

    terms: ColumnTermsReader
    documents: ColumnPerDocumentReader
    kept: NDArray[np.bool_]
    """shape (its documents,): which are not deleted."""
    numbers: NDArray[np.int32]
    """shape (its documents,): their new numbers, -1 for those that are deleted."""

    @classmethod
    def of(cls, folder: Path, segment: ColumnSegment, first: int) -> _Part:
        kept = np.ones(segment.doc_count_all(), dtype=bool)
        kept[list(segment.deleted_docs())] = False
        return cls(
            ColumnTermsReader(opened(folder, segment, POSTINGS_EXT)),
            ColumnPerDocumentReader(opened(folder, segment, DOCUMENTS_EXT), segment),
            kept,
            np.where(kept, first + np.cumsum(kept) - 1, -1).astype(np.int32),
        )


class _Inverter:
    """Collects the tokens of one field and sorts them into posting lists, batch by batch."""

    def __init__(self) -> None:
        self._done: list[tuple[int, FieldPostings]] = []
        self._pairs: list[Pairs] = []
        self._first = 0
        self._waiting: list[Tokens] = []
        self._size = 0

    def add(self, docnum: int, tokens: Tokens) -> None:
        """The field of some documents, the first of which has the number `docnum`."""
        if self._waiting and (self._size >= BATCH_TOKENS or self._waiting[0].vocabulary is not tokens.vocabulary):
            self._sort()
        if not self._waiting:
            self._first = docnum
        self._waiting.append(tokens)
        self._size += len(tokens.numbers)

    def batches(self) -> list[tuple[int, FieldPostings]]:
        """The first document of each batch, and the posting lists of its documents, counted from there."""
        if self._waiting:
            self._sort()
        return self._done

    def pairs(self) -> list[Pairs]:
        """The pairs of each batch, for a field with positions."""
        if self._waiting:
            self._sort()
        return self._pairs

    def _sort(self) -> None:
        vocabulary, term_of = self._waiting[0].vocabulary, self._waiting[0].term_of
        numbers = np.concatenate([tokens.numbers for tokens in self._waiting])
        used = np.flatnonzero(np.bincount(numbers))
        places = np.zeros(len(vocabulary), np.int32)
        places[used] = np.arange(len(used))
        counts = np.concatenate([tokens.counts for tokens in self._waiting])
        of_tokens = [tokens.positions for tokens in self._waiting if tokens.positions is not None]
        positions = np.concatenate(of_tokens) if of_tokens else None
        terms = [term_of(vocabulary[number]).encode() for number in used.tolist()]
        postings = inverted(terms, places[numbers], counts, positions)
        self._done.append((self._first, postings))
        if positions is not None:
            number_of = {term: number for number, term in enumerate(postings.terms)}
            ranks = np.fromiter(map(number_of.__getitem__, terms), np.int32, len(terms))
            self._pairs.append(neighbours.pairs(postings.terms, ranks[places[numbers]], positions))
        self._waiting = []
        self._size = 0
