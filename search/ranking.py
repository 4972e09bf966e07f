"""How well an article answers a query: BM25 over syllables, pairs of neighbours and pyvi's words.

One score is a sum of BM25 terms (Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009):

    weight · idf(df) · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / average length))
    idf(df) = ln(1 + (N - df + 0.5) / (df + 0.5))

with a weight for each kind of evidence from the table below. What one syllable, pair or word adds to each document is
worked out for all documents at once and kept (`search.impacts`).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.fold import fold, is_bare
from search.cache import Cache
from search.impacts import Impacts, Scores, intersection
from search.parser import Clause, Instead, Parsed
from search.postings import Postings, any_of, documents_of, from_places, members, phrase_places, positions_of
from search.terms import Terms, clause_postings

# What each kind of evidence weighs; all are more than 0. Found on real questions over articles of law and on known-item
# searches in news, by MRR@10 typed with and without marks: pairs of neighbours lift more than pyvi's words, both
# together most.
EXACT_SYLLABLE = 0.5  # a syllable spelled as it was typed
FOLDED_SYLLABLE = 1.0  # any syllable with these letters, when it was typed without marks
FOLDED_MARKED_SYLLABLE = 0.25  # the same, when it was typed with marks: other marks count a little
EXACT_PAIR = 2.0  # two neighbours of the query side by side, spelled as they were typed
FOLDED_PAIR = 1.5  # the same with any marks
WORD = 0.5  # a word of two and more syllables as pyvi joins them
# What is short for the words that were typed, or what these are short for, beside themselves. Of 1,200 titles that have
# a short or a long form, asked with a few words and the other form, MRR@10 is .27 without, .75 with 0.9 as with 1,
# where nothing would tell what was typed from what was not.
SAID_OTHERWISE = 0.9
TITLE = 0.5  # syllables and pairs of the title, on top of what they count as part of the article

K1 = 1.2  # how fast repetition stops to count
B = 0.75  # how much long articles are held back


class Evidence(Terms, Protocol):
    """What ranking reads from an index."""

    @property
    def lengths(self) -> Mapping[str, NDArray[np.float32]]:
        """Field (`text`, `title`) → shape (documents,): its length in syllables."""
        ...

    @property
    def average_lengths(self) -> Mapping[str, float]:
        """Field → the mean of its lengths."""
        ...

    @property
    def impacts(self) -> Cache:
        """What was worked out last; it holds as long as nothing changes in the index."""
        ...


class Piece(NamedTuple):
    """A posting list and what it weighs."""

    postings: Postings
    weight: float
    field: str = "text"
    """By whose length its frequencies are held back."""


def idf(document_frequency: float, document_count: int) -> float:
    """Inverse document frequency: how much a term says that `document_frequency` of `document_count` documents have."""
    return math.log1p((document_count - document_frequency + 0.5) / (document_frequency + 0.5))


def bm25(piece: Piece, evidence: Evidence) -> Scores:
    """shape (piece.postings.docs,): what a list adds to the score of each of its documents."""
    docs, counts = piece.postings.docs, piece.postings.counts.astype(np.float32)
    factor = piece.weight * idf(len(docs), evidence.document_count) * (K1 + 1)
    per_syllable = K1 * B / evidence.average_lengths[piece.field]
    held_back: Scores = evidence.lengths[piece.field][docs] * np.float32(per_syllable) + np.float32(K1 * (1 - B))
    scores: Scores = np.float32(factor) * counts / (counts + held_back)
    return scores


def summed(pieces: Iterable[Piece], evidence: Evidence, docs: NDArray[np.int32] | None = None) -> Impacts:
    """What several lists together add to the scores of `docs`, or of all documents that any of them has."""
    scores = np.zeros(evidence.document_count, np.float32)
    for piece in pieces:
        if piece.postings.docs.size:
            scores[piece.postings.docs] += bm25(piece, evidence)
    if docs is None:
        docs = scores.nonzero()[0].astype(np.int32)
    return Impacts(docs, scores[docs], evidence.document_count)


# ── what a query is ranked by: what each clause adds, and what clauses add together ──


def where_it_matches(clause: Clause, evidence: Evidence) -> Impacts:
    """What the syllables of a clause and their neighbourhood add in the documents in which it matches."""

    def made() -> Impacts:
        return summed(_of_clause(clause, evidence), evidence, clause_postings(clause, evidence).docs)

    return evidence.impacts.get(("where it matches", clause), made)


def wherever_it_counts(clause: Clause, evidence: Evidence) -> Impacts:
    """What the syllables of a clause and their neighbourhood add in all documents, whether it matches there or not."""
    return _kept(("everywhere", clause), _of_clause(clause, evidence), evidence)


def where_said_otherwise(instead: Instead, evidence: Evidence) -> Impacts:
    """What the documents are worth that say in another way what some clauses say: almost as much as if each of these
    places were one where the clauses stand side by side."""

    def made() -> Impacts:
        found = {field: _anywhere(instead.others, field, evidence) for field, _ in _shares()}
        worth = dict.fromkeys(found, 0.0)
        for postings, weight, field in _side_by_side(instead.clauses, evidence):
            documents = max(len(postings.docs), len(found[field].docs))
            worth[field] += weight * idf(documents, evidence.document_count)
        pieces = (
            Piece(postings, SAID_OTHERWISE * worth[field] / idf(len(postings.docs), evidence.document_count), field)
            for field, postings in found.items()
        )
        return summed(pieces, evidence, found[instead.clauses[0].field].docs)

    return evidence.impacts.get(("said otherwise", instead), made)


def wherever_said(instead: Instead, evidence: Evidence) -> Impacts:
    """What the documents are worth in which some clauses match, or which say the same in another way."""

    def made() -> Impacts:
        best = np.zeros(evidence.document_count, np.float32)
        docs, scores = intersection([where_it_matches(each, evidence) for each in instead.clauses])
        best[docs] = scores
        docs, scores = where_said_otherwise(instead, evidence).all()
        best[docs] = np.maximum(best[docs], scores)
        found = best.nonzero()[0].astype(np.int32)
        return Impacts(found, best[found], evidence.document_count)

    return evidence.impacts.get(("wherever said", instead), made)


def where_side_by_side(first: str, second: str, evidence: Evidence) -> Impacts:
    """What two neighbours of a query add in the documents in which they stand side by side, whatever their marks."""
    return _kept(("pair", (first, second)), _of_pair(first, second, evidence), evidence)


def of_neighbours(clauses: Sequence[Clause], evidence: Evidence) -> Iterator[Impacts]:
    """All that some clauses can add to a score by themselves."""
    yield from (wherever_it_counts(clause, evidence) for clause in clauses)
    yield from (where_side_by_side(*joint, evidence) for joint in Parsed(tuple(clauses)).joints)


def between_clauses(query: Parsed, evidence: Evidence) -> Iterator[Impacts]:
    """What the clauses of a query add together: where neighbours stand side by side, and the words they make."""
    for joint in dict.fromkeys(query.joints):
        yield where_side_by_side(*joint, evidence)
    for word in query.words:
        yield _kept(("word", word), _of_word(word, evidence), evidence)


def of_all(query: Parsed, evidence: Evidence) -> Iterator[Impacts]:
    """All that a query can add to a score, for documents in which not all of its clauses match."""
    return chain((wherever_it_counts(clause, evidence) for clause in query.sought), between_clauses(query, evidence))


def _kept(key: Hashable, pieces: Iterator[Piece], evidence: Evidence) -> Impacts:
    """The sum of what `pieces` makes, which isn't asked for anything if the sum is still kept."""
    return evidence.impacts.get(key, lambda: summed(pieces, evidence))


