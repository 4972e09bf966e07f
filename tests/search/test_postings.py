"""Posting lists as arrays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.postings import (
    NO_POSTINGS,
    Documents,
    Postings,
    any_of,
    concatenated,
    phrase,
    place,
    positions_of,
)

DOCS = 7
OCCURRENCES = st.dictionaries(st.integers(0, DOCS - 1), st.sets(st.integers(0, 12), min_size=1), max_size=5)


def documents(numbers: Iterable[int], count: int = DOCS) -> Documents:
    chosen = np.zeros(count, dtype=bool)
    chosen[list(numbers)] = True
    return chosen


def postings(occurrences: dict[int, set[int]]) -> Postings:
    def places_in(within: Documents) -> NDArray[np.int64]:
        return np.array(
            [place(d, p) for d in sorted(occurrences) if within[d] for p in sorted(occurrences[d])], np.int64
        )

    docs = sorted(occurrences)
    counts = [len(occurrences[doc]) for doc in docs]
    return Postings(np.array(docs, np.int32), np.array(counts, np.int32), places_in)


def occurrences(of: Postings, count: int = DOCS) -> dict[int, set[int]]:
    """What a list says, by its counts and by its places alike."""
    found = {doc: set(positions_of(of.places_in(documents([doc], count))).tolist()) for doc in of.docs.tolist()}
    assert [len(found[doc]) for doc in of.docs.tolist()] == of.counts.tolist()
    return found


@given(st.lists(OCCURRENCES, min_size=1, max_size=3))
def test_a_phrase_is_where_its_terms_follow_each_other(terms: list[dict[int, set[int]]]) -> None:
    """The position of a match is that of its first term."""
    expected = {}
    for doc in range(DOCS):
        starts = {p for p in range(13) if all(p + at in term.get(doc, ()) for at, term in enumerate(terms))}
        if starts:
            expected[doc] = starts
    assert occurrences(phrase([postings(term) for term in terms], DOCS)) == expected


@given(OCCURRENCES, OCCURRENCES)
def test_any_of_several_terms_is_their_union(first: dict[int, set[int]], second: dict[int, set[int]]) -> None:
    """Terms never stand on the same position of a document."""
    apart = {doc: positions - first.get(doc, set()) for doc, positions in second.items()}
    second = {doc: positions for doc, positions in apart.items() if positions}
    union = {doc: first.get(doc, set()) | second.get(doc, set()) for doc in first | second}
    assert occurrences(any_of([postings(first), postings(second)])) == union


def test_segments_lie_behind_each_other() -> None:
    """A document's number is its number in the segment and the segment's base."""
    part = postings({0: {3}, 2: {1, 5}})
    joined = concatenated([part, NO_POSTINGS, part], [0, DOCS, DOCS + 3, 2 * DOCS + 3])
    assert occurrences(joined, 2 * DOCS + 3) == {0: {3}, 2: {1, 5}, 10: {3}, 12: {1, 5}}
    assert concatenated([NO_POSTINGS], [0, 4]).docs.size == 0
    assert concatenated([], [0]).docs.size == 0
