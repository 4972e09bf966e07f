"""The posting lists of one field as compact arrays: made from tokens, encoded, read, merged.

    format   arrays of a column file, each name behind the field's and a point; the starts of n have n + 1 numbers
             dictionary  terms u8: all terms, ascending, one behind the other · term_starts
                         bucket_terms: their numbers by bucket, which is crc32(term) modulo as many buckets as there are
                         terms · bucket_starts
             lists       posting_starts: term t has the postings from posting_starts[t] up to posting_starts[t + 1]
             documents   gaps u8: the number of a list's first document, then the distance of each from the one before;
                         255 stands for the next of far_gaps u32 · far_gap_starts, by term
             counts      count_nibbles u8: of each pair of postings, the first in the low nibble; 15 stands for what
                         big_counts u32 has where big_count_keys, ascending, has the posting's number
             positions   position_starts, by term · position_bytes u8: the low 8 bits of each · position_nibbles u8: the
                         bits above, 15 standing for what big_positions u32 has whole, as big_counts has counts;
                         a field without positions has nothing in any of them

What has no width here is u32, or i64 where the numbers need it. Whatever part of a list is wanted can be read without
what stands before it, but for documents, which are read from the first of their list.

The widths are those of Vietnamese news, with 620 tokens on 331 syllables an article: of 16.6 million gaps 3.3 % need
more than a byte, of the counts 0.2 % more than a nibble, and no position more than 12 bits. That makes 1,494 bytes an
article: documents 378, counts 170, positions 932, dictionary 14.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FAR = 255
_BIG = 15

_PAIR = np.dtype("<u2")
_WIDE_PAIR = np.dtype("<u4")

# How many elements are worked on at a time. Temporaries of this size stay in the cache and in memory that the process
# already has; fresh pages from the kernel cost more than decoding does. 347,000 positions take 93 µs in chunks of 2¹⁷,
# 120 µs in chunks of 2¹⁵, and 84 to 1,085 µs in one, depending on what the process allocated before.
_AT_ONCE = 1 << 17  # even, so that a chunk never begins within a byte of nibbles unless the first does

# Positions of some of a term's documents are looked up one by one if that is cheaper than to decode the whole list: it
# takes six times as long a position and as long at least as decoding 16,384 does (measured with lists of 8 to 347,219).
_LOOK_UP_COST = 6
_LOOK_UP_SETUP = 16_384


@dataclass(frozen=True, eq=False)
class FieldPostings:
    """Which documents the terms of a field occur in, how often and where."""

    terms: list[bytes]
    """Ascending, each once."""
    starts: NDArray[np.int64]
    """shape (terms + 1,): term t has docs[starts[t]:starts[t + 1]], at least one."""
    docs: NDArray[np.int32]
    """shape (postings,): ascending within a term, each once."""
    counts: NDArray[np.int32]
    """shape (postings,): how often the term occurs in the document, at least once."""
    positions: NDArray[np.int32]
    """shape (counts.sum(),): those of the first posting, ascending, then those of the second, …;
    shape (0,) for a field without positions."""


def inverted(
    terms: Sequence[bytes],
    tokens: NDArray[np.int32],
    lengths: NDArray[np.integer[Any]],
    positions: NDArray[np.int32] | None = None,
) -> FieldPostings:
    """The posting lists of documents that are given token by token.

    terms      in any order; those that are equal are one, those without a token vanish
    tokens     shape (tokens,): those of the first document, then those of the second, …, as numbers of terms
    lengths    shape (documents,): how many tokens each document has
    positions  shape (tokens,): ascending within a document; None for a field without positions"""
    in_order = sorted(set(terms))
    rank_of = {term: rank for rank, term in enumerate(in_order)}
    ranked = np.fromiter(map(rank_of.__getitem__, terms), np.int32, len(terms))[tokens]
    occurrences = np.bincount(ranked, minlength=len(in_order))
    present = occurrences > 0
    token_starts = _starts(occurrences[present])
    order = _stable_order(ranked, len(in_order))
    docs = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[order]
    begins = np.ones(len(docs), bool)  # a posting begins where the document changes, or the term
    np.not_equal(docs[1:], docs[:-1], out=begins[1:])
    begins[token_starts[:-1]] = True
    firsts = np.flatnonzero(begins)
    return FieldPostings(
        terms=list(compress(in_order, present.tolist())),
        starts=np.searchsorted(firsts, token_starts),
        docs=docs[firsts],
        counts=np.diff(firsts, append=len(docs)).astype(np.int32),
        positions=np.empty(0, np.int32) if positions is None else positions[order],
    )


def _stable_order(values: NDArray[np.int32], limit: int) -> NDArray[np.intp]:
    """What sorts `values`, all of 0 … limit - 1, and leaves equal ones in their order.

    By 16 bits at a time: those numpy sorts by radix, five times as fast as it merges wider ones."""
    order = np.argsort(values.astype(np.uint16), kind="stable")
    if limit > 1 << 16:
        order = order[np.argsort((values >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def encode(postings: FieldPostings, field: str) -> dict[str, NDArray[Any]]:
    """What `PostingColumns` reads, for a column file; ValueError if a term has no postings."""
    if (postings.starts[1:] <= postings.starts[:-1]).any():
        raise ValueError(f"a term of {field} has no postings")
    sizes = _sums(postings.counts, postings.starts)
    columns = {
        **_encoded_terms(postings.terms),
        "posting_starts": _narrow(postings.starts),
        **_encoded_docs(postings.docs, postings.starts),
        **_encoded_nibbles(postings.counts, 0, "count"),
        "position_starts": _narrow(_starts(sizes) if postings.positions.size else np.empty(0, np.int64)),
        "position_bytes": postings.positions.astype(np.uint8),
        **_encoded_nibbles(postings.positions, 8, "position"),
    }
    return {f"{field}.{name}": column for name, column in columns.items()}


def _encoded_terms(terms: Sequence[bytes]) -> dict[str, NDArray[Any]]:
    buckets = np.fromiter(map(zlib.crc32, terms), np.uint32, len(terms)) % np.uint32(max(len(terms), 1))
    return {
        "terms": np.frombuffer(b"".join(terms), np.uint8),
        "term_starts": _narrow(_starts(np.fromiter(map(len, terms), np.int64, len(terms)))),
        "bucket_terms": np.argsort(buckets, kind="stable").astype(np.uint32),
        "bucket_starts": _narrow(_starts(np.bincount(buckets, minlength=len(terms)))),
    }


def _encoded_docs(docs: NDArray[np.int32], starts: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    gaps = docs.view(np.uint32).copy()
    gaps[1:] -= docs[:-1].view(np.uint32)
    gaps[starts[:-1]] = docs[starts[:-1]]
    far = np.flatnonzero(gaps >= _FAR)
    return {
        "gaps": np.minimum(gaps, _FAR).astype(np.uint8),
        "far_gaps": gaps[far],
        "far_gap_starts": _narrow(np.searchsorted(far, starts)),
    }


def _encoded_nibbles(values: NDArray[np.int32], shift: int, name: str) -> dict[str, NDArray[Any]]:
    """A nibble each of `values` without their lowest `shift` bits, and the values for which that is too little."""
    nibbles = np.empty((len(values) + 1) // 2, np.uint8)
    big = []
    for start in range(0, len(values), _AT_ONCE):
        chunk = values[start : start + _AT_ONCE]
        highs = np.zeros(len(chunk) + len(chunk) % 2, np.uint8)
        np.minimum(chunk >> shift, _BIG, out=highs[: len(chunk)], casting="unsafe")
        big.append(np.flatnonzero(highs == _BIG) + start)
        pairs = highs.view(_PAIR)
        nibbles[start // 2 : start // 2 + len(pairs)] = pairs | pairs >> 4  # the assignment takes the low byte
    keys = np.concatenate([np.empty(0, np.int64), *big])
    return {
        f"{name}_nibbles": nibbles,
        f"big_{name}s": values[keys].astype(np.uint32),
        f"big_{name}_keys": _narrow(keys, len(values)),
    }


def _narrow(numbers: NDArray[np.int64], limit: int | None = None) -> NDArray[Any]:
    """The same ascending numbers in the least space; up to `limit` must fit too, so that it can be searched for."""
    if limit is None:
        limit = int(numbers[-1]) if numbers.size else 0
    return numbers.astype(np.uint32 if limit < 1 << 32 else np.int64)


class PostingColumns:
    """Reads the posting lists of one field out of the arrays that `encode` made.

    Lists come out as fresh arrays; nothing is kept but views of what was given. Safe between threads."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], field: str) -> None:
        def column(name: str) -> NDArray[Any]:
            return arrays[f"{field}.{name}"]

        # Single numbers and terms come faster from a memoryview than from an array.
        self._terms = column("terms").data
        self._term_starts = column("term_starts").data
        self._bucket_terms = column("bucket_terms").data
        self._bucket_starts = column("bucket_starts").data
        self._starts = column("posting_starts")
        self._starts_view = self._starts.data
        self._gaps = column("gaps")
        self._far_gaps = column("far_gaps").view(np.int32)
        self._far_gap_starts = column("far_gap_starts").data
        self._counts = _Nibbles(arrays, field, "count")
        self._positions = _Nibbles(arrays, field, "position")
        self._position_bytes = column("position_bytes")
        self._position_starts = column("position_starts").data
        self.term_count = len(self._starts) - 1
        self.has_positions = self._position_bytes.size > 0

    def find(self, term: bytes) -> int | None:
        """The number of `term`; None if the field doesn't have it."""
        if not self.term_count:
            return None
        bucket = zlib.crc32(term) % self.term_count
        for number in self._bucket_terms[self._bucket_starts[bucket] : self._bucket_starts[bucket + 1]]:
            if self.term(number) == term:
                return number
        return None

    def term(self, number: int) -> bytes:
        """The term of this number; terms are numbered in their order."""
        return self._terms[self._term_starts[number] : self._term_starts[number + 1]].tobytes()

    def between(self, low: bytes, high: bytes) -> tuple[int, int]:
        """The numbers of the terms from `low` up to `high`: from the first up to, not including, the second."""
        numbers = range(self.term_count)
        first = bisect_left(numbers, low, key=self.term)
        return first, bisect_left(numbers, high, first, key=self.term)

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """The numbers of the terms that begin with `prefix`: from the first up to, not including, the second."""
        numbers = range(self.term_count)
        first = bisect_left(numbers, prefix, key=self.term)
        # Cut to the prefix's length, the terms are still in order.
        beyond = bisect_right(numbers, prefix, first, key=lambda number: self.term(number)[: len(prefix)])
        return first, beyond

    def document_frequency(self, number: int) -> int:
        """How many documents the term occurs in."""
        return self._starts_view[number + 1] - self._starts_view[number]

    # The lists of terms whose numbers follow each other lie one behind the other, so that any run of terms can be read
    # at once: of the terms from `number` up to `beyond`, or of one where that is left out.

    def docs(self, number: int, beyond: int | None = None) -> NDArray[np.int32]:
        """shape (postings,): the documents of a term, ascending; then those of the next term, …"""
        beyond = number + 1 if beyond is None else beyond
        start = self._starts_view[number]
        gaps = self._gaps[start : self._starts_view[beyond]]
        far_gaps = self._far_gaps[self._far_gap_starts[number] : self._far_gap_starts[beyond]]
        docs = _with_far(gaps, far_gaps)
        if beyond - number > 1:
            _restarted(docs, self._starts[number : beyond + 1].astype(np.int64) - start)
        return np.add.accumulate(docs, dtype=np.int32, out=docs)

    def counts(self, number: int, beyond: int | None = None) -> NDArray[np.int32]:
        """shape (postings,): how often the term occurs in each of its documents."""
        return self._decoded_counts(self._starts_view[number], self._starts_view[beyond or number + 1])

    def positions(self, number: int, beyond: int | None = None) -> NDArray[np.int32]:
        """shape (counts.sum(),): the positions in the term's first document, then those in the second, …
        shape (0,) in a field without positions."""
        if not self.has_positions:
            return np.empty(0, np.int32)
        return self._decoded_positions(self._position_starts[number], self._position_starts[beyond or number + 1])

    def positions_of(
        self, number: int, at: NDArray[np.integer[Any]], counts: NDArray[np.int32], beyond: int | None = None
    ) -> NDArray[np.int32]:
        """shape (counts[at].sum(),): the positions in some of the postings, one posting after the other.

        at      shape (any,): which, as indexes into `docs(number, beyond)`
        counts  shape (postings,): what `counts(number, beyond)` gave"""
        if not self.has_positions:
            return np.empty(0, np.int32)
        lengths = counts[at]
        ends = np.cumsum(counts, dtype=np.int64)
        wanted = _ranges(ends[at] - lengths, lengths)
        if wanted.size * _LOOK_UP_COST + _LOOK_UP_SETUP > (ends[-1] if ends.size else 0):
            return self.positions(number, beyond).take(wanted)
        wanted += self._position_starts[number]
        nibbles = self._positions.packed[wanted >> 1] >> ((wanted & 1) << 2).astype(np.uint8) & _BIG
        positions: NDArray[np.int32] = nibbles.astype(np.int32) << 8 | self._position_bytes[wanted]
        big = np.flatnonzero(nibbles == _BIG)
        positions[big] = self._positions.big[self._positions.rank(wanted[big])]
        return positions

    def decode_all(self) -> FieldPostings:
        """The whole field, as it was encoded."""
        return self.decode(0, self.term_count)

    def decode(self, first: int, end: int) -> FieldPostings:
        """The terms of the numbers first … end - 1 with their lists, as they were encoded."""
        starts = self._starts[first : end + 1].astype(np.int64)
        begin, beyond = int(starts[0]), int(starts[-1])
        starts -= begin
        gaps = _with_far(
            self._gaps[begin:beyond], self._far_gaps[self._far_gap_starts[first] : self._far_gap_starts[end]]
        )
        _restarted(gaps, starts)
        edges = self._term_starts[first : end + 1].tolist()
        blob = self._terms[edges[0] : edges[-1]].tobytes()
        ends = (self._position_starts[first], self._position_starts[end]) if self.has_positions else (0, 0)
        return FieldPostings(
            terms=[blob[one - edges[0] : other - edges[0]] for one, other in pairwise(edges)],
            starts=starts,
            docs=np.add.accumulate(gaps, dtype=np.int32, out=gaps),
            counts=self._decoded_counts(begin, beyond),
            positions=self._decoded_positions(*ends),
        )

    def spans(self, size: int) -> list[tuple[int, int]]:
        """The numbers of the terms in runs (first, end) of about `size` postings and positions, one term at least.

        What goes over all lists decodes one run at a time, so that it needs memory for one only."""
        sizes = self._starts.astype(np.int64)
        if self.has_positions:
            sizes = sizes + np.asarray(self._position_starts)
        edges = np.searchsorted(sizes, np.arange(0, sizes[-1], size), side="left")
        return list(pairwise(np.unique(np.append(edges, self.term_count)).tolist()))

    def _decoded_counts(self, start: int, end: int) -> NDArray[np.int32]:
        counts = np.empty(end - start, np.int32)
        for at in range(start, end, _AT_ONCE):
            to = min(at + _AT_ONCE, end)
            pairs = self._counts.packed[at >> 1 : (to + 1) >> 1].astype(_PAIR)
            pairs |= pairs << 4  # the high nibble's copy stands in the high byte …
            pairs &= 0x0F0F  # … and the low one alone in the low byte
            counts[at - start : to - start] = pairs.view(np.uint8)[at & 1 : (at & 1) + to - at]
        self._counts.put_big(counts, start)
        return counts

    def _decoded_positions(self, start: int, end: int) -> NDArray[np.int32]:
        positions = np.empty(end - start, np.int32)
        for at in range(start, end, _AT_ONCE):
            to = min(at + _AT_ONCE, end)
            pairs = self._positions.packed[at >> 1 : (to + 1) >> 1].astype(_WIDE_PAIR)
            pairs *= 0x100100  # a copy 8 bits up and one 20: each nibble stands at bit 8 of a u16 of its own …
            pairs &= 0x0F000F00  # … and now alone
            halves = pairs.view(_PAIR)[at & 1 : (at & 1) + to - at]
            halves |= self._position_bytes[at:to]
            positions[at - start : to - start] = halves
        self._positions.put_big(positions, start)
        return positions