def _of_clause(clause: Clause, evidence: Evidence) -> Iterator[Piece]:
    for form in dict.fromkeys(clause.whole):
        yield from _of_syllable(form, evidence)
    for pair in dict.fromkeys(pairwise(clause.whole)):
        yield from _of_pair(*pair, evidence)
    if clause.prefix:
        yield Piece(evidence.prefix_postings("text", clause.syllables[-1]), FOLDED_SYLLABLE)


def _of_syllable(form: str, evidence: Evidence) -> Iterator[Piece]:
    bare = fold(form)
    folded = FOLDED_SYLLABLE if bare == form else FOLDED_MARKED_SYLLABLE
    for field, share in _shares():
        yield Piece(evidence.postings(field, form), EXACT_SYLLABLE * share, field)
        yield Piece(evidence.folded_postings(field, bare), folded * share, field)


def _of_pair(first: str, second: str, evidence: Evidence) -> Iterator[Piece]:
    bare = [evidence.folded_postings("text", fold(form)) for form in (first, second)]
    folded = phrase_places(bare, np.ones(evidence.document_count, dtype=bool))
    yield from _of_places(folded, FOLDED_PAIR, evidence)
    if not (is_bare(first) and is_bare(second)):  # gian thu, typed bare, is hardly ever meant as it is spelled
        typed = [evidence.postings("text", form) for form in (first, second)]
        exact = phrase_places(typed, members(documents_of(folded), evidence.document_count))
        yield from _of_places(exact, EXACT_PAIR, evidence)


def _anywhere(clauses: Sequence[Clause], field: str, evidence: Evidence) -> Postings:
    """Where any of the clauses matches in a field."""
    return any_of([clause_postings(each._replace(field=field), evidence) for each in clauses])


def _side_by_side(clauses: Sequence[Clause], evidence: Evidence) -> Iterator[Piece]:
    """The evidence for clauses that stand side by side. Syllables that were typed without marks are mostly spelled with
    some: their own spelling counts as often as it is the one that is meant."""
    forms = [form for clause in clauses for form in clause.syllables]
    for form in dict.fromkeys(forms):
        pieces = list(_of_syllable(form, evidence))
        for exact, folded in zip(pieces[::2], pieces[1::2], strict=True):
            spelled_so = len(exact.postings.docs) / max(1, len(folded.postings.docs)) if is_bare(form) else 1.0
            yield exact._replace(weight=exact.weight * spelled_so)
            yield folded
    for pair in dict.fromkeys(pairwise(forms)):
        yield from _of_pair(*pair, evidence)


def _of_places(places: NDArray[np.int64], weight: float, evidence: Evidence) -> Iterator[Piece]:
    """What pairs add that stand at these places of the text, and once more those of them that stand in the title."""
    yield Piece(from_places(places), weight)
    in_title = positions_of(places) + 1 < evidence.lengths["title"][documents_of(places)]  # an article begins with it
    yield Piece(from_places(places[in_title]), weight * TITLE, "title")


def _of_word(word: str, evidence: Evidence) -> Iterator[Piece]:
    yield Piece(evidence.postings("word", word), WORD)


def _shares() -> tuple[tuple[str, float], ...]:
    """The fields that are scored, with what each counts."""
    return ("text", 1.0), ("title", TITLE)
