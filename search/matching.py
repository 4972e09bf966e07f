"""Which articles a query finds: its clauses, where each of them matches, and how far they were relaxed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Protocol

import numpy as np

from index.vietnamese.fold import fold, is_bare
from search.columns import FacetValues
from search.parser import NARROWING, Clause, Parsed
from search.postings import Documents, Postings, phrase
from search.results import Relaxation


class Terms(Protocol):
    """What is known of the syllables of an index."""

    @property
    def live(self) -> Documents:
        """The documents that are not deleted."""
        ...

    @property
    def facets(self) -> dict[str, FacetValues]:
        """Facet → the values of all documents."""
        ...

    def postings(self, field: str, term: str) -> Postings:
        """Where a syllable occurs as it is spelled."""
        ...

    def folded_postings(self, field: str, bare: str) -> Postings:
        """Where any syllable occurs that folds to `bare`."""
        ...

    def prefix_postings(self, field: str, prefix: str) -> Postings:
        """Where any syllable occurs that begins with `prefix`."""
        ...


@dataclass(frozen=True)
class ClauseMatch:
    """Where a clause matches: `width` syllables from each position on."""

    clause: Clause
    postings: Postings

    @property
    def width(self) -> int:
        """How many syllables one match covers."""
        return len(self.clause.syllables)


@dataclass(frozen=True)
class Match:
    """The articles a query finds, before any facet or date narrows them further."""

    documents: Documents
    clauses: tuple[ClauseMatch, ...]
    """The clauses that articles were found by: to rank and to mark."""
    interpreted: str
    relaxed: Relaxation | None


def match(query: Parsed, terms: Terms) -> Match:
    """The articles that hold all that is sought; when there are none, marks are forgiven, then missing words."""
    allowed = reduce(np.logical_and, (_condition(clause, terms) for clause in query.conditions), terms.live)
    found = _found_by(query.sought, terms)
    as_typed = Match(allowed & _all_of(found, len(allowed)), found, str(query), None)
    if as_typed.documents.any() or not query.sought:
        return as_typed

    bare = tuple(map(_without_marks, query.sought))
    if bare != query.sought:
        found = _found_by(bare, terms)
        documents = allowed & _all_of(found, len(allowed))
        if documents.any():
            return Match(documents, found, str(Parsed((*bare, *query.conditions))), Relaxation.MARKS)

    found = tuple(one for one in _found_by(_single_words(bare), terms) if allowed[one.postings.docs].any())
    if not found:
        return as_typed
    clauses = (*(one.clause for one in found), *query.conditions)
    return Match(_most_of(found, allowed), found, str(Parsed(clauses)), Relaxation.WORDS)


def nothing(terms: Terms) -> Match:
    """What is found by something that was typed but holds no letter or digit to look for."""
    return Match(np.zeros_like(terms.live), (), "", None)


def clause_match(clause: Clause, terms: Terms) -> ClauseMatch:
    """Where a clause of words matches."""
    *whole, last = clause.syllables
    found = [_syllable(clause.field, form, terms) for form in whole]
    found.append(terms.prefix_postings(clause.field, last) if clause.prefix else _syllable(clause.field, last, terms))
    return ClauseMatch(clause, phrase(found, terms.live))


def _syllable(field: str, form: str, terms: Terms) -> Postings:
    """A syllable typed with marks means itself; one typed without means all that fold to it."""
    return terms.folded_postings(field, form) if is_bare(form) else terms.postings(field, form)


def _found_by(clauses: Iterable[Clause], terms: Terms) -> tuple[ClauseMatch, ...]:
    return tuple(clause_match(clause, terms) for clause in dict.fromkeys(clauses))


def _all_of(found: Sequence[ClauseMatch], count: int) -> Documents:
    documents = np.ones(count, dtype=bool)
    for one in found:
        documents &= one.postings.members(count)
    return documents


def _most_of(found: Sequence[ClauseMatch], allowed: Documents) -> Documents:
    """The allowed documents that hold the most of the clauses that any of them holds at once."""
    held = np.zeros(len(allowed), dtype=np.int32)
    for one in found:
        held[one.postings.docs] += 1
    held[~allowed] = 0
    documents: Documents = held == held.max()
    return documents


def _condition(clause: Clause, terms: Terms) -> Documents:
    """The documents that an excluding or narrowing clause lets through."""
    if clause.field in NARROWING:
        facet = terms.facets[clause.field]
        documents = facet.having([code for code, _ in facet.holding(clause.syllables)])
    else:
        documents = clause_match(clause, terms).postings.members(len(terms.live))
    return ~documents if clause.exclude else documents


def _without_marks(clause: Clause) -> Clause:
    return replace(clause, syllables=tuple(map(fold, clause.syllables)))


def _single_words(clauses: Iterable[Clause]) -> list[Clause]:
    """Phrases taken apart."""
    return [
        replace(clause, syllables=(form,), prefix=clause.prefix and at == len(clause.syllables) - 1, quoted=False)
        for clause in clauses
        for at, form in enumerate(clause.syllables)
    ]
