"""The search engine on a Whoosh index."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import analyse_texts
from index.vietnamese.syllables import syllables
from search import related, suggestions
from search.facets import Narrowing
from search.matching import ClauseMatch, match, nothing
from search.ordering import Cursor, Ranked, rank_by_date
from search.parser import NARROWING, TITLE, Clause, parse
from search.query import SearchQuery, Sort
from search.ranking import idf, score
from search.results import Hit, IndexStatus, Interpretation, MarkedArticle, SearchResults, Suggestion
from search.snippets import marked_html, marked_spans, snippet
from search.whoosh_snapshot import Snapshot, Snapshots

_VALUES_SUGGESTED = 4
"""How many of the suggestions may be tags, units and authors before titles have their turn."""


class WhooshEngine:
    """See `search.engine.SearchEngine`."""

    def __init__(self, folder: Path) -> None:
        self._snapshots = Snapshots(folder)

    def search(self, query: SearchQuery) -> SearchResults:
        """The page of hits, exact total and facets for `query`."""
        began = time.perf_counter()
        cursor = Cursor.decoded(query)
        snapshot = self._snapshots.newest()
        clauses = parse(query.text)
        matched = match(clauses, snapshot) if clauses or not query.text.strip() else nothing(snapshot)
        narrowing = Narrowing(query, snapshot, matched.documents)
        docs = np.flatnonzero(narrowing.documents())
        scorer = _QueryScorer(query.text, clauses, snapshot)
        by_relevance = query.sort is Sort.RELEVANCE and clauses
        ranks = scorer.scores(docs) if by_relevance else rank_by_date(snapshot.published[docs], query.sort)

        page = cursor.page if cursor else query.page
        skipped = 0 if cursor else (page - 1) * query.per_page
        shown = Ranked.by(ranks, docs, snapshot).first(skipped + query.per_page, cursor)[skipped:]
        points = scorer.scores(shown.docs)
        has_next = len(shown) > 0 and page * query.per_page < len(docs)
        return SearchResults(
            query=Interpretation(query.text, matched.interpreted, matched.relaxed),
            total=len(docs),
            page=page,
            per_page=query.per_page,
            hits=tuple(
                _hit(doc, score, matched.clauses, snapshot)
                for doc, score in zip(shown.docs.tolist(), points.tolist(), strict=True)
            ),
            next=shown.cursor(page + 1).encoded(query) if has_next else None,
            facets={name: narrowing.counted(name) for name in query.facets},
            took_ms=round((time.perf_counter() - began) * 1000, 2),
        )

    def get(self, article_id: str, marking: str = "") -> MarkedArticle | None:
        """The article with this id, the words of the query `marking` marked in it; None if there is none."""
        snapshot = self._snapshots.newest()
        doc = snapshot.document(article_id)
        if doc is None:
            return None
        article, tokens = snapshot.stored(doc)
        positions = _marked(doc, match(parse(marking), snapshot).clauses)
        body_spans = marked_spans(tokens.body, positions, article.body)
        return MarkedArticle(
            article,
            title_html=marked_html(article.title, marked_spans(tokens.title, positions, article.title)),
            summary_html=marked_html(article.summary, marked_spans(tokens.summary, positions, article.summary)),
            paragraphs_html=tuple(
                marked_html(article.body, body_spans, window) for window in _paragraphs(article.body)
            ),
        )

    def related(self, article_id: str, size: int = 5) -> tuple[Hit, ...] | None:
        """Articles about the same thing, the nearest first; None if there is no article with this id."""
        snapshot = self._snapshots.newest()
        doc = snapshot.document(article_id)
        if doc is None:
            return None
        article, tokens = snapshot.stored(doc)
        near = related.scores(doc, article, tokens, snapshot)
        docs = np.flatnonzero(near)
        shown = Ranked.by(near[docs].astype(np.float64), docs, snapshot).first(size)
        return tuple(
            _hit(doc, score, (), snapshot) for doc, score in zip(shown.docs.tolist(), shown.ranks.tolist(), strict=True)
        )

    def suggest(self, text: str, size: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what is being typed, the likeliest first; marks may be missing."""
        typed = syllables(text).forms
        if not typed or size < 1:
            return ()
        snapshot = self._snapshots.newest()
        values = [
            suggestion
            for kind in ("unit", "tag", "author")
            for suggestion in suggestions.complete(
                typed, kind, snapshot.facets[kind], snapshot.value_counts[kind], size
            )
        ]
        titles = _suggested_titles(typed, snapshot, size)
        few = values[: max(_VALUES_SUGGESTED, size - len(titles))]
        return tuple([*few, *titles][:size])

    def ping(self) -> IndexStatus:
        """What the index holds."""
        snapshot = self._snapshots.newest()
        return IndexStatus(snapshot.article_count, snapshot.generation)


