"""Which segments are written anew, as one, when a commit adds another."""

from __future__ import annotations

from typing import Any

from whoosh.reading import SegmentReader

from index.columns.writer import ColumnWriter

# A segment is merged when those that are smaller have grown as large together, so that no document is written anew
# more often than the logarithm of their number says. Reading an article's columns and writing them again takes 0.15 ms.
SMALL_MERGE = 4_000  # documents; so many are merged by a commit of a single one: half a second
BULK_MERGE = 4  # for each document that the commit adds, as an indexing run can wait
MOST_SEGMENTS = 24  # when small commits have left so many, one of them takes the time to merge the smaller half


def merge_grown(writer: ColumnWriter, segments: list[Any]) -> list[Any]:
    """A merge policy for `SegmentWriter.commit`: merges into `writer` what is due and gives the segments that stay."""
    due = _grown(writer.docnum, segments) | {segment for segment in segments if _half_deleted(segment)}
    for segment in segments:
        if segment in due and segment.doc_count():
            with SegmentReader(writer.storage, writer.schema, segment) as reader:
                writer.add_reader(reader)
    return [segment for segment in segments if segment not in due]


def _grown(added: int, segments: list[Any]) -> set[Any]:
    """The smaller segments that are to become one with the `added` documents."""
    room = max(SMALL_MERGE, BULK_MERGE * added)
    too_many = MOST_SEGMENTS // 2 if len(segments) >= MOST_SEGMENTS else 0
    due: set[Any] = set()
    total = added
    for segment in sorted(segments, key=lambda each: each.doc_count()):
        fits = segment.doc_count() <= total and total + segment.doc_count() <= room
        if not fits and len(due) >= too_many:
            break
        total += segment.doc_count()
        due.add(segment)
    return due


def _half_deleted(segment: Any) -> bool:
    """Whether fewer than half of a segment's documents are left: writing those anew costs less than deleting did."""
    return bool(2 * segment.doc_count() < segment.doc_count_all())
