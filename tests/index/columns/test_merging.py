"""Which segments become one."""

from __future__ import annotations

import pytest

from index.columns.codec import ColumnSegment
from index.columns.merging import MOST_SEGMENTS, SMALL_MERGE, due


def segment_of(size: int, deleted: int = 0) -> ColumnSegment:
    segment = ColumnSegment("test")
    segment.set_doc_count(size)
    for docnum in range(deleted):
        segment.delete_document(docnum)
    return segment


def commit(segments: list[ColumnSegment], added: int) -> tuple[list[ColumnSegment], int]:
    """The segments after a commit, and how many documents it wrote anew."""
    merged = due(segments, added)
    cost = sum(segment.doc_count() for segment in merged)
    return [*(segment for segment in segments if segment not in merged), segment_of(added + cost)], cost


@pytest.mark.parametrize("added", [1, 10, 500])
def test_small_commits_leave_few_segments_and_are_never_slow(added: int) -> None:
    """However many there are, none writes much more than it adds; and all documents are kept."""
    segments: list[ColumnSegment] = []
    costs = []
    for _ in range(20_000 // added):
        segments, cost = commit(segments, added)
        costs.append(cost)
        assert len(segments) <= MOST_SEGMENTS
    assert sum(segment.doc_count() for segment in segments) == 20_000 // added * added
    assert max(costs) <= SMALL_MERGE


def test_segments_stay_few_for_ever() -> None:
    """When there are too many of those that are too large to merge by the way, the two smallest become one."""
    segments, cost = commit([segment_of(4_000 + number) for number in range(MOST_SEGMENTS)], 1)
    assert (len(segments), cost) == (MOST_SEGMENTS - 1, 8_001)


def test_a_large_segment_is_left_alone_by_a_small_commit() -> None:
    """It would take a minute."""
    segments, cost = commit([segment_of(150_000), segment_of(3)], 3)
    assert (sorted(segment.doc_count() for segment in segments), cost) == ([6, 150_000], 3)


def test_bulk_commits_merge_what_is_as_large() -> None:
    """An indexing run leaves a few large segments."""
    segments: list[ColumnSegment] = []
    for _ in range(8):
        segments, _ = commit(segments, 20_000)
    assert len(segments) <= 4


@pytest.mark.parametrize(
    ("size", "deleted", "added", "written"),
    [(3_000, 1_400, 1, 0), (3_000, 1_600, 1, 1_400), (100_000, 60_000, 1, 0), (100_000, 60_000, 15_000, 40_000)],
)
def test_a_segment_that_is_half_deleted_is_written_anew_by_a_commit_that_can_wait(
    size: int, deleted: int, added: int, written: int
) -> None:
    """Dead documents take room on disk and time in every search."""
    assert commit([segment_of(size, deleted)], added)[1] == written


def test_a_segment_that_is_mostly_deleted_goes() -> None:
    """However large; one with nothing left takes no time."""
    segments, cost = commit([segment_of(100_000, 91_000), segment_of(50, 50)], 1)
    assert ([segment.doc_count() for segment in segments], cost) == ([9_001], 9_000)