class _Nibbles:
    """Small numbers, two a byte, and beside them the big ones."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], field: str, name: str) -> None:
        self.packed: NDArray[np.uint8] = arrays[f"{field}.{name}_nibbles"]
        self.big: NDArray[np.int32] = arrays[f"{field}.big_{name}s"].view(np.int32)
        self._keys = arrays[f"{field}.big_{name}_keys"]
        self._keys_view = self._keys.data

    def rank(self, keys: NDArray[np.int64]) -> NDArray[np.intp]:
        """Where these keys stand, or would stand, among those of the big numbers."""
        # Of the same type, or searchsorted converts all that it searches.
        return np.searchsorted(self._keys, keys.astype(self._keys.dtype))

    def put_big(self, numbers: NDArray[np.int32], start: int) -> None:
        """Writes the big ones into `numbers`, which begin with the one of key `start`."""
        first = bisect_left(self._keys_view, start)
        last = bisect_left(self._keys_view, start + len(numbers), first)
        if last > first:
            numbers[self._keys[first:last].astype(np.int64) - start] = self.big[first:last]


def _with_far(gaps: NDArray[np.uint8], far_gaps: NDArray[np.int32]) -> NDArray[np.int32]:
    """The gaps in full."""
    full = gaps.astype(np.int32)
    if far_gaps.size:
        full[(gaps == _FAR).nonzero()] = far_gaps
    return full


def _restarted(gaps: NDArray[np.int32], starts: NDArray[np.int64]) -> None:
    """Changes the gaps of several lists so that one running sum gives the documents of all.

    A list's gaps add up to its last document; that is taken off the first of the next list."""
    if len(starts) > 2:
        gaps[starts[1:-1]] -= _sums(gaps, starts)[:-1].astype(np.int32)


