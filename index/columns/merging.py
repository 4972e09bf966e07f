"""Which segments are written anew, as one, when a commit adds others."""

from __future__ import annotations

from collections.abc import Sequence

from index.columns.codec import ColumnSegment

# A segment is merged when those that are smaller have grown as large together, so that no document is written anew
# more often than the logarithm of their number says. Reading an article's columns and writing them again takes 0.03 ms.
SMALL_MERGE = 4_000  # documents; so many are merged by a commit of a single one: a sixth of a second
BULK_MERGE = 4  # for each document that the commit adds, as an indexing run can wait
MOST_SEGMENTS = 24  # when small commits have left so many, each merges the two smallest, however large they are
MOSTLY_DELETED = 10  # a segment of which less than a tenth is left is written anew, however large that is


def due(segments: Sequence[ColumnSegment], added: int) -> list[ColumnSegment]:
    """Which of the `segments` of an index are to become one with the `added` new documents, which are in none of them.

    What was deleted goes with a merge; a segment in which nothing else is left is always due."""
    room = max(SMALL_MERGE, BULK_MERGE * added)
    too_many = 2 if len(segments) >= MOST_SEGMENTS else 0
    chosen: list[ColumnSegment] = []
    total = added
    for segment in sorted(segments, key=ColumnSegment.doc_count):
        left, all_of_it = segment.doc_count(), segment.doc_count_all()
        # Fewer than half of its documents are left: writing those anew costs less than deleting the others did.
        fits = (left <= total or 2 * left < all_of_it) and total + left <= room
        if fits or len(chosen) < too_many or MOSTLY_DELETED * left < all_of_it:
            chosen.append(segment)
            total += left
    return chosen
