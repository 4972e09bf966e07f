"""One commit of a Whoosh index, opened for reading: columns as arrays, posting lists as arrays, stored articles.

Arrays of all segments lie one behind the other; a document number is a row of every one of them. What belongs to a
segment never changes, so it is read once and shared with the snapshots of later commits. Only which documents are
deleted differs from commit to commit.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from index import abbreviations
from index.article import Article
from index.clean import whole
from index.columns.codec import ColumnPerDocumentReader, ColumnTermsReader
from index.columns.facet import facet_values
from index.columns.postings import PostingColumns
from index.columns.sealed import SealedStorage
from index.definitions import Definition
from index.errors import IndexMissing, IndexUnreadable
from index.fields import FACET_FIELDS, INDEX_NAME, refuse_other_format
from index.sort_keys import NO_DATE
from index.tables import Table, kept_table
from index.units import UnitsTable
from index.vietnamese.fold import begins, fold, form_of, is_bare, spellings
from index.vietnamese.fold import term as term_of
from search import phrases
from search.cache import Cache
from search.columns import Among, CodeTable, FacetValues, years
from search.impacts import Docs
from search.postings import (
    NO_POSTINGS,
    Documents,
    Postings,
    any_of,
    concatenated,
    places,
)
from search.terms import hashes
from search.tokens import Tokens
from search.understanding.abbreviations import Abbreviations
from search.units import under_present_names

_IMPACT_BYTES_A_DOCUMENT, _LEAST_IMPACT_BYTES = 1_200, 64 << 20
"""What a commit may keep in memory of what each word adds to each document's score: for each document so much, which is
room for some hundred frequent words and a thousand others, and this much at least."""

_POSTINGS_BYTES = 16 << 20
"""What it may keep of the posting lists that impacts are worked out from: a query asks for the same list several times,
for the syllable itself and for its neighbours on either side."""

_TOKENS_BYTES = 64 << 20
"""What may be kept of articles that were shown: some 20 KB each."""

_PAIRS_KEPT, _SPELLINGS_KEPT = 1 << 16, 1 << 14
"""Of how many pairs of syllables it may be kept how often they stand side by side, and of how many bare syllables what
folds to them: some 200 and 500 bytes each."""

_SETTLED_NS = 1_000_000_000
"""A folder whose last change lies so far back has no other change of the same time: file systems keep times of 10 ms
and finer, but for some that keep seconds."""

_YEAR = 365 * 24 * 60 * 60
"""In seconds."""

_ATTEMPTS = 10
"""How often to read a commit anew when a newer one deletes its files meanwhile."""


class Segment:
    """One segment: written once, never changed."""

    def __init__(self, reader: Any) -> None:
        self.name = str(reader.segment().segment_id())
        """Unlike that of any other; the segment itself stays in memory only as long as a snapshot has it."""
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

    def postings(self, field: str, term: str) -> Postings:
        """The posting list of a term; empty if the segment has none."""
        columns = self._terms.field(field)
        number = columns.find(term.encode()) if columns else None
        return NO_POSTINGS if number is None else self._between(field, number, number + 1)

    def document_frequency(self, field: str, term: str) -> int:
        """How many documents have a term, deleted ones included."""
        columns = self._terms.field(field)
        number = columns.find(term.encode()) if columns else None
        return columns.document_frequency(number) if columns and number is not None else 0

    def spellings(self, field: str, bare: str) -> Postings:
        """Where any syllable occurs that folds to `bare`."""
        low, high = spellings(bare)
        columns = self._terms.field(field)
        return self._between(field, *columns.between(low.encode(), high.encode())) if columns else NO_POSTINGS

    def frequencies(self, field: str, bare: str) -> dict[str, int]:
        """The syllables that fold to `bare`, each with the number of documents that have it."""
        low, high = spellings(bare)
        columns = self._terms.field(field)
        numbers = range(*columns.between(low.encode(), high.encode())) if columns else ()
        return {form_of(columns.term(n).decode()): columns.document_frequency(n) for n in numbers} if columns else {}

    def side_by_side(self, field: str, first: str, second: str) -> int:
        """About how often the one syllable stands directly before the other, likewise."""
        columns, beside = self._terms.field(field), self._terms.neighbours(field)
        if columns is None or beside is None:
            return 0
        one, other = (_numbers_of(form, columns) for form in (first, second))
        return beside.count(one, other) if one and other else 0

    def completions(self, field: str, prefix: str) -> dict[int, str]:
        """The syllables that begin with `prefix`, by the number of their term."""
        columns = self._terms.field(field)
        first, beyond = columns.prefix_range(fold(prefix).encode()) if columns else (0, 0)
        forms = {number: form_of(columns.term(number).decode()) for number in range(first, beyond)} if columns else {}
        return forms if is_bare(prefix) else {number: form for number, form in forms.items() if begins(prefix, form)}

    def beginning(self, field: str, prefix: str) -> Postings:
        """Where any syllable occurs that begins with `prefix`."""
        columns = self._terms.field(field)
        if columns and is_bare(prefix):
            return self._between(field, *columns.prefix_range(prefix.encode()))
        return any_of([self._between(field, number, number + 1) for number in self.completions(field, prefix)])

    def _between(self, field: str, first: int, beyond: int) -> Postings:
        """Where any of the terms occurs that have the numbers from `first` up to `beyond`."""
        columns = self._terms.field(field)
        if columns is None or first == beyond:
            return NO_POSTINGS
        docs, counts = columns.docs(first, beyond), columns.counts(first, beyond)
        places_in = partial(_places_in, columns, first, beyond, docs, counts)
        if beyond - first == 1:
            return Postings(docs, counts, places_in)
        together = np.bincount(docs, counts, self.document_count)
        occurring = (together > 0).nonzero()[0].astype(np.int32)
        kept = docs.nbytes + counts.nbytes
        return Postings(occurring, together[occurring].astype(np.int32), places_in, kept)

    @cached_property
    def bare_forms(self) -> frozenset[str]:
        """What the syllables fold to that more than one document has."""
        columns = self._terms.field("text")
        if columns is None:
            return frozenset()
        terms = (columns.term(each) for each in range(columns.term_count) if columns.document_frequency(each) > 1)
        return frozenset(term.partition(b" ")[0].decode() for term in terms)

    @cached_property
    def phrases(self) -> Mapping[tuple[str, ...], float]:
        """What stands often in the titles of the last documents; the newer, the more an article counts."""
        columns = self._terms.field("title")
        if columns is None:
            return {}
        postings = columns.decode_all()
        numbers = np.repeat(np.arange(len(postings.terms), dtype=np.int32), np.diff(postings.starts))
        numbers, documents = np.repeat(numbers, postings.counts), np.repeat(postings.docs, postings.counts)
        order = np.lexsort((postings.positions, documents))
        order = order[documents[order] >= self.document_count - phrases.MOST_TITLES]
        forms = [form_of(each.decode()) for each in postings.terms]
        published = self.numbers("published").astype(np.float64)
        age = (published.max(initial=NO_DATE) - published) / _YEAR
        return phrases.frequent(numbers[order], documents[order], 1 + 0.5**age, forms)

    def article(self, docnum: int) -> Article:
        """The article of one document."""
        with translated(f"document {docnum}"):
            return self._documents.records.get(docnum)

    def document(self, article_id: str) -> list[int]:
        """The document numbers that ever had this id, deleted ones included."""
        docnums: list[int] = self.postings("id", article_id).docs.tolist()
        return docnums


def _numbers_of(form: str, columns: PostingColumns) -> tuple[int, int] | None:
    """The terms of a syllable, from the first up to, not including, the second; None if there is none."""
    if is_bare(form):
        low, high = spellings(form)
        return columns.between(low.encode(), high.encode())
    number = columns.find(term_of(form).encode())
    return None if number is None else (number, number + 1)


def _places_in(  # noqa: PLR0913, PLR0917  (bound but for the last)
    columns: PostingColumns,
    first: int,
    beyond: int,
    docs: NDArray[np.int32],
    counts: NDArray[np.int32],
    documents: Documents,
) -> NDArray[np.int64]:
    """The places of the terms from `first` up to `beyond` in a set of documents; `docs` and `counts` are theirs."""
    at = documents[docs].nonzero()[0]
    if not columns.has_positions or not at.size:
        return np.empty(0, np.int64)
    found = places(docs[at], counts[at], columns.positions_of(first, at, counts, beyond))
    if beyond - first > 1:
        found.sort(kind="stable")  # the runs of the single terms are merged
    return found


@dataclass(frozen=True)
class Snapshot:
    """All segments of one commit."""

    generation: int
    commit: str
    """Unlike that of any other commit of any index."""
    segments: tuple[Segment, ...]
    deletions: tuple[tuple[int, ...], ...]
    """For each segment, the document numbers that this commit no longer has."""
    units: UnitsTable
    """The units that the index knows."""
    table: tuple[Definition, ...]
    """Its table of abbreviations."""
    _tokens: Cache = field(repr=False)
    """Articles that were shown last; they outlive the commit."""
    _postings: Cache = field(default_factory=lambda: Cache(_POSTINGS_BYTES), repr=False)

    @cached_property
    def impacts(self) -> Cache:
        """What was worked out last for ranking."""
        return Cache(max(_IMPACT_BYTES_A_DOCUMENT * self.document_count, _LEAST_IMPACT_BYTES))

    @cached_property
    def bases(self) -> list[int]:
        """For each segment, the number of its first document; and the number of all documents."""
        return list(accumulate((segment.document_count for segment in self.segments), initial=0))

    @property
    def document_count(self) -> int:
        """How many documents there are, deleted ones included: the length of every column."""
        return self.bases[-1]

    @cached_property
    def deleted(self) -> Documents | None:
        """shape (document_count,): which documents are deleted; None if none is."""
        if not any(self.deletions):
            return None
        deleted = np.zeros(self.document_count, dtype=bool)
        for base, numbers in zip(self.bases, self.deletions, strict=False):
            deleted[base + np.array(numbers, dtype=np.int64)] = True
        return deleted

    @cached_property
    def live(self) -> Docs:
        """The documents that are not deleted."""
        if self.deleted is None:
            return np.arange(self.document_count)
        return (~self.deleted).nonzero()[0]

    @cached_property
    def phrases(self) -> phrases.Phrases:
        """What stands often in titles."""
        return phrases.Phrases([segment.phrases for segment in self.segments])

    @property
    def article_count(self) -> int:
        """How many articles there are."""
        return len(self.live)

    # ── columns ──

    @cached_property
    def published(self) -> NDArray[np.int64]:
        """shape (document_count,): seconds of the local clock since 1970, or `index.sort_keys.NO_DATE`."""
        return self._numbers("published", np.int64)

    @cached_property
    def years(self) -> FacetValues:
        """The year of each document."""
        return years(self.published)

    @cached_property
    def codes(self) -> CodeTable:
        """The values of all facets, the years as those of `date`."""
        return CodeTable({"date": self.years, **self.facets})

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
        facets = {
            field: FacetValues.merged([segment.facet(field) for segment in self.segments]) for field in FACET_FIELDS
        }
        return facets | {"unit": under_present_names(facets["unit"], self.published, self.units)}

    @cached_property
    def abbreviations(self) -> Abbreviations:
        """What is short for what: by the tables, and by what articles explain."""
        explained: Counter[str] = Counter()
        for segment, base in zip(self.segments, self.bases, strict=False):
            offsets, codes, values = segment.facet("abbreviation")
            if self.deleted is not None:
                deleted = self.deleted[base : base + segment.document_count]
                codes = codes[np.repeat(~deleted, np.diff(offsets))]
            explained.update(dict(zip(values, np.bincount(codes, minlength=len(values)).tolist(), strict=True)))
        said = {Definition.of(each): count for each, count in explained.items() if count}
        return Abbreviations((*self.table, *self.units.abbreviations), said)

    @cached_property
    def value_counts(self) -> dict[str, NDArray[np.intp]]:
        """Facet → shape (values,): how many articles have each value."""
        among = Among(self.live, self.document_count)
        return {name: among.counts(self.codes, name) for name in self.facets}

    def _numbers(self, field: str, dtype: Any) -> NDArray[Any]:
        parts = [segment.numbers(field) for segment in self.segments]
        return np.concatenate([np.empty(0, dtype), *parts]).astype(dtype)

    # ── posting lists; deleted documents are still in them ──

    def postings(self, field: str, term: str) -> Postings:
        """Where a syllable, or a word, occurs as it is spelled."""
        in_index = term if field == "word" else term_of(term)
        return self._of_segments(lambda segment: segment.postings(field, in_index), (field, in_index))

    def document_frequency(self, field: str, term: str) -> int:
        """How many documents have a syllable, or a word, as it is spelled, without reading where."""
        in_index = term if field == "word" else term_of(term)
        return sum(segment.document_frequency(field, in_index) for segment in self.segments)

    def folded_postings(self, field: str, bare: str) -> Postings:
        """Where any syllable occurs that folds to `bare`."""
        return self._of_segments(lambda segment: segment.spellings(field, bare), (field, bare, "any marks"))

    def prefix_postings(self, field: str, prefix: str) -> Postings:
        """Where any syllable occurs that begins with `prefix`; a prefix without marks stands for any marks."""
        return self._of_segments(lambda segment: segment.beginning(field, prefix), (field, prefix, "and longer"))

    def _of_segments(self, read: Callable[[Segment], Postings], key: Hashable) -> Postings:
        return self._postings.get(key, lambda: concatenated(list(map(read, self.segments)), self.bases))

    def spellings(self, bare: str) -> Mapping[str, int]:
        """The syllables that fold to `bare`, each with the number of documents that have it."""
        return self._spellings[bare]

    @cached_property
    def _spellings(self) -> _Kept[str, Mapping[str, int]]:
        def counted(bare: str) -> Mapping[str, int]:
            of_all: Counter[str] = Counter()
            for segment in self.segments:
                of_all.update(segment.frequencies("text", bare))
            return of_all

        return _Kept(counted, _SPELLINGS_KEPT)

    @cached_property
    def bare_forms(self) -> frozenset[str]:
        """What the syllables fold to, but for those that nearly nobody writes."""
        return frozenset().union(*(segment.bare_forms for segment in self.segments))

    def side_by_side(self, first: str, second: str) -> int:
        """About how often the one stands directly before the other; a bare form stands for all that fold to it."""
        return self._side_by_side[first, second]

    @cached_property
    def _side_by_side(self) -> _Kept[tuple[str, str], int]:
        return _Kept(lambda pair: sum(each.side_by_side("text", *pair) for each in self.segments), _PAIRS_KEPT)

    def completions(self, prefix: str) -> NDArray[np.int64]:
        """shape (syllables,): the hashes of those that begin with `prefix`, ascending; marks may be left out."""

        def made() -> NDArray[np.int64]:
            forms = {form for segment in self.segments for form in segment.completions("text", prefix).values()}
            return hashes(forms)

        return self._postings.get(("completions", prefix), made)

    # ── stored articles ──

    def article(self, document: int) -> Article:
        """The article of one document."""
        segment, docnum = self._located(document)
        shown = self._tokens.peek((segment.name, docnum))
        return shown.article if isinstance(shown, Tokens) else segment.article(docnum)

    def tokens(self, document: int) -> Tokens:
        """The article of one document and where its syllables stand."""
        segment, docnum = self._located(document)
        return self._tokens.get((segment.name, docnum), lambda: Tokens(segment.article(docnum)))

    def _located(self, document: int) -> tuple[Segment, int]:
        number = bisect_right(self.bases, document) - 1
        return self.segments[number], document - self.bases[number]

    def document(self, article_id: str) -> int | None:
        """The document that has this id."""
        article_id = whole(article_id)
        for base, segment in zip(self.bases, self.segments, strict=False):
            for docnum in segment.document(article_id):
                if self.deleted is None or not self.deleted[base + docnum]:
                    return base + docnum
        return None


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class _Kept(dict[_Key, _Value]):
    """What `made` gives for each key that is asked for; all are forgotten when they are more than `most`."""

    def __init__(self, made: Callable[[_Key], _Value], most: int) -> None:
        super().__init__()
        self._made, self._most = made, most

    def __missing__(self, key: _Key) -> _Value:
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._made(key)
        return value


class Snapshots:
    """The newest commit of the index in a folder, opened again when there is a newer one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._newest: tuple[_Commit, Snapshot] | None = None
        self._listed: _Listed | None = None
        self._segments: dict[str, Segment] = {}
        self._tokens = Cache(_TOKENS_BYTES)

    def newest(self) -> Snapshot:
        """The newest commit. Raises `IndexMissing` or `IndexUnreadable`."""
        commit = self._commit()
        newest = self._newest
        if newest is None or newest[0] != commit:
            with self._lock:
                newest = self._newest
                if newest is None or newest[0] != commit:
                    newest = self._newest = self._open()
        return newest[1]

    def _commit(self) -> _Commit:
        """The newest commit there is."""
        for _ in range(_ATTEMPTS):
            try:
                folder = self._folder.stat()
                state = folder.st_ino, folder.st_mtime_ns, folder.st_ctime_ns
                listed = self._listed  # another thread may forget it meanwhile
                if listed and listed.state == state:
                    return listed.commit
                generation = int(TOC._latest_generation(SealedStorage(self._folder), INDEX_NAME))
                if generation < 0:
                    refuse_other_format(self._folder)
                    break
                status = (self._folder / TOC._filename(INDEX_NAME, generation)).stat()
                commit = _Commit(generation, status.st_ino, status.st_mtime_ns)
                # A commit renames a file in the folder, which changes the folder's time; but two changes may come so
                # soon after one another that they have the same time.
                settled = time.time_ns() - max(folder.st_mtime_ns, folder.st_ctime_ns) > _SETTLED_NS
                self._listed = _Listed(state, commit) if settled else None
            except NotADirectoryError:
                break
            except FileNotFoundError:
                continue  # the folder is missing, or a newer commit has just replaced this one
            except OSError as error:
                raise IndexUnreadable(f"the index in {self._folder} can't be read: {error.strerror}") from error
            else:
                return commit
        raise IndexMissing(self._folder)

    def _open(self) -> tuple[_Commit, Snapshot]:
        storage = SealedStorage(self._folder)
        for _ in range(_ATTEMPTS):
            commit = self._commit()
            # A commit may come between one file and the next.
            with suppress(FileNotFoundError), translated(str(self._folder)):
                toc = TOC.read(storage, INDEX_NAME, commit.generation)
                # Segments that this commit no longer has are forgotten; their files close with the last snapshot that
                # reads them.
                self._segments = {each.segment_id(): self._segment(each, toc, storage) for each in toc.segments}
                deleted = tuple(tuple(each.deleted_docs()) for each in toc.segments)
                units = UnitsTable.load(kept_table(self._folder, Table.UNITS))
                table = abbreviations.load(kept_table(self._folder, Table.ABBREVIATIONS))
                segments = tuple(self._segments.values())
                opened = Snapshot(toc.generation, str(commit), segments, deleted, units, table, self._tokens)
                return commit, opened
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


class _Listed(NamedTuple):
    """What the folder held when it last changed."""

    state: tuple[int, int, int]
    """The folder's inode and times; the last of them, of the change of its entry, can't be set back."""
    commit: _Commit


class _Commit(NamedTuple):
    """What tells one commit from every other, even of an index that was deleted and made anew."""

    generation: int
    inode: int
    changed_ns: int

    def __str__(self) -> str:
        return "-".join(f"{number:x}" for number in self)
