"""Completions of what is being typed, from the values of facets, from phrases and from titles; marks may be missing, or
be keys of Telex or VNI."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.names import identity
from index.vietnamese.syllables import syllables
from search.columns import FacetValues
from search.matching import Articles, holding_all
from search.ordering import Columns, Ranked, rank_by_date
from search.parser import TITLE, Clause
from search.phrases import Phrases
from search.query import Sort
from search.results import Suggestion
from search.understanding.keystrokes import from_telex, from_vni, may_be_keys, repaired
from search.understanding.vocabulary import Vocabulary

KINDS = ("unit", "tag", "author")
"""The facets whose values are suggested, in this order."""

VALUES_SUGGESTED = 4
"""How many of the suggestions may be values of facets before titles have their turn."""

PHRASES_SUGGESTED = 3
"""How many may be phrases."""

PHRASES_TRIED = 8
"""So many are looked at for them; each takes as long as a small search."""

SHORTEST_TITLE_WORD = 2
"""Letters; one letter alone begins a word of nearly every title."""


class Collection(Articles, Columns, Vocabulary, Protocol):
    """What completions are looked for in."""

    @property
    def value_counts(self) -> dict[str, NDArray[np.int64]]:
        """Facet → shape (values,): how many articles have each value."""
        ...

    @property
    def phrases(self) -> Phrases:
        """What stands often in titles."""
        ...

    def article(self, document: int) -> Article:
        """The article of one document."""
        ...


def suggestions(typed: Sequence[str], size: int, collection: Collection) -> list[Suggestion]:
    """Up to `size` completions of the syllables `typed`, the last of them perhaps unfinished, the likeliest first;
    where there are none, of those that they make as keys of Telex or VNI."""
    found = _completing(typed, size, collection)
    if found or not any(map(may_be_keys, typed)):
        return found
    made = _made_by_keys(typed, collection)
    return [] if made == typed else _completing(made, size, collection)


def _made_by_keys(typed: Sequence[str], collection: Collection) -> Sequence[str]:
    """The syllables, each that is keys as what they make; the last if no syllable begins so."""
    meant = repaired(typed, frozenset(), collection)
    *whole, last = (meant.get(form, form) for form in typed)
    if last == typed[-1] and may_be_keys(last) and not collection.completions(last).size:
        last = from_telex(last) or from_vni(last) or last
    return [*whole, last]


def _completing(typed: Sequence[str], size: int, collection: Collection) -> list[Suggestion]:
    by_kind = {
        kind: values_with(typed, kind, collection.facets[kind], collection.value_counts[kind])[:size] for kind in KINDS
    }
    values = [suggestion for kind in KINDS for suggestion in by_kind[kind]]
    taken = {identity(suggestion.text) for suggestion in values}
    phrases = phrases_with(typed, min(size, PHRASES_SUGGESTED), taken, collection)
    titles = titles_with(typed, size, collection)
    room = max(VALUES_SUGGESTED, size - len(titles) - len(phrases))
    return [*values[:room], *phrases, *titles][:size]


def phrases_with(typed: Sequence[str], size: int, taken: Container[str], collection: Collection) -> list[Suggestion]:
    """Up to `size` frequent phrases that begin with what was typed, or hold it, the likeliest first; none of `taken`.

    Each is counted anew, as the articles it was found in may be gone."""
    found: list[Suggestion] = []
    for phrase in islice(collection.phrases.completing(typed), PHRASES_TRIED):
        if len(found) == size:
            break
        if " ".join(phrase) in taken or any(_holds(each.text, phrase) for each in found):
            continue
        docs = holding_all([Clause(phrase, TITLE, quoted=True)], collection)
        if docs.size:
            titles = [collection.article(doc).title for doc in docs[[0, len(docs) // 2, -1]].tolist()]
            found.append(Suggestion(_spelled(phrase, titles), "phrase", count=len(docs)))
    return found


def _holds(text: str, phrase: Sequence[str]) -> bool:
    """Whether a phrase lies in another text: it says nothing more."""
    return f" {' '.join(phrase)} " in f" {' '.join(syllables(text).forms)} "


def _spelled(phrase: Sequence[str], titles: Sequence[str]) -> str:
    """A phrase as it is written in the midst of titles; in small letters, if it begins them or they are in capitals."""
    for title in titles:
        forms, starts, ends = syllables(title)
        for at in range(1, len(forms) - len(phrase) + 1):
            if forms[at : at + len(phrase)] == list(phrase):
                written = title[starts[at] : ends[at + len(phrase) - 1]]
                if not written.isupper() and written.count(" ") == len(phrase) - 1:
                    return written
    return " ".join(phrase)


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
