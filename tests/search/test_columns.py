"""Facet values as codes."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.sort_keys import NO_DATE
from search.columns import Among, CodeTable, FacetValues, years

VALUES = st.lists(st.sampled_from("abcdefg"), unique=True, max_size=6)
DOCUMENTS = st.lists(st.tuples(VALUES, VALUES, st.one_of(st.none(), st.integers(1990, 2030))), min_size=1, max_size=40)


def facet(documents: list[list[str]]) -> FacetValues:
    """As an index gives it, in two segments."""
    half = len(documents) // 2
    return FacetValues.merged([_segment(documents[:half]), _segment(documents[half:])])


def _segment(documents: list[list[str]]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    values = list(dict.fromkeys(value for each in documents for value in each))
    codes = [values.index(value) for each in documents for value in each]
    return np.cumsum([0, *map(len, documents)]).astype(np.uint32), np.array(codes, np.uint32), values


@given(DOCUMENTS, st.data())
def test_counts_are_exact_for_any_documents(
    documents: list[tuple[list[str], list[str], int | None]], data: st.DataObject
) -> None:
    """Few or most of all, with no value, one or many; all facets counted at once don't mix."""
    first, second = facet([each[0] for each in documents]), facet([each[1] for each in documents])
    seconds = [
        NO_DATE if year is None else int(np.datetime64(f"{year}-07-01", "s").astype(int)) for *_, year in documents
    ]
    published = years(np.array(seconds, np.int64))
    table = CodeTable({"first": first, "second": second, "date": published})
    chosen = sorted(data.draw(st.sets(st.integers(0, len(documents) - 1))))
    among = Among(np.array(chosen, np.intp), len(documents))
    for at, (name, values) in enumerate((("first", first), ("second", second), ("date", published))):
        counts = dict(zip(values.values, among.counts(table, name).tolist(), strict=True))
        has = [documents[doc][at] for doc in chosen]
        expected = (
            Counter(str(year) for year in has if year) if name == "date" else Counter(v for vs in has for v in vs)
        )
        assert {value: count for value, count in counts.items() if count} == expected


@given(st.lists(VALUES, min_size=1, max_size=20), st.sets(st.sampled_from("abcdefg")))
def test_a_selection_lets_through_what_has_any_of_its_values(documents: list[list[str]], chosen: set[str]) -> None:
    """Documents of all segments, whatever number of values they have."""
    values = facet(documents)
    having = values.having([values.code_of[value] for value in chosen if value in values.code_of])
    assert having.tolist() == [bool(chosen & set(each)) for each in documents]
