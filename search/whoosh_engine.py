"""The search engine on a Whoosh index."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from index.article import Article
from index.dates import today
from index.vietnamese.normalise import plainly_written
from index.vietnamese.syllables import syllables
from search import related
from search.closeness import lifted
from search.facet_search import values_beginning
from search.facets import Narrowing
from search.hits import ReadWhenTaken, hits, marked_article, unmarked
from search.impacts import Docs, Scores
from search.matching import Match
from search.ordering import Cursor, Ranked, rank_by_date
from search.query import MARKED_FIELDS, SearchQuery, Sort
from search.results import (
    Facet,
    Hit,
    IndexStatus,
    Interpretation,
    Kind,
    MarkedArticle,
    SearchResults,
    Suggestion,
    Understood,
)
from search.suggestions import suggestions
from search.timeline import timeline
from search.understanding.period import found_in_time
from search.understanding.words import found_by_words
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
        found = _found(query, snapshot)
        docs, scores = found.docs, found.scores
        ranked = found.ranked(query.sort)
        if cursor:
            ranked = ranked.after(cursor)
        page = cursor.page if cursor else query.page
        skipped = 0 if cursor else (page - 1) * query.per_page
        shown = ranked.first(skipped + query.per_page)[skipped:]
        has_next = len(ranked) > skipped + query.per_page
        numbers, shown_scores = shown.docs.tolist(), scores[docs.searchsorted(shown.docs)].tolist()
        return SearchResults(
            query=Interpretation(query.text, found.match.interpreted, found.match.relaxed, found.understood),
            total=len(docs),
            page=page,
            per_page=query.per_page,
            hits=hits(numbers, shown_scores, found.match.clauses, snapshot)
            if MARKED_FIELDS.intersection(query.fields)
            else unmarked(numbers, shown_scores, snapshot),
            next=shown.cursor(page + 1).encoded(query) if has_next else None,
            facets={name: found.narrowing.counted(name) for name in query.facets},
            timeline={} if query.timeline is None else timeline(query.timeline, found.narrowing),
            suggestion=found.suggestion,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
        )

    def matches(self, query: SearchQuery) -> Sequence[Article]:
        """All articles that `query` finds, in its order, each read when it is taken from the sequence."""
        snapshot = self._snapshots.newest()
        ranked = _found(query, snapshot).ranked(query.sort)
        return ReadWhenTaken(ranked.first(len(ranked)).docs, snapshot.article)

    def facet(self, name: str, query: SearchQuery, prefix: str = "") -> Facet:
        """The values of the facet `name` that `prefix` begins, or begins a word of."""
        return values_beginning(prefix, name, _found(query, self._snapshots.newest()).narrowing)

    def get(self, article_id: str, marking: SearchQuery | None = None) -> MarkedArticle | None:
        """The article with this id, what the query `marking` looks for marked in it; None if there is none."""
        snapshot = self._snapshots.newest()
        doc = snapshot.document(article_id)
        if doc is None:
            return None
        marking = _plainly_written(marking or SearchQuery())
        clauses = found_by_words(marking, snapshot).match.clauses if marking.text.strip() else ()
        return marked_article(doc, clauses, snapshot)

    def related(self, article_id: str, size: int = 5) -> tuple[Hit, ...] | None:
        """Articles about the same thing, the nearest first; None if there is no article with this id."""
        snapshot = self._snapshots.newest()
        doc = snapshot.document(article_id)
        if doc is None:
            return None
        shown = related.nearest(doc, size, snapshot)
        return hits(shown.docs.tolist(), shown.ranks.tolist(), (), snapshot)

    def suggest(self, text: str, size: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what is being typed, the likeliest first; marks may be missing, or be keys of Telex or VNI."""
        typed = syllables(text).forms
        return tuple(suggestions(typed, size, self._snapshots.newest())) if typed and size > 0 else ()

    def ping(self) -> IndexStatus:
        """What the index holds."""
        snapshot = self._snapshots.newest()
        return IndexStatus(snapshot.article_count, snapshot.generation, snapshot.commit)


@dataclass(frozen=True)
class _Found:
    """What a query finds, narrowed by its facets and dates."""

    match: Match
    """What its words find."""
    narrowing: Narrowing
    docs: Docs
    by_words: bool
    """Whether there are words, without which no article is more relevant than another."""
    understood: tuple[Understood, ...]
    """What was taken for something else."""
    suggestion: str | None
    """What may have been meant instead."""
    snapshot: Snapshot

    @cached_property
    def scores(self) -> Scores:
        """shape (docs,): what they are worth."""
        passing = self.narrowing.passing
        scores = self.match.scores if passing is None else self.match.scores[passing]
        return lifted(self.docs, scores, self.match.question, self.snapshot) if self.match.question else scores

    def ranked(self, sort: Sort) -> Ranked:
        """The documents and what orders them."""
        by_relevance = sort is Sort.RELEVANCE and self.by_words
        ranks = self.scores if by_relevance else rank_by_date(self.snapshot.published[self.docs], sort)
        return Ranked(self.docs, ranks, self.snapshot)


def _plainly_written(query: SearchQuery) -> SearchQuery:
    """The query with its text as a keyboard types it."""
    text = plainly_written(query.text)
    return query if text == query.text else replace(query, text=text)


def _found(query: SearchQuery, snapshot: Snapshot) -> _Found:
    query = _plainly_written(query)
    text = query.text
    query, words, when = found_in_time(query, today(), snapshot)
    found = words.match
    narrowing = Narrowing(query, snapshot, found.docs)
    docs = found.docs if narrowing.passing is None else found.docs[narrowing.passing]
    understood = words.understood
    if when:
        read = (*understood, Understood(Kind.DATES, when.typed, when.meant))
        understood = tuple(sorted(read, key=lambda each: text.find(each.typed)))
    suggestion = f"{words.suggestion} {when.typed}" if words.suggestion and when else words.suggestion
    return _Found(found, narrowing, docs, words.by_words, understood, suggestion, snapshot)