def merged(parts: Sequence[tuple[FieldPostings, NDArray[np.int32]]]) -> FieldPostings:
    """The posting lists of several segments as those of one.

    Beside a part's postings stands, shape (its documents,), the new number of each of its documents: ascending, greater
    than those of the parts before, -1 for a deleted document. Terms whose documents are all deleted vanish.

    Needs, beside what it gives, a byte for each of a part's positions and a few for each of its postings.
    ValueError if some parts have positions and others have none."""
    sources = [_Source(postings, numbers) for postings, numbers in parts if postings.docs.size]
    if len({source.postings.positions.size > 0 for source in sources}) > 1:
        raise ValueError("postings with positions and postings without don't make one field")
    terms = sorted(set().union(*(source.postings.terms for source in sources)))
    place_of = {term: place for place, term in enumerate(terms)}
    sizes = np.zeros((2, len(terms)), np.int64)
    for source in sources:
        source.places = np.fromiter(map(place_of.__getitem__, source.postings.terms), np.int64)
        sizes[:, source.places] += source.sizes
    free = np.cumsum(sizes, axis=1) - sizes  # where in the new lists the next part's postings and positions go
    docs, counts = np.empty((2, int(sizes[0].sum())), np.int32)
    positions = np.empty(int(sizes[1].sum()) if any(s.postings.positions.size for s in sources) else 0, np.int32)
    for source in sources:
        at = free[:, source.places]
        _move(source.numbers[source.postings.docs], source.kept, source.sizes[0], docs, at[0])
        _move(source.postings.counts, source.kept, source.sizes[0], counts, at[0])
        if positions.size:
            kept = None if source.kept is None else _repeated(source.kept, source.postings.counts)
            _move(source.postings.positions, kept, source.sizes[1], positions, at[1])
        free[:, source.places] += source.sizes
    present = sizes[0] > 0
    return FieldPostings(list(compress(terms, present.tolist())), _starts(sizes[0, present]), docs, counts, positions)


