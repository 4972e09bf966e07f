"""Posting lists as arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.postings import NO_POSTINGS, PostingCache, Postings, any_of, concatenated, phrase

OCCURRENCES = st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 12), min_size=1), max_size=5)


def postings(occurrences: dict[int, set[int]]) -> Postings:
    docs = sorted(occurrences)
    positions = [position for doc in docs for position in sorted(occurrences[doc])]
    return Postings(
        np.array(docs, np.int32),
        np.array([len(occurrences[doc]) for doc in docs], np.int32),
        lambda: np.array(positions, np.int32),
    )


def occurrences(of: Postings) -> dict[int, set[int]]:
    return {doc: set(of.positions_in(doc).tolist()) for doc in of.docs.tolist()}


@given(st.lists(OCCURRENCES, min_size=1, max_size=3))
def test_a_phrase_is_where_its_terms_follow_each_other(terms: list[dict[int, set[int]]]) -> None:
    """The position of a match is that of its first term."""
    expected = {}
    for doc in range(7):
        starts = {p for p in range(13) if all(p + at in term.get(doc, ()) for at, term in enumerate(terms))}
        if starts:
            expected[doc] = starts
    assert occurrences(phrase([postings(term) for term in terms])) == expected


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
    assert occurrences(concatenated([part, NO_POSTINGS, part], [0, 3, 10])) == {0: {3}, 2: {1, 5}, 10: {3}, 12: {1, 5}}
    assert occurrences(concatenated([NO_POSTINGS, part], [0, 4])) == {4: {3}, 6: {1, 5}}
    assert concatenated([], []).docs.size == 0


def test_the_cache_keeps_what_was_asked_for_last() -> None:
    """Up to its size in bytes; one list is kept however long it is, and empty ones take room too."""
    cache = PostingCache(5 * NO_POSTINGS.nbytes)
    made: list[str] = []

    def get(name: str, positions: int = 0) -> None:
        def make() -> Postings:
            made.append(name)
            return postings({0: set(range(positions))}) if positions else NO_POSTINGS

        cache.get(name, make)

    for name in "abcdeaf":  # f takes the place of b, which was not asked for again
        get(name)
    for name in "ab":
        get(name)
    assert made == [*"abcdef", "b"]
    get("long", 10_000)
    get("long", 10_000)
    get("a")
    assert made[-2:] == ["long", "a"]
