"""The search engine on a Whoosh index."""

from __future__ import annotations

import time
from pathlib import Path

from index.dates import today
from index.vietnamese.syllables import syllables
from search import related
from search.facets import Narrowing
from search.hits import hits, marked_article
from search.matching import match, nothing
from search.ordering import Cursor, Ranked, rank_by_date
from search.parser import parse
from search.query import SearchQuery, Sort
from search.results import Hit, IndexStatus, Interpretation, Kind, MarkedArticle, SearchResults, Suggestion, Understood
from search.suggestions import suggestions
from search.understanding.period import meant_time, narrowed
from search.whoosh_snapshot import Snapshots


class WhooshEngine:
    """See `search.engine.SearchEngine`."""

    def __init__(self, folder: Path) -> None:
        self._snapshots = Snapshots(folder)

    def search(self, query: SearchQuery) -> SearchResults:
        """The page of hits, exact total and facets for `query`."""
        began = time.perf_counter()
        cursor = Cursor.decoded(query)
        snapshot = self._snapshots.newest()
        asked = query
        when = meant_time(asked, today(), snapshot)
        if when:
            query = narrowed(asked, when)
        parsed = parse(query.text)
        found = match(parsed, snapshot) if parsed.clauses or not query.text.strip() else nothing()
        narrowing = Narrowing(query, snapshot, found.docs)
        passing = slice(None) if narrowing.passing is None else narrowing.passing
        docs, scores = found.docs[passing], found.scores[passing]

        by_relevance = query.sort is Sort.RELEVANCE and parsed.clauses
        ranked = Ranked(docs, scores if by_relevance else rank_by_date(snapshot.published[docs], query.sort), snapshot)
        if cursor:
            ranked = ranked.after(cursor)
        page = cursor.page if cursor else query.page
        skipped = 0 if cursor else (page - 1) * query.per_page
        shown = ranked.first(skipped + query.per_page)[skipped:]
        has_next = len(ranked) > skipped + query.per_page
        shown_scores = shown.ranks if by_relevance else scores[docs.searchsorted(shown.docs)]
        return SearchResults(
            query=Interpretation(
                asked.text,
                found.interpreted,
                found.relaxed,
                (Understood(Kind.DATES, when.typed, when.meant),) if when else (),
            ),
            total=len(docs),
            page=page,
            per_page=query.per_page,
            hits=hits(shown.docs.tolist(), shown_scores.tolist(), found.clauses, snapshot),
            next=shown.cursor(page + 1).encoded(asked) if has_next else None,
            facets={name: narrowing.counted(name) for name in query.facets},
            took_ms=round((time.perf_counter() - began) * 1000, 2),
        )

    def get(self, article_id: str, marking: str = "") -> MarkedArticle | None:
        """The article with this id, the words of the query `marking` marked in it; None if there is none."""
        snapshot = self._snapshots.newest()
        doc = snapshot.document(article_id)
        if doc is None:
            return None
        clauses = match(parse(marking), snapshot).clauses if marking.strip() else ()
        return marked_article(doc, clauses, snapshot)

    def related(self, article_id: str, size: int = 5) -> tuple[Hit, ...] | None:
        """Articles about the same thing, the nearest first; None if there is no article with this id."""
        snapshot = self._snapshots.newest()
        doc = snapshot.document(article_id)
        if doc is None:
            return None
        near = related.scores(doc, snapshot.article(doc), snapshot)
        docs = near.nonzero()[0]
        shown = Ranked(docs, near[docs], snapshot).first(size)
        return hits(shown.docs.tolist(), shown.ranks.tolist(), (), snapshot)

    def suggest(self, text: str, size: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what is being typed, the likeliest first; marks may be missing."""
        typed = syllables(text).forms
        return tuple(suggestions(typed, size, self._snapshots.newest())) if typed and size > 0 else ()

    def ping(self) -> IndexStatus:
        """What the index holds."""
        snapshot = self._snapshots.newest()
        return IndexStatus(snapshot.article_count, snapshot.generation)