class _Source:
    """A part of a merge."""

    def __init__(self, postings: FieldPostings, numbers: NDArray[np.int32]) -> None:
        alive = numbers >= 0
        self.postings = postings
        self.numbers = numbers
        self.kept: NDArray[np.bool_] | None = None if alive.all() else alive[postings.docs]
        """shape (postings,): which go on; None if all do."""
        counts = postings.counts if self.kept is None else postings.counts * self.kept
        frequencies = np.diff(postings.starts) if self.kept is None else _sums(self.kept, postings.starts)
        self.sizes: NDArray[np.int64] = np.stack([frequencies, _sums(counts, postings.starts)])
        """shape (2, terms): how many postings and how many positions of each term go on."""
        self.places: NDArray[np.int64] = np.empty(0, np.int64)
        """shape (terms,): the terms among those of all parts; known when all parts are."""


def _move(
    values: NDArray[np.int32],
    kept: NDArray[np.bool_] | None,
    sizes: NDArray[np.int64],
    to: NDArray[np.int32],
    at: NDArray[np.int64],
) -> None:
    """Writes `values`, or those that are `kept`, into `to`: the first sizes[0] of them from at[0] on, the next sizes[1]
    from at[1] on, …"""
    ends = np.cumsum(sizes)
    shifts = at - (ends - sizes)
    done = 0
    for start in range(0, len(values), _AT_ONCE):
        chunk = values[start : start + _AT_ONCE]
        if kept is not None:
            chunk = chunk[kept[start : start + _AT_ONCE]]
        upto = done + len(chunk)
        first, last = np.searchsorted(ends, [done, upto])
        edges = np.concatenate(([done], ends[first:last], [upto]))
        to[np.arange(done, upto) + np.repeat(shifts[first : last + 1], edges[1:] - edges[:-1])] = chunk
        done = upto


