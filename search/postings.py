"""Posting lists as arrays, and what a search does with them: join, unite, look for neighbours.

All functions work on whole lists; none loops over documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Documents = NDArray[np.bool_]
"""shape (all documents,): a set of documents."""

PlacesIn = Callable[[Documents], NDArray[np.int64]]

_POSITION_BITS = 32
_OBJECT_BYTES = 1_000


class Postings:
    """Where a term (or a phrase, or any of several terms) occurs."""

    def __init__(self, docs: NDArray[np.int32], counts: NDArray[np.int32], places_in: PlacesIn, kept: int = 0) -> None:
        """`kept` are the bytes that `places_in` keeps in memory."""
        self.docs = docs
        """shape (documents,): ascending, each once."""
        self.counts = counts
        """shape (documents,): how often it occurs in each."""
        self.places_in = places_in
        """The places in a set of documents; a place is document and position as one number, ascending.
        Places are read when they are asked for, and only those. A field that keeps no positions has none."""
        self.nbytes = _OBJECT_BYTES + docs.nbytes + counts.nbytes + kept
        """What it takes in memory."""


_NONE = np.empty(0, np.int32)
_NOWHERE = np.empty(0, np.int64)
NO_POSTINGS = Postings(_NONE, _NONE, lambda _: _NOWHERE)


def members(docs: NDArray[np.integer[Any]], count: int) -> Documents:
    """shape (count,): the set of `docs`, among `count` documents."""
    members = np.zeros(count, dtype=bool)
    members[docs] = True
    return members


def place(doc: int, position: int = 0) -> int:
    """A document and a position in it as one number."""
    return doc << _POSITION_BITS | position


def places(docs: NDArray[np.int32], counts: NDArray[np.int32], positions: NDArray[np.int32]) -> NDArray[np.int64]:
    """shape (positions,): the positions of each of `docs`, which has as many as `counts` says, as places."""
    return np.repeat(docs.astype(np.int64) << _POSITION_BITS, counts) | positions


def documents_of(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """shape (places,): the documents without their positions."""
    return places >> _POSITION_BITS


def positions_of(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """shape (places,): the positions without their documents."""
    return places & (1 << _POSITION_BITS) - 1


def concatenated(parts: Sequence[Postings], bases: Sequence[int]) -> Postings:
    """The posting lists of one term in several segments as one; segment i has the documents bases[i] … bases[i + 1]."""
    present = [(part, *ends) for part, ends in zip(parts, pairwise(bases), strict=True) if part.docs.size]
    if not present:
        return NO_POSTINGS
    if len(bases) == 2:
        return parts[0]

    def places_in(documents: Documents) -> NDArray[np.int64]:
        return np.concatenate([part.places_in(documents[first:end]) + place(first) for part, first, end in present])

    return Postings(
        np.concatenate([part.docs + np.int32(first) for part, first, _ in present]),
        np.concatenate([part.counts for part, _, _ in present]),
        places_in,
        sum(part.nbytes for part, _, _ in present),
    )


def any_of(lists: Sequence[Postings]) -> Postings:
    """Where any of several terms occurs; the terms stand on different positions, so nothing is counted twice."""
    present = [postings for postings in lists if postings.docs.size]
    if not present:
        return NO_POSTINGS
    if len(present) == 1:
        return present[0]
    counts = np.zeros(max(int(postings.docs[-1]) for postings in present) + 1, np.int32)
    for postings in present:
        counts[postings.docs] += postings.counts  # a list has each document once
    docs = np.flatnonzero(counts)

    def places_in(documents: Documents) -> NDArray[np.int64]:
        return np.sort(np.concatenate([postings.places_in(documents) for postings in present]), kind="stable")

    return Postings(docs.astype(np.int32), counts[docs], places_in, sum(postings.nbytes for postings in present))


def phrase(terms: Sequence[Postings], count: int) -> Postings:
    """Where the terms stand one directly behind the other, in `count` documents; the place is that of the first."""
    return terms[0] if len(terms) == 1 else from_places(phrase_places(terms, np.ones(count, dtype=bool)))


def phrase_places(terms: Sequence[Postings], documents: Documents) -> NDArray[np.int64]:
    """shape (found,): the places, ascending, where the terms stand one directly behind the other in `documents`."""
    common = reduce(np.logical_and, (members(postings.docs, len(documents)) for postings in terms), documents)
    found = terms[0].places_in(common)
    for distance, postings in enumerate(terms[1:], 1):
        found = in_both(found + distance, postings.places_in(common)) - distance
    return found


def from_places(found: NDArray[np.int64]) -> Postings:
    """The posting list of what occurs at these places, ascending."""
    docs = documents_of(found)
    begins = np.flatnonzero(np.diff(docs, prepend=-1))

    def places_in(wanted: Documents) -> NDArray[np.int64]:
        within: NDArray[np.int64] = found[wanted[docs]]
        return within

    counts = np.diff(begins, append=len(found))
    return Postings(docs[begins].astype(np.int32), counts.astype(np.int32), places_in, found.nbytes + docs.nbytes)


def in_both(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """shape (found,): what two ascending arrays of distinct numbers have in common, ascending."""
    # Sorting merges the two runs, which takes a third of the time of a binary search for each.
    both = np.concatenate((one, other))
    both.sort(kind="stable")
    found: NDArray[np.int64] = both[1:][both[1:] == both[:-1]]
    return found
