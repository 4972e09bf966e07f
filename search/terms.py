"""Where the words of a clause occur."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.fold import fold, is_bare, keeps_marks
from search.parser import Clause
from search.postings import Postings, any_of, phrase


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

    def spellings(self, bare: str) -> Mapping[str, int]:
        """The forms that fold to `bare`, each with the number of documents that have it."""
        ...

    def completions(self, prefix: str) -> NDArray[np.int64]:
        """shape (syllables,): the hashes of those that begin with `prefix`, ascending; marks may be left out."""
        ...


def clause_postings(clause: Clause, terms: Terms) -> Postings:
    """Where a clause of words matches: the place of its first syllable."""
    found = [_syllable(clause, form, terms) for form in clause.whole]
    if clause.prefix:
        found.append(terms.prefix_postings(clause.field, clause.syllables[-1]))
    return phrase(found, terms.document_count)


def _syllable(clause: Clause, form: str, terms: Terms) -> Postings:
    """A syllable typed with marks means itself; one typed without means all that fold to it."""
    if is_bare(form):
        return terms.folded_postings(clause.field, form)
    forms = _keeping_marks(form, terms) if clause.any_tone else [form]
    return any_of([terms.postings(clause.field, each) for each in forms])


def _keeping_marks(form: str, terms: Terms) -> list[str]:
    return [each for each in terms.spellings(fold(form)) if keeps_marks(form, each)]


def meant_forms(clause: Clause, terms: Terms) -> list[NDArray[np.int64] | None]:
    """For each syllable of a clause the hashes, ascending, of all that it stands for; None where it is itself, or
    without marks all that fold to it."""
    meant: list[NDArray[np.int64] | None] = [None] * len(clause.whole)
    if clause.any_tone:
        meant = [None if is_bare(form) else hashes(_keeping_marks(form, terms)) for form in clause.whole]
    return [*meant, terms.completions(clause.syllables[-1])] if clause.prefix else meant


def hashes(forms: Iterable[str]) -> NDArray[np.int64]:
    """The hashes of some syllables, ascending."""
    return np.array(sorted(map(hash, forms)), np.int64)
