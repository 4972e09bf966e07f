"""Where the words of a clause occur."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.fold import is_bare
from search.parser import Clause
from search.postings import Postings, phrase


class Terms(Protocol):
    """The syllables of an index."""

    @property
    def document_count(self) -> int:
        """How many documents there are, deleted ones included."""
        ...

    def postings(self, field: str, term: str) -> Postings:
        """Where a syllable, or a word, occurs as it is spelled."""
        ...

    def folded_postings(self, field: str, bare: str) -> Postings:
        """Where any syllable occurs that folds to `bare`."""
        ...

    def prefix_postings(self, field: str, prefix: str) -> Postings:
        """Where any syllable occurs that begins with `prefix`."""
        ...

    def completions(self, prefix: str) -> NDArray[np.int64]:
        """shape (syllables,): the hashes of those that begin with `prefix`, ascending; marks may be left out."""
        ...


def clause_postings(clause: Clause, terms: Terms) -> Postings:
    """Where a clause of words matches: the place of its first syllable."""
    *whole, last = clause.syllables
    found = [_syllable(clause.field, form, terms) for form in whole]
    found.append(terms.prefix_postings(clause.field, last) if clause.prefix else _syllable(clause.field, last, terms))
    return phrase(found, terms.document_count)


def _syllable(field: str, form: str, terms: Terms) -> Postings:
    """A syllable typed with marks means itself; one typed without means all that fold to it."""
    return terms.folded_postings(field, form) if is_bare(form) else terms.postings(field, form)
