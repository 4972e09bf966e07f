"""The port through which everything above reads: a few verbs over our own types."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from search.query import SearchQuery
from search.results import Hit, IndexStatus, MarkedArticle, SearchResults, Suggestion


class SearchEngine(Protocol):
    """Answers searches over one index. Safe to share between threads; every answer sees the newest commit.

    Every verb raises `index.errors.IndexMissing` or `IndexUnreadable` when there is nothing to read."""

    def search(self, query: SearchQuery) -> SearchResults:
        """The page of hits, exact total and facets for `query`. Raises `CursorInvalid`."""
        ...

    def get(self, article_id: str, marking: str = "") -> MarkedArticle | None:
        """The article with this id, the words of the query `marking` marked in it; None if there is none."""
        ...

    def related(self, article_id: str, size: int = 5) -> tuple[Hit, ...] | None:
        """Articles about the same thing, the nearest first; None if there is no article with this id."""
        ...

    def suggest(self, text: str, size: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what is being typed, the likeliest first; marks may be missing."""
        ...

    def ping(self) -> IndexStatus:
        """What the index holds."""
        ...


def open_engine(index: Path) -> SearchEngine:
    """The engine for the index in this folder. Nothing is read yet: a missing index is an error of the first verb."""
    from search.whoosh_engine import WhooshEngine  # the backend is chosen here and nowhere else

    return WhooshEngine(index)
