"""Where each syllable of a stored article stands in its texts, packed into a few bytes beside the article.

Snippets are cut and words are marked with it, so that nothing is analysed again when an article is shown.

    format   layout u8 · number of syllables of title, summary, body u32 each · the syllables of all three, in order:
             layout 1   a byte a syllable: its length, + 64 if pyvi joins it to the one before it, + 128 if its gap
                        isn't 1 · those gaps u8 each
             layout 4   gaps u32 each · lengths u32 each · joined u8 each, for texts that don't fit into layout 1

The gap of a syllable is the number of characters between the one before it and itself. The first of a part is counted
as if one had ended at −1: so a text that begins with a syllable has the usual gap of 1.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis import part_bases

_HEADER = struct.Struct("<B3I")
_BYTES, _WORDS = 1, 4
"""The two layouts."""

_JOINED = 64
_GAP_APART = 128

_LENGTH_OF = np.arange(256, dtype=np.int64) & (_JOINED - 1)
"""shape (256,): the length in a syllable's byte."""
_STEP_OF = _LENGTH_OF + (np.arange(256) < _GAP_APART)
"""shape (256,): how far a syllable's end lies from the end before it, as far as its byte tells."""
_JOINED_OF = (np.arange(256) & _JOINED) > 0
"""shape (256,): whether the syllable is joined."""


@dataclass(frozen=True)
class PartMap:
    """The syllables of one part of an article."""

    base: int
    """The position of the first syllable."""
    starts: NDArray[np.int64]
    """shape (syllables,): character offsets into the part's text."""
    ends: NDArray[np.int64]
    joined: NDArray[np.bool_]
    """shape (syllables,): whether pyvi joins the syllable to the one before it."""

    def __len__(self) -> int:
        """The number of syllables."""
        return len(self.starts)


@dataclass(frozen=True)
class TokenMap:
    """The syllables of an article's title, summary and body; unpacked when they are first asked for."""

    packed: bytes

    @property
    def title(self) -> PartMap:
        """The syllables of the title."""
        return self._parts[0]

    @property
    def summary(self) -> PartMap:
        """The syllables of the summary."""
        return self._parts[1]

    @property
    def body(self) -> PartMap:
        """The syllables of the body."""
        return self._parts[2]

    @cached_property
    def _parts(self) -> tuple[PartMap, ...]:
        layout, *counts = _HEADER.unpack_from(self.packed)
        # What can be done for all parts in one go is: a call of numpy costs the same for 30 syllables as for 300.
        lengths, steps, joined = (_from_bytes if layout == _BYTES else _from_words)(self.packed, sum(counts))
        parts = []
        for base, (first, last) in zip(part_bases(counts), pairwise(accumulate(counts, initial=0)), strict=True):
            if first < last:
                steps[first] -= 1  # from where the one before is said to have ended
            ends = steps[first:last].cumsum()
            parts.append(PartMap(base, ends - lengths[first:last], ends, joined[first:last]))
        return tuple(parts)


def pack_all(
    starts: NDArray[np.integer[Any]],
    ends: NDArray[np.integer[Any]],
    joined: NDArray[np.bool_],
    part_lengths: NDArray[np.int64],
) -> list[bytes]:
    """The token map of each of some articles.

    starts, ends  shape (syllables,): character offsets into the syllable's own part, all parts of all articles in order
    joined        shape (syllables,): whether pyvi joins the syllable to the one before it
    part_lengths  shape (articles, 3): how many syllables title, summary and body have"""
    edges = np.append(0, np.cumsum(part_lengths))
    ends_before = np.append(-1, ends)[:-1]
    ends_before[edges[:-1][np.diff(edges) > 0]] = -1
    gaps, lengths = starts - ends_before, ends - starts
    apart = gaps != 1
    bytes_of_all = (lengths + _JOINED * joined + _GAP_APART * apart).astype(np.uint8).tobytes()
    gaps_of_all = gaps[apart].astype(np.uint8).tobytes()
    bounds = edges[::3]
    gap_bounds = np.append(0, np.cumsum(apart))[bounds]
    too_wide = np.append(0, np.cumsum((lengths >= _JOINED) | (gaps > 255)))[bounds]
    packed = []
    slices = zip(pairwise(bounds.tolist()), pairwise(gap_bounds.tolist()), np.diff(too_wide).tolist(), strict=True)
    for counts, ((first, last), (first_gap, last_gap), wide) in zip(part_lengths.tolist(), slices, strict=True):
        if wide:
            widths = np.concatenate((gaps[first:last], lengths[first:last])).astype("<u4")
            packed.append(_HEADER.pack(_WORDS, *counts) + widths.tobytes() + joined[first:last].tobytes())
        else:
            header = _HEADER.pack(_BYTES, *counts)
            packed.append(header + bytes_of_all[first:last] + gaps_of_all[first_gap:last_gap])
    return packed


def unpack(packed: bytes) -> TokenMap:
    """A token map that `pack_all` made."""
    return TokenMap(packed)


def _from_bytes(packed: bytes, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Lengths, steps from end to end and joined of a map in the layout of bytes; shape (count,) each."""
    columns = np.frombuffer(packed, np.uint8, offset=_HEADER.size)
    syllables, gaps = columns[:count], columns[count:]
    steps = _STEP_OF.take(syllables)
    steps[(syllables >= _GAP_APART).nonzero()] += gaps
    return _LENGTH_OF.take(syllables), steps, _JOINED_OF.take(syllables)


def _from_words(packed: bytes, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """The same for the layout of words."""
    gaps, lengths = np.frombuffer(packed, "<u4", 2 * count, _HEADER.size).reshape(2, count).astype(np.int64)
    joined = np.frombuffer(packed, np.uint8, count, _HEADER.size + 8 * count).astype(bool)
    return lengths, gaps + lengths, joined
