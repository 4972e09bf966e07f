"""What each document is worth, by lists."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.impacts import Impacts, intersection

COUNT = 400  # documents: lists of all lengths are kept and looked up in all ways
WORTH = st.dictionaries(st.integers(0, COUNT - 1), st.integers(1, 9))
FREQUENT = st.sets(st.integers(0, COUNT - 1), max_size=50).map(
    lambda without: dict.fromkeys(set(range(COUNT)) - without, 2)
)
LISTS = st.lists(st.one_of(WORTH, FREQUENT), min_size=1, max_size=4)


def impacts(worth: dict[int, int]) -> Impacts:
    docs = sorted(worth)
    return Impacts(np.array(docs, np.int32), np.array([worth[doc] for doc in docs], np.float32), COUNT)


@given(st.one_of(WORTH, FREQUENT), st.sets(st.integers(0, COUNT - 1)))
def test_every_document_can_be_asked_for(worth: dict[int, int], asked: set[int]) -> None:
    """One that is not in the list is worth nothing; asking for few and for many gives the same."""
    made, docs = impacts(worth), sorted(asked)
    assert made.at(np.array(docs, np.intp)).tolist() == [worth.get(doc, 0) for doc in docs]
    for doc in docs[:3]:
        assert made.at(np.array([doc], np.intp)).tolist() == [worth.get(doc, 0)]
    assert len(made) == len(worth)
    assert [each.tolist() for each in made.all()] == [sorted(worth), [worth[doc] for doc in sorted(worth)]]


@given(LISTS)
def test_an_intersection_is_what_all_lists_have(lists: list[dict[int, int]]) -> None:
    """Each document once, ascending, with the sum of what the lists give it."""
    docs, scores = intersection(list(map(impacts, lists)))
    common = sorted(reduce(set.intersection, map(set, lists)))  # type: ignore[arg-type]
    assert docs.tolist() == common
    assert scores.tolist() == [sum(worth[doc] for worth in lists) for doc in common]


@given(LISTS)
def test_a_search_leaves_the_lists_as_they_are(lists: list[dict[int, int]]) -> None:
    """They are shared by all searches until the next commit."""
    made = list(map(impacts, lists))
    first, again = intersection(made), intersection(made)
    assert [each.tolist() for each in first] == [each.tolist() for each in again]
    assert [dict(zip(*map(np.ndarray.tolist, each.all()), strict=True)) for each in made] == lists


@pytest.mark.parametrize("found", [1, COUNT])
def test_a_list_says_what_it_takes(found: int) -> None:
    """A frequent word's list takes four bytes for each of all documents, a rare one's eight for each that it has."""
    made = impacts(dict.fromkeys(range(found), 1))
    assert made.nbytes - impacts({}).nbytes == (4 * COUNT if found == COUNT else 8 * found)
