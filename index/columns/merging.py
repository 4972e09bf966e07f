"""Which segments are written anew, as one, when a commit adds another."""

from __future__ import annotations

from typing import Any

from whoosh.reading import SegmentReader

from index.columns.writer import ColumnWriter

# A segment is merged when those that are smaller have grown as large together. So each is larger than all the smaller
# ones together, which makes no more of them than the logarithm of the number of documents, and no document is written
# anew more often than that. Reading an article's columns and writing them again takes 0.15 ms.
SMALL_MERGE = 4_000  # documents; so many are merged by a commit of a single one: half a second
BULK_MERGE = 4  # for each document that the commit adds, as an indexing run can wait


def merge_grown(writer: ColumnWriter, segments: list[Any]) -> list[Any]:
    """A merge policy for `SegmentWriter.commit`: merges into `writer` what is due and gives the segments that stay."""
    room = max(SMALL_MERGE, BULK_MERGE * writer.docnum)
    total = writer.docnum
    due = set()
    for segment in sorted(segments, key=lambda each: each.doc_count()):
        total += segment.doc_count()
        if segment.doc_count() > total - segment.doc_count() or total > room:
            break
        due.add(segment)
        if segment.doc_count():
            with SegmentReader(writer.storage, writer.schema, segment) as reader:
                writer.add_reader(reader)
    return [segment for segment in segments if segment not in due]
