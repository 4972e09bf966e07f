"""Which articles a query finds, what each is worth, and how far the query was relaxed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.people import without_titles
from index.vietnamese.fold import fold, is_bare
from search import ranking
from search.columns import FacetValues
from search.impacts import Docs, Impacts, Scores, intersection
from search.parser import NARROWING, TITLE, Clause, Instead, Parsed
from search.postings import Documents, any_of, members
from search.results import Relaxation
from search.terms import clause_postings


class Articles(ranking.Evidence, Protocol):
    """What articles are found by."""

    @property
    def deleted(self) -> Documents | None:
        """shape (documents,): which are deleted; None if none is."""
        ...

    @property
    def live(self) -> Docs:
        """The documents that are not deleted."""
        ...

    @property
    def facets(self) -> Mapping[str, FacetValues]:
        """Facet → the values of all documents."""
        ...


MANY_WORDS = 4
"""A query that seeks more is a question or a sentence: no single word of it may empty the answer. With 5, MRR@10 of
sentences and spans was .007 lower, and that of known titles the same."""

SENTENCE = 10
"""A query with more words than this outside quotes was copied from a text: what it quotes is no phrase to be found."""

MOST = 0.3
"""Of the weight of all words, each weighing its inverse document frequency: what an article must hold where it need not
hold all. On lay questions over law, MRR@10 was .82 with 0.5 and .85 with 0.35 and less."""

_ROUNDING = 1e-3
"""Weights are added up in single precision, in any order."""


@dataclass(frozen=True)
class Match:
    """The articles a query finds, before any facet or date narrows them further."""

    docs: Docs
    scores: Scores
    """shape (docs,): what they are worth."""
    clauses: tuple[Clause, ...]
    """The clauses that articles were found by: to mark."""
    interpreted: str
    relaxed: Relaxation | None = None
    question: Parsed | None = None
    """A long query: its best articles are worth a closer look."""
    instead: tuple[Instead, ...] = ()
    """The other ways to say some of it that articles were found by, too."""


def match(query: Parsed, articles: Articles) -> Match:
    """The articles that hold all that is sought, or most of it if that is much; when there are none, tones are
    forgiven, then all marks, then missing words."""
    allowed = _allowed(query.conditions, articles)
    if not query.sought:
        docs = articles.live if allowed is None else allowed.nonzero()[0]
        return Match(docs, np.zeros(len(docs), np.float32), (), str(query))
    if len(query.sought) > MANY_WORDS:
        return _answering(query, allowed, articles)

    docs, scores = _found_by(query, allowed, articles)
    if docs.size:
        scores = _added(scores, docs, ranking.between_clauses(query, articles))
        return Match(docs, scores, (*query.sought, *query.said_otherwise), str(query), instead=query.instead)

    for relaxed, forgiving in ((Relaxation.TONES, _with_any_tone), (Relaxation.MARKS, _without_marks)):
        clauses = tuple(dict.fromkeys(map(forgiving, query.sought)))
        if clauses != query.sought:
            docs, _ = _found_by(Parsed(clauses), allowed, articles)
            if docs.size:
                scores = _worth(docs, query, articles)
                return Match(docs, scores, clauses, str(Parsed((*clauses, *query.conditions))), relaxed)
    return _holding_most(query, allowed, articles)


def nothing() -> Match:
    """What is found by something that was typed but holds no letter or digit to look for."""
    return Match(np.empty(0, np.intp), np.empty(0, np.float32), (), "")


def either(readings: Sequence[Match], count: int) -> Match:
    """What several readings of a query find among `count` documents: an article is worth what it is worth to the one
    that it answers best. The first is the one that is told of."""
    scores = np.full(count, -np.inf, np.float32)
    for each in readings:
        scores[each.docs] = np.maximum(scores[each.docs], each.scores)
    docs = (scores >= 0).nonzero()[0]
    clauses = tuple(dict.fromkeys(clause for each in readings for clause in each.clauses))
    instead = tuple(dict.fromkeys(otherwise for each in readings for otherwise in each.instead))
    return replace(readings[0], docs=docs, scores=scores[docs], clauses=clauses, instead=instead)


def holding_all(clauses: Sequence[Clause], articles: Articles) -> Docs:
    """The articles that hold all the clauses."""
    holding = [members(clause_postings(each, articles).docs, articles.document_count) for each in clauses]
    allowed = _allowed((), articles)
    documents: Documents = reduce(np.logical_and, holding if allowed is None else [allowed, *holding])
    return documents.nonzero()[0]


def _found_by(query: Parsed, allowed: Documents | None, articles: Articles) -> tuple[Docs, Scores]:
    """The allowed documents that hold all that is sought, in one way or another, and what that is worth in them."""
    otherwise = {clause for each in query.instead for clause in each.clauses}
    found = [ranking.where_it_matches(each, articles) for each in query.sought if each not in otherwise]
    found += [ranking.wherever_said(each, articles) for each in query.instead]
    docs, scores = intersection(found)
    if allowed is None:
        return docs, scores
    kept = allowed.take(docs)
    return docs[kept], scores[kept]


def _worth(docs: Docs, query: Parsed, articles: Articles) -> Scores:
    """shape (docs,): their scores for what was typed; relaxing finds more and changes nothing in the ranking."""
    zeros = np.zeros(len(docs), np.float32)
    scores = _added(zeros, docs, ranking.of_all(query, articles))
    for each in query.instead:
        typed = _added(zeros, docs, ranking.of_neighbours(each.clauses, articles))
        scores += np.maximum(ranking.where_said_otherwise(each, articles).at(docs) - typed, 0)
    return scores


def _added(scores: Scores, docs: Docs, lists: Iterator[Impacts]) -> Scores:
    for impacts in lists:
        scores = scores + impacts.at(docs)
    return scores


def _allowed(conditions: Sequence[Clause], articles: Articles) -> Documents | None:
    """The documents that are not deleted and that all the conditions let through; None for all there are."""
    passing = [_passing(clause, articles) for clause in conditions]
    if articles.deleted is not None:
        passing.append(~articles.deleted)
    return reduce(np.logical_and, passing) if passing else None


def _passing(clause: Clause, articles: Articles) -> Documents:
    """The documents that an excluding or narrowing clause lets through."""
    if clause.field in NARROWING:
        documents = _having(clause, articles.facets[clause.field])
    else:
        documents = members(clause_postings(clause, articles).docs, articles.document_count)
    return ~documents if clause.exclude else documents


def _having(clause: Clause, facet: FacetValues) -> Documents:
    """The documents with a value that holds the syllables of a narrowing clause; a person's may begin with titles."""
    found = facet.holding(clause.syllables)
    if not found and clause.field == "author":
        found = facet.holding(without_titles(clause.syllables))
    return facet.having([code for code, _ in found])


