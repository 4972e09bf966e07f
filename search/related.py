"""Articles about the same thing: the words and names of an article that say the most, looked for in the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from index.analysis import joined_words
from index.article import Article
from index.sort_keys import NO_DATE
from index.vietnamese.syllables import syllables
from search.columns import FacetValues
from search.impacts import Scores
from search.matching import Articles
from search.ordering import Columns, Ranked
from search.ranking import Piece, bm25, idf

# Measured on 300 pairs of news articles that are two halves of one, among 10,000: how often the other half comes first.
WORDS_COMPARED = 32  # 32 %; with 16 30 %, with 48 the same
SYLLABLES_COMPARED = 16  # 42 %: rare syllables are those of names; with 32 the same
TITLE_REPEATS = 3  # a word of the title says as much as one that stands in the body as often as this
SHARED_VALUE = {"tag": 1.0, "unit": 0.5}  # what a shared value weighs beside a shared word of the same rarity
SAME_DAY = 0.1  # by how much more an article counts that was published on the same day
SAME_DAY_HALVED = 365 * 24 * 60 * 60  # seconds between two articles that halve it

CANDIDATES = 6  # so many near articles are looked at for each that is shown: an announcement may come every month
SAME_TITLE = 0.8  # share of syllables that two titles have in common, numbers left out, which are one announcement's


class Collection(Articles, Columns, Protocol):
    """Where related articles are looked for."""

    def article(self, document: int) -> Article:
        """The article of one document."""
        ...

    def document_frequency(self, field: str, term: str) -> int:
        """How many documents have a syllable, or a word, as it is spelled."""
        ...


def nearest(document: int, size: int, collection: Collection) -> Ranked:
    """Up to `size` articles about the same thing as `document`, the nearest first.

    Of several that say nearly the same, such as an announcement that comes every year, the nearest is shown; the others
    come last, if there is nothing else."""
    near = scores(document, collection.article(document), collection)
    docs = near.nonzero()[0]
    ranked = Ranked(docs, near[docs], collection).first(CANDIDATES * size)
    return ranked[np.array(_repeated_last([collection.article(doc) for doc in ranked.docs.tolist()]), np.intp)][:size]


def _repeated_last(articles: Sequence[Article]) -> list[int]:
    """The numbers of the articles in their order, but those last that say nearly the same as one before them."""
    shown: list[tuple[frozenset[str], str]] = []
    first, last = [], []
    for number, article in enumerate(articles):
        title, text = _title(article), article.body or article.summary
        if any(_alike(title, other) or (text and text == other_text) for other, other_text in shown):
            last.append(number)
        else:
            first.append(number)
            shown.append((title, text))
    return first + last


def _title(article: Article) -> frozenset[str]:
    """The syllables of a title without numbers: what is left of an announcement from year to year."""
    return frozenset(form for form in syllables(article.title).forms if not any(map(str.isdigit, form)))


def _alike(title: frozenset[str], other: frozenset[str]) -> bool:
    return bool(title) and len(title & other) >= SAME_TITLE * len(title | other)


def scores(document: int, article: Article, collection: Collection) -> Scores:
    """shape (all documents,): how near each other document is to `document`; 0 for itself and for strangers."""
    scores = np.zeros(collection.document_count, np.float32)
    for field, term, weight in telling_terms(article, collection):
        piece = Piece(collection.postings(field, term), weight)
        scores[piece.postings.docs] += bm25(piece, collection)
    if collection.deleted is not None:
        scores[collection.deleted] = 0
    scores[document] = 0
    for name, weight in SHARED_VALUE.items():
        facet = collection.facets[name]
        for code in facet.codes[facet.offsets[document] : facet.offsets[document + 1]].tolist():
            _add_shared(facet, code, weight, scores)
    _lift_of_one_time(document, collection, scores)
    return scores


def telling_terms(article: Article, collection: Collection) -> list[tuple[str, str, float]]:
    """The words, and then the syllables, of the article that say most about it, as (field, term, weight).

    The heaviest of each kind weighs 1."""
    texts = (*[article.title] * TITLE_REPEATS, article.summary, article.body)
    kinds = (
        ("word", Counter(word for text in texts for word in joined_words(text)), WORDS_COMPARED),
        ("text", Counter(form for text in texts for form in syllables(text).forms), SYLLABLES_COMPARED),
    )
    return [term for field, counts, size in kinds for term in _most_telling(field, counts, size, collection)]


def _most_telling(
    field: str, counts: Mapping[str, int], size: int, collection: Collection
) -> list[tuple[str, str, float]]:
    said = {
        term: math.log1p(count) * idf(collection.document_frequency(field, term), collection.document_count)
        for term, count in counts.items()
    }
    telling = sorted(said.items(), key=lambda item: (-item[1], item[0]))[:size]
    return [(field, term, weight / telling[0][1]) for term, weight in telling]


def _add_shared(facet: FacetValues, code: int, weight: float, scores: Scores) -> None:
    """Adds what a shared value weighs to the documents that have it and share words already."""
    having = facet.having([code]) & (scores > 0)
    scores[having] += np.float32(weight * idf(int(np.count_nonzero(having)), len(having)))


def _lift_of_one_time(document: int, collection: Collection, scores: Scores) -> None:
    """Lifts a little what was published about the time of `document`."""
    published = collection.published
    if published[document] == NO_DATE:
        return
    near = ((scores > 0) & (published != NO_DATE)).nonzero()[0]
    apart = np.abs(published[near] - published[document]) / SAME_DAY_HALVED
    scores[near] *= (1 + SAME_DAY * 0.5**apart).astype(np.float32)
