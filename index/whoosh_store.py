"""The article store on Whoosh: one folder, one writer at a time, readers never disturbed."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import Storage

from index import record, token_map
from index.analysis import analyse
from index.article import Article
from index.clean import whole
from index.columns.merging import merge_grown
from index.columns.sealed import SealedStorage
from index.columns.writer import ColumnWriter, Tokens
from index.errors import IndexLocked, IndexMissing, IndexNotWritable, IndexUnreadable, TracuuError
from index.fields import INDEX_NAME, refuse_other_format, schema
from index.sort_keys import local_seconds, rank_key
from index.vietnamese.fold import term

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
        self._begin()
        self._lock = self._storage.lock(f"{INDEX_NAME}_WRITELOCK")
        with self._writing():
            self._acquire(lock_timeout)
        try:
            with self._writing():
                self._sign()
                if _generation(self._storage) < 0:
                    whoosh_index.FileIndex.create(self._storage, schema(), INDEX_NAME)
        except BaseException:
            self._release()
            raise

    # ── the verbs ──

    def put(self, article: Article) -> None:
        """Adds the article; one that has the same id is replaced."""
        document = _document(article)
        (article_id,) = document["id"].terms
        self.delete(article_id)
        writer = self._open_writer()
        self._added[article_id] = writer.docnum
        with self._writing():
            writer.add_document(**document)

    def delete(self, article_id: str) -> bool:
        """Takes the article with this id out; False if there is none."""
        article_id = whole(article_id)
        if (docnum := self._added.pop(article_id, None)) is not None:
            self._open_writer().get_segment().delete_document(docnum)  # a writer can't delete what it adds itself
            return True
        reader = self._open_reader()
        with self._reading():
            if ("id", article_id.encode()) not in reader:
                return False
            found = list(reader.postings("id", article_id).all_ids())
        writer = self._open_writer()
        docnums = [docnum for docnum in found if not writer.is_deleted(docnum)]
        for docnum in docnums:
            writer.delete_document(docnum)
        return bool(docnums)

    def replace_all(self, articles: Iterable[Article]) -> None:
        """The index shall hold these articles and no others; what it holds need not be readable."""
        self._cancel()
        self._begin(_Afresh(self._storage))
        for article in articles:
            self.put(article)

    def commit(self) -> None:
        """Makes all changes since the last commit visible at once."""
        writer = self._open_writer()
        self._close_reader()
        with self._reading(), self._writing():  # it may merge older segments into the new one
            writer.commit(mergetype=merge_grown)
        self._begin()

    def count(self) -> int:
        """How many articles the index holds, uncommitted changes included."""
        reader = self._open_reader()
        if self._writer is None:
            return int(reader.doc_count())
        return int(reader.doc_count_all()) - int(self._writer.deleted_count()) + len(self._added)

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

    # ── the writer and the reader ──

    def _begin(self, index: whoosh_index.FileIndex | None = None) -> None:
        """Nothing is changed yet, in `index` or else in the newest commit, which is opened when it is first needed."""
        self._index = index
        self._reader: Any = None
        self._writer: ColumnWriter | None = None
        self._added: dict[str, int] = {}  # article id → document number in the segment being written

    def _open_index(self) -> whoosh_index.FileIndex:
        if self._index is None:
            with self._reading():
                self._index = whoosh_index.FileIndex(self._storage, indexname=INDEX_NAME)
        return self._index

    def _open_reader(self) -> Any:
        if self._reader is None:
            index = self._open_index()
            with self._reading():
                self._reader = index.reader()
        return self._reader

    def _open_writer(self) -> ColumnWriter:
        if self._writer is None:
            index = self._open_index()
            with self._reading(), self._writing():
                # We hold the lock from the first change to the last, over any number of commits: Whoosh would take and
                # release it with each.
                self._writer = ColumnWriter(index, _lk=False)
        return self._writer

    def _close_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _cancel(self) -> None:
        """Throws away what was not committed; can be called at any time, and again."""
        writer, self._writer = self._writer, None
        self._close_reader()
        if writer is None:
            return
        # Nothing that goes wrong here loses anything, and on a full disk it must not hide what went wrong before.
        with suppress(Exception):
            if not writer.is_closed:
                writer.cancel()
        self._sweep()

    def _sweep(self) -> None:
        """Removes the files of what was never committed; Whoosh would keep them until the next commit."""
        with suppress(Exception):  # they may stay as well
            committed = whoosh_index.TOC.read(self._storage, INDEX_NAME)
            whoosh_index.clean_files(self._storage, INDEX_NAME, committed.generation, committed.segments)
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

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What the system refuses, as `IndexNotWritable`."""
        try:
            yield
        except OSError as error:
            raise IndexNotWritable(
                f"the index in {self._folder} can't be written: {error.strerror or error}; "
                "it holds what it held at the last commit"
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


class _Afresh(whoosh_index.FileIndex):
    """The index as if it held nothing. What is committed follows on the newest commit, and nothing of that is read."""

    def __init__(self, storage: SealedStorage) -> None:  # Whoosh's own would read the newest commit
        self.storage = storage
        self.indexname = INDEX_NAME
        self._schema = schema()

    def _read_toc(self) -> whoosh_index.TOC:
        return whoosh_index.TOC(self._schema, [], _generation(self.storage))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexNotWritable(f"{folder} can't be made a folder for an index: {error.strerror}") from error


def _generation(storage: Storage) -> int:
    """The number of the newest commit, readable or not; -1 if there is no index."""
    return int(whoosh_index.TOC._latest_generation(storage, INDEX_NAME))


def _document(article: Article) -> dict[str, Any]:
    """The article as the fields of `index.fields.schema`."""
    stored = record.dump(article)
    article = record.load(stored)  # what is searched is to the letter what is stored
    analysed = analyse(article)
    title = analysed.title.syllables.forms
    return {
        "id": Tokens([article.id]),
        "text": Tokens(list(map(term, analysed.forms())), analysed.positions()),
        "title": Tokens(list(map(term, title)), np.arange(len(title), dtype=np.int32)),
        "word": Tokens(analysed.words),
        "author": article.authors,
        "tag": article.tags,
        "unit": (article.unit,) if article.unit else (),
        "published": local_seconds(article.published),
        "rank_key": rank_key(article.id),
        "text_length": len(analysed),
        "title_length": len(title),
        "article": stored,
        "token_map": token_map.pack(analysed),
    }
