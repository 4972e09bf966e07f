"""Columns as Whoosh writes and merges them."""

from pathlib import Path
from typing import Any

import pytest
from whoosh import columns
from whoosh.filedb.filestore import FileStorage

from index.columns.facet import FacetColumn
from index.columns.number import NumberColumn
from index.columns.positions import PackedPositions


def written(column: columns.Column, values: dict[int, Any], doccount: int, folder: Path) -> Any:
    storage = FileStorage(str(folder))
    with storage.create_file("column") as file:
        file.write(b"before")  # a column need not begin its file
        writer = column.writer(file)
        for docnum, value in values.items():
            writer.add(docnum, value)
        writer.finish(doccount)
        length = file.tell() - 6
    with storage.open_file("column") as file:
        return column.reader(file, 6, length, doccount)


def test_numbers_come_out_as_one_array(tmp_path: Path) -> None:
    """Documents that were left out have the default."""
    reader = written(NumberColumn("i8", -1), {1: 2**40, 3: -5}, 5, tmp_path)
    assert reader.array.tolist() == [-1, 2**40, -1, -5, -1]
    assert reader[1] == 2**40


def test_facet_values_come_out_as_codes(tmp_path: Path) -> None:
    """Any number of values a document, each value once in the dictionary and once a document."""
    values = {0: ("hội nghị", "họp"), 2: ("họp", "họp"), 3: ()}
    reader = written(FacetColumn(), values, 5, tmp_path)
    assert reader.values == ["hội nghị", "họp"]
    assert reader.codes.tolist() == [0, 1, 1]
    assert reader.offsets.tolist() == [0, 2, 2, 3, 3, 3]
    assert [reader[docnum] for docnum in range(5)] == [("hội nghị", "họp"), (), ("họp",), (), ()]


def test_a_column_without_values_can_be_read(tmp_path: Path) -> None:
    """A segment in which no article has an author."""
    reader = written(FacetColumn(), {}, 2, tmp_path)
    assert (reader.values, reader.codes.tolist(), reader.offsets.tolist()) == ([], [], [0, 0, 0])


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
