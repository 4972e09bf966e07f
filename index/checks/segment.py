"""A segment, checked: every byte of its two files, then field by field what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from index.analysis import PART_GAP
from index.checks.documents import wrong_facets, wrong_numbers, wrong_records
from index.checks.ids import wrong_ids
from index.checks.postings import Lists
from index.columns.facet import FacetColumn
from index.columns.file import ColumnFile, ColumnFileDamaged
from index.columns.number import NumberColumn
from index.columns.postings import PostingColumns
from index.columns.records import RecordColumn
from index.errors import IndexUnreadable
from index.fields import schema

EMPTY_POSITIONS = {"title": 0, "text": 2 * PART_GAP}
"""The fields whose length in syllables is a column, and how many positions of a document can be empty in them."""

_MOST_NAMED = 3
"""Of the things that are wrong with a file, so many are told of: they tend to have one cause."""


@dataclass
class SegmentCheck:
    """A segment with its files open; what is wrong with them is noted as it is found."""

    name: str
    document_count: int
    postings_path: Path
    documents_path: Path
    damages: list[IndexUnreadable] = field(default_factory=list)
    """Each names a file, what is wrong with it and the remedy."""
    postings: int = 0
    positions: int = 0

    def __post_init__(self) -> None:
        self.lacks_files = False
        self._lists = self._opened(self.postings_path)
        self._documents = self._opened(self.documents_path)

    def run(self) -> None:
        """Looks at everything in the files."""
        if self._lists is not None:
            self._check_lists(self._lists)
        if self._documents is not None:
            self._check_documents(self._documents)

    @property
    def size(self) -> int:
        """The bytes of both files."""
        return sum(path.stat().st_size for path in (self.postings_path, self.documents_path) if path.exists())

    def numbers(self, name: str) -> NDArray[Any] | None:
        """shape (documents,): a column of numbers; None if it can't be used."""
        numbers = None if self._documents is None else self._documents.get(name)
        return numbers if numbers is not None and numbers.shape == (self.document_count,) else None

    def article_id(self, document: int) -> str:
        """The id of a stored article; `?` if it can't be read."""
        with self._telling(self.documents_path):
            if self._documents is not None:
                return RecordColumn(self._documents).get(document).id
        return "?"

    def _opened(self, path: Path) -> Mapping[str, NDArray[Any]] | None:
        with self._telling(path):
            return ColumnFile.open(path).arrays
        return None

    def _check_lists(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        path = self.postings_path
        present = {name.partition(".")[0] for name in arrays}
        for name in sorted(present | EMPTY_POSITIONS.keys()):
            lengths = self.numbers(f"{name}_length")
            with self._telling(path, name):
                if name in present:
                    columns = PostingColumns(arrays, name)
                    lists = Lists(columns, self.document_count, lengths, EMPTY_POSITIONS.get(name, 0))
                    self._tell(path, (f"{name}: {wrong}" for wrong in lists.wrong()))
                    self.postings += lists.postings
                    self.positions += lists.positions
                elif lengths is not None and lengths.any():
                    self._tell(path, [f"it has no lists of the field {name}"])
        keys = self.numbers("rank_key")
        if keys is not None:
            with self._telling(path, "id"):
                self._tell(path, wrong_ids(PostingColumns(arrays, "id") if "id" in present else None, keys))

    def _check_documents(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        path, before = self.documents_path, len(self.damages)
        for name, kept in schema().items():
            with self._telling(path, name):
                if isinstance(kept.column_type, FacetColumn):
                    self._tell(path, wrong_facets(arrays, name, self.document_count))
                elif isinstance(kept.column_type, NumberColumn):
                    self._tell(path, wrong_numbers(arrays, name, kept.column_type.dtype, self.document_count))
        if len(self.damages) == before:  # the records are compared with the columns
            with self._telling(path, "the stored records"):
                self._tell(path, wrong_records(arrays, RecordColumn(arrays), self.document_count))

    def _tell(self, path: Path, wrongs: Iterable[str]) -> None:
        count = 0
        for count, wrong in enumerate(wrongs, 1):
            if count <= _MOST_NAMED:
                self.damages.append(ColumnFileDamaged(path, wrong))
        if count > _MOST_NAMED:
            self.damages.append(ColumnFileDamaged(path, f"there are {count - _MOST_NAMED:,} more such places"))

    @contextmanager
    def _telling(self, path: Path, what: str = "it") -> Iterator[None]:
        """Notes what reading a file raises."""
        try:
            yield
        except FileNotFoundError:
            self.lacks_files = True
            self.damages.append(ColumnFileDamaged(path, "it is missing"))
        except OSError as error:
            self.damages.append(IndexUnreadable(f"{path} can't be read: {error.strerror or error}."))
        except IndexUnreadable as error:
            self.damages.append(error)
        except Exception as error:  # the checksums are right, and yet what was written can make decoders raise anything
            self.damages.append(ColumnFileDamaged(path, f"{what} doesn't decode ({error!r})"))
