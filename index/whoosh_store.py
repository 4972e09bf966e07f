"""The article store on Whoosh: one folder, one writer at a time, readers never disturbed."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage
from whoosh.writing import CLEAR, MERGE_SMALL, SegmentWriter

from index import record, token_map
from index.analysis import analyse
from index.article import Article
from index.dates import LOCAL_ZONE
from index.errors import IndexLocked, IndexMissing, IndexUnreadable
from index.fields import INDEX_NAME, NO_DATE, schema

_WRITER_FILE = "writer.json"
"""Says who holds the lock; beside the lock, because Whoosh's own lock file stays empty."""

_LOCK_POLL_SECONDS = 0.05

_POSTINGS_MEGABYTES = 256
"""What Whoosh may hold of postings in memory before it writes a run to disk."""


class WhooshStore:
    """See `index.store.ArticleStore`."""

    def __init__(self, folder: Path, lock_timeout: float, *, create: bool = True) -> None:
        self._folder = folder
        if create:
            _make_folder(folder)
        elif not _has_index(folder):
            raise IndexMissing(folder)
        self._storage = FileStorage(str(folder))
        self._lock = self._storage.lock(f"{INDEX_NAME}_WRITELOCK")
        self._acquire(lock_timeout)
        try:
            if not _has_index(folder):
                whoosh_index.FileIndex.create(self._storage, schema(), INDEX_NAME)
            self._begin()
        except BaseException:
            self._release()
            raise

    # ── the verbs ──

    def put(self, article: Article) -> None:
        """Adds the article; one that has the same id is replaced."""
        document = _document(article)
        self.delete(article.id)
        writer = self._open_writer()
        self._added[article.id] = writer.docnum
        writer.add_document(**document)

    def delete(self, article_id: str) -> bool:
        """Takes the article with this id out; False if there is none."""
        if (docnum := self._added.pop(article_id, None)) is not None:
            self._open_writer().get_segment().delete_document(docnum)  # a writer can't delete what it adds itself
            return True
        if self._cleared or ("id", article_id.encode()) not in self._reader:
            return False
        writer = self._open_writer()
        docnums = [n for n in self._reader.postings("id", article_id).all_ids() if not writer.is_deleted(n)]
        for docnum in docnums:
            writer.delete_document(docnum)
        return bool(docnums)

    def replace_all(self, articles: Iterable[Article]) -> None:
        """The index shall hold these articles and no others."""
        self._cancel()
        self._begin()
        self._cleared = True
        for article in articles:
            self.put(article)

    def commit(self) -> None:
        """Makes all changes since the last commit visible at once."""
        writer = self._open_writer()
        self._reader.close()
        writer.commit(mergetype=CLEAR if self._cleared else MERGE_SMALL)
        self._begin()

    def count(self) -> int:
        """How many articles the index holds, uncommitted changes included."""
        if self._cleared:
            return len(self._added)
        if self._writer is None:
            return int(self._reader.doc_count())
        return int(self._reader.doc_count_all()) - int(self._writer.deleted_count()) + len(self._added)

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Throws away what was not committed and gives the lock back."""
        self._cancel()
        self._release()

    # ── the writer and its lock ──

    def _begin(self) -> None:
        self._index = whoosh_index.FileIndex(self._storage, indexname=INDEX_NAME)
        self._reader: Any = self._index.reader()
        self._writer: SegmentWriter | None = None
        self._added: dict[str, int] = {}  # article id → document number in the segment being written
        self._cleared = False

    def _open_writer(self) -> SegmentWriter:
        if self._writer is None:
            # We hold the lock from the first change to the last, over any number of commits: Whoosh would take and
            # release it with each.
            self._writer = SegmentWriter(self._index, limitmb=_POSTINGS_MEGABYTES, _lk=False)
        return self._writer

    def _cancel(self) -> None:
        self._reader.close()
        if self._writer is not None and not self._writer.is_closed:
            self._writer.cancel()

    def _acquire(self, timeout: float) -> None:
        give_up = time.monotonic() + timeout
        while not self._lock.acquire():
            if time.monotonic() >= give_up:
                raise IndexLocked(
                    f"{self._folder} is being written by {self._holder()}; try again when it has finished"
                )
            time.sleep(_LOCK_POLL_SECONDS)
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
        (self._folder / _WRITER_FILE).unlink(missing_ok=True)
        self._lock.release()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexUnreadable(f"{folder} can't be made a folder for an index: {error.strerror}") from error


def _has_index(folder: Path) -> bool:
    return folder.is_dir() and whoosh_index.exists_in(str(folder), INDEX_NAME)


def _document(article: Article) -> dict[str, Any]:
    """The article as the fields of `index.fields.schema`."""
    analysed = analyse(article)
    positions = analysed.positions()
    title_length = len(analysed.title)
    return {
        "id": article.id,
        "text": positions,
        "title": _below(positions, title_length),
        "word": Counter(analysed.words),
        "author": article.authors,
        "tag": article.tags,
        "unit": (article.unit,) if article.unit else (),
        "published": local_seconds(article.published),
        "rank_key": rank_key(article.id),
        "text_length": len(analysed),
        "title_length": title_length,
        "article": record.dump(article),
        "token_map": token_map.pack(analysed),
    }


def _below(positions: dict[str, list[int]], end: int) -> dict[str, list[int]]:
    """Only the positions before `end`, and only the terms that have some."""
    within = {term: [position for position in found if position < end] for term, found in positions.items()}
    return {term: found for term, found in within.items() if found}


def local_seconds(published: date | datetime | None) -> int:
    """Seconds from 1970 to `published` on the clocks of Vietnam; a date counts as its midnight."""
    if published is None:
        return NO_DATE
    if isinstance(published, datetime):
        local = published.astimezone(LOCAL_ZONE).replace(tzinfo=UTC)
    else:
        local = datetime(published.year, published.month, published.day, tzinfo=UTC)
    return int(local.timestamp())


def rank_key(article_id: str) -> int:
    """A number of 64 bits that orders articles of equal rank, always alike."""
    return int.from_bytes(hashlib.blake2b(article_id.encode(), digest_size=8).digest(), "big")
