"""Other engines, asked for the same: exact total, the ten best with a snippet each, the top 20 of four facets."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from tests.bench.corpus import Article, articles, lead_and_body, year
from tests.bench.queries import words

HITS = 10
FACET_VALUES = 20
FACETS = ("author", "tag", "unit", "year")


class Engine(Protocol):
    """Something that can be asked."""

    name: str

    def ask(self, query: str) -> int:
        """Makes the whole answer, and gives its total."""
        ...


class Peer(Engine, Protocol):
    """An engine that keeps an index in a folder, opened by giving that folder."""

    name: str
    every: int
    """It is asked every so many-th query: 1, or more for an engine that would keep all others waiting."""
    largest: int | None
    """The largest collection that it is asked over; None: any."""

    def __init__(self, folder: Path) -> None: ...

    @staticmethod
    def build(documents: Iterable[Article], folder: Path) -> None:
        """Makes an index in the folder, which is empty."""
        ...


class Tantivy:
    """A search library in Rust, in process; words as they stand, no word segmentation."""

    name = "tantivy, in process"
    every = 1
    largest = None

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._snippets = tantivy.SnippetGenerator
        self._schema = self._make_schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._searcher = self._index.searcher()
        self._facets = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in FACETS}

    @staticmethod
    def _make_schema() -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in ("title", "body"):
            builder.add_text_field(name, stored=True)
        for name in ("author", "tag", "unit"):
            builder.add_text_field(name, stored=True, tokenizer_name="raw", fast=True)
        builder.add_unsigned_field("year", indexed=True, fast=True)
        return builder.build()

    @staticmethod
    def build(documents: Iterable[Article], folder: Path) -> None:
        import tantivy

        writer = tantivy.Index(Tantivy._make_schema(), path=str(folder)).writer(heap_size=256 << 20, num_threads=1)
        for article in documents:
            document = tantivy.Document()
            document.add_text("id", article["id"])
            document.add_text("title", article["title"])
            document.add_text("body", lead_and_body(article))
            for name, values in (("author", article["authors"]), ("tag", article["tags"]), ("unit", [article["unit"]])):
                for value in values:
                    document.add_text(name, value)
            document.add_unsigned("year", year(article))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def ask(self, query: str) -> int:
        asked = self._index.parse_query(" ".join(f"+{word}" for word in words(query)), ["title", "body"])
        found = self._searcher.search(asked, HITS, count=True)
        self._searcher.aggregate(asked, self._facets)
        snippets = self._snippets.create(self._searcher, asked, self._schema, "body")
        for _, address in found.hits:
            document = self._searcher.doc(address)
            _ = document["id"], document["title"], snippets.snippet_from_doc(document).to_html()
        return int(found.count)


class Fts5:
    """Full-text search of SQLite, in process; facets by joining the matches with tables of values."""

    name = "SQLite FTS5, in process"
    every = 1
    largest = None

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "articles.db")
        self._base.execute("CREATE TEMP TABLE match (article INTEGER PRIMARY KEY)")

    @staticmethod
    def build(documents: Iterable[Article], folder: Path) -> None:
        base = sqlite3.connect(folder / "articles.db")
        base.executescript(
            """
            CREATE VIRTUAL TABLE text USING fts5 (title, body, tokenize = 'unicode61 remove_diacritics 0');
            CREATE TABLE article (number INTEGER PRIMARY KEY, id TEXT, unit TEXT, year INTEGER);
            CREATE TABLE author (article INTEGER, value TEXT);
            CREATE TABLE tag (article INTEGER, value TEXT);
            """
        )
        for number, article in enumerate(documents):
            base.execute(
                "INSERT INTO text (rowid, title, body) VALUES (?, ?, ?)",
                (number, article["title"], lead_and_body(article)),
            )
            base.execute(
                "INSERT INTO article VALUES (?, ?, ?, ?)", (number, article["id"], article["unit"], year(article))
            )
            for table, values in (("author", article["authors"]), ("tag", article["tags"])):
                base.executemany(f"INSERT INTO {table} VALUES (?, ?)", ((number, value) for value in values))
        base.execute("INSERT INTO text (text) VALUES ('optimize')")
        for table in ("author", "tag"):
            base.execute(f"CREATE INDEX of_{table} ON {table} (article, value)")
        base.commit()
        base.close()

    def ask(self, query: str) -> int:
        execute = self._base.execute
        match = " ".join(f'"{word}"' for word in words(query))
        execute("DELETE FROM match")
        total = execute("INSERT INTO match SELECT rowid FROM text WHERE text MATCH ?", (match,)).rowcount
        execute(
            "SELECT id, title, snippet(text, 1, '<mark>', '</mark>', '…', 40) FROM text "
            "JOIN article ON number = text.rowid WHERE text MATCH ? ORDER BY bm25(text, 3.0, 1.0) LIMIT ?",
            (match, HITS),
        ).fetchall()
        top = f"COUNT(*) FROM match JOIN %s GROUP BY 1 ORDER BY 2 DESC LIMIT {FACET_VALUES}"
        for column in ("unit", "year"):
            execute(f"SELECT {column}, " + top % "article ON number = match.article").fetchall()
        for table in ("author", "tag"):
            execute("SELECT value, " + top % f"{table} USING (article)").fetchall()
        return int(total)


class StockWhoosh:
    """Whoosh as it comes: its own codec, columns, highlighter and facets."""

    name = "Whoosh as it comes, in process"
    every = 10
    largest = 10_000

    def __init__(self, folder: Path) -> None:
        from whoosh import index
        from whoosh.qparser import MultifieldParser

        opened = index.open_dir(str(folder))
        self._searcher = opened.searcher()
        self._parser = MultifieldParser(["title", "body"], opened.schema)

    @staticmethod
    def build(documents: Iterable[Article], folder: Path) -> None:
        from whoosh import analysis, fields, index

        analyzer = analysis.RegexTokenizer(r"\w+") | analysis.LowercaseFilter()
        schema = fields.Schema(
            id=fields.ID(stored=True),
            title=fields.TEXT(analyzer, stored=True, field_boost=3.0),
            body=fields.TEXT(analyzer, stored=True),
            author=fields.KEYWORD(commas=True, sortable=True),
            tag=fields.KEYWORD(commas=True, sortable=True),
            unit=fields.ID(sortable=True),
            year=fields.NUMERIC(sortable=True),
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=512)
        for article in documents:
            writer.add_document(
                id=article["id"],
                title=article["title"],
                body=lead_and_body(article),
                author=",".join(article["authors"]),
                tag=",".join(article["tags"]),
                unit=article["unit"],
                year=year(article),
            )
        writer.commit()

    def ask(self, query: str) -> int:
        from whoosh import sorting

        facets = sorting.Facets()
        for name in FACETS:
            facets.add_field(name, allow_overlap=name in ("author", "tag"))
        asked = self._parser.parse(" ".join(words(query)))
        found = self._searcher.search(asked, limit=HITS, groupedby=facets, maptype=sorting.Count)
        for hit in found:
            _ = hit["id"], hit["title"], hit.highlights("body")
        for name in FACETS:
            sorted(found.groups(name).items(), key=lambda each: -each[1])[:FACET_VALUES]
        return len(found)


PEERS: tuple[type[Peer], ...] = (Tantivy, Fts5, StockWhoosh)


def why_left_out(peer: type[Peer], size: int) -> str:
    """Why a peer can't be asked over so many articles; empty if it can."""
    if peer.largest is not None and size > peer.largest:
        return f"it takes too long for more than {peer.largest:,} articles"
    return _why_missing(peer)


@cache
def _why_missing(peer: type[Peer]) -> str:
    if peer is Tantivy and find_spec("tantivy") is None:
        return "the package `tantivy` is not installed"
    if peer is Fts5:
        try:
            sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE probe USING fts5 (text)")
        except sqlite3.OperationalError:
            return "this Python's SQLite has no FTS5"
    return ""


def opened(peer: type[Peer], collection: Path, cache_folder: Path) -> Peer:
    """The peer over a collection; its index is made once and kept in `cache_folder`."""
    folder = cache_folder / f"{collection.stem}-{peer.__name__.lower()}"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        build_time(peer, collection, unfinished)
        unfinished.rename(folder)
    return peer(folder)


def build_time(peer: type[Peer], collection: Path, folder: Path) -> float:
    """Seconds from JSON lines to an index in `folder`, made anew: one process, one thread."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    began = time.perf_counter()
    peer.build(articles(collection), folder)
    return time.perf_counter() - began
