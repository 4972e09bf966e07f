"""Which segments become one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from index.columns import merging


@dataclass(eq=False)
class FakeSegment:
    size: int
    deleted: int = 0

    def doc_count(self) -> int:
        return self.size - self.deleted

    def doc_count_all(self) -> int:
        return self.size


@dataclass
class FakeWriter:
    docnum: int
    storage: None = None
    schema: None = None
    merged: list[Any] = field(default_factory=list)

    def add_reader(self, reader: FakeReader) -> None:
        self.merged.append(reader.segment)
        self.docnum += reader.segment.doc_count()


class FakeReader:
    def __init__(self, storage: None, schema: None, segment: FakeSegment) -> None:
        self.segment = segment

    def __enter__(self) -> FakeReader:
        return self

    def __exit__(self, *error: object) -> None:
        pass


@pytest.fixture(autouse=True)
def _fake_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "SegmentReader", FakeReader)


def commit(segments: list[FakeSegment], added: int) -> tuple[list[FakeSegment], int]:
    """The segments after a commit, and how many documents it wrote anew."""
    writer = FakeWriter(added)
    kept = merging.merge_grown(writer, segments)  # type: ignore[arg-type]
    return [*kept, FakeSegment(writer.docnum)], writer.docnum - added


@pytest.mark.parametrize("added", [1, 10, 500])
def test_small_commits_leave_few_segments_and_are_rarely_slow(added: int) -> None:
    """However many there are; nine in ten write little more than they add, and all documents are kept."""
    segments: list[FakeSegment] = []
    costs = []
    for _ in range(20_000 // added):
        segments, cost = commit(segments, added)
        costs.append(cost)
        assert len(segments) <= merging.MOST_SEGMENTS + 1
    assert sum(segment.size for segment in segments) == 20_000 // added * added
    assert sorted(costs)[len(costs) * 9 // 10] <= merging.SMALL_MERGE


def test_a_large_segment_is_left_alone_by_a_small_commit() -> None:
    """It would take minutes."""
    segments, cost = commit([FakeSegment(150_000), FakeSegment(3)], 3)
    assert (sorted(segment.size for segment in segments), cost) == ([6, 150_000], 3)


def test_bulk_commits_merge_what_is_as_large() -> None:
    """An indexing run leaves a few large segments."""
    segments: list[FakeSegment] = []
    for _ in range(8):
        segments, _ = commit(segments, 20_000)
    assert len(segments) <= 4


def test_a_segment_that_is_mostly_deleted_is_written_anew() -> None:
    """Its dead documents take room on disk and time in every search; one with nothing left just goes."""
    segments, cost = commit([FakeSegment(100_000, deleted=60_000), FakeSegment(50, deleted=50)], 1)
    assert ([segment.size for segment in segments], cost) == ([40_001], 40_000)
