"""Articles about the same thing: the words of an article that say the most, looked for in the others."""

from __future__ import annotations

from collections import Counter

import numpy as np

from index.analysis import joined_words
from index.article import Article
from search.columns import FacetValues
from search.impacts import Scores
from search.matching import Articles
from search.ranking import Evidence, Piece, bm25, idf

WORDS_COMPARED = 16  # more words bring in what articles have in common by chance
TITLE_REPEATS = 3  # a word of the title says as much as one that stands in the body as often as this
SHARED_VALUE = {"tag": 1.0, "unit": 0.5}  # what a shared value weighs beside a shared word of the same rarity


def scores(document: int, article: Article, articles: Articles) -> Scores:
    """shape (all documents,): how near each other document is to `document`; 0 for itself and for strangers."""
    scores = np.zeros(articles.document_count, np.float32)
    for word, weight in telling_words(article, articles):
        piece = Piece(articles.postings("word", word), weight)
        scores[piece.postings.docs] += bm25(piece, articles)
    if articles.deleted is not None:
        scores[articles.deleted] = 0
    scores[document] = 0
    for name, values in (("tag", article.tags), ("unit", (article.unit,))):
        for value in values:
            _add_shared(articles.facets[name], value, SHARED_VALUE[name], scores)
    return scores


def telling_words(article: Article, evidence: Evidence) -> list[tuple[str, float]]:
    """The words of the article that say most about it, with a weight each (the heaviest 1)."""
    title, summary, body = map(joined_words, (article.title, article.summary, article.body))
    counts = Counter(title * TITLE_REPEATS + summary + body)
    said = {
        word: float(np.log1p(count)) * idf(len(evidence.postings("word", word).docs), evidence.document_count)
        for word, count in counts.items()
    }
    telling = sorted(said.items(), key=lambda item: (-item[1], item[0]))[:WORDS_COMPARED]
    return [(word, weight / telling[0][1]) for word, weight in telling]


def _add_shared(facet: FacetValues, value: str, weight: float, scores: Scores) -> None:
    """Adds what a shared value weighs to the documents that have it and share words already."""
    if value not in facet.code_of:
        return
    having = facet.having([facet.code_of[value]]) & (scores > 0)
    scores[having] += np.float32(weight * idf(int(np.count_nonzero(having)), len(having)))
