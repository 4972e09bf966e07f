"""The search engine on a Whoosh index."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.syllables import syllables
from search import related
from search.facets import Narrowing
from search.hits import hits, marked_article
from search.matching import Match, match, nothing
from search.ordering import Cursor, Ranked, rank_by_date
from search.parser import Parsed, parse
from search.query import SearchQuery, Sort
from search.ranking import Sought, score
from search.results import Hit, IndexStatus, Interpretation, MarkedArticle, SearchResults, Suggestion
from search.suggestions import suggestions
from search.whoosh_snapshot import Snapshot, Snapshots


class WhooshEngine:
    """See `search.engine.SearchEngine`."""

    def __init__(self, folder: Path) -> None:
        self._snapshots = Snapshots(folder)

    def search(self, query: SearchQuery) -> SearchResults:
        """The page of hits, exact total and facets for `query`."""
        began = time.perf_counter()
        cursor = Cursor.decoded(query)
        snapshot = self._snapshots.newest()
        parsed = parse(query.text)
        matched = match(parsed, snapshot) if parsed.clauses or not query.text.strip() else nothing(snapshot)
        narrowing = Narrowing(query, snapshot, matched.documents)
        docs = np.flatnonzero(narrowing.documents())
        by_relevance = query.sort is Sort.RELEVANCE and parsed.clauses
        ranks = _scores(docs, parsed, matched, snapshot) if by_relevance else _date_ranks(docs, query.sort, snapshot)

        page = cursor.page if cursor else query.page
        candidates = Ranked.by(ranks, docs, snapshot)
        if cursor:
            candidates = candidates.after(cursor)
        skipped = 0 if cursor else (page - 1) * query.per_page
        shown = candidates.first(skipped + query.per_page)[skipped:]
        has_next = len(candidates) > skipped + query.per_page
        scores = shown.ranks if by_relevance else _scores(shown.docs, parsed, matched, snapshot)
        return SearchResults(
            query=Interpretation(query.text, matched.interpreted, matched.relaxed),
            total=len(docs),
            page=page,
            per_page=query.per_page,
            hits=hits(shown.docs.tolist(), scores.tolist(), matched.clauses, snapshot),
            next=shown.cursor(page + 1).encoded(query) if has_next else None,
            facets={name: narrowing.counted(name) for name in query.facets},
            took_ms=round((time.perf_counter() - began) * 1000, 2),
        )

    def get(self, article_id: str, marking: str = "") -> MarkedArticle | None:
        """The article with this id, the words of the query `marking` marked in it; None if there is none."""
        snapshot = self._snapshots.newest()
        doc = snapshot.document(article_id)
        return None if doc is None else marked_article(doc, match(parse(marking), snapshot).clauses, snapshot)

    def related(self, article_id: str, size: int = 5) -> tuple[Hit, ...] | None:
        """Articles about the same thing, the nearest first; None if there is no article with this id."""
        snapshot = self._snapshots.newest()
        doc = snapshot.document(article_id)
        if doc is None:
            return None
        near = related.scores(doc, *snapshot.stored(doc), snapshot)
        docs = np.flatnonzero(near)
        shown = Ranked.by(near[docs].astype(np.float64), docs, snapshot).first(size)
        return hits(shown.docs.tolist(), shown.ranks.tolist(), (), snapshot)

    def suggest(self, text: str, size: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what is being typed, the likeliest first; marks may be missing."""
        typed = syllables(text).forms
        return tuple(suggestions(typed, size, self._snapshots.newest())) if typed and size > 0 else ()

    def ping(self) -> IndexStatus:
        """What the index holds."""
        snapshot = self._snapshots.newest()
        return IndexStatus(snapshot.article_count, snapshot.generation)


def _scores(docs: NDArray[np.int64], parsed: Parsed, matched: Match, snapshot: Snapshot) -> NDArray[np.float64]:
    """shape (docs,): their scores for what was typed; relaxing finds more and changes nothing in the ranking."""
    documents = np.zeros(snapshot.document_count, dtype=bool)
    documents[docs] = True
    return score(Sought.of(parsed, matched.clauses), snapshot, documents)[docs].astype(np.float64)


def _date_ranks(docs: NDArray[np.int64], sort: Sort, snapshot: Snapshot) -> NDArray[np.float64]:
    return rank_by_date(snapshot.published[docs], sort)