def _starts(sizes: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """shape (sizes + 1,): where each begins, and where the last ends."""
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))


def _sums(values: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """shape (starts - 1,): what the values from each start up to the next add up to."""
    if not values.size:
        return np.zeros(len(starts) - 1, np.int64)
    sums: NDArray[np.int64] = np.add.reduceat(values, starts[:-1], dtype=np.int64)
    return sums


def _ranges(begins: NDArray[np.int64], sizes: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """shape (sizes.sum(),): begins[0], begins[0] + 1, … sizes[0] of them, then sizes[1] from begins[1] on, …"""
    # As steps that are added up: np.repeat takes twice as long for the few positions that most documents have.
    ends = np.cumsum(sizes, dtype=np.int64)
    if not ends.size:
        return ends
    steps = np.ones(ends[-1], np.int64)
    steps[0] = begins[0]
    steps[ends[:-1]] = begins[1:] - begins[:-1] - sizes[:-1] + 1
    return np.add.accumulate(steps, out=steps)


def _repeated(flags: NDArray[np.bool_], sizes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """np.repeat(flags, sizes), faster where few flags differ from the one before."""
    changes = np.flatnonzero(flags[1:] != flags[:-1]) + 1
    edges = np.concatenate(([0], changes, [len(flags)]))
    return np.repeat(flags[edges[:-1]], _sums(sizes, edges))
