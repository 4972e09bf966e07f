"""Columns of numbers and facet values, of a new segment and of merged ones."""

from __future__ import annotations

import numpy as np
import pytest

from index.columns.facet import FacetColumn, facet_values
from index.columns.number import NumberColumn
from index.columns.positions import PackedPositions

ALL = np.ones(3, dtype=bool)
FIRST_AND_LAST = np.array([True, False, True])


def test_numbers_come_out_as_one_array() -> None:
    """Documents without one have the default; Whoosh gets them one at a time."""
    column = NumberColumn("i8", -1)
    arrays = column.arrays("n", [2**40, None, -5])
    assert arrays["n"].tolist() == [2**40, -1, -5]
    assert column.over(arrays, "n")[0] == 2**40


def test_merged_numbers_are_those_of_the_documents_that_are_kept() -> None:
    """In the order of the segments."""
    column = NumberColumn("u4", 0)
    one, other = column.arrays("n", [1, 2, 3]), column.arrays("n", [4, 5, 6])
    merged = column.merged("n", [(one, FIRST_AND_LAST), (other, ALL)])["n"]
    assert (merged.tolist(), merged.dtype) == ([1, 3, 4, 5, 6], np.uint32)
    assert column.merged("n", [])["n"].tolist() == []


def test_facet_values_come_out_as_codes() -> None:
    """Any number of values a document, each once in the dictionary and once a document."""
    column = FacetColumn()
    arrays = column.arrays("tag", [("hội nghị", "họp"), None, ("họp", "họp"), ()])
    values = facet_values(arrays, "tag")
    assert values.values == ["hội nghị", "họp"]
    assert values.codes.tolist() == [0, 1, 1]
    assert values.offsets.tolist() == [0, 2, 2, 3, 3]
    assert [column.over(arrays, "tag")[docnum] for docnum in range(4)] == [("hội nghị", "họp"), (), ("họp",), ()]


def test_merged_facet_values_have_one_dictionary() -> None:
    """Values that only deleted documents had are gone."""
    column = FacetColumn()
    one = column.arrays("tag", [("a",), ("gone", "b"), ("c", "a")])
    other = column.arrays("tag", [("b",), (), ("a",)])
    merged = column.merged("tag", [(one, FIRST_AND_LAST), (other, ALL)])
    reader = column.over(merged, "tag")
    assert [reader[docnum] for docnum in range(5)] == [("a",), ("c", "a"), ("b",), (), ("a",)]
    assert sorted(facet_values(merged, "tag").values) == ["a", "b", "c"]


def test_a_column_without_values_can_be_read() -> None:
    """A segment in which no article has an author."""
    column = FacetColumn()
    arrays = column.merged("tag", [(column.arrays("tag", [None, ()]), np.ones(2, dtype=bool))])
    values = facet_values(arrays, "tag")
    assert (values.values, values.codes.tolist(), values.offsets.tolist()) == ([], [], [0, 0, 0])


@pytest.mark.parametrize("positions", [[], [0], [3, 4, 70_000]])
def test_positions_survive_encoding(positions: list[int]) -> None:
    """And Whoosh's own matchers get the frequency from their number."""
    encoded = PackedPositions().encode(positions)
    assert PackedPositions().decode_positions(encoded) == positions
    assert PackedPositions().decode_frequency(encoded) == len(positions)


def test_combined_positions_are_sorted_and_unique() -> None:
    """Whoosh combines postings of the same term and document."""
    format_ = PackedPositions()
    combined = format_.combine([format_.encode([1, 9]), format_.encode([4, 9])])
    assert format_.decode_positions(combined) == [1, 4, 9]
