"""Impacts: what a piece of evidence adds to the score of every document that has it, worked out once.

BM25 depends on the query through nothing but its words, so what each word adds to a document's score can be kept as a
list (eager scoring, as in BM25S: Lù 2024, arXiv:2407.03618). A search then is look-ups and sums over whole arrays.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Docs = NDArray[np.intp]
"""shape (found,): document numbers, ascending, each once; of the type by which numpy takes without converting it."""
Scores = NDArray[np.float32]

# A list of more than this share of all documents is kept as an array of all documents: 4 bytes each, instead of 8 for
# each that it has, and looking up is one indexing.
_DENSE_FROM = 1 / 4

# Looking up some documents by binary search takes some 20 ns each; laying out all documents for it, 0.3 ns each.
_SEARCHED_UP_TO = 1 / 64

_OBJECT_BYTES = 500

_NO_DOCS, _NO_SCORES = np.empty(0, np.int32), np.empty(0, np.float32)


class Impacts:
    """Documents, and what each is worth: more than 0."""

    def __init__(self, docs: NDArray[np.int32], values: Scores, count: int) -> None:
        """`docs` and `values`, shape (found,), of `count` documents."""
        self._count = count
        self._length = len(docs)
        self._dense = _laid_out(docs, values, count) if len(docs) > count * _DENSE_FROM else None
        self._docs, self._values = (docs, values) if self._dense is None else (_NO_DOCS, _NO_SCORES)

    def __len__(self) -> int:
        """How many documents there are."""
        return self._length

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return _OBJECT_BYTES + (8 * self._length if self._dense is None else self._dense.nbytes)

    def all(self) -> tuple[Docs, Scores]:
        """shape (found,) both: the documents, and what each is worth."""
        if self._dense is None:
            return self._docs.astype(np.intp), self._values
        docs = (self._dense > 0).nonzero()[0]
        return docs, self._dense.take(docs)

    def at(self, docs: Docs) -> Scores:
        """shape (docs,): what each of `docs` is worth; 0 for those that are not there."""
        if self._dense is not None:
            return self._dense.take(docs)
        if not self._length:
            return np.zeros(len(docs), np.float32)
        if len(docs) > self._count * _SEARCHED_UP_TO:
            return _laid_out(self._docs, self._values, self._count).take(docs)
        at = self._docs.searchsorted(docs.astype(np.int32))  # of the same type, or it converts all that it searches
        np.minimum(at, self._length - 1, out=at)
        values = self._values.take(at)
        values[self._docs.take(at) != docs] = 0
        return values


def _laid_out(docs: NDArray[np.int32], values: Scores, count: int) -> Scores:
    """shape (count,): what each of all documents is worth."""
    dense = np.zeros(count, np.float32)
    dense[docs] = values
    return dense


def intersection(lists: Sequence[Impacts]) -> tuple[Docs, Scores]:
    """The documents that all the lists have, and what all the lists together are worth in them."""
    rarest, *others = sorted(lists, key=len)
    docs, scores = rarest.all()
    for other in others:
        values = other.at(docs)
        kept = values.nonzero()[0]
        if len(kept) < len(docs):
            docs, scores, values = docs.take(kept), scores.take(kept), values.take(kept)
        scores = scores + values
    return docs, scores
