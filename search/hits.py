"""Found articles as they are shown: title, passage and whole article, with the words marked that matched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.token_map import TokenMap
from search.matching import ClauseMatch
from search.ranking import idf
from search.results import Hit, MarkedArticle
from search.snippets import Span, marked_html, marked_spans, snippet


class Collection(Protocol):
    """Where the articles come from."""

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        ...

    def stored(self, document: int) -> tuple[Article, TokenMap]:
        """The article of one document and where its syllables stand."""
        ...


def hit(document: int, score: float, clauses: Sequence[ClauseMatch], collection: Collection) -> Hit:
    """One document as a hit, marked for `clauses`."""
    article, tokens = collection.stored(document)
    positions = _marked(document, clauses)
    worth = [(_covered(document, one), idf(len(one.postings.docs), collection.document_count)) for one in clauses]
    texts = [(article.summary, tokens.summary), (article.body, tokens.body)]
    return Hit(
        article,
        score=score,
        title_html=marked_html(article.title, marked_spans(tokens.title, positions, article.title)),
        snippet_html=snippet(texts, worth, positions),
    )


def marked_article(document: int, clauses: Sequence[ClauseMatch], collection: Collection) -> MarkedArticle:
    """One document whole, marked for `clauses`."""
    article, tokens = collection.stored(document)
    positions = _marked(document, clauses)
    body_spans = marked_spans(tokens.body, positions, article.body)
    return MarkedArticle(
        article,
        title_html=marked_html(article.title, marked_spans(tokens.title, positions, article.title)),
        summary_html=marked_html(article.summary, marked_spans(tokens.summary, positions, article.summary)),
        paragraphs_html=tuple(marked_html(article.body, body_spans, span) for span in _paragraphs(article.body)),
    )


def _marked(document: int, clauses: Sequence[ClauseMatch]) -> NDArray[np.int64]:
    """The positions that the matches of any clause cover, ascending."""
    return np.unique(np.concatenate([np.empty(0, np.int64), *(_covered(document, one) for one in clauses)]))


def _covered(document: int, found: ClauseMatch) -> NDArray[np.int64]:
    """The positions that the matches of one clause cover, ascending."""
    first = found.postings.positions_in(document).astype(np.int64)
    return np.unique(first[:, None] + np.arange(found.width)) if found.width > 1 else first


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
