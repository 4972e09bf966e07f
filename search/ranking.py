"""How well an article answers a query: BM25 over syllables, pairs of neighbours and pyvi's words.

One score is a sum of BM25 terms (Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009):

    weight · idf(df) · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / average length))
    idf(df) = ln(1 + (N - df + 0.5) / (df + 0.5))

with a weight for each kind of evidence from the table below. What one syllable, pair or word adds to each document is
worked out for all documents at once and kept (`search.impacts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.fold import fold, is_bare
from search.cache import Cache
from search.impacts import Docs, Impacts, Scores
from search.parser import Clause, Parsed
from search.postings import Postings, phrase
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
    return float(np.log1p((document_count - document_frequency + 0.5) / (document_frequency + 0.5)))


def bm25(piece: Piece, evidence: Evidence) -> Scores:
    """shape (piece.postings.docs,): what a list adds to the score of each of its documents."""
    docs, counts = piece.postings.docs, piece.postings.counts.astype(np.float32)
    factor = piece.weight * idf(len(docs), evidence.document_count) * (K1 + 1)
    per_syllable = K1 * B / evidence.average_lengths[piece.field]
    held_back: Scores = evidence.lengths[piece.field][docs] * np.float32(per_syllable) + np.float32(K1 * (1 - B))
    scores: Scores = np.float32(factor) * counts / (counts + held_back)
    return scores


def summed(pieces: Iterable[Piece], evidence: Evidence, docs: Docs | None = None) -> Impacts:
    """What several lists together add to the scores of `docs`, or of all documents that any of them has."""
    scores = np.zeros(evidence.document_count, np.float32)
    for piece in pieces:
        if piece.postings.docs.size:
            scores[piece.postings.docs] += bm25(piece, evidence)
    if docs is None:
        docs = scores.nonzero()[0].astype(np.int32)
    return Impacts(docs, scores[docs], evidence.document_count)


# ── what a query is ranked by ──


def clause(clause: Clause, evidence: Evidence) -> Impacts:
    """The documents in which a clause of words matches, and what its syllables and their neighbourhood add there."""

    def made() -> Impacts:
        docs = clause_postings(clause, evidence).docs
        pieces = chain(
            *(_of_syllable(form, evidence) for form in dict.fromkeys(clause.whole)),
            *(_of_pair(*pair, evidence) for pair in dict.fromkeys(pairwise(clause.whole))),
            _of_beginning(clause.syllables[-1], evidence) if clause.prefix else (),
        )
        return summed(pieces, evidence, docs)

    return evidence.impacts.get(("clause", clause), made)


def syllable(form: str, evidence: Evidence) -> Impacts:
    """What a syllable adds wherever its letters occur."""
    return evidence.impacts.get(("syllable", form), lambda: summed(_of_syllable(form, evidence), evidence))


def pair(first: str, second: str, evidence: Evidence) -> Impacts:
    """What two syllables add where they stand side by side."""
    return evidence.impacts.get(("pair", first, second), lambda: summed(_of_pair(first, second, evidence), evidence))


def word(word: str, evidence: Evidence) -> Impacts:
    """What a word adds."""
    return evidence.impacts.get(("word", word), lambda: summed(_of_word(word, evidence), evidence))


def beginning(prefix: str, evidence: Evidence) -> Impacts:
    """What the beginning of a syllable adds."""
    return evidence.impacts.get(("beginning", prefix), lambda: summed(_of_beginning(prefix, evidence), evidence))


def between_clauses(query: Parsed, evidence: Evidence) -> Iterator[Impacts]:
    """What the clauses of a query add together, beyond what each adds: neighbouring ones, and the words they make."""
    for first, second in dict.fromkeys(query.joints):
        yield pair(first, second, evidence)
    for joined in query.words:
        yield word(joined, evidence)


def of_all(query: Parsed, evidence: Evidence) -> Iterator[Impacts]:
    """Everything that what was typed can add to a score, for documents that need not match all of it."""
    for form in dict.fromkeys(query.forms):
        yield syllable(form, evidence)
    for first, second in dict.fromkeys(pairwise(query.forms)):
        yield pair(first, second, evidence)
    for prefix in dict.fromkeys(clause.syllables[-1] for clause in query.sought if clause.prefix):
        yield beginning(prefix, evidence)
    for joined in query.words:
        yield word(joined, evidence)


def _of_syllable(form: str, evidence: Evidence) -> Iterator[Piece]:
    bare = fold(form)
    folded = FOLDED_SYLLABLE if bare == form else FOLDED_MARKED_SYLLABLE
    for field, share in _shares():
        yield Piece(evidence.postings(field, form), EXACT_SYLLABLE * share, field)
        yield Piece(evidence.folded_postings(field, bare), folded * share, field)


def _of_pair(first: str, second: str, evidence: Evidence) -> Iterator[Piece]:
    for field, share in _shares():
        if not (is_bare(first) and is_bare(second)):  # gian thu, typed bare, is hardly ever meant as it is spelled
            exact = evidence.postings(field, first), evidence.postings(field, second)
            yield Piece(phrase(exact, evidence.document_count), EXACT_PAIR * share, field)
        folded = evidence.folded_postings(field, fold(first)), evidence.folded_postings(field, fold(second))
        yield Piece(phrase(folded, evidence.document_count), FOLDED_PAIR * share, field)


def _of_word(word: str, evidence: Evidence) -> Iterator[Piece]:
    yield Piece(evidence.postings("word", word), WORD)


def _of_beginning(prefix: str, evidence: Evidence) -> Iterator[Piece]:
    yield Piece(evidence.prefix_postings("text", prefix), FOLDED_SYLLABLE)


def _shares() -> tuple[tuple[str, float], ...]:
    """The fields that are scored, with what each counts."""
    return ("text", 1.0), ("title", TITLE)
