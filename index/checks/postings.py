"""What must be true of the posting lists of a field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.postings import FieldPostings, PostingColumns

RUN = 4_000_000
"""Postings and positions that are decoded at a time; with what is worked out of them they take 200 MB."""


@dataclass
class Lists:
    """The lists of one field as they are gone over, and what there is of them once `wrong` is exhausted."""

    columns: PostingColumns
    document_count: int
    lengths: NDArray[Any] | None = None
    """shape (documents,): how many syllables the field has in each; None where that is not kept."""
    gaps: int = 0
    """How many positions of a document may be empty."""
    postings: int = 0
    positions: int = 0

    def __post_init__(self) -> None:
        self._occurrences = np.zeros(self.document_count, np.int64)
        """shape (documents,): how many terms they have, each as often as it occurs."""

    def wrong(self) -> Iterator[str]:
        """What is wrong, a run of terms at a time."""
        last = None
        for first, end in self.columns.spans(RUN):
            run = self.columns.decode(first, end)
            yield from self._wrong_terms(run, first, last)
            yield from self._wrong_documents(run)
            if self.columns.has_positions:
                yield from self._wrong_positions(run)
            self.postings += len(run.docs)
            self.positions += len(run.positions)
            last = run.terms[-1]
        if self.lengths is not None and not np.array_equal(self._occurrences, self.lengths):
            document = int(np.flatnonzero(self._occurrences != self.lengths)[0])
            yield (
                f"document {document} has {self._occurrences[document]:,} syllables in the lists "
                f"and a length of {self.lengths[document]:,}"
            )

    def _wrong_terms(self, run: FieldPostings, first: int, last: bytes | None) -> Iterator[str]:
        terms = run.terms if last is None else [last, *run.terms]
        for one, other in pairwise(terms):
            if one >= other:
                yield f"the term {_shown(other)} stands behind {_shown(one)}"
                break
        for number, term in enumerate(run.terms, first):
            if self.columns.find(term) != number:
                yield f"the term {_shown(term)} can't be found"
                break

    def _wrong_documents(self, run: FieldPostings) -> Iterator[str]:
        if (np.diff(run.starts) < 1).any():
            yield f"the term {_shown(run.terms[int(np.argmax(np.diff(run.starts) < 1))])} is in no document"
            return
        outside = (run.docs < 0) | (run.docs >= self.document_count)
        if outside.any():
            yield f"{_term_at(run, outside)} is in a document that the segment doesn't have"
            return
        follows = np.ones(len(run.docs), bool)
        np.greater(run.docs[1:], run.docs[:-1], out=follows[1:])
        follows[run.starts[:-1]] = True
        if not follows.all():
            yield f"the documents of {_term_at(run, ~follows)} don't ascend"
        if (run.counts < 1).any():
            yield f"{_term_at(run, run.counts < 1)} occurs less than once in a document"
        self._occurrences += np.bincount(run.docs, run.counts, self.document_count).astype(np.int64)

    def _wrong_positions(self, run: FieldPostings) -> Iterator[str]:
        if int(run.counts.sum(dtype=np.int64)) != len(run.positions) or (run.counts < 1).any():
            yield f"the counts of {_shown(run.terms[0])} and the terms behind it don't match their positions"
            return
        firsts = np.cumsum(run.counts, dtype=np.int64) - run.counts
        follows = np.ones(len(run.positions), bool)
        np.greater(run.positions[1:], run.positions[:-1], out=follows[1:])
        follows[firsts] = True
        if not follows.all():
            yield f"the positions of {_term_at(run, _any_of_each(~follows, firsts))} don't ascend"
        beyond = run.positions[firsts] < 0
        if self.lengths is not None:
            lasts = run.positions[firsts + run.counts - 1]
            beyond |= lasts >= self.lengths[run.docs].astype(np.int64) + self.gaps
        if beyond.any():
            yield f"{_term_at(run, beyond)} stands beyond the end of a document"


def _any_of_each(flags: NDArray[np.bool_], firsts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """shape (firsts,): whether any flag is set from each first up to the next."""
    found: NDArray[np.bool_] = np.logical_or.reduceat(flags, firsts)
    return found


def _term_at(run: FieldPostings, wrong: NDArray[np.bool_]) -> str:
    """The term of the first posting that is `wrong`, shape (postings,)."""
    posting = int(np.argmax(wrong))
    return _shown(run.terms[int(np.searchsorted(run.starts, posting, side="right")) - 1])


def _shown(term: bytes) -> str:
    return repr(term.decode(errors="backslashreplace"))
