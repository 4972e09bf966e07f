"""What must be true of the ids of articles: the lists name the documents that have them, and one is alive only once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.checks.postings import RUN
from index.columns.postings import PostingColumns
from index.sort_keys import rank_key


def wrong_ids(columns: PostingColumns | None, keys: NDArray[np.uint64]) -> Iterator[str]:
    """What is wrong with the lists of ids of a segment, given shape (documents,): `rank_key` of its documents' ids."""
    ids_of = np.zeros(len(keys), np.int64)
    for run in (columns.decode(*span) for span in columns.spans(RUN)) if columns else ():
        of_terms = np.fromiter((rank_key(term.decode()) for term in run.terms), np.uint64, len(run.terms))
        other = np.flatnonzero(np.repeat(of_terms, np.diff(run.starts)) != keys[run.docs])
        if other.size:
            term = run.terms[int(np.searchsorted(run.starts, other[0], side="right")) - 1]
            yield f"the id {term.decode()!r} is in document {run.docs[other[0]]}, whose columns are of another article"
        ids_of += np.bincount(run.docs, minlength=len(keys))
    if (ids_of != 1).any():
        document = int(np.argmax(ids_of != 1))
        yield f"document {document} has {ids_of[document]} ids"


def alive_twice(keys: Sequence[NDArray[np.uint64]]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs of documents, as (segment, place among its `keys`), that have one key.

    keys  for each segment, shape (documents that are alive,): `rank_key` of their ids"""
    together = np.concatenate([np.empty(0, np.uint64), *keys])
    order = np.argsort(together, kind="stable")
    same = np.flatnonzero(together[order][1:] == together[order][:-1])
    ends = np.cumsum([len(each) for each in keys])

    def place(row: int) -> tuple[int, int]:
        segment = int(np.searchsorted(ends, row, side="right"))
        return segment, row - int(ends[segment - 1] if segment else 0)

    for one, other in zip(order[same].tolist(), order[same + 1].tolist(), strict=True):
        yield place(one), place(other)
