"""Which terms of a field stand side by side, and how often: what a language model of two words needs.

    format   arrays of a column file, beside those of `index.columns.postings`; terms by their numbers there
             neighbour_starts: the pairs of which term t is the first are neighbour_starts[t] up to
             neighbour_starts[t + 1] · neighbours u32: the second term of each pair, ascending within the first
             neighbour_counts u16: how often the pair occurs, 65,535 standing for more

It is an estimate: a large table forgets its rarest pairs, and a merge takes pairs to be in as large a
share of the deleted documents as of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_PAIRS = 1 << 20
"""How many pairs a table may have. 10,000 Vietnamese news have 880,000, of which 390,000 occur twice and more."""


_MANY = np.iinfo(np.uint16).max


class Pairs(NamedTuple):
    """Terms that stand side by side."""

    terms: list[bytes]
    """Ascending, each once."""
    keys: NDArray[np.int64]
    """shape (pairs,): the number of the first term · how many terms there are + that of the second; ascending."""
    counts: NDArray[np.int64]
    """shape (pairs,): how often each occurs."""


def pairs(terms: list[bytes], tokens: NDArray[np.int32], positions: NDArray[np.int32]) -> Pairs:
    """The pairs of a text.

    terms      ascending, each once
    tokens     shape (tokens,): one document behind the other, as numbers of terms
    positions  shape (tokens,): where each stands in its document, ascending there"""
    beside = positions[1:] == positions[:-1] + 1
    keys = (tokens[:-1].astype(np.int64) * len(terms) + tokens[1:])[beside]
    keys.sort()
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    return _frequent(Pairs(terms, keys[begins], np.diff(begins, append=len(keys))))


def merged(parts: Sequence[Pairs], terms: list[bytes]) -> Pairs:
    """The pairs of several tables as one, those of `terms`."""
    place_of = {term: place for place, term in enumerate(terms)}
    keys, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for part in parts:
        places = np.array([place_of.get(term, -1) for term in part.terms], np.int64)
        first, second = (places[each] for each in np.divmod(part.keys, max(len(part.terms), 1)))
        kept = (first >= 0) & (second >= 0)
        keys.append((first * len(terms) + second)[kept])
        counts.append(part.counts[kept])
    together, each_count = np.concatenate(keys), np.concatenate(counts)
    order = np.argsort(together, kind="stable")
    together = together[order]
    begins = np.flatnonzero(np.diff(together, prepend=-1))
    sums = np.add.reduceat(each_count[order], begins) if begins.size else each_count
    return _frequent(Pairs(terms, together[begins], sums))


def encode(table: Pairs, field: str) -> dict[str, NDArray[Any]]:
    """What `Neighbours` reads, for a column file."""
    first, second = np.divmod(table.keys, max(len(table.terms), 1))
    return {
        f"{field}.neighbour_starts": first.searchsorted(np.arange(len(table.terms) + 1)).astype(np.uint32),
        f"{field}.neighbours": second.astype(np.uint32),
        f"{field}.neighbour_counts": np.minimum(table.counts, _MANY).astype(np.uint16),
    }


class Neighbours:
    """The pairs of a field of a segment, in its file."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], field: str) -> None:
        self._starts: NDArray[np.uint32] = arrays[f"{field}.neighbour_starts"]
        self._seconds: NDArray[np.uint32] = arrays[f"{field}.neighbours"]
        self._counts: NDArray[np.uint16] = arrays[f"{field}.neighbour_counts"]

    def count(self, first: tuple[int, int], second: tuple[int, int]) -> int:
        """How often one of the terms from first[0] up to first[1] stands directly before one of those from second[0] up
        to second[1]."""
        here = slice(self._starts[first[0]], self._starts[first[1]])
        seconds = self._seconds[here]
        wanted = (seconds >= second[0]) & (seconds < second[1])
        return int(self._counts[here][wanted].sum(dtype=np.int64))

    def decode(self, terms: list[bytes]) -> Pairs:
        """All pairs, as they were encoded; `terms` are those of the field."""
        first = np.repeat(np.arange(len(terms), dtype=np.int64), np.diff(self._starts))
        return Pairs(terms, first * len(terms) + self._seconds, self._counts.astype(np.int64))


def _frequent(table: Pairs) -> Pairs:
    """The table without its rarest pairs if it has too many."""
    least = 1
    counts = table.counts
    while np.count_nonzero(counts >= least) > MOST_PAIRS:
        least += 1
    kept = counts >= least
    return table if least == 1 else Pairs(table.terms, table.keys[kept], counts[kept])