def _answering(query: Parsed, allowed: Documents | None, articles: Articles) -> Match:
    """The articles that answer much of a long query: they hold its phrases if any does, and much of its words."""
    docs, scores = _found_by(query, allowed, articles)
    quotes = sum(not clause.quoted for clause in query.sought) > SENTENCE
    firm = [clause for clause in query.sought if clause.field == TITLE or (clause.quoted and not quotes)]
    narrowed = _allowed((*query.conditions, *firm), articles) if firm else None
    found = _holding_most(query, allowed if narrowed is None or not narrowed.any() else narrowed, articles)
    if len(found.docs) == len(docs):  # nothing was given up
        scores = _added(scores, docs, ranking.between_clauses(query, articles))
        found = Match(docs, scores, (*query.sought, *query.said_otherwise), str(query), instead=query.instead)
    return replace(found, question=query)


def _holding_most(query: Parsed, allowed: Documents | None, articles: Articles) -> Match:
    """The articles that hold much of what is sought, phrases taken apart and whatever the marks.

    Of a long query that is a share of the weight of all words that any allowed article has, each weighing what it says
    about an article; of a short one, as many words as any article has at once."""
    long = len(query.sought) > MANY_WORDS
    count = articles.document_count if allowed is None else int(np.count_nonzero(allowed))
    covered = np.zeros(articles.document_count, np.float32)
    total, found = 0.0, []
    otherwise = _words_said_otherwise(query, articles)
    for clause in dict.fromkeys(_single_words(map(_without_marks, query.sought))):
        having = clause_postings(clause, articles).docs
        if clause in otherwise:
            having = np.union1d(having, otherwise[clause])
        if allowed is not None:
            having = having[allowed.take(having)]
        if having.size:
            weight = ranking.idf(len(having), count) if long else 1.0
            covered[having] += np.float32(weight)
            total += weight
            found.append((clause, having))
    if not found:
        return Match(np.empty(0, np.intp), np.empty(0, np.float32), query.sought, str(query))
    enough = (covered > total * MOST - _ROUNDING) if long else (covered == covered.max())
    docs = enough.nonzero()[0]
    held = tuple(clause for clause, having in found if enough.take(having).any())
    return Match(
        docs,
        _worth(docs, query, articles),
        (*held, *query.said_otherwise),
        str(Parsed((*held, *query.conditions))),
        Relaxation.WORDS,
        instead=query.instead,
    )


def _words_said_otherwise(query: Parsed, articles: Articles) -> dict[Clause, NDArray[np.int32]]:
    """Each word, whatever its marks, of what is said in another way in some documents; and these documents."""
    said: dict[Clause, NDArray[np.int32]] = {}
    for each in query.instead:
        documents = any_of([clause_postings(other, articles) for other in each.others]).docs
        for word in _single_words(map(_without_marks, each.clauses)):
            said[word] = np.union1d(said[word], documents) if word in said else documents
    return said


def _with_any_tone(clause: Clause) -> Clause:
    return clause._replace(any_tone=not all(map(is_bare, clause.whole)))


def _without_marks(clause: Clause) -> Clause:
    return clause._replace(syllables=tuple(map(fold, clause.syllables)))


def _single_words(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Phrases taken apart."""
    for clause in clauses:
        for at, form in enumerate(clause.syllables):
            prefix = clause.prefix and at == len(clause.syllables) - 1
            yield clause._replace(syllables=(form,), prefix=prefix, quoted=False)
