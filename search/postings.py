"""Posting lists as arrays, and what a search does with them: join, intersect, look for neighbours.

All functions work on whole lists; none loops over documents.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_POSITION_BITS = 32
_LIST_BYTES = 1_000  # of an empty list: four arrays, two objects, a key


class Postings:
    """Where a term (or a phrase, or any of several terms) occurs."""

    def __init__(
        self, docs: NDArray[np.int32], counts: NDArray[np.int32], positions: Callable[[], NDArray[np.int32]]
    ) -> None:
        self.docs = docs
        """shape (documents,): ascending, each once."""
        self.counts = counts
        """shape (documents,): how often it occurs in each."""
        self._read_positions = positions

    @cached_property
    def positions(self) -> NDArray[np.int32]:
        """shape (counts.sum(),): the positions in the first document, ascending, then those in the second, …
        Empty for a field that keeps no positions. Read when they are first asked for."""
        return self._read_positions()

    @property
    def nbytes(self) -> int:
        """What it takes in memory, with what is made when first asked for."""
        return _LIST_BYTES + 16 * self.docs.size + 12 * int(self.counts.sum())

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """shape (documents + 1,): the positions of `docs[i]` are `positions[starts[i]:starts[i + 1]]`."""
        return np.concatenate(([0], np.cumsum(self.counts, dtype=np.int64)))

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """shape (positions,): document and position as one sortable number each, ascending."""
        return np.repeat(self.docs.astype(np.int64) << _POSITION_BITS, self.counts) | self.positions

    def positions_in(self, doc: int) -> NDArray[np.int32]:
        """The positions in one document, ascending; empty if it has none."""
        at = int(np.searchsorted(self.docs, doc))
        if at == len(self.docs) or self.docs[at] != doc:
            return _NONE
        return self.positions[self.starts[at] : self.starts[at + 1]]


_NONE = np.empty(0, np.int32)
NO_POSTINGS = Postings(_NONE, _NONE, lambda: _NONE)


def concatenated(parts: Sequence[Postings], bases: Sequence[int]) -> Postings:
    """The posting lists of one term in several segments, whose first documents are numbered `bases`, as one."""
    present = [(part, base) for part, base in zip(parts, bases, strict=False) if part.docs.size]
    if len(present) <= 1:
        part, base = present[0] if present else (NO_POSTINGS, 0)
        return Postings(part.docs + np.int32(base), part.counts, lambda: part.positions) if base else part
    return Postings(
        np.concatenate([part.docs + np.int32(base) for part, base in present]),
        np.concatenate([part.counts for part, _ in present]),
        lambda: np.concatenate([part.positions for part, _ in present]),
    )


def any_of(lists: Sequence[Postings]) -> Postings:
    """Where any of several terms occurs; the terms stand on different positions, so nothing is counted twice."""
    present = [postings for postings in lists if postings.docs.size]
    if not present:
        return NO_POSTINGS
    if len(present) == 1:
        return present[0]
    counts = np.bincount(
        np.concatenate([postings.docs for postings in present]),
        np.concatenate([postings.counts for postings in present]),
    )
    docs = np.flatnonzero(counts)
    return Postings(
        docs.astype(np.int32),
        counts[docs].astype(np.int32),
        lambda: _position(np.sort(np.concatenate([postings.places for postings in present]))),
    )


def phrase(terms: Sequence[Postings]) -> Postings:
    """Where the terms stand one directly behind the other; the position is that of the first."""
    places = terms[0].places
    for distance, postings in enumerate(terms[1:], 1):
        places = places[_found_in(places + distance, postings.places)]
    return _from_places(places)


def _found_in(wanted: NDArray[np.int64], among: NDArray[np.int64]) -> NDArray[np.bool_]:
    """shape (wanted,): which of `wanted` are among `among`; both ascending."""
    if not among.size:
        return np.zeros(len(wanted), dtype=bool)
    at = np.searchsorted(among, wanted)
    found: NDArray[np.bool_] = among[np.minimum(at, len(among) - 1)] == wanted
    return found


def _from_places(places: NDArray[np.int64]) -> Postings:
    docs = (places >> _POSITION_BITS).astype(np.int32)
    first = np.flatnonzero(np.diff(docs, prepend=-1))
    counts = np.diff(np.append(first, len(docs))).astype(np.int32)
    return Postings(docs[first], counts, lambda: _position(places))


def _position(places: NDArray[np.int64]) -> NDArray[np.int32]:
    return (places & (1 << _POSITION_BITS) - 1).astype(np.int32)


class PostingCache:
    """Posting lists that were asked for last, up to a number of bytes in all. Safe between threads."""

    def __init__(self, nbytes: int) -> None:
        self._room = nbytes
        self._lists: OrderedDict[Hashable, Postings] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Postings]) -> Postings:
        """The list kept under `key`, made if it isn't there."""
        with self._lock:
            if (kept := self._lists.get(key)) is not None:
                self._lists.move_to_end(key)
                return kept
        made = make()
        with self._lock:
            if key not in self._lists:  # another thread may have been faster
                self._lists[key] = made
                self._room -= made.nbytes
            while self._room < 0 and len(self._lists) > 1:
                _, dropped = self._lists.popitem(last=False)
                self._room += dropped.nbytes
        return made
