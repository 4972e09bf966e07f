"""Articles into the documents of one segment of a Whoosh index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

from index import record
from index.analysis import Analyser
from index.article import Article
from index.clean import cleaned
from index.columns.codec import ColumnSegment
from index.columns.writer import SegmentWriter, Tokens
from index.definitions import definitions
from index.errors import IndexNotWritable
from index.fields import INDEX_NAME, schema
from index.names import each_once
from index.people import people
from index.sort_keys import local_seconds, rank_key
from index.store import Prepared
from index.vietnamese.fold import term

# Articles are analysed many at a time, as a call of numpy costs as much for one syllable as for a thousand. The arrays
# of 64 news articles still fit into a processor's cache.
BATCH_ARTICLES = 64
BATCH_BYTES = 1 << 20


@cache
def _analyser() -> Analyser:
    """One a process: what it remembers serves all segments."""
    return Analyser()


class ArticleSegment:
    """A segment in the making."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError."""
        self.writer = SegmentWriter(folder, schema(), INDEX_NAME)
        self._ids: list[str] = []
        self._waiting: list[tuple[Article, bytes]] = []
        self._waiting_bytes = 0

    @property
    def segment(self) -> ColumnSegment:
        """The segment, in which documents can be deleted as soon as they are added."""
        return self.writer.segment

    def add(self, article: Article) -> tuple[str, int]:
        """Adds a document: the id that the article has in the index, and the document's number.

        Raises OSError, and ValueError for a number that JSON doesn't know."""
        article = cleaned(article)  # what is searched is to the letter what is stored
        stored = record.dump(article)
        docnum = self.segment.doc_count_all() + len(self._waiting)
        self._waiting.append((article, stored))
        self._waiting_bytes += len(stored)
        if len(self._waiting) >= BATCH_ARTICLES or self._waiting_bytes >= BATCH_BYTES:
            self.flush()
        return article.id, docnum

    def flush(self) -> None:
        """Gives the writer what waits for a full batch. Raises OSError."""
        if not self._waiting:
            return
        articles, records = zip(*self._waiting, strict=True)
        self._waiting = []
        self._waiting_bytes = 0
        analysed = _analyser().analyse(articles)
        positions, in_title = analysed.positions(), analysed.in_title
        known = len(self._ids)
        self._ids += [article.id for article in articles]
        self.writer.add_documents(
            {
                "id": Tokens(
                    self._ids, np.arange(known, len(self._ids), dtype=np.int32), np.ones(len(articles), np.int64)
                ),
                "text": Tokens(analysed.forms, analysed.syllables, analysed.lengths, positions, term),
                "title": Tokens(
                    analysed.forms,
                    analysed.syllables[in_title],
                    analysed.title_lengths,
                    positions[in_title],
                    term,
                ),
                "word": Tokens(analysed.word_forms, analysed.words, analysed.word_counts),
            },
            {
                "author": [people(article.authors) for article in articles],
                "tag": [each_once(article.tags) for article in articles],
                "unit": [(article.unit,) if article.unit else () for article in articles],
                "abbreviation": [_explained(article) for article in articles],
                "published": [local_seconds(article.published) for article in articles],
                "rank_key": [rank_key(article.id) for article in articles],
                "text_length": analysed.lengths.tolist(),
                "title_length": analysed.title_lengths.tolist(),
            },
            records,
        )

    def write(self) -> None:
        """Writes the files of the segment, to the disk itself. Raises OSError."""
        self.flush()
        self.writer.write()


def _explained(article: Article) -> list[str]:
    """The abbreviations that an article explains, as one string each."""
    return [str(found) for part in (article.title, article.summary, article.body) for found in definitions(part)]


class WhooshPreparer:
    """See `index.store.ArticlePreparer`: prepares segments."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begin()
        _analyser()  # its model is read before the first article comes, as the process that has the store opens it

    def _begin(self) -> None:
        self._adding: ArticleSegment | None = None
        self._numbers: list[int] = []
        self._ids: list[str] = []

    def add(self, number: int, article: Article) -> None:
        """One more article."""
        with writing(self._folder):
            if self._adding is None:
                self._adding = ArticleSegment(self._folder)
            article_id, _ = self._adding.add(article)
        self._numbers.append(number)
        self._ids.append(article_id)

    def finish(self) -> Prepared:
        """All articles since the last call, as a segment whose files are written; none if there were no articles."""
        segment = None
        if self._adding is not None:
            with writing(self._folder):
                self._adding.write()
            segment = self._adding.segment
        prepared = Prepared(self._numbers, self._ids, segment)
        self._begin()
        return prepared


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """What the system refuses, as `IndexNotWritable`."""
    try:
        yield
    except OSError as error:
        raise IndexNotWritable(
            f"the index in {folder} can't be written: {error.strerror or error}; "
            "it holds what it held at the last commit"
        ) from error
