"""One commit of a Whoosh index, opened for reading: columns as arrays, posting lists as arrays, stored articles.

Arrays of all segments lie one behind the other; a document number is a row of every one of them. What belongs to a
segment never changes, so it is read once and shared with the snapshots of later commits. Only which documents are
deleted differs from commit to commit.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from index.article import Article
from index.clean import whole
from index.columns.codec import ColumnPerDocumentReader, ColumnTermsReader
from index.columns.facet import facet_values
from index.columns.postings import PostingColumns
from index.columns.sealed import SealedStorage
from index.errors import IndexMissing, IndexUnreadable
from index.fields import FACET_FIELDS, INDEX_NAME, refuse_other_format
from index.token_map import TokenMap
from index.vietnamese.fold import begins, fold
from search.columns import FacetValues
from search.postings import NO_POSTINGS, Documents, PostingCache, Postings, any_of, concatenated, places

_CACHE_BYTES = 64 * 1024 * 1024
"""What a snapshot may keep in memory of the lists that it puts together out of those of its segments: a request asks
for the same ones to match, to score and to look for pairs."""

_ATTEMPTS = 10
"""How often to read a commit anew when a newer one deletes its files meanwhile."""


class Segment:
    """One segment: written once, never changed."""

    def __init__(self, reader: Any) -> None:
        self._terms: ColumnTermsReader = reader._terms
        self._documents: ColumnPerDocumentReader = reader._perdoc
        self.document_count = int(reader.doc_count_all())
        """How many documents it has, deleted ones included."""

    def numbers(self, field: str) -> NDArray[Any]:
        """shape (document_count,): a column of numbers."""
        return self._documents.arrays[field]

    def facet(self, field: str) -> tuple[NDArray[np.uint32], NDArray[np.uint32], list[str]]:
        """Offsets, codes and values of a column of strings, see `index.columns.facet`."""
        column = facet_values(self._documents.arrays, field)
        return column.offsets, column.codes, column.values

    @cached_property
    def terms_by_fold(self) -> dict[str, list[str]]:
        """Folded form → the syllables that fold to it."""
        by_fold = defaultdict(list)
        for folded, term in self.folded_terms:
            by_fold[folded].append(term)
        return dict(by_fold)

    @cached_property
    def folded_terms(self) -> list[tuple[str, str]]:
        """(folded form, syllable) of every syllable, sorted."""
        columns = self._terms.field("text")
        terms = [columns.term(number).decode() for number in range(columns.term_count)] if columns else []
        return sorted((fold(term), term) for term in terms)

    def postings(self, field: str, term: str) -> Postings:
        """The posting list of a term; empty if the segment has none."""
        columns = self._terms.field(field)
        number = columns.find(term.encode()) if columns else None
        if columns is None or number is None:
            return NO_POSTINGS
        docs, counts = columns.docs(number), columns.counts(number)
        return Postings(docs, counts, partial(_places_in, columns, number, docs, counts))

    def stored(self, docnum: int) -> tuple[Article, TokenMap]:
        """The article of one document and where its syllables stand."""
        with translated(f"document {docnum}"):
            return self._documents.records.get(docnum)

    def document(self, article_id: str) -> list[int]:
        """The document numbers that ever had this id, deleted ones included."""
        docnums: list[int] = self.postings("id", article_id).docs.tolist()
        return docnums


def _places_in(
    columns: PostingColumns, number: int, docs: NDArray[np.int32], counts: NDArray[np.int32], documents: Documents
) -> NDArray[np.int64]:
    """The places of term `number`, which is in `docs` so often as `counts` says, in a set of documents."""
    at = np.flatnonzero(documents[docs])
    if not columns.has_positions or not at.size:
        return np.empty(0, np.int64)
    return places(docs[at], counts[at], columns.positions_of(number, at, counts))


@dataclass(frozen=True)
class Snapshot:
    """All segments of one commit."""

    generation: int
    segments: tuple[Segment, ...]
    deleted: tuple[tuple[int, ...], ...]
    """For each segment, the document numbers that this commit no longer has."""
    _cache: PostingCache = field(default_factory=lambda: PostingCache(_CACHE_BYTES), repr=False)

    @cached_property
    def bases(self) -> list[int]:
        """For each segment, the number of its first document; and the number of all documents."""
        return list(accumulate((segment.document_count for segment in self.segments), initial=0))

    @property
    def document_count(self) -> int:
        """How many documents there are, deleted ones included: the length of every column."""
        return self.bases[-1]

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """shape (document_count,): which documents are not deleted."""
        live = np.ones(self.document_count, dtype=bool)
        for base, deleted in zip(self.bases, self.deleted, strict=False):
            live[base + np.array(deleted, dtype=np.int64)] = False
        return live

    @cached_property
    def article_count(self) -> int:
        """How many articles there are."""
        return int(np.count_nonzero(self.live))

    # ── columns ──

    @cached_property
    def published(self) -> NDArray[np.int64]:
        """shape (document_count,): seconds of the local clock since 1970, or `index.sort_keys.NO_DATE`."""
        return self._numbers("published", np.int64)

    @cached_property
    def rank_key(self) -> NDArray[np.uint64]:
        """shape (document_count,): a hash of the id, to break ties with."""
        return self._numbers("rank_key", np.uint64)

    @cached_property
    def lengths(self) -> dict[str, NDArray[np.float32]]:
        """Field → shape (document_count,): how many syllables it has."""
        return {field: self._numbers(f"{field}_length", np.float32) for field in ("text", "title")}

    @cached_property
    def average_lengths(self) -> dict[str, float]:
        """Field → the mean of its lengths; 1 where all are empty."""
        return {field: float(lengths.mean(dtype=np.float64)) or 1.0 for field, lengths in self.lengths.items()}

    @cached_property
    def facets(self) -> dict[str, FacetValues]:
        """Facet → the values of all documents."""
        return {
            field: FacetValues.merged([segment.facet(field) for segment in self.segments]) for field in FACET_FIELDS
        }

    @cached_property
    def value_counts(self) -> dict[str, NDArray[np.int64]]:
        """Facet → shape (values,): how many articles have each value."""
        return {name: facet.counts(self.live) for name, facet in self.facets.items()}

    def _numbers(self, field: str, dtype: Any) -> NDArray[Any]:
        parts = [segment.numbers(field) for segment in self.segments]
        return np.concatenate([np.empty(0, dtype), *parts]).astype(dtype)

    # ── posting lists ──

    def postings(self, field: str, term: str) -> Postings:
        """Where a term occurs as it is spelled; deleted documents are still in the list."""
        return self._cache.get((field, term, "="), lambda: self._read(field, term))

    def _read(self, field: str, term: str) -> Postings:
        return concatenated([segment.postings(field, term) for segment in self.segments], self.bases)

    def folded_postings(self, field: str, bare: str) -> Postings:
        """Where any syllable occurs that folds to `bare`."""
        return self._cache.get(
            (field, bare), lambda: any_of([self._read(field, term) for term in self._spellings(bare)])
        )

    def prefix_postings(self, field: str, prefix: str) -> Postings:
        """Where any syllable occurs that begins with `prefix`; a prefix without marks stands for any marks."""
        return self._cache.get(
            (field, prefix, "*"), lambda: any_of([self._read(field, term) for term in self._completions(prefix)])
        )

    def _spellings(self, bare: str) -> list[str]:
        """The syllables of the index that fold to `bare`, sorted."""
        return sorted({term for segment in self.segments for term in segment.terms_by_fold.get(bare, ())})

    def _completions(self, prefix: str) -> list[str]:
        """The syllables of the index that begin with `prefix`, sorted."""
        bare = fold(prefix)
        found = set()
        for segment in self.segments:
            for folded, term in islice(segment.folded_terms, bisect_left(segment.folded_terms, (bare, "")), None):
                if not folded.startswith(bare):
                    break
                if begins(prefix, term):
                    found.add(term)
        return sorted(found)

    # ── stored articles ──

    def stored(self, document: int) -> tuple[Article, TokenMap]:
        """The article of one document and where its syllables stand."""
        number = int(np.searchsorted(self.bases, document, side="right")) - 1
        return self.segments[number].stored(document - self.bases[number])

    def document(self, article_id: str) -> int | None:
        """The document that has this id."""
        article_id = whole(article_id)
        for base, segment in zip(self.bases, self.segments, strict=False):
            for docnum in segment.document(article_id):
                if self.live[base + docnum]:
                    return base + docnum
        return None


class Snapshots:
    """The newest commit of the index in a folder, opened again when there is a newer one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._newest: tuple[_Commit, Snapshot] | None = None
        self._segments: dict[str, Segment] = {}

    def newest(self) -> Snapshot:
        """The newest commit. Raises `IndexMissing` or `IndexUnreadable`."""
        commit = self._commit()
        newest = self._newest
        if newest is None or newest[0] != commit:
            with self._lock:
                newest = self._newest
                if newest is None or newest[0] != commit:
                    newest = self._newest = commit, self._open()
        return newest[1]

    def _commit(self) -> _Commit:
        for _ in range(_ATTEMPTS):
            try:
                generation = int(TOC._latest_generation(SealedStorage(self._folder), INDEX_NAME))
                if generation < 0:
                    refuse_other_format(self._folder)
                    break
                status = (self._folder / TOC._filename(INDEX_NAME, generation)).stat()
                return _Commit(generation, status.st_ino, status.st_mtime_ns)
            except NotADirectoryError:
                break
            except FileNotFoundError:
                continue  # the folder is missing, or a newer commit has just replaced this one
            except OSError as error:
                raise IndexUnreadable(f"the index in {self._folder} can't be read: {error.strerror}") from error
        raise IndexMissing(self._folder)

    def _open(self) -> Snapshot:
        storage = SealedStorage(self._folder)
        with translated(str(self._folder)):
            for _ in range(_ATTEMPTS):
                with suppress(FileNotFoundError):  # a commit came between one file and the next
                    toc = TOC.read(storage, INDEX_NAME)
                    # Segments that this commit no longer has are forgotten; their files close with the last snapshot
                    # that reads them.
                    self._segments = {each.segment_id(): self._segment(each, toc, storage) for each in toc.segments}
                    deleted = tuple(tuple(each.deleted_docs()) for each in toc.segments)
                    return Snapshot(toc.generation, tuple(self._segments.values()), deleted)
        raise IndexUnreadable(f"the index in {self._folder} lacks files; index the articles again with --replace-all")

    def _segment(self, segment: Any, toc: Any, storage: SealedStorage) -> Segment:
        opened = self._segments.get(segment.segment_id())
        if opened is None:
            opened = Segment(SegmentReader(storage, toc.schema, segment, generation=toc.generation))
        return opened


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Whatever Whoosh stumbles over in the files of `place`, as `IndexUnreadable` with the remedy."""
    try:
        yield
    except (FileNotFoundError, MemoryError, IndexUnreadable):
        raise
    except OSError as error:
        raise IndexUnreadable(f"the index ({place}) can't be read: {error.strerror}") from error
    except Exception as error:  # a damaged file makes Whoosh raise anything
        raise IndexUnreadable(
            f"the index ({place}) is damaged: {error!r}; index the articles again with --replace-all"
        ) from error


class _Commit(NamedTuple):
    """What tells one commit from every other, even of an index that was deleted and made anew."""

    generation: int
    inode: int
    changed_ns: int
