"""Completions of what is being typed, from the values of facets and from titles; marks may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from search.columns import FacetValues
from search.matching import Articles, holding_all
from search.ordering import Columns, Ranked, rank_by_date
from search.parser import TITLE, Clause
from search.query import Sort
from search.results import Suggestion

KINDS = ("unit", "tag", "author")
"""The facets whose values are suggested, in this order."""

VALUES_SUGGESTED = 4
"""How many of the suggestions may be values of facets before titles have their turn."""

SHORTEST_TITLE_WORD = 2
"""Letters; one letter alone begins a word of nearly every title."""


class Collection(Articles, Columns, Protocol):
    """What completions are looked for in."""

    @property
    def value_counts(self) -> dict[str, NDArray[np.int64]]:
        """Facet → shape (values,): how many articles have each value."""
        ...

    def article(self, document: int) -> Article:
        """The article of one document."""
        ...


def suggestions(typed: Sequence[str], size: int, collection: Collection) -> list[Suggestion]:
    """Up to `size` completions of the syllables `typed`, the last of them perhaps unfinished, the likeliest first."""
    values = [
        suggestion
        for kind in KINDS
        for suggestion in values_with(typed, kind, collection.facets[kind], collection.value_counts[kind])[:size]
    ]
    titles = titles_with(typed, size, collection)
    return [*values[: max(VALUES_SUGGESTED, size - len(titles))], *titles][:size]


def values_with(typed: Sequence[str], kind: str, facet: FacetValues, counts: NDArray[np.int64]) -> list[Suggestion]:
    """The values of a facet that hold what was typed: first those that begin so, then the more frequent ones.

    `counts`, shape (values,), says how many articles have each value; those that none has any more are left out."""
    found = sorted(
        (position > 0, -int(counts[code]), facet.values[code])
        for code, position in facet.holding(typed, unfinished=True)
        if counts[code]
    )
    return [Suggestion(value, kind, count=-negative) for _, negative, value in found]


def titles_with(typed: Sequence[str], size: int, collection: Collection) -> list[Suggestion]:
    """Up to `size` titles that hold what was typed: first in one piece, then its words anywhere; the newest first."""
    *whole, last = typed
    if not whole and len(last) < SHORTEST_TITLE_WORD:
        return []
    in_one_piece = [Clause(tuple(typed), TITLE, prefix=True)]
    anywhere = [*(Clause((form,), TITLE) for form in whole), Clause((last,), TITLE, prefix=True)]
    found: dict[str, Suggestion] = {}
    for clauses in (in_one_piece, anywhere):
        for article in _newest_with(clauses, size, collection):
            found.setdefault(article.title, Suggestion(article.title, "title", id=article.id))
        if len(found) >= size:
            break
    return list(found.values())[:size]


def _newest_with(clauses: Sequence[Clause], size: int, collection: Collection) -> list[Article]:
    docs = holding_all(clauses, collection)
    newest = Ranked(docs, rank_by_date(collection.published[docs], Sort.NEWEST), collection).first(size)
    return [collection.article(doc) for doc in newest.docs.tolist()]
