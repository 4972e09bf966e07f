"""The engines that are asked: ours, and two that find texts by their words as they stand."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from index.schema import load_article
from index.settings import Settings
from index.store import open_store
from search.engine import open_engine
from search.query import SearchQuery
from tests.relevance.tasks import Article

TEN = 10
_WORD = re.compile(r"\w+")


class Engine(Protocol):
    """Something that can be asked for articles."""

    name: str

    def __init__(self, articles: Sequence[Article], folder: Path) -> None: ...

    def ask(self, text: str) -> list[str]:
        """The ids of the ten best articles, the best first."""
        ...


class TraCuu:
    """Ours."""

    name = "Tra Cứu"

    def __init__(self, articles: Sequence[Article], folder: Path) -> None:
        if not folder.exists():
            with open_store(Settings(index=folder)) as store:
                store.replace_all(map(load_article, articles))
                store.commit()
        self._engine = open_engine(folder)

    def ask(self, text: str) -> list[str]:
        found = self._engine.search(SearchQuery(text=text, per_page=TEN, facets=()))
        return [hit.article.id for hit in found.hits]


class Tantivy:
    """BM25 over title and body, any word; words as they stand."""

    name = "tantivy"

    def __init__(self, articles: Sequence[Article], folder: Path) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for field in ("title", "body"):
            builder.add_text_field(field)
        self._index = tantivy.Index(builder.build())
        writer = self._index.writer()
        for article in articles:
            body = f"{article['summary']}\n{article['body']}"
            writer.add_document(tantivy.Document(id=article["id"], title=article["title"], body=body))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ask(self, text: str) -> list[str]:
        searcher = self._index.searcher()
        query = self._index.parse_query(" ".join(_WORD.findall(text)).lower(), ["title", "body"])
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, TEN).hits]


class Fts5:
    """SQLite's BM25 over title and body, any word; marks kept."""

    name = "FTS5, marks kept"
    remove_diacritics = 0

    def __init__(self, articles: Sequence[Article], folder: Path) -> None:
        self._base = sqlite3.connect(":memory:")
        tokenizer = f"unicode61 remove_diacritics {self.remove_diacritics}"
        self._base.execute(
            f'CREATE VIRTUAL TABLE article USING fts5(id UNINDEXED, title, body, tokenize="{tokenizer}")'
        )
        self._base.executemany(
            "INSERT INTO article VALUES (?, ?, ?)",
            ((each["id"], each["title"], f"{each['summary']}\n{each['body']}") for each in articles),
        )

    def ask(self, text: str) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        if not query:
            return []
        rows = self._base.execute(
            "SELECT id FROM article WHERE article MATCH ? ORDER BY bm25(article) LIMIT ?", (query, TEN)
        )
        return [row[0] for row in rows]


class Fts5WithoutMarks(Fts5):
    """The same, marks removed from texts and queries."""

    name = "FTS5, marks removed"
    remove_diacritics = 2


ENGINES: tuple[type[Engine], ...] = (TraCuu, Tantivy, Fts5, Fts5WithoutMarks)
