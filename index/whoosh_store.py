"""The article store on Whoosh: one folder, one writer at a time, readers never disturbed."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Self

from whoosh.filedb.filestore import Storage
from whoosh.index import TOC, clean_files

from index.article import Article
from index.clean import whole
from index.columns import merging
from index.columns.codec import DOCUMENTS_EXT, POSTINGS_EXT, ColumnSegment
from index.columns.file import ColumnFile
from index.columns.postings import PostingColumns
from index.columns.sealed import SealedStorage
from index.columns.writer import SegmentWriter
from index.errors import IndexLocked, IndexMissing, IndexNotWritable, IndexUnreadable, TracuuError
from index.fields import INDEX_NAME, refuse_other_format, schema
from index.store import Prepared
from index.whoosh_segment import ArticleSegment, writing

_WRITER_FILE = "writer.json"
"""Says who holds the lock; beside the lock, because Whoosh's own lock file stays empty."""

_LOCK_POLL_SECONDS = 0.05


class WhooshStore:
    """See `index.store.ArticleStore`."""

    def __init__(self, folder: Path, lock_timeout: float, *, create: bool = True) -> None:
        self._folder = folder
        self._storage = SealedStorage(folder)
        if create:
            _make_folder(folder)
            refuse_other_format(folder)
        elif _generation(self._storage) < 0:
            raise IndexMissing(folder)
        self._ids: dict[str, PostingColumns] = {}  # name of a segment → the ids of its articles
        self._toc: TOC | None = None
        self._adding: ArticleSegment | None = None
        self._added: dict[str, tuple[ColumnSegment, int]] = {}  # article id → its document in a segment to be committed
        self._lock = self._storage.lock(f"{INDEX_NAME}_WRITELOCK")
        with writing(self._folder):
            self._acquire(lock_timeout)
        try:
            with writing(self._folder):
                self._sign()
                if _generation(self._storage) < 0:
                    TOC.create(self._storage, schema(), INDEX_NAME)
        except BaseException:
            self._release()
            raise

    # ── the verbs ──

    def put(self, article: Article) -> bool:
        """Adds the article; one that has the same id is replaced, and then the answer is True."""
        with writing(self._folder):
            if self._adding is None:
                self._adding = ArticleSegment(self._folder)
            article_id, docnum = self._adding.add(article)
        replaced = self.delete(article_id)
        self._added[article_id] = self._adding.segment, docnum
        return replaced

    def put_prepared(self, prepared: Sequence[Prepared]) -> None:
        """Puts what an `ArticlePreparer` has prepared, all articles in the order of their numbers."""
        articles = [
            (number, article_id, each.content, docnum)
            for each in prepared
            for docnum, (number, article_id) in enumerate(zip(each.numbers, each.ids, strict=True))
        ]
        last: dict[str, tuple[ColumnSegment, int]] = {}
        for _, article_id, segment, docnum in sorted(articles, key=itemgetter(0)):
            if replaced := last.get(article_id):
                replaced[0].delete_document(replaced[1])
            last[article_id] = segment, docnum
        for article_id in last:
            self.delete(article_id)
        self._take_in([each.content for each in prepared if each.content is not None])

    def delete(self, article_id: str) -> bool:
        """Takes the article with this id out; False if there is none."""
        article_id = whole(article_id)
        if (added := self._added.pop(article_id, None)) is not None:
            segment, docnum = added
            segment.delete_document(docnum)
            return True
        found = [
            (segment, docnum)
            for segment, ids in self._committed()
            if (number := ids.find(article_id.encode())) is not None
            for docnum in ids.docs(number).tolist()
            if not segment.is_deleted(docnum)
        ]
        for segment, docnum in found:
            segment.delete_document(docnum)
        return bool(found)

    def replace_all(self, articles: Iterable[Article]) -> None:
        """The index shall hold these articles and no others; what it holds need not be readable."""
        self._cancel()
        self._begin(TOC(schema(), [], _generation(self._storage)))
        for article in articles:
            self.put(article)

    def commit(self) -> None:
        """Makes all changes since the last commit visible at once."""
        if self._adding is not None:
            with writing(self._folder):
                self._adding.flush()
            self._take_in([self._adding.segment], self._adding.writer)
        else:
            self._take_in([])
        newest = self._newest()
        newest.generation += 1
        with writing(self._folder):
            newest.write(self._storage, INDEX_NAME)
            clean_files(self._storage, INDEX_NAME, newest.generation, newest.segments)
        self._begin(newest)

    def count(self) -> int:
        """How many articles the index holds, uncommitted changes included."""
        return sum(int(segment.doc_count()) for segment, _ in self._committed()) + len(self._added)

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Throws away what was not committed and gives the lock back."""
        try:
            self._cancel()
        finally:
            self._release()

    # ── the commit and what is to become the next one ──

    def _begin(self, newest: TOC | None) -> None:
        """Nothing is changed yet in the newest commit, which is read when it is first needed."""
        self._toc = newest
        self._ids = {name: ids for name, ids in self._ids.items() if newest and name in map(_name, newest.segments)}
        self._adding = None
        self._added = {}

    def _newest(self) -> TOC:
        """The newest commit, with all changes since but for the articles that are being added."""
        if self._toc is None:
            with self._reading():
                self._toc = TOC.read(self._storage, INDEX_NAME)
        return self._toc

    def _committed(self) -> list[tuple[ColumnSegment, PostingColumns]]:
        """The segments of the newest commit, each with the ids of its articles."""
        return [(segment, self._ids_of(segment)) for segment in self._newest().segments]

    def _ids_of(self, segment: ColumnSegment) -> PostingColumns:
        """Kept open from commit to commit. A put needs no more of a segment than this, and checks no more of it."""
        ids = self._ids.get(_name(segment))
        if ids is None:
            with self._reading():
                postings, _ = (
                    ColumnFile.open_in_part(self._folder / segment.make_filename(extension))
                    for extension in (POSTINGS_EXT, DOCUMENTS_EXT)
                )
                ids = self._ids[_name(segment)] = PostingColumns(postings.arrays, "id")
        return ids

    def _take_in(self, added: list[ColumnSegment], writer: SegmentWriter | None = None) -> None:
        """Makes segments part of the next commit; they are written, but for that of `writer`.

        They may become one with older ones: those stay as they are for whoever reads the newest commit."""
        newest = self._newest()
        with self._reading(), writing(self._folder):  # merging reads older segments
            due = merging.due(newest.segments, sum(segment.doc_count() for segment in added))
            if due:
                others = [segment for segment in added if writer is None or segment is not writer.segment]
                writer = writer or SegmentWriter(self._folder, schema(), INDEX_NAME)
                writer.merge([*due, *others])
                added = [writer.segment]
            if writer is not None and writer.segment.doc_count():
                writer.write()
        left = [segment for segment in newest.segments if segment not in due]
        newest.segments = left + [segment for segment in added if segment.doc_count()]

    def _cancel(self) -> None:
        """Throws away what was not committed; can be called at any time, and again."""
        self._begin(None)
        self._sweep()

    def _sweep(self) -> None:
        """Removes the files of what was never committed; Whoosh would keep them until the next commit."""
        # Nothing that goes wrong here loses anything, and on a full disk it must not hide what went wrong before.
        with suppress(Exception):
            committed = TOC.read(self._storage, INDEX_NAME)
            clean_files(self._storage, INDEX_NAME, committed.generation, committed.segments)
            for unfinished in self._folder.glob(f"_{INDEX_NAME}_*.toc.*"):
                unfinished.unlink()

    # ── foreign errors ──

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """What Whoosh stumbles over in a commit, as `IndexUnreadable`."""
        try:
            yield
        except (MemoryError, TracuuError):
            raise
        except PermissionError as error:
            raise IndexUnreadable(f"the index in {self._folder} can't be read: {error.strerror}") from error
        except Exception as error:  # a damaged file makes Whoosh raise anything
            raise IndexUnreadable(
                f"the index in {self._folder} is damaged ({error!r}); index the articles again with --replace-all"
            ) from error

    # ── the lock ──

    def _acquire(self, timeout: float) -> None:
        give_up = time.monotonic() + timeout
        while not self._lock.acquire():
            if time.monotonic() >= give_up:
                raise IndexLocked(
                    f"{self._folder} is being written by {self._holder()}; try again when it has finished"
                )
            time.sleep(_LOCK_POLL_SECONDS)

    def _sign(self) -> None:
        """Says who holds the lock."""
        holder = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(" ", "seconds"),
        }
        (self._folder / _WRITER_FILE).write_text(json.dumps(holder), encoding="utf-8")

    def _holder(self) -> str:
        try:
            holder = json.loads((self._folder / _WRITER_FILE).read_text(encoding="utf-8"))
            return f"process {holder['pid']} on {holder['host']} since {holder['since']}"
        except (OSError, ValueError, KeyError):
            return "another process"  # it has the lock and is just about to say who it is

    def _release(self) -> None:
        with suppress(OSError):  # it only informs, and the next writer overwrites it
            (self._folder / _WRITER_FILE).unlink(missing_ok=True)
        self._lock.release()


def _name(segment: ColumnSegment) -> str:
    return str(segment.segment_id())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexNotWritable(f"{folder} can't be made a folder for an index: {error.strerror}") from error


def _generation(storage: Storage) -> int:
    """The number of the newest commit, readable or not; -1 if there is no index."""
    return int(TOC._latest_generation(storage, INDEX_NAME))
