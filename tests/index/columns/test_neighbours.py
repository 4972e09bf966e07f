"""Which terms stand side by side."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.columns import neighbours
from index.columns.neighbours import Neighbours, Pairs

TERMS = [b"a", b"b", b"c", b"d"]
Documents = list[list[int]]
documents = st.lists(st.lists(st.integers(0, 3), max_size=8), max_size=5)


def table(texts: Documents, terms: list[bytes] = TERMS) -> Pairs:
    tokens = np.array([number for text in texts for number in text], np.int32)
    positions = np.array([place for text in texts for place in range(len(text))], np.int32)
    return neighbours.pairs(terms, tokens, positions)


def counted(texts: Documents) -> Counter[tuple[int, int]]:
    return Counter(pair for text in texts for pair in pairwise(text))


def read(pairs: Pairs) -> Counter[tuple[int, int]]:
    arrays = neighbours.encode(pairs, "text")
    size = range(len(pairs.terms))
    found = Neighbours(arrays, "text")
    return +Counter({(i, j): found.count((i, i + 1), (j, j + 1)) for i in size for j in size})


@settings(deadline=None)
@given(documents)
def test_every_pair_is_counted(texts: Documents) -> None:
    """How often one term stands directly before another within a document, and never across two."""
    assert read(table(texts)) == counted(texts)


@given(documents)
def test_runs_of_terms(texts: Documents) -> None:
    """A run of terms before another run counts what all their pairs do."""
    found = Neighbours(neighbours.encode(table(texts), "text"), "text")
    expected = sum(count for (i, j), count in counted(texts).items() if 1 <= i < 3 and 2 <= j < 4)
    assert found.count((1, 3), (2, 4)) == expected


def test_a_gap_parts() -> None:
    """What stands two positions apart is no pair."""
    found = neighbours.pairs(TERMS, np.array([0, 1, 2], np.int32), np.array([0, 1, 3], np.int32))
    assert read(found) == {(0, 1): 1}


@given(documents, documents)
def test_merged(one: Documents, other: Documents) -> None:
    """Tables of different terms become one; what an index no longer has is left out."""
    renamed = table(other, [b"b", b"c", b"d", b"e"])
    terms = [b"a", b"b", b"c", b"e"]
    expected = counted(one) + Counter({(i + 1, j + 1): count for (i, j), count in counted(other).items()})
    names = [b"a", b"b", b"c", b"d", b"e"]
    kept = Counter(
        {
            (terms.index(names[i]), terms.index(names[j])): count
            for (i, j), count in expected.items()
            if names[i] in terms and names[j] in terms
        }
    )
    assert read(neighbours.merged([table(one), renamed], terms)) == kept


@given(documents)
def test_as_it_was_encoded(texts: Documents) -> None:
    """Decoding gives the table that was encoded."""
    encoded = table(texts)
    decoded = Neighbours(neighbours.encode(encoded, "text"), "text").decode(TERMS)
    assert decoded.keys.tolist() == encoded.keys.tolist()
    assert decoded.counts.tolist() == encoded.counts.tolist()


def test_a_large_table_forgets_its_rarest_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What occurs least goes first, until the rest fits."""
    monkeypatch.setattr(neighbours, "MOST_PAIRS", 1)
    assert read(table([[0, 1], [0, 1], [2, 3]])) == {(0, 1): 2}