class _QueryScorer:
    """Scores documents for what was typed, as it was typed: relaxing finds more and changes nothing in the ranking."""

    def __init__(self, text: str, clauses: Sequence[Clause], snapshot: Snapshot) -> None:
        wanted = [clause for clause in clauses if not clause.exclude and clause.field not in NARROWING]
        unfinished = [(clause.field, clause.syllables[-1]) for clause in wanted if clause.prefix]
        self._syllables = [
            form for clause in wanted for form in clause.syllables[: len(clause.syllables) - clause.prefix]
        ]
        self._prefixes = [snapshot.prefix_postings(*prefix) for prefix in unfinished]
        self._words = analyse_texts(text)[0].words if wanted else []
        self._snapshot = snapshot

    def scores(self, docs: NDArray[np.int64]) -> NDArray[np.float64]:
        """shape (docs,): their scores."""
        if not self._syllables and not self._prefixes:
            return np.zeros(len(docs))
        documents = np.zeros(self._snapshot.document_count, dtype=bool)
        documents[docs] = True
        scores = score(self._syllables, self._prefixes, self._words, self._snapshot, documents)
        return scores[docs].astype(np.float64)


def _hit(doc: int, points: float, clauses: Sequence[ClauseMatch], snapshot: Snapshot) -> Hit:
    article, tokens = snapshot.stored(doc)
    positions = _marked(doc, clauses)
    worth = [(_covered(doc, clause), idf(len(clause.postings.docs), snapshot.document_count)) for clause in clauses]
    texts = [(article.summary, tokens.summary), (article.body, tokens.body)]
    return Hit(
        article,
        score=points,
        title_html=marked_html(article.title, marked_spans(tokens.title, positions, article.title)),
        snippet_html=snippet(texts, worth, positions),
    )


def _covered(doc: int, found: ClauseMatch) -> NDArray[np.int64]:
    """The positions in `doc` that the matches of a clause cover, ascending."""
    first = found.postings.positions_in(doc).astype(np.int64)
    return np.unique(first[:, None] + np.arange(found.width)) if found.width > 1 else first


def _marked(doc: int, clauses: Sequence[ClauseMatch]) -> NDArray[np.int64]:
    """The positions in `doc` that the matches of any clause cover, ascending."""
    return np.unique(np.concatenate([np.empty(0, np.int64), *(_covered(doc, clause) for clause in clauses)]))


def _paragraphs(body: str) -> list[tuple[int, int]]:
    """Start and end of every line of the body that isn't blank."""
    spans, start = [], 0
    for line in body.splitlines(keepends=True):
        text = line.strip()
        if text:
            begin = start + line.index(text[0])
            spans.append((begin, begin + len(text)))
        start += len(line)
    return spans


def _suggested_titles(typed: Sequence[str], snapshot: Snapshot, size: int) -> list[Suggestion]:
    """Titles that hold what was typed, first those that hold it in one piece."""
    if len(typed) == 1 and len(typed[0]) < 2:
        return []  # one letter begins a word of nearly every title
    *whole, last = typed
    in_one_piece = Clause(tuple(typed), TITLE, prefix=True)
    anywhere = [*(Clause((form,), TITLE) for form in whole), Clause((last,), TITLE, prefix=True)]
    found: dict[str, Suggestion] = {}
    for clauses in ([in_one_piece], anywhere):
        documents = match(clauses, snapshot)
        if documents.relaxed:
            continue
        docs = np.flatnonzero(documents.documents)
        newest = Ranked.by(rank_by_date(snapshot.published[docs], Sort.NEWEST), docs, snapshot).first(size)
        for article in (snapshot.stored(doc)[0] for doc in newest.docs.tolist()):
            found.setdefault(article.title, Suggestion(article.title, "title", id=article.id))
        if len(found) >= size:
            break
    return list(found.values())[:size]
