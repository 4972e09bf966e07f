"""Found articles as they are shown: title, passage and whole article, with the words marked that matched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.token_map import TokenMap
from search.matching import ClauseMatch
from search.postings import place, positions
from search.ranking import idf
from search.results import Hit, MarkedArticle
from search.snippets import Span, marked_html, marked_spans, snippet

Match = tuple[NDArray[np.int64], float]
"""The positions that one condition of the query covers in a document, ascending, and what the condition is worth."""


class Collection(Protocol):
    """Where the articles come from."""

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        ...

    def stored(self, document: int) -> tuple[Article, TokenMap]:
        """The article of one document and where its syllables stand."""
        ...


def hits(
    documents: Sequence[int], scores: Sequence[float], clauses: Sequence[ClauseMatch], collection: Collection
) -> tuple[Hit, ...]:
    """The documents as hits, in their order, marked for `clauses`."""
    covered = [_covered(documents, one, collection) for one in clauses]
    worth = [idf(len(one.postings.docs), collection.document_count) for one in clauses]
    return tuple(
        _hit(document, score, list(zip((each[document] for each in covered), worth, strict=True)), collection)
        for document, score in zip(documents, scores, strict=True)
    )


def _hit(document: int, score: float, matches: Sequence[Match], collection: Collection) -> Hit:
    article, tokens = collection.stored(document)
    marked = _union(matches)
    return Hit(
        article,
        score=score,
        title_html=marked_html(article.title, marked_spans(tokens.title, marked, article.title)),
        snippet_html=snippet([(article.summary, tokens.summary), (article.body, tokens.body)], matches, marked),
    )


def marked_article(document: int, clauses: Sequence[ClauseMatch], collection: Collection) -> MarkedArticle:
    """One document whole, marked for `clauses`."""
    article, tokens = collection.stored(document)
    marked = _union([(_covered([document], one, collection)[document], 1.0) for one in clauses])
    body_spans = marked_spans(tokens.body, marked, article.body)
    return MarkedArticle(
        article,
        title_html=marked_html(article.title, marked_spans(tokens.title, marked, article.title)),
        summary_html=marked_html(article.summary, marked_spans(tokens.summary, marked, article.summary)),
        paragraphs_html=tuple(marked_html(article.body, body_spans, span) for span in _paragraphs(article.body)),
    )


def _union(matches: Sequence[Match]) -> NDArray[np.int64]:
    """The positions that any of the matches covers, ascending."""
    return np.unique(np.concatenate([np.empty(0, np.int64), *(covered for covered, _ in matches)]))


def _covered(documents: Sequence[int], found: ClauseMatch, collection: Collection) -> dict[int, NDArray[np.int64]]:
    """For each document the positions that the matches of one clause cover, ascending."""
    shown = np.zeros(collection.document_count, dtype=bool)
    shown[list(documents)] = True
    all_places = found.postings.places_in(shown)
    edges = {document: np.searchsorted(all_places, (place(document), place(document + 1))) for document in documents}
    firsts = {document: positions(all_places[first:end]) for document, (first, end) in edges.items()}
    if found.width == 1:
        return firsts
    return {document: np.unique(first[:, None] + np.arange(found.width)) for document, first in firsts.items()}


def _paragraphs(body: str) -> list[Span]:
    """Every line of the body that isn't blank, without the blanks around it."""
    spans, start = [], 0
    for line in body.splitlines(keepends=True):
        text = line.strip()
        if text:
            begin = start + line.index(text[0])
            spans.append((begin, begin + len(text)))
        start += len(line)
    return spans
