"""The port through which everything above reads: a few verbs over our own types."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from index.article import Article
from search.query import SearchQuery
from search.results import Facet, Hit, IndexStatus, MarkedArticle, SearchResults, Suggestion


class SearchEngine(Protocol):
    """Answers searches over one index. Safe to share between threads; every answer sees the newest commit.

    Every verb raises `index.errors.IndexMissing` or `IndexUnreadable` when there is nothing to read."""

    def search(self, query: SearchQuery) -> SearchResults:
        """The page of hits, exact total and facets for `query`. Raises `CursorInvalid`."""
        ...

    def matches(self, query: SearchQuery) -> Sequence[Article]:
        """All articles that `query` finds, in its order: its paging is not looked at.

        They are those of one commit, and each is read when it is taken from the sequence."""
        ...

    def facet(self, name: str, query: SearchQuery, prefix: str = "") -> Facet:
        """The values of the facet `name` that `prefix` begins, or begins a word of, counted over all that `query`
        finds but for its selections in that same facet; up to `query.facet_size` of them, the most frequent first.

        Marks may be missing. Of the facet `date`, the newest first, the values are years; months if `prefix` begins
        with a year and a hyphen, days if with a month and a hyphen."""
        ...

    def get(self, article_id: str, marking: SearchQuery | None = None) -> MarkedArticle | None:
        """The article with this id, what the query `marking` looks for marked in it; None if there is none."""
        ...

    def related(self, article_id: str, size: int = 5) -> tuple[Hit, ...] | None:
        """Articles about the same thing, the nearest first; None if there is no article with this id."""
        ...

    def suggest(self, text: str, size: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what is being typed, the likeliest first; marks may be missing, or be keys of Telex or VNI."""
        ...

    def ping(self) -> IndexStatus:
        """What the index holds."""
        ...


def open_engine(index: Path) -> SearchEngine:
    """The engine for the index in this folder. Nothing is read yet: a missing index is an error of the first verb."""
    from search.whoosh_engine import WhooshEngine  # the backend is chosen here and nowhere else

    return WhooshEngine(index)
