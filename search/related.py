"""Articles about the same thing: the words of an article that say the most, looked for in the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.analysis import joined_words
from index.article import Article
from index.token_map import PartMap, TokenMap
from index.vietnamese.normalise import normal_form
from search.columns import FacetValues
from search.postings import Documents
from search.ranking import Evidence, Scorer, idf

WORDS_COMPARED = 16  # more words bring in what articles have in common by chance
TITLE_REPEATS = 3  # a word of the title says as much as one that stands in the body as often as this
SHARED_VALUE = {"tag": 1.0, "unit": 0.5}  # what a shared value weighs beside a shared word of the same rarity


class Collection(Evidence, Protocol):
    """What related articles are looked for in."""

    @property
    def live(self) -> Documents:
        """The documents that are not deleted."""
        ...

    @property
    def facets(self) -> dict[str, FacetValues]:
        """Facet → the values of all documents."""
        ...


def scores(document: int, article: Article, tokens: TokenMap, collection: Collection) -> NDArray[np.float32]:
    """shape (all documents,): how near each other document is to `document`; 0 for itself and for strangers."""
    others = collection.live.copy()
    others[document] = False
    scorer = Scorer.over(collection, others)
    for word, weight in telling_words(article, tokens, collection):
        scorer.add(collection.postings("word", word), weight)
    for name, values in (("tag", article.tags), ("unit", (article.unit,))):
        for value in values:
            _add_shared(collection.facets[name], value, SHARED_VALUE[name], scorer)
    return scorer.scores


def telling_words(article: Article, tokens: TokenMap, evidence: Evidence) -> list[tuple[str, float]]:
    """The words of the article that say most about it, with a weight each (the heaviest 1)."""
    counts = Counter(_words(article.summary, tokens.summary))
    counts.update(_words(article.body, tokens.body))
    for word in _words(article.title, tokens.title):
        counts[word] += TITLE_REPEATS
    said = {
        word: float(np.log1p(count)) * idf(len(evidence.postings("word", word).docs), evidence.document_count)
        for word, count in counts.items()
    }
    telling = sorted(said.items(), key=lambda item: (-item[1], item[0]))[:WORDS_COMPARED]
    return [(word, weight / telling[0][1]) for word, weight in telling]


def _words(text: str, part: PartMap) -> Iterator[str]:
    forms: Sequence[str] = [
        normal_form(text[start:end]) for start, end in zip(part.starts.tolist(), part.ends.tolist(), strict=True)
    ]
    return joined_words(list(forms), part.joined)


def _add_shared(facet: FacetValues, value: str, weight: float, scorer: Scorer) -> None:
    if value not in facet.code_of:
        return
    having = facet.having([facet.code_of[value]]) & scorer.documents & (scorer.scores > 0)
    scorer.scores[having] += np.float32(weight * idf(int(np.count_nonzero(having)), len(having)))
