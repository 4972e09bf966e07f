"""The Whoosh codec: a segment is two column files, and Whoosh reads them through the interfaces it gives its codecs.

    <segment>.post   the posting lists of all indexed fields (index.columns.postings)
    <segment>.doc    what there is of each document: numbers, facet values, stored records

What a segment is, which are current, which documents are deleted and who may write stays with Whoosh. Our own search
takes whole arrays from `ColumnTermsReader.field` and `ColumnPerDocumentReader`; Whoosh's searcher walks the same lists
through `matcher`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from index.columns.file import ColumnFile
from index.columns.neighbours import Neighbours
from index.columns.postings import PostingColumns
from index.columns.records import RecordColumn

POSTINGS_EXT = ".post"
DOCUMENTS_EXT = ".doc"


class ColumnCodec(base.Codec):
    """Reads segments of columns; `index.columns.writer` writes them."""

    length_stats = False

    def terms_reader(self, storage: Any, segment: Any) -> ColumnTermsReader:
        """The posting lists of a segment."""
        return ColumnTermsReader(opened(Path(storage.folder), segment, POSTINGS_EXT))

    def per_document_reader(self, storage: Any, segment: Any) -> ColumnPerDocumentReader:
        """What there is of each document of a segment."""
        return ColumnPerDocumentReader(opened(Path(storage.folder), segment, DOCUMENTS_EXT), segment)

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        """Never: segments are written whole."""
        raise NotImplementedError

    def field_writer(self, storage: Any, segment: Any) -> Any:
        """Never: segments are written whole."""
        raise NotImplementedError

    def new_segment(self, storage: Any, indexname: str) -> Any:
        """Never: `index.columns.writer` makes them."""
        raise NotImplementedError

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        """Never: lists are not written one at a time."""
        raise NotImplementedError

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        """Never: lists are read through the terms reader."""
        raise NotImplementedError


def opened(folder: Path, segment: ColumnSegment, extension: str) -> ColumnFile:
    """A file of a segment, every byte of it checked. Raises `index.columns.file.ColumnFileDamaged` and OSError."""
    return ColumnFile.open(folder / segment.make_filename(extension))


class ColumnSegment(base.Segment):
    """What Whoosh's table of contents keeps of a segment: its name, its size and which of its documents are deleted."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._count = 0
        self._deleted: set[int] = set()

    @classmethod
    def _random_id(cls, size: int = 16) -> str:
        """What tells it from every other. Whoosh takes Python's own random numbers: whoever seeds them in a process
        that writes twice would have a segment overwrite an older one."""
        return "".join(secrets.choice("0123456789abcdefghijklmnopqrstuvwxyz") for _ in range(size))

    def codec(self) -> ColumnCodec:
        """The codec that reads it."""
        return ColumnCodec()

    def should_assemble(self) -> bool:
        """Its files stay apart: each is mapped into memory whole."""
        return False

    def set_doc_count(self, count: int) -> None:
        """It has so many documents."""
        self._count = count

    def doc_count_all(self) -> int:
        """How many documents it has, deleted ones included."""
        return self._count

    def deleted_count(self) -> int:
        """How many of them are deleted."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of those that are deleted."""
        return iter(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Deletes a document, or takes the deletion back."""
        (self._deleted.add if delete else self._deleted.discard)(docnum)


class ColumnTermsReader(base.TermsReader):
    """The posting lists of a segment."""

    def __init__(self, file: ColumnFile) -> None:
        names = {name.partition(".")[0] for name in file.arrays}
        self._fields = {name: PostingColumns(file.arrays, name) for name in sorted(names)}
        self._neighbours = {
            name: Neighbours(file.arrays, name) for name in names if f"{name}.neighbours" in file.arrays
        }

    def field(self, name: str) -> PostingColumns | None:
        """The posting lists of one field, as arrays; None if no document has it."""
        return self._fields.get(name)

    def neighbours(self, name: str) -> Neighbours | None:
        """Which terms of one field stand side by side; None if it has no positions, or no document has it."""
        return self._neighbours.get(name)

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return list(self._fields)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        """Whether a term, as field and text, is there."""
        return self._find(*term) is not None

    def _find(self, field: str, text: bytes) -> int | None:
        columns = self._fields.get(field)
        return None if columns is None else columns.find(text)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms, as field and text, ascending."""
        for field, columns in self._fields.items():
            for number in range(columns.term_count):
                yield field, columns.term(number)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a field from `prefix` on, then those of the fields behind it."""
        for field, text in self.terms():
            if (field, text) >= (fieldname, prefix):
                yield field, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms with what is known of them."""
        for term in self.terms():
            yield term, self.term_info(*term)

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """As `terms_from`, with what is known of them."""
        for term in self.terms_from(fieldname, prefix):
            yield term, self.term_info(*term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """What is known of a term without reading its list. Raises TermNotFound."""
        number = self._find(fieldname, text)
        if number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        columns = self._fields[fieldname]
        docs, counts = columns.docs(number), columns.counts(number)
        return TermInfo(
            weight=float(counts.sum()),
            df=len(docs),
            minlength=1,
            maxlength=_LONGEST,
            maxweight=float(counts.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """How often a term occurs, in deleted documents too; 0 if there is no such term."""
        return self.term_info(fieldname, text).weight() if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many documents have a term, deleted ones included; 0 if there is no such term."""
        return self.term_info(fieldname, text).doc_frequency() if (fieldname, text) in self else 0

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        """Never: Whoosh's automata walk terms with it, for suggestions that we make ourselves."""
        raise NotImplementedError

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """A walk along a term's list. Raises TermNotFound."""
        info = self.term_info(fieldname, text)
        columns = self._fields[fieldname]
        number = columns.find(text)
        assert number is not None  # term_info has found it
        docs, counts = columns.docs(number), columns.counts(number)
        values = None
        if columns.has_positions:
            positions = np.split(columns.positions(number), np.cumsum(counts)[:-1])
            values = [format_.encode(each) for each in positions]
        return ListMatcher(
            docs.tolist(),
            weights=counts.astype(float).tolist(),
            values=values,
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=info,
        )

    def close(self) -> None:
        """Nothing: the memory is given back with the last array that lies in the file."""


_LONGEST = 2**31 - 1
"""The length a document may have, for Whoosh's bounds on scores: we don't keep a term's own."""


class ColumnPerDocumentReader(base.PerDocumentReader):
    """What there is of each document of a segment."""

    def __init__(self, file: ColumnFile, segment: ColumnSegment) -> None:
        self.arrays = file.arrays
        """Name → array: `published`, `author.codes`, …"""
        self.records = RecordColumn(file.arrays)
        self._segment = segment

    def doc_count(self) -> int:
        """How many documents are not deleted."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """How many documents there are."""
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of those that are deleted."""
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        """It does, and has nothing else."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether there is a column of numbers or values of this name."""
        return fieldname in self.arrays or f"{fieldname}.codes" in self.arrays

    def column_reader(self, fieldname: str, column: Any) -> Any:
        """The column, a document at a time."""
        return column.over(self.arrays, fieldname)

    def _lengths(self, fieldname: str) -> NDArray[np.uint32]:
        lengths: NDArray[np.uint32] = self.arrays.get(f"{fieldname}_length", np.zeros(self.doc_count_all(), np.uint32))
        return lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How many terms a field of a document has."""
        return int(self._lengths(fieldname)[docnum])

    def field_length(self, fieldname: str) -> int:
        """How many terms a field of all documents has."""
        return int(self._lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """The fewest terms."""
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        """The most terms."""
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, bytes]:
        """The stored record of a document."""
        return {"article": self.records.raw(docnum)}

    def close(self) -> None:
        """Nothing: the memory is given back with the last array that lies in the file."""
